//! Time to make trampolines, for every target.

use std::collections::BTreeSet;
use std::time::Instant;

use ffi_abi::{CallPlan, SymbolKind, Target, lower};
use ffi_build::assembly::Assembly;

use crate::signatures::random;

/// Distinct trampolines emitted.
const EMITTED: usize = 10_000;

/// Runs of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 5;

/// Prints the table: time from plans to the bytes of an object file.
pub(crate) fn run() -> Result<(), String> {
    let level = if cfg!(debug_assertions) { "opt-level 0" } else { "optimised" };
    println!("{EMITTED} distinct downcall trampolines into an object file, {level}, best of {RUNS}:");
    for target in Target::ALL {
        emission(&target)?;
    }
    Ok(())
}

fn emission(target: &Target) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    let mut plans: Vec<CallPlan> = Vec::new();
    for drawn in random(1, 4 * EMITTED, 8) {
        let plan = lower(target, &drawn.signature).map_err(|error| error.to_string())?;
        if plans.len() < EMITTED && seen.insert(plan.symbol(SymbolKind::Downcall)) {
            plans.push(plan);
        }
    }
    if plans.len() < EMITTED {
        return Err(format!("{target}: only {} distinct signatures", plans.len()));
    }
    let (mut best, mut size) = (f64::INFINITY, 0);
    for _ in 0..RUNS {
        let start = Instant::now();
        let mut assembly = match Assembly::new(target) {
            Ok(assembly) => assembly,
            Err(missing) => {
                println!("  {:<28} {missing}", target.triple());
                return Ok(());
            }
        };
        for plan in &plans {
            assembly.downcall(plan).map_err(|error| error.to_string())?;
        }
        size = assembly.finish().bytes().len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("  {:<28} {:>7.1} ms {size:>9} bytes", target.triple(), best * 1e3);
    Ok(())
}
