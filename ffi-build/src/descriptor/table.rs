//! Function tables: [`ffi::contract::TableData`].

use ffi::contract::{self, FunctionData, TableData};

use super::Section;
use crate::assembly::{Assembly, Data};

/// One function of a table. Names and documentation hold no NUL, as in C.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct TableEntry {
    /// Name in C.
    pub name: String,
    /// Name of the symbol, if it is another.
    pub symbol: Option<String>,
    /// Symbol of the signature's descriptor, from [`Assembly::descriptor`].
    pub signature: String,
    /// Names of the parameters as far as the header has them: empty, or one for each parameter, an empty one where there is none.
    pub parameters: Vec<String>,
    /// Documentation.
    pub doc: Option<String>,
}

impl Assembly {
    /// Adds a table of functions under a symbol of the caller's choice, which is to be unique in the program. `title` names the
    /// module or the header.
    ///
    /// A name that comes twice is found by its first entry.
    pub fn table(&mut self, symbol: &str, title: &str, entries: &[TableEntry]) {
        let mut section = Section::default();
        let count = entries.len();
        let places = (2 * count).max(1).next_power_of_two();
        let index_at = size_of::<TableData>() + count * size_of::<FunctionData>();
        let size = index_at + places * size_of::<u32>();
        section.u32(contract::TABLE_MAGIC);
        section.u32(size as u32);
        section.u32(count as u32);
        section.u32(places as u32);
        section.place(size_of::<TableData>());
        section.place(index_at);
        section.text(Some(title.to_owned()));
        for entry in entries {
            section.text(Some(entry.name.clone()));
            section.text(entry.symbol.clone());
            section.symbol(Some(&entry.signature));
            // A NUL between each two; the last gets its own at the end.
            section.text(if entry.parameters.is_empty() { None } else { Some(entry.parameters.join("\0")) });
            section.text(entry.doc.clone());
        }
        for place in index(entries, places) {
            section.u32(place);
        }
        debug_assert_eq!(section.bytes.len(), size);
        let (bytes, relocations) = section.finish();
        let align = align_of::<TableData>() as u64;
        self.data(Data { symbol: symbol.to_owned(), bytes, align, relocations, shared: false });
    }
}

/// The hash index as [`TableData::index`] describes it.
fn index(entries: &[TableEntry], places: usize) -> Vec<u32> {
    let mut index = vec![0_u32; places];
    for (number, entry) in entries.iter().enumerate() {
        let mut at = contract::hash(entry.name.as_bytes()) as usize & (places - 1);
        while index[at] != 0 {
            at = (at + 1) & (places - 1);
        }
        index[at] = number as u32 + 1;
    }
    index
}
