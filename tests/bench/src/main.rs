//! Benchmarks. `cargo run -p bench --release -- <name>`; without a name, the list of names.

mod authoring;
mod closures;
mod codegen;
mod compile;
mod emission;
mod errno;
mod expansion;
mod import;
mod signatures;
mod snapshot;
mod step;
mod tables;
mod valgrind;

use std::process::ExitCode;

/// A benchmark: its name and what runs it.
type Benchmark = (&'static str, fn() -> Result<(), String>);

/// The benchmarks by name.
const BENCHMARKS: [Benchmark; 14] = [
    ("codegen", codegen::run),
    ("emission", emission::run),
    ("sizes", codegen::sizes_beside_gcc),
    ("authoring", authoring::run),
    ("import", import::run),
    ("expansion", expansion::run),
    ("closures", closures::run),
    ("errno", errno::run),
    ("headers", step::run),
    ("step-ours", step::ours),
    ("step-bindgen", step::bindgen),
    ("compile", compile::run),
    ("tables", tables::run),
    ("snapshot", snapshot::run),
];

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
