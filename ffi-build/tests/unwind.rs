//! The unwind tables, decoded by another reader and compared with what the machine code does to the stack, at every instruction.

use std::collections::BTreeMap;

use capstone::prelude::*;
use ffi_abi::{Features, Signature, Target, lower};
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

/// What is known at one instruction: frame address as register and offset, and where the frame pointer was saved below it.
type State = (String, i64, Option<i64>);

/// Runs the code symbolically: the state before each instruction, by offset.
fn simulate(code: &[u8]) -> BTreeMap<u64, State> {
    let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
    let mut states = BTreeMap::new();
    let (mut register, mut offset, mut saved) = ("rsp".to_owned(), 8_i64, None);
    let mut end = 0;
    for instruction in machine.disasm_all(code, 0).unwrap().iter() {
        states.insert(instruction.address(), (register.clone(), offset, saved));
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

fn number(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    sign * digits.strip_prefix("0x").map_or_else(|| digits.parse().unwrap(), |hex| i64::from_str_radix(hex, 16).unwrap())
}

fn name(register: gimli::Register) -> &'static str {
    match register {
        gimli::X86_64::RSP => "rsp",
        gimli::X86_64::RBP => "rbp",
        other => panic!("the frame address depends on register {other:?}"),
    }
}

#[test]
fn tables_say_what_the_code_does_at_every_instruction() {
    let target = Target::parse("x86_64-unknown-linux-gnu").unwrap().with_features(Features::AVX);
    let mut assembly = Assembly::new(&target).unwrap();
    for text in SIGNATURES {
        let signature = Signature::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let plan = lower(&target, &signature).unwrap_or_else(|error| panic!("{text}: {error}"));
        assembly.downcall(&plan).unwrap();
        let _ = assembly.upcall(&plan).unwrap();
    }
    assembly.thunk("thunk", ffi_abi::Abi::SysV64, "slot").unwrap();
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
        for (at, state) in simulate(code) {
            let row = fde.unwind_info_for_address(&frames, &bases, &mut context, start + at).unwrap();
            let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else { panic!("an expression") };
            let saved = match row.register(gimli::X86_64::RBP) {
                Some(RegisterRule::Offset(offset)) => Some(offset),
                None | Some(RegisterRule::SameValue) => None,
                other => panic!("{other:?}"),
            };
            assert_eq!((name(register).to_owned(), offset, saved), state, "{} + {at:#x}", function.name().unwrap());
            assert_eq!(row.register(gimli::X86_64::RA), Some(RegisterRule::Offset(-8)));
            checked += 1;
        }
        seen += 1;
    }
    assert_eq!(seen, functions.len());
    assert!(checked > 500, "only {checked} instructions");
}
