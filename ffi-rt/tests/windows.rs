//! `#[ffi::import]` on Windows: libraries that are linked, those whose import library rustc makes, and those that are opened when needed;
//! the codes of `GetLastError`, `WSAGetLastError` and `errno`.

#![cfg(all(windows, feature = "macros", feature = "std"))]
#![allow(non_snake_case, reason = "names of Windows")]

use core::ffi::{c_char, c_int, c_void};

use ffi::sentinel::{Code, MinusOne};
use ffi::{Errno, LastError, SocketError};

#[ffi::import(library = "kernel32", kind = "raw-dylib")]
unsafe extern "system" {
    fn lstrlenW(text: *const ffi::c::wchar_t) -> c_int;
    fn GetFileAttributesW(path: *const ffi::c::wchar_t) -> LastError<i32, MinusOne>;
    fn CloseHandle(handle: *mut c_void) -> LastError<c_int>;
    fn SetLastError(code: u32);
}

#[ffi::import(library = "ws2_32", kind = "dylib")]
unsafe extern "system" {
    fn closesocket(socket: usize) -> SocketError<c_int>;
}

#[ffi::import(library = ["no-such-library", "libc.so.6", "msvcrt"], lazy = CRT)]
unsafe extern "C" {
    safe fn cos(x: f64) -> f64;
    #[ffi(symbol = "hypot_v2", fallback = ["neither", "_hypot"])]
    safe fn hypot(x: f64, y: f64) -> f64;
    fn sprintf(to: *mut c_char, format: *const c_char, ...) -> c_int;
    fn _close(file: c_int) -> Errno<c_int>;
    fn strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> Errno<core::ffi::c_long, Code>;
    #[ffi(optional)]
    safe fn no_such_function(x: f64) -> f64;
    #[ffi(optional)]
    safe fn sin(x: f64) -> f64;
    #[ffi(optional, version = "MSVCRT_1.0")]
    safe fn tan(x: f64) -> f64;
    fn qsort(base: *mut c_void, count: usize, size: usize, compare: unsafe extern "C" fn(*const c_void, *const c_void) -> c_int);
    static _fmode: ffi::Static<c_int>;
    #[ffi(optional)]
    static no_such_variable: ffi::Static<c_int>;
}

#[ffi::import(library = "kernel32", lazy)]
unsafe extern "system" {
    #[ffi(symbol = "GetLastError")]
    safe fn last_code() -> u32;
    #[ffi(symbol = "MulDiv")]
    safe fn scaled(number: c_int, by: c_int, over: c_int) -> c_int;
}

/// The same imports again, in another unit of code: the linker takes one of each.
mod again {
    #[ffi::import(library = "msvcrt", lazy)]
    unsafe extern "C" {
        pub(super) safe fn fabs(x: f64) -> f64;
        #[ffi(symbol = "floor")]
        pub(super) safe fn rounded_down(x: f64) -> f64;
    }
}

#[ffi::import(library = "no-such-library", lazy = NOWHERE)]
unsafe extern "C" {
    fn gone();
}

#[ffi::import(library = "msvcrt", lazy = INCOMPLETE)]
unsafe extern "C" {
    safe fn fabs(x: f64) -> f64;
    fn missing_one();
    #[ffi(fallback = "missing_three")]
    fn missing_two();
}

#[test]
fn an_import_library_that_rustc_makes() {
    let text = ffi::Text::new("wide").expect("no NUL");
    // SAFETY: a text with NUL.
    assert_eq!(unsafe { lstrlenW(text.pointer().as_ptr()) }, 4);
}

#[test]
fn the_last_error_comes_with_the_result() {
    let path = ffi::Text::new(r"C:\no\such\file").expect("no NUL");
    // SAFETY: a text with NUL.
    let missing = unsafe { GetFileAttributesW(path.pointer().as_ptr()) };
    assert_eq!(missing.code(), 3, "ERROR_PATH_NOT_FOUND");
    assert_eq!(missing.result().unwrap_err().kind(), std::io::ErrorKind::NotFound);
    // SAFETY: closing what is no handle is refused.
    let closed = unsafe { CloseHandle(core::ptr::null_mut()) };
    assert_eq!((closed.failed(), closed.code()), (true, 6), "ERROR_INVALID_HANDLE");
}

#[test]
fn the_sockets_error_comes_with_the_result() {
    // SAFETY: closing what is no socket is refused.
    let closed = unsafe { closesocket(usize::MAX) };
    // WSANOTINITIALISED, or WSAENOTSOCK if something of this program has started sockets.
    assert!(closed.failed() && [10_093, 10_038].contains(&closed.code()), "{closed:?}");
}

#[test]
fn functions_and_variables_are_found_when_needed() {
    assert_eq!((cos(0.0), hypot(3.0, 4.0)), (1.0, 5.0));
    assert_eq!((sin().map(|sin| sin(0.0)), no_such_function().is_none(), tan().is_none()), (Some(0.0), true, true));
    let mut text = [0; 32];
    // SAFETY: the arguments are those of the format.
    let length = unsafe { sprintf(text.as_mut_ptr(), c"%.2f %d %s".as_ptr(), 1.5_f64, 7, c"ab".as_ptr()) };
    // SAFETY: the function has left a text with NUL.
    assert_eq!((length, unsafe { core::ffi::CStr::from_ptr(text.as_ptr()) }), (9, c"1.50 7 ab"));
    // SAFETY: nothing else here opens files by the C library.
    unsafe {
        assert_eq!(_fmode.get(), 0);
        _fmode.set(0x8000);
        assert_eq!(_fmode.get(), 0x8000);
    }
    assert!(no_such_variable.try_pointer().is_none());
    assert_eq!(scaled(7, 6, 2), 21);
    assert_eq!(CRT.load(), Ok(()));
    assert!(CRT.library().is_some_and(|library| library.name().contains("msvcrt")));
}

#[test]
fn errno_of_a_lazy_function() {
    // SAFETY: no file has this number; the texts have NULs.
    unsafe {
        assert_eq!(_close(-1).ok_or_code(), Err(9));
        assert_eq!(strtol(c"12".as_ptr(), core::ptr::null_mut(), 10).ok_or_code(), Ok(12));
        assert_eq!(strtol(c"99999999999".as_ptr(), core::ptr::null_mut(), 10).ok_or_code(), Err(34));
    }
}

/// The first call opens a library between the caller and the function.
#[test]
fn the_resolver_leaves_the_last_error_as_it_was() {
    // SAFETY: any number will do.
    unsafe { SetLastError(1234) };
    assert_eq!(last_code(), 1234);
}

#[test]
fn callbacks_of_a_lazy_function() {
    unsafe extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
        // SAFETY: `qsort` passes elements.
        unsafe { (*a.cast::<i32>()).cmp(&*b.cast::<i32>()) as c_int }
    }
    let mut numbers = [3, 1, 2];
    // SAFETY: three numbers of four bytes.
    unsafe { qsort(numbers.as_mut_ptr().cast(), 3, 4, compare) };
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn loading_says_everything_that_is_missing() {
    let error = INCOMPLETE.load().unwrap_err();
    let missing: Vec<_> = error.missing().iter().map(|one| one.symbol().to_str().unwrap()).collect();
    assert_eq!(missing, ["missing_one", "missing_two", "missing_three"]);
    assert_eq!((fabs(-1.0), again::fabs(-2.0), again::rounded_down(2.5)), (1.0, 2.0, 2.0));
    let error = NOWHERE.load().unwrap_err().to_string();
    assert!(error.contains("no-such-library.dll"), "{error}");
}
