//! Every form that the i386 encoder knows, against an independent disassembler (meaning) and assembler (length).

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use capstone::prelude::*;
use ffi_abi::{Arch, Extend, Register, RegisterClass};
use ffi_build::encode::{Reference, encode};
use ffi_build::il::{Address, Branch, Function, Kind, Op};

const NAMES: [[&str; 8]; 3] = [
    ["al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"],
    ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"],
    ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"],
];

/// Name of the low `size` bytes of a register, written down apart from the encoder.
fn named(register: Register, size: u8) -> String {
    let number = usize::from(register.number);
    match (register.class, size) {
        (RegisterClass::General, _) => NAMES[size.ilog2() as usize][number].to_owned(),
        (_, 64) => format!("zmm{number}"),
        (_, 32) => format!("ymm{number}"),
        (..) => format!("xmm{number}"),
    }
}

fn hex(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    if value < 10 { format!("{sign}{value}") } else { format!("{sign}{value:#x}") }
}

fn place(Address { base, displacement }: Address) -> String {
    let base = named(base, 4);
    match displacement {
        0 => format!("[{base}]"),
        1.. => format!("[{base} + {}]", hex(displacement.into())),
        _ => format!("[{base} - {}]", hex(-i64::from(displacement))),
    }
}

fn memory(address: Address, size: u8) -> String {
    const WIDTHS: [&str; 7] = ["byte", "word", "dword", "qword", "xmmword", "ymmword", "zmmword"];
    let width = if size == 10 { "xword" } else { WIDTHS[size.ilog2() as usize] };
    format!("{width} ptr {}", place(address))
}

/// What the disassembler is to say about an operation: an instruction a line.
fn expected(op: &Op) -> String {
    match *op {
        Op::Landing => "endbr32".into(),
        Op::Push(register) => format!("push {}", named(register, 4)),
        Op::PushMemory(from) => format!("push {}", memory(from, 4)),
        Op::Pop(register) => format!("pop {}", named(register, 4)),
        Op::MoveStack(128) => "sub esp, -0x80".into(),
        Op::MoveStack(-128) => "add esp, -0x80".into(),
        Op::MoveStack(by @ 0..) => format!("add esp, {}", hex(by.into())),
        Op::MoveStack(by) => format!("sub esp, {}", hex(-i64::from(by))),
        Op::AlignStack(to) => format!("and esp, {:#x}", (to as i32).wrapping_neg()),
        Op::EnterFrame => "mov ebp, esp".into(),
        Op::LeaveFrame => "leave".into(),
        Op::Probe => "or dword ptr [esp], 0".into(),
        Op::Move { to, from, .. } if from.class == RegisterClass::Float => {
            format!("pextrw {}, {}, 0", named(to, 4), named(from, 16))
        }
        Op::Move { to, from, size } => format!("mov {}, {}", named(to, size), named(from, size)),
        Op::Load { to, from, size, extend, .. } => match (to.class, size) {
            (RegisterClass::General, 1 | 2) => {
                let kind = if extend == Extend::Sign { "movsx" } else { "movzx" };
                format!("{kind} {}, {}", named(to, 4), memory(from, size))
            }
            (RegisterClass::General, _) => format!("mov {}, {}", named(to, size), memory(from, size)),
            (RegisterClass::X87, _) => format!("fld {}", memory(from, size)),
            (_, 2) => format!("pinsrw {}, {}, 0", named(to, 16), memory(from, 2)),
            (..) => format!("{} {}, {}", moves(size), named(to, size), memory(from, size)),
        },
        Op::Store { from, to, size } => match from.class {
            RegisterClass::General => format!("mov {}, {}", memory(to, size), named(from, size)),
            RegisterClass::X87 => format!("fstp {}", memory(to, size)),
            RegisterClass::Float => format!("{} {}, {}", moves(size), memory(to, size), named(from, size)),
        },
        Op::PushX87(from) => format!("fld {}", memory(from, 10)),
        Op::PopX87(to) => format!("fstp {}", memory(to, 10)),
        Op::AddressOf { to, of } => format!("lea {}, {}", named(to, 4), place(of)),
        Op::Set { to, value: 0, .. } => format!("xor {0}, {0}", named(to, 4)),
        Op::Set { to, value, .. } => format!("mov {}, {}", named(to, 4), hex(value.into())),
        Op::ClearUpper => "vzeroupper".into(),
        Op::Call { to, .. } => format!("call {}", branch(to)),
        Op::Jump(to) => format!("jmp {}", branch(to)),
        Op::Return(0) => "ret".into(),
        Op::Return(pops) => format!("ret {}", hex(pops.into())),
        ref other => unreachable!("not among the forms: {other:?}"),
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
        Branch::Register(register) => named(register, 4),
        Branch::Memory(address) => memory(address, 4),
        Branch::Symbol => unreachable!("no builder of i386 does it"),
    }
}

/// Every operation with every register and enough displacements to meet each form of encoding.
fn all() -> Vec<Op> {
    let displacements = [0, 1, 8, 127, 128, -1, -128, -129, 4096, 8128, -8192, 8192, -8256, i32::MAX, i32::MIN + 1];
    let mut ops = vec![Op::Landing, Op::EnterFrame, Op::LeaveFrame, Op::Probe, Op::ClearUpper];
    ops.extend([4, 8, 127, 128, 129, 0x1234, 1 << 30].into_iter().flat_map(|by| [Op::MoveStack(by), Op::MoveStack(-by)]));
    ops.extend([16, 32, 64, 128, 256, 4096, 32768].map(Op::AlignStack));
    ops.extend([0, 4, 8, 12, 65532].map(Op::Return));
    let registers = (0..8).map(Register::general);
    let addresses: Vec<Address> =
        registers.clone().flat_map(|base| displacements.map(|displacement| Address { base, displacement })).collect();
    for one in registers.clone() {
        ops.extend([
            Op::Push(one),
            Op::Pop(one),
            Op::Jump(Branch::Register(one)),
            Op::Call { to: Branch::Register(one), pops: 0 },
        ]);
        ops.extend([0, 1, 17, 0xffff_ffff].map(|value| Op::Set { to: one, value, size: 4 }));
        for other in registers.clone() {
            ops.push(Op::Move { to: one, from: other, size: 4 });
            ops.push(Op::Move { to: one, from: Register::float(other.number), size: 2 });
        }
        for &address in &addresses {
            let load =
                |to, size, extend| Op::Load { to, from: address, size, extend, container: if to == one { 4 } else { size } };
            ops.extend(
                [1, 2]
                    .into_iter()
                    .flat_map(|size| [Extend::None, Extend::Zero, Extend::Sign].map(|extend| load(one, size, extend))),
            );
            ops.push(load(one, 4, Extend::None));
            let sizes = if one.number < 4 { 1..5 } else { 2..5 };
            ops.extend(sizes.filter(|size| *size != 3).map(|size| Op::Store { from: one, to: address, size }));
            ops.push(Op::AddressOf { to: one, of: address });
            let xmm = Register::float(one.number);
            ops.extend([2, 4, 8, 16, 32, 64].map(|size| load(xmm, size, Extend::None)));
            ops.extend([4, 8, 16, 32, 64].map(|size| Op::Store { from: xmm, to: address, size }));
        }
    }
    let st0 = Register::x87(0);
    for address in addresses {
        ops.extend([Op::PushMemory(address), Op::PushX87(address), Op::PopX87(address)]);
        ops.extend([4, 8].map(|size| Op::Load { to: st0, from: address, size, extend: Extend::None, container: size }));
        ops.extend([4, 8].map(|size| Op::Store { from: st0, to: address, size }));
        ops.extend([Op::Jump(Branch::Memory(address)), Op::Call { to: Branch::Memory(address), pops: 0 }]);
    }
    ops
}

/// Text and length of each instruction.
fn disassemble(bytes: &[u8]) -> Vec<(String, usize)> {
    let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode32).build().unwrap();
    let instructions = machine.disasm_all(bytes, 0).unwrap();
    let all: Vec<_> = instructions
        .iter()
        .map(|instruction| {
            let text = format!("{} {}", instruction.mnemonic().unwrap(), instruction.op_str().unwrap());
            (text.trim().to_owned(), instruction.len())
        })
        .collect();
    assert_eq!(all.iter().map(|(_, length)| length).sum::<usize>(), bytes.len(), "all is instructions");
    all
}

/// The bytes of some operations behind a frame pointer, so that the stack pointer may go anywhere.
fn bytes(ops: &[Op]) -> Vec<u8> {
    let ops = [&[Op::EnterFrame], ops].concat();
    encode(&Function::new(Arch::X86, Kind::Downcall, ops, None)).bytes[2..].to_vec()
}

#[test]
fn every_form_means_what_the_operation_says_and_is_as_short_as_can_be() {
    let ops = all();
    let mut source = String::from(".intel_syntax noprefix\n");
    let mut lengths = Vec::new();
    for op in &ops {
        let bytes = bytes(&[*op]);
        let found = disassemble(&bytes);
        assert_eq!(found.len(), 1, "{op:?} is {bytes:02x?}, {found:?}");
        assert_eq!(found[0].0, expected(op), "{op:?} is {bytes:02x?}");
        lengths.push(bytes.len());
        // What the GNU assembler calls the same.
        writeln!(source, "{}", expected(op).replace("xword ptr", "tbyte ptr").replace("xmmtbyte", "xmmword")).unwrap();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("forms_i386.s"), source).unwrap();
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    run(Command::new("as").arg("--32").arg("-o").arg(folder.join("forms_i386.o")).arg(folder.join("forms_i386.s")));
    let mut copy = Command::new("objcopy");
    copy.args(["-O", "binary", "-j", ".text"]).args([folder.join("forms_i386.o"), folder.join("forms_i386.bin")]);
    run(&mut copy);
    let assembled = disassemble(&std::fs::read(folder.join("forms_i386.bin")).unwrap());
    assert_eq!(assembled.len(), ops.len());
    for ((op, ours), (text, theirs)) in ops.iter().zip(lengths).zip(assembled) {
        assert!(ours <= theirs, "{op:?} takes {ours} bytes, the assembler's `{text}` {theirs}");
    }
}

#[test]
fn loops_and_the_way_to_a_symbol_are_several_instructions() {
    let [eax, ecx, edx] = [0, 1, 2].map(Register::general);
    let through = [Register::float(7); 2];
    let copy = bytes(&[Op::CopyPairs { count: ecx, source: eax, destination: edx, through }]);
    let lines: Vec<String> = disassemble(&copy).into_iter().map(|(text, _)| text).collect();
    let wanted = ["movsd xmm7, qword ptr [eax]", "movsd qword ptr [edx], xmm7", "add eax, 8", "add edx, 8", "dec ecx", "jne 0"];
    assert_eq!(lines, wanted);

    let lines = |op| disassemble(&bytes(&[op])).into_iter().map(|(text, _)| text).collect::<Vec<String>>();
    let wanted = "cmp ecx, 0x1000; jbe 0x1a; sub esp, 0x1000; or dword ptr [esp], 0; sub ecx, 0x1000; jmp 0; sub esp, ecx";
    assert_eq!(lines(Op::ReserveBytes { bytes: ecx, step: ecx }).join("; "), wanted);
    let word = Address { base: eax, displacement: 8 };
    assert_eq!(lines(Op::Mask { register: ecx, by: word }), ["and ecx, dword ptr [eax + 8]"]);
    assert_eq!(lines(Op::AddMemory { to: ecx, from: word }), ["add ecx, dword ptr [eax + 8]"]);

    let ops = vec![Op::Push(Register::general(8)), Op::Pop(eax), Op::AddressOfSymbol(eax)];
    let code = encode(&Function::new(Arch::X86, Kind::StaticThunk, ops, Some("slot".into())));
    let lines: Vec<String> = disassemble(&code.bytes).into_iter().map(|(text, _)| text).collect();
    assert_eq!(lines, ["call 5", "pop eax", "add eax, 0"]);
    // From the `pop` at 5 to the field at 7.
    let [relocation] = &code.relocations[..] else { panic!("{:?}", code.relocations) };
    assert_eq!((relocation.offset, relocation.reference, relocation.addend), (7, Reference::Relative32, 2));
}
