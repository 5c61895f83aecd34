//! The program whose instructions `bench errno` counts: `errno <variant> <turns>` makes that many calls and reads `errno` after each.

use std::ffi::{c_int, c_long};
use std::hint::black_box;

mod written {
    unsafe extern "C" {
        pub(crate) fn labs(value: std::ffi::c_long) -> std::ffi::c_long;
        pub(crate) fn __errno_location() -> *mut std::ffi::c_int;
        pub(crate) fn strcmp(a: *const std::ffi::c_char, b: *const std::ffi::c_char) -> std::ffi::c_int;
        pub(crate) fn snprintf(to: *mut std::ffi::c_char, size: usize, format: *const std::ffi::c_char, ...) -> std::ffi::c_int;
    }
}

mod imported {
    use std::ffi::{c_char, c_int, c_long};

    #[ffi::import]
    unsafe extern "C" {
        pub(crate) fn labs(value: c_long) -> ffi::Errno<c_long>;
        pub(crate) fn strcmp(a: *const c_char, b: *const c_char) -> ffi::Errno<c_int, ffi::sentinel::Code>;
        pub(crate) fn snprintf(to: *mut c_char, size: usize, format: *const c_char, ...) -> ffi::Errno<c_int>;
    }
}

/// The value and the code, read by hand right after the call.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn by_hand(turns: usize) {
    for turn in 0..turns {
        // SAFETY: the C library's functions, by their types.
        let (value, code): (c_long, c_int) = unsafe {
            let value = written::labs(turn as c_long);
            (value, *written::__errno_location())
        };
        black_box(value);
        black_box(code);
    }
}

/// The same by `Errno`.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn by_type(turns: usize) {
    for turn in 0..turns {
        // SAFETY: as above.
        let result = unsafe { imported::labs(turn as c_long) };
        let code = result.code();
        black_box(result.value());
        black_box(code);
    }
}

/// Cleared in front of the call, by hand.
#[inline(never)]
fn cleared_by_hand(turns: usize) {
    for _ in 0..turns {
        // SAFETY: as above.
        let (value, code): (c_int, c_int) = unsafe {
            let (a, b) = (black_box(c"a").as_ptr(), black_box(c"b").as_ptr());
            *written::__errno_location() = 0;
            let value = written::strcmp(a, b);
            (value, *written::__errno_location())
        };
        black_box(value);
        black_box(code);
    }
}

/// The same by `Errno`.
#[inline(never)]
fn cleared_by_type(turns: usize) {
    for _ in 0..turns {
        // SAFETY: as above.
        let result = unsafe { imported::strcmp(black_box(c"a").as_ptr(), black_box(c"b").as_ptr()) };
        let code = result.code();
        black_box(result.value());
        black_box(code);
    }
}

/// A variadic call, by hand.
#[inline(never)]
fn variadic_by_hand(turns: usize) {
    let mut text = [0; 32];
    for _ in 0..turns {
        // SAFETY: as above; the format takes one `int`.
        let (value, code) = unsafe {
            let value = written::snprintf(text.as_mut_ptr(), text.len(), c"%d".as_ptr(), black_box::<c_int>(7));
            (value, *written::__errno_location())
        };
        black_box(value);
        black_box(code);
    }
}

/// The same by `Errno` and a tuple.
#[inline(never)]
fn variadic_by_type(turns: usize) {
    let mut text = [0; 32];
    for _ in 0..turns {
        // SAFETY: as above.
        let result = unsafe { imported::snprintf(text.as_mut_ptr(), text.len(), c"%d".as_ptr(), (black_box::<c_int>(7),)) };
        let code = result.code();
        black_box(result.value());
        black_box(code);
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("a number"));
    let (variant, turns) = (arguments.next().expect("a variant"), arguments.next().expect("a number of turns"));
    match variant {
        0 => by_hand(turns),
        1 => by_type(turns),
        2 => cleared_by_hand(turns),
        3 => cleared_by_type(turns),
        4 => variadic_by_hand(turns),
        _ => variadic_by_type(turns),
    }
}
