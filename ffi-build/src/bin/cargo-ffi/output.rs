//! Text for people: colours, lines of a width, what is being done.
//!
//! Colours are written always and taken out by `anstream` where the stream is no terminal, `NO_COLOR` is set or `--color never` says so.

use std::io::{IsTerminal, Write as _};

use anstyle::{AnsiColor, Style};

/// What stands above a part.
pub(crate) const HEAD: Style = Style::new().bold();
/// A register, a place, an offset.
pub(crate) const PLACE: Style = AnsiColor::Cyan.on_default();
/// What is said of something else.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// What is as one would wish.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What to look at.
pub(crate) const NOTE: Style = AnsiColor::Yellow.on_default();
/// What is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// The text in a style.
pub(crate) fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Writes to standard output. A reader who has seen enough (`| head`) is no fault.
pub(crate) fn show(text: &str) {
    let mut out = anstream::stdout();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        let code = if error.kind() == std::io::ErrorKind::BrokenPipe { 0 } else { 101 };
        std::process::exit(code);
    }
}

/// Columns that text is broken at: the terminal's, in bounds that read well; 100 elsewhere, so that files are the same everywhere.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = std::io::stdout().is_terminal().then_some(columns).flatten();
    terminal.unwrap_or(100).clamp(60, 120)
}

/// Breaks a text into lines of a width; the first begins behind `first`, the others behind as many spaces as that has columns.
pub(crate) fn wrap(first: &str, text: &str, width: usize) -> Vec<String> {
    let margin = first.chars().count();
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let room = width.saturating_sub(margin).max(20);
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    let blank = " ".repeat(margin);
    lines.iter().enumerate().map(|(number, line)| format!("{}{line}", if number == 0 { first } else { &blank })).collect()
}

/// Columns of text, each as wide as its widest cell, two spaces apart; the first row is a head.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let text = lines(rows);
    let style = |(number, line): (usize, &str)| if number == 0 { paint(HEAD, line) } else { line.to_owned() };
    text.lines().enumerate().map(style).map(|line| line + "\n").collect()
}

/// The rows of a table.
fn lines(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(wide).collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}  ")).collect::<String>();
        out.push_str(cells.trim_end());
        out.push('\n');
    }
    out
}

/// What each target answers, side by side: a row for each name, and a column for all targets whose answers are equal. Where the columns
/// do not fit, a block for each name.
pub(crate) fn columns(names: &[String], answers: impl Iterator<Item = (String, Vec<String>)>) -> String {
    let mut kinds: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (target, answer) in answers {
        match kinds.iter_mut().find(|(other, _)| *other == answer) {
            Some((_, targets)) => targets.push(target),
            None => kinds.push((answer, vec![target])),
        }
    }
    let height = kinds.iter().map(|(_, targets)| targets.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in 0..height {
        let mut row = vec![String::new()];
        row.extend(kinds.iter().map(|(_, targets)| targets.get(line).cloned().unwrap_or_default()));
        rows.push(row);
    }
    for (number, name) in names.iter().enumerate() {
        let mut row = vec![name.clone()];
        row.extend(kinds.iter().map(|(answer, _)| answer.get(number).cloned().unwrap_or_default()));
        rows.push(row);
    }
    let wide = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    if (0..=kinds.len()).map(|column| wide(column) + 2).sum::<usize>() <= width() {
        let heads: Vec<String> = rows.iter().map(|row| row[0].clone()).collect();
        let text = lines(&rows);
        let style = |(number, line): (usize, &str)| match number < height {
            true => paint(HEAD, line),
            false => {
                let head = &heads[number];
                line.replacen(head, &paint(HEAD, head), 1)
            }
        };
        return text.lines().enumerate().map(style).map(|line| line + "\n").collect();
    }
    let mut out = String::new();
    for (kind, (_, targets)) in kinds.iter().enumerate() {
        let all = wrap(&format!("{} ", letter(kind)), &targets.join(" "), width()).join("\n");
        out.push_str(&format!("{all}\n"));
    }
    for (number, name) in names.iter().enumerate() {
        out.push_str(&format!("{}\n", paint(HEAD, name)));
        for (kind, (answer, _)) in kinds.iter().enumerate() {
            out.push_str(&format!("  {}  {}\n", letter(kind), answer.get(number).map_or("", String::as_str)));
        }
    }
    out
}

/// A letter for a column.
fn letter(number: usize) -> char {
    char::from(b'A' + (number % 26) as u8)
}

/// `1 byte`, `2 bytes`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// A rendered diagnostic with its first word in colour.
pub(crate) fn diagnostic(text: &str) -> String {
    match text.split_once(": ") {
        Some((head, rest)) if head.starts_with("error") => format!("{}: {rest}", paint(BAD, head)),
        _ => text.to_owned(),
    }
}

/// Says on a terminal what is being done, in a line that goes away when it is done. Elsewhere it says nothing.
pub(crate) struct Progress {
    shown: bool,
}

impl Progress {
    /// Nothing yet.
    pub(crate) fn new() -> Progress {
        Progress { shown: false }
    }

    /// This is being done now.
    pub(crate) fn doing(&mut self, verb: &str, what: &str) {
        if std::io::stderr().is_terminal() {
            self.shown = true;
            let style = AnsiColor::Green.on_default().bold();
            let line = format!("\r\u{1b}[K{} {what}", paint(style, format!("{verb:>12}")));
            anstream::eprint!("{line}");
            // What cannot be shown need not be.
            let _ = std::io::stderr().flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            eprint!("\r\u{1b}[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("a: ", "one two three four five", 23), ["a: one two three four", "   five"]);
        assert_eq!(wrap("", "aVeryLongWordThatFitsNowhereAtAll", 10), ["aVeryLongWordThatFitsNowhereAtAll"]);
    }
}
