//! Plans in words: names of registers, one location a line.

use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::convention::Abi;
use crate::plan::{CallPlan, Extend, Location, Piece, Place, Register, RegisterClass};
use crate::signature::Signature;
use crate::target::Arch;

impl Register {
    /// The assembler's name of the part of this register that holds `size` bytes.
    ///
    /// ```
    /// use ffi_abi::{Arch, Register};
    /// assert_eq!(Register::general(7).name(Arch::X86_64, 4), "edi");
    /// assert_eq!(Register::float(1).name(Arch::X86_64, 32), "ymm1");
    /// assert_eq!(Register::general(0).name(Arch::Aarch64, 8), "x0");
    /// ```
    pub fn name(self, arch: Arch, size: u32) -> String {
        let number = self.number;
        match (arch, self.class) {
            (Arch::X86_64 | Arch::X86, RegisterClass::General) => x86_general(number, size),
            (Arch::X86_64 | Arch::X86, RegisterClass::Float) => {
                let file = match size {
                    0..=16 => "xmm",
                    17..=32 => "ymm",
                    _ => "zmm",
                };
                format!("{file}{number}")
            }
            (Arch::X86_64 | Arch::X86, RegisterClass::X87) => format!("st{number}"),
            (Arch::Aarch64, RegisterClass::General) => format!("{}{number}", if size > 4 { 'x' } else { 'w' }),
            (Arch::Aarch64, RegisterClass::Float) => {
                let width = match size {
                    0..=1 => 'b',
                    2 => 'h',
                    3..=4 => 's',
                    5..=8 => 'd',
                    _ => 'q',
                };
                format!("{width}{number}")
            }
            (Arch::Riscv64, RegisterClass::General) => match number {
                10..=17 => format!("a{}", number - 10),
                _ => format!("x{number}"),
            },
            (Arch::Riscv64, RegisterClass::Float) => match number {
                10..=17 => format!("fa{}", number - 10),
                _ => format!("f{number}"),
            },
            (Arch::Aarch64 | Arch::Riscv64, RegisterClass::X87) => format!("st{number}?"),
        }
    }
}

fn x86_general(number: u8, size: u32) -> String {
    const CLASSIC: [&str; 8] = ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"];
    match (CLASSIC.get(usize::from(number)), size) {
        (Some(name), 0..=1) if number < 4 => format!("{}l", &name[..1]),
        (Some(name), 0..=1) => format!("{name}l"),
        (Some(name), 2) => name.to_string(),
        (Some(name), 3..=4) => format!("e{name}"),
        (Some(name), _) => format!("r{name}"),
        (None, 0..=1) => format!("r{number}b"),
        (None, 2) => format!("r{number}w"),
        (None, 3..=4) => format!("r{number}d"),
        (None, _) => format!("r{number}"),
    }
}

impl Abi {
    /// The architecture whose registers this convention names.
    pub const fn arch(self) -> Arch {
        match self {
            Abi::SysV64 | Abi::Win64 | Abi::Vectorcall64 => Arch::X86_64,
            Abi::Cdecl | Abi::Stdcall | Abi::Fastcall | Abi::Thiscall => Arch::X86,
            Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64 => Arch::Aarch64,
            Abi::Riscv64 => Arch::Riscv64,
        }
    }
}

/// A place, by the register's name for what it holds.
fn place(arch: Arch, place: Place, size: u32) -> String {
    match place {
        Place::Register(register) => register.name(arch, size),
        Place::Stack(offset) => format!("stack+{offset}"),
    }
}

/// Writes where a value of `size` bytes travels.
fn location(f: &mut fmt::Formatter<'_>, arch: Arch, location: &Location, size: u32) -> fmt::Result {
    match location {
        Location::Ignored => f.write_str("nothing"),
        Location::Indirect { pointer } => write!(f, "by pointer in {}", place(arch, *pointer, arch.pointer_size())),
        Location::Direct(pieces) => {
            for (index, piece) in pieces.iter().enumerate() {
                if index > 0 {
                    f.write_str(", ")?;
                }
                let Piece { offset, size: bytes, container, extend, .. } = *piece;
                write!(f, "{}", place(arch, piece.place, container.max(bytes)))?;
                // Part of a value: which bytes.
                if (offset, bytes) != (0, size) {
                    write!(f, " [{offset}..{})", offset + bytes)?;
                }
                match extend {
                    Extend::Sign => write!(f, " (sign-extended from {bytes})")?,
                    Extend::Zero => write!(f, " (zero-extended from {bytes})")?,
                    Extend::None => {}
                }
            }
            Ok(())
        }
    }
}

/// A plan beside the signature that it was made from; see [`CallPlan::explain`].
struct Explained<'a> {
    plan: &'a CallPlan,
    signature: Option<&'a Signature>,
}

impl CallPlan {
    /// The plan in words, each value named by its type in the signature that the plan was made from.
    ///
    /// ```
    /// use ffi_abi::{CType, FloatKind, Signature, Target, lower};
    /// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
    /// let plan = lower(&target, &Signature::new(CType::Void, vec![CType::INT, CType::Float(FloatKind::Double)])).unwrap();
    /// assert_eq!(plan.to_string(), "\
    /// sysv64
    /// result: 0 bytes → nothing
    /// arg 0: 4 bytes at 0 → edi
    /// arg 1: 8 bytes at 8 → xmm0
    /// record: 16 bytes
    /// ");
    /// ```
    pub fn explain<'a>(&'a self, signature: &'a Signature) -> impl fmt::Display + 'a {
        Explained { plan: self, signature: Some(signature) }
    }
}

impl fmt::Display for CallPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Explained { plan: self, signature: None }.fmt(f)
    }
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plan = self.plan;
        let arch = plan.abi().arch();
        writeln!(f, "{}", plan.abi().name())?;
        let result = plan.result();
        f.write_str("result: ")?;
        match self.signature {
            Some(signature) => write!(f, "{} → ", signature.result())?,
            None => write!(f, "{} → ", bytes(result.size, result.align))?,
        }
        location(f, arch, &result.location, result.size)?;
        if let Some(register) = result.returned_pointer {
            write!(f, ", returned in {}", register.name(arch, arch.pointer_size()))?;
        }
        f.write_str("\n")?;
        for (index, argument) in plan.arguments().iter().enumerate() {
            write!(f, "arg {index}: ")?;
            match self.signature.and_then(|signature| signature.parameters().get(index)) {
                Some(ty) => write!(f, "{ty}")?,
                None => write!(f, "{}", bytes(argument.size, argument.align))?,
            }
            write!(f, " at {} → ", argument.slot)?;
            location(f, arch, &argument.location, argument.size)?;
            f.write_str("\n")?;
        }
        if let Some(count) = plan.vector_count() {
            writeln!(f, "al: {count}")?;
        }
        if plan.stack_size() > 0 || plan.stack_align() > 16 {
            write!(f, "stack: {} bytes", plan.stack_size())?;
            if plan.stack_align() != 16 {
                write!(f, ", aligned to {}", plan.stack_align())?;
            }
            f.write_str("\n")?;
        }
        if plan.callee_pops() > 0 {
            writeln!(f, "callee pops: {} bytes", plan.callee_pops())?;
        }
        let record = plan.record();
        write!(f, "record: {} bytes", record.size)?;
        if record.align != 16 {
            write!(f, ", aligned to {}", record.align)?;
        }
        f.write_str("\n")
    }
}

/// A size, and an alignment that is more than a slot's.
fn bytes(size: u32, align: u32) -> String {
    let plural = if size == 1 { "" } else { "s" };
    if align > 8 { format!("{size} byte{plural} aligned to {align}") } else { format!("{size} byte{plural}") }
}
