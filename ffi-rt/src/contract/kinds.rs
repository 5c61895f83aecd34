//! What C types are to a caller whose signatures are data.

use ffi_abi::{CType, FloatFormat, FloatKind, IntKind, Target};

use super::Kind;

/// What a value of this type is to a caller, and for a vector what its elements are.
///
/// # Panics
///
/// On a type that no plan passes by value: a function, or a type by name alone.
pub fn kind(target: &Target, ty: &CType) -> (Kind, Option<Kind>) {
    let plain = match ty {
        CType::Void => Kind::Void,
        CType::Bool => Kind::Bool,
        CType::Int(kind) => integer(target, *kind),
        CType::Enum(definition) => integer(target, definition.underlying),
        CType::Float(kind) => float(target, *kind),
        CType::Complex(kind) => match kind.format(target) {
            FloatFormat::Binary16 => Kind::ComplexF16,
            FloatFormat::Binary32 => Kind::ComplexF32,
            FloatFormat::Binary64 => Kind::ComplexF64,
            FloatFormat::X87Extended => Kind::ComplexF80,
            FloatFormat::Binary128 => Kind::ComplexF128,
        },
        CType::Vector { element, .. } => return (Kind::Vector, Some(kind(target, element).0)),
        CType::Pointer { .. } => Kind::Pointer,
        CType::Record(_) | CType::Array { .. } => Kind::Record,
        CType::Function(_) | CType::Named(_) => unreachable!("no plan passes a `{ty}` by value"),
    };
    (plain, None)
}

fn float(target: &Target, kind: FloatKind) -> Kind {
    match kind.format(target) {
        FloatFormat::Binary16 => Kind::F16,
        FloatFormat::Binary32 => Kind::F32,
        FloatFormat::Binary64 => Kind::F64,
        FloatFormat::X87Extended => Kind::F80,
        FloatFormat::Binary128 => Kind::F128,
    }
}

fn integer(target: &Target, kind: IntKind) -> Kind {
    match (kind.size(target), kind.signed(target)) {
        (1, true) => Kind::I8,
        (1, false) => Kind::U8,
        (2, true) => Kind::I16,
        (2, false) => Kind::U16,
        (4, true) => Kind::I32,
        (4, false) => Kind::U32,
        (8, true) => Kind::I64,
        (8, false) => Kind::U64,
        (_, true) => Kind::I128,
        (_, false) => Kind::U128,
    }
}
