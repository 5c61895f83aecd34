//! Rust types as tokens → C types.
//!
//! Tokens name a type, they do not resolve it. What is recognised by name is proved where it matters: the macro asserts that
//! each type of a direct call implements the runtime's `Direct`, and a wrapper asserts size and alignment of each type against
//! what the trampoline was made for.

use ffi_abi::{CType, Convention, FloatKind, IntKind, Signature, Target};
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprLit, GenericArgument, Lifetime, Lit, LitStr, PathArguments, ReturnType, Type, TypeFnPtr, TypePath};

use crate::diagnostic::{Code, Spanned};

/// What is known of a Rust type by its tokens.
#[derive(Debug)]
pub struct Known {
    /// The C type; `None` for a name that is not in the tables of this module.
    pub ctype: Option<CType>,
    /// Types that must implement the runtime's `Direct` for a plain call to be right.
    pub assertions: Vec<Type>,
}

impl Known {
    fn plain(ctype: CType) -> Known {
        Known { ctype: Some(ctype), assertions: Vec::new() }
    }
}

/// What a Rust type is in C.
///
/// # Errors
/// A type that has no counterpart in C: a slice, `str`, a tuple, a closure, a pointer to one of these.
pub fn ctype(ty: &Type) -> Result<Known, Spanned> {
    match ty {
        Type::Group(group) => ctype(&group.elem),
        Type::Paren(paren) => ctype(&paren.elem),
        Type::Never(_) => Ok(Known::plain(CType::Void)),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Ok(Known::plain(CType::Void)),
        Type::Ptr(pointer) => {
            let constant = matches!(pointer.mutability, syn::PointerMutability::Const(_));
            data_pointer(ty, &pointer.elem, constant)
        }
        Type::Reference(reference) => data_pointer(ty, &reference.elem, reference.mutability.is_none()),
        Type::FnPtr(function) => function_pointer(function),
        Type::Path(path) => named(ty, path),
        Type::Array(_) => Err(not_c(ty, "an array as a parameter or result", "pass a pointer to its first element")),
        Type::Slice(_) | Type::TraitObject(_) | Type::ImplTrait(_) | Type::Tuple(_) => {
            Err(not_c(ty, "this type", "pass a pointer to a `#[repr(C)]` type"))
        }
        _ => Err(not_c(ty, "this type", "write a number, a pointer, a function pointer or a `#[repr(C)]` type")),
    }
}

fn not_c(ty: &Type, what: &str, hint: &str) -> Spanned {
    Spanned::new(ty, Code::NotC, [what, hint])
}

fn data_pointer(whole: &Type, pointee: &Type, constant: bool) -> Result<Known, Spanned> {
    let fat = match pointee {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    };
    if fat {
        return Err(not_c(
            whole,
            "a pointer that carries a length or a table",
            "pass a pointer to the first element, and the length beside it",
        ));
    }
    Ok(Known {
        ctype: Some(CType::Pointer { pointee: pointee_type(pointee).into(), constant }),
        assertions: vec![anonymous(whole)],
    })
}

/// The pointee changes no ABI; it only makes the text of a signature readable. What is not known is `void`.
fn pointee_type(ty: &Type) -> CType {
    match ty {
        Type::Path(path) => last(path)
            .filter(|(_, arguments)| matches!(arguments, PathArguments::None))
            .and_then(|(name, _)| scalar(&name))
            .unwrap_or(CType::Void),
        Type::Ptr(pointer) => CType::Pointer {
            pointee: pointee_type(&pointer.elem).into(),
            constant: matches!(pointer.mutability, syn::PointerMutability::Const(_)),
        },
        _ => CType::Void,
    }
}

fn function_pointer(function: &TypeFnPtr) -> Result<Known, Spanned> {
    let Some(abi) = &function.abi else {
        return Err(Spanned::new(function, Code::NotC, ["a Rust function pointer", "write `extern \"C\" fn(…)`"]));
    };
    let convention = convention(abi.name.as_ref())?.0;
    let mut assertions = Vec::new();
    let mut parameters = Vec::new();
    for parameter in &function.inputs {
        parameters.push(in_callback(&parameter.ty, &mut assertions)?);
    }
    let result = match &function.output {
        ReturnType::Default => CType::Void,
        ReturnType::Type(_, ty) => in_callback(ty, &mut assertions)?,
    };
    let mut signature = Signature::new(result, parameters).with_convention(convention);
    if function.variadic.is_some() {
        signature = signature.with_variadic(Vec::new());
    }
    Ok(Known { ctype: Some(CType::pointer(CType::Function(signature.into()))), assertions })
}

/// A type inside a function pointer: rustc makes or serves that call, so it has to be one that rustc can make.
fn in_callback(ty: &Type, assertions: &mut Vec<Type>) -> Result<CType, Spanned> {
    let known = ctype(ty)?;
    assertions.extend(known.assertions);
    match known.ctype {
        Some(ctype) if !is_direct(&ctype) => Err(Spanned::new(ty, Code::IndirectCallback, [ctype.to_string()])),
        Some(ctype) => Ok(ctype),
        None => Ok(CType::Void),
    }
}

fn last(path: &TypePath) -> Option<(String, &PathArguments)> {
    if path.qself.is_some() {
        return None;
    }
    path.path.segments.last().map(|segment| (segment.ident.to_string(), &segment.arguments))
}

fn named(ty: &Type, path: &TypePath) -> Result<Known, Spanned> {
    let unknown = || Known { ctype: None, assertions: vec![anonymous(ty)] };
    let Some((name, arguments)) = last(path) else { return Ok(unknown()) };
    let primitive = path.path.get_ident().is_some() && PRIMITIVES.contains(&name.as_str());
    let argument = match arguments {
        PathArguments::None => None,
        PathArguments::AngleBracketed(generics) if generics.args.len() == 1 => match &generics.args[0] {
            GenericArgument::Type(inner) => Some(inner),
            _ => return Ok(unknown()),
        },
        PathArguments::AngleBracketed(_) | PathArguments::Parenthesized(_) => return Ok(unknown()),
    };
    let Some(inner) = argument else {
        if name == "str" {
            return Err(not_c(ty, "`str`", "pass `*const core::ffi::c_char`"));
        }
        return Ok(match scalar(&name) {
            Some(ctype) if primitive || !is_direct(&ctype) => Known::plain(ctype),
            Some(ctype) => Known { ctype: Some(ctype), assertions: vec![anonymous(ty)] },
            None => unknown(),
        });
    };
    match name.as_str() {
        "Option" => match inner {
            Type::FnPtr(function) => function_pointer(function),
            Type::Reference(_) => ctype(inner),
            Type::Path(inner_path) if last(inner_path).is_some_and(|(name, _)| name == "NonNull" || name == "Pointer") => {
                let known = ctype(inner)?;
                Ok(Known { assertions: vec![anonymous(ty)], ..known })
            }
            _ => Ok(unknown()),
        },
        "NonNull" | "Pointer" => data_pointer(ty, inner, false),
        "Complex" => Ok(match inner {
            Type::Path(inner) => match last(inner).and_then(|(name, _)| scalar(&name)) {
                Some(CType::Float(kind)) => Known::plain(CType::Complex(kind)),
                _ => unknown(),
            },
            _ => unknown(),
        }),
        "Vector" => vector(inner).map(|ctype| ctype.map_or_else(unknown, Known::plain)),
        _ => Ok(unknown()),
    }
}

/// `Vector<[f32; 4]>`.
fn vector(lanes: &Type) -> Result<Option<CType>, Spanned> {
    let Type::Array(array) = lanes else { return Ok(None) };
    let Expr::Lit(ExprLit { lit: Lit::Int(length), .. }) = &array.len else {
        return Err(Spanned::new(
            &array.len,
            Code::NotC,
            ["a vector whose number of lanes is not written out", "write the number of lanes"],
        ));
    };
    let (Ok(lanes), Type::Path(element)) = (length.base10_parse::<u32>(), &*array.elem) else { return Ok(None) };
    Ok(last(element).and_then(|(name, _)| scalar(&name)).map(|element| CType::vector(element, lanes)))
}

const PRIMITIVES: [&str; 15] =
    ["bool", "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "i128", "u128", "isize", "usize", "f32", "f64"];

/// Types without parameters, by the last segment of their path.
pub fn scalar(name: &str) -> Option<CType> {
    use CType::{Float, Int};
    let vector = |element, lanes| CType::vector(element, lanes);
    Some(match name {
        "c_void" => CType::Void,
        "bool" => CType::Bool,
        "i8" | "int8_t" => Int(IntKind::Int8),
        "u8" | "uint8_t" => Int(IntKind::UInt8),
        "i16" | "int16_t" => Int(IntKind::Int16),
        "u16" | "uint16_t" => Int(IntKind::UInt16),
        "i32" | "int32_t" => Int(IntKind::Int32),
        "u32" | "uint32_t" => Int(IntKind::UInt32),
        "i64" | "int64_t" => Int(IntKind::Int64),
        "u64" | "uint64_t" => Int(IntKind::UInt64),
        "i128" => Int(IntKind::Int128),
        "u128" => Int(IntKind::UInt128),
        "isize" | "ssize_t" | "c_ssize_t" => Int(IntKind::SSize),
        "usize" | "size_t" | "c_size_t" => Int(IntKind::Size),
        "ptrdiff_t" | "c_ptrdiff_t" => Int(IntKind::PtrDiff),
        "intptr_t" => Int(IntKind::IntPtr),
        "uintptr_t" => Int(IntKind::UIntPtr),
        "wchar_t" => Int(IntKind::WChar),
        "char16_t" => Int(IntKind::UInt16),
        "char32_t" => Int(IntKind::UInt32),
        "intmax_t" => Int(IntKind::Int64),
        "uintmax_t" => Int(IntKind::UInt64),
        "c_char" => Int(IntKind::Char),
        "c_schar" => Int(IntKind::SChar),
        "c_uchar" => Int(IntKind::UChar),
        "c_short" => Int(IntKind::Short),
        "c_ushort" => Int(IntKind::UShort),
        "c_int" => CType::INT,
        "c_uint" => Int(IntKind::UInt),
        "c_long" => Int(IntKind::Long),
        "c_ulong" => Int(IntKind::ULong),
        "c_longlong" => Int(IntKind::LongLong),
        "c_ulonglong" => Int(IntKind::ULongLong),
        "f32" | "c_float" => Float(FloatKind::Float),
        "f64" | "c_double" => Float(FloatKind::Double),
        "f16" | "Half" => Float(FloatKind::Half),
        "f128" => Float(FloatKind::Float128),
        "LongDouble" => Float(FloatKind::LongDouble),
        "__m128" => vector(Float(FloatKind::Float), 4),
        "__m128d" => vector(Float(FloatKind::Double), 2),
        "__m128i" => vector(Int(IntKind::LongLong), 2),
        "__m256" => vector(Float(FloatKind::Float), 8),
        "__m256d" => vector(Float(FloatKind::Double), 4),
        "__m256i" => vector(Int(IntKind::LongLong), 4),
        "__m512" => vector(Float(FloatKind::Float), 16),
        "__m512d" => vector(Float(FloatKind::Double), 8),
        "__m512i" => vector(Int(IntKind::LongLong), 8),
        _ => return None,
    })
}

/// Whether rustc, given the Rust type that stands for this one, passes it as C does on every target. Where it does not, the
/// call goes through a trampoline. Records are not judged here: tokens do not show their members.
pub fn is_direct(ctype: &CType) -> bool {
    match ctype {
        CType::Float(FloatKind::Half | FloatKind::LongDouble | FloatKind::Float128)
        | CType::Complex(_)
        | CType::Vector { .. } => false,
        CType::Void
        | CType::Bool
        | CType::Int(_)
        | CType::Float(FloatKind::Float | FloatKind::Double)
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Array { .. }
        | CType::Enum(_)
        | CType::Record(_)
        | CType::Named(_) => true,
    }
}

/// The integer of Rust that has the size and sign of a C one.
pub fn fixed(kind: IntKind, target: &Target) -> String {
    format!("{}{}", if kind.signed(target) { 'i' } else { 'u' }, 8 * kind.size(target))
}

/// The convention of `extern "…"`, and whether calls may unwind.
///
/// # Errors
/// A name that is no calling convention.
pub fn convention(name: Option<&LitStr>) -> Result<(Convention, bool), Spanned> {
    let Some(name) = name else { return Ok((Convention::C, false)) };
    let text = name.value();
    Convention::from_name(&text).map(|convention| (convention, text.ends_with("-unwind"))).ok_or_else(|| {
        let known = Convention::ALL.iter().map(|convention| format!("`{convention}`")).collect::<Vec<_>>().join(", ");
        Spanned::between(name.span(), name.span(), Code::UnknownConvention, [text, known])
    })
}

/// Whether stable Rust has `extern "…"` of this convention wherever the convention exists.
pub(crate) fn rustc_has(convention: Convention) -> bool {
    match convention {
        Convention::C
        | Convention::System
        | Convention::SysV64
        | Convention::Win64
        | Convention::Cdecl
        | Convention::Stdcall
        | Convention::Fastcall
        | Convention::Thiscall => true,
        // `extern "vectorcall"` is unstable; Rust has no name for AAPCS64 apart from "C".
        Convention::Vectorcall | Convention::Aapcs64 => false,
    }
}

/// The parameter of a generic type of this name: `T` of `path::Name<T>`.
pub fn wrapped<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// The type with every lifetime replaced by `'_`: what can stand outside the function that names them.
pub(crate) fn anonymous(ty: &Type) -> Type {
    struct Anonymous;
    impl VisitMut for Anonymous {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                *lifetime = Lifetime::new("'_", lifetime.span());
            }
        }
        // Lifetimes inside belong to the function pointer.
        fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    }
    let mut ty = ty.clone();
    Anonymous.visit_type_mut(&mut ty);
    ty
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> Option<CType> {
        ctype(&syn::parse_str(text).unwrap()).unwrap().ctype
    }

    #[test]
    fn names_map_to_c() {
        assert_eq!(known("core::ffi::c_long"), Some(CType::Int(IntKind::Long)));
        assert_eq!(known("usize"), Some(CType::Int(IntKind::Size)));
        assert_eq!(known("ffi::LongDouble"), Some(CType::Float(FloatKind::LongDouble)));
        assert_eq!(known("Complex<f64>"), Some(CType::Complex(FloatKind::Double)));
        assert_eq!(known("ffi::Complex<ffi::LongDouble>"), Some(CType::Complex(FloatKind::LongDouble)));
        assert_eq!(known("Vector<[f32; 4]>"), Some(CType::vector(CType::Float(FloatKind::Float), 4)));
        assert_eq!(known("*const c_char"), Some(CType::pointer_to_const(CType::Int(IntKind::Char))));
        assert_eq!(known("*mut *mut Thing"), Some(CType::pointer(CType::pointer(CType::Void))));
        assert_eq!(known("Option<&mut u8>"), Some(CType::pointer(CType::Int(IntKind::UInt8))));
        assert_eq!(known("()"), Some(CType::Void));
        assert_eq!(known("Thing"), None);
        assert_eq!(known("<T as Trait>::Assoc"), None);
    }

    #[test]
    fn function_pointers_map_to_c() {
        let compare =
            Signature::new(CType::INT, vec![CType::pointer_to_const(CType::Void), CType::pointer_to_const(CType::Void)]);
        assert_eq!(
            known("Option<unsafe extern \"C\" fn(*const c_void, *const c_void) -> c_int>"),
            Some(CType::pointer(CType::Function(compare.into())))
        );
    }

    #[test]
    fn what_c_lacks_is_refused() {
        for text in ["&str", "*const [u8]", "&dyn Fn()", "(i32, i32)", "[u8; 4]", "fn()", "str"] {
            let fault = ctype(&syn::parse_str(text).unwrap()).unwrap_err();
            assert_eq!(fault.diagnostic().code(), Code::NotC, "{text}");
        }
        let fault = ctype(&syn::parse_str("Option<extern \"C\" fn(LongDouble)>").unwrap()).unwrap_err();
        assert_eq!(fault.diagnostic().code(), Code::IndirectCallback);
    }

    #[test]
    fn lifetimes_of_the_function_do_not_leave_it() {
        let known = ctype(&syn::parse_str("Handle<'a>").unwrap()).unwrap();
        assert_eq!(quote::ToTokens::to_token_stream(&known.assertions[0]).to_string(), "Handle < '_ >");
    }
}
