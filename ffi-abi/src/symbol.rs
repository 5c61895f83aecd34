//! Symbols of trampolines: an injective spelling of a plan.
//!
//! ```text
//! symbol   = "ffi" version "_" kind "_" ( spelling | "h" 32 hex digits )
//! kind     = "d" (downcall) | "u" (upcall entry)
//! spelling = abi { "_" value } [ "__" tail ]              first the result, then the arguments in order
//! value    = location [ "n" size ] [ "a" align ] [ "r" slot ]
//! location = "v"                                          nothing travels
//!          | piece { piece }                              the bytes travel
//!          | "p" place                                    a pointer travels
//! piece    = place [ "b" size ] [ "o" offset ] [ ( "i" | "u" | "c" ) container ]
//! place    = "g" number | "f" number | "x" number | "s" offset      general, vector, x87 register; stack
//! tail     = [ "w" stack size ] [ "y" stack align ] [ "k" vector count ] [ "q" bytes popped ] [ "t" register ] [ "m" size "l" align ]
//! ```
//!
//! All numbers are decimal. What is left out has its usual value: a piece is 8 bytes (10 in an x87 register) at offset 0 (after
//! the first piece: where the one before ends), its container is as large as it; `i` and `u` say that it is sign- or zero-extended.
//! A value is as large as its pieces reach (0 bytes if nothing travels, 8 by pointer), aligned to 8, at the next free slot of the
//! argument record. The stack is 0 bytes, aligned to 16; the record's size and alignment (`m`, `l`) follow from the arguments;
//! `t` is the register in which a result's address comes back, for a result by pointer `rax` (0) unless said.
//!
//! For example `int(const char *, double, ...)` on System V x86-64 is `ffi1_d_sysv64_g0b4_g7_f0__k1`: result in the low 4 bytes of
//! `rax`, arguments in `rdi` and `xmm0`, `al` = 1. A spelling that would make the symbol longer than [`SYMBOL_MAX`] is replaced by
//! its 128-bit FNV-1a hash.

use alloc::format;
use alloc::string::String;
use core::fmt::Write as _;

use crate::plan::{Argument, ArgumentRecord, CallPlan, Extend, Location, Piece, Place, Register, RegisterClass};

/// Version of the binary contract; part of every symbol, so that two releases in one program never mix.
pub const CONTRACT_VERSION: u32 = 1;

/// Length in bytes that no symbol exceeds.
pub const SYMBOL_MAX: usize = 200;

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A downcall trampoline.
    Downcall,
    /// An upcall entry.
    Upcall,
}

impl SymbolKind {
    const fn letter(self) -> char {
        match self {
            SymbolKind::Downcall => 'd',
            SymbolKind::Upcall => 'u',
        }
    }
}

impl CallPlan {
    /// The symbol of the trampoline of this kind for this plan, made of ASCII letters, digits and `_`. Equal plans have equal
    /// symbols, different ones different symbols. The grammar is in the source of this module.
    ///
    /// ```
    /// use ffi_abi::{CType, IntKind, Signature, SymbolKind, Target, lower};
    /// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
    /// let long = lower(&target, &Signature::new(CType::Int(IntKind::Long), vec![CType::Int(IntKind::Long)])).unwrap();
    /// let pointer = lower(&target, &Signature::new(CType::pointer(CType::Void), vec![CType::Int(IntKind::Size)])).unwrap();
    /// assert_eq!(long.symbol(SymbolKind::Downcall), "ffi1_d_sysv64_g0_g7");
    /// assert_eq!(long.symbol(SymbolKind::Downcall), pointer.symbol(SymbolKind::Downcall));
    /// ```
    pub fn symbol(&self, kind: SymbolKind) -> String {
        let head = format!("ffi{CONTRACT_VERSION}_{}_", kind.letter());
        let spelling = spelling(self);
        if head.len() + spelling.len() <= SYMBOL_MAX {
            head + &spelling
        } else {
            format!("{head}h{:032x}", fnv1a(spelling.as_bytes()))
        }
    }
}

fn spelling(plan: &CallPlan) -> String {
    let mut out = String::from(plan.abi.name());
    let result = &plan.result;
    // A result lies in a block of its own, so that it has no slot.
    value(&mut out, &Argument { size: result.size, align: result.align, slot: 0, location: result.location.clone() }, 0);
    let mut record = ArgumentRecord::EMPTY;
    for argument in &plan.arguments {
        // An impossible slot stands for "no room", which `lower` never lets happen.
        let usual = record.push(argument.size, argument.align).unwrap_or(u32::MAX);
        value(&mut out, argument, usual);
    }
    let mut tail = String::new();
    number(&mut tail, "w", plan.stack_size, 0);
    number(&mut tail, "y", plan.stack_align, 16);
    if let Some(count) = plan.vector_count {
        number(&mut tail, "k", u32::from(count), u32::MAX);
    }
    number(&mut tail, "q", plan.callee_pops, 0);
    let usual = matches!(result.location, Location::Indirect { .. }).then_some(Register::general(0));
    if result.returned_pointer != usual {
        tail.push('t');
        if let Some(register) = result.returned_pointer {
            place(&mut tail, Place::Register(register));
        }
    }
    if plan.record != record {
        number(&mut tail, "m", plan.record.size, u32::MAX);
        number(&mut tail, "l", plan.record.align, u32::MAX);
    }
    if !tail.is_empty() {
        out.push_str("__");
        out.push_str(&tail);
    }
    out
}

/// Appends a letter and a number, unless it is the usual one.
fn number(out: &mut String, letter: &str, value: u32, usual: u32) {
    if value != usual {
        // Writing to a string does not fail.
        let _ = write!(out, "{letter}{value}");
    }
}

fn value(out: &mut String, value: &Argument, usual_slot: u32) {
    out.push('_');
    let usual_size = match &value.location {
        Location::Ignored => {
            out.push('v');
            0
        }
        Location::Direct(pieces) => {
            let mut end = 0;
            for one in pieces {
                piece(out, one, end);
                end = one.offset + one.size;
            }
            pieces.iter().map(|piece| piece.offset + piece.size).max().unwrap_or(0)
        }
        Location::Indirect { pointer } => {
            out.push('p');
            place(out, *pointer);
            8
        }
    };
    number(out, "n", value.size, usual_size);
    number(out, "a", value.align, 8);
    number(out, "r", value.slot, usual_slot);
}

fn piece(out: &mut String, piece: &Piece, usual_offset: u32) {
    place(out, piece.place);
    let x87 = matches!(piece.place, Place::Register(Register { class: RegisterClass::X87, .. }));
    number(out, "b", piece.size, if x87 { 10 } else { 8 });
    number(out, "o", piece.offset, usual_offset);
    match piece.extend {
        Extend::Sign => number(out, "i", piece.container, u32::MAX),
        Extend::Zero => number(out, "u", piece.container, u32::MAX),
        Extend::None => number(out, "c", piece.container, piece.size),
    }
}

fn place(out: &mut String, place: Place) {
    let (letter, value) = match place {
        Place::Stack(offset) => ("s", offset),
        Place::Register(Register { class, number }) => (
            match class {
                RegisterClass::General => "g",
                RegisterClass::Float => "f",
                RegisterClass::X87 => "x",
            },
            u32::from(number),
        ),
    };
    number(out, letter, value, u32::MAX);
}

/// FNV-1a of 128 bits: short, stable for ever, and long enough that a program's plans never meet by accident.
fn fnv1a(bytes: &[u8]) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in bytes {
        hash = (hash ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    hash
}
