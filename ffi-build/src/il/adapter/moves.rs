//! Values on their way from where they arrived to where the callee expects them.

use ffi_abi::{Extend, Piece, Register};

use super::super::builder::WORD;
use super::roles::Roles;
use super::{Address, Builder, Op, is_float};

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(super) enum From {
    Register(Register),
    Memory(Address),
    /// At a distance from where the pointer in memory points to.
    Pointee(Address, u32),
    AddressOf(Address),
    Number(u32),
}

/// Where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) enum To {
    Register(Register),
    Memory(Address),
}

/// One value on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) to: To,
    pub(super) from: From,
    /// How the callee expects it.
    pub(super) piece: Piece,
    /// How it arrived, if it is an argument of the entry.
    pub(super) arrived: Option<Piece>,
    /// Whether the engine's `double` is the callee's `float`.
    pub(super) narrows: bool,
}

impl Move {
    /// Whether this one reads what another writes, which then has to wait.
    fn reads(&self, other: &Move) -> bool {
        match (other.to, self.from) {
            (To::Register(written), From::Register(read)) => written == read,
            (To::Register(written), From::Memory(at) | From::Pointee(at, _)) => written == at.base,
            (To::Memory(to), From::Memory(at) | From::Pointee(at, _)) => {
                to.base == at.base && to.displacement < at.displacement + 16 && at.displacement < to.displacement + 8
            }
            (_, From::AddressOf(_) | From::Number(_)) | (To::Memory(_), From::Register(_)) => false,
        }
    }

    /// What fills the place above the value, where the convention wants that and nobody has done it: its bytes, how, and up to where.
    fn fill(&self) -> Option<(u32, Extend, u32)> {
        let Piece { size, extend, container, .. } = self.piece;
        let done = self
            .arrived
            .is_some_and(|arrived| arrived.size == size && arrived.extend == extend && arrived.container >= container);
        (extend != Extend::None && container > size && !done).then_some((size, extend, container))
    }
}

/// Orders moves so that none overwrites what another still reads.
pub(super) fn in_order(mut moves: Vec<Move>) -> Vec<Move> {
    let mut ordered = Vec::with_capacity(moves.len());
    while !moves.is_empty() {
        let free = |index: &usize| moves.iter().enumerate().all(|(other, each)| other == *index || !each.reads(&moves[*index]));
        // Leading arguments are dropped and the rest keep their order, so that a value moves to an earlier place or stays.
        let next = (0..moves.len()).find(free).expect("no two values change places");
        ordered.push(moves.remove(next));
    }
    ordered
}

impl Builder<'_> {
    pub(super) fn moves(&mut self, each: &Move) {
        match each.to {
            To::Register(register) => self.fill_register(register, each),
            To::Memory(to) => self.fill_memory(to, each),
        }
    }

    fn fill_register(&mut self, to: Register, each: &Move) {
        let Piece { size, .. } = each.piece;
        match each.from {
            From::Register(from) if each.narrows => self.ops.push(Op::Convert { to, from, size: 4 }),
            From::Register(from) => match each.fill() {
                Some((size, extend, container)) => {
                    self.ops.push(Op::Extend { to, from, size: size as u8, extend, container: container as u8 });
                }
                None if from == to => {}
                None => self.ops.push(Op::Move { to, from, size: self.moved(to, size) }),
            },
            From::Memory(from) if each.narrows => {
                self.load(to, from, WORD);
                self.ops.push(Op::Convert { to, from: to, size: 4 });
            }
            From::Memory(from) => {
                let from = self.reach(from, size);
                let (size, extend, container) = each.fill().unwrap_or((size, Extend::None, size));
                self.ops.push(Roles::load(to, from, size, extend, container));
            }
            From::Pointee(pointer, displacement) => {
                // Whatever the class of the destination: the pointer needs a general register.
                let through = if is_float(to) { self.roles.word } else { to };
                self.load(through, pointer, WORD);
                let from = Address::new(through, displacement);
                self.fill_register(to, &Move { from: From::Memory(from), ..*each });
            }
            From::AddressOf(of) if of.displacement == 0 => {
                self.ops.push(Op::Move { to, from: of.base, size: WORD as u8 });
            }
            From::AddressOf(of) => self.address_of(to, of),
            From::Number(value) => self.ops.push(Op::Set { to, value, size: 4 }),
        }
    }

    /// Bytes of a copy between registers: the shortest that carries the value. RISC-V copies whole registers.
    fn moved(&self, to: Register, size: u32) -> u8 {
        match size {
            16 => 16,
            0..=4 if is_float(to) || self.roles.link.is_none() => 4,
            _ => WORD as u8,
        }
    }

    fn fill_memory(&mut self, to: Address, each: &Move) {
        let Piece { size, container, .. } = each.piece;
        match each.from {
            From::Memory(from) | From::Pointee(from, _) if size == 16 => {
                debug_assert!(matches!(each.from, From::Memory(_)), "buffers are pointers");
                self.copy(to, from, size, self.roles.word);
            }
            From::Register(from) if each.fill().is_none() && !each.narrows => {
                self.store(from, to, size.max(container));
            }
            _ => {
                let through = if each.narrows { self.roles.float } else { self.roles.word };
                self.fill_register(through, each);
                self.store(through, to, size.max(container));
            }
        }
    }
}
