//! What is kept of a run: a record for each entry, committed, and for the entries whose headers are bound one by one a journal, so that a
//! run that ended early goes on where it was.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::across::Across;
use crate::judge::Verdict;
use crate::libraries::{EACH, LIBRARIES};
use crate::published::{self, Outcome};

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn record(name: &str) -> PathBuf {
    here().join("records").join(format!("{name}.json"))
}

/// Keeps a verdict, in place of an older one.
pub(crate) fn save(verdict: &Verdict) -> Result<(), String> {
    let text = serde_json::to_string_pretty(verdict).map_err(|e| e.to_string())?;
    fs::create_dir_all(here().join("records")).map_err(|e| e.to_string())?;
    fs::write(record(&verdict.name), text + "\n").map_err(|e| e.to_string())
}

/// Whether there is a record of this entry, without a failure.
pub(crate) fn has(name: &str) -> bool {
    read(name).is_ok_and(|verdict| verdict.is_some_and(|verdict| verdict.good()))
}

/// Keeps what came of GTK on GLib.
pub(crate) fn save_across(across: &Across) -> Result<(), String> {
    let text = serde_json::to_string_pretty(across).map_err(|e| e.to_string())?;
    fs::write(record("across"), text + "\n").map_err(|e| e.to_string())
}

/// What came of GTK on GLib, if it is on record.
///
/// # Errors
/// A record that cannot be read.
pub(crate) fn across() -> Result<Option<Across>, String> {
    let Ok(text) = fs::read_to_string(record("across")) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|e| e.to_string())
}

fn published_record(name: &str) -> PathBuf {
    record(&format!("published-{name}"))
}

/// Keeps what the tests of a published crate said.
pub(crate) fn save_published(name: &str, outcome: &Outcome) -> Result<(), String> {
    let text = serde_json::to_string_pretty(outcome).map_err(|e| e.to_string())?;
    fs::write(published_record(name), text + "\n").map_err(|e| e.to_string())
}

/// What the tests of published crates said, as far as it is on record.
///
/// # Errors
/// A record that cannot be read.
pub(crate) fn all_published() -> Result<Vec<Outcome>, String> {
    let texts = published::names().into_iter().filter_map(|name| fs::read_to_string(published_record(name)).ok());
    texts.map(|text| serde_json::from_str(&text).map_err(|e| e.to_string())).collect()
}

fn read(name: &str) -> Result<Option<Verdict>, String> {
    let path = record(name);
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    serde_json::from_str(&text).map(Some).map_err(|e| format!("{}: {e}", path.display()))
}

/// All records, in the order of the lists, and the names of the entries that have none.
///
/// # Errors
/// A record that cannot be read.
pub(crate) fn all() -> Result<(Vec<Verdict>, Vec<&'static str>), String> {
    let names = LIBRARIES.iter().map(|library| library.name).chain(EACH.iter().map(|each| each.name));
    let (mut verdicts, mut missing) = (Vec::new(), Vec::new());
    for name in names {
        match read(name)? {
            Some(verdict) => verdicts.push(verdict),
            None => missing.push(name),
        }
    }
    Ok((verdicts, missing))
}

/// The commit that is judged, in short.
pub(crate) fn commit() -> String {
    let output = Command::new("git").arg("-C").arg(here()).args(["rev-parse", "--short=10", "HEAD"]).output();
    output.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Verdicts on single headers, a line each.
pub(crate) struct Journal {
    path: PathBuf,
    /// What earlier runs found, by header.
    pub(crate) known: BTreeMap<String, Verdict>,
}

impl Journal {
    /// The journal of an entry; empty if there is none or `resume` is off.
    pub(crate) fn open(name: &str, resume: bool) -> Result<Journal, String> {
        let folder = std::env::temp_dir().join("ffi-corpus-journals");
        fs::create_dir_all(&folder).map_err(|e| e.to_string())?;
        let path = folder.join(format!("{name}.jsonl"));
        let text = if resume { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        // A line that was being written when the run ended is judged again.
        let known = text.lines().filter_map(|line| serde_json::from_str::<Verdict>(line).ok());
        let known: BTreeMap<String, Verdict> = known.map(|verdict| (verdict.name.clone(), verdict)).collect();
        let journal = Journal { path, known };
        journal.rewrite()?;
        Ok(journal)
    }

    fn rewrite(&self) -> Result<(), String> {
        let lines: Result<Vec<String>, _> = self.known.values().map(serde_json::to_string).collect();
        let text: String = lines.map_err(|e| e.to_string())?.into_iter().map(|line| line + "\n").collect();
        fs::write(&self.path, text).map_err(|e| e.to_string())
    }

    /// Notes a verdict.
    pub(crate) fn note(&self, verdict: &Verdict) -> Result<(), String> {
        let line = serde_json::to_string(verdict).map_err(|e| e.to_string())?;
        let file = fs::OpenOptions::new().append(true).open(&self.path);
        file.and_then(|mut file| writeln!(file, "{line}")).map_err(|e| e.to_string())
    }

    /// The entry is on record; the journal is not needed any more.
    pub(crate) fn close(self) {
        // What stays behind in the temporary folder does no harm.
        let _ = fs::remove_file(self.path);
    }
}
