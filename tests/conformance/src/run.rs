//! From planned cases to verdicts: batches are compiled, linked with the assembled object, run, and what they print is read.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ffi_abi::Features;

use crate::c_program::{self, Planned};
use crate::case::{Direction, Extension};
use crate::emit;
use crate::machine::{Compiler, Machine, feature_flags};
use crate::record::Record;

/// A fault that a program reported, or the death of the program at a case.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) id: usize,
    pub(crate) compiler: &'static str,
    pub(crate) opt: String,
    pub(crate) direction: Direction,
    pub(crate) message: String,
}

/// What one compiler at one level said about one direction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Verdict {
    /// Cases that ran.
    pub(crate) run: usize,
    /// Cases compiled and linked but not run: the processor lacks the feature.
    pub(crate) not_run: usize,
    pub(crate) failures: Vec<Failure>,
}

/// A verdict for each direction.
pub(crate) type Verdicts = [Verdict; Direction::ALL.len()];

/// What came of a program: its verdicts, or why it could not be made.
pub(crate) type Outcome = Result<Verdicts, String>;

/// A program to make: cases of one set of features, one compiler, one level.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) cases: Vec<&'a Planned>,
    pub(crate) compiler: &'a Compiler,
    pub(crate) opt: String,
    /// Shared by the jobs that judge the same code.
    pub(crate) object: Arc<PathBuf>,
    pub(crate) name: String,
}

/// The object of all trampolines of these cases.
pub(crate) fn assemble(machine: &Machine, cases: &[&Planned], features: Features, name: &str) -> Result<PathBuf, String> {
    let plans: Vec<_> = cases.iter().map(|planned| (&planned.case.signature, &planned.plan)).collect();
    let bytes = emit::object(&machine.target_with(features), machine.toolchain.own, &plans)?;
    let path = machine.folder.join(format!("{name}.o"));
    fs::write(&path, bytes).map_err(|fault| format!("{}: {fault}", path.display()))?;
    Ok(path)
}

/// Adds what a program said to a record.
pub(crate) fn count(job: &Job<'_>, verdicts: &Verdicts, record: &mut Record) {
    for (direction, verdict) in Direction::ALL.into_iter().zip(verdicts) {
        let random = job.cases.iter().filter(|planned| planned.goes(direction) && planned.case.is_random()).count();
        let calls = record.calls.entry((job.compiler.name.into(), job.opt.clone(), direction)).or_default();
        // All of them ran, or none.
        if verdict.run > 0 {
            calls.random += random;
            calls.systematic += verdict.run - random;
        }
        calls.failed += verdict.failures.iter().map(|failure| failure.id).collect::<BTreeSet<_>>().len();
        calls.not_run += verdict.not_run;
    }
}

/// Makes and runs every program, several at once; the verdicts in the order of the jobs.
pub(crate) fn run_all(machine: &Machine, jobs: &[Job<'_>], workers: usize, progress: &(dyn Fn(usize) + Sync)) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let slots: Vec<Mutex<Option<Outcome>>> = jobs.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    let verdict = run_job(machine, job);
                    *slots[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(verdict);
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1);
                }
            });
        }
    });
    let take = |slot: Mutex<Option<_>>| slot.into_inner().unwrap_or_else(PoisonError::into_inner);
    slots.into_iter().map(|slot| take(slot).unwrap_or_else(|| Err("the program was not made".into()))).collect()
}

/// One program, every direction.
pub(crate) fn run_job(machine: &Machine, job: &Job<'_>) -> Outcome {
    let features = job.cases.first().map_or(Features::NONE, |planned| planned.case.features);
    let base = machine.folder.join(format!("{}_{}_O{}", job.name, job.compiler.name, job.opt));
    let source = base.with_extension("c");
    let text = c_program::source(&machine.target_with(features), &machine.host()?, &job.cases)?;
    fs::write(&source, text).map_err(|fault| fault.to_string())?;
    let object = base.with_extension("o");
    let level = format!("-O{}", job.opt);
    let mut flags: Vec<&str> = [level.as_str()].into_iter().chain(feature_flags(features).iter().copied()).collect();
    if job.cases.iter().any(|planned| planned.case.wants(Extension::Cpp)) {
        flags.extend(Extension::CPP_FLAGS);
    }
    job.compiler.compile(&source, &object, &flags)?;
    let program = base.with_extension("exe");
    machine.link(&[&object, &job.object], &program)?;
    let mut verdicts = Verdicts::default();
    for (direction, verdict) in Direction::ALL.into_iter().zip(&mut verdicts) {
        if machine.runs(features) {
            run_program(machine, job, &program, direction, verdict)?;
        } else {
            verdict.not_run = job.cases.iter().filter(|planned| planned.goes(direction)).count();
        }
    }
    for file in [&source, &object, &program] {
        let keep = verdicts.iter().any(|verdict| !verdict.failures.is_empty());
        if !keep {
            let _ = fs::remove_file(file);
        }
    }
    Ok(verdicts)
}

/// Runs a program; after a death it is started again behind the case that it died of.
fn run_program(
    machine: &Machine,
    job: &Job<'_>,
    program: &Path,
    direction: Direction,
    verdict: &mut Verdict,
) -> Result<(), String> {
    let cases: Vec<&Planned> = job.cases.iter().copied().filter(|planned| planned.goes(direction)).collect();
    let ids: Vec<usize> = cases.iter().map(|planned| planned.id).collect();
    let (Some(mut first), Some(last)) = (ids.first().copied(), ids.last().copied()) else { return Ok(()) };
    let failure = |id: usize, message: &str| Failure {
        id,
        compiler: job.compiler.name,
        opt: job.opt.clone(),
        direction,
        message: message.to_string(),
    };
    loop {
        let arguments = [direction.name().to_string(), first.to_string(), last.to_string()];
        let (output, status) = machine.run(program, &arguments)?;
        let mut died_at = None;
        let mut done = None;
        for line in output.lines() {
            let mut words = line.splitn(4, ' ');
            match (words.next(), words.next().and_then(|word| word.parse::<usize>().ok())) {
                (Some("FAIL"), Some(id)) => {
                    verdict.failures.push(failure(id, words.nth(1).unwrap_or_default()));
                }
                (Some("CRASH"), Some(id)) => {
                    died_at = Some(id);
                    verdict.failures.push(failure(id, &format!("the program died: {}", words.nth(1).unwrap_or_default())));
                }
                (Some("DONE"), Some(count)) => done = Some(count),
                _ => return Err(format!("{} printed `{line}`", program.display())),
            }
        }
        match (done, died_at) {
            (Some(count), None) => {
                verdict.run += count;
                return if count == ids.iter().filter(|id| **id >= first).count() {
                    Ok(())
                } else {
                    Err(format!("{}: only {count} cases ran", program.display()))
                };
            }
            (None, Some(id)) => {
                verdict.run += ids.iter().filter(|other| (first..=id).contains(other)).count();
                match ids.iter().find(|other| **other > id) {
                    Some(following) => first = *following,
                    None => return Ok(()),
                }
            }
            // It hung, or died without a word: each of the rest alone tells which it was.
            _ if first < last => {
                let middle = ids.iter().filter(|id| **id >= first).count() / 2;
                let (front, back): (Vec<&Planned>, Vec<&Planned>) = {
                    let rest: Vec<&Planned> = cases.iter().copied().filter(|planned| planned.id >= first).collect();
                    (rest[..middle].to_vec(), rest[middle..].to_vec())
                };
                for cases in [front, back] {
                    let part = Job {
                        cases,
                        compiler: job.compiler,
                        opt: job.opt.clone(),
                        object: job.object.clone(),
                        name: job.name.clone(),
                    };
                    run_program(machine, &part, program, direction, verdict)?;
                }
                return Ok(());
            }
            _ => {
                verdict.run += 1;
                verdict.failures.push(failure(first, &format!("the program hung or died without a word: {status:?}")));
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ffi_abi::{Signature, lower};

    use super::*;
    use crate::case::Case;

    /// What the compilers say of a case whose code was made for another signature: failures by compiler, level 2.
    fn failures(name: &str, signature: &str, made_for: &str) -> [usize; 2] {
        let folder = std::env::temp_dir().join(format!("ffi-conformance-{}-{name}", std::process::id()));
        let machine = Machine::of(&crate::toolchain::ALL[0], &folder).expect("gcc and clang are here");
        let parse = |text: &str| Signature::parse(text).expect("a signature");
        let plan = lower(&machine.target, &parse(made_for)).expect("a plan");
        let planned = Planned { id: 1, case: Case::new(name, parse(signature)), plan, closure: true };
        let object = Arc::new(assemble(&machine, &[&planned], Features::NONE, name).expect("an object"));
        let count = |compiler: &str| {
            let compiler = machine.compilers.iter().find(|found| found.name == compiler).expect("both compilers are here");
            let job = Job { cases: vec![&planned], compiler, opt: "2".into(), object: object.clone(), name: name.into() };
            let verdicts = run_job(&machine, &job).expect("the program was made");
            verdicts.iter().map(|verdict| verdict.failures.len()).sum()
        };
        let counts = [count("gcc"), count("clang")];
        fs::remove_dir_all(&folder).expect("the folder can be removed");
        counts
    }

    #[test]
    fn the_right_code_passes() {
        assert_eq!(failures("right", "short(short, double, ...)", "short(short, double, ...)"), [0, 0]);
    }

    #[test]
    fn arguments_in_each_others_places_are_noticed() {
        let [gcc, clang] = failures("swapped", "void(long, int, long)", "void(long, long, int)");
        assert!(gcc > 0 && clang > 0);
    }

    #[test]
    fn a_wrong_extension_is_noticed_by_the_compiler_that_relies_on_it() {
        assert!(failures("extension", "void(signed char)", "void(unsigned char)")[1] > 0);
    }

    #[test]
    fn a_wrong_result_is_noticed() {
        let [gcc, clang] = failures("result", "float(void)", "int(void)");
        assert!(gcc > 0 && clang > 0);
    }

    #[test]
    fn missing_vector_count_is_noticed() {
        let [gcc, clang] = failures("count", "void(int, ..., double)", "void(int, double)");
        assert!(gcc > 0 && clang > 0);
    }
}
