//! [`Arena`]: what is freed together.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::fmt;

use super::allocator::{AllocationError, Allocator, RustHeap};
use super::buffer::Zeroed;
use super::{Buffer, Finalizer, Owned};
use crate::Pointer;
use crate::text::{Text, TextError, Unit};

/// A scope of memory: everything allocated in it is freed when it is dropped, the last first, finalizers included.
///
/// For the many small things that a call into C wants. The pointers are plain: it is up to the caller that C uses
/// none of them afterwards.
///
/// ```
/// use core::ffi::c_char;
/// use ffi::{Arena, Pointer};
/// let arena = Arena::new();
/// let name: Pointer<c_char> = arena.text("käse")?;
/// let point: Pointer<[f64; 2]> = arena.value([1.0, 2.0])?;
/// let room: Pointer<u8> = arena.zeroed(256)?;
/// assert_eq!(unsafe { (name.as_c_str().to_bytes().len(), point.load()[1], room.load()) }, (5, 2.0, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An arena belongs to one thread; `Arena::new_in` takes memory from elsewhere than Rust's heap.
pub struct Arena<A: Allocator + Clone = RustHeap> {
    held: RefCell<Vec<Box<dyn Held>>>,
    allocator: A,
}

/// What waits for its end.
trait Held {}
impl<T: Copy, A: Allocator> Held for Buffer<T, A> {}
impl<T, F: Finalizer<T>> Held for Owned<T, F> {}

impl Arena {
    /// An empty one, on Rust's heap.
    #[must_use]
    pub const fn new() -> Self {
        Self::new_in(RustHeap)
    }
}

impl Default for Arena {
    fn default() -> Self {
        Self::new()
    }
}

impl<A: Allocator + Clone> Arena<A> {
    /// An empty one, on the heap of an allocator.
    #[must_use]
    pub const fn new_in(allocator: A) -> Self {
        Self { held: RefCell::new(Vec::new()), allocator }
    }

    /// Memory for so many elements, every byte 0.
    ///
    /// # Errors
    /// [`AllocationError::Overflow`] if they are more than memory can hold; else as the allocator says.
    pub fn zeroed<T: Copy + Zeroed + 'static>(&self, count: usize) -> Result<Pointer<T>, AllocationError>
    where
        A: 'static,
    {
        Ok(self.hold(Buffer::zeroed_in(count, self.allocator.clone())?))
    }

    /// A copy of elements.
    ///
    /// # Errors
    /// As the allocator says.
    pub fn slice<T: Copy + 'static>(&self, elements: &[T]) -> Result<Pointer<T>, AllocationError>
    where
        A: 'static,
    {
        Ok(self.hold(Buffer::copied_in(elements, self.allocator.clone())?))
    }

    /// A value in memory.
    ///
    /// # Errors
    /// As the allocator says.
    pub fn value<T: Copy + 'static>(&self, value: T) -> Result<Pointer<T>, AllocationError>
    where
        A: 'static,
    {
        self.slice(&[value])
    }

    /// NUL-terminated text: UTF-8 as `Pointer<c_char>` or `Pointer<u8>`, UTF-16 as `Pointer<u16>`, wide as `Pointer<wchar_t>`.
    ///
    /// # Errors
    /// [`TextError::InteriorNul`]; [`TextError::Allocation`].
    pub fn text<U: Unit>(&self, text: &str) -> Result<Pointer<U>, TextError>
    where
        A: 'static,
    {
        Ok(self.slice(Text::<U>::new(text)?.units_with_nul())?)
    }

    /// Ends `pointer` together with the arena.
    ///
    /// # Safety
    ///
    /// As [`Owned::new`].
    pub unsafe fn defer<T: 'static, F: Finalizer<T> + 'static>(&self, pointer: Pointer<T>, finalizer: F) -> Pointer<T> {
        // SAFETY: passed on to the caller.
        let owned = unsafe { Owned::new(pointer, finalizer) };
        self.held.borrow_mut().push(Box::new(owned));
        pointer
    }

    fn hold<T: Copy + 'static>(&self, mut buffer: Buffer<T, A>) -> Pointer<T>
    where
        A: 'static,
    {
        let pointer = buffer.pointer();
        self.held.borrow_mut().push(Box::new(buffer));
        pointer
    }
}

impl<A: Allocator + Clone> Drop for Arena<A> {
    fn drop(&mut self) {
        // A finalizer may look at what was allocated before it.
        while let Some(last) = self.held.get_mut().pop() {
            drop(last);
        }
    }
}

impl<A: Allocator + Clone> fmt::Debug for Arena<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("allocations", &self.held.borrow().len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::vec::Vec;

    use super::*;

    static ENDED: Mutex<Vec<i32>> = Mutex::new(Vec::new());

    unsafe extern "C" fn note(number: *mut i32) {
        // SAFETY: the test passes memory of the arena that was allocated before.
        ENDED.lock().unwrap().push(unsafe { *number });
    }

    #[test]
    fn last_first_and_finalizers_see_what_came_before() {
        let arena = Arena::new();
        for number in [1, 2, 3] {
            let value = arena.value(number).unwrap();
            // SAFETY: the memory is freed after the finalizer ran.
            unsafe { arena.defer(value, note as unsafe extern "C" fn(*mut i32)) };
        }
        drop(arena);
        assert_eq!(*ENDED.lock().unwrap(), [3, 2, 1]);
    }
}
