//! What each line of `rules.txt` applies to, and the program that shows it.

mod cpp;
mod i386;
mod microsoft;
mod riscv;
mod system_v;

use ffi_abi::{
    Arch, CType, Convention, Env, Features, FloatKind, IntKind, Layout, Location, Os, Place, RecordKind, RegisterClass,
    Signature, Target, lower,
};

use crate::c_program::Planned;
use crate::case::any_part;
use crate::closure;
use crate::eightbytes::{
    array_of_unaligned_records, complex_half_inside, pairs_of_halves, quad_beside_floats, record_off_its_alignment,
    unnamed_bits_before_va_arg, va_arg_of_wide_union_in_integers,
};
use cpp::*;
use i386::*;
use microsoft::*;
use riscv::*;
use system_v::*;

/// Whether a case is in the corner that a rule is about.
pub(crate) type Predicate = fn(&Target, &Planned) -> bool;

/// Targets and conventions that a rule is about.
pub(crate) type Concerns = fn(&Target, Convention) -> bool;

fn x86_64(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && (target.arch(), target.os()) == (Arch::X86_64, Os::Linux)
}

/// Linux, where gcc's word counts, and systems whose compiler is clang.
fn any_x86_64(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && target.arch() == Arch::X86_64 && target.os() != Os::Windows
}

/// Wherever functions are System V's.
fn everywhere_system_v(target: &Target, convention: Convention) -> bool {
    any_x86_64(target, convention) || marked_system_v(target, convention)
}

/// Linux, and functions that are marked elsewhere.
fn system_v(target: &Target, convention: Convention) -> bool {
    x86_64(target, convention) || marked_system_v(target, convention)
}

fn x86_64_windows(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && (target.arch(), target.os(), target.env()) == (Arch::X86_64, Os::Windows, Env::Msvc)
}

fn i386_linux(target: &Target, _: Convention) -> bool {
    (target.arch(), target.os()) == (Arch::X86, Os::Linux)
}

fn i386_linux_registers(target: &Target, convention: Convention) -> bool {
    i386_linux(target, convention) && matches!(convention, Convention::Fastcall | Convention::Thiscall)
}

fn i386_linux_fastcall(target: &Target, convention: Convention) -> bool {
    i386_linux(target, convention) && convention == Convention::Fastcall
}

fn i386_msvc(target: &Target, _: Convention) -> bool {
    (target.arch(), target.os(), target.env()) == (Arch::X86, Os::Windows, Env::Msvc)
}

fn i386_mingw(target: &Target, _: Convention) -> bool {
    (target.arch(), target.os(), target.env()) == (Arch::X86, Os::Windows, Env::Gnu)
}

fn aarch64_linux(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && (target.arch(), target.os()) == (Arch::Aarch64, Os::Linux)
}

fn aarch64_linux_android(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && target.arch() == Arch::Aarch64 && matches!(target.os(), Os::Linux | Os::Android)
}

fn aarch64_windows(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && (target.arch(), target.os()) == (Arch::Aarch64, Os::Windows)
}

fn riscv64(target: &Target, convention: Convention) -> bool {
    convention == Convention::C && target.arch() == Arch::Riscv64
}

fn riscv64_double(target: &Target, convention: Convention) -> bool {
    riscv64(target, convention) && !target.features().contains(Features::SOFT_FLOAT)
}

/// What a line of `rules.txt` needs besides: its name, the targets and the cases that it applies to, the program.
type Row = (&'static str, Concerns, Predicate, &'static str);

macro_rules! rows {
    ($($concerns:ident: $name:ident,)*) => {
        &[$((stringify!($name), $concerns, $name, include_str!(concat!("../rules/", stringify!($name), ".c")))),*]
    };
}

/// Every rule there is.
pub(crate) const ALL: &[Row] = rows![
    system_v: int128_with_one_register_left,
    system_v: wide_vector_result,
    system_v: vector_of_one_double,
    system_v: flexible_array,
    system_v: unnamed_bits,
    system_v: bits_off_their_alignment,
    everywhere_system_v: float_before_more_in_a_union,
    system_v: wide_record_by_its_first_half,
    system_v: named_vector_of_variadic,
    system_v: complex_half_inside,
    x86_64: unnamed_vector_and_float_union,
    x86_64: record_off_its_alignment,
    x86_64: array_of_unaligned_records,
    x86_64: va_arg_of_wide_union_in_integers,
    system_v: unnamed_bits_before_va_arg,
    system_v: pairs_of_halves,
    system_v: quad_beside_floats,
    x86_64: old_int128_on_the_stack,
    x86_64: old_float128,
    x86_64_windows: windows_x64_flexible_variadic,
    x86_64_windows: windows_x64_wide_vector,
    any_x86_64: cpp_va_arg_of_nothing_first,
    gnu_microsoft: ms_cpp_nothing_on_the_stack,
    gnu_microsoft: ms_va_arg_of_cpp_nothing,
    gnu_microsoft: ms_half,
    gnu_microsoft: ms_quad,
    gnu_microsoft: ms_small_vector,
    gnu_microsoft: ms_wide_vector,
    gnu_microsoft: ms_nothing_result,
    gnu_microsoft: ms_unnamed_bits_on_the_stack,
    gnu_microsoft: ms_va_arg_of_unnamed_bits,
    gnu_microsoft: ms_flexible_array,
    mingw: mingw_misaligned_vector,
    mingw: mingw_misaligned_complex,
    any_mingw: mingw_bits_in_a_union,
    any_mingw: mingw_packed_bits,
    any_mingw: mingw_zero_width_bits,
    gnu_microsoft: ms_wide_vector_in_a_register,
    marked_microsoft: ms_long_double_result,
    marked_system_v: sysv64_long_double,
    marked_system_v: sysv64_va_arg_by_reference,
    i386_linux: i386_small_vector_in_a_union,
    i386_linux: i386_wide_in_memory,
    i386_linux: i386_wide_vector,
    i386_linux: i386_unnamed_bits_alone,
    i386_linux: i386_union_by_one_member,
    i386_msvc: i386_msvc_variadic_union_by_one_member,
    i386_mingw: i386_mingw_packed_bits,
    i386_linux_registers: i386_hidden_pointer_in_a_register,
    i386_linux_fastcall: i386_fastcall_used_up,
    aarch64_linux: aarch64_va_arg_of_halves,
    aarch64_linux_android: aarch64_packed_quad,
    aarch64_linux: aarch64_unnamed_bits_alone,
    aarch64_linux: aarch64_cpp_nothing_in_a_union,
    aarch64_linux: aarch64_zero_width_bits_in_a_union,
    aarch64_linux: aarch64_copy_of_overaligned,
    aarch64_windows: windows_arm64_variadic_split,
    aarch64_windows: windows_arm64_variadic_alignment,
    aarch64_windows: windows_arm64_variadic_vector,
    aarch64_windows: windows_arm64_variadic_overaligned_local,
    riscv64_double: riscv_zero_width_bits,
    riscv64_double: riscv_nothing_beside_scalars,
    riscv64: riscv_split_in_place,
    riscv64: riscv_va_arg_of_unnamed_bits,
    riscv64: riscv_space_for_wide_vector,
    riscv64_double: riscv_bits_as_their_type,
    riscv64_double: riscv_unnamed_bits_inside,
    riscv64: riscv_aligned_nothing,
    riscv64: riscv_misaligned_complex,
];

pub(crate) fn values(planned: &Planned) -> impl Iterator<Item = &CType> {
    let signature = &planned.case.signature;
    signature.parameters().iter().chain([signature.result()])
}

pub(crate) fn size(target: &Target, ty: &CType) -> u64 {
    Layout::of(target, ty).map_or(0, |layout| layout.size)
}

/// The largest vector that a register of this set of features holds, in bytes.
fn register_size(features: Features) -> u64 {
    if features.contains(Features::AVX512F) {
        64
    } else if features.contains(Features::AVX) {
        32
    } else {
        16
    }
}

/// A record aligned to more than the stack that is one complex number of the same size.
fn one_overaligned_complex(target: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| {
        let complex = |part: &CType| matches!(part, CType::Complex(_)) && size(target, part) == size(target, ty);
        Layout::of(target, ty).is_ok_and(|layout| layout.align > 16) && any_part(ty, &complex)
    })
}

/// An `__int128` on the stack, and behind it something in the register that it could not do with.
fn int128_with_one_register_left(target: &Target, planned: &Planned) -> bool {
    let places = |argument: &ffi_abi::Argument| match &argument.location {
        Location::Direct(pieces) => pieces.iter().map(|piece| piece.place).collect(),
        Location::Indirect { pointer } => vec![*pointer],
        Location::Ignored => Vec::new(),
    };
    let mut waiting = false;
    for (ty, argument) in planned.case.signature.parameters().iter().zip(planned.plan.arguments()) {
        let places = places(argument);
        let in_general = |place: &Place| matches!(place, Place::Register(register) if register.class == RegisterClass::General);
        if waiting && places.iter().any(in_general) {
            return true;
        }
        let is_int128 = matches!(ty, CType::Int(IntKind::Int128 | IntKind::UInt128));
        waiting |= is_int128 && places.iter().any(|place| matches!(place, Place::Stack(_)));
    }
    // A closure's slot is behind all of them.
    waiting && planned.closure && closure::typed(target, target, &planned.case.signature, &planned.plan).is_some()
}

/// An `__int128` on the stack, or in the variadic part.
fn old_int128_on_the_stack(_: &Target, planned: &Planned) -> bool {
    let fixed = planned.case.signature.fixed().len();
    let mut arguments = planned.case.signature.parameters().iter().zip(planned.plan.arguments()).enumerate();
    arguments.any(|(index, (ty, argument))| {
        let is_int128 = matches!(ty, CType::Int(IntKind::Int128 | IntKind::UInt128));
        let on_stack = |pieces: &[ffi_abi::Piece]| pieces.iter().any(|piece| matches!(piece.place, Place::Stack(_)));
        is_int128 && (index >= fixed || matches!(&argument.location, Location::Direct(pieces) if on_stack(pieces)))
    })
}

/// A `__float128` in a record, or in the variadic part.
fn old_float128(_: &Target, planned: &Planned) -> bool {
    let is_float128 = |part: &CType| matches!(part, CType::Float(FloatKind::Float128) | CType::Complex(FloatKind::Float128));
    let variadic = planned.case.signature.variadic_arguments().iter().any(|ty| any_part(ty, &is_float128));
    variadic || values(planned).any(|ty| matches!(ty, CType::Record(_)) && any_part(ty, &is_float128))
}

/// A vector that no register of the target holds, as the result.
fn wide_vector_result(target: &Target, planned: &Planned) -> bool {
    let result = planned.case.signature.result();
    matches!(result, CType::Vector { .. }) && size(target, result) > register_size(planned.case.features)
}

fn is_vector_of_one_double(ty: &CType) -> bool {
    matches!(ty, CType::Vector { element, lanes: 1 } if **element == CType::Float(FloatKind::Double))
}

/// A vector of one `double`, as the result or in the variadic part.
fn vector_of_one_double(_: &Target, planned: &Planned) -> bool {
    let signature = &planned.case.signature;
    signature.variadic_arguments().iter().chain([signature.result()]).any(is_vector_of_one_double)
}

/// A record with a flexible array member by value.
fn flexible_array(_: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| any_part(ty, &|part| matches!(part, CType::Array { length: None, .. })))
}

/// The same in a variadic function.
fn windows_x64_flexible_variadic(target: &Target, planned: &Planned) -> bool {
    planned.case.signature.is_variadic() && flexible_array(target, planned)
}

/// A vector that is wider than the registers, wherever it is.
fn windows_x64_wide_vector(target: &Target, planned: &Planned) -> bool {
    let wide = |ty: &CType| matches!(ty, CType::Vector { .. }) && size(target, ty) > register_size(planned.case.features);
    values(planned).any(wide)
}

/// A record with a bit-field that has no name, and some width or a place in a union.
fn unnamed_bits(_: &Target, planned: &Planned) -> bool {
    let unnamed = |part: &CType| match part {
        CType::Record(record) => record.fields.iter().any(|field| {
            let counts = |bits| bits > 0 || record.kind == RecordKind::Union;
            field.name.is_none() && field.bits.is_some_and(counts)
        }),
        _ => false,
    };
    values(planned).any(|ty| any_part(ty, &unnamed))
}

/// A union that holds a vector wider than 16 bytes, and another member that `other` accepts.
fn vector_union(target: &Target, ty: &CType, other: &dyn Fn(&CType) -> bool) -> bool {
    any_part(ty, &|part| match part {
        CType::Record(record) if record.kind == RecordKind::Union => {
            let wide = |ty: &CType| any_part(ty, &|part| matches!(part, CType::Vector { .. }) && size(target, part) > 16);
            record.fields.iter().any(|field| wide(&field.ty)) && record.fields.iter().any(|field| any_part(&field.ty, other))
        }
        _ => false,
    })
}

/// A record that is as large as a vector register, begins with a vector of 16 bytes or more, and yet goes in memory.
fn wide_record_by_its_first_half(target: &Target, planned: &Planned) -> bool {
    let wide = |part: &CType| match part {
        CType::Vector { .. } => size(target, part) >= 16,
        CType::Float(kind) => *kind == FloatKind::Float128,
        _ => false,
    };
    let features = planned.case.features;
    let in_memory = |ty: &CType| {
        let alone = lower(&target.with_features(features), &Signature::new(CType::Void, vec![ty.clone()]));
        alone.is_ok_and(|plan| plan.stack_size() > 0)
    };
    values(planned).any(|ty| {
        let inside = (17..=register_size(features)).contains(&size(target, ty));
        matches!(ty, CType::Record(_)) && inside && any_part(ty, &wide) && in_memory(ty)
    })
}

/// A variadic function with a named argument in more than 16 bytes of a vector register.
fn named_vector_of_variadic(_: &Target, planned: &Planned) -> bool {
    let wide = |argument: &ffi_abi::Argument| match &argument.location {
        Location::Direct(pieces) => pieces.iter().any(|piece| matches!(piece.place, Place::Register(_)) && piece.size > 16),
        Location::Indirect { .. } | Location::Ignored => false,
    };
    let signature = &planned.case.signature;
    signature.is_variadic() && planned.plan.arguments()[..signature.fixed().len()].iter().any(wide)
}

/// A union of such a vector and a floating-point number, in the variadic part.
fn unnamed_vector_and_float_union(target: &Target, planned: &Planned) -> bool {
    let float = |part: &CType| matches!(part, CType::Float(_) | CType::Complex(_));
    planned.case.signature.variadic_arguments().iter().any(|ty| vector_union(target, ty, &float))
}

/// In the variadic part a record, or a complex number, of halves; or a record of vectors, of one element or of several vectors.
fn aarch64_va_arg_of_halves(_: &Target, planned: &Planned) -> bool {
    let broken =
        |part: &CType| matches!(part, CType::Float(FloatKind::Half) | CType::Complex(FloatKind::Half) | CType::Vector { .. });
    let several = |ty: &&CType| matches!(ty, CType::Record(_) | CType::Complex(_));
    planned.case.signature.variadic_arguments().iter().filter(several).any(|ty| any_part(ty, &broken))
}

/// A packed record with a `long double` in it, on the stack.
fn aarch64_packed_quad(_: &Target, planned: &Planned) -> bool {
    let packed = |part: &CType| match part {
        CType::Record(record) => {
            let quad = |ty: &CType| any_part(ty, &|part| matches!(part, CType::Float(FloatKind::LongDouble)));
            let all = record.packed || record.pack.is_some();
            record.fields.iter().any(|field| (all || field.packed) && quad(&field.ty))
        }
        _ => false,
    };
    let arguments = planned.case.signature.parameters().iter().zip(planned.plan.arguments());
    arguments.into_iter().any(|(ty, argument)| on_stack(argument) && any_part(ty, &packed))
}

/// An argument of 32 or 64 bytes, by reference or homogeneous, that is aligned to more than the stack.
fn aarch64_copy_of_overaligned(target: &Target, planned: &Planned) -> bool {
    let wide = |ty: &CType| Layout::of(target, ty).is_ok_and(|layout| layout.align > 16 && matches!(layout.size, 32 | 64));
    planned.case.signature.parameters().iter().any(wide)
}

fn on_stack(argument: &ffi_abi::Argument) -> bool {
    match &argument.location {
        Location::Direct(pieces) => pieces.iter().any(|piece| matches!(piece.place, Place::Stack(_))),
        Location::Indirect { .. } | Location::Ignored => false,
    }
}

/// A record of nothing but bit-fields without names.
fn aarch64_unnamed_bits_alone(_: &Target, planned: &Planned) -> bool {
    values(planned).any(|ty| any_part(ty, &unnamed_bits_alone))
}

fn unnamed_bits_alone(ty: &CType) -> bool {
    match ty {
        CType::Record(record) => {
            let unnamed = |field: &ffi_abi::Field| field.name.is_none() && field.bits.is_some();
            record.fields.iter().all(unnamed) && record.fields.iter().any(|field| field.bits > Some(0))
        }
        _ => false,
    }
}

/// A variadic function, one of whose arguments is in the last register and on the stack.
fn windows_arm64_variadic_split(_: &Target, planned: &Planned) -> bool {
    planned.plan.arguments().iter().any(|argument| match &argument.location {
        Location::Direct(pieces) => on_stack(argument) && pieces.len() > 1,
        Location::Indirect { .. } | Location::Ignored => false,
    })
}

/// A variadic argument aligned to 16.
fn windows_arm64_variadic_alignment(target: &Target, planned: &Planned) -> bool {
    let wide = |ty: &CType| Layout::of(target, ty).is_ok_and(|layout| layout.align >= 16 && layout.size == 16);
    planned.case.signature.variadic_arguments().iter().any(wide)
}

/// A variadic function with a vector, or a half, among its arguments.
fn windows_arm64_variadic_vector(_: &Target, planned: &Planned) -> bool {
    let signature = &planned.case.signature;
    let vector = |ty: &CType| matches!(ty, CType::Vector { .. } | CType::Float(FloatKind::Half));
    signature.is_variadic() && signature.parameters().iter().any(vector)
}

/// A variadic function with a value aligned to more than the stack, which the callee therefore realigns.
fn windows_arm64_variadic_overaligned_local(target: &Target, planned: &Planned) -> bool {
    let wide = |ty: &CType| Layout::of(target, ty).is_ok_and(|layout| layout.align > 16);
    planned.case.signature.is_variadic() && values(planned).any(wide)
}

/// A union with a bit-field without width.
fn aarch64_zero_width_bits_in_a_union(_: &Target, planned: &Planned) -> bool {
    let widthless = |ty: &CType| match ty {
        CType::Record(record) if record.kind == RecordKind::Union => record.fields.iter().any(|field| field.bits == Some(0)),
        _ => false,
    };
    values(planned).any(|ty| any_part(ty, &widthless))
}

/// Whether there is nothing in a type but bit-fields without names.
fn holds_no_value(ty: &CType) -> bool {
    match ty {
        CType::Record(record) => {
            record.fields.iter().all(|field| field.name.is_none() && field.bits.is_some() || holds_no_value(&field.ty))
        }
        CType::Array { element, length } => length.is_some_and(|length| length == 0 || holds_no_value(element)),
        _ => false,
    }
}
