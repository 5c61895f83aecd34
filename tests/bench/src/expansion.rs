//! What `#[ffi::import]` costs the compiler: a block of 500 functions, written by hand and annotated.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::valgrind::text;

/// Functions of a block.
const FUNCTIONS: usize = 500;

/// Compilations of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 9;

/// How the block is introduced.
const BLOCKS: [(&str, &str); 3] = [
    ("written by hand", "#[link(name = \"m\")]"),
    ("#[ffi::import]", "#[ffi::import(library = \"m\")]"),
    ("#[ffi::import(…, lazy)]", "#[ffi::import(library = \"m\", lazy = pub LIBRARY)]"),
];

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    measure().map(|_| ())
}

/// Milliseconds that the annotation of a linked library takes more than the block written by hand.
pub(crate) fn measure() -> Result<f64, String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("the workspace is not above this package")?;
    let folder = std::env::temp_dir().join(format!("ffi-bench-expansion-{}", std::process::id()));
    let result = all(workspace, &folder);
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn all(workspace: &Path, folder: &Path) -> Result<f64, String> {
    let write = |file: &str, text: &str| std::fs::write(folder.join(file), text).map_err(|error| error.to_string());
    std::fs::create_dir_all(folder.join("src")).map_err(|error| error.to_string())?;
    let runtime = workspace.join("ffi-rt").display().to_string();
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"block\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\nffi-rt = {{ path = {runtime:?} }}\n[workspace]\n"
        ),
    )?;
    let mut functions = String::new();
    for number in 0..FUNCTIONS {
        // Writing to a string does not fail.
        let _ = writeln!(
            functions,
            "    pub fn function_{number}(a: core::ffi::c_int, b: *const core::ffi::c_char, c: f64) -> core::ffi::c_long;"
        );
    }
    let source = |block: &str| format!("{block}\nunsafe extern \"C\" {{\n{functions}}}\n");
    // By cargo, as for everyone: what it costs itself is the same for all. Optimised macros, as a release build has them, would be faster.
    let mut best = [[f64::INFINITY; BLOCKS.len()]; 2];
    for run in 0..=RUNS {
        for (at, (_, block)) in BLOCKS.iter().enumerate() {
            for (how, command) in ["check", "build"].into_iter().enumerate() {
                write("src/lib.rs", &source(block))?;
                let start = Instant::now();
                text(
                    Command::new("cargo")
                        .args([command, "--quiet"])
                        .current_dir(folder)
                        .env("CARGO_TARGET_DIR", folder.join("target")),
                )?;
                // The first compiles the runtime.
                if run > 0 {
                    best[how][at] = best[how][at].min(start.elapsed().as_secs_f64() * 1e3);
                }
            }
        }
    }
    println!("a block of {FUNCTIONS} functions, cargo check and cargo build (best of {RUNS}):");
    for (at, (name, _)) in BLOCKS.iter().enumerate() {
        let [check, build] = [0, 1].map(|how| (best[how][at], best[how][at] - best[how][0]));
        println!("  {name:<26} {:>6.0} ms ({:+.0}) {:>6.0} ms ({:+.0})", check.0, check.1, build.0, build.1);
    }
    Ok(best[0][1] - best[0][0])
}
