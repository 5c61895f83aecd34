//! What is shown of a signature on a target.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use capstone::Capstone;
use capstone::arch::x86::ArchMode;
use capstone::arch::{BuildsCapstone as _, BuildsCapstoneExtraMode as _};
use capstone::arch::{arm64, riscv};
use ffi_abi::{Arch, CallPlan, Signature, SymbolKind, Target, VariadicPart, lower};
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
    Section { name: "upcall with a va_list", render: listed },
];

fn locations(target: &Target, signature: &Signature) -> Option<String> {
    Some(match lower(target, signature) {
        Ok(plan) => format!("{}symbol: {}\n", plan.explain(signature), plan.symbol(SymbolKind::Downcall)),
        Err(unsupported) => format!("unsupported: {unsupported}\n"),
    })
}

/// A line for each operation: offset, bytes, instruction as an independent disassembler reads it, the operation, and what the
/// linker fills in. Nothing for a convention that no code is made for yet.
fn code(
    target: &Target,
    signature: &Signature,
    build: impl Fn(&Target, &CallPlan) -> Result<Function, NoCode>,
) -> Option<String> {
    let plan = lower(target, signature).ok()?;
    let function = match build(target, &plan) {
        Ok(function) => function,
        Err(NoCode::Convention(_)) => return None,
        Err(error) => return Some(format!("unsupported: {error}\n")),
    };
    Some(listing(&function))
}

/// The entry of a bare prototype with `...`, which makes a `va_list`.
fn listed(target: &Target, signature: &Signature) -> Option<String> {
    if !signature.variadic_arguments().is_empty() {
        return None;
    }
    let part = VariadicPart::of(target, signature)?;
    code(target, signature, |target, plan| il::variadic_upcall(target, plan, &part))
}

/// The lines of a function.
pub fn listing(function: &Function) -> String {
    let code = encode(function);
    let disassembler = match code.arch {
        Arch::X86_64 => Capstone::new().x86().mode(ArchMode::Mode64).build().expect("capstone knows x86-64"),
        Arch::Aarch64 => Capstone::new().arm64().mode(arm64::ArchMode::Arm).build().expect("capstone knows AArch64"),
        Arch::X86 => Capstone::new().x86().mode(ArchMode::Mode32).build().expect("capstone knows i386"),
        Arch::Riscv64 => {
            let modes = [riscv::ArchExtraMode::RiscVC].into_iter();
            let builder = Capstone::new().riscv().mode(riscv::ArchMode::RiscV64).extra_mode(modes);
            builder.build().expect("capstone knows RISC-V")
        }
    };
    let instructions = disassembler.disasm_all(&code.bytes, 0).expect("capstone reads any bytes");
    let starts = starts(function);
    assert!(instructions.len() >= starts.len(), "{function}: an instruction at least for each operation");
    let listing: BTreeMap<u64, String> = starts.into_iter().zip(function.to_string().lines().map(str::to_owned)).collect();
    let mut text = String::new();
    for instruction in instructions.iter() {
        // The few operations that are several instructions stand beside the first of them.
        let operation = listing.get(&instruction.address()).map_or("", String::as_str);
        let bytes: String = instruction.bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let mnemonic = instruction.mnemonic().unwrap_or_default();
        let shown = format!("{mnemonic} {}", instruction.op_str().unwrap_or_default());
        let (start, end) = (instruction.address(), instruction.address() + instruction.len() as u64);
        // Writing to a string does not fail.
        let _ = write!(text, "{start:4x}: {bytes:<22} {:<40} {operation}", shown.trim());
        for relocation in code.relocations.iter().filter(|relocation| (start..end).contains(&u64::from(relocation.offset))) {
            let _ = write!(text, " ({:?} {} {:+})", relocation.reference, relocation.symbol, relocation.addend);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// Where each operation's first instruction is.
fn starts(function: &Function) -> Vec<u64> {
    let ops = function.ops();
    let first = |count: usize| {
        Function::new(function.arch(), function.kind(), ops[..count].to_vec(), function.symbol().map(str::to_owned))
    };
    (0..ops.len()).map(|count| encode(&first(count)).bytes.len() as u64).collect()
}
