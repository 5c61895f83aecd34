//! Calling conventions of closures: the typed entries, and where each takes its slot.
//!
//! An entry is an ordinary Rust function of the closure's parameters and one more, the slot. Appended to the parameters it takes the
//! first integer register that they leave free; the thunk puts the slot there.

use core::mem::{size_of, transmute_copy};
use core::ptr::NonNull;

use super::body::{Run, Typed};
use super::pool::Pool;
use super::position::{Rules, position};
use super::registers::pool;
use super::slot::Slot;
use crate::Direct;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A calling convention, for functions of the parameters `A` (a tuple) with the result `R`.
///
/// Implemented by the types of this module for up to 16 [`Direct`] parameters and a `Direct` result.
///
/// # Safety
///
/// Sealed: implementations are this crate's.
#[diagnostic::on_unimplemented(
    message = "a closure of `{A}` with the result `{R}` cannot be called by C",
    label = "the parameters or the result do not fit `{Self}`",
    note = "every parameter and the result must be `ffi::Direct`, and there may be 16 parameters"
)]
pub unsafe trait Convention<A, R>: sealed::Sealed + Copy {
    /// The type of the C function pointer.
    type Pointer: Copy;

    /// The thunks that lead to the entries; none where the parameters leave no integer register free.
    #[doc(hidden)]
    const POOL: Option<&'static Pool>;

    /// Whether calls come through an upcall entry, to a handler.
    #[doc(hidden)]
    const HANDLED: bool;

    /// The upcall entry, if calls come through one.
    #[doc(hidden)]
    fn code(&self) -> Option<NonNull<()>>;

    /// The address of the typed function, or of the handler, for closures of a mode.
    #[doc(hidden)]
    fn entry<M: Run<A, R>>() -> *const ();

    /// The thunk as a function pointer.
    ///
    /// # Safety
    ///
    /// It leads to an entry of this convention and these types.
    #[doc(hidden)]
    unsafe fn pointer(thunk: *const ()) -> Self::Pointer;
}

/// A convention whose callers may let a panic through.
pub trait MayUnwind: sealed::Sealed {}

/// The rules behind `extern "C"`.
const NATIVE: Rules = if cfg!(all(target_arch = "x86_64", windows)) {
    Rules::Win64
} else if cfg!(target_arch = "x86_64") {
    Rules::SysV64
} else if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) {
    Rules::AppleArm64
} else if cfg!(target_arch = "aarch64") {
    Rules::Aapcs64
} else if cfg!(all(target_arch = "riscv64", target_os = "none")) {
    // rustc does not say which of the two it is; no system with threads has this one.
    Rules::Riscv64Soft
} else if cfg!(target_arch = "riscv64") {
    Rules::Riscv64
} else {
    Rules::None
};

macro_rules! conventions {
    ($($(#[$meta:meta])* $name:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        $(#[$meta])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
        pub struct $name;

        $(#[$meta])*
        impl sealed::Sealed for $name {}
    )*};
}

conventions! {
    C "`extern \"C\"`.";
    CUnwind "`extern \"C-unwind\"`.";
    System "`extern \"system\"`.";
    SystemUnwind "`extern \"system-unwind\"`.";
    #[cfg(target_arch = "x86_64")]
    SysV64 "`extern \"sysv64\"`.";
    #[cfg(target_arch = "x86_64")]
    SysV64Unwind "`extern \"sysv64-unwind\"`.";
    #[cfg(target_arch = "x86_64")]
    Win64 "`extern \"win64\"`.";
    #[cfg(target_arch = "x86_64")]
    Win64Unwind "`extern \"win64-unwind\"`.";
}

impl MayUnwind for CUnwind {}
impl MayUnwind for SystemUnwind {}
#[cfg(target_arch = "x86_64")]
impl MayUnwind for SysV64Unwind {}
#[cfg(target_arch = "x86_64")]
impl MayUnwind for Win64Unwind {}

macro_rules! implement {
    ($name:ident $abi:literal $rules:expr; $($parameter:ident $argument:ident)*) => {
        // SAFETY: the entry has the slot in the register whose pool it names, and the convention and types of the pointer.
        unsafe impl<R: Direct, $($parameter: Direct),*> Convention<($($parameter,)*), R> for $name {
            type Pointer = unsafe extern $abi fn($($parameter),*) -> R;

            const HANDLED: bool = false;

            fn code(&self) -> Option<NonNull<()>> {
                None
            }

            const POOL: Option<&'static Pool> =
                pool($rules, position($rules, R::PASSED, size_of::<R>(), &[$($parameter::PASSED),*]));

            fn entry<M: Run<($($parameter,)*), R>>() -> *const () {
                unsafe extern $abi fn entry<M: Run<($($parameter,)*), R>, R, $($parameter),*>(
                    $($argument: $parameter,)*
                    slot: *const Slot,
                ) -> R {
                    let own = entry::<M, R, $($parameter),*> as *const ();
                    // SAFETY: a thunk jumped here because this function was in the slot.
                    unsafe { M::run(slot, Typed(own), ($($argument,)*)) }
                }
                entry::<M, R, $($parameter),*> as *const ()
            }

            unsafe fn pointer(thunk: *const ()) -> Self::Pointer {
                // SAFETY: an address of a function of this type, by the caller.
                unsafe { transmute_copy(&thunk) }
            }
        }
    };
}

macro_rules! implement_all {
    ($($parameter:ident $argument:ident)*) => {
        implement!(C "C" NATIVE; $($parameter $argument)*);
        implement!(CUnwind "C-unwind" NATIVE; $($parameter $argument)*);
        implement!(System "system" NATIVE; $($parameter $argument)*);
        implement!(SystemUnwind "system-unwind" NATIVE; $($parameter $argument)*);
        #[cfg(target_arch = "x86_64")]
        implement!(SysV64 "sysv64" Rules::SysV64; $($parameter $argument)*);
        #[cfg(target_arch = "x86_64")]
        implement!(SysV64Unwind "sysv64-unwind" Rules::SysV64; $($parameter $argument)*);
        #[cfg(target_arch = "x86_64")]
        implement!(Win64 "win64" Rules::Win64; $($parameter $argument)*);
        #[cfg(target_arch = "x86_64")]
        implement!(Win64Unwind "win64-unwind" Rules::Win64; $($parameter $argument)*);
    };
}

arities!(implement_all);
