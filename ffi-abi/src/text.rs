//! Canonical text: C's own spelling of types and signatures, parsed and printed.

use alloc::string::String;
use core::fmt;

use crate::ctype::CType;
use crate::signature::Signature;

/// A text that is no type or no signature: what is wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Byte offset of the fault in the text.
    pub offset: usize,
    /// Length of the faulty part in bytes.
    pub length: usize,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl core::error::Error for ParseError {}

impl Signature {
    /// Reads canonical text, or any spelling C allows for the same type.
    ///
    /// # Errors
    /// Text that is no function type.
    pub fn parse(text: &str) -> Result<Signature, ParseError> {
        Err(ParseError { offset: 0, length: text.len(), message: "not a signature".into() })
    }
}

impl CType {
    /// Reads the text of a type.
    ///
    /// # Errors
    /// Text that is no type.
    pub fn parse(text: &str) -> Result<CType, ParseError> {
        Err(ParseError { offset: 0, length: text.len(), message: "not a type".into() })
    }
}

impl fmt::Display for CType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
