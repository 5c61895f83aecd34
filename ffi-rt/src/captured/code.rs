//! Where error codes are kept: `errno`, and on Windows the thread's last error and that of its sockets.

use core::ffi::c_int;

// The function behind C's macro `errno` has no standard name. Each name is from the header of the C library in question.
unsafe extern "C" {
    // `<errno.h>` of Apple's C library and of FreeBSD.
    #[cfg_attr(any(target_vendor = "apple", target_os = "freebsd"), link_name = "__error")]
    // Of bionic, NetBSD and OpenBSD.
    #[cfg_attr(any(target_os = "android", target_os = "netbsd", target_os = "openbsd"), link_name = "__errno")]
    // Of illumos and Solaris.
    #[cfg_attr(any(target_os = "illumos", target_os = "solaris"), link_name = "___errno")]
    // Of Microsoft's C runtime, <https://learn.microsoft.com/cpp/c-runtime-library/errno-doserrno-sys-errlist-and-sys-nerr>.
    #[cfg_attr(windows, link_name = "_errno")]
    // Of glibc, by the Linux Standard Base 5.0 (Core, 13.6.3), which musl follows.
    #[cfg_attr(
        not(any(
            windows,
            target_vendor = "apple",
            target_os = "freebsd",
            target_os = "android",
            target_os = "netbsd",
            target_os = "openbsd",
            target_os = "illumos",
            target_os = "solaris"
        )),
        link_name = "__errno_location"
    )]
    safe fn errno_location() -> *mut c_int;
}

/// Reads `errno`.
#[inline]
pub(super) fn errno() -> c_int {
    // SAFETY: the C library gives the address of this thread's variable.
    unsafe { errno_location().read() }
}

/// Writes `errno`.
#[inline]
pub(super) fn set_errno(code: c_int) {
    // SAFETY: as above.
    unsafe { errno_location().write(code) }
}

#[cfg(feature = "std")]
pub(super) use std::io::Error as IoError;

/// The system's error: `errno` is its number.
#[cfg(all(feature = "std", not(windows)))]
pub(super) fn errno_error(code: c_int) -> IoError {
    IoError::from_raw_os_error(code)
}

/// The C runtime's numbers are not the system's on Windows.
#[cfg(all(feature = "std", windows))]
pub(super) fn errno_error(code: c_int) -> IoError {
    use std::io::ErrorKind;
    // Microsoft's `errno` constants, by the page that is named above.
    let kind = match code {
        1 | 13 => ErrorKind::PermissionDenied,
        2 => ErrorKind::NotFound,
        4 => ErrorKind::Interrupted,
        11 => ErrorKind::WouldBlock,
        12 => ErrorKind::OutOfMemory,
        17 => ErrorKind::AlreadyExists,
        22 => ErrorKind::InvalidInput,
        32 => ErrorKind::BrokenPipe,
        _ => ErrorKind::Other,
    };
    IoError::new(kind, std::format!("errno {code}"))
}

#[cfg(not(windows))]
pub(super) use self::{errno as socket_error, set_errno as set_socket_error};

#[cfg(all(feature = "std", not(windows)))]
pub(super) use self::errno_error as socket_io_error;

#[cfg(windows)]
mod windows {
    #[link(name = "kernel32", kind = "raw-dylib")]
    unsafe extern "system" {
        #[link_name = "GetLastError"]
        pub(in crate::captured) safe fn last_error() -> u32;
        #[link_name = "SetLastError"]
        pub(in crate::captured) safe fn set_last_error(code: u32);
    }

    #[link(name = "ws2_32", kind = "raw-dylib")]
    unsafe extern "system" {
        #[link_name = "WSAGetLastError"]
        pub(in crate::captured) safe fn socket_error() -> core::ffi::c_int;
        #[link_name = "WSASetLastError"]
        pub(in crate::captured) safe fn set_socket_error(code: core::ffi::c_int);
    }

    #[cfg(feature = "std")]
    pub(in crate::captured) fn socket_io_error(code: core::ffi::c_int) -> super::IoError {
        super::IoError::from_raw_os_error(code)
    }

    #[cfg(feature = "std")]
    pub(in crate::captured) fn last_io_error(code: u32) -> super::IoError {
        super::IoError::from_raw_os_error(code.cast_signed())
    }
}

#[cfg(windows)]
pub(super) use windows::{last_error, set_last_error, set_socket_error, socket_error};
#[cfg(all(windows, feature = "std"))]
pub(super) use windows::{last_io_error, socket_io_error};

/// The codes of this thread, for what runs between a caller and the function that it calls: a function may be called for the sake of a
/// code that was cleared before.
#[cfg(feature = "std")]
pub(crate) struct Kept {
    errno: c_int,
    #[cfg(windows)]
    last_error: u32,
}

#[cfg(feature = "std")]
impl Kept {
    /// As they are.
    pub(crate) fn now() -> Kept {
        Kept {
            errno: errno(),
            #[cfg(windows)]
            last_error: last_error(),
        }
    }

    /// As they were.
    pub(crate) fn restore(self) {
        set_errno(self.errno);
        #[cfg(windows)]
        set_last_error(self.last_error);
    }
}
