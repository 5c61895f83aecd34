//! Items that another crate's bindings have: left out of the generated Rust, used from there.

use quote::{ToTokens, quote};
use syn::{ForeignItem, Item, Type, UseTree};

use super::{Generated, Piece};
use crate::agreement::{Ruling, Verdict};
use crate::declarations::Declarations;
use crate::elsewhere::{Elsewhere, Left, note, same_type};

impl Generated {
    /// Leaves out what others have, and uses it; the rulings say so.
    pub(crate) fn leave_to(&mut self, others: &[Elsewhere], declarations: &Declarations) {
        if others.is_empty() {
            return;
        }
        let mut left = Left::default();
        let mut proofs = Vec::new();
        for piece in std::mem::take(&mut self.pieces) {
            match piece {
                Piece::Text(text) => {
                    for item in parse(&text) {
                        let kept = keep(item, &mut left, others, &mut proofs);
                        self.pieces.extend(kept.map(|item| Piece::Text(item.into_token_stream().to_string())));
                    }
                }
                Piece::Call(call) if left.out([call.rust.sig.ident.to_string().as_str()].into_iter(), others) => {}
                // The layout of a record that is elsewhere has to be the one that is known here.
                other => self.pieces.push(other),
            }
        }
        self.pieces.insert(0, Piece::Text(left.uses()));
        self.pieces.extend(proofs.into_iter().map(Piece::Text));
        for (declaration, ruling) in declarations.items.iter().zip(&mut self.rulings) {
            let name = declaration.item.name();
            let name = name.split_once(' ').map_or(name, |(_, tag)| tag);
            if let (Some(path), Some(ruling)) = (left.path(name), ruling) {
                *ruling = Ruling { verdict: Verdict::Direct, note: Some(note(path, name)) };
            }
        }
    }

    /// The names that the items define.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut found = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => parse(text).iter().for_each(|item| found.extend(names_of(item))),
                Piece::Call(call) => found.push(call.rust.sig.ident.to_string()),
                Piece::Proof(_) => {}
            }
        }
        found
    }
}

/// The items of a piece.
fn parse(text: &str) -> Vec<Item> {
    syn::parse_file(text).map(|file| file.items).unwrap_or_default()
}

/// The item, or what is left of it.
fn keep(item: Item, left: &mut Left, others: &[Elsewhere], proofs: &mut Vec<String>) -> Option<Item> {
    match item {
        Item::ForeignMod(mut block) => {
            block.items.retain(|item| {
                let name = foreign_name(item);
                name.is_none_or(|name| !left.out([name.as_str()].into_iter(), others))
            });
            (!block.items.is_empty()).then_some(Item::ForeignMod(block))
        }
        // Functions and traits of a type go with it.
        Item::Impl(block) => {
            let of = match &*block.self_ty {
                Type::Path(path) => path.path.get_ident().map(ToString::to_string),
                _ => None,
            };
            let elsewhere = of.is_some_and(|name| others.iter().any(|other| other.has(&name)));
            (!elsewhere).then_some(Item::Impl(block))
        }
        item => {
            let names = names_of(&item);
            if !left.out(names.iter().map(String::as_str), others) {
                return Some(item);
            }
            if let Item::Type(alias) = &item {
                let ty = &alias.ty;
                proofs.push(same_type(&alias.ident.to_string(), &quote!(#ty).to_string()));
            }
            None
        }
    }
}

fn foreign_name(item: &ForeignItem) -> Option<String> {
    match item {
        ForeignItem::Fn(function) => Some(function.sig.ident.to_string()),
        ForeignItem::Static(global) => Some(global.ident.to_string()),
        _ => None,
    }
}

/// The names that an item defines in its module.
fn names_of(item: &Item) -> Vec<String> {
    let one = |ident: &syn::Ident| vec![ident.to_string()];
    match item {
        Item::Struct(item) => one(&item.ident),
        Item::Union(item) => one(&item.ident),
        Item::Enum(item) => one(&item.ident),
        Item::Type(item) => one(&item.ident),
        Item::Mod(item) => one(&item.ident),
        Item::Fn(item) => one(&item.sig.ident),
        Item::Const(item) if item.ident != "_" => one(&item.ident),
        Item::ForeignMod(block) => block.items.iter().filter_map(foreign_name).collect(),
        Item::Use(item) => match &item.tree {
            UseTree::Path(path) => match &*path.tree {
                UseTree::Rename(rename) => one(&rename.rename),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
