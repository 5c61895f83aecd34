//! Builders for machines that reach memory by loads and stores alone and leave the return address in a register: AArch64.
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
mod upcall;

pub(super) use downcall::downcall;
pub(super) use upcall::{thunk, upcall};

use ffi_abi::{Abi, Arch, CallPlan, Extend, Register, RegisterClass};

use super::builder::{PAGE, WORD, parts};
use super::{Address, Function, Kind, NoCode, Op};

/// Roles of registers and the facts of the stack under one convention.
#[derive(Debug)]
pub(super) struct Machine {
    arch: Arch,
    stack: Register,
    frame: Register,
    /// Where a call leaves the return address.
    link: Register,
    /// `args`, `ret` and `callee` of a downcall, `slot`, `args` and `ret` of a handler: the first three integer arguments.
    arguments: [Register; 3],
    /// Through which a function is entered that is not called: BTI lets `br` reach a function's `bti c` by way of `x16` and `x17` alone.
    branch: Register,
    /// The context of an upcall entry; after a call, the address of the result. Never an argument or a result.
    context: Register,
    /// Never an argument: words on their way from memory to memory.
    words: [Register; 2],
    /// The same for vectors of 16 bytes.
    vectors: [Register; 2],
    /// Addresses that displacements do not reach: source, destination, a pointer from the stack; and a loop's count.
    source: Register,
    destination: Register,
    pointer: Register,
    count: Register,
    /// Alignment of the stack pointer, always.
    stack_align: u32,
    /// Whether the frame pointer has to address a pair of the caller's frame pointer and the return address.
    frame_record: bool,
    /// Whether that pair is the topmost part of the frame, as it has to be for Apple's compact unwind to describe the frame.
    record_on_top: bool,
}

/// AAPCS64, "General-purpose Registers": x0 to x7 are arguments, x8 "Indirect result location register", x9 to x15 "Temporary
/// registers", x16 and x17 "IP0", "IP1", x18 "The Platform Register", x29 "The Frame Pointer", x30 "The Link Register"; v16 to v31
/// need not be preserved. Whether frame records are kept is the platform's choice; nothing on Linux asks for them.
static AAPCS64: Machine = Machine {
    arch: Arch::Aarch64,
    stack: Register::general(31),
    frame: Register::general(29),
    link: Register::general(30),
    arguments: [Register::general(0), Register::general(1), Register::general(2)],
    branch: Register::general(16),
    context: Register::general(9),
    words: [Register::general(10), Register::general(11)],
    vectors: [Register::float(16), Register::float(17)],
    source: Register::general(13),
    destination: Register::general(14),
    pointer: Register::general(15),
    count: Register::general(12),
    stack_align: 16,
    frame_record: false,
    record_on_top: false,
};

/// Apple: "The frame pointer register (x29) must always address a valid frame record." Microsoft: "It must point to the previous
/// {x29, x30} pair on the stack." Both exempt functions that make no frame.
static WITH_FRAME_RECORD: Machine = Machine { frame_record: true, ..AAPCS64 };
static APPLE: Machine = Machine { frame_record: true, record_on_top: true, ..AAPCS64 };

impl Machine {
    /// The machine of a convention, if it is one of this kind.
    pub(super) const fn of(abi: Abi) -> Option<&'static Machine> {
        match abi {
            Abi::Aapcs64 => Some(&AAPCS64),
            Abi::AppleArm64 => Some(&APPLE),
            Abi::WindowsArm64 => Some(&WITH_FRAME_RECORD),
            Abi::SysV64
            | Abi::Win64
            | Abi::Vectorcall64
            | Abi::Cdecl
            | Abi::Stdcall
            | Abi::Fastcall
            | Abi::Thiscall
            | Abi::Riscv64 => None,
        }
    }
}

/// Bytes of one copy up to which it is unrolled.
const UNROLLED: u32 = 256;

/// Everything that a frame holds together stays below this: what two additions of 12 bits each reach.
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
        let mut ops = Vec::with_capacity(24);
        ops.push(Op::Landing);
        Ok(Builder { machine, ops })
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

    /// Moves the stack pointer down, touching each page on the way.
    fn reserve(&mut self, mut bytes: u32) {
        while bytes > PAGE {
            self.op(Op::MoveStack(-(PAGE as i32)));
            self.op(Op::Probe);
            bytes -= PAGE;
        }
        if bytes > 0 {
            self.op(Op::MoveStack(-(bytes as i32)));
        }
    }

    /// Moves the stack pointer up, by as many steps as the instruction needs.
    fn release(&mut self, bytes: u32) {
        for step in [bytes / PAGE * PAGE, bytes % PAGE] {
            if step > 0 {
                self.op(Op::MoveStack(step as i32));
            }
        }
    }

    /// An address from which `bytes` can be reached by any instruction; `spare` may be overwritten to that end.
    fn near(&mut self, at: Address, bytes: u32, spare: Register) -> Address {
        if at.displacement >= 0 && at.displacement as u32 + bytes <= PAGE {
            return at;
        }
        self.op(Op::AddressOf { to: spare, of: at });
        Address::new(spare, 0)
    }

    /// Copies exactly `size` bytes.
    fn copy(&mut self, to: Address, from: Address, size: u32) {
        let Machine { words, vectors, source, destination, count, .. } = *self.machine;
        if size > UNROLLED {
            self.op(Op::AddressOf { to: source, of: from });
            self.op(Op::AddressOf { to: destination, of: to });
            self.op(Op::Set { to: count, value: size / (2 * WORD), size: 4 });
            self.op(Op::CopyPairs { count, source, destination, through: words });
            return self.copy(Address::new(destination, 0), Address::new(source, 0), size % (2 * WORD));
        }
        let from = self.near(from, size, source);
        let to = self.near(to, size, destination);
        let mut offset = 0;
        while offset < size {
            let (from, to) = (from.plus(offset), to.plus(offset));
            let left = size - offset;
            let both = |reaches: fn(u32, Address) -> bool, size| reaches(size, from) && reaches(size, to);
            offset += if left >= 32 && both(pair_reaches, 16) {
                self.copy_pair(to, from, vectors, 16)
            } else if left >= 16 && both(reaches, 16) {
                self.load(vectors[0], from, 16);
                self.store(vectors[0], to, 16);
                16
            } else if left >= 16 && both(pair_reaches, WORD) {
                self.copy_pair(to, from, words, WORD)
            } else {
                let part = parts(left).next().map_or(1, |(_, part)| part);
                self.load(words[0], from, part);
                self.store(words[0], to, part);
                part
            };
        }
    }

    fn copy_pair(&mut self, to: Address, from: Address, [first, second]: [Register; 2], size: u32) -> u32 {
        self.op(Op::LoadPair { first, second, from, size: size as u8 });
        self.op(Op::StorePair { first, second, to, size: size as u8 });
        2 * size
    }
}

/// Whether a load or store of `size` bytes has this displacement: 12 bits without a sign in units of the size, or 9 with a sign in bytes.
fn reaches(size: u32, at: Address) -> bool {
    let size = size as i32;
    (-256..256).contains(&at.displacement) || at.displacement % size == 0 && (0..4096).contains(&(at.displacement / size))
}

/// Whether a pair of `size` bytes each has this displacement: 7 bits with a sign in units of the size.
fn pair_reaches(size: u32, at: Address) -> bool {
    let size = size as i32;
    at.displacement % size == 0 && (-64..64).contains(&(at.displacement / size))
}

const fn is_float(register: Register) -> bool {
    matches!(register.class, RegisterClass::Float)
}
