//! The routines of universal calls, which `ffi-build` wrote (`il::universal`), and which a test of it compares.

use core::arch::global_asm;
use core::ffi::c_void;

use super::universal::{Program, Routine, Universal};

macro_rules! assembly {
    ($($file:literal if $condition:meta;)*) => {
        $(
            #[cfg($condition)]
            global_asm!(include_str!(concat!("../assembly/universal-", $file, ".s")), options(raw));
        )*
    };
}

assembly! {
    "x86_64-elf" if all(target_arch = "x86_64", not(any(windows, target_vendor = "apple")));
    "x86_64-macho" if all(target_arch = "x86_64", target_vendor = "apple");
    "x86_64-coff" if all(target_arch = "x86_64", windows);
    "x86-elf" if all(target_arch = "x86", not(windows));
    "x86-coff" if all(target_arch = "x86", windows);
    "aarch64-elf" if all(target_arch = "aarch64", not(any(windows, target_vendor = "apple")));
    "aarch64-macho" if all(target_arch = "aarch64", target_vendor = "apple");
    "aarch64-coff" if all(target_arch = "aarch64", windows);
    "riscv64-elf" if all(target_arch = "riscv64", target_feature = "d");
    "riscv64-soft-elf" if all(target_arch = "riscv64", not(target_feature = "d"));
}

/// A function that gives the routine of a name, and its declaration.
macro_rules! routines {
    ($find:ident: $($routine:ident $symbol:ident;)*) => {
        unsafe extern "C-unwind" {
            $(fn $symbol(args: *mut u8, ret: *mut u8, callee: *const c_void, program: *const Program);)*
        }
        fn $find(routine: Routine) -> Option<Universal> {
            match routine {
                $(Routine::$routine => Some($symbol as Universal),)*
                #[allow(unreachable_patterns)]
                _ => None,
            }
        }
    };
}

#[cfg(all(target_arch = "x86_64", not(windows)))]
routines! { own:
    General ffi1_universal_general;
    Float ffi1_universal_float;
    Vectors ffi1_universal_vectors;
    Wide ffi1_universal_wide;
    Widest ffi1_universal_widest;
}
#[cfg(all(target_arch = "x86_64", windows))]
routines! { own:
    General ffi1_universal_general;
    Float ffi1_universal_float;
    Vectors ffi1_universal_vectors;
    Wide ffi1_universal_wide;
    Widest ffi1_universal_widest;
}
#[cfg(all(target_arch = "x86_64", windows))]
routines! { sysv64:
    General ffi1_universal_sysv64_general;
    Float ffi1_universal_sysv64_float;
    Wide ffi1_universal_sysv64_wide;
    Widest ffi1_universal_sysv64_widest;
}
#[cfg(target_arch = "x86")]
routines! { own:
    General ffi1_universal_general;
    Float ffi1_universal_float;
    Wide ffi1_universal_wide;
    Widest ffi1_universal_widest;
}
#[cfg(any(target_arch = "aarch64", all(target_arch = "riscv64", target_feature = "d")))]
routines! { own:
    General ffi1_universal_general;
    Float ffi1_universal_float;
}
#[cfg(all(target_arch = "riscv64", not(target_feature = "d")))]
routines! { own: General ffi1_universal_general; }
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
routines! { own: }

/// A routine of this machine; `foreign`: of the family of System V in a program of Microsoft's convention.
pub(super) fn find(routine: Routine, foreign: bool) -> Option<Universal> {
    if !foreign {
        return own(routine);
    }
    #[cfg(all(target_arch = "x86_64", windows))]
    return sysv64(routine);
    #[cfg(not(all(target_arch = "x86_64", windows)))]
    None
}
