#[allow(
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    dead_code,
    deprecated,
    improper_ctypes,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused_qualifications,
    unsafe_op_in_unsafe_fn,
    unsafe_code,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    rustdoc::all
)]
mod bindings {
    unsafe extern "C" {
        /// Adds two numbers.
        pub fn add(a: ::core::ffi::c_int, b: ::core::ffi::c_int) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn narrow(
            c: ::core::ffi::c_schar,
            s: ::core::ffi::c_short,
            u: ::core::ffi::c_ushort,
            b: bool,
        ) -> ::core::ffi::c_uchar;
    }
    unsafe extern "C" {
        pub fn fixed(a: i8, b: u16, c: usize, d: isize, e: isize) -> i64;
    }
    unsafe extern "C" {
        pub fn wide(a: u128, b: ::core::ffi::c_longlong) -> i128;
    }
    unsafe extern "C" {
        pub fn real(f: f32, d: f64) -> f64;
    }
    unsafe extern "C" {
        pub fn text(
            s: *const ::core::ffi::c_char,
            p: *mut ::core::ffi::c_void,
            callback: ::core::option::Option<
                unsafe extern "C" fn(
                    arg1: *mut ::core::ffi::c_void,
                    arg2: ::core::ffi::c_int,
                ) -> ::core::ffi::c_int,
            >,
            list: *mut ::core::ffi::c_int,
        ) -> *const ::core::ffi::c_char;
    }
    unsafe extern "C" {
        pub fn nothing();
    }
    unsafe extern "C" {
        pub fn leave(status: ::core::ffi::c_int) -> !;
    }
    unsafe extern "C" {
        #[deprecated]
        pub fn old() -> ::core::ffi::c_int;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
