//! What an adapter does after its call.

use ffi_abi::engine::{Adapter, After, Answer, Conversion, Word};
use ffi_abi::{Extend, Piece, Place};

use super::roles::Roles;
use super::{Address, Builder, Op, WORD, only, result};

/// The arguments of the entry that are needed then.
pub(super) fn needed(adapter: &Adapter) -> Vec<usize> {
    let after = adapter.after().iter().map(|each| match each {
        After::Store { to, .. } | After::Copy { to, .. } | After::Set { word: to, .. } => to.argument,
    });
    let null = match adapter.answer() {
        Answer::Callee(Conversion::Null(word)) => Some(word.argument),
        Answer::Callee(Conversion::Integer | Conversion::Float) | Answer::Block(_) | Answer::Nothing => None,
    };
    let mut needed: Vec<usize> = after.chain(null).collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// What makes the entry's result of the callee's, in the register that has both; nothing where they are the same. For a null pointer the
/// word that holds the null object is based on [`Roles::kept`].
pub(super) fn answer(adapter: &Adapter, roles: &Roles) -> Vec<Op> {
    let (Answer::Callee(conversion), Some((wanted, to)), Some((given, from))) =
        (adapter.answer(), result(adapter.entry()), result(adapter.target()))
    else {
        return Vec::new();
    };
    match conversion {
        Conversion::Integer => widen(adapter, wanted, given, wanted.size.max(wanted.container)).into_iter().collect(),
        Conversion::Float => vec![Op::Convert { to, from, size: 8 }],
        Conversion::Null(Word { displacement, .. }) => {
            let from = Address::new(roles.kept, displacement);
            vec![Op::LoadIfZero { register: to, from, through: roles.branch }]
        }
    }
}

/// Fills the callee's result up to `size` bytes, if it is narrower and not filled already.
fn widen(adapter: &Adapter, wanted: &Piece, given: &Piece, size: u32) -> Option<Op> {
    let Place::Register(register) = given.place else { return None };
    let alike = (wanted.size, wanted.extend) == (given.size, given.extend) && given.container >= wanted.container;
    if alike || size <= given.size {
        return None;
    }
    let extend = if adapter.signed() { Extend::Sign } else { Extend::Zero };
    Some(Op::Extend { to: register, from: register, size: given.size as u8, extend, container: size as u8 })
}

impl Builder<'_> {
    pub(super) fn finish(&mut self) {
        let Roles { kept, branch, stack, .. } = self.roles;
        let block = |frame: &super::Frame, offset| Address::new(stack, frame.block + offset);
        // Which argument `kept` holds.
        let mut holds = None;
        for each in self.adapter.after().to_vec() {
            match each {
                After::Store { to, indirect, size } => {
                    let Some((given, from)) = result(self.adapter.target()) else { continue };
                    let given = *given;
                    self.ops.extend(widen(self.adapter, &Piece { size, container: size, ..given }, &given, size));
                    let mut at = self.kept(to, &mut holds);
                    if indirect {
                        self.load(kept, at, WORD);
                        (at, holds) = (Address::new(kept, 0), None);
                    }
                    self.store(from, at, size);
                }
                After::Copy { from, to, size } => {
                    let to = self.kept(to, &mut holds);
                    self.copy(to, block(&self.frame, from), size, branch);
                }
                After::Set { word, value } => {
                    let at = self.kept(word, &mut holds);
                    self.ops.push(Op::Set { to: branch, value, size: 4 });
                    self.store(branch, at, WORD);
                }
            }
        }
        match self.adapter.answer() {
            Answer::Nothing => {}
            Answer::Callee(conversion) => {
                if let Conversion::Null(word) = conversion {
                    self.kept(word, &mut holds);
                }
                for op in answer(self.adapter, &self.roles) {
                    let op = match op {
                        Op::LoadIfZero { register, from, through } => {
                            Op::LoadIfZero { register, from: self.reach(from, WORD), through }
                        }
                        other => other,
                    };
                    self.ops.push(op);
                }
            }
            Answer::Block(offset) => {
                if let Some((&Piece { size, extend, container, .. }, to)) = result(self.adapter.entry()) {
                    let from = self.reach(block(&self.frame, offset), size);
                    self.ops.push(Roles::load(to, from, size, extend, container));
                }
            }
        }
    }

    /// A word of the entry's argument, whose address is brought back.
    fn kept(&mut self, Word { argument, displacement }: Word, holds: &mut Option<usize>) -> Address {
        let kept = self.roles.kept;
        if *holds != Some(argument) {
            let from = match only(&self.adapter.entry().arguments()[argument]).place {
                Place::Stack(place) => self.incoming(place),
                Place::Register(_) => {
                    let at = self.frame.kept.iter().find(|(kept, _)| *kept == argument).map_or(0, |(_, at)| *at);
                    Address::new(self.roles.stack, at)
                }
            };
            self.load(kept, from, WORD);
            *holds = Some(argument);
        }
        Address::new(kept, displacement)
    }
}
