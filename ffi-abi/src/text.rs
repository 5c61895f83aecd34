//! Canonical text: C's own spelling of types and signatures, parsed and printed.
//!
//! The printer has one spelling for each type; the parser takes every spelling that C has for it, and the two agree:
//! `parse(print(t)) == t`. A text says what a type is on every target: it never holds a size that one target would read differently.
//!
//! | what | canonical text |
//! |---|---|
//! | function | `double(int, const char *, ...)`, without parameters `int(void)` |
//! | one call of a variadic function | `int(const char *, ..., double)`: the types of the variadic arguments follow the dots |
//! | pointer to function | `int (*)(const char *, void *)` |
//! | calling convention | `extern "win64" int(int)`, behind a pointer `int (extern "win64" *)(int)`; names as in Rust |
//! | record | `struct { float x; float y; }`, `union u { int a; char b[4]; }` |
//! | a type by name alone | `struct tag`, `enum tag`, `sqlite3` |
//! | bit-fields | `struct { unsigned int a : 3; unsigned int : 0; }` |
//! | attributes | `struct __attribute__((packed, pack(2), aligned(8), cplusplus)) tag { … }`; on a member `int a __attribute__((packed, aligned(4)));` |
//! | enumeration | `enum tag : unsigned int`, without a tag `enum : int` |
//! | complex | `double _Complex` |
//! | vector | `float __attribute__((vector_size(16)))`; of elements whose size varies: `long __attribute__((ext_vector_type(2)))` |
//!
//! `pack(n)` (what `#pragma pack(n)` does, for which GNU C has no attribute) and `cplusplus` (declared in C++: if empty, its size is
//! 1) are the two attributes of ours.
//!
//! ```text
//! lex ─► parse (specifiers) ─► record ─┐
//!          ├─► attribute               ├─► CType, Signature ─► print
//!          └─► declarator ─────────────┘
//! ```

mod attribute;
mod constant;
mod declarator;
mod lex;
mod parse;
mod print;
mod record;
mod words;

use alloc::string::String;
use core::fmt;

use crate::ctype::CType;
use crate::signature::Signature;

/// A text that is no type or no signature: what is wrong, and where.
///
/// ```
/// use ffi_abi::Signature;
/// let error = Signature::parse("int(int, flaot *x, 3)").unwrap_err();
/// assert_eq!((error.offset, error.length), (19, 1));
/// assert_eq!(error.message, "expected a type, found `3`");
/// ```
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Byte offset of the fault in the text.
    pub offset: usize,
    /// Length of the faulty part in bytes; 0 where the text ends too early.
    pub length: usize,
    /// What is wrong, in a sentence.
    pub message: String,
}

impl ParseError {
    fn new(span: Span, message: String) -> ParseError {
        ParseError { offset: span.start, length: span.end - span.start, message }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.message, self.offset)
    }
}

impl core::error::Error for ParseError {}

/// A part of the text: bytes from `start` up to `end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// From the start of this one to the end of another.
    fn to(self, end: Span) -> Span {
        Span { start: self.start, end: end.end.max(self.end) }
    }
}

impl Signature {
    /// Reads canonical text, or any spelling C allows for the same type, names and all.
    ///
    /// # Errors
    /// Text that is no function type.
    ///
    /// ```
    /// use ffi_abi::Signature;
    /// let text = "extern unsigned char *SHA1(unsigned char const *d, size_t n, unsigned char md[20]);";
    /// let signature = Signature::parse(text).unwrap();
    /// assert_eq!(signature.to_string(), "unsigned char *(const unsigned char *, size_t, unsigned char *)");
    /// ```
    pub fn parse(text: &str) -> Result<Signature, ParseError> {
        parse::signature(text)
    }
}

impl CType {
    /// Reads the text of a type: canonical, or any spelling that C allows for it.
    ///
    /// # Errors
    /// Text that is no type.
    ///
    /// ```
    /// use ffi_abi::{CType, IntKind};
    /// assert_eq!(CType::parse("long unsigned int"), Ok(CType::Int(IntKind::ULong)));
    /// assert_eq!(CType::parse("char const * const *").unwrap().to_string(), "const char *const *");
    /// ```
    pub fn parse(text: &str) -> Result<CType, ParseError> {
        parse::ty(text)
    }
}
