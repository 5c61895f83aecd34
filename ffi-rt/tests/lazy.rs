//! `#[ffi::import(…, lazy)]` of what rustc calls by itself: no build script is needed.

#![cfg(all(target_os = "linux", target_env = "gnu", feature = "macros", feature = "std"))]

use core::ffi::{c_char, c_int};

#[ffi::import(library = "m", lazy = MATH)]
unsafe extern "C" {
    safe fn hypot(x: f64, y: f64) -> f64;
    #[ffi(symbol = "fabs")]
    safe fn absolute(x: f64) -> f64;
    #[ffi(optional)]
    safe fn no_such_function(x: f64) -> f64;
    #[ffi(optional)]
    fn cbrt(x: f64) -> f64;
    #[ffi(symbol = "no_such_sinus", fallback = ["neither", "sin"])]
    safe fn sinus(x: f64) -> f64;
    static signgam: ffi::Static<c_int>;
    #[ffi(optional)]
    static no_such_variable: ffi::Static<c_int>;
}

#[ffi::import(lazy)]
unsafe extern "C" {
    fn snprintf(to: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
    fn close(file: c_int) -> ffi::Errno<c_int>;
    #[ffi(optional, symbol = "close")]
    fn close_if_any(file: c_int) -> ffi::Errno<c_int>;
    fn strlen<'a>(text: &'a c_char) -> usize;
}

#[ffi::import(library = ["no-such-library", "libm.so.6", "m.dll"], lazy = pub(crate) VERSIONED)]
unsafe extern "C" {
    #[ffi(version = "GLIBC_2.2.5")]
    #[cfg(target_arch = "x86_64")]
    safe fn floor(x: f64) -> f64;
    #[ffi(optional, version = "GLIBC_0.1")]
    safe fn ceil(x: f64) -> f64;
    #[cfg(windows)]
    fn nowhere(x: f64) -> f64;
}

#[ffi::import(library = ["no-such-library", "libm.so.6"], lazy)]
unsafe extern "C" {
    safe fn trunc(x: f64) -> ffi::Errno<f64, ffi::sentinel::Code>;
}

#[ffi::import(library = "no-such-library", lazy = NOWHERE)]
unsafe extern "C" {
    fn gone();
    #[ffi(optional)]
    fn gone_too();
}

#[ffi::import(library = "m", lazy = INCOMPLETE)]
unsafe extern "C" {
    safe fn cos(x: f64) -> f64;
    fn missing_one();
    #[ffi(fallback = "missing_three")]
    fn missing_two();
}

#[test]
fn functions_are_found_when_called() {
    assert_eq!(hypot(3.0, 4.0), 5.0);
    assert_eq!(hypot(6.0, 8.0), 10.0);
    assert_eq!(absolute(-2.5), 2.5);
    assert_eq!(sinus(0.0), 0.0);
    let pointer: extern "C" fn(f64, f64) -> f64 = hypot;
    assert_eq!(pointer(5.0, 12.0), 13.0);
}

#[test]
fn what_is_optional_may_be_missing() {
    assert!(no_such_function().is_none());
    let Some(cbrt) = cbrt() else { panic!("<math.h> has it") };
    // SAFETY: any number will do.
    assert!((unsafe { cbrt(27.0) } - 3.0).abs() < 1e-9);
    assert!(gone_too().is_none());
    assert!(no_such_variable.try_pointer().is_none());
}

#[test]
fn variadic_functions_and_error_codes() {
    let mut text = [0; 32];
    // SAFETY: the arguments are those of the format.
    let length = unsafe { snprintf(text.as_mut_ptr(), 32, c"%.2f %d %s".as_ptr(), 1.5_f64, 7, c"ab".as_ptr()) };
    assert_eq!(length, 9);
    // SAFETY: a text with NUL.
    assert_eq!(unsafe { strlen(&text[0]) }, 9);
    // SAFETY: no file has this number.
    let (first, second) = unsafe { (close(-1), close_if_any().unwrap()(-1)) };
    assert_eq!((first.code(), second.code()), (9, 9));
}

/// The first call opens a library, and looks for another one in vain, between the caller and the function.
#[test]
fn the_resolver_leaves_the_error_code_as_it_was() {
    let result = trunc(1.5);
    assert_eq!((result.code(), result.value()), (0, 1.0));
}

#[test]
fn variables() {
    // SAFETY: nobody else uses it.
    unsafe {
        signgam.set(3);
        assert_eq!(signgam.get(), 3);
    }
}

#[test]
fn candidates_and_versions_of_symbols() {
    #[cfg(target_arch = "x86_64")]
    assert_eq!(floor(1.5), 1.0);
    assert!(ceil().is_none());
    assert_eq!(VERSIONED.load(), Ok(()));
    assert!(VERSIONED.library().unwrap().name().contains("libm.so.6"));
}

#[test]
fn loading_says_everything_that_is_missing() {
    assert_eq!(MATH.load(), Ok(()));
    assert!(MATH.is_loaded());
    let error = INCOMPLETE.load().unwrap_err();
    let missing: Vec<_> = error.missing().iter().map(|one| one.symbol().to_str().unwrap()).collect();
    assert_eq!(missing, ["missing_one", "missing_two", "missing_three"]);
    assert!(!INCOMPLETE.is_loaded());
    assert_eq!(cos(0.0), 1.0);
    let error = NOWHERE.load().unwrap_err().to_string();
    assert!(error.contains("libno-such-library.so") && error.contains("cannot open shared object file"), "{error}");
}
