//! The assembler text inside `ffi-rt` is what this crate writes, and every target's assembler takes it.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_build::shipped::files;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ffi-rt/src/assembly")
}

#[test]
fn the_files_of_the_runtime_have_not_drifted() {
    let (folder, files) = (folder(), files());
    if std::env::var_os("FFI_BLESS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in &files {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &files {
        let found = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(found == *text, "{name} has drifted: FFI_BLESS=1 cargo test -p ffi-build --test shipped");
    }
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(files.contains_key(&name), "{name} is written by nobody");
    }
}

/// What clang calls the target of a class.
fn triple(file: &str) -> &'static str {
    let classes = [
        ("x86_64-elf", "x86_64-unknown-linux-gnu"),
        ("x86_64-macho", "x86_64-apple-macos"),
        ("x86_64-coff", "x86_64-pc-windows-msvc"),
        ("x86-elf", "i686-unknown-linux-gnu"),
        ("x86-coff", "i686-pc-windows-msvc"),
        ("aarch64-elf", "aarch64-unknown-linux-gnu"),
        ("aarch64-macho", "arm64-apple-macos"),
        ("aarch64-coff", "aarch64-pc-windows-msvc"),
        ("riscv64-elf", "riscv64-unknown-linux-gnu"),
        ("riscv64-soft-elf", "riscv64-unknown-linux-gnu"),
    ];
    let class = file.trim_end_matches(".s").split_once('-').unwrap().1;
    classes.iter().find(|(known, _)| *known == class).unwrap_or_else(|| panic!("no triple for {file}")).1
}

fn clang() -> String {
    let numbered = (14..=40).rev().map(|version| format!("clang-{version}"));
    let mut names = std::iter::once("clang".to_owned()).chain(numbered);
    names.find(|name| Command::new(name).arg("--version").output().is_ok()).expect("clang is installed")
}

#[test]
fn every_target_assembles_its_files() {
    let output = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shipped");
    std::fs::create_dir_all(&output).unwrap();
    let clang = clang();
    for name in files().keys() {
        let mut command = Command::new(&clang);
        command.arg(format!("--target={}", triple(name))).args(["-Werror", "-c", "-o"]).arg(output.join(format!("{name}.o")));
        if name.contains("riscv64-soft") {
            command.arg("-mabi=lp64").arg("-march=rv64imac");
        }
        let result = command.arg(folder().join(name)).output().unwrap();
        assert!(result.status.success(), "{name}: {}", String::from_utf8_lossy(&result.stderr));
    }
}
