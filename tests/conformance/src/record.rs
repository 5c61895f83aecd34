//! What a run found, as data: a text file for each target, from which `docs/conformance.md` is made.
//!
//! ```text
//! run 2026-11-21 commit 0123456789ab
//! seed 7 numbers 0..100000
//! version gcc gcc (Debian 12.2.0-14+deb12u1) 12.2.0
//! judged 99480
//! unjudged 0
//! calls gcc 2 down systematic 0 random 24870 failed 0 not-run 0
//! refused 520 no compiler has the type
//! excused 91 clang unnamed_bits
//! note what became of failures, by hand
//! ```

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::case::Direction;

/// Which folder of records a run belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Every case, every compiler, every level: one record for each target, the last one.
    Default,
    /// Random signatures, each judged by one compiler at one level: several records, which add up.
    Long,
}

impl Kind {
    /// The folder, below this package's.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Kind::Default => "default-runs",
            Kind::Long => "long-runs",
        }
    }
}

/// Calls that one compiler at one level judged in one direction.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) systematic: usize,
    pub(crate) random: usize,
    pub(crate) failed: usize,
    /// Compiled and linked alone: the processor lacks the feature.
    pub(crate) not_run: usize,
}

/// One run of one target.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) date: String,
    /// The last that changed what is judged; a `+` behind it says that files differed from it.
    pub(crate) commit: String,
    pub(crate) seed: u64,
    /// Numbers of the random signatures: from this one …
    pub(crate) first: usize,
    /// … to the one before this one.
    pub(crate) end: usize,
    /// What each compiler says about itself.
    pub(crate) versions: BTreeMap<String, String>,
    /// Signatures that somebody judged, the systematic ones included.
    pub(crate) judged: usize,
    /// Signatures that nobody could judge: every compiler lacks a type, or a rule excuses it.
    pub(crate) unjudged: usize,
    /// By compiler, level and direction.
    pub(crate) calls: BTreeMap<(String, String, Direction), Calls>,
    /// Signatures that the target has no plan for, by reason.
    pub(crate) refused: BTreeMap<String, usize>,
    /// What became of failures since, written by hand.
    pub(crate) notes: Vec<String>,
    /// Signatures that a compiler is excused from, by compiler and rule; `-` where it lacks a type.
    pub(crate) excused: BTreeMap<(String, String), usize>,
}

impl Record {
    /// The sum of a field over every compiler, level and direction.
    pub(crate) fn sum(&self, field: impl Fn(&Calls) -> usize) -> usize {
        self.calls.values().map(field).sum()
    }

    /// Adds what another part of the same run found.
    pub(crate) fn add(&mut self, other: &Record) {
        self.judged += other.judged;
        self.unjudged += other.unjudged;
        for (key, calls) in &other.calls {
            let sum = self.calls.entry(key.clone()).or_default();
            sum.systematic += calls.systematic;
            sum.random += calls.random;
            sum.failed += calls.failed;
            sum.not_run += calls.not_run;
        }
        for (key, count) in &other.refused {
            *self.refused.entry(key.clone()).or_default() += count;
        }
        for (key, count) in &other.excused {
            *self.excused.entry(key.clone()).or_default() += count;
        }
    }

    /// Whether another run is of the same code by the same compilers, and begins where this one ends.
    fn is_followed_by(&self, next: &Record) -> bool {
        (&self.commit, self.seed, self.end, &self.versions) == (&next.commit, next.seed, next.first, &next.versions)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "run {} commit {}", self.date, self.commit)?;
        writeln!(f, "seed {} numbers {}..{}", self.seed, self.first, self.end)?;
        for (compiler, version) in &self.versions {
            writeln!(f, "version {compiler} {version}")?;
        }
        writeln!(f, "judged {}\nunjudged {}", self.judged, self.unjudged)?;
        for ((compiler, level, direction), calls) in &self.calls {
            let Calls { systematic, random, failed, not_run } = calls;
            let direction = direction.name();
            writeln!(
                f,
                "calls {compiler} {level} {direction} systematic {systematic} random {random} failed {failed} not-run {not_run}"
            )?;
        }
        for (reason, count) in &self.refused {
            writeln!(f, "refused {count} {reason}")?;
        }
        for ((compiler, rule), count) in &self.excused {
            writeln!(f, "excused {count} {compiler} {rule}")?;
        }
        for note in &self.notes {
            writeln!(f, "note {note}")?;
        }
        Ok(())
    }
}

/// Reads the records of a file.
fn parse(text: &str) -> Result<Vec<Record>, String> {
    let mut records: Vec<Record> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fault = || format!("`{line}` is no line of a record");
        let number = |word: &str| word.parse::<usize>().map_err(|_| fault());
        let words: Vec<&str> = line.split(' ').collect();
        if let ["run", date, "commit", commit] = words[..] {
            records.push(Record { date: date.into(), commit: commit.into(), ..Record::default() });
            continue;
        }
        let record = records.last_mut().ok_or_else(fault)?;
        match words[..] {
            ["seed", seed, "numbers", range] => {
                let (first, end) = range.split_once("..").ok_or_else(fault)?;
                (record.seed, record.first, record.end) = (number(seed)? as u64, number(first)?, number(end)?);
            }
            ["version", compiler, ..] => {
                record.versions.insert(compiler.into(), words[2..].join(" "));
            }
            ["judged", count] => record.judged = number(count)?,
            ["unjudged", count] => record.unjudged = number(count)?,
            [
                "calls",
                compiler,
                level,
                direction,
                "systematic",
                systematic,
                "random",
                random,
                "failed",
                failed,
                "not-run",
                not_run,
            ] => {
                let direction = Direction::ALL.into_iter().find(|known| known.name() == direction).ok_or_else(fault)?;
                let calls = Calls {
                    systematic: number(systematic)?,
                    random: number(random)?,
                    failed: number(failed)?,
                    not_run: number(not_run)?,
                };
                record.calls.insert((compiler.into(), level.into(), direction), calls);
            }
            ["refused", count, ..] => {
                record.refused.insert(words[2..].join(" "), number(count)?);
            }
            ["excused", count, compiler, rule] => {
                record.excused.insert((compiler.into(), rule.into()), number(count)?);
            }
            ["note", ..] => record.notes.push(words[1..].join(" ")),
            _ => return Err(fault()),
        }
    }
    Ok(records)
}

/// The file of a target's records. Names of targets may hold a slash.
fn file(kind: Kind, target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind.folder()).join(format!("{}.txt", target.replace('/', "+")))
}

/// The records of a target, in the order of their runs.
pub(crate) fn read(kind: Kind, target: &str) -> Result<Vec<Record>, String> {
    let path = file(kind, target);
    match fs::read_to_string(&path) {
        Ok(text) => parse(&text).map_err(|fault| format!("{}: {fault}", path.display())),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(fault) => Err(format!("{}: {fault}", path.display())),
    }
}

/// Names of files of records that belong to none of these targets.
pub(crate) fn orphans(kind: Kind, targets: &[&str]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind.folder());
    let known: Vec<PathBuf> = targets.iter().map(|target| file(kind, target)).collect();
    // Without a record there is no folder.
    let paths =
        fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| !known.contains(path));
    paths.map(|path| path.display().to_string()).collect()
}

/// A long run of numbers that an earlier one had in part cannot be added to it. Says which numbers are free.
pub(crate) fn overlap(records: &[Record], seed: u64, first: usize, end: usize) -> Option<String> {
    let covers = |old: &&Record| old.seed == seed && old.first < end && first < old.end;
    let partly = |old: &&Record| old.first < first || end < old.end;
    let old = records.iter().filter(covers).find(partly)?;
    Some(format!(
        "numbers {}..{} of seed {seed} were judged on {}: give other numbers (--first {}), all of these, or another seed",
        old.first, old.end, old.date, old.end
    ))
}

/// Writes what is recorded of a target with this run: instead of what was there, or of the numbers that it judged anew, or behind it.
pub(crate) fn write(kind: Kind, target: &str, old: &[Record], new: &Record) -> Result<(), String> {
    let mut records = Vec::new();
    if kind == Kind::Long {
        let judged_anew = |old: &Record| old.seed == new.seed && new.first <= old.first && old.end <= new.end;
        records.extend(old.iter().filter(|old| !judged_anew(old)).cloned());
    }
    match records.last_mut() {
        Some(last) if last.is_followed_by(new) => {
            last.add(new);
            (last.end, last.date) = (new.end, new.date.clone());
        }
        _ => records.push(new.clone()),
    }
    let mut text = String::from("# Written by `cargo run --release -p conformance`; the fields are those of `src/record.rs`.\n");
    for record in &records {
        let _ = write!(text, "\n{record}");
    }
    let path = file(kind, target);
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    // All of it or what was there: a disk may be full.
    let beside = path.with_extension("new");
    made.and_then(|()| fs::write(&beside, text))
        .and_then(|()| fs::rename(&beside, &path))
        .map_err(|fault| format!("{}: {fault}", path.display()))
}

/// Folders of what is judged, from this package's.
const JUDGED: [&str; 2] = ["../../ffi-abi", "../../ffi-build"];

/// Today, and the last commit that changed what is judged: the model and the emitters.
pub(crate) fn stamp() -> (String, String) {
    let words = |command: &str, arguments: &[&str]| {
        let output = Command::new(command).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let date = words("date", &["-u", "+%F"]).unwrap_or_else(|| "undated".into());
    let commit = words("git", &["log", "-1", "--format=%h", "--abbrev=12", "--", JUDGED[0], JUDGED[1]])
        .unwrap_or_else(|| "unknown".into());
    let changed = words("git", &["status", "--porcelain", "--", JUDGED[0], JUDGED[1]]).is_some_and(|changes| !changes.is_empty());
    (date, if changed { commit + "+" } else { commit })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(first: usize, end: usize) -> Record {
        let calls = Calls { systematic: 1, random: 2, failed: 3, not_run: 4 };
        Record {
            date: "2026-11-21".into(),
            commit: "0123456789ab".into(),
            seed: 7,
            first,
            end,
            versions: [("gcc".to_string(), "gcc (Debian 12.2.0-14+deb12u1) 12.2.0".to_string())].into(),
            judged: end - first,
            unjudged: 1,
            calls: [(("gcc".to_string(), "2".to_string(), Direction::Up), calls)].into(),
            refused: [("a bit-field is wider than its type".to_string(), 5)].into(),
            excused: [(("clang".to_string(), "-".to_string()), 6)].into(),
            notes: vec!["its failures are cases now".into()],
        }
    }

    #[test]
    fn records_are_read_back() {
        let two = [record(0, 10), record(20, 30)];
        assert_eq!(parse(&format!("# made\n\n{}\n{}", two[0], two[1])).expect("records"), two);
        assert!(parse("judged 5").is_err());
        assert!(parse("run today").is_err());
    }

    #[test]
    fn numbers_are_counted_once() {
        let old = [record(0, 100)];
        assert!(overlap(&old, 7, 50, 150).is_some());
        assert!(overlap(&old, 7, 100, 150).is_none());
        assert!(overlap(&old, 7, 0, 150).is_none());
        assert!(overlap(&old, 8, 50, 150).is_none());
    }
}
