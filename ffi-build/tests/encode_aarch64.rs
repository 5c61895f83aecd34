//! Every form that the AArch64 encoder knows, against an independent disassembler.

use capstone::prelude::*;
use ffi_abi::{Arch, Extend, Register, RegisterClass};
use ffi_build::encode::{Reference, encode};
use ffi_build::il::{Address, Branch, Function, Kind, Op};

/// Name of a general register in an instruction of `size` bytes; 31 is the stack pointer.
fn general(register: Register, size: u8) -> String {
    match (register.number, size) {
        (31, _) => "sp".into(),
        (number, 8) => format!("x{number}"),
        (number, _) => format!("w{number}"),
    }
}

fn named(register: Register, size: u8) -> String {
    let letter = match (register.class, size) {
        (RegisterClass::General, _) => return general(register, size),
        (_, 2) => 'h',
        (_, 4) => 's',
        (_, 8) => 'd',
        (_, 16) => 'q',
        _ => unreachable!(),
    };
    format!("{letter}{}", register.number)
}

fn hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    if value < 10 { format!("#{sign}{value}") } else { format!("#{sign}{value:#x}") }
}

fn place(Address { base, displacement }: Address) -> String {
    match displacement {
        0 => format!("[{}]", general(base, 8)),
        _ => format!("[{}, {}]", general(base, 8), hex(displacement.into())),
    }
}

/// The unscaled form, where the scaled one does not reach.
fn unscaled(size: u8, Address { displacement, .. }: Address) -> bool {
    displacement < 0 || displacement % i32::from(size) != 0
}

/// What the disassembler is to say about an operation: an instruction a line.
fn expected(op: &Op) -> String {
    match *op {
        Op::Landing => "bti c".into(),
        Op::PushPair { first, second, bytes } => {
            format!("stp {}, {}, [sp, {}]!", general(first, 8), general(second, 8), hex(-i64::from(bytes)))
        }
        Op::PopPair { first, second, bytes } => {
            format!("ldp {}, {}, [sp], {}", general(first, 8), general(second, 8), hex(bytes.into()))
        }
        Op::MoveStack(by) => amount("sp", "sp", by),
        Op::RoundDown { to, from, multiple } => {
            format!("and {}, {}, #{:#x}", general(to, 8), general(from, 8), -i64::from(multiple))
        }
        Op::EnterFrame => "mov x29, sp".into(),
        Op::RestoreStack => "mov sp, x29".into(),
        Op::Probe => "str xzr, [sp]".into(),
        Op::Move { to, from, .. } => format!("mov {}, {}", general(to, 8), general(from, 8)),
        Op::Load { to, from, size, extend, container } => {
            let signed = extend == Extend::Sign && size < container;
            let letter = match (to.class, size) {
                (RegisterClass::General, 1) => "b",
                (RegisterClass::General, 2) => "h",
                (RegisterClass::General, 4) if signed && container == 8 => "w",
                _ => "",
            };
            let sign = if signed && !letter.is_empty() { "s" } else { "" };
            let stem = if unscaled(size, from) { "ldur" } else { "ldr" };
            let width = match to.class {
                RegisterClass::General if signed => container,
                RegisterClass::General => size.max(4),
                _ => size,
            };
            format!("{stem}{sign}{letter} {}, {}", named(to, width), place(from))
        }
        Op::Store { from, to, size } => {
            let letter = match (from.class, size) {
                (RegisterClass::General, 1) => "b",
                (RegisterClass::General, 2) => "h",
                _ => "",
            };
            let stem = if unscaled(size, to) { "stur" } else { "str" };
            let width = if from.class == RegisterClass::General { size.max(4) } else { size };
            format!("{stem}{letter} {}, {}", named(from, width), place(to))
        }
        Op::LoadPair { first, second, from, size } => {
            format!("ldp {}, {}, {}", named(first, size), named(second, size), place(from))
        }
        Op::StorePair { first, second, to, size } => {
            format!("stp {}, {}, {}", named(first, size), named(second, size), place(to))
        }
        Op::ShiftRight { register, bits, size } => {
            let name = general(register, size);
            format!("lsr {name}, {name}, {}", hex(bits.into()))
        }
        Op::AddressOf { to, of: Address { base, displacement } } => {
            let (to, base) = (general(to, 8), general(base, 8));
            let low = displacement % 4096;
            match (displacement - low, low) {
                (0, _) => amount(&to, &base, low),
                (high, 0) => amount(&to, &base, high),
                (high, _) => format!("{}\n{}", amount(&to, &base, high), amount(&to, &to, low)),
            }
        }
        Op::AddressOfSymbol(to) => {
            let to = general(to, 8);
            // With nothing filled in: this page, and its first byte.
            format!("adrp {to}, #0\nadd {to}, {to}, #0")
        }
        Op::Set { to, value, .. } => {
            let to = general(to, 4);
            let mut text = format!("mov {to}, {}", hex((value & 0xffff).into()));
            if value > 0xffff {
                text += &format!("\nmovk {to}, {}, lsl #16", hex((value >> 16).into()));
            }
            text
        }
        Op::ReserveBytes { bytes, .. } => {
            let bytes = general(bytes, 8);
            format!(
                "cmp {bytes}, #1, lsl #12\nb.ls #0x18\nsub sp, sp, #1, lsl #12\nstr xzr, [sp]\nsub {bytes}, {bytes}, #1, lsl #12\n\
                 b #0\nsub sp, sp, {bytes}"
            )
        }
        Op::CopyPairs { count, source, destination, through: [first, second] } => {
            let [count, source, destination, first, second] =
                [count, source, destination, first, second].map(|register| general(register, 8));
            format!(
                "ldp {first}, {second}, [{source}], #0x10\nstp {first}, {second}, [{destination}], #0x10\n\
                 subs {count}, {count}, #1\nb.ne #0"
            )
        }
        Op::Call { to: Branch::Register(to), .. } => format!("blr {}", general(to, 8)),
        Op::Jump(Branch::Register(to)) => format!("br {}", general(to, 8)),
        Op::Return(0) => "ret".into(),
        _ => unreachable!("not tried: {op:?}"),
    }
}

/// An addition; the disassembler has a name for that of nothing to or from the stack pointer.
fn amount(to: &str, from: &str, by: i32) -> String {
    let (name, by) = if by < 0 { ("sub", by.unsigned_abs()) } else { ("add", by.unsigned_abs()) };
    match (by, by >> 12, by & 0xfff) {
        (0, ..) if to == "sp" || from == "sp" => format!("mov {to}, {from}"),
        (_, 0, low) => format!("{name} {to}, {from}, {}", hex(low.into())),
        (_, high, _) => format!("{name} {to}, {from}, {}, lsl #12", hex(high.into())),
    }
}

fn all() -> Vec<Op> {
    let mut ops = vec![Op::Landing, Op::EnterFrame, Op::RestoreStack, Op::Probe, Op::Return(0)];
    ops.extend([16, -16, 4080, -4080, 4096, -4096, 0xff_f000, -0xff_f000].map(Op::MoveStack));
    let [x0, x9, x17, x29, x30, sp] = [0, 9, 17, 29, 30, 31].map(Register::general);
    for bytes in [16, 32, 504] {
        ops.push(Op::PushPair { first: x29, second: x30, bytes });
        ops.push(Op::PopPair { first: x30, second: x9, bytes });
    }
    ops.extend((4..=28).map(|bits| Op::RoundDown { to: sp, from: x9, multiple: 1 << bits }));
    ops.extend([x0, x9, x30].map(|bytes| Op::ReserveBytes { bytes, step: bytes }));
    ops.push(Op::CopyPairs { count: x9, source: x17, destination: x0, through: [x29, x30] });
    ops.extend([(sp, x9), (x9, sp), (x0, x30), (x17, x0)].map(|(to, from)| Op::Move { to, from, size: 8 }));
    for one in (0..31).map(Register::general) {
        ops.extend([Op::AddressOfSymbol(one), Op::Jump(Branch::Register(one)), Op::Call { to: Branch::Register(one), pops: 0 }]);
        ops.extend([0, 1, 17, 0xffff, 0x1_0000, 0xffff_ffff].map(|value| Op::Set { to: one, value, size: 4 }));
        ops.extend([(16, 4), (16, 8), (32, 8)].map(|(bits, size)| Op::ShiftRight { register: one, bits, size }));
    }
    for base in [x0, x9, x30, sp] {
        let at = |displacement| Address { base, displacement };
        for displacement in [0, 1, -1, 4095, -4095, 4096, 4097, -4096, 0xff_ffff, -0xff_ffff] {
            ops.push(Op::AddressOf { to: x9, of: at(displacement) });
        }
        for to in [x0, x17, x30] {
            for size in [1_u8, 2, 4, 8] {
                for displacement in displacements(size) {
                    let from = at(displacement);
                    let load = |extend, container| Op::Load { to, from, size, extend, container };
                    ops.extend([load(Extend::None, size), load(Extend::Zero, size.max(4)), load(Extend::Sign, size.max(4))]);
                    ops.push(load(Extend::Sign, 8));
                    ops.push(Op::Store { from: to, to: from, size });
                }
            }
        }
        for to in [0, 7, 31].map(Register::float) {
            for size in [2_u8, 4, 8, 16] {
                for displacement in displacements(size) {
                    let from = at(displacement);
                    ops.push(Op::Load { to, from, size, extend: Extend::None, container: size });
                    ops.push(Op::Store { from: to, to: from, size });
                }
            }
        }
        let pairs = [(x0, x17, 4), (x17, x30, 8)];
        let vectors = [4, 8, 16].map(|size| (Register::float(7), Register::float(30), size));
        for (first, second, size) in pairs.into_iter().chain(vectors) {
            for units in [0, 1, -1, 63, -64] {
                let address = at(units * i32::from(size));
                ops.push(Op::LoadPair { first, second, from: address, size });
                ops.push(Op::StorePair { first, second, to: address, size });
            }
        }
    }
    ops
}

/// The ends of both ranges, and what only the unscaled form reaches.
fn displacements(size: u8) -> Vec<i32> {
    let size = i32::from(size);
    let mut all = vec![0, size, 4095 * size, -1, -256, 255 - 255 % size];
    all.extend((size > 1).then_some(1));
    all
}

#[test]
fn every_form_means_what_the_operation_says() {
    let machine = Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().unwrap();
    let ops = all();
    assert!(ops.len() > 1500, "only {} forms", ops.len());
    for op in ops {
        // Behind what moves the stack pointer, so that it may go anywhere.
        let frame = Op::PushPair { first: Register::general(29), second: Register::general(30), bytes: 504 };
        let ops = vec![frame, Op::EnterFrame, op];
        let code = encode(&Function::new(Arch::Aarch64, Kind::Downcall, ops, Some("symbol".into())));
        let bytes = &code.bytes[8..];
        let found = machine.disasm_all(bytes, 0).unwrap();
        let text: Vec<String> = found
            .iter()
            .map(|instruction| format!("{} {}", instruction.mnemonic().unwrap(), instruction.op_str().unwrap()).trim().into())
            .collect();
        assert_eq!(text.join("\n"), expected(&op), "{op:?} is {bytes:02x?}");
        let references: Vec<(u32, Reference)> = code.relocations.iter().map(|each| (each.offset, each.reference)).collect();
        if matches!(op, Op::AddressOfSymbol(_)) {
            assert_eq!(references, [(8, Reference::Page21), (12, Reference::PageOffset12)]);
        } else {
            assert_eq!(references, []);
        }
    }
}
