//! Every form that the x86-64 encoder knows, against an independent disassembler (meaning) and assembler (length).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use capstone::prelude::*;
use ffi_abi::{Arch, Extend, Register, RegisterClass};
use ffi_build::encode::encode;
use ffi_build::il::{Address, Branch, Function, Kind, Op};

const NAMES64: [&str; 16] =
    ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];
const NAMES8: [&str; 8] = ["al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"];

/// Name of the low `size` bytes of a general register, written down apart from the encoder.
fn general(register: Register, size: u8) -> String {
    let number = usize::from(register.number);
    let name = NAMES64[number];
    match (size, number) {
        (8, _) => name.to_owned(),
        (4, 0..8) => name.replacen('r', "e", 1),
        (4, _) => format!("{name}d"),
        (2, 0..8) => name[1..].to_owned(),
        (2, _) => format!("{name}w"),
        (1, 0..8) => NAMES8[number].to_owned(),
        (1, _) => format!("{name}b"),
        _ => unreachable!(),
    }
}

fn vector(register: Register, size: u8) -> String {
    let letter = match size {
        64 => "z",
        32 => "y",
        _ => "x",
    };
    format!("{letter}mm{}", register.number)
}

fn hex(value: i64) -> String {
    let (sign, value) = if value < 0 { ("-", value.unsigned_abs()) } else { ("", value.unsigned_abs()) };
    if value < 10 { format!("{sign}{value}") } else { format!("{sign}{value:#x}") }
}

fn memory(address: Address, size: u8) -> String {
    let width = match size {
        1 => "byte",
        2 => "word",
        4 => "dword",
        8 => "qword",
        10 => "xword",
        16 => "xmmword",
        32 => "ymmword",
        64 => "zmmword",
        _ => unreachable!(),
    };
    format!("{width} ptr {}", place(address))
}

fn place(Address { base, displacement }: Address) -> String {
    let base = general(base, 8);
    match displacement {
        0 => format!("[{base}]"),
        1.. => format!("[{base} + {}]", hex(displacement.into())),
        _ => format!("[{base} - {}]", hex(-i64::from(displacement))),
    }
}

/// What the disassembler is to say about an operation.
fn expected(op: &Op) -> String {
    match *op {
        Op::Landing => "endbr64".into(),
        Op::Push(register) => format!("push {}", general(register, 8)),
        Op::PushMemory(from) => format!("push {}", memory(from, 8)),
        Op::Pop(register) => format!("pop {}", general(register, 8)),
        Op::Mask { register, by } => format!("and {}, {}", general(register, 8), memory(by, 8)),
        Op::AddMemory { to, from } => format!("add {}, {}", general(to, 8), memory(from, 8)),
        Op::MoveStack(128) => "sub rsp, -0x80".into(),
        Op::MoveStack(-128) => "add rsp, -0x80".into(),
        Op::MoveStack(by @ 0..) => format!("add rsp, {}", hex(by.into())),
        Op::MoveStack(by) => format!("sub rsp, {}", hex(-i64::from(by))),
        Op::AlignStack(to) => format!("and rsp, {:#x}", -i64::from(to)),
        Op::EnterFrame => "mov rbp, rsp".into(),
        Op::LeaveFrame => "leave".into(),
        Op::StackAboveFrame(0) => "lea rsp, [rbp]".into(),
        Op::StackAboveFrame(bytes) => format!("lea rsp, [rbp + {}]", hex(bytes.into())),
        Op::Save { register, to } => match register.class {
            RegisterClass::General => format!("mov {}, {}", memory(to, 8), general(register, 8)),
            _ => format!("movups {}, {}", memory(to, 16), vector(register, 16)),
        },
        Op::Probe => "or qword ptr [rsp], 0".into(),
        Op::Move { to, from, .. } if to.class == RegisterClass::Float => {
            format!("movaps {}, {}", vector(to, 16), vector(from, 16))
        }
        Op::Extend { to, from, size, extend, container } => match (size, extend) {
            (4, Extend::Sign) => format!("movsxd {}, {}", general(to, 8), general(from, 4)),
            (4, _) => format!("mov {}, {}", general(to, 4), general(from, 4)),
            (_, Extend::Sign) => format!("movsx {}, {}", general(to, container), general(from, size)),
            (..) => format!("movzx {}, {}", general(to, 4), general(from, size)),
        },
        Op::Convert { to, from, size } => {
            let name = if size == 4 { "cvtsd2ss" } else { "cvtss2sd" };
            format!("{name} {}, {}", vector(to, 16), vector(from, 16))
        }
        Op::Move { to, from, size } => match (from.class, size) {
            (RegisterClass::Float, 2) => format!("pextrw {}, {}, 0", general(to, 4), vector(from, 16)),
            (RegisterClass::Float, 4) => format!("movd {}, {}", general(to, 4), vector(from, 16)),
            (RegisterClass::Float, _) => format!("movq {}, {}", general(to, 8), vector(from, 16)),
            (..) => format!("mov {}, {}", general(to, size), general(from, size)),
        },
        Op::Exchange(first, second) if first.number == 0 => format!("xchg {}, {}", general(second, 8), general(first, 8)),
        Op::Exchange(first, second) => format!("xchg {}, {}", general(second, 8), general(first, 8)),
        Op::Load { to, from, size, extend, container } => match (to.class, size, extend) {
            (RegisterClass::General, 1 | 2, Extend::Sign) => format!("movsx {}, {}", general(to, container), memory(from, size)),
            (RegisterClass::General, 1 | 2, _) => format!("movzx {}, {}", general(to, 4), memory(from, size)),
            (RegisterClass::General, 4, Extend::Sign) if container == 8 => {
                format!("movsxd {}, {}", general(to, 8), memory(from, 4))
            }
            (RegisterClass::General, ..) => format!("mov {}, {}", general(to, size), memory(from, size)),
            (RegisterClass::Float, 2, _) => format!("pinsrw {}, {}, 0", vector(to, 16), memory(from, 2)),
            (..) => format!("{} {}, {}", moves(size), vector(to, size), memory(from, size)),
        },
        Op::Store { from, to, size } => match from.class {
            RegisterClass::General => format!("mov {}, {}", memory(to, size), general(from, size)),
            _ => format!("{} {}, {}", moves(size), memory(to, size), vector(from, size)),
        },
        Op::PushX87(from) => format!("fld {}", memory(from, 10)),
        Op::PopX87(to) => format!("fstp {}", memory(to, 10)),
        Op::ShiftRight { register, bits, size } => format!("shr {}, {}", general(register, size), hex(bits.into())),
        Op::AddressOf { to, of } => format!("lea {}, {}", general(to, 8), place(of)),
        Op::AddressOfSymbol(to) => format!("lea {}, [rip]", general(to, 8)),
        Op::Set { to, value: 0, size: 4 } => format!("xor {0}, {0}", general(to, 4)),
        Op::Set { to, value, size } => format!("mov {}, {}", general(to, size), hex(value.into())),
        Op::CopyWords => "rep movsq qword ptr [rdi], qword ptr [rsi]".into(),
        Op::ClearUpper => "vzeroupper".into(),
        Op::Call { to, .. } => format!("call {}", branch(to)),
        Op::Jump(to) => format!("jmp {}", branch(to)),
        Op::Return(0) => "ret".into(),
        Op::Return(pops) => format!("ret {}", hex(pops.into())),
        Op::TrapUnless { .. } | Op::JumpUnless { .. } | Op::ZeroIf { .. } | Op::LoadIfZero { .. } => {
            unreachable!("not one instruction: {op:?}, see encode_adapt.rs")
        }
        // Programs of several instructions: `what_is_several_instructions`.
        Op::SaveExtended { .. } | Op::RestoreExtended { .. } | Op::ReserveBytes { .. } => {
            unreachable!("not one instruction: {op:?}")
        }
        Op::Add { .. }
        | Op::PushPair { .. }
        | Op::PopPair { .. }
        | Op::LoadPair { .. }
        | Op::StorePair { .. }
        | Op::CopyPairs { .. }
        | Op::RoundDown { .. }
        | Op::RestoreStack => unreachable!("not on x86-64: {op:?}"),
    }
}

fn moves(size: u8) -> &'static str {
    match size {
        4 => "movss",
        8 => "movsd",
        16 => "movups",
        _ => "vmovups",
    }
}

fn branch(to: Branch) -> String {
    match to {
        Branch::Register(register) => general(register, 8),
        Branch::Memory(address) => memory(address, 8),
        Branch::Symbol => unreachable!("see encode_adapt.rs"),
    }
}

/// Every operation with every register and enough displacements to meet each form of encoding.
fn all() -> Vec<Op> {
    let displacements =
        [0, 1, 8, 64, 127, 128, -1, -8, -64, -128, -129, 4096, -4096, 8128, -8192, 8192, -8256, i32::MAX, i32::MIN + 1];
    let mut ops = vec![Op::Landing, Op::EnterFrame, Op::LeaveFrame, Op::Probe, Op::CopyWords, Op::ClearUpper];
    ops.extend([8, 16, 127, 128, 129, 0x1234, 1 << 30].into_iter().flat_map(|by| [Op::MoveStack(by), Op::MoveStack(-by)]));
    ops.extend([16, 32, 64, 128, 256, 4096, 32768].map(Op::AlignStack));
    ops.extend([0, 4, 8, 12, 65528].map(Op::Return));
    ops.extend([0, 16, 127, 128, 176].map(Op::StackAboveFrame));
    let mask = |base| Address { base: Register::general(base), displacement: 16 };
    ops.extend([0, 1, 4, 5, 9, 12, 13].map(|base| Op::Mask { register: Register::general(base), by: mask(base) }));
    ops.extend([0, 1, 4, 5, 9, 12, 13].map(|base| Op::AddMemory { to: Register::general(13 - base), from: mask(base) }));
    let home = Address { base: Register::general(4), displacement: 32 };
    ops.extend([Register::float(6), Register::float(15), Register::general(7)].map(|register| Op::Save { register, to: home }));
    let registers = (0..16).map(Register::general);
    let mut addresses = Vec::new();
    for base in registers.clone() {
        addresses.extend(displacements.map(|displacement| Address { base, displacement }));
    }
    for one in registers.clone() {
        ops.extend([Op::Push(one), Op::Pop(one), Op::AddressOfSymbol(one), Op::Jump(Branch::Register(one))]);
        ops.push(Op::Call { to: Branch::Register(one), pops: 0 });
        ops.extend([0, 1, 255].map(|value| Op::Set { to: one, value, size: 1 }));
        ops.extend([0, 1, 17, 0xffff_ffff].map(|value| Op::Set { to: one, value, size: 4 }));
        ops.extend([(16, 4), (16, 8), (32, 8)].map(|(bits, size)| Op::ShiftRight { register: one, bits, size }));
        for other in registers.clone() {
            ops.extend([4, 8].map(|size| Op::Move { to: one, from: other, size }));
            if one != other {
                ops.push(Op::Exchange(one, other));
            }
            let extended = |size, extend, container| Op::Extend { to: one, from: other, size, extend, container };
            ops.extend([1, 2].map(|size| extended(size, Extend::Sign, 4)));
            ops.extend([1, 2, 4].map(|size| extended(size, Extend::Sign, 8)));
            ops.extend([1, 2, 4].map(|size| extended(size, Extend::Zero, 8)));
            let from = Register::float(other.number);
            let to = Register::float(one.number);
            ops.extend([Op::Move { to, from, size: 8 }, Op::Convert { to, from, size: 4 }, Op::Convert { to, from, size: 8 }]);
            ops.extend([2, 4, 8].map(|size| Op::Move { to: one, from, size }));
        }
        for &address in &addresses {
            let (to, from) = (one, address);
            let load = |size, extend, container| Op::Load { to, from, size, extend, container };
            ops.extend([1, 2].map(|size| load(size, Extend::None, size)));
            ops.extend([1, 2].map(|size| load(size, Extend::Zero, 4)));
            ops.extend([1, 2].map(|size| load(size, Extend::Sign, 4)));
            ops.extend([1, 2, 4].map(|size| load(size, Extend::Sign, 8)));
            ops.extend([load(4, Extend::None, 4), load(4, Extend::Zero, 8), load(8, Extend::None, 8)]);
            ops.extend([1, 2, 4, 8].map(|size| Op::Store { from: one, to: address, size }));
            ops.push(Op::AddressOf { to, of: address });
            let xmm = Register::float(one.number);
            for size in [2, 4, 8, 16, 32, 64] {
                ops.push(Op::Load { to: xmm, from, size, extend: Extend::None, container: size });
                if size > 2 {
                    ops.push(Op::Store { from: xmm, to: address, size });
                }
            }
        }
    }
    for high in [16, 23, 24, 31].map(Register::float) {
        for &address in &addresses {
            ops.push(Op::Load { to: high, from: address, size: 64, extend: Extend::None, container: 64 });
            ops.push(Op::Store { from: high, to: address, size: 64 });
        }
    }
    for address in addresses {
        ops.extend([Op::PushMemory(address), Op::PushX87(address), Op::PopX87(address)]);
        ops.extend([Op::Jump(Branch::Memory(address)), Op::Call { to: Branch::Memory(address), pops: 0 }]);
    }
    ops
}

/// Text and length of each instruction.
fn disassemble(bytes: &[u8]) -> Vec<(String, usize)> {
    let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
    let instructions = machine.disasm_all(bytes, 0).unwrap();
    let mut end = 0;
    let all: Vec<_> = instructions
        .iter()
        .map(|instruction| {
            end += instruction.len();
            let text = format!("{} {}", instruction.mnemonic().unwrap(), instruction.op_str().unwrap());
            (text.trim().to_owned(), instruction.len())
        })
        .collect();
    assert_eq!(end, bytes.len(), "the disassembler stops at {:02x?}", &bytes[end..bytes.len().min(end + 16)]);
    all
}

#[test]
fn every_form_means_what_the_operation_says_and_is_as_short_as_can_be() {
    let ops = all();
    // A displacement or a move of the stack is made of other instructions than `as` chooses where that is shorter.
    let mut source = String::from(".intel_syntax noprefix\n");
    let mut lengths = Vec::new();
    for op in &ops {
        // Behind a frame pointer, so that the stack pointer may go anywhere, and above enough of a stack.
        let ops = vec![Op::MoveStack(-512), Op::EnterFrame, *op];
        let code = encode(&Function::new(Arch::X86_64, Kind::Downcall, ops, Some("symbol".into())));
        let bytes = &code.bytes[10..];
        let found = disassemble(bytes);
        assert_eq!(found.len(), 1, "{op:?} is {bytes:02x?}, {found:?}");
        assert_eq!(normal(&found[0].0), normal(&expected(op)), "{op:?} is {bytes:02x?}");
        let relocated = matches!(op, Op::AddressOfSymbol(_));
        assert_eq!(code.relocations.len(), usize::from(relocated));
        lengths.push(bytes.len());
        writeln!(source, "{}", assembler(&expected(op))).unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("forms.s"), source).unwrap();
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    run(Command::new("as").arg("-o").arg(folder.join("forms.o")).arg(folder.join("forms.s")));
    run(Command::new("objcopy").args(["-O", "binary", "-j", ".text"]).arg(folder.join("forms.o")).arg(folder.join("forms.bin")));
    let assembled = disassemble(&std::fs::read(folder.join("forms.bin")).unwrap());
    assert_eq!(assembled.len(), ops.len());
    for ((op, ours), (text, theirs)) in ops.iter().zip(lengths).zip(assembled) {
        assert!(ours <= theirs, "{op:?} takes {ours} bytes, the assembler's `{text}` {theirs}");
    }
}

/// The disassembler's order of operands where it makes no difference, and its spelling of small numbers.
fn normal(text: &str) -> String {
    if let Some((first, second)) = text.strip_prefix("xchg ").and_then(|operands| operands.split_once(", ")) {
        let mut pair = [first, second];
        pair.sort_unstable();
        return format!("xchg {}, {}", pair[0], pair[1]);
    }
    text.to_owned()
}

/// What the GNU assembler calls the same.
fn assembler(text: &str) -> String {
    text.replace("xword ptr", "tbyte ptr")
        .replace("xmmtbyte", "xmmword")
        .replace("rep movsq qword ptr [rdi], qword ptr [rsi]", "rep movsq")
        .replace("[rip]", "symbol[rip]")
}

/// The operations that are programs, instruction by instruction.
#[test]
fn what_is_several_instructions() {
    let mask = Address { base: Register::general(5), displacement: -72 };
    for (op, expected) in [
        (
            Op::SaveExtended { mask },
            "mov r8, rbx; xor r9d, r9d; mov eax, 1; cpuid; bt ecx, 0x1b; jae 0x26; mov eax, 0xd; xor ecx, ecx; cpuid; \
             mov ecx, ebx; mov r9d, 0xe6; jmp 0x2b; mov ecx, 0x200; mov rbx, r8; mov qword ptr [rbp - 0x48], r9; \
             cmp rcx, 0x1000; jbe 0x50; sub rsp, 0x1000; or qword ptr [rsp], 0; sub rcx, 0x1000; jmp 0x32; \
             sub rsp, rcx; and rsp, 0xffffffffffffffc0; test r9d, r9d; je 0xaa; xor eax, eax; \
             mov qword ptr [rsp + 0x200], rax; mov qword ptr [rsp + 0x208], rax; mov qword ptr [rsp + 0x210], rax; \
             mov qword ptr [rsp + 0x218], rax; mov qword ptr [rsp + 0x220], rax; mov qword ptr [rsp + 0x228], rax; \
             mov qword ptr [rsp + 0x230], rax; mov qword ptr [rsp + 0x238], rax; \
             mov eax, dword ptr [rbp - 0x48]; xor edx, edx; xsave64 ptr [rsp]; jmp 0xaf; fxsave64 ptr [rsp]",
        ),
        (
            Op::ReserveBytes { bytes: Register::general(0), step: Register::general(0) },
            "cmp rax, 0x1000; jbe 0x1d; sub rsp, 0x1000; or qword ptr [rsp], 0; sub rax, 0x1000; jmp 0; sub rsp, rax",
        ),
        (
            Op::RestoreExtended { mask },
            "mov eax, dword ptr [rbp - 0x48]; xor edx, edx; test eax, eax; je 0x10; xrstor64 ptr [rsp]; jmp 0x15; fxrstor64 ptr [rsp]",
        ),
    ] {
        let code = encode(&Function::new(Arch::X86_64, Kind::Resolver, vec![op], None));
        let found: Vec<String> = disassemble(&code.bytes).into_iter().map(|(text, _)| text).collect();
        assert_eq!(found.join("; "), expected);
    }
}
