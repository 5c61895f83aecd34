//! What the builders of all kinds share: appending operations, stack space, copies in memory.

use ffi_abi::{CallPlan, Extend, Payload, Piece, Place, Register, RegisterClass, Target};

use super::machine::Machine;
use super::{Address, Function, Kind, NoCode, Op};

/// Bytes of a stack word and of a slot of the argument record.
pub(super) const WORD: u32 = 8;

/// Words of one value up to which a copy is unrolled. Beyond, one block copy is shorter, and its start-up cost is repaid.
pub(super) const UNROLLED_WORDS: u32 = 16;

/// A frame that grows by more than this touches every page on its way, so that it cannot step over a guard page.
pub(super) const PAGE: u32 = 4096;

/// Everything a frame may hold together stays below this, so that displacements of 32 bits reach all of it.
pub(super) const LARGEST: u32 = 1 << 30;

/// Whether frames of a plan stay below [`LARGEST`].
pub(super) fn check_size(plan: &CallPlan) -> Result<(), NoCode> {
    let indirect: u64 = plan.arguments().iter().map(|argument| u64::from(argument.size)).sum();
    let parts = [u64::from(plan.stack_size()), u64::from(plan.record().size), u64::from(plan.result().size), indirect];
    if parts.iter().any(|part| *part > u64::from(LARGEST)) { Err(NoCode::TooLarge) } else { Ok(()) }
}

/// Moves the stack pointer down by `Op`s that touch every page on the way.
pub(super) fn reserve(ops: &mut Vec<Op>, mut bytes: u32) {
    while bytes > PAGE {
        ops.extend([Op::MoveStack(-(PAGE as i32)), Op::Probe]);
        bytes -= PAGE;
    }
    if bytes > 0 {
        ops.push(Op::MoveStack(-(bytes as i32)));
    }
}

/// Moves the stack pointer down to a multiple. That may be pages below, which are touched first.
pub(super) fn align_stack(ops: &mut Vec<Op>, to: u32) {
    if to > PAGE {
        ops.push(Op::Probe);
        reserve(ops, to);
        ops.extend([Op::Probe, Op::MoveStack(to as i32)]);
    }
    ops.push(Op::AlignStack(to));
}

pub(super) struct Builder {
    pub(super) machine: &'static Machine,
    ops: Vec<Op>,
}

impl Builder {
    /// A builder for a plan's convention on a target.
    pub(super) fn new(target: &Target, plan: &CallPlan) -> Result<Builder, NoCode> {
        let machine = Machine::of(target, plan.abi())?;
        check_size(plan)?;
        Ok(Builder::begin(machine))
    }

    /// A builder for code of no plan.
    pub(super) fn begin(machine: &'static Machine) -> Builder {
        let mut ops = Vec::with_capacity(24);
        if machine.landing {
            ops.push(Op::Landing);
        }
        Builder { machine, ops }
    }

    pub(super) fn finish(self, kind: Kind) -> Function {
        Function { arch: self.machine.arch, kind, ops: self.ops, symbol: None }
    }

    pub(super) fn op(&mut self, op: Op) {
        self.ops.push(op);
    }

    pub(super) fn ops(&mut self, ops: impl IntoIterator<Item = Op>) {
        self.ops.extend(ops);
    }

    /// Moves the stack pointer down. A word is pushed instead, which is shorter.
    pub(super) fn reserve(&mut self, bytes: u32) {
        match bytes {
            WORD => self.op(Op::Push(self.machine.scratch)),
            _ => reserve(&mut self.ops, bytes),
        }
    }

    /// Moves the stack pointer down to a multiple.
    pub(super) fn align_stack(&mut self, to: u32) {
        align_stack(&mut self.ops, to);
    }

    /// Moves the stack pointer up; `kept` is free to receive a word.
    pub(super) fn release(&mut self, bytes: u32) {
        match bytes {
            0 => {}
            WORD => self.op(Op::Pop(self.machine.kept)),
            _ => self.op(Op::MoveStack(bytes as i32)),
        }
    }

    /// Begins a frame of a frame pointer and registers that the caller wants back.
    pub(super) fn enter_frame(&mut self, saved: &'static [Register]) {
        let Machine { stack, frame, .. } = *self.machine;
        self.op(Op::Push(frame));
        self.reserve(saved_bytes(saved));
        for (register, at, _) in saved_places(saved) {
            self.op(Op::Save { register, to: Address::new(stack, at) });
        }
        self.op(Op::EnterFrame);
    }

    /// Ends it, wherever the stack pointer is.
    pub(super) fn leave_frame(&mut self, saved: &'static [Register]) {
        let frame = self.machine.frame;
        for (register, at, size) in saved_places(saved) {
            self.load(register, Address::new(frame, at), size);
        }
        if saved.is_empty() && !self.machine.prologues {
            return self.op(Op::LeaveFrame);
        }
        // "x64 prolog and epilog": `lea RSP, constant[FPReg]` where there is a frame pointer, pops, and a return; nothing else.
        self.op(Op::StackAboveFrame(saved_bytes(saved)));
        self.op(Op::Pop(frame));
    }

    /// Puts an address in a register.
    pub(super) fn address_of(&mut self, to: Register, of: Address) {
        match of.displacement {
            0 => self.op(Op::Move { to, from: of.base, size: WORD as u8 }),
            _ => self.op(Op::AddressOf { to, of }),
        }
    }

    pub(super) fn load(&mut self, to: Register, from: Address, size: u32) {
        self.op(Op::Load { to, from, size: size as u8, extend: Extend::None, container: size as u8 });
    }

    pub(super) fn store(&mut self, from: Register, to: Address, size: u32) {
        self.op(Op::Store { from, to, size: size as u8 });
    }

    /// Loads a register with a piece that lies in memory of which whole words may be read.
    pub(super) fn load_piece(&mut self, to: Register, from: Address, piece: &Piece) {
        let (size, extend, container) = loaded(to, piece);
        self.op(Op::Load { to, from, size, extend, container });
    }

    /// Copies `size` bytes by way of the scratch register: not a byte more is read or written.
    pub(super) fn copy_exactly(&mut self, to: Address, from: Address, size: u32) {
        let scratch = self.machine.scratch;
        for (offset, part) in parts(size) {
            self.load(scratch, from.plus(offset), part);
            self.store(scratch, to.plus(offset), part);
        }
    }
}

/// Bytes of a frame's saved registers, which keep the stack aligned.
pub(super) fn saved_bytes(saved: &[Register]) -> u32 {
    saved_places(saved).map(|(_, at, size)| at + size).max().unwrap_or(0).next_multiple_of(2 * WORD)
}

/// The register, its offset from the frame pointer and its size.
fn saved_places(saved: &[Register]) -> impl Iterator<Item = (Register, u32, u32)> {
    saved.iter().scan(0, |end, register| {
        let size = if register.class == RegisterClass::Float { 2 * WORD } else { WORD };
        *end += size;
        Some((*register, *end - size, size))
    })
}

impl Address {
    pub(super) const fn new(base: Register, displacement: u32) -> Address {
        Address { base, displacement: displacement as i32 }
    }

    pub(super) const fn minus(self, bytes: u32) -> Address {
        Address { base: self.base, displacement: self.displacement - bytes as i32 }
    }

    pub(super) const fn plus(self, bytes: u32) -> Address {
        Address { base: self.base, displacement: self.displacement + bytes as i32 }
    }
}

/// Width of the load that brings a piece into a register, and what it leaves above.
///
/// A scalar is read at its own width: the rest of its slot is arbitrary, and a wider read of what was just written narrower
/// would stall store forwarding. A tail of a record whose size is no power of two is read with the rest of its word.
fn loaded(to: Register, piece: &Piece) -> (u8, Extend, u8) {
    let size = match to.class {
        RegisterClass::General => piece.size.next_power_of_two(),
        RegisterClass::Float if piece.size > 2 => piece.size.next_power_of_two().max(4),
        RegisterClass::Float | RegisterClass::X87 => piece.size,
    };
    let container = size.max(piece.container);
    let extend = if piece.container > piece.size { piece.extend } else { Extend::None };
    (size as u8, extend, container as u8)
}

/// Splits a number of bytes into accesses of 8, 4, 2 and 1, as (offset, size), from the low end.
pub(super) fn parts(size: u32) -> impl Iterator<Item = (u32, u32)> {
    let mut offset = 0;
    std::iter::from_fn(move || {
        let left = size - offset;
        let part = [8, 4, 2, 1].into_iter().find(|part| *part <= left)?;
        offset += part;
        Some((offset - part, part))
    })
}

/// Whether a piece is wider than the vector registers that every processor of the architecture has.
pub(super) fn is_wide(piece: &Piece) -> bool {
    matches!(piece.place, Place::Register(Register { class: RegisterClass::Float, .. })) && piece.size > 16
}

/// Whether a piece is a whole scalar, of whose slot only its own bytes have a meaning.
pub(super) fn is_scalar(piece: &Piece) -> bool {
    match piece.payload {
        Payload::Integer | Payload::Float => true,
        Payload::Vector | Payload::Bytes => false,
    }
}
