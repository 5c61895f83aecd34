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
    /// AAPCS64 and Microsoft's variant.
    Aapcs64,
    /// Apple's variant.
    AppleArm64,
    /// RISC-V LP64D.
    Riscv64,
    /// RISC-V LP64.
    Riscv64Soft,
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
    let registers = match rules {
        Rules::SysV64 => 6,
        Rules::Win64 => 4,
        Rules::Aapcs64 | Rules::AppleArm64 | Rules::Riscv64 | Rules::Riscv64Soft => 8,
        Rules::None => return None,
    };
    let mut used = match (result, rules) {
        // Whether a hidden pointer to the result comes first.
        (Passed::Unknown, Rules::SysV64 | Rules::Riscv64 | Rules::Riscv64Soft) => return None,
        (Passed::Unknown, Rules::Win64) => !in_rax(size) as usize,
        // It has a register of its own.
        (Passed::Unknown, Rules::Aapcs64 | Rules::AppleArm64 | Rules::None) => 0,
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
            (Rules::Riscv64, Passed::Float) if floats < 8 => floats += 1,
            (Rules::Riscv64 | Rules::Riscv64Soft, Passed::Float) => used += 1,
            (_, Passed::Float) => {}
            // Both halves in registers or both on the stack, in which case the last register stays free.
            (Rules::SysV64, Passed::Wide) => {
                if used + 2 <= registers {
                    used += 2;
                }
            }
            // AAPCS64, rule C.10: "If the argument has an alignment of 16 then the NGRN is rounded up to the next even number."
            (Rules::Aapcs64, Passed::Wide) => used += used % 2 + 2,
            // One half may be in the last register of RISC-V; Apple's has both or none, and then the register stays unused.
            (Rules::AppleArm64 | Rules::Riscv64 | Rules::Riscv64Soft, Passed::Wide) => used += 2,
            (Rules::None, Passed::Wide) => return None,
        }
        at += 1;
    }
    if used < registers { Some(used) } else { None }
}

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    use ffi_abi::{Features, Location, Place, RegisterClass, Signature, Target, lower};

    use super::*;

    /// The convention's integer argument registers in order.
    fn registers(rules: Rules) -> &'static [u8] {
        match rules {
            Rules::SysV64 => &[7, 6, 2, 1, 8, 9],
            Rules::Win64 => &[1, 2, 8, 9],
            Rules::Aapcs64 | Rules::AppleArm64 => &[0, 1, 2, 3, 4, 5, 6, 7],
            Rules::Riscv64 | Rules::Riscv64Soft => &[10, 11, 12, 13, 14, 15, 16, 17],
            Rules::None => &[],
        }
    }

    /// What the model says of one more parameter, a pointer.
    fn lowered(target: &Target, rules: Rules, arguments: &[Passed]) -> Option<usize> {
        let names = arguments.iter().map(|passed| match passed {
            Passed::Integer => "int, ",
            Passed::Wide => "__int128, ",
            Passed::Float => "double, ",
            Passed::Nothing | Passed::Unknown => "",
        });
        let text = format!("void({}void *)", names.collect::<String>());
        let plan = lower(target, &Signature::parse(&text).expect("a signature")).expect("a plan");
        match &plan.arguments().last().expect("a parameter").location {
            Location::Direct(pieces) => match pieces[0].place {
                Place::Register(register) => {
                    assert_eq!(register.class, RegisterClass::General);
                    registers(rules).iter().position(|number| *number == register.number)
                }
                Place::Stack(_) => None,
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn positions_are_those_of_the_model() {
        let parse = |triple| Target::parse(triple).expect("a target");
        let riscv = parse("riscv64gc-unknown-linux-gnu");
        let targets = [
            (Rules::SysV64, parse("x86_64-unknown-linux-gnu")),
            (Rules::Win64, parse("x86_64-pc-windows-msvc")),
            (Rules::Aapcs64, parse("aarch64-unknown-linux-gnu")),
            (Rules::AppleArm64, parse("aarch64-apple-darwin")),
            (Rules::Riscv64, riscv),
            (Rules::Riscv64Soft, riscv.with_features(Features::SOFT_FLOAT)),
        ];
        for (rules, target) in targets {
            // Microsoft's C has no `__int128`, and what others do with it is passed over.
            let kinds = if rules == Rules::Win64 { 2 } else { 3 };
            let mut compared = 0;
            // Every list of up to 9 of these, and longer ones of two kinds.
            for length in 0..=9_u32 {
                let lists = 3_usize.pow(length.min(6));
                for list in 0..lists {
                    let all = [Passed::Integer, Passed::Float, Passed::Wide];
                    let arguments: Vec<_> = (0..length).map(|at| all[list / 3_usize.pow(at % 6) % 3 % kinds]).collect();
                    let found = position(rules, Passed::Nothing, 0, &arguments);
                    assert_eq!(found, lowered(&target, rules, &arguments), "{rules:?} {arguments:?}");
                    compared += usize::from(found.is_some());
                }
            }
            for floats in 6..=12 {
                for integers in 0..=9 {
                    let arguments: Vec<_> = core::iter::repeat_n(Passed::Float, floats)
                        .chain(core::iter::repeat_n(Passed::Integer, integers))
                        .collect();
                    let found = position(rules, Passed::Nothing, 0, &arguments);
                    assert_eq!(found, lowered(&target, rules, &arguments), "{rules:?} {arguments:?}");
                }
            }
            assert!(compared > 30, "{rules:?}: {compared}");
        }
    }
}
