//! `#[ffi::import]` of what rustc calls by itself: no build script is needed.

#![cfg(all(unix, feature = "macros"))]

use core::ffi::{c_char, c_int, c_void};

#[ffi::import(library = "m")]
unsafe extern "C" {
    safe fn hypot(x: f64, y: f64) -> f64;
    #[ffi(symbol = "fabs")]
    safe fn absolute(x: f64) -> f64;
}

#[ffi::import]
unsafe extern "C" {
    fn strtol(text: *const c_char, end: Option<&mut *mut c_char>, base: c_int) -> core::ffi::c_long;
    fn bsearch(
        key: *const c_void,
        base: *const c_void,
        count: usize,
        size: usize,
        compare: Option<unsafe extern "C" fn(*const c_void, *const c_void) -> c_int>,
    ) -> Option<ffi::Pointer<c_void>>;
    static optind: ffi::Static<c_int>;
}

/// Items that say otherwise than their block.
mod overridden {
    #[ffi::import(library = "c", non_leaf)]
    unsafe extern "C" {
        #[ffi(leaf, library = "m")]
        pub(super) safe fn sqrt(x: f64) -> f64;
        #[ffi(leaf, convention = "sysv64", symbol = "labs")]
        #[cfg(target_arch = "x86_64")]
        pub(super) safe fn absolute(x: core::ffi::c_long) -> core::ffi::c_long;
        pub(super) safe fn abs(x: core::ffi::c_int) -> core::ffi::c_int;
    }
}

#[test]
fn items_say_otherwise_than_their_block() {
    let context = ffi::exit::Context::new();
    assert_eq!((overridden::sqrt(9.0), overridden::abs(&context, -3)), (3.0, 3));
    #[cfg(target_arch = "x86_64")]
    assert_eq!(overridden::absolute(-4), 4);
    let _: extern "C" fn(f64) -> f64 = overridden::sqrt;
}

#[test]
fn functions() {
    assert_eq!(hypot(3.0, 4.0), 5.0);
    assert_eq!(absolute(-2.5), 2.5);
    let mut end = core::ptr::null_mut();
    // SAFETY: a text with NUL.
    assert_eq!(unsafe { strtol(c"12 apples".as_ptr(), Some(&mut end), 10) }, 12);
    let rest = ffi::Pointer::new(end).expect("the end of the number");
    // SAFETY: strtol leaves a pointer into the text.
    assert_eq!(unsafe { rest.as_c_str() }, c" apples");
}

#[test]
fn null_results_are_none() {
    unsafe extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
        // SAFETY: bsearch passes the key and elements.
        unsafe { (*a.cast::<i32>()).cmp(&*b.cast::<i32>()) as c_int }
    }
    let sorted = [1, 3, 5];
    let find = |key: i32| {
        let base = sorted.as_ptr().cast();
        // SAFETY: three sorted numbers of 4 bytes.
        let found = unsafe { bsearch((&raw const key).cast(), base, 3, 4, Some(compare)) };
        // SAFETY: a pointer to an element.
        found.map(|element| unsafe { element.cast::<i32>().load() })
    };
    assert_eq!((find(3), find(4)), (Some(3), None));
}

#[test]
fn statics() {
    // SAFETY: no other thread of this program uses getopt.
    unsafe {
        assert_eq!(optind.get(), 1);
        optind.set(7);
        assert_eq!(optind.get(), 7);
        optind.set(1);
    }
}
