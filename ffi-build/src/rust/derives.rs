//! Derived traits: bindgen's where every member has them, which types of the runtime and records made of bytes may not.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Ident, Item};

use super::view::{Shape, Types};

/// Traits that every type of the runtime has, and every record made of bytes.
const EVERYWHERE: [&str; 3] = ["Debug", "Clone", "Copy"];

/// The item with those of its derived traits that all members have.
pub(super) fn kept(types: &Types, mut item: Item) -> Item {
    let shape = match &item {
        Item::Struct(item) => Shape::new(ffi_abi::RecordKind::Struct, &item.attrs, &item.generics, &item.fields),
        Item::Union(item) => {
            let fields = syn::Fields::Named(item.fields.clone());
            Shape::new(ffi_abi::RecordKind::Union, &item.attrs, &item.generics, &fields)
        }
        _ => return item,
    };
    if !shape.fields.iter().any(|(_, ty)| types.lacks_traits(ty)) {
        return item;
    }
    let (attrs, ident) = match &mut item {
        Item::Struct(item) => (&mut item.attrs, item.ident.clone()),
        Item::Union(item) => (&mut item.attrs, item.ident.clone()),
        _ => return item,
    };
    let default = has(attrs, "Default");
    for attribute in attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let kept = paths(attribute).into_iter().filter(|path| EVERYWHERE.iter().any(|name| path.is_ident(name)));
        *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
    }
    match default {
        true => {
            let (item, default) = (item.into_token_stream(), self::default(&ident));
            Item::Verbatim(quote!(#item #default))
        }
        false => item,
    }
}

/// Whether an attribute among these derives a trait.
pub(super) fn has(attrs: &[Attribute], name: &str) -> bool {
    let derives = attrs.iter().filter(|attribute| attribute.path().is_ident("derive"));
    derives.flat_map(paths).any(|path| path.is_ident(name))
}

/// Takes a trait out of those that attributes derive.
pub(super) fn without(attrs: &mut [Attribute], name: &str) {
    for attribute in attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let kept = paths(attribute).into_iter().filter(|path| !path.is_ident(name));
        *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
    }
}

fn paths(attribute: &Attribute) -> Vec<syn::Path> {
    let mut found = Vec::new();
    // An attribute that does not parse derives nothing that is known here.
    let _ = attribute.parse_nested_meta(|meta| {
        found.push(meta.path);
        Ok(())
    });
    found
}

/// The types for which bindgen wrote `Default` out.
pub(super) fn implemented(items: &[Item]) -> HashSet<Ident> {
    let written = |item: &Item| match item {
        Item::Impl(block) => {
            let (path, _) = block.trait_.as_ref()?;
            match &*block.self_ty {
                syn::Type::Path(ty) if path.segments.last()?.ident == "Default" => ty.path.get_ident().cloned(),
                _ => None,
            }
        }
        _ => None,
    };
    items.iter().filter_map(written).collect()
}

/// `Default` as all bytes zero, as bindgen has it where it cannot be derived.
pub(super) fn default(ident: &Ident) -> TokenStream {
    quote! {
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                // SAFETY: a record of C may be all zero bytes.
                unsafe { ::core::mem::MaybeUninit::zeroed().assume_init() }
            }
        }
    }
}
