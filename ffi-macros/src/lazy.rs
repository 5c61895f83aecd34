//! Expansion of `#[ffi::import(…, lazy)]`: nothing is linked, each item has a cell.

use ffi_grammar::import::{Call, Function, Import, Static};
use ffi_grammar::lazy::{Block, Found, Lazy, Variable, variable};
use ffi_grammar::manifest::key;
use ffi_grammar::wrapper::Callee;
use ffi_grammar::{Code, Spanned};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Attribute, ForeignItemFn, LitStr, Safety, Type, Visibility};

use crate::captured;
use crate::import::{Proved, captured_direct, conditions, front, non_leaf, parameter, wrapper};

/// What is made of a block.
#[derive(Default)]
struct Output {
    /// Inside the `extern` block: the stubs.
    declared: TokenStream,
    /// Beside it.
    items: TokenStream,
    /// References to the imports, each with its conditions.
    imports: Vec<TokenStream>,
    proved: Proved,
}

pub(crate) fn generate(import: &Import, lazy: &Lazy) -> TokenStream {
    let names = import.functions.iter().map(|one| &one.item.sig.ident).chain(import.statics.iter().map(|one| &one.item.ident));
    let tokens: Vec<String> = names.map(Ident::to_string).collect();
    let block = Block::new(lazy, &import.runtime, &tokens.join(" "));
    let mut output = Output::default();
    for (number, one) in import.functions.iter().enumerate() {
        function(import, &block, number, one, &mut output);
    }
    output.items.extend(import.functions.iter().filter_map(|one| non_leaf(import, one)));
    for (number, one) in import.statics.iter().enumerate() {
        statics(import, &block, import.functions.len() + number, one, &mut output);
    }
    for item in &import.other {
        output.declared.extend(quote!(#item));
    }
    let Output { declared, items, imports, .. } = output;
    let (attributes, abi, conditions) = (&import.attributes, &import.abi, conditions(&import.attributes));
    let (library, handle) = (block.declare(), block.handle(&import.runtime, &imports));
    let handle = (!handle.is_empty()).then(|| quote!(#conditions #handle));
    quote! {
        #(#attributes)*
        unsafe extern #abi { #declared }
        #conditions #library
        #handle
        #items
    }
}

/// The `#[cfg]`s among attributes.
fn cfg<'a>(attributes: impl IntoIterator<Item = &'a Attribute>) -> TokenStream {
    attributes.into_iter().filter(|one| one.path().is_ident("cfg")).map(|one| quote!(#one)).collect()
}

/// What of an item's attributes another item can have that takes its place.
fn documents(attributes: &[Attribute]) -> TokenStream {
    let kept = |one: &&Attribute| one.path().is_ident("doc") || one.path().is_ident("deprecated");
    let own: TokenStream = attributes.iter().filter(kept).map(|one| quote!(#one)).collect();
    [own, conditions(attributes)].into_iter().collect()
}

/// Names of an item in a block, and what says what to look for. Adds the latter, and the import to the list.
fn find(
    import: &Import,
    block: &Block<'_>,
    number: usize,
    (ident, symbol, item): (&Ident, &str, &ffi_grammar::lazy::Item),
    attributes: &[Attribute],
    output: &mut Output,
) -> (Found, TokenStream) {
    let cfg = cfg(import.attributes.iter().chain(attributes));
    let (found, info) = block.item(number, &LitStr::new(symbol, ident.span()), item);
    output.items.extend(quote!(#cfg #info));
    let reference = found.import();
    let own = self::cfg(attributes);
    output.imports.push(quote!(#own #reference));
    (found, cfg)
}

fn function(import: &Import, block: &Block<'_>, number: usize, function: &Function, output: &mut Output) {
    let item = &function.item;
    let ident = &item.sig.ident;
    let of = (ident, function.symbol.as_str(), &function.lazy);
    let (found, cfg) = find(import, block, number, of, &item.attrs, output);
    if let Call::Direct { assertions } = &function.call {
        let conditions = [conditions(&import.attributes), conditions(&item.attrs)].into_iter().collect();
        let proofs = output.proved.prove(&import.runtime, &conditions, assertions);
        output.items.extend(proofs);
    }
    if function.lazy.optional.is_some() {
        let cell = block.cell(&found);
        let optional = optional(import, block, &found, function);
        return output.items.extend(quote!(#cfg #cell #optional));
    }
    match (&function.call, &function.captured) {
        (Call::Direct { .. }, None) => {
            let (stub, abi) = (&found.stub, &function.abi);
            let declared = quote!(#[link_name = #stub] #item);
            match &function.written {
                None => output.declared.extend(declared),
                Some(_) => output.items.extend(quote!(#cfg unsafe extern #abi { #declared })),
            }
            // What names a deprecated function is warned of, and a macro in the place of an item takes no `#[allow]`.
            let deprecated = item.attrs.iter().any(|attribute| attribute.path().is_ident("deprecated"));
            let name = if deprecated { again(function, number, &found, &cfg, output) } else { ident.clone() };
            output.items.extend(block.stub(&found, &name, &cfg));
        }
        (Call::Direct { .. }, Some(whole)) => {
            // The function of this name is another one.
            let name = again(function, number, &found, &cfg, output);
            output.items.extend(block.stub(&found, &name, &cfg));
            output.items.extend(captured_direct(import, function, whole, &found.stub, None));
        }
        (Call::Trampoline(signature), _) => {
            let cell = block.cell(&found);
            let callee = Callee::Address(block.address(&found));
            let wrapper = wrapper(import, function, &key(signature), callee, &front(import, function));
            output.items.extend(quote!(#cfg #cell #wrapper));
        }
    }
}

/// Declares a stub under a name of its own, which it gives.
fn again(function: &Function, number: usize, found: &Found, cfg: &TokenStream, output: &mut Output) -> Ident {
    let (stub, abi) = (&found.stub, &function.abi);
    let mut declared = plain(&function.item);
    declared.sig.ident = format_ident!("__ffi_{}", number, span = function.item.sig.ident.span());
    output.items.extend(quote! {
        #cfg unsafe extern #abi { #[allow(clashing_extern_declarations, dead_code)] #[link_name = #stub] #declared }
    });
    declared.sig.ident
}

/// A declaration without its attributes and visibility.
fn plain(item: &ForeignItemFn) -> ForeignItemFn {
    ForeignItemFn { attrs: Vec::new(), vis: Visibility::Inherited, ..item.clone() }
}

/// The type of a pointer to a function, by C's convention or Rust's.
fn pointer_type(function: &Function, abi: Option<&LitStr>, result: Option<&Type>) -> TokenStream {
    let sig = &function.item.sig;
    let unsafety = (!matches!(sig.safety, Safety::Safe(_))).then(|| quote!(unsafe));
    let lifetimes = &sig.generics.params;
    let forall = (!lifetimes.is_empty()).then(|| quote!(for<#lifetimes>));
    let abi = abi.map(|abi| quote!(extern #abi));
    let types = sig.inputs.iter().enumerate().filter_map(|(index, input)| parameter(index, input)).map(|(_, ty)| ty);
    let variadic = sig.variadic.as_ref().map(|_| quote!(...));
    let output = &sig.output;
    let output = result.map_or_else(|| quote!(#output), |result| quote!(-> #result));
    quote!(#forall #unsafety #abi fn(#(#types,)* #variadic) #output)
}

/// The function that gives one that may be missing. No static: a pattern may have the name of a function, as in
/// `if let Some(pow10) = pow10()`.
fn optional(import: &Import, block: &Block<'_>, found: &Found, function: &Function) -> TokenStream {
    let (item, runtime) = (&function.item, &import.runtime);
    let (ident, vis) = (&item.sig.ident, &item.vis);
    let attributes: TokenStream = [conditions(&import.attributes), documents(&item.attrs)].into_iter().collect();
    let address = block.address(found);
    let (ty, inner) = match (&function.call, &function.captured) {
        (Call::Direct { .. }, None) => (pointer_type(function, Some(&function.abi), None), None),
        (Call::Direct { .. }, Some(whole)) => {
            if let Some(variadic) = &item.sig.variadic {
                return Spanned::new(variadic, Code::OptionalVariadic, [ident.to_string()]).to_compile_error();
            }
            let callee = pointer_type(function, Some(&function.abi), None);
            let (names, types): (Vec<_>, Vec<_>) =
                item.sig.inputs.iter().enumerate().filter_map(|(index, input)| parameter(index, input)).unzip();
            let (generics, output) = (&item.sig.generics, &item.sig.output);
            let inner = quote! {
                #[inline]
                unsafe fn #ident #generics (#(#names: #types),*) #output {
                    // SAFETY: there is a function of this type: whoever declared it vouches for that. That it may be called, the
                    // caller vouches for.
                    unsafe { ::core::mem::transmute::<*const ::core::ffi::c_void, #callee>(#address)(#(#names),*) }
                }
            };
            let wrapped = captured::wrap(runtime, function, whole, &TokenStream::new(), &inner);
            (pointer_type(function, None, Some(whole)), Some(wrapped))
        }
        (Call::Trampoline(signature), whole) => {
            let inner = wrapper(import, function, &key(signature), Callee::Address(address), &TokenStream::new());
            (pointer_type(function, None, whole.as_ref()), Some(inner))
        }
    };
    let found = block.try_address(found);
    let address = Ident::new("address", Span::mixed_site());
    let pointer = match &inner {
        // SAFETY of what is made: the pointer is to a function of this type, for which whoever declared it vouches.
        None => quote!(unsafe { ::core::mem::transmute::<*const ::core::ffi::c_void, #ty>(#address) }),
        Some(_) => quote!(#ident as #ty),
    };
    quote! {
        #attributes
        #[inline]
        #[must_use = "the function itself, if the library has it"]
        #vis fn #ident() -> ::core::option::Option<#ty> {
            #inner
            match #found {
                ::core::option::Option::None => ::core::option::Option::None,
                ::core::option::Option::Some(#address) => {
                    let _ = #address;
                    ::core::option::Option::Some(#pointer)
                }
            }
        }
    }
}

fn statics(import: &Import, block: &Block<'_>, number: usize, one: &Static, output: &mut Output) {
    let (item, runtime) = (&one.item, &import.runtime);
    let (ident, vis) = (&item.ident, &item.vis);
    let Variable { ty, thread_local } = match variable(item) {
        Ok(variable) => variable,
        Err(fault) => return output.items.extend(fault.to_compile_error()),
    };
    let (found, cfg) = find(import, block, number, (ident, &one.symbol, &one.lazy), &item.attrs, output);
    let (cell, reference) = (block.cell(&found), found.import());
    let wrapper = if thread_local { quote!(LazyThreadLocal) } else { quote!(LazyStatic) };
    let attributes: TokenStream = [conditions(&import.attributes), documents(&item.attrs)].into_iter().collect();
    output.items.extend(quote! {
        #cfg #cell
        #attributes
        #[allow(non_upper_case_globals)]
        // SAFETY: a variable of this type: whoever declared it vouches for that.
        #vis static #ident: #runtime::#wrapper<#ty> = unsafe { #runtime::#wrapper::new(#reference) };
    });
}
