//! Go closures: a pointer to code and data, which calls pass in the static chain register.

use std::collections::HashMap;
use std::ffi::{c_uint, c_void};
use std::mem::MaybeUninit;
use std::sync::{Mutex, PoisonError};

use ffi::contract::UpcallSlot;
use ffi::dynamic::abi::Convention;

use crate::call::call_with;
use crate::closure::{Function, deliver};
use crate::plan;
use crate::types::{Cif, Status, convention};

/// What is behind a prepared Go closure: all closures of one interface and function share it, for nothing says when one is no more.
#[repr(C)]
struct Shared {
    /// Read by the assembled entry where the static chain is not the register that universal entries take.
    entry: *const c_void,
    cif: *mut Cif,
    function: Function,
}

/// Addresses, which are compared and given back.
struct Known(HashMap<(*mut Cif, usize, *const c_void), &'static Shared>);

// SAFETY: the pointers are compared; what they lead to is the user's.
unsafe impl Send for Known {}

static SHARED: Mutex<Option<Known>> = Mutex::new(None);

// Go closures' calls have the closure in this register; an upcall entry takes its slot in another one.
#[cfg(target_arch = "aarch64")]
std::arch::global_asm!(
    ".p2align 4",
    "ffi_compat_go:",
    "hint 34", // bti c
    "mov x9, x18",
    "ldr x16, [x9, 16]",
    "ldr x16, [x16]",
    "br x16",
);
#[cfg(target_arch = "x86")]
std::arch::global_asm!(".p2align 4", "ffi_compat_go:", "mov eax, ecx", "mov ecx, [eax + 8]", "jmp [ecx]");

/// What a closure begins with.
fn code(cif: *const Cif, entry: *const c_void) -> *const c_void {
    // SAFETY: the callers' interfaces were prepared.
    if is_slot_register(unsafe { (*cif).abi }) {
        return entry;
    }
    #[cfg(any(target_arch = "aarch64", target_arch = "x86"))]
    {
        unsafe extern "C" {
            fn ffi_compat_go();
        }
        ffi_compat_go as *const c_void
    }
    #[cfg(not(any(target_arch = "aarch64", target_arch = "x86")))]
    entry
}

/// Whether the static chain register is the one that universal entries take their slot in: `r10` and `t2` are; on i386 `eax`, which
/// `thiscall` and `fastcall` use, because their arguments take `ecx`.
fn is_slot_register(abi: c_uint) -> bool {
    let by_register = matches!(convention(abi), Some(Convention::Thiscall | Convention::Fastcall));
    !cfg!(any(target_arch = "aarch64", target_arch = "x86")) || by_register
}

unsafe extern "C-unwind" fn handler(closure: *const UpcallSlot, image: *mut u8, block: *mut u8) {
    // SAFETY: the closure was prepared, and is what the function gets as its data.
    unsafe {
        let Shared { cif, function, .. } = &*(*closure).data.cast::<Shared>();
        deliver(*cif, *function, closure.cast_mut().cast(), image, block);
    }
}

/// Prepares a Go closure. Its three words are an upcall slot: what calls jump to, what that calls, and what both know.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_prep_go_closure(closure: *mut UpcallSlot, cif: *mut Cif, function: Option<Function>) -> Status {
    // SAFETY: by the caller.
    unsafe {
        let (Some(arrival), Some(function)) = (plan::arrival(cif), function) else {
            return Status::BadAbi;
        };
        let entry = arrival.entry();
        let mut known = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let Known(known) = known.get_or_insert_with(|| Known(HashMap::new()));
        // An interface may have been prepared anew, for calls by another entry.
        let shared =
            known.entry((cif, function as usize, entry)).or_insert_with(|| Box::leak(Box::new(Shared { entry, cif, function })));
        closure.write(UpcallSlot {
            entry: code(cif, entry),
            handler,
            data: std::ptr::from_ref::<Shared>(shared).cast_mut().cast(),
        });
    }
    Status::Ok
}

/// Calls a function, which finds the closure in the static chain register.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn ffi_call_go(
    cif: *mut Cif,
    function: *mut c_void,
    result: *mut c_void,
    arguments: *mut *mut c_void,
    closure: *mut c_void,
) {
    // SAFETY: by the caller.
    unsafe {
        let plan = plan::of(cif);
        let align = plan.signature.args_align();
        let mut record: Vec<MaybeUninit<u8>> = Vec::with_capacity(plan.signature.args_size() + align);
        let start = record.as_mut_ptr().cast::<u8>();
        call_with(plan, function, result.cast(), arguments, start.add(start.align_offset(align)), |function, record, result| {
            // No system that libffi has Go closures on keeps the register, and signatures of interfaces have no trampolines of their own.
            if let Err(fault) = function.call_raw_with_chain(closure, record, result) {
                eprintln!("ffi_call_go: {fault}");
                std::process::abort();
            }
        });
    }
}
