//! The unwind tables, decoded by another reader and compared with what the machine code does to the stack, at every instruction.

use std::collections::BTreeMap;

use capstone::prelude::*;
use ffi_abi::{Abi, Features, Signature, Target, lower};
use ffi_build::assembly::Assembly;
use gimli::{BaseAddresses, CfaRule, EhFrame, LittleEndian, RegisterRule, UnwindContext, UnwindSection};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};

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
    simulate: fn(&[u8]) -> BTreeMap<u64, State>,
    stack: (gimli::Register, &'static str),
    frame: (gimli::Register, &'static str),
    return_address: gimli::Register,
}

const X86_64: Machine = Machine {
    triple: "x86_64-unknown-linux-gnu",
    abi: Abi::SysV64,
    simulate: simulate_x86_64,
    stack: (gimli::X86_64::RSP, "rsp"),
    frame: (gimli::X86_64::RBP, "rbp"),
    return_address: gimli::X86_64::RA,
};

const AARCH64: Machine = Machine {
    triple: "aarch64-unknown-linux-gnu",
    abi: Abi::Aapcs64,
    simulate: simulate_aarch64,
    stack: (gimli::AArch64::SP, "sp"),
    frame: (gimli::AArch64::X29, "x29"),
    return_address: gimli::AArch64::X30,
};

/// Runs the code symbolically: the state before each instruction, by offset.
fn simulate_x86_64(code: &[u8]) -> BTreeMap<u64, State> {
    let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
    let mut states = BTreeMap::new();
    let (mut register, mut offset, mut saved) = ("rsp".to_owned(), 8_i64, None);
    let mut end = 0;
    for instruction in machine.disasm_all(code, 0).unwrap().iter() {
        // The call pushed the return address.
        states.insert(instruction.address(), (register.clone(), offset, saved, Some(-8)));
        end = instruction.address() + instruction.len() as u64;
        let (name, operands) = (instruction.mnemonic().unwrap(), instruction.op_str().unwrap());
        let moved = match (name, operands.split_once(", ")) {
            ("push", _) => 8,
            ("pop", _) => -8,
            ("sub", Some(("rsp", by))) => number(by),
            ("add", Some(("rsp", by))) => -number(by),
            _ => 0,
        };
        if register == "rsp" {
            offset += moved;
        }
        match (name, operands) {
            ("push", "rbp") => saved = Some(-offset),
            ("mov", "rbp, rsp") => register = "rbp".to_owned(),
            ("leave", _) => (register, offset, saved) = ("rsp".to_owned(), 8, None),
            ("and", operands) => assert!(operands.starts_with("rsp, ") && register == "rbp"),
            ("ret", _) => assert_eq!((register.as_str(), offset), ("rsp", 8)),
            ("jmp", _) => assert_eq!((register.as_str(), offset), ("rsp", 8)),
            ("call", _) if register == "rsp" => assert_eq!(offset % 16, 0, "the stack is aligned at a call"),
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
            ("stp" | "ldp", [first, second, "sp", by]) if number(by) != 0 && instruction.op_str().unwrap().contains(['!']) => {
                offset -= number(by);
                for (name, at) in [(first, -offset), (second, 8 - offset)] {
                    save(&mut saved, name, Some(at));
                }
            }
            ("ldp", [first, second, "sp", by]) if instruction.op_str().unwrap().contains("[sp], ") => {
                (register, offset) = ("sp", offset - number(by));
                [first, second].map(|name| save(&mut saved, name, None));
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

fn save(saved: &mut [Option<i64>; 2], name: &str, at: Option<i64>) {
    match name {
        "x29" => saved[0] = at,
        "x30" => saved[1] = at,
        _ => {}
    }
}

fn number(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * digits.strip_prefix("0x").map_or_else(|| digits.parse().unwrap(), |hex| i64::from_str_radix(hex, 16).unwrap())
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction() {
    check(&X86_64);
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction_on_aarch64() {
    check(&AARCH64);
}

fn check(machine: &Machine) {
    let target = Target::parse(machine.triple).unwrap().with_features(Features::AVX);
    let mut assembly = Assembly::new(&target).unwrap();
    for text in SIGNATURES {
        let signature = Signature::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let plan = lower(&target, &signature).unwrap_or_else(|error| panic!("{text}: {error}"));
        assembly.downcall(&plan).unwrap();
        let _ = assembly.upcall(&plan).unwrap();
    }
    assembly.thunk("thunk", machine.abi, "slot").unwrap();
    let object = assembly.finish();
    let file = object::File::parse(object.bytes()).unwrap();
    let section = file.section_by_name(".eh_frame").unwrap();
    let data = section.data().unwrap();
    // A field to relocate is where an entry says which function it is for.
    let mut functions = BTreeMap::new();
    for (field, relocation) in section.relocations() {
        let RelocationTarget::Symbol(symbol) = relocation.target() else { panic!("not a symbol") };
        let symbol = file.symbol_by_index(symbol).unwrap();
        functions.insert(field, file.section_by_index(symbol.section_index().unwrap()).unwrap());
    }
    assert_eq!(functions.len(), 2 * SIGNATURES.len() + 1);
    let frames = EhFrame::new(data, LittleEndian);
    let bases = BaseAddresses::default().set_eh_frame(0).set_text(0);
    let mut entries = frames.entries(&bases);
    let (mut context, mut seen, mut checked) = (UnwindContext::new(), 0, 0);
    while let Some(entry) = entries.next().unwrap() {
        let gimli::CieOrFde::Fde(partial) = entry else { continue };
        let fde = partial.parse(EhFrame::cie_from_offset).unwrap();
        // Unrelocated, the function seems to begin at the field itself.
        let start = fde.initial_address();
        let function = &functions[&start];
        let code = function.data().unwrap();
        assert_eq!(fde.len(), code.len() as u64);
        for (at, state) in (machine.simulate)(code) {
            let row = fde.unwind_info_for_address(&frames, &bases, &mut context, start + at).unwrap();
            let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else { panic!("an expression") };
            let name = [machine.stack, machine.frame].into_iter().find(|(number, _)| *number == register);
            let name = name.unwrap_or_else(|| panic!("the frame address depends on register {register:?}")).1;
            let saved = |register| match row.register(register) {
                Some(RegisterRule::Offset(offset)) => Some(offset),
                None | Some(RegisterRule::SameValue | RegisterRule::Undefined) => None,
                other => panic!("{other:?}"),
            };
            let found = (name.to_owned(), offset, saved(machine.frame.0), saved(machine.return_address));
            assert_eq!(found, state, "{} + {at:#x}", function.name().unwrap());
            checked += 1;
        }
        seen += 1;
    }
    assert_eq!(seen, functions.len());
    assert!(checked > 500, "only {checked} instructions");
}
