//! A run of every case that the options name, by every compiler at every level.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use ffi_abi::Features;

use crate::c_program::Planned;
use crate::case::{Case, Direction, Extension};
use crate::judge::{self, Excuse};
use crate::machine::{Compiler, Machine};
use crate::record::{self, Kind, Record};
use crate::rules::{self, Rule};
use crate::run::{self, Failure, Job, Outcome};
use crate::toolchain::Toolchain;
use crate::{Options, Summary, minimal, random, systematic};

/// Failures that are made small and shown; the others are listed.
const MOST_SHOWN: usize = 5;

/// Judges a target, prints the table, and gives what is to be recorded besides the summary.
pub(crate) fn run_target(options: &Options, toolchain: &'static Toolchain, folder: &Path) -> Result<Summary, String> {
    let machine = Machine::of(toolchain, folder)?;
    let wanted = |case: &Case| options.only.is_empty() || options.only.iter().any(|word| case.name.contains(word.as_str()));
    let mut cases: Vec<Case> = systematic::cases(machine.target.arch()).into_iter().step_by(options.thin).collect();
    cases.extend((0..options.cases).map(|number| random::case(&machine.target, options.seed, options.first + number)));
    cases.retain(|case| wanted(case) && judge::is_of(&machine.target, case));
    for case in &mut cases {
        case.signature = judge::of_convention(&case.signature, toolchain.convention);
    }
    if options.list {
        for case in &cases {
            println!("{}: {}", case.name, case.signature);
        }
        return Ok(Summary::default());
    }
    let (planned, refused) = judge::plan(&machine, cases, options.closures)?;
    let rules: Vec<Rule> = rules::read()?.into_iter().filter(|rule| rule.concerns(&machine)).collect();
    println!("\n==== {}", toolchain.name);
    for compiler in &machine.compilers {
        println!("{:<6} {}", compiler.name, compiler.version);
    }
    println!("{} cases ({} random, seed {})", planned.len(), options.cases, options.seed);
    for (reason, count) in &refused {
        println!("refused: {count:>8}  {reason}");
    }

    let (date, commit) = record::stamp();
    let (first, end) = (options.first, options.first + options.cases);
    let mut record = Record { date, commit, seed: options.seed, first, end, ..Record::default() };
    record.refused = refused.iter().map(|(reason, count)| ((*reason).to_string(), *count)).collect();
    let (jobs, held_back) = jobs(&machine, options, &rules, &planned, &mut record)?;
    let step = (jobs.len() / 10).max(1);
    let progress = |done: usize| {
        if done.is_multiple_of(step) || done == jobs.len() {
            println!("{done} of {} programs", jobs.len());
        }
    };
    let outcomes = run::run_all(&machine, &jobs, options.jobs, &progress);
    let mut summary = report(&machine, &jobs, outcomes, &planned, &mut record);
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
    if options.default {
        record::write(Kind::Default, toolchain.name, &[], &record)?;
    }
    if options.keep {
        println!("programs: {}", folder.display());
    }
    Ok(summary)
}

/// The programs to make, and how many calls are not made: why, and whether nobody judges them.
type Jobs<'a> = (Vec<Job<'a>>, BTreeMap<(String, bool), usize>);

fn jobs<'a>(
    machine: &'a Machine,
    options: &Options,
    rules: &[Rule],
    planned: &'a [Planned],
    record: &mut Record,
) -> Result<Jobs<'a>, String> {
    let used = |compiler: &Compiler| options.compilers.is_empty() || options.compilers.iter().any(|name| name == compiler.name);
    let compilers: Vec<&Compiler> = machine.compilers.iter().filter(|compiler| used(compiler)).collect();
    record.versions = compilers.iter().map(|compiler| (compiler.name.to_string(), compiler.version.clone())).collect();
    let mut judged = BTreeSet::new();
    let mut jobs = Vec::new();
    let mut held_back = BTreeMap::new();
    // What is compiled with a feature runs only where it exists, so a file holds cases of one set.
    let mut groups: BTreeMap<String, (Features, Vec<&Planned>)> = BTreeMap::new();
    for item in planned {
        // Nor do two languages go in one.
        groups
            .entry(format!("{} {}", item.case.features, item.case.wants(Extension::Cpp)))
            .or_insert((item.case.features, Vec::new()))
            .1
            .push(item);
    }
    for (features, group) in groups.values() {
        for batch in group.chunks(options.batch) {
            let Some(first) = batch.first() else { continue };
            let name = format!("batch_{}", first.id);
            let object = Arc::new(run::assemble(machine, batch, *features, &name)?);
            for compiler in &compilers {
                let ways = |item: &Planned| Direction::ALL.into_iter().filter(|direction| item.goes(*direction)).count();
                let mut cases = Vec::new();
                for item in batch {
                    let Some(excuse) = judge::excuse(machine, rules, compiler, item) else {
                        judged.insert(item.id);
                        cases.push(*item);
                        continue;
                    };
                    let nobody = match excuse {
                        Excuse::Lacks => !machine.compilers.iter().any(|other| other.takes(&item.case)),
                        Excuse::Rule(_) => false,
                    };
                    *held_back.entry((format!("{}: {excuse}", compiler.name), nobody)).or_insert(0) +=
                        options.opts.len() * ways(item);
                    *record.excused.entry((compiler.name.into(), excuse.name().into())).or_default() += 1;
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
    record.judged = judged.len();
    record.unjudged = planned.len() - judged.len();
    Ok((jobs, held_back))
}

/// Prints what failed, made small, and the table.
fn report(machine: &Machine, jobs: &[Job<'_>], outcomes: Vec<Outcome>, planned: &[Planned], record: &mut Record) -> Summary {
    let mut summary = Summary::default();
    let mut failures: Vec<Failure> = Vec::new();
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match outcome {
            Ok(verdicts) => {
                run::count(job, &verdicts, record);
                failures.extend(verdicts.into_iter().flat_map(|verdict| verdict.failures));
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
    println!("\n{:<9} {:<6} {:<12} {:>8} {:>9} {:>8}", "compiler", "level", "direction", "cases", "failures", "not run");
    for ((compiler, opt, direction), calls) in &record.calls {
        let (run, failed, not_run) = (calls.systematic + calls.random, calls.failed, calls.not_run);
        println!("{compiler:<9} -O{opt:<4} {:<12} {run:>8} {failed:>9} {not_run:>8}", direction.name());
        summary.passed += run - failed;
        summary.failed += failed;
        summary.skipped += not_run;
    }
    summary
}
