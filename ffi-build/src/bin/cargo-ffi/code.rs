//! The code of a call: operations, their bytes, and the instructions that an independent disassembler reads in them.

use std::io::Write as _;
use std::process::{Command, Stdio};

use ffi_abi::{Arch, CallPlan, SymbolKind, Target};
use ffi_build::il;
use ffi_build::listing;

/// One operation.
pub(crate) struct Line {
    /// What it does, in the words of the intermediate language.
    pub(crate) operation: String,
    pub(crate) bytes: Vec<u8>,
    /// The instruction, if there is a disassembler.
    pub(crate) instruction: Option<String>,
}

/// The code of one trampoline.
pub(crate) struct Code {
    pub(crate) symbol: String,
    /// What it is, in words.
    pub(crate) what: &'static str,
    pub(crate) lines: Vec<Line>,
}

impl Code {
    /// The trampoline of a call, or the entry of a callback; why there is none, if there is none.
    pub(crate) fn of(target: &Target, plan: &CallPlan, callback: bool) -> Result<Code, String> {
        let (function, kind, what) = match callback {
            false => (il::downcall(target, plan), SymbolKind::Downcall, "downcall trampoline"),
            true => (il::upcall(target, plan), SymbolKind::Upcall, "upcall entry"),
        };
        let function = function.map_err(|why| why.to_string())?;
        let mut lines: Vec<Line> = listing::operations(&function)
            .into_iter()
            .map(|(operation, bytes)| Line { operation, bytes, instruction: None })
            .collect();
        disassemble(target, &mut lines);
        Ok(Code { symbol: plan.symbol(kind), what, lines })
    }

    /// Bytes of all instructions.
    pub(crate) fn size(&self) -> usize {
        self.lines.iter().map(|line| line.bytes.len()).sum()
    }
}

/// LLVM's disassembler: what `LLVM_MC` names, or else a plain one, or one of those that Debian and its like give each version.
fn disassemblers() -> Vec<String> {
    match std::env::var("LLVM_MC") {
        Ok(tool) => vec![tool],
        Err(_) => {
            std::iter::once("llvm-mc".to_owned()).chain((14..=22).rev().map(|version| format!("llvm-mc-{version}"))).collect()
        }
    }
}

/// Fills in the instructions, as far as there is a disassembler that gives one for each operation.
fn disassemble(target: &Target, lines: &mut [Line]) {
    let hex: String =
        lines.iter().map(|line| line.bytes.iter().map(|byte| format!("{byte:#04x} ")).collect::<String>() + "\n").collect();
    for tool in disassemblers() {
        let Some(text) = run(&tool, target, &hex) else { continue };
        // Directives (`.text`) are the tool's own.
        let instructions: Vec<&str> =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('.')).collect();
        // One operation may be several instructions on some machines; then which belongs to which is not known, and none is shown.
        if instructions.len() == lines.len() {
            for (line, instruction) in lines.iter_mut().zip(instructions) {
                // Behind the mark the tool says in its own way what the instruction does.
                let words: Vec<&str> = instruction.split(" # ").next().unwrap_or_default().split_whitespace().collect();
                line.instruction = Some(words.join(" "));
            }
        }
        return;
    }
}

fn run(tool: &str, target: &Target, hex: &str) -> Option<String> {
    let triple = target.triple().replace("riscv64gc", "riscv64");
    let options: &[&str] = match target.arch() {
        Arch::X86_64 | Arch::X86 => &["--output-asm-variant=1", "--mattr=+avx512f"],
        Arch::Aarch64 => &["--mattr=+bti"],
        Arch::Riscv64 => &["--mattr=+m,+a,+f,+d,+c"],
    };
    let mut command = Command::new(tool);
    command.args(["--disassemble", "--triple", &triple]).args(options);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    child.stdin.take()?.write_all(hex.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
