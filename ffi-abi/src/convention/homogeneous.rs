//! Homogeneous aggregates: records that are nothing but a few floating-point numbers, or a few vectors, of one size.
//!
//! Sources: Procedure Call Standard for the Arm 64-bit Architecture (2024Q3), "Homogeneous Aggregates"; Microsoft Learn,
//! "__vectorcall" (HVA types).

use crate::convention::dialect::{Dialect, empty};
use crate::ctype::{CType, RecordKind};
use crate::error::Unsupported;
use crate::layout::{Layout, record_layout};
use crate::target::Target;

/// What each member is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Base {
    /// Whether it is a vector, not a floating-point number.
    pub(super) vector: bool,
    /// Size and alignment of one.
    pub(super) layout: Layout,
}

/// Whose aggregates they are, and what counts as a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Bases {
    /// Arm's, as a compiler sees them: any floating-point numbers, vectors of 8 and 16 bytes.
    Arm(Dialect),
    /// Those of `__vectorcall`: numbers of up to 8 bytes (clang's `_Float16` is one), vectors of 16, 32 and 64.
    Vectorcall,
}

impl Bases {
    fn has(self, base: Base) -> bool {
        match (self, base.vector) {
            (Bases::Arm(_), false) => true,
            (Bases::Arm(_), true) => matches!(base.layout.size, 8 | 16),
            (Bases::Vectorcall, false) => base.layout.size <= 8,
            (Bases::Vectorcall, true) => matches!(base.layout.size, 16 | 32 | 64),
        }
    }

    fn passes_over_empty_members(self) -> bool {
        self != Bases::Arm(Dialect::Gcc)
    }
}

/// [`homogeneous_of`] Arm's.
pub(super) fn homogeneous(target: &Target, dialect: Dialect, ty: &CType) -> Result<Option<(Base, u32)>, Unsupported> {
    homogeneous_of(target, Bases::Arm(dialect), ty)
}

/// What the members are and how many, if a type is homogeneous: "a Homogeneous Aggregate with a Fundamental Data Type that is a
/// Floating-Point type [or a Short-Vector type] and at most four uniquely addressable members".
///
/// A lone floating-point number or short vector counts as an aggregate of one.
pub(super) fn homogeneous_of(target: &Target, bases: Bases, ty: &CType) -> Result<Option<(Base, u32)>, Unsupported> {
    let mut base = None;
    let count = members(target, bases, ty, &mut base)?;
    Ok(base.zip(count.and_then(|count| u32::try_from(count).ok())).filter(|(_, count)| (1..=4).contains(count)))
}

/// How many members of type `base` a type is made of, unless it holds something else or has padding. The first one found sets `base`.
fn members(target: &Target, bases: Bases, ty: &CType, base: &mut Option<Base>) -> Result<Option<u64>, Unsupported> {
    let count = match ty {
        CType::Float(_) => scalar(bases, Base { vector: false, layout: Layout::of(target, ty)? }, base).then_some(1),
        // Like a record of its real and its imaginary part.
        CType::Complex(kind) => {
            scalar(bases, Base { vector: false, layout: Layout::of(target, &CType::Float(*kind))? }, base).then_some(2)
        }
        // "for short-vector types the fundamental types are 64-bit vector and 128-bit vector; the type of the elements in the short
        // vector does not form part of the test for homogeneity".
        CType::Vector { .. } => scalar(bases, Base { vector: true, layout: Layout::of(target, ty)? }, base).then_some(1),
        // The text has no arrays without elements; with one in it, neither gcc nor clang takes a record for homogeneous.
        CType::Array { element, length } => match length.filter(|&length| length > 0) {
            Some(length) => members(target, bases, element, base)?.and_then(|count| count.checked_mul(length)),
            None => None,
        },
        CType::Record(record) => {
            let mut total = Some(0_u64);
            for field in &record.fields {
                let count = match field.bits {
                    // gcc and clang pass over those of width 0 (gcc not in a union; clang for Arm alone), and take no record with another
                    // for homogeneous.
                    Some(0) if bases != Bases::Vectorcall => Some(0),
                    Some(_) => None,
                    None if bases.passes_over_empty_members() && passed_over(&field.ty) => Some(0),
                    None => members(target, bases, &field.ty, base)?,
                };
                total = total.zip(count).and_then(|(total, count)| match record.kind {
                    RecordKind::Struct => total.checked_add(count),
                    RecordKind::Union => Some(total.max(count)),
                });
            }
            // "The overall size is the size of the Base Type multiplied by the number uniquely addressable Members".
            let size = record_layout(target, record)?.layout.size;
            let filled = |&count: &u64| base.map_or(0, |base| base.layout.size).checked_mul(count) == Some(size);
            total.filter(filled)
        }
        CType::Void
        | CType::Bool
        | CType::Int(_)
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Enum(_)
        | CType::Named(_) => None,
    };
    Ok(count)
}

/// What clang does not count among a record's members, even if it has a size: an empty record, or an array of some. Its size counts.
fn passed_over(ty: &CType) -> bool {
    match ty {
        CType::Array { element, length } => length.is_some_and(|length| length > 0) && passed_over(element),
        CType::Record(record) => empty(record),
        _ => false,
    }
}

/// Whether a scalar may be a member, and is like those before it.
fn scalar(bases: Bases, found: Base, base: &mut Option<Base>) -> bool {
    if !bases.has(found) {
        return false;
    }
    let first = *base.get_or_insert(found);
    first.vector == found.vector && first.layout.size == found.layout.size
}
