//! The whole build step on `sqlite3.h` beside bindgen alone: same header, same names, same profile, formatting off on both.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::valgrind::text;

/// Runs of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 7;

/// What is bound.
pub(crate) const NAMES: [&str; 2] = ["sqlite3?_.*", "SQLITE_.*"];

/// Prints the table: this profile, then the other one by a second run of this program.
pub(crate) fn run() -> Result<(), String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = this.ancestors().nth(2).ok_or("the target folder is not above this program")?;
    for (profile, folder) in [(["--release"].as_slice(), "release"), ([].as_slice(), "debug")] {
        text(Command::new("cargo").args(["build", "--quiet", "--package", "bench", "--bin", "bench"]).args(profile))?;
        let program = target.join(folder).join("bench");
        let once = |what: &str| -> Result<f64, String> {
            let start = Instant::now();
            text(Command::new(&program).arg(what))?;
            Ok(start.elapsed().as_secs_f64() * 1e3)
        };
        let (mut ours, mut bindgen) = (f64::INFINITY, f64::INFINITY);
        // By turns, so that both meet the same neighbours.
        for _ in 0..RUNS {
            ours = ours.min(once("step-ours")?);
            bindgen = bindgen.min(once("step-bindgen")?);
        }
        println!(
            "sqlite3.h, {folder}: whole build step {ours:.0} ms, bindgen alone {bindgen:.0} ms: {:.2} times (best of {RUNS})",
            ours / bindgen
        );
    }
    Ok(())
}

/// The header that the example's bundled SQLite brings.
pub(crate) fn header() -> Result<PathBuf, String> {
    let list = text(Command::new("cargo").args(["metadata", "--format-version", "1", "--offline"]))?;
    // The one path of that form: the package's manifest.
    let end = list.find("libsqlite3-sys").and_then(|_| {
        list.match_indices("/Cargo.toml\"").find_map(|(at, _)| {
            let start = list[..at].rfind('"')? + 1;
            list[start..at].rsplit('/').next()?.starts_with("libsqlite3-sys").then(|| PathBuf::from(&list[start..at]))
        })
    });
    Ok(end.ok_or("libsqlite3-sys is not among the packages")?.join("sqlite3/sqlite3.h"))
}

/// One build step of ours, in a folder that has nothing in it.
pub(crate) fn ours() -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("ffi-bench-step-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut builder = ffi_build::Builder::new("sqlite3").header(header()?.display().to_string()).table(true);
    for name in NAMES {
        builder = builder.allow(name);
    }
    let made = builder.target("x86_64-unknown-linux-gnu").out_dir(&folder).generate();
    let written = made
        .map_err(|faults| format!("{faults:?}"))
        .and_then(|outputs| outputs.write(&folder).map_err(|fault| format!("{fault:?}")));
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    written.map(|_| ())
}

/// The same by bindgen.
pub(crate) fn bindgen() -> Result<(), String> {
    let mut builder = bindgen::Builder::default().header(header()?.display().to_string()).formatter(bindgen::Formatter::None);
    for name in NAMES {
        builder = builder.allowlist_item(name);
    }
    let bindings = builder.generate().map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    bindings.write(Box::new(&mut text)).map_err(|error| error.to_string())
}
