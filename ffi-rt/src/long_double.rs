//! [`LongDouble`]: `long double`, whatever that is on the target.

use core::cmp::Ordering;
use core::fmt;

use crate::contract::Kind;
use crate::decimal;
use crate::soft::{self, BINARY32, BINARY64, BINARY128, Class, Parts};
use crate::vector::align;

/// What `long double` is: its format, and its size and alignment in bytes.
struct Shape {
    kind: Kind,
    size: usize,
    align: usize,
}

/// `long double` of this target; the only place that knows.
///
/// Sources: System V psABI for x86-64 (1.0, figure 3.1) and i386 (1.1, table 2.1); AAPCS64 (2024Q3,
/// section 10.1.2) and Apple's list of differences from it; RISC-V ABIs (1.0, chapter 4); s390x ELF
/// ABI (1.6, section 1.1.2); Android ABIs (binary64 on 32 bits, binary128 on 64); Microsoft's C++ reference
/// ("long double and double are treated identically").
const SHAPE: Shape = {
    const fn shape(kind: Kind, size: usize, align: usize) -> Shape {
        Shape { kind, size, align }
    }
    // Clang's and LLVM's UEFI targets follow Microsoft's data model.
    let microsoft = cfg!(any(target_env = "msvc", target_os = "uefi"));
    if cfg!(target_arch = "x86_64") && !microsoft && !cfg!(target_os = "android") {
        shape(Kind::F80, 16, 16)
    } else if cfg!(target_arch = "x86") && !microsoft && !cfg!(target_os = "android") {
        if cfg!(target_vendor = "apple") { shape(Kind::F80, 16, 16) } else { shape(Kind::F80, 12, 4) }
    } else if cfg!(all(target_arch = "x86_64", target_os = "android"))
        || cfg!(all(target_arch = "aarch64", not(target_vendor = "apple"), not(windows))) && !microsoft
        || cfg!(any(target_arch = "riscv32", target_arch = "riscv64", target_arch = "loongarch64"))
        || cfg!(any(target_arch = "mips64", target_arch = "sparc64"))
        || cfg!(any(target_arch = "wasm32", target_arch = "wasm64"))
    {
        shape(Kind::F128, 16, 16)
    } else if cfg!(target_arch = "s390x") {
        shape(Kind::F128, 16, 8)
    } else if cfg!(all(target_arch = "x86", target_os = "android")) {
        shape(Kind::F64, 8, 4)
    } else {
        shape(Kind::F64, 8, 8)
    }
};

#[cfg(any(target_arch = "powerpc", target_arch = "powerpc64"))]
compile_error!("the `long double` of PowerPC, a pair of doubles, is not supported yet");

/// Gives the type of an alignment.
struct Aligned<const N: usize>;
trait Alignment {
    type Type: Copy;
}
impl Alignment for Aligned<4> {
    type Type = align::A4;
}
impl Alignment for Aligned<8> {
    type Type = align::A8;
}
impl Alignment for Aligned<16> {
    type Type = align::A16;
}

/// C's `long double`, for storage, conversion, comparison and printing, and for passing through
/// trampolines.
///
/// Size, alignment and format are the target's: on x86-64 Linux the x87 format (64 bits of
/// significand) in 16 bytes, elsewhere IEEE binary128 or the same as `double`.
/// [`KIND`](Self::KIND) says which. Compute in C, or in `f64` if that is precise enough.
///
/// ```
/// use ffi::LongDouble;
/// let half = LongDouble::from(0.5);
/// assert_eq!(f64::from(half), 0.5);
/// assert!(half < LongDouble::from(1));
/// assert_eq!(LongDouble::from(-2.25).to_string(), "-2.25");
/// ```
#[derive(Clone, Copy)]
#[repr(C)]
pub struct LongDouble {
    align: [<Aligned<{ SHAPE.align }> as Alignment>::Type; 0],
    bytes: [u8; SHAPE.size],
}

impl LongDouble {
    /// The format: [`Kind::F80`], [`Kind::F128`] or [`Kind::F64`].
    pub const KIND: Kind = SHAPE.kind;

    /// Zero.
    pub const ZERO: Self = Self::pack(soft::integer(false, 0));

    /// The number of these bytes, as they lie in memory. Padding is kept.
    #[inline]
    #[must_use]
    pub const fn from_bytes(bytes: [u8; size_of::<Self>()]) -> Self {
        Self { align: [], bytes }
    }

    /// The bytes of the number, as they lie in memory.
    #[inline]
    #[must_use]
    pub const fn to_bytes(self) -> [u8; size_of::<Self>()] {
        self.bytes
    }

    /// The same number (every format of `long double` holds each `f64`).
    #[must_use]
    pub const fn from_f64(value: f64) -> Self {
        Self::pack(BINARY64.unpack(value.to_bits() as u128))
    }

    /// The nearest number, ties to even: the same one where the format has 64 bits of significand,
    /// that is wherever `long double` is not just `double`.
    #[must_use]
    pub const fn from_i64(value: i64) -> Self {
        Self::pack(soft::integer(value < 0, value.unsigned_abs() as u128))
    }

    /// The nearest number, ties to even: the same one where the format has 64 bits of significand,
    /// that is wherever `long double` is not just `double`.
    #[must_use]
    pub const fn from_u64(value: u64) -> Self {
        Self::pack(soft::integer(false, value as u128))
    }

    /// The nearest `f64`, ties to even; infinite if the number is too large.
    ///
    /// ```
    /// use ffi::LongDouble;
    /// // 2^53 + 1 lies in the middle of two numbers.
    /// assert_eq!(LongDouble::from_u64((1 << 53) + 1).to_f64(), (1_u64 << 53) as f64);
    /// ```
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        f64::from_bits(BINARY64.pack(self.unpack()) as u64)
    }

    /// Whether it is not a number.
    #[must_use]
    pub const fn is_nan(self) -> bool {
        matches!(self.unpack().class, Class::Nan { .. })
    }

    /// Whether it is infinite.
    #[must_use]
    pub const fn is_infinite(self) -> bool {
        matches!(self.unpack().class, Class::Infinite)
    }

    /// Whether the sign bit is set, that of -0 and of NaN too.
    #[must_use]
    pub const fn is_sign_negative(self) -> bool {
        self.unpack().negative
    }

    const fn pack(parts: Parts) -> Self {
        let bits: u128 = match SHAPE.kind {
            Kind::F80 => {
                let (word, significand) = soft::pack_x87(parts);
                (word as u128) << 64 | significand as u128
            }
            Kind::F128 => BINARY128.pack(parts),
            _ => BINARY64.pack(parts),
        };
        // In the target's byte order; the x87 format exists on little-endian targets only.
        let all = bits.to_ne_bytes();
        let skip = if cfg!(target_endian = "big") { 16 - SHAPE.size } else { 0 };
        let mut bytes = [0; SHAPE.size];
        let mut at = 0;
        while at < SHAPE.size {
            bytes[at] = all[skip + at];
            at += 1;
        }
        Self { align: [], bytes }
    }

    const fn unpack(self) -> Parts {
        let skip = if cfg!(target_endian = "big") { 16 - SHAPE.size } else { 0 };
        let mut all = [0; 16];
        let mut at = 0;
        while at < SHAPE.size {
            all[skip + at] = self.bytes[at];
            at += 1;
        }
        let bits = u128::from_ne_bytes(all);
        match SHAPE.kind {
            Kind::F80 => soft::unpack_x87((bits >> 64) as u16, bits as u64),
            Kind::F128 => BINARY128.unpack(bits),
            _ => BINARY64.unpack(bits),
        }
    }
}

impl Default for LongDouble {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<f64> for LongDouble {
    fn from(value: f64) -> Self {
        Self::from_f64(value)
    }
}

impl From<f32> for LongDouble {
    fn from(value: f32) -> Self {
        Self::pack(BINARY32.unpack(u128::from(value.to_bits())))
    }
}

impl From<i32> for LongDouble {
    fn from(value: i32) -> Self {
        Self::from_i64(i64::from(value))
    }
}

impl From<u32> for LongDouble {
    fn from(value: u32) -> Self {
        Self::from_u64(u64::from(value))
    }
}

/// The nearest `f64`, as [`LongDouble::to_f64`].
impl From<LongDouble> for f64 {
    fn from(value: LongDouble) -> Self {
        value.to_f64()
    }
}

impl core::ops::Neg for LongDouble {
    type Output = Self;

    fn neg(self) -> Self {
        let parts = self.unpack();
        Self::pack(Parts { negative: !parts.negative, ..parts })
    }
}

impl PartialEq for LongDouble {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for LongDouble {
    /// As C compares: NaN with nothing, -0 equal to 0.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        /// Orders magnitudes.
        fn key(class: Class) -> Option<(i32, u128)> {
            match class {
                Class::Zero => Some((i32::MIN, 0)),
                Class::Finite { exponent, significand } => Some((exponent, significand)),
                Class::Infinite => Some((i32::MAX, 0)),
                Class::Nan { .. } => None,
            }
        }
        let (left, right) = (self.unpack(), other.unpack());
        let magnitudes = key(left.class)?.cmp(&key(right.class)?);
        let both_zero = left.class == Class::Zero && right.class == Class::Zero;
        Some(match (left.negative, right.negative) {
            _ if both_zero => Ordering::Equal,
            (false, false) => magnitudes,
            (true, true) => magnitudes.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        })
    }
}

impl fmt::Display for LongDouble {
    /// As many digits as it takes to tell the number from its neighbours of the same format (21 for
    /// x87), trailing zeros left out; a precision is the number of digits behind the first one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digits that identify a number of p bits: 1 + ceil(p * log10(2)).
        let identifying = match SHAPE.kind {
            Kind::F80 => 21,
            Kind::F128 => 36,
            _ => 17,
        };
        decimal::fmt(self.unpack(), identifying, f)
    }
}

impl fmt::Debug for LongDouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ffi::c_double;
    use std::string::ToString;

    #[test]
    fn integers() {
        if LongDouble::KIND == Kind::F64 {
            return assert_eq!(LongDouble::from_u64(u64::MAX).to_f64(), u64::MAX as f64);
        }
        let big = LongDouble::from_u64(u64::MAX);
        assert!(big < LongDouble::from(18_446_744_073_709_551_616.0));
        assert_eq!(big.to_string(), "18446744073709551615");
        assert_eq!(LongDouble::from_i64(i64::MIN).to_string(), "-9223372036854775808");
    }

    #[test]
    fn order_is_that_of_c() {
        let nan = LongDouble::from(c_double::NAN);
        assert!(nan.is_nan() && nan != nan && nan.partial_cmp(&LongDouble::ZERO).is_none());
        assert_eq!(LongDouble::from(-0.0), LongDouble::ZERO);
        assert!(LongDouble::from(-0.0).is_sign_negative());
        let ascending = [f64::NEG_INFINITY, -2.0, -1.5, -f64::MIN_POSITIVE, 0.0, 5e-324, 1.0, f64::INFINITY];
        for (at, low) in ascending.iter().enumerate() {
            for high in &ascending[at + 1..] {
                assert!(LongDouble::from(*low) < LongDouble::from(*high));
                assert!(-LongDouble::from(*low) > -LongDouble::from(*high));
            }
        }
    }

    #[cfg(all(target_arch = "x86_64", target_os = "linux"))]
    #[test]
    fn beyond_the_range_of_f64() {
        let mut bytes = [0; 16];
        bytes[7] = 0x80;
        bytes[8..10].copy_from_slice(&0x7ffe_u16.to_le_bytes());
        let huge = LongDouble::from_bytes(bytes);
        assert!(huge.to_f64().is_infinite() && !huge.is_infinite());
        assert_eq!(huge.to_string(), "5.94865747678615882543e4931");
        bytes[8..10].copy_from_slice(&1_u16.to_le_bytes());
        assert_eq!(LongDouble::from_bytes(bytes).to_f64(), 0.0);
        assert_eq!(LongDouble::from_bytes(bytes).to_string(), "3.36210314311209350626e-4932");
        let mut least = [0; 16];
        least[0] = 1;
        assert_eq!(LongDouble::from_bytes(least).to_string(), "3.64519953188247460253e-4951");
        assert_eq!(
            -LongDouble::from_bytes(least),
            LongDouble::from_bytes({
                least[9] = 0x80;
                least
            })
        );
    }

    #[test]
    fn decimal_text() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1234.5, "-1234.5"),
            (0.001_953_125, "0.001953125"),
            (1e-7, "9.99999999999999954748e-8"),
            (1e30, "1.00000000000000001988e30"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            if LongDouble::KIND == Kind::F80 {
                assert_eq!(LongDouble::from(value).to_string(), text);
            }
        }
        let value = LongDouble::from(2.0 / 3.0);
        assert_eq!(
            std::format!("{value:.3}|{:.0}|{:.2}", LongDouble::from(9.5), LongDouble::from(0.996)),
            "6.667e-1|1e1|9.96e-1"
        );
    }
}
