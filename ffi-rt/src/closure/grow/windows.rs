//! Windows: the image that the thunks are in, mapped once more as an image. Its thunks lead to its own slots, which are fresh zeros.
//!
//! ```text
//!   the program's own      image: … code ──── distance ────► slots …
//!   another view           image: … code ──── distance ────► slots …         the rest of it is nobody's
//! ```
//!
//! Executable pages of a view are those of the file on disk, so that this works where a program may make none.

use core::ffi::c_void;
use core::ptr::{null, null_mut};
use core::slice;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::windows::ffi::OsStringExt;
use std::os::windows::io::AsRawHandle;
use std::vec;

use super::{Blocks, GrowError, Template};
use crate::closure::registers::SHAPE;
use crate::closure::slot::Slot;

type Handle = *mut c_void;

// <winnt.h>, <memoryapi.h>, <libloaderapi.h>.
const PAGE_READONLY: u32 = 2;
const PAGE_READWRITE: u32 = 4;
const PAGE_WRITECOPY: u32 = 8;
const PAGE_EXECUTE_READ: u32 = 0x20;
const SEC_IMAGE: u32 = 0x0100_0000;
const FILE_MAP_READ: u32 = 4;
const OF_ADDRESS_WITHOUT_A_REFERENCE: u32 = 4 | 2;

/// `MEMORY_BASIC_INFORMATION`.
#[repr(C)]
struct Information {
    base: *mut c_void,
    allocation: *mut c_void,
    allocation_protection: u32,
    size: usize,
    state: u32,
    protection: u32,
    kind: u32,
}

#[link(name = "kernel32")]
unsafe extern "system" {
    fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut Handle) -> i32;
    fn GetModuleFileNameW(module: Handle, name: *mut u16, length: u32) -> u32;
    fn CreateFileMappingW(
        file: Handle,
        attributes: *const c_void,
        protection: u32,
        size_high: u32,
        size_low: u32,
        name: *const u16,
    ) -> Handle;
    fn MapViewOfFile(mapping: Handle, access: u32, offset_high: u32, offset_low: u32, length: usize) -> *mut c_void;
    fn UnmapViewOfFile(view: *const c_void) -> i32;
    fn CloseHandle(handle: Handle) -> i32;
    fn VirtualQuery(address: *const c_void, information: *mut Information, length: usize) -> usize;
}

/// Maps a copy of a block, and of all else that is in its image.
///
/// # Errors
/// [`GrowError`]; then nothing stays mapped.
pub(in crate::closure) fn grow(template: &Template, _: usize) -> Result<Blocks, GrowError> {
    let mut module = null_mut();
    // SAFETY: the address is in a module of the program, or in none.
    if unsafe { GetModuleHandleExW(OF_ADDRESS_WITHOUT_A_REFERENCE, template.code.cast(), &mut module) } == 0 {
        // Loaded by something that does not map files.
        return Err(GrowError::Replaced);
    }
    let file = File::open(path(module)?).map_err(GrowError::File)?;
    let view = View::of(&file)?;
    // A handle to a module is its address.
    let code = view.0.wrapping_byte_offset(template.code.addr().wrapping_sub(module.addr()) as isize).cast::<u8>();
    let slots = code.wrapping_offset(template.distance()).cast::<Slot>();
    // Another file may have other things there, or nothing.
    let there = has(code, SHAPE.code, &[PAGE_EXECUTE_READ])
        && has(slots.cast(), SHAPE.count() * size_of::<Slot>(), &[PAGE_READWRITE, PAGE_WRITECOPY]);
    if !there || !same(code, template) {
        return Err(GrowError::Replaced);
    }
    core::mem::forget(view);
    Ok(Blocks { first: slots, used: 0, step: 0, left: 1 })
}

/// Whether a copy is one.
fn same(code: *const u8, template: &Template) -> bool {
    // SAFETY: both are mapped and readable for that many bytes.
    let [found, running] = [code, template.code].map(|start| unsafe { slice::from_raw_parts(start, SHAPE.code) });
    found == running
}

/// Where a module was loaded from.
fn path(module: Handle) -> Result<OsString, GrowError> {
    let mut name = vec![0_u16; 512];
    loop {
        // SAFETY: there is room for that many.
        let length = unsafe { GetModuleFileNameW(module, name.as_mut_ptr(), name.len() as u32) } as usize;
        match name.get(..length) {
            Some([]) | None => return Err(GrowError::Mappings(io::Error::last_os_error())),
            Some(path) if length < name.len() => return Ok(OsString::from_wide(path)),
            Some(_) => name.resize(2 * name.len(), 0),
        }
    }
}

/// Another view of an image. Given back when dropped.
struct View(*mut c_void);

impl View {
    fn of(file: &File) -> Result<View, GrowError> {
        let refused = || GrowError::Map(io::Error::last_os_error());
        // SAFETY: the file is open; the view holds what it needs of the mapping.
        unsafe {
            let mapping = CreateFileMappingW(file.as_raw_handle(), null(), PAGE_READONLY | SEC_IMAGE, 0, 0, null());
            if mapping.is_null() {
                return Err(refused());
            }
            let view = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
            let view = if view.is_null() { Err(refused()) } else { Ok(View(view)) };
            CloseHandle(mapping);
            view
        }
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // SAFETY: it is ours, and nothing refers to it.
        unsafe { UnmapViewOfFile(self.0) };
    }
}

/// Whether all of some bytes are mapped with one of these protections.
fn has(start: *const u8, length: usize, protections: &[u32]) -> bool {
    let mut at = start;
    while at < start.wrapping_add(length) {
        // SAFETY: zeros are one.
        let mut information: Information = unsafe { core::mem::zeroed() };
        // SAFETY: a question about any address.
        let known = unsafe { VirtualQuery(at.cast(), &mut information, size_of::<Information>()) };
        if known == 0 || !protections.contains(&information.protection) {
            return false;
        }
        at = information.base.cast::<u8>().wrapping_add(information.size).cast_const();
    }
    true
}
