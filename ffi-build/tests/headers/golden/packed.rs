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
    pub struct plain {
        pub c: ::core::ffi::c_char,
        pub i: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < plain > () == 8);
        ::core::assert!(::core::mem::align_of:: < plain > () == 4);
        ::core::assert!(::core::mem::offset_of!(plain, c) == 0);
        ::core::assert!(::core::mem::offset_of!(plain, i) == 4);
    };
    #[repr(C, packed)]
    #[derive(Debug, Copy, Clone)]
    pub struct packed {
        pub c: ::core::ffi::c_char,
        pub i: ::core::ffi::c_int,
        pub d: f64,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < packed > () == 13);
        ::core::assert!(::core::mem::align_of:: < packed > () == 1);
        ::core::assert!(::core::mem::offset_of!(packed, c) == 0);
        ::core::assert!(::core::mem::offset_of!(packed, i) == 1);
        ::core::assert!(::core::mem::offset_of!(packed, d) == 5);
    };
    #[repr(C, packed(2))]
    #[derive(Debug, Copy, Clone)]
    pub struct pack2 {
        pub c: ::core::ffi::c_char,
        pub i: ::core::ffi::c_int,
        pub d: f64,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < pack2 > () == 14);
        ::core::assert!(::core::mem::align_of:: < pack2 > () == 2);
        ::core::assert!(::core::mem::offset_of!(pack2, c) == 0);
        ::core::assert!(::core::mem::offset_of!(pack2, i) == 2);
        ::core::assert!(::core::mem::offset_of!(pack2, d) == 6);
    };
    #[repr(C)]
    #[repr(align(16))]
    #[derive(Debug, Copy, Clone)]
    pub struct aligned {
        pub i: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < aligned > () == 16);
        ::core::assert!(::core::mem::align_of:: < aligned > () == 16);
        ::core::assert!(::core::mem::offset_of!(aligned, i) == 0);
    };
    #[repr(C, align(4))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct both {
        bytes: [::core::mem::MaybeUninit<u8>; 8],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < both > () == 8);
        ::core::assert!(::core::mem::align_of:: < both > () == 4);
    };
    impl both {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 8],
            }
        }
        #[inline]
        pub fn c(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_c(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn i(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_int,
                    1,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_i(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_int,
                    1,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn s(&self) -> ::core::ffi::c_short {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_short,
                    5,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_s(&mut self, value: ::core::ffi::c_short) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_short,
                    5,
                >(&raw mut *self, value)
            }
        }
    }
    #[repr(C, align(1))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct holds_aligned {
        bytes: [::core::mem::MaybeUninit<u8>; 17],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < holds_aligned > () == 17);
        ::core::assert!(::core::mem::align_of:: < holds_aligned > () == 1);
    };
    impl holds_aligned {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 17],
            }
        }
        #[inline]
        pub fn c(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_c(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn a(&self) -> aligned {
            unsafe { ::ffi::__private::member::load::<_, aligned, 1>(&raw const *self) }
        }
        #[inline]
        pub fn set_a(&mut self, value: aligned) {
            unsafe {
                ::ffi::__private::member::store::<_, aligned, 1>(&raw mut *self, value)
            }
        }
    }
    #[repr(C)]
    #[repr(align(16))]
    #[derive(Debug, Copy, Clone)]
    pub struct member_aligned {
        pub c: ::core::ffi::c_char,
        pub __bindgen_padding_0: [u8; 15usize],
        pub i: ::core::ffi::c_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < member_aligned > () == 32);
        ::core::assert!(::core::mem::align_of:: < member_aligned > () == 16);
        ::core::assert!(::core::mem::offset_of!(member_aligned, c) == 0);
        ::core::assert!(::core::mem::offset_of!(member_aligned, i) == 16);
    };
    #[repr(C, align(2))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct member_packed {
        bytes: [::core::mem::MaybeUninit<u8>; 8],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < member_packed > () == 8);
        ::core::assert!(::core::mem::align_of:: < member_packed > () == 2);
    };
    impl member_packed {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 8],
            }
        }
        #[inline]
        pub fn c(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_c(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_char,
                    0,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn i(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_int,
                    1,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_i(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_int,
                    1,
                >(&raw mut *self, value)
            }
        }
        #[inline]
        pub fn s(&self) -> ::core::ffi::c_short {
            unsafe {
                ::ffi::__private::member::load::<
                    _,
                    ::core::ffi::c_short,
                    6,
                >(&raw const *self)
            }
        }
        #[inline]
        pub fn set_s(&mut self, value: ::core::ffi::c_short) {
            unsafe {
                ::ffi::__private::member::store::<
                    _,
                    ::core::ffi::c_short,
                    6,
                >(&raw mut *self, value)
            }
        }
    }
    pub type wide_int = ::core::ffi::c_int;
    #[repr(C)]
    #[repr(align(16))]
    #[derive(Debug, Copy, Clone)]
    pub struct typedef_aligned {
        pub c: ::core::ffi::c_char,
        pub __bindgen_padding_0: [u8; 15usize],
        pub i: wide_int,
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < typedef_aligned > () == 32);
        ::core::assert!(::core::mem::align_of:: < typedef_aligned > () == 16);
        ::core::assert!(::core::mem::offset_of!(typedef_aligned, c) == 0);
        ::core::assert!(::core::mem::offset_of!(typedef_aligned, i) == 16);
    };
    #[repr(C)]
    #[repr(align(64))]
    #[derive(Debug, Copy, Clone)]
    pub struct over {
        pub bytes: [::core::ffi::c_char; 65usize],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < over > () == 128);
        ::core::assert!(::core::mem::align_of:: < over > () == 64);
        ::core::assert!(::core::mem::offset_of!(over, bytes) == 0);
    };
    unsafe extern "C" {
        pub fn of_plain(p: plain) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn of_packed(p: packed) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn of_pack2(p: pack2) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn of_aligned(a: aligned) -> ::core::ffi::c_int;
    }
    #[inline]
    pub unsafe fn of_both(b: both) -> ::core::ffi::c_int {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 8]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_g0b4_s0__w8"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "of_both"]
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
                ::core::mem::size_of:: < both > () == 8,
                "[FFI0040] parameter 1 of `of_both` has another size than in the C signature `int(struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < both > () <= 4,
                "[FFI0040] parameter 1 of `of_both` has another alignment than in the C signature `int(struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::core::ffi::c_int > () == 4,
                "[FFI0040] the result of `of_both` has another size than in the C signature `int(struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::core::ffi::c_int > () <= 4,
                "[FFI0040] the result of `of_both` has another alignment than in the C signature `int(struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::core::ffi::c_int>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<both>().write(b);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn of_holds_aligned(h: *mut holds_aligned) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn of_holds_value(h: holds_aligned) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn of_member_aligned(m: member_aligned) -> ::core::ffi::c_int;
    }
    #[inline]
    pub unsafe fn of_member_packed(m: member_packed) -> ::core::ffi::c_int {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 8]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_g0b4_s0__w8"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "of_member_packed"]
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
                ::core::mem::size_of:: < member_packed > () == 8,
                "[FFI0040] parameter 1 of `of_member_packed` has another size than in the C signature `int(struct member_packed {{ char c; int i __attribute__((packed)); short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < member_packed > () <= 2,
                "[FFI0040] parameter 1 of `of_member_packed` has another alignment than in the C signature `int(struct member_packed {{ char c; int i __attribute__((packed)); short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::size_of:: < ::core::ffi::c_int > () == 4,
                "[FFI0040] the result of `of_member_packed` has another size than in the C signature `int(struct member_packed {{ char c; int i __attribute__((packed)); short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < ::core::ffi::c_int > () <= 4,
                "[FFI0040] the result of `of_member_packed` has another alignment than in the C signature `int(struct member_packed {{ char c; int i __attribute__((packed)); short s; }})`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<::core::ffi::c_int>::uninit();
        let base = (&raw mut args).cast::<u8>();
        unsafe {
            base.add(0).cast::<member_packed>().write(m);
            call(
                base,
                ret.as_mut_ptr().cast::<u8>(),
                callee as *const ::core::ffi::c_void,
            );
            ret.assume_init()
        }
    }
    unsafe extern "C" {
        pub fn of_typedef_aligned(t: typedef_aligned) -> ::core::ffi::c_int;
    }
    #[inline]
    pub unsafe fn make_both() -> both {
        #[repr(C, align(16))]
        struct Record(::core::mem::MaybeUninit<[u8; 0]>);
        #[link(name = "ffi_test", kind = "static")]
        unsafe extern "C-unwind" {
            #[link_name = "ffi1_d_sysv64_pg7"]
            fn trampoline(
                args: *mut u8,
                ret: *mut u8,
                callee: *const ::core::ffi::c_void,
            );
        }
        #[allow(clashing_extern_declarations)]
        unsafe extern "C" {
            #[link_name = "make_both"]
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
                ::core::mem::size_of:: < both > () == 8,
                "[FFI0040] the result of `make_both` has another size than in the C signature `struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }}(void)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
            ::core::assert!(
                ::core::mem::align_of:: < both > () <= 4,
                "[FFI0040] the result of `make_both` has another alignment than in the C signature `struct __attribute__((packed, aligned(4))) both {{ char c; int i; short s; }}(void)`\nhelp: use the Rust type that has the layout of the C type, or correct the signature"
            );
        };
        let mut args = Record(::core::mem::MaybeUninit::uninit());
        let mut ret = ::core::mem::MaybeUninit::<both>::uninit();
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
        pub fn make_over() -> over;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
