//! The unwind tables, decoded by other readers and compared with what the machine code does to the stack: `.eh_frame` at every
//! instruction, Mach-O's compact unwind at every call.

#[path = "adapters/sample.rs"]
mod adapters;

use std::collections::{BTreeMap, BTreeSet};

use capstone::prelude::*;
use ffi_abi::{Abi, Convention, Features, Signature, Target, lower};
use ffi_build::assembly::Assembly;
use gimli::{BaseAddresses, CfaRule, EhFrame, LittleEndian, RegisterRule, UnwindContext, UnwindSection};
use object::{BinaryFormat, Object, ObjectSection, ObjectSymbol, RelocationTarget, Section, SymbolKind};

/// Frames of every shape: none, with padding, with stack arguments, with block copies, aligned, and touched page by page.
const SIGNATURES: [&str; 18] = [
    "void(void)",
    "int(int, int)",
    "void(int, int, int, int, int, int)",
    "void(int, int, int, int, int, int, int)",
    "int(int, int, int, int, int, int, int)",
    "long(long, long, long, long, long, long, long, long)",
    "double(double, double, double, double, double, double, double, double, double, float)",
    "long double(long double, long double)",
    "long double _Complex(long double _Complex)",
    "struct { long a[3]; }(struct { char c[17]; })",
    "struct { long a[300]; }(struct { long a[300]; }, int, struct { long a[17]; }, char)",
    "int(struct { char c[5000]; })",
    "int(struct { char c[50000]; }, signed char, signed char, signed char, signed char, signed char, signed char, short)",
    "void(float __attribute__((vector_size(32))), float __attribute__((vector_size(64))))",
    "float __attribute__((vector_size(32)))(float __attribute__((vector_size(32))))",
    "int(const char *, ..., double, int)",
    "void(struct { long a[4] __attribute__((aligned(64))); }, int)",
    "struct { char c[3]; }(struct { char c[3]; }, struct { float f[3]; })",
];

/// What is known at one instruction: frame address as register and offset, and where the frame pointer and the return address were
/// saved, from it.
type State = (String, i64, Option<i64>, Option<i64>);

/// An instruction set: how its code is read, and what its registers are to unwinders.
struct Machine {
    triple: &'static str,
    abi: Abi,
    /// Conventions besides the target's own.
    conventions: &'static [Convention],
    simulate: fn(&[u8]) -> BTreeMap<u64, State>,
    stack: (gimli::Register, &'static str),
    frame: (gimli::Register, &'static str),
    return_address: gimli::Register,
    /// A compact unwind word, decoded; nothing where it refers to `.eh_frame`.
    compact: fn(u32) -> Option<State>,
    /// The instruction that calls.
    calls: &'static [&'static str],
}

const X86_64: Machine = Machine {
    triple: "x86_64-unknown-linux-gnu",
    abi: Abi::SysV64,
    conventions: &[],
    simulate: simulate_x86_64,
    stack: (gimli::X86_64::RSP, "rsp"),
    frame: (gimli::X86_64::RBP, "rbp"),
    return_address: gimli::X86_64::RA,
    compact: compact_x86_64,
    calls: &["call"],
};

const I386: Machine = Machine {
    triple: "i686-unknown-linux-gnu",
    abi: Abi::Cdecl,
    conventions: &[Convention::Stdcall, Convention::Fastcall, Convention::Thiscall],
    simulate: simulate_i386,
    stack: (gimli::X86::ESP, "esp"),
    frame: (gimli::X86::EBP, "ebp"),
    return_address: gimli::X86::RA,
    compact: |word| panic!("{word:#x}: no system with Mach-O runs on i386"),
    calls: &["call"],
};

/// MinGW's, where each function has a section.
const I386_WINDOWS: Machine = Machine { triple: "i686-pc-windows-gnu", ..I386 };

const X86_64_APPLE: Machine = Machine { triple: "x86_64-apple-darwin", ..X86_64 };

const AARCH64: Machine = Machine {
    triple: "aarch64-unknown-linux-gnu",
    abi: Abi::Aapcs64,
    conventions: &[],
    simulate: simulate_aarch64,
    stack: (gimli::AArch64::SP, "sp"),
    frame: (gimli::AArch64::X29, "x29"),
    return_address: gimli::AArch64::X30,
    compact: compact_aarch64,
    calls: &["bl", "blr"],
};

const AARCH64_APPLE: Machine = Machine { triple: "aarch64-apple-darwin", abi: Abi::AppleArm64, ..AARCH64 };

fn compact_x86_64(word: u32) -> Option<State> {
    match (word >> 24, word & 0x00ff_ffff) {
        (1, 0) => Some(("rbp".to_owned(), 16, Some(-16), Some(-8))),
        // No registers, so neither a count nor an order of them.
        (2, size) if size & 0xffff == 0 => Some(("rsp".to_owned(), i64::from(size >> 16) * 8, None, Some(-8))),
        (4, 0) => None,
        _ => panic!("{word:#x}"),
    }
}

fn compact_aarch64(word: u32) -> Option<State> {
    match (word >> 24, word & 0x00ff_ffff) {
        (2, size) if size & 0xfff == 0 => Some(("sp".to_owned(), i64::from(size >> 12) * 16, None, None)),
        (3, 0) => None,
        (4, 0) => Some(("x29".to_owned(), 16, Some(-16), Some(-8))),
        _ => panic!("{word:#x}"),
    }
}

const RISCV64: Machine = Machine {
    triple: "riscv64gc-unknown-linux-gnu",
    abi: Abi::Riscv64,
    conventions: &[],
    simulate: simulate_riscv64,
    stack: (gimli::RiscV::SP, "sp"),
    frame: (gimli::RiscV::S0, "s0"),
    return_address: gimli::RiscV::RA,
    compact: |word| panic!("{word:#x}"),
    calls: &["jalr"],
};

/// Runs the code symbolically: the state before each instruction, by offset.
fn simulate_x86_64(code: &[u8]) -> BTreeMap<u64, State> {
    simulate_x86(code, arch::x86::ArchMode::Mode64, "rsp", "rbp", 8)
}

fn simulate_i386(code: &[u8]) -> BTreeMap<u64, State> {
    simulate_x86(code, arch::x86::ArchMode::Mode32, "esp", "ebp", 4)
}

fn simulate_x86(code: &[u8], mode: arch::x86::ArchMode, stack: &str, frame: &str, word: i64) -> BTreeMap<u64, State> {
    let machine = Capstone::new().x86().mode(mode).build().unwrap();
    let mut states = BTreeMap::new();
    let (mut register, mut offset, mut saved) = (stack.to_owned(), word, None);
    let mut end = 0;
    for instruction in machine.disasm_all(code, 0).unwrap().iter() {
        // The call pushed the return address.
        states.insert(instruction.address(), (register.clone(), offset, saved, Some(-word)));
        end = instruction.address() + instruction.len() as u64;
        let (name, operands) = (instruction.mnemonic().unwrap(), instruction.op_str().unwrap());
        let moved = match (name, operands.split_once(", ")) {
            ("push", _) => word,
            ("pop", _) => -word,
            ("sub", Some((moved, by))) if moved == stack => number(by),
            ("add", Some((moved, by))) if moved == stack => -number(by),
            // To the next instruction, which learns where it is; elsewhere a symbol's place, which a linker fills in.
            ("call", None)
                if word == 4 && (operands.strip_prefix("0x") == Some(&format!("{end:x}")) || operands == end.to_string()) =>
            {
                word
            }
            _ => 0,
        };
        if register == stack {
            offset += moved;
        }
        match (name, operands) {
            ("push", operands) if operands == frame => saved = Some(-offset),
            ("mov", operands) if operands == format!("{frame}, {stack}") => register = frame.to_owned(),
            ("leave", _) => (register, offset, saved) = (stack.to_owned(), word, None),
            ("and", operands) => assert!(operands.starts_with(stack) && register == frame),
            ("ret" | "jmp", _) => assert_eq!((register.as_str(), offset), (stack, word)),
            ("call", _) if register == stack && moved == 0 => assert_eq!(offset % 16, 0, "the stack is aligned at a call"),
            _ => {}
        }
    }
    assert_eq!(end, code.len() as u64);
    states
}

/// The same. Frame records are made by `stp`, which stores the first register at the new stack pointer.
fn simulate_aarch64(code: &[u8]) -> BTreeMap<u64, State> {
    let machine = Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().unwrap();
    let mut states = BTreeMap::new();
    let (mut register, mut offset, mut saved) = ("sp", 0_i64, [None; 2]);
    for instruction in machine.disasm_all(code, 0).unwrap().iter() {
        states.insert(instruction.address(), (register.to_owned(), offset, saved[0], saved[1]));
        let operands = instruction.op_str().unwrap().replace(['[', ']', '!', '#'], "");
        let operands: Vec<&str> = operands.split(", ").collect();
        match (instruction.mnemonic().unwrap(), operands.as_slice()) {
            // Something else on the stack of a frame that the frame pointer tells.
            ("stp" | "ldp", [first, _, "sp", _]) if register == "x29" && *first != "x29" => {}
            ("stp" | "ldp", [first, second, "sp", by]) if number(by) != 0 && instruction.op_str().unwrap().contains(['!']) => {
                offset -= number(by);
                for (name, at) in [(first, -offset), (second, 8 - offset)] {
                    save(&mut saved, name, Some(at));
                }
            }
            ("ldp", [first, second, "sp", by]) if instruction.op_str().unwrap().contains("[sp], ") => {
                (register, offset) = ("sp", offset - number(by));
                for name in [first, second] {
                    save(&mut saved, name, None);
                }
            }
            (name @ ("add" | "sub"), ["sp", "sp", by, shift @ ..]) if register == "sp" => {
                let by = number(by) << if shift.is_empty() { 0 } else { 12 };
                offset += if name == "sub" { by } else { -by };
            }
            ("mov", ["x29", "sp"]) => register = "x29",
            ("mov", ["sp", "x29"]) => register = "sp",
            ("add" | "sub", ["sp", ..]) | ("and", ["sp", ..]) => assert_eq!(register, "x29"),
            ("ret" | "br", _) => assert_eq!((register, offset, saved), ("sp", 0, [None; 2])),
            ("blr", _) if register == "sp" => assert_eq!(offset % 16, 0, "the stack is aligned at a call"),
            _ => {}
        }
    }
    assert_eq!(states.len() * 4, code.len());
    states
}

/// The same. The return address and the frame pointer are stored and loaded one by one.
fn simulate_riscv64(code: &[u8]) -> BTreeMap<u64, State> {
    let modes = [arch::riscv::ArchExtraMode::RiscVC].into_iter();
    let machine = Capstone::new().riscv().mode(arch::riscv::ArchMode::RiscV64).extra_mode(modes).build().unwrap();
    let mut states = BTreeMap::new();
    let (mut register, mut offset, mut saved, mut end) = ("sp", 0_i64, [None; 2], 0);
    for instruction in machine.disasm_all(code, 0).unwrap().iter() {
        states.insert(instruction.address(), (register.to_owned(), offset, saved[0], saved[1]));
        end += instruction.len();
        let operands = instruction.op_str().unwrap().replace('(', ", ").replace(')', "");
        let operands: Vec<&str> = operands.split(", ").collect();
        let name = instruction.mnemonic().unwrap();
        match (name.strip_prefix("c.").unwrap_or(name), operands.as_slice()) {
            ("sdsp" | "sd", [from, at, "sp"]) if register == "sp" => save(&mut saved, from, Some(number(at) - offset)),
            ("ldsp" | "ld", [to, _, "sp"]) => save(&mut saved, to, None),
            ("addi" | "addi16sp", ["sp", by] | ["sp", "sp", by]) => offset -= if register == "sp" { number(by) } else { 0 },
            ("addi" | "addi4spn", ["s0", "sp", by]) => (register, offset) = ("s0", offset - number(by)),
            ("addi", ["sp", "s0", by]) => (register, offset) = ("sp", offset - number(by)),
            ("andi", ["sp", ..]) => assert_eq!(register, "s0"),
            ("jr", _) => assert_eq!((register, offset, saved), ("sp", 0, [None; 2])),
            ("jalr", _) if register == "sp" => assert_eq!(offset % 16, 0, "the stack is aligned at a call"),
            (_, ["sp", ..]) => panic!("{instruction} does something to the stack pointer"),
            _ => {}
        }
    }
    assert_eq!(end, code.len());
    states
}

fn save(saved: &mut [Option<i64>; 2], name: &str, at: Option<i64>) {
    match name {
        "x29" | "s0" => saved[0] = at,
        "x30" | "ra" => saved[1] = at,
        _ => {}
    }
}

fn number(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * digits.strip_prefix("0x").map_or_else(|| digits.parse().unwrap(), |hex| i64::from_str_radix(hex, 16).unwrap())
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction() {
    assert_eq!(check(&X86_64), 0);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_on_i386() {
    assert_eq!(check(&I386), 0);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_on_i386_windows() {
    assert_eq!(check(&I386_WINDOWS), 0);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_on_aarch64() {
    assert_eq!(check(&AARCH64), 0);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_on_riscv() {
    assert_eq!(check(&RISCV64), 0);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_and_call_on_macos() {
    // Frames of more than 2040 bytes, whose depth the word cannot hold: one with its trampolines, and adapters of 200 values.
    assert_eq!(check(&X86_64_APPLE), 6);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_and_call_on_macos_aarch64() {
    assert_eq!(check(&AARCH64_APPLE), 0);
}

/// A function of an object file: its name, and its code with what is behind that in the section.
type Named = (String, Vec<u8>);

/// The functions of an object file by the place in a section of frames that refers to each.
fn functions(file: &object::File<'_>, frames: &Section<'_, '_>) -> BTreeMap<u64, Named> {
    let mut functions = BTreeMap::new();
    for (field, relocation) in frames.relocations() {
        let RelocationTarget::Symbol(symbol) = relocation.target() else { panic!("not a symbol") };
        let symbol = file.symbol_by_index(symbol).unwrap();
        let section = file.section_by_index(symbol.section_index().unwrap()).unwrap();
        let name = if file.format() == BinaryFormat::MachO { symbol.name() } else { section.name() };
        let code = section.data().unwrap()[(symbol.address() - section.address()) as usize..].to_vec();
        functions.insert(field, (name.unwrap().to_owned(), code));
    }
    functions
}

/// Words of compact unwind by function, with the function's length.
fn compact_words(file: &object::File<'_>) -> BTreeMap<String, (u64, u32)> {
    let section = file.section_by_name("__compact_unwind").unwrap();
    assert_eq!(section.segment_name().unwrap(), Some("__LD"));
    let names: BTreeMap<u64, &str> = file
        .symbols()
        .filter(|symbol| symbol.kind() == SymbolKind::Text)
        .map(|symbol| (symbol.address(), symbol.name().unwrap()))
        .collect();
    let relocated: Vec<u64> = section.relocations().map(|(field, _)| field).collect();
    let mut words = BTreeMap::new();
    for (number, entry) in section.data().unwrap().chunks(32).enumerate() {
        assert!(relocated.contains(&(32 * number as u64)));
        let long = |at: usize| u32::from_le_bytes(entry[at..at + 4].try_into().unwrap());
        let name = names[&u64::from_le_bytes(entry[..8].try_into().unwrap())];
        assert_eq!(entry[16..], [0; 16], "{name} has a personality");
        words.insert(name.to_owned(), (u64::from(long(8)), long(12)));
    }
    assert_eq!(relocated.len(), words.len());
    words
}

/// Compares a word of compact unwind with what the code does; says whether it refers to `.eh_frame`.
fn check_compact(machine: &Machine, word: u32, states: &BTreeMap<u64, State>, calls: &[u64]) -> bool {
    let Some(said) = (machine.compact)(word) else { return true };
    if calls.is_empty() {
        assert!(states.values().all(|state| *state == said), "{states:?}");
    }
    for call in calls {
        assert_eq!(states[call], said, "call at {call:#x}");
    }
    false
}

/// The addresses of the calls in a function.
fn calls(machine: &Machine, code: &[u8]) -> Vec<u64> {
    let reader = match machine.stack.1 {
        "rsp" => Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap(),
        _ => Capstone::new().arm64().mode(arch::arm64::ArchMode::Arm).build().unwrap(),
    };
    let instructions = reader.disasm_all(code, 0).unwrap();
    instructions
        .iter()
        .filter(|each| each.mnemonic().is_some_and(|name| machine.calls.contains(&name)))
        .map(capstone::Insn::address)
        .collect()
}

/// Checks all tables; gives the number of functions whose compact word refers to `.eh_frame`.
fn check(machine: &Machine) -> usize {
    let target = Target::parse(machine.triple).unwrap().with_features(Features::AVX);
    let mut assembly = Assembly::new(&target).unwrap();
    // Variadic functions have the same plan by each convention.
    let mut symbols = BTreeSet::new();
    for text in SIGNATURES {
        let signature = Signature::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        for convention in [&[Convention::C], machine.conventions].concat() {
            match lower(&target, &signature.clone().with_convention(convention)) {
                Ok(plan) => symbols.extend([assembly.downcall(&plan).unwrap(), assembly.upcall(&plan).unwrap()]),
                // Without a `this`.
                Err(_) if convention == Convention::Thiscall => {}
                Err(error) => panic!("{text}: {error}"),
            }
        }
    }
    symbols.insert(assembly.thunk("thunk", machine.abi, "slot").unwrap());
    for adapter in adapters::adapters(&target) {
        symbols.insert(assembly.adapter(&adapter).unwrap());
    }
    assert!(symbols.len() > (1 + machine.conventions.len()) * SIGNATURES.len(), "only {} functions", symbols.len());
    let object = assembly.finish();
    let file = object::File::parse(object.bytes()).unwrap();
    let words = if file.format() == BinaryFormat::MachO { compact_words(&file) } else { BTreeMap::new() };
    let (mut seen, mut checked, mut by_frame) = (0, 0, 0);
    let sections =
        file.sections().filter(|section| section.name().unwrap().trim_start_matches(['.', '_']).starts_with("eh_frame"));
    for section in sections {
        let (functions, instructions, dwarf) = check_frames(machine, &file, &section, &words);
        (seen, checked, by_frame) = (seen + functions, checked + instructions, by_frame + dwarf);
    }
    assert_eq!(seen, symbols.len());
    assert!(checked > 500, "only {checked} instructions");
    assert!(words.is_empty() || words.len() == seen);
    by_frame
}

/// Checks the entries of a section. Gives the number of functions, of instructions, and of functions whose compact word refers here.
fn check_frames(
    machine: &Machine,
    file: &object::File<'_>,
    section: &Section<'_, '_>,
    words: &BTreeMap<String, (u64, u32)>,
) -> (usize, usize, usize) {
    let functions = functions(file, section);
    let frames = EhFrame::new(section.data().unwrap(), LittleEndian);
    let bases = BaseAddresses::default().set_eh_frame(0).set_text(0);
    let mut entries = frames.entries(&bases);
    let (mut context, mut seen, mut checked, mut by_frame) = (UnwindContext::new(), 0, 0, 0);
    while let Some(entry) = entries.next().unwrap() {
        let gimli::CieOrFde::Fde(partial) = entry else { continue };
        let fde = partial.parse(EhFrame::cie_from_offset).unwrap();
        let start = fde.initial_address();
        // Behind the entry's length and the distance to the common entry.
        let (name, code) = &functions[&(fde.offset() as u64 + 8)];
        let code = &code[..fde.len() as usize];
        let states = (machine.simulate)(code);
        if let Some(&(length, word)) = words.get(name) {
            assert_eq!(length, fde.len(), "{name}");
            by_frame += usize::from(check_compact(machine, word, &states, &calls(machine, code)));
        }
        for (at, state) in states {
            let row = fde.unwind_info_for_address(&frames, &bases, &mut context, start + at).unwrap();
            let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else { panic!("an expression") };
            let told = [machine.stack, machine.frame].into_iter().find(|(number, _)| *number == register);
            let told = told.unwrap_or_else(|| panic!("the frame address depends on register {register:?}")).1;
            let saved = |register| match row.register(register) {
                Some(RegisterRule::Offset(offset)) => Some(offset),
                None | Some(RegisterRule::SameValue | RegisterRule::Undefined) => None,
                other => panic!("{other:?}"),
            };
            let found = (told.to_owned(), offset, saved(machine.frame.0), saved(machine.return_address));
            assert_eq!(found, state, "{name} + {at:#x}");
            checked += 1;
        }
        seen += 1;
    }
    assert_eq!(seen, functions.len());
    (seen, checked, by_frame)
}
