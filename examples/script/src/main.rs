//! The script host at a terminal.
//!
//! ```text
//! cargo run -p example-script                      a prompt: Tab completes names of functions, help("compress") says what they do
//! cargo run -p example-script -- demo.js           runs a file
//! cargo run -p example-script -- --demo            runs the demonstration
//! cargo run --release -p example-script -- --fuzz 1000000 [seed]
//! ```

use std::borrow::Cow;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use example_script::{Engine, Fault, Library, complete, fuzz};
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};

/// What `cargo xtask demo` runs.
const DEMO: &str = include_str!("../demo.js");

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let engine = Engine::new()?;
    match arguments.next().as_deref() {
        None => prompt(&engine),
        Some("--demo") => Ok(engine.run(DEMO).map(drop)?),
        Some("--fuzz") => {
            let calls = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
            let seed = arguments.next().map_or(Ok(1), |text| text.parse())?;
            bad_calls(&engine, seed, calls)
        }
        Some(path) => Ok(engine.run(&std::fs::read_to_string(path)?).map(drop)?),
    }
}

fn bad_calls(engine: &Engine, seed: u64, calls: u64) -> Result<(), Box<dyn std::error::Error>> {
    let shows = std::io::stderr().is_terminal();
    let outcome = fuzz::run(engine, seed, calls, |done| {
        if shows {
            eprint!("\r{done} of {calls} calls ");
        }
    })?;
    println!(
        "{} calls of seed {seed}: {} exceptions, {} returned, no crash",
        outcome.calls, outcome.exceptions, outcome.returned
    );
    Ok(())
}

/// Completes from the tables.
struct Names<'e>(&'e Engine);

impl Completer for Names<'_> {
    type Candidate = String;

    fn complete(&self, line: &str, position: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(self.0, &line[..position]))
    }
}

impl Hinter for Names<'_> {
    type Hint = String;
}

impl Highlighter for Names<'_> {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Borrowed(hint)
    }
}

impl Validator for Names<'_> {}
impl Helper for Names<'_> {}

fn prompt(engine: &Engine) -> Result<(), Box<dyn std::error::Error>> {
    let names: Vec<&str> = Library::names().collect();
    println!("Open: {}. Tab completes; help(\"qsort\") explains; Ctrl-D ends.", names.join(", "));
    let mut editor: Editor<Names<'_>, _> = Editor::new()?;
    editor.set_helper(Some(Names(engine)));
    loop {
        match editor.readline("> ") {
            Ok(line) => {
                let _ = editor.add_history_entry(&line);
                match engine.run(&line) {
                    Ok(value) => println!("{value}"),
                    Err(Fault { .. }) if line.trim().is_empty() => {}
                    Err(why) => eprintln!("{why}"),
                }
            }
            Err(ReadlineError::Eof | ReadlineError::Interrupted) => return Ok(()),
            Err(why) => return Err(why.into()),
        }
    }
}
