//! The rules that the sources keep: the arrows of `docs/architecture.md`, one module per foreign library, no question about
//! the machine where the target is an argument, files of a readable length.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The hard limit; about 400 is the aim.
const MOST_LINES: usize = 600;

/// Each library crate and the crates of this workspace that it may depend on.
const ARROWS: [(&str, &[&str]); 5] = [
    ("ffi-abi", &[]),
    ("ffi-grammar", &["ffi-abi"]),
    ("ffi-macros", &["ffi-grammar", "ffi-abi"]),
    // `ffi-abi` behind the feature `dynamic` alone.
    ("ffi-rt", &["ffi-macros", "ffi-abi"]),
    ("ffi-build", &["ffi-abi", "ffi-grammar", "ffi-rt"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("two folders above").to_path_buf()
}

/// Direct dependencies, those of build scripts and of every feature and target included, those of tests not.
fn dependencies(package: &str, features: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal,build", "--depth", "1", "--prefix", "none", "--target", "all", "--format", "{p}"])
        .args(["--package", package])
        .args(features)
        .current_dir(root())
        .stdin(Stdio::null())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let mut names = text.lines().map(|line| line.split(' ').next().unwrap_or_default().to_string());
    assert_eq!(names.next().as_deref(), Some(package));
    names.filter(|name| !name.is_empty()).collect()
}

#[test]
fn dependencies_point_one_way() {
    for (package, allowed) in ARROWS {
        for dependency in dependencies(package, &["--all-features"]) {
            let ours = ARROWS.iter().any(|(name, _)| *name == dependency);
            assert!(!ours || allowed.contains(&dependency.as_str()), "{package} must not depend on {dependency}");
        }
    }
}

#[test]
fn the_model_depends_on_nothing() {
    assert_eq!(dependencies("ffi-abi", &["--all-features"]), BTreeSet::new());
}

#[test]
fn the_runtime_stays_light() {
    let expected: BTreeSet<String> = ["ffi-macros", "libloading"].map(String::from).into();
    assert_eq!(dependencies("ffi-rt", &[]), expected);
    assert_eq!(dependencies("ffi-rt", &["--no-default-features"]), BTreeSet::new());
}

/// Rust files below a folder of the workspace, in order.
fn rust_files(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&root().join(folder), &mut files);
    assert!(!files.is_empty(), "{folder} holds no Rust file");
    files
}

/// Lines of code (comments left out) of these files that `matches` accepts, as `path:line: text`.
fn lines(files: &[PathBuf], matches: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).expect("a source file is UTF-8");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if matches(code) {
                found.push(format!("{}:{}: {}", file.strip_prefix(root()).unwrap_or(file).display(), number + 1, line.trim()));
            }
        }
    }
    found
}

/// Files below `ffi-build/src` outside the module of that name.
fn outside(module: &str) -> Vec<PathBuf> {
    let source = root().join("ffi-build/src");
    let own = |path: &PathBuf| path.starts_with(source.join(module)) || *path == source.join(format!("{module}.rs"));
    rust_files("ffi-build/src").into_iter().filter(|path| !own(path)).collect()
}

#[test]
fn one_module_touches_each_foreign_library() {
    for (library, module) in [("clang_sys", "headers"), ("bindgen", "headers"), ("object", "object")] {
        // A path that starts with the library's name, unless a module of ours by that name is imported; `crate::object::` is ours too.
        let path = format!("{library}::");
        let import = format!("use crate::{library}::{{self");
        let imports = |file: &PathBuf| fs::read_to_string(file).expect("a source file is UTF-8").contains(&import);
        let files: Vec<PathBuf> = outside(module).into_iter().filter(|file| !imports(file)).collect();
        let found = lines(&files, |code| {
            code.match_indices(&path).any(|(at, _)| {
                let before = &code[..at];
                let ours = before.ends_with("crate::") || before.ends_with("super::") || before.ends_with("self::");
                !ours && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            })
        });
        assert!(found.is_empty(), "`{library}` belongs to `ffi-build/src/{module}`:\n{}", found.join("\n"));
    }
}

#[test]
fn the_target_is_an_argument() {
    for folder in ["ffi-abi/src", "ffi-grammar/src", "ffi-build/src"] {
        let found = lines(&rust_files(folder), |code| code.contains("cfg") && code.contains("target_"));
        assert!(found.is_empty(), "these ask which machine they run on:\n{}", found.join("\n"));
    }
}

#[test]
fn files_have_a_readable_length() {
    for file in rust_files(".") {
        let count = fs::read_to_string(&file).expect("a source file is UTF-8").lines().count();
        assert!(count <= MOST_LINES, "{}: {count} lines", file.display());
    }
}

#[test]
fn nothing_is_put_off() {
    // Spelled in two parts, so that this file does not find itself.
    let words = ["TO".to_string() + "DO", "FIX".to_string() + "ME", "to".to_string() + "do!(", "#[ig".to_string() + "nore"];
    let mut found = Vec::new();
    for file in rust_files(".") {
        let text = fs::read_to_string(&file).expect("a source file is UTF-8");
        for (number, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) || line.contains(&("allow(dead".to_string() + "_code")) {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
