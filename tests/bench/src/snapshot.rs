//! A build script on a snapshot, as cargo builds it (without optimisation): what it takes by itself, and what compiling it costs.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{Machine, make};

use crate::compile::{Sample, cargo, lay};
use crate::step;
use crate::valgrind::text;

/// Runs of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 15;

/// Targets of a snapshot of SQLite, whose header includes next to nothing.
const FIVE: [&str; 5] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
];

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("the workspace is not above this package")?;
    let folder = std::env::temp_dir().join(format!("ffi-bench-snapshot-{}", std::process::id()));
    let result = all(workspace, &folder);
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn all(workspace: &Path, folder: &Path) -> Result<(), String> {
    let mut sqlite = Builder::new("sqlite3").header(step::header()?.display().to_string());
    for name in step::NAMES {
        sqlite = sqlite.allow(name);
    }
    measure(workspace, folder, "sqlite3", &sqlite, &FIVE)?;
    let Ok(flags) = text(Command::new("pkg-config").args(["--cflags", "gtk+-3.0"])) else {
        println!("gtk: not measured, libgtk-3-dev is not installed");
        return Ok(());
    };
    let mut gtk = Builder::new("gtk").header("gtk/gtk.h").allow("_?(?:[gG]|[aA]tk|ATK|[pP]ango|PANGO|[cC]airo|CAIRO).*");
    // Folders for this machine alone have the parts of its C library.
    for flag in flags.split_whitespace().filter(|flag| !flag.ends_with("-linux-gnu")) {
        gtk = gtk.clang_arg(flag);
    }
    // The headers of this machine's GTK: those of other 64-bit Linux are the same.
    measure(workspace, folder, "gtk", &gtk, &FIVE[..3])
}

fn measure(workspace: &Path, folder: &Path, name: &'static str, builder: &Builder, targets: &[&str]) -> Result<(), String> {
    let machine = |triple: &&str| {
        let target = Target::parse(triple).map_err(|error| error.to_string())?;
        // Where Debian's cross compilers have the C library of their machine.
        let arch = triple.split('-').next().unwrap_or_default().trim_end_matches("gc");
        let folder = format!("/usr/{arch}-linux-gnu/include");
        let arguments = if Path::new(&folder).is_dir() { vec![format!("-isystem{folder}")] } else { Vec::new() };
        Ok::<_, String>(Machine { target, arguments })
    };
    let machines = targets.iter().map(machine).collect::<Result<Vec<_>, _>>()?;
    let start = Instant::now();
    let snapshot = make(builder, &machines).map_err(|faults| format!("{faults:?}"))?;
    let made = start.elapsed().as_secs_f64();
    let sample = Sample {
        name,
        dependencies: format!(
            "[dependencies]\nffi-rt = {{ path = {:?} }}\n[build-dependencies]\nffi-build = {{ path = {:?}, default-features = false }}\n",
            workspace.join("ffi-rt").display().to_string(),
            workspace.join("ffi-build").display().to_string()
        ),
        script: if name == "gtk" {
            "fn main() { ffi_build::Builder::new(\"gtk\").snapshot(\"x.ffi\").build(); }\n"
        } else {
            "fn main() { ffi_build::Builder::new(\"sqlite3\").snapshot(\"x.ffi\").build(); }\n"
        },
        program: "#![allow(missing_docs)]\nmod sys { ffi::bindings!(\"NAME\"); }\nfn main() { let _ = core::mem::size_of::<sys::Known>(); }\n",
    };
    let project = lay(folder, &sample)?;
    let known = if name == "gtk" { "GtkWidget" } else { "sqlite3" };
    let program = sample.program.replace("NAME", name).replace("Known", known);
    let write = |path: &str, text: &str| std::fs::write(project.join(path), text).map_err(|error| error.to_string());
    write("src/main.rs", &program)?;
    write("x.ffi", &snapshot)?;
    text(cargo(&project).args(["fetch", "--quiet"]))?;
    let start = Instant::now();
    text(cargo(&project).args(["build", "--quiet"]))?;
    let whole = start.elapsed().as_secs_f64();
    let script = script(&project)?;
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        // What cargo says to a build script.
        text(
            Command::new(&script)
                .current_dir(&project)
                .env("CARGO_MANIFEST_DIR", &project)
                .env("OUT_DIR", project.join("out"))
                .env("TARGET", targets[0])
                .env("CARGO_PKG_NAME", name)
                .env("CARGO_PKG_VERSION", "0.0.0"),
        )?;
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
        std::fs::remove_dir_all(project.join("out")).map_err(|error| error.to_string())?;
    }
    let (lines, size) = (snapshot.lines().count(), snapshot.len() as f64 / 1024.0);
    println!(
        "{name}: a snapshot of {} targets has {lines} lines ({size:.0} KiB) and was made in {made:.1} s; its build script takes {best:.1} ms (best of {RUNS}); clean build with it {whole:.1} s",
        targets.len(),
    );
    Ok(())
}

/// The program that cargo made of build.rs.
fn script(project: &Path) -> Result<PathBuf, String> {
    let folders = std::fs::read_dir(project.join("target/debug/build")).map_err(|error| error.to_string())?;
    let name = project.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_own =
        |path: &PathBuf| path.file_name().is_some_and(|folder| folder.to_string_lossy().starts_with(&format!("{name}-")));
    let scripts = folders.flatten().map(|entry| entry.path()).filter(is_own).map(|path| path.join("build-script-build"));
    scripts.into_iter().find(|path| path.is_file()).ok_or_else(|| "cargo made no build script".to_owned())
}
