//! The downcall: pushes the stack arguments from the top down, loads registers, calls, stores the result.

use ffi_abi::{CallPlan, Extend, Location, Piece, Place, Register, Target};

use super::super::builder::is_wide;
use super::{Address, Builder, EAX, EBP, ECX, EDX, ESP, Function, Kind, LINKAGE, NoCode, Op, WORD};
use super::{entry_align, in_register, is_block, pieces, pointer};
use crate::il::Branch;

/// What goes to a place on the stack.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// A piece of the value at an offset of the record.
    Piece(u32, &'a Piece),
    /// The address of an offset of the record.
    AddressOf(u32),
    /// The address of the result.
    Result,
}

/// The downcall trampoline of a plan, entered by cdecl.
pub(in crate::il) fn downcall(target: &Target, plan: &CallPlan) -> Result<Function, NoCode> {
    let mut b = Builder::new(target, plan)?;
    let stores = !pieces(&plan.result().location).is_empty();
    let size = plan.stack_size().next_multiple_of(WORD);
    let realigned = plan.stack_align() > entry_align(target);
    // Nothing to do after the call: it is a jump, and the parameters stay where they are.
    let jumps = size == 0 && !stores && plan.callee_pops() == 0 && !realigned;
    let parameters = if jumps { Address::new(ESP, WORD) } else { Address::new(EBP, LINKAGE) };
    let reads = plan.arguments().iter().any(|argument| argument.location != Location::Ignored);
    if !jumps {
        b.enter();
        let align = plan.stack_align();
        let padding = if realigned {
            b.align_stack(align);
            size.next_multiple_of(align) - size
        } else {
            (LINKAGE + size).next_multiple_of(align) - LINKAGE - size
        };
        if reads {
            b.load(EAX, parameters, WORD);
        }
        push_stack(&mut b, &stack_items(plan), parameters, size, padding);
    } else if reads {
        b.load(EAX, parameters, WORD);
    }
    load_registers(&mut b, plan, parameters);
    let callee = Branch::Memory(parameters.plus(2 * WORD));
    if jumps {
        b.op(Op::Jump(callee));
        return Ok(b.finish(Kind::Downcall));
    }
    b.op(Op::Call { to: callee, pops: plan.callee_pops() });
    if stores {
        // Neither `eax`, `edx` nor a vector: free whatever the result is in.
        b.load(ECX, parameters.plus(WORD), WORD);
        let pieces = pieces(&plan.result().location);
        for piece in pieces {
            if let Some(from) = in_register(piece) {
                b.store_piece(from, Address::new(ECX, piece.offset), piece, EAX);
            }
        }
        if pieces.iter().any(is_wide) {
            b.op(Op::ClearUpper);
        }
    }
    b.op(Op::LeaveFrame);
    b.op(Op::Return(0));
    Ok(b.finish(Kind::Downcall))
}

/// What goes on the stack, by ascending place.
fn stack_items(plan: &CallPlan) -> Vec<(u32, Source<'_>)> {
    let mut items = Vec::new();
    if let Location::Indirect { pointer: Place::Stack(place) } = plan.result().location {
        items.push((place, Source::Result));
    }
    for argument in plan.arguments() {
        if let Some(Place::Stack(place)) = pointer(argument) {
            items.push((place, Source::AddressOf(argument.slot)));
        }
        for piece in pieces(&argument.location) {
            if let Place::Stack(place) = piece.place {
                items.push((place, Source::Piece(argument.slot + piece.offset, piece)));
            }
        }
    }
    items.sort_by_key(|(place, _)| *place);
    items
}

/// Builds the outgoing stack of `size` bytes below the padding. `eax` is the record's address.
fn push_stack(b: &mut Builder, items: &[(u32, Source<'_>)], parameters: Address, size: u32, padding: u32) {
    let mut top = size + padding;
    for &(place, source) in items.iter().rev() {
        let bytes = match source {
            Source::Piece(_, piece) => piece.size.next_multiple_of(WORD),
            Source::AddressOf(_) | Source::Result => WORD,
        };
        b.reserve(top - place - bytes);
        top = place;
        match source {
            Source::Piece(offset, piece) if is_block(piece.size) => {
                b.reserve(bytes);
                b.address_of(EAX, Address::new(EAX, offset));
                b.op(Op::Move { to: EDX, from: ESP, size: WORD as u8 });
                // The record's slots are whole, so the last word may be read whole.
                b.copy_block(EDX, EAX, bytes);
                b.load(EAX, parameters, WORD);
            }
            Source::Piece(offset, piece) if piece.container > piece.size && piece.extend != Extend::None => {
                b.load_piece(ECX, Address::new(EAX, offset), piece);
                b.op(Op::Push(ECX));
            }
            Source::Piece(offset, _) => {
                for word in (0..bytes / WORD).rev() {
                    b.op(Op::PushMemory(Address::new(EAX, offset + word * WORD)));
                }
            }
            Source::AddressOf(0) => b.op(Op::Push(EAX)),
            Source::AddressOf(offset) => {
                b.address_of(ECX, Address::new(EAX, offset));
                b.op(Op::Push(ECX));
            }
            Source::Result => b.op(Op::PushMemory(parameters.plus(WORD))),
        }
    }
    b.reserve(top);
}

/// Loads every argument register. `eax`, which is none, is the record's address.
fn load_registers(b: &mut Builder, plan: &CallPlan, parameters: Address) {
    if let Location::Indirect { pointer: Place::Register(to) } = plan.result().location {
        b.load(to, parameters.plus(WORD), WORD);
    }
    for argument in plan.arguments() {
        let slot = |offset| Address::new(EAX, argument.slot + offset);
        for piece in pieces(&argument.location) {
            if let Some(to) = in_register(piece) {
                b.load_piece(to, slot(piece.offset), piece);
            }
        }
        if let Some(Place::Register(to)) = pointer(argument) {
            let to: Register = to;
            b.address_of(to, slot(0));
        }
    }
}
