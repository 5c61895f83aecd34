//! [`Value`]: an argument or result of a dynamic call.

use core::ffi::c_void;
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr;

use crate::contract::Kind;
use crate::{Bytes, Complex, Half, LongDouble, OpaqueFunction, Pointer};

// The layout is used: a tag that is the code of a kind, and every payload at the same place, so that
// an argument of exactly its parameter's kind is copied without looking at what it is.
/// An argument or result of a call whose signature is data.
///
/// Made by `From` (`3.into()`, `pointer.into()`), taken apart by `TryFrom` or `match`.
///
/// ```
/// use ffi::Value;
/// let value = Value::from(300_i64);
/// assert_eq!(u16::try_from(value.clone()), Ok(300));
/// assert_eq!(
///     u8::try_from(value).unwrap_err().to_string(),
///     "this i64 is out of range for u8"
/// );
/// assert_eq!(
///     f64::try_from(Value::from(true)).unwrap_err().to_string(),
///     "expected f64, found bool"
/// );
/// ```
#[derive(Clone, Debug, PartialEq)]
#[repr(C, u8)]
#[non_exhaustive]
pub enum Value {
    /// No value: what a function of type `void` returns.
    Void = Kind::Void.code(),
    /// `_Bool`.
    Bool(bool) = Kind::Bool.code(),
    /// A signed 8-bit integer.
    I8(i8) = Kind::I8.code(),
    /// An unsigned 8-bit integer.
    U8(u8) = Kind::U8.code(),
    /// A signed 16-bit integer.
    I16(i16) = Kind::I16.code(),
    /// An unsigned 16-bit integer.
    U16(u16) = Kind::U16.code(),
    /// A signed 32-bit integer.
    I32(i32) = Kind::I32.code(),
    /// An unsigned 32-bit integer.
    U32(u32) = Kind::U32.code(),
    /// A signed 64-bit integer.
    I64(i64) = Kind::I64.code(),
    /// An unsigned 64-bit integer.
    U64(u64) = Kind::U64.code(),
    /// A signed 128-bit integer.
    I128(i128) = Kind::I128.code(),
    /// An unsigned 128-bit integer.
    U128(u128) = Kind::U128.code(),
    /// `_Float16`.
    Half(Half) = Kind::F16.code(),
    /// `float`.
    F32(f32) = Kind::F32.code(),
    /// `double`.
    F64(f64) = Kind::F64.code(),
    /// `long double`.
    LongDouble(LongDouble) = Kind::F80.code(),
    /// `_Complex _Float16`.
    ComplexHalf(Complex<Half>) = Kind::ComplexF16.code(),
    /// `_Complex float`.
    ComplexF32(Complex<f32>) = Kind::ComplexF32.code(),
    /// `_Complex double`.
    ComplexF64(Complex<f64>) = Kind::ComplexF64.code(),
    /// `_Complex long double`.
    ComplexLongDouble(Complex<LongDouble>) = Kind::ComplexF80.code(),
    /// A pointer to data or to a function; may be null.
    Pointer(*mut c_void) = Kind::Pointer.code(),
    /// The bytes of a record or a vector, or of a number of a format that Rust cannot hold.
    Bytes(Bytes) = Kind::Record.code(),
}

const _: () = assert!(size_of::<Value>() <= 48, "arguments are copied: keep them small");

/// Where the payload is: behind the tag, at the next multiple of the enumeration's alignment.
const PAYLOAD_AT: usize = align_of::<Value>();

/// The kinds whose values fill at most one slot and are the same number of bytes in a [`Value`], as a
/// set of bits by code.
pub(crate) const SCALAR: u32 = {
    use Kind::*;
    let kinds = [Bool, I8, U8, I16, U16, I32, U32, I64, U64, F16, F32, F64, Pointer];
    let mut set = 0;
    let mut at = 0;
    while at < kinds.len() {
        set |= 1 << kinds[at].code();
        at += 1;
    }
    set
};

impl Value {
    /// The null pointer.
    pub const NULL: Self = Self::Pointer(ptr::null_mut());

    /// The code of the kind that the value is, if it is a [`SCALAR`].
    #[inline(always)]
    pub(crate) const fn tag(&self) -> u8 {
        // SAFETY: `repr(C, u8)` puts the tag in front.
        unsafe { *ptr::from_ref(self).cast() }
    }

    /// The first 8 bytes of the payload.
    #[inline(always)]
    pub(crate) const fn payload(&self) -> MaybeUninit<u64> {
        // SAFETY: `repr(C, u8)` makes it a structure of the tag and a union of the payloads, the largest
        // of which is 16-aligned and longer than 8 bytes.
        unsafe { *ptr::from_ref(self).cast::<MaybeUninit<u64>>().byte_add(PAYLOAD_AT) }
    }

    /// The scalar of a kind.
    ///
    /// # Safety
    ///
    /// The tag is the code of a [`SCALAR`] kind, and the payload starts with a valid value of it.
    #[inline(always)]
    pub(crate) const unsafe fn scalar(tag: u8, payload: MaybeUninit<u64>) -> Self {
        let mut value = MaybeUninit::<Self>::uninit();
        let start = value.as_mut_ptr();
        // SAFETY: tag and payload make a value, as the caller vouches; see `tag` and `payload`.
        unsafe {
            start.cast::<u8>().write(tag);
            start.cast::<MaybeUninit<u64>>().byte_add(PAYLOAD_AT).write(payload);
            value.assume_init()
        }
    }

    /// What kind of value it is, in the words of the error messages.
    pub(crate) const fn description(&self) -> &'static str {
        match self {
            Self::Void => "void",
            Self::Bool(_) => "bool",
            Self::I8(_) => "i8",
            Self::U8(_) => "u8",
            Self::I16(_) => "i16",
            Self::U16(_) => "u16",
            Self::I32(_) => "i32",
            Self::U32(_) => "u32",
            Self::I64(_) => "i64",
            Self::U64(_) => "u64",
            Self::I128(_) => "i128",
            Self::U128(_) => "u128",
            Self::Half(_) => "Half",
            Self::F32(_) => "f32",
            Self::F64(_) => "f64",
            Self::LongDouble(_) => "LongDouble",
            Self::ComplexHalf(_) => "Complex<Half>",
            Self::ComplexF32(_) => "Complex<f32>",
            Self::ComplexF64(_) => "Complex<f64>",
            Self::ComplexLongDouble(_) => "Complex<LongDouble>",
            Self::Pointer(_) => "pointer",
            Self::Bytes(_) => "bytes",
        }
    }

    /// The integer, whatever its width.
    pub(crate) const fn integer(&self) -> Option<Integer> {
        Some(match *self {
            Self::I8(value) => Integer::new(value as i128),
            Self::U8(value) => Integer::new(value as i128),
            Self::I16(value) => Integer::new(value as i128),
            Self::U16(value) => Integer::new(value as i128),
            Self::I32(value) => Integer::new(value as i128),
            Self::U32(value) => Integer::new(value as i128),
            Self::I64(value) => Integer::new(value as i128),
            Self::U64(value) => Integer::new(value as i128),
            Self::I128(value) => Integer::new(value),
            Self::U128(value) => Integer { negative: false, magnitude: value },
            _ => return None,
        })
    }
}

/// An integer of any width and sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Integer {
    pub(crate) negative: bool,
    pub(crate) magnitude: u128,
}

impl Integer {
    const fn new(value: i128) -> Self {
        Self { negative: value < 0, magnitude: value.unsigned_abs() }
    }

    /// The integer as the low `bits` bits of a number, if a type of that width holds it.
    pub(crate) const fn fit(self, signed: bool, bits: u32) -> Option<u128> {
        let limit = match (signed, self.negative) {
            (false, false) => u128::MAX >> (128 - bits),
            (false, true) => 0,
            (true, false) => (1 << (bits - 1)) - 1,
            (true, true) => 1 << (bits - 1),
        };
        if self.magnitude > limit {
            None
        } else if self.negative {
            Some(self.magnitude.wrapping_neg())
        } else {
            Some(self.magnitude)
        }
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negative { "-" } else { "" })?;
        self.magnitude.fmt(f)
    }
}

/// A [`Value`] is not of the type asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueError {
    found: &'static str,
    expected: &'static str,
    out_of_range: bool,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, expected, out_of_range } = self;
        if *out_of_range {
            write!(f, "this {found} is out of range for {expected}")
        } else {
            write!(f, "expected {expected}, found {found}")
        }
    }
}

impl core::error::Error for ValueError {}

macro_rules! conversions {
    ($($variant:ident($type:ty) $name:literal;)*) => {$(
        impl From<$type> for Value {
            #[inline]
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
    )*};
}
conversions! {
    Bool(bool) "bool"; I8(i8) "i8"; U8(u8) "u8"; I16(i16) "i16"; U16(u16) "u16"; I32(i32) "i32";
    U32(u32) "u32"; I64(i64) "i64"; U64(u64) "u64"; I128(i128) "i128"; U128(u128) "u128";
    Half(Half) "Half"; F32(f32) "f32"; F64(f64) "f64"; LongDouble(LongDouble) "LongDouble";
    ComplexHalf(Complex<Half>) "Complex<Half>"; ComplexF32(Complex<f32>) "Complex<f32>";
    ComplexF64(Complex<f64>) "Complex<f64>";
    ComplexLongDouble(Complex<LongDouble>) "Complex<LongDouble>"; Bytes(Bytes) "bytes";
}

macro_rules! exact {
    ($($variant:ident($type:ty) $name:literal;)*) => {$(
        impl TryFrom<Value> for $type {
            type Error = ValueError;

            fn try_from(value: Value) -> Result<Self, ValueError> {
                match value {
                    Value::$variant(value) => Ok(value),
                    other => Err(mismatch(&other, $name)),
                }
            }
        }
    )*};
}
exact! {
    Bool(bool) "bool"; Half(Half) "Half"; F32(f32) "f32"; LongDouble(LongDouble) "LongDouble";
    ComplexHalf(Complex<Half>) "Complex<Half>"; ComplexF32(Complex<f32>) "Complex<f32>";
    ComplexF64(Complex<f64>) "Complex<f64>";
    ComplexLongDouble(Complex<LongDouble>) "Complex<LongDouble>"; Bytes(Bytes) "bytes";
}

macro_rules! integers {
    ($($type:ident)*) => {$(
        /// From an integer of any width and sign that fits.
        impl TryFrom<Value> for $type {
            type Error = ValueError;

            fn try_from(value: Value) -> Result<Self, ValueError> {
                let integer = value.integer().ok_or(mismatch(&value, stringify!($type)))?;
                match integer.fit(<$type>::MIN != 0, <$type>::BITS) {
                    Some(bits) => Ok(bits as $type),
                    None => Err(ValueError {
                        found: value.description(),
                        expected: stringify!($type),
                        out_of_range: true,
                    }),
                }
            }
        }
    )*};
}
integers! { i8 u8 i16 u16 i32 u32 i64 u64 i128 u128 isize usize }

#[cold]
fn mismatch(value: &Value, expected: &'static str) -> ValueError {
    ValueError { found: value.description(), expected, out_of_range: false }
}

impl From<isize> for Value {
    #[inline]
    fn from(value: isize) -> Self {
        Self::I64(value as i64)
    }
}

impl From<usize> for Value {
    #[inline]
    fn from(value: usize) -> Self {
        Self::U64(value as u64)
    }
}

impl From<()> for Value {
    fn from((): ()) -> Self {
        Self::Void
    }
}

impl<T> From<*mut T> for Value {
    #[inline]
    fn from(pointer: *mut T) -> Self {
        Self::Pointer(pointer.cast())
    }
}

impl<T> From<*const T> for Value {
    #[inline]
    fn from(pointer: *const T) -> Self {
        Self::Pointer(pointer.cast_mut().cast())
    }
}

impl<T> From<Pointer<T>> for Value {
    #[inline]
    fn from(pointer: Pointer<T>) -> Self {
        Self::Pointer(pointer.as_ptr().cast())
    }
}

impl<T> From<Option<Pointer<T>>> for Value {
    #[inline]
    fn from(pointer: Option<Pointer<T>>) -> Self {
        pointer.map_or(Self::NULL, Self::from)
    }
}

impl From<OpaqueFunction> for Value {
    #[inline]
    fn from(function: OpaqueFunction) -> Self {
        Self::Pointer(function.as_ptr().cast_mut())
    }
}

/// From `void`.
impl TryFrom<Value> for () {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Void => Ok(()),
            other => Err(mismatch(&other, "void")),
        }
    }
}

/// From `double` or `float`.
impl TryFrom<Value> for f64 {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::F64(value) => Ok(value),
            Value::F32(value) => Ok(value.into()),
            other => Err(mismatch(&other, "f64")),
        }
    }
}

impl<T> TryFrom<Value> for *mut T {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        match value {
            Value::Pointer(pointer) => Ok(pointer.cast()),
            other => Err(mismatch(&other, "pointer")),
        }
    }
}

impl<T> TryFrom<Value> for *const T {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        <*mut T>::try_from(value).map(<*mut T>::cast_const)
    }
}

/// `None` from a null pointer.
impl<T> TryFrom<Value> for Option<Pointer<T>> {
    type Error = ValueError;

    fn try_from(value: Value) -> Result<Self, ValueError> {
        <*mut T>::try_from(value).map(Pointer::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::fmt::Debug;

    #[test]
    fn integers_fit_or_are_refused() {
        fn edges<T>(least: i128, most: u128)
        where
            T: TryFrom<Value, Error = ValueError> + Into<Value> + Copy + Debug,
        {
            for value in [Value::I128(least), Value::U128(most)] {
                let narrow = T::try_from(value.clone()).expect("in range");
                assert_eq!(narrow.into().integer(), value.integer());
            }
            if let Some(less) = least.checked_sub(1) {
                assert!(T::try_from(Value::I128(less)).is_err());
            }
            if let Some(more) = most.checked_add(1) {
                assert!(T::try_from(Value::U128(more)).is_err());
            }
        }
        edges::<i8>(i8::MIN.into(), i8::MAX as u128);
        edges::<u8>(0, u8::MAX.into());
        edges::<i64>(i64::MIN.into(), i64::MAX as u128);
        edges::<u64>(0, u64::MAX.into());
        edges::<i128>(i128::MIN, i128::MAX as u128);
        edges::<u128>(0, u128::MAX);
    }

    #[test]
    fn pointers_and_null() {
        let mut target = 1_u8;
        let pointer = Pointer::from_mut(&mut target);
        assert_eq!(Option::<Pointer<u8>>::try_from(Value::from(pointer)), Ok(Some(pointer)));
        assert_eq!(Option::<Pointer<u8>>::try_from(Value::NULL), Ok(None));
        assert!(<*mut u8>::try_from(Value::from(1)).is_err());
    }
}
