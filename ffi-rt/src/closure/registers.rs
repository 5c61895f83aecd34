//! The thunk pages of this machine, one for each register that may be free.
//!
//! The text is written by `ffi-build` (`src/thunks.rs`), which a test of it compares.

use core::arch::global_asm;

use super::grow::Template;
use super::pool::{Pool, PoolRef};
#[cfg(not(target_arch = "x86"))]
use super::position::Rules;
use super::slot::Slot;

/// The shape of a block of thunks, in bytes. As in `ffi-build`, whose test compares.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    /// Code of a block.
    pub(super) code: usize,
    /// From one thunk to the next.
    pub(super) stride: usize,
}

impl Shape {
    /// Thunks of a block.
    pub(super) const fn count(self) -> usize {
        self.code / self.stride
    }
}

#[cfg(target_arch = "aarch64")]
pub(super) const SHAPE: Shape = Shape { code: 0x4000, stride: 20 };
#[cfg(target_arch = "x86")]
pub(super) const SHAPE: Shape = Shape { code: 0x1000, stride: 32 };
#[cfg(not(any(target_arch = "aarch64", target_arch = "x86")))]
pub(super) const SHAPE: Shape = Shape { code: 0x1000, stride: 16 };

#[cfg(all(target_arch = "x86_64", not(any(windows, target_vendor = "apple"))))]
global_asm!(include_str!("../assembly/thunks-x86_64-elf.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "x86_64", target_vendor = "apple"))]
global_asm!(include_str!("../assembly/thunks-x86_64-macho.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "x86_64", windows))]
global_asm!(include_str!("../assembly/thunks-x86_64-coff.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "aarch64", not(any(windows, target_vendor = "apple"))))]
global_asm!(include_str!("../assembly/thunks-aarch64-elf.s"), options(raw));
#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
global_asm!(include_str!("../assembly/thunks-aarch64-macho.s"), options(raw));
#[cfg(all(target_arch = "aarch64", windows))]
global_asm!(include_str!("../assembly/thunks-aarch64-coff.s"), options(raw));
#[cfg(all(target_arch = "x86", not(windows)))]
global_asm!(include_str!("../assembly/thunks-x86-elf.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "x86", windows))]
global_asm!(include_str!("../assembly/thunks-x86-coff.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "x86", not(windows)))]
global_asm!(include_str!("../assembly/typed-x86-elf.s"), options(att_syntax, raw));
#[cfg(all(target_arch = "x86", windows))]
global_asm!(include_str!("../assembly/typed-x86-coff.s"), options(att_syntax, raw));
#[cfg(target_arch = "riscv64")]
global_asm!(include_str!("../assembly/thunks-riscv64-elf.s"), options(raw));

/// A pool for each register named, and its thunks and slots, which the assembly text defines.
macro_rules! pools {
    ($($pool:ident $register:literal)*) => { pools!(new $($pool $register)*); };
    ($new:ident $($pool:ident $register:literal)*) => {$(
        static $pool: Pool = {
            unsafe extern "C" {
                #[link_name = concat!(
                    "ffi_rt_", env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"), "_thunks_", $register
                )]
                static THUNKS: [u8; SHAPE.code];
                #[link_name = concat!(
                    "ffi_rt_", env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"), "_slots_", $register
                )]
                static mut SLOTS: [Slot; SHAPE.count()];
            }
            Pool::$new(Template { code: (&raw const THUNKS).cast(), slots: (&raw mut SLOTS).cast() })
        };
    )*};
}

/// Code that leads from a thunk to a typed function, by the convention that the thunk's caller has: `il::i386::typed` of `ffi-build`.
#[cfg(target_arch = "x86")]
macro_rules! typed {
    ($($name:ident $symbol:literal)*) => {$(
        pub(super) fn $name() -> *mut () {
            unsafe extern "C" {
                #[link_name = concat!(
                    "ffi_rt_", env!("CARGO_PKG_VERSION_MAJOR"), "_", env!("CARGO_PKG_VERSION_MINOR"), "_typed_", $symbol
                )]
                fn code();
            }
            code as *mut ()
        }
    )*};
}
#[cfg(target_arch = "x86")]
typed! { cdecl "cdecl" stdcall "stdcall" }

/// The pool whose thunks load the register in which upcall entries take their slot, whatever their convention.
pub(super) const fn context() -> Option<PoolRef> {
    #[cfg(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64"))]
    let pool = Some(PoolRef::of(&ENTRIES));
    #[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
    let pool = None;
    pool
}

#[cfg(target_arch = "x86_64")]
pools! { of_entries ENTRIES "r10" }
#[cfg(target_arch = "x86")]
pools! { of_entries ENTRIES "eax" }
#[cfg(target_arch = "aarch64")]
pools! { of_entries ENTRIES "x9" }
#[cfg(target_arch = "riscv64")]
pools! { of_entries ENTRIES "x7" }

#[cfg(target_arch = "x86_64")]
pools! { RDI "rdi" RSI "rsi" RDX "rdx" RCX "rcx" R8 "r8" R9 "r9" }
#[cfg(target_arch = "aarch64")]
pools! { X0 "x0" X1 "x1" X2 "x2" X3 "x3" X4 "x4" X5 "x5" X6 "x6" X7 "x7" }
#[cfg(target_arch = "riscv64")]
pools! { A0 "x10" A1 "x11" A2 "x12" A3 "x13" A4 "x14" A5 "x15" A6 "x16" A7 "x17" }

/// The pool whose thunks load a convention's integer argument register of a number.
#[cfg(target_arch = "x86_64")]
pub(super) const fn pool(rules: Rules, position: Option<usize>) -> Option<PoolRef> {
    match (rules, position) {
        (Rules::SysV64, Some(0)) => Some(PoolRef::of(&RDI)),
        (Rules::SysV64, Some(1)) => Some(PoolRef::of(&RSI)),
        (Rules::SysV64, Some(2)) | (Rules::Win64, Some(1)) => Some(PoolRef::of(&RDX)),
        (Rules::SysV64, Some(3)) | (Rules::Win64, Some(0)) => Some(PoolRef::of(&RCX)),
        (Rules::SysV64, Some(4)) | (Rules::Win64, Some(2)) => Some(PoolRef::of(&R8)),
        (Rules::SysV64, Some(5)) | (Rules::Win64, Some(3)) => Some(PoolRef::of(&R9)),
        _ => None,
    }
}

/// The pool whose thunks load an integer argument register of a number.
#[cfg(target_arch = "aarch64")]
pub(super) const fn pool(_: Rules, position: Option<usize>) -> Option<PoolRef> {
    match position {
        Some(0) => Some(PoolRef::of(&X0)),
        Some(1) => Some(PoolRef::of(&X1)),
        Some(2) => Some(PoolRef::of(&X2)),
        Some(3) => Some(PoolRef::of(&X3)),
        Some(4) => Some(PoolRef::of(&X4)),
        Some(5) => Some(PoolRef::of(&X5)),
        Some(6) => Some(PoolRef::of(&X6)),
        Some(7) => Some(PoolRef::of(&X7)),
        _ => None,
    }
}

/// The pool whose thunks load an integer argument register of a number.
#[cfg(target_arch = "riscv64")]
pub(super) const fn pool(_: Rules, position: Option<usize>) -> Option<PoolRef> {
    match position {
        Some(0) => Some(PoolRef::of(&A0)),
        Some(1) => Some(PoolRef::of(&A1)),
        Some(2) => Some(PoolRef::of(&A2)),
        Some(3) => Some(PoolRef::of(&A3)),
        Some(4) => Some(PoolRef::of(&A4)),
        Some(5) => Some(PoolRef::of(&A5)),
        Some(6) => Some(PoolRef::of(&A6)),
        Some(7) => Some(PoolRef::of(&A7)),
        _ => None,
    }
}

/// There are no thunks for this machine.
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
pub(super) const fn pool(_: Rules, _: Option<usize>) -> Option<PoolRef> {
    None
}
