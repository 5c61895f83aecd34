//! Runs cargo on each `cases/<name>.txt` and compares what it says with `cases/<name>.stderr`; `FFI_BLESS=1` rewrites that.
//! `FFI_CASE=import` runs those alone whose names start so.
//!
//! A case is a package in one text: `== path` starts a file. A build script is given the build helper; `$ cargo …` in the first line
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ffi_grammar::Code;
use ui::{cases, project};

/// Names of the files with this extension.
fn names(extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(cases()).expect("the cases are there").flatten().map(|entry| entry.path());
    let of_kind = entries.filter(|path| path.extension().is_some_and(|found| found == extension));
    of_kind.map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned()).collect()
}

fn golden(name: &str) -> PathBuf {
    cases().join(format!("{name}.stderr"))
}

/// What cargo says about a case, without what differs from run to run.
fn said(name: &str) -> String {
    let (project, command) = project(env!("CARGO_TARGET_TMPDIR"), &format!("ui-{name}"), name);
    let run = project.cargo(&command.split(' ').collect::<Vec<_>>());
    assert!(!run.success, "cargo succeeded on {name}");
    let stderr = run.expect_failure();
    // What cargo reports on its way, and what a failing build script printed before.
    let noise = ["Compiling", "Checking", "Finished", "Running", "Locking", "Adding", "Updating", "Blocking"];
    let mut lines = Vec::new();
    let mut aside = false;
    let mut ours = false;
    for line in stderr.lines() {
        // What rustc adds to a missing trait: other types that have it, where the bound is. It changes with the runtime.
        aside = (aside || line.contains("the following other types implement")) && !line.is_empty();
        if aside {
            continue;
        }
        let word = line.split_whitespace().next().unwrap_or_default();
        if noise.contains(&word)
            || line.contains("cargo::")
            || line.contains("could not compile")
            || line.contains("build failed, waiting")
        {
            continue;
        }
        lines.push(without_places(&without_hashes(line), &mut ours).trim_end().to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

/// cargo puts 16 hexadecimal digits behind a `-` in names of folders.
fn without_hashes(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('-') {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_hexdigit).count();
        rest = after;
        if digits == 16 {
            out.push('$');
            rest = &after[digits..];
        }
    }
    out + rest
}

/// Where in this project's own sources something is declared changes with every edit of them.
fn without_places(line: &str, ours: &mut bool) -> String {
    if let Some((before, _)) = line.split_once(".rs:").filter(|_| line.contains("--> $WORKSPACE/")) {
        *ours = true;
        return format!("{before}.rs");
    }
    *ours &= line.starts_with([' ', '.']) || line.starts_with(|first: char| first.is_ascii_digit());
    match line.split_once('|') {
        Some((gutter, rest)) if *ours => {
            format!("{}|{rest}", gutter.replace(|digit: char| digit.is_ascii_digit(), " "))
        }
        _ => line.to_owned(),
    }
}

#[test]
fn each_fault_is_reported_so() {
    let bless = std::env::var_os("FFI_BLESS").is_some();
    let mut wrong = Vec::new();
    let only = std::env::var("FFI_CASE").unwrap_or_default();
    for name in names("txt").into_iter().filter(|name| name.starts_with(&only)) {
        let said = said(&name);
        if bless {
            fs::write(golden(&name), said).expect("a golden can be written");
        } else if fs::read_to_string(golden(&name)).unwrap_or_default() != said {
            wrong.push(format!("---- {name}\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "these differ from their goldens (FFI_BLESS=1 rewrites them):\n{}", wrong.join("\n"));
}

#[test]
fn each_golden_has_its_case() {
    assert_eq!(names("stderr"), names("txt"));
}

/// What no package shows: bindgen's failures, as no header that it stumbles over is known any more, and the command's search for this
/// machine's target, which its own tests make fail.
const NOT_SHOWN: [Code; 2] = [Code::Bindgen, Code::UnknownHost];

/// Whether a golden of `cargo ffi`, which leaves the numbers out, has what a row says between its arguments.
fn is_shown_by_the_command(code: Code) -> bool {
    let folder = e2e::workspace().join("ffi-build/tests/cli/golden");
    let goldens = fs::read_dir(folder).expect("the command has goldens").flatten();
    let mut goldens = goldens.map(|entry| fs::read_to_string(entry.path()).unwrap_or_default());
    let parts: Vec<&str> = code.row().message.split(['{', '}']).step_by(2).filter(|part| part.len() > 3).collect();
    !parts.is_empty() && goldens.any(|text| parts.iter().all(|part| text.contains(part)))
}

#[test]
fn each_row_of_the_table_is_shown() {
    let goldens: String = names("stderr").iter().map(|name| fs::read_to_string(golden(name)).unwrap_or_default()).collect();
    let rows = Code::ALL.iter().filter(|code| !goldens.contains(code.id()) && !NOT_SHOWN.contains(code));
    let missing: Vec<_> = rows.filter(|code| !is_shown_by_the_command(**code)).collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}
