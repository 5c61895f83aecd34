//! Expansion of `ffi::signature!` and `ffi::bindings!`.

use ffi_grammar::manifest::key;
use ffi_grammar::wrapper::link_archive;
use ffi_grammar::{Code, Spanned};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use crate::lookup;

/// An expression of type `ffi::Signature`, usable in constants.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let (runtime, input) = split(input);
    signature(&runtime, &input).unwrap_or_else(|fault| fault.to_compile_error())
}

/// The items of a generated file.
pub(crate) fn expand_bindings(input: TokenStream) -> TokenStream {
    let (_, input) = split(input);
    bindings(input).unwrap_or_else(|fault| fault.to_compile_error())
}

/// Takes off `$crate,`, which the `macro_rules!` in front of this macro passes: it is right whatever the crate is called.
pub(crate) fn split(input: TokenStream) -> (TokenTree, TokenStream) {
    let mut tokens = input.into_iter();
    let runtime = tokens.next().unwrap_or_else(|| Ident::new("ffi", Span::call_site()).into());
    tokens.next();
    (runtime, tokens.collect())
}

fn signature(runtime: &TokenTree, input: &TokenStream) -> Result<TokenStream, Spanned> {
    let key = key(&ffi_grammar::signature::parse(input.clone())?);
    let manifest = lookup::manifest(&format!("the signature `{key}`")).map_err(|fault| Spanned::from_diagnostic(input, fault))?;
    let (section, entry) = lookup::entry(&manifest, &key, input)?;
    let (link, symbol) = (link_archive(&section.archive), &entry.descriptor);
    let descriptor = Ident::new("DESCRIPTOR", Span::mixed_site());
    Ok(quote! {{
        #link
        unsafe extern "C" {
            #[link_name = #symbol]
            static #descriptor: #runtime::__private::SignatureData;
        }
        // SAFETY: the build script assembled a descriptor of this contract under this symbol; it is never changed.
        unsafe { #runtime::__private::signature(&raw const #descriptor) }
    }})
}

fn bindings(input: TokenStream) -> Result<TokenStream, Spanned> {
    let name: LitStr = syn::parse2(input)?;
    let builder = name.value();
    let manifest = lookup::manifest(&format!("`{builder}`")).map_err(|fault| Spanned::from_diagnostic(&name, fault))?;
    let file = manifest.section(&builder).and_then(|section| section.bindings.as_ref());
    let path = file.ok_or_else(|| {
        let named =
            manifest.sections.iter().filter(|section| section.bindings.is_some()).map(|section| format!("`{}`", section.builder));
        let named = named.collect::<Vec<_>>();
        let there = if named.is_empty() { String::new() } else { format!("; there are {}", named.join(", ")) };
        Spanned::new(&name, Code::NoBindings, [builder.clone(), there])
    })?;
    Ok(quote!(::core::include!(#path);))
}
