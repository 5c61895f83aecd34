//! The function around an imported one that reads the error code as soon as it returns.

use ffi_grammar::import::Function;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Path, Type};

use crate::import::parameter;

/// The function that `whole` is the result of. `inner` is what declares or defines the function of the plain result type, under the
/// same name; it becomes an item of the body. `front` is put in front: attributes and visibility.
pub(crate) fn wrap(runtime: &Path, function: &Function, whole: &Type, front: &TokenStream, inner: &TokenStream) -> TokenStream {
    let sig = &function.item.sig;
    let (ident, inputs) = (&sig.ident, &sig.inputs);
    let parameters: Vec<(Ident, Type)> = inputs.iter().enumerate().filter_map(|(index, input)| parameter(index, input)).collect();
    let (names, types): (Vec<_>, Vec<_>) = parameters.iter().map(|(name, ty)| (name, ty)).unzip();
    let unsafety = (!matches!(sig.safety, syn::Safety::Safe(_))).then(|| quote!(unsafe));
    let value = Ident::new("value", Span::mixed_site());
    let lifetimes = &sig.generics.params;
    let (generics, rest, call) = match &sig.variadic {
        None => (quote!(<#lifetimes>), None, quote!(#ident(#(#names),*))),
        Some(_) => {
            let (generic, rest) = (Ident::new("Rest", Span::mixed_site()), Ident::new("rest", Span::mixed_site()));
            let method = format_ident!("call{}", names.len());
            let comma = (!lifetimes.is_empty() && !lifetimes.trailing_punct()).then(|| quote!(,));
            (
                quote!(<#lifetimes #comma #generic: #runtime::VariadicArguments>),
                Some(quote!(#rest: #generic)),
                quote!(#runtime::__private::VariadicCalls::#method(#rest, #ident, #(#names),*)),
            )
        }
    };
    // At the type: that is where it is told if it is not the runtime's.
    let before = quote_spanned!(whole.span()=> <#whole as #runtime::Captured>::before());
    let after = quote_spanned!(whole.span()=> <#whole as #runtime::Captured>::after(#value));
    quote! {
        #[allow(unused_unsafe)]
        #front #unsafety fn #ident #generics (#(#names: #types,)* #rest) -> #whole {
            #inner
            #before;
            // SAFETY: the caller's promises are passed on; of a function declared `safe`, whoever declared it vouches.
            let #value = unsafe { #call };
            #after
        }
    }
}
