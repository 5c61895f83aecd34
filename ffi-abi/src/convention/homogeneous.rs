//! Homogeneous aggregates: records that are nothing but a few floating-point numbers, or a few vectors, of one size.
//!
//! Source: Procedure Call Standard for the Arm 64-bit Architecture (2024Q3), "Homogeneous Aggregates".

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

/// What the members are and how many, if a type is homogeneous: "a Homogeneous Aggregate with a Fundamental Data Type that is a
/// Floating-Point type [or a Short-Vector type] and at most four uniquely addressable members".
///
/// A lone floating-point number or short vector counts as an aggregate of one.
pub(super) fn homogeneous(target: &Target, dialect: Dialect, ty: &CType) -> Result<Option<(Base, u32)>, Unsupported> {
    let mut base = None;
    let count = members(target, dialect, ty, &mut base)?;
    Ok(base.zip(count.and_then(|count| u32::try_from(count).ok())).filter(|(_, count)| (1..=4).contains(count)))
}

/// How many members of type `base` a type is made of, unless it holds something else or has padding. The first one found sets `base`.
fn members(target: &Target, dialect: Dialect, ty: &CType, base: &mut Option<Base>) -> Result<Option<u64>, Unsupported> {
    let count = match ty {
        CType::Float(_) => scalar(Base { vector: false, layout: Layout::of(target, ty)? }, base).then_some(1),
        // Like a record of its real and its imaginary part.
        CType::Complex(kind) => {
            scalar(Base { vector: false, layout: Layout::of(target, &CType::Float(*kind))? }, base).then_some(2)
        }
        // "for short-vector types the fundamental types are 64-bit vector and 128-bit vector; the type of the elements in the short
        // vector does not form part of the test for homogeneity".
        CType::Vector { .. } => {
            let layout = Layout::of(target, ty)?;
            (matches!(layout.size, 8 | 16) && scalar(Base { vector: true, layout }, base)).then_some(1)
        }
        // The text has no arrays without elements; with one in it, neither gcc nor clang takes a record for homogeneous.
        CType::Array { element, length } => match length.filter(|&length| length > 0) {
            Some(length) => members(target, dialect, element, base)?.and_then(|count| count.checked_mul(length)),
            None => None,
        },
        CType::Record(record) => {
            let mut total = Some(0_u64);
            for field in &record.fields {
                let count = match field.bits {
                    // gcc and clang pass over those of width 0 (gcc not in a union), and take no record with another for homogeneous.
                    Some(0) => Some(0),
                    Some(_) => None,
                    None if dialect == Dialect::Clang && passed_over(&field.ty) => Some(0),
                    None => members(target, dialect, &field.ty, base)?,
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

/// Whether a scalar is like those before it.
fn scalar(found: Base, base: &mut Option<Base>) -> bool {
    let first = *base.get_or_insert(found);
    first.vector == found.vector && first.layout.size == found.layout.size
}
