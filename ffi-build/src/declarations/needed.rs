//! Which declarations of others it takes to understand those that were asked for.

use std::collections::HashMap;

use ffi_abi::{CType, Signature};

use super::{Declaration, Declarations, Item};

/// How much of a declaration is needed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Need {
    Nothing,
    /// That it exists: it is pointed to.
    Name,
    /// What it is made of.
    Whole,
}

impl Declarations {
    /// The declarations that were asked for, and what they need of the others: a record that is only pointed to is only declared.
    /// Each with its index.
    pub(crate) fn needed(&self) -> Vec<(usize, Declaration)> {
        let mut search = Search { items: HashMap::new(), needs: vec![Need::Nothing; self.items.len()], waiting: Vec::new() };
        for (at, declaration) in self.items.iter().enumerate() {
            if matches!(declaration.item, Item::Record(_) | Item::Typedef(_) | Item::Enum(_) | Item::Unknown(_)) {
                search.items.entry(declaration.item.name()).or_insert(at);
            }
        }
        for (at, _) in self.items.iter().enumerate().filter(|(_, declaration)| declaration.selected) {
            search.want(at, Need::Whole);
        }
        while let Some(at) = search.waiting.pop() {
            search.look_into(&self.items[at].item, search.needs[at]);
        }
        let kept = self.items.iter().enumerate().filter(|(at, _)| search.needs[*at] > Need::Nothing);
        kept.map(|(at, declaration)| {
            let mut declaration = declaration.clone();
            if let (Item::Record(record), Need::Name) = (&mut declaration.item, search.needs[at]) {
                (record.record, record.layout, record.fault) = (None, None, None);
            }
            (at, declaration)
        })
        .collect()
    }
}

struct Search<'d> {
    /// Types by name.
    items: HashMap<&'d str, usize>,
    needs: Vec<Need>,
    waiting: Vec<usize>,
}

impl Search<'_> {
    fn want(&mut self, at: usize, need: Need) {
        if self.needs[at] < need {
            self.needs[at] = need;
            self.waiting.push(at);
        }
    }

    fn look_into(&mut self, item: &Item, need: Need) {
        match item {
            Item::Function(function) => self.signature(&function.signature, Need::Whole),
            Item::Global(global) => self.ty(&global.ty, Need::Whole),
            Item::Typedef(typedef) => self.ty(&typedef.ty, need),
            Item::Record(record) if need == Need::Whole => {
                record.record.iter().flat_map(|record| &record.fields).for_each(|field| self.ty(&field.ty, need));
            }
            Item::Record(_) | Item::Enum(_) | Item::Macro(_) | Item::Unknown(_) => {}
        }
    }

    fn signature(&mut self, signature: &Signature, need: Need) {
        self.ty(signature.result(), need);
        signature.parameters().iter().for_each(|ty| self.ty(ty, need));
    }

    fn ty(&mut self, ty: &CType, need: Need) {
        match ty {
            CType::Named(name) => {
                if let Some(&at) = self.items.get(&**name) {
                    self.want(at, need);
                }
            }
            CType::Pointer { pointee, .. } => self.ty(pointee, Need::Name),
            CType::Function(signature) => self.signature(signature, Need::Name),
            CType::Array { element, .. } | CType::Vector { element, .. } => self.ty(element, need),
            CType::Record(record) => record.fields.iter().for_each(|field| self.ty(&field.ty, need)),
            CType::Void | CType::Bool | CType::Int(_) | CType::Float(_) | CType::Complex(_) | CType::Enum(_) => {}
        }
    }
}
