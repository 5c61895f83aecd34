//! Linux and Android: which file the thunks were loaded from is in `/proc/self/maps`.

use core::ffi::c_int;
use std::format;
use std::fs::{self, File};
use std::os::fd::AsRawFd;
use std::path::PathBuf;

use super::maps::{self, Mapping};
use super::region::{PROT_READ, fill, fixed, page_size};
use super::{Blocks, GrowError, Template};
use crate::closure::registers::SHAPE;

/// <asm-generic/mman-common.h>.
const PROT_EXEC: c_int = 4;

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

/// Copies of what is at this place of a file.
fn region(template: &Template, wanted: usize, file: &File, offset: u64) -> Result<Blocks, GrowError> {
    let page = page_size();
    if template.code.addr() % page != 0 || offset % page as u64 != 0 {
        // Loaded by something that does not map files.
        return Err(GrowError::Replaced);
    }
    // What is behind the end of a file can be mapped, and reading it is a signal, not an answer.
    if file.metadata().map_err(GrowError::File)?.len() < offset + SHAPE.code as u64 {
        return Err(GrowError::Replaced);
    }
    fill(template, wanted, |at, length| fixed(at, length, PROT_READ | PROT_EXEC, 0, file.as_raw_fd(), offset))
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};
    use std::vec;

    use super::*;
    use crate::closure::grow::region::{MAP_ANONYMOUS, PROT_WRITE, Region, SLOTS, same};
    use crate::closure::slot::Slot;

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
