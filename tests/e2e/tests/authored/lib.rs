//! What a careful author writes in one file: each lint that a strict crate denies, and much that annotations can say together.
#![deny(warnings, missing_docs, unreachable_pub, missing_debug_implementations, clippy::all, clippy::pedantic)]
#![deny(unsafe_op_in_unsafe_fn)]
use core::ffi::{c_char, c_double, c_int, c_long, c_void};
use ffi::{Errno, Pointer};

/// A timespec.
#[ffi::struct_layout(header = "time.h", c_name = "struct timespec")]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Timespec {
    /// Seconds.
    pub tv_sec: i64,
    /// Rest.
    tv_nsec: c_long,
}

/// Either, from a header.
#[ffi::struct_layout(header = "signal.h", c_name = "union sigval")]
pub union Value {
    /// A number.
    pub sival_int: c_int,
    /// A pointer.
    pub sival_ptr: *mut c_void,
}

/// `div_t`.
#[ffi::struct_layout(header = "stdlib.h", c_name = "div_t")]
#[derive(Debug)]
pub struct Quotient {
    /// 17 / 5.
    pub quot: c_int,
    /// 17 % 5.
    pub rem: c_int,
}

#[ffi::import(library = "c", lazy = pub LIBC)]
unsafe extern "C" {
    /// By value, lazily.
    #[ffi(signature = "struct { int quot; int rem; }(int, int)")]
    pub safe fn div(a: c_int, b: c_int) -> Quotient;
    /// Errno, non-leaf.
    #[ffi(non_leaf)]
    pub fn close(file: c_int) -> Errno<c_int>;
    /// Optional with errno.
    #[ffi(optional)]
    pub fn nice(by: c_int) -> Errno<c_int, ffi::sentinel::Code>;
    /// What is not to be used any more.
    #[deprecated]
    pub fn rand() -> c_int;
    /// The environment.
    pub static environ: ffi::Static<*mut *mut c_char>;
    /// What no library has.
    #[ffi(optional, unchecked = "no such")]
    pub static nothing: ffi::ThreadLocal<c_int>;
    /// The time.
    fn clock_gettime(clock: c_int, to: Pointer<Timespec>) -> Errno<c_int>;
    /// Text.
    pub fn strtod(text: *const c_char, end: Option<&mut *mut c_char>) -> c_double;
}

/// The time.
///
/// # Errors
/// The system's.
pub fn now() -> std::io::Result<Timespec> {
    let mut time = Timespec::default();
    // SAFETY: it is there.
    unsafe { clock_gettime(0, Pointer::from_mut(&mut time)) }.result()?;
    Ok(time)
}

/// A block in the body of a function.
#[must_use]
pub fn local(x: c_long) -> c_long {
    #[ffi::import]
    unsafe extern "C" {
        safe fn labs(x: c_long) -> c_long;
    }
    labs(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn all_of_it_works() {
        let context = ffi::exit::Context::new();
        let q = div(17, 5);
        assert_eq!((q.quot(), q.rem()), (3, 2));
        assert_eq!(unsafe { close(&context, -1) }.ok_or_code(), Err(9));
        assert!(nice().is_some());
        assert!(!nothing.is_available() && nothing.try_pointer().is_none());
        assert!(now().unwrap().tv_sec() > 1_000_000_000);
        assert_eq!(local(-4), 4);
        let mut value = Value::zeroed();
        value.set_sival_int(7);
        assert_eq!(value.sival_int(), 7);
        assert_eq!(LIBC.load(), Ok(()));
        assert!(unsafe { !environ.get().is_null() });
        let third = unsafe { strtod(c"1.5".as_ptr(), None) };
        assert!((third - 1.5).abs() < 1e-9);
    }
}
