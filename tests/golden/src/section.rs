//! What is shown of a signature on a target.

use std::fmt::Write as _;

use capstone::Capstone;
use capstone::arch::BuildsCapstone as _;
use capstone::arch::x86::ArchMode;
use ffi_abi::{Arch, CallPlan, Signature, SymbolKind, Target, lower};
use ffi_build::encode::encode;
use ffi_build::il::{self, Function, NoCode};

/// One kind of output.
pub struct Section {
    /// Its heading.
    pub name: &'static str,
    /// The text for a signature on a target; an error is a text as well, since what is refused, and why, is part of the contract.
    /// Nothing where the section does not apply.
    pub render: fn(&Target, &Signature) -> Option<String>,
}

/// All sections, in the order in which they are printed.
pub const SECTIONS: &[Section] = &[
    Section { name: "locations", render: locations },
    Section { name: "downcall", render: |target, signature| code(target, signature, il::downcall) },
    Section { name: "upcall", render: |target, signature| code(target, signature, il::upcall) },
];

fn locations(target: &Target, signature: &Signature) -> Option<String> {
    Some(match lower(target, signature) {
        Ok(plan) => format!("{}symbol: {}\n", plan.explain(signature), plan.symbol(SymbolKind::Downcall)),
        Err(unsupported) => format!("unsupported: {unsupported}\n"),
    })
}

/// A line for each operation: offset, bytes, instruction as an independent disassembler reads it, the operation, and what the
/// linker fills in. Nothing for a convention that no code is made for yet.
fn code(target: &Target, signature: &Signature, build: fn(&CallPlan) -> Result<Function, NoCode>) -> Option<String> {
    let plan = lower(target, signature).ok()?;
    let function = match build(&plan) {
        Ok(function) => function,
        Err(NoCode::Convention(_)) => return None,
        Err(error) => return Some(format!("unsupported: {error}\n")),
    };
    let code = encode(&function);
    let disassembler = match code.arch {
        Arch::X86_64 => Capstone::new().x86().mode(ArchMode::Mode64).build().expect("capstone knows x86-64"),
        arch @ (Arch::X86 | Arch::Aarch64 | Arch::Riscv64) => unreachable!("no encoder for {arch:?}"),
    };
    let instructions = disassembler.disasm_all(&code.bytes, 0).expect("capstone reads any bytes");
    assert_eq!(instructions.len(), function.ops().len(), "{signature}: one instruction for each operation");
    let listing = function.to_string();
    let mut text = String::new();
    for (instruction, operation) in instructions.iter().zip(listing.lines()) {
        let bytes: String = instruction.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let mnemonic = instruction.mnemonic().unwrap_or_default();
        let shown = format!("{mnemonic} {}", instruction.op_str().unwrap_or_default());
        let (start, end) = (instruction.address(), instruction.address() + instruction.len() as u64);
        // Writing to a string does not fail.
        let _ = write!(text, "{start:4x}: {bytes:<22} {:<40} {operation}", shown.trim());
        for relocation in code.relocations.iter().filter(|relocation| (start..end).contains(&u64::from(relocation.offset))) {
            let _ = write!(text, " ({:?} {} {:+})", relocation.reference, relocation.symbol, relocation.addend);
        }
        text.push('\n');
    }
    Some(text)
}
