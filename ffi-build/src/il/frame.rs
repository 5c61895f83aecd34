//! Where the caller's frame is after each operation: what unwind tables say.

use ffi_abi::Register;

use super::Op;

/// The canonical frame address: the stack pointer of the caller before its call, as a register and a distance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cfa {
    /// Stack or frame pointer.
    pub register: Register,
    /// Bytes from it up to the frame address.
    pub offset: u32,
}

/// Frame address and saved registers at one point of a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FrameState {
    /// Canonical frame address.
    pub cfa: Cfa,
    /// Bytes from the frame address down to the caller's frame pointer, if that has been saved.
    pub saved_frame_pointer: Option<u32>,
    /// The same of the return address, where calls leave it in a register.
    pub saved_link: Option<u32>,
    /// Other registers that have been saved: each with the bytes from the frame address down to it.
    pub saved: [Option<(Register, u32)>; 12],
    stack: Register,
    frame: Register,
    link: Option<Register>,
    entry: u32,
    /// Bytes of a push.
    word: u32,
}

impl FrameState {
    /// On entry to a function: `entry` bytes are between the frame address and the stack pointer. `link`: the register that holds the
    /// return address, where a call does not push it. `word`: bytes of a push.
    pub const fn at_entry(stack: Register, frame: Register, link: Option<Register>, entry: u32, word: u32) -> FrameState {
        let cfa = Cfa { register: stack, offset: entry };
        FrameState { cfa, saved_frame_pointer: None, saved_link: None, saved: [None; 12], stack, frame, link, entry, word }
    }

    /// The frame pointer.
    pub const fn frame_pointer(&self) -> Register {
        self.frame
    }

    /// The register that holds the return address at entry, where a call does not push it.
    pub const fn link(&self) -> Option<Register> {
        self.link
    }

    /// Whether the frame address is told from the frame pointer.
    pub fn is_framed(&self) -> bool {
        self.cfa.register == self.frame
    }

    /// The state after an operation.
    #[must_use]
    pub fn after(mut self, op: &Op) -> FrameState {
        match *op {
            Op::Push(register) => {
                self.grow(i64::from(self.word));
                if register == self.frame && self.cfa.register == self.stack {
                    self.saved_frame_pointer = Some(self.cfa.offset);
                }
            }
            Op::PushMemory(_) => self.grow(i64::from(self.word)),
            Op::Pop(register) => {
                self.grow(-i64::from(self.word));
                self.saved(register, None);
            }
            Op::PushPair { first, second, bytes } => {
                self.grow(i64::from(bytes));
                if self.cfa.register == self.stack {
                    self.saved(first, Some(self.cfa.offset));
                    self.saved(second, Some(self.cfa.offset - self.word));
                }
            }
            Op::PopPair { first, second, bytes } => {
                if first == self.frame {
                    // It points to the pair, and is about to be the caller's.
                    self.cfa.register = self.stack;
                }
                self.grow(-i64::from(bytes));
                self.saved(first, None);
                self.saved(second, None);
            }
            Op::RestoreStack => self.cfa.register = self.stack,
            Op::StackAboveFrame(bytes) => {
                self.cfa.register = self.stack;
                self.grow(-i64::from(bytes));
                // The function has loaded them again.
                self.saved = [None; 12];
            }
            Op::Save { register, to } => {
                // Only done before `EnterFrame`.
                let below = self.cfa.offset - to.displacement.unsigned_abs();
                let free = self.saved.iter_mut().find(|place| place.is_none()).expect("no convention has more to save");
                *free = Some((register, below));
            }
            Op::MoveStack(by) => self.grow(-i64::from(by)),
            Op::Call { pops, .. } => self.grow(-i64::from(pops)),
            Op::EnterFrame => self.cfa.register = self.frame,
            Op::LeaveFrame => {
                self.cfa = Cfa { register: self.stack, offset: self.entry };
                self.saved_frame_pointer = None;
            }
            // Calls leave the return address in a register: it and the frame pointer are stored and loaded like any other.
            Op::Store { from, to, .. } if to.base == self.stack && self.cfa.register == self.stack => {
                let below = i64::from(self.cfa.offset) - i64::from(to.displacement);
                self.saved(from, u32::try_from(below).ok());
            }
            Op::Load { to, from, .. } if from.base == self.stack => self.saved(to, None),
            // The frame pointer is set to a distance from the stack pointer, and the reverse.
            Op::AddressOf { to, of }
                if self.link.is_some() && of.base == self.cfa.register && [self.frame, self.stack].contains(&to) =>
            {
                let offset = i64::from(self.cfa.offset) - i64::from(of.displacement);
                self.cfa = Cfa { register: to, offset: u32::try_from(offset).expect("frames grow downwards") };
            }
            // Only done behind `EnterFrame`, when the frame address no longer depends on the stack pointer.
            Op::AlignStack(_)
            | Op::ReserveBytes { .. }
            | Op::Mask { .. }
            | Op::AddMemory { .. }
            | Op::RoundDown { .. }
            | Op::Landing
            | Op::Probe
            | Op::Move { .. }
            | Op::Extend { .. }
            | Op::Convert { .. }
            | Op::TrapUnless { .. }
            | Op::JumpUnless { .. }
            | Op::ZeroIf { .. }
            | Op::LoadIfZero { .. }
            | Op::Add { .. }
            | Op::Exchange(..)
            | Op::Load { .. }
            | Op::Store { .. }
            | Op::LoadPair { .. }
            | Op::StorePair { .. }
            | Op::PushX87(_)
            | Op::PopX87(_)
            | Op::ShiftRight { .. }
            | Op::AddressOf { .. }
            | Op::AddressOfSymbol(_)
            | Op::Set { .. }
            | Op::CopyWords
            | Op::CopyPairs { .. }
            | Op::ClearUpper
            | Op::SaveExtended { .. }
            | Op::RestoreExtended { .. }
            | Op::Jump(_)
            | Op::Return(_) => {}
        }
        self
    }

    /// Notes that a register's value at entry is this far below the frame address, or in the register again.
    fn saved(&mut self, register: Register, below: Option<u32>) {
        if register == self.frame {
            self.saved_frame_pointer = below;
        } else if Some(register) == self.link {
            self.saved_link = below;
        }
    }

    fn grow(&mut self, bytes: i64) {
        if self.cfa.register == self.stack {
            let offset = i64::from(self.cfa.offset) + bytes;
            self.cfa.offset = u32::try_from(offset).expect("a function pops no more than it pushed");
        }
    }
}
