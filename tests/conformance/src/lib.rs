//! The judge of calling conventions and trampolines: C compilers.
//!
//! ```text
//!  systematic ─┐                       ┌─► c_program ─► gcc / clang ─┐
//!              ├─► Case ─► CallPlan ───┤                             ├─► program ─► verdicts ─► table, minimal cases
//!  random ─────┘         (ffi-abi)     └─► emit (ffi-build) ─────────┘
//! ```
//!
//! For each signature the compiler makes a callee, which our downcall trampoline calls, and a caller, which calls our upcall entry.
//! Everything at run time is C and a page of assembly, so that other machines need no Rust. Each byte of each value is compared;
//! see `c/runtime.c` for what else is.

mod c_program;
mod c_types;
mod case;
mod emit;
mod machine;
mod minimal;
mod options;
mod predicates;
mod random;
mod rules;
mod run;
mod systematic;
mod toolchain;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use ffi_abi::{Arch, Features, FloatFormat, FloatKind, Reason, lower};

pub use options::{Options, USAGE};

use c_program::Planned;
use case::{Case, Direction, Extension};
use machine::Machine;
use rules::Rule;
use run::{Failure, Job, Outcome};
use toolchain::Toolchain;

/// Failures that are made small and shown; the others are listed.
const MOST_SHOWN: usize = 5;

/// What a run found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Calls that went as the compiler says: cases × compilers × levels × directions.
    pub passed: usize,
    /// Calls that did not, and rules that no longer hold.
    pub failed: usize,
    /// Calls that nobody could judge here: every compiler lacks the type, or the processor the feature. What one compiler is excused
    /// from and another judges is in the table alone.
    pub skipped: usize,
}

impl std::ops::Add for Summary {
    type Output = Summary;

    fn add(self, other: Summary) -> Summary {
        Summary { passed: self.passed + other.passed, failed: self.failed + other.failed, skipped: self.skipped + other.skipped }
    }
}

/// Judges what the options name and prints the table. `folder` is for programs; it is removed unless the options keep it.
///
/// # Errors
/// What kept the tests from being run at all (no compiler, a case without a plan).
pub fn run(options: &Options, folder: &Path) -> Result<Summary, String> {
    if let Some(unknown) = options.targets.iter().find(|triple| Toolchain::of(triple).is_none()) {
        let known: Vec<&str> = toolchain::ALL.iter().map(|toolchain| toolchain.name).collect();
        return Err(format!("`{unknown}` is none of {}", known.join(", ")));
    }
    let mut total = Summary::default();
    for toolchain in &toolchain::ALL {
        if options.targets.is_empty() || options.targets.iter().any(|name| name == toolchain.name) {
            let summary = run_target(options, toolchain, &folder.join(toolchain.name))?;
            total = total + summary;
        }
    }
    if !options.keep {
        // A leftover is a nuisance and no fault.
        let _ = std::fs::remove_dir_all(folder);
    }
    Ok(total)
}

fn run_target(options: &Options, toolchain: &'static Toolchain, folder: &Path) -> Result<Summary, String> {
    let machine = Machine::of(toolchain, folder)?;
    let wanted = |case: &Case| options.only.is_empty() || options.only.iter().any(|word| case.name.contains(word.as_str()));
    let mut cases = systematic::cases(machine.target.arch());
    cases.extend((0..options.cases).map(|number| random::case(&machine.target, options.seed, options.first + number)));
    cases.retain(wanted);
    // Features are those of x86; elsewhere a case with them is another one once more.
    cases.retain(|case| case.features == Features::NONE || matches!(machine.target.arch(), Arch::X86_64 | Arch::X86));
    // `__float128` is a name of x86's compilers; where `long double` is that format they have no other.
    let quad = FloatKind::LongDouble.format(&machine.target) == FloatFormat::Binary128;
    cases.retain(|case| !(quad && case.wants(Extension::Float128)));
    for case in &mut cases {
        case.signature = case.signature.clone().with_convention(toolchain.convention);
    }
    if options.list {
        for case in &cases {
            println!("{}: {}", case.name, case.signature);
        }
        return Ok(Summary::default());
    }
    let (planned, refused) = plan(&machine, cases)?;
    let rules: Vec<Rule> = rules::read()?.into_iter().filter(|rule| rule.concerns(&machine)).collect();
    println!("\n==== {}", toolchain.name);
    for compiler in &machine.compilers {
        println!("{:<6} {}", compiler.name, compiler.version);
    }
    println!("{} cases ({} random, seed {})", planned.len(), options.cases, options.seed);
    for (reason, count) in &refused {
        println!("refused: {count:>8}  {reason}");
    }

    let (jobs, held_back) = jobs(&machine, options, &rules, &planned)?;
    let step = (jobs.len() / 10).max(1);
    let progress = |done: usize| {
        if done.is_multiple_of(step) || done == jobs.len() {
            println!("{done} of {} programs", jobs.len());
        }
    };
    let outcomes = run::run_all(&machine, &jobs, options.jobs, &progress);
    let mut summary = report(&machine, &jobs, outcomes, &planned);
    for ((why, skipped), count) in &held_back {
        println!("{} {count:>6}  {why}", if *skipped { "skipped: " } else { "excused: " });
        summary.skipped += if *skipped { *count } else { 0 };
    }
    if options.only.is_empty() {
        for rule in &rules {
            match rule.still_holds(&machine) {
                Ok(true) => summary.passed += 1,
                Ok(false) => {
                    println!("rule {}: cannot be tried here", rule.name);
                    summary.skipped += 1;
                }
                Err(fault) => {
                    println!("{fault}");
                    summary.failed += 1;
                }
            }
        }
    }
    if options.keep {
        println!("programs: {}", folder.display());
    }
    Ok(summary)
}

/// Cases with their plans, and how many the target has no plan for, by reason.
type Plans = (Vec<Planned>, BTreeMap<&'static str, usize>);

fn plan(machine: &Machine, cases: Vec<Case>) -> Result<Plans, String> {
    let mut planned = Vec::with_capacity(cases.len());
    let mut refused = BTreeMap::new();
    let mut faults = Vec::new();
    let mut names = BTreeSet::new();
    for (id, case) in cases.into_iter().enumerate() {
        if !names.insert(case.name.clone()) {
            faults.push(format!("two cases are named {}", case.name));
        }
        match lower(&machine.target.with_features(case.features), &case.signature) {
            Ok(plan) => planned.push(Planned { id, case, plan }),
            // On this target no compiler has the type (a bit-field of `long` may be too wide), or each its own place for it.
            Err(fault) if matches!(fault.reason(), Reason::NoSuchType | Reason::NoAgreement | Reason::BadBitField) => {
                *refused.entry(fault.reason().text()).or_insert(0) += 1;
            }
            Err(fault) => faults.push(format!("{}: {}: {fault}", case.name, case.signature)),
        }
    }
    if faults.is_empty() { Ok((planned, refused)) } else { Err(faults.join("\n")) }
}

/// The programs to make, and how many calls are not made: why, and whether nobody judges them.
type Jobs<'a> = (Vec<Job<'a>>, BTreeMap<(String, bool), usize>);

fn jobs<'a>(machine: &'a Machine, options: &Options, rules: &[Rule], planned: &'a [Planned]) -> Result<Jobs<'a>, String> {
    let mut jobs = Vec::new();
    let mut held_back = BTreeMap::new();
    // What is compiled with a feature runs only where it exists, so a file holds cases of one set.
    let mut groups: BTreeMap<String, (Features, Vec<&Planned>)> = BTreeMap::new();
    for item in planned {
        groups.entry(item.case.features.to_string()).or_insert((item.case.features, Vec::new())).1.push(item);
    }
    for (features, group) in groups.values() {
        for batch in group.chunks(options.batch) {
            let Some(first) = batch.first() else { continue };
            let name = format!("batch_{}", first.id);
            let object = Arc::new(run::assemble(machine, batch, *features, &name)?);
            for compiler in &machine.compilers {
                if !options.compilers.is_empty() && !options.compilers.iter().any(|name| name == compiler.name) {
                    continue;
                }
                let calls = options.opts.len() * Direction::ALL.len();
                let mut cases = Vec::new();
                for item in batch {
                    let excuse = if compiler.takes(&item.case) {
                        rules
                            .iter()
                            .find(|rule| rule.excuses(&machine.target, compiler.name, item))
                            .map(|rule| (format!("{}: rule {rule}", compiler.name), false))
                    } else {
                        let nobody = !machine.compilers.iter().any(|other| other.takes(&item.case));
                        Some((format!("{}: the compiler lacks a type", compiler.name), nobody))
                    };
                    match excuse {
                        Some(why) => *held_back.entry(why).or_insert(0) += calls,
                        None => cases.push(*item),
                    }
                }
                for opt in &options.opts {
                    if !cases.is_empty() {
                        let (cases, opt, object, name) = (cases.clone(), opt.clone(), object.clone(), name.clone());
                        jobs.push(Job { cases, compiler, opt, object, name });
                    }
                }
            }
        }
    }
    Ok((jobs, held_back))
}

/// Prints what failed, made small, and the table.
fn report(machine: &Machine, jobs: &[Job<'_>], outcomes: Vec<Outcome>, planned: &[Planned]) -> Summary {
    let mut summary = Summary::default();
    let mut rows: BTreeMap<(String, String, usize), (usize, usize, usize)> = BTreeMap::new();
    let mut failures: Vec<Failure> = Vec::new();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match outcome {
            Ok(verdicts) => {
                for (direction, verdict) in verdicts.into_iter().enumerate() {
                    let row = rows.entry((job.compiler.name.into(), job.opt.clone(), direction)).or_default();
                    let failed: BTreeSet<usize> = verdict.failures.iter().map(|failure| failure.id).collect();
                    row.0 += verdict.run;
                    row.1 += failed.len();
                    row.2 += verdict.not_run;
                    failures.extend(verdict.failures);
                }
            }
            Err(fault) => {
                println!("{fault}");
                summary.failed += 1;
            }
        }
    }
    let by_id: HashMap<usize, &Planned> = planned.iter().map(|item| (item.id, item)).collect();
    let mut seen = BTreeSet::new();
    for failure in &failures {
        let Some(item) = by_id.get(&failure.id) else { continue };
        if !seen.insert(failure.id) {
            continue;
        }
        if seen.len() <= MOST_SHOWN {
            println!("{}", minimal::show(machine, item, failure));
        } else {
            let direction = failure.direction.name();
            println!("{} {} -O{} {direction}: {}", item.case.name, failure.compiler, failure.opt, failure.message);
        }
    }
    println!("\n{:<9} {:<6} {:<10} {:>8} {:>9} {:>8}", "compiler", "level", "direction", "cases", "failures", "not run");
    for ((compiler, opt, direction), (run, failed, not_run)) in &rows {
        println!("{compiler:<9} -O{opt:<4} {:<10} {run:>8} {failed:>9} {not_run:>8}", Direction::ALL[*direction].name());
        summary.passed += run - failed;
        summary.failed += failed;
        summary.skipped += not_run;
    }
    summary
}
