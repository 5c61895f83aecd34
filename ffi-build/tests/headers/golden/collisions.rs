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
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct struct_foo_ {
        pub a: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < struct_foo_ > () == 4);
        ::core::assert!(::core::mem::align_of:: < struct_foo_ > () == 4);
        ::core::assert!(::core::mem::offset_of!(struct_foo_, a) == 0);
    };
    pub type foo = ::core::ffi::c_int;
    pub const BAR_A: enum_bar = 0;
    pub type enum_bar = ::core::ffi::c_uint;
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct bar_s {
        pub x: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < bar_s > () == 4);
        ::core::assert!(::core::mem::align_of:: < bar_s > () == 4);
        ::core::assert!(::core::mem::offset_of!(bar_s, x) == 0);
    };
    pub type bar = bar_s;
    unsafe extern "C" {
        #[link_name = "\u{1}use"]
        pub fn use_(
            f: *mut struct_foo_,
            g: foo,
            e: enum_bar,
            b: *mut bar,
        ) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub union union_baz {
        pub i: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < union_baz > () == 4);
        ::core::assert!(::core::mem::align_of:: < union_baz > () == 4);
        ::core::assert!(::core::mem::offset_of!(union_baz, i) == 0);
    };
    pub type baz = *mut union_baz;
    unsafe extern "C" {
        pub fn use2(u: *mut union_baz, b: baz) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub struct plain {
        pub inner: plain__bindgen_ty_1,
        pub u: plain__bindgen_ty_2,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < plain > () == 8);
        ::core::assert!(::core::mem::align_of:: < plain > () == 4);
        ::core::assert!(::core::mem::offset_of!(plain, inner) == 0);
        ::core::assert!(::core::mem::offset_of!(plain, u) == 4);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct plain__bindgen_ty_1 {
        pub in_: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < plain__bindgen_ty_1 > () == 4);
        ::core::assert!(::core::mem::align_of:: < plain__bindgen_ty_1 > () == 4);
        ::core::assert!(::core::mem::offset_of!(plain__bindgen_ty_1, in_) == 0);
    };
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub union plain__bindgen_ty_2 {
        pub a: ::core::ffi::c_int,
        pub b: struct_foo_,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < plain__bindgen_ty_2 > () == 4);
        ::core::assert!(::core::mem::align_of:: < plain__bindgen_ty_2 > () == 4);
        ::core::assert!(::core::mem::offset_of!(plain__bindgen_ty_2, a) == 0);
        ::core::assert!(::core::mem::offset_of!(plain__bindgen_ty_2, b) == 0);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct other {
        pub x: foo,
        pub y: struct_foo_,
        pub e: enum_bar,
        pub f: other__bindgen_ty_1,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < other > () == 16);
        ::core::assert!(::core::mem::align_of:: < other > () == 4);
        ::core::assert!(::core::mem::offset_of!(other, x) == 0);
        ::core::assert!(::core::mem::offset_of!(other, y) == 4);
        ::core::assert!(::core::mem::offset_of!(other, e) == 8);
        ::core::assert!(::core::mem::offset_of!(other, f) == 12);
    };
    pub const IN_A: other__bindgen_ty_1 = 0;
    pub type other__bindgen_ty_1 = ::core::ffi::c_uint;
    unsafe extern "C" {
        pub fn use3(p: *mut plain, o: *mut other) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct struct_foo {
        pub y: foo,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < struct_foo > () == 4);
        ::core::assert!(::core::mem::align_of:: < struct_foo > () == 4);
        ::core::assert!(::core::mem::offset_of!(struct_foo, y) == 0);
    };
    unsafe extern "C" {
        pub fn taken(s: *mut struct_foo) -> ::core::ffi::c_int;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
