//! Mach-O.
//!
//! All functions are in one section and all data in another: a file has at most 255 sections. The header says that each symbol begins
//! a part that stands alone, so that `-dead_strip` drops what nothing uses. What other objects of the program may hold too is a
//! weak definition, which makes it one in the program, and a private external symbol, which ends at the edge of the program or
//! library. References in data are differences of two symbols of the same image: dyld has nothing to rebase or bind.
//!
//! ```text
//!  header │ segment, build version, symbol tables │ __text, __const, __compact_unwind, __eh_frame │ relocations │ symbols, names
//! ```
//!
//! Sources: Apple's `<mach-o/loader.h>`, `<mach-o/nlist.h>`, `<mach-o/reloc.h>`, `<mach-o/x86_64/reloc.h>`, `<mach-o/arm64/reloc.h>`.

use std::collections::BTreeMap;

use ffi_abi::{Arch, Os, Target};
use object::Endianness;
use object::macho::{self, RelocationInfo, RelocationType};
use object::write::StringTable;
use object::write::macho::{
    BuildVersionCommand, DysymtabCommand, Encoder, MachHeader, Nlist, SectionHeader, SegmentCommand, SymtabCommand,
};

use crate::assembly::Data;
use crate::encode::{Code, Reference, Relocation};
use crate::unwind::compact::CompactTable;
use crate::unwind::{CodePointer, FrameTable};

/// Alignment of a function in bytes.
const FUNCTION_ALIGN: usize = 16;

/// Alignment of unwind tables, relocations and symbols in bytes.
const WORD: usize = 8;

/// `r_length` of 32 bits and of 64.
const LONG: u8 = 2;
const QUAD: u8 = 3;

/// The one place from which the distances in `__eh_frame` are counted. Names that begin with `l` stay out of linked files.
const FRAMES_START: &str = "l_eh_frame";

/// Number of the section of functions: that of section-relative relocations.
const TEXT: u8 = 1;

/// A section before it has a place in the file.
struct Section {
    name: &'static str,
    segment: &'static str,
    flags: macho::SectionFlags,
    align: usize,
    bytes: Vec<u8>,
    /// By ascending address; those of one field in their order.
    relocations: Vec<RelocationInfo>,
}

/// A symbol before its name has a place in the file.
struct Symbol {
    name: String,
    n_type: macho::SymbolFlags,
    n_desc: macho::SymbolDesc,
    /// Number of its section, or none where it is defined elsewhere.
    section: u8,
    /// Offset in its section.
    offset: usize,
}

/// Symbols in the order that the format wants: local, defined here, defined elsewhere.
struct Symbols {
    target: Target,
    all: Vec<Symbol>,
    by_name: BTreeMap<String, u32>,
    local: u32,
    defined: u32,
}

/// Writes an object file.
pub(super) fn write(target: &Target, functions: &[(String, Code)], data: &[Data]) -> Vec<u8> {
    let arch = target.arch();
    let mut symbols = Symbols { target: *target, all: Vec::new(), by_name: BTreeMap::new(), local: 0, defined: 0 };
    if !functions.is_empty() {
        symbols.add(FRAMES_START.to_owned(), macho::N_SECT.into(), macho::SymbolDesc(0), 4, 0);
    }
    symbols.local = symbols.count();

    let mut text = Section::new("__text", "__TEXT", macho::S_REGULAR.into(), FUNCTION_ALIGN);
    text.flags |= macho::S_ATTR_PURE_INSTRUCTIONS | macho::S_ATTR_SOME_INSTRUCTIONS;
    for (symbol, code) in functions {
        text.pad(FUNCTION_ALIGN, nop(arch));
        symbols.define(symbol, TEXT, text.bytes.len(), true);
        text.bytes.extend_from_slice(&code.bytes);
    }
    let mut constants = Section::new("__const", "__TEXT", macho::S_REGULAR.into(), 1);
    for datum in data {
        let align = usize::try_from(datum.align).expect("a descriptor's alignment");
        constants.align = constants.align.max(align);
        constants.pad(align, &[0]);
        symbols.define(&datum.symbol, 2, constants.bytes.len(), datum.shared);
        constants.bytes.extend_from_slice(&datum.bytes);
    }
    symbols.defined = symbols.count();

    for (symbol, code) in functions {
        let start = symbols.offset(symbol);
        for relocation in &code.relocations {
            text.in_code(arch, start, relocation, symbols.number(&relocation.symbol));
        }
    }
    for datum in data {
        let start = symbols.offset(&datum.symbol);
        let own = symbols.number(&datum.symbol);
        for Relocation { offset, reference, symbol, addend } in &datum.relocations {
            assert_eq!(*reference, Reference::Relative32, "the one kind of reference in data");
            let to = symbols.number(symbol);
            // The difference of the two symbols, to which the linker adds what the field holds.
            let field = i32::try_from(addend - i64::from(*offset)).expect("an offset in a datum");
            constants.difference(arch, start + *offset as usize, &field.to_le_bytes(), to, own);
        }
    }
    let mut compact = CompactTable::default();
    let mut unwinding = Section::new("__compact_unwind", "__LD", macho::S_REGULAR | macho::S_ATTR_DEBUG, WORD);
    let mut frames = FrameTable::new(arch, CodePointer::Relative64);
    let mut fields = Vec::with_capacity(functions.len());
    for (symbol, code) in functions {
        let start = symbols.offset(symbol);
        unwinding.relocations.push(RelocationInfo {
            r_address: compact.add(start as u64, code),
            r_symbolnum: TEXT.into(),
            r_pcrel: false,
            r_length: QUAD,
            r_extern: false,
            r_type: unsigned(arch),
        });
        fields.push((frames.add(code) as usize, symbols.number(symbol)));
    }
    unwinding.bytes = compact.finish();
    let mut frame_table = Section::new("__eh_frame", "__TEXT", macho::S_COALESCED.into(), WORD);
    frame_table.flags |= macho::S_ATTR_NO_TOC | macho::S_ATTR_STRIP_STATIC_SYMS | macho::S_ATTR_LIVE_SUPPORT;
    if let Some(&start) = symbols.by_name.get(FRAMES_START) {
        frame_table.bytes = frames.finish();
        for (at, function) in fields {
            frame_table.difference(arch, at, &(at as i64).wrapping_neg().to_le_bytes(), function, start);
        }
    }
    assemble(target, &mut [text, constants, unwinding, frame_table], &symbols)
}

/// Between functions: whole instructions that do nothing.
fn nop(arch: Arch) -> &'static [u8] {
    match arch {
        Arch::X86_64 => &[0x90],
        Arch::Aarch64 => &[0x1f, 0x20, 0x03, 0xd5],
        Arch::X86 | Arch::Riscv64 => unreachable!("no system with Mach-O runs on {arch:?}"),
    }
}

fn unsigned(arch: Arch) -> RelocationType {
    if arch == Arch::Aarch64 { macho::ARM64_RELOC_UNSIGNED } else { macho::X86_64_RELOC_UNSIGNED }
}

impl Section {
    fn new(name: &'static str, segment: &'static str, flags: macho::SectionFlags, align: usize) -> Section {
        Section { name, segment, flags, align, bytes: Vec::new(), relocations: Vec::new() }
    }

    /// Fills up to a multiple of `align` with repetitions of a pattern.
    fn pad(&mut self, align: usize, pattern: &[u8]) {
        let missing = self.bytes.len().next_multiple_of(align) - self.bytes.len();
        self.bytes.extend(pattern.iter().cycle().take(missing));
    }

    /// A reference from an instruction of the function that begins at `start`.
    fn in_code(&mut self, arch: Arch, start: usize, relocation: &Relocation, r_symbolnum: u32) {
        let &Relocation { offset, reference, addend, .. } = relocation;
        let (r_type, r_pcrel, implied) = match (arch, reference) {
            // Counted from the end of the field, which is that of the instruction.
            (Arch::X86_64, Reference::Relative32) => (macho::X86_64_RELOC_SIGNED, true, -4),
            (Arch::X86_64, Reference::Branch) => (macho::X86_64_RELOC_BRANCH, true, -4),
            (Arch::Aarch64, Reference::Branch) => (macho::ARM64_RELOC_BRANCH26, true, 0),
            (Arch::Aarch64, Reference::Page21) => (macho::ARM64_RELOC_PAGE21, true, 0),
            (Arch::Aarch64, Reference::PageOffset12) => (macho::ARM64_RELOC_PAGEOFF12, false, 0),
            (arch, reference) => unreachable!("no encoder of {arch:?} makes a reference of kind {reference:?}"),
        };
        assert_eq!(addend, implied, "no instruction refers to the inside of what a symbol names");
        let r_address = (start + offset as usize) as u32;
        self.relocations.push(RelocationInfo { r_address, r_symbolnum, r_pcrel, r_length: LONG, r_extern: true, r_type });
    }

    /// A field that becomes the distance between two symbols plus what it holds.
    fn difference(&mut self, arch: Arch, at: usize, holds: &[u8], to: u32, from: u32) {
        self.bytes[at..at + holds.len()].copy_from_slice(holds);
        let subtractor = if arch == Arch::Aarch64 { macho::ARM64_RELOC_SUBTRACTOR } else { macho::X86_64_RELOC_SUBTRACTOR };
        let r_length = if holds.len() == WORD { QUAD } else { LONG };
        for (r_type, r_symbolnum) in [(subtractor, from), (unsigned(arch), to)] {
            let r_address = at as u32;
            self.relocations.push(RelocationInfo { r_address, r_symbolnum, r_pcrel: false, r_length, r_extern: true, r_type });
        }
    }
}

impl Symbols {
    fn count(&self) -> u32 {
        self.all.len() as u32
    }

    fn add(&mut self, name: String, n_type: macho::SymbolFlags, n_desc: macho::SymbolDesc, section: u8, offset: usize) -> u32 {
        let number = self.count();
        self.by_name.insert(name.clone(), number);
        self.all.push(Symbol { name, n_type, n_desc, section, offset });
        number
    }

    /// A symbol for the whole program or library and not outside it.
    fn define(&mut self, symbol: &str, section: u8, offset: usize, shared: bool) {
        let n_desc = if shared { macho::N_WEAK_DEF } else { macho::SymbolDesc(0) };
        self.add(self.target.decorated(symbol), macho::N_SECT | macho::N_EXT | macho::N_PEXT, n_desc, section, offset);
    }

    /// The number of a symbol, which is defined elsewhere if it was not seen before.
    fn number(&mut self, symbol: &str) -> u32 {
        let name = self.target.decorated(symbol);
        match self.by_name.get(&name) {
            Some(number) => *number,
            None => self.add(name, macho::N_UNDF | macho::N_EXT, macho::SymbolDesc(0), 0, 0),
        }
    }

    /// Where a symbol is in its section.
    fn offset(&mut self, symbol: &str) -> usize {
        let number = self.number(symbol);
        self.all[number as usize].offset
    }
}

/// Lays the file out and writes it.
fn assemble(target: &Target, sections: &mut [Section], symbols: &Symbols) -> Vec<u8> {
    let encoder = Encoder::new(Endianness::Little, true);
    let count = sections.len() as u32;
    let commands = [
        encoder.segment_command_size(count),
        encoder.build_version_command_size(0),
        encoder.symtab_command_size(),
        encoder.dysymtab_command_size(),
    ];
    let sizeofcmds = commands.iter().sum::<u64>() as u32;
    let start = (encoder.mach_header_size() as usize + sizeofcmds as usize).next_multiple_of(FUNCTION_ALIGN);

    // Addresses count from the first section, and so do places in the file.
    let mut addresses = Vec::with_capacity(sections.len());
    let mut end = 0_usize;
    for section in sections.iter() {
        end = end.next_multiple_of(section.align);
        addresses.push(end);
        end += section.bytes.len();
    }
    let contents = end;
    let mut at = (start + contents).next_multiple_of(WORD);
    let mut headers = Vec::with_capacity(sections.len());
    for (section, address) in sections.iter().zip(&addresses) {
        let nreloc = section.relocations.len() as u32;
        headers.push(SectionHeader {
            sectname: name(section.name),
            segname: name(section.segment),
            addr: *address as u64,
            size: section.bytes.len() as u64,
            offset: (start + address) as u32,
            align: section.align.trailing_zeros(),
            reloff: if nreloc == 0 { 0 } else { at as u32 },
            nreloc,
            flags: section.flags,
            reserved1: 0,
            reserved2: 0,
            reserved3: 0,
        });
        at += section.relocations.len() * encoder.relocation_size() as usize;
    }
    let mut table = StringTable::new();
    let names: Vec<_> = symbols.all.iter().map(|symbol| table.add(symbol.name.as_bytes())).collect();
    let mut strings = Vec::new();
    let strsize = encoder.strtab(&mut strings, &mut table).expect("fewer than 4 GiB of names");
    let (symoff, nsyms) = (at as u32, symbols.count());
    let stroff = symoff + nsyms * encoder.nlist_size() as u32;

    let mut out = Vec::with_capacity(stroff as usize + strings.len());
    let (cputype, cpusubtype) = match target.arch() {
        Arch::X86_64 => (macho::CPU_TYPE_X86_64, macho::CPU_SUBTYPE_X86_64_ALL),
        Arch::Aarch64 => (macho::CPU_TYPE_ARM64, macho::CPU_SUBTYPE_ARM64_ALL),
        arch @ (Arch::X86 | Arch::Riscv64) => unreachable!("no system with Mach-O runs on {arch:?}"),
    };
    encoder.mach_header(
        &mut out,
        &MachHeader {
            cputype,
            cpusubtype: cpusubtype.into(),
            filetype: macho::MH_OBJECT,
            ncmds: commands.len() as u32,
            sizeofcmds,
            flags: macho::MH_SUBSECTIONS_VIA_SYMBOLS,
        },
    );
    let protection = macho::VM_PROT_READ | macho::VM_PROT_WRITE | macho::VM_PROT_EXECUTE;
    // One segment without a name: sections say where they belong.
    encoder.segment_command(
        &mut out,
        &SegmentCommand {
            segname: name(""),
            vmaddr: 0,
            vmsize: contents as u64,
            fileoff: start as u64,
            filesize: contents as u64,
            maxprot: protection,
            initprot: protection,
            nsects: count,
            flags: macho::SegmentFlags(0),
        },
    );
    for header in &headers {
        encoder.section_header(&mut out, header);
    }
    encoder.build_version_command(&mut out, &build_version(target));
    encoder.symtab_command(&mut out, &SymtabCommand { symoff, nsyms, stroff, strsize });
    encoder.dysymtab_command(
        &mut out,
        &DysymtabCommand {
            nlocalsym: symbols.local,
            iextdefsym: symbols.local,
            nextdefsym: symbols.defined - symbols.local,
            iundefsym: symbols.defined,
            nundefsym: nsyms - symbols.defined,
            ..DysymtabCommand::default()
        },
    );
    for (section, address) in sections.iter().zip(&addresses) {
        out.resize(start + address, 0);
        out.extend_from_slice(&section.bytes);
    }
    out.resize((start + contents).next_multiple_of(WORD), 0);
    for section in sections {
        // From the last field to the first, as compilers write them and linkers expect; those of one field stay in order.
        section.relocations.sort_by_key(|relocation| std::cmp::Reverse(relocation.r_address));
        for relocation in &section.relocations {
            encoder.relocation(&mut out, relocation);
        }
    }
    debug_assert_eq!(out.len(), symoff as usize);
    for (symbol, name) in symbols.all.iter().zip(names) {
        let address = symbol.section.checked_sub(1).map_or(0, |section| addresses[usize::from(section)] + symbol.offset);
        encoder.nlist(
            &mut out,
            &Nlist {
                n_strx: table.get_offset(name),
                n_type: symbol.n_type,
                n_sect: symbol.section,
                n_desc: symbol.n_desc,
                n_value: address as u64,
            },
        );
    }
    out.extend_from_slice(&strings);
    out
}

/// The oldest system that the Rust compiler makes programs for on this target, so that no linker finds the object too new.
///
/// Source: the rustc book, "Platform Support", `*-apple-darwin` and `*-apple-ios`.
fn build_version(target: &Target) -> BuildVersionCommand {
    let (platform, (major, minor)) = match (target.os(), target.arch()) {
        (Os::MacOs, Arch::X86_64) => (macho::PLATFORM_MACOS, (10, 12)),
        (Os::MacOs, _) => (macho::PLATFORM_MACOS, (11, 0)),
        (Os::Ios, _) => (macho::PLATFORM_IOS, (10, 0)),
        (Os::Linux | Os::Android | Os::FreeBsd | Os::Windows, _) => unreachable!("{target} has no Mach-O files"),
    };
    BuildVersionCommand { platform, minos: macho::Version(major << 16 | minor << 8), sdk: macho::Version(0), ntools: 0 }
}

/// A name of at most 16 bytes.
fn name(text: &str) -> [u8; 16] {
    let mut name = [0; 16];
    name[..text.len()].copy_from_slice(text.as_bytes());
    name
}
