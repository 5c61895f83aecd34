//! The corpus: installed libraries' headers, each bound whole.
//!
//! ```sh
//! cargo run --release -p corpus                      # what is installed; prints a table
//! cargo run --release -p corpus -- --install         # installs the packages first
//! cargo run --release -p corpus -- --only gtk3       # one library
//! cargo run --release -p corpus -- --report docs/corpus.md
//! ```

mod count;
mod judge;
mod libraries;
mod record;
mod steps;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use judge::Verdict;
use libraries::{EACH, LIBRARIES, SMALL};
use steps::Task;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("--step") => child(&arguments[1..]),
        _ => parent(&arguments),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn child(arguments: &[String]) -> Result<bool, String> {
    let [what, task] = arguments else { return Err("--step WHAT TASK".into()) };
    let task = Task::parse(task)?;
    let value = match what.as_str() {
        "ours" => steps::ours(&task),
        "bindgen" => steps::bindgen(&task),
        "count" => steps::counted(&task),
        other => Err(format!("no step `{other}`")),
    }?;
    println!("{value}");
    Ok(true)
}

struct Options {
    install: bool,
    small: bool,
    only: Vec<String>,
    report: Option<PathBuf>,
}

fn options(arguments: &[String]) -> Result<Options, String> {
    let mut options = Options { install: false, small: false, only: Vec::new(), report: None };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--install" => options.install = true,
            "--small" => options.small = true,
            "--only" => options.only.push(value()?),
            "--report" => options.report = Some(PathBuf::from(value()?)),
            other => return Err(format!("no option `{other}`; there are --install, --small, --only NAME, --report FILE")),
        }
    }
    Ok(options)
}

fn parent(arguments: &[String]) -> Result<bool, String> {
    let options = options(arguments)?;
    if options.install {
        install()?;
    }
    let asked = |name: &str| match (options.small, &options.only[..]) {
        (true, _) => SMALL.contains(&name),
        (false, []) => true,
        (false, only) => only.iter().any(|one| one == name),
    };
    let scratch = std::env::temp_dir().join(format!("ffi-corpus-{}", std::process::id()));
    let runtime = judge::runtime()?;
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut skipped = Vec::new();
    for library in LIBRARIES.iter().filter(|library| asked(library.name)) {
        let arguments = match library.arguments() {
            Ok(arguments) => arguments,
            Err(why) => {
                skipped.push(format!("{}: {}", library.name, why.lines().next().unwrap_or_default()));
                continue;
            }
        };
        let task = Task {
            name: library.name.to_owned(),
            headers: library.bound(),
            arguments: arguments.into_iter().chain(library.first()).collect(),
            folder: scratch.join(library.name).display().to_string(),
        };
        verdicts.push(record::told(judge::judge(&task, &runtime)));
    }
    for (name, package, without) in EACH.iter().filter(|(name, ..)| asked(name)) {
        match each(name, package, without) {
            Ok(headers) => {
                let alone = headers.into_iter().map(|header| {
                    let task = Task {
                        name: name.replace('-', "_"),
                        folder: scratch.join(name).join(header.replace('/', "-")).display().to_string(),
                        headers: vec![header],
                        arguments: Vec::new(),
                    };
                    let verdict = judge::judge(&task, &runtime);
                    Verdict { name: task.headers[0].clone(), ..verdict }
                });
                verdicts.push(record::told(record::together(name, alone)));
            }
            Err(why) => skipped.push(format!("{name}: {why}")),
        }
    }
    // What stays behind in the temporary folder does no harm.
    let _ = std::fs::remove_dir_all(&scratch);
    for line in &skipped {
        println!("skipped {line}");
    }
    if let Some(path) = &options.report {
        std::fs::write(path, record::page(&verdicts, &skipped)).map_err(|e| e.to_string())?;
    }
    Ok(verdicts.iter().all(|verdict| verdict.failures.is_empty() && verdict.lost.is_empty()))
}

/// The public headers of a package, as `#include` names them.
fn each(name: &str, package: &str, without: &[&str]) -> Result<Vec<String>, String> {
    let output = Command::new("dpkg").args(["-L", package]).output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("the package `{package}` of {name} is not installed"));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut headers: Vec<String> = text
        .lines()
        .filter(|path| path.ends_with(".h") && !without.iter().any(|part| path.contains(part)))
        .filter_map(|path| path.strip_prefix("/usr/include/"))
        .map(|path| path.strip_prefix("x86_64-linux-gnu/").unwrap_or(path).to_owned())
        .collect();
    headers.sort();
    Ok(headers)
}

/// Installs the packages on Debian and Ubuntu.
fn install() -> Result<(), String> {
    let mut packages: Vec<&str> = LIBRARIES.iter().flat_map(|library| library.packages).copied().collect();
    packages.extend(EACH.iter().map(|(_, package, _)| package));
    packages.push("pkg-config");
    let mut command = Command::new("apt-get");
    command.args(["install", "-y", "--no-install-recommends"]).args(packages);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("apt-get: {status}")),
        Err(error) => Err(format!("apt-get: {error}")),
    }
}
