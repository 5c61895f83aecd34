//! The program whose instructions `bench closures` counts: `figures <variant> <turns>` makes that many calls in that way. With one
//! argument, `million`, it makes a million closures and says what they take.

use std::ffi::c_int;
use std::hint::black_box;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Instant;

use ffi::Closure;
use ffi::closure::{Or, leak, options};

type Add = unsafe extern "C" fn(c_int, c_int) -> c_int;

static N: AtomicI32 = AtomicI32::new(2);

extern "C" fn plain(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b).wrapping_add(N.load(Ordering::Relaxed))
}

extern "C" fn bare(a: c_int, b: c_int) -> c_int {
    a.wrapping_add(b)
}

/// The same caller for all.
#[inline(never)]
fn call(turns: usize, add: Add) {
    let add = black_box(add);
    for turn in 0..turns {
        // SAFETY: alive, and sound for every argument.
        black_box(unsafe { add(turn as c_int, 2) });
    }
}

fn count(variant: usize, turns: usize) {
    let n = black_box(2);
    let by_reference = black_box(&n);
    match variant {
        0 => call(turns, plain),
        // What it captures it reads, as `plain` reads its static.
        1 => ffi::scope(|s| call(turns, s.callback(|a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(*by_reference)).as_ptr())),
        2 => call(turns, leak(move |a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(n)).expect("a thunk")),
        3 => {
            let closure = Closure::new(move |a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(n)).expect("a thunk");
            call(turns, closure.as_ptr());
        }
        4 => {
            let mut sum: c_int = 0;
            let add = move |a: c_int, b: c_int| {
                sum = sum.wrapping_add(a).wrapping_add(b);
                sum
            };
            let closure = Closure::new_mut(add).expect("a thunk");
            call(turns, closure.as_ptr());
        }
        5 => {
            let closure = options().fallback(Or(-1)).owned(move |a: c_int, b: c_int| a.wrapping_add(b).wrapping_add(n));
            call(turns, closure.expect("a thunk").as_ptr());
        }
        6 => call(turns, bare),
        // Nothing captured, nothing read.
        _ => ffi::scope(|s| call(turns, s.callback(|a: c_int, b: c_int| a.wrapping_add(b)).as_ptr())),
    }
}

/// Bytes of `VmPTE` and of private memory that the process uses.
fn memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = |name: &str| -> Option<usize> {
        text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.trim().parse().ok())
    };
    Some((kilobytes("VmPTE:")? + kilobytes("RssAnon:")?) * 1024)
}

fn million() {
    const COUNT: usize = 1_000_000;
    let mut closures = Vec::with_capacity(COUNT);
    // Written once, so that the list is not in the difference.
    let first = options().owned(move |n: usize| n).expect("a thunk").as_ptr();
    let mut pointers: Vec<usize> = vec![first as usize; COUNT];
    closures.resize_with(COUNT, || None);
    let before = memory();
    let start = Instant::now();
    for (i, closure) in closures.iter_mut().enumerate() {
        *closure = Some(Closure::new(move |n: usize| i + n).expect("a thunk"));
    }
    let made = start.elapsed();
    let after = memory();
    for ((i, closure), pointer) in closures.iter().flatten().enumerate().zip(&mut pointers) {
        *pointer = closure.as_ptr() as usize;
        // SAFETY: alive.
        assert_eq!(unsafe { closure.as_ptr()(1) }, i + 1, "its own index");
    }
    pointers.sort_unstable();
    pointers.dedup();
    assert_eq!(pointers.len(), COUNT, "distinct addresses");
    let list = size_of_val(&closures[..]);
    println!("live closures of one signature, each its own index      {COUNT}");
    if let (Some(before), Some(after)) = (before, after) {
        // The index is what they capture.
        let each = (after - before) as f64 / COUNT as f64 - size_of::<usize>() as f64;
        println!("private memory and page tables each, beyond the index   {each:.1} bytes (list of {list} bytes not counted)");
    }
    println!("time to make one of them                                {} ns", made.as_nanos() / COUNT as u128);
    drop(closures);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [word] if word == "million" => million(),
        [variant, turns] => count(variant.parse().expect("a variant"), turns.parse().expect("a number of turns")),
        _ => panic!("figures <variant> <turns>, or figures million"),
    }
}
