//! [`Allocator`]: where memory comes from and goes back to.

use core::alloc::Layout;
use core::fmt;
use core::ptr::NonNull;

/// Memory could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AllocationError {
    /// So many elements are more bytes than a pointer can count (`isize::MAX`).
    Overflow {
        /// Elements asked for.
        count: usize,
        /// Bytes of each.
        size: usize,
    },
    /// The allocator gives no memory of such an alignment.
    Alignment {
        /// Bytes.
        align: usize,
    },
    /// The allocator has no more memory.
    Exhausted {
        /// Bytes asked for.
        bytes: usize,
    },
}

impl fmt::Display for AllocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overflow { count, size } => write!(f, "{count} elements of {size} bytes are more than memory can hold"),
            Self::Alignment { align } => write!(f, "the allocator gives no memory aligned to {align} bytes"),
            Self::Exhausted { bytes } => write!(f, "no memory for {bytes} bytes"),
        }
    }
}

impl core::error::Error for AllocationError {}

/// The layout of `count` elements.
pub(super) fn layout<T>(count: usize) -> Result<Layout, AllocationError> {
    Layout::array::<T>(count).map_err(|_| AllocationError::Overflow { count, size: size_of::<T>() })
}

/// Where memory comes from and goes back to.
///
/// The type of an allocation names its allocator, so that nobody gives `malloc`'s memory to Rust's
/// allocator or the other way round. Libraries that have functions of their own (`sqlite3_malloc`,
/// `xmlFree`) get a type of their own.
///
/// # Safety
///
/// What [`allocate`](Self::allocate) returns is as large and as aligned as asked for, and stays
/// allocated until it is given to [`free`](Self::free) of this value or a clone of it.
///
/// ```
/// # #[cfg(feature = "std")] {
/// use std::alloc::Layout;
/// use std::ptr::NonNull;
/// use ffi::{AllocationError, Allocator, Buffer, CHeap};
///
/// /// `g_malloc` and `g_free`, if there were GLib here.
/// #[derive(Clone, Copy, Default)]
/// struct GLib;
/// // SAFETY: `malloc` and `free`, behind other names.
/// unsafe impl Allocator for GLib {
///     fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, AllocationError> {
///         CHeap.allocate(layout)
///     }
///     unsafe fn free(&self, memory: NonNull<u8>, layout: Layout) {
///         unsafe { CHeap.free(memory, layout) }
///     }
/// }
/// let numbers: Buffer<i32, GLib> = Buffer::zeroed_in(4, GLib)?;
/// # assert_eq!(numbers.count(), 4);
/// # }
/// # Ok::<(), ffi::AllocationError>(())
/// ```
pub unsafe trait Allocator {
    /// Memory, with nothing in it yet. A layout of no bytes gives an address that is not null and may
    /// be given back.
    ///
    /// # Errors
    /// [`AllocationError::Alignment`], [`AllocationError::Exhausted`].
    fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, AllocationError>;

    /// Gives memory back.
    ///
    /// # Safety
    ///
    /// It came from this allocator with this layout, and nobody uses it any more.
    unsafe fn free(&self, memory: NonNull<u8>, layout: Layout);
}

/// Rust's global allocator: for memory that C uses but never frees.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustHeap;

// SAFETY: the global allocator keeps this contract; no memory is asked of it for layouts of no bytes.
unsafe impl Allocator for RustHeap {
    fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, AllocationError> {
        if layout.size() == 0 {
            return Ok(dangling(layout));
        }
        // SAFETY: the size is not 0.
        NonNull::new(unsafe { alloc::alloc::alloc(layout) }).ok_or(AllocationError::Exhausted { bytes: layout.size() })
    }

    unsafe fn free(&self, memory: NonNull<u8>, layout: Layout) {
        if layout.size() != 0 {
            // SAFETY: passed on to the caller; memory of no bytes came from nowhere.
            unsafe { alloc::alloc::dealloc(memory.as_ptr(), layout) }
        }
    }
}

/// An address that is aligned and not null, for what has no bytes.
fn dangling(layout: Layout) -> NonNull<u8> {
    NonNull::new(core::ptr::without_provenance_mut(layout.align())).expect("an alignment is not 0")
}

/// The C library's heap, `malloc` and `free`: for memory that C will free, or that C made and expects to be freed by
/// `free` (`strdup`, `getline`, `asprintf`).
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, Default)]
pub struct CHeap;

#[cfg(feature = "std")]
unsafe extern "C" {
    fn malloc(size: usize) -> *mut u8;
    fn free(memory: *mut u8);
    #[cfg(not(windows))]
    fn aligned_alloc(align: usize, size: usize) -> *mut u8;
}

/// Alignment of `malloc`'s memory: that of the most aligned basic type (C11 7.22.3), 8 bytes on the 32-bit systems here,
/// whose `malloc` may give no more.
#[cfg(feature = "std")]
const MALLOC_ALIGN: usize = if size_of::<usize>() == 8 { 16 } else { 8 };

// SAFETY: the C library keeps this contract.
#[cfg(feature = "std")]
unsafe impl Allocator for CHeap {
    fn allocate(&self, layout: Layout) -> Result<NonNull<u8>, AllocationError> {
        // `malloc(0)` may be null. Memory smaller than its alignment may be aligned to its size only: C23 7.24.3
        // promises the alignment of objects "with size less than or equal to the size requested".
        let size = layout.size().max(layout.align().min(MALLOC_ALIGN));
        let memory = if layout.align() <= MALLOC_ALIGN {
            // SAFETY: no precondition.
            unsafe { malloc(size) }
        } else {
            #[cfg(windows)]
            // What `_aligned_malloc` returns is not for `free`, and C would not know which it was given.
            return Err(AllocationError::Alignment { align: layout.align() });
            #[cfg(not(windows))]
            // SAFETY: the alignment is a power of two; C11 wants the size to be a multiple of it, and a `Layout` so rounded up
            // does not overflow.
            unsafe {
                aligned_alloc(layout.align(), size.next_multiple_of(layout.align()))
            }
        };
        NonNull::new(memory).ok_or(AllocationError::Exhausted { bytes: layout.size() })
    }

    unsafe fn free(&self, memory: NonNull<u8>, _layout: Layout) {
        // SAFETY: passed on to the caller.
        unsafe { free(memory.as_ptr()) }
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn every_alignment() {
        for align in [1, 8, 16, 64, 4096] {
            for size in [0, 1, 100] {
                let layout = Layout::from_size_align(size, align).expect("a layout");
                let memory = RustHeap.allocate(layout).expect("memory");
                assert!(memory.as_ptr() as usize % align == 0);
                // SAFETY: just allocated there.
                unsafe { RustHeap.free(memory, layout) };
                if cfg!(windows) && align > MALLOC_ALIGN {
                    assert_eq!(CHeap.allocate(layout), Err(AllocationError::Alignment { align }));
                } else {
                    let memory = CHeap.allocate(layout).expect("memory");
                    assert!(memory.as_ptr() as usize % align == 0);
                    // SAFETY: just allocated there.
                    unsafe { CHeap.free(memory, layout) };
                }
            }
        }
    }

    #[test]
    fn too_much_is_an_error() {
        assert_eq!(layout::<u64>(usize::MAX / 4), Err(AllocationError::Overflow { count: usize::MAX / 4, size: 8 }));
        assert_eq!(
            std::string::ToString::to_string(&layout::<u8>(usize::MAX).unwrap_err()),
            std::format!("{} elements of 1 bytes are more than memory can hold", usize::MAX)
        );
    }
}
