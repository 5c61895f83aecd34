//! Import stubs: what a lazily bound function is to the linker.
//!
//! ```text
//!  function:  jump [cell]                    one instruction, and those that make the address of the cell
//!  first:     register = cell; jump resolver   what the cell holds at first
//!  cell:      first, info
//! ```
//!
//! One macro for each class of targets puts them in the crate that declares the import, as that alone knows the names. Equal imports have
//! equal symbols, and the program has each once; each is a section of its own, which the linker drops if nothing calls the function. What
//! the instructions are called is LLVM's assembler's business, as it is rustc's.
//!
//! `jump` through `x17` reaches `bti c`. No stub changes a register that a convention passes something in: see
//! `ffi_build::il::resolver`.

use core::arch::global_asm;

unsafe extern "C" {
    /// What a stub comes to at first. It cannot be called: the import is in a register.
    pub fn ffi1_resolver();
}

macro_rules! resolver {
    ($($file:literal if $condition:meta;)*) => {
        $(
            #[cfg($condition)]
            global_asm!(include_str!(concat!("../assembly/resolver-", $file, ".s")), options(raw));
        )*
    };
}

resolver! {
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

/// A mark in front of every stub, for programs whose functions all have one: rustc puts them by `-Zcf-protection` and
/// `-Zbranch-protection` alone.
#[doc(hidden)]
#[macro_export]
#[cfg(not(feature = "landing-pads"))]
macro_rules! __ffi_landing {
    ($mark:literal) => {
        ""
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(feature = "landing-pads")]
macro_rules! __ffi_landing {
    ($mark:literal) => {
        $mark
    };
}

/// Sections and symbols of ELF around the lines of a stub and the directive that holds an address.
#[doc(hidden)]
#[macro_export]
macro_rules! __ffi_import_stub_elf {
    ([$($line:expr),*], $word:literal, $align:literal, [$($options:tt)*], $stub:path, $cell:path, $info:path) => {
        ::core::arch::global_asm!(
            ".ifndef {stub}",
            ".section .text.{stub}, \"axG\", @progbits, {stub}, comdat",
            ".weak {stub}",
            ".hidden {stub}",
            ".hidden {resolver}",
            ".type {stub}, @function",
            ".p2align 4",
            "{stub}:",
            ".cfi_startproc",
            $($line,)*
            ".cfi_endproc",
            ".size {stub}, . - {stub}",
            ".section .data.{cell}, \"awG\", @progbits, {stub}, comdat",
            ".weak {cell}",
            ".hidden {cell}",
            ".type {cell}, @object",
            concat!(".p2align ", $align),
            "{cell}:",
            concat!($word, " 2b"),
            concat!($word, " {info}"),
            ".size {cell}, . - {cell}",
            ".endif",
            ".text",
            stub = sym $stub,
            cell = sym $cell,
            info = sym $info,
            resolver = sym $crate::__private::lazy::ffi1_resolver,
            $($options)*
        );
    };
}

/// The same of Mach-O. `$first` is the distance of the second part: a linker that takes another crate's stub keeps a distance, but not a
/// place in what it drops.
#[doc(hidden)]
#[macro_export]
macro_rules! __ffi_import_stub_macho {
    ([$($line:expr),*], $first:literal, $stub:path, $cell:path, $info:path) => {
        ::core::arch::global_asm!(
            ".ifndef {stub}",
            ".section __TEXT, __text, regular, pure_instructions",
            ".globl {stub}",
            ".private_extern {stub}",
            ".weak_definition {stub}",
            ".p2align 4",
            "{stub}:",
            ".cfi_startproc",
            $($line,)*
            ".cfi_endproc",
            ".section __DATA, __data",
            ".globl {cell}",
            ".private_extern {cell}",
            ".weak_definition {cell}",
            ".p2align 3",
            "{cell}:",
            concat!(".quad {stub} + ", $first),
            ".quad {info}",
            ".endif",
            ".text",
            stub = sym $stub,
            cell = sym $cell,
            info = sym $info,
            resolver = sym $crate::__private::lazy::ffi1_resolver,
        );
    };
}

/// The same of COFF. A function that moves no stack pointer needs no unwind information. GNU ld tells COMDAT sections apart by what
/// stands behind a `$` in their names, by their symbols only if nothing does; and it keeps each that is associative, so that the cell is
/// one by its own symbol.
#[doc(hidden)]
#[macro_export]
macro_rules! __ffi_import_stub_coff {
    ([$($line:expr),*], $word:literal, $align:literal, [$($options:tt)*], $stub:path, $cell:path, $info:path) => {
        ::core::arch::global_asm!(
            ".ifndef {stub}",
            ".def {stub}",
            ".scl 2",
            ".type 32",
            ".endef",
            ".section .text, \"xr\", discard, {stub}",
            ".globl {stub}",
            ".p2align 4",
            "{stub}:",
            $($line,)*
            ".section .data, \"dw\", discard, {cell}",
            ".globl {cell}",
            concat!(".p2align ", $align),
            "{cell}:",
            concat!($word, " 2b"),
            concat!($word, " {info}"),
            ".endif",
            ".text",
            stub = sym $stub,
            cell = sym $cell,
            info = sym $info,
            resolver = sym $crate::__private::lazy::ffi1_resolver,
            $($options)*
        );
    };
}

/// The stub and the cell of an import. All three are paths: of the declared function, of the declared cell, and of an `Info`.
#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "x86_64", not(any(windows, target_vendor = "apple"))))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_elf!([
            $crate::__ffi_landing!("endbr64"),
            "jmp qword ptr [rip + {cell}]",
            "2:",
            "endbr64",
            "lea r11, [rip + {cell}]",
            "jmp {resolver}"
        ], ".quad", 3, [], $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "x86_64", target_vendor = "apple"))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_macho!([
            "jmp qword ptr [rip + {cell}]",
            "lea r11, [rip + {cell}]",
            "jmp {resolver}"
        ], 6, $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "x86_64", windows))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_coff!([
            "jmp qword ptr [rip + {cell}]",
            "2:",
            "lea r11, [rip + {cell}]",
            "jmp {resolver}"
        ], ".quad", 3, [], $($path),*);
    };
}

/// `call` to the next instruction is not a call to processors that predict returns or guard them. The second part finds the address that
/// the first left in `eax`.
#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "x86", not(windows)))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_elf!([
            $crate::__ffi_landing!("endbr32"),
            "call 3f",
            ".cfi_adjust_cfa_offset 4",
            "3:",
            "popl %eax",
            ".cfi_adjust_cfa_offset -4",
            "jmp *{cell} - 3b(%eax)",
            "2:",
            "endbr32",
            "leal {cell} - 3b(%eax), %eax",
            "jmp {resolver}"
        ], ".long", 2, [options(att_syntax)], $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "x86", windows))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_coff!([
            "jmp *{cell}",
            "2:",
            "movl ${cell}, %eax",
            "jmp {resolver}"
        ], ".long", 2, [options(att_syntax)], $($path),*);
    };
}

/// `x16` and `x17` may change between any two functions; the import is in `x9`, as a veneer may change those.
#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "aarch64", not(any(windows, target_vendor = "apple"))))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_elf!([
            $crate::__ffi_landing!("hint #34"),
            "adrp x16, {cell}",
            "ldr x17, [x16, :lo12:{cell}]",
            "br x17",
            "2:",
            "hint #34",
            "adrp x9, {cell}",
            "add x9, x9, :lo12:{cell}",
            "b {resolver}"
        ], ".xword", 3, [], $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_macho!([
            "adrp x16, {cell}@PAGE",
            "ldr x17, [x16, {cell}@PAGEOFF]",
            "br x17",
            "adrp x9, {cell}@PAGE",
            "add x9, x9, {cell}@PAGEOFF",
            "b {resolver}"
        ], 12, $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(all(target_arch = "aarch64", windows))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_coff!([
            "adrp x16, {cell}",
            "ldr x17, [x16, :lo12:{cell}]",
            "br x17",
            "2:",
            "adrp x9, {cell}",
            "add x9, x9, :lo12:{cell}",
            "b {resolver}"
        ], ".xword", 3, [], $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(target_arch = "riscv64")]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        $crate::__ffi_import_stub_elf!([
            "3:",
            "auipc t3, %pcrel_hi({cell})",
            "ld t3, %pcrel_lo(3b)(t3)",
            "jr t3",
            "2:",
            "lla t1, {cell}",
            "jump {resolver}, t3"
        ], ".dword", 3, [], $($path),*);
    };
}

#[doc(hidden)]
#[macro_export]
#[cfg(not(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")))]
macro_rules! __ffi_import_stub {
    ($($path:path),*) => {
        ::core::compile_error!(
            "functions are bound lazily on x86-64, i386, AArch64 and RISC-V 64 alone: link the library on this target"
        );
    };
}
