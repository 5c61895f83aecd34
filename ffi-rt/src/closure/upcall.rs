//! Closures whose calls come through an upcall entry, the code that a build script assembled for their signature: their arguments are in
//! a record, and so there need be no register that they leave free.

use core::fmt;
use core::marker::PhantomData;
use core::mem::transmute_copy;
use core::ptr::NonNull;

use super::body::{Handler, Run};
use super::convention::{Convention, MayUnwind, sealed};
use super::make::{Options, options};
use super::pool::PoolRef;
use super::registers::context;
use crate::contract::UpcallSlot;

/// A type of C function with an upcall entry, as `ffi::closure!` describes it.
///
/// # Safety
///
/// The entry is of this type, its record has arguments of these types where [`arguments`](Self::arguments) looks, its result is a
/// `Result`, and `Pointer` is as large as a function pointer and may be any function's address.
#[doc(hidden)]
pub unsafe trait Described: Copy {
    /// A tuple.
    type Arguments;
    /// What is returned.
    type Result;
    /// A function pointer or an [`OpaqueFunction`](crate::OpaqueFunction).
    type Pointer: Copy;

    /// The upcall entry.
    fn code() -> *const ();

    /// Takes the arguments out of a record.
    ///
    /// # Safety
    ///
    /// The entry made the record, for this call, and they are taken once.
    unsafe fn arguments(record: *mut u8) -> Self::Arguments;
}

/// A described type whose callers may let a panic through.
#[doc(hidden)]
pub trait DescribedUnwind: Described {}

/// The calling convention of a type of C function that [`closure!`](macro@crate::closure) describes.
#[derive(Clone, Copy)]
pub struct ThroughEntry<T>(PhantomData<T>);

impl<T> fmt::Debug for ThroughEntry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThroughEntry").finish_non_exhaustive()
    }
}

/// The options of closures of a described type.
#[doc(hidden)]
pub fn described<T: Described>(_: T) -> Options<ThroughEntry<T>> {
    options().convention(ThroughEntry(PhantomData))
}

impl<T> sealed::Sealed for ThroughEntry<T> {}
impl<T: DescribedUnwind> MayUnwind for ThroughEntry<T> {}

// SAFETY: as the description says.
unsafe impl<T: Described> Convention<T::Arguments, T::Result> for ThroughEntry<T> {
    type Pointer = T::Pointer;

    const HANDLED: bool = true;
    const POOL: Option<PoolRef> = context();

    fn code(&self) -> Option<NonNull<()>> {
        NonNull::new(T::code().cast_mut())
    }

    fn entry<M: Run<T::Arguments, T::Result>>() -> *const () {
        unsafe extern "C-unwind" fn handler<M: Run<T::Arguments, T::Result>, T: Described>(
            slot: *const UpcallSlot,
            args: *mut u8,
            ret: *mut u8,
        ) {
            let own = Handler(handler::<M, T> as *const ());
            // SAFETY: the entry of the description called, because this handler was in the slot; a thunk jumped to it.
            unsafe { ret.cast::<T::Result>().write(M::run(slot.cast(), own, T::arguments(args))) }
        }
        handler::<M, T> as *const ()
    }

    unsafe fn pointer(thunk: *const ()) -> T::Pointer {
        const { assert!(size_of::<T::Pointer>() == size_of::<*const ()>()) };
        // SAFETY: an address of a function of this type, by the caller.
        unsafe { transmute_copy(&thunk) }
    }
}
