//! Moves between registers and memory, grouped into pairs.

use ffi_abi::{Extend, Piece, Place, Register};

use super::{Address, Builder, is_float, pair_reaches, reaches};
use crate::il::Op;
use crate::il::builder::WORD;

/// A register and the memory that it is loaded from or stored to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Move {
    pub(super) register: Register,
    /// Bytes from the base.
    pub(super) offset: u32,
    /// Bytes moved.
    pub(super) size: u32,
    extend: Extend,
    /// Bytes of the register that are defined after a load.
    container: u32,
}

impl Move {
    /// One that adds nothing.
    pub(super) const fn new(register: Register, offset: u32, size: u32) -> Move {
        Move { register, offset, size, extend: Extend::None, container: size }
    }

    /// The load of a piece of a value at `slot`, of which whole words may be read; none for a piece on the stack.
    pub(super) fn load(piece: &Piece, slot: u32) -> Option<Move> {
        let Place::Register(register) = piece.place else { return None };
        let offset = slot + piece.offset;
        if is_float(register) || piece.extend != Extend::None {
            let Piece { size, extend, container, .. } = *piece;
            return Some(Move { register, offset, size, extend, container: container.max(size) });
        }
        // The end of a record is read with the rest of its word, so that it can be half of a pair; a scalar at its own width, because a
        // wider read of what has just been written stalls.
        let size = if piece.offset > 0 { WORD } else { piece.size.next_power_of_two() };
        Some(Move::new(register, offset, size))
    }

    /// The store of a piece to a value at `slot`, of which whole words may be written. `alone`: the value has no other piece.
    pub(super) fn spill(piece: &Piece, slot: u32, alone: bool) -> Option<Move> {
        let Place::Register(register) = piece.place else { return None };
        let size = if is_float(register) && !alone { piece.size } else { piece.size.next_multiple_of(WORD) };
        Some(Move::new(register, slot + piece.offset, size))
    }
}

/// One instruction's moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Group {
    One(Move),
    Pair(Move, Move),
}

impl Group {
    /// Whether it moves this register.
    pub(super) fn has(&self, register: Register) -> bool {
        match self {
            Group::One(one) => one.register == register,
            Group::Pair(first, second) => first.register == register || second.register == register,
        }
    }

    /// Whether its registers are those of vectors.
    pub(super) const fn is_float(&self) -> bool {
        match self {
            Group::One(one) | Group::Pair(one, _) => is_float(one.register),
        }
    }
}

/// Pairs up what lies side by side at the same width, within the pair instructions' reach of `base`.
pub(super) fn group(mut moves: Vec<Move>, base: Address) -> Vec<Group> {
    moves.sort_by_key(|each| (each.register.class, each.offset));
    let mut groups = Vec::with_capacity(moves.len());
    let mut rest = moves.as_slice();
    while let [first, after @ ..] = rest {
        match after {
            [second, after @ ..] if pairs_up(first, second, base) => {
                groups.push(Group::Pair(*first, *second));
                rest = after;
            }
            _ => {
                groups.push(Group::One(*first));
                rest = after;
            }
        }
    }
    groups
}

fn pairs_up(first: &Move, second: &Move, base: Address) -> bool {
    first.register.class == second.register.class
        && first.size == second.size
        && (matches!(first.size, 4 | 8) || first.size == 16 && is_float(first.register))
        && (first.extend, second.extend) == (Extend::None, Extend::None)
        && first.offset + first.size == second.offset
        && pair_reaches(first.size, base.plus(first.offset))
}

impl Builder {
    /// Writes loads of a group from memory at `base`.
    pub(super) fn load_group(&mut self, group: Group, base: Address) {
        match group {
            Group::One(Move { register, offset, size, extend, container }) => {
                let from = self.within_reach(base.plus(offset), size, self.machine.source);
                self.op(Op::Load { to: register, from, size: size as u8, extend, container: container as u8 });
            }
            Group::Pair(first, second) => {
                let (from, size) = (base.plus(first.offset), first.size as u8);
                self.op(Op::LoadPair { first: first.register, second: second.register, from, size });
            }
        }
    }

    /// Writes stores of a group to memory at `base`.
    pub(super) fn store_group(&mut self, group: Group, base: Address) {
        match group {
            Group::One(Move { register, offset, size, .. }) => {
                let to = self.within_reach(base.plus(offset), size, self.machine.destination);
                self.store(register, to, size);
            }
            Group::Pair(first, second) => {
                let (to, size) = (base.plus(first.offset), first.size as u8);
                self.op(Op::StorePair { first: first.register, second: second.register, to, size });
            }
        }
    }

    /// An address that an access of `size` bytes reaches.
    pub(super) fn within_reach(&mut self, at: Address, size: u32, spare: Register) -> Address {
        if reaches(size, at) {
            return at;
        }
        self.op(Op::AddressOf { to: spare, of: at });
        Address::new(spare, 0)
    }
}
