//! The coverage report: what became of every declaration that was asked for, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::agreement::{Ruling, Verdict};
use crate::declarations::{Declaration, Declarations};

/// Declarations with what became of them.
pub struct Report<'a> {
    declarations: &'a Declarations,
    rulings: &'a [Option<Ruling>],
}

/// How many declarations of one kind were bound directly, bound through a trampoline, refused.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Bound directly.
    pub direct: usize,
    /// Bound through a trampoline.
    pub trampoline: usize,
    /// Not bound.
    pub refused: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Direct => self.direct += 1,
            Verdict::Trampoline(_) => self.trampoline += 1,
            Verdict::Refused(_) => self.refused += 1,
        }
    }
}

impl<'a> Report<'a> {
    /// The report of declarations; `rulings` has as many entries, `None` for what was not asked for.
    pub fn new(declarations: &'a Declarations, rulings: &'a [Option<Ruling>]) -> Report<'a> {
        Report { declarations, rulings }
    }

    /// Those that were asked for, in the order of file, line and name.
    fn entries(&self) -> Vec<(&'a Declaration, &'a Ruling)> {
        let all = self.declarations.items.iter().zip(self.rulings);
        let mut entries: Vec<_> = all.filter_map(|(declaration, ruling)| Some((declaration, ruling.as_ref()?))).collect();
        let file = |name: &str| self.declarations.files.iter().position(|file| file == name);
        entries.sort_by_cached_key(|(declaration, _)| {
            let place = declaration.place.as_ref();
            let place = place.map(|place| (file(&place.file), place.file.clone(), place.line, place.column));
            (place, declaration.item.what().to_owned(), declaration.item.name().to_owned())
        });
        entries
    }

    /// Counts by kind of declaration, in the order of the kinds' names.
    pub fn counts(&self) -> BTreeMap<&'a str, Counts> {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for (declaration, ruling) in self.entries() {
            counts.entry(declaration.item.what()).or_default().add(&ruling.verdict);
        }
        counts
    }

    /// One line for each declaration (what, name, verdict; reason), below a line for each file; then the counts.
    pub fn to_text(&self) -> String {
        let mut out = format!("coverage of the headers' declarations on {}\n", self.declarations.target);
        let mut file = None;
        for (declaration, ruling) in self.entries() {
            let place = declaration.place.as_ref();
            let this = place.map_or("(declared by the compiler)", |place| place.file.as_str());
            if file != Some(this) {
                let _ = write!(out, "\n{this}\n");
                file = Some(this);
            }
            let line = place.map_or(0, |place| place.line);
            let (verdict, reason) = words(ruling);
            let name = match declaration.item.name() {
                "" => "(anonymous)",
                name => name,
            };
            let _ = write!(out, "{line:>6}  {verdict:<10}  {:<8}  {name}", declaration.item.what());
            for reason in reason.into_iter().chain(ruling.note.clone()) {
                let _ = write!(out, ": {reason}");
            }
            out.push('\n');
        }
        let _ = write!(out, "\n{:<12}{:>8}{:>12}{:>9}\n", "", "direct", "trampoline", "refused");
        let mut sum = Counts::default();
        for (what, counts) in self.counts() {
            row(&mut out, what, counts);
            sum.direct += counts.direct;
            sum.trampoline += counts.trampoline;
            sum.refused += counts.refused;
        }
        row(&mut out, "all", sum);
        out
    }

    /// The same as a JSON object: `target`, `declarations` (a list), `counts` (by kind).
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\n  \"target\": ");
        json_text(&mut out, &self.declarations.target);
        out.push_str(",\n  \"declarations\": [");
        for (number, (declaration, ruling)) in self.entries().into_iter().enumerate() {
            out.push_str(if number == 0 { "\n" } else { ",\n" });
            let (verdict, reason) = words(ruling);
            let place = declaration.place.as_ref();
            let code = match &ruling.verdict {
                Verdict::Direct => None,
                Verdict::Trampoline(cause) => Some(cause.name()),
                Verdict::Refused(refusal) => Some(refusal.name()),
            };
            let fields: [(&str, Option<&str>); 7] = [
                ("what", Some(declaration.item.what())),
                ("name", Some(declaration.item.name())),
                ("verdict", Some(verdict)),
                ("reason", code),
                ("text", reason.as_deref()),
                ("note", ruling.note.as_deref()),
                ("file", place.map(|place| place.file.as_str())),
            ];
            out.push_str("    {");
            let mut first = true;
            for (key, value) in fields.into_iter().filter_map(|(key, value)| Some((key, value?))) {
                out.push_str(if first { "" } else { ", " });
                first = false;
                json_text(&mut out, key);
                out.push_str(": ");
                json_text(&mut out, value);
            }
            if let Some(place) = place {
                let _ = write!(out, ", \"line\": {}", place.line);
            }
            out.push('}');
        }
        out.push_str("\n  ],\n  \"counts\": {");
        for (number, (what, counts)) in self.counts().into_iter().enumerate() {
            out.push_str(if number == 0 { "\n    " } else { ",\n    " });
            json_text(&mut out, what);
            let Counts { direct, trampoline, refused } = counts;
            let _ = write!(out, ": {{\"direct\": {direct}, \"trampoline\": {trampoline}, \"refused\": {refused}}}");
        }
        out.push_str("\n  }\n}\n");
        out
    }
}

fn row(out: &mut String, what: &str, counts: Counts) {
    let _ = writeln!(out, "{what:<12}{:>8}{:>12}{:>9}", counts.direct, counts.trampoline, counts.refused);
}

/// The verdict in one word, and the reason.
fn words(ruling: &Ruling) -> (&'static str, Option<String>) {
    match &ruling.verdict {
        Verdict::Direct => ("direct", None),
        Verdict::Trampoline(cause) => ("trampoline", Some(cause.to_string())),
        Verdict::Refused(refusal) => ("refused", Some(refusal.to_string())),
    }
}

/// A string of JSON (RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped).
fn json_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if u32::from(c) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
