//! Preparing and calling.

use std::ffi::{c_uint, c_void};
use std::mem::MaybeUninit;
use std::ptr;

use ffi::{Function, Pointer};

use crate::plan::{self, Plan, Widen};
use crate::types::{Cif, Status, Type, code};

/// Prepares a call interface.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_prep_cif(
    cif: *mut Cif,
    abi: c_uint,
    count: c_uint,
    result: *mut Type,
    arguments: *mut *mut Type,
) -> Status {
    // SAFETY: by the caller.
    unsafe { prepare(cif, abi, None, count, result, arguments) }
}

/// The same of one call of a variadic function.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_prep_cif_var(
    cif: *mut Cif,
    abi: c_uint,
    fixed: c_uint,
    count: c_uint,
    result: *mut Type,
    arguments: *mut *mut Type,
) -> Status {
    // SAFETY: by the caller.
    unsafe {
        let variadic = (fixed..count).map(|index| *arguments.add(index as usize));
        for ty in variadic {
            let narrow = !matches!((*ty).code, code::STRUCT | code::COMPLEX) && (*ty).size < size_of::<i32>();
            if (*ty).code == code::FLOAT || narrow {
                return Status::BadArgtype;
            }
        }
        prepare(cif, abi, Some(fixed as usize), count, result, arguments)
    }
}

unsafe fn prepare(
    cif: *mut Cif,
    abi: c_uint,
    fixed: Option<usize>,
    count: c_uint,
    result: *mut Type,
    arguments: *mut *mut Type,
) -> Status {
    // SAFETY: by the caller.
    unsafe {
        let types = if count == 0 { &[] } else { std::slice::from_raw_parts(arguments, count as usize) };
        match plan::make(abi, result, types, fixed) {
            Ok(plan) => {
                let bytes = plan.signature.args_size() as c_uint;
                cif.write(Cif { abi, count, arguments, result, bytes, flags: plan.number });
                Status::Ok
            }
            Err(status) => status,
        }
    }
}

/// Bytes of arguments that a call keeps on the stack.
const FEW: usize = 512;

/// Calls a function.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn ffi_call(cif: *mut Cif, function: *mut c_void, result: *mut c_void, arguments: *mut *mut c_void) {
    #[repr(align(64))]
    struct Record(MaybeUninit<[u8; FEW]>);
    // SAFETY: by the caller; the record is as large and aligned as the signature says.
    unsafe {
        let plan = plan::of(cif);
        let mut few = Record(MaybeUninit::uninit());
        if plan.signature.args_size() <= FEW && plan.signature.args_align() <= align_of::<Record>() {
            call(plan, function, result.cast(), arguments, few.0.as_mut_ptr().cast());
        } else {
            let align = plan.signature.args_align();
            let mut many: Vec<u8> = Vec::with_capacity(plan.signature.args_size() + align);
            let start = many.as_mut_ptr();
            call(plan, function, result.cast(), arguments, start.add(start.align_offset(align)));
        }
    }
}

#[inline(always)]
unsafe fn call(plan: &Plan, function: *mut c_void, result: *mut u8, arguments: *mut *mut c_void, record: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        call_with(plan, function, result, arguments, record, |function, record, result| function.call_raw(record, result));
    }
}

/// Fills a record, has the function called, and widens its result.
///
/// # Safety
///
/// As of `ffi_call`; the record is as large and aligned as the plan says.
#[inline(always)]
pub(crate) unsafe fn call_with(
    plan: &Plan,
    function: *mut c_void,
    result: *mut u8,
    arguments: *mut *mut c_void,
    record: *mut u8,
    through: impl FnOnce(&Function, *mut u8, *mut u8),
) {
    // SAFETY: by the caller.
    unsafe {
        for (index, slot) in plan.slots.iter().enumerate() {
            let (from, to) = ((*arguments.add(index)).cast::<u8>(), record.add(slot.offset as usize));
            // A slot has 8 bytes.
            let word = match (slot.size, slot.signed) {
                (8, _) => from.cast::<u64>().read_unaligned(),
                (4, true) => i64::from(from.cast::<i32>().read_unaligned()) as u64,
                (4, false) => from.cast::<u32>().read_unaligned().into(),
                (2, true) => i64::from(from.cast::<i16>().read_unaligned()) as u64,
                (2, false) => from.cast::<u16>().read_unaligned().into(),
                (1, true) => i64::from(from.cast::<i8>().read()) as u64,
                (1, false) => from.read().into(),
                (size, _) => {
                    ptr::copy_nonoverlapping(from, to, size as usize);
                    continue;
                }
            };
            to.cast::<u64>().write(word);
        }
        let Some(address) = Pointer::new(function) else { return };
        let Ok(function) = Function::new(address, plan.signature) else { return };
        if result.is_null() {
            // Whoever wants no result may give no place for it.
            let size = plan.signature.result().size();
            if size <= 256 {
                through(&function, record, [0_u128; 16].as_mut_ptr().cast());
            } else {
                through(&function, record, vec![0_u128; size / 16 + 1].as_mut_ptr().cast());
            }
            return;
        }
        through(&function, record, result);
        match plan.widen {
            Widen::No => {}
            Widen::Zero(1) => result.cast::<usize>().write_unaligned(result.read().into()),
            Widen::Zero(2) => result.cast::<usize>().write_unaligned(result.cast::<u16>().read_unaligned().into()),
            Widen::Zero(_) => result.cast::<usize>().write_unaligned(result.cast::<u32>().read_unaligned() as usize),
            Widen::Sign(1) => result.cast::<isize>().write_unaligned(result.cast::<i8>().read().into()),
            Widen::Sign(2) => result.cast::<isize>().write_unaligned(result.cast::<i16>().read_unaligned().into()),
            Widen::Sign(_) => result.cast::<isize>().write_unaligned(result.cast::<i32>().read_unaligned() as isize),
        }
    }
}
