//! Closures of described types: without a free register, variadic, with parameters that rustc does not pass as C does.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod restricted;

use std::cell::RefCell;
use std::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};

use callback_tests::{Three, call_all, call_full, call_log, call_long_double, call_point, call_sixteen, call_va_list};
use ffi::closure::Or;
use ffi::{LongDouble, VaList, VaRecord};

unsafe extern "C" {
    fn vsnprintf(to: *mut c_char, size: usize, format: *const c_char, arguments: VaList) -> c_int;
}

/// What C's own function makes of a format.
unsafe fn formatted(format: *const c_char, arguments: VaList) -> String {
    let mut text = [0 as c_char; 256];
    // SAFETY: as the caller says.
    let length = unsafe { vsnprintf(text.as_mut_ptr(), text.len(), format, arguments) };
    // SAFETY: `vsnprintf` ended it.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) }.to_str().expect("ASCII").to_owned();
    assert_eq!(text.len(), usize::try_from(length).expect("no error"));
    text
}

#[test]
fn no_register_is_free() {
    let weight = 10;
    #[rustfmt::skip]
    let types = ffi::closure!(extern "C" fn(
        c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int, c_int,
    ) -> c_int);
    macro_rules! sum {
        ($($name:ident)*) => {
            types.owned(move |$($name: c_int),*| { let mut at = 0; 0 $(+ { at += 1; at * $name })* + weight })
        };
    }
    let sum = sum!(a b c d e f g h i j k l m n o p).expect("a thunk");
    // SAFETY: alive.
    assert_eq!(unsafe { call_sixteen(sum.as_ptr()) }, 1496 + 10);
}

#[test]
fn what_rustc_does_not_pass_as_c_does() {
    let half = ffi::closure!(fn(LongDouble, c_int) -> LongDouble)
        .owned(|x: LongDouble, n: c_int| LongDouble::from(f64::from(x) * f64::from(n) / 2.0));
    // SAFETY: of this type, alive.
    assert_eq!(f64::from(unsafe { call_long_double(half.expect("a thunk").as_ptr()) }), 4.5);
    let product = ffi::closure!(
        #[ffi(signature = "double(struct three { long a; double b; long c; }, double)")]
        extern "C" fn(Three, f64) -> f64
    )
    .owned(|three: Three, x: f64| (three.a + three.c) as f64 * three.b * x);
    // SAFETY: of this type, alive.
    assert_eq!(unsafe { call_point(product.expect("a thunk").as_ptr()) }, 2.5);
}

#[test]
fn what_cannot_run_reaches_the_fallback() {
    let (mut calls, text) = (0, RefCell::new(String::new()));
    let late = ffi::scope(|s| {
        let log = ffi::closure!(extern "C" fn(c_int, *const c_char, ...) -> c_int).fallback(Or(-3));
        let log = log.scoped_mut(s, |level: c_int, format: *const c_char, arguments: VaList| {
            calls += 1;
            assert!(level < 2, "only one line");
            // SAFETY: as the caller formats.
            text.borrow_mut().push_str(&unsafe { formatted(format, arguments) });
            1000
        });
        let log = log.expect("a thunk").as_ptr();
        // SAFETY: alive.
        assert_eq!(unsafe { call_log(log) }, 1000 - 3);
        log
    });
    assert_eq!((calls, text.borrow().as_str()), (2, "text is 42, 2.50 and 1234567%"));
    // SAFETY: in quarantine.
    assert_eq!(unsafe { call_log(late) }, -6);
}

#[test]
fn a_format_is_formatted_by_c() {
    let lines = RefCell::new(Vec::new());
    ffi::scope(|s| {
        let log = ffi::closure!(extern "C" fn(c_int, *const c_char, ...) -> c_int);
        let log = log.scoped_mut(s, |level: c_int, format: *const c_char, arguments: VaList| {
            // SAFETY: as the caller formats: twice, of which the first is by a copy.
            let (first, second) = unsafe { (arguments.copy(|copy| formatted(format, copy)), formatted(format, arguments)) };
            assert_eq!(first, second);
            lines.borrow_mut().push((level, second));
            lines.borrow().len() as c_int
        });
        // SAFETY: alive.
        assert_eq!(unsafe { call_log(log.expect("a thunk").as_ptr()) }, 3);
    });
    let floats = "1.000000 2.000000 3.000000 4.000000 5.000000 6.000000 7.000000 8.000000 9.000000 10.000000";
    let wanted = [(1, "text is 42, 2.50 and 1234567%".to_owned()), (2, format!("1 2 3 4 5 6 7 8 {floats}"))];
    assert_eq!(lines.into_inner(), wanted);
}

#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Point {
    x: f64,
    y: f64,
}
// SAFETY: these are its members.
unsafe impl VaRecord for Point {
    type Members = (f64, f64);
}

#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Mixed {
    x: f64,
    n: c_long,
}
// SAFETY: these are its members.
unsafe impl VaRecord for Mixed {
    type Members = (f64, c_long);
}

#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Small {
    a: c_int,
    b: c_int,
    c: c_int,
}
// SAFETY: these are its members.
unsafe impl VaRecord for Small {
    type Members = (c_int, c_int, c_int);
}

#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
struct Large {
    a: c_long,
    b: c_long,
    c: c_long,
}
// SAFETY: these are its members.
unsafe impl VaRecord for Large {
    type Members = (c_long, c_long, c_long);
}

const POINT: Point = Point { x: 1.5, y: 2.5 };
const MIXED: Mixed = Mixed { x: 3.5, n: 4 };
const SMALL: Small = Small { a: 5, b: 6, c: 7 };
const LARGE: Large = Large { a: 8, b: 9, c: 10 };

#[test]
fn arguments_are_read_by_type() {
    let mut calls = 0;
    ffi::scope(|s| {
        let all = ffi::closure!(extern "C" fn(f64, ...) -> f64).scoped_mut(s, |x: f64, mut list: VaList| {
            // SAFETY: as `call_all` passes them.
            unsafe {
                assert_eq!((list.next::<c_int>(), list.next::<i64>(), list.next::<f64>()), (1, 2, 3.5));
                assert!(!list.next::<*mut c_void>().is_null());
                assert_eq!(f64::from(list.next::<LongDouble>()), 4.5);
                assert_eq!((list.next(), list.next(), list.next(), list.next()), (POINT, MIXED, SMALL, LARGE));
                assert_eq!(list.next::<c_uint>(), 5);
                calls += 1;
                if calls == 2 {
                    assert_eq!(
                        (list.next(), list.next(), list.next(), list.next(), list.next()),
                        (POINT, POINT, POINT, MIXED, SMALL)
                    );
                    assert_eq!((f64::from(list.next::<LongDouble>()), list.next::<c_int>(), list.next::<f64>()), (6.5, 7, 8.5));
                    assert_eq!((list.next(), list.next::<i64>()), (LARGE, 9));
                }
            }
            x + f64::from(calls)
        });
        // SAFETY: alive.
        assert_eq!(unsafe { call_all(all.expect("a thunk").as_ptr()) }, 4.0);
    });
    assert_eq!(calls, 2);
}

#[test]
fn a_va_list_is_a_parameter() {
    let (mut first, mut text) = (0, String::new());
    ffi::scope(|s| {
        // No entry is needed: a register is free.
        let take = s.callback_mut(|format: *const c_char, mut arguments: VaList| {
            // SAFETY: as the caller formats: an `int` first.
            unsafe {
                first = arguments.copy(|mut copy| copy.next::<c_int>());
                text = arguments.copy(|copy| formatted(format, copy));
                assert_eq!((arguments.next::<c_int>(), arguments.next::<f64>()), (7, 0.5));
                assert_eq!(CStr::from_ptr(arguments.next()), c"more");
            }
            text.len() as c_int
        });
        // SAFETY: alive.
        assert_eq!(unsafe { call_va_list(take.as_ptr()) }, 18);
    });
    assert_eq!((first, text.as_str()), (7, "7 and 0.5 and more"));
}

#[test]
fn what_is_behind_full_registers() {
    let full =
        ffi::closure!(extern "C" fn(c_long, c_long, c_long, c_long, c_long, c_long, c_long, c_long, c_long, f64, ...) -> c_long);
    #[rustfmt::skip]
    let full = full.owned(
        |a: c_long, b: c_long, c: c_long, d: c_long, e: c_long, f: c_long, g: c_long, h: c_long, i: c_long, x: f64, mut list: VaList| {
            assert_eq!(x, 0.5);
            // SAFETY: as `call_full` passes them.
            unsafe {
                assert_eq!((list.next::<c_long>(), list.next::<f64>(), list.next::<c_long>()), (10, 11.5, 12));
            }
            a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i
        },
    );
    // SAFETY: alive.
    assert_eq!(unsafe { call_full(full.expect("a thunk").as_ptr()) }, 285);
}
