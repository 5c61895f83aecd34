//! Which registers play which part in an adapter, from what the other builders' machines offer.

use ffi_abi::{Abi, Arch, Extend, Register, Target};

use super::super::builder::{WORD, reserve};
use super::super::load_store;
use super::super::machine;
use super::{Address, NoCode, Op};

/// Roles of registers, and how frames are made.
pub(super) struct Roles {
    pub(super) arch: Arch,
    pub(super) landing: bool,
    pub(super) stack: Register,
    pub(super) frame: Register,
    /// Where a call leaves the return address, if not on the stack.
    pub(super) link: Option<Register>,
    /// Holds the callee's address at the end, and an address of state before; free after the call.
    pub(super) branch: Register,
    /// Never an argument: words on their way.
    pub(super) word: Register,
    /// The same for a floating-point number.
    pub(super) float: Register,
    /// Addresses that displacements do not reach.
    pub(super) far: Register,
    /// Free after a call, and no part of a result.
    pub(super) kept: Register,
    /// The slot that a thunk enters with.
    pub(super) context: Register,
    /// Whether calls and jumps take their goal from memory.
    pub(super) branches_to_memory: bool,
    /// Bytes of the return address on the stack at entry.
    pub(super) entry: u32,
    /// Bytes that a frame has on top of its size.
    pub(super) saved: u32,
    /// Alignment of the stack pointer before a call.
    pub(super) align: u32,
    /// Whether a frame sets the frame pointer, to the saved pair.
    pub(super) frame_record: bool,
    limits: Option<&'static load_store::Machine>,
}

impl Roles {
    /// Those of a target, for a callee of this convention.
    pub(super) fn of(target: &Target, abi: Abi) -> Result<Roles, NoCode> {
        if let Some(machine) = load_store::Machine::of(abi) {
            return Ok(load_store::roles(machine).into());
        }
        let machine = machine::Machine::of(target, abi)?;
        Ok(Roles {
            arch: machine.arch,
            landing: machine.landing,
            stack: machine.stack,
            frame: machine.frame,
            link: None,
            branch: machine.spare[1],
            word: machine.scratch,
            // Microsoft's callers want all behind xmm5 back; System V passes arguments up to xmm7.
            float: Register::float(if abi == Abi::SysV64 { 15 } else { 5 }),
            far: machine.spare[1],
            kept: machine.kept,
            context: machine.spare[0],
            branches_to_memory: true,
            entry: machine.entry,
            saved: 0,
            align: machine.stack_align,
            frame_record: false,
            limits: None,
        })
    }

    /// Whether an access of `size` bytes has this displacement.
    pub(super) fn reaches(&self, size: u32, at: Address) -> bool {
        self.limits.is_none_or(|machine| load_store::reaches(machine, size, at))
    }

    /// Whether one operation makes an address of this displacement.
    pub(super) fn address_reaches(&self, of: Address) -> bool {
        self.limits.is_none_or(|machine| load_store::address_reaches(machine, of))
    }

    /// Makes a frame. Whether that has put the register `first` in its lowest word.
    pub(super) fn enter(&self, ops: &mut Vec<Op>, size: u32, first: Option<Register>) -> bool {
        match self.limits {
            // The shortest.
            None if size == WORD => {
                ops.push(Op::Push(first.unwrap_or(self.word)));
                return true;
            }
            None => reserve(ops, size),
            Some(machine) => load_store::enter_frame_of(machine, ops, size),
        }
        false
    }

    /// Takes it away.
    pub(super) fn leave(&self, ops: &mut Vec<Op>, size: u32) {
        match self.limits {
            None if size == WORD => ops.push(Op::Pop(self.kept)),
            None => ops.push(Op::MoveStack(size as i32)),
            Some(machine) => load_store::leave_frame_of(machine, ops, size),
        }
    }
}

impl From<load_store::Roles> for Roles {
    fn from(roles: load_store::Roles) -> Roles {
        Roles {
            arch: roles.arch,
            landing: roles.landing,
            stack: roles.stack,
            frame: roles.frame,
            link: Some(roles.link),
            branch: roles.branch,
            word: roles.word,
            float: roles.float,
            far: roles.far,
            kept: roles.context,
            context: roles.context,
            branches_to_memory: false,
            entry: 0,
            saved: 2 * WORD,
            align: roles.align,
            frame_record: roles.frame_record,
            limits: Some(roles.machine),
        }
    }
}

impl Roles {
    /// The load of a value, filled up as its place demands.
    pub(super) const fn load(to: Register, from: Address, size: u32, extend: Extend, container: u32) -> Op {
        Op::Load { to, from, size: size as u8, extend, container: container as u8 }
    }
}
