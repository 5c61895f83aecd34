//! `ffi::closure!(extern "C" fn(c_int, *const c_char, ...))`: a type of C function whose closures go through an upcall entry.
//!
//! ```text
//! closure   := [ "#[ffi(signature = " string ")]" ] [ "unsafe" ] [ "extern" string ] "fn" "(" types [ "..." ] ")" [ "->" type ]
//! ```
//!
//! Without `extern` the convention is C's. The signature is for types whose C type their name does not tell.

use ffi_abi::{CType, Convention, Signature};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, LitStr, Meta, ReturnType, Type, TypeFnPtr};

use crate::diagnostic::{Code, Spanned};
use crate::{options, types};

/// A described type.
#[derive(Debug)]
pub struct Closure {
    /// The C type.
    pub signature: Signature,
    /// Types of the parameters, without that of `...`.
    pub parameters: Vec<Type>,
    /// Type of the result.
    pub result: Type,
    /// Whether a panic may go on into the caller.
    pub unwind: bool,
    /// The function pointer type, if rustc has it and passes every type as C does, provided that `assertions` are `Direct`.
    pub pointer: Option<TypeFnPtr>,
    /// Types to prove.
    pub assertions: Vec<Type>,
}

struct Input {
    attributes: Vec<Attribute>,
    function: TypeFnPtr,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Input> {
        Ok(Input { attributes: input.call(Attribute::parse_outer)?, function: input.parse()? })
    }
}

impl Closure {
    /// Reads the tokens in the parentheses of the macro.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn parse(tokens: TokenStream) -> Result<Closure, Vec<Spanned>> {
        let Input { attributes, function } = syn::parse2(tokens).map_err(|error| vec![error.into()])?;
        let mut faults = Vec::new();
        let text = signature_option(attributes, &mut faults);
        let written = function.abi.as_ref().and_then(|abi| abi.name.as_ref());
        let (convention, unwind) = types::convention(written).unwrap_or_else(|fault| {
            faults.push(fault);
            Default::default()
        });
        let result = match &function.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        let parameters: Vec<Type> = function.inputs.iter().map(|input| input.ty.clone()).collect();
        let mut closure = Closure {
            signature: Signature::new(CType::Void, Vec::new()),
            parameters,
            result,
            unwind,
            pointer: None,
            assertions: Vec::new(),
        };
        let variadic = function.variadic.is_some();
        match text {
            Some(text) => closure.declare(&text, convention, variadic, &mut faults),
            None => closure.derive(function, convention, &mut faults),
        }
        if faults.is_empty() { Ok(closure) } else { Err(faults) }
    }

    /// With `#[ffi(signature = "…")]`.
    fn declare(&mut self, text: &LitStr, convention: Convention, variadic: bool, faults: &mut Vec<Spanned>) {
        match crate::signature::parse_literal(text) {
            Ok(signature) => {
                let given = signature.parameters().len();
                if given != self.parameters.len() || signature.is_variadic() != variadic {
                    let count = |count: usize, variadic| format!("{count}{}", if variadic { " and `...`" } else { "" });
                    let counts = [count(given, signature.is_variadic()), count(self.parameters.len(), variadic)];
                    faults.push(Spanned::new(text, Code::ParameterCount, counts));
                }
                let own = signature.convention();
                self.signature = signature.with_convention(if own == Convention::C { convention } else { own });
            }
            Err(fault) => faults.push(fault),
        }
    }

    /// From the Rust types.
    fn derive(&mut self, function: TypeFnPtr, convention: Convention, faults: &mut Vec<Spanned>) {
        let mut ctypes = Vec::new();
        // In the order in which they are written.
        for ty in self.parameters.iter().chain([&self.result]) {
            match types::ctype(ty) {
                Ok(known) => {
                    self.assertions.extend(known.assertions);
                    match known.ctype.or_else(|| va_list(ty)) {
                        Some(ctype) => ctypes.push(ctype),
                        None => faults.push(Spanned::new(ty, Code::UnknownInClosure, [ty.to_token_stream().to_string()])),
                    }
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return;
        }
        let variadic = function.variadic.is_some();
        // What rustc can name: the others are addresses.
        let named = types::rustc_has(convention) && (!variadic || matches!(convention, Convention::C | Convention::Cdecl));
        if named && ctypes.iter().all(types::is_direct) {
            let abi = function.abi.unwrap_or_else(|| syn::parse_quote!(extern "C"));
            self.pointer = Some(TypeFnPtr { unsafety: Some(Default::default()), abi: Some(abi), ..function });
        } else {
            self.assertions.clear();
        }
        let result = ctypes.pop().unwrap_or(CType::Void);
        let signature = Signature::new(result, ctypes).with_convention(convention);
        self.signature = if variadic { signature.with_variadic(Vec::new()) } else { signature };
    }
}

/// A parameter of type `va_list` is a pointer in every convention.
fn va_list(ty: &Type) -> Option<CType> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().filter(|last| last.ident == "VaList").map(|_| CType::pointer(CType::Void))
}

fn signature_option(attributes: Vec<Attribute>, faults: &mut Vec<Spanned>) -> Option<LitStr> {
    let mut signature = None;
    for attribute in attributes {
        let Meta::List(list) = &attribute.meta else {
            faults.push(Spanned::new(&attribute, Code::Syntax, ["`#[ffi(signature = \"…\")]` is the one attribute here"]));
            continue;
        };
        if !list.path.is_ident("ffi") {
            faults.push(Spanned::new(&attribute, Code::Syntax, ["`#[ffi(signature = \"…\")]` is the one attribute here"]));
            continue;
        }
        for option in options::parse(list.tokens.clone(), &["signature"], faults) {
            match option.text("signature = \"double(double)\"") {
                Ok(text) => signature = Some(text.clone()),
                Err(fault) => faults.push(fault),
            }
        }
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Closure, Vec<Code>> {
        Closure::parse(text.parse().unwrap()).map_err(|faults| faults.iter().map(|fault| fault.diagnostic().code()).collect())
    }

    #[test]
    fn types_tell_the_signature() {
        for (text, signature, named) in [
            ("fn(c_int, *const c_char, ...)", "void(int, const char *, ...)", true),
            ("unsafe extern \"stdcall\" fn(x: u8) -> bool", "__stdcall _Bool(uint8_t)", true),
            ("extern \"C-unwind\" fn(ffi::LongDouble)", "void(long double)", false),
            ("extern \"vectorcall\" fn(f64)", "__vectorcall void(double)", false),
            ("fn(*const c_char, ffi::VaList)", "void(const char *, void *)", true),
            ("extern \"win64\" fn(i32, ...)", "__win64 void(int32_t, ...)", false),
        ] {
            let closure = parse(text).unwrap();
            assert_eq!(closure.pointer.is_some(), named, "{text}");
            let wanted = Signature::parse(signature).unwrap_or_else(|_| closure.signature.clone());
            assert_eq!(closure.signature, wanted, "{text}");
        }
        assert!(parse("extern \"C-unwind\" fn(i32)").unwrap().unwind);
    }

    #[test]
    fn a_record_needs_the_signature() {
        assert_eq!(parse("fn(Point) -> f64").unwrap_err(), [Code::UnknownInClosure]);
        let closure = parse("#[ffi(signature = \"double(struct { double x, y; })\")] extern \"C\" fn(Point) -> f64").unwrap();
        assert!(closure.pointer.is_none());
        assert_eq!(parse("#[ffi(signature = \"double(int, int)\")] fn(Point) -> f64").unwrap_err(), [Code::ParameterCount]);
        assert_eq!(parse("#[ffi(signature = \"double(int, ...)\")] fn(i32) -> f64").unwrap_err(), [Code::ParameterCount]);
        assert_eq!(parse("fn(&str)").unwrap_err(), [Code::NotC]);
    }
}
