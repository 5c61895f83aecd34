//! Linux and Android: which file the thunks were loaded from is in `/proc/self/maps`.

use core::ffi::{c_int, c_long, c_void};
use core::ptr::{null_mut, without_provenance_mut};
use std::format;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsRawFd;
use std::path::PathBuf;

use super::maps::{self, Mapping};
use super::{Blocks, GrowError, Template};
use crate::closure::registers::SHAPE;
use crate::closure::slot::Slot;

/// Bytes of the slots of a block.
const SLOTS: usize = SHAPE.count() * size_of::<Slot>();

// <asm-generic/mman-common.h>, which the machines that have thunks use.
const PROT_NONE: c_int = 0;
const PROT_READ: c_int = 1;
const PROT_WRITE: c_int = 2;
const PROT_EXEC: c_int = 4;
const MAP_PRIVATE: c_int = 2;
const MAP_FIXED: c_int = 0x10;
const MAP_ANONYMOUS: c_int = 0x20;
const MAP_NORESERVE: c_int = 0x4000;

/// `_SC_PAGESIZE` of <unistd.h>.
const SC_PAGESIZE: c_int = if cfg!(target_os = "android") { 39 } else { 30 };

unsafe extern "C" {
    fn mmap(address: *mut c_void, length: usize, protection: c_int, flags: c_int, file: c_int, offset: i64) -> *mut c_void;
    fn munmap(address: *mut c_void, length: usize) -> c_int;
    fn sysconf(name: c_int) -> c_long;
}

/// Maps up to `wanted` copies of a block.
///
/// # Errors
/// [`GrowError`]; then nothing stays mapped.
pub(in crate::closure) fn grow(template: &Template, wanted: usize) -> Result<Blocks, GrowError> {
    let maps = fs::read("/proc/self/maps").map_err(GrowError::Mappings)?;
    let code = template.code.addr();
    let mapping = maps::find(&maps, code).ok_or(GrowError::Replaced)?;
    let mut outcome = GrowError::Replaced;
    for path in candidates(&mapping) {
        match File::open(path) {
            Ok(file) => match region(template, wanted, &file, mapping.offset + (code - mapping.start) as u64) {
                Err(GrowError::Replaced) => {}
                done => return done,
            },
            Err(error) => {
                if matches!(outcome, GrowError::Replaced) {
                    outcome = GrowError::File(error);
                }
            }
        }
    }
    Err(outcome)
}

/// Where the file of a mapping may be: under its name; by way of the mapping, if the process may (a capability), even if the file was
/// deleted or another has its name; and by way of the process, if it is the program. Which of them it is the bytes tell.
///
/// A library inside an archive has the archive's name and its own place in it, so that nothing is special about it.
fn candidates(mapping: &Mapping<'_>) -> [PathBuf; 3] {
    [
        mapping.path.to_path_buf(),
        format!("/proc/self/map_files/{:x}-{:x}", mapping.start, mapping.end).into(),
        "/proc/self/exe".into(),
    ]
}

/// Reserves a region for copies and their slots, and fills it.
fn region(template: &Template, wanted: usize, file: &File, offset: u64) -> Result<Blocks, GrowError> {
    // SAFETY: a question.
    let page = usize::try_from(unsafe { sysconf(SC_PAGESIZE) }).unwrap_or(0x1000);
    let (start, distance) = (template.code.addr(), template.distance());
    if start % page != 0 || offset % page as u64 != 0 {
        // Loaded by something that does not map files.
        return Err(GrowError::Replaced);
    }
    // What is behind the end of a file can be mapped, and reading it is a signal, not an answer.
    if file.metadata().map_err(GrowError::File)?.len() < offset + SHAPE.code as u64 {
        return Err(GrowError::Replaced);
    }
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
        fixed(at, code, PROT_READ | PROT_EXEC, 0, file.as_raw_fd(), offset)?;
        if !same(at, template) {
            return Err(GrowError::Replaced);
        }
    }
    core::mem::forget(reserved);
    Ok(Blocks { first: without_provenance_mut(first_slots), used: 0, step, left: copies })
}

/// Whether a copy is one.
fn same(at: usize, template: &Template) -> bool {
    // SAFETY: both are mapped and readable for that many bytes.
    let [found, running] = [core::ptr::with_exposed_provenance(at), template.code]
        .map(|start| unsafe { core::slice::from_raw_parts::<u8>(start, SHAPE.code) });
    found == running
}

/// Addresses that nothing else is placed at. Given back when dropped.
struct Region {
    start: usize,
    length: usize,
}

impl Region {
    fn reserve(length: usize) -> Result<Region, GrowError> {
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
fn fixed(at: usize, length: usize, protection: c_int, flags: c_int, file: c_int, offset: u64) -> Result<(), GrowError> {
    // SAFETY: the place is part of a region that is ours.
    let start =
        unsafe { mmap(without_provenance_mut(at), length, protection, MAP_PRIVATE | MAP_FIXED | flags, file, offset as i64) };
    mapped(start).map(drop)
}

fn mapped(start: *mut c_void) -> Result<usize, GrowError> {
    // MAP_FAILED is -1.
    if start.addr() == usize::MAX { Err(GrowError::Map(io::Error::last_os_error())) } else { Ok(start.expose_provenance()) }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};
    use std::vec;

    use super::*;

    /// The thunks of a library inside an archive, by a loader of its own: code at some page of a file, slots at some distance.
    fn loaded_from(path: &std::path::Path, code: &[u8]) -> Template {
        let offset = 3 * 0x10000;
        let mut file = File::create(path).expect("a file");
        file.write_all(&vec![0xaa; offset])
            .and_then(|()| file.write_all(code))
            .and_then(|()| file.write_all(b"rest"))
            .expect("written");
        let file = File::open(path).expect("the file");
        let page = 0x10000;
        let region = Region::reserve(4 * page).expect("room");
        let start = region.start.next_multiple_of(page);
        core::mem::forget(region);
        fixed(start, SHAPE.code, PROT_READ | PROT_EXEC, 0, file.as_raw_fd(), offset as u64).expect("mapped");
        fixed(start + page, SLOTS, PROT_READ | PROT_WRITE, MAP_ANONYMOUS, -1, 0).expect("mapped");
        Template { code: core::ptr::with_exposed_provenance(start), slots: core::ptr::with_exposed_provenance_mut(start + page) }
    }

    fn code() -> vec::Vec<u8> {
        (0..SHAPE.code).map(|i| (i % 251) as u8).collect()
    }

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ffi-rt-grow-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    /// The copies are where they are said to be, and their slots are zero and writable.
    fn check(template: &Template, blocks: Result<Blocks, GrowError>) {
        let mut blocks = blocks.expect("copies");
        let mut count = 0;
        while let Some((slot, index)) = blocks.next() {
            let code = slot.as_ptr().addr().wrapping_add_signed(-template.distance()) - index * size_of::<Slot>();
            if index == 0 {
                assert!(same(code, template));
            }
            // SAFETY: a slot that is ours.
            unsafe {
                assert_eq!(slot.cast::<[u64; 4]>().read(), [0; 4]);
                Slot::prepare(slot, index);
            }
            count += 1;
        }
        assert!(count >= SHAPE.count());
    }

    #[test]
    fn code_inside_an_archive_is_mapped_again() {
        let folder = folder("archive");
        let template = loaded_from(&folder.join("base.apk"), &code());
        check(&template, grow(&template, 1));
        check(&template, grow(&template, 8));
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn a_file_with_other_bytes_is_not_taken_for_the_old_one() {
        let folder = folder("replaced");
        let path = folder.join("library.so");
        let template = loaded_from(&path, &code());
        let other = folder.join("other.so");
        let mut bytes = fs::read(&path).expect("the file");
        for replacement in 0..2 {
            if replacement == 0 {
                *bytes.get_mut(3 * 0x10000 + 7).expect("a byte") ^= 1;
            } else {
                // As much of it as the page that the code begins in.
                bytes.truncate(3 * 0x10000 + 1);
            }
            let mut file = File::create(&other).expect("a file");
            file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&bytes)).expect("written");
            fs::rename(&other, &path).expect("renamed");
            match grow(&template, 1) {
                // Who may follow the mapping finds the old file.
                Ok(blocks) => check(&template, Ok(blocks)),
                Err(error) => assert!(matches!(error, GrowError::Replaced | GrowError::File(_)), "{error}"),
            }
        }
        fs::remove_dir_all(folder).expect("removed");
    }

    #[test]
    fn code_that_is_in_no_file_is_a_typed_error() {
        let region = Region::reserve(1 << 20).expect("room");
        let start = region.start;
        fixed(start, 1 << 20, PROT_READ | PROT_WRITE, MAP_ANONYMOUS, -1, 0).expect("mapped");
        let template = Template {
            code: core::ptr::with_exposed_provenance(start),
            slots: core::ptr::with_exposed_provenance_mut(start + (1 << 19)),
        };
        let error = grow(&template, 1).expect_err("no file");
        assert!(matches!(error, GrowError::Replaced | GrowError::File(_)), "{error}");
    }
}
