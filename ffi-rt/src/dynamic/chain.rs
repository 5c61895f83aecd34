//! Calls with a pointer in the static chain register.

use core::ffi::c_void;
use core::mem::offset_of;
use std::borrow::ToOwned;

use ffi_abi::{Abi, Os, Target};

use super::SignatureError;
use super::universal::Chained;
use crate::Function;

unsafe extern "C" {
    /// Called by a routine; it knows where that keeps its program.
    fn ffi1_universal_chained();
}

/// Whether the static chain register of a machine is free in calls of a convention: neither an argument's, nor the system's.
pub(super) fn is_free(target: &Target, abi: Abi) -> bool {
    match abi {
        // Both have an argument in `ecx`.
        Abi::Fastcall | Abi::Thiscall => false,
        Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64 => target.os() == Os::Linux,
        Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 | Abi::Cdecl | Abi::Stdcall | Abi::Riscv64 => true,
    }
}

impl Function {
    /// As [`call_raw`](Self::call_raw), with a pointer in the register where the callee of this machine's C convention finds its
    /// environment if it is a nested function: `r10` on x86-64, `ecx` on i386 (by `cdecl` and `stdcall`), `x18` on AArch64 (which systems
    /// other than Linux keep for themselves), `t2` on RISC-V. Go and libffi's Go closures call so. Needs the feature `dynamic`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::NoRoutine`] if the call would go through a trampoline of its own: those load no such register.
    /// [`SignatureError::NoChain`] if the convention or the system has another use for the register. Nothing is called then.
    ///
    /// # Safety
    ///
    /// As of [`call_raw`](Self::call_raw).
    pub unsafe fn call_raw_with_chain(&self, chain: *const c_void, args: *mut u8, result: *mut u8) -> Result<(), SignatureError> {
        let text = || self.signature().text().to_owned();
        // SAFETY: a program stays for ever.
        let Some(program) = (unsafe { self.program().as_ref() }) else {
            return Err(SignatureError::NoRoutine(text()));
        };
        let free = self.signature().head().is_some_and(|head| head.chain);
        if !free {
            return Err(SignatureError::NoChain(text()));
        }
        let chained = Chained { callee: self.address().as_ptr(), chain, program: *program };
        // SAFETY: within the structure, whose other fields the stub finds in front of the program.
        let program = unsafe { (&raw const chained).byte_add(offset_of!(Chained, program)).cast() };
        // SAFETY: by the caller; all of it outlives the call.
        unsafe { self.call_universal(args, result, ffi1_universal_chained as *const c_void, program) };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_argument_and_no_system_loses_its_register() {
        let free = |triple: &str, abi| is_free(&Target::parse(triple).expect("a target"), abi);
        assert!(free("i686-unknown-linux-gnu", Abi::Cdecl) && free("i686-unknown-linux-gnu", Abi::Stdcall));
        assert!(!free("i686-unknown-linux-gnu", Abi::Fastcall) && !free("i686-pc-windows-gnu", Abi::Thiscall));
        assert!(free("aarch64-unknown-linux-gnu", Abi::Aapcs64));
        assert!(!free("aarch64-linux-android", Abi::Aapcs64));
        assert!(!free("aarch64-apple-darwin", Abi::AppleArm64) && !free("aarch64-pc-windows-msvc", Abi::WindowsArm64));
    }
}
