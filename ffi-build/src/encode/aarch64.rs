//! AArch64. Reference: Arm Architecture Reference Manual for A-profile architecture, chapter C4 (encodings), C6 and C7
//! (instructions). All instructions are 32 bits, little-endian.

use ffi_abi::{Extend, Register, RegisterClass};

use super::{Code, Reference, Relocation, general, word};
use crate::il::{Address, Branch, Op};

/// The stack pointer, or the register that reads as zero, by instruction.
const SP: u32 = 31;
const ZERO: u32 = 31;

pub(super) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
    match *op {
        // bti c
        Op::Landing => word(code, 0xd503_245f),
        Op::PushPair { first, second, bytes } => pair(code, PRE_INDEX, first, second, 8, SP, -(bytes as i32)),
        Op::PopPair { first, second, bytes } => pair(code, POST_INDEX | LOAD_PAIR, first, second, 8, SP, bytes as i32),
        Op::MoveStack(by) => add(code, SP, SP, by),
        Op::RoundDown { to, from, multiple } => {
            // and to, from, #-multiple: 64 - n ones, rotated so that n zeros are below them.
            let n = multiple.trailing_zeros();
            word(code, 0x9240_0000 | (64 - n) << 16 | (63 - n) << 10 | general(from) << 5 | general(to));
        }
        Op::ReserveBytes { bytes, .. } => {
            let bytes = general(bytes);
            // again: cmp bytes, #1, lsl #12; b.ls last; sub sp, sp, #1, lsl #12; str xzr, [sp]; sub bytes, bytes, #1, lsl #12; b again
            word(code, 0xf140_0000 | 1 << 10 | bytes << 5 | ZERO);
            word(code, 0x5400_0009 | 5 << 5);
            word(code, 0xd140_0000 | 1 << 10 | SP << 5 | SP);
            word(code, 0xf900_0000 | SP << 5 | ZERO);
            word(code, 0xd140_0000 | 1 << 10 | bytes << 5 | bytes);
            word(code, 0x1400_0000 | (-5_i32 as u32 & 0x3ff_ffff));
            // last: sub sp, sp, bytes
            word(code, 0xcb20_6000 | bytes << 16 | SP << 5 | SP);
        }
        Op::EnterFrame => add(code, 29, SP, 0),
        Op::RestoreStack => add(code, SP, 29, 0),
        // str xzr, [sp]
        Op::Probe => word(code, 0xf900_0000 | SP << 5 | ZERO),
        Op::Move { to, from, .. } => match (general(to), general(from)) {
            (to, from) if to == SP || from == SP => add(code, to, from, 0),
            // orr to, xzr, from
            (to, from) => word(code, 0xaa00_0000 | from << 16 | ZERO << 5 | to),
        },
        Op::Load { to, from, size, extend, container } => single(code, load(to, size, extend, container), to, size, from),
        Op::Store { from, to, size } => single(code, store(from, size), from, size, to),
        Op::LoadPair { first, second, from, size } => {
            pair(code, SIGNED_OFFSET | LOAD_PAIR, first, second, size, general(from.base), from.displacement);
        }
        Op::StorePair { first, second, to, size } => {
            pair(code, SIGNED_OFFSET, first, second, size, general(to.base), to.displacement);
        }
        Op::ShiftRight { register, bits, size } => {
            // ubfm register, register, #bits, #(width - 1)
            let (opcode, last) = if size == 8 { (0xd340_0000, 63) } else { (0x5300_0000, 31) };
            let register = general(register);
            word(code, opcode | u32::from(bits) << 16 | last << 10 | register << 5 | register);
        }
        Op::AddressOf { to, of } => address(code, general(to), of),
        Op::AddressOfSymbol(to) => {
            // adrp to, symbol; add to, to, :lo12:symbol
            let to = general(to);
            for (reference, instruction) in
                [(Reference::Page21, 0x9000_0000 | to), (Reference::PageOffset12, 0x9100_0000 | to << 5 | to)]
            {
                let symbol = symbol.expect("the function has a symbol operand").to_owned();
                code.relocations.push(Relocation { offset: code.bytes.len() as u32, reference, symbol, addend: 0 });
                word(code, instruction);
            }
        }
        Op::Set { to, value, .. } => {
            // movz, and movk for an upper half; both zero what is above 32 bits.
            word(code, 0x5280_0000 | (value & 0xffff) << 5 | general(to));
            if value > 0xffff {
                word(code, 0x72a0_0000 | (value >> 16) << 5 | general(to));
            }
        }
        Op::CopyPairs { count, source, destination, through: [first, second] } => {
            pair(code, POST_INDEX | LOAD_PAIR, first, second, 8, general(source), 16);
            pair(code, POST_INDEX, first, second, 8, general(destination), 16);
            // subs count, count, #1; b.ne to the first of these four
            let count = general(count);
            word(code, 0xf100_0000 | 1 << 10 | count << 5 | count);
            word(code, 0x5400_0001 | (-3_i32 as u32 & 0x7_ffff) << 5);
        }
        Op::Call { to: Branch::Register(to), pops: 0 } => word(code, 0xd63f_0000 | general(to) << 5),
        Op::Jump(Branch::Register(to)) => word(code, 0xd61f_0000 | general(to) << 5),
        Op::Return(0) => word(code, 0xd65f_0000 | 30 << 5),
        Op::Push(_)
        | Op::Extend { .. }
        | Op::Convert { .. }
        | Op::TrapUnless { .. }
        | Op::JumpUnless { .. }
        | Op::ZeroIf { .. }
        | Op::LoadIfZero { .. }
        | Op::PushMemory(_)
        | Op::Pop(_)
        | Op::AlignStack(_)
        | Op::Mask { .. }
        | Op::AddMemory { .. }
        | Op::StackAboveFrame(_)
        | Op::Save { .. }
        | Op::LeaveFrame
        | Op::Add { .. }
        | Op::Exchange(..)
        | Op::PushX87(_)
        | Op::PopX87(_)
        | Op::CopyWords
        | Op::SaveExtended { .. }
        | Op::RestoreExtended { .. }
        | Op::ClearUpper
        | Op::Call { .. }
        | Op::Jump(Branch::Memory(_) | Branch::Symbol)
        | Op::Return(_) => unreachable!("no builder does {op:?} on AArch64"),
    }
}

/// add or sub (immediate): `by` has at most 12 bits, or 24 of which the low 12 are zero.
fn add(code: &mut Code, to: u32, from: u32, by: i32) {
    let opcode = if by < 0 { 0xd100_0000 } else { 0x9100_0000 };
    let amount = by.unsigned_abs();
    let immediate = match (amount >> 12, amount & 0xfff) {
        (0, low) => low << 10,
        (high @ 1..=0xfff, 0) => 1 << 22 | high << 10,
        _ => unreachable!("no builder adds {by} at once"),
    };
    word(code, opcode | immediate | from << 5 | to);
}

/// ldr to, [from]
pub(super) fn load_word(code: &mut Code, to: Register, from: Address) {
    single(code, load(to, 8, Extend::None, 8), to, 8, from);
}

/// An address in a register, by as many additions as it takes.
fn address(code: &mut Code, to: u32, Address { base, displacement }: Address) {
    let low = displacement % 4096;
    let (high, base) = (displacement - low, general(base));
    match (high, low) {
        (0, low) => add(code, to, base, low),
        (high, 0) => add(code, to, base, high),
        (high, low) => {
            add(code, to, base, high);
            add(code, to, to, low);
        }
    }
}

/// Forms of the instructions on pairs, and the bit that makes one a load.
const SIGNED_OFFSET: u32 = 0x2900_0000;
const PRE_INDEX: u32 = 0x2980_0000;
const POST_INDEX: u32 = 0x2880_0000;
const LOAD_PAIR: u32 = 1 << 22;

fn pair(code: &mut Code, form: u32, first: Register, second: Register, size: u8, base: u32, displacement: i32) {
    // `opc` and `V`.
    let kind = match (first.class, size) {
        (RegisterClass::General, 4) => 0,
        (RegisterClass::General, 8) => 2 << 30,
        (RegisterClass::Float, 4) => 1 << 26,
        (RegisterClass::Float, 8) => 1 << 30 | 1 << 26,
        (RegisterClass::Float, 16) => 2 << 30 | 1 << 26,
        _ => unreachable!("no builder moves pairs of {size} bytes and {first:?}"),
    };
    assert_eq!(first.class, second.class, "operands of one instruction");
    let scaled = displacement / i32::from(size);
    assert!(displacement % i32::from(size) == 0 && (-64..64).contains(&scaled), "displacement of a pair: {displacement}");
    let displacement = (scaled as u32 & 0x7f) << 15;
    word(code, form | kind | displacement | u32::from(second.number) << 10 | base << 5 | u32::from(first.number));
}

/// Opcode of a load in its form with an unsigned displacement.
fn load(to: Register, size: u8, extend: Extend, container: u8) -> u32 {
    match (to.class, size, extend) {
        (RegisterClass::General, 1, Extend::None | Extend::Zero) => 0x3940_0000,
        (RegisterClass::General, 2, Extend::None | Extend::Zero) => 0x7940_0000,
        (RegisterClass::General, 4, Extend::None | Extend::Zero) => 0xb940_0000,
        (RegisterClass::General, 8, _) => 0xf940_0000,
        // To 32 bits, the upper ones becoming zero; or to 64.
        (RegisterClass::General, 1, Extend::Sign) => {
            if container > 4 {
                0x3980_0000
            } else {
                0x39c0_0000
            }
        }
        (RegisterClass::General, 2, Extend::Sign) => {
            if container > 4 {
                0x7980_0000
            } else {
                0x79c0_0000
            }
        }
        (RegisterClass::General, 4, Extend::Sign) => {
            if container > 4 {
                0xb980_0000
            } else {
                0xb940_0000
            }
        }
        (RegisterClass::Float, 2, _) => 0x7d40_0000,
        (RegisterClass::Float, 4, _) => 0xbd40_0000,
        (RegisterClass::Float, 8, _) => 0xfd40_0000,
        (RegisterClass::Float, 16, _) => 0x3dc0_0000,
        _ => unreachable!("no builder loads {size} bytes into {to:?}"),
    }
}

/// The same of a store.
fn store(from: Register, size: u8) -> u32 {
    match (from.class, size) {
        (RegisterClass::General, 1) => 0x3900_0000,
        (RegisterClass::General, 2) => 0x7900_0000,
        (RegisterClass::General, 4) => 0xb900_0000,
        (RegisterClass::General, 8) => 0xf900_0000,
        (RegisterClass::Float, 2) => 0x7d00_0000,
        (RegisterClass::Float, 4) => 0xbd00_0000,
        (RegisterClass::Float, 8) => 0xfd00_0000,
        (RegisterClass::Float, 16) => 0x3d80_0000,
        _ => unreachable!("no builder stores {size} bytes of {from:?}"),
    }
}

/// A load or store of one register: 12 bits of displacement in units of the size, or 9 bits with a sign in bytes.
fn single(code: &mut Code, opcode: u32, register: Register, size: u8, Address { base, displacement }: Address) {
    let scaled = displacement / i32::from(size);
    let instruction = if displacement % i32::from(size) == 0 && (0..4096).contains(&scaled) {
        opcode | (scaled as u32) << 10
    } else {
        assert!((-256..256).contains(&displacement), "displacement of a load or store: {displacement}");
        // Bit 24 tells the two forms apart.
        opcode & !(1 << 24) | (displacement as u32 & 0x1ff) << 12
    };
    word(code, instruction | general(base) << 5 | u32::from(register.number));
}
