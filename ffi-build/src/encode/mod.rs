//! Machine code from the intermediate language: one file per instruction set, one instruction per operation.
//!
//! An encoder takes the shortest encoding of each operation and decides nothing else. On the way it notes where each
//! operation that moves the frame address ends, which is all that unwind tables need.

mod aarch64;
mod adapt;
mod extended;
mod i386;
mod riscv64;
mod x86_64;

use ffi_abi::{Arch, Register, RegisterClass};

use crate::il::{FrameState, Function, Op};

/// How a field in code or data refers to a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Reference {
    /// 32 bits: the distance from the field itself to the symbol, plus the addend.
    Relative32,
    /// AArch64 `adrp`: the distance in pages of 4 KiB, in the instruction.
    Page21,
    /// AArch64 `add`: the symbol's address within its page, in the instruction.
    PageOffset12,
    /// A call or jump, as the instruction set has it: x86-64 a field of 32 bits counted from itself, AArch64 the 26 bits of an instruction,
    /// RISC-V a pair of instructions. The linker may lead it through code of its own.
    Branch,
    /// RISC-V `auipc`: the distance in units of 4 KiB, rounded to the nearest, in the instruction.
    RelativeHigh20,
    /// RISC-V `addi`: what is left of the distance that another instruction has the upper part of.
    RelativeLow12 {
        /// Offset of that instruction in bytes.
        high: u32,
    },
}

/// A field that the linker fills in.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Relocation {
    /// Offset of the field in bytes.
    pub offset: u32,
    /// What is stored there.
    pub reference: Reference,
    /// Name of the symbol.
    pub symbol: String,
    /// Bytes added to the distance.
    pub addend: i64,
}

/// The frame from an instruction on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    /// Offset of the first instruction that it holds for, in bytes.
    pub offset: u32,
    /// Frame address and saved registers.
    pub frame: FrameState,
}

/// An encoded function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Code {
    /// Instruction set.
    pub arch: Arch,
    /// Instructions.
    pub bytes: Vec<u8>,
    /// Fields for the linker, by offset.
    pub relocations: Vec<Relocation>,
    /// Frames, by offset; the first is that of entry.
    pub rows: Vec<Row>,
    /// Frames at its calls, in order.
    pub calls: Vec<FrameState>,
}

/// Appends the instruction of one operation; the symbol is the function's operand.
type Encoder = fn(&Op, Option<&str>, &mut Code);

/// One operation, its instruction, and the frame before and after it.
pub(crate) struct Step<'a> {
    pub(crate) op: &'a Op,
    pub(crate) bytes: &'a [u8],
    pub(crate) before: FrameState,
    pub(crate) after: FrameState,
}

/// Encodes a function.
///
/// # Panics
/// On an operation that its builder never makes for this instruction set (a fault of this crate).
pub fn encode(function: &Function) -> Code {
    encode_steps(function, |_| {})
}

/// Encodes a function and shows each step.
pub(crate) fn encode_steps(function: &Function, mut show: impl FnMut(&Step<'_>)) -> Code {
    let general = Register::general;
    let (frame, op): (FrameState, Encoder) = match function.arch() {
        Arch::X86_64 => (FrameState::at_entry(general(4), general(5), None, 8, 8), x86_64::op),
        Arch::Aarch64 => (FrameState::at_entry(general(31), general(29), Some(general(30)), 0, 8), aarch64::op),
        Arch::X86 => (FrameState::at_entry(general(4), general(5), None, 4, 4), i386::op),
        Arch::Riscv64 => (FrameState::at_entry(general(2), general(8), Some(general(1)), 0, 8), riscv64::op),
    };
    let mut frame = frame;
    let mut code = Code {
        arch: function.arch(),
        bytes: Vec::with_capacity(64),
        relocations: Vec::new(),
        rows: vec![Row { offset: 0, frame }],
        calls: Vec::new(),
    };
    for each in function.ops() {
        if let Op::Call { .. } = each {
            code.calls.push(frame);
        }
        let start = code.bytes.len();
        match each {
            Op::Move { to, from, size } if (to.class, from.class) == (RegisterClass::Float, RegisterClass::Float) => {
                adapt::copy_float(&mut code, *to, *from, *size);
            }
            each if adapt::is_one(each) => adapted(each, function.symbol(), &mut code),
            each => op(each, function.symbol(), &mut code),
        }
        let after = frame.after(each);
        show(&Step { op: each, bytes: &code.bytes[start..], before: frame, after });
        if after != frame {
            frame = after;
            code.rows.push(Row { offset: code.bytes.len() as u32, frame });
        }
    }
    code
}

/// An operation that only engine adapters have.
fn adapted(op: &Op, symbol: Option<&str>, code: &mut Code) {
    match code.arch {
        Arch::X86_64 => adapt::x86_64::op(op, symbol, code),
        Arch::Aarch64 => adapt::aarch64::op(op, symbol, code),
        Arch::Riscv64 => adapt::riscv64::op(op, symbol, code),
        Arch::X86 => unreachable!("no adapter is made for i386"),
    }
}

/// Appends the instruction of an operation that is part of another.
fn encode_into(op: &Op, code: &mut Code) {
    match code.arch {
        Arch::Aarch64 => aarch64::op(op, None, code),
        Arch::Riscv64 => riscv64::op(op, None, code),
        arch @ (Arch::X86_64 | Arch::X86) => unreachable!("no operation of {arch:?} is made of others"),
    }
}

/// Appends an instruction of 32 bits.
fn word(code: &mut Code, instruction: u32) {
    code.bytes.extend(instruction.to_le_bytes());
}

/// The number of a general register.
fn general(register: Register) -> u32 {
    assert_eq!(register.class, RegisterClass::General, "operand of a general instruction");
    register.number.into()
}
