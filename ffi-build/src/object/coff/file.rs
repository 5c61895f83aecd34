//! Where everything is in the file, and writing it there.

use std::collections::BTreeMap;

use ffi_abi::{Arch, Env, Target};
use object::pe;
use object::write::coff::{AuxSymbolSection, FileHeader, Name, Relocation, SectionHeader, Symbol, Writer};

use super::{Referent, Section};

/// "Microsoft tools use this field only to indicate whether the symbol is a function".
const FUNCTION: pe::SymbolType = pe::SymbolType(0x20);

/// On i386: "If the low bit of the value of this symbol is set, all of the exception handlers of the object are registered", of which it
/// has none. Without it linkers refuse the object where handlers are checked (`/safeseh`).
const SAFE_SEH: &[u8; 8] = b"@feat.00";

pub(super) fn lay_out(target: &Target, machine: pe::Machine, sections: &[Section<'_>]) -> Vec<u8> {
    let names = linker_names(target, sections);
    let handlers_are_registered = target.arch() == Arch::X86 && target.env() == Env::Msvc;
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
            writer.add_name(names[name].as_bytes())
        }));
    }
    let mut undefined = Vec::new();
    for (.., referent) in sections.iter().flat_map(|section| &section.relocations) {
        if let Referent::Symbol(name) = *referent {
            symbols.entry(name).or_insert_with(|| {
                undefined.push(writer.add_name(names[name].as_bytes()));
                writer.reserve_symbol_index()
            });
        }
    }
    if handlers_are_registered {
        writer.reserve_symbol_index();
    }
    writer.reserve_symtab_strtab().expect("fewer than 4 GiB of names");

    // Everything has its place; from here on it is written in the same order.
    let header = FileHeader { machine, ..FileHeader::default() };
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
            writer.write_relocation(Relocation { virtual_address, symbol, typ });
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
    if handlers_are_registered {
        writer.write_symbol(Symbol {
            name: Name::Short(*SAFE_SEH),
            value: 1,
            section_number: pe::IMAGE_SYM_ABSOLUTE,
            storage_class: pe::IMAGE_SYM_CLASS_STATIC,
            ..Symbol::default()
        });
    }
    writer.write_strtab();
    debug_assert_eq!(writer.reserved_len(), writer.len());
    bytes
}

/// What the linker calls each symbol.
fn linker_names<'a>(target: &Target, sections: &[Section<'a>]) -> BTreeMap<&'a str, String> {
    let leaders = sections.iter().filter_map(|section| section.leader.map(|(name, _)| name));
    let referents = sections.iter().flat_map(|section| &section.relocations).filter_map(|(.., referent)| match *referent {
        Referent::Symbol(name) => Some(name),
        Referent::Section(_) => None,
    });
    leaders.chain(referents).map(|name| (name, target.decorated(name))).collect()
}
