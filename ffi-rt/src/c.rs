//! C's integers that `core::ffi` lacks, as the target has them.
//!
//! `core::ffi` has `c_char` to `c_ulonglong`. These are the ones that headers define; each is an alias, so
//! that a `time_t` of this module is that of any other crate.
//!
//! ```
//! use ffi::c::{size_t, time_t, wchar_t};
//! #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
//! assert_eq!((size_of::<size_t>(), size_of::<time_t>(), size_of::<wchar_t>()), (8, 8, 4));
//! ```
#![allow(non_camel_case_types, reason = "names of C, which users look for")]

#[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
use core::ffi::c_int;
use core::ffi::c_long;
#[cfg(any(windows, target_env = "musl"))]
use core::ffi::c_longlong;
#[cfg(not(any(windows, target_vendor = "apple", target_os = "freebsd")))]
use core::ffi::c_uint;

/// `size_t`: the size of an object.
pub type size_t = usize;
/// `ssize_t` of POSIX: a size, or -1.
pub type ssize_t = isize;
/// `ptrdiff_t`: the distance of two elements.
pub type ptrdiff_t = isize;
/// `intptr_t`: an integer that a pointer fits in.
pub type intptr_t = isize;
/// `uintptr_t`: an unsigned integer that a pointer fits in.
pub type uintptr_t = usize;
/// `intmax_t`: the widest integer of C11, 64 bits on every target here.
pub type intmax_t = i64;
/// `uintmax_t`: the widest unsigned integer of C11, 64 bits on every target here.
pub type uintmax_t = u64;
/// `char16_t`: a unit of UTF-16, `uint_least16_t`.
pub type char16_t = u16;
/// `char32_t`: a unit of UTF-32, `uint_least32_t`.
pub type char32_t = u32;

/// `wchar_t`: a unit of wide text; on Windows one of UTF-16.
#[cfg(windows)]
pub type wchar_t = u16;
/// `wchar_t`: a unit of wide text, 32 bits; unsigned in Arm's procedure call standards (AAPCS64 2024Q3, section 10.1.1), but
/// for Apple's systems.
#[cfg(all(not(windows), any(target_arch = "aarch64", target_arch = "arm"), not(target_vendor = "apple")))]
pub type wchar_t = u32;
/// `wchar_t`: a unit of wide text, 32 bits, signed on this target.
#[cfg(not(any(windows, all(any(target_arch = "aarch64", target_arch = "arm"), not(target_vendor = "apple")))))]
pub type wchar_t = i32;

/// `time_t`: seconds since 1970. 64 bits on Windows (without `_USE_32BIT_TIME_T`, which MinGW's headers define for
/// 32-bit programs) and in musl since 1.2.
#[cfg(any(all(windows, not(all(target_arch = "x86", target_env = "gnu"))), target_env = "musl"))]
pub type time_t = c_longlong;
/// `time_t`: seconds since 1970; `long` on this target.
#[cfg(not(any(all(windows, not(all(target_arch = "x86", target_env = "gnu"))), target_env = "musl")))]
pub type time_t = c_long;

/// `off_t`: a position in a file; `long` on this target, as long as `_FILE_OFFSET_BITS` is not defined.
#[cfg(not(any(target_vendor = "apple", target_os = "freebsd", target_env = "musl")))]
pub type off_t = c_long;
/// `off_t`: a position in a file, 64 bits.
#[cfg(any(target_vendor = "apple", target_os = "freebsd", target_env = "musl"))]
pub type off_t = i64;

/// `wint_t`: a unit of wide text, or `WEOF`.
#[cfg(windows)]
pub type wint_t = u16;
/// `wint_t`: a unit of wide text, or `WEOF`: `int` on Apple's systems and FreeBSD.
#[cfg(any(target_vendor = "apple", target_os = "freebsd"))]
pub type wint_t = c_int;
/// `wint_t`: a unit of wide text, or `WEOF`: `unsigned int`.
#[cfg(not(any(windows, target_vendor = "apple", target_os = "freebsd")))]
pub type wint_t = c_uint;
