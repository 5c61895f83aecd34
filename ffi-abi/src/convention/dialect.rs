//! What compilers decide where the psABIs are silent.

use crate::ctype::{CType, Record};
use crate::target::{Os, Target};

/// Which compiler's answer counts where the text has none: that of the compiler that the system and its libraries are built with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dialect {
    /// GNU C.
    Gcc,
    /// Clang.
    Clang,
}

impl Dialect {
    /// The compiler of a target's system.
    pub(super) const fn of(target: &Target) -> Dialect {
        match target.os() {
            Os::Linux | Os::Windows => Dialect::Gcc,
            Os::MacOs | Os::Ios | Os::FreeBsd | Os::Android => Dialect::Clang,
        }
    }
}

/// For a type narrower than `int` that C promotes, whether it is signed.
pub(super) fn narrow(target: &Target, ty: &CType) -> Option<bool> {
    let kind = match ty {
        CType::Bool => return Some(false),
        CType::Int(kind) => *kind,
        CType::Enum(of) => of.underlying,
        _ => return None,
    };
    (kind.size(target) < 4).then(|| kind.signed(target))
}

/// What clang takes for an empty record: unnamed bit-fields, arrays of no elements, and empty records unless they are C++ classes.
pub(super) fn empty(record: &Record) -> bool {
    fn nothing(ty: &CType) -> bool {
        match ty {
            CType::Array { element, length } => length.unwrap_or(0) == 0 || nothing(element),
            CType::Record(record) => !record.cpp && empty(record),
            _ => false,
        }
    }
    record.fields.iter().all(|field| match field.bits {
        Some(_) => field.name.is_none(),
        None => nothing(&field.ty),
    })
}
