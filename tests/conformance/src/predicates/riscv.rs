//! Corners of RISC-V.

use ffi_abi::{CType, Layout, Location, RecordKind, Target, record_layout};

use super::{holds_no_value, on_stack, one_overaligned_complex, size, values};
use crate::c_program::Planned;
use crate::case::any_part;

/// Whether a value may travel in two registers, one of them for a floating-point number.
fn beside_a_float(target: &Target, ty: &CType) -> bool {
    // The second one may be aligned to as much as is wanted.
    Layout::of(target, ty).is_ok_and(|layout| layout.size <= 2 * layout.align.max(8)) && any_part(ty, &is_float)
}

fn is_float(ty: &CType) -> bool {
    matches!(ty, CType::Float(_) | CType::Complex(_))
}

/// A record of two scalars with a bit-field of no width, and another member behind that.
pub(super) fn riscv_zero_width_bits(target: &Target, planned: &Planned) -> bool {
    let zero = |part: &CType| match part {
        CType::Record(record) => record.fields.iter().rev().skip(1).any(|field| field.bits == Some(0)),
        _ => false,
    };
    values(planned).any(|ty| beside_a_float(target, ty) && any_part(ty, &zero))
}

/// A record of two scalars, and of a member of no size that is no structure.
pub(super) fn riscv_nothing_beside_scalars(target: &Target, planned: &Planned) -> bool {
    let nothing = |ty: &CType| match ty {
        CType::Array { length, .. } => length.is_some() && size(target, ty) == 0,
        CType::Record(record) => record.kind == RecordKind::Union && size(target, ty) == 0,
        _ => false,
    };
    values(planned).any(|ty| beside_a_float(target, ty) && any_part(ty, &nothing))
}

/// An argument aligned to 16 of which a register has one half and the stack the other.
pub(super) fn riscv_split_in_place(_: &Target, planned: &Planned) -> bool {
    planned.plan.arguments().iter().any(|argument| match &argument.location {
        Location::Direct(pieces) => argument.align >= 16 && pieces.len() > 1 && on_stack(argument),
        Location::Indirect { .. } | Location::Ignored => false,
    })
}

/// A record of nothing but bit-fields without names in the variadic part.
pub(super) fn riscv_va_arg_of_unnamed_bits(_: &Target, planned: &Planned) -> bool {
    planned.case.signature.variadic_arguments().iter().any(holds_no_value)
}

/// A result by hidden pointer that is aligned to more than the stack.
pub(super) fn riscv_space_for_wide_vector(_: &Target, planned: &Planned) -> bool {
    let result = planned.plan.result();
    result.align > planned.plan.stack_align() && matches!(result.location, Location::Indirect { .. })
}

/// A record of a floating-point number and a bit-field whose type, from the byte where the field begins, reaches over the number or beyond
/// the record.
pub(super) fn riscv_bits_as_their_type(target: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| beside_a_float(target, ty) && bits_reach(target, ty, 0, 8 * size(target, ty)))
}

/// Whether a bit-field's type reaches beyond `end`, or over a floating-point number behind the field; in bits, of a value at `start`.
fn bits_reach(target: &Target, ty: &CType, start: u64, end: u64) -> bool {
    match ty {
        CType::Record(record) => record_layout(target, record).is_ok_and(|layout| {
            let places = || record.fields.iter().zip(&layout.fields).map(|(field, place)| (field, start + place.bit_offset));
            places().any(|(field, at)| {
                let float = |(other, place): (&ffi_abi::Field, u64)| {
                    at < place && place < at / 8 * 8 + 8 * size(target, &field.ty) && any_part(&other.ty, &is_float)
                };
                match field.bits {
                    Some(0) => false,
                    Some(_) => at / 8 * 8 + 8 * size(target, &field.ty) > end || places().any(float),
                    None => bits_reach(target, &field.ty, at, end),
                }
            })
        }),
        CType::Array { element, length } => {
            let step = 8 * size(target, element);
            (0..length.unwrap_or(0)).any(|index| bits_reach(target, element, start + index * step, end))
        }
        _ => false,
    }
}

/// A record with a floating-point number, and with another record of nothing but bit-fields without names.
pub(super) fn riscv_unnamed_bits_inside(target: &Target, planned: &Planned) -> bool {
    let nameless = |part: &CType| matches!(part, CType::Record(_)) && holds_no_value(part) && size(target, part) > 0;
    values(planned).any(|ty| beside_a_float(target, ty) && any_part(ty, &nameless))
}

/// An argument of no bytes that is aligned to 16, and others on the stack.
pub(super) fn riscv_aligned_nothing(target: &Target, planned: &Planned) -> bool {
    let nothing = |ty: &CType| Layout::of(target, ty).is_ok_and(|layout| layout.size == 0 && layout.align >= 16);
    planned.plan.stack_size() > 0 && planned.case.signature.parameters().iter().any(nothing)
}

/// A record aligned to more than the stack that is one complex number of the same size.
pub(super) fn riscv_misaligned_complex(target: &Target, planned: &Planned) -> bool {
    one_overaligned_complex(target, planned)
}
