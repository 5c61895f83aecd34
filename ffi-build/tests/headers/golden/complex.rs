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
    #[repr(C)]
    pub struct __BindgenComplex<T> {
        pub re: T,
        pub im: T,
    }
    unsafe extern "C" {
        pub fn rotate(z: ::ffi::Complex<f64>, angle: f64) -> ::ffi::Complex<f64>;
    }
    unsafe extern "C" {
        pub fn half_turn(z: ::ffi::Complex<f32>) -> ::ffi::Complex<f32>;
    }
    #[inline]
    pub unsafe fn precise(
        z: ::ffi::Complex<::ffi::LongDouble>,
    ) -> ::ffi::Complex<::ffi::LongDouble> {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 32]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_x0x1o16n32a16_s0b32a16__w32"]
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
                ::core::mem::size_of:: < ::ffi::Complex < ::ffi::LongDouble > > () == 32,
                "[FFI0040] parameter 1 of `precise` has another size than in the C signature `long double _Complex(long double _Complex)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::Complex < ::ffi::LongDouble > > () <=
                16,
                "[FFI0040] parameter 1 of `precise` has another alignment than in the C signature `long double _Complex(long double _Complex)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::Complex < ::ffi::LongDouble > > () == 32,
                "[FFI0040] the result of `precise` has another size than in the C signature `long double _Complex(long double _Complex)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::Complex < ::ffi::LongDouble > > () <=
                16,
                "[FFI0040] the result of `precise` has another alignment than in the C signature `long double _Complex(long double _Complex)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<
            ::ffi::Complex<::ffi::LongDouble>,
        >::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<::ffi::Complex<::ffi::LongDouble>>().write(z);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn magnitude(z: ::ffi::Complex<f64>) -> f64;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct sample {
        pub t: ::core::ffi::c_int,
        pub z: ::ffi::Complex<f32>,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < sample > () == 12);
        ::core::assert!(::core::mem::align_of:: < sample > () == 4);
        ::core::assert!(::core::mem::offset_of!(sample, t) == 0);
        ::core::assert!(::core::mem::offset_of!(sample, z) == 4);
    };
    unsafe extern "C" {
        pub fn shift(s: sample, by: ::core::ffi::c_int) -> sample;
    }
    unsafe extern "C" {
        pub fn fill(out: *mut ::ffi::Complex<f64>, n: ::core::ffi::c_int);
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
