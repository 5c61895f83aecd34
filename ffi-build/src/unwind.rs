//! The `.eh_frame` section (`__eh_frame` in Mach-O): where the caller's frame and return address are, at every instruction.
//!
//! Sources: DWARF 5 §6.4 (call frame information); Linux Standard Base 5.0, Core, §10.6 (the section's format); System V ABI,
//! AMD64 supplement 1.0, figure 3.36 (register numbers); Intel386 supplement 1.1, table 2.14 (the same).
//!
//! One common entry and one entry for each function, written directly: the section is made of four kinds of instruction, and a
//! build script should not compile a DWARF library for them.

mod arm64;
mod codes;
pub(crate) mod compact;
pub(crate) mod table;

use ffi_abi::{Arch, Register, RegisterClass};

use crate::encode::{Code, Row};

/// `DW_CFA_advance_loc` with the distance in its low six bits.
const ADVANCE: u8 = 0x40;
/// `DW_CFA_offset` with the register in its low six bits.
const OFFSET: u8 = 0x80;
/// `DW_CFA_restore` with the register in its low six bits.
const RESTORE: u8 = 0xc0;
const ADVANCE1: u8 = 0x02;
const ADVANCE2: u8 = 0x03;
const ADVANCE4: u8 = 0x04;
const DEF_CFA: u8 = 0x0c;
const DEF_CFA_REGISTER: u8 = 0x0d;
const DEF_CFA_OFFSET: u8 = 0x0e;

/// How an entry says where its function is: as the distance from the field, of this width; the function's length has the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CodePointer {
    /// `DW_EH_PE_pcrel | DW_EH_PE_sdata4`.
    Relative32,
    /// `DW_EH_PE_pcrel | DW_EH_PE_absptr`: the one form that Mach-O linkers write again.
    Relative64,
}

/// A growing `.eh_frame` section.
pub(crate) struct FrameTable {
    bytes: Vec<u8>,
    numbers: Numbers,
    pointer: CodePointer,
}

/// What an architecture calls its registers in DWARF, and what all entries of it share.
struct Numbers {
    /// Number of a register.
    register: fn(Register) -> u8,
    /// Column of the return address.
    return_address: u8,
    /// Bytes from the frame address at entry down to the stack pointer. The return address is in the topmost word of them, or in a
    /// register if there are none.
    entry: u8,
    /// Stack pointer.
    stack: Register,
    /// Frame pointer.
    frame: Register,
    /// Bytes of a word, the unit of offsets from the frame address: they count downwards.
    word: u32,
}

const fn x86_64_number(register: Register) -> u8 {
    if matches!(register.class, RegisterClass::Float) {
        return 17 + register.number;
    }
    // rax, rdx, rcx, rbx, rsi, rdi, rbp, rsp, then as encoded.
    const LOW: [u8; 8] = [0, 2, 1, 3, 7, 6, 4, 5];
    if register.number < 8 { LOW[register.number as usize] } else { register.number }
}

/// What DWARF calls a register.
pub(crate) fn dwarf_number(arch: Arch, register: Register) -> u8 {
    (Numbers::of(arch).register)(register)
}

impl Numbers {
    fn of(arch: Arch) -> Numbers {
        match arch {
            Arch::X86_64 => Numbers {
                register: x86_64_number,
                return_address: 16,
                entry: 8,
                stack: Register::general(4),
                frame: Register::general(5),
                word: 8,
            },
            // As encoded; column 8 is `eip`.
            Arch::X86 => Numbers {
                register: |register| register.number,
                return_address: 8,
                entry: 4,
                stack: Register::general(4),
                frame: Register::general(5),
                word: 4,
            },
            // DWARF for the Arm 64-bit Architecture (2024Q3), "DWARF register names": x0 to x30 are 0 to 30, SP is 31.
            Arch::Aarch64 => Numbers {
                register: |register| register.number,
                return_address: 30,
                entry: 0,
                stack: Register::general(31),
                frame: Register::general(29),
                word: 8,
            },
            // RISC-V DWARF Specification 1.0, "DWARF Register Numbers": x0 to x31 are 0 to 31.
            Arch::Riscv64 => Numbers {
                register: |register| register.number,
                return_address: 1,
                entry: 0,
                stack: Register::general(2),
                frame: Register::general(8),
                word: 8,
            },
        }
    }
}

impl FrameTable {
    pub(crate) fn new(arch: Arch, pointer: CodePointer) -> FrameTable {
        let numbers = Numbers::of(arch);
        let mut table = FrameTable { bytes: Vec::new(), numbers, pointer };
        table.common();
        table
    }

    /// The common information entry.
    fn common(&mut self) {
        let start = self.open(0);
        // Version, augmentation, unit of code, unit of data (negative, as SLEB128), return address column.
        self.bytes.extend_from_slice(b"\x01zR\0");
        let pointer = match self.pointer {
            CodePointer::Relative32 => 0x1b,
            CodePointer::Relative64 => 0x10,
        };
        self.bytes.extend([1, 0x80 - self.numbers.word as u8, self.numbers.return_address, 1, pointer]);
        let stack = (self.numbers.register)(self.numbers.stack);
        self.bytes.extend([DEF_CFA, stack, self.numbers.entry]);
        if self.numbers.entry > 0 {
            self.bytes.extend([OFFSET | self.numbers.return_address, 1]);
        }
        self.close(start);
    }

    /// Adds a function. Gives the offset of the field that must become the distance from itself to the function's first byte.
    pub(crate) fn add(&mut self, code: &Code) -> u64 {
        // The second field of an entry is the distance from itself back to the common entry, which is at 0.
        let start = self.open(self.bytes.len() as u32 + 4);
        let field = self.bytes.len() as u64;
        let width = match self.pointer {
            CodePointer::Relative32 => 4,
            CodePointer::Relative64 => 8,
        };
        self.bytes.resize(self.bytes.len() + width, 0);
        self.bytes.extend_from_slice(&(code.bytes.len() as u64).to_le_bytes()[..width]);
        // No augmentation data.
        self.bytes.push(0);
        for pair in code.rows.windows(2) {
            self.row(&pair[0], &pair[1]);
        }
        self.close(start);
        field
    }

    /// Appends what changes between two rows.
    fn row(&mut self, from: &Row, to: &Row) {
        let distance = to.offset - from.offset;
        match (u8::try_from(distance), u16::try_from(distance)) {
            (Ok(small), _) if small < 0x40 => self.bytes.push(ADVANCE | small),
            (Ok(byte), _) => self.bytes.extend([ADVANCE1, byte]),
            (_, Ok(half)) => {
                self.bytes.push(ADVANCE2);
                self.bytes.extend(half.to_le_bytes());
            }
            _ => {
                self.bytes.push(ADVANCE4);
                self.bytes.extend(distance.to_le_bytes());
            }
        }
        let (old, new) = (from.frame.cfa, to.frame.cfa);
        let register = (self.numbers.register)(new.register);
        match (old.register == new.register, old.offset == new.offset) {
            (true, true) => {}
            (true, false) => {
                self.bytes.push(DEF_CFA_OFFSET);
                self.uleb(new.offset);
            }
            (false, true) => self.bytes.extend([DEF_CFA_REGISTER, register]),
            (false, false) => {
                self.bytes.extend([DEF_CFA, register]);
                self.uleb(new.offset);
            }
        }
        let frame = (self.numbers.register)(self.numbers.frame);
        self.saved(frame, from.frame.saved_frame_pointer, to.frame.saved_frame_pointer);
        self.saved(self.numbers.return_address, from.frame.saved_link, to.frame.saved_link);
        for (old, new) in from.frame.saved.iter().zip(&to.frame.saved) {
            if let Some((register, _)) = old.or(*new) {
                let below = |place: &Option<(Register, u32)>| place.map(|(_, below)| below);
                self.saved((self.numbers.register)(register), below(old), below(new));
            }
        }
    }

    /// Appends a change of where a register of the caller is.
    fn saved(&mut self, register: u8, old: Option<u32>, new: Option<u32>) {
        match new {
            _ if old == new => {}
            Some(offset) => {
                self.bytes.push(OFFSET | register);
                self.uleb(offset / self.numbers.word);
            }
            None => self.bytes.push(RESTORE | register),
        }
    }

    fn uleb(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// Begins an entry: room for its length, and its second field.
    fn open(&mut self, second: u32) -> usize {
        let start = self.bytes.len();
        self.bytes.extend([0; 4]);
        self.bytes.extend(second.to_le_bytes());
        start
    }

    /// Ends an entry: pads it with `DW_CFA_nop` and fills in its length.
    fn close(&mut self, start: usize) {
        let end = self.bytes.len().next_multiple_of(self.numbers.word as usize);
        self.bytes.resize(end, 0);
        let length = (end - start - 4) as u32;
        self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
