//! A failing case made as small as it goes, and shown: signature, plan, disassembly.

use std::fmt::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use ffi_abi::{CType, Signature, SymbolKind, lower};

use crate::c_program::Planned;
use crate::case::{Case, Direction};
use crate::machine::{Compiler, Machine};
use crate::run::{Failure, Job, assemble, run_job};

/// Takes arguments away, and the result, as long as it fails the same way round. Gives the smallest case and what it said.
pub(crate) fn shrink(machine: &Machine, planned: &Planned, failure: &Failure) -> (Planned, String) {
    let mut smallest = (planned.clone(), failure.message.clone());
    let Some(compiler) = machine.compilers.iter().find(|compiler| compiler.name == failure.compiler) else { return smallest };
    loop {
        let smaller = candidates(&smallest.0.case.signature).into_iter().find_map(|signature| {
            let case = Case { signature, ..planned.case.clone() };
            let plan = lower(&machine.target_with(case.features), &case.signature).ok()?;
            let candidate = Planned { case, plan, ..*planned };
            let message = fails(machine, compiler, &candidate, failure)?;
            Some((candidate, message))
        });
        match smaller {
            Some(found) => smallest = found,
            None => return smallest,
        }
    }
}

/// The message, if the case fails in the failure's direction.
fn fails(machine: &Machine, compiler: &Compiler, candidate: &Planned, failure: &Failure) -> Option<String> {
    let name = format!("minimal_{}", failure.id);
    let object = assemble(machine, &[candidate], candidate.case.features, &name).ok()?;
    let job = Job { cases: vec![candidate], compiler, opt: failure.opt.clone(), object: Arc::new(object), name };
    let verdicts = run_job(machine, &job).ok()?;
    let position = Direction::ALL.iter().position(|direction| *direction == failure.direction)?;
    verdicts[position].failures.first().map(|found| found.message.clone())
}

/// Signatures with one part less.
fn candidates(signature: &Signature) -> Vec<Signature> {
    let build = |result: &CType, fixed: &[CType], variadic: &[CType]| {
        let made = Signature::new(result.clone(), fixed.to_vec()).with_convention(signature.convention());
        if signature.is_variadic() { made.with_variadic(variadic.to_vec()) } else { made }
    };
    let (result, fixed, variadic) = (signature.result(), signature.fixed(), signature.variadic_arguments());
    let mut list = Vec::new();
    for at in (0..variadic.len()).rev() {
        let mut fewer = variadic.to_vec();
        fewer.remove(at);
        list.push(build(result, fixed, &fewer));
    }
    for at in (0..fixed.len()).rev() {
        // C wants a named parameter before the variadic part.
        if fixed.len() > 1 || !signature.is_variadic() {
            let mut fewer = fixed.to_vec();
            fewer.remove(at);
            list.push(build(result, &fewer, variadic));
        }
    }
    if !matches!(result, CType::Void) {
        list.push(build(&CType::Void, fixed, variadic));
    }
    list
}

/// The report of one failure.
pub(crate) fn show(machine: &Machine, planned: &Planned, failure: &Failure) -> String {
    let (smallest, message) = shrink(machine, planned, failure);
    let features = planned.case.features;
    let mut text = String::new();
    let _ = writeln!(text, "\n---- {} {} -O{} {}", planned.case.name, failure.compiler, failure.opt, failure.direction.name());
    let _ = writeln!(text, "said:      {}", failure.message);
    let _ = writeln!(text, "signature: {}", planned.case.signature);
    let _ = writeln!(text, "smallest:  {}", smallest.case.signature);
    let _ = writeln!(text, "says:      {message}");
    let _ = writeln!(text, "target:    {}", machine.target_with(features));
    let _ = writeln!(text, "plan:\n{}", smallest.plan);
    let kind = match failure.direction {
        // What a universal routine or entry does is in no code of the case's own.
        Direction::Down | Direction::Universal => SymbolKind::Downcall,
        Direction::Up | Direction::UniversalUp | Direction::Closure => SymbolKind::Upcall,
    };
    match assemble(machine, &[&smallest], features, &format!("shown_{}", failure.id)) {
        Ok(object) => {
            let symbol = smallest.plan.symbol(kind);
            let output = Command::new(machine.toolchain.disassembler)
                .args(["-d", "-r", "--no-show-raw-insn"])
                .arg(format!("--disassemble={symbol}"))
                .arg(object)
                .stdin(Stdio::null())
                .output();
            let listing = output
                .map_or_else(|fault| format!("objdump: {fault}"), |output| String::from_utf8_lossy(&output.stdout).into_owned());
            text.push_str(&listing);
        }
        Err(fault) => text.push_str(&fault),
    }
    text
}
