//! Comparing and blessing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use ffi_abi::{Convention, Target};

use crate::case::Case;
use crate::section::SECTIONS;

/// What a run found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Goldens that agree.
    pub agreed: usize,
    /// Goldens that were rewritten or removed.
    pub blessed: usize,
    /// What is wrong, a message each.
    pub failures: Vec<String>,
}

/// Compares every case on every target with the goldens of a folder, or rewrites these.
///
/// # Errors
/// Files that cannot be read or written.
pub fn run(cases: &[Case], folder: &Path, bless: bool) -> io::Result<Outcome> {
    compare(&expected(cases, folder), folder, bless)
}

/// Compares texts with the files of a folder, which holds nothing else, or rewrites these.
///
/// # Errors
/// Files that cannot be read or written.
pub fn compare(expected: &BTreeMap<PathBuf, String>, folder: &Path, bless: bool) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    for (path, text) in expected {
        match fs::read_to_string(path) {
            Ok(found) if found == *text => outcome.agreed += 1,
            _ if bless => {
                fs::create_dir_all(path.parent().unwrap_or(folder))?;
                fs::write(path, text)?;
                outcome.blessed += 1;
            }
            Ok(found) => outcome.failures.push(format!("{} differs:\n{}", path.display(), difference(&found, text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                outcome.failures.push(format!("{} is missing; it would be:\n{text}", path.display()));
            }
            Err(error) => return Err(error),
        }
    }
    for path in files(folder)?.into_iter().filter(|path| !expected.contains_key(path)) {
        if bless {
            fs::remove_file(&path)?;
            outcome.blessed += 1;
        } else {
            outcome.failures.push(format!("{} belongs to no case, or says what its base says", path.display()));
        }
    }
    Ok(outcome)
}

/// Path and text of every golden that there has to be.
fn expected(cases: &[Case], folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut expected = BTreeMap::new();
    for case in cases {
        let texts: Vec<String> = Target::ALL.iter().map(|target| render(target, case)).collect();
        for (index, target) in Target::ALL.iter().enumerate() {
            let base = base(target);
            if base == index || texts[base] != texts[index] {
                expected.insert(folder.join(target.triple()).join(format!("{}.txt", case.name)), texts[index].clone());
            }
        }
    }
    expected
}

/// Index of the first target with the same rules.
fn base(target: &Target) -> usize {
    let rules = |target: &Target| (target.arch(), Convention::C.resolve(target).ok());
    Target::ALL.iter().position(|other| rules(other) == rules(target)).unwrap_or(0)
}

/// What a target makes of a case.
fn render(target: &Target, case: &Case) -> String {
    let mut text = String::new();
    for (features, signature) in &case.signatures {
        let target = target.with_features(*features);
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a string does not fail.
        let _ = writeln!(text, "=== {signature}");
        if target.features() != ffi_abi::Features::NONE {
            let _ = writeln!(text, "features: {}", target.features());
        }
        for section in SECTIONS {
            if let Some(rendered) = (section.render)(&target, signature) {
                let _ = writeln!(text, "--- {}", section.name);
                text.push_str(&rendered);
            }
        }
    }
    text
}

/// Every file two levels down.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The lines that differ, between what both texts begin and end with.
fn difference(found: &str, wanted: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (found.lines().collect(), wanted.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let mut text = format!("  at line {}\n", head + 1);
    for (mark, lines) in [('-', &old), ('+', &new)] {
        for line in &lines[head..lines.len() - tail] {
            let _ = writeln!(text, "  {mark} {line}");
        }
    }
    text
}
