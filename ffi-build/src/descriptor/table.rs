//! A header's table: [`ffi::contract::TableData`].

use std::collections::HashMap;

use ffi::contract::{self, Kind};

use super::Section;
use crate::assembly::{Assembly, Data};

/// What a table lists. Names and documentation hold no NUL, as in C.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TableContents {
    /// Functions.
    pub functions: Vec<TableEntry>,
    /// Constants; those of one enumeration stand together.
    pub constants: Vec<TableConstant>,
    /// Enumerations that have a name.
    pub enums: Vec<TableEnum>,
    /// Records.
    pub records: Vec<TableRecord>,
    /// Typedefs.
    pub aliases: Vec<TableAlias>,
}

/// One function of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TableEntry {
    /// Name in C.
    pub name: String,
    /// Name of the symbol, if it is another.
    pub symbol: Option<String>,
    /// Symbol of the signature's descriptor, from [`Assembly::descriptor`].
    pub signature: String,
    /// Canonical text of the signature.
    pub text: String,
    /// Names of the parameters as far as the header has them: empty, or one for each parameter, an empty one where there is none.
    pub parameters: Vec<String>,
    /// Documentation.
    pub doc: Option<String>,
}

/// A type, as a table says it: [`ffi::contract::TypeData`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableType {
    /// What values are.
    pub kind: Kind,
    /// What the elements of a vector are.
    pub element: Option<Kind>,
    /// Alignment in bytes.
    pub align: u16,
    /// Size in bytes.
    pub size: u32,
    /// The type in C.
    pub text: String,
}

/// The value of a constant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum TableValue {
    /// 64 bits: of an integer (extended as its type is signed), a floating-point number, an address.
    Bits(u64),
    /// The bytes of a text, without the NUL at the end.
    Text(Vec<u8>),
}

/// A constant of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableConstant {
    /// Name in C.
    pub name: String,
    /// Documentation.
    pub doc: Option<String>,
    /// Its type.
    pub ty: TableType,
    /// Its value.
    pub value: TableValue,
    /// Position of its enumeration among [`TableContents::enums`].
    pub owner: Option<usize>,
}

/// An enumeration of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableEnum {
    /// Name in C.
    pub name: String,
    /// Documentation.
    pub doc: Option<String>,
    /// The integer type that it is.
    pub ty: TableType,
    /// Position of its first constant among [`TableContents::constants`].
    pub first: usize,
    /// Number of its constants.
    pub count: usize,
}

/// A record of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableRecord {
    /// Name in C.
    pub name: String,
    /// Documentation.
    pub doc: Option<String>,
    /// Size in bytes.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// Whether it is a union.
    pub union: bool,
    /// Its members.
    pub fields: Vec<TableField>,
}

/// A member of a record of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableField {
    /// Name in C.
    pub name: String,
    /// Documentation.
    pub doc: Option<String>,
    /// Its type; of an array that of an element, but for the text.
    pub ty: TableType,
    /// Offset in bytes; of a bit-field that of the byte with its first bit.
    pub offset: u32,
    /// Number of elements of an array, 0 of a flexible one.
    pub elements: Option<u32>,
    /// First bit (in the byte at the offset) and width of a bit-field.
    pub bits: Option<(u8, u8)>,
    /// Position among [`TableContents::records`] of the record that it is or points to.
    pub record: Option<usize>,
    /// Position of its enumeration among [`TableContents::enums`].
    pub enumeration: Option<usize>,
}

/// A typedef of a table.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TableAlias {
    /// Name.
    pub name: String,
    /// Documentation.
    pub doc: Option<String>,
    /// What it stands for; [`Kind::Void`] if that is no value.
    pub ty: TableType,
    /// As [`TableField::record`].
    pub record: Option<usize>,
    /// As [`TableField::enumeration`].
    pub enumeration: Option<usize>,
}

impl Assembly {
    /// Adds a table under a symbol of the caller's choice, which is to be unique in the program. `title` names the
    /// module or the header.
    ///
    /// A name that comes twice in a list is found by its first entry.
    pub fn table(&mut self, symbol: &str, title: &str, contents: &TableContents) {
        let mut section = Section::default();
        section.u32(contract::TABLE_MAGIC);
        section.u32(0);
        section.text(Some(title.to_owned()));
        let heads: [usize; 6] = std::array::from_fn(|_| section.list());
        let [functions, signatures, constants, enums, records, aliases] = heads;

        let (next, distinct) = by_signature(&contents.functions);
        section.fill(
            functions,
            &contents.functions,
            |entry| entry.name.clone(),
            |section, at, entry| {
                section.text(entry.symbol.clone());
                section.symbol(Some(&entry.signature));
                // A NUL between each two; the last gets its own at the end.
                section.text(if entry.parameters.is_empty() { None } else { Some(entry.parameters.join("\0")) });
                section.text(entry.doc.clone());
                section.u32(next[at]);
            },
        );
        section.fill(
            signatures,
            &distinct,
            |first| contents.functions[*first].text.clone(),
            |section, _, first| {
                section.symbol(Some(&contents.functions[*first].signature));
                section.u32(*first as u32);
            },
        );
        section.fill(
            constants,
            &contents.constants,
            |constant| constant.name.clone(),
            |section, _, constant| {
                section.text(constant.doc.clone());
                section.ty(&constant.ty, 0);
                match &constant.value {
                    TableValue::Bits(bits) => {
                        section.u32(*bits as u32);
                        section.u32((bits >> 32) as u32);
                    }
                    TableValue::Text(text) => {
                        section.text(Some(text.clone()));
                        section.u32(0);
                    }
                }
                section.number(constant.owner);
            },
        );
        section.fill(
            enums,
            &contents.enums,
            |item| item.name.clone(),
            |section, _, item| {
                section.text(item.doc.clone());
                section.ty(&item.ty, 0);
                section.u32(item.first as u32);
                section.u32(item.count as u32);
            },
        );
        let mut fields = Vec::new();
        section.fill(
            records,
            &contents.records,
            |record| record.name.clone(),
            |section, _, record| {
                section.text(record.doc.clone());
                section.u32(record.size);
                section.u32(record.align);
                section.u32(if record.union { contract::RECORD_UNION } else { 0 });
                fields.push(section.list());
            },
        );
        for (head, record) in fields.into_iter().zip(&contents.records) {
            section.fill(head, &record.fields, |field| field.name.clone(), |section, _, field| section.field(field));
        }
        section.fill(
            aliases,
            &contents.aliases,
            |alias| alias.name.clone(),
            |section, _, alias| {
                section.text(alias.doc.clone());
                section.ty(&alias.ty, 0);
                section.number(alias.record);
                section.number(alias.enumeration);
            },
        );
        let (mut bytes, relocations) = section.finish();
        let size = (bytes.len() as u32).to_le_bytes();
        bytes[4..8].copy_from_slice(&size);
        let align = align_of::<contract::TableData>() as u64;
        self.data(Data { symbol: symbol.to_owned(), bytes, align, relocations, shared: false });
    }
}

/// For each function the number plus one of the next of its signature, and the first function of each signature.
fn by_signature(functions: &[TableEntry]) -> (Vec<u32>, Vec<usize>) {
    let (mut next, mut distinct) = (vec![0; functions.len()], Vec::new());
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (at, function) in functions.iter().enumerate() {
        match last.insert(&function.text, at) {
            Some(before) => next[before] = at as u32 + 1,
            None => distinct.push(at),
        }
    }
    (next, distinct)
}

impl Section {
    /// Room for a [`contract::ListData`]; its place.
    fn list(&mut self) -> usize {
        let at = self.bytes.len();
        (0..4).for_each(|_| self.u32(0));
        at
    }

    /// Fills in a list: its entries, each with its name first, and its index.
    fn fill<T>(
        &mut self,
        head: usize,
        entries: &[T],
        name: impl Fn(&T) -> String,
        mut rest: impl FnMut(&mut Section, usize, &T),
    ) {
        let places = contract::places(entries.len() as u32);
        self.set(head, entries.len() as u32);
        self.set(head + 4, places);
        if !entries.is_empty() {
            self.here(head + 8);
        }
        for (at, entry) in entries.iter().enumerate() {
            self.text(Some(name(entry)));
            rest(self, at, entry);
        }
        self.here(head + 12);
        index(entries.iter().map(name), places).into_iter().for_each(|place| self.u32(place));
    }

    fn set(&mut self, at: usize, value: u32) {
        self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    /// Makes the reference at `field` name what comes next.
    fn here(&mut self, field: usize) {
        self.set(field, (self.bytes.len() - field) as u32);
    }

    /// A position plus one; 0 for none.
    fn number(&mut self, position: Option<usize>) {
        self.u32(position.map_or(0, |position| position as u32 + 1));
    }

    fn ty(&mut self, ty: &TableType, offset: u32) {
        self.u8(ty.kind.code());
        self.u8(ty.element.map_or(0, Kind::code));
        self.u16(ty.align);
        self.u32(ty.size);
        self.u32(offset);
        self.text(Some(ty.text.clone()));
    }

    fn field(&mut self, field: &TableField) {
        self.text(field.doc.clone());
        self.ty(&field.ty, field.offset);
        self.u32(field.elements.unwrap_or(1));
        self.u16(if field.elements.is_some() { contract::FIELD_ARRAY } else { 0 });
        let (bit, bits) = field.bits.unwrap_or_default();
        self.u8(bit);
        self.u8(bits);
        self.number(field.record);
        self.number(field.enumeration);
    }
}

/// An index of these names, as [`contract::ListData::index`] describes it.
fn index(names: impl Iterator<Item = String>, places: u32) -> Vec<u32> {
    let mut index = vec![0_u32; places as usize];
    for (number, name) in names.enumerate() {
        let hash = contract::hash(name.as_bytes());
        let mut empty = (0..places).map(|step| contract::place(hash, step, places) as usize).filter(|at| index[*at] == 0);
        let at = empty.next().expect("there are twice as many places as names");
        index[at] = number as u32 + 1;
    }
    index
}
