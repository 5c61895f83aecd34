//! Moves between registers and memory, grouped into pairs.

use ffi_abi::{Extend, Piece, Place, Register};

use super::machine::{Instructions, Machine};
use super::{Address, Builder, is_float};
use crate::il::Op;
use crate::il::builder::{WORD, parts};

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
    /// Distance to shift to the right after a load, in bits.
    shift: u8,
}

impl Move {
    /// One that adds nothing.
    pub(super) const fn new(register: Register, offset: u32, size: u32) -> Move {
        Move { register, offset, size, extend: Extend::None, container: size, shift: 0 }
    }

    /// The load of a piece at an offset, extended as the piece is.
    pub(super) fn extended(register: Register, offset: u32, piece: &Piece) -> Move {
        let Piece { size, extend, container, .. } = *piece;
        Move { extend, container: container.max(size), ..Move::new(register, offset, size) }
    }

    /// The load of a piece of a value at `slot`, of which whole words may be read; none for a piece on the stack.
    pub(super) fn load(piece: &Piece, slot: u32, machine: &Machine) -> Option<Move> {
        let Place::Register(register) = piece.place else { return None };
        let offset = slot + piece.offset;
        if is_float(register) || piece.extend != Extend::None {
            return Some(Move::extended(register, offset, piece));
        }
        if crosses(piece) {
            let inside = offset % WORD;
            return Some(Move { shift: (8 * inside) as u8, ..Move::new(register, offset - inside, WORD) });
        }
        // The end of a record is read with the rest of its word, so that it can be half of a pair; a scalar at its own width, because a
        // wider read of what has just been written stalls.
        let pairs = machine.instructions.pairs.is_some();
        let size = if piece.offset > 0 && pairs { WORD } else { piece.size.next_power_of_two() };
        Some(Move::new(register, offset, size))
    }

    /// The store of one of the pieces of a value at `slot`, of which whole words may be written; none for a piece on the stack, and for
    /// one that takes several stores. Pieces in general registers are stored before the others of their value.
    pub(super) fn spill(piece: &Piece, pieces: &[Piece], slot: u32) -> Option<Move> {
        let Place::Register(register) = piece.place else { return None };
        let word = |piece: &Piece| piece.offset / WORD;
        let alone = piece.offset % WORD == 0 && pieces.iter().filter(|other| word(other) == word(piece)).count() == 1;
        let size = match piece.size {
            size if alone => size.next_multiple_of(WORD),
            size if is_float(register) => size,
            size => size.next_power_of_two(),
        };
        (alone || is_float(register) || !crosses(piece)).then_some(Move::new(register, slot + piece.offset, size))
    }
}

/// Whether a piece in a general register ends within the word that it begins in, but an access of its size rounded up would not: part of
/// a packed record with bit-fields.
const fn crosses(piece: &Piece) -> bool {
    let inside = piece.offset % WORD;
    inside + piece.size <= WORD && inside + piece.size.next_power_of_two() > WORD
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
pub(super) fn group(mut moves: Vec<Move>, base: Address, machine: &Machine) -> Vec<Group> {
    moves.sort_by_key(|each| (each.register.class, each.offset));
    let mut groups = Vec::with_capacity(moves.len());
    let mut rest = moves.as_slice();
    while let [first, after @ ..] = rest {
        match after {
            [second, after @ ..] if pairs_up(first, second, base, &machine.instructions) => {
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

fn pairs_up(first: &Move, second: &Move, base: Address, instructions: &Instructions) -> bool {
    first.register.class == second.register.class
        && first.size == second.size
        && (matches!(first.size, 4 | 8) || first.size == 16 && is_float(first.register))
        && (first.extend, second.extend) == (Extend::None, Extend::None)
        && first.offset + first.size == second.offset
        && instructions.pair_reaches(first.size, base.plus(first.offset))
}

impl Builder {
    /// Writes loads of a group from memory at `base`.
    pub(super) fn load_group(&mut self, group: Group, base: Address) {
        match group {
            Group::One(Move { register, offset, size, extend, container, shift }) => {
                let from = self.within_reach(base.plus(offset), size, self.machine.source);
                if is_float(register) && size == 2 && !self.machine.instructions.halves {
                    return self.load_half(register, from);
                }
                self.op(Op::Load { to: register, from, size: size as u8, extend, container: container as u8 });
                if shift > 0 {
                    self.op(Op::ShiftRight { register, bits: shift, size: WORD as u8 });
                }
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
                let mut from = register;
                if is_float(register) && size == 2 && !self.machine.instructions.halves {
                    from = self.machine.words[0];
                    self.op(Op::Move { to: from, from: register, size: 4 });
                }
                self.store(from, to, size);
            }
            Group::Pair(first, second) => {
                let (to, size) = (base.plus(first.offset), first.size as u8);
                self.op(Op::StorePair { first: first.register, second: second.register, to, size });
            }
        }
    }

    /// Loads a half by way of general registers, with ones above it, which make it a half where the register is wider.
    fn load_half(&mut self, to: Register, from: Address) {
        let [half, ones] = self.machine.words;
        self.op(Op::Load { to: half, from, size: 2, extend: Extend::Zero, container: WORD as u8 });
        self.op(Op::Set { to: ones, value: 0xffff_0000, size: 4 });
        self.op(Op::Add { to: half, first: half, second: ones });
        self.op(Op::Move { to, from: half, size: 4 });
    }

    /// Stores the low bytes of a general register, and changes the register if it takes several stores.
    pub(super) fn store_exactly(&mut self, register: Register, to: Address, size: u32) {
        let mut before = 0;
        for (offset, part) in parts(size) {
            if offset > before {
                let size = if size > 4 { 8 } else { 4 };
                self.op(Op::ShiftRight { register, bits: ((offset - before) * 8) as u8, size });
                before = offset;
            }
            let to = self.within_reach(to.plus(offset), part, self.machine.destination);
            self.store(register, to, part);
        }
    }

    /// An address that an access of `size` bytes reaches.
    pub(super) fn within_reach(&mut self, at: Address, size: u32, spare: Register) -> Address {
        if self.machine.instructions.reaches(size, at) {
            return at;
        }
        self.address_of(spare, at);
        Address::new(spare, 0)
    }
}
