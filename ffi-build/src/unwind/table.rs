//! What Windows' unwinder reads of a function, before it has a place: entries of the table of functions (`.pdata`), and the unwind
//! information that they refer to (`.xdata`).

use ffi_abi::Arch;

use super::{arm64, codes};
use crate::encode::Code;

/// The entries of one function, and its unwind information.
pub(crate) struct Table {
    /// The words of the entries, in order.
    pub(crate) entries: Vec<Word>,
    /// May be empty.
    pub(crate) info: Vec<u8>,
}

/// A word of an entry. Addresses are relative to the image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Word {
    /// The address of an offset of the function.
    Code(u32),
    /// The address of an offset of its unwind information.
    Info(u32),
    /// A number.
    Plain(u32),
}

impl Table {
    /// The table of a function; none where the unwinder needs none, as for leaf functions, or has none, as on i386: code there
    /// registers handlers at run time, in a list that the thread holds, and no frame between two of them takes part.
    pub(crate) fn of(code: &Code) -> Option<Table> {
        match code.arch {
            Arch::X86_64 => codes::table(code),
            Arch::Aarch64 => arm64::table(code),
            Arch::X86 => None,
            Arch::Riscv64 => unreachable!("Windows does not run on RISC-V"),
        }
    }
}
