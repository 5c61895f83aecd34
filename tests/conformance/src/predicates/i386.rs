//! Corners of i386.

use ffi_abi::{CType, FloatKind, Location, Place, RecordKind, Target};

use super::{holds_no_value, register_size, size, values};
use crate::c_program::Planned;
use crate::case::any_part;

/// A union that holds a vector of 8 bytes.
pub(super) fn i386_small_vector_in_a_union(target: &Target, planned: &Planned) -> bool {
    let small = |part: &CType| matches!(part, CType::Vector { .. }) && size(target, part) == 8;
    let found =
        |part: &CType| matches!(part, CType::Record(record) if record.kind == RecordKind::Union) && any_part(part, &small);
    values(planned).any(|ty| any_part(ty, &found))
}

/// An argument on the stack that is a `__float128`, or a record with one or with a vector, and is not right behind what comes before it.
pub(super) fn i386_wide_in_memory(target: &Target, planned: &Planned) -> bool {
    let wide = |part: &CType| match part {
        CType::Vector { .. } => size(target, part) >= 16,
        CType::Float(kind) | CType::Complex(kind) => *kind == FloatKind::Float128,
        _ => false,
    };
    let word = |place: &Place| matches!(place, Place::Stack(_)).then_some(4).unwrap_or(0);
    let mut end = match &planned.plan.result().location {
        Location::Indirect { pointer } => word(pointer),
        Location::Direct(_) | Location::Ignored => 0,
    };
    planned.case.signature.parameters().iter().zip(planned.plan.arguments()).any(|(ty, argument)| match &argument.location {
        Location::Direct(pieces) => pieces.iter().any(|piece| match piece.place {
            Place::Stack(offset) => {
                let behind = offset == end;
                end = offset + piece.size.next_multiple_of(4);
                !behind && !matches!(ty, CType::Vector { .. }) && any_part(ty, &wide)
            }
            Place::Register(_) => false,
        }),
        Location::Indirect { pointer } => {
            end += word(pointer);
            false
        }
        Location::Ignored => false,
    })
}

/// A vector by value that no register of the target holds.
pub(super) fn i386_wide_vector(target: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| matches!(ty, CType::Vector { .. }) && size(target, ty) > register_size(planned.case.features))
}

/// An argument that is nothing but bit-fields without names.
pub(super) fn i386_unnamed_bits_alone(target: &Target, planned: &Planned) -> bool {
    planned.case.signature.parameters().iter().any(|ty| holds_no_value(ty) && size(target, ty) > 0)
}

/// A union larger than each of its members, all of 32 or 64 bits, and as large as all together.
fn as_large_as_all_members(target: &Target, ty: &CType) -> bool {
    match ty {
        CType::Record(record) if record.kind == RecordKind::Union => {
            let sizes = || record.fields.iter().map(|field| size(target, &field.ty));
            let scalar = |ty: &CType| !matches!(ty, CType::Record(_) | CType::Array { .. } | CType::Vector { .. });
            let scalars = record.fields.iter().all(|field| field.bits.is_none() && scalar(&field.ty));
            let whole = size(target, ty);
            scalars && sizes().sum::<u64>() == whole && sizes().max() < Some(whole)
        }
        _ => false,
    }
}

/// An argument that is such a union.
pub(super) fn i386_union_by_one_member(target: &Target, planned: &Planned) -> bool {
    planned.case.signature.parameters().iter().any(|ty| as_large_as_all_members(target, ty))
}

/// The same in the variadic part: Microsoft's named arguments of such an alignment are passed by reference.
pub(super) fn i386_msvc_variadic_union_by_one_member(target: &Target, planned: &Planned) -> bool {
    planned.case.signature.variadic_arguments().iter().any(|ty| as_large_as_all_members(target, ty))
}

/// A packed record, or a union, with a bit-field.
pub(super) fn i386_mingw_packed_bits(_: &Target, planned: &Planned) -> bool {
    let bits = |part: &CType| match part {
        CType::Record(record) => {
            let packed = record.packed || record.pack.is_some() || record.fields.iter().any(|field| field.packed);
            (packed || record.kind == RecordKind::Union) && record.fields.iter().any(|field| field.bits.is_some())
        }
        _ => false,
    };
    values(planned).any(|ty| any_part(ty, &bits))
}

/// A result by hidden pointer that is in a register.
pub(super) fn i386_hidden_pointer_in_a_register(_: &Target, planned: &Planned) -> bool {
    matches!(planned.plan.result().location, Location::Indirect { pointer: Place::Register(_) })
}

/// An integer of more than 32 bits, a complex number, a record no larger than a register, one with a floating-point number, or one that
/// is a complex number or a vector, before what would go in a register.
pub(super) fn i386_fastcall_used_up(target: &Target, planned: &Planned) -> bool {
    let parameters = planned.case.signature.fixed();
    let integer = |ty: &CType| matches!(ty, CType::Bool | CType::Int(_) | CType::Enum(_) | CType::Pointer { .. });
    let counted = |ty: &CType| match ty {
        CType::Complex(_) => true,
        CType::Record(_) => {
            matches!(size(target, ty), 1..=4)
                || any_part(ty, &|part| match part {
                    CType::Float(_) => true,
                    CType::Complex(_) | CType::Vector { .. } => size(target, part) == size(target, ty),
                    _ => false,
                })
        }
        _ => integer(ty) && size(target, ty) > 4,
    };
    let first = parameters.iter().position(counted);
    first.is_some_and(|at| parameters[at..].iter().any(|ty| integer(ty) && size(target, ty) <= 4))
}
