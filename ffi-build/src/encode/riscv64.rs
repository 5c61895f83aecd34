//! RISC-V 64: RV64GC. Reference: The RISC-V Instruction Set Manual, volume I, 20240411: chapters "RV32I", "RV64I", "F", "D" and "C"
//! (formats and encodings), "RV32/64G Instruction Set Listings".
//!
//! An operation takes its compressed form of 16 bits wherever it has one: every RISC-V Linux has the C extension. Loads and stores
//! may be misaligned, in packed records: the RVA20 profile has systems run those.

use ffi_abi::{Extend, Register, RegisterClass};

use super::{Code, Reference, Relocation, general, word};
use crate::il::{Address, Branch, Op};

const ZERO: u32 = 0;
/// Return address.
const RA: u32 = 1;
/// Stack pointer.
const SP: u32 = 2;

// Major opcodes.
const LOAD: u32 = 0x03;
const LOAD_FP: u32 = 0x07;
const OP_IMM: u32 = 0x13;
const AUIPC: u32 = 0x17;
const OP_IMM_32: u32 = 0x1b;
const STORE: u32 = 0x23;
const STORE_FP: u32 = 0x27;
const OP: u32 = 0x33;
const LUI: u32 = 0x37;
const OP_FP: u32 = 0x53;
const BRANCH: u32 = 0x63;

pub(super) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
    match *op {
        Op::MoveStack(by) => add(code, SP, SP, by),
        Op::RoundDown { to, from, multiple } => round_down(code, general(to), general(from), multiple),
        // sd zero, 0(sp)
        Op::ReserveBytes { bytes, step } => {
            let (bytes, step) = (general(bytes), general(step));
            let sub = |code: &mut Code, to, by| match (short(to), short(by)) {
                // c.sub
                (Some(to), Some(by)) => half(code, 0x8c01 | to << 7 | by << 2),
                _ => word(code, r_type(OP, 0x20, 0, to, to, by)),
            };
            set(code, step, 4096);
            let again = code.bytes.len() as i32;
            // bgeu step, bytes, last: behind sub, sd, sub, j
            let start = code.bytes.len();
            word(code, 0);
            sub(code, SP, step);
            store(code, (RegisterClass::General, ZERO), (SP, 0), 8);
            sub(code, bytes, step);
            // c.j again
            let back = (again - code.bytes.len() as i32) as u32;
            let high = bits(back, 11, 1, 12) | bits(back, 4, 1, 11) | bits(back, 8, 2, 9) | bits(back, 10, 1, 8);
            half(code, 0xa001 | high | bits(back, 6, 1, 7) | bits(back, 7, 1, 6) | bits(back, 1, 3, 3) | bits(back, 5, 1, 2));
            let over = (code.bytes.len() - start) as u32;
            let branch = bits(over, 12, 1, 31) | bits(over, 5, 6, 25) | bits(over, 1, 4, 8) | bits(over, 11, 1, 7);
            let branch = BRANCH | branch | 7 << 12 | bytes << 20 | step << 15;
            code.bytes[start..start + 4].copy_from_slice(&branch.to_le_bytes());
            sub(code, SP, bytes);
        }
        Op::Probe => store(code, (RegisterClass::General, ZERO), (SP, 0), 8),
        Op::Move { to, from, size } => copy(code, to, from, size),
        Op::Add { to, first, second } => match (general(to), general(first), general(second)) {
            // c.add
            (to, first, second) if to == first => half(code, 0x9002 | to << 7 | second << 2),
            (to, first, second) if to == second => half(code, 0x9002 | to << 7 | first << 2),
            (to, first, second) => word(code, r_type(OP, 0, 0, to, first, second)),
        },
        Op::Load { to, from, size, extend, .. } => {
            load(code, (to.class, to.number.into()), (general(from.base), from.displacement), size, extend);
        }
        Op::Store { from, to, size } => {
            store(code, (from.class, from.number.into()), (general(to.base), to.displacement), size);
        }
        Op::ShiftRight { register, bits, size } => {
            let (register, bits) = (general(register), u32::from(bits));
            match (size, short(register)) {
                // c.srli
                (8, Some(short)) => half(code, 0x8001 | shift_amount(bits) | short << 7),
                // srli, srliw
                (8, None) => word(code, i_type(OP_IMM, 5, register, register, bits as i32)),
                _ => word(code, i_type(OP_IMM_32, 5, register, register, bits as i32)),
            }
        }
        Op::AddressOf { to, of: Address { base, displacement } } => add(code, general(to), general(base), displacement),
        Op::AddressOfSymbol(to) => {
            // auipc to, %pcrel_hi(symbol); addi to, to, %pcrel_lo(of the auipc)
            let (to, offset) = (general(to), code.bytes.len() as u32);
            let symbol = symbol.expect("the function has a symbol operand");
            let mut relocate = |offset, reference| {
                code.relocations.push(Relocation { offset, reference, symbol: symbol.to_owned(), addend: 0 });
            };
            relocate(offset, Reference::RelativeHigh20);
            relocate(offset + 4, Reference::RelativeLow12 { high: offset });
            word(code, AUIPC | to << 7);
            word(code, i_type(OP_IMM, 0, to, to, 0));
        }
        Op::Set { to, value, .. } => set(code, general(to), value as i32),
        Op::CopyPairs { count, source, destination, through: [first, second] } => {
            let start = code.bytes.len();
            let [first, second] = [first, second].map(|register| (register.class, u32::from(register.number)));
            let (count, source, destination) = (general(count), general(source), general(destination));
            load(code, first, (source, 0), 8, Extend::None);
            load(code, second, (source, 8), 8, Extend::None);
            add(code, source, source, 16);
            store(code, first, (destination, 0), 8);
            store(code, second, (destination, 8), 8);
            add(code, count, count, -1);
            add(code, destination, destination, 16);
            // bnez count, start
            let back = start as i32 - code.bytes.len() as i32;
            word(code, branch_if_not_zero(count, back));
        }
        // c.jalr, c.jr
        Op::Call { to: Branch::Register(to), pops: 0 } => half(code, 0x9002 | general(to) << 7),
        Op::Jump(Branch::Register(to)) => half(code, 0x8002 | general(to) << 7),
        Op::Return(0) => half(code, 0x8002 | RA << 7),
        Op::Landing
        | Op::Extend { .. }
        | Op::Convert { .. }
        | Op::TrapUnless { .. }
        | Op::JumpUnless { .. }
        | Op::ZeroIf { .. }
        | Op::LoadIfZero { .. }
        | Op::Push(_)
        | Op::PushMemory(_)
        | Op::Pop(_)
        | Op::PushPair { .. }
        | Op::PopPair { .. }
        | Op::AlignStack(_)
        | Op::Mask { .. }
        | Op::AddMemory { .. }
        | Op::EnterFrame
        | Op::RestoreStack
        | Op::StackAboveFrame(_)
        | Op::Save { .. }
        | Op::LeaveFrame
        | Op::Exchange(..)
        | Op::LoadPair { .. }
        | Op::StorePair { .. }
        | Op::PushX87(_)
        | Op::PopX87(_)
        | Op::CopyWords
        | Op::SaveExtended { .. }
        | Op::RestoreExtended { .. }
        | Op::ClearUpper
        | Op::Call { .. }
        | Op::Jump(Branch::Memory(_) | Branch::Symbol)
        | Op::Return(_) => unreachable!("no builder does {op:?} on RISC-V"),
    }
}

/// A compressed instruction.
fn half(code: &mut Code, instruction: u32) {
    code.bytes.extend((instruction as u16).to_le_bytes());
}

/// The number of one of the eight registers, 8 to 15, that most compressed instructions can name.
const fn short(register: u32) -> Option<u32> {
    if matches!(register, 8..16) { Some(register - 8) } else { None }
}

/// Bits `low` to `low + count - 1` of a value, moved to `to`.
const fn bits(value: u32, low: u32, count: u32, to: u32) -> u32 {
    (value >> low & ((1 << count) - 1)) << to
}

fn imm12(value: i32) -> u32 {
    assert!((-2048..2048).contains(&value), "immediate of 12 bits: {value}");
    value as u32 & 0xfff
}

fn i_type(opcode: u32, funct3: u32, to: u32, from: u32, immediate: i32) -> u32 {
    imm12(immediate) << 20 | from << 15 | funct3 << 12 | to << 7 | opcode
}

fn s_type(opcode: u32, funct3: u32, base: u32, from: u32, displacement: i32) -> u32 {
    let displacement = imm12(displacement);
    bits(displacement, 5, 7, 25) | from << 20 | base << 15 | funct3 << 12 | bits(displacement, 0, 5, 7) | opcode
}

const fn r_type(opcode: u32, funct7: u32, funct3: u32, to: u32, first: u32, second: u32) -> u32 {
    funct7 << 25 | second << 20 | first << 15 | funct3 << 12 | to << 7 | opcode
}

/// A conditional branch over this many bytes: beq (0), bne (1), bgeu (7).
pub(super) fn branch_over(code: &mut Code, funct3: u32, first: u32, second: u32, bytes: i32) {
    let distance = (bytes + 4) as u32;
    let fields = bits(distance, 5, 6, 25) | bits(distance, 1, 4, 8) | bits(distance, 11, 1, 7);
    word(code, BRANCH | fields | funct3 << 12 | second << 20 | first << 15);
}

/// The low bytes of a register, extended to all of it.
pub(super) fn extend(code: &mut Code, to: u32, from: u32, size: u8, extend: Extend) {
    match (size, extend) {
        // andi; addiw
        (1, Extend::Zero | Extend::None) => word(code, i_type(OP_IMM, 7, to, from, 255)),
        (4, Extend::Sign) => word(code, i_type(OP_IMM_32, 0, to, from, 0)),
        // slli, and srai or srli
        (size, extend) => {
            let by = 64 - 8 * i32::from(size);
            word(code, i_type(OP_IMM, 1, to, from, by));
            let arithmetic = if extend == Extend::Sign { 0x400 } else { 0 };
            word(code, i_type(OP_IMM, 5, to, to, by | arithmetic));
        }
    }
}

/// bne register, zero
fn branch_if_not_zero(register: u32, distance: i32) -> u32 {
    assert!((-4096..4096).contains(&distance), "distance of a branch: {distance}");
    let distance = distance as u32;
    let high = bits(distance, 12, 1, 31) | bits(distance, 5, 6, 25);
    let low = bits(distance, 1, 4, 8) | bits(distance, 11, 1, 7);
    BRANCH | high | low | 1 << 12 | ZERO << 20 | register << 15
}

/// The 6 bits of a compressed shift's amount.
const fn shift_amount(by: u32) -> u32 {
    bits(by, 5, 1, 12) | bits(by, 0, 5, 2)
}

/// A register and a number.
fn add(code: &mut Code, to: u32, from: u32, by: i32) {
    let value = by as u32;
    match short(to) {
        // c.mv
        _ if by == 0 => half(code, 0x8002 | to << 7 | from << 2),
        // c.addi
        _ if to == from && (-32..32).contains(&by) => half(code, 0x0001 | bits(value, 5, 1, 12) | to << 7 | bits(value, 0, 5, 2)),
        // c.addi16sp
        _ if (to, from) == (SP, SP) && by % 16 == 0 && (-512..512).contains(&by) => {
            let immediate = bits(value, 9, 1, 12) | bits(value, 4, 1, 6) | bits(value, 6, 1, 5) | bits(value, 7, 2, 3);
            half(code, 0x6101 | immediate | bits(value, 5, 1, 2));
        }
        // c.addi4spn
        Some(to) if from == SP && by % 4 == 0 && (0..1024).contains(&by) => {
            let immediate = bits(value, 4, 2, 11) | bits(value, 6, 4, 7) | bits(value, 2, 1, 6) | bits(value, 3, 1, 5);
            half(code, immediate | to << 2);
        }
        _ => word(code, i_type(OP_IMM, 0, to, from, by)),
    }
}

/// A number in a register: `li`.
fn set(code: &mut Code, to: u32, value: i32) {
    // c.li, c.lui
    let small = |code: &mut Code, opcode, value: i32| {
        half(code, opcode | bits(value as u32, 5, 1, 12) | to << 7 | bits(value as u32, 0, 5, 2));
    };
    let low = value << 20 >> 20;
    let high = value.wrapping_sub(low) >> 12;
    match (high, low) {
        (0, low) if (-32..32).contains(&low) => return small(code, 0x4001, low),
        (0, low) => return word(code, i_type(OP_IMM, 0, to, ZERO, low)),
        (-32..32, _) if to != SP => small(code, 0x6001, high),
        (high, _) => word(code, LUI | (high as u32) << 12 | to << 7),
    }
    match low {
        0 => {}
        // c.addiw, addiw
        -32..32 => small(code, 0x2001, low),
        low => word(code, i_type(OP_IMM_32, 0, to, to, low)),
    }
}

/// `and` with a mask, or where that has too many bits, a shift to the right and back, which changes `from` as well.
fn round_down(code: &mut Code, to: u32, from: u32, multiple: u32) {
    let mask = (multiple as i32).wrapping_neg();
    if multiple > 2048 {
        let by = multiple.trailing_zeros() as i32;
        word(code, i_type(OP_IMM, 5, from, from, by));
        word(code, i_type(OP_IMM, 1, to, from, by));
    } else {
        word(code, i_type(OP_IMM, 7, to, from, mask));
    }
}

fn copy(code: &mut Code, to: Register, from: Register, size: u8) {
    let (target, source) = (u32::from(to.number), u32::from(from.number));
    match (to.class, from.class, size) {
        (RegisterClass::General, RegisterClass::General, 8) => add(code, target, source, 0),
        // fmv.x.w, fmv.w.x
        (RegisterClass::General, RegisterClass::Float, 4) => word(code, r_type(OP_FP, 0x70, 0, target, source, 0)),
        (RegisterClass::Float, RegisterClass::General, 4) => word(code, r_type(OP_FP, 0x78, 0, target, source, 0)),
        _ => unreachable!("no builder moves {size} bytes from {from:?} to {to:?}"),
    }
}

/// Displacement of compressed loads and stores of 4 or 8 bytes based on the stack pointer, in the fields of loads and of stores.
const fn from_stack(displacement: i32, size: u8) -> Option<(u32, u32)> {
    let d = displacement as u32;
    match (size, d) {
        (4, 0..=252) if d % 4 == 0 => {
            Some((bits(d, 5, 1, 12) | bits(d, 2, 3, 4) | bits(d, 6, 2, 2), bits(d, 2, 4, 9) | bits(d, 6, 2, 7)))
        }
        (8, 0..=504) if d % 8 == 0 => {
            Some((bits(d, 5, 1, 12) | bits(d, 3, 2, 5) | bits(d, 6, 3, 2), bits(d, 3, 3, 10) | bits(d, 6, 3, 7)))
        }
        _ => None,
    }
}

/// The same, based on one of the eight registers.
const fn from_short(displacement: i32, size: u8) -> Option<u32> {
    let d = displacement as u32;
    match (size, d) {
        (4, 0..=124) if d % 4 == 0 => Some(bits(d, 3, 3, 10) | bits(d, 2, 1, 6) | bits(d, 6, 1, 5)),
        (8, 0..=248) if d % 8 == 0 => Some(bits(d, 3, 3, 10) | bits(d, 6, 2, 5)),
        _ => None,
    }
}

/// `funct3` of the compressed loads; that of the store is 4 more. Of floating-point numbers there are those of 8 bytes only.
const fn compressed(class: RegisterClass, size: u8) -> Option<u32> {
    match (class, size) {
        (RegisterClass::Float, 8) => Some(1 << 13),
        (RegisterClass::General, 4) => Some(2 << 13),
        (RegisterClass::General, 8) => Some(3 << 13),
        _ => None,
    }
}

type Operand = (RegisterClass, u32);

fn load(code: &mut Code, (class, to): Operand, (base, displacement): (u32, i32), size: u8, extend: Extend) {
    let zero = size == 4 && extend == Extend::Zero;
    if let Some(funct3) = compressed(class, size).filter(|_| !zero) {
        match (from_stack(displacement, size), from_short(displacement, size), short(base), short(to)) {
            // c.lwsp, c.ldsp, c.fldsp
            (Some((fields, _)), ..) if base == SP => return half(code, 0x0002 | funct3 | fields | to << 7),
            // c.lw, c.ld, c.fld
            (_, Some(fields), Some(base), Some(to)) => return half(code, funct3 | fields | base << 7 | to << 2),
            _ => {}
        }
    }
    let (opcode, funct3) = match (class, size, extend) {
        // lbu, lb; lhu, lh; lwu, lw; ld
        (RegisterClass::General, 1, Extend::None | Extend::Zero) => (LOAD, 4),
        (RegisterClass::General, 1, Extend::Sign) => (LOAD, 0),
        (RegisterClass::General, 2, Extend::None | Extend::Zero) => (LOAD, 5),
        (RegisterClass::General, 2, Extend::Sign) => (LOAD, 1),
        (RegisterClass::General, 4, Extend::Zero) => (LOAD, 6),
        (RegisterClass::General, 4, Extend::None | Extend::Sign) => (LOAD, 2),
        (RegisterClass::General, 8, _) => (LOAD, 3),
        // flw, fld
        (RegisterClass::Float, 4, _) => (LOAD_FP, 2),
        (RegisterClass::Float, 8, _) => (LOAD_FP, 3),
        _ => unreachable!("no builder loads {size} bytes into a register of class {class:?}"),
    };
    word(code, i_type(opcode, funct3, to, base, displacement));
}

fn store(code: &mut Code, (class, from): Operand, (base, displacement): (u32, i32), size: u8) {
    if let Some(funct3) = compressed(class, size).map(|load| load | 4 << 13) {
        match (from_stack(displacement, size), from_short(displacement, size), short(base), short(from)) {
            // c.swsp, c.sdsp, c.fsdsp
            (Some((_, fields)), ..) if base == SP => return half(code, 0x0002 | funct3 | fields | from << 2),
            // c.sw, c.sd, c.fsd
            (_, Some(fields), Some(base), Some(from)) => return half(code, funct3 | fields | base << 7 | from << 2),
            _ => {}
        }
    }
    let (opcode, funct3) = match (class, size) {
        // sb, sh, sw, sd
        (RegisterClass::General, 1) => (STORE, 0),
        (RegisterClass::General, 2) => (STORE, 1),
        (RegisterClass::General, 4) => (STORE, 2),
        (RegisterClass::General, 8) => (STORE, 3),
        // fsw, fsd
        (RegisterClass::Float, 4) => (STORE_FP, 2),
        (RegisterClass::Float, 8) => (STORE_FP, 3),
        _ => unreachable!("no builder stores {size} bytes of a register of class {class:?}"),
    };
    word(code, s_type(opcode, funct3, base, from, displacement));
}
