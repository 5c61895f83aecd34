//! Object files: the only module that touches the `object` crate.
//!
//! ELF. Each function and each datum has a section of its own, so that `--gc-sections` drops what nothing uses. What other
//! objects of a program may hold too is weak, hidden, and in a COMDAT group keyed by its symbol, so that the program has one
//! copy. There are no absolute addresses, hence no relocations at load time.

use std::collections::BTreeMap;

use ffi_abi::{Arch, Target};
use object::write::{Comdat, Object, Relocation, SectionId, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, ComdatKind, Endianness, RelocationFlags, SectionFlags, SectionKind, SymbolFlags, SymbolKind,
    SymbolScope, elf,
};

use crate::assembly::Data;
use crate::encode::{self, Code, Reference};
use crate::unwind::FrameTable;

/// Alignment of a function in bytes: what compilers use.
const FUNCTION_ALIGN: u64 = 16;

/// A finished object file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectFile {
    bytes: Vec<u8>,
    symbols: Vec<String>,
}

impl ObjectFile {
    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The symbols that it defines for other objects.
    pub fn symbols(&self) -> impl Iterator<Item = &str> {
        self.symbols.iter().map(String::as_str)
    }
}

/// Writes an ELF object file.
pub(crate) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> ObjectFile {
    let architecture = match target.arch() {
        Arch::X86_64 => Architecture::X86_64,
        Arch::X86 => Architecture::I386,
        Arch::Aarch64 => Architecture::Aarch64,
        Arch::Riscv64 => Architecture::Riscv64,
    };
    let mut writer = Writer {
        object: Object::new(BinaryFormat::Elf, architecture, Endianness::Little),
        symbols: BTreeMap::new(),
        arch: target.arch(),
    };
    writer.security_notes();
    let mut pending = Vec::new();
    if !functions.is_empty() {
        let mut frames = FrameTable::new(target.arch());
        let mut starts = Vec::with_capacity(functions.len());
        for (symbol, code) in functions {
            let section = writer.section(b".text.", symbol, SectionKind::Text, &code.bytes, FUNCTION_ALIGN);
            writer.define(symbol, section, SymbolKind::Text, code.bytes.len(), true);
            pending.extend(code.relocations.iter().map(|relocation| (section, relocation)));
            starts.push((frames.add(code), section));
        }
        writer.frames(frames, &starts);
    }
    for datum in data {
        let section = writer.section(b".rodata.", &datum.symbol, SectionKind::ReadOnlyData, &datum.bytes, datum.align);
        writer.define(&datum.symbol, section, SymbolKind::Data, datum.bytes.len(), datum.shared);
        pending.extend(datum.relocations.iter().map(|relocation| (section, relocation)));
    }
    for (section, relocation) in pending {
        writer.relocate(section, relocation);
    }
    let bytes = writer.object.write().expect("sections, symbols and relocations are consistent by construction");
    let symbols = functions.iter().map(|(symbol, _)| symbol).chain(data.iter().map(|datum| &datum.symbol));
    ObjectFile { bytes, symbols: symbols.cloned().collect() }
}

struct Writer<'a> {
    object: Object<'a>,
    symbols: BTreeMap<&'a str, SymbolId>,
    arch: Arch,
}

impl<'a> Writer<'a> {
    /// Landing pads are there (where the architecture has them), and no stack need be executable.
    fn security_notes(&mut self) {
        match self.arch {
            Arch::X86_64 | Arch::X86 => {
                // Shadow stacks too: calls and returns pair up, and a jump in place of a return leaves nothing behind.
                let features = elf::GNU_PROPERTY_X86_FEATURE_1_IBT | elf::GNU_PROPERTY_X86_FEATURE_1_SHSTK;
                self.object.add_elf_gnu_property_u32(elf::GNU_PROPERTY_X86_FEATURE_1_AND, features);
            }
            Arch::Aarch64 => {
                let features = elf::GNU_PROPERTY_AARCH64_FEATURE_1_BTI;
                self.object.add_elf_gnu_property_u32(elf::GNU_PROPERTY_AARCH64_FEATURE_1_AND, features);
            }
            Arch::Riscv64 => {}
        }
        let stack = self.object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
        // A section without flags and contents.
        self.object.section_mut(stack).flags = SectionFlags::Elf { sh_type: elf::SHT_PROGBITS, sh_flags: elf::SectionFlags(0) };
    }

    fn section(&mut self, prefix: &[u8], symbol: &str, kind: SectionKind, bytes: &'a [u8], align: u64) -> SectionId {
        let name = [prefix, symbol.as_bytes()].concat();
        let section = self.object.add_section(Vec::new(), name, kind);
        self.object.set_section_data(section, bytes, align);
        section
    }

    fn define(&mut self, name: &'a str, section: SectionId, kind: SymbolKind, size: usize, shared: bool) {
        let symbol = self.symbol(name, SymbolSection::Section(section), kind, size, shared);
        if shared {
            let code = if kind == SymbolKind::Text { elf::SHF_EXECINSTR } else { elf::SectionFlags(0) };
            self.object.section_mut(section).flags =
                SectionFlags::Elf { sh_type: elf::SHT_PROGBITS, sh_flags: elf::SHF_ALLOC | elf::SHF_GROUP | code };
            self.object.add_comdat(Comdat { kind: ComdatKind::Any, symbol, sections: vec![section] });
        }
    }

    fn symbol(&mut self, name: &'a str, section: SymbolSection, kind: SymbolKind, size: usize, weak: bool) -> SymbolId {
        let id = self.object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value: 0,
            size: size as u64,
            kind,
            // Hidden: seen by the whole program or shared library, not outside it.
            scope: SymbolScope::Linkage,
            weak,
            section,
            flags: SymbolFlags::None,
        });
        self.symbols.insert(name, id);
        id
    }

    fn relocate(&mut self, section: SectionId, relocation: &'a encode::Relocation) {
        let symbol = match self.symbols.get(relocation.symbol.as_str()) {
            Some(symbol) => *symbol,
            None => self.symbol(&relocation.symbol, SymbolSection::Undefined, SymbolKind::Unknown, 0, false),
        };
        let Reference::Relative32 = relocation.reference;
        let offset = u64::from(relocation.offset);
        self.add_relative32(section, offset, symbol, relocation.addend);
    }

    /// A field that becomes the distance from itself to the symbol.
    fn add_relative32(&mut self, section: SectionId, offset: u64, symbol: SymbolId, addend: i64) {
        let r_type = match self.arch {
            Arch::X86_64 => elf::R_X86_64_PC32,
            Arch::X86 => elf::R_386_PC32,
            Arch::Aarch64 => elf::R_AARCH64_PREL32,
            Arch::Riscv64 => elf::R_RISCV_32_PCREL,
        };
        let flags = RelocationFlags::Elf { r_type };
        let added = self.object.add_relocation(section, Relocation { offset, symbol, addend, flags });
        added.expect("ELF takes every relocation type as given");
    }

    /// Unwind information. Its references go through section symbols, as compilers make them: a linker drops the entry of a
    /// function whose section it dropped, and sees that by the section.
    fn frames(&mut self, frames: FrameTable, starts: &[(u64, SectionId)]) {
        let section = self.object.add_section(Vec::new(), b".eh_frame".to_vec(), SectionKind::ReadOnlyData);
        self.object.set_section_data(section, frames.finish(), 8);
        for &(field, function) in starts {
            let symbol = self.object.section_symbol(function);
            self.add_relative32(section, field, symbol, 0);
        }
    }
}
