//! Why a type or a signature has no layout or no plan: a closed list.

use alloc::string::{String, ToString};
use core::fmt;

use crate::ctype::CType;

/// Why something cannot be laid out or called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The type is known by name alone, so its size is not known.
    Incomplete,
    /// A function or `void` where a value is needed.
    NotAValue,
    /// An array passed or returned by value: C has no such thing.
    ArrayByValue,
    /// A vector whose element type or number of bytes C compilers refuse.
    BadVector,
    /// A bit-field wider than its type, of a type that is no integer, or a named one of no width.
    BadBitField,
    /// An alignment that is no power of two.
    BadAlignment,
    /// An array whose elements would not all be aligned: their size is no multiple of their alignment.
    BadArray,
    /// A flexible array member that is not the last member, or alone.
    BadFlexibleArray,
    /// The type does not exist on this target (`__int128` on 32-bit machines, `_Float16` without hardware…).
    NoSuchType,
    /// The calling convention does not exist on this target.
    NoSuchConvention,
    /// This target's default convention has no rules here yet.
    NoRules,
    /// The convention takes no variadic arguments.
    NotVariadic,
    /// The target's compilers contradict each other, or a caller a callee of the same compiler, and no specification decides.
    NoAgreement,
    /// The size in bytes exceeds what the target or the plan can address.
    TooLarge,
}

impl Reason {
    /// One sentence without a full stop.
    pub const fn text(self) -> &'static str {
        match self {
            Reason::Incomplete => "the type is declared but not defined here, so its size is unknown",
            Reason::NotAValue => "it is not the type of a value",
            Reason::ArrayByValue => "C does not pass or return arrays by value",
            Reason::BadVector => "C compilers have no such vector type",
            Reason::BadBitField => "the bit-field's type or width is not allowed",
            Reason::BadAlignment => "the alignment is not a power of two",
            Reason::BadArray => "the size of its elements is not a multiple of their alignment",
            Reason::BadFlexibleArray => "a flexible array member must be the last of several members",
            Reason::NoSuchType => "the target has no such type",
            Reason::NoSuchConvention => "the target has no such calling convention",
            Reason::NoRules => "this target's calling convention is not implemented",
            Reason::NotVariadic => "the calling convention takes no variadic arguments",
            Reason::NoAgreement => "the target's compilers do not agree on where it travels here",
            Reason::TooLarge => "it is too large",
        }
    }
}

/// A type or signature that cannot be laid out or lowered on a target, and why.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unsupported {
    subject: String,
    reason: Reason,
}

impl Unsupported {
    pub(crate) fn of(ty: &CType, reason: Reason) -> Unsupported {
        Unsupported { subject: ty.to_string(), reason }
    }

    pub(crate) fn named(subject: impl Into<String>, reason: Reason) -> Unsupported {
        Unsupported { subject: subject.into(), reason }
    }

    /// Canonical text of the type, or the name of the convention, that is to blame.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Why.
    pub const fn reason(&self) -> Reason {
        self.reason
    }
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.subject, self.reason.text())
    }
}

impl core::error::Error for Unsupported {}
