//! Calling conventions: which one a signature means on a target, and the one function that lowers it.
//!
//! One convention is one file here plus one arm in [`lower`]. A convention is a pure function
//! `lower(&Target, &Signature, Trace) -> Result<CallPlan, Unsupported>`; it lowers the result first, because a hidden result pointer
//! may take an argument register, and notes the rules that it follows, each in the branch that implements it. What conventions share is in `allocate` (registers, stack, argument record) and `flatten`
//! (a value as its scalars).

mod aarch64;
mod allocate;
mod dialect;
mod flatten;
mod homogeneous;
mod riscv64;
mod sysv64;
mod vectorcall;
mod win64;
mod x86;

use core::fmt;

use crate::error::{Reason, Unsupported};
use crate::plan::CallPlan;
use crate::rule::Trace;
use crate::signature::Signature;
use crate::target::{Arch, Os, Target};

/// A calling convention as declared. The names are those of Rust's `extern "…"`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, PartialOrd, Ord)]
pub enum Convention {
    /// The platform's C convention.
    #[default]
    C,
    /// `stdcall` on 32-bit Windows, `C` elsewhere.
    System,
    /// System V x86-64 (`__attribute__((sysv_abi))`).
    SysV64,
    /// Microsoft x64 (`__attribute__((ms_abi))`).
    Win64,
    /// `__cdecl`.
    Cdecl,
    /// `__stdcall`.
    Stdcall,
    /// `__fastcall`.
    Fastcall,
    /// `__thiscall`.
    Thiscall,
    /// `__vectorcall`.
    Vectorcall,
    /// AArch64 AAPCS64 (`aapcs` names the 32-bit one in Rust; this one has no name of its own there).
    Aapcs64,
}

/// What a convention is on one target: the rules that lower it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Abi {
    /// System V x86-64.
    SysV64,
    /// Microsoft x64.
    Win64,
    /// Microsoft x64 `__vectorcall`.
    Vectorcall64,
    /// i386 cdecl.
    Cdecl,
    /// i386 stdcall.
    Stdcall,
    /// i386 fastcall.
    Fastcall,
    /// i386 thiscall.
    Thiscall,
    /// AAPCS64.
    Aapcs64,
    /// Apple's variant of AAPCS64.
    AppleArm64,
    /// Microsoft's ARM64 convention.
    WindowsArm64,
    /// RISC-V LP64D, or LP64 with [`Features::SOFT_FLOAT`](crate::Features::SOFT_FLOAT).
    Riscv64,
}

impl Convention {
    /// Every convention, in declaration order.
    pub const ALL: [Convention; 10] = [
        Convention::C,
        Convention::System,
        Convention::SysV64,
        Convention::Win64,
        Convention::Cdecl,
        Convention::Stdcall,
        Convention::Fastcall,
        Convention::Thiscall,
        Convention::Vectorcall,
        Convention::Aapcs64,
    ];

    /// The name as written in `extern "…"`, without `-unwind`.
    pub const fn name(self) -> &'static str {
        match self {
            Convention::C => "C",
            Convention::System => "system",
            Convention::SysV64 => "sysv64",
            Convention::Win64 => "win64",
            Convention::Cdecl => "cdecl",
            Convention::Stdcall => "stdcall",
            Convention::Fastcall => "fastcall",
            Convention::Thiscall => "thiscall",
            Convention::Vectorcall => "vectorcall",
            Convention::Aapcs64 => "aapcs64",
        }
    }

    /// The convention of that name; `-unwind` at its end is passed over, because it does not change where arguments go.
    pub fn from_name(name: &str) -> Option<Convention> {
        let name = name.strip_suffix("-unwind").unwrap_or(name);
        Convention::ALL.into_iter().find(|convention| convention.name() == name)
    }

    /// The rules that this convention means on a target.
    ///
    /// # Errors
    /// [`Reason::NoSuchConvention`] where the target's compilers do not have it.
    pub fn resolve(self, target: &Target) -> Result<Abi, Unsupported> {
        let missing = || Unsupported::named(self.name(), Reason::NoSuchConvention);
        let windows = target.os() == Os::Windows;
        Ok(match (self, target.arch()) {
            (Convention::C | Convention::System, Arch::X86_64) if windows => Abi::Win64,
            (Convention::C | Convention::System, Arch::X86_64) => Abi::SysV64,
            (Convention::System, Arch::X86) if windows => Abi::Stdcall,
            (Convention::C | Convention::System, Arch::X86) => Abi::Cdecl,
            (Convention::C | Convention::System, Arch::Aarch64) if windows => Abi::WindowsArm64,
            (Convention::C | Convention::System, Arch::Aarch64) if target.is_apple() => Abi::AppleArm64,
            (Convention::C | Convention::System | Convention::Aapcs64, Arch::Aarch64) => Abi::Aapcs64,
            (Convention::C | Convention::System, Arch::Riscv64) => Abi::Riscv64,
            (Convention::SysV64, Arch::X86_64) => Abi::SysV64,
            (Convention::Win64, Arch::X86_64) => Abi::Win64,
            (Convention::Vectorcall, Arch::X86_64) if windows => Abi::Vectorcall64,
            (Convention::Cdecl, Arch::X86) => Abi::Cdecl,
            (Convention::Stdcall, Arch::X86) => Abi::Stdcall,
            (Convention::Fastcall, Arch::X86) => Abi::Fastcall,
            (Convention::Thiscall, Arch::X86) => Abi::Thiscall,
            _ => return Err(missing()),
        })
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Abi {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Abi::SysV64 => "System V x86-64",
            Abi::Win64 => "Microsoft x64",
            Abi::Vectorcall64 => "Microsoft x64 __vectorcall",
            Abi::Cdecl => "i386 cdecl",
            Abi::Stdcall => "i386 stdcall",
            Abi::Fastcall => "i386 fastcall",
            Abi::Thiscall => "i386 thiscall",
            Abi::Aapcs64 => "AAPCS64",
            Abi::AppleArm64 => "Apple's variant of AAPCS64",
            Abi::WindowsArm64 => "Microsoft's variant of AAPCS64",
            Abi::Riscv64 => "RISC-V LP64D",
        }
    }

    /// Name in goldens, reports and symbols.
    pub const fn name(self) -> &'static str {
        match self {
            Abi::SysV64 => "sysv64",
            Abi::Win64 => "win64",
            Abi::Vectorcall64 => "vectorcall64",
            Abi::Cdecl => "cdecl",
            Abi::Stdcall => "stdcall",
            Abi::Fastcall => "fastcall",
            Abi::Thiscall => "thiscall",
            Abi::Aapcs64 => "aapcs64",
            Abi::AppleArm64 => "applearm64",
            Abi::WindowsArm64 => "windowsarm64",
            Abi::Riscv64 => "riscv64",
        }
    }
}

/// Where each argument and the result of a call with this signature are, on this target.
///
/// # Errors
/// A type without a layout, a type that the convention does not pass, or a convention that the target does not have.
///
/// ```
/// use ffi_abi::{lower, Location, Place, Register, Signature, Target};
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
/// let plan = lower(&target, &Signature::parse("int(int, int)").unwrap()).unwrap();
/// let Location::Direct(pieces) = &plan.arguments()[0].location else { panic!() };
/// assert_eq!(pieces[0].place, Place::Register(Register::general(7))); // edi
/// ```
pub fn lower(target: &Target, signature: &Signature) -> Result<CallPlan, Unsupported> {
    lower_with(target, signature, Trace::SILENT)
}

/// The same, and each rule that is followed is noted.
pub(crate) fn lower_with(target: &Target, signature: &Signature, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    match signature.convention().resolve(target)? {
        Abi::SysV64 => sysv64::lower(target, signature, trace),
        Abi::Win64 => win64::lower(target, signature, trace),
        abi @ (Abi::Aapcs64 | Abi::AppleArm64 | Abi::WindowsArm64) => aarch64::lower(target, signature, abi, trace),
        abi @ (Abi::Cdecl | Abi::Stdcall | Abi::Fastcall | Abi::Thiscall) => x86::lower(target, signature, abi, trace),
        Abi::Riscv64 => riscv64::lower(target, signature, trace),
        Abi::Vectorcall64 => vectorcall::lower(target, signature, trace),
    }
}
