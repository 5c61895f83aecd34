//! The raw API: arguments one behind the other, a word each or as many as they fill.

use std::ffi::c_void;
use std::ptr;

use crate::call::ffi_call;
use crate::closure::{Closure, ffi_prep_closure_loc};
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

/// Writes an argument among raw ones, or the part of it that there is room for. One that fills no word is extended as its type is.
unsafe fn put(ty: *const Type, from: *const u8, raw: *mut u8, room: usize) {
    // SAFETY: by the callers: an argument of this type, and a word at least.
    unsafe {
        match (*ty).code {
            code::SINT8 => raw.cast::<isize>().write(from.cast::<i8>().read().into()),
            code::SINT16 => raw.cast::<isize>().write(from.cast::<i16>().read().into()),
            code::SINT32 | code::INT => raw.cast::<isize>().write(from.cast::<i32>().read() as isize),
            _ => {
                raw.cast::<usize>().write(0);
                ptr::copy_nonoverlapping(from, raw, (*ty).size.min(room));
            }
        }
    }
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
                _ => put(*ty, from, raw, bytes(*ty)),
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
            put(*ty, (*arguments.add(index)).cast(), raw, java_bytes(*ty));
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

/// What closures of raw arguments call.
type RawFunction = unsafe extern "C-unwind" fn(*mut Cif, *mut c_void, *mut u8, *mut c_void);

/// `ffi_raw_closure`: a closure whose function makes raw arguments of its own. On i386 raw arguments are those that were passed, and the
/// structure ends behind `data`.
#[repr(C)]
#[derive(Debug)]
pub struct RawClosure {
    closure: Closure,
    #[cfg(not(target_arch = "x86"))]
    raw: Option<RawFunction>,
    #[cfg(not(target_arch = "x86"))]
    data: *mut c_void,
}

/// Prepares a closure of raw arguments, by one of the two ways to lay them out.
macro_rules! raw_closures {
    ($($located:ident $plain:ident $translate:ident $size:ident $make:ident;)*) => {$(
        /// Makes raw arguments of pointers to arguments. `data` is the closure.
        unsafe extern "C-unwind" fn $translate(cif: *mut Cif, result: *mut c_void, arguments: *mut *mut c_void, data: *mut c_void) {
            // SAFETY: the closure was prepared below, with a function.
            unsafe {
                let (function, data) = Raw::read(data.cast());
                let mut raw = vec![0_usize; $size(cif).div_ceil(WORD)];
                $make(cif, arguments, raw.as_mut_ptr().cast());
                function(cif, result, raw.as_mut_ptr().cast(), data);
            }
        }

        /// Prepares a closure of raw arguments.
        ///
        /// # Safety
        ///
        /// As of libffi's.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $located(
            closure: *mut RawClosure,
            cif: *mut Cif,
            function: Option<RawFunction>,
            data: *mut c_void,
            code: *mut c_void,
        ) -> Status {
            let Some(function) = function else { return Status::BadTypedef };
            // SAFETY: by the caller.
            unsafe {
                let held = Raw::write(closure, function, data);
                ffi_prep_closure_loc(closure.cast(), cif, Some($translate), held, code)
            }
        }

        /// The same without the address of the code, which is the one that `ffi_closure_alloc` gave.
        ///
        /// # Safety
        ///
        /// As of libffi's; the closure is one of `ffi_closure_alloc`.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $plain(
            closure: *mut RawClosure,
            cif: *mut Cif,
            function: Option<RawFunction>,
            data: *mut c_void,
        ) -> Status {
            // SAFETY: by the caller.
            unsafe { $located(closure, cif, function, data, closure.cast()) }
        }
    )*};
}

raw_closures! {
    ffi_prep_raw_closure_loc ffi_prep_raw_closure translate ffi_raw_size ffi_ptrarray_to_raw;
    ffi_prep_java_raw_closure_loc ffi_prep_java_raw_closure java_translate ffi_java_raw_size ffi_java_ptrarray_to_raw;
}

/// Where the function and the data of a closure are.
struct Raw;

#[cfg(not(target_arch = "x86"))]
impl Raw {
    /// Puts them in the closure, which is what its own function gets as data.
    unsafe fn write(closure: *mut RawClosure, function: RawFunction, data: *mut c_void) -> *mut c_void {
        // SAFETY: the callers' closure.
        unsafe {
            (*closure).raw = Some(function);
            (*closure).data = data;
        }
        closure.cast()
    }

    unsafe fn read(closure: *mut RawClosure) -> (RawFunction, *mut c_void) {
        // SAFETY: a closure that was prepared.
        unsafe {
            let RawClosure { raw, data, .. } = &*closure;
            match raw {
                Some(function) => (*function, *data),
                None => std::process::abort(),
            }
        }
    }
}

#[cfg(target_arch = "x86")]
impl Raw {
    /// There is no room in the closure; the pair lives as long as the program, for nobody says when it is no more.
    unsafe fn write(_: *mut RawClosure, function: RawFunction, data: *mut c_void) -> *mut c_void {
        Box::into_raw(Box::new((function, data))).cast()
    }

    unsafe fn read(pair: *mut RawClosure) -> (RawFunction, *mut c_void) {
        // SAFETY: what `write` gave.
        unsafe { *pair.cast::<(RawFunction, *mut c_void)>() }
    }
}
