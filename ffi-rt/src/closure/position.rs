//! Which integer register is the first that a call's arguments leave free.
//!
//! This repeats of each convention what it does with values that [`Passed`] tells apart, so that the compiler can compute it for a
//! Rust type; a test compares it with `ffi_abi::lower`, whose rules these are.

use crate::direct::Passed;

/// The rules by which registers are given to arguments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rules {
    /// System V ABI, AMD64 supplement.
    SysV64,
    /// Microsoft x64.
    Win64,
    /// AAPCS64 and its variants.
    Aapcs64,
    /// RISC-V LP64 and LP64D.
    Riscv64,
    /// Conventions without a free argument register, and machines without thunks.
    None,
}

/// Sizes in bytes of results that Microsoft's convention returns in `rax`.
const fn in_rax(size: usize) -> bool {
    matches!(size, 0 | 1 | 2 | 4 | 8)
}

/// The number of the first integer argument register that is free, if one is.
///
/// `size` is that of the result, in bytes.
pub(super) const fn position(rules: Rules, result: Passed, size: usize, arguments: &[Passed]) -> Option<usize> {
    let (registers, hard_float) = match rules {
        Rules::SysV64 => (6, true),
        Rules::Win64 => (4, true),
        Rules::Aapcs64 => (8, true),
        Rules::Riscv64 => (8, cfg!(target_feature = "d")),
        Rules::None => return None,
    };
    let mut used = match (result, rules) {
        // Whether a hidden pointer to the result comes first.
        (Passed::Unknown, Rules::SysV64 | Rules::Riscv64) => return None,
        (Passed::Unknown, Rules::Win64) => !in_rax(size) as usize,
        // It has a register of its own.
        (Passed::Unknown, Rules::Aapcs64 | Rules::None) => 0,
        // Compilers have returned it in different places.
        (Passed::Wide, Rules::Win64) => return None,
        (Passed::Integer | Passed::Wide | Passed::Float | Passed::Nothing, _) => 0,
    };
    let mut floats = 0;
    let mut at = 0;
    while at < arguments.len() {
        match (rules, arguments[at]) {
            (_, Passed::Nothing) => {}
            // "The integer arguments and the floating-point arguments share positions": one each, whatever it is.
            (Rules::Win64, _) => used += 1,
            (_, Passed::Unknown) => return None,
            (_, Passed::Integer) => used += 1,
            // RISC-V ABIs, "Hardware Floating-point Calling Convention": in an integer register when there is no other.
            (Rules::Riscv64, Passed::Float) => {
                if !hard_float || floats == 8 {
                    used += 1;
                } else {
                    floats += 1;
                }
            }
            (_, Passed::Float) => {}
            // Both halves in registers or both on the stack, in which case the last register stays free.
            (Rules::SysV64, Passed::Wide) => {
                if used + 2 <= registers {
                    used += 2;
                }
            }
            // Apple's variant differs from the others in whether the number of the first register is even.
            (Rules::Aapcs64, Passed::Wide) => {
                if cfg!(target_vendor = "apple") {
                    return None;
                }
                used = (used + used % 2) + 2;
            }
            // One half may be in the last register.
            (Rules::Riscv64, Passed::Wide) => used += 2,
            (Rules::None, Passed::Wide) => return None,
        }
        at += 1;
    }
    if used < registers { Some(used) } else { None }
}
