//! What an author promises of a library: enumerations whose values come from Rust alone, pointers that are never null. Rust's types say so
//! exactly where the promise reaches; a value that C may write stays one of which C may write any.

use std::collections::HashMap;

use ffi_abi::CType;
use quote::{format_ident, quote};
use regex::Regex;
use syn::ItemEnum;

use super::Generator;
use super::foreign::ForeignKind;
use super::functions::{listed, said};
use super::source::{Impl, Item, Kind, Record};
use super::ty::Ty;
use super::view::{Definition, Repr, Types};
use crate::declarations::Item as Declared;
use crate::headers::whole;

/// Enumerations of Rust by name, each with the integer that it is in C.
#[derive(Default)]
pub(super) struct Taken<'t>(HashMap<&'t str, &'t str>);

/// Whether an enumeration is one of Rust itself; in the checked style it stands for what is beside a structure. bindgen marks it behind the
/// `repr`, in front of everything that an author adds.
pub(super) fn is_taken(item: &Item<'_>) -> bool {
    item.attributes.get(1).is_some_and(|attribute| *attribute == "non_exhaustive")
}

impl<'t> Taken<'t> {
    pub(super) fn new(items: &[Item<'t>]) -> Taken<'t> {
        let of = |item: &Item<'t>| match &item.kind {
            Kind::Enum { name } if is_taken(item) => Some((*name, Repr::of(&item.attributes).integer?)),
            _ => None,
        };
        Taken(items.iter().filter_map(of).collect())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Puts the integer wherever C may write: everywhere but in the parameters of functions, taken by value.
    pub(super) fn apply(&self, types: &Types<'t>, items: &mut [Item<'t>]) {
        if self.0.is_empty() {
            return;
        }
        let given = |ty: &mut Ty<'t>| self.given(types, ty);
        // Another name of it stays one.
        let inside = |ty: &mut Ty<'t>| self.integer(types, ty).is_none() && self.given(types, ty);
        for item in items {
            match &mut item.kind {
                Kind::Record(record) => record.fields.iter_mut().for_each(|(_, slot)| slot.change(given)),
                Kind::Alias { ty, .. } => ty.change(inside),
                Kind::Block(block) => {
                    for foreign in &mut block.items {
                        match &mut foreign.kind {
                            ForeignKind::Static(slot) => slot.change(given),
                            ForeignKind::Function(function) => {
                                function.inputs.iter_mut().for_each(|slot| slot.change(inside));
                                function.output.iter_mut().for_each(|slot| slot.change(given));
                            }
                            ForeignKind::Other => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The integer of an enumeration, through aliases.
    fn integer(&self, types: &Types<'t>, ty: &Ty<'t>) -> Option<&'t str> {
        let mut inner = ty;
        for _ in 0..=types.count() {
            let Ty::Path(path) = inner else { return None };
            let name = path.local()?;
            if let Some(integer) = self.0.get(name) {
                return Some(integer);
            }
            match types.get(name)?.1 {
                Definition::Alias(next) => inner = next,
                Definition::Record(_) => return None,
            }
        }
        None
    }

    /// Puts the integer wherever the enumeration is in a type, and says whether it was there.
    pub(super) fn given(&self, types: &Types<'t>, ty: &mut Ty<'t>) -> bool {
        if self.0.is_empty() {
            return false;
        }
        if let Some(integer) = self.integer(types, ty) {
            *ty = Ty::path(integer, Vec::new());
            return true;
        }
        match ty {
            Ty::Pointer { to, .. } => self.given(types, to),
            Ty::Array { element, .. } => self.given(types, element),
            Ty::Function(function) => {
                let inputs = function.inputs.iter_mut().map(|(_, ty)| ty);
                inputs.chain(&mut function.output).fold(false, |is_there, ty| self.given(types, ty) | is_there)
            }
            Ty::Path(path) => path.arguments.iter_mut().fold(false, |is_there, ty| self.given(types, ty) | is_there),
            Ty::Reference(_) | Ty::Unit | Ty::Never | Ty::Other(_) => false,
        }
    }
}

/// The items for an enumeration that C only takes: bindgen's, and the checked way from an integer.
pub(super) fn taken(text: &str, integer: &str) -> String {
    let Ok(mut item) = syn::parse_str::<ItemEnum>(text) else { return text.to_owned() };
    item.attrs.remove(1);
    let (name, integer) = (item.ident.clone(), format_ident!("{integer}"));
    let variants = item.variants.iter().map(|variant| &variant.ident);
    let numbers = item.variants.iter().filter_map(|variant| Some(&variant.discriminant.as_ref()?.1));
    let items = quote! {
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
    };
    items.to_string()
}

impl<'t> Generator<'_, '_, 't> {
    /// What documentation says of a record's members that are never null, as attributes.
    pub(super) fn said_of_members(&self, item: &Item<'t>, name: &str) -> Vec<String> {
        let Some(CType::Named(c)) = self.records.get(name).filter(|_| self.options.comments) else { return Vec::new() };
        let Some(Declared::Record(record)) = self.resolver.item(c) else { return Vec::new() };
        let names: Vec<String> = record.non_null.iter().map(|name| format!("`{name}`")).collect();
        let documented = item.attributes.iter().any(|text| text.starts_with("doc"));
        listed(&names).map(|names| said(&format!(" Never null: {names}."), documented)).unwrap_or_default()
    }

    /// Makes of typedefs that are never null, as the author says, pointers without `Option` and [`NonNull`](std::ptr::NonNull).
    pub(super) fn never_null(&mut self) {
        let patterns: Vec<Regex> = self.options.never_null.iter().filter_map(|pattern| whole(pattern).ok()).collect();
        if patterns.is_empty() {
            return;
        }
        for (declaration, name) in self.declarations.items.iter().zip(&self.rust_names) {
            let Declared::Typedef(typedef) = &declaration.item else { continue };
            if !patterns.iter().any(|pattern| pattern.is_match(&typedef.name)) {
                continue;
            }
            let Some(name) = *name else { continue };
            let item = self.names.get(name).and_then(|&at| self.items.get_mut(at));
            let Some(Kind::Alias { ty: slot, .. }) = item.map(|item| &mut item.kind) else { continue };
            if let Some(ty) = self.types.non_null(&slot.ty) {
                slot.set(ty);
            }
            self.types.define(name, Definition::Alias(slot.ty.clone()));
        }
    }

    /// Whether bindgen wrote `Default`, all bytes zero, for a record that cannot be all zero.
    pub(super) fn is_no_default(&self, block: &Impl<'t>) -> bool {
        let name = block.name.filter(|_| block.is_of("Default") && !self.options.never_null.is_empty());
        name.is_some_and(|name| self.types.never_null(&Ty::path(name, Vec::new())))
    }

    /// Whether a record may be all zero: nothing in it is never null.
    pub(super) fn may_be_zero(&self, record: &Record<'t>) -> bool {
        self.options.never_null.is_empty() || !record.fields.iter().any(|(_, slot)| self.types.never_null(&slot.ty))
    }
}

impl<'t> Types<'t> {
    /// Whether a type is, or holds, a pointer that is never null: all bytes zero are none of its values.
    pub(super) fn never_null(&self, ty: &Ty<'_>) -> bool {
        match ty {
            Ty::Function(_) => true,
            Ty::Array { element, .. } => self.never_null(element),
            Ty::Path(path) => match self.definition(path) {
                Some(Definition::Alias(ty)) => self.never_null(ty),
                // A union may hold something else.
                Some(Definition::Record(shape)) => shape.fields.iter().any(|(_, ty)| self.never_null(ty)),
                None => path.last() == "NonNull",
            },
            _ => false,
        }
    }

    /// A type for what may be all zero: of a pointer that is never null one that may be.
    pub(super) fn or_zero(&self, ty: &Ty<'t>) -> Option<Ty<'t>> {
        let mut inner = ty;
        let option = |inner: &Ty<'t>| Some(Ty::path(":: core :: option :: Option", vec![inner.clone()]));
        for _ in 0..=self.count() {
            match inner {
                Ty::Function(_) => return option(inner),
                Ty::Path(path) => match self.definition(path) {
                    Some(Definition::Alias(next)) => inner = next,
                    Some(Definition::Record(_)) => break,
                    None if self.never_null(inner) => return option(inner),
                    None => break,
                },
                _ => break,
            }
        }
        (!self.never_null(ty)).then(|| ty.clone())
    }
}
