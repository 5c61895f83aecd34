//! Read-only tables for the running program: [`ffi::contract`] owns their form, this module fills them in.
//!
//! Every reference is the distance from its own field. One to a place in the same section is a number known here; one to a
//! trampoline or another table is a relocation that the linker turns into a number. Nothing is left for load time.

mod signature;
mod table;

use std::collections::BTreeMap;

use ffi_abi::{CType, FloatFormat, FloatKind, IntKind, Target};

use ffi::contract::Kind;

use crate::encode::{Reference, Relocation};

pub use signature::Parts;
pub use table::TableEntry;

/// Bytes of a section under construction.
#[derive(Default)]
struct Section {
    bytes: Vec<u8>,
    relocations: Vec<Relocation>,
    /// References to texts: field and text, resolved when everything else is in place.
    texts: Vec<(usize, String)>,
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
    fn text(&mut self, text: Option<String>) {
        self.texts.extend(text.map(|text| (self.bytes.len(), text)));
        self.u32(0);
    }

    /// A reference to a place in this section.
    fn place(&mut self, target: usize) {
        self.u32((target as i32).wrapping_sub(self.bytes.len() as i32) as u32);
    }

    /// Puts the texts behind everything else, each once.
    fn finish(mut self) -> (Vec<u8>, Vec<Relocation>) {
        let mut known = BTreeMap::new();
        for (field, text) in self.texts {
            let at = *known.entry(text).or_insert_with_key(|text| {
                let at = self.bytes.len();
                self.bytes.extend_from_slice(text.as_bytes());
                self.bytes.push(0);
                at
            });
            self.bytes[field..field + 4].copy_from_slice(&((at - field) as u32).to_le_bytes());
        }
        (self.bytes, self.relocations)
    }
}

/// What a value of this type is to a caller, and for a vector what its elements are.
fn kind(target: &Target, ty: &CType) -> (Kind, Option<Kind>) {
    let plain = match ty {
        CType::Void => Kind::Void,
        CType::Bool => Kind::Bool,
        CType::Int(kind) => integer(target, *kind),
        CType::Enum(definition) => integer(target, definition.underlying),
        CType::Float(kind) => float(target, *kind),
        CType::Complex(kind) => match kind.format(target) {
            FloatFormat::Binary16 => Kind::ComplexF16,
            FloatFormat::Binary32 => Kind::ComplexF32,
            FloatFormat::Binary64 => Kind::ComplexF64,
            FloatFormat::X87Extended => Kind::ComplexF80,
            FloatFormat::Binary128 => Kind::ComplexF128,
        },
        CType::Vector { element, .. } => return (Kind::Vector, Some(kind(target, element).0)),
        CType::Pointer { .. } => Kind::Pointer,
        CType::Record(_) | CType::Array { .. } => Kind::Record,
        CType::Function(_) | CType::Named(_) => unreachable!("no plan passes a `{ty}` by value"),
    };
    (plain, None)
}

fn float(target: &Target, kind: FloatKind) -> Kind {
    match kind.format(target) {
        FloatFormat::Binary16 => Kind::F16,
        FloatFormat::Binary32 => Kind::F32,
        FloatFormat::Binary64 => Kind::F64,
        FloatFormat::X87Extended => Kind::F80,
        FloatFormat::Binary128 => Kind::F128,
    }
}

fn integer(target: &Target, kind: IntKind) -> Kind {
    match (kind.size(target), kind.signed(target)) {
        (1, true) => Kind::I8,
        (1, false) => Kind::U8,
        (2, true) => Kind::I16,
        (2, false) => Kind::U16,
        (4, true) => Kind::I32,
        (4, false) => Kind::U32,
        (8, true) => Kind::I64,
        (8, false) => Kind::U64,
        (_, true) => Kind::I128,
        (_, false) => Kind::U128,
    }
}
