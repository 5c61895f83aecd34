//! The engine adapter: entered by one plan, calls by another.
//!
//! Everything that the engine wants done before the call comes first, then each value moves from the place that it arrived in to the
//! place that the callee expects it in. Where nothing is left to do afterwards, the call is a jump, and the callee finds its stack
//! arguments where the adapter's were.
//!
//! ```text
//!  stack pointer ─► callee's stack arguments │ block │ what is needed after the call │ padding │ return address │ stack arguments
//! ```

mod finish;
mod moves;
mod roles;

use std::mem::offset_of;

use ffi::contract::UpcallSlot;
use ffi_abi::engine::{Adapter, Before, Callee, Conversion, Recorded, Source, Word};
use ffi_abi::{Argument, CallPlan, Extend, Location, Piece, Place, Register, RegisterClass, Target};

use super::builder::{PAGE, WORD};
use super::{Address, Branch, Condition, Function, Kind, NoCode, Op};
use moves::{From, Move};
use roles::Roles;

/// Bytes that a frame may have: 1,000 values in a block, and as many on the stack.
const LARGEST: u32 = 16 * PAGE;

/// The adapter on a target.
///
/// # Errors
/// [`NoCode`] where nothing is assembled for one of its conventions, or its frame is too large.
pub fn adapter(target: &Target, adapter: &Adapter) -> Result<Function, NoCode> {
    let roles = Roles::of(target, adapter.target().abi())?;
    let frame = Frame::of(adapter, &roles)?;
    let mut b = Builder { roles, frame, adapter, ops: Vec::with_capacity(24) };
    if b.roles.landing {
        b.ops.push(Op::Landing);
    }
    b.expect();
    b.enter();
    for each in adapter.before() {
        b.before(each);
    }
    b.null_arguments();
    b.load_callee();
    b.arguments();
    b.scrub();
    b.call();
    let Builder { roles, ops, .. } = b;
    let symbol = match adapter.callee() {
        Callee::Symbol(symbol) => Some(symbol.clone()),
        Callee::Slot | Callee::Word(_) => None,
    };
    Ok(Function::new(roles.arch, Kind::Adapter, ops, symbol))
}

/// Where everything is in the frame of an adapter.
struct Frame {
    /// Whether there is one: if not, the call is a jump.
    made: bool,
    /// Bytes below the return address or the saved pair.
    size: u32,
    /// The adapter's own block, from the stack pointer.
    block: u32,
    /// Arguments of the entry that are needed after the call, and where they are kept, from the stack pointer.
    kept: Vec<(usize, u32)>,
}

impl Frame {
    fn of(adapter: &Adapter, roles: &Roles) -> Result<Frame, NoCode> {
        let (entry, target) = (adapter.entry(), adapter.target());
        let fits = target.stack_size() <= entry.stack_size() && target.stack_align() <= entry.stack_align();
        let quiet = adapter.after().is_empty() && adapter.block() == 0 && finish::answer(adapter, roles).is_empty();
        if fits && quiet && target.callee_pops() == 0 && entry.callee_pops() == 0 {
            return Ok(Frame { made: false, size: 0, block: 0, kept: Vec::new() });
        }
        let block = target.stack_size().next_multiple_of(roles.align);
        let mut end = u64::from(block) + u64::from(adapter.block());
        let mut kept = Vec::new();
        for argument in finish::needed(adapter) {
            // What arrived on the stack stays there.
            if matches!(only(&entry.arguments()[argument]).place, Place::Register(_)) {
                kept.push((argument, end as u32));
                end += u64::from(WORD);
            }
        }
        if end > u64::from(LARGEST) {
            return Err(NoCode::TooLarge);
        }
        let size = (end as u32 + roles.entry).next_multiple_of(roles.align) - roles.entry;
        Ok(Frame { made: true, size, block, kept })
    }
}

/// The one piece of a scalar; engines pass nothing else.
fn only(argument: &Argument) -> &Piece {
    match &argument.location {
        Location::Direct(pieces) => pieces.first().expect("something travels"),
        Location::Ignored | Location::Indirect { .. } => unreachable!("engines pass scalars, which travel whole"),
    }
}

/// The one piece of a plan's result, if it has one.
fn result(plan: &CallPlan) -> Option<(&Piece, Register)> {
    match &plan.result().location {
        Location::Direct(pieces) => pieces.first().and_then(|piece| match piece.place {
            Place::Register(register) => Some((piece, register)),
            Place::Stack(_) => None,
        }),
        Location::Ignored | Location::Indirect { .. } => None,
    }
}

struct Builder<'a> {
    roles: Roles,
    frame: Frame,
    adapter: &'a Adapter,
    ops: Vec<Op>,
}

impl Builder<'_> {
    fn load(&mut self, to: Register, from: Address, size: u32) {
        let from = self.reach(from, size);
        self.ops.push(Op::Load { to, from, size: size as u8, extend: Extend::None, container: size as u8 });
    }

    fn store(&mut self, from: Register, to: Address, size: u32) {
        let to = self.reach(to, size);
        self.ops.push(Op::Store { from, to, size: size as u8 });
    }

    /// An address that an access of `size` bytes reaches.
    fn reach(&mut self, at: Address, size: u32) -> Address {
        if self.roles.reaches(size, at) {
            return at;
        }
        let to = self.roles.far;
        self.address_of(to, at);
        Address::new(to, 0)
    }

    /// Puts an address in a register, which is not its base.
    fn address_of(&mut self, to: Register, of: Address) {
        if self.roles.address_reaches(of) {
            return self.ops.push(Op::AddressOf { to, of });
        }
        self.ops.push(Op::Set { to, value: of.displacement as u32, size: 4 });
        self.ops.push(Op::Add { to, first: of.base, second: to });
    }

    /// Where an argument of the entry is on the stack.
    fn incoming(&self, place: u32) -> Address {
        Address::new(self.roles.stack, self.above() + place)
    }

    /// Bytes from the stack pointer up to where the caller's was before its call.
    fn above(&self) -> u32 {
        let saved = if self.frame.made { self.roles.saved } else { 0 };
        self.frame.size + saved + self.roles.entry
    }

    /// The register that a pointer of the entry arrived in: contexts come first.
    fn base(&self, argument: usize) -> Register {
        match only(&self.adapter.entry().arguments()[argument]).place {
            Place::Register(register) => register,
            Place::Stack(_) => unreachable!("what is addressed before the call comes in a register"),
        }
    }

    fn word(&self, word: Word) -> Address {
        Address::new(self.base(word.argument), word.displacement)
    }

    /// What has to be so before anything else is done.
    fn expect(&mut self) {
        for each in self.adapter.before() {
            if let Before::Expect { argument, value, otherwise } = each {
                let (register, through) = (self.base(*argument), self.roles.branch);
                let to = self.reach(self.word(*otherwise), WORD);
                self.ops.push(Op::JumpUnless { register, value: *value, to, through });
            }
        }
    }

    fn enter(&mut self) {
        if !self.frame.made {
            return;
        }
        let kept = self.frame.kept.clone();
        let lowest = kept.iter().find(|(_, at)| *at == 0).map(|(argument, _)| self.base(*argument));
        let pushed = self.roles.enter(&mut self.ops, self.frame.size, lowest);
        for (argument, at) in kept.into_iter().filter(|(_, at)| !(pushed && *at == 0)) {
            self.store(self.base(argument), Address::new(self.roles.stack, at), WORD);
        }
    }

    fn before(&mut self, each: &Before) {
        let Roles { word, branch, .. } = self.roles;
        match each {
            // Done on entry.
            Before::Expect { .. } => {}
            Before::AtLeast { argument, value } => {
                let register = self.base(*argument);
                let (condition, value) = (Condition::AtLeast, *value);
                self.ops.push(Op::TrapUnless { register, condition, value, size: 8, through: branch });
            }
            Before::Holds { word: at, value } => {
                self.load(word, self.word(*at), 4);
                let (condition, value) = (Condition::Equal, *value);
                self.ops.push(Op::TrapUnless { register: word, condition, value, size: 4, through: branch });
            }
            Before::Record { state, items } => {
                self.load(branch, self.word(*state), WORD);
                for &(what, at) in items {
                    let from = self.recorded(what);
                    self.store(from, Address::new(branch, at), WORD);
                }
            }
            Before::Set { word: at, value } => {
                self.ops.push(Op::Set { to: word, value: *value, size: 4 });
                self.store(word, self.word(*at), WORD);
            }
            Before::Spill { argument, offset } => {
                let piece = *only(&self.adapter.entry().arguments()[*argument]);
                let to = Address::new(self.roles.stack, self.frame.block + offset);
                match piece.place {
                    Place::Register(from) => self.store(from, to, piece.size),
                    Place::Stack(place) => self.copy(to, self.incoming(place), piece.size, word),
                }
            }
        }
    }

    /// A register that holds what is to be noted.
    fn recorded(&mut self, what: Recorded) -> Register {
        let Roles { word, stack, frame, link, .. } = self.roles;
        match (what, link) {
            // The frame pointer is the adapter's own by now, and points to the old one.
            (Recorded::FramePointer, _) if self.frame.made && self.roles.frame_record => {
                self.load(word, Address::new(frame, 0), WORD);
                word
            }
            (Recorded::FramePointer, _) => frame,
            (Recorded::ReturnAddress, Some(link)) => link,
            (Recorded::ReturnAddress, None) => {
                self.load(word, Address::new(stack, self.above() - self.roles.entry), WORD);
                word
            }
            (Recorded::StackPointer, _) => {
                match self.above() {
                    0 => self.ops.push(Op::Move { to: word, from: stack, size: WORD as u8 }),
                    above => self.address_of(word, Address::new(stack, above)),
                }
                word
            }
        }
    }

    /// Copies 4, 8 or 16 bytes.
    fn copy(&mut self, to: Address, from: Address, size: u32, through: Register) {
        for offset in (0..size).step_by(WORD as usize) {
            let part = (size - offset).min(WORD);
            self.load(through, from.plus(offset), part);
            self.store(through, to.plus(offset), part);
        }
    }

    /// Makes null pointers of null objects, in place: what holds the null object is about to be overwritten.
    fn null_arguments(&mut self) {
        let Roles { word, branch, .. } = self.roles;
        for each in self.adapter.arguments() {
            let Source::Argument { index, conversion: Conversion::Null(null) } = each else { continue };
            let equals = self.reach(self.word(*null), WORD);
            match only(&self.adapter.entry().arguments()[*index]).place {
                Place::Register(register) => self.ops.push(Op::ZeroIf { register, equals, through: branch }),
                Place::Stack(place) => {
                    let at = self.incoming(place);
                    self.load(word, at, WORD);
                    self.ops.push(Op::ZeroIf { register: word, equals, through: branch });
                    self.store(word, at, WORD);
                }
            }
        }
    }

    /// Brings the callee's address to where no argument goes.
    fn load_callee(&mut self) {
        let branch = self.roles.branch;
        match self.adapter.callee() {
            Callee::Symbol(_) => {}
            Callee::Slot if self.roles.branches_to_memory => {}
            Callee::Slot => self.load(branch, self.slot(), WORD),
            Callee::Word(at) => self.load(branch, self.word(*at), WORD),
        }
    }

    fn slot(&self) -> Address {
        Address::new(self.roles.context, offset_of!(UpcallSlot, data) as u32)
    }

    fn branch(&self) -> Branch {
        match self.adapter.callee() {
            Callee::Symbol(_) => Branch::Symbol,
            Callee::Slot if self.roles.branches_to_memory => Branch::Memory(self.slot()),
            Callee::Slot | Callee::Word(_) => Branch::Register(self.roles.branch),
        }
    }

    /// Every value to its place.
    fn arguments(&mut self) {
        let target = self.adapter.target().arguments();
        let moves = self.adapter.arguments().iter().zip(target).map(|(source, argument)| {
            let piece = *only(argument);
            let (from, arrived) = match *source {
                Source::Argument { index, .. } => {
                    let from = *only(&self.adapter.entry().arguments()[index]);
                    let place = match from.place {
                        Place::Register(register) => From::Register(register),
                        Place::Stack(place) => From::Memory(self.incoming(place)),
                    };
                    (place, Some(from))
                }
                Source::Memory(word) => match only(&self.adapter.entry().arguments()[word.argument]).place {
                    Place::Register(base) => (From::Memory(Address::new(base, word.displacement)), None),
                    Place::Stack(place) => (From::Pointee(self.incoming(place), word.displacement), None),
                },
                Source::Block(offset) => (From::AddressOf(Address::new(self.roles.stack, self.frame.block + offset)), None),
                Source::Number(number) => (From::Number(number), None),
            };
            let to = match piece.place {
                Place::Register(register) => moves::To::Register(register),
                Place::Stack(place) if self.frame.made => moves::To::Memory(Address::new(self.roles.stack, place)),
                Place::Stack(place) => moves::To::Memory(self.incoming(place)),
            };
            let narrows = matches!(source, Source::Argument { conversion: Conversion::Float, .. });
            Move { to, from, piece, arrived, narrows }
        });
        let moves = moves::in_order(moves.collect());
        for each in moves {
            self.moves(&each);
        }
    }

    /// What the callee must not see is cleared, unless a value has overwritten it.
    fn scrub(&mut self) {
        let Some(argument) = self.adapter.scrubs() else { return };
        let register = self.base(argument);
        let overwrites = |argument: &Argument| only(argument).place == Place::Register(register);
        if !self.adapter.target().arguments().iter().any(overwrites) {
            self.ops.push(Op::Set { to: register, value: 0, size: 4 });
        }
    }

    fn call(&mut self) {
        let to = self.branch();
        if !self.frame.made {
            return self.ops.push(Op::Jump(to));
        }
        self.ops.push(Op::Call { to, pops: self.adapter.target().callee_pops() });
        self.finish();
        self.roles.leave(&mut self.ops, self.frame.size - self.adapter.target().callee_pops());
        self.ops.push(Op::Return(self.adapter.entry().callee_pops()));
    }
}

/// Registers of the class that holds floating-point numbers.
const fn is_float(register: Register) -> bool {
    matches!(register.class, RegisterClass::Float)
}
