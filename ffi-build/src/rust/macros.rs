//! Constants of macros that bindgen leaves out and clang evaluated.

use std::collections::{HashMap, HashSet};

use proc_macro2::Literal;
use quote::{format_ident, quote};

use super::Generator;
use super::records::escape;
use super::source::{Const, Item as RustItem};
use super::ty::Ty;
use super::view::{Definition, Types};
use crate::declarations::{Item, Macro};

impl<'t> Generator<'_, '_, 't> {
    /// Constants that bindgen made of macros with another number than C's, and that number; and those that are to have another type.
    pub(super) fn replaced_constants(&self, items: &[RustItem<'t>]) -> HashMap<&'t str, Option<String>> {
        let macros = self.declarations.items.iter().filter_map(|declaration| match &declaration.item {
            Item::Macro(item) => Some((self.given.of_macro(&item.name, declaration.place.as_ref()), item.value.as_ref()?)),
            _ => None,
        });
        let values: HashMap<&str, &(String, String)> = macros.collect();
        let names = self.declarations.constants();
        let number = |text: &str| text.replace(' ', "").parse::<i128>().ok();
        let wrong = |constant: &Const<'t>| {
            let (ty, right) = values.get(names.value(constant.name))?;
            match number(constant.value)? != number(right)? {
                true => Some((constant.name, Some(constant.value.replace(' ', "")))),
                false => (ty != constant.ty).then_some((constant.name, None)),
            }
        };
        // An enumeration's constant may have the name of a macro.
        let constants = items.iter().filter_map(RustItem::constant);
        constants.filter(|constant| ["u32", "i32", "u64", "i64"].contains(&constant.ty)).filter_map(wrong).collect()
    }

    /// Constants for the macros that have a value and are not among these constants, to which they are added, nor called as a function or
    /// a variable is in Rust.
    pub(super) fn macros(&self, constants: &mut HashSet<String>, taken: &HashSet<String>) -> Vec<String> {
        let macros = self.declarations.items.iter().filter(|declaration| declaration.selected);
        let names = self.declarations.constants();
        let found = macros.filter_map(|declaration| {
            let Item::Macro(item) = &declaration.item else { return None };
            let given = self.given.of_macro(&item.name, declaration.place.as_ref());
            let name = escape(given);
            if taken.contains(&name) || names.find(given, |name| constants.get(name)).is_some() {
                return None;
            }
            let text = constant(&self.types, item, &name)?;
            constants.insert(name);
            Some(text)
        });
        found.collect()
    }
}

fn constant(types: &Types<'_>, item: &Macro, name: &str) -> Option<String> {
    let (ty, value) = item.value.as_ref()?;
    let rust = Ty::of(ty)?;
    let kind = pointer(types, &rust)?;
    let (ident, tree) = (format_ident!("{name}"), || rust.to_tree());
    let number = || value.parse().ok().map(Literal::u64_unsuffixed);
    let item = match kind {
        // It was written here or by bindgen.
        Pointer::No => return Some(format!("pub const {name} : {rust} = {value} ;")),
        Pointer::Mut => {
            let (ty, number) = (tree()?, number()?);
            quote!(pub const #ident: #ty = ::core::ptr::without_provenance_mut(#number);)
        }
        Pointer::Const => {
            let (ty, number) = (tree()?, number()?);
            quote!(pub const #ident: #ty = ::core::ptr::without_provenance(#number);)
        }
        Pointer::Function if value == "0" => {
            let ty = tree()?;
            quote!(pub const #ident: #ty = ::core::option::Option::None;)
        }
        Pointer::Function => {
            let (ty, number) = (tree()?, number()?);
            quote! {
                // No constant: rustc would look for a function there.
                #[inline]
                pub fn #ident() -> #ty {
                    // SAFETY: any address but null is a function pointer as long as nobody calls it, which is unsafe.
                    unsafe { ::core::mem::transmute::<usize, #ty>(#number) }
                }
            }
        }
    };
    Some(item.to_string())
}

/// The types of Rust that a constant may have.
const PLAIN: [&str; 7] = ["bool", "f32", "f64", "u32", "i32", "u64", "i64"];

/// What a type is, through aliases.
enum Pointer {
    No,
    Mut,
    Const,
    Function,
}

fn pointer(types: &Types<'_>, ty: &Ty<'_>) -> Option<Pointer> {
    let mut ty = ty;
    for _ in 0..=types.count() {
        ty = match ty {
            Ty::Pointer { constant: false, .. } => return Some(Pointer::Mut),
            Ty::Pointer { constant: true, .. } => return Some(Pointer::Const),
            Ty::Reference(_) => return Some(Pointer::No),
            Ty::Path(path) => match types.definition(path) {
                Some(Definition::Alias(ty)) => ty,
                Some(Definition::Record(_)) => return None,
                None if path.last() == "Option" => return Some(Pointer::Function),
                // A name that the text does not define.
                None if path.local().is_some_and(|name| !PLAIN.contains(&name)) => return None,
                None => return Some(Pointer::No),
            },
            _ => return None,
        };
    }
    None
}
