//! The upcall entry and the static thunk.

use std::mem::{offset_of, size_of};

use ffi::contract::UpcallSlot;
use ffi_abi::{Arch, CallPlan, Location, Place, Register, Target, VariadicPart};

use super::super::builder::is_wide;
use super::{Address, Builder, EAX, EBP, ECX, EDX, ESP, Function, Kind, LINKAGE, NoCode, Op, WORD};
use super::{entry_align, in_register, is_block, landing, pieces, pointer};
use crate::il::Branch;

/// The program counter, as the operand of a push: what follows the push is its value.
const EIP: Register = Register::general(8);

/// The three arguments of the handler.
const OUTGOING: u32 = 3 * WORD;

/// A field of a slot: the structure is of words, those of the target.
const fn field(at: usize) -> Address {
    Address::new(EAX, (at / size_of::<usize>()) as u32 * WORD)
}

/// The upcall entry of a plan: entered by the plan's convention, calls the handler by cdecl. A `va_list` is the address of the first
/// unnamed argument: all of them are on the stack.
pub(in crate::il) fn upcall(target: &Target, plan: &CallPlan, part: Option<&VariadicPart>) -> Result<Function, NoCode> {
    let mut b = Builder::new(target, plan)?;
    // The caller aligns the stack as the plan says, whatever system this runs on; the handler is of that system.
    let entered = plan.stack_align();
    let indirect = match plan.result().location {
        Location::Indirect { pointer } => Some(pointer),
        Location::Direct(_) | Location::Ignored => None,
    };
    let record = Address::new(ESP, OUTGOING.next_multiple_of(plan.record().align));
    let (room, room_align) = match indirect {
        Some(_) => (WORD, WORD),
        None => (plan.result().size.next_multiple_of(2 * WORD), plan.result().align),
    };
    let va_list = record.plus(plan.record().size);
    let record_size = plan.record().size + if part.is_some() { 2 * WORD } else { 0 };
    let result = (record.displacement as u32 + record_size).next_multiple_of(room_align);
    let total = result + room;
    let align = plan.record().align.max(room_align).max(entry_align(target));
    let result = Address::new(ESP, result);
    let incoming = Address::new(EBP, LINKAGE);

    b.enter();
    if align > entered {
        b.reserve(total.next_multiple_of(align));
        b.align_stack(align);
    } else {
        b.reserve((total + LINKAGE).next_multiple_of(align) - LINKAGE);
    }
    b.store(EAX, Address::new(ESP, 0), WORD);
    // Registers first, so that all but `eax` are free. Of a value whose address arrived in one, the address goes to the value's place.
    if let Some(Place::Register(from)) = indirect {
        b.store(from, result, WORD);
    }
    for argument in plan.arguments() {
        let slot = record.plus(argument.slot);
        for piece in pieces(&argument.location) {
            if let Some(from) = in_register(piece) {
                // Slots are whole: of a narrow integer the whole register is stored, the shortest store.
                b.store(from, slot.plus(piece.offset), piece.size.next_power_of_two().max(WORD));
            }
        }
        if let Some(Place::Register(from)) = pointer(argument) {
            b.store(from, slot, WORD);
        }
    }
    copy_memory_arguments(&mut b, plan, record, incoming);
    if let Some(part) = part {
        b.address_of(ECX, incoming.plus(part.stack()));
        b.store(ECX, va_list, WORD);
    }
    match indirect {
        Some(Place::Register(_)) => b.load(ECX, result, WORD),
        Some(Place::Stack(place)) => {
            b.load(ECX, incoming.plus(place), WORD);
            // The handler's caller gives it back, and whom the parameters belong to is free to change them.
            b.store(ECX, result, WORD);
        }
        None if plan.result().size > 0 => b.address_of(ECX, result),
        None => {}
    }
    if plan.result().size > 0 || indirect.is_some() {
        b.store(ECX, Address::new(ESP, 2 * WORD), WORD);
    }
    b.address_of(ECX, record);
    b.store(ECX, Address::new(ESP, WORD), WORD);
    if plan.arguments().iter().flat_map(|argument| pieces(&argument.location)).any(is_wide) {
        b.op(Op::ClearUpper);
    }
    b.op(Op::Call { to: Branch::Memory(field(offset_of!(UpcallSlot, handler))), pops: 0 });
    for piece in pieces(&plan.result().location) {
        if let Some(to) = in_register(piece) {
            b.load_piece(to, result.plus(piece.offset), piece);
        }
    }
    if let Some(to) = plan.result().returned_pointer {
        b.load(to, result, WORD);
    }
    b.op(Op::LeaveFrame);
    b.op(Op::Return(plan.callee_pops()));
    Ok(b.finish(Kind::UpcallEntry))
}

/// Copies what arrived in memory into the record.
fn copy_memory_arguments(b: &mut Builder, plan: &CallPlan, record: Address, incoming: Address) {
    for argument in plan.arguments() {
        let slot = record.plus(argument.slot);
        for piece in pieces(&argument.location) {
            if let Place::Stack(place) = piece.place {
                let (to, from) = (slot.plus(piece.offset), incoming.plus(place));
                if is_block(piece.size) {
                    b.address_of(EAX, from);
                    copy_block(b, to, piece.size);
                } else {
                    b.copy_exactly(to, from, piece.size, EDX);
                }
            }
        }
        if let Some(place) = pointer(argument) {
            let at = match place {
                Place::Register(_) => slot,
                Place::Stack(place) => incoming.plus(place),
            };
            if is_block(argument.size) {
                b.load(EAX, at, WORD);
                copy_block(b, slot, argument.size);
            } else {
                b.load(ECX, at, WORD);
                b.copy_exactly(slot, Address::new(ECX, 0), argument.size, EDX);
            }
        }
    }
}

/// Copies from where `eax` points, and makes it the slot's address again.
fn copy_block(b: &mut Builder, to: Address, size: u32) {
    b.address_of(EDX, to);
    b.copy_block(EDX, EAX, size);
    b.load(EAX, Address::new(ESP, 0), WORD);
}

/// A C function pointer for the upcall slot that a symbol names.
///
/// Only a call tells where code is on this machine. One to the next instruction is no call to a processor's predictor of returns, nor to
/// its shadow stack (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, "CALL").
pub(in crate::il) fn thunk(target: &Target, slot: &str) -> Function {
    let entry = Branch::Memory(field(offset_of!(UpcallSlot, entry)));
    let known = [Op::Push(EIP), Op::Pop(EAX), Op::AddressOfSymbol(EAX), Op::Jump(entry)];
    let ops = landing(target).into_iter().chain(known).collect();
    Function::new(Arch::X86, Kind::StaticThunk, ops, Some(slot.to_owned()))
}
