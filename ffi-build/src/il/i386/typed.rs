//! From a thunk to a typed function: no argument register is free on this machine, and so the slot comes to the function by other means.
//!
//! ```text
//!  cdecl      esp ─► slot │ 8 bytes │ return address │ arguments        a function of four words in front: it is called, and returns to here
//!  stdcall    ecx = slot, jump                                          a function of `thiscall`, which removes the same arguments
//! ```

use ffi_abi::{Arch, Target};

use super::{Address, EAX, ECX, Function, Kind, Op, WORD, landing};
use crate::il::Branch;

/// Where a slot says which function that is: behind the words that slots have on every machine.
pub(in crate::il) const TYPED: u32 = 5 * WORD;

/// By what the function that a thunk stands for is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    /// The caller removes the arguments.
    Cdecl,
    /// The function does.
    Stdcall,
}

/// What the first word of a slot leads to, for a function of this kind.
pub fn typed(target: &Target, kind: Typed) -> Function {
    let landing = landing(target).into_iter();
    let at = |base| Branch::Memory(Address::new(base, TYPED));
    let ops = match kind {
        // The four words keep the arguments as aligned as they were.
        Typed::Cdecl => landing
            .chain([
                Op::MoveStack(-(2 * WORD as i32)),
                Op::Push(EAX),
                Op::Call { to: at(EAX), pops: 0 },
                Op::MoveStack(3 * WORD as i32),
                Op::Return(0),
            ])
            .collect(),
        Typed::Stdcall => landing.chain([Op::Move { to: ECX, from: EAX, size: WORD as u8 }, Op::Jump(at(ECX))]).collect(),
    };
    Function::new(Arch::X86, Kind::Typed, ops, None)
}
