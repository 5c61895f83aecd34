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
    #[derive(Default)]
    pub struct __IncompleteArrayField<T>(::core::marker::PhantomData<T>, [T; 0]);
    impl<T> __IncompleteArrayField<T> {
        #[inline]
        pub const fn new() -> Self {
            __IncompleteArrayField(::core::marker::PhantomData, [])
        }
        #[inline]
        pub fn as_ptr(&self) -> *const T {
            self as *const _ as *const T
        }
        #[inline]
        pub fn as_mut_ptr(&mut self) -> *mut T {
            self as *mut _ as *mut T
        }
        #[inline]
        pub unsafe fn as_slice(&self, len: usize) -> &[T] {
            unsafe { ::core::slice::from_raw_parts(self.as_ptr(), len) }
        }
        #[inline]
        pub unsafe fn as_mut_slice(&mut self, len: usize) -> &mut [T] {
            unsafe { ::core::slice::from_raw_parts_mut(self.as_mut_ptr(), len) }
        }
    }
    impl<T> ::core::fmt::Debug for __IncompleteArrayField<T> {
        fn fmt(&self, fmt: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            fmt.write_str("__IncompleteArrayField")
        }
    }
    #[repr(C)]
    #[derive(Debug)]
    pub struct opaque {
        _unused: [u8; 0],
    }
    pub type opaque_t = opaque;
    #[repr(C)]
    #[derive(Debug)]
    pub struct hidden {
        _unused: [u8; 0],
    }
    unsafe extern "C" {
        pub fn opaque_new() -> *mut opaque_t;
    }
    unsafe extern "C" {
        pub fn opaque_free(o: *mut opaque, h: *mut hidden);
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct node {
        pub next: *mut node,
        pub value: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < node > () == 16);
        ::core::assert!(::core::mem::align_of:: < node > () == 8);
        ::core::assert!(::core::mem::offset_of!(node, next) == 0);
        ::core::assert!(::core::mem::offset_of!(node, value) == 8);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct tree {
        pub left: *mut tree,
        pub right: *mut tree,
        pub list: node,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < tree > () == 32);
        ::core::assert!(::core::mem::align_of:: < tree > () == 8);
        ::core::assert!(::core::mem::offset_of!(tree, left) == 0);
        ::core::assert!(::core::mem::offset_of!(tree, right) == 8);
        ::core::assert!(::core::mem::offset_of!(tree, list) == 16);
    };
    unsafe extern "C" {
        pub fn walk(t: tree) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct point {
        pub x: ::core::ffi::c_int,
        pub y: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < point > () == 8);
        ::core::assert!(::core::mem::align_of:: < point > () == 4);
        ::core::assert!(::core::mem::offset_of!(point, x) == 0);
        ::core::assert!(::core::mem::offset_of!(point, y) == 4);
    };
    unsafe extern "C" {
        pub fn mirror(p: point) -> point;
    }
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub struct variant {
        pub kind: ::core::ffi::c_int,
        pub __bindgen_anon_1: variant__bindgen_ty_1,
        pub named: variant_inner,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < variant > () == 24);
        ::core::assert!(::core::mem::align_of:: < variant > () == 8);
        ::core::assert!(::core::mem::offset_of!(variant, kind) == 0);
        ::core::assert!(::core::mem::offset_of!(variant, __bindgen_anon_1) == 8);
        ::core::assert!(::core::mem::offset_of!(variant, named) == 16);
    };
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub union variant__bindgen_ty_1 {
        pub number: ::core::ffi::c_int,
        pub real: f64,
        pub __bindgen_anon_1: variant__bindgen_ty_1__bindgen_ty_1,
        pub text: variant__bindgen_ty_1__bindgen_ty_2,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < variant__bindgen_ty_1 > () == 8);
        ::core::assert!(::core::mem::align_of:: < variant__bindgen_ty_1 > () == 8);
        ::core::assert!(::core::mem::offset_of!(variant__bindgen_ty_1, number) == 0);
        ::core::assert!(::core::mem::offset_of!(variant__bindgen_ty_1, real) == 0);
        ::core::assert!(
            ::core::mem::offset_of!(variant__bindgen_ty_1, __bindgen_anon_1) == 0
        );
        ::core::assert!(::core::mem::offset_of!(variant__bindgen_ty_1, text) == 0);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct variant__bindgen_ty_1__bindgen_ty_1 {
        pub low: ::core::ffi::c_short,
        pub high: ::core::ffi::c_short,
    }
    const _: () = {
        ::core::assert!(
            ::core::mem::size_of:: < variant__bindgen_ty_1__bindgen_ty_1 > () == 4
        );
        ::core::assert!(
            ::core::mem::align_of:: < variant__bindgen_ty_1__bindgen_ty_1 > () == 2
        );
        ::core::assert!(
            ::core::mem::offset_of!(variant__bindgen_ty_1__bindgen_ty_1, low) == 0
        );
        ::core::assert!(
            ::core::mem::offset_of!(variant__bindgen_ty_1__bindgen_ty_1, high) == 2
        );
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct variant__bindgen_ty_1__bindgen_ty_2 {
        pub letters: [::core::ffi::c_char; 8usize],
    }
    const _: () = {
        ::core::assert!(
            ::core::mem::size_of:: < variant__bindgen_ty_1__bindgen_ty_2 > () == 8
        );
        ::core::assert!(
            ::core::mem::align_of:: < variant__bindgen_ty_1__bindgen_ty_2 > () == 1
        );
        ::core::assert!(
            ::core::mem::offset_of!(variant__bindgen_ty_1__bindgen_ty_2, letters) == 0
        );
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct variant_inner {
        pub a: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < variant_inner > () == 4);
        ::core::assert!(::core::mem::align_of:: < variant_inner > () == 4);
        ::core::assert!(::core::mem::offset_of!(variant_inner, a) == 0);
    };
    unsafe extern "C" {
        pub fn choose(v: variant, i: variant_inner) -> variant;
    }
    #[repr(C)]
    #[derive(Copy, Clone)]
    pub union number {
        pub i: ::core::ffi::c_int,
        pub f: f32,
        pub d: f64,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < number > () == 8);
        ::core::assert!(::core::mem::align_of:: < number > () == 8);
        ::core::assert!(::core::mem::offset_of!(number, i) == 0);
        ::core::assert!(::core::mem::offset_of!(number, f) == 0);
        ::core::assert!(::core::mem::offset_of!(number, d) == 0);
    };
    unsafe extern "C" {
        pub fn convert(n: number) -> number;
    }
    #[repr(C)]
    #[derive(Debug)]
    pub struct blob {
        pub length: ::core::ffi::c_uint,
        pub bytes: __IncompleteArrayField<::core::ffi::c_uchar>,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < blob > () == 4);
        ::core::assert!(::core::mem::align_of:: < blob > () == 4);
        ::core::assert!(::core::mem::offset_of!(blob, length) == 0);
        ::core::assert!(::core::mem::offset_of!(blob, bytes) == 4);
    };
    unsafe extern "C" {
        pub fn send(b: *const blob);
    }
    #[repr(C)]
    #[derive(Debug)]
    pub struct old_blob {
        pub length: ::core::ffi::c_uint,
        pub items: __IncompleteArrayField<::core::ffi::c_int>,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < old_blob > () == 4);
        ::core::assert!(::core::mem::align_of:: < old_blob > () == 4);
        ::core::assert!(::core::mem::offset_of!(old_blob, length) == 0);
        ::core::assert!(::core::mem::offset_of!(old_blob, items) == 4);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct empty {}
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < empty > () == 0);
        ::core::assert!(::core::mem::align_of:: < empty > () == 1);
    };
    unsafe extern "C" {
        pub fn of_empty(e: empty, after: ::core::ffi::c_int) -> ::core::ffi::c_int;
    }
    pub type triple = [::core::ffi::c_int; 3usize];
    unsafe extern "C" {
        pub fn sum(
            t: *mut ::core::ffi::c_int,
            list: *const triple,
        ) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct matrix {
        pub m: [[f64; 4usize]; 4usize],
        pub t: triple,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < matrix > () == 144);
        ::core::assert!(::core::mem::align_of:: < matrix > () == 8);
        ::core::assert!(::core::mem::offset_of!(matrix, m) == 0);
        ::core::assert!(::core::mem::offset_of!(matrix, t) == 128);
    };
    unsafe extern "C" {
        pub fn trace(m: matrix) -> f64;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
