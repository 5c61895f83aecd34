//! Calls that drop the receiver, as V8's fast calls have one: by the adapters that the build script assembled, and by code that dynasm
//! assembles while the program runs.

use std::ffi::c_void;
use std::hint::black_box;

use dynasmrt::{DynasmApi, dynasm};
use engine_tests::measured::V8_FUNCTIONS;

use crate::count::Body;

/// The functions, and for each a call through a plain pointer, our adapter, dynasm's code.
pub const FUNCTIONS: [&str; 2] = ["int(int, int)", "6 ints, 6 doubles"];

type Add = extern "C" fn(i32, i32) -> i32;
type DroppingAdd = extern "C" fn(*const c_void, i32, i32) -> i32;
type Twelve = extern "C" fn(i32, i32, i32, i32, i32, i32, f64, f64, f64, f64, f64, f64) -> f64;
type DroppingTwelve = extern "C" fn(*const c_void, i32, i32, i32, i32, i32, i32, f64, f64, f64, f64, f64, f64) -> f64;

fn ours(name: &str) -> *const c_void {
    let function = V8_FUNCTIONS.iter().find(|function| function.name() == name).expect("it is in the header");
    function.adapter().expect("the engine can call it").entry()
}

/// The shim of a run-time assembler: arguments shifted, the callee's address in the code. It stays.
fn assembled(words: usize, callee: *const c_void) -> *const c_void {
    let mut code = dynasmrt::x64::Assembler::new().expect("memory that will be executable");
    let start = code.offset();
    if words == 2 {
        dynasm!(code ; .arch x64 ; mov edi, esi ; mov esi, edx);
    } else {
        dynasm!(code
            ; .arch x64
            ; mov edi, esi ; mov esi, edx ; mov edx, ecx ; mov ecx, r8d ; mov r8d, r9d ; mov r9d, DWORD [rsp + 8]
        );
    }
    dynasm!(code ; .arch x64 ; mov rax, QWORD callee as i64 ; jmp rax);
    let code = Box::leak(Box::new(code.finalize().expect("complete")));
    code.ptr(start).cast()
}

fn add(function: Add) -> Body {
    Box::new(move |turns| {
        let function = black_box(function);
        for _ in 0..turns {
            function(1, 2);
        }
    })
}

fn dropping_add(code: *const c_void) -> Body {
    // SAFETY: code of this type.
    let function: DroppingAdd = unsafe { std::mem::transmute(code) };
    Box::new(move |turns| {
        let function = black_box(function);
        for _ in 0..turns {
            function(std::ptr::null(), 1, 2);
        }
    })
}

fn twelve(function: Twelve) -> Body {
    Box::new(move |turns| {
        let function = black_box(function);
        for _ in 0..turns {
            function(1, 2, 3, 4, 5, 6, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5);
        }
    })
}

fn dropping_twelve(code: *const c_void) -> Body {
    // SAFETY: code of this type.
    let function: DroppingTwelve = unsafe { std::mem::transmute(code) };
    Box::new(move |turns| {
        let function = black_box(function);
        for _ in 0..turns {
            function(std::ptr::null(), 1, 2, 3, 4, 5, 6, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5);
        }
    })
}

/// Of each function: plain, ours, dynasm's.
pub fn bodies() -> Vec<Body> {
    vec![
        add(engine_tests::add),
        dropping_add(ours("add")),
        dropping_add(assembled(2, engine_tests::add as *const c_void)),
        twelve(engine_tests::twelve),
        dropping_twelve(ours("twelve")),
        dropping_twelve(assembled(12, engine_tests::twelve as *const c_void)),
    ]
}
