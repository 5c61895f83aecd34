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
    #[derive(PartialEq, Copy, Clone, Hash, Debug, Default)]
    #[repr(transparent)]
    pub struct __BindgenFloat16(pub u16);
    #[inline]
    pub unsafe fn narrow(x: ::ffi::Half) -> ::ffi::Half {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 8]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_f0b2_f0b2"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "narrow"]
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
                ::core::mem::size_of:: < ::ffi::Half > () == 2,
                "[FFI0040] parameter 1 of `narrow` has another size than in the C signature `_Float16(_Float16)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::Half > () <= 2,
                "[FFI0040] parameter 1 of `narrow` has another alignment than in the C signature `_Float16(_Float16)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::Half > () == 2,
                "[FFI0040] the result of `narrow` has another size than in the C signature `_Float16(_Float16)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::Half > () <= 2,
                "[FFI0040] the result of `narrow` has another alignment than in the C signature `_Float16(_Float16)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::ffi::Half>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<::ffi::Half>().write(x);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    #[inline]
    pub unsafe fn precise(x: u128) -> u128 {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 16]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_f0b16a16_f0b16a16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "precise"]
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
                ::core::mem::size_of:: < u128 > () == 16,
                "[FFI0040] parameter 1 of `precise` has another size than in the C signature `__float128(__float128)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < u128 > () <= 16,
                "[FFI0040] parameter 1 of `precise` has another alignment than in the C signature `__float128(__float128)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < u128 > () == 16,
                "[FFI0040] the result of `precise` has another size than in the C signature `__float128(__float128)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < u128 > () <= 16,
                "[FFI0040] the result of `precise` has another alignment than in the C signature `__float128(__float128)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<u128>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<u128>().write(x);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct weights {
        pub w: [::ffi::Half; 3usize],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < weights > () == 6);
        ::core::assert!(::core::mem::align_of:: < weights > () == 2);
        ::core::assert!(::core::mem::offset_of!(weights, w) == 0);
    };
    #[inline]
    pub unsafe fn blend(a: weights) -> weights {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 8]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_f0b6_f0b6"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "blend"]
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
                ::core::mem::size_of:: < weights > () == 6,
                "[FFI0040] parameter 1 of `blend` has another size than in the C signature `struct weights {{ _Float16 w[3]; }}(struct weights {{ _Float16 w[3]; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < weights > () <= 2,
                "[FFI0040] parameter 1 of `blend` has another alignment than in the C signature `struct weights {{ _Float16 w[3]; }}(struct weights {{ _Float16 w[3]; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < weights > () == 6,
                "[FFI0040] the result of `blend` has another size than in the C signature `struct weights {{ _Float16 w[3]; }}(struct weights {{ _Float16 w[3]; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < weights > () <= 2,
                "[FFI0040] the result of `blend` has another alignment than in the C signature `struct weights {{ _Float16 w[3]; }}(struct weights {{ _Float16 w[3]; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<weights>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<weights>().write(a);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
