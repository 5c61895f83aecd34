//! [`LazyStatic`] and [`LazyThreadLocal`]: variables of a library that is bound lazily.

use core::fmt;
use core::marker::PhantomData;

use super::import::Import;
use crate::{Native, Pointer};

/// A variable of a lazily bound library: what `static name: ffi::Static<T>` declares in such a block. It reads and writes as
/// [`Static`](crate::Static) does.
///
/// A variable that the library lacks ends the process when it is first used, as a function does; one that is `#[ffi(optional)]` has
/// [`try_pointer`](Self::try_pointer).
pub struct LazyStatic<T> {
    import: &'static Import,
    variable: PhantomData<*mut T>,
}

// SAFETY: every access is unsafe, and its contract names other threads.
unsafe impl<T> Sync for LazyStatic<T> {}

impl<T> LazyStatic<T> {
    /// For the code that `#[ffi::import]` writes.
    ///
    /// # Safety
    /// The symbol, if there is one, is a variable of this type.
    #[doc(hidden)]
    #[must_use]
    pub const unsafe fn new(import: &'static Import) -> LazyStatic<T> {
        LazyStatic { import, variable: PhantomData }
    }

    /// Where the variable is.
    #[inline]
    #[must_use]
    pub fn pointer(&self) -> Pointer<T> {
        Pointer::new(self.import.require().cast()).expect("a variable is not at address 0")
    }

    /// Where the variable is, if the library has it.
    #[must_use]
    pub fn try_pointer(&self) -> Option<Pointer<T>> {
        Pointer::new(self.import.try_address()?.cast())
    }

    /// Whether the library has it.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.import.try_address().is_some()
    }

    /// Reads the variable.
    ///
    /// # Safety
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

impl<T> fmt::Debug for LazyStatic<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyStatic").field(self.import).finish()
    }
}

/// A variable of a lazily bound library of which each thread has its own: what `static name: ffi::ThreadLocal<T>` declares in such a
/// block.
///
/// The loader is asked for the calling thread's at each use, as there is no other way without linking: where that matters, keep the
/// [`pointer`](Self::pointer) for as long as the thread runs. A variable that the library lacks ends the process; one that is
/// `#[ffi(optional)]` has [`try_pointer`](Self::try_pointer).
pub struct LazyThreadLocal<T> {
    import: &'static Import,
    variable: PhantomData<*mut T>,
}

// SAFETY: every access is unsafe, and is to the calling thread's variable.
unsafe impl<T> Sync for LazyThreadLocal<T> {}

impl<T> LazyThreadLocal<T> {
    /// For the code that `#[ffi::import]` writes.
    ///
    /// # Safety
    /// The symbol, if there is one, is a thread-local variable of this type.
    #[doc(hidden)]
    #[must_use]
    pub const unsafe fn new(import: &'static Import) -> LazyThreadLocal<T> {
        LazyThreadLocal { import, variable: PhantomData }
    }

    /// Where the calling thread's variable is, until the thread ends.
    #[must_use]
    pub fn pointer(&self) -> Pointer<T> {
        Pointer::new(self.import.require_here().cast()).expect("a variable is not at address 0")
    }

    /// Where the calling thread's variable is, if the library has it.
    #[must_use]
    pub fn try_pointer(&self) -> Option<Pointer<T>> {
        Pointer::new(self.import.find_here().ok()?.cast())
    }

    /// Whether the library has it.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.try_pointer().is_some()
    }

    /// Reads the calling thread's variable.
    ///
    /// # Safety
    /// It holds a valid `T`, and no other thread that was given its address writes it meanwhile.
    #[must_use]
    pub unsafe fn get(&self) -> T::Value
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is readable and aligned; the caller vouches for the rest.
        unsafe { self.pointer().load() }
    }

    /// Writes the calling thread's variable. What was there is not dropped.
    ///
    /// # Safety
    /// The library allows it, and no other thread that was given its address accesses it meanwhile.
    pub unsafe fn set(&self, value: T::Value)
    where
        T: Native,
    {
        // SAFETY: a variable of type `T` is aligned; the caller vouches for the rest.
        unsafe { self.pointer().store(value) }
    }
}

impl<T> fmt::Debug for LazyThreadLocal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyThreadLocal").field(self.import).finish()
    }
}
