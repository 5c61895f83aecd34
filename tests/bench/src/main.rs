//! Benchmarks. `cargo run -p bench --release -- <name>`; without a name, the list of names.

mod codegen;
mod signatures;
mod valgrind;

use std::process::ExitCode;

/// Prints figures, or says what went wrong.
type Benchmark = fn() -> Result<(), String>;

/// The benchmarks by name.
const BENCHMARKS: [(&str, Benchmark); 2] = [("codegen", codegen::run), ("emission", codegen::emission)];

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or_default();
    let Some((_, benchmark)) = BENCHMARKS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = BENCHMARKS.iter().map(|(name, _)| *name).collect();
        eprintln!("give the name of a benchmark: {}", names.join(", "));
        return ExitCode::FAILURE;
    };
    match benchmark() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
