//! A region of copies and their slots, by the means that Unix systems have in common.

use core::ffi::{c_int, c_long, c_void};
use core::ptr::{null_mut, with_exposed_provenance, without_provenance_mut};
use core::slice;
use std::io;

use super::{Blocks, GrowError, Template};
use crate::closure::registers::SHAPE;
use crate::closure::slot::Slot;

/// Bytes of the slots of a block.
pub(super) const SLOTS: usize = SHAPE.count() * size_of::<Slot>();

const APPLE: bool = cfg!(target_vendor = "apple");

// <sys/mman.h>: Apple's, and <asm-generic/mman-common.h> of Linux, which the machines that have thunks use.
const PROT_NONE: c_int = 0;
pub(super) const PROT_READ: c_int = 1;
pub(super) const PROT_WRITE: c_int = 2;
const MAP_PRIVATE: c_int = 2;
const MAP_FIXED: c_int = 0x10;
pub(super) const MAP_ANONYMOUS: c_int = if APPLE { 0x1000 } else { 0x20 };
const MAP_NORESERVE: c_int = if APPLE { 0x40 } else { 0x4000 };

/// `_SC_PAGESIZE` of <unistd.h>.
const SC_PAGESIZE: c_int = match (APPLE, cfg!(target_os = "android")) {
    (true, _) => 29,
    (_, true) => 39,
    _ => 30,
};

unsafe extern "C" {
    // Where `off_t` has 32 bits, i386, this passes two words, of which the first is read.
    fn mmap(address: *mut c_void, length: usize, protection: c_int, flags: c_int, file: c_int, offset: i64) -> *mut c_void;
    fn munmap(address: *mut c_void, length: usize) -> c_int;
    fn sysconf(name: c_int) -> c_long;
}

/// Bytes of a page.
pub(super) fn page_size() -> usize {
    // SAFETY: a question.
    usize::try_from(unsafe { sysconf(SC_PAGESIZE) }).unwrap_or(0x1000)
}

/// Reserves a region for up to `wanted` copies and their slots, and fills it. `map` maps the code of a block, of this many bytes, at an
/// address of the region.
///
/// # Errors
/// [`GrowError`]; then nothing stays mapped.
pub(super) fn fill(
    template: &Template,
    wanted: usize,
    mut map: impl FnMut(usize, usize) -> Result<(), GrowError>,
) -> Result<Blocks, GrowError> {
    let page = page_size();
    let distance = template.distance();
    // The slots need not begin on a page, so that they may take part of one more.
    let (code, slots) = (SHAPE.code.next_multiple_of(page), (SLOTS + distance.unsigned_abs() % page).next_multiple_of(page));
    let step = code.max(slots);
    // Copies are `step` apart, so that as many fit as there is room between a copy and its slots.
    let copies = wanted.min(distance.unsigned_abs() / step).max(1);
    let length = distance.unsigned_abs() + copies * step + page;
    let reserved = Region::reserve(length)?;
    let before = if distance < 0 { distance.unsigned_abs().next_multiple_of(page) } else { 0 };
    let first = reserved.start + before;
    let first_slots = first.wrapping_add_signed(distance);
    let data = first_slots - first_slots % page;
    fixed(data, first_slots + (copies - 1) * step + SLOTS - data, PROT_READ | PROT_WRITE, MAP_ANONYMOUS, -1, 0)?;
    for copy in 0..copies {
        let at = first + copy * step;
        map(at, code)?;
        if !same(at, template) {
            return Err(GrowError::Replaced);
        }
    }
    core::mem::forget(reserved);
    Ok(Blocks { first: without_provenance_mut(first_slots), used: 0, step, left: copies })
}

/// Whether a copy is one.
pub(super) fn same(at: usize, template: &Template) -> bool {
    // SAFETY: both are mapped and readable for that many bytes.
    let [found, running] =
        [with_exposed_provenance(at), template.code].map(|start| unsafe { slice::from_raw_parts::<u8>(start, SHAPE.code) });
    found == running
}

/// Addresses that nothing else is placed at. Given back when dropped.
pub(super) struct Region {
    pub(super) start: usize,
    length: usize,
}

impl Region {
    pub(super) fn reserve(length: usize) -> Result<Region, GrowError> {
        // SAFETY: a new mapping, wherever there is room.
        let start = unsafe { mmap(null_mut(), length, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) };
        mapped(start).map(|start| Region { start, length })
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: it is ours, and nothing refers to it.
        unsafe { munmap(without_provenance_mut(self.start), self.length) };
    }
}

/// Maps something at an address of a reserved region.
pub(super) fn fixed(
    at: usize,
    length: usize,
    protection: c_int,
    flags: c_int,
    file: c_int,
    offset: u64,
) -> Result<(), GrowError> {
    // SAFETY: the place is part of a region that is ours.
    let start =
        unsafe { mmap(without_provenance_mut(at), length, protection, MAP_PRIVATE | MAP_FIXED | flags, file, offset as i64) };
    mapped(start).map(drop)
}

fn mapped(start: *mut c_void) -> Result<usize, GrowError> {
    // MAP_FAILED is -1.
    if start.addr() == usize::MAX { Err(GrowError::Map(io::Error::last_os_error())) } else { Ok(start.expose_provenance()) }
}
