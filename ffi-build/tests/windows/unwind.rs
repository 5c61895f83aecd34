//! The unwind information, decoded and carried out as the documentation says, at every instruction of every kind of trampoline:
//! it gives the frame and the registers that the caller had. Source: Microsoft Learn, "x64 exception handling", "Unwind procedure".

use std::collections::BTreeMap;

use capstone::prelude::*;
use ffi_abi::{Abi, Features, SymbolKind, Target};
use ffi_build::assembly::Assembly;
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};

use crate::adapters::adapters;
use crate::support::plan;

/// Frames of every shape: none, with a result, with stack arguments few and many, with block copies, aligned, touched page by page;
/// and those that call by System V, or are called so.
const SIGNATURES: [&str; 18] = [
    "void(void)",
    "int(int, int)",
    "double(double, int, float, long long)",
    "void(int, int, int, int, int, int, int)",
    "long long(long long, long long, long long, long long, long long, long long, long long, long long)",
    "int(int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int)",
    "struct { long long a[3]; }(struct { char c[17]; })",
    "struct { long long a[300]; }(struct { long long a[300]; }, int, struct { long long a[17]; }, char)",
    "int(struct { char c[50000]; }, signed char)",
    "float __attribute__((vector_size(32)))(float __attribute__((vector_size(32))))",
    "int(const char *, ..., double, int)",
    "void(struct { long long a[8] __attribute__((aligned(64))); }, int)",
    "extern \"vectorcall\" struct { float a[4]; }(double, int, struct { double a[3]; }, float, int, double, int)",
    "extern \"vectorcall\" double(struct { char c[5000]; }, float __attribute__((vector_size(32))), struct { float a[4]; })",
    "extern \"sysv64\" int(int, int)",
    "extern \"sysv64\" int(struct { char c[5000]; }, signed char, int, int, int, int, int, int, short)",
    "extern \"sysv64\" struct { long long a[3]; }(struct { char c[17]; })",
    "extern \"sysv64\" void(struct { long long a[8] __attribute__((aligned(64))); }, int)",
];

/// Values of registers and of the stack: what they had at entry, known by name, or bytes from the stack pointer at entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    AtEntry(String),
    /// Bytes from the stack pointer at entry.
    Stack(i64),
    /// A stack pointer that was rounded down.
    Somewhere,
}

/// What code does to the registers that a caller wants back.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) registers: BTreeMap<String, Value>,
    pub(crate) memory: BTreeMap<i64, Value>,
}

impl State {
    pub(crate) fn new() -> State {
        let mut registers = BTreeMap::new();
        for name in kept() {
            registers.insert(name.clone(), Value::AtEntry(name));
        }
        registers.insert("rsp".into(), Value::Stack(0));
        State { registers, memory: BTreeMap::from([(0, Value::AtEntry("return address".into()))]) }
    }

    fn stack(&self) -> Option<i64> {
        match self.registers["rsp"] {
            Value::Stack(at) => Some(at),
            Value::AtEntry(_) | Value::Somewhere => None,
        }
    }

    /// Where a memory operand is, if that is known.
    fn place(&self, operand: &str) -> Option<i64> {
        let inside = operand.split_once('[')?.1.strip_suffix(']')?;
        let (base, by) = match inside.split_once(" + ") {
            Some((base, by)) => (base, number(by)),
            None => inside.split_once(" - ").map_or((inside, 0), |(base, by)| (base, -number(by))),
        };
        match self.registers.get(base)? {
            Value::Stack(at) => Some(at + by),
            Value::AtEntry(_) | Value::Somewhere => None,
        }
    }

    pub(crate) fn step(&mut self, name: &str, operands: &str) {
        let (first, second) = operands.split_once(", ").unwrap_or((operands, ""));
        match (name, first) {
            ("push", _) => {
                let value = self.registers.get(first).cloned().unwrap_or(Value::Somewhere);
                if let Some(at) = self.stack() {
                    self.memory.insert(at - 8, value);
                }
                self.move_stack(-8);
            }
            ("pop", _) => {
                let at = self.stack().expect("the stack is known in an epilogue");
                if self.registers.contains_key(first) {
                    let value = self.memory.get(&at).cloned().expect("what is popped was pushed");
                    self.registers.insert(first.into(), value);
                }
                self.move_stack(8);
            }
            ("leave", _) => {
                self.registers.insert("rsp".into(), self.registers["rbp"].clone());
                self.step("pop", "rbp");
            }
            ("sub", "rsp") => self.move_stack(-number(second)),
            ("add", "rsp") => self.move_stack(number(second)),
            ("and", "rsp") => drop(self.registers.insert("rsp".into(), Value::Somewhere)),
            ("mov", "rbp") if second == "rsp" => drop(self.registers.insert("rbp".into(), self.registers["rsp"].clone())),
            ("lea", "rsp") => {
                let at = self.place(second).expect("the frame pointer is known");
                self.registers.insert("rsp".into(), Value::Stack(at));
            }
            ("mov" | "movups", _) if first.contains('[') => {
                if let (Some(at), Some(value)) = (self.place(first), self.registers.get(second).cloned()) {
                    self.memory.insert(at, value);
                }
            }
            ("mov" | "movups", _) if self.registers.contains_key(first) => {
                let value = self.place(second).and_then(|at| self.memory.get(&at)).cloned().unwrap_or(Value::Somewhere);
                self.registers.insert(first.into(), value);
            }
            // By System V, which is why they were saved.
            ("call", _) if self.memory.values().any(|value| *value == Value::AtEntry("xmm6".into())) => {
                for name in kept().into_iter().filter(|name| name != "rbx" && name != "rbp") {
                    self.registers.insert(name, Value::Somewhere);
                }
            }
            (_, first) if self.registers.contains_key(first) => drop(self.registers.insert(first.into(), Value::Somewhere)),
            _ => {}
        }
    }

    fn move_stack(&mut self, by: i64) {
        if let Some(at) = self.stack() {
            self.registers.insert("rsp".into(), Value::Stack(at + by));
        }
    }
}

/// What a caller by Microsoft's convention wants back and code here may touch.
pub(crate) fn kept() -> Vec<String> {
    ["rbx", "rbp", "rdi", "rsi"].map(str::to_owned).into_iter().chain((6..16).map(|number| format!("xmm{number}"))).collect()
}

fn number(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * digits.strip_prefix("0x").map_or_else(|| digits.parse().unwrap(), |hex| i64::from_str_radix(hex, 16).unwrap())
}

/// Undoes a prologue as far as it was done at an offset.
fn unwind(info: &[u8], at: u64, state: &State) -> State {
    let general = |number: u8| ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"][usize::from(number)].to_owned();
    assert_eq!(info[0], 1, "version and flags");
    let slots: Vec<[u8; 2]> = info[4..4 + 2 * usize::from(info[2])].chunks(2).map(|slot| [slot[0], slot[1]]).collect();
    let word = |slot: usize| i64::from(u16::from_le_bytes(slots[slot]));
    let mut state = state.clone();
    let established = |operation: usize| u64::from(slots[operation][0]) <= at;
    // What saves are relative to: the frame pointer once it is there.
    let mut next = 0;
    let mut base = state.stack();
    while next < slots.len() {
        let [_, operation] = slots[next];
        let (code, extra) = (operation & 15, operation >> 4);
        let done = established(next);
        match code {
            0 => {
                if done {
                    state.step("pop", &general(extra));
                }
                next += 1;
            }
            1 => {
                let (bytes, length) =
                    if extra == 0 { (word(next + 1) * 8, 2) } else { (word(next + 1) | word(next + 2) << 16, 3) };
                if done {
                    state.move_stack(bytes);
                }
                next += length;
            }
            2 => {
                if done {
                    state.move_stack(i64::from(extra) * 8 + 8);
                }
                next += 1;
            }
            3 => {
                if done {
                    assert_eq!(info[3], 5, "rbp, offset 0");
                    state.registers.insert("rsp".into(), state.registers["rbp"].clone());
                    base = state.stack();
                }
                next += 1;
            }
            4 | 8 => {
                if done {
                    let (name, scale) = if code == 4 { (general(extra), 8) } else { (format!("xmm{extra}"), 16) };
                    let at = base.expect("the frame is known") + word(next + 1) * scale;
                    let value = state.memory.get(&at).cloned().unwrap_or(Value::Somewhere);
                    state.registers.insert(name, value);
                }
                next += 2;
            }
            other => panic!("operation {other}"),
        }
    }
    state
}

/// Whether the instructions from one on are what the unwinder takes for an epilogue: it then carries them out.
fn is_epilogue(rest: &[(u64, String, String)]) -> bool {
    let mut rest = rest.iter().map(|(_, name, operands)| (name.as_str(), operands.as_str())).peekable();
    if let Some((name, operands)) = rest.peek() {
        let frees = *name == "add" && operands.starts_with("rsp, ") || *name == "lea" && operands.starts_with("rsp, [rbp");
        if frees {
            rest.next();
        }
    }
    rest.find(|(name, _)| *name != "pop").is_some_and(|(name, _)| name == "ret")
}

#[test]
fn the_caller_is_found_at_every_instruction() {
    let target = Target::parse("x86_64-pc-windows-msvc").unwrap().with_features(Features::AVX);
    let mut assembly = Assembly::new(&target).unwrap();
    let mut entered_by_system_v = Vec::new();
    for text in SIGNATURES {
        let plan = plan(&target, text);
        assembly.downcall(&plan).unwrap();
        assembly.upcall(&plan).unwrap();
        if plan.abi() == Abi::SysV64 {
            entered_by_system_v.push(plan.symbol(SymbolKind::Upcall));
        }
    }
    assembly.thunk("thunk", Abi::Win64, "slot").unwrap();
    let adapters = adapters(&target);
    for adapter in &adapters {
        assembly.adapter(adapter).unwrap();
    }
    let object = assembly.finish();
    let file = object::File::parse(object.bytes()).unwrap();
    // From a function's section to its unwind information.
    let mut information = BTreeMap::new();
    for entry in file.sections().filter(|section| section.name() == Ok(".pdata")) {
        let sections: Vec<_> = entry
            .relocations()
            .map(|(_, relocation)| {
                let RelocationTarget::Symbol(symbol) = relocation.target() else { panic!("not a symbol") };
                file.symbol_by_index(symbol).unwrap().section_index().unwrap()
            })
            .collect();
        let [begin, end, info] = sections[..] else { panic!("three fields") };
        assert_eq!(begin, end);
        let code = file.section_by_index(begin).unwrap();
        assert_eq!(entry.data().unwrap()[4..8], (code.size() as u32).to_le_bytes());
        information.insert(begin.0, file.section_by_index(info).unwrap().data().unwrap());
    }
    let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
    let (mut checked, mut leaves) = (0, 0);
    for symbol in file.symbols().filter(|symbol| symbol.is_global() && symbol.is_definition()) {
        let section = symbol.section_index().unwrap();
        let (name, code) = (symbol.name().unwrap(), file.section_by_index(section).unwrap().data().unwrap());
        let instructions: Vec<(u64, String, String)> = machine
            .disasm_all(code, 0)
            .unwrap()
            .iter()
            .map(|one| (one.address(), one.mnemonic().unwrap().to_owned(), one.op_str().unwrap().to_owned()))
            .collect();
        let mut state = State::new();
        for (index, (at, mnemonic, operands)) in instructions.iter().enumerate() {
            let found = match information.get(&section.0) {
                None => state.clone(),
                Some(_) if is_epilogue(&instructions[index..]) => {
                    let mut state = state.clone();
                    instructions[index..].iter().take_while(|one| one.1 != "ret").for_each(|one| state.step(&one.1, &one.2));
                    state
                }
                Some(info) => unwind(info, *at, &state),
            };
            assert_eq!(found.registers["rsp"], Value::Stack(0), "{name} + {at:#x}: {mnemonic} {operands}");
            for register in kept() {
                let free = !entered_by_system_v.contains(&name.to_owned());
                if free || register == "rbx" || register == "rbp" {
                    let wanted = Value::AtEntry(register.clone());
                    assert_eq!(found.registers[&register], wanted, "{name} + {at:#x}: {mnemonic} {operands}");
                }
            }
            checked += 1;
            state.step(mnemonic, operands);
        }
        leaves += usize::from(!information.contains_key(&section.0));
    }
    assert_eq!(information.len() + leaves, 2 * SIGNATURES.len() + 1 + adapters.len());
    assert!(checked > 500 && leaves > 2 && leaves < 12, "{checked} instructions, {leaves} leaf functions");
}
