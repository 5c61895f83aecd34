//! Hints do what they say: where a case promises it, the text that each `write …` proposes is put in place of what the diagnostic
//! marks, and then the package compiles.

use std::fs;

use serde_json::Value;
use ui::{cases, head, project};

/// What a case says in its first line if its hints are to be applied.
const PROMISE: &str = "each hint, applied, compiles";

/// The cases that promise it.
fn promising() -> Vec<String> {
    let entries = fs::read_dir(cases()).expect("the cases are there").flatten().map(|entry| entry.path());
    let names = entries.filter(|path| path.extension().is_some_and(|found| found == "txt"));
    let names = names.filter_map(|path| path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.filter(|name| head(name).contains(PROMISE)).collect();
    names.sort();
    names
}

/// An error of the compiler in the package's own source: where, and what to write there.
struct Proposal {
    start: usize,
    end: usize,
    text: String,
}

fn proposals(output: &str) -> Vec<Proposal> {
    let mut found: Vec<Proposal> = Vec::new();
    for line in output.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let message = &message["message"];
        if message["level"] != "error" || message["code"]["code"] == "E0601" {
            continue;
        }
        let text = message["message"].as_str().unwrap_or_default();
        if text.starts_with("aborting due to") || text.starts_with("could not compile") {
            continue;
        }
        let (_, hint) = text.split_once("help: write `").unwrap_or_else(|| panic!("no proposal in: {text}"));
        let proposal = hint.split('`').next().unwrap_or_default().to_owned();
        let mut span = message["spans"].as_array().into_iter().flatten().find(|span| span["is_primary"] == true);
        // From the inside of the standard library's macros to what the user wrote.
        while let Some(inner) = span.filter(|span| span["file_name"] != "src/main.rs") {
            span = Some(&inner["expansion"]["span"]).filter(|outer| outer.is_object());
        }
        let span = span.unwrap_or_else(|| panic!("no place for: {text}"));
        let at = |key: &str| span[key].as_u64().and_then(|at| usize::try_from(at).ok()).expect("a place in a file");
        let one = Proposal { start: at("byte_start"), end: at("byte_end"), text: proposal };
        if !found.iter().any(|other| other.start == one.start) {
            found.push(one);
        }
    }
    found
}

#[test]
fn hints_applied_as_they_stand_compile() {
    let mut applied = 0;
    for case in promising() {
        let (project, _) = project(env!("CARGO_TARGET_TMPDIR"), &format!("hints-{case}"), &case);
        let path = project.folder().join("src/main.rs");
        let mut rounds = 0;
        loop {
            let run = project.cargo(&["check", "--message-format=json"]);
            if run.success {
                break;
            }
            rounds += 1;
            // What is proved by the compiler is told when nothing else is wrong.
            assert!(rounds < 4, "{case}: these hints lead nowhere:\n{}", project.cargo(&["check"]).stderr);
            let mut source = fs::read_to_string(&path).expect("the source can be read");
            let mut proposals = proposals(&run.stdout);
            assert!(!proposals.is_empty(), "{case}: no hint:\n{}", run.stderr);
            applied += proposals.len();
            proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.start));
            for proposal in proposals {
                source.replace_range(proposal.start..proposal.end, &proposal.text);
            }
            fs::write(&path, source).expect("the source can be written");
        }
    }
    println!("{applied} faults, each at the span that its hint replaces");
    assert!(applied >= 100, "only {applied} hints were applied");
}
