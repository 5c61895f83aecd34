//! Published `-sys` crates with our bindings in place of their own, under the unmodified tests of the crates that wrap them.
//!
//! Cargo fetches both crates. The `-sys` crate is copied and changed: its build script, after its own work, binds the headers with
//! `ffi-build`, and its library includes that instead of the declarations that it came with. The wrapper is copied as it is, and
//! `[patch]`, given on the command line, leads its tests to the changed crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A text of a file and what stands there instead.
type Edit = (&'static str, &'static str, &'static str);

/// A `-sys` crate and the crate whose tests judge it.
struct Published {
    wrapper: (&'static str, &'static str),
    features: &'static str,
    sys: (&'static str, &'static str),
    /// Behind the crate's own build script, whose `main` is `original` then.
    build: &'static str,
    /// The crate's library, if it is not only edited.
    library: Option<(&'static str, &'static str)>,
    edits: &'static [Edit],
}

const PUBLISHED: &[Published] = &[
    Published {
        wrapper: ("rusqlite", "0.37.0"),
        features: "bundled,array,backup,blob,collation,column_decltype,functions,hooks,i128_blob,limits,load_extension,serialize,series,trace,vtab,window",
        sys: ("libsqlite3-sys", "0.35.0"),
        build: include_str!("../published/rusqlite/build.rs"),
        library: None,
        edits: &[(
            "src/lib.rs",
            "include!(concat!(env!(\"OUT_DIR\"), \"/bindgen.rs\"));",
            include_str!("../published/rusqlite/lib.rs"),
        )],
    },
    Published {
        wrapper: ("onig", "6.5.3"),
        features: "",
        sys: ("onig_sys", "69.9.3"),
        build: include_str!("../published/onig/build.rs"),
        library: Some(("src/ffi.rs", "ffi::bindings!(\"onig\");\n")),
        edits: &[],
    },
    Published {
        wrapper: ("bzip2", "0.6.1"),
        features: "bzip2-sys,static",
        sys: ("bzip2-sys", "0.1.13"),
        build: include_str!("../published/bzip2/build.rs"),
        library: Some(("lib.rs", include_str!("../published/bzip2/lib.rs"))),
        edits: &[],
    },
    Published {
        wrapper: ("xz2", "0.1.7"),
        features: "static",
        sys: ("lzma-sys", "0.1.20"),
        build: include_str!("../published/xz2/build.rs"),
        library: Some(("src/lib.rs", include_str!("../published/xz2/lib.rs"))),
        edits: &[],
    },
    Published {
        wrapper: ("zstd-safe", "7.4.1"),
        features: "std,arrays,zdict_builder",
        sys: ("zstd-sys", "2.1.3"),
        build: include_str!("../published/zstd-safe/build.rs"),
        library: Some(("src/lib.rs", include_str!("../published/zstd-safe/lib.rs"))),
        edits: &[],
    },
    Published {
        wrapper: ("flate2", "1.1.11"),
        features: "zlib",
        sys: ("libz-sys", "1.1.33"),
        build: include_str!("../published/flate2/build.rs"),
        library: Some(("src/lib.rs", include_str!("../published/flate2/lib.rs"))),
        edits: &[],
    },
    Published {
        wrapper: ("curl", "0.4.51"),
        features: "static-curl",
        sys: ("curl-sys", "0.4.91"),
        build: include_str!("../published/curl/build.rs"),
        library: None,
        edits: &[
            ("lib.rs", "use libc::c_ulong;\n", concat!(include_str!("../published/curl/lib.rs"), "use libc::c_ulong;\n")),
            ("lib.rs", "pub fn rust_crate_version()", "}\n\npub fn rust_crate_version()"),
        ],
    },
];

/// What a test suite said.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Tests {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) ignored: usize,
}

/// One crate's record.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Outcome {
    pub(crate) wrapper: String,
    pub(crate) sys: String,
    /// The commit that was judged.
    pub(crate) commit: String,
    /// Functions that our bindings have, and how many of them go through trampolines.
    pub(crate) functions: usize,
    pub(crate) trampolines: usize,
    /// With the crate's own bindings, and with ours.
    pub(crate) own: Tests,
    pub(crate) ours: Tests,
}

/// The names of the wrappers.
pub(crate) fn names() -> Vec<&'static str> {
    PUBLISHED.iter().map(|one| one.wrapper.0).collect()
}

/// Runs the tests of one wrapper, twice.
///
/// # Errors
/// Cargo's, a crate that is not as it was when the edits were written, or a failed test.
pub(crate) fn judge(name: &str, commit: &str) -> Result<Outcome, String> {
    let one = PUBLISHED.iter().find(|one| one.wrapper.0 == name).ok_or(format!("no wrapper `{name}` here"))?;
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("no workspace")?;
    let scratch = std::env::temp_dir().join("ffi-published").join(name);
    let error = |e: std::io::Error| e.to_string();
    if scratch.exists() {
        fs::remove_dir_all(&scratch).map_err(error)?;
    }
    let [wrapper, sys] = fetch(one, &scratch.join("fetch"))?;
    copy(&wrapper, &scratch.join("wrapper")).map_err(error)?;
    // It knows nothing of what our build script needs; cargo chooses anew, for both runs alike.
    if scratch.join("wrapper/Cargo.lock").exists() {
        fs::remove_file(scratch.join("wrapper/Cargo.lock")).map_err(error)?;
    }
    copy(&sys, &scratch.join("sys")).map_err(error)?;
    change(one, &scratch.join("sys"), workspace)?;
    let target = workspace.join("target/published");
    let run = |config: &[String]| tests(one, &scratch.join("wrapper"), &target, config);
    println!("{name}: with its own bindings");
    let own = run(&[])?;
    println!("{name}: with ours");
    let path = scratch.join("sys");
    let ours = run(&["--config".to_owned(), format!("patch.crates-io.{}.path=\"{}\"", one.sys.0, path.display())])?;
    let (functions, trampolines) = bound(&target, one.sys.0)?;
    let outcome = Outcome {
        wrapper: format!("{} {}", one.wrapper.0, one.wrapper.1),
        sys: format!("{} {}", one.sys.0, one.sys.1),
        commit: commit.to_owned(),
        functions,
        trampolines,
        own,
        ours,
    };
    println!("{name}: {} functions bound; own bindings {own:?}; ours {ours:?}", outcome.functions);
    // What stays behind in the temporary folder does no harm.
    let _ = fs::remove_dir_all(&scratch);
    Ok(outcome)
}

/// The folders that cargo has of wrapper and `-sys` crate.
fn fetch(one: &Published, folder: &Path) -> Result<[PathBuf; 2], String> {
    fs::create_dir_all(folder.join("src")).map_err(|e| e.to_string())?;
    fs::write(folder.join("src/lib.rs"), "").map_err(|e| e.to_string())?;
    let dependency = |(name, version): (&str, &str)| {
        // The `-sys` crate must not ask for other features than the wrapper does; cargo only has to fetch it.
        format!("{name} = {{ version = \"={version}\", default-features = false }}\n")
    };
    let manifest = format!(
        "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{}{}",
        dependency(one.wrapper),
        dependency(one.sys)
    );
    fs::write(folder.join("Cargo.toml"), manifest).map_err(|e| e.to_string())?;
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version=1", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
    let value: Value = serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))?;
    let path = |name: &str| {
        let package = value["packages"].as_array().into_iter().flatten().find(|package| package["name"] == name);
        let manifest = package.and_then(|package| package["manifest_path"].as_str()).ok_or(format!("cargo has no `{name}`"))?;
        Path::new(manifest).parent().map(Path::to_owned).ok_or(format!("`{name}` is nowhere"))
    };
    Ok([path(one.wrapper.0)?, path(one.sys.0)?])
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to)?;
        } else {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

/// Puts our bindings in the place of the crate's own.
fn change(one: &Published, sys: &Path, workspace: &Path) -> Result<(), String> {
    let replace = |file: &str, from: &str, to: &str| {
        let path = sys.join(file);
        let text = fs::read_to_string(&path).map_err(|e| format!("{file}: {e}"))?;
        if text.matches(from).count() != 1 {
            return Err(format!("{file} of {} {} does not have once: {from}", one.sys.0, one.sys.1));
        }
        fs::write(&path, text.replace(from, to)).map_err(|e| e.to_string())
    };
    let append = |file: &str, more: &str| {
        let text = fs::read_to_string(sys.join(file)).map_err(|e| format!("{file}: {e}"))?;
        fs::write(sys.join(file), text + more).map_err(|e| e.to_string())
    };
    replace("build.rs", "fn main() {\n", "fn original() {\n")?;
    append("build.rs", one.build)?;
    if let Some((file, text)) = one.library {
        fs::write(sys.join(file), text).map_err(|e| e.to_string())?;
    }
    for (file, from, to) in one.edits {
        replace(file, from, to)?;
    }
    // `ffi-build` needs a newer compiler than these crates ask for, and cargo understands what its build script prints from then on.
    let manifest = fs::read_to_string(sys.join("Cargo.toml")).map_err(|e| e.to_string())?;
    let manifest: String =
        manifest.lines().filter(|line| !line.starts_with("rust-version")).flat_map(|line| [line, "\n"]).collect();
    fs::write(sys.join("Cargo.toml"), manifest).map_err(|e| e.to_string())?;
    let path = |package: &str| workspace.join(package).display().to_string();
    append(
        "Cargo.toml",
        &format!(
            "\n[dependencies.ffi-rt]\npath = \"{}\"\ndefault-features = false\nfeatures = [\"macros\"]\n\n[build-dependencies.ffi-build]\npath = \"{}\"\n",
            path("ffi-rt"),
            path("ffi-build")
        ),
    )
}

fn tests(one: &Published, wrapper: &Path, target: &Path, config: &[String]) -> Result<Tests, String> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-fail-fast", "--no-default-features", "--features", one.features]).args(config);
    command.arg("--target-dir").arg(target).current_dir(wrapper).env("CARGO_PROFILE_DEV_DEBUG", "0");
    let output = command.stdin(Stdio::null()).output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut tests = Tests::default();
    for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        let number = |what: &str| {
            let words: Vec<&str> = line.split([' ', ';']).collect();
            let at = words.iter().position(|word| *word == what)?;
            words.get(at.checked_sub(1)?)?.parse::<usize>().ok()
        };
        tests.passed += number("passed").unwrap_or(0);
        tests.failed += number("failed").unwrap_or(0);
        tests.ignored += number("ignored").unwrap_or(0);
    }
    if tests.passed == 0 || !output.status.success() && tests.failed == 0 {
        let errors = String::from_utf8_lossy(&output.stderr);
        let noise = |line: &&str| {
            let words = ["Compiling", "Adding", "Locking", "Downloading", "Downloaded", "cargo:", "cargo::"];
            words.iter().any(|word| line.trim_start().starts_with(word))
        };
        let errors: Vec<&str> = errors.lines().filter(|line| !noise(line)).collect();
        return Err(format!("cargo test: {}\n{}", output.status, errors[errors.len().saturating_sub(120)..].join("\n")));
    }
    for line in text.lines().filter(|line| line.starts_with("test ") && line.ends_with("FAILED")) {
        println!("    {line}");
    }
    Ok(tests)
}

/// The newest file of this ending that a build script of such a package wrote.
pub(crate) fn newest(target: &Path, package: &str, ending: &str) -> Result<PathBuf, String> {
    let mut newest = None;
    for entry in fs::read_dir(target.join("debug/build")).map_err(|e| e.to_string())?.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(package) {
            continue;
        }
        for file in fs::read_dir(entry.path().join("out")).into_iter().flatten().flatten() {
            if file.file_name().to_string_lossy().ends_with(ending) {
                let time = file.metadata().and_then(|metadata| metadata.modified()).map_err(|e| e.to_string())?;
                newest = newest.max(Some((time, file.path())));
            }
        }
    }
    newest.map(|(_, path)| path).ok_or(format!("no {ending} of {package}: our bindings were not made"))
}

/// How many functions the newest report of this crate has.
fn bound(target: &Path, sys: &str) -> Result<(usize, usize), String> {
    let path = newest(target, sys, "_report.json")?;
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let report: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let count = |verdicts: &[&str]| {
        let declarations = report["declarations"].as_array().into_iter().flatten();
        declarations.filter(|d| d["what"] == "function" && verdicts.iter().any(|verdict| d["verdict"] == *verdict)).count()
    };
    Ok((count(&["direct", "trampoline", "shim"]), count(&["trampoline", "shim"])))
}
