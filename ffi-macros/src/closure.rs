//! Expansion of `ffi::closure!`.

use ffi_grammar::manifest::{Entry, key};
use ffi_grammar::wrapper::{layout_proof, link_archive};
use ffi_grammar::{Closure, Code, Spanned};
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::quote;
use syn::Type;

use crate::lookup;
use crate::signature::split;

/// An expression of type `ffi::closure::Options`.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let (runtime, input) = split(input);
    match Closure::parse(input.clone()) {
        Ok(closure) => generate(&runtime, &closure, &input).unwrap_or_else(|fault| fault.to_compile_error()),
        Err(faults) => {
            // The last one is the block's value, whose type is any that is asked for.
            let mut faults: Vec<_> = faults.iter().map(Spanned::to_compile_error).collect();
            let last = faults.pop();
            quote!({ #(#faults;)* #last })
        }
    }
}

fn generate(runtime: &TokenTree, closure: &Closure, input: &TokenStream) -> Result<TokenStream, Spanned> {
    let key = key(&closure.signature);
    let what = format!("a closure of the type `{key}`");
    let manifest = lookup::manifest(&what).map_err(|fault| Spanned::from_diagnostic(input, fault))?;
    let (section, entry, symbol) = lookup::callback(&manifest, &key, input)?;
    if closure.signature.is_variadic() && !entry.va_list {
        let convention = closure.signature.convention().to_string();
        return Err(Spanned::new(input, Code::NoVaList, [convention, section.target.clone()]));
    }
    let [described, code] = ["Described", "code"].map(|name| Ident::new(name, Span::mixed_site()));
    let (link, proofs) = (link_archive(&section.archive), proofs(closure, entry));
    let (types, offsets) = arguments(runtime, closure, entry);
    let taken = (!types.is_empty()).then(|| {
        quote! {
            // SAFETY: each offset is inside the record that the entry made, and aligned for its type.
            unsafe { (#(record.add(#offsets).cast::<#types>().read(),)*) }
        }
    });
    let (result, assertions) = (&closure.result, &closure.assertions);
    let pointer = match &closure.pointer {
        Some(pointer) => quote!(#pointer),
        None => quote!(#runtime::OpaqueFunction),
    };
    let unwind = closure.unwind.then(|| quote!(impl #runtime::closure::__private::DescribedUnwind for #described {}));
    Ok(quote! {{
        #link
        unsafe extern "C" {
            #[link_name = #symbol]
            fn #code();
        }
        #[derive(Clone, Copy)]
        struct #described;
        const _: () = { #(#proofs)* #(#runtime::__private::assert_direct::<#assertions>();)* };
        // SAFETY: the build script assembled an entry of this type under this symbol; the proofs above compare each type with it.
        unsafe impl #runtime::closure::__private::Described for #described {
            type Arguments = (#(#types,)*);
            type Result = #result;
            type Pointer = #pointer;
            fn code() -> *const () {
                #code as *const ()
            }
            unsafe fn arguments(record: *mut u8) -> Self::Arguments {
                let _ = record;
                #taken
            }
        }
        #unwind
        #runtime::closure::__private::described(#described)
    }})
}

/// Types of the closure's arguments and their offsets: those of the parameters, and the `va_list` behind the record.
fn arguments(runtime: &TokenTree, closure: &Closure, entry: &Entry) -> (Vec<TokenStream>, Vec<Literal>) {
    let offsets = entry.parameters.iter().map(|(offset, _)| *offset);
    let types = closure.parameters.iter().map(|ty| quote!(#ty));
    let list = entry.va_list.then(|| (quote!(#runtime::VaList), entry.record.size));
    types.zip(offsets).chain(list).map(|(ty, offset)| (ty, Literal::u32_unsuffixed(offset))).unzip()
}

fn proofs(closure: &Closure, entry: &Entry) -> Vec<TokenStream> {
    let proof = |what: &str, ty: &Type, layout| layout_proof(&format!("{what} of the closure"), &entry.key, None, ty, layout);
    let parameters = closure.parameters.iter().zip(&entry.parameters).enumerate();
    let mut proofs: Vec<_> =
        parameters.map(|(index, (ty, (_, layout)))| proof(&format!("parameter {}", index + 1), ty, *layout)).collect();
    proofs.push(proof("the result", &closure.result, entry.result));
    proofs
}
