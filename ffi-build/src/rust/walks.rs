//! The two walks over all types that bindgen wrote, beside those of C.

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::CType;

use super::foreign::ForeignKind;
use super::pairing::Pairing;
use super::source::{Item as RustItem, Kind};
use super::view::Definition;
use super::{Generator, Judged, records};
use crate::declarations::Item;

impl<'d, 't> Generator<'_, 'd, 't> {
    fn pairing(&self, functions: bool) -> Pairing<'_, 'd, 't> {
        Pairing::new(self.options.target, self.resolver, &self.types, functions)
    }

    /// Puts types of the runtime where Rust has none; gives the C type of each Rust record that was met.
    pub(super) fn first_walk(&mut self) -> HashMap<&'t str, CType> {
        let mut items = std::mem::take(&mut self.items);
        let mut pairing = self.pairing(false);
        for (declaration, name) in self.declarations.items.iter().zip(&self.rust_names) {
            if let (Item::Record(record), Some(name)) = (&declaration.item, name) {
                pairing.meet(name, &CType::Named(record.name.as_str().into()));
            }
        }
        self.walk(&mut pairing, &mut items);
        while let Some((name, c)) = pairing.unwalked() {
            if let (Some(&at), Some(record)) = (self.names.get(name), self.members(&c)) {
                walk_members(&mut pairing, &record, &mut items[at]);
            }
        }
        let met = pairing.into_met();
        self.items = items;
        self.index_changed();
        met
    }

    /// Makes function pointers opaque that rustc would call wrongly.
    pub(super) fn second_walk(&mut self, judged: &BTreeMap<&'t str, Judged<'t>>) {
        let mut items = std::mem::take(&mut self.items);
        let mut pairing = self.pairing(true);
        let declarations = self.walk(&mut pairing, &mut items);
        let mut records = HashSet::new();
        for (name, judged) in judged {
            if let Some(&at) = self.names.get(name) {
                let before = pairing.opaque;
                walk_members(&mut pairing, &judged.counterpart.record, &mut items[at]);
                if pairing.opaque > before {
                    records.insert((*name).to_owned());
                }
            }
        }
        self.opaque = (declarations, records);
        self.items = items;
        self.index_changed();
        // The index has bindgen's form of these again.
        for (name, judged) in judged.iter().filter(|(_, judged)| judged.bytes.is_some()) {
            let bytes = records::bytes_shape(&judged.counterpart.layout);
            self.types.define(name, Definition::Record(bytes));
        }
    }

    /// Walks typedefs, functions and globals; gives those in which a function pointer became opaque.
    fn walk(&self, pairing: &mut Pairing<'_, '_, 't>, items: &mut [RustItem<'t>]) -> HashSet<usize> {
        let mut opaque = HashSet::new();
        let mut note = |at: usize, before: usize, pairing: &Pairing<'_, '_, '_>| {
            if pairing.opaque > before {
                opaque.insert(at);
            }
        };
        for (at, declaration) in self.declarations.items.iter().enumerate() {
            let Item::Typedef(typedef) = &declaration.item else { continue };
            let place = self.rust_names[at].and_then(|name| self.names.get(name).copied());
            let slot = match place.map(|place| &mut items[place].kind) {
                Some(Kind::Alias { ty, .. }) => Some(ty),
                // A structure around the type.
                Some(Kind::Record(record)) => match record.fields.first_mut() {
                    Some((None, slot)) => Some(slot),
                    _ => None,
                },
                _ => None,
            };
            if let Some(slot) = slot {
                let before = pairing.opaque;
                pairing.slot(&typedef.ty, slot);
                note(at, before, pairing);
            }
        }
        for item in items {
            let Kind::Block(block) = &mut item.kind else { continue };
            for foreign in &mut block.items {
                let (before, name) = (pairing.opaque, foreign.name(self.text));
                let (function, global) = match &foreign.kind {
                    ForeignKind::Function(_) => (self.symbols.function(name, foreign), None),
                    ForeignKind::Static(_) => (None, self.symbols.global(name, foreign)),
                    ForeignKind::Other => (None, None),
                };
                match (&mut foreign.kind, function, global) {
                    (ForeignKind::Function(function), Some((at, c)), _) => {
                        pairing.function(&c.signature, function.inputs.iter_mut(), function.output.as_mut());
                        note(at, before, pairing);
                    }
                    (ForeignKind::Static(slot), _, Some((at, c))) => {
                        pairing.slot(&c.ty, slot);
                        note(at, before, pairing);
                    }
                    _ => {}
                }
            }
        }
        opaque
    }
}

/// Walks the members of a record that has a name in both languages.
fn walk_members<'t>(pairing: &mut Pairing<'_, '_, 't>, record: &ffi_abi::Record, item: &mut RustItem<'t>) {
    let Kind::Record(rust) = &mut item.kind else { return };
    let mut anonymous = 0;
    for member in record.fields.iter().filter(|member| member.bits.is_none()) {
        let unnamed;
        let wanted = match &member.name {
            Some(name) => name.as_str(),
            None => {
                anonymous += 1;
                unnamed = format!("__bindgen_anon_{anonymous}");
                unnamed.as_str()
            }
        };
        let is_it = |name: &str| name == wanted || name.strip_suffix('_') == Some(wanted);
        if let Some((_, slot)) = rust.fields.iter_mut().find(|(name, _)| name.is_some_and(is_it)) {
            pairing.slot(&member.ty, slot);
        }
    }
}
