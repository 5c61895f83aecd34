//! COFF for x86-64 Windows.
//!
//! Each function and each datum has a COMDAT section of its own, so that the linker drops what nothing uses; what other objects may
//! hold too it keeps once. A function's entry in the table of functions and its unwind information go with it: for Microsoft's
//! environment by association; GNU's linker does not know that, and goes by names (`.text$f`, `.pdata$f`, `.xdata$f`).
//!
//! Sources: Microsoft Learn, "PE Format" (COFF file header, section table, COFF relocations, COFF symbol table, COMDAT sections).

use std::collections::BTreeMap;

use ffi_abi::{Env, Target};
use object::pe;
use object::write::coff::{AuxSymbolSection, FileHeader, Name, Relocation as Field, SectionHeader, Symbol, Writer};

use super::Part;
use crate::encode::{Code, Reference, Relocation};
use crate::unwind::codes::{ENTRY, unwind_info};

/// Sections of one file: some below the limit of 65,279.
const MOST_SECTIONS: usize = 60_000;

/// Sections that a function takes at most.
const SECTIONS_OF_FUNCTION: usize = 3;

/// Whether a part is within the limits of one file.
pub(super) fn fits(part: &Part<'_>) -> bool {
    part.functions.len() * SECTIONS_OF_FUNCTION + part.data.len() <= MOST_SECTIONS
}

/// The parts that become members of a static library.
pub(super) fn parts<'a>(target: &Target, all: Part<'a>) -> Vec<Part<'a>> {
    let (functions, data) = if target.env() != Env::Msvc {
        // GNU's linker keeps every function that has an entry in the table of functions, used or not (its script says
        // `KEEP(*(.pdata*))`). But it takes from a library no member that nothing refers to.
        (1, 1)
    } else if fits(&all) {
        return vec![all];
    } else {
        (MOST_SECTIONS / SECTIONS_OF_FUNCTION, MOST_SECTIONS)
    };
    let functions = all.functions.chunks(functions).map(|functions| Part { functions, data: &[] });
    functions.chain(all.data.chunks(data).map(|data| Part { functions: &[], data })).collect()
}

/// "Microsoft tools use this field only to indicate whether the symbol is a function".
const FUNCTION: pe::SymbolType = pe::SymbolType(0x20);

/// A section before it has a place in the file.
struct Section<'a> {
    name: Vec<u8>,
    characteristics: pe::SectionFlags,
    bytes: Vec<u8>,
    relocations: Vec<(u32, pe::RelocationType, Referent<'a>)>,
    selection: pe::ComdatSelection,
    /// The section that it goes with.
    associated: Option<usize>,
    /// The symbol that it is known by, and whether that is a function.
    leader: Option<(&'a str, bool)>,
}

#[derive(Clone, Copy)]
enum Referent<'a> {
    Section(usize),
    Symbol(&'a str),
}

/// Writes an object file.
pub(super) fn write(target: &Target, part: &Part<'_>) -> Vec<u8> {
    let gnu = target.env() != Env::Msvc;
    let name = |base: &str, symbol: &str| if gnu { format!("{base}${symbol}").into_bytes() } else { base.as_bytes().to_vec() };
    let read_only = pe::IMAGE_SCN_CNT_INITIALIZED_DATA | pe::IMAGE_SCN_MEM_READ | pe::IMAGE_SCN_LNK_COMDAT;
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (symbol, code) in part.functions {
        let (bytes, relocations) = fill(&code.bytes, &code.relocations);
        let text = sections.len();
        sections.push(Section {
            name: name(".text", symbol),
            characteristics: pe::IMAGE_SCN_CNT_CODE
                | pe::IMAGE_SCN_MEM_EXECUTE
                | pe::IMAGE_SCN_MEM_READ
                | pe::IMAGE_SCN_LNK_COMDAT
                | pe::IMAGE_SCN_ALIGN_16BYTES,
            bytes,
            relocations,
            selection: pe::IMAGE_COMDAT_SELECT_ANY,
            associated: None,
            leader: Some((symbol, true)),
        });
        if let Some(info) = unwind_info(code) {
            sections.extend(table_entry(code, info, text, gnu, &|base| name(base, symbol)));
        }
    }
    for datum in part.data {
        let (bytes, relocations) = fill(&datum.bytes, &datum.relocations);
        let align = pe::SectionFlags((datum.align.trailing_zeros() + 1) << 20);
        let selection = if datum.shared { pe::IMAGE_COMDAT_SELECT_ANY } else { pe::IMAGE_COMDAT_SELECT_NODUPLICATES };
        sections.push(Section {
            name: name(".rdata", &datum.symbol),
            characteristics: read_only | align,
            bytes,
            relocations,
            selection,
            associated: None,
            leader: Some((&datum.symbol, false)),
        });
    }
    lay_out(&sections)
}

/// The unwind information of a function and its entry in the table of functions.
fn table_entry<'a>(code: &Code, info: Vec<u8>, text: usize, gnu: bool, name: &dyn Fn(&str) -> Vec<u8>) -> [Section<'a>; 2] {
    let (selection, associated) =
        if gnu { (pe::IMAGE_COMDAT_SELECT_ANY, None) } else { (pe::IMAGE_COMDAT_SELECT_ASSOCIATIVE, Some(text)) };
    let section = |base: &str, bytes: Vec<u8>, relocations| Section {
        name: name(base),
        characteristics: pe::IMAGE_SCN_CNT_INITIALIZED_DATA
            | pe::IMAGE_SCN_MEM_READ
            | pe::IMAGE_SCN_LNK_COMDAT
            | pe::IMAGE_SCN_ALIGN_4BYTES,
        bytes,
        relocations,
        selection,
        associated,
        leader: None,
    };
    let mut entry = vec![0; ENTRY];
    // Begin and end: the linker adds the address of the section.
    entry[4..8].copy_from_slice(&(code.bytes.len() as u32).to_le_bytes());
    let fields = [(0, text), (4, text), (8, text + 1)];
    let relocations = fields.map(|(at, section)| (at, pe::IMAGE_REL_AMD64_ADDR32NB, Referent::Section(section))).to_vec();
    [section(".xdata", info, Vec::new()), section(".pdata", entry, relocations)]
}

/// The bytes with addends in their fields, and the relocations.
fn fill<'a>(bytes: &[u8], relocations: &'a [Relocation]) -> (Vec<u8>, Vec<(u32, pe::RelocationType, Referent<'a>)>) {
    let mut bytes = bytes.to_vec();
    let relocations = relocations
        .iter()
        .map(|relocation| {
            let Reference::Relative32 = relocation.reference else {
                unreachable!("no encoder of x86-64 makes a reference of kind {:?}", relocation.reference)
            };
            // The linker counts from the end of the field.
            let at = relocation.offset as usize;
            bytes[at..at + 4].copy_from_slice(&((relocation.addend + 4) as i32).to_le_bytes());
            (relocation.offset, pe::IMAGE_REL_AMD64_REL32, Referent::Symbol(&relocation.symbol))
        })
        .collect();
    (bytes, relocations)
}

fn lay_out(sections: &[Section<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(&mut bytes);
    writer.reserve_file_header();
    writer.reserve_section_headers(u16::try_from(sections.len()).expect("parts are kept below the limit"));
    let places: Vec<(Name, u32, u32)> = sections
        .iter()
        .map(|section| {
            let data = writer.reserve_section(section.bytes.len());
            (writer.add_name(&section.name), data, writer.reserve_relocations(section.relocations.len()))
        })
        .collect();

    // For each section its own symbol and, right behind that, the one that it is known by.
    let mut section_symbols = Vec::with_capacity(sections.len());
    let mut symbols: BTreeMap<&str, u32> = BTreeMap::new();
    let mut leaders = Vec::with_capacity(sections.len());
    for section in sections {
        section_symbols.push(writer.reserve_symbol_index());
        writer.reserve_aux_section();
        leaders.push(section.leader.map(|(name, _)| {
            symbols.insert(name, writer.reserve_symbol_index());
            writer.add_name(name.as_bytes())
        }));
    }
    let mut undefined = Vec::new();
    for (.., referent) in sections.iter().flat_map(|section| &section.relocations) {
        if let Referent::Symbol(name) = *referent {
            symbols.entry(name).or_insert_with(|| {
                undefined.push(writer.add_name(name.as_bytes()));
                writer.reserve_symbol_index()
            });
        }
    }
    writer.reserve_symtab_strtab().expect("fewer than 4 GiB of names");

    // Everything has its place; from here on it is written in the same order.
    let header = FileHeader { machine: pe::IMAGE_FILE_MACHINE_AMD64, ..FileHeader::default() };
    writer.write_file_header(header).expect("a vector grows as needed");
    for (section, &(name, data, relocations)) in sections.iter().zip(&places) {
        writer.write_section_header(SectionHeader {
            name,
            size_of_raw_data: section.bytes.len() as u32,
            pointer_to_raw_data: data,
            pointer_to_relocations: relocations,
            number_of_relocations: section.relocations.len() as u32,
            characteristics: if section.relocations.len() > 0xffff {
                section.characteristics | pe::IMAGE_SCN_LNK_NRELOC_OVFL
            } else {
                section.characteristics
            },
            ..SectionHeader::default()
        });
    }
    for section in sections {
        writer.write_section(&section.bytes);
        writer.write_relocations_count(section.relocations.len());
        for &(virtual_address, typ, referent) in &section.relocations {
            let symbol = match referent {
                Referent::Section(section) => section_symbols[section],
                Referent::Symbol(name) => symbols[name],
            };
            writer.write_relocation(Field { virtual_address, symbol, typ });
        }
    }
    for (index, section) in sections.iter().enumerate() {
        let section_number = pe::SymbolSection(index as i32 + 1);
        writer.write_symbol(Symbol {
            name: places[index].0,
            section_number,
            storage_class: pe::IMAGE_SYM_CLASS_STATIC,
            number_of_aux_symbols: 1,
            ..Symbol::default()
        });
        writer.write_aux_section(AuxSymbolSection {
            length: section.bytes.len() as u32,
            number_of_relocations: section.relocations.len() as u32,
            number: section.associated.map_or(0, |index| index as u32 + 1),
            selection: section.selection,
            ..AuxSymbolSection::default()
        });
        if let (Some(name), Some((_, function))) = (leaders[index], section.leader) {
            let typ = if function { FUNCTION } else { pe::SymbolType::default() };
            let storage_class = pe::IMAGE_SYM_CLASS_EXTERNAL;
            writer.write_symbol(Symbol { name, section_number, typ, storage_class, ..Symbol::default() });
        }
    }
    for name in undefined {
        let storage_class = pe::IMAGE_SYM_CLASS_EXTERNAL;
        writer.write_symbol(Symbol { name, section_number: pe::IMAGE_SYM_UNDEFINED, storage_class, ..Symbol::default() });
    }
    writer.write_strtab();
    debug_assert_eq!(writer.reserved_len(), writer.len());
    bytes
}
