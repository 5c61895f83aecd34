//! The default run: every systematic case and 3,000 random signatures, gcc and clang, `-O0` and `-O2`, both directions; less of the
//! random ones for targets other than the machine's own.
//!
//! Without libtest, because it prints as it goes; its last line is one that libtest would print, so that it is counted.

use std::path::Path;
use std::process::ExitCode;

use conformance::{Options, Summary, run};

/// The other targets, by what they take: a program of theirs runs in an emulator.
fn parts() -> [Options; 5] {
    let part = |cases: usize, opts: &[&str], targets: &[&str]| Options {
        cases,
        opts: opts.iter().map(|opt| (*opt).into()).collect(),
        targets: targets.iter().map(|target| (*target).into()).collect(),
        ..Options::default()
    };
    [
        part(3000, &["0", "2"], &["x86_64-unknown-linux-gnu"]),
        part(300, &["0", "2"], &["i686-unknown-linux-gnu"]),
        part(300, &["0", "2"], &["aarch64-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu"]),
        part(40, &["2"], &["x86_64-pc-windows-msvc"]),
        part(100, &["2"], &["aarch64-linux-android", "aarch64-apple-darwin", "aarch64-pc-windows-msvc"]),
    ]
}

fn main() -> ExitCode {
    // What libtest takes (`--nocapture`, a filter) is not for this test.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("conformance-{}", std::process::id()));
    let mut summary = Summary::default();
    for options in parts() {
        match run(&options, &folder) {
            Ok(part) => summary = summary + part,
            Err(fault) => {
                println!("{fault}\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
                return ExitCode::FAILURE;
            }
        }
    }
    let word = if summary.failed == 0 { "ok" } else { "FAILED" };
    println!(
        "test result: {word}. {} passed; {} failed; {} ignored; 0 measured; 0 filtered out",
        summary.passed, summary.failed, summary.skipped
    );
    if summary.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
