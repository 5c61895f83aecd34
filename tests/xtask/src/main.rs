//! The task runner: `cargo xtask <task>`. It uses nothing but the standard library, so that it starts quickly in a fresh clone.
//!
//! ```text
//!  main ─► setup  (what the tasks need from the system: found, installed, or named)
//!       ├► plan   (the steps of each task) ─► step (run, tee, time, count) ─► summary
//!       └► wine   (what runs programs of Windows)
//! ```

mod plan;
mod setup;
mod step;
mod wine;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task> [options]

tasks
  test    everything that has to pass: format, lints, arrows, documents, tests, conformance, end to end, examples
  demo    SQLite, zlib, libm and a script host, called through what this project builds
  bench   the figures: sizes, instructions, times beside gcc's and bindgen's
  setup   install, or name, what the tests need from the system
  wine    run a program of x86-64 Windows, for CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER

options of test, demo and bench
  --list          print the steps and stop
  --only <word>   run the steps whose name contains the word; may be repeated
  --skip <word>   leave those steps out; may be repeated";

/// What the command line asked for.
#[derive(Debug, Default)]
struct Options {
    list: bool,
    only: Vec<String>,
    skip: Vec<String>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        while let Some(arg) = args.next() {
            let mut word = || args.next().ok_or_else(|| format!("`{arg}` wants a word after it"));
            match arg.as_str() {
                "--list" => options.list = true,
                "--only" => options.only.push(word()?),
                "--skip" => options.skip.push(word()?),
                _ => return Err(format!("unknown option `{arg}`")),
            }
        }
        Ok(options)
    }

    fn wants(&self, name: &str) -> bool {
        let named = |words: &[String]| words.iter().any(|word| name.contains(word.as_str()));
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

/// The workspace's folder: two above this package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let task = args.next().unwrap_or_default();
    if task == "wine" {
        return wine::run(&root(), args.collect());
    }
    let options = match Options::parse(args) {
        Ok(options) => options,
        Err(fault) => return usage(&fault),
    };
    let steps = match task.as_str() {
        "test" => plan::test(&root()),
        "demo" => plan::demo(&root()),
        "bench" => plan::bench(),
        "setup" => Vec::new(),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        other => return usage(&format!("unknown task `{other}`")),
    };
    let steps: Vec<_> = steps.into_iter().filter(|step| options.wants(&step.name)).collect();
    if options.list {
        for step in &steps {
            println!("{:<24} {}", step.name, step.command_line());
        }
        return ExitCode::SUCCESS;
    }
    if !setup::ensure(task != "demo") {
        return ExitCode::FAILURE;
    }
    if step::run_all(&root(), &steps) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage(fault: &str) -> ExitCode {
    eprintln!("xtask: {fault}\n\n{USAGE}");
    ExitCode::from(2)
}
