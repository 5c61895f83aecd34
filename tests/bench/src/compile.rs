//! What using the project costs a crate: clean builds with the build helper, beside bindgen's, and code in the program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::valgrind::text;

/// A crate to build: its name, its manifest's dependencies, build script and program.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) dependencies: String,
    pub(crate) script: &'static str,
    pub(crate) program: &'static str,
}

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("the workspace is not above this package")?;
    let folder = std::env::temp_dir().join(format!("ffi-bench-compile-{}", std::process::id()));
    let result = all(workspace, &folder);
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn all(workspace: &Path, folder: &Path) -> Result<(), String> {
    let at = |package: &str| workspace.join(package).display().to_string();
    let with = |features: &str| {
        format!(
            "[dependencies]\nffi-rt = {{ path = {:?} }}\n[build-dependencies]\nffi-build = {{ path = {:?}, default-features = false, features = [{features}] }}\n",
            at("ffi-rt"),
            at("ffi-build")
        )
    };
    let empty = "fn main() {}\n";
    println!("clean builds on {} cores, downloads not counted:", std::thread::available_parallelism().map_or(1, usize::from));
    let header = Sample {
        name: "headers",
        dependencies: with("\"headers\""),
        script: "fn main() { ffi_build::Builder::new(\"m\").header(\"math.h\").build(); }\n",
        program: empty,
    };
    let data = Sample {
        name: "data",
        dependencies: with(""),
        script: "fn main() { ffi_build::Builder::new(\"m\").signatures([\"int(int, int)\"]).build(); }\n",
        program: empty,
    };
    let bindgen = Sample {
        name: "bindgen",
        dependencies:
            "[build-dependencies]\nbindgen = { version = \"0.73\", default-features = false, features = [\"runtime\"] }\n".into(),
        script: "fn main() { bindgen::builder().header_contents(\"m.h\", \"#include <math.h>\").generate().unwrap(); }\n",
        program: empty,
    };
    for (sample, what) in [(&header, "ffi-build with headers"), (&data, "ffi-build from data only"), (&bindgen, "bindgen alone")]
    {
        let project = lay(folder, sample)?;
        // Downloads and the lock file first.
        text(cargo(&project).args(["fetch", "--quiet"]))?;
        let start = Instant::now();
        text(cargo(&project).args(["build", "--quiet"]))?;
        println!("  {what:<26} {:>6.1} s", start.elapsed().as_secs_f64());
    }
    size(folder, &with(""))
}

/// Code that one dynamic call adds to a release program, and what `ffi-rt` depends on.
fn size(folder: &Path, dependencies: &str) -> Result<(), String> {
    let script = "fn main() { ffi_build::Builder::new(\"m\").build(); }\n";
    let none = Sample {
        name: "without",
        dependencies: dependencies.into(),
        script,
        program: "fn main() { std::process::exit(std::env::args().len() as i32) }\n",
    };
    let call = Sample {
        name: "with",
        dependencies: dependencies.into(),
        script,
        program: "fn main() {
            let library = unsafe { ffi::DynamicLibrary::open(\"m\") };
            let pow = library.ok().and_then(|library| unsafe { library.function(c\"pow\", ffi::signature!(double(double, double))).ok() });
            let value = pow.and_then(|pow| unsafe { pow.call(&[2.0.into(), 3.0.into()]).ok() });
            std::process::exit(value.and_then(|value| f64::try_from(value).ok()).map_or(1, |value| (value != 8.0) as i32 ))
        }\n",
    };
    let mut sizes = [0; 2];
    for (sample, size) in [&none, &call].into_iter().zip(&mut sizes) {
        let project = lay(folder, sample)?;
        text(cargo(&project).args(["build", "--quiet", "--release"]))?;
        let sections = text(Command::new("size").arg("-A").arg(project.join("target/release").join(sample.name)))?;
        let code = sections.lines().find_map(|line| line.strip_prefix(".text")?.split_whitespace().next()?.parse::<i64>().ok());
        *size = code.ok_or("the program has no .text")?;
    }
    text(&mut Command::new(folder.join("with/target/release/with")))?;
    println!("code that one dynamic call adds to a release program: {:.1} KiB", (sizes[1] - sizes[0]) as f64 / 1024.0);
    let tree = text(cargo(&folder.join("with")).args([
        "tree",
        "--package",
        "ffi-rt",
        "--edges",
        "normal",
        "--prefix",
        "depth",
        "--quiet",
    ]))?;
    // What a macro is made of is not linked: the packages below it do not count.
    let mut below_macros = usize::MAX;
    let mut linked = Vec::new();
    for line in tree.lines() {
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let depth: usize = line[..digits].parse().unwrap_or(0);
        if depth > below_macros {
            continue;
        }
        below_macros = if line.contains("(proc-macro)") { depth } else { usize::MAX };
        linked.extend(line[digits..].split(' ').next().filter(|name| *name != "ffi-rt"));
    }
    println!("ffi-rt depends on {}: {}", linked.len(), linked.join(", "));
    Ok(())
}

/// Writes a package.
pub(crate) fn lay(folder: &Path, sample: &Sample) -> Result<PathBuf, String> {
    let project = folder.join(sample.name);
    let manifest = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nbuild = \"build.rs\"\n{}[workspace]\n",
        sample.name, sample.dependencies
    );
    std::fs::create_dir_all(project.join("src")).map_err(|error| error.to_string())?;
    for (file, contents) in [("Cargo.toml", manifest.as_str()), ("build.rs", sample.script), ("src/main.rs", sample.program)] {
        std::fs::write(project.join(file), contents).map_err(|error| error.to_string())?;
    }
    Ok(project)
}

/// Cargo in a package, with a target folder of its own.
pub(crate) fn cargo(project: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(project).env("CARGO_TARGET_DIR", project.join("target"));
    cargo
}
