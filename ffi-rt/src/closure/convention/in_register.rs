//! Typed entries of machines that pass arguments in registers. Appended to the parameters, the slot takes the first integer register that
//! they leave free; the thunk puts it there.

use core::mem::{size_of, transmute_copy};
use core::ptr::NonNull;

use super::{C, CUnwind, Convention, System, SystemUnwind};
#[cfg(target_arch = "x86_64")]
use super::{SysV64, SysV64Unwind, Win64, Win64Unwind};
use crate::Direct;
use crate::closure::body::{Run, Typed};
use crate::closure::pool::PoolRef;
use crate::closure::position::{Rules, position};
use crate::closure::registers::pool;
use crate::closure::slot::Slot;

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

macro_rules! implement {
    ($name:ident $abi:literal $rules:expr; $($parameter:ident $argument:ident)*) => {
        // SAFETY: the entry has the slot in the register whose pool it names, and the convention and types of the pointer.
        unsafe impl<R: Direct, $($parameter: Direct),*> Convention<($($parameter,)*), R> for $name {
            type Pointer = unsafe extern $abi fn($($parameter),*) -> R;

            const HANDLED: bool = false;

            fn code(&self) -> Option<NonNull<()>> {
                None
            }

            const POOL: Option<PoolRef> =
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
