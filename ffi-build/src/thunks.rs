//! The thunk pages that `ffi-rt` ships: code that depends on no signature, as assembly text that this crate's encoders wrote.
//!
//! A page is a row of thunks, each of which puts the address of its slot in one register and jumps to where the slot's first word
//! points. The slots are a block of zeros at a distance that the linker fixes, so that a second mapping of the code, beside fresh
//! memory at that distance, is more thunks. The text is [shipped](crate::shipped).

use std::fmt::Write as _;

use ffi_abi::{Abi, Arch, ObjectFormat, Register, Target};

use crate::encode::{self, Code, Reference};
use crate::il;
use crate::listing::Listing;

/// The shape of the pages of an instruction set, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shape {
    /// Code of one block: what is mapped again.
    pub code: u32,
    /// Alignment of code and slots: the largest page size of the platform, for mappings are of whole pages.
    pub align: u32,
    /// From one thunk to the next.
    pub stride: u32,
    /// From one slot to the next.
    pub slot: u32,
}

impl Shape {
    /// Thunks of one block.
    pub const fn count(self) -> u32 {
        self.code / self.stride
    }
}

/// The shape of a target's pages.
pub const fn shape(target: &Target) -> Shape {
    match target.arch() {
        Arch::X86_64 => Shape { code: 0x1000, align: 0x1000, stride: 16, slot: 32 },
        Arch::X86 => Shape { code: 0x1000, align: 0x1000, stride: 32, slot: 32 },
        // Linux may be built with pages of 64 KiB, Android's and Apple's are 16 KiB at most.
        Arch::Aarch64 => Shape { code: 0x4000, align: 0x1_0000, stride: 20, slot: 32 },
        Arch::Riscv64 => Shape { code: 0x1000, align: 0x1000, stride: 16, slot: 32 },
    }
}

/// Registers that thunks put a slot's address in: those that a convention of the target passes integers in, then the one that its
/// upcall entries take.
pub fn registers(target: &Target) -> Vec<Register> {
    let arguments: &[u8] = match target.arch() {
        Arch::X86_64 => &[7, 6, 2, 1, 8, 9],
        Arch::X86 => &[],
        Arch::Aarch64 => &[0, 1, 2, 3, 4, 5, 6, 7],
        Arch::Riscv64 => &[10, 11, 12, 13, 14, 15, 16, 17],
    };
    let context = il::context(target, abi(target)).ok();
    arguments.iter().copied().map(Register::general).chain(context).collect()
}

/// The text: for each register a block of thunks and one of slots, in sections of their own, so that the linker keeps what is used.
///
/// # Panics
/// On a fault of this crate: an encoder without thunks for its own target.
pub fn text(target: &Target) -> String {
    let mut text = Listing::new(target, "The thunks of closures.").finish();
    for register in registers(target) {
        let name = il::register_name(target.arch(), register);
        let thunk = il::closure_thunk(target, abi(target), register, "").expect("thunks of the target's own convention");
        let (thunks, slots) = (symbol(target, "thunks", register), symbol(target, "slots", register));
        block(&mut text, target, (&thunks, &slots, &format!("ffi_rt_number_{name}")), &encode::encode(&thunk));
    }
    text
}

/// Symbol of a register's block: its `thunks`, or its `slots`.
pub fn symbol(target: &Target, what: &str, register: Register) -> String {
    target.decorated(&format!("ffi_rt_{RELEASE}_{what}_{}", il::register_name(target.arch(), register)))
}

/// The convention whose thunks these are. They depend on the instruction set alone.
const fn abi(target: &Target) -> Abi {
    match target.arch() {
        Arch::X86_64 => match target.object_format() {
            ObjectFormat::Coff => Abi::Win64,
            ObjectFormat::Elf | ObjectFormat::MachO => Abi::SysV64,
        },
        Arch::X86 => Abi::Cdecl,
        Arch::Aarch64 => Abi::Aapcs64,
        Arch::Riscv64 => Abi::Riscv64,
    }
}

/// Part of each symbol: incompatible releases of the runtime may meet in one program, compatible ones never do.
pub(crate) const RELEASE: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"));

/// A block of thunks and one of slots. The names are those of the two, and of the number of a thunk.
fn block(text: &mut String, target: &Target, (thunks, slots, number): (&str, &str, &str), code: &Code) {
    let Shape { code: bytes, align, stride, slot } = shape(target);
    let count = shape(target).count();
    let log = align.trailing_zeros();
    let mut line = |what: &str| {
        let _ = writeln!(text, "{what}");
    };
    line("");
    match target.object_format() {
        ObjectFormat::Elf => line(&format!("    .section .text.{thunks},\"ax\",%progbits")),
        ObjectFormat::MachO => line("    .section __TEXT,__text,regular,pure_instructions"),
        ObjectFormat::Coff => line(&format!("    .section .text${thunks},\"xr\"")),
    }
    line(&format!("    .p2align {log}"));
    match target.object_format() {
        ObjectFormat::Elf => {
            line(&format!("    .globl {thunks}\n    .hidden {thunks}\n    .type {thunks}, %function"));
            if target.arch() == Arch::Riscv64 {
                line("    .option push\n    .option norelax\n    .option norvc");
            }
            line(&format!("{thunks}:\n    .cfi_startproc"));
        }
        ObjectFormat::MachO => line(&format!("    .globl {thunks}\n    .private_extern {thunks}\n{thunks}:\n    .cfi_startproc")),
        ObjectFormat::Coff => line(&format!("    .globl {thunks}\n{thunks}:")),
    }
    line(&format!("    .set {number}, 0\n    .rept {count}"));
    let mut at = 0;
    for relocation in &code.relocations {
        data(&mut line, target, &code.bytes[at as usize..relocation.offset as usize]);
        line(&field(
            target,
            code,
            relocation.offset,
            relocation.reference,
            relocation.addend,
            &format!("{slots} + {slot}*{number}"),
        ));
        at = relocation.offset + 4;
    }
    data(&mut line, target, &code.bytes[at as usize..]);
    pad(&mut line, target, stride - code.bytes.len() as u32);
    line(&format!("    .set {number}, {number} + 1\n    .endr"));
    pad(&mut line, target, bytes - count * stride);
    match target.object_format() {
        ObjectFormat::Elf => {
            if target.arch() == Arch::Riscv64 {
                line("    .option pop");
            }
            line(&format!("    .cfi_endproc\n    .size {thunks}, . - {thunks}"));
            line(&format!("    .section .bss.{slots},\"aw\",%nobits\n    .p2align {log}"));
            line(&format!("    .globl {slots}\n    .hidden {slots}\n    .type {slots}, %object"));
            line(&format!("{slots}:\n    .zero {}\n    .size {slots}, {}\n    .text", slot * count, slot * count));
        }
        ObjectFormat::MachO => {
            line(&format!("    .cfi_endproc\n    .globl {slots}\n    .private_extern {slots}"));
            line(&format!("    .zerofill __DATA,__bss,{slots},{},{log}\n    .text", slot * count));
        }
        ObjectFormat::Coff => {
            line(&format!("    .section .bss${slots},\"bw\"\n    .p2align {log}"));
            line(&format!("    .globl {slots}\n{slots}:\n    .zero {}\n    .text", slot * count));
        }
    }
}

/// Bytes that need no linker.
fn data(line: &mut impl FnMut(&str), target: &Target, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    match target.arch() {
        // RISC-V's instructions may be of two bytes.
        Arch::X86_64 | Arch::X86 | Arch::Riscv64 => {
            let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:#04x}")).collect();
            line(&format!("    .byte {}", bytes.join(", ")));
        }
        Arch::Aarch64 => {
            for word in bytes.chunks(4) {
                let word = word.try_into().expect("instructions of four bytes");
                line(&format!("    .inst {:#010x}", u32::from_le_bytes(word)));
            }
        }
    }
}

/// What no thunk reaches: instructions that trap.
fn pad(line: &mut impl FnMut(&str), target: &Target, bytes: u32) {
    let trap = match target.arch() {
        Arch::X86_64 | Arch::X86 => "0xcc",
        Arch::Aarch64 | Arch::Riscv64 => "0",
    };
    if bytes > 0 {
        line(&format!("    .fill {bytes}, 1, {trap}"));
    }
}

/// A field that the linker fills in. Assemblers have no directive for those within an instruction on every format, so that such an
/// instruction is spelled; its registers are read from the encoder's word.
fn field(target: &Target, code: &Code, offset: u32, reference: Reference, addend: i64, symbol: &str) -> String {
    let at = offset as usize;
    let word = u32::from_le_bytes([code.bytes[at], code.bytes[at + 1], code.bytes[at + 2], code.bytes[at + 3]]);
    let macho = target.object_format() == ObjectFormat::MachO;
    match reference {
        Reference::Branch => unreachable!("a thunk jumps to where its slot says"),
        Reference::Relative32 => format!("    .long {symbol} - . {addend:+}"),
        Reference::Page21 if macho => format!("    adrp x{}, ({symbol})@PAGE", word & 31),
        Reference::Page21 => format!("    adrp x{}, {symbol}", word & 31),
        Reference::PageOffset12 if macho => format!("    add x{}, x{}, ({symbol})@PAGEOFF", word & 31, word >> 5 & 31),
        Reference::PageOffset12 => format!("    add x{}, x{}, :lo12:({symbol})", word & 31, word >> 5 & 31),
        Reference::RelativeHigh20 => format!("1:\n    auipc x{}, %pcrel_hi({symbol})", word >> 7 & 31),
        Reference::RelativeLow12 { .. } => format!("    addi x{}, x{}, %pcrel_lo(1b)", word >> 7 & 31, word >> 15 & 31),
    }
}
