//! Calls with a pointer in the static chain register.

use core::ffi::c_void;
use std::borrow::ToOwned;

use super::SignatureError;
use super::universal::Chained;
use crate::Function;

unsafe extern "C" {
    /// Called by a routine; it knows where that keeps its program.
    fn ffi1_universal_chained();
}

impl Function {
    /// As [`call_raw`](Self::call_raw), with a pointer in the register where the callee of this machine's C convention finds its
    /// environment if it is a nested function: `r10` on x86-64, `ecx` on i386 (by `cdecl` and `stdcall`), `x18` on AArch64 (which systems
    /// other than Linux keep for themselves), `t2` on RISC-V. Go and libffi's Go closures call so. Needs the feature `dynamic`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::NoRoutine`] if the call would go through a trampoline of its own: those load no such register.
    ///
    /// # Safety
    ///
    /// As of [`call_raw`](Self::call_raw).
    pub unsafe fn call_raw_with_chain(&self, chain: *const c_void, args: *mut u8, result: *mut u8) -> Result<(), SignatureError> {
        // SAFETY: a program stays for ever.
        let Some(program) = (unsafe { self.program().as_ref() }) else {
            return Err(SignatureError::NoRoutine(self.signature().text().to_owned()));
        };
        let chained = Chained { callee: self.address().as_ptr(), chain, program: *program };
        // SAFETY: by the caller; the stub finds the callee in front of the program, which outlives the call.
        unsafe { self.call_universal(args, result, ffi1_universal_chained as *const c_void, &raw const chained.program) };
        Ok(())
    }
}
