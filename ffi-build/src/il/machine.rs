//! What a convention's machine offers to the builders: which registers play which part.

use ffi_abi::{Abi, Arch, Register};

use super::NoCode;

/// Roles of registers and the facts of the stack under one convention.
#[derive(Debug)]
pub(super) struct Machine {
    /// Instruction set.
    pub(super) arch: Arch,
    /// Stack pointer.
    pub(super) stack: Register,
    /// Frame pointer.
    pub(super) frame: Register,
    /// `args`, `ret` and `callee` of a downcall, `slot`, `args` and `ret` of a handler: the first three integer arguments.
    pub(super) arguments: [Register; 3],
    /// Never an argument, free at any call: for words on their way to the stack, and for the callee.
    pub(super) scratch: Register,
    /// Two more, which block copies leave alone. The first is the context of an upcall entry.
    pub(super) spare: [Register; 2],
    /// Free after a call, and no part of a result.
    pub(super) kept: Register,
    /// Takes the number of vector registers of a variadic call.
    pub(super) vector_count: Register,
    /// Count, source and destination of [`Op::CopyWords`](super::Op::CopyWords).
    pub(super) copy: [Register; 3],
    /// Bytes between the caller's stack pointer and the stack pointer at entry: the return address, where a call pushes it.
    pub(super) entry: u32,
    /// Alignment of the stack pointer before a call, in bytes, on which entry relies.
    pub(super) stack_align: u32,
}

const RAX: Register = Register::general(0);
const RCX: Register = Register::general(1);
const RDX: Register = Register::general(2);
const RSP: Register = Register::general(4);
const RBP: Register = Register::general(5);
const RSI: Register = Register::general(6);
const RDI: Register = Register::general(7);
const R10: Register = Register::general(10);
const R11: Register = Register::general(11);

/// System V ABI, AMD64 supplement 1.0, figure 3.4 (register usage): `rax` is a temporary and, for variadic calls, the number of
/// vector registers; `r10` is a temporary, "used for passing a function's static chain pointer"; `r11` is a temporary. §3.2.2:
/// "The end of the input argument area shall be aligned on a 16 (…) byte boundary"; `DF` is clear on entry and return (§3.2.1).
static SYSV64: Machine = Machine {
    arch: Arch::X86_64,
    stack: RSP,
    frame: RBP,
    arguments: [RDI, RSI, RDX],
    scratch: RAX,
    spare: [R10, R11],
    kept: RCX,
    vector_count: RAX,
    copy: [RCX, RSI, RDI],
    entry: 8,
    stack_align: 16,
};

impl Machine {
    pub(super) const fn of(abi: Abi) -> Result<&'static Machine, NoCode> {
        match abi {
            Abi::SysV64 => Ok(&SYSV64),
            Abi::Win64
            | Abi::Vectorcall64
            | Abi::Cdecl
            | Abi::Stdcall
            | Abi::Fastcall
            | Abi::Thiscall
            | Abi::Aapcs64
            | Abi::AppleArm64
            | Abi::WindowsArm64
            | Abi::Riscv64 => Err(NoCode::Convention(abi)),
        }
    }
}
