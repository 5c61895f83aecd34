//! The same on AArch64. Source: Microsoft Learn, "ARM64 exception handling".

use std::collections::BTreeMap;
use std::ops::Range;

use capstone::prelude::*;
use ffi_abi::engine::Adapter;
use ffi_abi::{Abi, Target};
use ffi_build::assembly::Assembly;
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};

use crate::adapters::adapters;
use crate::support::plan;

/// Bytes of an instruction.
const INSTRUCTION: usize = 4;

/// Frames of every shape: none, with a result, with stack arguments few and many, with block copies, aligned, touched page by page;
/// two functions that are too long for the packed form, and one for a single record.
fn signatures() -> Vec<String> {
    let texts = [
        "void(void)",
        "int(int, int)",
        "double(double, int, float, long long)",
        "void(int, int, int, int, int, int, int, int, int)",
        "long long(long long, long long, long long, long long, long long, long long, long long, long long, long long)",
        "struct { long long a[3]; }(struct { char c[17]; })",
        "struct { long long a[2]; }(struct { char c[3]; }, struct { float f[4]; })",
        "struct { long long a[300]; }(struct { long long a[300]; }, int, struct { long long a[17]; }, char)",
        "int(struct { char c[50000]; }, signed char)",
        "int(const char *, ..., double, int)",
        "void(struct { long long a[8] __attribute__((aligned(64))); }, int)",
    ];
    let long = format!("int({})", vec!["char, struct { int a[5]; }"; 700].join(", "));
    let longest = format!("int({})", vec!["struct { int a[5]; }"; 40_000].join(", "));
    texts.map(str::to_owned).into_iter().chain([long, longest]).collect()
}

/// What a caller wants back.
const KEPT: [&str; 3] = ["sp", "x29", "x30"];

/// Bytes from the stack pointer at entry, or a register's value at entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    AtEntry(&'static str),
    Stack(i64),
    Unknown,
}

#[derive(Clone, Debug)]
struct State {
    registers: [Value; 3],
    memory: BTreeMap<i64, Value>,
}

impl State {
    fn new() -> State {
        State { registers: [Value::Stack(0), Value::AtEntry("x29"), Value::AtEntry("x30")], memory: BTreeMap::new() }
    }

    fn of(&mut self, register: &str) -> Option<&mut Value> {
        let at = KEPT.iter().position(|kept| *kept == register)?;
        Some(&mut self.registers[at])
    }

    fn stack(&self) -> i64 {
        let Value::Stack(at) = self.registers[0] else { panic!("the stack pointer is unknown: {self:?}") };
        at
    }

    fn step(&mut self, name: &str, text: &str) {
        let writes_back = text.contains('!') || text.contains("], ");
        let clean = text.replace(['[', ']', '!', '#'], "");
        let operands: Vec<&str> = clean.split(", ").collect();
        match (name, operands.as_slice()) {
            ("stp", ["x29", "x30", "sp", by]) if writes_back => {
                let at = self.stack() + number(by);
                self.memory.extend([(at, self.registers[1]), (at + 8, self.registers[2])]);
                self.registers[0] = Value::Stack(at);
            }
            ("ldp", ["x29", "x30", "sp", by]) if writes_back => self.pop(number(by)),
            ("mov", ["x29", "sp"]) => self.registers[1] = self.registers[0],
            ("mov", ["sp", "x29"]) => self.registers[0] = self.registers[1],
            ("and", ["sp", ..]) => self.registers[0] = Value::Unknown,
            ("add" | "sub", ["sp", "sp", by, shift @ ..]) => {
                let by = number(by) << if shift.is_empty() { 0 } else { 12 };
                if let Value::Stack(at) = &mut self.registers[0] {
                    *at += if name == "add" { by } else { -by };
                }
            }
            ("blr", _) => self.registers[2] = Value::Unknown,
            ("str" | "stp" | "strb" | "strh" | "stur" | "sturb" | "sturh" | "subs" | "b.ne" | "br" | "ret", _) => {}
            // Whatever else there is writes its first operand, and a load of a pair its second one.
            _ => {
                let written = if name == "ldp" { &operands[..2] } else { &operands[..1] };
                assert!(written.iter().all(|register| !KEPT.contains(register)), "{name} {text}");
                let preserved = |register: &str| {
                    let number = register[1..].parse::<u32>().unwrap_or(0);
                    register.starts_with(['x', 'w']) && (18..31).contains(&number)
                        || register.starts_with(['d', 's', 'q', 'v']) && (8..16).contains(&number)
                };
                assert!(written.iter().all(|register| !preserved(register)), "{name} {text}");
            }
        }
    }

    /// Loads the frame record at the stack pointer and moves that up.
    fn pop(&mut self, by: i64) {
        let at = self.stack();
        for (register, at) in [("x29", at), ("x30", at + 8)] {
            let value = self.memory.get(&at).copied().unwrap_or(Value::Unknown);
            *self.of(register).unwrap() = value;
        }
        self.registers[0] = Value::Stack(at + by);
    }

    /// Undoes what the unwind codes say, from one on.
    fn unwind(&mut self, codes: &[u8]) {
        for code in codes {
            match code {
                0xe1 => self.registers[0] = self.registers[1],
                0x80..=0xbf => self.pop((i64::from(code & 0x3f) + 1) * 8),
                0xe4 => return,
                0xe5 => {}
                other => panic!("unwind code {other:#x}"),
            }
        }
        panic!("codes without an end");
    }
}

fn number(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * digits.strip_prefix("0x").map_or_else(|| digits.parse().unwrap(), |hex| i64::from_str_radix(hex, 16).unwrap())
}

/// One entry of the table of functions.
struct Entry {
    range: Range<usize>,
    codes: Vec<u8>,
    /// Index of the first code of the epilogue at the end of the range, if there is one.
    epilogue: Option<usize>,
    packed: bool,
}

impl Entry {
    fn packed(begin: usize, word: u32) -> Entry {
        let field = |at: u32, bits: u32| word >> at & ((1 << bits) - 1);
        assert_eq!(field(0, 2), 1, "packed, with prologue and epilogue");
        assert_eq!((field(13, 3), field(16, 4), field(20, 1), field(21, 2)), (0, 0, 0, 3), "no registers but the frame record");
        // "stp x29,lr,[sp,#-locsz]!" and "mov x29,sp"; the epilogue has no counterpart of the second one.
        let size = field(23, 9) * 16;
        assert!(size <= 512);
        let codes = vec![0xe1, 0x80 | (size / 8 - 1) as u8, 0xe4];
        Entry { range: begin..begin + field(2, 11) as usize * INSTRUCTION, codes, epilogue: Some(1), packed: true }
    }

    fn full(begin: usize, record: &[u8]) -> Entry {
        let header = u32::from_le_bytes(record[..4].try_into().unwrap());
        let field = |at: u32, bits: u32| header >> at & ((1 << bits) - 1);
        assert_eq!((field(18, 2), field(20, 1)), (0, 0), "version, no handler");
        let epilogue = if field(21, 1) == 1 {
            Some(field(22, 5) as usize)
        } else {
            assert_eq!(field(22, 5), 0, "no list of epilogues");
            None
        };
        let codes = record[4..4 + 4 * field(27, 5) as usize].to_vec();
        Entry { range: begin..begin + field(0, 18) as usize * INSTRUCTION, codes, epilogue, packed: false }
    }

    /// What the unwinder does at an offset of the function.
    fn unwind(&self, at: usize, state: &State) -> State {
        // Each code but the last is an instruction; the last is one in an epilogue alone.
        let end = |from: usize| from + self.codes[from..].iter().position(|code| [0xe4, 0xe5].contains(code)).unwrap();
        let done = (at - self.range.start) / INSTRUCTION;
        let left = (self.range.end - at) / INSTRUCTION;
        let mut state = state.clone();
        match self.epilogue {
            _ if done < end(0) => state.unwind(&self.codes[end(0) - done..]),
            Some(first) if left <= end(first) - first + 1 => state.unwind(&self.codes[end(first) + 1 - left..]),
            _ => state.unwind(&self.codes),
        }
        state
    }
}

#[test]
fn the_caller_is_found_at_every_instruction() {
    let target = Target::parse("aarch64-pc-windows-msvc").unwrap();
    let mut assembly = Assembly::new(&target).unwrap();
    let signatures = signatures();
    for text in &signatures {
        let plan = plan(&target, text);
        assembly.downcall(&plan).unwrap();
        assembly.upcall(&plan).unwrap();
    }
    assembly.thunk("thunk", Abi::WindowsArm64, "slot").unwrap();
    let adapters = adapters(&target);
    let checking: Vec<String> = adapters.iter().filter(|one| one.engine() == "dart").map(Adapter::symbol).collect();
    for adapter in &adapters {
        assembly.adapter(adapter).unwrap();
    }
    let object = assembly.finish();
    let file = object::File::parse(object.bytes()).unwrap();
    // From a function's section to its entries.
    let mut entries: BTreeMap<usize, Vec<Entry>> = BTreeMap::new();
    for section in file.sections().filter(|section| section.name() == Ok(".pdata")) {
        let refers: BTreeMap<usize, _> = section
            .relocations()
            .map(|(at, relocation)| {
                let RelocationTarget::Symbol(symbol) = relocation.target() else { panic!("not a symbol") };
                (at as usize, file.symbol_by_index(symbol).unwrap().section_index().unwrap())
            })
            .collect();
        for (number, entry) in section.data().unwrap().chunks(8).enumerate() {
            let [begin, second] = [0, 4].map(|at| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()));
            let entry = match refers.get(&(8 * number + 4)) {
                None => Entry::packed(begin as usize, second),
                Some(info) => {
                    let info = file.section_by_index(*info).unwrap().data().unwrap();
                    Entry::full(begin as usize, &info[second as usize..])
                }
            };
            entries.entry(refers[&(8 * number)].0).or_default().push(entry);
        }
    }
    let machine = Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().unwrap();
    let (mut checked, mut leaves, mut forms) = (0, 0, BTreeMap::new());
    for symbol in file.symbols().filter(|symbol| symbol.is_global() && symbol.is_definition()) {
        let section = symbol.section_index().unwrap();
        let (name, code) = (symbol.name().unwrap(), file.section_by_index(section).unwrap().data().unwrap());
        let parts = entries.get(&section.0).map(Vec::as_slice).unwrap_or_default();
        if parts.is_empty() {
            leaves += 1;
        } else {
            *forms.entry((parts.len(), parts[0].packed)).or_insert(0) += 1;
            let ends = parts.iter().map(|part| part.range.end);
            let starts = parts.iter().map(|part| part.range.start).skip(1).chain([code.len()]);
            // What is checked before there is a frame is as a leaf function is.
            let checks = checking.iter().any(|checking| checking == name);
            assert_eq!(parts[0].range.start > 0, checks, "{name}");
            assert!(ends.eq(starts), "{name}: every other instruction is in one entry");
        }
        let mut state = State::new();
        for (index, bytes) in code.chunks(INSTRUCTION).enumerate() {
            let at = index * INSTRUCTION;
            let one = machine.disasm_count(bytes, at as u64, 1).unwrap();
            let (mnemonic, operands) = (one[0].mnemonic().unwrap(), one[0].op_str().unwrap());
            let found = match parts.iter().find(|part| part.range.contains(&at)) {
                Some(part) => part.unwind(at, &state),
                None => state.clone(),
            };
            // The call wrote over the return address that was in its register, but not over the one on the stack.
            assert_eq!(found.registers, State::new().registers, "{name} + {at:#x}: {mnemonic} {operands}");
            checked += 1;
            state.step(mnemonic, operands);
        }
        assert_eq!(state.registers, State::new().registers, "{name}: what it leaves");
    }
    assert_eq!(forms.values().sum::<usize>() + leaves, 2 * signatures.len() + 1 + adapters.len());
    assert!(checked > 1000 && leaves > 2 && leaves < 12, "{checked} instructions, {leaves} leaf functions");
    // Packed; with unwind information; with unwind information for each part of the function.
    assert!(forms[&(1, true)] > 10 && forms[&(1, false)] > 1 && forms.keys().any(|(parts, _)| *parts > 1), "{forms:?}");
}
