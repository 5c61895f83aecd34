//! How C spells a Rust type: as [`types::ctype`], with the names that tokens give to records kept.

use ffi_abi::{CType, Signature};
use syn::{Expr, ExprLit, GenericArgument, Lit, PathArguments, PointerMutability, ReturnType, Type};

use crate::diagnostic::{Code, Spanned};
use crate::types;

/// The type as C writes it; a name that is not in the tables of this crate stays a name.
///
/// # Errors
/// A type that has no counterpart in C.
pub fn spell(ty: &Type) -> Result<CType, Spanned> {
    match ty {
        Type::Group(group) => spell(&group.elem),
        Type::Paren(paren) => spell(&paren.elem),
        Type::Ptr(pointer) => pointed(ty, &pointer.elem, matches!(pointer.mutability, PointerMutability::Const(_))),
        Type::Reference(reference) => pointed(ty, &reference.elem, reference.mutability.is_none()),
        Type::FnPtr(function) => {
            let known = types::ctype(ty)?.ctype;
            let Some(CType::Pointer { pointee, .. }) = known else { return Err(unclear(ty)) };
            let CType::Function(signature) = &*pointee else { return Err(unclear(ty)) };
            let parameters = function.inputs.iter().map(|input| spell(&input.ty)).collect::<Result<Vec<_>, _>>()?;
            let result = match &function.output {
                ReturnType::Default => CType::Void,
                ReturnType::Type(_, ty) => spell(ty)?,
            };
            let mut spelled = Signature::new(result, parameters).with_convention(signature.convention());
            if signature.is_variadic() {
                spelled = spelled.with_variadic(Vec::new());
            }
            Ok(CType::pointer(CType::Function(spelled.into())))
        }
        Type::Array(array) => match &array.len {
            Expr::Lit(ExprLit { lit: Lit::Int(length), .. }) => match length.base10_parse() {
                Ok(length) => Ok(CType::array(spell(&array.elem)?, length)),
                Err(_) => Err(unclear(ty)),
            },
            other => {
                let why = ["the length of an array", "its value is not written here", "write the number"];
                Err(Spanned::new(other, Code::ExportType, why))
            }
        },
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return Err(unclear(ty)) };
            match &last.arguments {
                PathArguments::AngleBracketed(arguments)
                    if matches!(arguments.args.first(), Some(GenericArgument::Type(_))) && arguments.args.len() == 1 =>
                {
                    let Some(GenericArgument::Type(inner)) = arguments.args.first() else { return Err(unclear(ty)) };
                    match last.ident.to_string().as_str() {
                        // A pointer that may be null, or what is laid out as its inner type.
                        "Option" | "MaybeUninit" | "ManuallyDrop" | "UnsafeCell" | "Cell" | "Static" | "Wrapping" | "NonZero" => {
                            spell(inner)
                        }
                        "NonNull" | "Pointer" => pointed(ty, inner, false),
                        "Complex" | "Vector" => types::ctype(ty)?.ctype.ok_or_else(|| unclear(ty)),
                        _ => Err(unclear(ty)),
                    }
                }
                PathArguments::None => match types::ctype(ty)?.ctype {
                    Some(known) => Ok(known),
                    None => Ok(CType::Named(last.ident.to_string().into())),
                },
                PathArguments::AngleBracketed(arguments)
                    if arguments.args.iter().all(|one| matches!(one, GenericArgument::Lifetime(_))) =>
                {
                    Ok(CType::Named(last.ident.to_string().into()))
                }
                PathArguments::AngleBracketed(_) | PathArguments::Parenthesized(_) => Err(unclear(ty)),
            }
        }
        _ => types::ctype(ty)?.ctype.ok_or_else(|| unclear(ty)),
    }
}

fn pointed(whole: &Type, pointee: &Type, constant: bool) -> Result<CType, Spanned> {
    types::ctype(whole)?;
    Ok(CType::Pointer { pointee: spell(pointee)?.into(), constant })
}

fn unclear(ty: &Type) -> Spanned {
    let what = [
        quote::ToTokens::to_token_stream(ty).to_string(),
        "C has no such type".to_owned(),
        "name a `#[repr(C)]` type of this crate, or an alias of it without parameters".to_owned(),
    ];
    Spanned::new(ty, Code::ExportType, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay() {
        for (rust, c) in [
            ("*const Thing", "const Thing *"),
            ("&mut crate::a::Thing", "Thing *"),
            ("Option<ffi::Pointer<c_char>>", "char *"),
            ("[[u8; 4]; 2]", "uint8_t[2][4]"),
            ("Option<unsafe extern \"C\" fn(*mut Thing, Kind) -> *const c_char>", "const char *(*)(Thing *, Kind)"),
            ("*const *mut c_void", "void *const *"),
            ("Handle<'_>", "Handle"),
            ("NonZero<u16>", "uint16_t"),
        ] {
            assert_eq!(spell(&syn::parse_str(rust).unwrap()).unwrap().to_string(), c, "{rust}");
        }
        for rust in ["Vec<u8>", "[u8; N]", "*const [u8]", "&str"] {
            assert!(spell(&syn::parse_str(rust).unwrap()).is_err(), "{rust}");
        }
    }
}
