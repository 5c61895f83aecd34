//! Diagnostics as text: the place, the line of the source with a caret under the fault, notes and the way out, in rustc's form.
//!
//! The table of diagnostics is in `ffi_grammar::diagnostic`. Written here, because the crate that rustc's form comes from needs a
//! newer Rust than this crate.

use std::path::Path;

use ffi_grammar::{Diagnostic, Place};

/// The diagnostic as text, with the line of the source file if that can be read.
///
/// ```
/// use ffi_grammar::{Code, Diagnostic};
/// let fault = Diagnostic::new(Code::UnknownTarget, ["z80-none", "`x86_64-unknown-linux-gnu`"]);
/// assert_eq!(
///     ffi_build::diagnostics::render(&fault),
///     "error[FFI0031]: the target `z80-none` is not supported\n  = help: known are `x86_64-unknown-linux-gnu`\n"
/// );
/// ```
pub fn render(diagnostic: &Diagnostic) -> String {
    render_with(diagnostic, |path| std::fs::read_to_string(path).ok())
}

/// As [`render`], with file contents from `read`.
pub fn render_with(diagnostic: &Diagnostic, read: impl Fn(&Path) -> Option<String>) -> String {
    let mut out = format!("error[{}]: {}\n", diagnostic.code().id(), diagnostic.message());
    let mut margin = 1;
    if let Place::File { path, line, column, length } = diagnostic.place() {
        let source = read(path).and_then(|text| text.lines().nth(line.wrapping_sub(1)).map(str::to_owned));
        margin = line.to_string().len();
        let gap = " ".repeat(margin);
        match line {
            0 => out.push_str(&format!("{gap}--> {}\n", path.display())),
            _ => out.push_str(&format!("{gap}--> {}:{line}:{column}\n", path.display())),
        }
        if let Some(source) = source {
            // A tab stays one, so that the caret stands below whatever width the terminal gives it.
            let indent: String = source.chars().take(column - 1).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
            let room = source.chars().count().saturating_sub(column - 1).max(1);
            let caret = "^".repeat((*length).min(room));
            let marked = format!("{gap} | {indent}{caret} {}", diagnostic.label());
            out.push_str(&format!("{gap} |\n{line} | {source}\n{}\n{gap} |\n", marked.trim_end()));
        }
    }
    let gap = " ".repeat(margin);
    let hint = diagnostic.hint();
    let notes = diagnostic.notes().iter().map(|note| ("note", note)).chain((!hint.is_empty()).then_some(("help", &hint)));
    for (word, text) in notes {
        let mut lines = text.lines();
        out.push_str(&format!("{gap} = {word}: {}\n", lines.next().unwrap_or_default()));
        for line in lines {
            out.push_str(&format!("{gap}   {line}\n"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use ffi_grammar::Code;

    use super::*;

    #[test]
    fn the_caret_stands_under_the_fault() {
        let fault = Diagnostic::new(Code::SourceSyntax, ["a.rs", "why"]).at("src/a.rs", 12, 3, 99).note("one\ntwo");
        let text = render_with(&fault, |_| Some("\n".repeat(11) + "\tä fault"));
        assert_eq!(
            text,
            "error[FFI0036]: `a.rs` was not searched for annotations: why\n  --> src/a.rs:12:3\n   |\n12 | \tä fault\n   | \t ^^^^^^ rustc will say more\n   |\n   \
             = note: one\n     two\n   = help: annotations in this file are not collected until it parses\n"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let fault = Diagnostic::new(Code::SourceSyntax, ["a.rs", "why"]).at("a.rs", 3, 1, 1);
        let text = render_with(&fault, |_| None);
        assert!(
            text.starts_with("error[FFI0036]: `a.rs` was not searched for annotations: why\n --> a.rs:3:1\n  = help: "),
            "{text}"
        );
    }
}
