//! Closures: memory for the user's data, and a thunk whose slot is filled in when the interface is known.

use std::ffi::c_void;
use std::ptr::null_mut;

use ffi::contract::UpcallSlot;
use ffi::dynamic::Thunk;

use crate::plan;
use crate::types::{Cif, Status};

/// `FFI_TRAMPOLINE_SIZE`. Whoever asked for `sizeof (ffi_closure)` and more has data of his own right behind it.
const TRAMPOLINE: usize = if cfg!(target_arch = "x86_64") {
    32
} else if cfg!(target_arch = "x86") {
    16
} else {
    24
};

/// `ffi_closure`. What is a trampoline of libffi's holds the thunk.
#[repr(C, align(8))]
#[derive(Debug)]
pub struct Closure {
    thunk: Option<Box<Thunk>>,
    trampoline: [u8; TRAMPOLINE - size_of::<usize>()],
    cif: *mut Cif,
    function: Option<Function>,
    data: *mut c_void,
}

/// Memory for a closure, and the address of its code.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_closure_alloc(size: usize, code: *mut *mut c_void) -> *mut c_void {
    let Ok(thunk) = Thunk::new() else { return null_mut() };
    let words = size.max(size_of::<Closure>()).div_ceil(16);
    // SAFETY: by the caller; the memory is as large as asked for, and as a closure.
    unsafe {
        let memory = std::alloc::alloc_zeroed(layout(words));
        if memory.is_null() {
            return null_mut();
        }
        // In front: how much there is.
        memory.cast::<usize>().write(words);
        let closure = memory.add(16).cast::<Closure>();
        code.write(thunk.as_ptr().cast_mut().cast());
        (*closure).thunk = Some(Box::new(thunk));
        closure.cast()
    }
}

fn layout(words: usize) -> std::alloc::Layout {
    std::alloc::Layout::array::<u128>(words + 1).and_then(|layout| layout.align_to(16)).expect("memory of this size exists")
}

/// Frees it.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_closure_free(closure: *mut c_void) {
    if closure.is_null() {
        return;
    }
    // SAFETY: by the caller: it came from `ffi_closure_alloc`, and nobody calls it.
    unsafe {
        drop((*closure.cast::<Closure>()).thunk.take());
        let memory = closure.cast::<u8>().sub(16);
        std::alloc::dealloc(memory, layout(memory.cast::<usize>().read()));
    }
}

/// What closures call.
pub(crate) type Function = unsafe extern "C-unwind" fn(*mut Cif, *mut c_void, *mut *mut c_void, *mut c_void);

/// What a universal entry calls for a closure.
unsafe extern "C-unwind" fn handler(slot: *const UpcallSlot, image: *mut u8, block: *mut u8) {
    // SAFETY: the slot is that of a prepared closure; the entry is that of its interface.
    unsafe {
        let Closure { cif, function, data, .. } = &*(*slot).data.cast::<Closure>();
        let Some(function) = function else {
            // An entry may not be returned to without what `deliver` does.
            eprintln!("a closure was called that was prepared without a function");
            std::process::abort()
        };
        deliver(*cif, *function, *data, image, block);
    }
}

/// Gives a call to the user's function.
///
/// # Safety
///
/// The entry of the interface called, with this image and block.
pub(crate) unsafe fn deliver(cif: *mut Cif, function: Function, data: *mut c_void, image: *mut u8, block: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        let plan = plan::of(cif);
        let Some(arrival) = plan.signature.arrival() else { return };
        arrival.receive(image, block, |record, result| {
            const FEW: usize = 16;
            let mut few = [null_mut::<c_void>(); FEW];
            let mut many = Vec::new();
            let arguments = if plan.slots.len() <= FEW {
                &mut few[..plan.slots.len()]
            } else {
                many.resize(plan.slots.len(), null_mut());
                &mut many[..]
            };
            for (argument, slot) in arguments.iter_mut().zip(&plan.slots) {
                *argument = record.add(slot.offset as usize).cast();
            }
            function(cif, result.cast(), arguments.as_mut_ptr(), data);
        });
    }
}

/// Makes the code of a closure call a function.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_prep_closure_loc(
    closure: *mut Closure,
    cif: *mut Cif,
    function: Option<Function>,
    data: *mut c_void,
    _: *mut c_void,
) -> Status {
    // SAFETY: by the caller.
    unsafe {
        let Some(arrival) = plan::arrival(cif) else { return Status::BadAbi };
        (*closure).cif = cif;
        (*closure).function = function;
        (*closure).data = data;
        let Some(thunk) = &(*closure).thunk else { return Status::BadAbi };
        thunk.slot().write(UpcallSlot { entry: arrival.entry(), handler, data: closure.cast() });
    }
    Status::Ok
}

/// The same without the address of the code, which is the one that `ffi_closure_alloc` gave. (libffi once wrote code into the closure.)
///
/// # Safety
///
/// As of libffi's; the closure is one of `ffi_closure_alloc`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_prep_closure(
    closure: *mut Closure,
    cif: *mut Cif,
    function: Option<Function>,
    data: *mut c_void,
) -> Status {
    // SAFETY: by the caller.
    unsafe { ffi_prep_closure_loc(closure, cif, function, data, closure.cast()) }
}
