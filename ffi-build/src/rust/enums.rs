//! Enumerations in the checked style: what travels is a structure around the integer, since C may hand over any; what is matched on is a
//! Rust enumeration beside it.

use quote::{format_ident, quote};
use syn::{Expr, ItemEnum};

/// The items for an enumeration that bindgen wrote as one of Rust, of this integer.
pub(super) fn checked(text: &str, integer: &str) -> String {
    let Ok(item) = syn::parse_str::<ItemEnum>(text) else { return text.to_owned() };
    let integer = format_ident!("{integer}");
    let docs: Vec<_> = item.attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
    let must_use = item.attrs.iter().find(|attribute| attribute.path().is_ident("must_use"));
    let (name, values) = (&item.ident, format_ident!("{}_checked", item.ident));
    let variants: Vec<_> = item.variants.iter().map(|variant| &variant.ident).collect();
    let numbers: Vec<&Expr> = item.variants.iter().filter_map(|variant| Some(&variant.discriminant.as_ref()?.1)).collect();
    let of_each = item.variants.iter().map(|variant| {
        let docs = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
        quote!(#(#docs)*)
    });
    let of_each: Vec<_> = of_each.collect();
    let about = format!("The values of [`{name}`] that the header names.");
    let items = quote! {
        #(#docs)* #must_use
        #[repr(transparent)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #name(pub #integer);
        #[allow(non_upper_case_globals)]
        impl #name {
            #(#of_each pub const #variants: #name = #name(#numbers);)*
            #[doc = "The value that the header names, if it is one."]
            #[inline]
            #[must_use]
            pub const fn checked(self) -> ::core::option::Option<#values> {
                match self.0 {
                    #(#numbers => ::core::option::Option::Some(#values::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[doc = #about]
        #[repr(#integer)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #values {
            #(#of_each #variants = #numbers,)*
        }
        impl ::core::convert::TryFrom<#name> for #values {
            type Error = #name;
            #[inline]
            fn try_from(value: #name) -> ::core::result::Result<Self, #name> {
                value.checked().ok_or(value)
            }
        }
        impl ::core::convert::From<#values> for #name {
            #[inline]
            fn from(value: #values) -> Self {
                #name(value as #integer)
            }
        }
    };
    items.to_string()
}
