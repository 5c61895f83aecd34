//! [`Static`]: a variable of a C library.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;

use crate::{Native, Pointer};

/// The type of a variable that C code defines, in an `extern` block.
///
/// C may change it at any time, from any thread, and it need not hold a valid `T`; so reading and
/// writing are unsafe and go by value, and no reference to it is made.
///
/// ```
/// use core::ffi::c_int;
/// unsafe extern "C" {
///     safe static optind: ffi::Static<c_int>;
/// }
/// # #[cfg(unix)]
/// assert_eq!(unsafe { optind.get() }, 1);
/// ```
#[repr(transparent)]
pub struct Static<T>(UnsafeCell<MaybeUninit<T>>);

// SAFETY: every access is unsafe, and its contract names other threads.
unsafe impl<T> Sync for Static<T> {}

impl<T> Static<T> {
    /// Where the variable is.
    #[inline]
    #[must_use]
    pub const fn pointer(&self) -> Pointer<T> {
        Pointer::new(self.0.get().cast()).expect("a variable is not at address 0")
    }

    /// Reads the variable.
    ///
    /// # Safety
    ///
    /// It holds a valid `T`, and no other thread writes it meanwhile.
    #[inline]
    #[must_use]
    pub unsafe fn get(&self) -> T::Value
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is readable and aligned; the caller vouches for the rest.
        unsafe { self.pointer().load() }
    }

    /// Writes the variable. What was there is not dropped.
    ///
    /// # Safety
    ///
    /// The library allows it (the variable is not `const`), and no other thread accesses it meanwhile.
    #[inline]
    pub unsafe fn set(&self, value: T::Value)
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is aligned; the caller vouches for the rest.
        unsafe { self.pointer().store(value) }
    }
}

impl<T> fmt::Debug for Static<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Static").field(&self.pointer()).finish()
    }
}
