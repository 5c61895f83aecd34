//! One step: a command that is run, shown while it runs, timed and counted.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How a step adds to the closing line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    /// As one test that passes or fails.
    One,
    /// As the sum of the `test result:` lines that it prints.
    Tests,
}

/// A command with a name.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    count: Count,
    /// Command that succeeds where the step can run, and what to type where it does not.
    needs: Option<(String, String)>,
}

/// Numbers of tests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Reads a line of libtest: `test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`.
    pub(crate) fn of_line(line: &str) -> Option<Tally> {
        let rest = line.trim().strip_prefix("test result: ")?;
        let number = |word: &str| {
            let before = &rest[..rest.find(word)?];
            before.trim().rsplit([' ', '.']).next()?.parse().ok()
        };
        Some(Tally { passed: number(" passed")?, failed: number(" failed")?, skipped: number(" ignored").unwrap_or(0) })
    }

    /// The closing line.
    pub(crate) fn line(self) -> String {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed);
        if self.skipped > 0 {
            line.push_str(&format!(", {} skipped", self.skipped));
        }
        line
    }
}

enum Outcome {
    Passed(Tally),
    Failed(Tally, String),
    Skipped(String),
}

impl Step {
    /// A cargo command; arguments are separated by spaces.
    pub(crate) fn cargo(name: &str, arguments: &str) -> Step {
        Step {
            name: name.into(),
            arguments: arguments.split(' ').map(String::from).collect(),
            environment: Vec::new(),
            count: Count::One,
            needs: None,
        }
    }

    pub(crate) fn count(mut self, count: Count) -> Step {
        self.count = count;
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Step {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The step is skipped, by name and counted, where `probe` fails; `remedy` says what to type.
    pub(crate) fn needs(mut self, probe: &str, remedy: &str) -> Step {
        self.needs = Some((probe.into(), remedy.into()));
        self
    }

    pub(crate) fn command_line(&self) -> String {
        let environment: String = self.environment.iter().map(|(name, value)| format!("{name}={value:?} ")).collect();
        format!("{environment}cargo {}", self.arguments.join(" "))
    }

    fn run(&self, root: &Path) -> Outcome {
        if let Some((probe, remedy)) = &self.needs {
            // A component of the compiler in use is quickly had; a whole other compiler is for the user to decide, unless nobody is there.
            let may = remedy.starts_with("rustup component") || std::env::var_os("CI").is_some();
            let had = succeeds(probe) || may && succeeds(remedy) && succeeds(probe);
            if !had {
                return Outcome::Skipped(format!("to run it: {remedy}"));
            }
        }
        // `+toolchain` is understood by rustup's cargo alone, and not by the one that cargo names in `CARGO`.
        let mut command = Command::new("cargo");
        command.args(&self.arguments).current_dir(root).stdin(Stdio::null()).stdout(Stdio::piped());
        forget_outer_cargo(&mut command);
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(fault) => return Outcome::Failed(Tally { failed: 1, ..Tally::default() }, format!("cargo: {fault}")),
        };
        let mut tally = Tally::default();
        let mut lines = 0;
        if let Some(stdout) = child.stdout.take() {
            // Bytes, not text: what a test prints need not be UTF-8.
            let mut reader = BufReader::new(stdout);
            let mut line = Vec::new();
            while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
                print!("{}", String::from_utf8_lossy(&line));
                if let Some(found) = Tally::of_line(&String::from_utf8_lossy(&line)) {
                    tally.add(found);
                    lines += 1;
                }
                line.clear();
            }
            let _ = std::io::stdout().flush();
        }
        let status = match child.wait() {
            Ok(status) => status,
            Err(fault) => return Outcome::Failed(Tally { failed: 1, ..tally }, format!("cargo: {fault}")),
        };
        match (self.count, status.success()) {
            (Count::One, true) => Outcome::Passed(Tally { passed: 1, ..Tally::default() }),
            (Count::Tests, true) if lines == 0 => Outcome::Failed(Tally { failed: 1, ..tally }, "it ran no tests".into()),
            (Count::Tests, true) if tally.failed == 0 => Outcome::Passed(tally),
            _ => {
                // A failure that no test reported (it did not compile) counts too.
                tally.failed = tally.failed.max(1);
                Outcome::Failed(tally, format!("{status}"))
            }
        }
    }
}

/// Cargo tells the programs that it runs about their package; a cargo inside should not take that for its own.
fn forget_outer_cargo(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO" {
            command.env_remove(&name);
        }
    }
}

fn succeeds(command_line: &str) -> bool {
    let mut words = command_line.split(' ');
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    forget_outer_cargo(&mut command);
    command.status().is_ok_and(|status| status.success())
}

/// Runs every step, whatever happens to the ones before it, and prints the summary; true if none failed.
pub(crate) fn run_all(root: &Path, steps: &[Step]) -> bool {
    let start = Instant::now();
    let mut total = Tally::default();
    let mut table = Vec::new();
    for (number, step) in steps.iter().enumerate() {
        println!("\n== [{}/{}] {}: {}", number + 1, steps.len(), step.name, step.command_line());
        let began = Instant::now();
        let outcome = step.run(root);
        let (word, tally, note) = match outcome {
            Outcome::Passed(tally) => ("passed", tally, String::new()),
            Outcome::Failed(tally, note) => ("FAILED", tally, note),
            Outcome::Skipped(note) => ("skipped", Tally { skipped: 1, ..Tally::default() }, note),
        };
        println!("== {word} after {}", seconds(began.elapsed()));
        total.add(tally);
        table.push(format!("{word:<8} {:>8}  {:<24} {} {note}", seconds(began.elapsed()), step.name, tally.line()));
    }
    if steps.is_empty() {
        return true;
    }
    println!("\n== summary, {}", seconds(start.elapsed()));
    for row in table {
        println!("{}", row.trim_end());
    }
    println!("\n{}", total.line());
    total.failed == 0
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_of_libtest_is_counted() {
        let line = "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s\n";
        assert_eq!(Tally::of_line(line), Some(Tally { passed: 5, failed: 2, skipped: 1 }));
        assert_eq!(Tally::of_line("test result_of_line ... ok"), None);
    }

    #[test]
    fn the_closing_line_names_skipped_ones_only_if_there_are_any() {
        assert_eq!(Tally { passed: 3, failed: 0, skipped: 0 }.line(), "3 passed, 0 failed");
        assert_eq!(Tally { passed: 3, failed: 1, skipped: 2 }.line(), "3 passed, 1 failed, 2 skipped");
    }
}
