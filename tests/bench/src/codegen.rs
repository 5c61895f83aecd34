//! Trampolines: time to emit them, their size, and what a call through them costs.

use std::collections::BTreeSet;
use std::time::Instant;

use ffi_abi::{CallPlan, SymbolKind, Target, lower};
use ffi_build::assembly::Assembly;

use crate::signatures::random;

/// Distinct trampolines emitted.
const EMITTED: usize = 10_000;

pub(crate) fn run() -> Result<(), String> {
    emission()
}

/// Time from plans to the bytes of an object file.
pub(crate) fn emission() -> Result<(), String> {
    let target = Target::parse("x86_64-unknown-linux-gnu").map_err(|error| error.to_string())?;
    let mut seen = BTreeSet::new();
    let mut plans: Vec<CallPlan> = Vec::new();
    for drawn in random(1, 3 * EMITTED, 8) {
        let plan = lower(&target, &drawn.signature).map_err(|error| error.to_string())?;
        if plans.len() < EMITTED && seen.insert(plan.symbol(SymbolKind::Downcall)) {
            plans.push(plan);
        }
    }
    assert_eq!(plans.len(), EMITTED, "enough distinct signatures");
    let mut best = f64::INFINITY;
    let mut size = 0;
    for _ in 0..5 {
        let start = Instant::now();
        let mut assembly = Assembly::new(&target).map_err(|error| error.to_string())?;
        for plan in &plans {
            assembly.downcall(plan).map_err(|error| error.to_string())?;
        }
        let collected = start.elapsed();
        let object = assembly.finish();
        let elapsed = start.elapsed();
        size = object.bytes().len();
        println!("collect {collected:?}, all {elapsed:?}");
        best = best.min(elapsed.as_secs_f64());
    }
    println!("{EMITTED} distinct trampolines to an object of {size} bytes: {:.1} ms (best of 5)", best * 1e3);
    Ok(())
}
