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
    pub const static_macro: u32 = 1;
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct type_ {
        pub match_: ::core::ffi::c_int,
        pub self_: ::core::ffi::c_int,
        pub fn_: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < type_ > () == 12);
        ::core::assert!(::core::mem::align_of:: < type_ > () == 4);
        ::core::assert!(::core::mem::offset_of!(type_, match_) == 0);
        ::core::assert!(::core::mem::offset_of!(type_, self_) == 4);
        ::core::assert!(::core::mem::offset_of!(type_, fn_) == 8);
    };
    unsafe extern "C" {
        #[link_name = "\u{1}match"]
        pub fn match_(impl_: type_, type_: ::core::ffi::c_int) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct async_ {
        pub await_: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < async_ > () == 4);
        ::core::assert!(::core::mem::align_of:: < async_ > () == 4);
        ::core::assert!(::core::mem::offset_of!(async_, await_) == 0);
    };
    pub type async_t = async_;
    unsafe extern "C" {
        #[link_name = "\u{1}dyn"]
        pub fn dyn_() -> async_t;
    }
    pub const where_: trait_ = 0;
    pub const loop_: trait_ = 1;
    pub type trait_ = ::core::ffi::c_uint;
    unsafe extern "C" {
        #[link_name = "\u{1}mod"]
        pub static mut mod_: ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct Self_ {
        pub x: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < Self_ > () == 4);
        ::core::assert!(::core::mem::align_of:: < Self_ > () == 4);
        ::core::assert!(::core::mem::offset_of!(Self_, x) == 0);
    };
    unsafe extern "C" {
        #[link_name = "\u{1}crate"]
        pub fn crate_(super_: *mut Self_) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct i32_ {
        pub x: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < i32_ > () == 4);
        ::core::assert!(::core::mem::align_of:: < i32_ > () == 4);
        ::core::assert!(::core::mem::offset_of!(i32_, x) == 0);
    };
    unsafe extern "C" {
        #[link_name = "\u{1}u8"]
        pub fn u8_(x: i32_) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct Option {
        pub x: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < Option > () == 4);
        ::core::assert!(::core::mem::align_of:: < Option > () == 4);
        ::core::assert!(::core::mem::offset_of!(Option, x) == 0);
    };
    unsafe extern "C" {
        pub fn with_option(
            o: Option,
            f: ::core::option::Option<unsafe extern "C" fn(arg1: Option)>,
        );
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
