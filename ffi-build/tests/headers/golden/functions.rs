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
    pub type va_list = __builtin_va_list;
    unsafe extern "C" {
        pub fn print(format: *const ::core::ffi::c_char, ...) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn print_list(
            format: *const ::core::ffi::c_char,
            list: *mut __va_list_tag,
        ) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn real_name(x: ::core::ffi::c_int) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        #[link_name = "\u{1}type"]
        pub fn type_(
            match_: ::core::ffi::c_int,
            fn_: ::core::ffi::c_int,
            self_: ::core::ffi::c_int,
        ) -> ::core::ffi::c_int;
    }
    unsafe extern "win64" {
        pub fn microsoft(a: ::core::ffi::c_int, b: f64) -> ::core::ffi::c_int;
    }
    pub type handler = ::core::option::Option<
        unsafe extern "C" fn(arg1: ::core::ffi::c_int, ...) -> ::core::ffi::c_int,
    >;
    unsafe extern "C" {
        pub fn on_event(h: handler);
    }
    unsafe extern "C" {
        pub fn nested(
            outer: ::core::option::Option<
                unsafe extern "C" fn(
                    inner: ::core::option::Option<
                        unsafe extern "C" fn(
                            arg1: ::core::ffi::c_int,
                        ) -> ::core::ffi::c_int,
                    >,
                    arg1: *mut ::core::ffi::c_void,
                ) -> ::core::ffi::c_int,
            >,
        );
    }
    unsafe extern "C" {
        pub fn chooser(
            which: ::core::ffi::c_int,
        ) -> ::core::option::Option<
            unsafe extern "C" fn(which: f64) -> ::core::ffi::c_int,
        >;
    }
    pub type plain_function = ::core::option::Option<
        unsafe extern "C" fn(arg1: ::core::ffi::c_int),
    >;
    unsafe extern "C" {
        pub fn with_function(f: plain_function);
    }
    pub type __builtin_va_list = [__va_list_tag; 1usize];
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct __va_list_tag {
        pub gp_offset: ::core::ffi::c_uint,
        pub fp_offset: ::core::ffi::c_uint,
        pub overflow_arg_area: *mut ::core::ffi::c_void,
        pub reg_save_area: *mut ::core::ffi::c_void,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < __va_list_tag > () == 24);
        ::core::assert!(::core::mem::align_of:: < __va_list_tag > () == 8);
        ::core::assert!(::core::mem::offset_of!(__va_list_tag, gp_offset) == 0);
        ::core::assert!(::core::mem::offset_of!(__va_list_tag, fp_offset) == 4);
        ::core::assert!(::core::mem::offset_of!(__va_list_tag, overflow_arg_area) == 8);
        ::core::assert!(::core::mem::offset_of!(__va_list_tag, reg_save_area) == 16);
    };
    pub use self::real_name as renamed;
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
