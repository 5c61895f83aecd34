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
    #[derive(Copy, Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
    pub struct __BindgenBitfieldUnit<Storage> {
        storage: Storage,
    }
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct flags {
        pub _bindgen_align: [u32; 0],
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 4usize]>,
    }
    impl flags {
        #[inline]
        pub fn a(&self) -> ::core::ffi::c_uint {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 0, 1)
                    as ::core::ffi::c_uint
            }
        }
        #[inline]
        pub fn set_a(&mut self, value: ::core::ffi::c_uint) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 0, 1, value as u64)
            }
        }
        #[inline]
        pub fn b(&self) -> ::core::ffi::c_uint {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 1, 3)
                    as ::core::ffi::c_uint
            }
        }
        #[inline]
        pub fn set_b(&mut self, value: ::core::ffi::c_uint) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 1, 3, value as u64)
            }
        }
        #[inline]
        pub fn c(&self) -> ::core::ffi::c_uint {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 8, 24)
                    as ::core::ffi::c_uint
            }
        }
        #[inline]
        pub fn set_c(&mut self, value: ::core::ffi::c_uint) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 8, 24, value as u64)
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < flags > () == 4);
        ::core::assert!(::core::mem::align_of:: < flags > () == 4);
        ::core::assert!(::core::mem::offset_of!(flags, _bitfield_1) == 0);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct mixed {
        pub _bindgen_align: [u32; 0],
        pub c: ::core::ffi::c_char,
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 7usize]>,
        pub s: ::core::ffi::c_short,
    }
    impl mixed {
        #[inline]
        pub fn x(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 8, 5),
                    5,
                ) as ::core::ffi::c_int
            }
        }
        #[inline]
        pub fn set_x(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 8, 5, value as u64)
            }
        }
        #[inline]
        pub fn y(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 32, 30),
                    30,
                ) as ::core::ffi::c_int
            }
        }
        #[inline]
        pub fn set_y(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::bits::set(
                    (&raw mut *self).cast(),
                    32,
                    30,
                    value as u64,
                )
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < mixed > () == 12);
        ::core::assert!(::core::mem::align_of:: < mixed > () == 4);
        ::core::assert!(::core::mem::offset_of!(mixed, c) == 0);
        ::core::assert!(::core::mem::offset_of!(mixed, s) == 8);
        ::core::assert!(::core::mem::offset_of!(mixed, _bitfield_1) == 1);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct wide {
        pub _bindgen_align: [u64; 0],
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 6usize]>,
        pub __bindgen_padding_0: u16,
    }
    impl wide {
        #[inline]
        pub fn big(&self) -> ::core::ffi::c_ulonglong {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 0, 40)
                    as ::core::ffi::c_ulonglong
            }
        }
        #[inline]
        pub fn set_big(&mut self, value: ::core::ffi::c_ulonglong) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 0, 40, value as u64)
            }
        }
        #[inline]
        pub fn small(&self) -> ::core::ffi::c_uint {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 40, 4)
                    as ::core::ffi::c_uint
            }
        }
        #[inline]
        pub fn set_small(&mut self, value: ::core::ffi::c_uint) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 40, 4, value as u64)
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < wide > () == 8);
        ::core::assert!(::core::mem::align_of:: < wide > () == 8);
        ::core::assert!(::core::mem::offset_of!(wide, _bitfield_1) == 0);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct only_floats_but {
        pub f: f32,
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 1usize]>,
        pub g: f32,
    }
    impl only_floats_but {
        #[inline]
        pub fn bit(&self) -> ::core::ffi::c_uint {
            unsafe {
                ::ffi::__private::bits::get((&raw const *self).cast(), 32, 1)
                    as ::core::ffi::c_uint
            }
        }
        #[inline]
        pub fn set_bit(&mut self, value: ::core::ffi::c_uint) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 32, 1, value as u64)
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < only_floats_but > () == 12);
        ::core::assert!(::core::mem::align_of:: < only_floats_but > () == 4);
        ::core::assert!(::core::mem::offset_of!(only_floats_but, f) == 0);
        ::core::assert!(::core::mem::offset_of!(only_floats_but, g) == 8);
        ::core::assert!(::core::mem::offset_of!(only_floats_but, _bitfield_1) == 4);
    };
    #[repr(C, packed)]
    #[derive(Debug, Copy, Clone)]
    pub struct tight {
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 2usize]>,
        pub c: ::core::ffi::c_char,
    }
    impl tight {
        #[inline]
        pub fn a(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 0, 3),
                    3,
                ) as ::core::ffi::c_int
            }
        }
        #[inline]
        pub fn set_a(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 0, 3, value as u64)
            }
        }
        #[inline]
        pub fn b(&self) -> ::core::ffi::c_int {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 3, 13),
                    13,
                ) as ::core::ffi::c_int
            }
        }
        #[inline]
        pub fn set_b(&mut self, value: ::core::ffi::c_int) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 3, 13, value as u64)
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < tight > () == 3);
        ::core::assert!(::core::mem::align_of:: < tight > () == 1);
        ::core::assert!(::core::mem::offset_of!(tight, c) == 2);
        ::core::assert!(::core::mem::offset_of!(tight, _bitfield_1) == 0);
    };
    #[repr(C)]
    #[derive(Debug, Copy, Clone)]
    pub struct zero {
        pub _bitfield_1: __BindgenBitfieldUnit<[u8; 5usize]>,
    }
    impl zero {
        #[inline]
        pub fn a(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 0, 4),
                    4,
                ) as ::core::ffi::c_char
            }
        }
        #[inline]
        pub fn set_a(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 0, 4, value as u64)
            }
        }
        #[inline]
        pub fn b(&self) -> ::core::ffi::c_char {
            unsafe {
                ::ffi::__private::bits::signed(
                    ::ffi::__private::bits::get((&raw const *self).cast(), 32, 4),
                    4,
                ) as ::core::ffi::c_char
            }
        }
        #[inline]
        pub fn set_b(&mut self, value: ::core::ffi::c_char) {
            unsafe {
                ::ffi::__private::bits::set((&raw mut *self).cast(), 32, 4, value as u64)
            }
        }
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < zero > () == 5);
        ::core::assert!(::core::mem::align_of:: < zero > () == 1);
        ::core::assert!(::core::mem::offset_of!(zero, _bitfield_1) == 0);
    };
    unsafe extern "C" {
        #[link_name = "\u{1}use"]
        pub fn use_(f: flags, p: *mut flags) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn make() -> mixed;
    }
    unsafe extern "C" {
        pub fn wide(w: wide) -> wide;
    }
    unsafe extern "C" {
        pub fn through(o: only_floats_but) -> f32;
    }
    unsafe extern "C" {
        pub fn tight(t: tight) -> ::core::ffi::c_int;
    }
    unsafe extern "C" {
        pub fn zero(z: zero) -> ::core::ffi::c_int;
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
