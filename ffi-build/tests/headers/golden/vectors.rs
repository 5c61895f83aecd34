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
    pub type f32x4 = ::ffi::Vector<[f32; 4]>;
    pub type i32x8 = ::ffi::Vector<[i32; 8]>;
    pub type f64x1 = ::ffi::Vector<[f64; 1]>;
    #[inline]
    pub unsafe fn scale(v: f32x4, by: f32) -> f32x4 {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 24]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_f0b16a16_f0b16a16_f1b4"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "scale"]
            fn callee();
        }
        #[inline]
        unsafe extern "C" fn call(
            args: *mut u8,
            ret: *mut u8,
            callee: *const ::core::ffi::c_void,
        ) {
            unsafe { trampoline(args, ret, callee) }
        }
        const _: () = {
            ::core::assert!(
                ::core::mem::size_of:: < f32x4 > () == 16,
                "[FFI0040] parameter 1 of `scale` has another size than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f32x4 > () <= 16,
                "[FFI0040] parameter 1 of `scale` has another alignment than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < f32 > () == 4,
                "[FFI0040] parameter 2 of `scale` has another size than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f32 > () <= 4,
                "[FFI0040] parameter 2 of `scale` has another alignment than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < f32x4 > () == 16,
                "[FFI0040] the result of `scale` has another size than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f32x4 > () <= 16,
                "[FFI0040] the result of `scale` has another alignment than in the C signature `float __attribute__((vector_size(16)))(float __attribute__((vector_size(16))), float)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<f32x4>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<f32x4>().write(v);
            base.add(16).cast::<f32>().write(by);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn rotate(v: i32x8) -> i32x8;
    }
    #[inline]
    pub unsafe fn same(v: f64x1) -> f64x1 {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 8]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_pg7_s0__w8"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "same"]
            fn callee();
        }
        #[inline]
        unsafe extern "C" fn call(
            args: *mut u8,
            ret: *mut u8,
            callee: *const ::core::ffi::c_void,
        ) {
            unsafe { trampoline(args, ret, callee) }
        }
        const _: () = {
            ::core::assert!(
                ::core::mem::size_of:: < f64x1 > () == 8,
                "[FFI0040] parameter 1 of `same` has another size than in the C signature `double __attribute__((vector_size(8)))(double __attribute__((vector_size(8))))`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f64x1 > () <= 8,
                "[FFI0040] parameter 1 of `same` has another alignment than in the C signature `double __attribute__((vector_size(8)))(double __attribute__((vector_size(8))))`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < f64x1 > () == 8,
                "[FFI0040] the result of `same` has another size than in the C signature `double __attribute__((vector_size(8)))(double __attribute__((vector_size(8))))`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f64x1 > () <= 8,
                "[FFI0040] the result of `same` has another alignment than in the C signature `double __attribute__((vector_size(8)))(double __attribute__((vector_size(8))))`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<f64x1>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<f64x1>().write(v);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    #[repr(C)]
    #[repr(align(16))]
    #[derive(Debug, Copy, Clone)]
    pub struct lanes {
        pub n: ::core::ffi::c_int,
        pub v: f32x4,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < lanes > () == 32);
        ::core::assert!(::core::mem::align_of:: < lanes > () == 16);
        ::core::assert!(::core::mem::offset_of!(lanes, n) == 0);
        ::core::assert!(::core::mem::offset_of!(lanes, v) == 16);
    };
    unsafe extern "C" {
        pub fn spread(l: lanes) -> lanes;
    }
    unsafe extern "C" {
        pub fn store(to: *mut f32x4, from: *const f32x4);
    }
    pub type map_t = ::core::option::Option<::ffi::OpaqueFunction>;
    unsafe extern "C" {
        pub fn each(list: *mut f32x4, n: ::core::ffi::c_int, f: map_t);
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
