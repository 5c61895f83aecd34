//! Corners of empty classes: of C++, where they have a size.

use ffi_abi::{CType, Location, RecordKind, Target};

use super::{any_part, values};
use crate::c_program::Planned;

/// A class of nothing but empty ones.
fn nothing(ty: &CType) -> bool {
    match ty {
        CType::Record(record) => record.cpp && record.fields.iter().all(|field| field.bits.is_none() && nothing(&field.ty)),
        CType::Array { element, .. } => nothing(element),
        _ => false,
    }
}

/// An argument that is one, and the place that the plan has for it.
fn any_argument(planned: &Planned, test: &dyn Fn(&Location) -> bool) -> bool {
    let arguments = planned.case.signature.parameters().iter().zip(planned.plan.arguments());
    arguments.into_iter().any(|(ty, argument)| nothing(ty) && test(&argument.location))
}

/// An empty class behind the registers.
pub(super) fn ms_cpp_nothing_on_the_stack(_: &Target, planned: &Planned) -> bool {
    any_argument(planned, &|location| *location == Location::Ignored)
}

/// One in a register of a variadic function.
pub(super) fn ms_va_arg_of_cpp_nothing(_: &Target, planned: &Planned) -> bool {
    planned.case.signature.is_variadic() && any_argument(planned, &|location| *location != Location::Ignored)
}

/// A class in the variadic part of which only the second eightbyte has a register.
pub(super) fn cpp_va_arg_of_nothing_first(_: &Target, planned: &Planned) -> bool {
    let fixed = planned.case.signature.fixed().len();
    planned.plan.arguments()[fixed..].iter().any(|argument| match &argument.location {
        Location::Direct(pieces) => pieces.first().is_some_and(|piece| piece.offset >= 8),
        Location::Indirect { .. } | Location::Ignored => false,
    })
}

/// A union with an empty class.
pub(super) fn aarch64_cpp_nothing_in_a_union(_: &Target, planned: &Planned) -> bool {
    let found = |part: &CType| match part {
        CType::Record(record) => record.kind == RecordKind::Union && record.fields.iter().any(|field| nothing(&field.ty)),
        _ => false,
    };
    values(planned).any(|ty| any_part(ty, &found))
}
