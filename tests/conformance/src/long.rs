//! A long run: random signatures by the hundred thousand, each judged by one compiler at one level, by turns.
//!
//! Workers take a batch of numbers each and see it through, from the signatures to the verdicts, so that memory and disk hold a few
//! batches and no more. The record grows by the batches that are done without a gap before them, and is written every minute: what
//! an interrupted run has judged is not lost.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ffi_abi::Features;

use crate::c_program::Planned;
use crate::judge;
use crate::machine::{Compiler, Machine};
use crate::record::{self, Kind, Record};
use crate::rules::{self, Rule};
use crate::run::{self, Failure, Job};
use crate::toolchain::Toolchain;
use crate::{Options, Summary, minimal, random};

/// Failures that are kept, to be made small and shown at the end.
const MOST_SHOWN: usize = 5;

/// Time between two lines about the progress, each of which is behind a record on disk.
const PAUSE: Duration = Duration::from_secs(30);

/// Who judges: a compiler at a level.
type Judge<'a> = (&'a Compiler, &'a str);

/// What every worker knows.
struct Long<'a> {
    machine: &'a Machine,
    options: &'a Options,
    rules: Vec<Rule>,
    judges: Vec<Judge<'a>>,
    first: usize,
    end: usize,
}

/// What a batch of numbers came to.
struct Batch {
    record: Record,
    failures: Vec<(Planned, Failure)>,
}

/// Judges the numbers that the options name, and records them.
pub(crate) fn run_target(options: &Options, toolchain: &'static Toolchain, folder: &Path) -> Result<Summary, String> {
    let machine = Machine::of(toolchain, folder)?;
    let rules = rules::read()?.into_iter().filter(|rule| rule.concerns(&machine)).collect();
    let used = |compiler: &&Compiler| options.compilers.is_empty() || options.compilers.iter().any(|name| name == compiler.name);
    let compilers: Vec<&Compiler> = machine.compilers.iter().filter(used).collect();
    let judges: Vec<Judge<'_>> =
        options.opts.iter().flat_map(|opt| compilers.iter().map(move |compiler| (*compiler, opt.as_str()))).collect();

    let old = record::read(Kind::Long, toolchain.name)?;
    let end = options.first + options.cases;
    let recorded = old.iter().filter(|record| record.seed == options.seed).map(|record| record.end).max();
    let first = if options.resume { recorded.unwrap_or(0).max(options.first) } else { options.first };
    println!("\n==== {}: numbers {first}..{end} of seed {}", toolchain.name, options.seed);
    if first >= end {
        println!("they are recorded already");
        return Ok(Summary::default());
    }
    if let Some(fault) = record::overlap(&old, options.seed, first, end) {
        return Err(format!("{}: {fault}", toolchain.name));
    }
    for compiler in &compilers {
        println!("{:<6} {}", compiler.name, compiler.version);
    }
    let (date, commit) = record::stamp();
    let versions = compilers.iter().map(|compiler| (compiler.name.to_string(), compiler.version.clone())).collect();
    let record = Record { date, commit, seed: options.seed, first, end: first, versions, ..Record::default() };
    let long = Long { machine: &machine, options, rules, judges, first, end };
    let (record, failures) = long.run(record, &|record| record::write(Kind::Long, toolchain.name, &old, record))?;

    let mut shown = Vec::new();
    for (item, failure) in &failures {
        if !shown.contains(&item.id) && shown.len() < MOST_SHOWN {
            shown.push(item.id);
            println!("{}", minimal::show(&machine, item, failure));
        }
    }
    println!("{record}");
    let (failed, not_run) = (record.sum(|calls| calls.failed), record.sum(|calls| calls.not_run));
    Ok(Summary { passed: record.sum(|calls| calls.random) - failed, failed, skipped: not_run })
}

impl Long<'_> {
    /// Runs every batch; the record, and the first failures.
    fn run(
        &self,
        record: Record,
        write: &(dyn Fn(&Record) -> Result<(), String> + Sync),
    ) -> Result<(Record, Vec<(Planned, Failure)>), String> {
        let next = AtomicUsize::new(0);
        let broken = AtomicBool::new(false);
        let count = (self.end - self.first).div_ceil(self.options.batch);
        let state = Mutex::new(State {
            record,
            waiting: BTreeMap::new(),
            done: 0,
            failures: Vec::new(),
            start: Instant::now(),
            written: Instant::now(),
        });
        let fault = Mutex::new(None);
        std::thread::scope(|scope| {
            for _ in 0..self.options.jobs {
                scope.spawn(|| {
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count || broken.load(Ordering::Relaxed) {
                            break;
                        }
                        let outcome = self.batch(index);
                        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                        if let Err(found) = outcome.and_then(|batch| state.take(self, index, batch, write)) {
                            broken.store(true, Ordering::Relaxed);
                            fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(found);
                        }
                    }
                });
            }
        });
        let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if state.record.end > state.record.first {
            write(&state.record)?;
        }
        match fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(fault) => Err(fault),
            None => Ok((state.record, state.failures)),
        }
    }

    /// Numbers of a batch.
    fn numbers(&self, index: usize) -> std::ops::Range<usize> {
        let first = self.first + index * self.options.batch;
        first..(first + self.options.batch).min(self.end)
    }

    /// From numbers to verdicts.
    fn batch(&self, index: usize) -> Result<Batch, String> {
        let machine = self.machine;
        let numbers = self.numbers(index);
        let cases = numbers.clone().map(|number| {
            let mut case = random::case(&machine.target, self.options.seed, number);
            case.signature = judge::of_convention(&case.signature, machine.toolchain.convention);
            case
        });
        let (mut planned, refused) = judge::plan(machine, cases.collect(), self.options.closures)?;
        // Unique in this run, so that no two programs share a file, and not zero where values begin.
        planned.iter_mut().for_each(|item| item.id += numbers.start);
        let mut batch = Batch { record: Record::default(), failures: Vec::new() };
        batch.record.refused = refused.into_iter().map(|(reason, count)| (reason.to_string(), count)).collect();
        let mut groups: BTreeMap<String, (Features, Vec<&Planned>)> = BTreeMap::new();
        for item in &planned {
            groups.entry(item.case.features.to_string()).or_insert((item.case.features, Vec::new())).1.push(item);
        }
        for (turn, (features, group)) in groups.into_values().enumerate() {
            self.group(&mut batch, index + turn, features, &group)?;
        }
        Ok(batch)
    }

    /// Cases of one set of features. It is one judge's turn; what it is excused from goes to the next that takes it.
    fn group(&self, batch: &mut Batch, turn: usize, features: Features, group: &[&Planned]) -> Result<(), String> {
        let count = self.judges.len();
        let mut shares: Vec<Vec<&Planned>> = vec![Vec::new(); count];
        for item in group {
            let mut excused = Vec::new();
            let judge = (0..count).map(|step| (turn + step) % count).find(|judge| {
                let (compiler, _) = self.judges[*judge];
                let excuse = judge::excuse(self.machine, &self.rules, compiler, item);
                excused.extend(excuse.map(|excuse| (compiler.name.to_string(), excuse.name().to_string())));
                excuse.is_none()
            });
            // The same compiler at another level says the same.
            excused.sort();
            excused.dedup();
            for key in excused {
                *batch.record.excused.entry(key).or_default() += 1;
            }
            match judge {
                Some(judge) => shares[judge].push(item),
                None => batch.record.unjudged += 1,
            }
        }
        let Some(first) = group.first() else { return Ok(()) };
        let name = format!("batch_{}", first.id);
        let object = Arc::new(run::assemble(self.machine, group, features, &name)?);
        for (cases, (compiler, opt)) in shares.into_iter().zip(&self.judges) {
            if cases.is_empty() {
                continue;
            }
            let job = Job { cases, compiler, opt: (*opt).into(), object: object.clone(), name: name.clone() };
            let verdicts = run::run_job(self.machine, &job)?;
            run::count(&job, &verdicts, &mut batch.record);
            batch.record.judged += job.cases.len();
            for failure in verdicts.into_iter().flat_map(|verdict| verdict.failures) {
                let item = job.cases.iter().find(|item| item.id == failure.id);
                batch.failures.extend(item.map(|item| ((*item).clone(), failure)));
            }
        }
        // A leftover is a nuisance and no fault.
        let _ = std::fs::remove_file(&*object);
        Ok(())
    }
}

/// What is known so far.
struct State {
    /// Of the batches without a gap before them.
    record: Record,
    /// Of those behind a gap.
    waiting: BTreeMap<usize, Record>,
    done: usize,
    failures: Vec<(Planned, Failure)>,
    start: Instant,
    written: Instant,
}

impl State {
    /// Takes a batch in; now and then writes the record, and a line.
    fn take(
        &mut self,
        long: &Long<'_>,
        index: usize,
        batch: Batch,
        write: &(dyn Fn(&Record) -> Result<(), String> + Sync),
    ) -> Result<(), String> {
        for (item, failure) in batch.failures {
            let Failure { compiler, opt, direction, message, .. } = &failure;
            println!("FAILED {} {compiler} -O{opt} {}: {}: {message}", item.case.name, direction.name(), item.case.signature);
            if self.failures.len() < 20 * MOST_SHOWN {
                self.failures.push((item, failure));
            }
        }
        self.done += long.numbers(index).len();
        self.waiting.insert(index, batch.record);
        let next = |state: &State| (state.record.end - long.first).div_ceil(long.options.batch);
        while let Some(part) = self.waiting.remove(&next(self)) {
            let end = long.numbers(next(self)).end;
            self.record.add(&part);
            self.record.end = end;
        }
        let total = long.end - long.first;
        if self.written.elapsed() < PAUSE && self.done < total {
            return Ok(());
        }
        self.written = Instant::now();
        if self.record.end > self.record.first {
            write(&self.record)?;
        }
        let gone = self.start.elapsed().as_secs_f64();
        let left = gone / self.done as f64 * (total - self.done) as f64;
        let failed = self.record.sum(|calls| calls.failed);
        println!("{} of {total} numbers, {failed} failures, {gone:.0} s gone, {left:.0} s to go", self.done);
        Ok(())
    }
}
