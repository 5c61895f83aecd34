//! How a call that failed shows: the second parameter of [`Errno`](crate::Errno) and its kin.

use core::ptr::NonNull;

use crate::Pointer;

/// A rule that tells a failed call from one that succeeded.
///
/// Implemented by the types of this module for the result types that they make sense for; a library with a rule
/// of its own implements it for a type of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how a failed call shows in a result of type `{T}`",
    label = "no rule for this result",
    note = "by default -1 of a signed integer and null of a pointer are failures; others are named: `ffi::Errno<usize, ffi::sentinel::MinusOne>`, or `ffi::sentinel::Code` where `errno` alone tells"
)]
pub trait Sentinel<T> {
    /// Whether the code is set to 0 in front of the call.
    const CLEAR: bool = false;

    /// Whether the call that returned this value, and left this code, failed.
    fn failed(value: &T, code: i64) -> bool;
}

/// `-1` of a signed integer, null of a pointer: what most functions of POSIX return.
#[derive(Debug, Clone, Copy)]
pub struct Usual;

/// All bits set: `-1` as an unsigned integer (`(size_t)-1`), `MAP_FAILED`, `INVALID_HANDLE_VALUE`.
#[derive(Debug, Clone, Copy)]
pub struct MinusOne;

/// Zero, null or `false`.
#[derive(Debug, Clone, Copy)]
pub struct Zero;

/// Anything but zero.
#[derive(Debug, Clone, Copy)]
pub struct NonZero;

/// Anything below zero.
#[derive(Debug, Clone, Copy)]
pub struct Negative;

/// A code that is not 0, having been cleared in front of the call: for functions every value of which may be a result (`strtol`,
/// `pow`, `readdir`).
#[derive(Debug, Clone, Copy)]
pub struct Code;

impl<T> Sentinel<T> for Code {
    const CLEAR: bool = true;

    #[inline]
    fn failed(_: &T, code: i64) -> bool {
        code != 0
    }
}

macro_rules! rule {
    ($rule:ident: $($type:ty)* => $value:ident, $failed:expr) => {$(
        impl Sentinel<$type> for $rule {
            #[inline]
            fn failed($value: &$type, _: i64) -> bool {
                $failed
            }
        }
    )*};
}
rule!(Usual: i8 i16 i32 i64 isize => value, *value == -1);
rule!(MinusOne: i8 i16 i32 i64 isize u8 u16 u32 u64 usize => value, !*value == 0);
rule!(Zero: i8 i16 i32 i64 isize u8 u16 u32 u64 usize => value, *value == 0);
rule!(Zero: bool => value, !*value);
rule!(NonZero: i8 i16 i32 i64 isize u8 u16 u32 u64 usize => value, *value != 0);
rule!(NonZero: bool => value, *value);
rule!(Negative: i8 i16 i32 i64 isize => value, *value < 0);
rule!(Negative: f32 f64 => value, *value < 0.0);

macro_rules! pointers {
    ($($type:ty)*) => {$(
        impl<T> Sentinel<$type> for Usual {
            #[inline]
            fn failed(value: &$type, _: i64) -> bool {
                value.is_null()
            }
        }
        impl<T> Sentinel<$type> for Zero {
            #[inline]
            fn failed(value: &$type, _: i64) -> bool {
                value.is_null()
            }
        }
        impl<T> Sentinel<$type> for MinusOne {
            #[inline]
            fn failed(value: &$type, _: i64) -> bool {
                value.addr() == usize::MAX
            }
        }
    )*};
}
pointers!(*const T *mut T);

macro_rules! nullable {
    ($($type:ty)*) => {$(
        impl<T> Sentinel<Option<$type>> for Usual {
            #[inline]
            fn failed(value: &Option<$type>, _: i64) -> bool {
                value.is_none()
            }
        }
        impl<T> Sentinel<Option<$type>> for Zero {
            #[inline]
            fn failed(value: &Option<$type>, _: i64) -> bool {
                value.is_none()
            }
        }
    )*};
}
nullable!(NonNull<T> Pointer<T>);

#[cfg(test)]
mod tests {
    use super::*;

    fn failed<S: Sentinel<T>, T: Copy>(value: T, code: i64) -> bool {
        S::failed(&value, code)
    }

    static ANY: u8 = 0;

    #[test]
    fn each_rule_knows_its_failures() {
        assert!(failed::<Usual, _>(-1_i32, 0) && !failed::<Usual, _>(0_i32, 9) && !failed::<Usual, _>(-2_i64, 9));
        assert!(failed::<Usual, _>(core::ptr::null::<u8>(), 0) && !failed::<Usual, _>(&raw const ANY, 9));
        assert!(failed::<MinusOne, _>(usize::MAX, 0) && !failed::<MinusOne, _>(0_usize, 9));
        assert!(failed::<MinusOne, _>(core::ptr::without_provenance::<u8>(usize::MAX), 0));
        assert!(!failed::<MinusOne, _>(core::ptr::null_mut::<u8>(), 9));
        assert!(failed::<Zero, _>(false, 0) && !failed::<Zero, _>(1_u32, 9));
        assert!(failed::<NonZero, _>(5_i32, 0) && !failed::<NonZero, _>(0_i32, 9));
        assert!(failed::<Negative, _>(-22_i32, 0) && !failed::<Negative, _>(0_i32, 9));
        assert!(failed::<Code, _>(7.5, 34) && !failed::<Code, _>(7.5, 0));
        assert!(failed::<Usual, _>(None::<Pointer<u8>>, 0) && failed::<Zero, _>(None::<NonNull<u8>>, 0));
    }
}
