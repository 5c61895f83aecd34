//! Floating-point formats as numbers: taken apart and put together with correct rounding.
//!
//! IEEE 754-2019 section 3.4 for the interchange formats; Intel SDM volume 1, section 4.2.2 for the
//! x87 format, whose integer bit is stored.

/// A number taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) negative: bool,
    pub(crate) class: Class,
}

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Zero,
    /// `significand * 2^(exponent - 127)`, the top bit of the significand being set.
    Finite {
        exponent: i32,
        significand: u128,
    },
    Infinite,
    /// The fraction field, its first bit (quiet) being the top one here.
    Nan {
        fraction: u128,
    },
}

/// An IEEE interchange format of `1 + exponent_bits + fraction_bits` bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    exponent_bits: u32,
    fraction_bits: u32,
}

pub(crate) const BINARY16: Format = Format { exponent_bits: 5, fraction_bits: 10 };
pub(crate) const BINARY32: Format = Format { exponent_bits: 8, fraction_bits: 23 };
pub(crate) const BINARY64: Format = Format { exponent_bits: 11, fraction_bits: 52 };
pub(crate) const BINARY128: Format = Format { exponent_bits: 15, fraction_bits: 112 };

/// `Finite` of `value * 2^exponent`, or `Zero`.
pub(crate) const fn normalise(value: u128, exponent: i32) -> Class {
    if value == 0 {
        Class::Zero
    } else {
        let shift = value.leading_zeros();
        Class::Finite { exponent: exponent + 127 - shift as i32, significand: value << shift }
    }
}

/// The parts of an integer.
pub(crate) const fn integer(negative: bool, magnitude: u128) -> Parts {
    Parts { negative, class: normalise(magnitude, 0) }
}

/// `significand / 2^shift`, rounded to nearest, ties to even (IEEE 754-2019 section 4.3.1).
const fn shift_rounded(significand: u128, shift: u32) -> u128 {
    let (kept, rest) = match shift {
        0 => return significand,
        1..=127 => (significand >> shift, significand << (128 - shift)),
        128 => (0, significand),
        _ => return 0,
    };
    let half = 1 << 127;
    kept + (rest > half || (rest == half && kept & 1 == 1)) as u128
}

/// Exponent field and significand (integer bit included) of `precision` bits for a number whose
/// exponents are biased by `bias`. The field is 0 for a subnormal number and may be too large.
const fn place(exponent: i32, significand: u128, precision: u32, bias: i32) -> (i32, u128) {
    let field = exponent + bias;
    let below = if field < 1 { (1 - field) as u32 } else { 0 };
    let rounded = shift_rounded(significand, (128 - precision).saturating_add(below));
    if rounded >> precision != 0 {
        // Rounded up to the next power of two.
        (field + 1, rounded >> 1)
    } else if below > 0 {
        // Subnormal, unless rounding made it the least normal number.
        ((rounded >> (precision - 1)) as i32, rounded)
    } else {
        (field, rounded)
    }
}

impl Format {
    const fn bias(self) -> i32 {
        (1 << (self.exponent_bits - 1)) - 1
    }

    const fn exponent_max(self) -> i32 {
        (1 << self.exponent_bits) - 1
    }

    /// Takes the number of these bits apart.
    pub(crate) const fn unpack(self, bits: u128) -> Parts {
        let negative = (bits >> (self.exponent_bits + self.fraction_bits)) & 1 == 1;
        let field = (bits >> self.fraction_bits) as i32 & self.exponent_max();
        let fraction = bits & ((1 << self.fraction_bits) - 1);
        let class = if field == self.exponent_max() {
            if fraction == 0 { Class::Infinite } else { Class::Nan { fraction: fraction << (128 - self.fraction_bits) } }
        } else {
            // Exponents of subnormal numbers are those of the least normal ones.
            let (integer_bit, field) = if field == 0 { (0, 1) } else { (1, field) };
            let exponent = field - self.bias() - self.fraction_bits as i32;
            normalise((integer_bit << self.fraction_bits) | fraction, exponent)
        };
        Parts { negative, class }
    }

    /// The bits of the nearest number of this format. A signalling NaN becomes quiet, as in any
    /// conversion (IEEE 754-2019 section 6.2).
    pub(crate) const fn pack(self, parts: Parts) -> u128 {
        let infinity = (self.exponent_max() as u128) << self.fraction_bits;
        let magnitude = match parts.class {
            Class::Zero => 0,
            Class::Infinite => infinity,
            Class::Nan { fraction } => infinity | ((fraction | 1 << 127) >> (128 - self.fraction_bits)),
            Class::Finite { exponent, significand } => {
                let precision = self.fraction_bits + 1;
                let (field, rounded) = place(exponent, significand, precision, self.bias());
                if field >= self.exponent_max() {
                    infinity
                } else {
                    let fraction = rounded & ((1 << self.fraction_bits) - 1);
                    ((field as u128) << self.fraction_bits) | fraction
                }
            }
        };
        ((parts.negative as u128) << (self.exponent_bits + self.fraction_bits)) | magnitude
    }
}

const X87_BIAS: i32 = 16383;
const X87_EXPONENT_MAX: u16 = 0x7fff;

/// Takes the x87 number of this sign-and-exponent word and significand apart. Encodings that the
/// processor refuses as invalid operands are NaN.
pub(crate) const fn unpack_x87(word: u16, significand: u64) -> Parts {
    let negative = word >> 15 == 1;
    let field = word & X87_EXPONENT_MAX;
    let integer_bit = significand >> 63 == 1;
    let fraction = (significand as u128) << 65;
    let class = if field == X87_EXPONENT_MAX && integer_bit {
        if fraction == 0 { Class::Infinite } else { Class::Nan { fraction } }
    } else if field != 0 && !integer_bit {
        Class::Nan { fraction: 1 << 127 }
    } else {
        let field = if field == 0 { 1 } else { field as i32 };
        normalise(significand as u128, field - X87_BIAS - 63)
    };
    Parts { negative, class }
}

/// The sign-and-exponent word and the significand of the nearest x87 number.
pub(crate) const fn pack_x87(parts: Parts) -> (u16, u64) {
    const INFINITY: (u16, u64) = (X87_EXPONENT_MAX, 1 << 63);
    let (field, significand) = match parts.class {
        Class::Zero => (0, 0),
        Class::Infinite => INFINITY,
        Class::Nan { fraction } => (X87_EXPONENT_MAX, 0b11 << 62 | (fraction >> 65) as u64),
        Class::Finite { exponent, significand } => {
            let (field, rounded) = place(exponent, significand, 64, X87_BIAS);
            if field >= X87_EXPONENT_MAX as i32 { INFINITY } else { (field as u16, rounded as u64) }
        }
    };
    ((parts.negative as u16) << 15 | field, significand)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A few thousand bit patterns with interesting exponents and fractions.
    fn patterns() -> impl Iterator<Item = u64> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        (0..20_000_u64).map(move |number| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            match number % 4 {
                // Any pattern.
                0 => state,
                // Near the range of f32 and its subnormal numbers.
                1 => (state & 0x800f_ffff_ffff_ffff) | ((860 + state % 340) << 52),
                // Few bits, so that ties occur.
                2 => (state & 0xfff0_0000_0000_0000) | ((state % 64) << 28),
                // Edges.
                _ => [0, 1, 0x7ff0 << 48, 0x7fef_ffff_ffff_ffff, 0x7ff8 << 48, 1 << 63][(number / 4 % 6) as usize],
            }
        })
    }

    #[test]
    fn f64_to_f32_rounds_as_the_processor_does() {
        for bits in patterns() {
            let value = f64::from_bits(bits);
            let ours = f32::from_bits(BINARY32.pack(BINARY64.unpack(u128::from(bits))) as u32);
            let theirs = value as f32;
            assert!(
                ours.to_bits() == theirs.to_bits() || (ours.is_nan() && theirs.is_nan()),
                "{bits:#x}: {ours:?} for {theirs:?}"
            );
        }
    }

    #[test]
    fn wider_formats_hold_every_f64() {
        for bits in patterns().filter(|bits| !f64::from_bits(*bits).is_nan()) {
            let parts = BINARY64.unpack(u128::from(bits));
            assert_eq!(BINARY64.pack(parts), u128::from(bits));
            assert_eq!(BINARY128.unpack(BINARY128.pack(parts)), parts);
            let (word, significand) = pack_x87(parts);
            assert_eq!(unpack_x87(word, significand), parts);
        }
    }

    #[test]
    fn integers_are_exact_in_x87() {
        for value in [1, 3, u64::MAX, u64::MAX - 1, 1 << 63, 0x8000_0000_0000_0001] {
            let (word, significand) = pack_x87(integer(false, u128::from(value)));
            let exponent = i32::from(word) - 16383;
            assert_eq!(significand >> (63 - exponent), value);
        }
    }

    /// `fld qword; fstp tbyte` and back, by the processor.
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    #[test]
    fn x87_agrees_with_the_processor() {
        for bits in patterns() {
            let mut extended = [0_u8; 16];
            let mut back = 0_u64;
            // SAFETY: reads 8 bytes, writes 10 and 8; the x87 stack is left as found.
            unsafe {
                core::arch::asm!(
                    "fld qword ptr [{from}]", "fstp tbyte ptr [{to}]",
                    from = in(reg) &raw const bits, to = in(reg) extended.as_mut_ptr(),
                    out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
                    out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
                );
            }
            let (word, significand) = pack_x87(BINARY64.unpack(u128::from(bits)));
            assert_eq!(significand.to_le_bytes(), extended[..8], "{bits:#x}");
            assert_eq!(word.to_le_bytes(), extended[8..10], "{bits:#x}");

            // The same exponent with a full significand, so that rounding occurs.
            let noisy = significand | bits.rotate_left(17) >> 1;
            extended[..8].copy_from_slice(&noisy.to_le_bytes());
            // SAFETY: reads 10 bytes, writes 8; the x87 stack is left as found.
            unsafe {
                core::arch::asm!(
                    "fld tbyte ptr [{from}]", "fstp qword ptr [{to}]",
                    from = in(reg) extended.as_ptr(), to = in(reg) &raw mut back,
                    out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
                    out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
                );
            }
            let ours = BINARY64.pack(unpack_x87(word, noisy)) as u64;
            assert!(
                ours == back || (f64::from_bits(ours).is_nan() && f64::from_bits(back).is_nan()),
                "{word:#x} {noisy:#x}: {ours:#x} for {back:#x}"
            );
        }
    }
}
