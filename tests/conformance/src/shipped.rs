//! The assembly text that `ffi-rt` ships, assembled by clang as it is by rustc.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::{ObjectFormat, Target};
use ffi_build::listing::class;
use ffi_build::shipped;

use crate::machine::finish;

/// The object of one of its files for the machine that a program runs on.
pub(crate) fn assemble(host: &Target, what: &str, folder: &Path) -> Result<PathBuf, String> {
    let file = format!("{what}-{}.s", class(host));
    let text = shipped::files().remove(&file).ok_or_else(|| format!("no {file} is shipped"))?;
    // rustc's object files have such a note.
    let note = if host.object_format() == ObjectFormat::Elf { "    .section .note.GNU-stack, \"\", %progbits\n" } else { "" };
    let source = folder.join(&file);
    fs::write(&source, text + note).map_err(|fault| fault.to_string())?;
    let object = folder.join(format!("{what}.o"));
    let clang = (14..40).rev().map(|version| format!("clang-{version}")).chain(["clang".to_owned()]);
    let clang = clang.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok()).ok_or("clang is needed")?;
    let triple = host.triple().replace("riscv64gc", "riscv64").replace("pc-windows-gnu", "w64-windows-gnu");
    let mut assembler = Command::new(clang);
    assembler.arg(format!("--target={triple}")).arg("-c").arg(&source).arg("-o").arg(&object);
    finish(&mut assembler)?;
    Ok(object)
}
