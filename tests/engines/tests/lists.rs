//! The lists that a build script makes, and calls through what is in them, as engines call.

use std::ffi::c_void;

use engine_tests::zlib;
use ffi::engine::{Adapter, Function, find};

fn function(list: &'static [Function], name: &str) -> &'static Function {
    list.iter().find(|function| function.name() == name).unwrap_or_else(|| panic!("{name} is listed"))
}

fn adapter(list: &'static [Function], name: &str) -> Adapter {
    function(list, name).adapter().unwrap_or_else(|why| panic!("{name}: {why}"))
}

const TEXT: &[u8] = b"123456789";
/// The check value of CRC-32.
const CHECK: u64 = 0xcbf4_3926;

#[test]
fn v8_calls() {
    let crc32 = adapter(&zlib::V8_FUNCTIONS, "crc32");
    // kUint64; kV8Value, kUint64, Uint8Array, kUint32.
    assert_eq!((crc32.result(), crc32.bigint()), (6 << 16, true));
    assert_eq!(crc32.arguments(), [10 << 16, 6 << 16, 2 << 16 | 2 << 8, 4 << 16]);
    type Crc32 = unsafe extern "C" fn(*const c_void, u64, *const Array, u32) -> u64;
    #[repr(C)]
    struct Array {
        length: usize,
        data: *const u8,
    }
    let array = Array { length: TEXT.len(), data: TEXT.as_ptr() };
    assert_eq!(array.length, 9);
    // SAFETY: the engine's type of the function, as its list says.
    let sum = unsafe {
        let crc32: Crc32 = std::mem::transmute(crc32.entry());
        crc32(std::ptr::dangling(), 0, &raw const array, 9)
    };
    assert_eq!(sum, CHECK);
}

#[test]
fn arrays_and_unboxed_values() {
    let crc32 = adapter(&zlib::WASM_CALLS, "crc32");
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

    let crc32 = adapter(&zlib::DART_FUNCTIONS, "crc32");
    assert_eq!((crc32.result(), crc32.arguments()), (1, [1, 3, 1].as_slice()));
    extern "C" fn mismatch(_: *mut u64, count: u32) -> i64 {
        -i64::from(count)
    }
    let mut thread = [0, 1, 0x5150, mismatch as extern "C" fn(*mut u64, u32) -> i64 as usize as u64];
    // SAFETY: as the engine calls: thread, count, unboxed values.
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
fn refusals_and_addresses() {
    let refused = |name| function(&zlib::V8_FUNCTIONS, name).adapter().unwrap_err();
    assert_eq!(refused("inflateBack").reason(), "may-call-back");
    assert_eq!(refused("gzprintf").reason(), "variadic");
    assert_eq!(refused("gzprintf").to_string(), "it is variadic, and the engine's calls have a fixed list of arguments");
    assert!(function(&zlib::WASM_IMPORTS, "inflateBack").adapter().is_ok());

    let version = adapter(&zlib::V8_FUNCTIONS, "zlibVersion");
    let inside = version.entry().wrapping_byte_add(version.size() - 1);
    let (function, offset) = find(&zlib::V8_FUNCTIONS, inside).unwrap();
    assert_eq!((function.name(), offset), ("zlibVersion", version.size() - 1));
    assert!(find(&zlib::V8_FUNCTIONS, std::ptr::dangling()).is_none());
}
