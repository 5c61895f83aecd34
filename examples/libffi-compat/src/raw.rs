//! The raw API: arguments one behind the other, a word each or as many as they fill.

use std::ffi::c_void;
use std::ptr;

use crate::call::ffi_call;
use crate::types::{Cif, Status, Type, code};

const WORD: usize = size_of::<usize>();

/// Bytes of an argument among raw ones: words, or a word that points to a record.
unsafe fn bytes(ty: *const Type) -> usize {
    // SAFETY: by the callers, which have prepared interfaces.
    unsafe { if (*ty).code == code::STRUCT { WORD } else { (*ty).size.next_multiple_of(WORD) } }
}

/// The types of an interface.
unsafe fn types<'a>(cif: *const Cif) -> &'a [*mut Type] {
    // SAFETY: by the callers, which have prepared interfaces.
    unsafe { if (*cif).count == 0 { &[] } else { std::slice::from_raw_parts((*cif).arguments, (*cif).count as usize) } }
}

/// Bytes of raw arguments.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_raw_size(cif: *const Cif) -> usize {
    // SAFETY: by the caller.
    unsafe { types(cif).iter().map(|ty| bytes(*ty)).sum() }
}

/// Raw arguments of pointers to arguments.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_ptrarray_to_raw(cif: *const Cif, arguments: *const *mut c_void, mut raw: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        for (index, ty) in types(cif).iter().enumerate() {
            let from = (*arguments.add(index)).cast::<u8>();
            match (**ty).code {
                code::STRUCT => raw.cast::<*mut u8>().write(from),
                code::SINT8 => raw.cast::<isize>().write(from.cast::<i8>().read().into()),
                code::SINT16 => raw.cast::<isize>().write(from.cast::<i16>().read().into()),
                code::SINT32 | code::INT => raw.cast::<isize>().write(from.cast::<i32>().read() as isize),
                _ => {
                    raw.cast::<usize>().write(0);
                    ptr::copy_nonoverlapping(from, raw, (**ty).size);
                }
            }
            raw = raw.add(bytes(*ty));
        }
    }
}

/// Pointers to raw arguments.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_raw_to_ptrarray(cif: *const Cif, mut raw: *mut u8, arguments: *mut *mut c_void) {
    // SAFETY: by the caller.
    unsafe {
        for (index, ty) in types(cif).iter().enumerate() {
            let at = if (**ty).code == code::STRUCT { raw.cast::<*mut c_void>().read() } else { raw.cast() };
            arguments.add(index).write(at);
            raw = raw.add(bytes(*ty));
        }
    }
}

/// Calls with raw arguments.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn ffi_raw_call(cif: *mut Cif, function: *mut c_void, result: *mut c_void, raw: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        let mut arguments = vec![ptr::null_mut(); (*cif).count as usize];
        ffi_raw_to_ptrarray(cif, raw, arguments.as_mut_ptr());
        ffi_call(cif, function, result, arguments.as_mut_ptr());
    }
}

/// `sizeof (ffi_java_raw)` is a word on every machine here; 64-bit numbers take two of them.
unsafe fn java_bytes(ty: *const Type) -> usize {
    // SAFETY: as of `bytes`.
    unsafe {
        match (*ty).code {
            code::UINT64 | code::SINT64 | code::DOUBLE => 2 * WORD,
            _ => WORD,
        }
    }
}

/// Bytes of raw arguments as Java lays them out.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_java_raw_size(cif: *const Cif) -> usize {
    // SAFETY: by the caller.
    unsafe { types(cif).iter().map(|ty| java_bytes(*ty)).sum() }
}

/// Raw arguments as Java lays them out.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_java_ptrarray_to_raw(cif: *const Cif, arguments: *const *mut c_void, mut raw: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        for (index, ty) in types(cif).iter().enumerate() {
            raw.cast::<usize>().write(0);
            ptr::copy_nonoverlapping((*arguments.add(index)).cast::<u8>(), raw, (**ty).size.min(java_bytes(*ty)));
            raw = raw.add(java_bytes(*ty));
        }
    }
}

/// Pointers to raw arguments as Java lays them out.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_java_raw_to_ptrarray(cif: *const Cif, mut raw: *mut u8, arguments: *mut *mut c_void) {
    // SAFETY: by the caller.
    unsafe {
        for (index, ty) in types(cif).iter().enumerate() {
            arguments.add(index).write(raw.cast());
            raw = raw.add(java_bytes(*ty));
        }
    }
}

/// Calls with raw arguments as Java lays them out.
///
/// # Safety
///
/// As of libffi's.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn ffi_java_raw_call(cif: *mut Cif, function: *mut c_void, result: *mut c_void, raw: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        let mut arguments = vec![ptr::null_mut(); (*cif).count as usize];
        ffi_java_raw_to_ptrarray(cif, raw, arguments.as_mut_ptr());
        ffi_call(cif, function, result, arguments.as_mut_ptr());
    }
}

/// The four ways to prepare a closure of raw arguments, which nobody is known to use: refused.
macro_rules! refused {
    ($($name:ident)*) => {$(
        /// Refused: use `ffi_prep_closure_loc`.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name() -> Status {
            Status::BadAbi
        }
    )*};
}

refused! { ffi_prep_raw_closure ffi_prep_raw_closure_loc ffi_prep_java_raw_closure ffi_prep_java_raw_closure_loc }
