//! What linkers call the things that have a name in C.
//!
//! | system | a variable, a function of the C convention | `stdcall` | `fastcall` | `vectorcall` |
//! |---|---|---|---|---|
//! | Windows on i386 | `_name` | `_name@bytes` | `@name@bytes` | |
//! | Windows on x86-64 | `name` | | | `name@@bytes` |
//! | Apple's | `_name` | | | |
//! | others | `name` | `name` | `name` | |
//!
//! Source: Microsoft Learn, "Decorated names" ("Format of a C decorated name"); gcc and clang agree, for MinGW too.

use alloc::format;
use alloc::string::{String, ToString};

use crate::convention::Abi;
use crate::plan::CallPlan;
use crate::target::{Arch, Os, Target};

/// In front of a name: it is the linker's already. What LLVM, and hence `#[link_name]`, takes it for.
const VERBATIM: char = '\u{1}';

impl Target {
    /// The linker's name of a variable, or of a function of the C convention; one that begins with `\u{1}` is the linker's already.
    ///
    /// ```
    /// use ffi_abi::Target;
    /// let target = Target::parse("i686-pc-windows-msvc").unwrap();
    /// assert_eq!(target.decorated("errno"), "_errno");
    /// assert_eq!(target.decorated("\u{1}@twice@4"), "@twice@4");
    /// ```
    pub fn decorated(&self, name: &str) -> String {
        if let Some(verbatim) = name.strip_prefix(VERBATIM) {
            return verbatim.to_string();
        }
        if self.is_apple() || is_windows_i386(self) { format!("_{name}") } else { name.to_string() }
    }
}

impl CallPlan {
    /// How to name a function that is called by this plan where its convention cannot be said: in a `#[link_name]` of an item of
    /// another type, in an object file. Is the name in C but for conventions that decorate it in a way of their own.
    ///
    /// ```
    /// use ffi_abi::{Signature, Target, lower};
    /// let target = Target::parse("i686-pc-windows-gnu").unwrap();
    /// let plan = lower(&target, &Signature::parse("extern \"stdcall\" int(char, double)").unwrap()).unwrap();
    /// assert_eq!(plan.link_name(&target, "scale"), "\u{1}_scale@12");
    /// ```
    pub fn link_name(&self, target: &Target, name: &str) -> String {
        if target.os() != Os::Windows || name.starts_with(VERBATIM) {
            return name.to_string();
        }
        let (before, after, word) = match self.abi() {
            Abi::Stdcall => ("_", "@", 4),
            Abi::Fastcall => ("@", "@", 4),
            Abi::Vectorcall64 => ("", "@@", 8),
            Abi::Cdecl
            | Abi::Thiscall
            | Abi::SysV64
            | Abi::Win64
            | Abi::Aapcs64
            | Abi::AppleArm64
            | Abi::WindowsArm64
            | Abi::Riscv64 => return name.to_string(),
        };
        // "The number of bytes (in decimal) in the argument list": in registers or not, each rounded up to a word; the hidden pointer to a
        // result is none of them.
        let bytes: u64 = self.arguments().iter().map(|argument| u64::from(argument.size).next_multiple_of(word)).sum();
        format!("{VERBATIM}{before}{name}{after}{bytes}")
    }
}

fn is_windows_i386(target: &Target) -> bool {
    (target.arch(), target.os()) == (Arch::X86, Os::Windows)
}
