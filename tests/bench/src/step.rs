//! The whole build step beside bindgen alone: same headers, same files or names, same profile, formatting off on both. Time by the clock,
//! processor time of all threads, and memory at its peak.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use ffi_abi::Target;
use ffi_build::headers::{Input, own_files};

use crate::valgrind::text;

/// Runs of each; the best counts, because a busy machine only ever adds.
const RUNS: usize = 7;

/// What is bound of SQLite.
pub(crate) const NAMES: [&str; 2] = ["sqlite3?_.*", "SQLITE_.*"];

const TARGET: &str = "x86_64-unknown-linux-gnu";

/// What is read and bound.
struct Subject {
    headers: Vec<String>,
    arguments: Vec<String>,
    /// Patterns of names; none: the headers' own files.
    names: &'static [&'static str],
}

const SUBJECTS: [&str; 3] = ["sqlite3", "vulkan", "gtk"];

/// One of [`SUBJECTS`].
fn subject(name: &str) -> Result<Subject, String> {
    let plain = |header: &str| Subject { headers: vec![header.to_owned()], arguments: Vec::new(), names: &[] };
    Ok(match name {
        "sqlite3" => Subject { names: &NAMES, ..plain(&header()?.display().to_string()) },
        "vulkan" => plain("vulkan/vulkan.h"),
        "gtk" => {
            let flags = text(Command::new("pkg-config").args(["--cflags", "gtk+-3.0"]))?;
            Subject { arguments: flags.split_whitespace().map(str::to_owned).collect(), ..plain("gtk/gtk.h") }
        }
        _ => return Err(format!("give one of {}", SUBJECTS.join(", "))),
    })
}

/// The subject that the command line names, behind the benchmark.
fn named() -> Result<Subject, String> {
    subject(&std::env::args().nth(2).unwrap_or_default())
}

/// What one run took: milliseconds by the clock, milliseconds of processor time, MiB at the peak.
#[derive(Clone, Copy)]
struct Cost([f64; 3]);

impl Cost {
    const NONE: Cost = Cost([f64::INFINITY; 3]);

    fn least(self, other: Cost) -> Cost {
        Cost(std::array::from_fn(|at| self.0[at].min(other.0[at])))
    }
}

/// Prints the table: each subject in both profiles, by runs of this program. A subject whose headers are not installed is named and left out.
pub(crate) fn run() -> Result<(), String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = this.ancestors().nth(2).ok_or("the target folder is not above this program")?;
    println!("whole build step beside bindgen alone, best of {RUNS} by turns");
    println!("{:<10}{:<9}{:>22}{:>22}{:>24}", "", "", "clock ms", "processor ms", "peak MiB");
    for (profile, folder) in [(["--release"].as_slice(), "release"), ([].as_slice(), "debug")] {
        text(Command::new("cargo").args(["build", "--quiet", "--package", "bench", "--bin", "bench"]).args(profile))?;
        let program = target.join(folder).join("bench");
        let once = |what: &str, subject: &str| -> Result<Cost, String> {
            let start = Instant::now();
            let said = text(Command::new(&program).args([what, subject]))?;
            let clock = start.elapsed().as_secs_f64() * 1e3;
            let mut numbers = said.split_whitespace().map(|word| word.parse::<f64>().unwrap_or(f64::INFINITY));
            let mut next = || numbers.next().unwrap_or(f64::INFINITY);
            Ok(Cost([clock, next(), next()]))
        };
        for subject in SUBJECTS {
            // The first runs also say whether the headers are here.
            if let Err(why) = once("step-bindgen", subject) {
                println!("{subject:<10}{folder:<9}left out: {}", why.lines().last().unwrap_or_default());
                continue;
            }
            let (mut ours, mut bindgen) = (Cost::NONE, Cost::NONE);
            // By turns, so that both meet the same neighbours.
            for _ in 0..RUNS {
                ours = ours.least(once("step-ours", subject)?);
                bindgen = bindgen.least(once("step-bindgen", subject)?);
            }
            let columns = ours
                .0
                .iter()
                .zip(bindgen.0)
                .map(|(ours, bindgen)| format!("{:>22}", format!("{ours:.0} / {bindgen:.0} = {:.2}", ours / bindgen)));
            println!("{subject:<10}{folder:<9}{}", columns.collect::<String>());
        }
    }
    Ok(())
}

/// Prints what this process took so far, for [`run`].
fn print_cost() {
    let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
    // proc(5): fields 14 and 15 are the user and the system time in ticks of a hundredth of a second; the second field may have spaces.
    let stat = read("/proc/self/stat");
    let ticks: f64 = stat
        .rsplit(')')
        .next()
        .into_iter()
        .flat_map(|rest| rest.split_whitespace().skip(11).take(2))
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    let status = read("/proc/self/status");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let peak: f64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or(f64::INFINITY);
    println!("{} {}", ticks * 10.0, peak / 1024.0);
}

/// The header that the example's bundled SQLite brings.
pub(crate) fn header() -> Result<PathBuf, String> {
    let list = text(Command::new("cargo").args(["metadata", "--format-version", "1", "--offline"]))?;
    // The one path of that form: the package's manifest.
    let end = list.find("libsqlite3-sys").and_then(|_| {
        list.match_indices("/Cargo.toml\"").find_map(|(at, _)| {
            let start = list[..at].rfind('"')? + 1;
            list[start..at].rsplit('/').next()?.starts_with("libsqlite3-sys").then(|| PathBuf::from(&list[start..at]))
        })
    });
    Ok(end.ok_or("libsqlite3-sys is not among the packages")?.join("sqlite3/sqlite3.h"))
}

/// One build step of ours, in a folder that has nothing in it.
pub(crate) fn ours() -> Result<(), String> {
    let subject = named()?;
    let folder = std::env::temp_dir().join(format!("ffi-bench-step-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let mut builder = ffi_build::Builder::new("step").format(false).headers(subject.headers).table(!subject.names.is_empty());
    for argument in subject.arguments {
        builder = builder.clang_arg(argument);
    }
    for &name in subject.names {
        builder = builder.allow(name);
    }
    let made = builder.target(TARGET).out_dir(&folder).generate();
    let written = made
        .map_err(|faults| format!("{faults:?}"))
        .and_then(|outputs| outputs.write(&folder).map_err(|fault| format!("{fault:?}")));
    // A folder that stays behind does no harm.
    let _ = std::fs::remove_dir_all(&folder);
    written?;
    print_cost();
    Ok(())
}

/// The same by bindgen.
pub(crate) fn bindgen() -> Result<(), String> {
    let subject = named()?;
    let target = Target::parse(TARGET).map_err(|error| error.to_string())?;
    let own = own_files(&Input::new(target, subject.headers.clone(), subject.arguments.clone()));
    let includes: String = subject.headers.iter().map(|header| format!("#include \"{header}\"\n")).collect();
    let mut builder = bindgen::Builder::default()
        .header_contents("step.h", &includes)
        .clang_args(subject.arguments)
        .formatter(bindgen::Formatter::None);
    for name in subject.names {
        builder = builder.allowlist_item(name);
    }
    if subject.names.is_empty() {
        for pattern in own {
            builder = builder.allowlist_file(pattern);
        }
    }
    let bindings = builder.generate().map_err(|error| error.to_string())?;
    let folder = std::env::temp_dir().join(format!("ffi-bench-bindgen-{}.rs", std::process::id()));
    let written = bindings.write_to_file(&folder).map_err(|error| error.to_string());
    let _ = std::fs::remove_file(&folder);
    written?;
    print_cost();
    Ok(())
}
