//! The upcall entry and the static thunk.
//!
//! ```text
//!  stack pointer ─► argument record │ result │ padding │ frame pointer, return address │ registers of a va_list │ stack arguments
//! ```

use std::mem::offset_of;

use ffi::contract::UpcallSlot;
use ffi_abi::{Abi, CallPlan, Location, Piece, Place, Register, VariadicPart};

use super::group::{Move, group};
use super::{Address, Builder, Machine};
use crate::il::builder::{WORD, is_scalar};
use crate::il::{Branch, Function, Kind, NoCode, Op};

/// The upcall entry of a plan.
pub(in crate::il) fn upcall(machine: &'static Machine, plan: &CallPlan, part: Option<&VariadicPart>) -> Result<Function, NoCode> {
    let mut b = Builder::new(machine, plan)?;
    let Machine { stack, frame, link, branch, context, .. } = *machine;
    let [slot, args, ret] = machine.arguments;
    let place = Frame::of(plan, machine, part);
    let pair = 2 * WORD + place.area;
    // A pair is saved by one instruction, needed or not.
    let pairs = machine.instructions.pairs.is_some();
    let saved = (pairs || place.framed).then_some(frame);
    if place.framed {
        b.enter(saved, Some(link), pair, 0);
        b.enter_frame();
        b.reserve(place.size);
    } else {
        b.enter(saved, Some(link), pair, place.size);
    }
    if place.align > machine.stack_align {
        b.align_stack(place.align);
    }
    if let Some(part) = part {
        va_list(&mut b, plan, part, &place);
    }
    spill_registers(&mut b, plan);
    copy_memory_arguments(&mut b, plan, place.incoming);
    match &plan.result().location {
        Location::Indirect { pointer: Place::Register(pointer) } => b.copy_register(ret, *pointer),
        // No convention of these machines has it there.
        Location::Indirect { pointer: Place::Stack(_) } => {}
        // What does not travel may have a size all the same, and then the handler writes it.
        Location::Ignored if plan.result().size == 0 => {}
        Location::Ignored | Location::Direct(_) => b.address_of(ret, Address::new(stack, place.result)),
    }
    b.copy_register(slot, context);
    b.copy_register(args, stack);
    b.load(branch, Address::new(context, offset_of!(UpcallSlot, handler) as u32), WORD);
    b.op(Op::Call { to: Branch::Register(branch), pops: 0 });
    if let Location::Direct(pieces) = &plan.result().location {
        let base = b.near(Address::new(stack, place.result), plan.result().size, machine.source);
        let moves = pieces.iter().filter_map(|piece| Move::load(piece, 0, machine)).collect();
        for each in group(moves, base, machine) {
            b.load_group(each, base);
        }
    }
    if place.restores {
        b.restore_stack();
        b.leave(saved, Some(link), pair, 0);
    } else {
        b.leave(saved, Some(link), pair, place.size);
    }
    b.op(Op::Return(0));
    Ok(b.finish(Kind::UpcallEntry))
}

/// A C function pointer for the upcall slot that a symbol names.
pub(in crate::il) fn thunk(machine: &'static Machine, context: Register, slot: &str) -> Function {
    let Machine { branch, arch, .. } = *machine;
    let entry = Address::new(context, offset_of!(UpcallSlot, entry) as u32);
    let mut b = Builder::begin(machine);
    b.op(Op::AddressOfSymbol(context));
    b.load(branch, entry, WORD);
    b.op(Op::Jump(Branch::Register(branch)));
    Function::new(arch, Kind::StaticThunk, b.ops, Some(slot.to_owned()))
}

/// Where everything is in the frame of an upcall entry.
struct Frame {
    /// Bytes below the saved pair, before alignment.
    size: u32,
    /// Alignment of the stack pointer.
    align: u32,
    /// Whether the frame pointer is set.
    framed: bool,
    /// Whether the stack pointer is restored from it.
    restores: bool,
    /// Bytes for the registers that unnamed arguments may be in, below the stack arguments.
    area: u32,
    /// AAPCS64: the `va_list`, from the stack pointer.
    list: u32,
    /// The result, from the stack pointer.
    result: u32,
    /// The caller's outgoing stack arguments.
    incoming: Address,
}

impl Frame {
    fn of(plan: &CallPlan, machine: &Machine, part: Option<&VariadicPart>) -> Frame {
        let record = plan.record();
        let aapcs64 = part.is_some() && plan.abi() == Abi::Aapcs64;
        let area = match part {
            Some(_) if aapcs64 => GENERAL_AREA + FLOAT_AREA,
            Some(part) => (WORD * part.general().len() as u32).next_multiple_of(machine.stack_align),
            None => 0,
        };
        let record_size = record.size + if part.is_some() { WORD } else { 0 };
        let (space, result_align) = match plan.result().location {
            // Whole words, because a piece of the result may be loaded with the rest of its word.
            Location::Direct(_) | Location::Ignored => (plan.result().size.next_multiple_of(WORD), plan.result().align.max(WORD)),
            Location::Indirect { .. } => (0, WORD),
        };
        let align = record.align.max(result_align).max(machine.stack_align);
        let result = record_size.next_multiple_of(result_align);
        let list = (result + space).next_multiple_of(WORD);
        let size = if aapcs64 { list + VA_LIST } else { result + space }.next_multiple_of(align);
        let pair = 2 * WORD + area;
        // Where it takes many steps to move the stack pointer back, too.
        let many = machine.instructions.pairs.is_none() && size + pair > machine.instructions.step;
        let restores = align > machine.stack_align || many;
        let framed = machine.frame_record || restores;
        let incoming = if framed {
            Address::new(machine.frame, pair - machine.frame_above)
        } else {
            Address::new(machine.stack, size + pair)
        };
        Frame { size, align, framed, restores, area, list, result, incoming }
    }
}

/// AAPCS64 2024Q3, "The va_list type": the areas that hold `x0` to `x7` and `q0` to `q7`.
const GENERAL_AREA: u32 = 8 * WORD;
const FLOAT_AREA: u32 = 8 * 16;
/// `__stack`, `__gr_top`, `__vr_top`, `__gr_offs`, `__vr_offs`.
const VA_LIST: u32 = 4 * WORD;

/// Appends a `va_list` to the record, and stores the registers that it leads to.
fn va_list(b: &mut Builder, plan: &CallPlan, part: &VariadicPart, frame: &Frame) {
    let Machine { stack, words: [word, _], destination, .. } = *b.machine;
    let general = WORD * part.general().len() as u32;
    let float = 16 * part.float().len() as u32;
    let area = b.near(frame.incoming.minus(frame.area), frame.area, destination);
    let first = if plan.abi() == Abi::Aapcs64 { GENERAL_AREA } else { frame.area } - general;
    for (at, register) in (0..).zip(part.general()) {
        b.store(*register, area.plus(first + WORD * at), WORD);
    }
    if plan.abi() == Abi::Aapcs64 {
        for (at, register) in (0..).zip(part.float()) {
            b.store(*register, area.plus(frame.area - float + 16 * at), 16);
        }
        let list = b.near(Address::new(stack, frame.list), VA_LIST, destination);
        let areas = [frame.incoming.plus(part.stack()), frame.incoming.minus(FLOAT_AREA), frame.incoming];
        for (at, of) in (0..).zip(areas) {
            b.address_of(word, of);
            b.store(word, list.plus(WORD * at), WORD);
        }
        // "__gr_offs: the offset, which is negative, from the __gr_top of the next GP register's place"; likewise `__vr_offs`.
        for (at, left) in (0..).zip([general, float]) {
            b.op(Op::Set { to: word, value: left.wrapping_neg(), size: 4 });
            b.store(word, list.plus(3 * WORD + 4 * at), 4);
        }
        b.address_of(word, Address::new(stack, frame.list));
    } else {
        // Those in registers, if any are left, and those on the stack are a row: RISC-V ABIs, "Integer Calling Convention"; "ARM64 ABI
        // conventions", "Variadic functions". Apple's are all on the stack.
        b.address_of(word, frame.incoming.plus(part.stack()).minus(general));
    }
    let place = b.near(Address::new(stack, plan.record().size), WORD, destination);
    b.store(word, place, WORD);
}

/// Stores what arrived in registers, a register a slot where the value is narrower.
fn spill_registers(b: &mut Builder, plan: &CallPlan) {
    let base = Address::new(b.machine.stack, 0);
    let mut moves = Vec::new();
    for argument in plan.arguments() {
        if let Location::Direct(pieces) = &argument.location {
            for piece in pieces {
                match (Move::spill(piece, pieces, argument.slot), piece.place) {
                    (Some(spill), _) => moves.push(spill),
                    (None, Place::Register(from)) => b.store_exactly(from, base.plus(argument.slot + piece.offset), piece.size),
                    (None, Place::Stack(_)) => {}
                }
            }
        }
    }
    for each in group(moves, base, b.machine) {
        b.store_group(each, base);
    }
}

/// Copies what arrived in memory into the record.
fn copy_memory_arguments(b: &mut Builder, plan: &CallPlan, incoming: Address) {
    let base = Address::new(b.machine.stack, 0);
    let pointer = b.machine.pointer;
    // Runs that are side by side in both places: from, to, size.
    let mut runs: Vec<(u32, u32, u32)> = Vec::new();
    for argument in plan.arguments() {
        match &argument.location {
            Location::Direct(pieces) => {
                for piece in pieces {
                    if let Place::Stack(from) = piece.place {
                        let (to, size) = (argument.slot + piece.offset, arrived(piece));
                        match runs.last_mut() {
                            Some(last) if last.0 + last.2 == from && last.1 + last.2 == to => last.2 += size,
                            _ => runs.push((from, to, size)),
                        }
                    }
                }
            }
            Location::Indirect { pointer: Place::Register(from) } => {
                b.copy(base.plus(argument.slot), Address::new(*from, 0), argument.size);
            }
            Location::Indirect { pointer: Place::Stack(place) } => {
                let from = b.within_reach(incoming.plus(*place), WORD, b.machine.source);
                b.load(pointer, from, WORD);
                b.copy(base.plus(argument.slot), Address::new(pointer, 0), argument.size);
            }
            Location::Ignored => {}
        }
    }
    for (from, to, size) in runs {
        b.copy(base.plus(to), incoming.plus(from), size);
    }
}

/// Bytes to copy of a piece on the stack: whole words of a record, which are the caller's to read in any case.
fn arrived(piece: &Piece) -> u32 {
    if is_scalar(piece) { piece.size } else { piece.size.next_multiple_of(WORD) }
}
