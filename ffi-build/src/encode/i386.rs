//! i386: the forms of x86-64 without its prefix. References as in `x86_64`.

use ffi_abi::{Extend, Register, RegisterClass};

use super::x86_64::{arithmetic, branch, copy, general, load, memory, move_stack, registers, set, short, store};
use super::{Code, Reference, Relocation, extended};
use crate::il::{Address, Op};

const ESP: u8 = 4;
const EBP: u8 = 5;
/// The program counter, where it is pushed.
const EIP: u8 = 8;

pub(super) fn op(op: &Op, symbol: Option<&str>, code: &mut Code) {
    let bytes = &mut code.bytes;
    match *op {
        Op::Landing => bytes.extend([0xf3, 0x0f, 0x1e, 0xfb]),
        // call to the next instruction
        Op::Push(register) if general(register) == EIP => bytes.extend([0xe8, 0, 0, 0, 0]),
        Op::Push(register) => short(bytes, 0x50, general(register)),
        Op::PushMemory(from) => memory(bytes, None, false, &[0xff], 6, from),
        Op::Pop(register) => short(bytes, 0x58, general(register)),
        Op::MoveStack(by) => move_stack(bytes, false, by),
        Op::AlignStack(to) => arithmetic(bytes, false, 4, (to as i32).wrapping_neg()),
        Op::Mask { register, by } => memory(bytes, None, false, &[0x23], general(register), by),
        Op::AddMemory { to, from } => memory(bytes, None, false, &[0x03], general(to), from),
        Op::ReserveBytes { bytes: count, .. } => extended::reserve(bytes, false, general(count)),
        Op::EnterFrame => registers(bytes, None, false, &[0x89], ESP, EBP),
        Op::LeaveFrame => bytes.push(0xc9),
        // or dword [esp], 0
        Op::Probe => bytes.extend([0x83, 0x0c, 0x24, 0x00]),
        Op::Move { to, from, size } => copy(bytes, to, from, size),
        Op::Load { to: Register { class: RegisterClass::X87, .. }, from, size, .. } => x87(bytes, 0, from, size),
        Op::Load { to, from, size, extend, container } => {
            assert!(container <= 4 || to.class != RegisterClass::General, "a register is as wide");
            load(bytes, to, from, size, extend, container);
        }
        Op::Store { from: Register { class: RegisterClass::X87, .. }, to, size } => x87(bytes, 3, to, size),
        Op::Store { from, to, size } => {
            assert!(size > 1 || from.number < ESP, "only four registers have a low byte");
            store(bytes, from, to, size);
        }
        Op::PushX87(from) => memory(bytes, None, false, &[0xdb], 5, from),
        Op::PopX87(to) => memory(bytes, None, false, &[0xdb], 7, to),
        Op::AddressOf { to, of } => memory(bytes, None, false, &[0x8d], general(to), of),
        Op::AddressOfSymbol(to) => {
            // add eax, distance: the popped address is that of the instruction in front, of one byte, as the opcode.
            assert_eq!(general(to), 0, "the form of one byte is that of eax");
            bytes.extend([0x05, 0, 0, 0, 0]);
            let offset = bytes.len() as u32 - 4;
            let symbol = symbol.expect("the function has a symbol operand").to_owned();
            code.relocations.push(Relocation { offset, reference: Reference::Relative32, symbol, addend: 2 });
        }
        Op::Set { to, value, size } => set(bytes, general(to), value, size),
        Op::CopyPairs { count, source, destination, through: [through, _] } => {
            let start = bytes.len();
            let at = |base| Address { base, displacement: 0 };
            load(bytes, through, at(source), 8, Extend::None, 8);
            store(bytes, through, at(destination), 8);
            // add source, 8; add destination, 8; dec count; jnz start
            bytes.extend([0x83, 0xc0 | general(source), 8, 0x83, 0xc0 | general(destination), 8]);
            short(bytes, 0x48, general(count));
            let back = start as i32 - (bytes.len() as i32 + 2);
            bytes.extend([0x75, i8::try_from(back).expect("a short loop") as u8]);
        }
        Op::ClearUpper => bytes.extend([0xc5, 0xf8, 0x77]),
        Op::Call { to, .. } => branch(bytes, 2, to),
        Op::Jump(to) => branch(bytes, 4, to),
        Op::Return(0) => bytes.push(0xc3),
        Op::Return(pops) => {
            let pops = u16::try_from(pops).expect("a builder refuses to pop more than 65,535 bytes");
            bytes.push(0xc2);
            bytes.extend(pops.to_le_bytes());
        }
        Op::PushPair { .. }
        | Op::Extend { .. }
        | Op::Convert { .. }
        | Op::TrapUnless { .. }
        | Op::JumpUnless { .. }
        | Op::ZeroIf { .. }
        | Op::LoadIfZero { .. }
        | Op::PopPair { .. }
        | Op::LoadPair { .. }
        | Op::StorePair { .. }
        | Op::RoundDown { .. }
        | Op::Exchange(..)
        | Op::ShiftRight { .. }
        | Op::CopyWords
        | Op::SaveExtended { .. }
        | Op::RestoreExtended { .. }
        | Op::StackAboveFrame(_)
        | Op::Add { .. }
        | Op::Save { .. }
        | Op::RestoreStack => unreachable!("no builder does {op:?} on i386"),
    }
}

/// `fld` (0) and `fstp` (3) of the two short formats.
fn x87(bytes: &mut Vec<u8>, operation: u8, at: Address, size: u8) {
    let opcode = match size {
        4 => 0xd9,
        8 => 0xdd,
        _ => unreachable!("no number has {size} bytes"),
    };
    memory(bytes, None, false, &[opcode], operation, at);
}
