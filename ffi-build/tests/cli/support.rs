//! Running the command.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the fixtures; the command runs in it, so that paths are short and the same everywhere.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

/// Runs `cargo-ffi ffi …` as cargo would, without a disassembler, because not every machine has one.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command(arguments).env("LLVM_MC", "no-disassembler").output().unwrap()
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-ffi"));
    command.arg("ffi").args(arguments).current_dir(folder());
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS", "TARGET", "OUT_DIR", "CARGO_MANIFEST_DIR", "LLVM_MC"] {
        command.env_remove(name);
    }
    command
}

/// What was printed.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Standard output of a command that succeeds.
pub(crate) fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}
