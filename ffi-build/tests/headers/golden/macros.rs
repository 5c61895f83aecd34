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
    pub const GREETING: &[u8; 13] = b"hello, world\0";
    pub const WITH_NUL: &[u8; 4] = b"a\0b\0";
    pub const MINUS_ONE_LL: i32 = -1;
    pub const WIDE: f64 = 1.5;
    pub const THREE: u32 = 3;
    pub type handle_t = ::core::ffi::c_uint;
    pub type destructor = ::core::option::Option<
        unsafe extern "C" fn(arg1: *mut ::core::ffi::c_void),
    >;
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct request {
        pub a: ::core::ffi::c_long,
        pub b: ::core::ffi::c_int,
        pub c: [::core::ffi::c_char; 20usize],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < request > () == 32);
        ::core::assert!(::core::mem::align_of:: < request > () == 8);
        ::core::assert!(::core::mem::offset_of!(request, a) == 0);
        ::core::assert!(::core::mem::offset_of!(request, b) == 8);
        ::core::assert!(::core::mem::offset_of!(request, c) == 12);
    };
    pub const RED: color = 3;
    pub const GREEN: color = 5;
    pub type color = ::core::ffi::c_uint;
    pub const LOW: level = -2;
    pub const HIGH: level = 1;
    pub type level = ::core::ffi::c_int;
    pub const TINY: tiny = 1;
    pub type tiny = ::core::ffi::c_uchar;
    pub const CAST: ::core::ffi::c_uint = 4294967295;
    pub const SIZE: ::core::ffi::c_ulong = 64;
    pub const OF_ENUM: ::core::ffi::c_int = 83;
    pub const ALL_BITS: ::core::ffi::c_ulong = 18446744073709551615;
    pub const CHARACTER: ::core::ffi::c_char = 65;
    pub const RATIO: f32 = 0.25;
    pub const AGAIN: ::core::ffi::c_ulong = 147;
    pub const TRUTH: bool = true;
    pub const REQUEST_GET: ::core::ffi::c_ulong = 2149609735;
    pub const FAILED: *mut ::core::ffi::c_void = ::core::ptr::without_provenance_mut(
        18446744073709551615,
    );
    pub const NOTHING: *const ::core::ffi::c_void = ::core::ptr::without_provenance(0);
    #[inline]
    pub fn TRANSIENT() -> destructor {
        unsafe { ::core::mem::transmute::<usize, destructor>(18446744073709551615) }
    }
    pub const STATIC_ONE: destructor = ::core::option::Option::None;
    pub const MOST: ::core::ffi::c_int = 2147483647;
    pub const TERNARY: ::core::ffi::c_int = 64;
    pub const BELOW: ::core::ffi::c_int = -1;
    pub const BEHIND_STRAY: ::core::ffi::c_ulong = 33;
    pub const HALF: u32 = 3;
    pub const OF_SUFFIX: ::core::ffi::c_ulong = 33;
    pub const OF_TEXT: &[u8; 4usize] = b"5.4\0";
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
