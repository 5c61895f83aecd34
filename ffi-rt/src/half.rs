//! [`Half`]: `_Float16`.

use core::cmp::Ordering;
use core::fmt;

use crate::soft::{BINARY16, BINARY32, BINARY64};

/// C's `_Float16` (IEEE binary16), for storage and for passing through trampolines.
///
/// Compute in `f32`, which holds every value of it.
///
/// ```
/// use ffi::Half;
/// assert_eq!(Half::from_f32(1.5).to_bits(), 0x3e00);
/// assert_eq!(f32::from(Half::from_bits(0x0001)), 2.0_f32.powi(-24));
/// assert!(Half::from_f32(1.0e6).to_f32().is_infinite());
/// ```
#[derive(Clone, Copy, Default)]
#[repr(transparent)]
pub struct Half(u16);

impl Half {
    /// The number of these bits.
    #[inline]
    #[must_use]
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// The bits of the number.
    #[inline]
    #[must_use]
    pub const fn to_bits(self) -> u16 {
        self.0
    }

    /// The nearest number, ties to even; infinite if it is 65520 or more.
    #[must_use]
    pub const fn from_f32(value: f32) -> Self {
        Self(BINARY16.pack(BINARY32.unpack(value.to_bits() as u128)) as u16)
    }

    /// The nearest number, ties to even, rounded once; infinite if it is 65520 or more.
    #[must_use]
    pub const fn from_f64(value: f64) -> Self {
        Self(BINARY16.pack(BINARY64.unpack(value.to_bits() as u128)) as u16)
    }

    /// The same number.
    #[must_use]
    pub const fn to_f32(self) -> f32 {
        f32::from_bits(BINARY32.pack(BINARY16.unpack(self.0 as u128)) as u32)
    }

    /// The same number.
    #[must_use]
    pub const fn to_f64(self) -> f64 {
        f64::from_bits(BINARY64.pack(BINARY16.unpack(self.0 as u128)) as u64)
    }
}

impl From<Half> for f32 {
    fn from(value: Half) -> Self {
        value.to_f32()
    }
}

impl From<Half> for f64 {
    fn from(value: Half) -> Self {
        value.to_f64()
    }
}

impl PartialEq for Half {
    fn eq(&self, other: &Self) -> bool {
        self.to_f32() == other.to_f32()
    }
}

impl PartialOrd for Half {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.to_f32().partial_cmp(&other.to_f32())
    }
}

impl fmt::Debug for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_f32(), f)
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.to_f32(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_survives_f32_and_f64() {
        for bits in 0..=u16::MAX {
            let half = Half::from_bits(bits);
            if half.to_f32().is_nan() {
                assert!(Half::from_f32(half.to_f32()).to_f32().is_nan());
            } else {
                assert_eq!(Half::from_f32(half.to_f32()).to_bits(), bits);
                assert_eq!(Half::from_f64(half.to_f64()).to_bits(), bits);
            }
        }
    }

    #[test]
    fn rounds_half_to_even_between_neighbours() {
        for bits in 0..0x7bff_u16 {
            let (low, high) = (Half::from_bits(bits).to_f64(), Half::from_bits(bits + 1).to_f64());
            let middle = (low + high) / 2.0;
            assert_eq!(Half::from_f64(middle).to_bits(), bits + (bits & 1));
            // The next numbers of f64 below and above.
            let below = f64::from_bits(middle.to_bits() - 1);
            let above = f64::from_bits(middle.to_bits() + 1);
            assert_eq!(Half::from_f64(below).to_bits(), bits);
            assert_eq!(Half::from_f64(above).to_bits(), bits + 1);
        }
        assert_eq!(Half::from_f64(65519.9).to_bits(), 0x7bff);
        assert_eq!(Half::from_f64(65520.0).to_bits(), 0x7c00);
    }
}
