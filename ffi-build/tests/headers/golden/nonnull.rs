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
    pub type callback = ::core::option::Option<
        unsafe extern "C" fn(data: *mut ::core::ffi::c_void),
    >;
    #[repr(C)]
    #[derive(Debug)]
    pub struct object {
        _unused: [u8; 0],
    }
    pub type handle = *mut object;
    unsafe extern "C" {
        /// Copies a text.
        ///
        /// Not null: `to` and `from`. The result is never null.
        pub fn copy(
            to: *mut ::core::ffi::c_char,
            from: *const ::core::ffi::c_char,
        ) -> *mut ::core::ffi::c_char;
    }
    unsafe extern "C" {
        /// Not null: `first` and `second`.
        pub fn every(
            first: *mut ::core::ffi::c_int,
            number: ::core::ffi::c_int,
            second: *mut ::core::ffi::c_char,
        );
    }
    unsafe extern "C" {
        /// Not null: `must`.
        pub fn single(must: *mut ::core::ffi::c_int, may: *mut ::core::ffi::c_int);
    }
    unsafe extern "C" {
        /// Not null: `name` and `call`. The result is never null.
        pub fn typed(
            name: *const ::core::ffi::c_char,
            maybe: *mut ::core::ffi::c_char,
            call: ::core::option::Option<unsafe extern "C" fn(arg1: ::core::ffi::c_int)>,
        ) -> *mut ::core::ffi::c_int;
    }
    unsafe extern "C" {
        /// Not null: `from`, `then` and `names`. The result is never null.
        pub fn opened(
            from: handle,
            then: callback,
            names: *mut *const ::core::ffi::c_char,
        ) -> handle;
    }
    /// Not null: `more`. The result is never null.
    #[inline]
    pub unsafe fn wide(
        value: ::ffi::LongDouble,
        more: *const ::ffi::LongDouble,
    ) -> *mut ::ffi::LongDouble {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 24]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_g0_s0b16a16_g7__w16"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "wide"]
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
                "[FFI0040] parameter 1 of `wide` has another size than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::ffi::LongDouble > () <= 16,
                "[FFI0040] parameter 1 of `wide` has another alignment than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < * const ::ffi::LongDouble > () == 8,
                "[FFI0040] parameter 2 of `wide` has another size than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < * const ::ffi::LongDouble > () <= 8,
                "[FFI0040] parameter 2 of `wide` has another alignment than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < * mut ::ffi::LongDouble > () == 8,
                "[FFI0040] the result of `wide` has another size than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < * mut ::ffi::LongDouble > () <= 8,
                "[FFI0040] the result of `wide` has another alignment than in the C signature `long double *(long double, const long double *)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<*mut ::ffi::LongDouble>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<::ffi::LongDouble>().write(value);
            base.add(16).cast::<*const ::ffi::LongDouble>().write(more);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        /// Not null: `outer`.
        pub fn inner(outer: *mut *mut ::core::ffi::c_int, number: ::core::ffi::c_int);
    }
    unsafe extern "C" {
        /// Not null: `a` and `b`.
        pub fn twice(a: *mut ::core::ffi::c_int, b: *mut ::core::ffi::c_int);
    }
    /// With a word about it.
    ///
    /// Never null: `bytes` and `freed`.
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct buffer {
        pub bytes: *mut ::core::ffi::c_uchar,
        pub next: *mut ::core::ffi::c_uchar,
        pub freed: ::core::option::Option<
            unsafe extern "C" fn(arg1: *mut ::core::ffi::c_void),
        >,
        pub ends: *mut *mut ::core::ffi::c_uchar,
        pub size: ::core::ffi::c_ulong,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < buffer > () == 40);
        ::core::assert!(::core::mem::align_of:: < buffer > () == 8);
        ::core::assert!(::core::mem::offset_of!(buffer, bytes) == 0);
        ::core::assert!(::core::mem::offset_of!(buffer, next) == 8);
        ::core::assert!(::core::mem::offset_of!(buffer, freed) == 16);
        ::core::assert!(::core::mem::offset_of!(buffer, ends) == 24);
        ::core::assert!(::core::mem::offset_of!(buffer, size) == 32);
    };
    /// Never null: `unit`.
    #[repr(C, align(2))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct odd {
        bytes: [::core::mem::MaybeUninit<u8>; 10],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < odd > () == 10);
        ::core::assert!(::core::mem::align_of:: < odd > () == 2);
    };
    impl odd {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 10],
            }
        }
        #[inline]
        pub fn tag(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_tag(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn unit(&self) -> *mut ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    *mut ::core::ffi::c_char,
                    1,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_unit(&mut self, value: *mut ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    *mut ::core::ffi::c_char,
                    1,
                >(&raw mut *self, value)
            }
        }
    }
    unsafe extern "C" {
        /// Never null.
        pub static mut first_buffer: *mut buffer;
    }
    unsafe extern "C" {
        pub static mut any_buffer: *mut buffer;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
