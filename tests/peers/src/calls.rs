//! What a call costs whose signature is data, in each way, as instructions over a call through a plain pointer and as times, in one run.

use std::ffi::{c_int, c_void};
use std::fmt::Write;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use ffi::{Function, Pointer, Signature, Value};
use libffi::middle::{Cif, CodePtr, Type};

extern "C" fn int2(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b)
}

extern "C" fn double2(a: f64, b: f64) -> f64 {
    a + b
}

#[allow(clippy::too_many_arguments)]
extern "C" fn long8(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64, g: i64, h: i64) -> i64 {
    a ^ b ^ c ^ d ^ e ^ f ^ g ^ h
}

#[allow(clippy::too_many_arguments)]
extern "C" fn mixed(
    a: c_int,
    b: c_int,
    c: c_int,
    d: c_int,
    e: c_int,
    f: c_int,
    g: f64,
    h: f64,
    i: f64,
    j: f64,
    k: f64,
    l: f64,
) -> f64 {
    f64::from(a ^ b ^ c ^ d ^ e ^ f) + g + h + i + j + k + l
}

/// A function that is called, and everything that calls it.
struct Case {
    name: &'static str,
    address: *const c_void,
    /// By a trampoline of the build script.
    ahead: Signature,
    /// The same, made at run time.
    text: &'static str,
    values: Vec<Value>,
    cif: Cif,
    plain: fn(),
}

/// Memory of an argument record, all of whose values are small.
#[repr(align(16))]
struct Record([u64; 16]);

fn cases() -> [Case; 4] {
    let int = Type::i32();
    let ints = |count| vec![Type::i32(); count];
    [
        Case {
            name: "int(int, int)",
            address: int2 as *const c_void,
            ahead: ffi::signature!(int(int, int)),
            text: "int(int, int)",
            values: vec![3.into(), 4.into()],
            cif: Cif::new(ints(2), int.clone()),
            plain: || {
                black_box(black_box(int2 as extern "C" fn(c_int, c_int) -> c_int)(3, 4));
            },
        },
        Case {
            name: "double(double, double)",
            address: double2 as *const c_void,
            ahead: ffi::signature!(double(double, double)),
            text: "double(double, double)",
            values: vec![3.0.into(), 4.0.into()],
            cif: Cif::new(vec![Type::f64(); 2], Type::f64()),
            plain: || {
                black_box(black_box(double2 as extern "C" fn(f64, f64) -> f64)(3.0, 4.0));
            },
        },
        Case {
            name: "8 × int64_t",
            address: long8 as *const c_void,
            ahead: ffi::signature!(int64_t(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t)),
            text: "int64_t(int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t, int64_t)",
            values: (0..8_i64).map(Value::from).collect(),
            cif: Cif::new(vec![Type::i64(); 8], Type::i64()),
            plain: || {
                let f = black_box(long8 as extern "C" fn(i64, i64, i64, i64, i64, i64, i64, i64) -> i64);
                black_box(f(0, 1, 2, 3, 4, 5, 6, 7));
            },
        },
        Case {
            name: "6 ints, 6 doubles",
            address: mixed as *const c_void,
            ahead: ffi::signature!(double(int, int, int, int, int, int, double, double, double, double, double, double)),
            text: "double(int, int, int, int, int, int, double, double, double, double, double, double)",
            values: (0..6).map(Value::from).chain((0..6).map(|n| Value::from(f64::from(n)))).collect(),
            cif: Cif::new([ints(6), vec![Type::f64(); 6]].concat(), Type::f64()),
            plain: || {
                type Mixed = extern "C" fn(c_int, c_int, c_int, c_int, c_int, c_int, f64, f64, f64, f64, f64, f64) -> f64;
                black_box(black_box(mixed as Mixed)(0, 1, 2, 3, 4, 5, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0));
            },
        },
    ]
}

const WAYS: [&str; 6] = [
    "plain pointer",
    "AOT, record prepared",
    "AOT, record written",
    "`call(&[Value])`, AOT",
    "universal, record prepared",
    "libffi",
];

/// Makes calls: of a case, in a way, so many.
pub fn run(case: usize, way: usize, turns: usize) {
    let Case { address, ahead, text, values, cif, plain, .. } = &cases()[case];
    let pointer = Pointer::new(address.cast_mut()).expect("a function");
    // SAFETY: each is the type of the function.
    let [ahead, universal] = unsafe {
        [Function::new(pointer, *ahead), Function::new(pointer, Signature::parse(text).expect("a signature"))]
            .map(|function| function.expect("a call"))
    };
    let mut record = black_box(Record([0; 16]));
    let mut result = [0_u64; 2];
    let result: *mut u8 = result.as_mut_ptr().cast();
    let args: *mut u8 = record.0.as_mut_ptr().cast();
    let parameters: Vec<(usize, usize)> = ahead.signature().parameters().map(|ty| (ty.offset(), ty.size())).collect();
    let pointers: Vec<*mut c_void> = parameters.iter().map(|(offset, _)| args.wrapping_add(*offset).cast()).collect();
    for _ in 0..turns {
        // SAFETY: the record is as large as the signature's, and its zeros are values of every type in it.
        unsafe {
            match way {
                0 => plain(),
                1 => black_box(&ahead).call_raw(args, result),
                2 => {
                    for (offset, size) in black_box(&parameters) {
                        match size {
                            4 => args.add(*offset).cast::<u32>().write(3),
                            _ => args.add(*offset).cast::<u64>().write(3),
                        }
                    }
                    black_box(&ahead).call_raw(args, result);
                }
                3 => {
                    black_box(black_box(&ahead).call(black_box(values)).expect("a call"));
                }
                4 => black_box(&universal).call_raw(args, result),
                _ => libffi::raw::ffi_call(
                    cif.as_raw_ptr(),
                    Some(*CodePtr(address.cast_mut()).as_safe_fun()),
                    result.cast(),
                    pointers.as_ptr().cast_mut(),
                ),
            }
        }
    }
}

/// Instructions of one turn.
fn instructions(case: usize, way: usize) -> f64 {
    let count = |turns: usize| -> f64 {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe().expect("a path"));
        let output = valgrind.args(["call", &case.to_string(), &way.to_string(), &turns.to_string()]).output().expect("valgrind");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok()).unwrap_or_else(|| panic!("{text}"))
    };
    (count(2000) - count(1000)) / 1000.0
}

/// Measures everything, and prints it or writes it into a file.
pub fn report(file: Option<&str>) {
    const TURNS: usize = 200_000;
    let names = cases().map(|case| case.name);
    let mut times = [[f64::INFINITY; WAYS.len()]; 4];
    // By turns, so that a busy machine is as busy for all.
    for _ in 0..10 {
        for (case, times) in times.iter_mut().enumerate() {
            for (way, time) in times.iter_mut().enumerate() {
                let start = Instant::now();
                run(case, way, TURNS);
                *time = time.min(start.elapsed().as_secs_f64() / TURNS as f64 * 1e9);
            }
        }
    }
    let mut text = String::from(
        "# What calls cost whose signature is data\n\nWritten by `cargo run --release --manifest-path tests/peers/Cargo.toml -- calls \
         docs/performance.md`, in one run, by turns. Instructions are counted by valgrind and exact: those of one turn of a loop over those \
         of a turn that calls through a plain pointer. Times are over that of such a turn, the least of ten rounds on a busy machine. \
         libffi is the system's.\n\n| way |",
    );
    for name in names {
        let _ = write!(text, " `{name}` |");
    }
    let _ = writeln!(text, "\n|---|{}", "---|".repeat(names.len()));
    let counts: Vec<Vec<f64>> =
        (0..names.len()).map(|case| (0..WAYS.len()).map(|way| instructions(case, way)).collect()).collect();
    for (way, name) in WAYS.iter().enumerate() {
        let _ = write!(text, "| {name} |");
        for case in 0..names.len() {
            let (plain, this) = (counts[case][0], counts[case][way]);
            let ratio = times[case][way] / times[case][0];
            let _ = write!(text, " {:+.0}, {ratio:.1}× |", this - plain);
        }
        text.push('\n');
    }
    let part = |way: usize| {
        let last = WAYS.len() - 1;
        (0..names.len())
            .map(|case| (counts[case][way] - counts[case][0]) / (counts[case][last] - counts[case][0]))
            .fold(0.0, f64::max)
    };
    let _ = writeln!(
        text,
        "\nOf libffi's instructions, at most: AOT with the record written {:.2}, `call(&[Value])` {:.2}, universal {:.2}.",
        part(2),
        part(3),
        part(4)
    );
    match file {
        Some(file) => std::fs::write(file, text).expect("the file can be written"),
        None => print!("{text}"),
    }
}
