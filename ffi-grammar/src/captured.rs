//! Results that an error code comes along with: `-> ffi::Errno<c_int>`.
//!
//! Recognised by name. That the name means the runtime's type is proved by the function that the macro makes: it uses the
//! runtime's trait for such results.

use ffi_abi::Convention;
use quote::ToTokens;
use syn::{ForeignItemFn, GenericArgument, PathArguments, ReturnType, Type};

use crate::diagnostic::{Code, Spanned};

/// Names of the runtime's types.
const NAMES: [&str; 3] = ["Errno", "LastError", "SocketError"];

/// Parameters in front of `...` that the runtime has calls for.
const MAX_FIXED: usize = 5;

/// If an error code is asked for, the type that says so; the declaration gets the plain result type in its place.
///
/// # Errors
/// A variadic function that the runtime has no call for.
pub(crate) fn take(item: &mut ForeignItemFn, convention: Convention) -> Result<Option<Type>, Spanned> {
    let ReturnType::Type(_, ty) = &mut item.sig.output else { return Ok(None) };
    let Some((name, value)) = value(ty) else { return Ok(None) };
    let whole = std::mem::replace(&mut **ty, value);
    if item.sig.variadic.is_some() {
        let fixed = item.sig.inputs.len();
        let why = if !matches!(convention, Convention::C | Convention::Cdecl) {
            format!("and with the convention `{convention}` Rust has no type for the function that reads it")
        } else if !(1..=MAX_FIXED).contains(&fixed) {
            format!("which works for 1 to {MAX_FIXED} parameters in front of `...`, and here are {fixed}")
        } else {
            return Ok(Some(whole));
        };
        let plain = ty.to_token_stream().to_string();
        return Err(Spanned::new(&whole, Code::CapturedVariadic, [item.sig.ident.to_string(), name, why, plain]));
    }
    Ok(Some(whole))
}

/// The name of the type, and the plain result type that is its first parameter.
fn value(ty: &Type) -> Option<(String, Type)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let name = last.ident.to_string();
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(value) if NAMES.contains(&name.as_str()) => Some((name, value.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (Result<Option<String>, Code>, String) {
        let mut item: ForeignItemFn = syn::parse_str(text).unwrap();
        let taken = take(&mut item, Convention::C);
        let taken = taken.map(|ty| ty.map(|ty| ty.to_token_stream().to_string())).map_err(|fault| fault.diagnostic().code());
        (taken, item.sig.output.to_token_stream().to_string())
    }

    #[test]
    fn the_plain_result_takes_its_place() {
        let (whole, plain) = taken("fn close(file: c_int) -> ffi::Errno<c_int, MinusOne>;");
        assert_eq!((whole, plain.as_str()), (Ok(Some("ffi :: Errno < c_int , MinusOne >".into())), "-> c_int"));
        assert_eq!(taken("fn close(file: c_int) -> c_int;").0, Ok(None));
        assert_eq!(taken("fn f() -> Errno;").0, Ok(None));
    }

    #[test]
    fn a_variadic_function_has_parameters_in_front() {
        assert!(taken("fn open(p: *const c_char, f: c_int, ...) -> Errno<c_int>;").0.is_ok_and(|taken| taken.is_some()));
        assert_eq!(taken("fn f(...) -> Errno<c_int>;").0, Err(Code::CapturedVariadic));
    }
}
