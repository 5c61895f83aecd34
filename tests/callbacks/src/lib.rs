//! Functions of C that call what they are given, each with arguments of its own making.

use std::ffi::{c_char, c_int, c_long};

use ffi::{LongDouble, OpaqueFunction, VaList};

/// A function of sixteen `int`.
pub type Sixteen = unsafe extern "C" fn(
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
    c_int,
) -> c_int;

/// `struct three`.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(C)]
pub struct Three {
    /// First.
    pub a: c_long,
    /// Second.
    pub b: f64,
    /// Third.
    pub c: c_long,
}

#[ffi::import]
unsafe extern "C" {
    /// `f(2.25L, 4)`.
    #[ffi(signature = "long double(void *)")]
    pub fn call_long_double(f: OpaqueFunction) -> LongDouble;
}

unsafe extern "C" {
    /// `f(1, 2)`.
    pub fn call_int2(f: OpaqueFunction) -> c_int;
    /// `f(1, …, 9, 0.5)`.
    pub fn call_many(f: OpaqueFunction) -> f64;
    /// `f(-1, 200, -3, 40000, true, 1.5f)`.
    pub fn call_narrow(f: OpaqueFunction) -> i8;
    /// `f("text", {1, 2.5, 3}).a + .c`.
    pub fn call_record(f: OpaqueFunction, text: *const c_char) -> f64;
    /// `f()`.
    pub fn call_none(f: OpaqueFunction);
    /// `f(1, …, 16)`.
    pub fn call_sixteen(f: Sixteen) -> c_int;
    /// `f({1, 2.5, 3}, 0.25)`.
    pub fn call_point(f: OpaqueFunction) -> f64;
    /// Two lines of a log.
    pub fn call_log(f: unsafe extern "C" fn(c_int, *const c_char, ...) -> c_int) -> c_int;
    /// `f(0.5, …)` with arguments of all types, few and many.
    pub fn call_all(f: unsafe extern "C" fn(f64, ...) -> f64) -> f64;
    /// `f(format, arguments)`.
    pub fn call_va_list(f: unsafe extern "C" fn(*const c_char, VaList) -> c_int) -> c_int;
    /// `f(1, …, 9, 0.5, 10L, 11.5, 12L)`.
    pub fn call_full(
        f: unsafe extern "C" fn(c_long, c_long, c_long, c_long, c_long, c_long, c_long, c_long, c_long, f64, ...) -> c_long,
    ) -> c_long;
}
