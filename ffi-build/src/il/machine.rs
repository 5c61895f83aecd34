//! What a convention's machine offers to the builders: which registers play which part.

use ffi_abi::{Abi, Arch, Convention, Register, Target};

use super::NoCode;

/// Roles of registers and the facts of the stack under the C convention of a target: a downcall is entered by it, and an upcall
/// entry calls its handler by it, whatever convention the plan is of.
#[derive(Debug)]
pub(super) struct Machine {
    /// The convention.
    pub(super) abi: Abi,
    /// Instruction set.
    pub(super) arch: Arch,
    /// Whether functions that are reached indirectly begin with a mark.
    pub(super) landing: bool,
    /// Whether the unwinder knows a function by the operations of its prologue and recognises the instructions of its epilogue, so
    /// that nothing else may move the stack pointer.
    pub(super) prologues: bool,
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
    /// Bytes above the return address that a caller leaves to whom it calls.
    pub(super) home: u32,
}

const RAX: Register = Register::general(0);
const RCX: Register = Register::general(1);
const RDX: Register = Register::general(2);
const RSP: Register = Register::general(4);
const RBP: Register = Register::general(5);
const RSI: Register = Register::general(6);
const RDI: Register = Register::general(7);
const R8: Register = Register::general(8);
const R10: Register = Register::general(10);
const R11: Register = Register::general(11);

/// System V ABI, AMD64 supplement 1.0, figure 3.4 (register usage): `rax` is a temporary and, for variadic calls, the number of
/// vector registers; `r10` is a temporary, "used for passing a function's static chain pointer"; `r11` is a temporary. §3.2.2:
/// "The end of the input argument area shall be aligned on a 16 (…) byte boundary"; `DF` is clear on entry and return (§3.2.1).
static SYSV64: Machine = Machine {
    abi: Abi::SysV64,
    arch: Arch::X86_64,
    landing: true,
    prologues: false,
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
    home: 0,
};

/// macOS does not track indirect branches, and its compilers put no marks.
static SYSV64_APPLE: Machine = Machine { landing: false, ..SYSV64 };

/// Microsoft Learn, "x64 calling convention": `rax`, `rcx`, `rdx`, `r8` to `r11` are volatile. "The caller must always allocate
/// sufficient space to store four register parameters". "x64 software conventions", "Register usage": `rax` the return value, `r10`
/// and `r11` "must be preserved as needed by caller". Its code needs no marks: Windows checks indirect branches by other means.
static WIN64: Machine =
    Machine { abi: Abi::Win64, landing: false, prologues: true, arguments: [RCX, RDX, R8], home: 32, ..SYSV64 };

/// "x64 software conventions", "Callee-saved registers": "RBX, RBP, RDI, RSI, RSP, R12, R13, R14, R15, and XMM6-XMM15". System V
/// preserves those of them that are not here.
static OF_WIN64_ALONE: [Register; 12] = [
    Register::float(6),
    Register::float(7),
    Register::float(8),
    Register::float(9),
    Register::float(10),
    Register::float(11),
    Register::float(12),
    Register::float(13),
    Register::float(14),
    Register::float(15),
    RDI,
    RSI,
];

/// What a function has to save that is entered by one convention and calls by another; `copies`: and copies blocks in memory, which
/// takes `rsi` and `rdi`.
pub(super) fn saved(entered: Abi, calls: Abi, copies: bool) -> &'static [Register] {
    match (entered, calls) {
        (Abi::Win64 | Abi::Vectorcall64, Abi::SysV64) => &OF_WIN64_ALONE,
        (Abi::Win64 | Abi::Vectorcall64, _) if copies => &OF_WIN64_ALONE[10..],
        _ => &[],
    }
}

impl Machine {
    /// The machine of a target, for code of a convention.
    pub(super) fn of(target: &Target, abi: Abi) -> Result<&'static Machine, NoCode> {
        match abi {
            // What `__vectorcall` passes in more registers than the convention that it extends: none that has a role here.
            Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 => match Convention::C.resolve(target) {
                Ok(Abi::SysV64) if target.is_apple() => Ok(&SYSV64_APPLE),
                Ok(Abi::SysV64) => Ok(&SYSV64),
                Ok(Abi::Win64) => Ok(&WIN64),
                // A plan of another architecture.
                Ok(_) | Err(_) => Err(NoCode::Convention(abi)),
            },
            Abi::Cdecl
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
