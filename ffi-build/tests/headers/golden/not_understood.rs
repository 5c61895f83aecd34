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
    #[derive(PartialEq, Eq, Copy, Clone, Debug, Hash)]
    #[repr(C, align(8))]
    pub struct __BindgenOpaqueArray8<T>(pub T);
    impl<T: Copy + Default, const N: usize> Default for __BindgenOpaqueArray8<[T; N]> {
        fn default() -> Self {
            Self([<T as Default>::default(); N])
        }
    }
    #[repr(C, align(8))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct task {
        bytes: [::core::mem::MaybeUninit<u8>; 16],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < task > () == 16);
        ::core::assert!(::core::mem::align_of:: < task > () == 8);
    };
    impl task {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 16],
            }
        }
    }
    unsafe extern "C" {
        pub fn by_pointer(t: *const task) -> ::core::ffi::c_int;
    }
    #[repr(C, align(8))]
    #[derive(Debug)]
    #[derive(Clone, Copy)]
    pub struct holder {
        bytes: [::core::mem::MaybeUninit<u8>; 24],
    }
    const _: () = {
        ::core::assert!(::core::mem::size_of:: < holder > () == 24);
        ::core::assert!(::core::mem::align_of:: < holder > () == 8);
    };
    impl holder {
        ///All bytes zero.
        #[inline]
        #[must_use]
        pub const fn zeroed() -> Self {
            Self {
                bytes: [::core::mem::MaybeUninit::new(0); 24],
            }
        }
        #[inline]
        pub fn tag(&self) -> i8 {
            unsafe { ::ffi::__private::member::load::<_, i8, 0>(&raw const *self) }
        }
        #[inline]
        pub fn set_tag(&mut self, value: i8) {
            unsafe { ::ffi::__private::member::store::<_, i8, 0>(&raw mut *self, value) }
        }
    }
    unsafe extern "C" {
        pub fn hold(h: *mut holder);
    }
    #[repr(C)]
    #[derive(Debug)]
    pub struct incomplete {
        _unused: [u8; 0],
    }
}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
