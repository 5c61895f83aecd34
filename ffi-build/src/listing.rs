//! Assembler text of functions, for code that does not depend on anyone's signatures and is shipped as source.
//!
//! The instructions are bytes, so that no assembler has a say in them; each is followed by the operation that it is. Sections, symbols
//! and unwind directives are those of the target's format as LLVM's assembler reads them, which is what rustc assembles with.
//!
//! ```text
//!  Function ─► encode ─► bytes ─► .byte
//!                     └► rows ──► .cfi_… (ELF, Mach-O), .seh_… (COFF)
//! ```

use std::fmt::Write as _;

use ffi_abi::{Arch, Features, ObjectFormat, Register, RegisterClass, Target};

use crate::encode::encode_steps;
use crate::il::{Cfa, FrameState, Function, Line, Op, register_name};
use crate::unwind::dwarf_number;

/// Text that grows function by function.
#[derive(Debug)]
pub struct Listing {
    target: Target,
    text: String,
}

/// The name of a target's class: all targets that code of this kind is the same for.
///
/// ```
/// use ffi_abi::Target;
/// let target = Target::parse("aarch64-apple-ios").unwrap();
/// assert_eq!(ffi_build::listing::class(&target), "aarch64-macho");
/// ```
pub fn class(target: &Target) -> String {
    let arch = match target.arch() {
        Arch::X86_64 => "x86_64",
        Arch::X86 => "x86",
        Arch::Aarch64 => "aarch64",
        Arch::Riscv64 if target.features().contains(Features::SOFT_FLOAT) => "riscv64-soft",
        Arch::Riscv64 => "riscv64",
    };
    let format = match target.object_format() {
        ObjectFormat::Elf => "elf",
        ObjectFormat::MachO => "macho",
        ObjectFormat::Coff => "coff",
    };
    format!("{arch}-{format}")
}

/// A function as its operations in words, each with the bytes of its instruction.
///
/// ```
/// use ffi_abi::{Signature, Target, lower};
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
/// let plan = lower(&target, &Signature::parse("int(int, int)").unwrap()).unwrap();
/// let lines = ffi_build::listing::operations(&ffi_build::il::downcall(&target, &plan).unwrap());
/// assert_eq!(lines[0], ("landing".to_owned(), vec![0xf3, 0x0f, 0x1e, 0xfa]));
/// ```
pub fn operations(function: &Function) -> Vec<(String, Vec<u8>)> {
    let mut lines = Vec::new();
    encode_steps(function, |step| lines.push((Line(function, step.op).to_string(), step.bytes.to_vec())));
    lines
}

impl Listing {
    /// An empty text for a target's assembler; `about` is its first line.
    pub fn new(target: &Target, about: &str) -> Listing {
        let text =
            format!("/* {about} Written by ffi-build; do not edit: FFI_BLESS=1 cargo test -p ffi-build --test shipped */\n");
        Listing { target: *target, text }
    }

    /// Adds a function under a symbol that is hidden and that the program has once, however many crates bring it. `align` is in bytes, a
    /// power of two.
    ///
    /// # Panics
    /// If the function has a symbol operand: what is shipped refers to nothing by name (a fault of this crate).
    pub fn function(&mut self, symbol: &str, align: u32, function: &Function) {
        self.open(symbol, align);
        let arm = (self.target.object_format(), self.target.arch()) == (ObjectFormat::Coff, Arch::Aarch64);
        let code = encode_steps(function, |step| {
            if arm && matches!(step.op, Op::PopPair { .. }) {
                self.line(".seh_startepilogue");
            }
            let hex: Vec<String> = step.bytes.iter().map(|byte| format!("{byte:#04x}")).collect();
            for (index, some) in hex.chunks(16).enumerate() {
                let comment = if index == 0 { format!(" /* {} */", Line(function, step.op)) } else { String::new() };
                self.line(&format!(".byte {}{comment}", some.join(", ")));
            }
            // It counts the instructions of prologues and epilogues.
            if step.before != step.after || arm && *step.op == Op::Landing {
                match self.target.object_format() {
                    ObjectFormat::Elf | ObjectFormat::MachO => self.cfi(&step.before, &step.after),
                    ObjectFormat::Coff => self.seh(step.op),
                }
            }
        });
        assert!(code.relocations.is_empty(), "`{symbol}` refers to a symbol");
        self.close(symbol);
    }

    /// The text, which leaves the assembler in its section of code.
    pub fn finish(mut self) -> String {
        self.text.push_str("    .text\n");
        self.text
    }

    fn line(&mut self, line: &str) {
        self.text.push_str("    ");
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, symbol: &str, align: u32) {
        let name = self.target.decorated(symbol);
        let lines = match self.target.object_format() {
            ObjectFormat::Elf => vec![
                format!(".section .text.{name}, \"axG\", @progbits, {name}, comdat"),
                format!(".weak {name}"),
                format!(".hidden {name}"),
                format!(".type {name}, @function"),
            ],
            ObjectFormat::MachO => vec![
                ".section __TEXT, __text, regular, pure_instructions".to_owned(),
                format!(".globl {name}"),
                format!(".private_extern {name}"),
                format!(".weak_definition {name}"),
            ],
            ObjectFormat::Coff => vec![
                format!(".def {name}"),
                ".scl 2".to_owned(),
                ".type 32".to_owned(),
                ".endef".to_owned(),
                format!(".section .text${name}, \"xr\", discard, {name}"),
                format!(".globl {name}"),
            ],
        };
        for line in lines {
            self.line(&line);
        }
        self.line(&format!(".p2align {}", align.trailing_zeros()));
        let _ = writeln!(self.text, "{name}:");
        match self.target.object_format() {
            ObjectFormat::Elf | ObjectFormat::MachO => self.line(".cfi_startproc"),
            // i386 finds frames by other means.
            ObjectFormat::Coff if self.target.arch() == Arch::X86 => {}
            ObjectFormat::Coff => self.line(&format!(".seh_proc {name}")),
        }
    }

    fn close(&mut self, symbol: &str) {
        let name = self.target.decorated(symbol);
        match self.target.object_format() {
            ObjectFormat::Elf => {
                self.line(".cfi_endproc");
                self.line(&format!(".size {name}, . - {name}"));
            }
            ObjectFormat::MachO => self.line(".cfi_endproc"),
            ObjectFormat::Coff if self.target.arch() == Arch::X86 => {}
            ObjectFormat::Coff => self.line(".seh_endproc"),
        }
    }

    /// The directives of what changes between two frames.
    fn cfi(&mut self, before: &FrameState, after: &FrameState) {
        let arch = self.target.arch();
        let number = |register: Register| dwarf_number(arch, register);
        let (old, new): (Cfa, Cfa) = (before.cfa, after.cfa);
        match (old.register == new.register, old.offset == new.offset) {
            (true, true) => {}
            (true, false) => self.line(&format!(".cfi_def_cfa_offset {}", new.offset)),
            (false, true) => self.line(&format!(".cfi_def_cfa_register {}", number(new.register))),
            (false, false) => self.line(&format!(".cfi_def_cfa {}, {}", number(new.register), new.offset)),
        }
        let mut changes = vec![(after.frame_pointer(), before.saved_frame_pointer, after.saved_frame_pointer)];
        changes.extend(after.link().map(|link| (link, before.saved_link, after.saved_link)));
        changes.extend(before.saved.iter().zip(&after.saved).filter_map(|(old, new)| {
            let (register, _) = old.or(*new)?;
            let below = |place: &Option<(Register, u32)>| place.map(|(_, below)| below);
            Some((register, below(old), below(new)))
        }));
        for (register, old, new) in changes {
            match new {
                _ if old == new => {}
                Some(below) => self.line(&format!(".cfi_offset {}, -{below}", number(register))),
                None => self.line(&format!(".cfi_restore {}", number(register))),
            }
        }
    }

    /// The directive of a prologue's operation. Behind the operation that sets the frame pointer, frames are told from that.
    fn seh(&mut self, op: &Op) {
        let arch = self.target.arch();
        match (arch, op) {
            (Arch::X86_64, Op::Push(register)) if register.class == RegisterClass::General => {
                self.line(&format!(".seh_pushreg {}", register_name(arch, *register)));
            }
            (Arch::X86_64, Op::MoveStack(by)) => self.line(&format!(".seh_stackalloc {}", by.unsigned_abs())),
            (Arch::X86_64, Op::Save { register, to }) => {
                let how = if register.class == RegisterClass::Float { "xmm" } else { "reg" };
                self.line(&format!(".seh_save{how} {}, {}", register_name(arch, *register), to.displacement));
            }
            (Arch::X86_64, Op::EnterFrame) => {
                self.line(&format!(".seh_setframe {}, 0", register_name(arch, Register::general(5))));
                self.line(".seh_endprologue");
            }
            (Arch::Aarch64, Op::PushPair { bytes, .. }) => self.line(&format!(".seh_save_fplr_x {bytes}")),
            (Arch::Aarch64, Op::EnterFrame) => {
                self.line(".seh_set_fp");
                self.line(".seh_endprologue");
            }
            (Arch::Aarch64, Op::Landing) => self.line(".seh_nop"),
            (Arch::Aarch64, Op::PopPair { bytes, .. }) => {
                self.line(&format!(".seh_save_fplr_x {bytes}"));
                self.line(".seh_endepilogue");
            }
            // x86-64: the unwinder recognises an epilogue by its instructions.
            _ => {}
        }
    }
}
