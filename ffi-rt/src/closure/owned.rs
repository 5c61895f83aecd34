//! Closures with an owner, and without.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::convention::{C, Convention};
use super::make::options;
use super::pool::ClosureError;
use super::slot::{ClosureId, Slot};
use super::{FnCall, FnMutCall, FnOnceCall};

/// Any thread may call the closure, and own it.
#[derive(Clone, Copy, Debug)]
pub struct Shared(());

/// The thread that made the closure owns it, and its calls alone reach the function.
#[derive(Clone, Copy, Debug)]
pub struct Local(PhantomData<*mut ()>);

/// A Rust closure as a C function pointer, which lives until this is dropped.
///
/// Dropping it never waits: calls in progress, on whichever thread, finish, and the last one drops the function; so does the owner that
/// drops it from inside itself. A call that comes later reaches the fallback that was declared with
/// [`Options::fallback`](super::Options::fallback), until the slot's quarantine is over ([`set_quarantine`](super::set_quarantine)).
///
/// [`new`](Self::new), [`new_mut`](Self::new_mut) and [`once`](Self::once) end the program on a panic and on such a call.
///
/// ```
/// use ffi::Closure;
/// let n = 40;
/// let add = Closure::new(move |x: i32| x + n)?;
/// // SAFETY: the function has this type, and lives.
/// assert_eq!(unsafe { add.as_ptr()(2) }, 42);
/// # Ok::<(), ffi::closure::ClosureError>(())
/// ```
pub struct Closure<P, S = Shared> {
    slot: NonNull<Slot>,
    pointer: P,
    sharing: PhantomData<S>,
}

// SAFETY: the function is `Send` and `Sync`, and so is its fallback; the pointer is an address.
unsafe impl<P> Send for Closure<P, Shared> {}
// SAFETY: as above.
unsafe impl<P> Sync for Closure<P, Shared> {}

impl<P: Copy> Closure<P> {
    /// A closure that any thread may call.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn new<A, R, F>(function: F) -> Result<Closure<P>, ClosureError>
    where
        F: FnCall<A, Output = R> + Send + Sync + 'static,
        C: Convention<A, R, Pointer = P>,
    {
        options().owned(function)
    }

    /// A closure of which one call, on any thread, reaches the function.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn once<A, R, F>(function: F) -> Result<Closure<P>, ClosureError>
    where
        F: FnOnceCall<A, Output = R> + Send + 'static,
        C: Convention<A, R, Pointer = P>,
    {
        options().once(function)
    }
}

impl<P: Copy> Closure<P, Local> {
    /// A closure that this thread alone may call.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn new_mut<A, R, F>(function: F) -> Result<Closure<P, Local>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'static,
        C: Convention<A, R, Pointer = P>,
    {
        options().owned_mut(function)
    }
}

impl<P: Copy, S> Closure<P, S> {
    /// # Safety
    ///
    /// The caller owns the closure in the slot, whose thunk is `pointer`; `S` is what its mode allows.
    pub(super) unsafe fn new_in(slot: NonNull<Slot>, pointer: P) -> Closure<P, S> {
        Closure { slot, pointer, sharing: PhantomData }
    }

    /// The C function pointer. It is `unsafe` to call, since it outlives the closure.
    #[must_use]
    pub fn as_ptr(&self) -> P {
        self.pointer
    }

    pub(super) fn slot(&self) -> NonNull<Slot> {
        self.slot
    }

    /// Which closure it is, as its fallback handler is told.
    #[must_use]
    pub fn id(&self) -> ClosureId {
        // SAFETY: slots are never unmapped.
        ClosureId::of(unsafe { self.slot.as_ref() })
    }
}

impl<P, S> Drop for Closure<P, S> {
    fn drop(&mut self) {
        // SAFETY: we own the closure, and let go of it once; a local one on its thread, which this type does not leave.
        unsafe { (self.slot.as_ref().table().close)(self.slot) };
    }
}

impl<P, S> fmt::Debug for Closure<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: slots are never unmapped.
        f.debug_tuple("Closure").field(&ClosureId::of(unsafe { self.slot.as_ref() })).finish()
    }
}

/// A closure as a C function pointer for as long as the program runs.
///
/// # Errors
/// [`ClosureError`] where no more thunks can be had.
pub fn leak<A, R, F>(function: F) -> Result<<C as Convention<A, R>>::Pointer, ClosureError>
where
    F: FnCall<A, Output = R> + Send + Sync + 'static,
    C: Convention<A, R>,
{
    options().leak(function)
}
