//! [`Owned`]: what C made, and how it ends.

use core::fmt;
use core::mem::ManuallyDrop;

use crate::Pointer;

/// How a `T` that C made ends: a C function such as `fclose` or `sqlite3_close`, or a type of one's own.
///
/// Implemented for `extern "C"` functions of one pointer, whatever they return.
pub trait Finalizer<T> {
    /// Ends it.
    ///
    /// # Safety
    ///
    /// The pointer is what the finalizer is for; it is not used again.
    unsafe fn finalize(&self, pointer: Pointer<T>);
}

impl<T, R> Finalizer<T> for unsafe extern "C" fn(*mut T) -> R {
    unsafe fn finalize(&self, pointer: Pointer<T>) {
        // SAFETY: passed on to the caller.
        unsafe { self(pointer.as_ptr()) };
    }
}

impl<T, R> Finalizer<T> for unsafe extern "C" fn(Option<Pointer<T>>) -> R {
    unsafe fn finalize(&self, pointer: Pointer<T>) {
        // SAFETY: passed on to the caller.
        unsafe { self(Some(pointer)) };
    }
}

/// Something that a C library made: its address, and the function that ends it, called when this is dropped.
///
/// A type of one's own as the finalizer takes no space and cannot be mixed up; a function pointer is quick to write.
///
/// ```
/// # #[cfg(all(feature = "std", unix))] {
/// use core::ffi::c_char;
/// use ffi::{Finalizer, Owned, Pointer};
/// unsafe extern "C" {
///     fn strdup(text: *const c_char) -> Option<Pointer<c_char>>;
///     fn free(memory: *mut c_char);
/// }
/// let copy = unsafe { Owned::new(strdup(c"text".as_ptr()).unwrap(), free as unsafe extern "C" fn(_)) };
/// assert_eq!(unsafe { copy.pointer().as_c_str() }, c"text");
///
/// struct Free;
/// impl Finalizer<c_char> for Free {
///     unsafe fn finalize(&self, pointer: Pointer<c_char>) {
///         unsafe { free(pointer.as_ptr()) }
///     }
/// }
/// assert_eq!(size_of::<Option<Owned<c_char, Free>>>(), size_of::<*mut c_char>());
/// # }
/// ```
///
/// It is neither `Send` nor `Sync`: only the library's documentation knows. A wrapper may say so.
pub struct Owned<T, F: Finalizer<T> = unsafe extern "C" fn(*mut T)> {
    pointer: Pointer<T>,
    finalizer: F,
}

impl<T, F: Finalizer<T>> Owned<T, F> {
    /// Takes over what C made.
    ///
    /// # Safety
    ///
    /// The finalizer may be called with this pointer, once, whenever the value is dropped, and nobody else ends it.
    pub const unsafe fn new(pointer: Pointer<T>, finalizer: F) -> Self {
        Self { pointer, finalizer }
    }

    /// The address, for calls to the library. It is good for as long as this value lives.
    pub const fn pointer(&self) -> Pointer<T> {
        self.pointer
    }

    /// Gives it away: the caller, or C, ends it.
    pub fn into_pointer(self) -> Pointer<T> {
        ManuallyDrop::new(self).pointer
    }
}

impl<T, F: Finalizer<T>> Drop for Owned<T, F> {
    fn drop(&mut self) {
        // SAFETY: `new` was promised that this may be done once.
        unsafe { self.finalizer.finalize(self.pointer) }
    }
}

impl<T, F: Finalizer<T>> fmt::Debug for Owned<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Owned").field(&self.pointer).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    unsafe extern "C" fn count_down(number: *mut i32) -> i32 {
        // SAFETY: the tests below pass a variable.
        unsafe {
            *number -= 1;
            *number
        }
    }
    type CountDown = unsafe extern "C" fn(*mut i32) -> i32;

    #[test]
    fn ended_once_unless_given_away() {
        let mut number = 5;
        let pointer = Pointer::from_mut(&mut number);
        // SAFETY: the variable outlives them.
        unsafe {
            let first = Owned::new(pointer, count_down as CountDown);
            assert_eq!(first.pointer().load(), 5);
            drop(first);
            assert_eq!(pointer.load(), 4);
            let second = Owned::new(pointer, count_down as CountDown);
            assert_eq!(second.into_pointer(), pointer);
            assert_eq!(pointer.load(), 4);
        }
    }
}
