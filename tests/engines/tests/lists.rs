//! The lists that a build script makes, and calls through what is in them, as engines call.

use std::ffi::c_void;

use engine_tests::{found, zlib};
use ffi::DynamicLibrary;
use ffi::engine::{Adapter, AddressMap, BindError, Bound, Function, Signature};

fn function(list: &'static [Function], name: &str) -> &'static Function {
    list.iter().find(|function| function.name() == name).unwrap_or_else(|| panic!("{name} is listed"))
}

fn adapter(list: &'static [Function], name: &str) -> Adapter {
    function(list, name).adapter().unwrap_or_else(|why| panic!("{name}: {why}"))
}

const TEXT: &[u8] = b"123456789";
/// The check value of CRC-32.
const CHECK: u64 = 0xcbf4_3926;

#[repr(C)]
struct Array {
    length: usize,
    data: *const u8,
}

/// Calls as V8's code does: receiver, BigInt, typed array, number.
fn crc32_by_v8(crc32: Adapter) {
    // kUint64; kV8Value, kUint64, Uint8Array, kUint32.
    assert_eq!((crc32.result(), crc32.bigint()), (6 << 16, true));
    assert_eq!(crc32.arguments(), [10 << 16, 6 << 16, 2 << 16 | 2 << 8, 4 << 16]);
    type Crc32 = unsafe extern "C" fn(*const c_void, u64, *const Array, u32) -> u64;
    let array = Array { length: TEXT.len(), data: TEXT.as_ptr() };
    assert_eq!(array.length, 9);
    // SAFETY: the engine's type of the function, as its list says.
    let sum = unsafe {
        let crc32: Crc32 = std::mem::transmute(crc32.entry());
        crc32(std::ptr::dangling(), 0, &raw const array, 9)
    };
    assert_eq!(sum, CHECK);
}

/// Calls as a host of WebAssembly does: contexts, values.
fn crc32_by_array(crc32: Adapter) {
    assert_eq!((crc32.result(), crc32.arguments()), (0x7e, [0x7e, 0x7e, 0x7f].as_slice()));
    let mut state = [0_u64; 5];
    let caller = [0, 0, 0, state.as_mut_ptr() as u64];
    let mut values = [0_u128, TEXT.as_ptr() as u128, TEXT.len() as u128];
    // SAFETY: an array function, with the contexts that the adapter was made for.
    unsafe {
        type Call = unsafe extern "C" fn(*const c_void, *const c_void, *mut u128, usize);
        let call: Call = std::mem::transmute(crc32.entry());
        call(std::ptr::null(), caller.as_ptr().cast(), values.as_mut_ptr(), values.len());
    }
    assert_eq!(values[0] as u64, CHECK);
    let left = state[2] as *const c_void;
    assert!(!left.is_null(), "the return address was recorded");
}

/// Calls as code that WebAssembly was compiled to does: contexts, then the arguments.
fn crc32_by_compiled_code(crc32: Adapter) {
    let mut state = [0_u64; 5];
    let caller = [0, 0, 0, state.as_mut_ptr() as u64];
    // SAFETY: a native function, with the contexts that the adapter was made for.
    let sum = unsafe {
        type Call = unsafe extern "C" fn(*const c_void, *const c_void, u64, u64, u32) -> u64;
        let call: Call = std::mem::transmute(crc32.entry());
        call(std::ptr::null(), caller.as_ptr().cast(), 0, TEXT.as_ptr() as u64, 9)
    };
    assert_eq!(sum, CHECK);
    assert_ne!((state[1], state[2]), (0, 0), "frame pointer and return address were recorded");
}

/// Calls as Dart's code does: thread, count, unboxed values.
fn crc32_by_dart(crc32: Adapter) {
    assert_eq!((crc32.result(), crc32.arguments()), (1, [1, 3, 1].as_slice()));
    extern "C" fn mismatch(_: *mut u64, count: u32) -> i64 {
        -i64::from(count)
    }
    let mut thread = [0, 1, 0x5150, mismatch as extern "C" fn(*mut u64, u32) -> i64 as usize as u64];
    // SAFETY: as the engine calls.
    let (sum, null, wrong) = unsafe {
        type Call = unsafe extern "C" fn(*mut u64, u32, i64, i64, i64) -> i64;
        let call: Call = std::mem::transmute(crc32.entry());
        let thread = thread.as_mut_ptr();
        (call(thread, 3, 0, TEXT.as_ptr() as i64, 9), call(thread, 3, 0, 0x5150, 0), call(thread, 2, 0, 0, 0))
    };
    assert_eq!((sum as u64, null, wrong), (CHECK, 0, -2));
    assert_eq!(thread[1], 1, "the thread is the engine's again");
}

#[test]
fn linked_functions_are_called_as_each_engine_calls() {
    crc32_by_v8(adapter(&zlib::V8_FUNCTIONS, "crc32"));
    crc32_by_array(adapter(&zlib::WASM_CALLS, "crc32"));
    crc32_by_compiled_code(adapter(&zlib::WASM_IMPORTS, "crc32"));
    crc32_by_dart(adapter(&zlib::DART_FUNCTIONS, "crc32"));
}

fn bound(list: &'static [Signature]) -> Result<Bound, BindError> {
    // SAFETY: the library's function is of this type, and stays loaded: this program is linked with it.
    unsafe {
        let library = DynamicLibrary::open("z").expect("zlib");
        list[0].bind(library.lookup(c"crc32").expect("zlib has it").pointer())
    }
}

#[test]
fn found_functions_are_called_as_each_engine_calls() {
    assert_eq!(found::V8_SIGNATURES[0].text(), "unsigned long(unsigned long, const void *, unsigned int)");
    crc32_by_v8(bound(&found::V8_SIGNATURES).unwrap().adapter());
    crc32_by_array(bound(&found::WASM_CALL_SIGNATURES).unwrap().adapter());
    crc32_by_compiled_code(bound(&found::WASM_IMPORT_SIGNATURES).unwrap().adapter());
    crc32_by_dart(bound(&found::DART_SIGNATURES).unwrap().adapter());
}

/// Several functions of one signature, each with an address of its own; a thunk that was given back serves the next.
#[test]
fn functions_of_one_signature_are_bound_one_by_one() {
    extern "C" fn zero(_: u64, _: *const c_void, _: u32) -> u64 {
        0
    }
    extern "C" fn length(_: u64, _: *const c_void, length: u32) -> u64 {
        length.into()
    }
    type Sum = unsafe extern "C" fn(*const c_void, u64, *const Array, u32) -> u64;
    let call = |bound: &Bound| {
        let array = Array { length: 0, data: std::ptr::null() };
        // SAFETY: the engine's type of the function.
        unsafe {
            let sum: Sum = std::mem::transmute(bound.adapter().entry());
            sum(std::ptr::dangling(), 1, &raw const array, 7)
        }
    };
    let functions = [zero as extern "C" fn(u64, *const c_void, u32) -> u64, length];
    for _ in 0..3 {
        let [zero, length] = functions.map(|function| {
            let address = ffi::Pointer::new(function as *mut c_void).unwrap();
            // SAFETY: it is of this type, and part of the program.
            unsafe { found::V8_SIGNATURES[0].bind(address) }.unwrap()
        });
        assert_eq!((call(&zero), call(&length)), (0, 7));
        assert_eq!(length.function(), functions[1] as *const c_void);
        assert_ne!(zero.adapter().entry(), length.adapter().entry());
    }
}

#[test]
fn refusals_say_why() {
    let refused = |name| function(&zlib::V8_FUNCTIONS, name).adapter().unwrap_err();
    assert_eq!(refused("inflateBack").reason(), "may-call-back");
    assert_eq!(refused("gzprintf").reason(), "variadic");
    assert_eq!(refused("gzprintf").to_string(), "it is variadic, and the engine's calls have a fixed list of arguments");
    assert!(function(&zlib::WASM_IMPORTS, "inflateBack").adapter().is_ok());

    let printf = &found::V8_SIGNATURES[1];
    assert_eq!(printf.refused().unwrap().reason(), "variadic");
    // SAFETY: nothing is called.
    let why = unsafe { printf.bind(ffi::Pointer::from_ref(&TEXT[0]).cast()) }.unwrap_err();
    assert!(matches!(why, BindError::Refused(why) if why.reason() == "variadic"));
}

#[test]
fn every_address_in_an_adapter_leads_back_to_its_function_and_no_other_does() {
    let functions = [&zlib::V8_FUNCTIONS[..], &zlib::WASM_CALLS, &zlib::WASM_IMPORTS, &zlib::DART_FUNCTIONS].concat();
    let map = AddressMap::new(&functions, &found::V8_SIGNATURES);
    let mut count = 0;
    for function in &functions {
        let Ok(adapter) = function.adapter() else { continue };
        for offset in 0..adapter.size() {
            let place = map.find(adapter.entry().wrapping_byte_add(offset)).unwrap();
            assert_eq!((place.name, place.offset, place.adapter.arguments()), (function.name(), offset, adapter.arguments()));
        }
        count += 1;
    }
    assert!(count > 10, "{count}");
    let ends = functions.iter().filter_map(|function| function.adapter().ok());
    let (mut entries, mut ends): (Vec<_>, Vec<_>) =
        ends.map(|adapter| (adapter.entry(), adapter.entry().wrapping_byte_add(adapter.size()))).unzip();
    entries.sort();
    ends.retain(|end| entries.binary_search(end).is_err());
    for outside in ends.into_iter().chain([std::ptr::null(), std::ptr::dangling(), entries[0].wrapping_byte_sub(1)]) {
        assert!(map.find(outside).is_none());
    }
    assert!(AddressMap::new(&[], &[]).find(entries[0]).is_none());
    // The frame of a bound function is that of its signature's adapter: what it enters through is not on the stack.
    let bound = bound(&found::V8_SIGNATURES).unwrap();
    assert!(map.find(bound.adapter().entry()).is_none());
}
