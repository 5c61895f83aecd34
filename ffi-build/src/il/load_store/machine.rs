//! Registers and instructions of the machines.

use ffi_abi::{Abi, Arch, Register};

use super::{Address, Op};
use crate::il::builder::PAGE;

/// Roles of registers and the facts of the stack under one convention.
#[derive(Clone, Copy, Debug)]
pub(in crate::il) struct Machine {
    pub(super) arch: Arch,
    pub(super) stack: Register,
    pub(super) frame: Register,
    /// Where a call leaves the return address.
    pub(super) link: Register,
    /// `args`, `ret` and `callee` of a downcall, `slot`, `args` and `ret` of a handler: the first three integer arguments.
    pub(super) arguments: [Register; 3],
    /// Through which a function is entered that is not called, if `guarded`; and for the callee whose own register an argument takes.
    pub(super) branch: Register,
    /// The context of an upcall entry; after a call, the address of the result. Never an argument or a result.
    pub(super) context: Register,
    /// Never an argument: words on their way from memory to memory.
    pub(super) words: [Register; 2],
    /// Takes the record's address while its own register is an argument.
    pub(super) base: Register,
    /// Addresses that displacements do not reach: source, destination, a pointer from the stack; and a loop's count.
    pub(super) source: Register,
    pub(super) destination: Register,
    pub(super) pointer: Register,
    pub(super) count: Register,
    /// Alignment of the stack pointer, always.
    pub(super) stack_align: u32,
    /// Whether the frame pointer has to address a pair of the caller's frame pointer and the return address.
    pub(super) frame_record: bool,
    /// Whether that pair is the topmost part of the frame, as it has to be for Apple's compact unwind to describe the frame.
    pub(super) record_on_top: bool,
    /// Where the frame pointer points, in bytes above the lower one of the saved pair.
    pub(super) frame_above: u32,
    pub(super) instructions: Instructions,
}

/// What the instructions of an architecture can do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instructions {
    /// Whether functions begin with [`Op::Landing`](crate::il::Op::Landing), and jumps go through [`Machine::branch`].
    pub(super) guarded: bool,
    /// For 16 bytes on their way from memory to memory, where pairs of registers move at once; none where they do not.
    pub(super) pairs: Option<[Register; 2]>,
    /// Whether halves can be loaded to and stored from floating-point registers.
    pub(super) halves: bool,
    /// Bytes that the stack pointer is moved at once: multiples of this, or less than this.
    pub(super) step: u32,
    /// What is wholly within this many bytes from the base is within reach of every load and store.
    pub(super) near: u32,
    /// Bytes of one copy up to which it is unrolled.
    pub(super) unrolled: u32,
}

const A64: Instructions = Instructions {
    guarded: true,
    pairs: Some([Register::float(16), Register::float(17)]),
    halves: true,
    step: PAGE,
    near: PAGE,
    unrolled: 256,
};

/// AAPCS64, "General-purpose Registers": x0 to x7 are arguments, x8 "Indirect result location register", x9 to x15 "Temporary
/// registers", x16 and x17 "IP0", "IP1", x18 "The Platform Register", x29 "The Frame Pointer", x30 "The Link Register"; v16 to v31
/// need not be preserved. BTI lets `br` reach a function's `bti c` by way of x16 and x17 alone. Whether frame records are kept is
/// the platform's choice; nothing on Linux asks for them.
const AAPCS64: Machine = Machine {
    arch: Arch::Aarch64,
    stack: Register::general(31),
    frame: Register::general(29),
    link: Register::general(30),
    arguments: [Register::general(0), Register::general(1), Register::general(2)],
    branch: Register::general(16),
    context: Register::general(9),
    words: [Register::general(10), Register::general(11)],
    base: Register::general(15),
    source: Register::general(13),
    destination: Register::general(14),
    pointer: Register::general(15),
    count: Register::general(12),
    stack_align: 16,
    frame_record: false,
    record_on_top: false,
    frame_above: 0,
    instructions: A64,
};

/// Apple: "The frame pointer register (x29) must always address a valid frame record." Microsoft: "It must point to the previous
/// {x29, x30} pair on the stack." Both exempt functions that make no frame.
const APPLE: Machine = Machine { frame_record: true, record_on_top: true, ..AAPCS64 };

/// Windows checks indirect branches by other means than marks, which packed unwind data has no room for.
const WINDOWS: Machine = Machine { frame_record: true, instructions: Instructions { guarded: false, ..A64 }, ..AAPCS64 };

/// No `lpad`: what Debian 12 links has no note that would ask for it, and without the note it does nothing. No loads of halves, which
/// Zfhmin has. Displacements and additions have 12 bits with a sign; the stack pointer is always a multiple of 16.
const RV64GC: Instructions = Instructions { guarded: false, pairs: None, halves: false, step: 2032, near: 2048, unrolled: 128 };

/// RISC-V ABIs Specification 1.0, "Integer Register Convention": x1 is the return address, x2 the stack pointer, x5 to x7 and x28 to
/// x31 are temporaries, x8 is preserved, x10 to x17 are arguments. A jump through x5 is a return to processors that predict returns
/// (ISA manual, "JALR"); x6 and x28 are what PLT entries change. x7 is gcc's and clang's static chain. "The presence of a frame pointer
/// is optional." If there is one, it "will point to the Canonical Frame Address" ("Frame Pointer Convention").
const RISCV64: Machine = Machine {
    arch: Arch::Riscv64,
    stack: Register::general(2),
    frame: Register::general(8),
    link: Register::general(1),
    arguments: [Register::general(10), Register::general(11), Register::general(12)],
    branch: Register::general(6),
    context: Register::general(7),
    words: [Register::general(28), Register::general(29)],
    // The last whose loads have short forms.
    base: Register::general(15),
    source: Register::general(30),
    destination: Register::general(31),
    pointer: Register::general(5),
    // Copies are done before anything is in it.
    count: Register::general(6),
    stack_align: 16,
    frame_record: false,
    record_on_top: false,
    frame_above: 16,
    instructions: RV64GC,
};

impl Machine {
    /// The machine of a convention, if it is one of this kind.
    pub(in crate::il) const fn of(abi: Abi) -> Option<&'static Machine> {
        match abi {
            Abi::Aapcs64 => Some(&AAPCS64),
            Abi::AppleArm64 => Some(&APPLE),
            Abi::WindowsArm64 => Some(&WINDOWS),
            Abi::Riscv64 => Some(&RISCV64),
            Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 | Abi::Cdecl | Abi::Stdcall | Abi::Fastcall | Abi::Thiscall => None,
        }
    }
}

impl Machine {
    /// What functions begin with that are reached indirectly.
    pub(in crate::il) fn landing(&self) -> Option<Op> {
        self.instructions.guarded.then_some(Op::Landing)
    }

    /// The context of an upcall entry.
    pub(in crate::il) const fn context(&self) -> Register {
        self.context
    }
}

impl Instructions {
    /// Whether a load or store of `size` bytes has this displacement.
    pub(super) fn reaches(&self, size: u32, at: Address) -> bool {
        let size = size as i32;
        match self.pairs {
            // 12 bits without a sign in units of the size, or 9 with a sign in bytes.
            Some(_) => {
                let scaled = at.displacement % size == 0 && (0..4096).contains(&(at.displacement / size));
                (-256..256).contains(&at.displacement) || scaled
            }
            // 12 bits with a sign in bytes.
            None => (-2048..2048).contains(&at.displacement),
        }
    }

    /// Whether a load or store of a pair of `size` bytes each has this displacement: 7 bits with a sign in units of the size.
    pub(super) fn pair_reaches(&self, size: u32, at: Address) -> bool {
        let size = size as i32;
        self.pairs.is_some() && at.displacement % size == 0 && (-64..64).contains(&(at.displacement / size))
    }
}
