//! Functions of C that call what they are given, each with arguments of its own making.

use std::ffi::{c_char, c_int};

use ffi::OpaqueFunction;

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
}
