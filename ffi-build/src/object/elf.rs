//! ELF.
//!
//! Each function and each datum has a section of its own, so that `--gc-sections` drops what nothing uses. What other objects of
//! the program may hold too is weak, hidden, and in a COMDAT group keyed by its symbol (its relocations with it), so that
//! the program has one copy. All references are relative, hence nothing is relocated at load time.
//!
//! Through the crate's low-level writer: the high-level one does not put relocations in groups.
//!
//! ```text
//!  .group… │ .note.gnu.property, .note.GNU-stack, .text.… , .eh_frame, .rodata.… (each with its relocations) │ .symtab .strtab .shstrtab
//! ```

use std::collections::BTreeMap;

use ffi_abi::{Arch, Features, Target};
use object::Endianness;
use object::elf;
use object::write::StringId;
use object::write::elf::{FileHeader, Rel, SectionHeader, SectionIndex, Sym, SymbolIndex, Writer};

use crate::assembly::Data;
use crate::encode::{Code, Reference, Relocation};
use crate::unwind::{CodePointer, FrameTable};

/// Alignment of a function in bytes: what compilers use.
const FUNCTION_ALIGN: u64 = 16;

/// What an architecture's word makes of the file.
struct Class {
    is_64: bool,
    /// Alignment of `.eh_frame`, notes and relocations in bytes: a word.
    word: u64,
    /// Whether relocations hold their addends. i386 has them in the fields.
    addends: bool,
}

impl Class {
    const fn of(arch: Arch) -> Class {
        match arch {
            Arch::X86 => Class { is_64: false, word: 4, addends: false },
            Arch::X86_64 | Arch::Aarch64 | Arch::Riscv64 => Class { is_64: true, word: 8, addends: true },
        }
    }

    /// What relocation sections are called, in front of the name of the section that they are for.
    const fn prefix(&self) -> &'static [u8] {
        if self.addends { b".rela" } else { b".rel" }
    }

    /// Their type, and the bytes of one relocation.
    const fn relocations(&self) -> (elf::SectionType, u64) {
        if self.addends { (elf::SHT_RELA, self.word * 3) } else { (elf::SHT_REL, self.word * 2) }
    }
}

/// A section before it has a place in the file.
struct Section {
    name: Vec<u8>,
    kind: elf::SectionType,
    flags: elf::SectionFlags,
    bytes: Vec<u8>,
    align: u64,
    relocations: Vec<(u32, Reference, Referent, i64)>,
    /// The global symbol that keys its group.
    group: Option<usize>,
}

/// What a relocation refers to: a section, a place in one, or a global symbol.
#[derive(Clone, Copy)]
enum Referent {
    Section(usize),
    Within(usize, u32),
    Global(usize),
}

/// A global symbol.
struct Global<'a> {
    name: &'a str,
    /// Its section, kind and size where it is defined here.
    definition: Option<(usize, elf::SymbolType, u64)>,
    weak: bool,
    /// Not the project's: a function that is called, of another library perhaps.
    theirs: bool,
}

/// The contents of the file.
struct Contents<'a> {
    sections: Vec<Section>,
    globals: Vec<Global<'a>>,
    by_name: BTreeMap<&'a str, usize>,
}

/// Writes an object file.
pub(super) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> Vec<u8> {
    let arch = target.arch();
    let mut contents = Contents { sections: Vec::new(), globals: Vec::new(), by_name: BTreeMap::new() };
    if let Some(property) = feature_note(arch) {
        contents.section(b".note.gnu.property", elf::SHT_NOTE, elf::SHF_ALLOC, property, Class::of(arch).word);
    }
    // Its absence would ask for an executable stack.
    contents.section(b".note.GNU-stack", elf::SHT_PROGBITS, elf::SectionFlags(0), Vec::new(), 1);

    let mut undefined: Vec<(usize, &Relocation)> = Vec::new();
    if !functions.is_empty() {
        let mut frames = FrameTable::new(arch, CodePointer::Relative32);
        let mut starts = Vec::with_capacity(functions.len());
        for (symbol, code) in functions {
            let name = [b".text.", symbol.as_bytes()].concat();
            let flags = elf::SHF_ALLOC | elf::SHF_EXECINSTR;
            let section = contents.section(&name, elf::SHT_PROGBITS, flags, code.bytes.clone(), FUNCTION_ALIGN);
            contents.define(symbol, section, elf::STT_FUNC, true);
            undefined.extend(code.relocations.iter().map(|relocation| (section, relocation)));
            // Through the section, as compilers do it: a linker that drops the section sees that its entry goes too.
            starts.push((frames.add(code) as u32, Reference::Relative32, Referent::Section(section), 0));
        }
        let section = contents.section(b".eh_frame", elf::SHT_PROGBITS, elf::SHF_ALLOC, frames.finish(), Class::of(arch).word);
        contents.sections[section].relocations = starts;
    }
    for datum in data {
        let name = [b".rodata.", datum.symbol.as_bytes()].concat();
        let section = contents.section(&name, elf::SHT_PROGBITS, elf::SHF_ALLOC, datum.bytes.clone(), datum.align);
        contents.define(&datum.symbol, section, elf::STT_OBJECT, datum.shared);
        undefined.extend(datum.relocations.iter().map(|relocation| (section, relocation)));
    }
    for (section, relocation) in undefined {
        let &Relocation { offset, reference, ref symbol, addend } = relocation;
        let referent = match reference {
            // The symbol is found by way of the other instruction's relocation.
            Reference::RelativeLow12 { high } => Referent::Within(section, high),
            Reference::Branch => {
                let global = contents.global(symbol);
                contents.globals[global].theirs = true;
                Referent::Global(global)
            }
            Reference::Relative32 | Reference::Page21 | Reference::PageOffset12 | Reference::RelativeHigh20 => {
                Referent::Global(contents.global(symbol))
            }
        };
        contents.sections[section].relocations.push((offset, reference, referent, addend));
    }
    if !Class::of(arch).addends {
        contents.place_addends();
    }
    contents.write(target)
}

/// The note that says that landing pads are where indirect branches go. Linkers set it for the program if every object has it.
///
/// Source: Linux Extensions to gABI, "Program Property"; System V ABI, AMD64 supplement 1.0, §5.1.
fn feature_note(arch: Arch) -> Option<Vec<u8>> {
    let (kind, value) = match arch {
        // Shadow stacks too: calls and returns pair up, and a jump in place of a return leaves nothing behind.
        Arch::X86_64 | Arch::X86 => {
            (elf::GNU_PROPERTY_X86_FEATURE_1_AND, elf::GNU_PROPERTY_X86_FEATURE_1_IBT | elf::GNU_PROPERTY_X86_FEATURE_1_SHSTK)
        }
        Arch::Aarch64 => (elf::GNU_PROPERTY_AARCH64_FEATURE_1_AND, elf::GNU_PROPERTY_AARCH64_FEATURE_1_BTI),
        Arch::Riscv64 => return None,
    };
    // Sizes of name and contents, type, name; property, its size, its value, padding to a word.
    let padding = (Class::of(arch).word - 4) as u32;
    let words = [4, 12 + padding, elf::NT_GNU_PROPERTY_TYPE_0.0, u32::from_le_bytes(*b"GNU\0"), kind.0, 4, value, 0];
    let words = &words[..7 + padding as usize / 4];
    Some(words.iter().flat_map(|word| word.to_le_bytes()).collect())
}

impl<'a> Contents<'a> {
    fn section(&mut self, name: &[u8], kind: elf::SectionType, flags: elf::SectionFlags, bytes: Vec<u8>, align: u64) -> usize {
        self.sections.push(Section { name: name.to_vec(), kind, flags, bytes, align, relocations: Vec::new(), group: None });
        self.sections.len() - 1
    }

    /// Defines a symbol as the whole of a section; what is shared goes in a group.
    fn define(&mut self, name: &'a str, section: usize, kind: elf::SymbolType, shared: bool) {
        let symbol = self.global(name);
        let size = self.sections[section].bytes.len() as u64;
        self.globals[symbol].definition = Some((section, kind, size));
        self.globals[symbol].weak = shared;
        if shared {
            self.sections[section].group = Some(symbol);
            self.sections[section].flags |= elf::SHF_GROUP;
        }
    }

    fn global(&mut self, name: &'a str) -> usize {
        *self.by_name.entry(name).or_insert_with(|| {
            self.globals.push(Global { name, definition: None, weak: false, theirs: false });
            self.globals.len() - 1
        })
    }

    /// Puts what is to be added in the fields that relocations are for.
    fn place_addends(&mut self) {
        for section in &mut self.sections {
            for (offset, _, _, addend) in &section.relocations {
                let field = *offset as usize..*offset as usize + 4;
                section.bytes[field].copy_from_slice(&(*addend as i32).to_le_bytes());
            }
        }
    }

    fn write(&self, target: &Target) -> Vec<u8> {
        let arch = target.arch();
        let class = Class::of(arch);
        let mut bytes = Vec::new();
        let mut writer = Writer::new(Endianness::Little, class.is_64, &mut bytes);
        writer.reserve_file_header();
        let names: Vec<Vec<u8>> =
            self.sections.iter().map(|section| [class.prefix(), section.name.as_slice()].concat()).collect();
        let groups: Vec<(usize, usize)> =
            self.sections.iter().enumerate().filter_map(|(number, section)| Some((number, section.group?))).collect();
        let members = |section: usize| if self.sections[section].relocations.is_empty() { 1 } else { 2 };

        let mut group_places = Vec::with_capacity(groups.len());
        let group_name = if groups.is_empty() { None } else { Some(writer.add_section_name(b".group")) };
        for &(section, _) in &groups {
            writer.reserve_section_index();
            group_places.push(writer.reserve_comdat(members(section)));
        }
        let mut places = Vec::with_capacity(self.sections.len());
        for (section, name) in self.sections.iter().zip(&names) {
            let index = writer.reserve_section_index();
            let offset = writer.reserve(section.bytes.len() as u64, section.align);
            let relocations = if section.relocations.is_empty() {
                None
            } else {
                Some((writer.reserve_section_index(), writer.add_section_name(name), 0))
            };
            // The name behind the prefix is the tail of a longer one, where there is one: the table holds it once.
            places.push(Place { index, offset, name: writer.add_section_name(&name[class.prefix().len()..]), relocations });
        }

        // Local symbols first: one for each section, and each place in one, that a relocation refers to.
        writer.reserve_null_symbol_index();
        let mut section_symbols = vec![SymbolIndex(0); self.sections.len()];
        let mut locals = Vec::new();
        let mut labels = BTreeMap::new();
        for (_, _, referent, _) in self.sections.iter().flat_map(|section| &section.relocations) {
            match *referent {
                Referent::Section(section) if section_symbols[section].0 == 0 => {
                    section_symbols[section] = writer.reserve_symbol_index(Some(places[section].index));
                    locals.push((section, 0, None));
                }
                Referent::Within(section, offset) => {
                    labels.entry((section, offset)).or_insert_with(|| {
                        locals.push((section, offset, Some(writer.add_string(LABEL))));
                        writer.reserve_symbol_index(Some(places[section].index))
                    });
                }
                Referent::Section(_) | Referent::Global(_) => {}
            }
        }
        let local_count = writer.symbol_count();
        let mut globals = Vec::with_capacity(self.globals.len());
        for global in &self.globals {
            let index = writer.reserve_symbol_index(global.definition.map(|(section, ..)| places[section].index));
            globals.push((index, writer.add_string(global.name.as_bytes())));
        }
        writer.reserve_symtab_section_index();
        writer.reserve_symtab();
        if writer.symtab_shndx_needed() {
            writer.reserve_symtab_shndx_section_index();
        }
        writer.reserve_symtab_shndx();
        writer.reserve_strtab_section_index();
        writer.reserve_strtab().expect("fewer than 4 GiB of names");
        for (section, place) in self.sections.iter().zip(&mut places) {
            if let Some((_, _, offset)) = &mut place.relocations {
                *offset = writer.reserve_relocations(section.relocations.len(), class.addends);
            }
        }
        writer.reserve_shstrtab_section_index();
        writer.reserve_shstrtab().expect("fewer than 4 GiB of names");
        writer.reserve_section_headers();

        // Everything has its place; from here on it is written in the same order.
        writer.write_file_header(&file_header(target)).expect("a vector grows as needed");
        for &(section, _) in &groups {
            writer.write_comdat_header();
            writer.write_comdat_entry(places[section].index);
            if let Some((index, ..)) = places[section].relocations {
                writer.write_comdat_entry(index);
            }
        }
        for section in &self.sections {
            writer.write_align(section.align);
            writer.write(&section.bytes);
        }
        writer.write_null_symbol();
        for (section, offset, label) in locals {
            let kind = if label.is_some() { elf::STT_NOTYPE } else { elf::STT_SECTION };
            writer.write_symbol(&Sym {
                section: Some(places[section].index.0),
                st_name: writer.string_offset(label),
                st_info: elf::SymbolInfo::new(elf::STB_LOCAL, kind),
                st_other: elf::SymbolOther(0),
                st_shndx: elf::SymbolSection(0),
                st_value: u64::from(offset),
                st_size: 0,
            });
        }
        for (global, (_, name)) in self.globals.iter().zip(&globals) {
            let binding = if global.weak { elf::STB_WEAK } else { elf::STB_GLOBAL };
            let kind = global.definition.map_or(elf::STT_NOTYPE, |(_, kind, _)| kind);
            writer.write_symbol(&Sym {
                section: global.definition.map(|(section, ..)| places[section].index.0),
                st_name: writer.string_offset(Some(*name)),
                st_info: elf::SymbolInfo::new(binding, kind),
                // Ours are seen by the whole program or shared library, not outside it.
                st_other: if global.theirs { elf::STV_DEFAULT } else { elf::STV_HIDDEN }.into(),
                st_shndx: elf::SHN_UNDEF,
                st_value: 0,
                st_size: global.definition.map_or(0, |(.., size)| size),
            });
        }
        writer.write_symtab_shndx();
        writer.write_strtab();
        for section in &self.sections {
            if !section.relocations.is_empty() {
                writer.write_align_relocation();
            }
            for &(offset, reference, referent, r_addend) in &section.relocations {
                let r_type = relocation_type(arch, reference);
                let symbol = match referent {
                    Referent::Section(section) => section_symbols[section],
                    Referent::Within(section, offset) => labels[&(section, offset)],
                    Referent::Global(global) => globals[global].0,
                };
                writer.write_relocation(class.addends, &Rel { r_offset: u64::from(offset), r_sym: symbol.0, r_type, r_addend });
            }
        }
        writer.write_shstrtab();

        writer.write_null_section_header();
        let symtab = writer.symtab_index();
        for (&(section, symbol), offset) in groups.iter().zip(group_places) {
            let name = group_name.expect("there are groups");
            writer.write_comdat_section_header(name, symtab, globals[symbol].0, offset, members(section));
        }
        for (section, place) in self.sections.iter().zip(&places) {
            writer.write_section_header(&SectionHeader {
                sh_name: writer.section_name_offset(Some(place.name)),
                sh_type: section.kind,
                sh_flags: section.flags,
                sh_addr: 0,
                sh_offset: place.offset,
                sh_size: section.bytes.len() as u64,
                sh_link: 0,
                sh_info: 0,
                sh_addralign: section.align,
                sh_entsize: 0,
            });
            if let Some((_, name, offset)) = place.relocations {
                let group = section.flags & elf::SHF_GROUP;
                let (kind, size) = class.relocations();
                writer.write_section_header(&SectionHeader {
                    sh_name: writer.section_name_offset(Some(name)),
                    sh_type: kind,
                    sh_flags: elf::SHF_INFO_LINK | group,
                    sh_addr: 0,
                    sh_offset: offset,
                    sh_size: section.relocations.len() as u64 * size,
                    sh_link: symtab.0,
                    sh_info: place.index.0,
                    sh_addralign: class.word,
                    sh_entsize: size,
                });
            }
        }
        writer.write_symtab_section_header(local_count);
        writer.write_symtab_shndx_section_header();
        writer.write_strtab_section_header();
        writer.write_shstrtab_section_header();
        debug_assert_eq!(writer.reserved_len(), writer.len());
        bytes
    }
}

/// Name of a place in a section: local, and dropped from programs for how it begins.
const LABEL: &[u8] = b".L0";

/// Where a section is, and its name.
struct Place {
    index: SectionIndex,
    offset: u64,
    name: StringId,
    /// Section, name and offset of its relocations.
    relocations: Option<(SectionIndex, StringId, u64)>,
}

fn file_header(target: &Target) -> FileHeader {
    let e_machine = match target.arch() {
        Arch::X86_64 => elf::EM_X86_64,
        Arch::Aarch64 => elf::EM_AARCH64,
        Arch::Riscv64 => elf::EM_RISCV,
        Arch::X86 => elf::EM_386,
    };
    FileHeader { os_abi: elf::ELFOSABI_NONE, abi_version: 0, e_type: elf::ET_REL, e_machine, e_entry: 0, e_flags: flags(target) }
}

/// Linkers refuse to mix conventions that pass floating-point numbers differently (RISC-V ELF psABI 1.0, "File Header").
fn flags(target: &Target) -> elf::FileFlags {
    match target.arch() {
        Arch::Riscv64 if target.features().contains(Features::SOFT_FLOAT) => elf::EF_RISCV_RVC,
        Arch::Riscv64 => elf::EF_RISCV_RVC | elf::EF_RISCV_FLOAT_ABI_DOUBLE,
        Arch::X86_64 | Arch::X86 | Arch::Aarch64 => elf::FileFlags(0),
    }
}

/// The relocation of each kind of reference.
fn relocation_type(arch: Arch, reference: Reference) -> elf::RelocationType {
    match (arch, reference) {
        (Arch::X86_64, Reference::Relative32) => elf::R_X86_64_PC32,
        (Arch::Aarch64, Reference::Relative32) => elf::R_AARCH64_PREL32,
        (Arch::Aarch64, Reference::Page21) => elf::R_AARCH64_ADR_PREL_PG_HI21,
        (Arch::Aarch64, Reference::PageOffset12) => elf::R_AARCH64_ADD_ABS_LO12_NC,
        (Arch::Riscv64, Reference::Relative32) => elf::R_RISCV_32_PCREL,
        (Arch::X86, Reference::Relative32) => elf::R_386_PC32,
        (Arch::X86_64, Reference::Branch) => elf::R_X86_64_PLT32,
        (Arch::X86, Reference::Branch) => elf::R_386_PLT32,
        (Arch::Aarch64, Reference::Branch) => elf::R_AARCH64_CALL26,
        (Arch::Riscv64, Reference::Branch) => elf::R_RISCV_CALL_PLT,
        (Arch::Riscv64, Reference::RelativeHigh20) => elf::R_RISCV_PCREL_HI20,
        (Arch::Riscv64, Reference::RelativeLow12 { .. }) => elf::R_RISCV_PCREL_LO12_I,
        (Arch::X86 | Arch::X86_64 | Arch::Riscv64, Reference::Page21 | Reference::PageOffset12)
        | (Arch::X86 | Arch::X86_64 | Arch::Aarch64, Reference::RelativeHigh20 | Reference::RelativeLow12 { .. }) => {
            unreachable!("no encoder of {arch:?} makes a reference of kind {reference:?}")
        }
    }
}
