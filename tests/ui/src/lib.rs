//! Diagnostics as users see them: `cases/<name>.txt` is a package, `cases/<name>.stderr` what cargo says about it. See `tests/ui.rs`.
//!
//! A case is a package in one text: `== path` starts a file. A build script is given the build helper; `$ cargo …` in the first line
//! says what is run instead of `cargo check`; `dependencies:` in front of the first file replaces the usual ones.

use std::fs;
use std::path::{Path, PathBuf};

use e2e::{DEPENDENCIES, Project};

/// The folder of the cases.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases")
}

/// What stands in front of the files of a case.
///
/// # Panics
/// If there is no such case.
pub fn head(case: &str) -> String {
    let text = fs::read_to_string(cases().join(format!("{case}.txt"))).expect("a case can be read");
    text.split("\n== ").next().unwrap_or_default().to_owned()
}

/// The package of a case, written to a folder of this name, and the arguments that cargo is given.
///
/// # Panics
/// If there is no such case.
pub fn project(scratch: &str, folder: &str, case: &str) -> (Project, String) {
    let text = fs::read_to_string(cases().join(format!("{case}.txt"))).expect("a case can be read");
    let mut parts = text.split("\n== ");
    let head = parts.next().unwrap_or_default();
    let project = Project::new(scratch, folder);
    let mut manifest = DEPENDENCIES.to_owned();
    if let Some((_, dependencies)) = head.split_once("dependencies:") {
        manifest = dependencies.to_owned();
    }
    project.manifest(&manifest);
    for part in parts {
        let (path, content) = part.split_once('\n').unwrap_or((part, ""));
        project.write(path.trim(), &format!("{content}\n"));
    }
    let command = head.lines().find_map(|line| line.strip_prefix("$ cargo ")).unwrap_or("check");
    (project, command.to_owned())
}
