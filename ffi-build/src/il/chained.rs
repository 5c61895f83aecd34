//! Between a routine of universal calls and its callee: the static chain register.

use ffi_abi::{Abi, Arch, Target};

use super::load_store::Machine as LoadStore;
use super::machine::Machine;
use super::universal::{FRAME, RAX, RISCV_FRAME, at, general, load, store};
use super::{Branch, Function, Kind, Op, i386};

/// What a routine calls where its callee is to find a pointer in the static chain register: loads that, and jumps to the callee. Both are
/// the words in front of the program ([`ffi::contract::universal::Chained`]), whose address is in the routine's frame, which the frame
/// pointer addresses. By `fastcall` and `thiscall` the static chain register is another one: [`chained_eax`].
pub fn chained(target: &Target) -> Function {
    let arch = target.arch();
    // Scratch; the static chain; and where the routine keeps its program.
    let (scratch, chain, program, word) = match arch {
        Arch::X86_64 => (general(11), general(10), at(FRAME, -8), 8),
        Arch::X86 => (RAX, general(1), at(FRAME, 20), 4),
        Arch::Aarch64 => (general(16), general(18), at(general(29), 24), 8),
        Arch::Riscv64 => (general(28), general(7), at(general(8), 8 - RISCV_FRAME), 8),
    };
    let landing = match arch {
        Arch::X86 => i386::landing(target),
        Arch::X86_64 => Machine::of(target, Abi::SysV64).expect("a convention of the target").landing.then_some(Op::Landing),
        Arch::Aarch64 => LoadStore::of(Abi::Aapcs64).expect("a convention of the target").landing(),
        Arch::Riscv64 => None,
    };
    let mut ops: Vec<Op> = landing.into_iter().collect();
    ops.extend([load(scratch, program, word), load(chain, at(scratch, -(word as i32)), word)]);
    let callee = at(scratch, -2 * word as i32);
    match arch {
        Arch::X86_64 | Arch::X86 => ops.push(Op::Jump(Branch::Memory(callee))),
        Arch::Aarch64 | Arch::Riscv64 => ops.extend([load(scratch, callee, word), Op::Jump(Branch::Register(scratch))]),
    }
    Function::new(arch, Kind::Universal, ops, None)
}

/// [`chained`] by i386's conventions with an argument in `ecx`: the static chain register is `eax` (GCC 14, `ix86_static_chain`: "Fastcall
/// functions use ecx/edx for arguments, which leaves us with EAX for the static chain"), and no other is free, so that the callee is put
/// where the routine had its own, which it has read.
pub fn chained_eax(target: &Target) -> Function {
    const WORD: u32 = 4;
    let (callee, program) = (at(FRAME, 16), at(FRAME, 20));
    let mut ops: Vec<Op> = i386::landing(target).into_iter().collect();
    ops.extend([
        load(RAX, program, WORD),
        load(RAX, at(RAX, -2 * WORD as i32), WORD),
        store(RAX, callee, WORD),
        load(RAX, program, WORD),
        load(RAX, at(RAX, -(WORD as i32)), WORD),
        Op::Jump(Branch::Memory(callee)),
    ]);
    Function::new(Arch::X86, Kind::Universal, ops, None)
}
