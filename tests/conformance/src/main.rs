//! `cargo run -p conformance -- [options]`.

use std::process::ExitCode;

use conformance::{Options, USAGE, run};

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
    match run(&options, &folder) {
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
