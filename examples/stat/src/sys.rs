//! What is used of the C library: of each record the members that are needed, where this machine's headers put them.

use core::ffi::{c_char, c_int, c_long};

use ffi::{Errno, Pointer};

/// A file's data.
#[ffi::struct_layout(header = "sys/stat.h", c_name = "struct stat")]
#[derive(Debug)]
pub(crate) struct Stat {
    st_mode: u32,
    // Linux has it in another width on other machines; the header's is the one that is accepted.
    #[cfg(target_arch = "x86_64")]
    st_nlink: u64,
    #[cfg(not(target_arch = "x86_64"))]
    st_nlink: u32,
    st_uid: u32,
    st_gid: u32,
    st_size: i64,
    /// Units of 512 bytes.
    st_blocks: i64,
    /// In seconds since 1970.
    #[ffi(member = "st_mtim.tv_sec")]
    modified: c_long,
}

/// A broken-down time.
#[ffi::struct_layout(header = "time.h", c_name = "struct tm")]
pub(crate) struct Time {
    tm_min: c_int,
    tm_hour: c_int,
    tm_mday: c_int,
    /// From 0.
    tm_mon: c_int,
    /// Since 1900.
    tm_year: c_int,
}

/// A user.
#[ffi::struct_layout(header = "pwd.h", c_name = "struct passwd")]
pub(crate) struct Passwd {
    pw_name: *const c_char,
}

/// A group.
#[ffi::struct_layout(header = "grp.h", c_name = "struct group")]
pub(crate) struct Group {
    gr_name: *const c_char,
}

/// A name in a folder.
#[ffi::struct_layout(header = "dirent.h", c_name = "struct dirent")]
pub(crate) struct Entry {
    d_name: [c_char; 256],
}

/// An open folder, of which only C knows the inside.
pub(crate) enum Folder {}

#[ffi::import]
unsafe extern "C" {
    pub(crate) fn lstat(path: *const c_char, stat: Pointer<Stat>) -> Errno<c_int>;
    pub(crate) fn readlink(path: *const c_char, target: *mut u8, length: usize) -> Errno<isize>;
    pub(crate) fn opendir(path: *const c_char) -> Errno<*mut Folder>;
    pub(crate) fn readdir(folder: *mut Folder) -> Option<Pointer<Entry>>;
    pub(crate) fn closedir(folder: *mut Folder) -> c_int;
    pub(crate) fn getpwuid(uid: u32) -> Option<Pointer<Passwd>>;
    pub(crate) fn getgrgid(gid: u32) -> Option<Pointer<Group>>;
    pub(crate) fn localtime_r(time: *const c_long, result: Pointer<Time>) -> Option<Pointer<Time>>;
}
