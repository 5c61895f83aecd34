//! `cargo run -p conformance -- [options]`.

use std::path::Path;
use std::process::ExitCode;

use conformance::{Options, Summary, USAGE, run, write_page};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).peekable();
    if args.peek().is_some_and(|arg| arg == "--help" || arg == "-h") {
        println!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    let options = match Options::parse(args) {
        Ok(options) => options,
        Err(fault) => {
            eprintln!("{fault}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let folder = std::env::temp_dir().join(format!("ffi-conformance-{}", std::process::id()));
    match runs(&options, &folder) {
        Ok(summary) => {
            println!("{} passed, {} failed, {} skipped", summary.passed, summary.failed, summary.skipped);
            if summary.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// What is to be run, one after the other, and then the page.
fn runs(options: &Options, folder: &Path) -> Result<Summary, String> {
    let mut summary = Summary::default();
    for options in options.runs() {
        summary = summary + run(&options, folder)?;
    }
    if let Some(page) = &options.report {
        write_page(page)?;
    }
    Ok(summary)
}
