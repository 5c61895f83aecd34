//! What only engine adapters do, against an independent disassembler.

use capstone::arch::{arm64, riscv};
use capstone::prelude::*;
use ffi_abi::{Arch, Extend, Register};
use ffi_build::encode::{Reference, encode};
use ffi_build::il::{Address, Branch, Condition, Function, Kind, Op};

fn disassemble(arch: Arch, bytes: &[u8]) -> String {
    let machine = match arch {
        Arch::X86_64 => Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build(),
        Arch::Aarch64 => Capstone::new().arm64().mode(arm64::ArchMode::Arm).build(),
        Arch::Riscv64 => {
            let extra = [riscv::ArchExtraMode::RiscVC].into_iter();
            Capstone::new().riscv().mode(riscv::ArchMode::RiscV64).extra_mode(extra).build()
        }
        Arch::X86 => unreachable!("no adapter is made for i386"),
    };
    let machine = machine.unwrap();
    let instructions = machine.disasm_all(bytes, 0).unwrap();
    let length: usize = instructions.iter().map(capstone::Insn::len).sum();
    assert_eq!(length, bytes.len(), "the disassembler stops in {bytes:02x?}");
    let all = instructions.iter().map(|one| format!("{} {}", one.mnemonic().unwrap(), one.op_str().unwrap()).trim().to_owned());
    all.collect::<Vec<_>>().join("; ")
}

fn check(arch: Arch, op: Op, expected: &str) {
    let code = encode(&Function::new(arch, Kind::Adapter, vec![op], Some("callee".into())));
    assert_eq!(disassemble(arch, &code.bytes), expected, "{op:?}");
    let branches = matches!(op, Op::Jump(Branch::Symbol) | Op::Call { to: Branch::Symbol, .. });
    assert_eq!(code.relocations.iter().filter(|one| one.reference == Reference::Branch).count(), usize::from(branches), "{op:?}");
}

const fn at(base: Register, displacement: i32) -> Address {
    Address { base, displacement }
}

#[test]
fn x86_64() {
    let [rax, rsi, r8, r11] = [0, 6, 8, 11].map(Register::general);
    let trap = |register, condition, value, size| Op::TrapUnless { register, condition, value, size, through: r11 };
    let check = |op, expected| check(Arch::X86_64, op, expected);
    check(trap(rax, Condition::Equal, 0x766d_6378, 4), "cmp eax, 0x766d6378; je 0xa; ud2");
    check(trap(r8, Condition::AtLeast, 127, 8), "cmp r8, 0x7f; jae 8; ud2");
    check(trap(r8, Condition::AtLeast, 128, 8), "cmp r8, 0x80; jae 0xb; ud2");
    let jump = Op::JumpUnless { register: rsi, value: 3, to: at(Register::general(7), 24), through: r11 };
    check(jump, "cmp esi, 3; je 8; jmp qword ptr [rdi + 0x18]");
    let far = Op::JumpUnless { register: rsi, value: 300, to: at(r8, 4092), through: r11 };
    check(far, "cmp esi, 0x12c; je 0xf; jmp qword ptr [r8 + 0xffc]");
    let null = at(Register::general(7), 16);
    check(Op::ZeroIf { register: r8, equals: null, through: r11 }, "mov r11, qword ptr [rdi + 0x10]; sub r11, r8; cmove r8, r11");
    check(Op::LoadIfZero { register: rax, from: null, through: r11 }, "test rax, rax; cmove rax, qword ptr [rdi + 0x10]");
    check(Op::Jump(Branch::Symbol), "jmp 5");
    check(Op::Call { to: Branch::Symbol, pops: 0 }, "call 5");
}

#[test]
fn aarch64() {
    let [x0, x1, x16] = [0, 1, 16].map(Register::general);
    let [v0, v3] = [0, 3].map(Register::float);
    let check = |op, expected| check(Arch::Aarch64, op, expected);
    let extend = |size, extend, container| Op::Extend { to: x0, from: x1, size, extend, container };
    check(extend(1, Extend::Sign, 4), "sxtb w0, w1");
    check(extend(2, Extend::Sign, 4), "sxth w0, w1");
    check(extend(1, Extend::Sign, 8), "sxtb x0, w1");
    check(extend(2, Extend::Sign, 8), "sxth x0, w1");
    check(extend(4, Extend::Sign, 8), "sxtw x0, w1");
    check(extend(1, Extend::Zero, 4), "uxtb w0, w1");
    check(extend(2, Extend::Zero, 8), "uxth w0, w1");
    check(extend(4, Extend::Zero, 8), "mov w0, w1");
    check(Op::Convert { to: v0, from: v3, size: 4 }, "fcvt s0, d3");
    check(Op::Convert { to: v3, from: v0, size: 8 }, "fcvt d3, s0");
    check(Op::Move { to: v3, from: v0, size: 4 }, "fmov s3, s0");
    check(Op::Move { to: v3, from: v0, size: 8 }, "fmov d3, d0");
    check(Op::Move { to: v3, from: v0, size: 16 }, "mov v3.16b, v0.16b");
    let trap = |condition, value, size| Op::TrapUnless { register: x1, condition, value, size, through: x16 };
    check(trap(Condition::AtLeast, 4095, 8), "cmp x1, #0xfff; b.hs #0xc; brk #1");
    check(
        trap(Condition::Equal, 0x766d_6378, 4),
        "mov w16, #0x6378; movk w16, #0x766d, lsl #16; cmp w1, w16; b.eq #0x14; brk #1",
    );
    let jump = Op::JumpUnless { register: x1, value: 3, to: at(x0, 24), through: x16 };
    check(jump, "cmp w1, #3; b.eq #0x10; ldr x16, [x0, #0x18]; br x16");
    check(
        Op::ZeroIf { register: x1, equals: at(x0, 16), through: x16 },
        "ldr x16, [x0, #0x10]; cmp x1, x16; csel x1, xzr, x1, eq",
    );
    check(
        Op::LoadIfZero { register: x0, from: at(x1, 16), through: x16 },
        "ldr x16, [x1, #0x10]; cmp x0, #0; csel x0, x16, x0, eq",
    );
    check(Op::Jump(Branch::Symbol), "b #0");
    check(Op::Call { to: Branch::Symbol, pops: 0 }, "bl #0");
}

#[test]
fn riscv64() {
    let [t1, a0, a1] = [6, 10, 11].map(Register::general);
    let [fa0, fa1] = [10, 11].map(Register::float);
    let check = |op, expected| check(Arch::Riscv64, op, expected);
    let extend = |size, extend| Op::Extend { to: a0, from: a1, size, extend, container: 8 };
    check(extend(1, Extend::Zero), "andi a0, a1, 0xff");
    check(extend(1, Extend::Sign), "slli a0, a1, 0x38; srai a0, a0, 0x38");
    check(extend(2, Extend::Zero), "slli a0, a1, 0x30; srli a0, a0, 0x30");
    check(extend(2, Extend::Sign), "slli a0, a1, 0x30; srai a0, a0, 0x30");
    check(extend(4, Extend::Zero), "slli a0, a1, 0x20; srli a0, a0, 0x20");
    check(extend(4, Extend::Sign), "sext.w a0, a1");
    check(Op::Convert { to: fa0, from: fa1, size: 4 }, "fcvt.s.d fa0, fa1");
    check(Op::Convert { to: fa0, from: fa1, size: 8 }, "fcvt.d.s fa0, fa1");
    check(Op::Move { to: fa0, from: fa1, size: 4 }, "fmv.s fa0, fa1");
    check(Op::Move { to: fa0, from: fa1, size: 8 }, "fmv.d fa0, fa1");
    let trap = |condition, value, size| Op::TrapUnless { register: a1, condition, value, size, through: t1 };
    check(trap(Condition::AtLeast, 3, 8), "c.li t1, 3; bgeu a1, t1, 8; ebreak");
    check(trap(Condition::Equal, 3, 4), "c.li t1, 3; beq a1, t1, 8; ebreak");
    let jump = Op::JumpUnless { register: a1, value: 3, to: at(a0, 24), through: t1 };
    check(jump, "c.li t1, 3; beq a1, t1, 0xa; ld t1, 0x18(a0); c.jr t1");
    check(Op::ZeroIf { register: a1, equals: at(a0, 16), through: t1 }, "ld t1, 0x10(a0); bne a1, t1, 6; c.li a1, 0");
    check(Op::LoadIfZero { register: a0, from: at(a1, 16), through: t1 }, "bnez a0, 6; c.ld a0, 0x10(a1)");
    check(Op::Jump(Branch::Symbol), "auipc t1, 0; jr t1");
    check(Op::Call { to: Branch::Symbol, pops: 0 }, "auipc t1, 0; jalr t1");
}
