//! One library: bound, compiled, counted, beside bindgen.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::steps::{Task, names, strings};

/// What was found out about one library.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Verdict {
    pub(crate) name: String,
    /// The commit that was judged.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) commit: String,
    /// Headers that were bound.
    pub(crate) headers: usize,
    /// Declarations by clang's tree, and those of them that our report does not have.
    pub(crate) declared: usize,
    pub(crate) lost: Vec<String>,
    /// Verdicts of our report.
    pub(crate) counts: BTreeMap<String, usize>,
    /// Reasons for refusals.
    pub(crate) reasons: BTreeMap<String, usize>,
    /// Functions that rustc would call wrongly by bindgen's declaration, and the reason.
    pub(crate) wrong: Vec<(String, String)>,
    /// Records that bindgen lays out in another way than C does.
    pub(crate) misplaced: Vec<String>,
    /// Macros whose value bindgen has otherwise than C, and its value.
    pub(crate) values: Vec<String>,
    /// Functions, types and constants: ours, bindgen's.
    pub(crate) functions: (usize, usize),
    pub(crate) types: (usize, usize),
    pub(crate) constants: (usize, usize),
    /// Functions and types that bindgen has and we have not.
    pub(crate) behind: Vec<String>,
    /// Declarations of our report that bindgen's text does not have and that it says nothing of, by kind.
    pub(crate) silent: BTreeMap<String, usize>,
    /// Milliseconds of the processor, all threads together, and MiB: ours, bindgen's.
    pub(crate) milliseconds: (f64, f64),
    pub(crate) peak: (f64, f64),
    /// What failed; empty when all is well.
    pub(crate) failures: Vec<String>,
    /// Headers that clang does not take by themselves, bindgen's clang neither: they need others first, or are for another machine.
    pub(crate) unusable: Vec<String>,
}

impl Verdict {
    /// Nothing failed and nothing was lost.
    pub(crate) fn good(&self) -> bool {
        self.failures.is_empty() && self.lost.is_empty()
    }

    /// How many declarations of these verdicts there are.
    pub(crate) fn count(&self, verdicts: &[&str]) -> usize {
        verdicts.iter().filter_map(|verdict| self.counts.get(*verdict)).sum()
    }

    /// Functions, types and variables that bindgen says nothing of, and macros.
    pub(crate) fn silent(&self) -> (usize, usize) {
        let macros = self.silent.get("macro").copied().unwrap_or(0);
        (self.silent.values().sum::<usize>() - macros, macros)
    }
}

/// Runs a step in a process of its own.
fn step(what: &str, task: &Task) -> Result<Value, String> {
    let program = std::env::current_exe().map_err(|e| e.to_string())?;
    let output = Command::new(program)
        .args(["--step", what, &task.to_json()])
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{what}: {} {}", output.status, errors.lines().take(6).collect::<Vec<_>>().join(" | ")));
    }
    serde_json::from_str(&text).map_err(|e| format!("{what}: {e}"))
}

/// Judges a library; `runtime` are the arguments that make rustc find the runtime.
pub(crate) fn judge(task: &Task, runtime: &[String]) -> Verdict {
    let mut verdict = Verdict { name: task.name.clone(), headers: task.headers.len(), ..Verdict::default() };
    let folder = Path::new(&task.folder);
    if let Err(error) = std::fs::create_dir_all(folder) {
        verdict.failures.push(error.to_string());
        return verdict;
    }
    let ours = step("ours", task).and_then(|ours| with_report(&mut verdict, folder, &task.name, &ours).map(|()| ours));
    if let Err(error) = &ours {
        verdict.failures.push(error.clone());
    }
    if ours.is_ok() {
        verdict.failures.extend(compile(folder, &task.name, runtime).err());
    }
    match step("count", task) {
        Ok(counted) => match ours.is_ok() {
            true => account(&mut verdict, folder, &task.name, &counted),
            false => {
                verdict.declared = counted["names"].as_object().map_or(0, |kinds| kinds.values().map(|v| strings(v).len()).sum());
            }
        },
        Err(error) => verdict.failures.push(error),
    }
    match step("bindgen", task) {
        Ok(bindgen) => beside(&mut verdict, folder, &task.name, &bindgen),
        Err(error) => match verdict.failures.first().filter(|_| error.contains("error:")) {
            // Neither reads it: clang's words are the header's.
            Some(ours) if ours.starts_with("ours: ") => {
                verdict.unusable = vec![ours.lines().next().unwrap_or_default().chars().take(160).collect()];
                verdict.failures.clear();
                verdict.declared = 0;
            }
            _ => verdict.failures.push(format!("bindgen's own run: {error}")),
        },
    }
    verdict
}

fn report(folder: &Path, name: &str) -> Result<Vec<Value>, String> {
    let text = std::fs::read_to_string(folder.join(format!("ffi_{name}_report.json"))).map_err(|e| e.to_string())?;
    let value: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    Ok(value["declarations"].as_array().cloned().unwrap_or_default())
}

fn with_report(verdict: &mut Verdict, folder: &Path, name: &str, ours: &Value) -> Result<(), String> {
    verdict.milliseconds.0 = ours["milliseconds"].as_f64().unwrap_or(0.0);
    verdict.peak.0 = ours["peak"].as_f64().unwrap_or(0.0) / 1024.0;
    for entry in report(folder, name)? {
        let word = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        *verdict.counts.entry(word("verdict")).or_default() += 1;
        if word("verdict") == "refused" {
            *verdict.reasons.entry(format!("{}: {}", word("what"), word("reason"))).or_default() += 1;
        }
        if word("what") == "function" && word("verdict") == "trampoline" {
            verdict.wrong.push((word("name"), word("text")));
        }
        if let Some(value) = word("note").strip_prefix("bindgen takes it for ") {
            verdict.values.push(format!("`{}` (bindgen: {value})", word("name")));
        }
        if word("reason") == "bytes" || word("note").contains("made of bytes") {
            verdict.misplaced.push(word("name"));
        }
    }
    let has_archive =
        ours["files"].as_array().is_some_and(|files| files.iter().any(|f| f.as_str().is_some_and(|f| f.ends_with(".a"))));
    if !verdict.wrong.is_empty() && !has_archive {
        return Err("trampolines without an archive".into());
    }
    Ok(())
}

/// Every warning is an error; layout proofs are constants, so they are evaluated.
fn compile(folder: &Path, name: &str, runtime: &[String]) -> Result<(), String> {
    let text = std::fs::read_to_string(folder.join(format!("ffi_{name}.rs"))).map_err(|e| e.to_string())?;
    let source = folder.join("lib.rs");
    let text = format!("//! Generated.\n#![deny(warnings, missing_docs, unsafe_op_in_unsafe_fn)]\n{text}");
    std::fs::write(&source, text).map_err(|e| e.to_string())?;
    let output = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--crate-name=bound", "--out-dir"])
        .arg(folder)
        .arg(&source)
        .args(runtime)
        .output()
        .map_err(|e| e.to_string())?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let first = || errors.lines().filter(|l| l.starts_with("error")).take(3).collect::<Vec<_>>().join(" | ");
    if output.status.success() { Ok(()) } else { Err(format!("rustc: {}", first())) }
}

/// Which of the counted declarations our report has.
fn account(verdict: &mut Verdict, folder: &Path, name: &str, counted: &Value) {
    let Ok(entries) = report(folder, name) else { return };
    let mut known: BTreeSet<(&str, String)> = BTreeSet::new();
    for entry in &entries {
        let full = entry["name"].as_str().unwrap_or_default();
        let bare = full.split_once(' ').map_or(full, |(_, tag)| tag).to_owned();
        let kind = match entry["what"].as_str().unwrap_or_default() {
            "function" => "function",
            "global" => "variable",
            "macro" => "macro",
            _ => "type",
        };
        known.insert((kind, bare));
    }
    let Some(kinds) = counted["names"].as_object() else { return };
    for (kind, list) in kinds {
        for name in strings(list) {
            verdict.declared += 1;
            if !known.contains(&(kind.as_str(), name.clone())) {
                verdict.lost.push(format!("{kind} {name}"));
            }
        }
    }
}

/// What bindgen has beside ours.
fn beside(verdict: &mut Verdict, folder: &Path, name: &str, bindgen: &Value) {
    verdict.milliseconds.1 = bindgen["milliseconds"].as_f64().unwrap_or(0.0);
    verdict.peak.1 = bindgen["peak"].as_f64().unwrap_or(0.0) / 1024.0;
    let theirs = |kind: &str| -> BTreeSet<String> { strings(&bindgen["names"][kind]).into_iter().collect() };
    let text = std::fs::read_to_string(folder.join(format!("ffi_{name}.rs"))).unwrap_or_default();
    let Ok(file) = syn::parse_file(&text) else { return };
    let all = names(&file);
    let ours = |kind: &str| -> BTreeSet<String> { all.get(kind).into_iter().flatten().cloned().collect() };
    for kind in ["function", "type"] {
        let helper = |name: &&String| name.starts_with("__Bindgen") || name.starts_with("__Incomplete");
        let (ours, theirs) = (ours(kind), theirs(kind));
        let missing = theirs.difference(&ours).filter(|name| !helper(name));
        verdict.behind.extend(missing.map(|name| format!("{kind} {name}")));
    }
    verdict.functions = (ours("function").len(), theirs("function").len());
    verdict.types = (ours("type").len(), theirs("type").len());
    verdict.constants = (ours("constant").len(), theirs("constant").len());
    let everything: BTreeSet<String> =
        ["function", "type", "constant", "variable"].iter().flat_map(|kind| theirs(kind)).collect();
    let has = |name: &str| everything.contains(name) || everything.contains(&format!("{name}_"));
    let declared = report(folder, name).unwrap_or_default();
    for entry in &declared {
        let full = entry["name"].as_str().unwrap_or_default();
        let bare = full.split_once(' ').map_or(full, |(_, tag)| tag);
        if !bare.is_empty() && !has(bare) && entry["note"].as_str() != Some("an integer type of Rust") {
            *verdict.silent.entry(entry["what"].as_str().unwrap_or_default().to_owned()).or_default() += 1;
        }
    }
}

/// Builds the runtime and gives the arguments that make rustc find it.
pub(crate) fn runtime() -> Result<Vec<String>, String> {
    let output = Command::new("cargo")
        .args(["build", "--quiet", "-p", "ffi-rt", "--message-format=json-render-diagnostics"])
        .output()
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut paths = text.split('"').filter(|part| part.ends_with("libffi.rlib"));
    let path = PathBuf::from(paths.next_back().ok_or("cargo names no library that it built")?);
    let dependencies = path.parent().ok_or("a library in no folder")?.join("deps");
    Ok(vec![format!("--extern=ffi={}", path.display()), format!("-Ldependency={}", dependencies.display())])
}
