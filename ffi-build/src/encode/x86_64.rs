//! x86-64. References: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2 (instruction formats in
//! chapter 2, opcodes in chapters 3 to 6).

use ffi_abi::{Extend, Register, RegisterClass};

use super::{Code, Reference, Relocation, extended};
use crate::il::{Address, Branch, Op};

const RAX: u8 = 0;
const RSP: u8 = 4;
const RBP: u8 = 5;

/// The byte in front of REX: operand size, or part of an SSE opcode.
type Prefix = Option<u8>;

pub(super) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
    let bytes = &mut code.bytes;
    match *op {
        Op::Landing => bytes.extend([0xf3, 0x0f, 0x1e, 0xfa]),
        Op::Push(register) => short(bytes, 0x50, general(register)),
        Op::PushMemory(from) => memory(bytes, None, false, &[0xff], 6, from),
        Op::Pop(register) => short(bytes, 0x58, general(register)),
        Op::MoveStack(by) => move_stack(bytes, true, by),
        Op::AlignStack(to) => arithmetic(bytes, true, 4, (to as i32).wrapping_neg()),
        Op::Mask { register, by } => memory(bytes, None, true, &[0x23], general(register), by),
        Op::AddMemory { to, from } => memory(bytes, None, true, &[0x03], general(to), from),
        Op::ReserveBytes { bytes: count, .. } => extended::reserve(bytes, true, general(count)),
        Op::EnterFrame => registers(bytes, None, true, &[0x89], RSP, RBP),
        Op::LeaveFrame => bytes.push(0xc9),
        // lea rsp, [rbp + bytes], with a displacement even if it is 0
        Op::StackAboveFrame(bytes_above) => {
            let at = Address { base: Register::general(RBP), displacement: bytes_above as i32 };
            memory(bytes, None, true, &[0x8d], RSP, at);
        }
        Op::Save { register, to } => store(bytes, register, to, saved_size(register)),
        // or qword [rsp], 0
        Op::Probe => bytes.extend([0x48, 0x83, 0x0c, 0x24, 0x00]),
        Op::Move { to, from, size } => copy(bytes, to, from, size),
        Op::Exchange(first, second) => match (general(first), general(second)) {
            (RAX, other) | (other, RAX) => bytes.extend([0x48 | other >> 3, 0x90 | other & 7]),
            (first, second) => registers(bytes, None, true, &[0x87], first, second),
        },
        Op::Load { to, from, size, extend, container } => load(bytes, to, from, size, extend, container),
        Op::Store { from, to, size } => store(bytes, from, to, size),
        Op::PushX87(from) => memory(bytes, None, false, &[0xdb], 5, from),
        Op::PopX87(to) => memory(bytes, None, false, &[0xdb], 7, to),
        Op::ShiftRight { register, bits, size } => {
            registers(bytes, None, size == 8, &[0xc1], 5, general(register));
            bytes.push(bits);
        }
        Op::AddressOf { to, of } => memory(bytes, None, true, &[0x8d], general(to), of),
        Op::AddressOfSymbol(to) => {
            let to = general(to);
            // lea to, [rip + symbol]: the processor counts from the end of the field.
            bytes.extend([0x48 | (to >> 3) << 2, 0x8d, (to & 7) << 3 | 5, 0, 0, 0, 0]);
            let offset = bytes.len() as u32 - 4;
            let symbol = symbol.expect("the function has a symbol operand").to_owned();
            code.relocations.push(Relocation { offset, reference: Reference::Relative32, symbol, addend: -4 });
        }
        Op::Set { to, value, size } => set(bytes, general(to), value, size),
        Op::CopyWords => bytes.extend([0xf3, 0x48, 0xa5]),
        Op::ClearUpper => bytes.extend([0xc5, 0xf8, 0x77]),
        Op::SaveExtended { mask } => extended::save(bytes, mask),
        Op::RestoreExtended { mask } => extended::restore(bytes, mask),
        Op::Call { to, .. } => branch(bytes, 2, to),
        Op::Jump(to) => branch(bytes, 4, to),
        Op::Return(0) => bytes.push(0xc3),
        Op::Return(pops) => {
            let pops = u16::try_from(pops).expect("no x86 convention pops more than 65,535 bytes");
            bytes.push(0xc2);
            bytes.extend(pops.to_le_bytes());
        }
        Op::Add { .. }
        | Op::Extend { .. }
        | Op::Convert { .. }
        | Op::TrapUnless { .. }
        | Op::JumpUnless { .. }
        | Op::ZeroIf { .. }
        | Op::LoadIfZero { .. }
        | Op::PushPair { .. }
        | Op::PopPair { .. }
        | Op::LoadPair { .. }
        | Op::StorePair { .. }
        | Op::CopyPairs { .. }
        | Op::RoundDown { .. }
        | Op::RestoreStack => unreachable!("no builder does {op:?} on x86-64"),
    }
}

/// Bytes of a register that callers want back.
const fn saved_size(register: Register) -> u8 {
    match register.class {
        RegisterClass::General => 8,
        RegisterClass::Float | RegisterClass::X87 => 16,
    }
}

/// The number of a general register.
pub(super) fn general(register: Register) -> u8 {
    assert_eq!(register.class, RegisterClass::General, "operand of a general instruction");
    register.number
}

/// An opcode byte with the register in its low three bits; 64 bits wide without REX.W.
pub(super) fn short(bytes: &mut Vec<u8>, opcode: u8, register: u8) {
    if register >= 8 {
        bytes.push(0x41);
    }
    bytes.push(opcode | register & 7);
}

/// An instruction whose operands are two registers.
pub(super) fn registers(bytes: &mut Vec<u8>, prefix: Prefix, wide: bool, opcode: &[u8], reg: u8, rm: u8) {
    bytes.extend(prefix);
    rex(bytes, wide, reg, rm, false);
    bytes.extend_from_slice(opcode);
    bytes.push(0xc0 | (reg & 7) << 3 | rm & 7);
}

/// An instruction with a register and a memory operand.
pub(super) fn memory(bytes: &mut Vec<u8>, prefix: Prefix, wide: bool, opcode: &[u8], reg: u8, at: Address) {
    bytes.extend(prefix);
    rex(bytes, wide, reg, general(at.base), false);
    bytes.extend_from_slice(opcode);
    operand(bytes, reg, at, 1);
}

/// The REX prefix, if one is needed. As a `byte`, registers 4 to 7 are `ah` and its like without it.
fn rex(bytes: &mut Vec<u8>, wide: bool, reg: u8, rm: u8, byte: bool) {
    let bits = u8::from(wide) << 3 | (reg >> 3) << 2 | rm >> 3;
    if bits != 0 || byte && reg >= RSP {
        bytes.push(0x40 | bits);
    }
}

/// ModRM, SIB and displacement. A displacement that is a multiple of `scale` (1, or the vector's size under EVEX) takes a byte
/// if the quotient fits one.
fn operand(bytes: &mut Vec<u8>, reg: u8, at: Address, scale: i32) {
    let base = general(at.base);
    let small = if at.displacement % scale == 0 { i8::try_from(at.displacement / scale).ok() } else { None };
    // Mode 0 with base 5 means something else (`[rip + disp32]`), so rbp and r13 always have a displacement.
    let mode = match small {
        Some(0) if base & 7 != RBP => 0,
        Some(_) => 0x40,
        None => 0x80,
    };
    bytes.push(mode | (reg & 7) << 3 | base & 7);
    if base & 7 == RSP {
        // SIB without an index.
        bytes.push(0x24);
    }
    match small {
        Some(small) if mode != 0 => bytes.push(small as u8),
        Some(_) => {}
        None => bytes.extend(at.displacement.to_le_bytes()),
    }
}

pub(super) fn move_stack(bytes: &mut Vec<u8>, wide: bool, by: i32) {
    // Of 128 only the negative fits a byte.
    if by == -128 || by > 0 && by != 128 {
        arithmetic(bytes, wide, 0, by);
    } else {
        arithmetic(bytes, wide, 5, -by);
    }
}

/// Arithmetic of number `operation` (0 add, 4 and, 5 sub) on the stack pointer with a constant.
pub(super) fn arithmetic(bytes: &mut Vec<u8>, wide: bool, operation: u8, value: i32) {
    let operand = 0xc0 | operation << 3 | RSP;
    rex(bytes, wide, 0, 0, false);
    match i8::try_from(value) {
        Ok(value) => bytes.extend([0x83, operand, value as u8]),
        Err(_) => {
            bytes.extend([0x81, operand]);
            bytes.extend(value.to_le_bytes());
        }
    }
}

pub(super) fn copy(bytes: &mut Vec<u8>, to: Register, from: Register, size: u8) {
    match (to.class, from.class, size) {
        (RegisterClass::General, RegisterClass::General, 4 | 8) => {
            registers(bytes, None, size == 8, &[0x89], from.number, to.number);
        }
        // pextrw to, from, 0
        (RegisterClass::General, RegisterClass::Float, 2) => {
            registers(bytes, Some(0x66), false, &[0x0f, 0xc5], to.number, from.number);
            bytes.push(0);
        }
        // movd, movq
        (RegisterClass::General, RegisterClass::Float, 4 | 8) => {
            registers(bytes, Some(0x66), size == 8, &[0x0f, 0x7e], from.number, to.number);
        }
        _ => unreachable!("no builder moves {size} bytes from {from:?} to {to:?}"),
    }
}

pub(super) fn load(bytes: &mut Vec<u8>, to: Register, from: Address, size: u8, extend: Extend, container: u8) {
    let reg = to.number;
    match (to.class, size, extend) {
        (RegisterClass::General, 1, Extend::None | Extend::Zero) => memory(bytes, None, false, &[0x0f, 0xb6], reg, from),
        (RegisterClass::General, 2, Extend::None | Extend::Zero) => memory(bytes, None, false, &[0x0f, 0xb7], reg, from),
        (RegisterClass::General, 1, Extend::Sign) => memory(bytes, None, container > 4, &[0x0f, 0xbe], reg, from),
        (RegisterClass::General, 2, Extend::Sign) => memory(bytes, None, container > 4, &[0x0f, 0xbf], reg, from),
        (RegisterClass::General, 4, Extend::Sign) if container > 4 => memory(bytes, None, true, &[0x63], reg, from),
        // The upper half becomes zero.
        (RegisterClass::General, 4, _) => memory(bytes, None, false, &[0x8b], reg, from),
        (RegisterClass::General, 8, _) => memory(bytes, None, true, &[0x8b], reg, from),
        // pinsrw to, [from], 0
        (RegisterClass::Float, 2, _) => {
            memory(bytes, Some(0x66), false, &[0x0f, 0xc4], reg, from);
            bytes.push(0);
        }
        (RegisterClass::Float, _, _) => vector(bytes, 0x10, reg, from, size),
        _ => unreachable!("no builder loads {size} bytes into {to:?}"),
    }
}

pub(super) fn store(bytes: &mut Vec<u8>, from: Register, to: Address, size: u8) {
    let reg = from.number;
    match (from.class, size) {
        (RegisterClass::General, 1) => {
            rex(bytes, false, reg, general(to.base), true);
            bytes.push(0x88);
            operand(bytes, reg, to, 1);
        }
        (RegisterClass::General, 2) => memory(bytes, Some(0x66), false, &[0x89], reg, to),
        (RegisterClass::General, 4) => memory(bytes, None, false, &[0x89], reg, to),
        (RegisterClass::General, 8) => memory(bytes, None, true, &[0x89], reg, to),
        (RegisterClass::Float, _) => vector(bytes, 0x11, reg, to, size),
        _ => unreachable!("no builder stores {size} bytes of {from:?}"),
    }
}

/// The unaligned vector moves: `movss`, `movsd`, `movups`, `vmovups`; opcode 0x10 loads, 0x11 stores.
fn vector(bytes: &mut Vec<u8>, opcode: u8, reg: u8, at: Address, size: u8) {
    let base = general(at.base);
    // VEX and EVEX hold the high bits of register numbers inverted.
    let (high, base_high) = (!reg >> 3 & 1, !base >> 3 & 1);
    match size {
        4 => memory(bytes, Some(0xf3), false, &[0x0f, opcode], reg, at),
        8 => memory(bytes, Some(0xf2), false, &[0x0f, opcode], reg, at),
        16 => memory(bytes, None, false, &[0x0f, opcode], reg, at),
        32 => {
            if base_high == 1 {
                // Two-byte VEX: R inverted; vvvv = 1111, L = 1, pp = 00.
                bytes.extend([0xc5, high << 7 | 0x7c, opcode]);
            } else {
                // Three-byte VEX: R, X, B inverted and map 0F; W = 0, vvvv = 1111, L = 1, pp = 00.
                bytes.extend([0xc4, high << 7 | 0x40 | base_high << 5 | 1, 0x7c, opcode]);
            }
            operand(bytes, reg, at, 1);
        }
        64 => {
            // EVEX: R, X, B, R' inverted and map 0F; W = 0, vvvv = 1111, pp = 00; no mask, L'L = 10, V' inverted.
            let first = high << 7 | 0x40 | base_high << 5 | (!reg >> 4 & 1) << 4 | 1;
            bytes.extend([0x62, first, 0x7c, 0x48, opcode]);
            operand(bytes, reg, at, 64);
        }
        _ => unreachable!("no builder moves a vector of {size} bytes"),
    }
}

pub(super) fn set(bytes: &mut Vec<u8>, to: u8, value: u32, size: u8) {
    match (size, value) {
        (1, _) => {
            // Registers 4 to 7 are `ah` and its like without a prefix.
            if to >= RSP {
                bytes.push(0x40 | to >> 3);
            }
            bytes.extend([0xb0 | to & 7, value as u8]);
        }
        (4, 0) => registers(bytes, None, false, &[0x31], to, to),
        (4, _) => {
            short(bytes, 0xb8, to);
            bytes.extend(value.to_le_bytes());
        }
        _ => unreachable!("no builder sets {size} bytes"),
    }
}

/// `call` (2) or `jmp` (4) through a register or memory.
pub(super) fn branch(bytes: &mut Vec<u8>, operation: u8, to: Branch) {
    match to {
        Branch::Register(register) => registers(bytes, None, false, &[0xff], operation, general(register)),
        Branch::Memory(address) => memory(bytes, None, false, &[0xff], operation, address),
        Branch::Symbol => unreachable!("the encoder of adapters has it"),
    }
}
