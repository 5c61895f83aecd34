//! The downcall: loads an argument record into the places of a plan, calls, stores the result.
//!
//! The address of the result is saved in the same pair as the return address. Stack arguments come first, then vector registers,
//! integer registers, and last what overwrites the record's address. A call that leaves nothing to do becomes a jump.

use ffi_abi::{CallPlan, Extend, Location, Piece, Place, Register};

use super::group::{Group, Move, group};
use super::{Address, Builder, Machine, is_float};
use crate::il::builder::{WORD, is_scalar};
use crate::il::{Branch, Function, Kind, NoCode, Op};

/// The downcall trampoline of a plan.
pub(in crate::il) fn downcall(machine: &'static Machine, plan: &CallPlan) -> Result<Function, NoCode> {
    let mut b = Builder::new(machine, plan)?;
    let Machine { frame, link, context, stack, .. } = *machine;
    let [args, ret, _] = machine.arguments;
    let results = match &plan.result().location {
        Location::Direct(pieces) => pieces.as_slice(),
        Location::Ignored | Location::Indirect { .. } => &[],
    };
    let keeps = !results.is_empty();
    let outgoing = plan.stack_size().next_multiple_of(machine.stack_align);
    let jumps = !keeps && outgoing == 0;
    // A frame record, and the result's address above it or below; or the return address and the result's.
    let below = machine.record_on_top;
    let pair = if machine.frame_record && keeps && !below { 4 * WORD } else { 2 * WORD };
    let saved = Address::new(frame, 2 * WORD);
    if !jumps && machine.frame_record {
        b.op(Op::PushPair { first: frame, second: link, bytes: pair });
        b.op(Op::EnterFrame);
        if keeps && below {
            // The second one keeps the stack pointer aligned.
            b.op(Op::PushPair { first: ret, second: link, bytes: 2 * WORD });
        } else if keeps {
            b.store(ret, saved, WORD);
        }
        b.reserve(outgoing);
    } else if !jumps {
        // A pair is saved by one instruction, needed or not.
        let second = (keeps || machine.instructions.pairs.is_some()).then_some(ret);
        b.enter(Some(link), second, pair, outgoing);
    }
    for item in stack_items(plan, machine.words[0]) {
        let to = Address::new(stack, item.place);
        match item.source {
            Source::Bytes(offset) => b.copy(to, Address::new(args, offset), item.size),
            Source::AddressOf(offset) => {
                let word = machine.words[0];
                b.address_of(word, Address::new(args, offset));
                let to = b.within_reach(to, WORD, machine.destination);
                b.store(word, to, WORD);
            }
            Source::Extended(each) => {
                b.load_group(Group::One(each), Address::new(args, 0));
                let to = b.within_reach(to, item.size, machine.destination);
                b.store(each.register, to, item.size);
            }
        }
    }
    let callee = load_registers(&mut b, plan, jumps);
    if jumps {
        b.op(Op::Jump(callee));
        return Ok(b.finish(Kind::Downcall));
    }
    b.op(Op::Call { to: callee, pops: 0 });
    if machine.frame_record && keeps && !below {
        b.load(context, saved, WORD);
        store_result(&mut b, results);
    }
    if machine.frame_record {
        b.release(outgoing);
        if keeps && below {
            b.op(Op::PopPair { first: context, second: machine.words[0], bytes: 2 * WORD });
            store_result(&mut b, results);
        }
        b.op(Op::PopPair { first: frame, second: link, bytes: pair });
    } else {
        let second = (keeps || machine.instructions.pairs.is_some()).then_some(context);
        b.leave(Some(link), second, pair, outgoing);
        store_result(&mut b, results);
    }
    b.op(Op::Return(0));
    Ok(b.finish(Kind::Downcall))
}

/// A run of outgoing stack bytes.
struct StackItem {
    /// Bytes above the stack pointer at the call.
    place: u32,
    /// Bytes.
    size: u32,
    source: Source,
}

#[derive(Clone, Copy)]
enum Source {
    /// The bytes of the record from an offset on.
    Bytes(u32),
    /// A narrow integer at an offset of the record, extended.
    Extended(Move),
    /// The address of an offset of the record.
    AddressOf(u32),
}

/// What goes on the stack, by ascending place; what is side by side in the record, too, is one item. What is extended on its way takes
/// the register `word`.
fn stack_items(plan: &CallPlan, word: Register) -> Vec<StackItem> {
    let mut items = Vec::new();
    for argument in plan.arguments() {
        match &argument.location {
            Location::Direct(pieces) => {
                for piece in pieces {
                    if let Place::Stack(place) = piece.place {
                        let offset = argument.slot + piece.offset;
                        if piece.extend == Extend::None {
                            items.push((place, piece.size, is_scalar(piece), Source::Bytes(offset)));
                        } else {
                            items.push((place, piece.container, true, Source::Extended(Move::extended(word, offset, piece))));
                        }
                    }
                }
            }
            Location::Indirect { pointer: Place::Stack(place) } => {
                items.push((*place, WORD, true, Source::AddressOf(argument.slot)));
            }
            Location::Ignored | Location::Indirect { .. } => {}
        }
    }
    items.sort_by_key(|item| item.0);
    let mut merged: Vec<StackItem> = Vec::with_capacity(items.len());
    for (index, &(place, size, scalar, source)) in items.iter().enumerate() {
        // Records are copied in whole words, which they have in the argument record, where they have them on the stack.
        let end = items.get(index + 1).map_or(plan.stack_size(), |next| next.0);
        let rounded = size.next_multiple_of(WORD);
        let size = if !scalar && size > 0 && rounded <= end - place { rounded } else { size };
        match (merged.last_mut(), source) {
            (Some(StackItem { place: at, size: before, source: Source::Bytes(from) }), Source::Bytes(offset))
                if *at + *before == place && *from + *before == offset =>
            {
                *before += size;
            }
            _ => merged.push(StackItem { place, size, source }),
        }
    }
    merged
}

/// Loads every argument register; says where the callee's address is then.
fn load_registers(b: &mut Builder, plan: &CallPlan, jumps: bool) -> Branch {
    let machine = b.machine;
    let [args, ret, callee] = machine.arguments;
    let mut moves = Vec::new();
    let mut addresses = Vec::new();
    for argument in plan.arguments() {
        match &argument.location {
            Location::Direct(pieces) => {
                moves.extend(pieces.iter().filter_map(|piece| Move::load(piece, argument.slot, machine)));
            }
            Location::Indirect { pointer: Place::Register(to) } => addresses.push((*to, argument.slot)),
            Location::Ignored | Location::Indirect { .. } => {}
        }
    }
    let overwritten =
        |register| moves.iter().any(|each| each.register == register) || addresses.iter().any(|each| each.0 == register);
    let guarded = jumps && machine.instructions.guarded;
    let callee = if guarded || overwritten(callee) {
        b.copy_register(machine.branch, callee);
        machine.branch
    } else {
        callee
    };
    let mut base = args;
    let mut late = None;
    match plan.result().location {
        Location::Indirect { pointer: Place::Register(to) } if to != args => b.copy_register(to, ret),
        // The hidden pointer goes where the record's address is: at the end, if it is still there.
        Location::Indirect { pointer: Place::Register(to) } if !overwritten(ret) => late = Some(to),
        Location::Indirect { pointer: Place::Register(to) } => {
            base = machine.base;
            b.copy_register(base, args);
            b.copy_register(to, ret);
        }
        Location::Indirect { pointer: Place::Stack(_) } | Location::Direct(_) | Location::Ignored => {}
    }
    let from = Address::new(base, 0);
    let groups = group(moves, from, machine);
    let (last, first): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.has(base));
    let (vectors, integers): (Vec<Group>, Vec<Group>) = first.into_iter().partition(Group::is_float);
    for each in vectors.into_iter().chain(integers) {
        b.load_group(each, from);
    }
    addresses.sort_by_key(|&(to, _)| to == base);
    for (to, slot) in addresses {
        b.address_of(to, from.plus(slot));
    }
    for each in last {
        b.load_group(each, from);
    }
    if let Some(to) = late {
        b.copy_register(to, ret);
    }
    Branch::Register(callee)
}

/// Stores the result where the context register points to: exactly its bytes.
fn store_result(b: &mut Builder, pieces: &[Piece]) {
    let to = Address::new(b.machine.context, 0);
    let mut moves = Vec::new();
    let mut ends = Vec::new();
    for piece in pieces {
        if let Place::Register(register) = piece.place {
            if is_float(register) || piece.size.is_power_of_two() {
                moves.push(Move::new(register, piece.offset, piece.size));
            } else {
                ends.push((register, piece.offset, piece.size));
            }
        }
    }
    for each in group(moves, to, b.machine) {
        b.store_group(each, to);
    }
    for (register, offset, size) in ends {
        b.store_exactly(register, to.plus(offset), size);
    }
}
