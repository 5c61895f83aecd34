//! More thunks: the program's own thunk page mapped again, beside fresh slots.
//!
//! ```text
//!   the program's own      code ──────── distance ────────► slots
//!   a region of copies     code₀ code₁ … ─── distance ────► slots₀ slots₁ …
//! ```
//!
//! A thunk finds its slot at a distance that the linker fixed, so a copy of the code works wherever there are slots at that distance
//! from it. Copies are private mappings of the program's file, readable and executable, never writable; the slots are ordinary memory.
//! On Windows both are those of another view of the whole image.
//! There is no step in which memory is writable and later executable, so that this works where such steps are forbidden.

use core::alloc::Layout;
use core::fmt;
use core::ptr::NonNull;
use std::alloc::alloc_zeroed;
use std::io;

use super::registers::SHAPE;
use super::slot::Slot;

#[cfg(target_vendor = "apple")]
mod apple;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod linux;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod maps;
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod region;
#[cfg(windows)]
mod windows;

/// A block of thunks and its slots, in the program's own image.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) code: *const u8,
    pub(super) slots: *mut Slot,
}

// SAFETY: addresses of what the linker placed.
unsafe impl Sync for Template {}
// SAFETY: as above.
unsafe impl Send for Template {}

impl Template {
    /// Bytes from a block's code to its slots.
    pub(super) fn distance(&self) -> isize {
        self.slots.addr().wrapping_sub(self.code.addr()) as isize
    }

    /// The program's own block.
    pub(super) const fn blocks(&self) -> Blocks {
        Blocks { first: self.slots, used: 0, step: 0, left: 1 }
    }
}

/// Blocks of slots that are zero, each with its thunks at the template's distance.
#[derive(Debug)]
pub(super) struct Blocks {
    /// Slots of the first of those that are left.
    first: *mut Slot,
    /// Of these, how many have been given out.
    used: usize,
    /// Bytes from one block's slots to the next one's.
    step: usize,
    /// How many there are.
    left: usize,
}

impl Blocks {
    /// A block without thunks, for good.
    pub(super) fn in_memory() -> Result<Blocks, GrowError> {
        let Ok(layout) = Layout::array::<Slot>(SHAPE.count()) else { unreachable!("a block is small") };
        // SAFETY: the size is not 0.
        let first = unsafe { alloc_zeroed(layout) };
        if first.is_null() {
            return Err(GrowError::Map(io::ErrorKind::OutOfMemory.into()));
        }
        Ok(Blocks { first: first.cast(), used: 0, step: 0, left: 1 })
    }

    pub(super) const fn count(&self) -> usize {
        self.left
    }

    /// The next slot, and its number in its block.
    pub(super) fn next(&mut self) -> Option<(NonNull<Slot>, usize)> {
        if self.used == SHAPE.count() {
            self.left -= 1;
            self.first = self.first.wrapping_byte_add(self.step);
            self.used = 0;
        }
        if self.left == 0 {
            return None;
        }
        let index = self.used;
        self.used += 1;
        NonNull::new(self.first.wrapping_add(index)).map(|slot| (slot, index))
    }
}

/// Why there are no more thunks.
#[derive(Debug)]
#[non_exhaustive]
pub enum GrowError {
    /// This system has no way, or none is written, to map a part of the program again. What there is, is all.
    Unsupported,
    /// The program's mappings (`/proc/self/maps`; on Windows the name of a module) cannot be read.
    Mappings(io::Error),
    /// The program's file cannot be opened, nor be reached by way of the process.
    File(io::Error),
    /// No file that is there has the thunks that are running: the program's file was replaced, and the process does not lead to the
    /// old one. The thunks are in no file if they were written to memory by a loader of its own.
    Replaced,
    /// The system refuses a mapping.
    Map(io::Error),
}

impl fmt::Display for GrowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GrowError::Unsupported => f.write_str("more cannot be mapped on this system"),
            GrowError::Mappings(error) => write!(f, "the process's mappings cannot be read: {error}"),
            GrowError::File(error) => write!(f, "the file that the thunks were loaded from cannot be opened: {error}"),
            GrowError::Replaced => f.write_str("the file that the thunks were loaded from has been replaced"),
            GrowError::Map(error) => write!(f, "the system refuses a mapping: {error}"),
        }
    }
}

impl std::error::Error for GrowError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            GrowError::Mappings(error) | GrowError::File(error) | GrowError::Map(error) => Some(error),
            GrowError::Unsupported | GrowError::Replaced => None,
        }
    }
}

#[cfg(target_vendor = "apple")]
pub(super) use apple::grow;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) use linux::grow;
#[cfg(windows)]
pub(super) use windows::grow;

/// Maps up to `wanted` copies of a block.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple", windows)))]
pub(super) fn grow(_: &Template, _: usize) -> Result<Blocks, GrowError> {
    Err(GrowError::Unsupported)
}
