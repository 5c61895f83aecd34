//! [`Buffer`]: elements in memory that a known allocator gave.

use core::fmt;
use core::mem::ManuallyDrop;
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;

use super::allocator::{self, AllocationError, Allocator, RustHeap};
use crate::Pointer;

/// Elements of type `T`, freed when dropped, with the allocator that they came from.
///
/// It is a slice to Rust, and [`pointer`](Self::pointer) is what C gets. To hand the memory to C for good, [`into_pointer`](Self::into_pointer);
/// to take over what C allocated, [`from_pointer`](Self::from_pointer).
///
/// ```
/// # #[cfg(feature = "std")] {
/// use ffi::{Buffer, CHeap, Pointer};
/// let mut samples = Pointer::<i16>::allocate(64)?;            // malloc'ed, all 0
/// samples[0] = 7;
/// assert_eq!(unsafe { samples.pointer().load() }, 7);
/// let copy: Buffer<i16, CHeap> = Buffer::copied_in(&samples, CHeap)?;
/// assert_eq!(copy, samples);
/// assert!(Pointer::<u64>::allocate(usize::MAX).is_err());
/// # }
/// # Ok::<(), ffi::AllocationError>(())
/// ```
pub struct Buffer<T: Copy, A: Allocator = RustHeap> {
    first: NonNull<T>,
    count: usize,
    allocator: A,
}

// SAFETY: it owns its elements, as a `Vec` does; the allocator is part of the value.
unsafe impl<T: Copy + Send, A: Allocator + Send> Send for Buffer<T, A> {}
// SAFETY: sharing it gives shared access to the elements and the allocator, no more.
unsafe impl<T: Copy + Sync, A: Allocator + Sync> Sync for Buffer<T, A> {}

impl<T: Copy, A: Allocator> Buffer<T, A> {
    /// A copy of elements.
    ///
    /// # Errors
    /// As the allocator says.
    pub fn copied_in(elements: &[T], allocator: A) -> Result<Self, AllocationError> {
        let buffer = Self::uninitialised(elements.len(), allocator)?;
        // SAFETY: the memory is new and holds so many elements.
        unsafe { Pointer::from(buffer.first).copy_from(elements) };
        Ok(buffer)
    }

    /// So many elements, every byte of them 0.
    ///
    /// # Errors
    /// [`AllocationError::Overflow`] if they are more than memory can hold; else as the allocator says.
    pub fn zeroed_in(count: usize, allocator: A) -> Result<Self, AllocationError>
    where
        T: Zeroed,
    {
        let buffer = Self::uninitialised(count, allocator)?;
        // SAFETY: the memory is new and holds so many elements; bytes of 0 are one.
        unsafe { buffer.first.write_bytes(0, count) };
        Ok(buffer)
    }

    /// Memory for so many elements: not to be seen before they are written.
    fn uninitialised(count: usize, allocator: A) -> Result<Self, AllocationError> {
        let first = allocator.allocate(allocator::layout::<T>(count)?)?.cast();
        Ok(Self { first, count, allocator })
    }

    /// Takes over elements, for instance what a C function allocated and documents to be freed with the function that
    /// `allocator` calls.
    ///
    /// # Safety
    ///
    /// They were allocated by this allocator, with the layout of so many elements if it looks at that; they
    /// hold valid values; nobody else accesses or frees them.
    pub const unsafe fn from_pointer(pointer: Pointer<T>, count: usize, allocator: A) -> Self {
        Self { first: pointer.as_non_null(), count, allocator }
    }

    /// Gives the elements away, to C for instance, which frees them.
    pub fn into_pointer(self) -> Pointer<T> {
        ManuallyDrop::new(self).first.into()
    }

    /// The address of the first element, for C, for as long as this value lives and is not moved out of.
    pub fn pointer(&mut self) -> Pointer<T> {
        self.first.into()
    }

    /// Number of elements.
    pub const fn count(&self) -> usize {
        self.count
    }
}

/// Types of which a value has all bytes 0: numbers, raw pointers, `Option` of pointers and of function pointers, arrays of such, and C's records.
///
/// # Safety
///
/// Bytes of 0 are a valid value.
#[diagnostic::on_unimplemented(
    message = "bytes of 0 are not known to be a valid `{Self}`",
    note = "copy existing elements by `Buffer::copied_in`, or say `unsafe impl ffi::Zeroed for …` for a record of C"
)]
pub unsafe trait Zeroed {}

macro_rules! zeroed {
    ($($type:ty)*) => {$(
        // SAFETY: 0, or false.
        unsafe impl Zeroed for $type {}
    )*};
}
zeroed! { bool i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize f32 f64 crate::Half crate::LongDouble }
// SAFETY: null.
unsafe impl<T> Zeroed for *const T {}
// SAFETY: null.
unsafe impl<T> Zeroed for *mut T {}
// SAFETY: null, which is `None`.
unsafe impl<T> Zeroed for Option<Pointer<T>> {}
// SAFETY: every element is.
unsafe impl<T: Zeroed, const N: usize> Zeroed for [T; N] {}
// SAFETY: both parts are.
unsafe impl<T: Zeroed> Zeroed for crate::Complex<T> {}
// SAFETY: any bytes are.
unsafe impl<T> Zeroed for core::mem::MaybeUninit<T> {}

#[cfg(feature = "std")]
impl<T: Copy + Zeroed> Pointer<T> {
    /// So many elements from `malloc`, all bytes 0, freed by `free`.
    ///
    /// # Errors
    /// [`AllocationError::Overflow`] if they are more than memory can hold, [`AllocationError::Exhausted`].
    pub fn allocate(count: usize) -> Result<Buffer<T, super::CHeap>, AllocationError> {
        Buffer::zeroed_in(count, super::CHeap)
    }
}

impl<T: Copy, A: Allocator> Drop for Buffer<T, A> {
    fn drop(&mut self) {
        let layout = allocator::layout::<T>(self.count).expect("it was allocated with this layout");
        // SAFETY: it came from this allocator, with this layout.
        unsafe { self.allocator.free(self.first.cast(), layout) }
    }
}

impl<T: Copy, A: Allocator> Deref for Buffer<T, A> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: so many valid elements, owned.
        unsafe { Pointer::from(self.first).as_slice(self.count) }
    }
}

impl<T: Copy, A: Allocator> DerefMut for Buffer<T, A> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: so many valid elements, owned and borrowed exclusively.
        unsafe { Pointer::from(self.first).as_mut_slice(self.count) }
    }
}

impl<T: Copy + fmt::Debug, A: Allocator> fmt::Debug for Buffer<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}

impl<T: Copy + PartialEq, A: Allocator, B: Allocator> PartialEq<Buffer<T, B>> for Buffer<T, A> {
    fn eq(&self, other: &Buffer<T, B>) -> bool {
        self[..] == other[..]
    }
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;
    use crate::CHeap;

    #[test]
    fn there_and_back() {
        let given = Buffer::copied_in(&[1_u16, 2, 3], CHeap).expect("memory").into_pointer();
        // SAFETY: from `CHeap`, three elements, given away above.
        let mut taken = unsafe { Buffer::from_pointer(given, 3, CHeap) };
        taken[2] = 9;
        assert_eq!(std::format!("{taken:?}"), "[1, 2, 9]");
        // SAFETY: the third of three.
        assert_eq!(unsafe { taken.pointer().element_at(2).load() }, 9);
    }

    #[test]
    fn nothing_is_a_buffer_too() {
        assert!(Buffer::<u64, _>::zeroed_in(0, RustHeap).expect("memory").is_empty());
        assert!(Buffer::<[u8; 0], _>::zeroed_in(usize::MAX, CHeap).expect("memory").iter().take(3).eq(&[[]; 3]));
    }
}
