//! Imported items beside a header: each declaration of the crate is compared with what the headers declare under its symbol.
//!
//! ```text
//!  collection ─► Declared (tokens) ─► shape ─┐
//!                                            ├─► compare ─► findings ─► manifest ─► the macro reports them at its tokens
//!  headers ─► Declarations (C types) ────────┘      │
//!                                                   └─► agreement: whether a call puts every byte in the same place
//! ```
//!
//! What is compared is the interface, not the spelling: `i32` is as good as `c_int` where both have 32 bits, and a type that
//! tokens do not show is left to an assertion on its size, which the macro writes. What differs in how it may be used (`*const` for a
//! pointer to data that C writes) is a fault even where the call is the same.

mod compare;
mod function;
mod header;
mod spell;
#[cfg(test)]
mod tests;

use ffi_abi::Target;
use ffi_grammar::Code;
use ffi_grammar::checked::Checked;
use ffi_grammar::declared::{At, Declared, Kind, Root};
use ffi_grammar::{shape, types};
use quote::ToTokens;
use syn::ForeignItemStatic;

use crate::declarations::{Declarations, Global, Item};
use compare::Compare;
use header::{Found, Header};

/// Compares items with headers. Each has its line in the result, also if no header declares it: it was seen.
pub(crate) fn run(target: &Target, declarations: &Declarations, declared: &[Declared]) -> Vec<Checked> {
    let header = Header::new(target, declarations);
    let mut checked: Vec<Checked> = declared.iter().map(|item| one(target, &header, item)).collect();
    checked.sort_by(|a, b| (&a.key, &a.name).cmp(&(&b.key, &b.name)));
    checked.dedup();
    checked
}

fn one(target: &Target, header: &Header<'_>, item: &Declared) -> Checked {
    let name = item.name.to_string();
    let mut checked = Checked { key: item.key(), name, ..Checked::default() };
    if item.unchecked.is_some() {
        return checked;
    }
    let Some((found, declaration)) = header.find(&item.symbol) else { return checked };
    let mut compare = Compare::new(target, &header.resolver, item);
    match (&item.kind, found) {
        (_, Found::Local(what)) => compare.fault(At::Name, Code::NoSymbol, [compare.name.clone(), what.to_owned()]),
        (_, Found::NotUnderstood(why)) => {
            compare.fault(At::Name, Code::NotCompared, [compare.name.clone(), why.to_owned(), String::new()]);
        }
        (_, Found::Renamed(symbol)) => {
            let whole = shape::written(item.tokens(&At::Item, &proc_macro2::TokenStream::new()));
            compare.fault(At::Item, Code::OtherSymbol, [compare.name.clone(), symbol, whole]);
        }
        (Kind::Function { item: function, plain, convention, own }, Found::Function(c)) => {
            let rust = function::Rust { item: function, plain: plain.as_deref(), convention: *convention, own: *own };
            compare.function(&rust, c);
        }
        (Kind::Static(item), Found::Global(c)) => compare.variable(item, c),
        (Kind::Function { .. }, Found::Global(c)) => {
            let ty = compare.spell(&c.ty).unwrap_or_else(|| "T".to_owned());
            let arguments =
                ["a function".to_owned(), "a variable".to_owned(), format!("static {}: ffi::Static<{ty}>", item.name)];
            compare.fault(At::Item, Code::OtherItem, [vec![compare.name.clone()], arguments.to_vec()].concat());
        }
        (Kind::Static(_), Found::Function(c)) => {
            let whole = compare.declaration(&item.name.to_string(), None, c);
            let arguments = [compare.name.clone(), "a variable".to_owned(), "a function".to_owned(), whole];
            compare.fault(At::Item, Code::OtherItem, arguments);
        }
    }
    checked.c = match &declaration.item {
        Item::Function(function) => function.signature.to_string(),
        Item::Global(global) => global.ty.to_string(),
        Item::Record(_) | Item::Enum(_) | Item::Typedef(_) | Item::Macro(_) | Item::Unknown(_) => String::new(),
    };
    (checked.layouts, checked.faults) = (compare.layouts, compare.faults);
    if !(checked.faults.is_empty() && checked.layouts.is_empty()) {
        checked.side = header::side(declaration);
    }
    checked
}

impl Compare<'_, '_> {
    /// A variable.
    fn variable(&mut self, item: &ForeignItemStatic, c: &Global) {
        let here = types::wrapped(&item.ty, "ThreadLocal").is_some();
        if here != c.thread_local {
            let words = |local: bool| (if local { "each thread's own" } else { "one for all threads" }).to_owned();
            let own = item.ty.to_token_stream();
            let value = ["Static", "ThreadLocal"].iter().find_map(|name| types::wrapped(&item.ty, name));
            let value = shape::written(value.map_or(own, ToTokens::to_token_stream));
            let wrapper = if c.thread_local { "ThreadLocal" } else { "Static" };
            let whole = format!("static {}: ffi::{wrapper}<{value}>", item.ident);
            self.fault(At::Item, Code::OtherStorage, [self.name.clone(), words(here), words(c.thread_local), whole]);
        }
        self.value(&shape::shape(&item.ty), &c.ty, Root::Variable);
    }
}
