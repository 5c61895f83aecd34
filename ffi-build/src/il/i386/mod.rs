//! Builders for i386, where the trampolines' own parameters are on the stack and three registers are free.
//!
//! Every frame that calls has a frame pointer: parameters stay at fixed distances whatever is pushed, and a callee that pops its
//! arguments changes nothing.
//!
//! ```text
//!  downcall: stack pointer ─► outgoing stack │ padding │ frame pointer │ return address │ args │ ret │ callee
//!  upcall:   stack pointer ─► slot │ args │ ret │ padding │ record │ result │ padding │ frame pointer │ return address │ stack arguments
//! ```

mod downcall;
mod typed;
mod upcall;

pub(super) use downcall::downcall;
pub use typed::{Typed, typed};
pub(super) use upcall::{thunk, upcall};

use ffi_abi::{Abi, Arch, Argument, CallPlan, Extend, Location, Os, Piece, Place, Register, RegisterClass, Target};

use super::builder::{self, UNROLLED_WORDS};
use super::{Address, Function, Kind, NoCode, Op};

/// System V psABI for i386 1.1, table 2.3: `eax`, `ecx`, `edx`, `xmm` and x87 registers are the callee's. No convention enters a function
/// with an argument in `eax`, hence it holds the context of an upcall entry.
pub(super) const CONTEXT: Register = EAX;
const EAX: Register = Register::general(0);
const ECX: Register = Register::general(1);
const EDX: Register = Register::general(2);
const ESP: Register = Register::general(4);
const EBP: Register = Register::general(5);
/// For what is copied by a loop. The first three are arguments.
const XMM7: Register = Register::float(7);

/// Bytes of a push.
const WORD: u32 = 4;

/// Bytes between the caller's stack pointer and the frame pointer: the return address and the caller's frame pointer.
const LINKAGE: u32 = 2 * WORD;

/// Whether a convention is one of this architecture.
pub(super) const fn is_one(abi: Abi) -> bool {
    match abi {
        Abi::Cdecl | Abi::Stdcall | Abi::Fastcall | Abi::Thiscall => true,
        Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 | Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64 | Abi::Riscv64 => false,
    }
}

/// Alignment of the stack wherever a function is entered, in bytes: psABI §2.2.3, "16 (…) byte boundary"; Windows promises no more than
/// a word.
fn entry_align(target: &Target) -> u32 {
    if target.os() == Os::Windows { WORD } else { 16 }
}

/// Windows checks indirect branches by other means than marks.
pub(super) fn landing(target: &Target) -> Option<Op> {
    (target.os() != Os::Windows).then_some(Op::Landing)
}

struct Builder {
    ops: Vec<Op>,
}

impl Builder {
    fn new(target: &Target, plan: &CallPlan) -> Result<Builder, NoCode> {
        if target.arch() != Arch::X86 {
            return Err(NoCode::Convention(plan.abi()));
        }
        builder::check_size(plan)?;
        // `ret` takes 16 bits.
        if plan.callee_pops() > u32::from(u16::MAX) {
            return Err(NoCode::TooLarge);
        }
        let mut ops = Vec::with_capacity(24);
        ops.extend(landing(target));
        Ok(Builder { ops })
    }

    fn finish(self, kind: Kind) -> Function {
        Function::new(Arch::X86, kind, self.ops, None)
    }

    fn op(&mut self, op: Op) {
        self.ops.push(op);
    }

    fn enter(&mut self) {
        self.op(Op::Push(EBP));
        self.op(Op::EnterFrame);
    }

    /// Moves the stack pointer down, touching every page on the way.
    fn reserve(&mut self, bytes: u32) {
        builder::reserve(&mut self.ops, bytes);
    }

    /// Moves the stack pointer down to a multiple.
    fn align_stack(&mut self, to: u32) {
        builder::align_stack(&mut self.ops, to);
    }

    fn address_of(&mut self, to: Register, of: Address) {
        match of.displacement {
            0 if of.base == to => {}
            0 => self.op(Op::Move { to, from: of.base, size: WORD as u8 }),
            _ => self.op(Op::AddressOf { to, of }),
        }
    }

    fn load(&mut self, to: Register, from: Address, size: u32) {
        self.op(Op::Load { to, from, size: size as u8, extend: Extend::None, container: size as u8 });
    }

    fn store(&mut self, from: Register, to: Address, size: u32) {
        self.op(Op::Store { from, to, size: size as u8 });
    }

    /// Loads a register with a piece; narrow integers are extended.
    fn load_piece(&mut self, to: Register, from: Address, piece: &Piece) {
        let size = match (to.class, piece.size) {
            (RegisterClass::X87, 10) => return self.op(Op::PushX87(from)),
            (RegisterClass::X87, size) => size,
            // Whole registers: the piece lies in slots of 8 bytes, or in a result's room of as many.
            (RegisterClass::General, size) => size.next_power_of_two(),
            (RegisterClass::Float, size) => register_bytes(size),
        };
        let extend = if piece.container > piece.size { piece.extend } else { Extend::None };
        self.op(Op::Load { to, from, size: size as u8, extend, container: size.max(piece.container) as u8 });
    }

    /// Stores a register's piece: its own bytes and no more.
    fn store_piece(&mut self, from: Register, to: Address, piece: &Piece, scratch: Register) {
        match (from.class, piece.size) {
            (RegisterClass::X87, 10) => self.op(Op::PopX87(to)),
            (RegisterClass::Float, 2) => {
                self.op(Op::Move { to: scratch, from, size: 2 });
                self.store(scratch, to, 2);
            }
            (_, size) => self.store(from, to, size),
        }
    }

    /// Copies `size` bytes by way of a register: not a byte more is read or written.
    fn copy_exactly(&mut self, to: Address, from: Address, size: u32, scratch: Register) {
        let mut offset = 0;
        while offset < size {
            let part = [WORD, 2, 1].into_iter().find(|part| *part <= size - offset).unwrap_or(1);
            self.load(scratch, from.plus(offset), part);
            self.store(scratch, to.plus(offset), part);
            offset += part;
        }
    }

    /// Copies `size` bytes by a loop, from where `source` points to where `destination` does, which are then behind what it copied;
    /// `ecx` counts and carries the rest. String instructions would take `esi` and `edi`, which the caller wants back.
    fn copy_block(&mut self, destination: Register, source: Register, size: u32) {
        self.op(Op::Set { to: ECX, value: size / (2 * WORD), size: 4 });
        self.op(Op::CopyPairs { count: ECX, source, destination, through: [XMM7, XMM7] });
        self.copy_exactly(Address::new(destination, 0), Address::new(source, 0), size % (2 * WORD), ECX);
    }
}

/// Bytes of the vector move that a piece of this size takes.
const fn register_bytes(size: u32) -> u32 {
    if size <= 2 { 2 } else { size.next_power_of_two() }
}

/// Whether so many bytes are copied by a loop.
const fn is_block(size: u32) -> bool {
    size.div_ceil(WORD) > UNROLLED_WORDS
}

fn pieces(location: &Location) -> &[Piece] {
    match location {
        Location::Direct(pieces) => pieces,
        Location::Ignored | Location::Indirect { .. } => &[],
    }
}

/// The piece of an argument in a register, or of a result.
fn in_register(piece: &Piece) -> Option<Register> {
    match piece.place {
        Place::Register(register) => Some(register),
        Place::Stack(_) => None,
    }
}

/// Where the pointer to an argument travels, if that is how it does.
const fn pointer(argument: &Argument) -> Option<Place> {
    match argument.location {
        Location::Indirect { pointer } => Some(pointer),
        Location::Direct(_) | Location::Ignored => None,
    }
}
