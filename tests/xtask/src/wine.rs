//! `xtask wine <program> …`: what cargo runs programs of x86-64 Windows with.
//!
//! Rust's standard library asks `bcryptprimitives.dll` for random numbers, which wine has since its version 9 only. Where it is missing,
//! one of a few lines is made by MinGW's compiler.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Debian's place; there is no command of that name on the path.
pub(crate) const WINE: &str = "/usr/lib/wine/wine64";

/// `ProcessPrng` by the function that wine has for the same purpose (`RtlGenRandom`).
const RANDOM: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *to, SIZE_T size) { return SystemFunction036(to, size); }
";

/// Runs a program and ends as it does.
pub(crate) fn run(root: &Path, arguments: Vec<String>) -> ExitCode {
    let libraries = match libraries(root) {
        Ok(folder) => folder,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            return ExitCode::FAILURE;
        }
    };
    // No word about a display that is missing, and no debugger for a program that dies, which takes seconds.
    let mut wine = Command::new(WINE);
    wine.args(arguments).envs([("WINEDEBUG", "-all"), ("WINEDLLOVERRIDES", "winedbg.exe=d")]).env("WINEPATH", libraries);
    match wine.status() {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(fault) => {
            eprintln!("xtask: {WINE}: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the libraries that wine lacks.
fn libraries(root: &Path) -> Result<PathBuf, String> {
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("wine");
    let library = folder.join("bcryptprimitives.dll");
    if library.is_file() {
        return Ok(folder);
    }
    let written = |result: std::io::Result<()>| result.map_err(|fault| format!("{}: {fault}", folder.display()));
    written(std::fs::create_dir_all(&folder))?;
    // Another run may be at it: each makes its own, and the last one to finish puts it in place.
    let own = |extension: &str| folder.join(format!("random-{}.{extension}", std::process::id()));
    written(std::fs::write(own("c"), RANDOM))?;
    let mut compiler = Command::new("x86_64-w64-mingw32-gcc");
    compiler.args(["-O2", "-shared", "-o"]).arg(own("dll")).arg(own("c")).arg("-ladvapi32");
    match compiler.status() {
        Ok(status) if status.success() => written(std::fs::rename(own("dll"), &library)).map(|()| folder.clone()),
        Ok(status) => Err(format!("{compiler:?}: {status}")),
        Err(fault) => Err(format!("{compiler:?}: {fault}")),
    }
}
