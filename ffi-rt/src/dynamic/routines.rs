//! The routines of universal calls, which `ffi-build` wrote (`il::universal`), and which a test of it compares.

use core::arch::global_asm;
use core::ffi::c_void;

use super::universal::{Program, Returned, Routine, Universal};

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
    "riscv64-elf" if all(target_arch = "riscv64", not(target_os = "none"));
    "riscv64-soft-elf" if all(target_arch = "riscv64", target_os = "none");
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

#[cfg(target_arch = "x86_64")]
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
    Vectors ffi1_universal_sysv64_vectors;
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
#[cfg(any(target_arch = "aarch64", all(target_arch = "riscv64", not(target_os = "none"))))]
routines! { own:
    General ffi1_universal_general;
    Float ffi1_universal_float;
}
#[cfg(all(target_arch = "riscv64", target_os = "none"))]
routines! { own: General ffi1_universal_general; }
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
routines! { own: }

/// A function that gives the straight routine of a class and a number of registers, and the routines' declarations.
macro_rules! straights {
    ($find:ident: $($routine:ident $count:literal $symbol:ident;)*) => {
        unsafe extern "C-unwind" {
            $(fn $symbol(args: *mut u8, ret: *mut u8, callee: *const c_void, program: *const Program);)*
        }
        fn $find(routine: Routine, count: u8) -> Option<Universal> {
            match (routine, count) {
                $((Routine::$routine, $count) => Some($symbol as Universal),)*
                _ => None,
            }
        }
    };
}

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64", all(target_arch = "riscv64", not(target_os = "none"))))]
straights! { own_straight:
    General 0 ffi1_universal_general_straight0;
    General 1 ffi1_universal_general_straight1;
    General 2 ffi1_universal_general_straight2;
    General 3 ffi1_universal_general_straight3;
    General 4 ffi1_universal_general_straight4;
    Float 1 ffi1_universal_float_straight1;
    Float 2 ffi1_universal_float_straight2;
    Float 3 ffi1_universal_float_straight3;
    Float 4 ffi1_universal_float_straight4;
}
#[cfg(all(target_arch = "x86_64", windows))]
straights! { sysv64_straight:
    General 0 ffi1_universal_sysv64_general_straight0;
    General 1 ffi1_universal_sysv64_general_straight1;
    General 2 ffi1_universal_sysv64_general_straight2;
    General 3 ffi1_universal_sysv64_general_straight3;
    General 4 ffi1_universal_sysv64_general_straight4;
    Float 1 ffi1_universal_sysv64_float_straight1;
    Float 2 ffi1_universal_sysv64_float_straight2;
    Float 3 ffi1_universal_sysv64_float_straight3;
    Float 4 ffi1_universal_sysv64_float_straight4;
}
#[cfg(all(target_arch = "riscv64", target_os = "none"))]
straights! { own_straight:
    General 0 ffi1_universal_general_straight0;
    General 1 ffi1_universal_general_straight1;
    General 2 ffi1_universal_general_straight2;
    General 3 ffi1_universal_general_straight3;
    General 4 ffi1_universal_general_straight4;
}
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
straights! { own_straight: }

/// A routine of this machine, `straight` if it is to load so many registers from the record; `foreign`: of the family of System V in a
/// program of Microsoft's convention.
pub(super) fn find(routine: Routine, foreign: bool, straight: Option<u8>) -> Option<Universal> {
    match (straight, foreign) {
        (None, false) => own(routine),
        (Some(count), false) => own_straight(routine, count),
        #[cfg(all(target_arch = "x86_64", windows))]
        (None, true) => sysv64(routine),
        #[cfg(all(target_arch = "x86_64", windows))]
        (Some(count), true) => sysv64_straight(routine, count),
        #[cfg(not(all(target_arch = "x86_64", windows)))]
        (_, true) => None,
    }
}

/// A function that gives the upcall entry of a routine's registers and a way of returning, and the entries' declarations.
macro_rules! entries {
    ($find:ident: $($routine:ident $returned:ident $symbol:ident;)*) => {
        unsafe extern "C" {
            $(fn $symbol();)*
        }
        fn $find(routine: Routine, returned: Returned) -> Option<*const ()> {
            match (routine, returned) {
                $((Routine::$routine, Returned::$returned) => Some($symbol as *const ()),)*
                #[allow(unreachable_patterns)]
                _ => None,
            }
        }
    };
}

#[cfg(all(target_arch = "x86_64", not(windows)))]
entries! { own_entry:
    General Registers ffi1_universal_upcall_general;
    General X87 ffi1_universal_upcall_general_x87;
    Float Registers ffi1_universal_upcall_float;
    Float X87 ffi1_universal_upcall_float_x87;
    Float X87Pair ffi1_universal_upcall_float_x87_pair;
    Vectors Registers ffi1_universal_upcall_vectors;
    Wide Registers ffi1_universal_upcall_wide;
    Wide X87 ffi1_universal_upcall_wide_x87;
    Wide X87Pair ffi1_universal_upcall_wide_x87_pair;
    Widest Registers ffi1_universal_upcall_widest;
    Widest X87 ffi1_universal_upcall_widest_x87;
    Widest X87Pair ffi1_universal_upcall_widest_x87_pair;
}
#[cfg(all(target_arch = "x86_64", not(windows)))]
entries! { foreign_entry:
    General Registers ffi1_universal_upcall_win64_general;
    Float Registers ffi1_universal_upcall_win64_float;
    Vectors Registers ffi1_universal_upcall_win64_vectors;
    Wide Registers ffi1_universal_upcall_win64_wide;
    Widest Registers ffi1_universal_upcall_win64_widest;
}
#[cfg(all(target_arch = "x86_64", windows))]
entries! { own_entry:
    General Registers ffi1_universal_upcall_general;
    Float Registers ffi1_universal_upcall_float;
    Vectors Registers ffi1_universal_upcall_vectors;
    Wide Registers ffi1_universal_upcall_wide;
    Widest Registers ffi1_universal_upcall_widest;
}
#[cfg(all(target_arch = "x86_64", windows))]
entries! { foreign_entry:
    General Registers ffi1_universal_upcall_sysv64_general;
    General X87 ffi1_universal_upcall_sysv64_general_x87;
    Float Registers ffi1_universal_upcall_sysv64_float;
    Float X87 ffi1_universal_upcall_sysv64_float_x87;
    Float X87Pair ffi1_universal_upcall_sysv64_float_x87_pair;
    Vectors Registers ffi1_universal_upcall_sysv64_vectors;
    Wide Registers ffi1_universal_upcall_sysv64_wide;
    Wide X87 ffi1_universal_upcall_sysv64_wide_x87;
    Wide X87Pair ffi1_universal_upcall_sysv64_wide_x87_pair;
    Widest Registers ffi1_universal_upcall_sysv64_widest;
    Widest X87 ffi1_universal_upcall_sysv64_widest_x87;
    Widest X87Pair ffi1_universal_upcall_sysv64_widest_x87_pair;
}
#[cfg(target_arch = "x86")]
entries! { own_entry:
    General Registers ffi1_universal_upcall_general;
    General X87 ffi1_universal_upcall_general_x87;
    General Single ffi1_universal_upcall_general_single;
    General Double ffi1_universal_upcall_general_double;
    Float Registers ffi1_universal_upcall_float;
    Float X87 ffi1_universal_upcall_float_x87;
    Float Single ffi1_universal_upcall_float_single;
    Float Double ffi1_universal_upcall_float_double;
    Wide Registers ffi1_universal_upcall_wide;
    Wide X87 ffi1_universal_upcall_wide_x87;
    Wide Single ffi1_universal_upcall_wide_single;
    Wide Double ffi1_universal_upcall_wide_double;
    Widest Registers ffi1_universal_upcall_widest;
    Widest X87 ffi1_universal_upcall_widest_x87;
    Widest Single ffi1_universal_upcall_widest_single;
    Widest Double ffi1_universal_upcall_widest_double;
}
#[cfg(any(target_arch = "aarch64", all(target_arch = "riscv64", not(target_os = "none"))))]
entries! { own_entry:
    General Registers ffi1_universal_upcall_general;
    Float Registers ffi1_universal_upcall_float;
}
#[cfg(all(target_arch = "riscv64", target_os = "none"))]
entries! { own_entry: General Registers ffi1_universal_upcall_general; }
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
entries! { own_entry: }

/// An upcall entry of this machine; `foreign`: of Microsoft's convention in a program of System V, or the reverse.
pub(super) fn entry(routine: Routine, returned: Returned, foreign: bool) -> Option<*const ()> {
    if !foreign {
        return own_entry(routine, returned);
    }
    #[cfg(target_arch = "x86_64")]
    return foreign_entry(routine, returned);
    #[cfg(not(target_arch = "x86_64"))]
    None
}
