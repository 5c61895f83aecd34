//! The routines of universal calls: a downcall for any signature, whose moves are data.
//!
//! [`ffi::contract::universal`] says what a routine does and in which order. Everything that a call needs before and after it is at
//! fixed distances from the frame pointer, so that the stack pointer is free to be what the program says.
//!
//! ```text
//!  stack pointer ─► image │ stack part │ padding │ callee, ret, program │ saved │ frame pointer │ return address
//! ```
//!
//! A straight routine has no image, no stack part but Microsoft's home, and the callee in a register.

use std::mem::offset_of;

use ffi::contract::universal::{
    AARCH64, AARCH64_APPLE, FRAME_ABOVE, Program, RISCV64, Returned, Routine, Shape, X86, X86_64, X86_64_FOREIGN,
    X86_64_MICROSOFT,
};
use ffi::contract::{SLOT_SIZE, UpcallSlot};
use ffi_abi::{Abi, Arch, Convention, Extend, Features, Os, Register, Target};

use super::builder::{Builder, saved_bytes};
use super::load_store::Machine as LoadStore;
use super::machine::{Machine, saved};
use super::{Address, Branch, Function, Kind, Op, i386};

/// A set of routines for callees, and of entries for callers, of some conventions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Family {
    /// What its symbols have in front of the routine's name.
    pub prefix: &'static str,
    /// The registers that it loads and stores.
    pub shape: Shape,
    /// Its routines.
    pub routines: &'static [Routine],
    /// Its upcall entries, by the routine that loads what they spill.
    pub entries: &'static [Routine],
    /// The convention by which its callees are called, and its entries.
    calls: Abi,
}

/// The families of a target. The first serves the target's own convention and others whose registers are among its own; the second, if
/// there is one, what is foreign to that ([`ffi::contract::moves`]).
pub fn families(target: &Target) -> Vec<Family> {
    use Routine::{Float, General, Vectors, Wide, Widest};
    const OF_X86_64: &[Routine] = &[General, Float, Vectors, Wide, Widest];
    let family = |prefix, shape, routines, calls| Family { prefix, shape, routines, entries: routines, calls };
    match (target.arch(), target.os()) {
        (Arch::X86_64, Os::Windows) => {
            vec![family("", X86_64_MICROSOFT, OF_X86_64, Abi::Win64), family("sysv64_", X86_64, OF_X86_64, Abi::SysV64)]
        }
        (Arch::X86_64, _) => vec![
            family("", X86_64, OF_X86_64, Abi::SysV64),
            // Its callees are the first family's, too.
            Family { routines: &[], ..family("win64_", X86_64_FOREIGN, OF_X86_64, Abi::Win64) },
        ],
        (Arch::X86, _) => vec![family("", X86, &[General, Float, Wide, Widest], Abi::Cdecl)],
        (Arch::Aarch64, _) => {
            let own = Convention::C.resolve(target).unwrap_or(Abi::Aapcs64);
            let shape = if target.is_apple() { AARCH64_APPLE } else { AARCH64 };
            vec![family("", shape, &[General, Float], own)]
        }
        (Arch::Riscv64, _) if target.features().contains(Features::SOFT_FLOAT) => {
            vec![family("", RISCV64, &[General], Abi::Riscv64)]
        }
        (Arch::Riscv64, _) => vec![family("", RISCV64, &[General, Float], Abi::Riscv64)],
    }
}

/// One routine of a family; `straight`: that which loads so many registers from the record.
///
/// # Panics
/// On a family of another target, or a routine that it has not (a fault of this crate).
pub fn universal(target: &Target, family: &Family, routine: Routine, straight: Option<u8>) -> Function {
    assert!(family.routines.contains(&routine), "a routine of the family");
    let shape = family.shape.of(routine);
    assert!(straight.is_none_or(|count| shape.straight(routine).contains(&count)), "a straight routine of the family");
    let class: fn(u8) -> Register = if routine.loads_floats() { Register::float } else { general };
    let registers = if routine.loads_floats() { shape.floats } else { shape.general };
    let straight: Option<Vec<Register>> =
        straight.map(|count| registers[..count.into()].iter().map(|number| class(*number)).collect());
    let ops = match target.arch() {
        Arch::X86_64 => {
            let machine = Machine::of(target, family.calls).expect("a family of the target");
            x86_64(machine, family.calls, &shape, routine, straight.as_deref())
        }
        Arch::X86 => x86(target, &shape),
        Arch::Aarch64 => aarch64(LoadStore::of(family.calls).expect("a family of the target"), &shape, straight.as_deref()),
        Arch::Riscv64 => riscv64(&shape, straight.as_deref()),
    };
    Function::new(target.arch(), Kind::Universal, ops, None)
}

/// The loads of a straight routine: from each slot of the record a register, that which has the record's address last.
fn straight_loads(registers: &[Register], args: Register) -> Vec<Op> {
    let slots = (0..).step_by(SLOT_SIZE as usize);
    let loads = registers.iter().zip(slots).map(|(register, offset)| (*register, load(*register, at(args, offset), SLOT_SIZE)));
    let (base, others): (Vec<_>, Vec<_>) = loads.partition(|(register, _)| *register == args);
    others.into_iter().chain(base).map(|(_, load)| load).collect()
}

pub(super) const fn general(number: u8) -> Register {
    Register::general(number)
}

pub(super) const fn at(base: Register, displacement: i32) -> Address {
    Address { base, displacement }
}

pub(super) const fn load(to: Register, from: Address, size: u32) -> Op {
    Op::Load { to, from, size: size as u8, extend: Extend::None, container: size as u8 }
}

pub(super) const fn store(from: Register, to: Address, size: u32) -> Op {
    Op::Store { from, to, size: size as u8 }
}

const fn copy(to: Register, from: Register, size: u32) -> Op {
    Op::Move { to, from, size: size as u8 }
}

const fn call(to: Register) -> Op {
    Op::Call { to: Branch::Register(to), pops: 0 }
}

const fn call_at(at: Address) -> Op {
    Op::Call { to: Branch::Memory(at), pops: 0 }
}

/// A field of the program, whose address is in a register: all of those that a routine reads are words.
const fn field(program: Register, offset: usize, word: u32) -> Address {
    at(program, (offset / size_of::<usize>()) as i32 * word as i32)
}

/// Makes room for the image and the stack part, whose end is aligned: what is above an aligned address is taken away with them, for that may
/// be pages, which have to be touched. A register holds the stack pointer.
fn aligned_frame(bytes: Register, program: Register, word: u32) -> [Op; 3] {
    [
        Op::Mask { register: bytes, by: field(program, offset_of!(Program, low), word) },
        Op::AddMemory { to: bytes, from: field(program, offset_of!(Program, frame), word) },
        Op::ReserveBytes { bytes, step: bytes },
    ]
}

/// The loads of the registers that are not general, from the image at the stack pointer.
fn load_floats(shape: &Shape, stack: Register) -> Vec<Op> {
    let place = |number: u8| at(stack, shape.float_at(number).expect("one of them") as i32);
    shape.floats.iter().map(|number| load(Register::float(*number), place(*number), shape.lane)).collect()
}

/// The stores of the same after the call, into the block at the stack pointer.
fn store_floats(shape: &Shape, stack: Register) -> Vec<Op> {
    let place = |number: u8| at(stack, shape.float_result_at(number).expect("one of them") as i32);
    shape.float_results.iter().map(|number| store(Register::float(*number), place(*number), shape.lane)).collect()
}

/// What code that follows, of narrow vectors, is to find zero.
fn clear_upper(shape: &Shape) -> Option<Op> {
    (shape.lane > 16).then_some(Op::ClearUpper)
}

const STACK: Register = general(4);
pub(super) const FRAME: Register = general(5);
pub(super) const RAX: Register = general(0);

fn x86_64(machine: &'static Machine, calls: Abi, shape: &Shape, routine: Routine, straight: Option<&[Register]>) -> Vec<Op> {
    const WORD: u32 = 8;
    let microsoft = machine.abi == Abi::Win64;
    let [args, ret, third] = machine.arguments;
    // The fourth argument: System V's `rcx`, Microsoft's `r9`.
    let program = if microsoft { general(9) } else { general(1) };
    let home = machine.home as i32;
    let saved = saved(machine.abi, calls, false);
    let program_at = at(FRAME, -8);
    let ret_at = at(FRAME, -16);
    let callee_at = at(FRAME, -24);
    let mut b = Builder::begin(machine);
    b.enter_frame(saved);
    for register in [program, ret] {
        b.op(Op::Push(register));
    }
    if let Some(registers) = straight {
        let callee = machine.spare[1];
        b.op(copy(callee, third, WORD));
        b.ops(straight_loads(registers, args));
        if shape.home > 0 {
            b.op(Op::MoveStack(-(shape.home as i32)));
        }
        if calls == Abi::SysV64 {
            let vectors = if routine.loads_floats() { registers.len() as u32 } else { 0 };
            b.op(Op::Set { to: RAX, value: vectors, size: 4 });
        }
        b.op(call(callee));
    } else {
        b.op(Op::Push(third));
        b.op(copy(RAX, STACK, WORD));
        b.ops(aligned_frame(RAX, program, WORD));
        let place = call_at(field(program, offset_of!(Program, place), WORD));
        if home > 0 {
            b.ops([Op::MoveStack(-home), Op::AddressOf { to: third, of: at(STACK, home) }, place, Op::MoveStack(home)]);
        } else {
            b.ops([copy(third, STACK, WORD), place]);
        }
        b.ops(load_floats(shape, STACK));
        b.ops(shape.general.iter().map(|number| Op::Pop(general(*number))));
        let rest = shape.image_bytes() - shape.general.len() as u32 * WORD;
        if rest > 0 {
            b.op(Op::MoveStack(rest as i32));
        }
        // System V ABI, AMD64 supplement 1.0, §3.5.7: `al` is "the number of vector registers used".
        if calls == Abi::SysV64 && routine.loads_floats() {
            b.op(load(RAX, program_at, WORD));
            b.op(load(RAX, field(RAX, offset_of!(Program, vectors), WORD), 4));
        } else if calls == Abi::SysV64 {
            b.op(Op::Set { to: RAX, value: 0, size: 4 });
        }
        b.op(call_at(callee_at));
    }
    let floats = shape.results_bytes() - shape.general_results.len() as u32 * WORD;
    if floats > 0 {
        b.op(Op::MoveStack(-(shape.results_bytes() as i32)));
        let general_results = shape.general_results.iter().zip((0..).step_by(WORD as usize));
        b.ops(general_results.map(|(number, offset)| store(general(*number), at(STACK, offset), WORD)));
        b.ops(store_floats(shape, STACK));
        b.ops(clear_upper(shape));
    } else {
        b.ops(shape.general_results.iter().rev().map(|number| Op::Push(general(*number))));
    }
    b.op(load(args, ret_at, WORD));
    b.op(load(third, program_at, WORD));
    if home > 0 {
        b.ops([Op::MoveStack(-home), Op::AddressOf { to: ret, of: at(STACK, home) }]);
    } else {
        b.op(copy(ret, STACK, WORD));
    }
    b.op(call_at(field(third, offset_of!(Program, finish), WORD)));
    b.leave_frame(saved);
    b.op(Op::Return(0));
    b.finish(Kind::Universal).ops
}

/// Entered by cdecl, whose arguments stay at fixed distances from the frame pointer.
fn x86(target: &Target, shape: &Shape) -> Vec<Op> {
    const WORD: u32 = 4;
    let (ecx, edx) = (general(1), general(2));
    let [args_at, ret_at, callee_at, program_at] = [8, 12, 16, 20].map(|above| at(FRAME, above));
    let mut ops: Vec<Op> = i386::landing(target).into_iter().collect();
    ops.extend([Op::Push(FRAME), Op::EnterFrame, load(RAX, program_at, WORD), copy(ecx, STACK, WORD)]);
    ops.extend(aligned_frame(ecx, RAX, WORD));
    ops.extend([
        copy(ecx, STACK, WORD),
        Op::Push(RAX),
        Op::Push(ecx),
        Op::PushMemory(ret_at),
        Op::PushMemory(args_at),
        call_at(field(RAX, offset_of!(Program, place), WORD)),
        Op::MoveStack(16),
    ]);
    ops.extend(load_floats(shape, STACK));
    ops.extend([load(ecx, at(STACK, 0), WORD), load(edx, at(STACK, 4), WORD), Op::MoveStack(shape.image_bytes() as i32)]);
    ops.push(call_at(callee_at));
    // The callee may have removed its arguments.
    ops.extend([Op::AlignStack(16), Op::MoveStack(-(shape.results_bytes() as i32))]);
    ops.extend([store(RAX, at(STACK, 0), WORD), store(edx, at(STACK, 4), WORD)]);
    ops.extend(store_floats(shape, STACK));
    ops.extend(clear_upper(shape));
    ops.extend([
        copy(RAX, STACK, WORD),
        load(ecx, program_at, WORD),
        Op::MoveStack(-4),
        Op::Push(ecx),
        Op::Push(RAX),
        Op::PushMemory(ret_at),
        call_at(field(ecx, offset_of!(Program, finish), WORD)),
    ]);
    ops.extend([Op::LeaveFrame, Op::Return(0)]);
    ops
}

/// Pairs of registers at successive places above the stack pointer, in a load or a store each; the last may be alone.
fn pairs(class: fn(u8) -> Register, numbers: &[u8], first: u32, size: u32, stores: bool) -> Vec<Op> {
    let stack = general(31);
    let places = (first as i32..).step_by(2 * size as usize);
    let op = |(numbers, offset): (&[u8], i32)| match (numbers, stores) {
        ([number], false) => load(class(*number), at(stack, offset), size),
        ([number], true) => store(class(*number), at(stack, offset), size),
        (numbers, false) => {
            let [first, second] = [0, 1].map(|index| class(numbers[index]));
            Op::LoadPair { first, second, from: at(stack, offset), size: size as u8 }
        }
        (numbers, true) => {
            let [first, second] = [0, 1].map(|index| class(numbers[index]));
            Op::StorePair { first, second, to: at(stack, offset), size: size as u8 }
        }
    };
    numbers.chunks(2).zip(places).map(op).collect()
}

fn aarch64(machine: &LoadStore, shape: &Shape, straight: Option<&[Register]>) -> Vec<Op> {
    const WORD: u32 = 8;
    const BYTES: u32 = 48;
    let (stack, frame, link) = (general(31), general(29), general(30));
    let [args, ret, third, program] = [0, 1, 2, 3].map(general);
    // Never an argument or a result.
    let scratch = general(9);
    let mut ops: Vec<Op> = machine.landing().into_iter().collect();
    ops.extend([
        Op::PushPair { first: frame, second: link, bytes: BYTES },
        Op::EnterFrame,
        Op::StorePair { first: ret, second: program, to: at(frame, 16), size: 8 },
    ]);
    if let Some(registers) = straight {
        ops.push(copy(scratch, third, WORD));
        ops.extend(straight_loads(registers, args));
        ops.push(call(scratch));
    } else {
        ops.extend([
            store(third, at(frame, 32), WORD),
            load(scratch, field(program, offset_of!(Program, frame), WORD), WORD),
            Op::ReserveBytes { bytes: scratch, step: scratch },
            copy(third, stack, WORD),
            load(scratch, field(program, offset_of!(Program, place), WORD), WORD),
            call(scratch),
        ]);
        ops.extend(pairs(Register::float, shape.floats, shape.general_bytes(), shape.lane, false));
        ops.extend(pairs(Register::general, shape.general, 0, WORD, false));
        ops.extend([Op::MoveStack(shape.image_bytes() as i32), load(scratch, at(frame, 32), WORD), call(scratch)]);
    }
    ops.push(Op::MoveStack(-(shape.results_bytes() as i32)));
    ops.extend(pairs(Register::general, shape.general_results, 0, WORD, true));
    ops.extend(pairs(Register::float, shape.float_results, shape.float_results_at(), shape.lane, true));
    ops.extend([
        load(general(0), at(frame, 16), WORD),
        copy(general(1), stack, WORD),
        load(general(2), at(frame, 24), WORD),
        load(scratch, field(general(2), offset_of!(Program, finish), WORD), WORD),
        call(scratch),
        Op::RestoreStack,
        Op::PopPair { first: frame, second: link, bytes: BYTES },
        Op::Return(0),
    ]);
    ops
}

/// Bytes below the frame pointer of RISC-V's routine: what it was given, and what it saves.
pub(super) const RISCV_FRAME: i32 = 48;

fn riscv64(shape: &Shape, straight: Option<&[Register]>) -> Vec<Op> {
    const WORD: u32 = 8;
    const BYTES: i32 = RISCV_FRAME;
    let (stack, frame, link) = (general(2), general(8), general(1));
    let [args, ret, third, program] = [10, 11, 12, 13].map(general);
    // A jump through `x5` is a return to processors that predict returns.
    let (scratch, step) = (general(28), general(29));
    let (ret_at, program_at, callee_at) = (at(frame, -BYTES), at(frame, 8 - BYTES), at(frame, 16 - BYTES));
    let mut ops = vec![
        Op::MoveStack(-BYTES),
        store(link, at(stack, BYTES - 8), WORD),
        store(frame, at(stack, BYTES - 16), WORD),
        Op::AddressOf { to: frame, of: at(stack, BYTES) },
        store(ret, ret_at, WORD),
        store(program, program_at, WORD),
    ];
    if let Some(registers) = straight {
        ops.push(copy(scratch, third, WORD));
        ops.extend(straight_loads(registers, args));
        ops.push(call(scratch));
    } else {
        ops.extend([
            store(third, callee_at, WORD),
            load(scratch, field(program, offset_of!(Program, frame), WORD), WORD),
            Op::ReserveBytes { bytes: scratch, step },
            copy(third, stack, WORD),
            load(scratch, field(program, offset_of!(Program, place), WORD), WORD),
            call(scratch),
        ]);
        ops.extend(load_floats(shape, stack));
        ops.extend(
            shape.general.iter().zip((0..).step_by(8)).map(|(number, offset)| load(general(*number), at(stack, offset), WORD)),
        );
        ops.extend([Op::MoveStack(shape.image_bytes() as i32), load(scratch, callee_at, WORD), call(scratch)]);
    }
    ops.push(Op::MoveStack(-(shape.results_bytes() as i32)));
    let results = shape.general_results.iter().zip((0..).step_by(8));
    ops.extend(results.map(|(number, offset)| store(general(*number), at(stack, offset), WORD)));
    ops.extend(store_floats(shape, stack));
    ops.extend([
        load(general(10), ret_at, WORD),
        copy(general(11), stack, WORD),
        load(general(12), program_at, WORD),
        load(scratch, field(general(12), offset_of!(Program, finish), WORD), WORD),
        call(scratch),
        Op::AddressOf { to: stack, of: at(frame, -BYTES) },
        load(link, at(stack, BYTES - 8), WORD),
        load(frame, at(stack, BYTES - 16), WORD),
        Op::MoveStack(BYTES),
        Op::Return(0),
    ]);
    ops
}

/// The upcall entry of a family: spills every argument register into an image, calls the slot's handler with the slot, the image and a
/// block of results, and loads the registers of results from that. `x87`: what is loaded on the x87 stack instead, numbers of 10 bytes.
///
/// # Panics
/// As [`universal`].
pub fn universal_upcall(target: &Target, family: &Family, routine: Routine, result: Returned) -> Function {
    assert!(family.entries.contains(&routine), "an entry of the family");
    let shape = family.shape.of(routine);
    let ops = match target.arch() {
        Arch::X86_64 => {
            let machine = Machine::of(target, family.calls).expect("a family of the target");
            x86_64_upcall(machine, family.calls, &shape, result)
        }
        Arch::X86 => x86_upcall(target, &shape, result),
        Arch::Aarch64 => aarch64_upcall(LoadStore::of(family.calls).expect("a family of the target"), &shape),
        Arch::Riscv64 => riscv64_upcall(&shape),
    };
    Function::new(target.arch(), Kind::UniversalEntry, ops, None)
}

/// The reverse of [`load_floats`].
fn spill_floats(shape: &Shape, stack: Register, image: i32) -> Vec<Op> {
    let place = |number: u8| at(stack, image + shape.float_at(number).expect("one of them") as i32);
    shape.floats.iter().map(|number| store(Register::float(*number), place(*number), shape.lane)).collect()
}

/// The reverse of [`store_floats`].
fn reload_floats(shape: &Shape, stack: Register, block: i32) -> Vec<Op> {
    let place = |number: u8| at(stack, block + shape.float_result_at(number).expect("one of them") as i32);
    shape.float_results.iter().map(|number| load(Register::float(*number), place(*number), shape.lane)).collect()
}

/// What is loaded on the x87 stack, from the start of the block.
fn push_x87(result: Returned, stack: Register, block: i32) -> Vec<Op> {
    match result {
        Returned::Registers => vec![],
        Returned::X87 => vec![Op::PushX87(at(stack, block))],
        Returned::X87Pair => vec![Op::PushX87(at(stack, block + 16)), Op::PushX87(at(stack, block))],
        Returned::Single => vec![load(Register::x87(0), at(stack, block), 4)],
        Returned::Double => vec![load(Register::x87(0), at(stack, block), 8)],
    }
}

fn x86_64_upcall(machine: &'static Machine, calls: Abi, shape: &Shape, result: Returned) -> Vec<Op> {
    const WORD: u32 = 8;
    let [first, second, third] = machine.arguments;
    let home = machine.home as i32;
    let saved = saved(calls, machine.abi, false);
    assert_eq!(saved_bytes(saved), shape.saved, "what the shape says of frames");
    let context = machine.spare[0];
    let block = home + shape.image_bytes() as i32;
    let mut b = Builder::begin(machine);
    b.enter_frame(saved);
    b.op(Op::MoveStack(-(block + shape.results_bytes() as i32)));
    let words = (home..).step_by(WORD as usize);
    b.ops(shape.general.iter().zip(words).map(|(number, offset)| store(general(*number), at(STACK, offset), WORD)));
    b.ops(spill_floats(shape, STACK, home));
    b.ops(clear_upper(shape));
    b.op(copy(first, context, WORD));
    b.op(if home > 0 { Op::AddressOf { to: second, of: at(STACK, home) } } else { copy(second, STACK, WORD) });
    b.op(Op::AddressOf { to: third, of: at(STACK, block) });
    b.op(call_at(at(context, offset_of!(UpcallSlot, handler) as i32)));
    if result == Returned::Registers {
        let words = (block..).step_by(WORD as usize);
        b.ops(shape.general_results.iter().zip(words).map(|(number, offset)| load(general(*number), at(STACK, offset), WORD)));
        b.ops(reload_floats(shape, STACK, block));
    } else {
        b.ops(push_x87(result, STACK, block));
    }
    b.leave_frame(saved);
    b.op(Op::Return(0));
    b.finish(Kind::UniversalEntry).ops
}

fn x86_upcall(target: &Target, shape: &Shape, result: Returned) -> Vec<Op> {
    const WORD: u32 = 4;
    const OUTGOING: i32 = 16;
    let (ecx, edx) = (general(1), general(2));
    let block = OUTGOING + shape.image_bytes() as i32;
    let mut ops: Vec<Op> = i386::landing(target).into_iter().collect();
    // With the return address and the frame pointer a multiple of 16.
    let bytes = block + (shape.results_bytes() + FRAME_ABOVE) as i32;
    ops.extend([Op::Push(FRAME), Op::EnterFrame, Op::MoveStack(-bytes)]);
    ops.extend([store(ecx, at(STACK, OUTGOING), WORD), store(edx, at(STACK, OUTGOING + 4), WORD)]);
    ops.extend(spill_floats(shape, STACK, OUTGOING));
    ops.extend(clear_upper(shape));
    let word = block + shape.pops_at() as i32;
    ops.extend([
        store(RAX, at(STACK, 0), WORD),
        Op::AddressOf { to: ecx, of: at(STACK, OUTGOING) },
        store(ecx, at(STACK, 4), WORD),
        Op::AddressOf { to: ecx, of: at(STACK, block) },
        store(ecx, at(STACK, 8), WORD),
        call_at(at(RAX, WORD as i32)),
        // The arguments that the convention has the function remove are known to the handler alone: it said where the frame pointer and
        // the return address are to be. They may overlap what they were.
        load(ecx, at(STACK, word), WORD),
        load(edx, at(FRAME, WORD as i32), WORD),
        load(RAX, at(FRAME, 0), WORD),
        store(edx, at(ecx, WORD as i32), WORD),
        store(RAX, at(ecx, 0), WORD),
        copy(FRAME, ecx, WORD),
    ]);
    if result == Returned::Registers {
        ops.extend([load(RAX, at(STACK, block), WORD), load(edx, at(STACK, block + 4), WORD)]);
        ops.extend(reload_floats(shape, STACK, block));
    } else {
        ops.extend(push_x87(result, STACK, block));
    }
    ops.extend([Op::LeaveFrame, Op::Return(0)]);
    ops
}

fn aarch64_upcall(machine: &LoadStore, shape: &Shape) -> Vec<Op> {
    const WORD: u32 = 8;
    let (stack, frame, link) = (general(31), general(29), general(30));
    let (context, scratch) = (machine.context(), general(10));
    let block = shape.image_bytes();
    let bytes = 16 + shape.row;
    let mut ops: Vec<Op> = machine.landing().into_iter().collect();
    ops.extend([
        Op::PushPair { first: frame, second: link, bytes },
        Op::EnterFrame,
        Op::MoveStack(-((block + shape.results_bytes()) as i32)),
    ]);
    ops.extend(pairs(Register::general, shape.general, 0, WORD, true));
    ops.extend(pairs(Register::float, shape.floats, shape.general_bytes(), shape.lane, true));
    ops.extend([
        copy(general(0), context, WORD),
        copy(general(1), stack, WORD),
        Op::AddressOf { to: general(2), of: at(stack, block as i32) },
        load(scratch, at(context, WORD as i32), WORD),
        call(scratch),
    ]);
    ops.extend(pairs(Register::general, shape.general_results, block, WORD, false));
    ops.extend(pairs(Register::float, shape.float_results, block + shape.float_results_at(), shape.lane, false));
    ops.extend([Op::RestoreStack, Op::PopPair { first: frame, second: link, bytes }, Op::Return(0)]);
    ops
}

fn riscv64_upcall(shape: &Shape) -> Vec<Op> {
    const WORD: u32 = 8;
    let (stack, link, context, scratch) = (general(2), general(1), general(7), general(28));
    let block = shape.image_bytes() as i32;
    let link_at = at(stack, block + shape.results_bytes() as i32 + 8);
    let bytes = shape.incoming_at() as i32;
    let mut ops = vec![Op::MoveStack(-bytes), store(link, link_at, WORD)];
    ops.extend(
        shape.general.iter().zip((0..).step_by(8)).map(|(number, offset)| store(general(*number), at(stack, offset), WORD)),
    );
    ops.extend(spill_floats(shape, stack, 0));
    ops.extend([
        copy(general(10), context, WORD),
        copy(general(11), stack, WORD),
        Op::AddressOf { to: general(12), of: at(stack, block) },
        load(scratch, at(context, WORD as i32), WORD),
        call(scratch),
    ]);
    let results = shape.general_results.iter().zip((block..).step_by(8));
    ops.extend(results.map(|(number, offset)| load(general(*number), at(stack, offset), WORD)));
    ops.extend(reload_floats(shape, stack, block));
    ops.extend([load(link, link_at, WORD), Op::MoveStack(bytes), Op::Return(0)]);
    ops
}
