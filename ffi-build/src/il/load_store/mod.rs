//! Builders for machines that reach memory by loads and stores alone and leave the return address in a register: AArch64, RISC-V.
//!
//! Unlike on a machine with pushes, the stack is reserved at once and filled by copies. Moves to or from successive memory become
//! pair instructions, so everything that travels is collected, sorted and grouped before it is written down ([`group`]).
//!
//! ```text
//!  plan ─► Move (register ◄─► place in the record or in the result) ─► group ─► LoadPair, Load, StorePair, Store
//!       └► copy (memory to memory)
//! ```

mod downcall;
mod group;
mod machine;
mod upcall;

pub(super) use downcall::downcall;
pub(super) use machine::Machine;
pub(super) use upcall::{thunk, upcall};

/// What adapters need to know of a machine.
pub(super) struct Roles {
    pub(super) machine: &'static Machine,
    pub(super) arch: Arch,
    pub(super) landing: bool,
    pub(super) stack: Register,
    pub(super) frame: Register,
    pub(super) link: Register,
    pub(super) branch: Register,
    pub(super) word: Register,
    pub(super) float: Register,
    pub(super) far: Register,
    pub(super) context: Register,
    pub(super) align: u32,
    pub(super) frame_record: bool,
}

/// The same, of one.
pub(super) const fn roles(machine: &'static Machine) -> Roles {
    Roles {
        machine,
        arch: machine.arch,
        landing: machine.instructions.guarded,
        stack: machine.stack,
        frame: machine.frame,
        link: machine.link,
        branch: machine.branch,
        word: machine.words[0],
        // v16 and ft0: never an argument, never preserved.
        float: Register::float(if machine.instructions.pairs.is_some() { 16 } else { 0 }),
        far: machine.source,
        context: machine.context,
        align: machine.stack_align,
        frame_record: machine.frame_record,
    }
}

/// Whether an access of `size` bytes has this displacement.
pub(super) fn reaches(machine: &Machine, size: u32, at: Address) -> bool {
    machine.instructions.reaches(size, at)
}

/// Whether one operation makes an address of this displacement.
pub(super) fn address_reaches(machine: &Machine, of: Address) -> bool {
    machine.instructions.pairs.is_some() || machine.instructions.reaches(1, of)
}

/// Makes a frame of the saved pair and `size` bytes below it.
pub(super) fn enter_frame_of(machine: &'static Machine, ops: &mut Vec<Op>, size: u32) {
    let mut b = Builder { machine, ops: std::mem::take(ops) };
    b.enter(Some(machine.frame), Some(machine.link), 2 * WORD, 0);
    if machine.frame_record {
        b.op(Op::EnterFrame);
    }
    b.reserve(size);
    *ops = b.ops;
}

/// Takes it away.
pub(super) fn leave_frame_of(machine: &'static Machine, ops: &mut Vec<Op>, size: u32) {
    let mut b = Builder { machine, ops: std::mem::take(ops) };
    b.release(size);
    b.leave(Some(machine.frame), Some(machine.link), 2 * WORD, 0);
    *ops = b.ops;
}

use ffi_abi::{Arch, CallPlan, Extend, Register, RegisterClass};

use super::builder::{PAGE, WORD, parts};
use super::{Address, Function, Kind, NoCode, Op};

/// Everything that a frame holds together stays below this: what two additions of 12 bits reach, or a number of
/// 32 bits with a sign.
const LARGEST: u32 = 1 << 24;

struct Builder {
    machine: &'static Machine,
    ops: Vec<Op>,
}

impl Builder {
    fn new(machine: &'static Machine, plan: &CallPlan) -> Result<Builder, NoCode> {
        let record = u64::from(plan.record().size) + u64::from(plan.record().align);
        let result = u64::from(plan.result().size) + u64::from(plan.result().align);
        if record + result + u64::from(plan.stack_size()) >= u64::from(LARGEST) {
            return Err(NoCode::TooLarge);
        }
        Ok(Builder::begin(machine))
    }

    fn begin(machine: &'static Machine) -> Builder {
        let mut ops = Vec::with_capacity(24);
        if machine.instructions.guarded {
            ops.push(Op::Landing);
        }
        Builder { machine, ops }
    }

    fn finish(self, kind: Kind) -> Function {
        Function::new(self.machine.arch, kind, self.ops, None)
    }

    fn op(&mut self, op: Op) {
        self.ops.push(op);
    }

    fn load(&mut self, to: Register, from: Address, size: u32) {
        self.op(Op::Load { to, from, size: size as u8, extend: Extend::None, container: size as u8 });
    }

    fn store(&mut self, from: Register, to: Address, size: u32) {
        self.op(Op::Store { from, to, size: size as u8 });
    }

    fn copy_register(&mut self, to: Register, from: Register) {
        if to != from {
            self.op(Op::Move { to, from, size: WORD as u8 });
        }
    }

    /// Makes a frame of `bytes`, two words at least, and `below` bytes under it. Saves `first` in its lowest word and `second` above.
    fn enter(&mut self, first: Option<Register>, second: Option<Register>, bytes: u32, below: u32) {
        match (self.machine.instructions.pairs, first, second) {
            (Some(_), Some(first), Some(second)) => {
                self.op(Op::PushPair { first, second, bytes });
                self.reserve(below);
            }
            _ => {
                let at_once = if bytes + below <= self.machine.instructions.step { below } else { 0 };
                self.reserve(bytes + at_once);
                for (register, at) in saved(self.machine, first, second, at_once) {
                    self.store(register, at, WORD);
                }
                self.reserve(below - at_once);
            }
        }
    }

    /// Takes away what `enter` made, and loads two registers from where it saved two. The stack pointer may be above `below` already.
    fn leave(&mut self, first: Option<Register>, second: Option<Register>, bytes: u32, below: u32) {
        match (self.machine.instructions.pairs, first, second) {
            (Some(_), Some(first), Some(second)) => {
                self.release(below);
                self.op(Op::PopPair { first, second, bytes });
            }
            _ => {
                let at_once = if bytes + below <= self.machine.instructions.step { below } else { 0 };
                self.release(below - at_once);
                for (register, at) in saved(self.machine, first, second, at_once) {
                    self.load(register, at, WORD);
                }
                self.release(bytes + at_once);
            }
        }
    }

    /// Sets the frame pointer, of which the old value and the return address are a pair at the stack pointer.
    fn enter_frame(&mut self) {
        let Machine { frame, stack, frame_above, .. } = *self.machine;
        self.op(match frame_above {
            0 => Op::EnterFrame,
            above => Op::AddressOf { to: frame, of: Address::new(stack, above) },
        });
    }

    /// Undoes what was done to the stack pointer since.
    fn restore_stack(&mut self) {
        let Machine { frame, stack, frame_above, .. } = *self.machine;
        self.op(match frame_above {
            0 => Op::RestoreStack,
            above => Op::AddressOf { to: stack, of: Address { base: frame, displacement: -(above as i32) } },
        });
    }

    /// Moves the stack pointer down, touching each page on the way.
    fn reserve(&mut self, mut bytes: u32) {
        let mut untouched = 0;
        while bytes > 0 {
            let step = bytes.min(self.machine.instructions.step);
            self.op(Op::MoveStack(-(step as i32)));
            bytes -= step;
            untouched += step;
            if bytes > 0 && untouched + self.machine.instructions.step > PAGE {
                self.op(Op::Probe);
                untouched = 0;
            }
        }
    }

    /// Moves the stack pointer down to a multiple. That may be pages below, which are touched first.
    fn align_stack(&mut self, to: u32) {
        let Machine { stack, words, .. } = *self.machine;
        if to > PAGE {
            self.op(Op::Probe);
            self.reserve(to);
            self.op(Op::Probe);
            self.release(to);
        }
        self.copy_register(words[0], stack);
        self.op(Op::RoundDown { to: stack, from: words[0], multiple: to });
    }

    /// Moves the stack pointer up, by as many steps as the instruction needs.
    fn release(&mut self, mut bytes: u32) {
        if self.machine.instructions.pairs.is_some() && bytes > PAGE {
            self.op(Op::MoveStack((bytes / PAGE * PAGE) as i32));
            bytes %= PAGE;
        }
        while bytes > 0 {
            let step = bytes.min(self.machine.instructions.step);
            self.op(Op::MoveStack(step as i32));
            bytes -= step;
        }
    }

    /// Puts an address in a register, which may be its base; a large displacement may overwrite the source register.
    fn address_of(&mut self, to: Register, of: Address) {
        let source = self.machine.source;
        if address_reaches(self.machine, of) {
            return self.op(Op::AddressOf { to, of });
        }
        self.op(Op::Set { to: source, value: of.displacement as u32, size: 4 });
        self.op(Op::Add { to, first: of.base, second: source });
    }

    /// An address from which `bytes` can be reached by any instruction; `spare` may be overwritten to that end.
    fn near(&mut self, at: Address, bytes: u32, spare: Register) -> Address {
        if at.displacement >= 0 && at.displacement as u32 + bytes <= self.machine.instructions.near {
            return at;
        }
        self.address_of(spare, at);
        Address::new(spare, 0)
    }

    /// Copies exactly `size` bytes.
    fn copy(&mut self, to: Address, from: Address, size: u32) {
        let Machine { words, source, destination, count, instructions, .. } = *self.machine;
        if size > instructions.unrolled {
            self.address_of(destination, to);
            self.address_of(source, from);
            self.op(Op::Set { to: count, value: size / (2 * WORD), size: 4 });
            self.op(Op::CopyPairs { count, source, destination, through: words });
            return self.copy(Address::new(destination, 0), Address::new(source, 0), size % (2 * WORD));
        }
        let to = self.near(to, size, destination);
        let from = self.near(from, size, source);
        let mut offset = 0;
        while offset < size {
            let (from, to) = (from.plus(offset), to.plus(offset));
            let left = size - offset;
            let both = |size| instructions.reaches(size, from) && instructions.reaches(size, to);
            let pairs = |size| instructions.pair_reaches(size, from) && instructions.pair_reaches(size, to);
            offset += match instructions.pairs {
                Some(vectors) if left >= 32 && pairs(16) => self.copy_pair(to, from, vectors, 16),
                Some([vector, _]) if left >= 16 && both(16) => {
                    self.load(vector, from, 16);
                    self.store(vector, to, 16);
                    16
                }
                Some(_) if left >= 16 && pairs(WORD) => self.copy_pair(to, from, words, WORD),
                // Two loads first, so that no store waits for the one before it.
                None if left >= 16 => {
                    let [first, second] = words;
                    self.load(first, from, WORD);
                    self.load(second, from.plus(WORD), WORD);
                    self.store(first, to, WORD);
                    self.store(second, to.plus(WORD), WORD);
                    2 * WORD
                }
                Some(_) | None => {
                    let part = parts(left).next().map_or(1, |(_, part)| part);
                    self.load(words[0], from, part);
                    self.store(words[0], to, part);
                    part
                }
            };
        }
    }

    fn copy_pair(&mut self, to: Address, from: Address, [first, second]: [Register; 2], size: u32) -> u32 {
        self.op(Op::LoadPair { first, second, from, size: size as u8 });
        self.op(Op::StorePair { first, second, to, size: size as u8 });
        2 * size
    }
}

/// Where `enter` saves which registers.
fn saved(
    machine: &Machine,
    first: Option<Register>,
    second: Option<Register>,
    below: u32,
) -> impl Iterator<Item = (Register, Address)> {
    let at = Address::new(machine.stack, below);
    let first = first.map(|register| (register, at));
    first.into_iter().chain(second.map(|register| (register, at.plus(WORD))))
}

const fn is_float(register: Register) -> bool {
    matches!(register.class, RegisterClass::Float)
}
