//! A C type as a Rust programmer writes it in a declaration: the text of hints.

use ffi_abi::{CType, Convention, FloatKind, IntKind, Signature, Target};

use crate::declarations::{Item, Resolver};

/// The Rust type; `None` for what only the author has a type for (a record by value) or no declaration can hold.
pub(super) fn spell(target: &Target, resolver: &Resolver<'_>, c: &CType) -> Option<String> {
    let c = resolver.shallow(c);
    Some(match &c {
        CType::Void => "()".to_owned(),
        CType::Bool => "bool".to_owned(),
        CType::Int(kind) => integer(target, *kind).to_owned(),
        CType::Enum(item) => integer(target, item.underlying).to_owned(),
        CType::Float(kind) => float(*kind)?.to_owned(),
        CType::Complex(kind) => format!("ffi::Complex<{}>", float(*kind)?),
        CType::Vector { element, lanes } => format!("ffi::Vector<[{}; {lanes}]>", spell(target, resolver, element)?),
        CType::Array { element, length } => {
            format!("[{}; {}]", spell(target, resolver, element)?, length.unwrap_or_default())
        }
        CType::Pointer { pointee, constant } => match &resolver.shallow(pointee) {
            CType::Function(signature) => function(target, resolver, signature)?,
            other => format!("{} {}", if *constant { "*const" } else { "*mut" }, pointee_of(target, resolver, other)),
        },
        CType::Named(name) => match resolver.item(name) {
            Some(Item::Enum(item)) => integer(target, item.underlying?).to_owned(),
            _ => return None,
        },
        CType::Function(_) | CType::Record(_) => return None,
    })
}

/// What a pointer points to; `c_void` where the author may have a type of their own.
fn pointee_of(target: &Target, resolver: &Resolver<'_>, c: &CType) -> String {
    let c = match resolver.shallow(c) {
        // A pointer to an array is one to its first element.
        CType::Array { element, .. } => (*element).clone(),
        other => other,
    };
    match c {
        CType::Void => "core::ffi::c_void".to_owned(),
        other => spell(target, resolver, &other).unwrap_or_else(|| "core::ffi::c_void".to_owned()),
    }
}

fn function(target: &Target, resolver: &Resolver<'_>, signature: &Signature) -> Option<String> {
    let spelled = |ty: &CType| spell(target, resolver, &resolver.shallow(ty).adjusted());
    let mut parameters: Vec<String> = signature.fixed().iter().map(spelled).collect::<Option<_>>()?;
    if signature.is_variadic() {
        parameters.push("...".to_owned());
    }
    let result = match resolver.shallow(signature.result()) {
        CType::Void => String::new(),
        other => format!(" -> {}", spelled(&other)?),
    };
    let convention = signature.convention();
    let convention = if convention == Convention::C { "C".to_owned() } else { convention.to_string() };
    Some(format!("Option<unsafe extern \"{convention}\" fn({}){result}>", parameters.join(", ")))
}

const fn float(kind: FloatKind) -> Option<&'static str> {
    Some(match kind {
        FloatKind::Half => "ffi::Half",
        FloatKind::Float => "f32",
        FloatKind::Double => "f64",
        FloatKind::LongDouble => "ffi::LongDouble",
        FloatKind::Float128 => return None,
    })
}

/// The name that follows the target where C's does.
fn integer(target: &Target, kind: IntKind) -> &'static str {
    match kind {
        IntKind::Char => "core::ffi::c_char",
        IntKind::SChar => "core::ffi::c_schar",
        IntKind::UChar => "core::ffi::c_uchar",
        IntKind::Short => "core::ffi::c_short",
        IntKind::UShort => "core::ffi::c_ushort",
        IntKind::Int => "core::ffi::c_int",
        IntKind::UInt => "core::ffi::c_uint",
        IntKind::Long => "core::ffi::c_long",
        IntKind::ULong => "core::ffi::c_ulong",
        IntKind::LongLong => "core::ffi::c_longlong",
        IntKind::ULongLong => "core::ffi::c_ulonglong",
        IntKind::Int128 => "i128",
        IntKind::UInt128 => "u128",
        IntKind::Int8 => "i8",
        IntKind::UInt8 => "u8",
        IntKind::Int16 => "i16",
        IntKind::UInt16 | IntKind::Char16 => "u16",
        IntKind::Int32 => "i32",
        IntKind::UInt32 | IntKind::Char32 => "u32",
        IntKind::Int64 => "i64",
        IntKind::UInt64 => "u64",
        IntKind::Size | IntKind::UIntPtr => "usize",
        IntKind::SSize | IntKind::PtrDiff | IntKind::IntPtr => "isize",
        // Rust has no name for it: the number that it is here.
        IntKind::WChar => match (kind.size(target), kind.signed(target)) {
            (2, _) => "u16",
            (_, true) => "i32",
            (_, false) => "u32",
        },
    }
}
