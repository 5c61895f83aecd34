//! Calls by Microsoft's convention on other systems: an upcall entry saves what that convention preserves and System V does not, and
//! the tables there say where. Checked at every instruction; Apple's compact unwind at calls, where it says anything itself.

use std::collections::BTreeMap;

use capstone::prelude::*;
use ffi_abi::{SymbolKind, Target};
use ffi_build::assembly::Assembly;
use gimli::{BaseAddresses, CfaRule, EhFrame, LittleEndian, Register, RegisterRule, UnwindContext, UnwindSection};
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget};

use crate::support::plan;
use crate::unwind::{State, Value, kept};

const SIGNATURES: [&str; 7] = [
    "extern \"win64\" void(void)",
    "extern \"win64\" int(int, int)",
    "extern \"win64\" double(double, int, float, long long, short, char)",
    "extern \"win64\" struct { long long a[3]; }(struct { char c[17]; })",
    "extern \"win64\" struct { long long a[300]; }(struct { long long a[300]; }, int, struct { long long a[17]; }, char)",
    "extern \"win64\" int(struct { char c[50000]; }, signed char)",
    "extern \"win64\" void(struct { long long a[8] __attribute__((aligned(64))); }, int)",
];

/// System V ABI, AMD64 supplement 1.0, figure 3.36.
fn number(name: &str) -> Register {
    match name.strip_prefix("xmm") {
        Some(number) => Register(17 + number.parse::<u16>().unwrap()),
        None => Register(
            ["rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp"].iter().position(|each| *each == name).unwrap() as u16
        ),
    }
}

/// Where the value is that a rule tells of.
fn told(state: &State, name: &str, rule: Option<RegisterRule<usize>>, frame: i64) -> Option<Value> {
    match rule {
        Some(RegisterRule::Offset(offset)) => state.memory.get(&(frame + offset)).cloned(),
        None | Some(RegisterRule::SameValue | RegisterRule::Undefined) => state.registers.get(name).cloned(),
        other => panic!("{other:?}"),
    }
}

/// What the words of compact unwind say, by function; none in ELF.
fn compact_words(file: &object::File<'_>) -> BTreeMap<String, u32> {
    let Some(section) = file.section_by_name("__compact_unwind") else { return BTreeMap::new() };
    let names: BTreeMap<u64, &str> = file.symbols().map(|symbol| (symbol.address(), symbol.name().unwrap())).collect();
    let entries = section.data().unwrap().chunks(32);
    let long = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().unwrap());
    entries.map(|entry| (names[&long(&entry[..8])].to_owned(), (long(&entry[8..16]) >> 32) as u32)).collect()
}

/// What a word of compact unwind says of the frame address at a call; nothing if it refers to `__eh_frame`.
fn compact_frame(word: u32, state: &State) -> Option<Value> {
    let (register, above) = match word >> 24 {
        1 => ("rbp", 16),
        2 => ("rsp", i64::from(word >> 16 & 0xff) * 8),
        4 => return None,
        _ => panic!("{word:#x}"),
    };
    let Value::Stack(at) = state.registers[register] else { panic!("{register} is unknown: {word:#x}") };
    Some(Value::Stack(at + above))
}

#[test]
fn the_caller_by_microsofts_convention_is_found_at_every_instruction() {
    for (triple, is_macho) in [("x86_64-apple-darwin", true), ("x86_64-unknown-linux-gnu", false)] {
        let target = Target::parse(triple).unwrap();
        let mut assembly = Assembly::new(&target).unwrap();
        let mut upcalls = Vec::new();
        for text in SIGNATURES {
            let plan = plan(&target, text);
            assembly.downcall(&plan).unwrap();
            upcalls.push(target.decorated(&plan.symbol(SymbolKind::Upcall)));
            assembly.upcall(&plan).unwrap();
        }
        let object = assembly.finish();
        let file = object::File::parse(object.bytes()).unwrap();
        let words = compact_words(&file);
        let section = file.section_by_name(".eh_frame").unwrap();
        let mut functions = BTreeMap::new();
        for (field, relocation) in section.relocations() {
            let RelocationTarget::Symbol(symbol) = relocation.target() else { panic!("not a symbol") };
            let symbol = file.symbol_by_index(symbol).unwrap();
            let code = file.section_by_index(symbol.section_index().unwrap()).unwrap();
            let start = symbol.address() - code.address();
            let name = if is_macho { symbol.name().unwrap() } else { code.name().unwrap().trim_start_matches(".text.") };
            functions.insert(field, (name.to_owned(), code.data().unwrap()[start as usize..].to_vec()));
        }
        let frames = EhFrame::new(section.data().unwrap(), LittleEndian);
        let bases = BaseAddresses::default().set_eh_frame(0).set_text(0);
        let machine = Capstone::new().x86().mode(arch::x86::ArchMode::Mode64).build().unwrap();
        let (mut entries, mut context, mut checked, mut saves, mut compact) =
            (frames.entries(&bases), UnwindContext::new(), 0, 0, 0);
        while let Some(entry) = entries.next().unwrap() {
            let gimli::CieOrFde::Fde(partial) = entry else { continue };
            let fde = partial.parse(EhFrame::cie_from_offset).unwrap();
            let (name, code) = &functions[&(fde.offset() as u64 + 8)];
            let is_upcall = upcalls.contains(name);
            let mut state = State::new();
            for one in machine.disasm_all(&code[..fde.len() as usize], 0).unwrap().iter() {
                let (mnemonic, operands) = (one.mnemonic().unwrap(), one.op_str().unwrap());
                let at = format!("{triple}: {name} + {:#x}: {mnemonic} {operands}", one.address());
                let row =
                    fde.unwind_info_for_address(&frames, &bases, &mut context, fde.initial_address() + one.address()).unwrap();
                let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else { panic!("{at}: an expression") };
                let base = ["rsp", "rbp"].into_iter().find(|name| number(name) == register).unwrap();
                let Value::Stack(base) = state.registers[base] else { panic!("{at}: {base} is unknown") };
                // Entry left the return address in the word below the frame address.
                assert_eq!(base + offset, 8, "{at}");
                assert_eq!(
                    told(&state, "", row.register(Register(16)), 8),
                    Some(Value::AtEntry("return address".into())),
                    "{at}"
                );
                for register in kept().iter().filter(|name| is_upcall || ["rbx", "rbp"].contains(&name.as_str())) {
                    let found = told(&state, register, row.register(number(register)), 8);
                    assert_eq!(found, Some(Value::AtEntry(register.clone())), "{at}: {register}");
                    saves += usize::from(row.register(number(register)).is_some());
                }
                if let (true, Some(word)) = (mnemonic == "call", words.get(name)) {
                    let frame = compact_frame(*word, &state);
                    // It cannot say where vector registers are.
                    assert!(!is_upcall || frame.is_none(), "{at}");
                    assert!(frame.is_none() || frame == Some(Value::Stack(8)), "{at}: {frame:?}");
                    compact += usize::from(frame.is_some());
                }
                checked += 1;
                state.step(mnemonic, operands);
            }
        }
        assert!(
            checked > 300 && saves > 100 && (compact > 3) == is_macho,
            "{checked} instructions, {saves} saves, {compact} calls"
        );
    }
}
