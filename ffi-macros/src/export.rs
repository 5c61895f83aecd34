//! Expansion of `#[ffi::export]`.

use ffi_grammar::Spanned;
use ffi_grammar::export::{Export, Exported, Function, Panic};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Abi, LitStr, Path, Safety};

use crate::import::{conditions, proof};

/// The item under its symbol, and the proofs that C can call it; besides compile errors the item as it was, so that nothing else is
/// reported for want of it.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match Export::parse(arguments, item.clone()) {
        Ok(export) => generate(export),
        Err(faults) => faults.iter().map(Spanned::to_compile_error).chain([item]).collect(),
    }
}

fn generate(export: Export) -> TokenStream {
    let Export { runtime, symbol, item } = export;
    match item {
        Exported::Static(item) => {
            let proof = Exported::static_assertion(&item).map(|ty| proof(&runtime, &conditions(&item.attrs), &ty));
            quote!(#[allow(non_upper_case_globals)] #[unsafe(export_name = #symbol)] #item #proof)
        }
        Exported::Function(function) => {
            let conditions = conditions(&function.item.attrs);
            let proofs: TokenStream = function.assertions.iter().map(|ty| proof(&runtime, &conditions, ty)).collect();
            let item = match &function.panic {
                Panic::Abort | Panic::Unwind => plain(&symbol, *function),
                Panic::Or(value) => guarded(&runtime, &symbol, &function, &quote!(|_| #value)),
                Panic::OrElse(handler) => guarded(&runtime, &symbol, &function, &quote!(#handler)),
            };
            quote!(#item #proofs)
        }
    }
}

/// rustc ends the program when a panic reaches `extern "C"`, and lets it pass `extern "C-unwind"`.
fn plain(symbol: &str, function: Function) -> TokenStream {
    let mut item = function.item;
    let unwinds = matches!(function.panic, Panic::Unwind);
    item.sig.abi = Some(abi(&item.sig.ident, &function.convention.to_string(), unwinds));
    quote!(#[unsafe(export_name = #symbol)] #item)
}

/// The function as it is, and one for C that catches its panic.
fn guarded(runtime: &Path, symbol: &str, function: &Function, handler: &TokenStream) -> TokenStream {
    let item = &function.item;
    let (name, output, safety) = (&item.sig.ident, &item.sig.output, &item.sig.safety);
    let (generics, clause) = (&item.sig.generics, &item.sig.generics.where_clause);
    let abi = abi(name, &function.convention.to_string(), false);
    let (parameters, types): (Vec<_>, Vec<_>) = function.parameters.iter().cloned().unzip();
    let call = match safety {
        // The caller's promise is passed on.
        Safety::Unsafe(_) => quote!(unsafe { #name(#(#parameters),*) }),
        _ => quote!(#name(#(#parameters),*)),
    };
    let conditions = conditions(&item.attrs);
    quote! {
        #item
        #conditions
        const _: () = {
            #[unsafe(export_name = #symbol)]
            #safety #abi fn exported #generics (#(#parameters: #types),*) #output #clause {
                #runtime::__private::or_else(|| #call, #handler)
            }
        };
    }
}

fn abi(at: &Ident, convention: &str, unwinds: bool) -> Abi {
    let name = LitStr::new(&format!("{convention}{}", if unwinds { "-unwind" } else { "" }), at.span());
    Abi { extern_token: syn::token::Extern(at.span()), name: Some(name) }
}
