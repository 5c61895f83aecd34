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
    unsafe extern "C" {
        #[must_use]
        pub fn checked() -> ::core::ffi::c_int;
    }
    #[must_use]
    #[inline]
    pub unsafe fn checked_wide() -> ::ffi::LongDouble {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 0]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_x0n16a16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "checked_wide"]
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
                "[FFI0040] the result of `checked_wide` has another size than in the C signature `long double(void)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] the result of `checked_wide` has another alignment than in the C signature `long double(void)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::ffi::LongDouble>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        #[deprecated]
        pub fn leave() -> !;
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
