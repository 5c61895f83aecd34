//! `cargo ffi generate`: bindings as a file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ffi_abi::Target;
use ffi_build::{Builder, Link, Outputs};
use ffi_grammar::{Code, Diagnostic};

use crate::Outcome;
use crate::arguments::{Generate, Reading};
use crate::choice::Choice;
use crate::output::{HEAD, Progress, paint, show};
use crate::subject;

/// A builder that reads headers and nothing of the package around.
pub(crate) fn builder(target: &Target, headers: &[String], choice: &Choice, reading: &Reading) -> Builder {
    let mut builder =
        Builder::new(name(headers, choice)).headers(headers.iter().cloned()).target(target.to_string()).sources([""; 0]);
    for argument in reading.clang_arguments() {
        builder = builder.clang_arg(argument);
    }
    choice.apply(builder)
}

/// What bindings are called after their first header, `sqlite3` of `/usr/include/sqlite3.h`, or after the recipe that names it.
pub(crate) fn name(headers: &[String], choice: &Choice) -> String {
    let first = headers.first().map(Path::new).or(choice.name());
    let stem = first.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// What is bound, for a line that says so.
pub(crate) fn called(headers: &[String], choice: &Choice) -> String {
    if headers.is_empty() { name(headers, choice) } else { headers.join(", ") }
}

pub(crate) fn generate(command: &Generate) -> Outcome {
    let targets = subject::targets(&command.machines)?;
    let mut progress = Progress::new();
    let mut made = Vec::new();
    for target in &targets {
        progress.doing("Binding", &format!("{} for {target}", called(&command.headers, &command.choice)));
        let mut builder = builder(target, &command.headers, &command.choice, &command.reading);
        if let Some(library) = &command.link {
            builder = builder.library(library).link(if command.static_ { Link::Static } else { Link::Dylib });
        }
        made.push((target, builder.generate()?));
    }
    drop(progress);
    match (&command.output, &made[..]) {
        (None, [(_, outputs)]) if archive(outputs).is_none() => {
            show(&String::from_utf8_lossy(rust(outputs)));
        }
        // Standard output has no folder beside it.
        (None, _) => {
            let why = match made.len() {
                1 => "some of these functions go through trampolines, whose archive is written beside the bindings",
                _ => "there is one file for each target",
            };
            return Err(vec![Diagnostic::new(Code::NoOutputFile, [why])]);
        }
        (Some(path), [(_, outputs)]) => write(path, path.parent().unwrap_or(Path::new("")), outputs)?,
        (Some(folder), several) => {
            for (target, outputs) in several {
                let file = folder.join(format!("{}.{target}.rs", name(&command.headers, &command.choice)));
                write(&file, folder, outputs)?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The Rust text.
fn rust(outputs: &Outputs) -> &[u8] {
    let bindings = outputs.section.bindings.as_deref();
    outputs.files.iter().find(|(name, _)| Some(name.as_str()) == bindings).map_or(&[], |(_, bytes)| bytes)
}

/// The archive of trampolines, if any is needed.
fn archive(outputs: &Outputs) -> Option<&(String, Vec<u8>)> {
    let of_linker = |name: &str| Path::new(name).extension().is_some_and(|extension| extension == "a" || extension == "lib");
    outputs.files.iter().find(|(name, _)| of_linker(name))
}

fn write(file: &Path, folder: &Path, outputs: &Outputs) -> Result<(), Vec<Diagnostic>> {
    save(file, rust(outputs))?;
    anstream::eprintln!("{} {}", paint(HEAD, "wrote"), file.display());
    if let Some((name, bytes)) = archive(outputs) {
        let path: PathBuf = folder.join(name);
        save(&path, bytes)?;
        anstream::eprintln!(
            "{} {}: the trampolines; a build script that uses the bindings says\n      println!(\"cargo::rustc-link-search=native={}\");",
            paint(HEAD, "wrote"),
            path.display(),
            if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.display(),
        );
    }
    Ok(())
}

/// Writes a file, and the folders above it.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
    let fault = |error: std::io::Error| vec![Diagnostic::new(Code::CannotWrite, [path.display().to_string(), error.to_string()])];
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(fault)?;
    }
    std::fs::write(path, bytes).map_err(fault)
}
