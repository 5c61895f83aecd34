//! The upcall entry and the static thunk: from C into a handler.
//!
//! A thunk puts the address of its [`UpcallSlot`](ffi::contract::UpcallSlot) in the context register and jumps to the entry.
//! The entry spills the arguments into a record on its stack, calls `handler(slot, args, ret)` and returns what is in `ret`.
//!
//! ```text
//!  stack pointer ─► handler's home area │ argument record │ result, or the saved hidden pointer │ padding │ return address │ stack arguments
//! ```
//!
//! The entry of a bare prototype with `...` stores the registers that may hold unnamed arguments where a `va_list` of the platform finds
//! them, and appends the `va_list` to the record, as it is passed to a function: a pointer.

use std::mem::offset_of;

use ffi::contract::UpcallSlot;
use ffi_abi::{Abi, Argument, CallPlan, Location, Piece, Place, Register, RegisterClass, Target, VariadicPart};

use super::builder::{Builder, PAGE, UNROLLED_WORDS, WORD, is_scalar, is_wide, saved_bytes};
use super::machine::{Machine, saved};
use super::{Address, Branch, Function, Kind, NoCode, Op, i386, load_store};

/// The upcall entry of a plan on a target. It is entered by the plan's convention and calls the handler by the target's.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for the plan's convention, or the arguments are unreasonably large.
pub fn upcall(target: &Target, plan: &CallPlan) -> Result<Function, NoCode> {
    entry(target, plan, None)
}

/// The upcall entry of a bare prototype with `...`, which makes a `va_list` of what comes after the fixed arguments.
///
/// # Errors
/// As [`upcall`].
pub fn variadic_upcall(target: &Target, plan: &CallPlan, part: &VariadicPart) -> Result<Function, NoCode> {
    entry(target, plan, Some(part))
}

fn entry(target: &Target, plan: &CallPlan, part: Option<&VariadicPart>) -> Result<Function, NoCode> {
    if let Some(machine) = load_store::Machine::of(plan.abi()) {
        return load_store::upcall(machine, plan, part);
    }
    if i386::is_one(plan.abi()) {
        return i386::upcall(target, plan, part);
    }
    let mut b = Builder::new(target, plan)?;
    let machine = b.machine;
    let frame = Frame::of(plan, machine, part.is_some());
    if frame.framed {
        b.enter_frame(frame.saved);
        b.reserve(frame.size);
        b.align_stack(frame.align);
    } else {
        b.reserve(frame.size);
    }
    if let Some(part) = part {
        va_list(&mut b, plan, part, &frame);
    }
    spill_registers(&mut b, plan, &frame);
    let [slot, args, ret] = machine.arguments;
    let word = WORD as u8;
    let context = machine.spare[0];
    let mut hidden = None;
    if let Location::Indirect { pointer } = plan.result().location {
        hidden = Some(pointer);
        if frame.saves_hidden {
            let from = match pointer {
                Place::Register(register) => register,
                Place::Stack(place) => {
                    b.load(machine.scratch, frame.incoming.plus(place), WORD);
                    machine.scratch
                }
            };
            b.store(from, frame.result, WORD);
        }
    }
    copy_memory_arguments(&mut b, plan, &frame);
    match hidden {
        Some(_) if frame.saves_hidden && frame.blocks => b.load(ret, frame.result, WORD),
        Some(Place::Register(from)) if from != ret => b.op(Op::Move { to: ret, from, size: word }),
        Some(Place::Register(_)) => {}
        Some(Place::Stack(place)) => b.load(ret, frame.incoming.plus(place), WORD),
        None if plan.result().size > 0 => b.address_of(ret, frame.result),
        None => {}
    }
    b.op(Op::Move { to: slot, from: context, size: word });
    b.address_of(args, frame.record);
    if plan.arguments().iter().flat_map(pieces).any(is_wide) {
        b.op(Op::ClearUpper);
    }
    b.op(Op::Call { to: Branch::Memory(Address::new(context, offset_of!(UpcallSlot, handler) as u32)), pops: 0 });
    load_result(&mut b, plan, &frame);
    if frame.framed {
        b.leave_frame(frame.saved);
    } else {
        b.release(frame.size);
    }
    b.op(Op::Return(plan.callee_pops()));
    Ok(b.finish(Kind::UpcallEntry))
}

/// A C function pointer for the upcall slot that a symbol names: enough to test an entry without closures.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for the convention.
pub fn thunk(target: &Target, abi: Abi, slot: &str) -> Result<Function, NoCode> {
    let context = context(target, abi)?;
    closure_thunk(target, abi, context, slot)
}

/// The register in which an upcall entry of a convention takes its slot: never an argument.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for the convention.
pub fn context(target: &Target, abi: Abi) -> Result<Register, NoCode> {
    if let Some(machine) = load_store::Machine::of(abi) {
        return Ok(machine.context());
    }
    if i386::is_one(abi) {
        return Ok(i386::CONTEXT);
    }
    Ok(Machine::of(target, abi)?.spare[0])
}

/// A C function pointer that puts the address of a slot in a register, which is no argument of the call at hand, and jumps to where
/// the slot's first word points.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for the convention, or its thunks take another register only.
pub fn closure_thunk(target: &Target, abi: Abi, context: Register, slot: &str) -> Result<Function, NoCode> {
    if let Some(machine) = load_store::Machine::of(abi) {
        return Ok(load_store::thunk(machine, context, slot));
    }
    if i386::is_one(abi) {
        return if context == i386::CONTEXT { Ok(i386::thunk(target, slot)) } else { Err(NoCode::Convention(abi)) };
    }
    let machine = Machine::of(target, abi)?;
    let entry = Address::new(context, offset_of!(UpcallSlot, entry) as u32);
    let landing = machine.landing.then_some(Op::Landing);
    let ops = landing.into_iter().chain([Op::AddressOfSymbol(context), Op::Jump(Branch::Memory(entry))]).collect();
    Ok(Function { arch: machine.arch, kind: Kind::StaticThunk, ops, symbol: Some(slot.to_owned()) })
}

/// Where everything is in the frame of an upcall entry.
struct Frame {
    /// Bytes below the return address, or below the saved frame pointer before alignment.
    size: u32,
    /// Alignment of the stack pointer.
    align: u32,
    /// Whether there is a frame pointer.
    framed: bool,
    /// What the caller wants back and the handler does not preserve.
    saved: &'static [Register],
    /// The argument record.
    record: Address,
    /// The result, or the saved hidden pointer.
    result: Address,
    /// The caller's outgoing stack arguments.
    incoming: Address,
    /// System V: `reg_save_area`, and behind it the `va_list`.
    save_area: Address,
    /// Whether the hidden pointer is needed after argument registers are gone.
    saves_hidden: bool,
    /// Whether a block copy overwrites argument registers.
    blocks: bool,
}

impl Frame {
    fn of(plan: &CallPlan, machine: &Machine, variadic: bool) -> Frame {
        let record = plan.record();
        let record_size = record.size + if variadic { WORD } else { 0 };
        let blocks = plan.arguments().iter().any(is_block);
        let indirect = matches!(plan.result().location, Location::Indirect { .. });
        let saves_hidden = indirect && (blocks || plan.result().returned_pointer.is_some());
        let (space, result_align) = if indirect {
            (if saves_hidden { WORD } else { 0 }, WORD)
        } else {
            // Whole words, because a piece of the result may be loaded with the rest of its word.
            (plan.result().size.next_multiple_of(WORD), plan.result().align.max(WORD))
        };
        let align = record.align.max(result_align).max(machine.stack_align);
        let start = machine.home.next_multiple_of(record.align);
        let result = (start + record_size).next_multiple_of(result_align);
        // Compilers load vectors from it as if aligned.
        let save_area = (result + space).next_multiple_of(16);
        let total = match plan.abi() {
            Abi::SysV64 if variadic => save_area + SAVE_AREA + VA_LIST,
            _ => result + space,
        };
        let saved = saved(plan.abi(), machine.abi, blocks);
        let framed = align > machine.stack_align || total > PAGE || !saved.is_empty();
        let size = if framed {
            // What `AlignStack` takes away comes on top.
            total.next_multiple_of(align)
        } else {
            (total + machine.entry).next_multiple_of(align) - machine.entry
        };
        let incoming = if framed {
            Address::new(machine.frame, saved_bytes(saved) + WORD + machine.entry)
        } else {
            Address::new(machine.stack, size + machine.entry)
        };
        let at = |offset| Address::new(machine.stack, offset);
        Frame {
            size,
            align,
            framed,
            saved,
            record: at(start),
            result: at(result),
            incoming,
            save_area: at(save_area),
            saves_hidden,
            blocks,
        }
    }
}

/// System V ABI, AMD64 supplement 1.0, figure 3.33: six integer registers, then eight vector registers of 16 bytes.
const SAVE_AREA: u32 = 6 * WORD + VECTORS * 16;
const VECTORS: u32 = 8;
/// Figure 3.34: `gp_offset`, `fp_offset`, `overflow_arg_area`, `reg_save_area`.
const VA_LIST: u32 = 3 * WORD;

/// Appends a `va_list` to the record, and stores the registers that it leads to.
fn va_list(b: &mut Builder, plan: &CallPlan, part: &VariadicPart, frame: &Frame) {
    let scratch = b.machine.scratch;
    let place = frame.record.plus(plan.record().size);
    let general = part.general().len() as u32;
    if plan.abi() != Abi::SysV64 {
        // "x64 calling convention", "Varargs": floating-point values are in the integer register too. The caller reserved a home for the
        // registers below its other arguments, so that all of them are a row.
        let first = frame.incoming.plus(part.stack() - WORD * general);
        for (at, register) in (0..).zip(part.general()) {
            b.store(*register, first.plus(WORD * at), WORD);
        }
        b.address_of(scratch, first);
        return b.store(scratch, place, WORD);
    }
    // "When a function taking variable-arguments is called, %al must be set to the total number of floating point parameters": it may say
    // that fewer vector registers have to be stored, and all may be.
    let float = part.float().len() as u32;
    let offsets = [6 * WORD - WORD * general, 6 * WORD + 16 * (VECTORS - float)];
    for (at, register) in (0..).zip(part.general()) {
        b.store(*register, frame.save_area.plus(offsets[0] + WORD * at), WORD);
    }
    for (at, register) in (0..).zip(part.float()) {
        b.store(*register, frame.save_area.plus(offsets[1] + 16 * at), 16);
    }
    let list = frame.save_area.plus(SAVE_AREA);
    for (at, offset) in (0..).zip(offsets) {
        b.op(Op::Set { to: scratch, value: offset, size: 4 });
        b.store(scratch, list.plus(4 * at), 4);
    }
    for (to, of) in [(list.plus(WORD), frame.incoming.plus(part.stack())), (list.plus(2 * WORD), frame.save_area), (place, list)]
    {
        b.address_of(scratch, of);
        b.store(scratch, to, WORD);
    }
}

fn pieces(argument: &Argument) -> &[Piece] {
    match &argument.location {
        Location::Direct(pieces) => pieces,
        Location::Ignored | Location::Indirect { .. } => &[],
    }
}

/// Whether bringing an argument into the record takes a block copy.
fn is_block(argument: &Argument) -> bool {
    let large = |size: u32| size.div_ceil(WORD) > UNROLLED_WORDS;
    match &argument.location {
        Location::Ignored => false,
        Location::Direct(pieces) => pieces.iter().any(|piece| matches!(piece.place, Place::Stack(_)) && large(piece.size)),
        Location::Indirect { .. } => large(argument.size),
    }
}

/// Stores what arrived in registers, and copies the values whose addresses did; of a large one only the address is stored, in
/// the value's own place, because a block copy would overwrite registers that are not spilled yet.
fn spill_registers(b: &mut Builder, plan: &CallPlan, frame: &Frame) {
    for argument in plan.arguments() {
        // By ascending offset: a store may spill over into bytes that a later piece of the same argument fills.
        for piece in pieces(argument) {
            if let Place::Register(from) = piece.place {
                let to = frame.record.plus(argument.slot + piece.offset);
                spill(b, from, to, piece);
            }
        }
        if let Location::Indirect { pointer: Place::Register(from) } = argument.location {
            let to = frame.record.plus(argument.slot);
            if is_block(argument) {
                b.store(from, to, WORD);
            } else {
                b.copy_exactly(to, Address::new(from, 0), argument.size);
            }
        }
    }
}

fn spill(b: &mut Builder, from: Register, to: Address, piece: &Piece) {
    match from.class {
        // Four bytes take the shortest store, where they stay within the word.
        RegisterClass::General if piece.size <= 4 && piece.offset % 4 == 0 => b.store(from, to, 4),
        RegisterClass::General => b.store(from, to, piece.size.next_power_of_two()),
        RegisterClass::Float if piece.size > 2 => b.store(from, to, piece.size.next_power_of_two()),
        RegisterClass::Float => {
            let scratch = b.machine.scratch;
            b.op(Op::Move { to: scratch, from, size: piece.size as u8 });
            b.store(scratch, to, piece.size);
        }
        RegisterClass::X87 => b.op(Op::PopX87(to)),
    }
}

/// Copies what arrived in memory into the record.
fn copy_memory_arguments(b: &mut Builder, plan: &CallPlan, frame: &Frame) {
    for argument in plan.arguments() {
        let slot = frame.record.plus(argument.slot);
        for piece in pieces(argument) {
            if let Place::Stack(place) = piece.place {
                let (to, from) = (slot.plus(piece.offset), frame.incoming.plus(place));
                let words = piece.size.div_ceil(WORD);
                if words > UNROLLED_WORDS {
                    block(b, to, Source::At(from), piece.size.next_multiple_of(WORD));
                } else if is_scalar(piece) {
                    b.copy_exactly(to, from, piece.size);
                } else {
                    b.copy_exactly(to, from, words * WORD);
                }
            }
        }
        if let Location::Indirect { pointer } = argument.location {
            match pointer {
                Place::Register(_) if is_block(argument) => block(b, slot, Source::PointedToBy(slot), argument.size),
                // Copied already, before block copies take its register.
                Place::Register(_) => {}
                Place::Stack(place) if is_block(argument) => {
                    block(b, slot, Source::PointedToBy(frame.incoming.plus(place)), argument.size);
                }
                Place::Stack(place) => {
                    let pointer = b.machine.spare[1];
                    b.load(pointer, frame.incoming.plus(place), WORD);
                    b.copy_exactly(slot, Address::new(pointer, 0), argument.size);
                }
            }
        }
    }
}

/// Where a block copy starts.
#[derive(Clone, Copy)]
enum Source {
    /// At an address.
    At(Address),
    /// Where the pointer at an address points to.
    PointedToBy(Address),
}

/// Copies exactly `size` bytes by a block copy of words and single copies of the rest.
fn block(b: &mut Builder, to: Address, from: Source, size: u32) {
    let [count, source, destination] = b.machine.copy;
    match from {
        Source::At(of) => b.address_of(source, of),
        Source::PointedToBy(at) => b.load(source, at, WORD),
    }
    b.address_of(destination, to);
    b.op(Op::Set { to: count, value: size / WORD, size: 4 });
    b.op(Op::CopyWords);
    // Both pointers are now behind the last word.
    b.copy_exactly(Address::new(destination, 0), Address::new(source, 0), size % WORD);
}

/// Loads the result registers from the result's place, extended as the convention demands of a callee.
fn load_result(b: &mut Builder, plan: &CallPlan, frame: &Frame) {
    match &plan.result().location {
        Location::Ignored => {}
        Location::Direct(pieces) => {
            let mut x87: Vec<(Register, u32)> = Vec::new();
            for piece in pieces {
                match piece.place {
                    Place::Register(register) if register.class == RegisterClass::X87 => x87.push((register, piece.offset)),
                    Place::Register(register) => b.load_piece(register, frame.result.plus(piece.offset), piece),
                    // No convention returns values on the stack.
                    Place::Stack(_) => {}
                }
            }
            // `st(1)` before `st(0)`: each load pushes.
            x87.sort_unstable();
            for (_, offset) in x87.into_iter().rev() {
                b.op(Op::PushX87(frame.result.plus(offset)));
            }
        }
        Location::Indirect { .. } => {
            if let Some(register) = plan.result().returned_pointer {
                b.load(register, frame.result, WORD);
            }
        }
    }
}
