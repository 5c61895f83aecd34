//! What only engine adapters do: numbers extended and converted between registers, checks, null objects. References as in the files of
//! the instruction sets. An operation that is several instructions skips over its own rest by a distance that is known here.

use ffi_abi::{Extend, Register, RegisterClass};

use super::{Code, Reference, Relocation};
use crate::il::{Branch, Condition, Op};

/// Whether these encode an operation: branches to a symbol, too.
pub(super) const fn is_one(op: &Op) -> bool {
    matches!(
        op,
        Op::Extend { .. }
            | Op::Convert { .. }
            | Op::TrapUnless { .. }
            | Op::JumpUnless { .. }
            | Op::ZeroIf { .. }
            | Op::LoadIfZero { .. }
            | Op::Call { to: Branch::Symbol, .. }
            | Op::Jump(Branch::Symbol)
    )
}

/// Notes that the linker fills in a branch whose field is here.
fn branch(code: &mut Code, symbol: Option<&str>, back: u32, addend: i64) {
    let offset = code.bytes.len() as u32 - back;
    let symbol = symbol.expect("the function has a symbol operand").to_owned();
    code.relocations.push(Relocation { offset, reference: Reference::Branch, symbol, addend });
}

pub(super) mod x86_64 {
    use super::super::x86_64::{branch as jump, general, load, memory, registers};
    use super::*;

    pub(in crate::encode) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
        let bytes = &mut code.bytes;
        match *op {
            Op::Extend { to, from, size, extend, container } => extended(bytes, to, from, size, extend, container),
            // cvtsd2ss, cvtss2sd
            Op::Convert { to, from, size } => {
                let prefix = if size == 4 { 0xf2 } else { 0xf3 };
                registers(bytes, Some(prefix), false, &[0x0f, 0x5a], to.number, from.number);
            }
            Op::TrapUnless { register, condition, value, size, .. } => {
                compare(bytes, register, value, size);
                // je, jae over ud2
                let jump = match condition {
                    Condition::Equal => 0x74,
                    Condition::AtLeast => 0x73,
                };
                bytes.extend([jump, 2, 0x0f, 0x0b]);
            }
            Op::JumpUnless { register, value, to, .. } => {
                compare(bytes, register, value, 4);
                let mut over = Vec::new();
                jump(&mut over, 4, Branch::Memory(to));
                bytes.extend([0x74, over.len() as u8]);
                bytes.extend(over);
            }
            Op::ZeroIf { register, equals, through } => {
                // mov through, [equals]; sub through, register; cmove register, through
                load(bytes, through, equals, 8, Extend::None, 8);
                registers(bytes, None, true, &[0x29], general(register), general(through));
                registers(bytes, None, true, &[0x0f, 0x44], general(register), general(through));
            }
            Op::LoadIfZero { register, from, .. } => {
                // test register, register; cmove register, [from]
                registers(bytes, None, true, &[0x85], general(register), general(register));
                memory(bytes, None, true, &[0x0f, 0x44], general(register), from);
            }
            Op::Call { to: Branch::Symbol, .. } | Op::Jump(Branch::Symbol) => {
                let opcode = if matches!(op, Op::Jump(_)) { 0xe9 } else { 0xe8 };
                bytes.extend([opcode, 0, 0, 0, 0]);
                branch(code, symbol, 4, -4);
            }
            _ => unreachable!("{op:?} is not one of an adapter"),
        }
    }

    fn extended(bytes: &mut Vec<u8>, to: Register, from: Register, size: u8, extend: Extend, container: u8) {
        let (reg, rm) = (general(to), general(from));
        let wide = extend == Extend::Sign && container == 8;
        match (size, extend) {
            // movsx, movzx; registers 4 to 7 are `ah` and its like without REX
            (1, _) => {
                let rex = u8::from(wide) << 3 | (reg >> 3) << 2 | rm >> 3;
                if rex != 0 || rm >= 4 {
                    bytes.push(0x40 | rex);
                }
                let opcode = if extend == Extend::Sign { 0xbe } else { 0xb6 };
                bytes.extend([0x0f, opcode, 0xc0 | (reg & 7) << 3 | rm & 7]);
            }
            (2, Extend::Sign) => registers(bytes, None, wide, &[0x0f, 0xbf], reg, rm),
            (2, _) => registers(bytes, None, false, &[0x0f, 0xb7], reg, rm),
            // movsxd; a move zeroes the upper half
            (4, Extend::Sign) => registers(bytes, None, true, &[0x63], reg, rm),
            (4, _) => registers(bytes, None, false, &[0x8b], reg, rm),
            _ => unreachable!("no builder extends {size} bytes"),
        }
    }

    /// cmp register, value
    fn compare(bytes: &mut Vec<u8>, register: Register, value: u32, size: u8) {
        let value = value as i32;
        match i8::try_from(value) {
            Ok(small) => {
                registers(bytes, None, size == 8, &[0x83], 7, general(register));
                bytes.push(small as u8);
            }
            Err(_) => {
                registers(bytes, None, size == 8, &[0x81], 7, general(register));
                bytes.extend(value.to_le_bytes());
            }
        }
    }
}

pub(super) mod aarch64 {
    use super::super::{aarch64, general, word};
    use super::*;

    const ZERO: u32 = 31;
    const EQUAL: u32 = 0;
    const AT_LEAST: u32 = 2;

    pub(in crate::encode) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
        match *op {
            Op::Extend { to, from, size, extend, container } => {
                // sxtb, sxth, sxtw; uxtb, uxth, mov
                let opcode = match (size, extend, container) {
                    (1, Extend::Sign, 8) => 0x9340_1c00,
                    (2, Extend::Sign, 8) => 0x9340_3c00,
                    (4, Extend::Sign, 8) => 0x9340_7c00,
                    (1, Extend::Sign, _) => 0x1300_1c00,
                    (2, Extend::Sign, _) => 0x1300_3c00,
                    (1, _, _) => 0x5300_1c00,
                    (2, _, _) => 0x5300_3c00,
                    _ => return word(code, 0x2a00_0000 | general(from) << 16 | ZERO << 5 | general(to)),
                };
                word(code, opcode | general(from) << 5 | general(to));
            }
            // fcvt
            Op::Convert { to, from, size } => {
                let opcode = if size == 4 { 0x1e62_4000 } else { 0x1e22_c000 };
                word(code, opcode | u32::from(from.number) << 5 | u32::from(to.number));
            }
            Op::TrapUnless { register, condition, value, size, through } => {
                compare(code, register, value, size, through);
                skip(code, if condition == Condition::Equal { EQUAL } else { AT_LEAST }, 2);
                // brk #1
                word(code, 0xd420_0020);
            }
            Op::JumpUnless { register, value, to, through } => {
                compare(code, register, value, 4, through);
                skip(code, EQUAL, 3);
                aarch64::load_word(code, through, to);
                // br through
                word(code, 0xd61f_0000 | general(through) << 5);
            }
            Op::ZeroIf { register, equals, through } => {
                aarch64::load_word(code, through, equals);
                // cmp register, through; csel register, xzr, register, eq
                let (register, through) = (general(register), general(through));
                word(code, 0xeb00_0000 | through << 16 | register << 5 | ZERO);
                word(code, 0x9a80_0000 | register << 16 | EQUAL << 12 | ZERO << 5 | register);
            }
            Op::LoadIfZero { register, from, through } => {
                aarch64::load_word(code, through, from);
                // cmp register, #0; csel register, through, register, eq
                let (register, through) = (general(register), general(through));
                word(code, 0xf100_0000 | register << 5 | ZERO);
                word(code, 0x9a80_0000 | register << 16 | EQUAL << 12 | through << 5 | register);
            }
            Op::Call { to: Branch::Symbol, .. } | Op::Jump(Branch::Symbol) => {
                // bl, b
                word(code, if matches!(op, Op::Jump(_)) { 0x1400_0000 } else { 0x9400_0000 });
                branch(code, symbol, 4, 0);
            }
            _ => unreachable!("{op:?} is not one of an adapter"),
        }
    }

    /// cmp register, value
    fn compare(code: &mut Code, register: Register, value: u32, size: u8, through: Register) {
        let wide = u32::from(size == 8) << 31;
        if value < 4096 {
            return word(code, 0x7100_0000 | wide | value << 10 | general(register) << 5 | ZERO);
        }
        super::super::encode_into(&Op::Set { to: through, value, size: 4 }, code);
        word(code, 0x6b00_0000 | wide | general(through) << 16 | general(register) << 5 | ZERO);
    }

    /// b.condition over instructions, itself counted
    fn skip(code: &mut Code, condition: u32, instructions: u32) {
        word(code, 0x5400_0000 | instructions << 5 | condition);
    }
}

pub(super) mod riscv64 {
    use super::super::{general, riscv64, word};
    use super::*;

    pub(in crate::encode) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
        match *op {
            Op::Extend { to, from, size, extend, .. } => riscv64::extend(code, general(to), general(from), size, extend),
            Op::Convert { to, from, size } => {
                // fcvt.s.d (rounding as the register says), fcvt.d.s
                let opcode = if size == 4 { 0x4010_7053 } else { 0x4200_0053 };
                word(code, opcode | u32::from(from.number) << 15 | u32::from(to.number) << 7);
            }
            Op::TrapUnless { register, condition, value, through, .. } => {
                super::super::encode_into(&Op::Set { to: through, value, size: 4 }, code);
                // beq, bgeu over ebreak
                let funct3 = if condition == Condition::Equal { 0 } else { 7 };
                riscv64::branch_over(code, funct3, general(register), general(through), 4);
                word(code, 0x0010_0073);
            }
            Op::JumpUnless { register, value, to, through } => {
                super::super::encode_into(&Op::Set { to: through, value, size: 4 }, code);
                let mut over = Code { bytes: Vec::new(), relocations: Vec::new(), rows: Vec::new(), calls: Vec::new(), ..*code };
                let load = Op::Load { to: through, from: to, size: 8, extend: Extend::None, container: 8 };
                for each in [load, Op::Jump(Branch::Register(through))] {
                    super::super::encode_into(&each, &mut over);
                }
                riscv64::branch_over(code, 0, general(register), general(through), over.bytes.len() as i32);
                code.bytes.extend(over.bytes);
            }
            Op::ZeroIf { register, equals, through } => {
                let load = Op::Load { to: through, from: equals, size: 8, extend: Extend::None, container: 8 };
                super::super::encode_into(&load, code);
                // bne over c.li register, 0
                riscv64::branch_over(code, 1, general(register), general(through), 2);
                super::super::encode_into(&Op::Set { to: register, value: 0, size: 4 }, code);
            }
            Op::LoadIfZero { register, from, .. } => {
                let mut over = Code { bytes: Vec::new(), relocations: Vec::new(), rows: Vec::new(), calls: Vec::new(), ..*code };
                let load = Op::Load { to: register, from, size: 8, extend: Extend::None, container: 8 };
                super::super::encode_into(&load, &mut over);
                riscv64::branch_over(code, 1, general(register), 0, over.bytes.len() as i32);
                code.bytes.extend(over.bytes);
            }
            Op::Call { to: Branch::Symbol, .. } | Op::Jump(Branch::Symbol) => {
                // auipc x6, distance; jalr x1 or x0, x6
                branch_pair(code, symbol, if matches!(op, Op::Jump(_)) { 0 } else { 1 });
            }
            _ => unreachable!("{op:?} is not one of an adapter"),
        }
    }

    fn branch_pair(code: &mut Code, symbol: Option<&str>, link: u32) {
        const T1: u32 = 6;
        word(code, 0x17 | T1 << 7);
        branch(code, symbol, 4, 0);
        word(code, 0x67 | T1 << 15 | link << 7);
    }
}

/// Copies a floating-point register; 16 bytes where the instruction set has vectors of that.
pub(super) fn copy_float(code: &mut Code, to: Register, from: Register, size: u8) {
    assert_eq!((to.class, from.class), (RegisterClass::Float, RegisterClass::Float), "a copy of a floating-point register");
    let (to, from) = (u32::from(to.number), u32::from(from.number));
    match code.arch {
        // movaps
        ffi_abi::Arch::X86_64 => super::x86_64::registers(&mut code.bytes, None, false, &[0x0f, 0x28], to as u8, from as u8),
        // orr v.16b; fmov
        ffi_abi::Arch::Aarch64 if size == 16 => super::word(code, 0x4ea0_1c00 | from << 16 | from << 5 | to),
        ffi_abi::Arch::Aarch64 => super::word(code, if size == 4 { 0x1e20_4000 } else { 0x1e60_4000 } | from << 5 | to),
        // fsgnj.s, fsgnj.d
        ffi_abi::Arch::Riscv64 => {
            super::word(code, if size == 4 { 0x2000_0053 } else { 0x2200_0053 } | from << 20 | from << 15 | to << 7);
        }
        ffi_abi::Arch::X86 => unreachable!("no adapter is made for i386"),
    }
}
