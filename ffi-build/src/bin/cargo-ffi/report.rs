//! `cargo ffi report`: what becomes of each declaration of a header.

use std::process::ExitCode;

use crate::Outcome;
use crate::arguments::{Format, Report};
use crate::bindings::{builder, called, save};
use crate::draw;
use crate::output::{BAD, GOOD, NOTE, Progress, paint, show};
use crate::snapshot::{from_snapshot, is_snapshot};
use crate::subject;

pub(crate) fn run(command: &Report) -> Outcome {
    let target = subject::target(command.target.as_deref())?;
    let mut progress = Progress::new();
    progress.doing("Binding", &format!("{} for {target}", called(&command.headers, &command.choice)));
    let builder = match &command.headers[..] {
        [file] if is_snapshot(file) => from_snapshot(file)?.target(target.to_string()),
        headers => builder(&target, headers, &command.choice, &command.reading),
    };
    let outputs = builder.generate()?;
    drop(progress);
    let Some(coverage) = outputs.coverage else { return Ok(ExitCode::SUCCESS) };
    let text = match command.format {
        Format::Text => coloured(&selected(&coverage.text, command.only.as_deref())),
        Format::Json => coverage.json,
        Format::Html => draw::coverage(&called(&command.headers, &command.choice), &coverage.json),
    };
    match &command.output {
        Some(path) => save(path, anstream::adapter::strip_str(&text).to_string().as_bytes())?,
        None => show(&text),
    }
    Ok(ExitCode::SUCCESS)
}

/// The verdict of a line of the text, if it is one on a declaration: `    12  direct      function  zlibVersion`.
fn verdict(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    words.next().filter(|number| number.parse::<u32>().is_ok())?;
    words.next().filter(|_| line.starts_with(' '))
}

/// The lines with one verdict, below the files that have any; the counts stay.
fn selected(text: &str, only: Option<&str>) -> String {
    let Some(only) = only else { return text.to_owned() };
    let mut kept = Vec::new();
    for part in text.split("\n\n") {
        let lines: Vec<&str> = part.lines().filter(|line| verdict(line).is_none_or(|word| word == only)).collect();
        let had = part.lines().any(|line| verdict(line).is_some());
        if !had || lines.iter().any(|line| verdict(line).is_some()) {
            kept.push(lines.join("\n"));
        }
    }
    kept.join("\n\n") + "\n"
}

/// The verdicts in colour.
fn coloured(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let style = match verdict(line) {
            Some("direct") => Some(GOOD),
            Some("refused") => Some(BAD),
            Some(_) => Some(NOTE),
            None => None,
        };
        match style.zip(verdict(line)) {
            Some((style, word)) => out.push_str(&line.replacen(word, &paint(style, word), 1)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}
