//! Instructions of a call that drops the receiver, as V8's fast calls have one, over a call through a plain pointer: by the adapters that
//! the build script assembled, and by code that dynasm assembles while the program runs. `adapters` counts by valgrind, running itself.

use std::ffi::c_void;
use std::hint::black_box;
use std::process::Command;

use dynasmrt::{DynasmApi, dynasm};
use engine_tests::measured::V8_FUNCTIONS;

type Add = extern "C" fn(i32, i32) -> i32;
type DroppingAdd = extern "C" fn(*const c_void, i32, i32) -> i32;
type Twelve = extern "C" fn(i32, i32, i32, i32, i32, i32, f64, f64, f64, f64, f64, f64) -> f64;
type DroppingTwelve = extern "C" fn(*const c_void, i32, i32, i32, i32, i32, i32, f64, f64, f64, f64, f64, f64) -> f64;

fn ours(name: &str) -> *const c_void {
    let function = V8_FUNCTIONS.iter().find(|function| function.name() == name).expect("it is in the header");
    function.adapter().expect("the engine can call it").entry()
}

/// The shim of a run-time assembler: arguments shifted, the callee's address in the code.
fn assembled(words: usize, callee: *const c_void) -> (dynasmrt::ExecutableBuffer, dynasmrt::AssemblyOffset) {
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
    (code.finalize().expect("complete"), start)
}

#[inline(never)]
fn add(function: Add, turns: u64) {
    for _ in 0..turns {
        black_box(function(1, 2));
    }
}

#[inline(never)]
fn dropping_add(function: DroppingAdd, turns: u64) {
    for _ in 0..turns {
        black_box(function(std::ptr::null(), 1, 2));
    }
}

#[inline(never)]
fn twelve(function: Twelve, turns: u64) {
    for _ in 0..turns {
        black_box(function(1, 2, 3, 4, 5, 6, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    }
}

#[inline(never)]
fn dropping_twelve(function: DroppingTwelve, turns: u64) {
    for _ in 0..turns {
        black_box(function(std::ptr::null(), 1, 2, 3, 4, 5, 6, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    }
}

/// Makes calls in one of the ways.
fn call(way: &str, turns: u64) {
    let (short, short_start) = assembled(2, engine_tests::add as *const c_void);
    let (long, long_start) = assembled(12, engine_tests::twelve as *const c_void);
    // SAFETY: each is code of its type.
    unsafe {
        match way {
            "add pointer" => add(black_box(engine_tests::add as Add), turns),
            "add ours" => dropping_add(black_box(std::mem::transmute::<*const c_void, DroppingAdd>(ours("add"))), turns),
            "add dynasm" => {
                dropping_add(black_box(std::mem::transmute::<*const u8, DroppingAdd>(short.ptr(short_start))), turns);
            }
            "twelve pointer" => twelve(black_box(engine_tests::twelve as Twelve), turns),
            "twelve ours" => {
                dropping_twelve(black_box(std::mem::transmute::<*const c_void, DroppingTwelve>(ours("twelve"))), turns);
            }
            "twelve dynasm" => {
                dropping_twelve(black_box(std::mem::transmute::<*const u8, DroppingTwelve>(long.ptr(long_start))), turns);
            }
            _ => panic!("no such way: {way}"),
        }
    }
}

fn instructions(way: &str, turns: u64) -> i64 {
    let own = std::env::current_exe().expect("the program's own path");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(own).arg(way).arg(turns.to_string());
    let output = valgrind.output().expect("valgrind runs");
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    collected.unwrap_or_else(|| panic!("valgrind says\n{report}"))
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [way, turns] = arguments.as_slice() {
        return call(way, turns.parse().expect("a number"));
    }
    let each = |way: &str| (instructions(way, 2000) - instructions(way, 1000)) / 1000;
    println!("instructions over a call through a plain pointer, `endbr64` not counted");
    for (name, title) in [("add", "int(int, int)"), ("twelve", "6 ints and 6 doubles")] {
        let plain = each(&format!("{name} pointer"));
        // Ours begins with a mark for indirect branches, the other code does not.
        let ours = each(&format!("{name} ours")) - plain - 1;
        let theirs = each(&format!("{name} dynasm")) - plain;
        println!("{title}: adapter +{ours}, dynasm +{theirs}");
    }
}
