//! The resolver of lazily bound imports: what an import stub comes to as long as its cell does not hold the function's address.
//!
//! ```text
//!  caller ─► stub: jump [cell] ─► resolver: save every argument register; callee = info.resolve(import); restore; jump callee
//!                     ▲                                                            │
//!                     └──────────── the cell holds the callee from then on ◄───────┘
//! ```
//!
//! It is entered in place of the callee, by any convention of the architecture and with a register that no convention passes
//! anything in: the address of the import, whose second word points to what is known about it, whose first word is the function that
//! finds the callee. Whatever may be an argument is as it was when the callee starts, so no signature is needed.

use ffi_abi::{Arch, Extend, Features, Os, Register, Target};

use super::{Address, Branch, Function, Kind, Op};

const fn general(number: u8) -> Register {
    Register::general(number)
}

/// The resolver of a target. Which register holds the import at entry: x86-64 `r11`, i386 `eax`, AArch64 `x9`, RISC-V `x6`.
pub fn resolver(target: &Target) -> Function {
    let ops = match (target.arch(), target.os()) {
        (Arch::X86_64, Os::Windows) => win64(),
        (Arch::X86_64, _) => sysv64(target),
        (Arch::X86, _) => i386(target),
        (Arch::Aarch64, _) => aarch64(),
        (Arch::Riscv64, _) => riscv64(target),
    };
    Function::new(target.arch(), Kind::Resolver, ops, None)
}

const fn at(base: Register, displacement: i32) -> Address {
    Address { base, displacement }
}

const fn load(to: Register, from: Address, size: u8) -> Op {
    Op::Load { to, from, size, extend: Extend::None, container: size }
}

const fn word(to: Register, from: Address) -> Op {
    load(to, from, 8)
}

/// Saves general registers by pushes, the rest by the processor's own means. `rax` holds the number of vector registers of a variadic
/// call, `r10` the static chain (System V ABI, AMD64 supplement 1.0, figure 3.4); by `extern "win64"` the callee preserves `rdi`, `rsi`
/// and vector registers, so that nothing but `r11` may change.
fn sysv64(target: &Target) -> Vec<Op> {
    let (frame, import) = (general(5), general(11));
    let kept = [0, 7, 6, 2, 1, 8, 9, 10].map(general);
    let mut ops = Vec::new();
    // macOS does not track indirect branches.
    if !target.is_apple() {
        ops.push(Op::Landing);
    }
    ops.extend([Op::Push(frame), Op::EnterFrame]);
    ops.extend(kept.map(Op::Push));
    // A word for the mask.
    ops.push(Op::Push(import));
    let mask = at(frame, -8 * (kept.len() as i32 + 1));
    let argument = general(7);
    ops.push(Op::Move { to: argument, from: import, size: 8 });
    ops.push(Op::SaveExtended { mask });
    ops.push(word(general(0), at(argument, 8)));
    ops.push(Op::Call { to: Branch::Memory(at(general(0), 0)), pops: 0 });
    ops.push(Op::Move { to: import, from: general(0), size: 8 });
    ops.push(Op::RestoreExtended { mask });
    ops.extend(kept.iter().zip(1..).map(|(register, below)| word(*register, at(frame, -8 * below))));
    ops.extend([Op::LeaveFrame, Op::Jump(Branch::Register(import))]);
    ops
}

/// Microsoft Learn, "x64 calling convention": four integer registers, for which the caller leaves space on the stack, `xmm0` to `xmm3`;
/// `__vectorcall` has `xmm4` and `xmm5`. `rax` is an argument of variadic functions by `extern "sysv64"`, whose others the convention
/// preserves. No convention here passes more than 128 bits of a vector register to a function that a stub can be declared for.
fn win64() -> Vec<Op> {
    const HOME: i32 = 32;
    let (frame, import, result) = (general(5), general(11), general(0));
    let homes = [1, 2, 8, 9].map(general).into_iter().zip((16..).step_by(8));
    // rax is in the topmost of 16 bytes.
    let vectors = (0..6).map(|number| (Register::float(number), -16 * (i32::from(number) + 2)));
    let mut ops = vec![Op::Push(frame), Op::EnterFrame, Op::MoveStack(-(16 + 6 * 16 + HOME))];
    ops.push(Op::Store { from: result, to: at(frame, -8), size: 8 });
    ops.extend(homes.clone().map(|(from, above)| Op::Store { from, to: at(frame, above), size: 8 }));
    ops.extend(vectors.clone().map(|(from, below)| Op::Store { from, to: at(frame, below), size: 16 }));
    ops.push(Op::Move { to: general(1), from: import, size: 8 });
    ops.push(word(result, at(import, 8)));
    ops.push(Op::Call { to: Branch::Memory(at(result, 0)), pops: 0 });
    ops.push(Op::Move { to: import, from: result, size: 8 });
    ops.push(word(result, at(frame, -8)));
    ops.extend(homes.map(|(to, above)| word(to, at(frame, above))));
    ops.extend(vectors.map(|(to, below)| load(to, at(frame, below), 16)));
    ops.extend([Op::StackAboveFrame(0), Op::Pop(frame), Op::Jump(Branch::Register(import))]);
    ops
}

/// `fastcall` and `thiscall` pass `ecx` and `edx`; System V passes vectors in `xmm0` to `xmm2` (Intel386 supplement 1.1, §2.2.3). None
/// passes anything in `eax`. Windows aligns the stack to a word only.
fn i386(target: &Target) -> Vec<Op> {
    let (stack, frame, import) = (general(4), general(5), general(0));
    let kept = [1, 2].map(general);
    let vectors = (0..3).map(|number| (Register::float(number), -8 - 16 * (i32::from(number) + 1)));
    let mut ops = Vec::new();
    let windows = target.os() == Os::Windows;
    if !windows {
        ops.push(Op::Landing);
    }
    ops.extend([Op::Push(frame), Op::EnterFrame]);
    ops.extend(kept.map(Op::Push));
    // With the frame's linkage and the two above, a multiple of 16; the lowest word is the parameter.
    ops.push(Op::MoveStack(-(3 * 16 + 16)));
    if windows {
        ops.push(Op::AlignStack(16));
    }
    ops.extend(vectors.clone().map(|(from, below)| Op::Store { from, to: at(frame, below), size: 16 }));
    ops.push(Op::Store { from: import, to: at(stack, 0), size: 4 });
    ops.push(load(import, at(import, 4), 4));
    ops.push(Op::Call { to: Branch::Memory(at(import, 0)), pops: 0 });
    ops.extend(vectors.map(|(to, below)| load(to, at(frame, below), 16)));
    ops.extend(kept.iter().zip(1..).map(|(register, below)| load(*register, at(frame, -4 * below), 4)));
    ops.extend([Op::LeaveFrame, Op::Jump(Branch::Register(import))]);
    ops
}

/// AAPCS64 (2024Q3), "Parameter passing": x0 to x7, v0 to v7, and the address of a result in x8. Registers of SVE are passed by functions
/// that are marked as variants of the convention, which nobody may bind lazily ("SVE and Advanced SIMD PCS").
fn aarch64() -> Vec<Op> {
    let (stack, import, callee) = (general(31), general(9), general(16));
    let (frame, link) = (general(29), general(30));
    let mut moves: Vec<(Register, Option<Register>, i32, u8)> = Vec::new();
    moves.extend((0..4).map(|pair| (general(2 * pair), Some(general(2 * pair + 1)), 16 + 16 * i32::from(pair), 8)));
    moves.push((general(8), None, 80, 8));
    let vector = Register::float;
    moves.extend((0..4).map(|pair| (vector(2 * pair), Some(vector(2 * pair + 1)), 96 + 32 * i32::from(pair), 16)));
    let bytes = 96 + 4 * 32;
    let mut ops = vec![Op::Landing, Op::PushPair { first: frame, second: link, bytes }, Op::EnterFrame];
    ops.extend(moves.iter().map(|(first, second, offset, size)| match second {
        Some(second) => Op::StorePair { first: *first, second: *second, to: at(stack, *offset), size: *size },
        None => Op::Store { from: *first, to: at(stack, *offset), size: *size },
    }));
    ops.push(Op::Move { to: general(0), from: import, size: 8 });
    ops.push(word(callee, at(import, 8)));
    ops.push(word(callee, at(callee, 0)));
    ops.push(Op::Call { to: Branch::Register(callee), pops: 0 });
    ops.push(Op::Move { to: callee, from: general(0), size: 8 });
    ops.extend(moves.iter().map(|(first, second, offset, size)| match second {
        Some(second) => Op::LoadPair { first: *first, second: *second, from: at(stack, *offset), size: *size },
        None => load(*first, at(stack, *offset), *size),
    }));
    // BTI lets a jump through x16 reach what a call may reach.
    ops.extend([Op::PopPair { first: frame, second: link, bytes }, Op::Jump(Branch::Register(callee))]);
    ops
}

/// RISC-V ABIs Specification 1.0, "Integer Calling Convention" and "Hardware Floating-point Calling Convention": a0 to a7 (x10 to x17) and
/// fa0 to fa7 (f10 to f17), which soft-float machines may lack.
fn riscv64(target: &Target) -> Vec<Op> {
    let (stack, link, import, callee) = (general(2), general(1), general(6), general(28));
    let floats = if target.features().contains(Features::SOFT_FLOAT) { 0 } else { 8 };
    let mut kept: Vec<Register> = (10..18).map(general).collect();
    kept.extend((10..10 + floats).map(Register::float));
    let bytes = (8 * (kept.len() as i32 + 1) + 15) / 16 * 16;
    let mut ops = vec![Op::MoveStack(-bytes), Op::Store { from: link, to: at(stack, bytes - 8), size: 8 }];
    ops.extend(kept.iter().zip((0..).step_by(8)).map(|(from, offset)| Op::Store { from: *from, to: at(stack, offset), size: 8 }));
    ops.push(Op::Move { to: general(10), from: import, size: 8 });
    ops.push(word(callee, at(import, 8)));
    ops.push(word(callee, at(callee, 0)));
    ops.push(Op::Call { to: Branch::Register(callee), pops: 0 });
    ops.push(Op::Move { to: callee, from: general(10), size: 8 });
    ops.extend(kept.iter().zip((0..).step_by(8)).map(|(to, offset)| word(*to, at(stack, offset))));
    ops.extend([word(link, at(stack, bytes - 8)), Op::MoveStack(bytes), Op::Jump(Branch::Register(callee))]);
    ops
}
