//! Read-only tables for the running program: [`ffi::contract`] owns their form, this module fills them in.
//!
//! Every reference is the distance from its own field. One to a place in the same section is a number known here; one to a
//! trampoline or another table is a relocation that the linker turns into a number. Nothing is left for load time.

mod signature;
mod table;

use std::collections::BTreeMap;

use crate::encode::{Reference, Relocation};

pub use signature::Parts;
pub use table::{
    TableAlias, TableConstant, TableContents, TableEntry, TableEnum, TableField, TableRecord, TableType, TableValue,
};

/// Bytes of a section under construction.
#[derive(Default)]
struct Section {
    bytes: Vec<u8>,
    relocations: Vec<Relocation>,
    /// References to texts: field and text, resolved when everything else is in place.
    texts: Vec<(usize, Vec<u8>)>,
}

impl Section {
    fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    fn u16(&mut self, value: u16) {
        self.bytes.extend(value.to_le_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// A reference to a symbol; 0 for none.
    fn symbol(&mut self, symbol: Option<&str>) {
        if let Some(symbol) = symbol {
            let offset = self.bytes.len() as u32;
            let symbol = symbol.to_owned();
            self.relocations.push(Relocation { offset, reference: Reference::Relative32, symbol, addend: 0 });
        }
        self.u32(0);
    }

    /// A reference to a NUL-terminated text (several, if the text has NULs inside); 0 for none.
    fn text(&mut self, text: Option<impl Into<Vec<u8>>>) {
        self.texts.extend(text.map(|text| (self.bytes.len(), text.into())));
        self.u32(0);
    }

    /// Puts the texts behind everything else, each once.
    fn finish(mut self) -> (Vec<u8>, Vec<Relocation>) {
        let mut known = BTreeMap::new();
        for (field, text) in self.texts {
            let at = *known.entry(text).or_insert_with_key(|text| {
                let at = self.bytes.len();
                self.bytes.extend_from_slice(text);
                self.bytes.push(0);
                at
            });
            self.bytes[field..field + 4].copy_from_slice(&((at - field) as u32).to_le_bytes());
        }
        (self.bytes, self.relocations)
    }
}
