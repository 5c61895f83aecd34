//! Calling conventions of closures: the typed entries, and where each takes its slot.
//!
//! An entry is an ordinary Rust function of the closure's parameters and one more, the slot.

#[cfg(not(target_arch = "x86"))]
mod in_register;
#[cfg(target_arch = "x86")]
mod on_stack;

use core::ptr::NonNull;

use super::body::Run;
use super::pool::PoolRef;

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A calling convention, for functions of the parameters `A` (a tuple) with the result `R`.
///
/// Implemented by the types of this module for up to 16 [`Direct`](crate::Direct) parameters and a `Direct` result.
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
    const POOL: Option<PoolRef>;

    /// Whether calls come through an upcall entry, to a handler.
    #[doc(hidden)]
    const HANDLED: bool;

    /// The upcall entry, if calls come through one; on i386 what leads to a typed function.
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
    #[cfg(target_arch = "x86")]
    Stdcall "`extern \"stdcall\"`.";
    #[cfg(target_arch = "x86")]
    StdcallUnwind "`extern \"stdcall-unwind\"`.";
}

#[cfg(target_arch = "x86")]
impl MayUnwind for StdcallUnwind {}
impl MayUnwind for CUnwind {}
impl MayUnwind for SystemUnwind {}
#[cfg(target_arch = "x86_64")]
impl MayUnwind for SysV64Unwind {}
#[cfg(target_arch = "x86_64")]
impl MayUnwind for Win64Unwind {}
