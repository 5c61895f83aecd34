//! Creating and dropping closures of `int(int, int)` in three ways, in one run, and what becomes of each where memory must never become
//! executable (`peers restricted`). `peers calls [file]`: what calls cost whose signature is data.

use std::ffi::{c_int, c_void};
use std::hint::black_box;
use std::time::Instant;

use libffi::middle::{Cif, Closure, Type};

mod calls;
#[path = "../../../ffi-rt/tests/closures/filter.rs"]
mod filter;

const ROUNDS: usize = 20;
const EACH: usize = 20_000;

type Add = unsafe extern "C" fn(c_int, c_int) -> c_int;

fn ours(n: c_int) -> c_int {
    let closure = ffi::Closure::new(move |a: c_int, b: c_int| a + b + n).expect("a thunk");
    // SAFETY: alive.
    unsafe { closure.as_ptr()(1, 2) }
}

fn jit(n: c_int) -> c_int {
    let closure = closure_ffi::BareFn::new_c(move |a: c_int, b: c_int| -> c_int { a + b + n });
    // SAFETY: alive.
    unsafe { closure.bare()(1, 2) }
}

unsafe extern "C" fn add(_: &libffi::low::ffi_cif, result: &mut c_int, arguments: *const *const c_void, n: &c_int) {
    // SAFETY: two arguments of this type.
    unsafe { *result = *(*arguments).cast::<c_int>() + *(*arguments.add(1)).cast::<c_int>() + n }
}

fn libffi(cif: &Cif, n: c_int) -> c_int {
    let closure = Closure::new(cif.clone(), add, &n);
    // SAFETY: alive, of this type.
    let pointer: Add = unsafe { std::mem::transmute(*closure.code_ptr()) };
    // SAFETY: alive.
    unsafe { pointer(1, 2) }
}

/// The shortest time of several rounds, for one.
fn time(mut one: impl FnMut(c_int) -> c_int) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for n in 0..EACH as c_int {
            assert_eq!(black_box(one(black_box(n))), n + 3);
        }
        start.elapsed().as_secs_f64() / EACH as f64 * 1e9
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn cif() -> Cif {
    Cif::new([Type::i32(), Type::i32()], Type::i32())
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("one") => {
            filter::restrict().expect("Linux");
            let zero: std::ffi::c_ulong = 0;
            // SAFETY: a question.
            if unsafe { filter::prctl(filter::PR_GET_MDWE, zero, zero, zero, zero) } != 1 {
                eprintln!("this kernel does not know PR_SET_MDWE: the filter alone");
            }
            let result = match arguments.next().as_deref() {
                Some("ours") => ours(4),
                Some("jit") => jit(4),
                _ => libffi(&cif(), 4),
            };
            assert_eq!(result, 7);
        }
        Some("calls") => calls::report(arguments.next().as_deref()),
        Some("call") => {
            let mut number = || arguments.next().and_then(|text| text.parse().ok()).expect("a number");
            calls::run(number(), number(), number());
        }
        Some("restricted") => {
            for name in ["ours", "jit", "libffi"] {
                let this = std::env::current_exe().expect("a path");
                let output = std::process::Command::new(this).args(["one", name]).output().expect("started");
                println!("under PR_SET_MDWE and the filter: {name:<8} {}", output.status);
                print!(
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                        .lines()
                        .take(2)
                        .fold(String::new(), |all, line| all + "    " + line + "\n")
                );
            }
        }
        _ => {
            let cif = cif();
            println!("create, call once, drop; ns each, the best of {ROUNDS} rounds");
            println!("  ffi::Closure         {:.0}", time(ours));
            println!("  closure-ffi (JIT)    {:.0}", time(jit));
            println!("  libffi               {:.0}", time(|n| libffi(&cif, n)));
        }
    }
}
