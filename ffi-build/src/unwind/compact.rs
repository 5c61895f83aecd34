//! The `__compact_unwind` section of Mach-O: one word for each function says how to leave it.
//!
//! The word holds for the function's call sites alone: at the other instructions of a prologue or an epilogue it is wrong, which
//! `.eh_frame` is not. Linkers keep the entry in `__eh_frame` only of a function whose word refers to it.
//!
//! | x86-64 | the word can say | and cannot |
//! |---|---|---|
//! | without a frame pointer | up to 2040 bytes of stack | more; stack that is not the same at all calls |
//! | with `rbp` | that it was pushed first and then set | that vector registers, `rdi` or `rsi` were saved |
//!
//! | AArch64 | the word can say | and cannot |
//! |---|---|---|
//! | without a frame pointer | that nothing was saved; up to 65,520 bytes of stack | that the return address was saved |
//! | with `x29` | that the frame record is the topmost part of the frame | anything above the record |
//!
//! Source: Apple's `<mach-o/compact_unwind_encoding.h>`.

use ffi_abi::Arch;

use crate::encode::Code;
use crate::il::FrameState;

/// `UNWIND_X86_64_MODE_RBP_FRAME`: the caller's `rbp` is where `rbp` points to, the return address above it.
const X86_64_FRAME: u32 = 0x0100_0000;
/// `UNWIND_X86_64_MODE_STACK_IMMD`: words from the stack pointer up to the frame address in bits 16 to 23.
const X86_64_FRAMELESS: u32 = 0x0200_0000;
/// `UNWIND_X86_64_MODE_DWARF`.
const X86_64_DWARF: u32 = 0x0400_0000;
/// `UNWIND_ARM64_MODE_FRAMELESS`: the return address is in `x30`; units of 16 bytes from the stack pointer up to the frame address in
/// bits 12 to 23.
const ARM64_FRAMELESS: u32 = 0x0200_0000;
/// `UNWIND_ARM64_MODE_DWARF`.
const ARM64_DWARF: u32 = 0x0300_0000;
/// `UNWIND_ARM64_MODE_FRAME`: the caller's `x29` and the return address are where `x29` points to, and nothing is above them.
const ARM64_FRAME: u32 = 0x0400_0000;

/// A growing section.
#[derive(Default)]
pub(crate) struct CompactTable {
    bytes: Vec<u8>,
}

impl CompactTable {
    /// Adds a function that is at an address of the object file. Gives the offset of the field that holds the address.
    pub(crate) fn add(&mut self, address: u64, code: &Code) -> u32 {
        let field = self.bytes.len() as u32;
        self.bytes.extend(address.to_le_bytes());
        self.bytes.extend((code.bytes.len() as u32).to_le_bytes());
        self.bytes.extend(encoding(code).to_le_bytes());
        // Neither a personality routine nor what it would read.
        self.bytes.extend([0; 16]);
        field
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// The word for a function.
fn encoding(code: &Code) -> u32 {
    let (short, dwarf): (fn(&FrameState) -> Option<u32>, u32) = match code.arch {
        Arch::X86_64 => (x86_64, X86_64_DWARF),
        Arch::Aarch64 => (aarch64, ARM64_DWARF),
        arch @ (Arch::X86 | Arch::Riscv64) => unreachable!("no system with Mach-O runs on {arch:?}"),
    };
    // A function without calls is as it was entered, unless it moves the stack pointer all the same.
    let frame = match code.calls.split_first() {
        Some((first, others)) => others.iter().all(|other| other == first).then_some(first),
        None => (code.rows.len() == 1).then(|| &code.rows[0].frame),
    };
    frame.filter(|frame| frame.saved.iter().all(Option::is_none)).and_then(short).unwrap_or(dwarf)
}

fn x86_64(frame: &FrameState) -> Option<u32> {
    let cfa = frame.cfa;
    match frame.saved_frame_pointer {
        Some(16) if frame.is_framed() && cfa.offset == 16 => Some(X86_64_FRAME),
        None if !frame.is_framed() && cfa.offset % 8 == 0 && cfa.offset / 8 < 256 => {
            Some(X86_64_FRAMELESS | (cfa.offset / 8) << 16)
        }
        Some(_) | None => None,
    }
}

fn aarch64(frame: &FrameState) -> Option<u32> {
    let cfa = frame.cfa;
    match (frame.saved_frame_pointer, frame.saved_link) {
        (Some(16), Some(8)) if frame.is_framed() && cfa.offset == 16 => Some(ARM64_FRAME),
        (None, None) if !frame.is_framed() && cfa.offset % 16 == 0 && cfa.offset / 16 < 4096 => {
            Some(ARM64_FRAMELESS | (cfa.offset / 16) << 12)
        }
        _ => None,
    }
}
