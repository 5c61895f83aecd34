//! What an author promises of a library: enumerations whose values come from Rust alone, pointers that are never null. Rust's types say so
//! exactly where the promise reaches; a value that C may write stays one of which C may write any.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use regex::Regex;
use syn::{FnArg, ForeignItem, GenericArgument, ImplItem, Item, ItemEnum, PathArguments, ReturnType, Type, parse_quote};

use super::Generator;
use super::view::{Definition, Repr, Types};
use crate::declarations::Item as Declared;
use crate::headers::whole;

/// Enumerations of Rust by name, each with the integer that it is in C.
pub(super) struct Taken(HashMap<String, Type>);

/// Whether an enumeration is one of Rust itself; in the checked style it stands for what is beside a structure. bindgen marks it behind the
/// `repr`, in front of everything that an author adds.
pub(super) fn is_taken(item: &ItemEnum) -> bool {
    item.attrs.get(1).is_some_and(|attribute| attribute.path().is_ident("non_exhaustive"))
}

impl Taken {
    pub(super) fn new(items: &[Item]) -> Taken {
        let of = |item: &Item| match item {
            Item::Enum(item) if is_taken(item) => Some((item.ident.to_string(), *Repr::of(&item.attrs).integer?)),
            _ => None,
        };
        Taken(items.iter().filter_map(of).collect())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts the integer wherever C may write: everywhere but in the parameters of functions, taken by value.
    pub(super) fn apply(&self, types: &Types, items: &mut [Item]) {
        if self.0.is_empty() {
            return;
        }
        for item in items {
            match item {
                Item::Struct(item) => item.fields.iter_mut().for_each(|field| self.given(types, &mut field.ty)),
                Item::Union(item) => item.fields.named.iter_mut().for_each(|field| self.given(types, &mut field.ty)),
                // Another name of it stays one.
                Item::Type(item) if self.integer(types, &item.ty).is_none() => self.given(types, &mut item.ty),
                // The functions of bit-fields.
                Item::Impl(block) if block.trait_.is_none() => {
                    for item in &mut block.items {
                        let ImplItem::Fn(function) = item else { continue };
                        if function.sig.receiver().is_some() {
                            self.result(types, &mut function.sig.output);
                        }
                    }
                }
                Item::ForeignMod(block) => {
                    for item in &mut block.items {
                        match item {
                            ForeignItem::Static(global) => self.given(types, &mut global.ty),
                            ForeignItem::Fn(function) => {
                                self.result(types, &mut function.sig.output);
                                for input in &mut function.sig.inputs {
                                    if let FnArg::Typed(typed) = input {
                                        if self.integer(types, &typed.ty).is_none() {
                                            self.given(types, &mut typed.ty);
                                        }
                                    }
                                }
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn result(&self, types: &Types, output: &mut ReturnType) {
        if let ReturnType::Type(_, ty) = output {
            self.given(types, ty);
        }
    }

    /// The integer of an enumeration, through aliases.
    fn integer(&self, types: &Types, ty: &Type) -> Option<&Type> {
        let mut inner = ty;
        for _ in 0..=types.definitions.len() {
            let Type::Path(path) = inner else { return None };
            let name = super::view::local(path)?;
            if let Some(integer) = self.0.get(&name) {
                return Some(integer);
            }
            match types.definitions.get(&name)? {
                Definition::Alias(next) => inner = next,
                Definition::Record(_) => return None,
            }
        }
        None
    }

    fn given(&self, types: &Types, ty: &mut Type) {
        if let Some(integer) = self.integer(types, ty) {
            *ty = integer.clone();
            return;
        }
        match ty {
            Type::Ptr(pointer) => self.given(types, &mut pointer.elem),
            Type::Array(array) => self.given(types, &mut array.elem),
            Type::FnPtr(function) => {
                function.inputs.iter_mut().for_each(|input| self.given(types, &mut input.ty));
                self.result(types, &mut function.output);
            }
            Type::Path(path) => {
                for segment in &mut path.path.segments {
                    let PathArguments::AngleBracketed(generics) = &mut segment.arguments else { continue };
                    for argument in &mut generics.args {
                        if let GenericArgument::Type(ty) = argument {
                            self.given(types, ty);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// The items for an enumeration that C only takes: bindgen's, and the checked way from an integer.
pub(super) fn taken(item: &ItemEnum) -> TokenStream {
    let Some(integer) = Repr::of(&item.attrs).integer else { return quote!(#item) };
    let mut item = item.clone();
    item.attrs.remove(1);
    let name = item.ident.clone();
    let variants = item.variants.iter().map(|variant| &variant.ident);
    let numbers = item.variants.iter().filter_map(|variant| Some(&variant.discriminant.as_ref()?.1));
    quote! {
        #item
        impl ::core::convert::TryFrom<#integer> for #name {
            type Error = #integer;
            #[inline]
            fn try_from(value: #integer) -> ::core::result::Result<Self, #integer> {
                match value {
                    #(#numbers => ::core::result::Result::Ok(#name::#variants),)*
                    other => ::core::result::Result::Err(other),
                }
            }
        }
    }
}

impl Generator<'_, '_> {
    /// Makes of typedefs that are never null, as the author says, pointers without `Option` and [`NonNull`](std::ptr::NonNull).
    pub(super) fn never_null(&mut self) {
        let patterns: Vec<Regex> = self.options.never_null.iter().filter_map(|pattern| whole(pattern).ok()).collect();
        if patterns.is_empty() {
            return;
        }
        for declaration in &self.declarations.items {
            let Declared::Typedef(typedef) = &declaration.item else { continue };
            if !patterns.iter().any(|pattern| pattern.is_match(&typedef.name)) {
                continue;
            }
            let Some(name) = self.rust_name(&typedef.name, declaration.place.as_ref()) else { continue };
            let Some(Item::Type(alias)) = self.names.get(&name).and_then(|&at| self.items.get_mut(at)) else { continue };
            self.types.make_non_null(&mut alias.ty);
            self.types.definitions.insert(name, Definition::Alias(alias.ty.clone()));
        }
    }
}

impl Generator<'_, '_> {
    /// Whether bindgen wrote `Default`, all bytes zero, for a record that cannot be all zero.
    pub(super) fn is_no_default(&self, block: &syn::ItemImpl) -> bool {
        let of_default =
            block.trait_.as_ref().and_then(|(path, ..)| path.segments.last()).is_some_and(|last| last.ident == "Default");
        of_default && !self.options.never_null.is_empty() && self.types.never_null(&block.self_ty)
    }
}

impl Types {
    /// Whether a type is, or holds, a pointer that is never null: all bytes zero are none of its values.
    pub(super) fn never_null(&self, ty: &Type) -> bool {
        match ty {
            Type::FnPtr(_) => true,
            Type::Array(array) => self.never_null(&array.elem),
            Type::Path(path) => match self.definition(path) {
                Some(Definition::Alias(ty)) => self.never_null(ty),
                // A union may hold something else.
                Some(Definition::Record(shape)) => shape.fields.iter().any(|(_, ty)| self.never_null(ty)),
                None => path.path.segments.last().is_some_and(|last| last.ident == "NonNull"),
            },
            _ => false,
        }
    }

    /// A type for what may be all zero: of a pointer that is never null one that may be.
    pub(super) fn or_zero(&self, ty: Type) -> Option<Type> {
        let mut inner = &ty;
        for _ in 0..=self.definitions.len() {
            match inner {
                Type::FnPtr(_) => return Some(parse_quote!(::core::option::Option<#inner>)),
                Type::Path(path) => match self.definition(path) {
                    Some(Definition::Alias(next)) => inner = next,
                    Some(Definition::Record(_)) => break,
                    None if self.never_null(inner) => return Some(parse_quote!(::core::option::Option<#inner>)),
                    None => break,
                },
                _ => break,
            }
        }
        (!self.never_null(&ty)).then_some(ty)
    }

    /// The attributes of a record without those traits that it cannot have for want of a value that is all zero.
    pub(super) fn without_default(&self, item: &mut Item) {
        let (attrs, holds) = match item {
            Item::Struct(item) => (&mut item.attrs, item.fields.iter().any(|field| self.never_null(&field.ty))),
            Item::Union(item) => (&mut item.attrs, item.fields.named.iter().any(|field| self.never_null(&field.ty))),
            _ => return,
        };
        if holds {
            super::derives::without(attrs, "Default");
        }
    }
}
