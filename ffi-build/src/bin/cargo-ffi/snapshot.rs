//! `cargo ffi snapshot` and `cargo ffi check`: what `ffi_build::snapshot` makes and compares, as files.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{self, Machine};
use ffi_grammar::{Code, Diagnostic};

use crate::arguments::{Check, Foreign, Snapshot};
use crate::bindings::{name, save};
use crate::choice::{Choice, here};
use crate::output::{BAD, GOOD, HEAD, Progress, counted, paint, show};
use crate::subject;
use crate::{DRIFT, Outcome};

/// Whether an argument names a snapshot.
pub(crate) fn is_snapshot(argument: &str) -> bool {
    Path::new(argument).extension().is_some_and(|extension| extension == "ffi")
}

/// A builder that builds from a snapshot.
pub(crate) fn from_snapshot(path: &str) -> Result<Builder, Vec<Diagnostic>> {
    let name = name(&[path.to_owned()], &Choice::default());
    read(Path::new(path)).map(|_| Builder::new(name).snapshot(here(Path::new(path))).sources([""; 0]))
}

fn read(path: &Path) -> Result<snapshot::Snapshot, Vec<Diagnostic>> {
    let malformed = |why: String| vec![Diagnostic::new(Code::BadSnapshot, [path.display().to_string(), why])];
    let text = std::fs::read_to_string(path).map_err(|error| malformed(error.to_string()))?;
    snapshot::Snapshot::parse(text).map_err(|fault| malformed(fault.to_string()))
}

/// What clang is told for one target alone. Each has to be one of `known`, the targets of all snapshots at hand.
fn foreign(known: &[Target], foreign: &Foreign) -> Result<Vec<(Target, String)>, Vec<Diagnostic>> {
    let fault = |argument: &str, why: String, hint: String| {
        Err(vec![Diagnostic::new(Code::ForeignArgument, [argument.to_owned(), why, hint])])
    };
    let read = |argument: &String| {
        let Some((triple, rest)) = argument.split_once('=') else {
            let hint = "write the target and an argument for clang: `--for 'TRIPLE=ARGUMENT'`";
            return fault(argument, "there is no `=` in it".to_owned(), hint.to_owned());
        };
        let target = subject::target(Some(triple))?;
        if !known.contains(&target) {
            let known: Vec<String> = known.iter().map(|target| format!("`{target}`")).collect();
            let why = format!("headers are not read for `{triple}`");
            return fault(
                argument,
                why,
                format!("they are read for {}; `snapshot` reads more with `--target`", known.join(", ")),
            );
        }
        Ok((target, rest.to_owned()))
    };
    foreign.arguments.iter().map(read).collect()
}

/// The targets, each with what clang is told for it alone.
fn machines(targets: &[Target], foreign: &[(Target, String)]) -> Vec<Machine> {
    let mut machines: Vec<Machine> = targets.iter().map(|target| Machine::new(*target)).collect();
    for (target, argument) in foreign {
        for machine in machines.iter_mut().filter(|machine| machine.target == *target) {
            machine.arguments.push(argument.clone());
        }
    }
    machines
}

/// The targets that a snapshot was made for. Each has an entry for every version feature (`triple/feature`) besides its own.
fn targets(snapshot: &snapshot::Snapshot) -> Result<Vec<Target>, Vec<Diagnostic>> {
    let own = snapshot.targets().iter().filter(|entry| !entry.contains('/'));
    own.map(|triple| subject::target(Some(triple))).collect()
}

pub(crate) fn make(command: &Snapshot) -> Outcome {
    let old = match &command.headers[..] {
        [file] if is_snapshot(file) => Some((PathBuf::from(file), read(Path::new(file))?)),
        _ => None,
    };
    let (mut builder, path, targets) = match &old {
        Some((path, old)) => {
            let mut all = targets(old)?;
            if !command.machines.targets.is_empty() {
                for more in subject::targets(&command.machines)? {
                    if !all.contains(&more) {
                        all.push(more);
                    }
                }
            }
            (old.recipe(), command.output.clone().unwrap_or_else(|| path.clone()), all)
        }
        None => {
            let name = command.name.clone().unwrap_or_else(|| name(&command.headers, &command.choice));
            let path = command.output.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.ffi")));
            (Builder::new(name).headers(command.headers.iter().cloned()), path, subject::targets(&command.machines)?)
        }
    };
    builder = builder.sources([""; 0]);
    for folder in &command.reading.include {
        builder = builder.include(folder);
    }
    for argument in command.reading.without_folders() {
        builder = builder.clang_arg(argument);
    }
    builder = command.choice.apply(builder);
    for layout in &command.layout {
        let Some((header, record)) = layout.rsplit_once(':').filter(|(header, record)| !header.is_empty() && !record.is_empty())
        else {
            return Err(vec![Diagnostic::new(Code::LayoutArgument, [layout.as_str()])]);
        };
        builder = builder.layout(header, record);
    }
    let foreign = foreign(&targets, &command.foreign)?;
    let mut progress = Progress::new();
    progress.doing("Reading", &format!("headers for {}", counted(targets.len() as u64, "target")));
    let text = snapshot::make(&builder, &machines(&targets, &foreign))?;
    drop(progress);
    if std::fs::read_to_string(&path).is_ok_and(|before| before == text) {
        anstream::eprintln!("{} {}: it says the same", paint(HEAD, "unchanged"), path.display());
    } else {
        save(&path, text.as_bytes())?;
        anstream::eprintln!("{} {}: {}", paint(HEAD, "wrote"), path.display(), counted(targets.len() as u64, "target"));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn check(command: &Check) -> Outcome {
    let mut drifted = false;
    let mut snapshots = Vec::new();
    for path in &command.snapshots {
        let old = read(path)?;
        let targets = targets(&old)?;
        snapshots.push((path, old, targets));
    }
    let all: Vec<Target> = snapshots.iter().flat_map(|(_, _, targets)| targets).copied().collect();
    let foreign = foreign(&all, &command.foreign)?;
    for (path, old, targets) in snapshots {
        let mut progress = Progress::new();
        progress.doing("Checking", &path.display().to_string());
        let text = snapshot::make(&old.recipe().sources([""; 0]), &machines(&targets, &foreign))?;
        drop(progress);
        let malformed = |fault: snapshot::Malformed| {
            vec![Diagnostic::new(Code::BadSnapshot, [path.display().to_string(), fault.to_string()])]
        };
        let new = snapshot::Snapshot::parse(text).map_err(malformed)?;
        let drift = snapshot::drift(&old, &new).map_err(|(fault, _)| malformed(fault))?;
        let path = path.display();
        if drift.is_empty() {
            show(&format!("{path}: {}\n", paint(GOOD, "the headers say the same")));
        } else {
            drifted = true;
            let count = format!("{} from the headers", counted(drift.len() as u64, "difference"));
            show(&format!("{path}: {}\n{drift}`cargo ffi snapshot {path}` takes them over\n", paint(BAD, count)));
        }
    }
    Ok(if drifted { ExitCode::from(DRIFT) } else { ExitCode::SUCCESS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_with_versions_is_one() {
        let entries = ["i686-unknown-linux-gnu", "i686-unknown-linux-gnu/v2"].map(|entry| format!("target {entry}\n")).concat();
        let text = format!("ffi-snapshot 1\n{entries}[rust]\n[layouts]\n[calls]\n[declarations]\n[facts]\n");
        let found = targets(&snapshot::Snapshot::parse(text).unwrap()).unwrap();
        assert_eq!(found, [Target::parse("i686-unknown-linux-gnu").unwrap()]);
    }
}
