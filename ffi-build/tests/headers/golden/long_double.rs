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
    #[inline]
    pub unsafe fn sine(x: ::ffi::LongDouble) -> ::ffi::LongDouble {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 16]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_x0n16a16_s0b16a16__w16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "sine"]
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
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] parameter 1 of `sine` has another size than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] parameter 1 of `sine` has another alignment than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] the result of `sine` has another size than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] the result of `sine` has another alignment than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::ffi::LongDouble>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<::ffi::LongDouble>().write(x);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    #[inline]
    pub unsafe fn narrowed(x: ::ffi::LongDouble) -> f64 {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 16]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_f0_s0b16a16__w16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "narrowed"]
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
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] parameter 1 of `narrowed` has another size than in the C signature `double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] parameter 1 of `narrowed` has another alignment than in the C signature `double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < f64 > () == 8,
                "[FFI0040] the result of `narrowed` has another size than in the C signature `double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < f64 > () <= 8,
                "[FFI0040] the result of `narrowed` has another alignment than in the C signature `double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<f64>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<::ffi::LongDouble>().write(x);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn measure(x: f64, exponent: *mut ::core::ffi::c_int) -> ::core::ffi::c_int;
    }
    #[repr(C)]
    #[repr(align(16))]
    #[derive(Debug, Copy, Clone)]
    pub struct reading {
        pub channel: ::core::ffi::c_int,
        pub value: ::ffi::LongDouble,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < reading > () == 32);
        ::core::assert!(::core::mem::align_of:: < reading > () == 16);
        ::core::assert!(::core::mem::offset_of!(reading, channel) == 0);
        ::core::assert!(::core::mem::offset_of!(reading, value) == 16);
    };
    unsafe extern "C" {
        pub fn take() -> reading;
    }
    unsafe extern "C" {
        pub fn give(r: reading);
    }
    unsafe extern "C" {
        pub fn give_pointer(r: *const reading);
    }
    pub type real_t = ::ffi::LongDouble;
    #[inline]
    pub unsafe fn twice(x: real_t) -> real_t {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 16]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_x0n16a16_s0b16a16__w16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "twice"]
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
                ::core::mem::size_of:: < real_t > () == 16,
                "[FFI0040] parameter 1 of `twice` has another size than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < real_t > () <= 16,
                "[FFI0040] parameter 1 of `twice` has another alignment than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < real_t > () == 16,
                "[FFI0040] the result of `twice` has another size than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < real_t > () <= 16,
                "[FFI0040] the result of `twice` has another alignment than in the C signature `long double(long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<real_t>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<real_t>().write(x);
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
    pub struct pair {
        pub re: real_t,
        pub im: real_t,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < pair > () == 32);
        ::core::assert!(::core::mem::align_of:: < pair > () == 16);
        ::core::assert!(::core::mem::offset_of!(pair, re) == 0);
        ::core::assert!(::core::mem::offset_of!(pair, im) == 16);
    };
    unsafe extern "C" {
        pub fn swap(p: pair) -> pair;
    }
    pub type function_t = ::core::option::Option<::ffi::OpaqueFunction>;
    #[inline]
    pub unsafe fn integrate(
        f: function_t,
        from: ::ffi::LongDouble,
        to: ::ffi::LongDouble,
    ) -> ::ffi::LongDouble {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 48]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_x0n16a16_g7_s0b16a16_s16b16a16__w32"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "integrate"]
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
                ::core::mem::size_of:: < function_t > () == 8,
                "[FFI0040] parameter 1 of `integrate` has another size than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < function_t > () <= 8,
                "[FFI0040] parameter 1 of `integrate` has another alignment than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] parameter 2 of `integrate` has another size than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] parameter 2 of `integrate` has another alignment than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] parameter 3 of `integrate` has another size than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] parameter 3 of `integrate` has another alignment than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::ffi::LongDouble > () == 16,
                "[FFI0040] the result of `integrate` has another size than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] the result of `integrate` has another alignment than in the C signature `long double(long double (*)(long double), long double, long double)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::ffi::LongDouble>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<function_t>().write(f);
            base.add(16).cast::<::ffi::LongDouble>().write(from);
            base.add(32).cast::<::ffi::LongDouble>().write(to);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn apply(
            f: ::core::option::Option<::ffi::OpaqueFunction>,
            n: ::core::ffi::c_int,
        ) -> f64;
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct table {
        pub count: ::core::ffi::c_int,
        pub entry: ::core::option::Option<::ffi::OpaqueFunction>,
        pub other: function_t,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < table > () == 24);
        ::core::assert!(::core::mem::align_of:: < table > () == 8);
        ::core::assert!(::core::mem::offset_of!(table, count) == 0);
        ::core::assert!(::core::mem::offset_of!(table, entry) == 8);
        ::core::assert!(::core::mem::offset_of!(table, other) == 16);
    };
    unsafe extern "C" {
        pub fn install(t: *mut table);
    }
    unsafe extern "C" {
        pub fn store(out: *mut ::ffi::LongDouble);
    }
    unsafe extern "C" {
        pub static mut epsilon: ::ffi::LongDouble;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
