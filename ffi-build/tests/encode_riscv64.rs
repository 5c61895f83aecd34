//! Every form that the RISC-V encoder knows, against an independent disassembler (meaning) and assembler (length).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use ffi_abi::{Arch, Extend, Register, RegisterClass};
use ffi_build::encode::{Reference, encode};
use ffi_build::il::{Address, Branch, Function, Kind, Op};

const GENERAL: [&str; 32] = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3",
    "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
];
const FLOAT: [&str; 32] = [
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4", "fa5", "fa6", "fa7",
    "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8", "ft9", "ft10", "ft11",
];

fn name(register: Register) -> &'static str {
    match register.class {
        RegisterClass::General => GENERAL[usize::from(register.number)],
        _ => FLOAT[usize::from(register.number)],
    }
}

fn place(Address { base, displacement }: Address) -> String {
    format!("{displacement}({})", name(base))
}

/// What an operation is as assembly, an instruction a line.
fn expected(op: &Op) -> String {
    match *op {
        Op::MoveStack(by) => format!("addi sp, sp, {by}"),
        Op::RoundDown { to, from, multiple } if multiple > 2048 => {
            let (to, from, bits) = (name(to), name(from), multiple.trailing_zeros());
            format!("srli {from}, {from}, {bits:#x}\nslli {to}, {from}, {bits:#x}")
        }
        Op::RoundDown { to, from, multiple } => format!("andi {}, {}, {}", name(to), name(from), -i64::from(multiple)),
        Op::Probe => "sd zero, 0(sp)".into(),
        Op::Move { to, from, .. } => match (to.class, from.class) {
            (RegisterClass::General, RegisterClass::General) => format!("mv {}, {}", name(to), name(from)),
            (RegisterClass::General, _) => format!("fmv.x.w {}, {}", name(to), name(from)),
            _ => format!("fmv.w.x {}, {}", name(to), name(from)),
        },
        Op::Add { to, first, second } => format!("add {}, {}, {}", name(to), name(first), name(second)),
        Op::Load { to, from, size, extend, .. } => {
            let stem = match (to.class, size, extend) {
                (RegisterClass::General, 1, Extend::Sign) => "lb",
                (RegisterClass::General, 1, _) => "lbu",
                (RegisterClass::General, 2, Extend::Sign) => "lh",
                (RegisterClass::General, 2, _) => "lhu",
                (RegisterClass::General, 4, Extend::Zero) => "lwu",
                (RegisterClass::General, 4, _) => "lw",
                (RegisterClass::General, ..) => "ld",
                (_, 4, _) => "flw",
                _ => "fld",
            };
            format!("{stem} {}, {}", name(to), place(from))
        }
        Op::Store { from, to, size } => {
            let stem = match (from.class, size) {
                (RegisterClass::General, 1) => "sb",
                (RegisterClass::General, 2) => "sh",
                (RegisterClass::General, 4) => "sw",
                (RegisterClass::General, _) => "sd",
                (_, 4) => "fsw",
                _ => "fsd",
            };
            format!("{stem} {}, {}", name(from), place(to))
        }
        Op::ShiftRight { register, bits, size } => {
            let (stem, register) = (if size == 8 { "srli" } else { "srliw" }, name(register));
            format!("{stem} {register}, {register}, {bits:#x}")
        }
        Op::AddressOf { to, of: Address { base, displacement: 0 } } => format!("mv {}, {}", name(to), name(base)),
        Op::AddressOf { to, of: Address { base, displacement } } => format!("addi {}, {}, {displacement}", name(to), name(base)),
        // With nothing filled in.
        Op::AddressOfSymbol(to) => format!("auipc {0}, 0x0\nmv {0}, {0}", name(to)),
        Op::Set { to, value, .. } => {
            let (to, value) = (name(to), value as i32);
            let low = value << 20 >> 20;
            match (value.wrapping_sub(low) as u32 >> 12, low) {
                (0, _) => format!("li {to}, {value}"),
                (high, 0) => format!("lui {to}, {high:#x}"),
                (high, _) => format!("lui {to}, {high:#x}\naddiw {to}, {to}, {low}"),
            }
        }
        Op::ReserveBytes { bytes, step } => {
            let (bytes, step) = (name(bytes), name(step));
            format!(
                "lui {step}, 1\n2: bgeu {step}, {bytes}, 3f\nsub sp, sp, {step}\nsd zero, 0(sp)\nsub {bytes}, {bytes}, {step}\nj 2b\n\
                 3: sub sp, sp, {bytes}"
            )
        }
        Op::CopyPairs { count, source, destination, through } => {
            let [count, source, destination] = [count, source, destination].map(name);
            let [first, second] = through.map(name);
            format!(
                "ld {first}, 0({source})\nld {second}, 8({source})\naddi {source}, {source}, 16\nsd {first}, 0({destination})\n\
                 sd {second}, 8({destination})\naddi {count}, {count}, -1\naddi {destination}, {destination}, 16\nbnez {count}, 1b"
            )
        }
        Op::Call { to: Branch::Register(to), .. } => format!("jalr {}", name(to)),
        Op::Jump(Branch::Register(to)) => format!("jr {}", name(to)),
        Op::Return(0) => "ret".into(),
        _ => unreachable!("not tried: {op:?}"),
    }
}

fn all() -> Vec<Op> {
    let mut ops = vec![Op::Probe, Op::Return(0)];
    ops.extend([16, -16, 32, -32, 496, -512, 512, -528, 2032, -2032].map(Op::MoveStack));
    let general: Vec<Register> = (1..32).map(Register::general).collect();
    let [sp, a0, a5, t0, t1] = [2, 10, 15, 5, 6].map(Register::general);
    ops.extend((4..=15).flat_map(|bits| [(sp, t0), (t1, t0)].map(|(to, from)| Op::RoundDown { to, from, multiple: 1 << bits })));
    ops.extend((4..=11).map(|bits| Op::RoundDown { to: sp, from: sp, multiple: 1 << bits }));
    ops.extend([(t0, t1), (a0, a5), (a5, t1)].map(|(bytes, step)| Op::ReserveBytes { bytes, step }));
    ops.push(Op::CopyPairs { count: t1, source: a0, destination: a5, through: [t0, Register::general(28)] });
    let values =
        [0, 1, 31, 32, 2047, 2048, 4096, 0x1_f000, 0x2_0000, 0x1_f01f, 0x1234_5678, 0x00ff_ffff, 0xffff_0000, 0xffff_ffff];
    for &one in &general {
        ops.extend([Op::AddressOfSymbol(one), Op::Jump(Branch::Register(one)), Op::Call { to: Branch::Register(one), pops: 0 }]);
        if one != sp {
            ops.extend(values.map(|value| Op::Set { to: one, value, size: 4 }));
        }
        ops.extend([(16, 4), (16, 8), (32, 8), (8, 8)].map(|(bits, size)| Op::ShiftRight { register: one, bits, size }));
        for &other in &general {
            ops.push(Op::Move { to: one, from: other, size: 8 });
            ops.extend([one, other, t0].map(|first| Op::Add { to: one, first, second: other }));
            for displacement in [0, 4, 16, 31, -32, 32, 1020, 1024, 2047, -2048] {
                ops.push(Op::AddressOf { to: one, of: Address { base: other, displacement } });
            }
        }
        let float = Register::float(one.number);
        ops.extend([Op::Move { to: one, from: float, size: 4 }, Op::Move { to: float, from: one, size: 4 }]);
        for base in [sp, a0, a5, t0, Register::general(8)] {
            for displacement in [0, 1, 4, 8, 60, 64, 124, 128, 248, 252, 256, 504, 512, 2047, -1, -8, -2048] {
                let at = Address { base, displacement };
                for size in [1, 2, 4, 8] {
                    for extend in [Extend::None, Extend::Sign, Extend::Zero] {
                        ops.push(Op::Load { to: one, from: at, size, extend, container: 8 });
                    }
                    ops.push(Op::Store { from: one, to: at, size });
                }
                for size in [4, 8] {
                    ops.push(Op::Load { to: float, from: at, size, extend: Extend::None, container: size });
                    ops.push(Op::Store { from: float, to: at, size });
                }
            }
        }
    }
    ops
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The assembler takes compressed forms where there are some, as the encoder does; both have to say the same with as many bytes.
#[test]
fn every_form_is_what_the_assembler_makes() {
    let ops = all();
    assert!(ops.len() > 20_000, "only {} forms", ops.len());
    // No jumps to fill in, and no space left for the linker to shorten.
    let mut source = String::from(".option norelax\n");
    let mut bytes = Vec::new();
    for (number, op) in ops.iter().enumerate() {
        writeln!(source, ".globl op{number}\nop{number}:\n1: {}", expected(op).replace("auipc", "1: auipc")).unwrap();
        // In a large frame, so that the stack pointer may move either way.
        let large = Op::MoveStack(-2032);
        let code = encode(&Function::new(Arch::Riscv64, Kind::Downcall, vec![large, large, *op], Some("symbol".into())));
        bytes.push(code.bytes[8..].to_vec());
        let references: Vec<(u32, Reference)> = code.relocations.iter().map(|each| (each.offset, each.reference)).collect();
        if matches!(op, Op::AddressOfSymbol(_)) {
            assert_eq!(references, [(8, Reference::RelativeHigh20), (12, Reference::RelativeLow12 { high: 8 })]);
        } else {
            assert_eq!(references, []);
        }
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [source_path, object, binary] = ["riscv64.s", "riscv64.o", "riscv64.bin"].map(|name| folder.join(name));
    std::fs::write(&source_path, source).unwrap();
    run(Command::new("riscv64-linux-gnu-as").args(["-march=rv64gc", "-o"]).arg(&object).arg(source_path));
    run(Command::new("riscv64-linux-gnu-objcopy").args(["-O", "binary", "-j", ".text"]).arg(&object).arg(&binary));
    let assembled = std::fs::read(binary).unwrap();
    let mut starts = vec![0; ops.len() + 1];
    for line in run(Command::new("riscv64-linux-gnu-nm").arg(&object)).lines() {
        let [address, _, symbol] = line.split_whitespace().collect::<Vec<_>>()[..] else { continue };
        if let Some(number) = symbol.strip_prefix("op").and_then(|number| number.parse::<usize>().ok()) {
            starts[number] = usize::from_str_radix(address, 16).unwrap();
        }
    }
    starts[ops.len()] = assembled.len();
    for ((op, ours), range) in ops.iter().zip(&bytes).zip(starts.windows(2)) {
        let theirs = &assembled[range[0]..range[1]];
        // `addi` of nothing is shorter as `c.mv`, but has a field to fill in.
        let filled_in = matches!(op, Op::AddressOfSymbol(_));
        assert!(ours == theirs || filled_in && ours.len() == 8, "{op:?} is {ours:02x?}, the assembler's {theirs:02x?}");
    }
}
