//! COFF for Windows.
//!
//! Each function and each datum has a COMDAT section of its own, so that the linker drops what nothing uses; what other objects may
//! hold too it keeps once. What the unwinder reads of a function goes with it by association; GNU's linker does not know that, and
//! goes by names where the section's name may have a second part (`.text$f`, `.pdata$f`, `.xdata$f`).
//!
//! | machine | environment | unwinding |
//! |---|---|---|
//! | x86-64 | Microsoft's, GNU's | table of functions |
//! | AArch64 | Microsoft's | table of functions |
//! | i386 | Microsoft's | none: handlers are registered at run time, and our frames have none |
//! | i386 | GNU's | `.eh_frame`, a section for each function |
//!
//! Sources: Microsoft Learn, "PE Format" (COFF file header, section table, COFF relocations, COFF symbol table, COMDAT sections, "The
//! .sxdata section").

mod file;

use ffi_abi::{Arch, Env, Target};
use object::pe;

use self::file::lay_out;
use super::Part;
use crate::encode::{Code, Reference, Relocation};
use crate::unwind::table::{Table, Word};
use crate::unwind::{CodePointer, FrameTable};

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

/// A section before it has a place in the file.
struct Section<'a> {
    name: Vec<u8>,
    characteristics: pe::SectionFlags,
    bytes: Vec<u8>,
    relocations: Vec<Field<'a>>,
    selection: pe::ComdatSelection,
    /// The section that it goes with.
    associated: Option<usize>,
    /// The symbol that it is known by, and whether that is a function.
    leader: Option<(&'a str, bool)>,
}

/// A field that the linker fills in: where, how, and what it refers to.
type Field<'a> = (u32, pe::RelocationType, Referent<'a>);

#[derive(Clone, Copy)]
enum Referent<'a> {
    Section(usize),
    /// By its name in C.
    Symbol(&'a str),
}

/// What the linker calls the references that every machine has.
struct Machine {
    number: pe::Machine,
    /// 32 bits, relative to the end of the field.
    relative: pe::RelocationType,
    /// 32 bits, relative to the image.
    image: pe::RelocationType,
}

impl Machine {
    fn of(target: &Target) -> Machine {
        let (number, relative, image) = match target.arch() {
            Arch::X86_64 => (pe::IMAGE_FILE_MACHINE_AMD64, pe::IMAGE_REL_AMD64_REL32, pe::IMAGE_REL_AMD64_ADDR32NB),
            Arch::X86 => (pe::IMAGE_FILE_MACHINE_I386, pe::IMAGE_REL_I386_REL32, pe::IMAGE_REL_I386_DIR32NB),
            Arch::Aarch64 => (pe::IMAGE_FILE_MACHINE_ARM64, pe::IMAGE_REL_ARM64_REL32, pe::IMAGE_REL_ARM64_ADDR32NB),
            Arch::Riscv64 => unreachable!("Windows does not run on RISC-V"),
        };
        Machine { number, relative, image }
    }
}

/// Writes an object file.
pub(super) fn write(target: &Target, part: &Part<'_>) -> Vec<u8> {
    let gnu = target.env() != Env::Msvc;
    let machine = Machine::of(target);
    let name = |base: &str, symbol: &str| match gnu {
        true => format!("{base}${}", target.decorated(symbol)).into_bytes(),
        false => base.as_bytes().to_vec(),
    };
    let mut sections: Vec<Section<'_>> = Vec::new();
    for (symbol, code) in part.functions {
        let (bytes, relocations) = fill(&machine, &code.bytes, &code.relocations);
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
        let by_name = gnu && code.arch != Arch::X86;
        let unwinding = if gnu && !by_name { frame(&machine, code, text) } else { table(&machine, code, text) };
        let (selection, associated) =
            if by_name { (pe::IMAGE_COMDAT_SELECT_ANY, None) } else { (pe::IMAGE_COMDAT_SELECT_ASSOCIATIVE, Some(text)) };
        for Unwinding { base, bytes, relocations } in unwinding {
            let name = if by_name { name(base, symbol) } else { base.as_bytes().to_vec() };
            let characteristics = READ_ONLY | pe::IMAGE_SCN_ALIGN_4BYTES;
            sections.push(Section { name, characteristics, bytes, relocations, selection, associated, leader: None });
        }
    }
    for datum in part.data {
        let (bytes, relocations) = fill(&machine, &datum.bytes, &datum.relocations);
        let align = pe::SectionFlags((datum.align.trailing_zeros() + 1) << 20);
        let selection = if datum.shared { pe::IMAGE_COMDAT_SELECT_ANY } else { pe::IMAGE_COMDAT_SELECT_NODUPLICATES };
        sections.push(Section {
            name: name(".rdata", &datum.symbol),
            characteristics: READ_ONLY | align,
            bytes,
            relocations,
            selection,
            associated: None,
            leader: Some((&datum.symbol, false)),
        });
    }
    lay_out(target, machine.number, &sections)
}

const READ_ONLY: pe::SectionFlags =
    pe::SectionFlags(pe::IMAGE_SCN_CNT_INITIALIZED_DATA.0 | pe::IMAGE_SCN_MEM_READ.0 | pe::IMAGE_SCN_LNK_COMDAT.0);

/// A section that unwinders read: the first part of its name, and its contents.
struct Unwinding<'a> {
    base: &'static str,
    bytes: Vec<u8>,
    relocations: Vec<Field<'a>>,
}

/// Entries in the table of functions, and unwind information in front of them, for the function whose section `text` is the last one.
fn table<'a>(machine: &Machine, code: &Code, text: usize) -> Vec<Unwinding<'a>> {
    let Some(Table { entries, info }) = Table::of(code) else { return Vec::new() };
    let mut relocations = Vec::new();
    let mut bytes = Vec::with_capacity(4 * entries.len());
    for word in entries {
        // The linker adds the address of the section.
        let (number, section) = match word {
            Word::Code(offset) => (offset, Some(text)),
            Word::Info(offset) => (offset, Some(text + 1)),
            Word::Plain(number) => (number, None),
        };
        relocations.extend(section.map(|section| (bytes.len() as u32, machine.image, Referent::Section(section))));
        bytes.extend(number.to_le_bytes());
    }
    let info = (!info.is_empty()).then_some(Unwinding { base: ".xdata", bytes: info, relocations: Vec::new() });
    info.into_iter().chain([Unwinding { base: ".pdata", bytes, relocations }]).collect()
}

/// What MinGW's unwinder reads: all of a program's sections of that name as one, up to an empty entry at the end of the last of them.
/// A longer name would put ours behind that. GNU's linker keeps the section whether it keeps the function or not; an entry whose function
/// is not there begins at 0, and the unwinder passes over it.
fn frame<'a>(machine: &Machine, code: &Code, text: usize) -> Vec<Unwinding<'a>> {
    let mut frames = FrameTable::new(code.arch, CodePointer::Relative32);
    let field = frames.add(code) as u32;
    let mut bytes = frames.finish();
    // The linker counts from the end of the field.
    bytes[field as usize..field as usize + 4].copy_from_slice(&4_u32.to_le_bytes());
    vec![Unwinding { base: ".eh_frame", bytes, relocations: vec![(field, machine.relative, Referent::Section(text))] }]
}

/// The bytes with addends in their fields, and the relocations.
fn fill<'a>(machine: &Machine, bytes: &[u8], relocations: &'a [Relocation]) -> (Vec<u8>, Vec<Field<'a>>) {
    let mut bytes = bytes.to_vec();
    let relocations = relocations
        .iter()
        .map(|relocation| {
            let kind = match relocation.reference {
                Reference::Branch if machine.number == pe::IMAGE_FILE_MACHINE_ARM64 => pe::IMAGE_REL_ARM64_BRANCH26,
                Reference::Relative32 | Reference::Branch => {
                    // The linker counts from the end of the field.
                    let at = relocation.offset as usize;
                    bytes[at..at + 4].copy_from_slice(&((relocation.addend + 4) as i32).to_le_bytes());
                    machine.relative
                }
                // Instructions whose fields hold what is added: nothing.
                Reference::Page21 => pe::IMAGE_REL_ARM64_PAGEBASE_REL21,
                Reference::PageOffset12 => pe::IMAGE_REL_ARM64_PAGEOFFSET_12A,
                Reference::RelativeHigh20 | Reference::RelativeLow12 { .. } => {
                    unreachable!("no encoder for Windows makes a reference of kind {:?}", relocation.reference)
                }
            };
            assert!(machine.relative == kind || relocation.addend == 0, "an instruction has no addend");
            (relocation.offset, kind, Referent::Symbol(&relocation.symbol))
        })
        .collect();
    (bytes, relocations)
}
