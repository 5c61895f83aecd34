//! Decimal text of a binary floating-point number, exactly rounded.
//!
//! The number is written out in full as groups of nine digits (at most 4,933 digits in front of the point
//! or about 16,500 behind it), of which the leading ones are kept and the last is rounded to nearest,
//! ties to even. Slow and obviously right: it is for people to read.

use core::fmt::{self, Write};

use crate::soft::{Class, Parts};

/// Most digits kept in front of rounding.
const DIGITS_MAX: usize = 63;

/// 32-bit words that hold any integer part (16,384 bits) or fraction (16,494 bits) of binary128.
const WORDS: usize = 520;

const GROUP: u64 = 1_000_000_000;

/// A number in fixed point, least word first: an integer, or a fraction (point above the last word).
struct Fixed([u32; WORDS]);

impl Fixed {
    /// `value * 2^shift`, bits below the first word cut off.
    fn new(value: u128, shift: i32) -> Self {
        let mut words = [0; WORDS];
        for bit in 0..128 {
            let place = bit + shift;
            if value >> bit & 1 == 1 && place >= 0 {
                if let Some(word) = words.get_mut((place / 32) as usize) {
                    *word |= 1 << (place % 32);
                }
            }
        }
        Self(words)
    }

    /// Divides by 10^9 and gives the remainder.
    fn divide(&mut self) -> u32 {
        let mut rest = 0_u64;
        for word in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*word);
            *word = (value / GROUP) as u32;
            rest = value % GROUP;
        }
        rest as u32
    }

    /// Multiplies by 10^9 and gives what overflows.
    fn multiply(&mut self) -> u32 {
        let mut carry = 0_u64;
        for word in &mut self.0 {
            let value = u64::from(*word) * GROUP + carry;
            *word = value as u32;
            carry = value >> 32;
        }
        carry as u32
    }

    fn is_zero(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

/// Leading digits of a number.
struct Digits {
    /// The digits, without leading zeros.
    digits: [u8; DIGITS_MAX],
    length: usize,
    /// Whether digits other than 0 were cut off.
    more: bool,
    /// Power of ten of the first digit.
    exponent: i32,
}

impl Digits {
    fn push(&mut self, digit: u8) {
        if self.length == 0 && digit == 0 {
            self.exponent -= 1;
        } else if self.length < DIGITS_MAX {
            self.digits[self.length] = digit;
            self.length += 1;
        } else {
            self.more |= digit != 0;
        }
    }

    fn push_group(&mut self, group: u32) {
        let mut unit = 100_000_000;
        while unit > 0 {
            self.push((group / unit % 10) as u8);
            unit /= 10;
        }
    }

    /// The digits of `significand * 2^(exponent - 127)`.
    fn new(exponent: i32, significand: u128) -> Self {
        let mut digits = Self { digits: [0; DIGITS_MAX], length: 0, more: false, exponent: 0 };
        let shift = exponent - 127;

        let mut integer = Fixed::new(significand, shift);
        let mut groups = [0; 560];
        let mut count = 0;
        while !integer.is_zero() {
            groups[count] = integer.divide();
            count += 1;
        }
        digits.exponent = count as i32 * 9 - 1;
        for group in groups[..count].iter().rev() {
            digits.push_group(*group);
        }

        // The integer part of the number falls off at the top.
        let mut fraction = Fixed::new(significand, shift + WORDS as i32 * 32);
        while !fraction.is_zero() && digits.length < DIGITS_MAX {
            let group = fraction.multiply();
            digits.push_group(group);
        }
        digits.more |= !fraction.is_zero();
        digits
    }

    /// Keeps `keep` digits, rounded to nearest, ties to even.
    fn round(&mut self, keep: usize) {
        if keep >= self.length {
            return;
        }
        let rest = &self.digits[keep + 1..self.length];
        let beyond = self.more || rest.iter().any(|digit| *digit != 0);
        let odd = keep > 0 && self.digits[keep - 1] % 2 == 1;
        let up = match self.digits[keep] {
            0..=4 => false,
            5 => beyond || odd,
            _ => true,
        };
        self.length = keep;
        self.more = false;
        if up {
            for digit in self.digits[..keep].iter_mut().rev() {
                *digit = (*digit + 1) % 10;
                if *digit != 0 {
                    return;
                }
            }
            // All nines: the next power of ten.
            self.digits[0] = 1;
            self.exponent += 1;
        }
    }

    fn trim(&mut self) {
        while self.length > 1 && self.digits[self.length - 1] == 0 {
            self.length -= 1;
        }
    }
}

/// Text being put together for padding as a whole.
struct Text {
    bytes: [u8; DIGITS_MAX + 32],
    length: usize,
}

impl Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let place = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        place.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// Writes a number: `identifying` digits with trailing zeros left out, or one digit and as many behind
/// it as the precision asks for.
pub(crate) fn fmt(parts: Parts, identifying: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut text = Text { bytes: [0; DIGITS_MAX + 32], length: 0 };
    match parts.class {
        Class::Nan { .. } => return f.pad("NaN"),
        Class::Infinite => text.write_str("inf")?,
        Class::Zero => text.write_str("0")?,
        Class::Finite { exponent, significand } => {
            let mut digits = Digits::new(exponent, significand);
            match f.precision() {
                Some(precision) => {
                    let keep = (precision + 1).min(DIGITS_MAX);
                    digits.round(keep);
                    scientific(&digits, &mut text)?;
                }
                None => {
                    digits.round(identifying);
                    digits.trim();
                    if (-5..identifying as i32).contains(&digits.exponent) {
                        plain(&digits, &mut text)?;
                    } else {
                        scientific(&digits, &mut text)?;
                    }
                }
            }
        }
    }
    let text = core::str::from_utf8(&text.bytes[..text.length]).map_err(|_| fmt::Error)?;
    f.pad_integral(!parts.negative, "", text)
}

fn plain(digits: &Digits, text: &mut Text) -> fmt::Result {
    let point = digits.exponent + 1;
    if point <= 0 {
        text.write_str("0.")?;
        for _ in point..0 {
            text.write_char('0')?;
        }
    }
    for (at, digit) in digits.digits[..digits.length].iter().enumerate() {
        if at > 0 && at as i32 == point {
            text.write_char('.')?;
        }
        text.write_char((b'0' + digit) as char)?;
    }
    for _ in digits.length as i32..point {
        text.write_char('0')?;
    }
    Ok(())
}

fn scientific(digits: &Digits, text: &mut Text) -> fmt::Result {
    for (at, digit) in digits.digits[..digits.length].iter().enumerate() {
        if at == 1 {
            text.write_char('.')?;
        }
        text.write_char((b'0' + digit) as char)?;
    }
    write!(text, "e{}", digits.exponent)
}
