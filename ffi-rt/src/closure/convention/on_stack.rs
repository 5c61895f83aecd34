//! Typed entries of i386, by the conventions that have all arguments on the stack. No argument register is free, and so the thunk leads to
//! code that hands the slot on: [`registers`].

use core::mem::transmute_copy;
use core::ptr::NonNull;

use super::{C, CUnwind, Convention, Stdcall, StdcallUnwind, System, SystemUnwind};
use crate::closure::body::{Run, Typed};
use crate::closure::pool::PoolRef;
use crate::closure::registers;
use crate::closure::slot::Slot;
use crate::{Direct, Passed};

macro_rules! implement {
    ($name:ident $abi:literal $code:ident $typed:literal [$($front:ident $unused:ident)*]; $($parameter:ident $argument:ident)*) => {
        // SAFETY: the code that the thunk leads to calls the entry with the slot, and the arguments where the entry has them.
        unsafe impl<R: Direct, $($parameter: Direct),*> Convention<($($parameter,)*), R> for $name {
            type Pointer = unsafe extern $abi fn($($parameter),*) -> R;

            const HANDLED: bool = false;

            // A result in memory has a hidden argument, in front of what the entry has there.
            const POOL: Option<PoolRef> = match R::PASSED {
                Passed::Integer | Passed::Float | Passed::Nothing => registers::context(),
                Passed::Wide | Passed::Unknown => None,
            };

            fn code(&self) -> Option<NonNull<()>> {
                NonNull::new(registers::$code())
            }

            fn entry<M: Run<($($parameter,)*), R>>() -> *const () {
                unsafe extern $typed fn entry<M: Run<($($parameter,)*), R>, R, $($parameter),*>(
                    slot: *const Slot,
                    $($unused: $front,)*
                    $($argument: $parameter,)*
                ) -> R {
                    let own = entry::<M, R, $($parameter),*> as *const ();
                    // SAFETY: a thunk led here because this function was in the slot.
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
        implement!(C "C" cdecl "C" [usize _a usize _b usize _c]; $($parameter $argument)*);
        implement!(CUnwind "C-unwind" cdecl "C-unwind" [usize _a usize _b usize _c]; $($parameter $argument)*);
        implement!(Stdcall "stdcall" stdcall "thiscall" []; $($parameter $argument)*);
        implement!(StdcallUnwind "stdcall-unwind" stdcall "thiscall-unwind" []; $($parameter $argument)*);
        #[cfg(not(windows))]
        implement!(System "system" cdecl "C" [usize _a usize _b usize _c]; $($parameter $argument)*);
        #[cfg(not(windows))]
        implement!(SystemUnwind "system-unwind" cdecl "C-unwind" [usize _a usize _b usize _c]; $($parameter $argument)*);
        #[cfg(windows)]
        implement!(System "system" stdcall "thiscall" []; $($parameter $argument)*);
        #[cfg(windows)]
        implement!(SystemUnwind "system-unwind" stdcall "thiscall-unwind" []; $($parameter $argument)*);
    };
}

arities!(implement_all);
