//! `cargo ffi`: what a header or a signature means on a machine, and the bindings of it.
//!
//! ```text
//! arguments ─► subject (a signature, a function or a record of a header) ─┬─► explain ─┬─► text
//!                                                                         └─► layout  ─┴─► draw (SVG, HTML)
//!           └─► bindings (generate), snapshot (and check), report, targets
//! ```
//!
//! Nothing is decided here: plans and their rules are `ffi_abi`'s, code and diagnostics are `ffi_build`'s.

mod arguments;
mod bindings;
mod choice;
mod code;
mod draw;
mod explain;
mod layout;
mod output;
mod place;
mod record;
mod report;
mod snapshot;
mod subject;
mod targets;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use ffi_build::diagnostics;
use ffi_grammar::Diagnostic;

use arguments::{Arguments, Command};

/// `check` found that a snapshot is not what the headers say.
const DRIFT: u8 = 1;
/// Something could not be done: what cargo itself ends with.
const FAILED: u8 = 101;

/// What a command comes to: an exit status, or diagnostics.
type Outcome = Result<ExitCode, Vec<Diagnostic>>;

fn main() -> ExitCode {
    // Cargo runs `cargo-ffi ffi …`; typed by itself it is `cargo-ffi …`.
    let mut words: Vec<OsString> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "ffi") {
        words.remove(1);
    }
    let arguments = Arguments::parse_from(words);
    arguments.color.write_global();
    let outcome = match &arguments.command {
        Command::Generate(command) => bindings::generate(command),
        Command::Snapshot(command) => snapshot::make(command),
        Command::Check(command) => snapshot::check(command),
        Command::Report(command) => report::run(command),
        Command::Explain(command) => explain::run(command),
        Command::Layout(command) => layout::run(command),
        Command::Targets(command) => targets::run(command),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "cargo-ffi", &mut std::io::stdout());
            Ok(ExitCode::SUCCESS)
        }
    };
    outcome.unwrap_or_else(|faults| {
        for fault in &faults {
            anstream::eprint!("{}", output::diagnostic(&diagnostics::render(fault)));
        }
        ExitCode::from(FAILED)
    })
}
