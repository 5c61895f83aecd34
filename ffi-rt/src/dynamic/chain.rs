//! Calls with a pointer in the static chain register.

use core::ffi::c_void;
use core::mem::offset_of;
use std::borrow::ToOwned;

use ffi_abi::{Abi, Os, Target};

use super::SignatureError;
use super::universal::Chained;
use crate::Function;

/// Called by a routine; it knows where that keeps its program.
pub(crate) type Stub = unsafe extern "C" fn();

unsafe extern "C" {
    fn ffi1_universal_chained();
    #[cfg(target_arch = "x86")]
    fn ffi1_universal_chained_eax();
}

/// Where a callee finds its environment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Register {
    /// In the static chain register of the machine.
    Own,
    /// In `eax`: both of i386's other registers have arguments.
    Eax,
}

/// The register for a convention, unless the system has another use for it.
pub(super) fn register(target: &Target, abi: Abi) -> Option<Register> {
    match abi {
        Abi::Fastcall | Abi::Thiscall => Some(Register::Eax),
        Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64 => (target.os() == Os::Linux).then_some(Register::Own),
        Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 | Abi::Cdecl | Abi::Stdcall | Abi::Riscv64 => Some(Register::Own),
    }
}

impl Register {
    /// What loads it.
    pub(super) fn stub(self) -> Stub {
        match self {
            #[cfg(target_arch = "x86")]
            Register::Eax => ffi1_universal_chained_eax,
            _ => ffi1_universal_chained,
        }
    }
}

impl Function {
    /// As [`call_raw`](Self::call_raw), with a pointer in the register where the callee of this machine's C convention finds its
    /// environment if it is a nested function: `r10` on x86-64, `ecx` on i386 (`eax` by `fastcall` and `thiscall`), `x18` on AArch64 (which systems
    /// other than Linux keep for themselves), `t2` on RISC-V. Go and libffi's Go closures call so. Needs the feature `dynamic`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::NoRoutine`] if the call would go through a trampoline of its own: those load no such register.
    /// [`SignatureError::NoChain`] if the system has another use for the register. Nothing is called then.
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
        let Some(stub) = self.signature().head().and_then(|head| head.chain) else {
            return Err(SignatureError::NoChain(text()));
        };
        let chained = Chained { callee: self.address().as_ptr(), chain, program: *program };
        // SAFETY: within the structure, whose other fields the stub finds in front of the program.
        let program = unsafe { (&raw const chained).byte_add(offset_of!(Chained, program)).cast() };
        // SAFETY: by the caller; all of it outlives the call.
        unsafe { self.call_universal(args, result, stub as *const c_void, program) };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_argument_and_no_system_loses_its_register() {
        let of = |triple: &str, abi| register(&Target::parse(triple).expect("a target"), abi);
        let (own, eax) = (Some(Register::Own), Some(Register::Eax));
        assert_eq!([Abi::Cdecl, Abi::Stdcall].map(|abi| of("i686-unknown-linux-gnu", abi)), [own, own]);
        assert_eq!([Abi::Fastcall, Abi::Thiscall].map(|abi| of("i686-pc-windows-gnu", abi)), [eax, eax]);
        assert_eq!(of("aarch64-unknown-linux-gnu", Abi::Aapcs64), own);
        assert_eq!(of("aarch64-linux-android", Abi::Aapcs64), None);
        assert_eq!(of("aarch64-apple-darwin", Abi::AppleArm64), None);
        assert_eq!(of("aarch64-pc-windows-msvc", Abi::WindowsArm64), None);
    }
}
