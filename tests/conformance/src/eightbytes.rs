//! What rules about the eightbytes of System V's records apply to: parts by their places.

use ffi_abi::{CType, FloatKind, Layout, Location, Place, RecordKind, RegisterClass, Signature, Target, lower, record_layout};

use crate::c_program::Planned;
use crate::case::any_part;
use crate::predicates::{size, values};

/// Calls `test` with each part of a value that begins at this bit, and where it begins; true if it ever is.
fn any_place(target: &Target, ty: &CType, offset: u64, test: &dyn Fn(&CType, u64) -> bool) -> bool {
    test(ty, offset)
        || match ty {
            CType::Array { element, length } => {
                let size = 8 * size(target, element);
                (0..length.unwrap_or(0)).any(|index| any_place(target, element, offset + index * size, test))
            }
            CType::Record(record) => record_layout(target, record).is_ok_and(|layout| {
                let mut fields = record.fields.iter().zip(&layout.fields).filter(|(field, _)| field.bits.is_none());
                fields.any(|(field, place)| any_place(target, &field.ty, offset + place.bit_offset, test))
            }),
            _ => false,
        }
}

/// A record with a `_Complex _Float16` that does not begin an eightbyte.
pub(crate) fn complex_half_inside(target: &Target, planned: &Planned) -> bool {
    let inside = |part: &CType, offset: u64| matches!(part, CType::Complex(FloatKind::Half)) && !offset.is_multiple_of(64);
    values(planned).any(|ty| any_place(target, ty, 0, &inside))
}

/// A record of at most two eightbytes with one inside that is not aligned.
pub(crate) fn record_off_its_alignment(target: &Target, planned: &Planned) -> bool {
    let off = |part: &CType, offset: u64| match part {
        CType::Record(_) => Layout::of(target, part).is_ok_and(|layout| !offset.is_multiple_of(8 * layout.align)),
        _ => false,
    };
    values(planned).any(|ty| size(target, ty) <= 16 && any_place(target, ty, 0, &off))
}

/// A record of at most two eightbytes with an array of records, of which one has an unaligned scalar.
pub(crate) fn array_of_unaligned_records(target: &Target, planned: &Planned) -> bool {
    let off = |part: &CType, offset: u64| {
        let scalar = !matches!(part, CType::Record(_) | CType::Array { .. });
        scalar && Layout::of(target, part).is_ok_and(|layout| !offset.is_multiple_of(8 * layout.align))
    };
    let found = |part: &CType, offset: u64| match part {
        CType::Array { element, .. } => matches!(**element, CType::Record(_)) && any_place(target, part, offset, &off),
        _ => false,
    };
    values(planned).any(|ty| size(target, ty) <= 16 && any_place(target, ty, 0, &found))
}

/// A record that is aligned to 16, in two general registers, in the variadic part.
pub(crate) fn va_arg_of_wide_union_in_integers(target: &Target, planned: &Planned) -> bool {
    let fixed = planned.case.signature.fixed().len();
    let general = |piece: &ffi_abi::Piece| matches!(piece.place, Place::Register(at) if at.class == RegisterClass::General);
    let aligned = |ty: &CType| matches!(ty, CType::Record(_)) && Layout::of(target, ty).is_ok_and(|layout| layout.align >= 16);
    let mut unnamed = planned.case.signature.parameters().iter().zip(planned.plan.arguments()).skip(fixed);
    unnamed.any(|(ty, argument)| match &argument.location {
        Location::Direct(pieces) => pieces.len() == 2 && pieces.iter().all(general) && aligned(ty),
        Location::Indirect { .. } | Location::Ignored => false,
    })
}

/// A variadic function with a named record that has a size, and yet does not travel.
pub(crate) fn unnamed_bits_before_va_arg(target: &Target, planned: &Planned) -> bool {
    let signature = &planned.case.signature;
    let mut named = signature.fixed().iter().zip(planned.plan.arguments());
    let nothing = |location: &Location| matches!(location, Location::Ignored);
    signature.is_variadic() && named.any(|(ty, argument)| nothing(&argument.location) && size(target, ty) > 0)
}

/// A record with a second half in the first four bytes of an eightbyte, and either another eightbyte or a `float` in a union.
pub(crate) fn pairs_of_halves(target: &Target, planned: &Planned) -> bool {
    let second = |part: &CType, offset: u64| match part {
        CType::Float(FloatKind::Half) => offset % 64 == 16,
        CType::Complex(FloatKind::Half) => offset.is_multiple_of(64),
        _ => false,
    };
    let float = |part: &CType| matches!(part, CType::Float(FloatKind::Float));
    let overlaid = |part: &CType| match part {
        CType::Record(record) if record.kind == RecordKind::Union => {
            record.fields.iter().any(|field| any_part(&field.ty, &float))
        }
        _ => false,
    };
    values(planned).any(|ty| {
        let size = size(target, ty);
        let record = matches!(ty, CType::Record(_)) && size <= 16;
        record && (size > 8 || any_part(ty, &overlaid)) && any_place(target, ty, 0, &second)
    })
}

/// A record with a `__float128` in it, in two vector registers.
pub(crate) fn quad_beside_floats(target: &Target, planned: &Planned) -> bool {
    let quad = |part: &CType| matches!(part, CType::Float(FloatKind::Float128));
    let convention = planned.case.signature.convention();
    let apart = |ty: &CType| {
        let alone = Signature::new(CType::Void, vec![ty.clone()]).with_convention(convention);
        lower(target, &alone).is_ok_and(|plan| match &plan.arguments()[0].location {
            Location::Direct(pieces) => pieces.len() == 2,
            Location::Indirect { .. } | Location::Ignored => false,
        })
    };
    values(planned).any(|ty| size(target, ty) == 16 && any_part(ty, &quad) && apart(ty))
}
