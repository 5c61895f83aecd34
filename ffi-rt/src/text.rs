//! [`Text`]: NUL-terminated text of any width, from and to Rust's strings.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::{AllocationError, Pointer};

mod sealed {
    pub trait Sealed {}
}

/// A unit of C's text: `c_char` and `u8` for UTF-8, `u16` (`char16_t`, and `wchar_t` on Windows) for UTF-16, `i32` and `u32`
/// (`char32_t`, and `wchar_t` elsewhere) for UTF-32.
pub trait Unit: Copy + Eq + Default + 'static + sealed::Sealed {
    /// Appends the units of a character.
    #[doc(hidden)]
    fn encode(character: char, to: &mut Vec<Self>);
    /// The text of units; the index of the first that is wrong, if one is.
    #[doc(hidden)]
    fn decode(units: &[Self]) -> Result<String, usize>;
}

/// Appends to text what a decoder finds, up to its first fault at unit `at`.
fn collect(decoded: impl Iterator<Item = Result<char, ()>>) -> Result<String, usize> {
    let mut text = String::new();
    let mut at = 0;
    for character in decoded {
        match character {
            Ok(character) => {
                text.push(character);
                at += character.len_utf16();
            }
            Err(()) => return Err(at),
        }
    }
    Ok(text)
}

macro_rules! unit {
    ($($type:ty, |$units:ident| $decode:expr, |$character:ident, $to:ident| $encode:expr;)*) => {$(
        impl sealed::Sealed for $type {}
        impl Unit for $type {
            fn encode($character: char, $to: &mut Vec<Self>) {
                $encode
            }
            fn decode($units: &[Self]) -> Result<String, usize> {
                $decode
            }
        }
    )*};
}

unit! {
    u8,
        |units| core::str::from_utf8(units).map(String::from).map_err(|error| error.valid_up_to()),
        |character, to| to.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    i8,
        |units| u8::decode(&units.iter().map(|&unit| unit as u8).collect::<Vec<u8>>()),
        |character, to| to.extend(character.encode_utf8(&mut [0; 4]).bytes().map(|byte| byte as i8));
    u16,
        |units| collect(char::decode_utf16(units.iter().copied()).map(|result| result.map_err(|_| ()))),
        |character, to| to.extend_from_slice(character.encode_utf16(&mut [0; 2]));
    u32,
        |units| units.iter().enumerate().map(|(at, &unit)| char::from_u32(unit).ok_or(at)).collect(),
        |character, to| to.push(u32::from(character));
    i32,
        |units| units.iter().enumerate().map(|(at, &unit)| char::from_u32(unit as u32).ok_or(at)).collect(),
        |character, to| to.push(character as i32);
}

/// Text could not be made or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextError {
    /// A NUL inside: C would see the text end there.
    InteriorNul {
        /// Byte of the string at which it stands.
        at: usize,
    },
    /// What C gave is not in the encoding.
    Malformed {
        /// First unit that is wrong.
        at: usize,
    },
    /// No memory.
    Allocation(AllocationError),
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InteriorNul { at } => write!(f, "the text has a NUL at byte {at}, where C would see it end"),
            Self::Malformed { at } => write!(f, "the text is malformed at unit {at}"),
            Self::Allocation(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for TextError {}

impl From<AllocationError> for TextError {
    fn from(error: AllocationError) -> Self {
        Self::Allocation(error)
    }
}

/// Owned text for C: units with a NUL behind them.
///
/// For UTF-8, `CString` does as well. Borrowed text is a [`Pointer`], see [`Pointer::as_units`] and
/// [`Pointer::decode_text`].
///
/// ```
/// use ffi::{Text, TextError};
/// let wide = Text::<u16>::new("a🦀")?;
/// assert_eq!(wide.units(), [0x61, 0xd83e, 0xdd80]);
/// assert_eq!(unsafe { wide.pointer().decode_text() }?, "a🦀");
/// assert_eq!(Text::<ffi::c::wchar_t>::new("a\0b").unwrap_err(), TextError::InteriorNul { at: 1 });
/// # Ok::<(), TextError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Text<U: Unit>(Box<[U]>);

impl<U: Unit> Text<U> {
    /// The text of a string.
    ///
    /// # Errors
    /// [`TextError::InteriorNul`].
    pub fn new(text: &str) -> Result<Self, TextError> {
        if let Some(at) = text.find('\0') {
            return Err(TextError::InteriorNul { at });
        }
        let mut units = Vec::with_capacity(text.len() + 1);
        text.chars().for_each(|character| U::encode(character, &mut units));
        units.push(U::default());
        Ok(Self(units.into_boxed_slice()))
    }

    /// The address of the first unit, for C to read as long as this value lives.
    #[must_use]
    pub const fn pointer(&self) -> Pointer<U> {
        Pointer::new(self.0.as_ptr().cast_mut()).expect("a slice is not at address 0")
    }

    /// The units without the NUL.
    #[must_use]
    pub fn units(&self) -> &[U] {
        &self.0[..self.0.len() - 1]
    }

    /// The units and the NUL.
    #[must_use]
    pub const fn units_with_nul(&self) -> &[U] {
        &self.0
    }
}

impl<U: Unit> fmt::Debug for Text<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match U::decode(self.units()) {
            Ok(text) => text.fmt(f),
            Err(at) => write!(f, "<malformed at {at}>"),
        }
    }
}

impl<U: Unit> Pointer<U> {
    /// Borrows the units before the NUL.
    ///
    /// # Safety
    ///
    /// The memory is readable and aligned up to and including a NUL unit, and for as long as `'a` nobody writes or
    /// frees it.
    #[must_use]
    pub unsafe fn as_units<'a>(self) -> &'a [U] {
        let mut length = 0;
        // SAFETY: the caller vouches for the memory up to the NUL, which ends the loop.
        while unsafe { self.as_ptr().add(length).read() } != U::default() {
            length += 1;
        }
        // SAFETY: these units were just read.
        unsafe { self.as_slice(length) }
    }

    /// The NUL-terminated text as a Rust string.
    ///
    /// # Errors
    /// [`TextError::Malformed`].
    ///
    /// # Safety
    ///
    /// As [`as_units`](Self::as_units), for the time of the call.
    pub unsafe fn decode_text(self) -> Result<String, TextError> {
        // SAFETY: passed on to the caller.
        U::decode(unsafe { self.as_units() }).map_err(|at| TextError::Malformed { at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<U: Unit>(text: &str) {
        let owned = Text::<U>::new(text).expect("no NUL");
        // SAFETY: the text lives.
        assert_eq!(unsafe { owned.pointer().decode_text() }.as_deref(), Ok(text));
        // SAFETY: the text lives.
        assert!(unsafe { owned.pointer().as_units() } == owned.units());
    }

    #[test]
    fn every_width() {
        for text in ["", "plain", "käse", "a🦀b\u{10ffff}"] {
            round_trip::<i8>(text);
            round_trip::<u8>(text);
            round_trip::<u16>(text);
            round_trip::<i32>(text);
            round_trip::<u32>(text);
        }
    }

    #[test]
    fn faults_are_placed() {
        assert_eq!(u8::decode(b"ab\xff"), Err(2));
        assert_eq!(i8::decode(&[97, -1]), Err(1));
        assert_eq!(u16::decode(&[0xd83e, 0xdd80, 0xd83e, 97]), Err(2));
        assert_eq!(u32::decode(&[97, 0xd800]), Err(1));
        assert_eq!(i32::decode(&[-1]), Err(0));
        assert_eq!(Text::<u8>::new("é\0").unwrap_err(), TextError::InteriorNul { at: 2 });
    }
}
