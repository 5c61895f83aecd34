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
    pub const ANSWER: u32 = 42;
    pub const NEGATIVE: i32 = -1;
    pub const BIG: u64 = 1099511627775;
    pub const SHIFTED: u32 = 16;
    pub const SUM: u32 = 43;
    pub const RATIO: f64 = 0.5;
    pub const LETTER: u8 = 97u8;
    pub const GREETING: &[u8; 6] = b"hello\0";
    pub const RED: color = 0;
    pub const GREEN: color = 5;
    pub const BLUE: color = 6;
    pub type color = ::core::ffi::c_uint;
    pub const LOOSE: _bindgen_ty_1 = 3;
    pub type _bindgen_ty_1 = ::core::ffi::c_uint;
    pub const LEFT: side = -1;
    pub const RIGHT: side = 1;
    pub type side = ::core::ffi::c_int;
    pub const HUGE_VALUE: big = 4294967296;
    pub type big = ::core::ffi::c_ulong;
    unsafe extern "C" {
        pub fn paint(c: color, s: side, b: big) -> color;
    }
    unsafe extern "C" {
        pub static mut counter: ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub static names: [*const ::core::ffi::c_char; 3usize];
    }
    unsafe extern "C" {
        pub static limit: ::core::ffi::c_int;
    }
    pub const local: ::core::ffi::c_int = 4;
    unsafe extern "C" {
        #[link_name = "\u{1}real_variable"]
        pub static mut other_name: ::core::ffi::c_int;
    }
    pub const CAST: *mut ::core::ffi::c_void = ::core::ptr::without_provenance_mut(0);
    pub const SIZE: ::core::ffi::c_ulong = 4;
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
