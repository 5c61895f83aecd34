//! Closures that live in a scope, and may borrow from what is around it.

use core::cell::RefCell;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::vec::Vec;

use super::convention::{C, Convention};
use super::make::options;
use super::slot::Slot;
use super::{FnCall, FnMutCall};

/// Closures made in here are dropped when [`scope`] returns.
pub struct Scope<'scope, 'env: 'scope> {
    slots: RefCell<Vec<NonNull<Slot>>>,
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// A C function pointer that is good until its scope ends. Forgetting it changes nothing: the scope owns the closure.
pub struct Callback<'scope, P> {
    pointer: P,
    scope: PhantomData<&'scope ()>,
}

impl<P: Copy> Clone for Callback<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: Copy> Copy for Callback<'_, P> {}

impl<P> fmt::Debug for Callback<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").finish_non_exhaustive()
    }
}

impl<P: Copy> Callback<'_, P> {
    pub(super) const fn new(pointer: P) -> Self {
        Callback { pointer, scope: PhantomData }
    }

    /// The C function pointer. Calling it is `unsafe`: whoever has it has to be done with it when the scope ends, so that no call is
    /// in progress then. A call that begins later reaches the fallback, as with [`Closure`](super::Closure).
    #[must_use]
    pub fn as_ptr(self) -> P {
        self.pointer
    }
}

/// Runs a function that may make closures from what it borrows. They are dropped when it returns or panics.
///
/// ```
/// # use core::ffi::c_int;
/// # unsafe extern "C" {
/// #     fn qsort(
/// #         base: *mut i32, count: usize, size: usize,
/// #         compare: unsafe extern "C" fn(*const i32, *const i32) -> c_int,
/// #     );
/// # }
/// let rank = [3, 0, 2, 1];
/// let mut order = [0, 1, 2, 3];
/// // SAFETY: as the manual of `qsort` wants it; it is done with the comparison when it returns.
/// ffi::scope(|s| unsafe {
///     let by_rank = s.callback(|a: *const i32, b: *const i32| rank[*a as usize] - rank[*b as usize]);
///     qsort(order.as_mut_ptr(), order.len(), 4, by_rank.as_ptr());
/// });
/// assert_eq!(order, [1, 3, 2, 0]);
/// ```
pub fn scope<'env, T>(function: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T) -> T {
    /// Drops the closures, in whichever way the function is left.
    struct End<'a, 'scope, 'env>(&'a Scope<'scope, 'env>);
    impl Drop for End<'_, '_, '_> {
        fn drop(&mut self) {
            // The youngest first, as locals are dropped. A closure may have captured the scope and, while it is dropped, make another.
            loop {
                let Some(slot) = self.0.slots.borrow_mut().pop() else { break };
                // SAFETY: the scope owns the closure, and lets go of it once, on its own thread.
                unsafe { (slot.as_ref().table().close)(slot) };
            }
        }
    }
    let scope = Scope { slots: RefCell::new(Vec::new()), scope: PhantomData, env: PhantomData };
    let _end = End(&scope);
    function(&scope)
}

impl<'scope> Scope<'scope, '_> {
    /// A closure that anyone may call until the scope ends. It ends the program if it panics; [`options`] says what else there is.
    ///
    /// # Panics
    /// Where no more thunks can be had; [`Options::scoped`](super::Options::scoped) returns that as an error.
    pub fn callback<A, R, F>(&'scope self, function: F) -> Callback<'scope, <C as Convention<A, R>>::Pointer>
    where
        F: FnCall<A, Output = R> + Sync + 'scope,
        C: Convention<A, R>,
    {
        made(options().scoped(self, function))
    }

    /// A closure that this thread alone may call until the scope ends. A call on another thread ends the program, and so does one
    /// while it is running, or a panic; [`options`] says what else there is.
    ///
    /// # Panics
    /// Where no more thunks can be had; [`Options::scoped_mut`](super::Options::scoped_mut) returns that as an error.
    pub fn callback_mut<A, R, F>(&'scope self, function: F) -> Callback<'scope, <C as Convention<A, R>>::Pointer>
    where
        F: FnMutCall<A, Output = R> + 'scope,
        C: Convention<A, R>,
    {
        made(options().scoped_mut(self, function))
    }

    pub(super) fn owns(&self, slot: NonNull<Slot>) {
        self.slots.borrow_mut().push(slot);
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("closures", &self.slots.borrow().len()).finish()
    }
}

fn made<T>(result: Result<T, super::ClosureError>) -> T {
    match result {
        Ok(callback) => callback,
        Err(error) => panic!("{error}"),
    }
}
