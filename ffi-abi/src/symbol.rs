//! Symbols of trampolines: an injective spelling of a plan.
//!
//! ```text
//! symbol   = "ffi" version "_" kind "_" ( spelling | "h" 32 hex digits ) | import
//! kind     = "d" (downcall) | "u" (upcall entry)
//!          | "v_" general "_" float "_" stack             upcall entry that makes a va_list: registers that are left of each class, and
//!                                                         where the stack's arguments begin
//! import   = "ffi" version "_" ( "i" (stub) | "c" (cell) ) "_" 32 hex digits [ "_" name ]      of a lazily bound symbol
//! adapter  = "ffi" version "_a_" 32 hex digits "_" engine [ "_" name ]                       of an engine, see `engine::Adapter`
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
        bounded(&format!("ffi{CONTRACT_VERSION}_{}_", kind.letter()), &spelling(self))
    }
}

/// A symbol of this beginning.
pub(crate) fn bounded(head: &str, spelling: &str) -> String {
    if head.len() + spelling.len() <= SYMBOL_MAX {
        format!("{head}{spelling}")
    } else {
        format!("{head}h{:032x}", stable_hash(spelling.as_bytes()))
    }
}

pub(crate) fn spelling(plan: &CallPlan) -> String {
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

/// The symbol of the stub (`kind` `i`) or the cell (`c`) of a lazily bound import, or of an engine adapter (`a`). `key` tells everything that makes two imports the same;
/// `name` is for readers, and left out if an assembler would read more into it than a name.
pub fn import_symbol(kind: char, key: &str, name: &str) -> String {
    let mut symbol = format!("ffi{CONTRACT_VERSION}_{kind}_{:032x}", stable_hash(key.as_bytes()));
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain && symbol.len() + name.len() < SYMBOL_MAX {
        symbol.push('_');
        symbol.push_str(name);
    }
    symbol
}

/// FNV-1a of 128 bits, which symbols are made of where a spelling would be too long: simple, stable for ever, and long enough
/// that a program's plans never meet by accident.
pub fn stable_hash(bytes: &[u8]) -> u128 {
    let mut hash = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    for byte in bytes {
        hash = (hash ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
    }
    hash
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;
    use alloc::vec::Vec;

    use super::*;
    use crate::convention::Abi;
    use crate::plan::ResultPlan;

    /// xorshift64*: the same numbers on every run.
    struct Random(u64);

    impl Random {
        fn below(&mut self, n: u32) -> u32 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as u32 % n
        }

        fn pick<T: Copy>(&mut self, of: &[T]) -> T {
            of[self.below(of.len() as u32) as usize]
        }

        fn register(&mut self) -> Register {
            let class = self.pick(&[RegisterClass::General, RegisterClass::Float, RegisterClass::X87]);
            Register { class, number: self.below(12) as u8 }
        }

        fn place(&mut self) -> Place {
            if self.below(3) == 0 { Place::Stack(self.below(4) * 8) } else { Place::Register(self.register()) }
        }

        fn piece(&mut self, offset: u32) -> Piece {
            let piece = Piece::new(offset, self.pick(&[1, 2, 4, 8, 10, 16, 81]), self.place());
            match self.below(6) {
                0 => piece.extended(4, Extend::Sign),
                1 => piece.extended(8, Extend::Zero),
                2 => piece.extended(self.pick(&[4, 8]), Extend::None),
                _ => piece,
            }
        }

        fn argument(&mut self, slot: u32) -> Argument {
            let location = match self.below(8) {
                0 => Location::Ignored,
                1 => Location::Indirect { pointer: self.place() },
                n => Location::Direct(
                    (0..n.div_ceil(3))
                        .map(|i| {
                            let step = self.pick(&[1, 8, 8]);
                            self.piece(i * step)
                        })
                        .collect(),
                ),
            };
            let slot = self.pick(&[slot, slot, 0, 8]);
            Argument { size: self.pick(&[0, 1, 4, 8, 8, 16, 24]), align: self.pick(&[8, 8, 16, 32]), slot, location }
        }

        fn plan(&mut self) -> CallPlan {
            let Argument { size, align, location, .. } = self.argument(0);
            let returned_pointer = if self.below(2) == 0 { None } else { Some(self.register()) };
            let mut record = ArgumentRecord::EMPTY;
            let arguments = (0..self.below(5)).map(|i| self.argument(8 * i)).collect::<Vec<_>>();
            for argument in &arguments {
                record.push(argument.size, argument.align);
            }
            if self.below(4) == 0 {
                record = ArgumentRecord { size: 8 * self.below(4), align: 16 };
            }
            CallPlan {
                abi: self.pick(&[Abi::SysV64, Abi::Win64, Abi::Aapcs64]),
                arguments,
                result: ResultPlan { size, align, location, returned_pointer },
                record,
                stack_size: self.below(3) * 8,
                stack_align: self.pick(&[16, 16, 32]),
                callee_pops: self.below(2) * 4,
                vector_count: self.pick(&[None, Some(0), Some(3)]),
            }
        }
    }

    /// Reads the grammar back: if the plan can be had from its symbol, no two plans share one.
    struct Reader<'a>(&'a str);

    impl Reader<'_> {
        fn number(&mut self, letter: char) -> Option<u32> {
            let rest = self.0.strip_prefix(letter)?;
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let value = rest[..end].parse().ok()?;
            self.0 = &rest[end..];
            Some(value)
        }

        fn eat(&mut self, text: &str) -> bool {
            self.0.strip_prefix(text).map(|rest| self.0 = rest).is_some()
        }

        fn place(&mut self) -> Option<Place> {
            let register = |class, number| Place::Register(Register { class, number: number as u8 });
            let general = self.number('g').map(|n| register(RegisterClass::General, n));
            let float = general.or_else(|| self.number('f').map(|n| register(RegisterClass::Float, n)));
            let x87 = float.or_else(|| self.number('x').map(|n| register(RegisterClass::X87, n)));
            x87.or_else(|| self.number('s').map(Place::Stack))
        }

        fn piece(&mut self, end: u32) -> Option<Piece> {
            let place = self.place()?;
            let x87 = matches!(place, Place::Register(Register { class: RegisterClass::X87, .. }));
            let size = self.number('b').unwrap_or(if x87 { 10 } else { 8 });
            let piece = Piece::new(self.number('o').unwrap_or(end), size, place);
            Some(if let Some(container) = self.number('i') {
                piece.extended(container, Extend::Sign)
            } else if let Some(container) = self.number('u') {
                piece.extended(container, Extend::Zero)
            } else {
                piece.extended(self.number('c').unwrap_or(size), Extend::None)
            })
        }

        fn value(&mut self, record: &mut ArgumentRecord) -> Argument {
            assert!(self.eat("_"), "{}", self.0);
            let (location, usual) = if self.eat("v") {
                (Location::Ignored, 0)
            } else if self.eat("p") {
                (Location::Indirect { pointer: self.place().unwrap() }, 8)
            } else {
                let mut pieces = Vec::new();
                while let Some(piece) = self.piece(pieces.last().map_or(0, |last: &Piece| last.offset + last.size)) {
                    pieces.push(piece);
                }
                let reach = pieces.iter().map(|piece| piece.offset + piece.size).max().unwrap();
                (Location::Direct(pieces), reach)
            };
            let size = self.number('n').unwrap_or(usual);
            let align = self.number('a').unwrap_or(8);
            let usual = record.push(size, align).unwrap();
            Argument { size, align, slot: self.number('r').unwrap_or(usual), location }
        }

        fn plan(&mut self) -> CallPlan {
            let abi = [Abi::SysV64, Abi::Win64, Abi::Aapcs64].into_iter().find(|abi| self.eat(abi.name())).unwrap();
            let Argument { size, align, location, .. } = self.value(&mut ArgumentRecord::EMPTY.clone());
            let mut record = ArgumentRecord::EMPTY;
            let mut arguments = Vec::new();
            while !self.0.is_empty() && !self.0.starts_with("__") {
                arguments.push(self.value(&mut record));
            }
            self.eat("__");
            let stack_size = self.number('w').unwrap_or(0);
            let stack_align = self.number('y').unwrap_or(16);
            let vector_count = self.number('k').map(|count| count as u8);
            let callee_pops = self.number('q').unwrap_or(0);
            let returned_pointer = if self.eat("t") {
                self.place().map(|place| match place {
                    Place::Register(register) => register,
                    Place::Stack(_) => panic!("{}", self.0),
                })
            } else {
                matches!(location, Location::Indirect { .. }).then_some(Register::general(0))
            };
            if let Some(size) = self.number('m') {
                record = ArgumentRecord { size, align: self.number('l').unwrap() };
            }
            assert_eq!(self.0, "");
            let result = ResultPlan { size, align, location, returned_pointer };
            CallPlan { abi, arguments, result, record, stack_size, stack_align, callee_pops, vector_count }
        }
    }

    #[test]
    fn a_spelling_reads_back_as_the_plan() {
        let mut random = Random(1);
        for _ in 0..20_000 {
            let plan = random.plan();
            let text = spelling(&plan);
            assert_eq!(Reader(&text).plan(), plan, "{text}");
        }
    }

    #[test]
    fn symbols_differ_exactly_where_plans_do() {
        let mut random = Random(2);
        let mut seen = BTreeMap::new();
        for _ in 0..20_000 {
            let plan = random.plan();
            let symbol = plan.symbol(SymbolKind::Upcall);
            assert!(symbol.len() <= SYMBOL_MAX && symbol.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'), "{symbol}");
            assert_ne!(symbol, plan.symbol(SymbolKind::Downcall));
            assert_eq!(seen.entry(symbol).or_insert_with(|| plan.clone()), &plan);
        }
    }

    #[test]
    fn imports_are_told_apart_by_their_keys() {
        let symbol = import_symbol('i', "z\0crc32", "crc32");
        assert!(symbol.starts_with("ffi1_i_") && symbol.ends_with("_crc32"), "{symbol}");
        assert_ne!(symbol, import_symbol('i', "z2\0crc32", "crc32"));
        assert!(!import_symbol('i', "", "?f@@YA").contains('@'));
    }

    #[test]
    fn long_spellings_are_hashed() {
        // Vectors of the hash's authors.
        assert_eq!(stable_hash(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(stable_hash(b"foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
        let mut plan = Random(3).plan();
        let argument =
            Argument { size: 8, align: 8, slot: 0, location: Location::Direct([Piece::new(0, 8, Place::Stack(0))].into()) };
        plan.arguments = (0..90).map(|i| Argument { slot: 8 * i, ..argument.clone() }).collect();
        let symbol = plan.symbol(SymbolKind::Downcall);
        let hash = symbol.strip_prefix("ffi1_d_h").unwrap();
        assert!(hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit()), "{symbol}");
        plan.arguments[89].slot += 8;
        assert_ne!(plan.symbol(SymbolKind::Downcall), symbol);
    }
}
