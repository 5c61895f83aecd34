//! Downstream packages for tests: written to a folder, built and run by cargo as a user's are.
//!
//! They share one target folder, so that this project's crates compile once, and take the versions of dependencies from the
//! workspace's `Cargo.lock`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A package in a temporary folder.
#[derive(Debug)]
pub struct Project {
    folder: PathBuf,
    target: PathBuf,
}

/// The command of the newest clang that is there.
///
/// # Panics
/// If there is none.
pub fn clang() -> String {
    let works = |name: &String| Command::new(name).arg("--version").output().is_ok();
    // Debian's packages call it by its version alone.
    let names = std::iter::once("clang".to_owned()).chain((14..40).rev().map(|version| format!("clang-{version}")));
    names.into_iter().find(works).expect("clang is installed")
}

/// What cargo has to be told to build for another machine and to run its programs by an emulator, if `FFI_MACHINE` names one.
///
/// # Panics
/// If there is no such machine.
pub fn machine() -> Vec<(&'static str, &'static str)> {
    match std::env::var("FFI_MACHINE").as_deref() {
        Ok("aarch64") => vec![
            ("CARGO_BUILD_TARGET", "aarch64-unknown-linux-gnu"),
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc"),
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "qemu-aarch64 -L /usr/aarch64-linux-gnu"),
        ],
        Ok(other) => panic!("no machine `{other}`"),
        Err(_) => Vec::new(),
    }
}

/// What a cargo command did.
#[derive(Debug)]
pub struct Run {
    /// Whether it succeeded.
    pub success: bool,
    /// Standard output.
    pub stdout: String,
    /// Standard error, with the paths of the project and of the workspace replaced by `$PROJECT` and `$WORKSPACE`.
    pub stderr: String,
}

/// Dependencies of a package that uses the runtime, and the build helper without headers.
pub const DEPENDENCIES: &str = r#"
[dependencies]
ffi-rt = { path = "$WORKSPACE/ffi-rt" }
[build-dependencies]
ffi-build = { path = "$WORKSPACE/ffi-build", default-features = false }
"#;

/// The same with a build helper that reads headers.
pub const DEPENDENCIES_WITH_HEADERS: &str = r#"
[dependencies]
ffi-rt = { path = "$WORKSPACE/ffi-rt" }
[build-dependencies]
ffi-build = { path = "$WORKSPACE/ffi-build" }
"#;

/// The workspace's folder.
pub fn workspace() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here)
}

/// A folder that is not below the workspace, which cargo would take for that of everything below; empty, and the same in every run.
pub fn outside(name: &str) -> PathBuf {
    let here = workspace().display().to_string().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let folder = std::env::temp_dir().join(format!("ffi-e2e-{name}-{here}"));
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the folder of the last run can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

impl Project {
    /// An empty package folder below `scratch` (the `CARGO_TARGET_TMPDIR` of the test), in place of one that an earlier run left.
    pub fn new(scratch: &str, name: &str) -> Project {
        let scratch = Path::new(scratch).join("e2e");
        let folder = scratch.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the folder of the last run can be removed");
        }
        let project = Project { folder, target: scratch.join("target") };
        project.write("Cargo.lock", &fs::read_to_string(workspace().join("Cargo.lock")).expect("the workspace has a lock file"));
        project
    }

    /// The package with a Cargo.toml that depends on the runtime and, for its build script, on the build helper without headers.
    pub fn with_build_script(scratch: &str, name: &str) -> Project {
        let project = Project::new(scratch, name);
        project.manifest(DEPENDENCIES);
        project.write("build.rs", "fn main() { ffi_build::Builder::new(\"calls\").build(); }\n");
        project
    }

    /// Writes Cargo.toml: name, version and edition, then this text. `$WORKSPACE` stands for this project's folder.
    pub fn manifest(&self, text: &str) -> &Project {
        let name = self.folder.file_name().unwrap_or_default().to_string_lossy();
        let text = text.replace("$WORKSPACE", &workspace().display().to_string());
        let head = format!("[workspace]\n[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        // Nothing but line tables is looked at, and much is linked.
        self.write("Cargo.toml", &format!("{head}{text}\n[profile.dev]\ndebug = \"line-tables-only\"\n"))
    }

    /// Writes the Cargo.toml of another package of the project, in a folder of its own that gives it its name.
    pub fn package(&self, name: &str, text: &str) -> &Project {
        let text = text.replace("$WORKSPACE", &workspace().display().to_string());
        let head = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        self.write(&format!("{name}/Cargo.toml"), &format!("{head}{text}"))
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) -> &Project {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder)).expect("a folder can be made");
        fs::write(&path, text).expect("a file can be written");
        self
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The target folder, which other projects use too.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Runs cargo.
    pub fn cargo(&self, arguments: &[&str]) -> Run {
        self.cargo_with(arguments, &[])
    }

    /// Runs cargo with more environment variables.
    pub fn cargo_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO"));
        // What cargo tells this test about its own package is not about the project.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_HOME") {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("RUST_BACKTRACE")
            .envs(environment.iter().copied());
        self.run(command.output().expect("cargo runs"))
    }

    fn run(&self, output: Output) -> Run {
        let text = |bytes: Vec<u8>| {
            String::from_utf8_lossy(&bytes)
                .replace(&self.target.display().to_string(), "$TARGET")
                .replace(&self.folder.display().to_string(), "$PROJECT")
                .replace(&workspace().display().to_string(), "$WORKSPACE")
        };
        Run { success: output.status.success(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Run {
    /// Standard output of a command that has to succeed.
    ///
    /// # Panics
    /// With both outputs, if it failed.
    #[track_caller]
    pub fn expect_success(&self) -> &str {
        assert!(self.success, "cargo failed:\n{}\n{}", self.stdout, self.stderr);
        &self.stdout
    }

    /// Standard error of a command that has to fail.
    ///
    /// # Panics
    /// With the output, if it succeeded.
    #[track_caller]
    pub fn expect_failure(&self) -> &str {
        assert!(!self.success, "cargo succeeded:\n{}", self.stdout);
        &self.stderr
    }
}
