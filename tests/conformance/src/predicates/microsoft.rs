//! Corners of Microsoft's x64 convention as gcc has it (MinGW, `ms_abi`), and of MinGW's records.

use ffi_abi::{Arch, CType, Convention, Env, FloatKind, IntKind, Location, Os, RecordKind, Target};

use super::{
    any_part, flexible_array, is_vector_of_one_double, one_overaligned_complex, register_size, size, unnamed_bits_alone, values,
};
use crate::c_program::Planned;

/// MinGW, and functions that are marked elsewhere.
pub(super) fn gnu_microsoft(target: &Target, convention: Convention) -> bool {
    mingw(target, convention) || marked_microsoft(target, convention)
}

/// MinGW alone.
pub(super) fn mingw(target: &Target, convention: Convention) -> bool {
    of_mingw(target) && convention == Convention::C
}

/// MinGW, whatever the convention: its records.
pub(super) fn any_mingw(target: &Target, _: Convention) -> bool {
    of_mingw(target)
}

fn of_mingw(target: &Target) -> bool {
    (target.arch(), target.os(), target.env()) == (Arch::X86_64, Os::Windows, Env::Gnu)
}

/// Functions that are marked as Microsoft's, elsewhere.
pub(super) fn marked_microsoft(target: &Target, convention: Convention) -> bool {
    (target.arch(), convention) == (Arch::X86_64, Convention::Win64) && target.os() != Os::Windows
}

/// Functions that are marked as System V's, on MinGW.
pub(super) fn marked_system_v(target: &Target, convention: Convention) -> bool {
    of_mingw(target) && convention == Convention::SysV64
}

/// A `_Float16` by itself.
pub(super) fn ms_half(_: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| *ty == CType::Float(FloatKind::Half))
}

/// A `__float128` by itself.
pub(super) fn ms_quad(_: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| *ty == CType::Float(FloatKind::Float128))
}

/// A vector of 8 bytes or less; but for one element of 64 bits, which both take for an integer.
pub(super) fn ms_small_vector(target: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| match ty {
        CType::Vector { lanes, .. } => *lanes > 1 && size(target, ty) <= 8,
        _ => false,
    })
}

/// A result that is a vector of more than 16 bytes, and no wider than the registers.
pub(super) fn ms_wide_vector_in_a_register(target: &Target, planned: &Planned) -> bool {
    let result = planned.case.signature.result();
    matches!(result, CType::Vector { .. }) && (17..=register_size(planned.case.features)).contains(&size(target, result))
}

/// A `long double` as the result.
pub(super) fn ms_long_double_result(_: &Target, planned: &Planned) -> bool {
    *planned.case.signature.result() == CType::Float(FloatKind::LongDouble)
}

/// A `long double` anywhere.
pub(super) fn sysv64_long_double(_: &Target, planned: &Planned) -> bool {
    let is_one = |part: &CType| matches!(part, CType::Float(FloatKind::LongDouble) | CType::Complex(FloatKind::LongDouble));
    values(planned).any(|ty| any_part(ty, &is_one))
}

/// A vector that is wider than the registers.
pub(super) fn ms_wide_vector(target: &Target, planned: &Planned) -> bool {
    let features = planned.case.features;
    values(planned).any(|ty| matches!(ty, CType::Vector { .. }) && size(target, ty) > register_size(features))
}

/// A result of no value, that is no integer by its size.
pub(super) fn ms_nothing_result(target: &Target, planned: &Planned) -> bool {
    let result = planned.case.signature.result();
    let nothing = *result != CType::Void && planned.plan.result().location == Location::Ignored;
    nothing && !matches!(size(target, result), 1 | 2 | 4 | 8)
}

/// A record of bit-fields without names behind the registers, where it has no place.
pub(super) fn ms_unnamed_bits_on_the_stack(_: &Target, planned: &Planned) -> bool {
    let arguments = planned.case.signature.parameters().iter().zip(planned.plan.arguments());
    arguments.into_iter().any(|(ty, argument)| bits_alone(ty) && argument.location == Location::Ignored)
}

/// A record of nothing but bit-fields without names, be they in a record inside it.
fn bits_alone(ty: &CType) -> bool {
    let inside = |field: &ffi_abi::Field| field.name.is_none() && field.bits.is_some() || bits_alone(&field.ty);
    let all_inside = match ty {
        CType::Record(record) => !record.fields.is_empty() && record.fields.iter().all(inside),
        _ => false,
    };
    unnamed_bits_alone(ty) || widthless_union(ty) || all_inside
}

/// A union of bit-fields without width, to which MinGW gives a byte.
fn widthless_union(ty: &CType) -> bool {
    let CType::Record(record) = ty else { return false };
    record.kind == RecordKind::Union && !record.fields.is_empty() && record.fields.iter().all(|field| field.bits == Some(0))
}

/// Such a record in a register of a variadic function, whether it is named there or not.
pub(super) fn ms_va_arg_of_unnamed_bits(_: &Target, planned: &Planned) -> bool {
    let arguments = planned.case.signature.parameters().iter().zip(planned.plan.arguments());
    let found = |(ty, argument): (&CType, &ffi_abi::Argument)| unnamed_bits_alone(ty) && argument.location != Location::Ignored;
    planned.case.signature.is_variadic() && arguments.into_iter().any(found)
}

/// A record with a flexible array member that is as large as an integer.
pub(super) fn ms_flexible_array(target: &Target, planned: &Planned) -> bool {
    flexible_array(target, planned) && values(planned).any(|ty| matches!(size(target, ty), 1 | 2 | 4 | 8))
}

/// A vector in a register of more than 16 bytes, by itself or as all of a record; or one that is the result, in a register or not.
pub(super) fn mingw_misaligned_vector(target: &Target, planned: &Planned) -> bool {
    let features = planned.case.features;
    let result = planned.case.signature.result();
    let wide_result = matches!(result, CType::Vector { .. }) && size(target, result) > 16;
    wide_result
        || values(planned).any(|ty| {
            let vector = |part: &CType| matches!(part, CType::Vector { .. }) && size(target, part) == size(target, ty);
            (17..=register_size(features)).contains(&size(target, ty)) && any_part(ty, &vector)
        })
}

/// A record aligned to more than the stack that is one complex number of the same size.
pub(super) fn mingw_misaligned_complex(target: &Target, planned: &Planned) -> bool {
    one_overaligned_complex(target, planned)
}

fn any_record(planned: &Planned, test: &dyn Fn(&ffi_abi::Record) -> bool) -> bool {
    values(planned).any(|ty| any_part(ty, &|part| matches!(part, CType::Record(record) if test(record))))
}

/// A union with a bit-field.
pub(super) fn mingw_bits_in_a_union(_: &Target, planned: &Planned) -> bool {
    let bits = |record: &ffi_abi::Record| record.fields.iter().any(|field| field.bits.is_some());
    any_record(planned, &|record| record.kind == RecordKind::Union && bits(record))
}

/// A bit-field that is packed, by itself or with its record.
pub(super) fn mingw_packed_bits(_: &Target, planned: &Planned) -> bool {
    any_record(planned, &|record| record.fields.iter().any(|field| field.bits.is_some() && (record.packed || field.packed)))
}

/// A bit-field of no width that is aligned, or beside `#pragma pack`.
pub(super) fn mingw_zero_width_bits(_: &Target, planned: &Planned) -> bool {
    any_record(planned, &|record| {
        record.fields.iter().any(|field| field.bits == Some(0) && (record.pack.is_some() || field.align.is_some()))
    })
}

/// A variadic argument that Microsoft's convention passes by reference.
pub(super) fn sysv64_va_arg_by_reference(target: &Target, planned: &Planned) -> bool {
    planned.case.signature.variadic_arguments().iter().any(|ty| match ty {
        CType::Record(_) | CType::Complex(_) => !matches!(size(target, ty), 1 | 2 | 4 | 8),
        CType::Int(IntKind::Int128 | IntKind::UInt128) => true,
        _ => size(target, ty) > 8 || is_vector_of_one_double(ty),
    })
}
