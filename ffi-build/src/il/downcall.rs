//! The downcall: loads an argument record into the places of a plan, calls, stores the result.
//!
//! Entered as [`ffi::contract::Downcall`]. In this order: stack arguments from the top down, vector registers, integer
//! registers, the register that holds the record's address last of all, so that it needs no copy. The address of the result
//! is saved with a push, which aligns the stack as well. A call that leaves nothing to do becomes a jump.

use ffi_abi::{CallPlan, Location, Piece, Place, Register, RegisterClass, Target};

use super::builder::{Builder, PAGE, UNROLLED_WORDS, WORD, is_scalar, is_wide, parts};
use super::machine::saved;
use super::{Address, Branch, Function, Kind, NoCode, Op, i386, load_store};

/// Words of the stack arguments up to which building them can be a prologue: its length is a byte.
const LONGEST_PROLOGUE: u32 = 16;

/// The downcall trampoline of a plan on a target. It is entered by the target's C convention and calls by the plan's.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for the plan's convention, or the arguments are unreasonably large.
pub fn downcall(target: &Target, plan: &CallPlan) -> Result<Function, NoCode> {
    if let Some(machine) = load_store::Machine::of(plan.abi()) {
        return load_store::downcall(machine, plan);
    }
    if i386::is_one(plan.abi()) {
        return i386::downcall(target, plan);
    }
    let mut b = Builder::new(target, plan)?;
    let moves = Moves::of(plan);
    let keeps = matches!(&plan.result().location, Location::Direct(pieces) if !pieces.is_empty());
    let machine = b.machine;
    let [args, ret, _] = machine.arguments;
    let blocks = moves.stack.iter().any(StackItem::is_block);
    let saved = saved(machine.abi, plan.abi(), blocks);
    let framed = plan.stack_align() > machine.stack_align
        || moves.stack.iter().any(|item| item.size > PAGE)
        || machine.prologues && plan.stack_size() > LONGEST_PROLOGUE * WORD
        || !saved.is_empty();
    // Nothing to do after the call, so it is a jump, and the stack is as the caller aligned it.
    let jumps = !framed && !keeps && plan.stack_size() <= machine.home;

    if framed {
        b.enter_frame(saved);
    }
    if keeps {
        b.op(Op::Push(ret));
    }
    let stack = plan.stack_size().next_multiple_of(WORD);
    let padding = if framed {
        b.align_stack(plan.stack_align().max(machine.stack_align));
        stack.next_multiple_of(plan.stack_align().max(machine.stack_align)) - stack
    } else {
        let depth = machine.entry + if keeps { WORD } else { 0 } + stack;
        depth.next_multiple_of(machine.stack_align) - depth
    };
    let base = if blocks { Registers::out_of_the_way(&mut b, &moves) } else { Registers { args, ret } };
    if !jumps {
        push_stack(&mut b, &moves, base, stack + padding);
    }
    let callee = load_registers(&mut b, plan, &moves, base);

    if jumps {
        b.op(Op::Jump(callee));
        return Ok(b.finish(Kind::Downcall));
    }
    b.op(Op::Call { to: callee, pops: plan.callee_pops() });
    let pieces: &[Piece] = match &plan.result().location {
        Location::Direct(pieces) => pieces,
        Location::Ignored | Location::Indirect { .. } => &[],
    };
    let left = stack + padding - plan.callee_pops();
    if framed {
        if keeps {
            // The first word that was pushed in the frame.
            b.load(machine.kept, Address { base: machine.frame, displacement: -(WORD as i32) }, WORD);
            store_result(&mut b, pieces);
        }
        b.leave_frame(saved);
    } else if machine.prologues && keeps {
        // Nothing comes between the release of the stack and the return.
        b.load(machine.kept, Address::new(machine.stack, left), WORD);
        store_result(&mut b, pieces);
        b.release(left + WORD);
    } else {
        b.release(left);
        if keeps {
            b.op(Op::Pop(machine.kept));
            store_result(&mut b, pieces);
        }
    }
    b.op(Op::Return(0));
    Ok(b.finish(Kind::Downcall))
}

/// What goes where: the plan's arguments by destination.
struct Moves<'a> {
    /// Register arguments in order: destination, offset in the record, and the piece, or none for the address of that offset.
    registers: Vec<(Register, u32, Option<&'a Piece>)>,
    /// Stack arguments by ascending place.
    stack: Vec<StackItem<'a>>,
    /// Where the hidden result pointer goes.
    hidden: Option<Place>,
}

/// A run of outgoing stack words.
struct StackItem<'a> {
    /// Bytes above the stack pointer at the call.
    place: u32,
    /// Bytes.
    size: u32,
    source: Source<'a>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    /// The bytes of the record from an offset on.
    Bytes(u32),
    /// A narrow scalar at an offset of the record.
    Scalar(u32, &'a Piece),
    /// The address of an offset of the record.
    AddressOf(u32),
    /// The address of the result.
    Result,
}

impl StackItem<'_> {
    fn is_block(&self) -> bool {
        self.size.div_ceil(WORD) > UNROLLED_WORDS
    }
}

impl<'a> Moves<'a> {
    fn of(plan: &'a CallPlan) -> Moves<'a> {
        let mut moves = Moves { registers: Vec::with_capacity(16), stack: Vec::new(), hidden: None };
        if let Location::Indirect { pointer } = plan.result().location {
            moves.hidden = Some(pointer);
            if let Place::Stack(place) = pointer {
                moves.stack.push(StackItem { place, size: WORD, source: Source::Result });
            }
        }
        for argument in plan.arguments() {
            match &argument.location {
                Location::Ignored => {}
                Location::Direct(pieces) => {
                    for piece in pieces {
                        let offset = argument.slot + piece.offset;
                        match piece.place {
                            Place::Register(register) => moves.registers.push((register, offset, Some(piece))),
                            Place::Stack(place) => {
                                let narrow = piece.size < WORD && is_scalar(piece);
                                let source = if narrow { Source::Scalar(offset, piece) } else { Source::Bytes(offset) };
                                moves.stack.push(StackItem { place, size: piece.size, source });
                            }
                        }
                    }
                }
                Location::Indirect { pointer } => match *pointer {
                    Place::Register(register) => moves.registers.push((register, argument.slot, None)),
                    Place::Stack(place) => {
                        moves.stack.push(StackItem { place, size: WORD, source: Source::AddressOf(argument.slot) });
                    }
                },
            }
        }
        moves.stack.sort_by_key(|item| item.place);
        moves
    }

    fn loads(&self, register: Register) -> bool {
        self.registers.iter().any(|(to, ..)| *to == register)
    }
}

/// Where the addresses of the record and of the result are while arguments are moved.
#[derive(Clone, Copy)]
struct Registers {
    args: Register,
    ret: Register,
}

impl Registers {
    /// Moves both out of the registers that a block copy overwrites.
    fn out_of_the_way(b: &mut Builder, moves: &Moves<'_>) -> Registers {
        let [args, ret, _] = b.machine.arguments;
        let [base, other] = b.machine.spare;
        b.op(Op::Move { to: base, from: args, size: WORD as u8 });
        if moves.hidden.is_some() {
            b.op(Op::Move { to: other, from: ret, size: WORD as u8 });
        }
        Registers { args: base, ret: other }
    }
}

/// Builds the outgoing stack, `total` bytes of it, from the top down.
fn push_stack(b: &mut Builder, moves: &Moves<'_>, base: Registers, total: u32) {
    let scratch = b.machine.scratch;
    let mut top = total;
    for item in moves.stack.iter().rev() {
        let end = item.place + item.size.next_multiple_of(WORD);
        b.reserve(top - end);
        top = item.place;
        match item.source {
            Source::Bytes(offset) if item.is_block() => copy_block(b, base.args, offset, item.size.div_ceil(WORD)),
            Source::Bytes(offset) => {
                for word in (0..item.size.div_ceil(WORD)).rev() {
                    b.op(Op::PushMemory(Address::new(base.args, offset + word * WORD)));
                }
            }
            Source::Scalar(offset, piece) => {
                b.load_piece(scratch, Address::new(base.args, offset), piece);
                b.op(Op::Push(scratch));
            }
            Source::AddressOf(offset) => {
                b.address_of(scratch, Address::new(base.args, offset));
                b.op(Op::Push(scratch));
            }
            Source::Result => b.op(Op::Push(base.ret)),
        }
    }
    b.reserve(top);
}

/// Copies words from the record to new stack space.
fn copy_block(b: &mut Builder, base: Register, offset: u32, words: u32) {
    let [count, source, destination] = b.machine.copy;
    b.reserve(words * WORD);
    b.address_of(source, Address::new(base, offset));
    b.op(Op::Move { to: destination, from: b.machine.stack, size: WORD as u8 });
    b.op(Op::Set { to: count, value: words, size: 4 });
    b.op(Op::CopyWords);
}

/// Loads every argument register; says where the callee's address is then.
fn load_registers(b: &mut Builder, plan: &CallPlan, moves: &Moves<'_>, base: Registers) -> Branch {
    let machine = b.machine;
    let [args, _, mut callee] = machine.arguments;
    let hidden = match moves.hidden {
        Some(Place::Register(register)) => Some(register),
        Some(Place::Stack(_)) | None => None,
    };
    let Registers { args: mut base, ret } = base;
    let word = WORD as u8;

    // The hidden pointer may belong where the record's address is.
    let mut late = None;
    match hidden {
        Some(register) if register == base && moves.loads(ret) => {
            b.op(Op::Exchange(base, ret));
            base = ret;
        }
        Some(register) if register == base => late = Some(register),
        Some(register) => b.op(Op::Move { to: register, from: ret, size: word }),
        None => {}
    }
    if moves.loads(callee) || hidden == Some(callee) {
        let free = if plan.vector_count().is_some() && machine.vector_count == machine.scratch {
            machine.spare[1]
        } else {
            machine.scratch
        };
        b.op(Op::Move { to: free, from: callee, size: word });
        callee = free;
    }
    // Wide vectors last: narrow loads behind them would depend on the upper halves.
    let float = |register: &Register| register.class == RegisterClass::Float;
    let narrow = moves.registers.iter().filter(|(to, _, piece)| float(to) && !piece.is_some_and(is_wide));
    let wide = moves.registers.iter().filter(|(to, _, piece)| float(to) && piece.is_some_and(is_wide));
    let general = moves.registers.iter().filter(|(to, ..)| !float(to) && *to != base);
    for &(to, offset, piece) in narrow.chain(wide).chain(general) {
        load_argument(b, to, Address::new(base, offset), piece);
    }
    if let Some(count) = plan.vector_count() {
        // The shortest that defines `al`; clearing the whole register is shorter still.
        let size = if count == 0 { 4 } else { 1 };
        b.op(Op::Set { to: machine.vector_count, value: u32::from(count), size });
    }
    for &(to, offset, piece) in moves.registers.iter().filter(|(to, ..)| *to == base) {
        load_argument(b, to, Address::new(base, offset), piece);
    }
    if let Some(register) = late {
        debug_assert_eq!(register, args);
        b.op(Op::Move { to: register, from: ret, size: word });
    }
    Branch::Register(callee)
}

fn load_argument(b: &mut Builder, to: Register, from: Address, piece: Option<&Piece>) {
    match piece {
        Some(piece) => b.load_piece(to, from, piece),
        None => b.address_of(to, from),
    }
}

/// Stores the result where `kept` points to: exactly its bytes.
fn store_result(b: &mut Builder, pieces: &[Piece]) {
    let kept = b.machine.kept;
    let class = |piece: &Piece| match piece.place {
        Place::Register(register) => Some(register.class),
        Place::Stack(_) => None,
    };
    // General registers first: then the scratch register is free for what a vector register cannot store itself.
    for piece in pieces.iter().filter(|piece| class(piece) == Some(RegisterClass::General)) {
        if let Place::Register(from) = piece.place {
            store_general(b, from, Address::new(kept, piece.offset), piece.size);
        }
    }
    for piece in pieces.iter().filter(|piece| class(piece) == Some(RegisterClass::Float)) {
        if let Place::Register(from) = piece.place {
            let to = Address::new(kept, piece.offset);
            if piece.size >= 4 && piece.size.is_power_of_two() {
                b.store(from, to, piece.size);
            } else {
                let scratch = b.machine.scratch;
                b.op(Op::Move { to: scratch, from, size: piece.size.next_power_of_two() as u8 });
                store_general(b, scratch, to, piece.size);
            }
        }
    }
    // `st(0)` before `st(1)`: each store pops.
    let mut x87: Vec<(Register, u32)> = Vec::new();
    for piece in pieces {
        match piece.place {
            Place::Register(register) if register.class == RegisterClass::X87 => x87.push((register, piece.offset)),
            Place::Register(_) | Place::Stack(_) => {}
        }
    }
    x87.sort_unstable();
    for (_, offset) in x87 {
        b.op(Op::PopX87(Address::new(kept, offset)));
    }
    if pieces.iter().any(is_wide) {
        b.op(Op::ClearUpper);
    }
}

/// Stores the low bytes of a general register, and changes the register if it takes several stores.
fn store_general(b: &mut Builder, from: Register, to: Address, size: u32) {
    let mut before = 0;
    for (offset, part) in parts(size) {
        if offset > before {
            let wide = if size > 4 { 8 } else { 4 };
            b.op(Op::ShiftRight { register: from, bits: ((offset - before) * 8) as u8, size: wide });
            before = offset;
        }
        b.store(from, to.plus(offset), part);
    }
}
