//! libffi's C API, of two releases in one program: the one that the crate brings along, linked, and the system's, opened.

use std::ffi::{c_int, c_uint, c_void};
use std::sync::atomic::{AtomicI32, Ordering};

use libffi::raw::{self, ffi_abi, ffi_cif, ffi_status, ffi_type};

type PrepareCif = unsafe extern "C" fn(*mut ffi_cif, ffi_abi, c_uint, *mut ffi_type, *mut *mut ffi_type) -> ffi_status;
pub type CallFunction = unsafe extern "C" fn(*mut ffi_cif, Option<unsafe extern "C" fn()>, *mut c_void, *mut *mut c_void);
type Allocate = unsafe extern "C" fn(usize, *mut *mut c_void) -> *mut c_void;
type Free = unsafe extern "C" fn(*mut c_void);
type Handler = unsafe extern "C" fn(*mut ffi_cif, *mut c_void, *mut *mut c_void, *mut c_void);
type PrepareClosure =
    unsafe extern "C" fn(*mut raw::ffi_closure, *mut ffi_cif, Option<Handler>, *mut c_void, *mut c_void) -> ffi_status;

/// A release.
#[derive(Clone, Copy)]
pub struct Libffi {
    prepare: PrepareCif,
    pub call: CallFunction,
    allocate: Allocate,
    free: Free,
    closure: PrepareClosure,
}

/// The one that the crate compiles.
pub fn bundled() -> Libffi {
    Libffi {
        prepare: raw::ffi_prep_cif,
        call: raw::ffi_call,
        allocate: raw::ffi_closure_alloc,
        free: raw::ffi_closure_free,
        closure: raw::ffi_prep_closure_loc,
    }
}

/// The one that the system's programs use.
pub fn system() -> Libffi {
    // SAFETY: the library that everybody has loaded; its functions have the types of its header.
    unsafe {
        let library = ffi::DynamicLibrary::open("libffi.so.8").expect("the system has libffi");
        let release = Libffi {
            prepare: *library.lookup_function::<PrepareCif>(c"ffi_prep_cif").expect("it is libffi"),
            call: *library.lookup_function::<CallFunction>(c"ffi_call").expect("it is libffi"),
            allocate: *library.lookup_function::<Allocate>(c"ffi_closure_alloc").expect("it is libffi"),
            free: *library.lookup_function::<Free>(c"ffi_closure_free").expect("it is libffi"),
            closure: *library.lookup_function::<PrepareClosure>(c"ffi_prep_closure_loc").expect("it is libffi"),
        };
        // It stays open.
        std::mem::forget(library);
        release
    }
}

/// Types in libffi's terms.
#[derive(Clone)]
pub enum Type {
    Int,
    Long,
    Double,
    Pointer,
    Float,
    /// A narrower integer: its bytes, and whether it is signed.
    Narrow(u32, bool),
    Nothing,
    Structure(Vec<Type>),
}

impl Type {
    /// The description, which stays for as long as the program runs.
    fn raw(&self) -> *mut ffi_type {
        match self {
            Type::Int => &raw mut raw::ffi_type_sint32,
            Type::Long => &raw mut raw::ffi_type_sint64,
            Type::Double => &raw mut raw::ffi_type_double,
            Type::Pointer => &raw mut raw::ffi_type_pointer,
            Type::Float => &raw mut raw::ffi_type_float,
            Type::Narrow(1, true) => &raw mut raw::ffi_type_sint8,
            Type::Narrow(1, false) => &raw mut raw::ffi_type_uint8,
            Type::Narrow(_, true) => &raw mut raw::ffi_type_sint16,
            Type::Narrow(_, false) => &raw mut raw::ffi_type_uint16,
            Type::Nothing => &raw mut raw::ffi_type_void,
            Type::Structure(members) => {
                let elements = members.iter().map(Type::raw).chain([std::ptr::null_mut()]).collect::<Vec<_>>().leak();
                let ty = ffi_type { type_: raw::FFI_TYPE_STRUCT, elements: elements.as_mut_ptr(), ..ffi_type::default() };
                Box::leak(Box::new(ty))
            }
        }
    }
}

/// The types of a call, as a host has them before it prepares any.
pub struct Call {
    result: *mut ffi_type,
    parameters: Vec<*mut ffi_type>,
}

impl Call {
    pub fn of(parameters: &[Type], result: &Type) -> Call {
        Call { result: result.raw(), parameters: parameters.iter().map(Type::raw).collect() }
    }
}

impl Libffi {
    /// Prepares descriptions of calls, and nothing else.
    pub fn prepare(&self, calls: &mut [Call]) {
        for Call { result, parameters } in calls {
            // SAFETY: numbers and pointers, which are about to be written.
            let mut cif: ffi_cif = unsafe { std::mem::zeroed() };
            let count = parameters.len() as c_uint;
            // SAFETY: the types stay.
            let status = unsafe {
                (self.prepare)(&raw mut cif, raw::ffi_abi_FFI_DEFAULT_ABI, count, *result, parameters.as_mut_ptr())
            };
            assert_eq!(std::hint::black_box((status, cif)).0, raw::ffi_status_FFI_OK);
        }
    }

    /// Prepares a description of a call, which stays for as long as the program runs.
    pub fn cif(&self, parameters: &[Type], result: &Type) -> *mut ffi_cif {
        // SAFETY: numbers and pointers, which are about to be written.
        let cif: *mut ffi_cif = Box::leak(Box::new(unsafe { std::mem::zeroed() }));
        let types = parameters.iter().map(Type::raw).collect::<Vec<_>>().leak();
        // SAFETY: everything stays.
        let status =
            unsafe { (self.prepare)(cif, raw::ffi_abi_FFI_DEFAULT_ABI, types.len() as c_uint, result.raw(), types.as_mut_ptr()) };
        assert_eq!(status, raw::ffi_status_FFI_OK);
        cif
    }

    /// A closure of `int(int, int)` that adds a number to its arguments: its memory, and where it is called.
    pub fn adding(&self, cif: *mut ffi_cif, number: &'static AtomicI32) -> (*mut c_void, *const c_void) {
        unsafe extern "C" fn add(_: *mut ffi_cif, result: *mut c_void, arguments: *mut *mut c_void, number: *mut c_void) {
            // SAFETY: two arguments of this type; a result is a whole word.
            unsafe {
                let argument = |index| *(*arguments.add(index)).cast::<c_int>();
                let sum =
                    argument(0).wrapping_add(argument(1)).wrapping_add((*number.cast::<AtomicI32>()).load(Ordering::Relaxed));
                result.cast::<raw::ffi_sarg>().write(sum.into());
            }
        }
        let mut code = std::ptr::null_mut();
        // SAFETY: as large as libffi's own, and prepared before anybody calls.
        unsafe {
            let closure = (self.allocate)(size_of::<raw::ffi_closure>(), &raw mut code);
            let number = std::ptr::from_ref(number).cast_mut().cast();
            let status = (self.closure)(closure.cast(), cif, Some(add), number, code);
            assert_eq!(status, raw::ffi_status_FFI_OK);
            (closure, code)
        }
    }

    /// Frees a closure.
    pub fn release(&self, closure: *mut c_void) {
        // SAFETY: it came from this release, and nobody calls it any more.
        unsafe { (self.free)(closure) }
    }
}
