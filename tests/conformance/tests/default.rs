//! The default run: every systematic case and 3,000 random signatures, gcc and clang, `-O0` and `-O2`, both directions; less of the
//! random ones for targets other than the machine's own.
//!
//! Without libtest, because it prints as it goes; its last line is one that libtest would print, so that it is counted.

use std::path::Path;
use std::process::ExitCode;

use conformance::{Options, Summary, check_page, run};

fn main() -> ExitCode {
    // What libtest takes (`--nocapture`, a filter) is not for this test.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("conformance-{}", std::process::id()));
    let mut summary = Summary::default();
    for options in Options::default_run() {
        match run(&options, &folder) {
            Ok(part) => summary = summary + part,
            Err(fault) => {
                println!("{fault}\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
                return ExitCode::FAILURE;
            }
        }
    }
    match check_page() {
        Ok(()) => summary.passed += 1,
        Err(fault) => {
            println!("{fault}");
            summary.failed += 1;
        }
    }
    let word = if summary.failed == 0 { "ok" } else { "FAILED" };
    println!(
        "test result: {word}. {} passed; {} failed; {} ignored; 0 measured; 0 filtered out",
        summary.passed, summary.failed, summary.skipped
    );
    if summary.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
