//! The coverage report: what became of every declaration that was asked for, as text and as JSON.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use crate::agreement::{self, Ruling, Verdict};
use crate::declarations::{Declaration, Declarations, Item};

/// Declarations with what became of them.
pub struct Report<'a> {
    target: &'a str,
    rows: Vec<Row<'a>>,
}

/// One declaration, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row<'a> {
    /// What it is.
    pub(crate) what: &'a str,
    /// Its name in C; empty if it has none.
    pub(crate) name: &'a str,
    /// The file that declares it; `None` for what the compiler does.
    pub(crate) file: Option<&'a str>,
    /// Its line there, from 1; 0 where that is not known.
    pub(crate) line: u32,
    /// `direct`, `trampoline`, `shim`, `accessor` or `refused`.
    pub(crate) verdict: &'a str,
    /// Name of the reason.
    pub(crate) code: Option<&'a str>,
    /// The reason in words.
    pub(crate) reason: Option<Cow<'a, str>>,
    /// What is different from the plain case.
    pub(crate) note: Option<Cow<'a, str>>,
}

impl<'a> Row<'a> {
    /// What is said of a declaration.
    pub(crate) fn new(declaration: &'a Declaration, ruling: &'a Ruling) -> Row<'a> {
        let (verdict, code, reason) = match &ruling.verdict {
            Verdict::Direct => ("direct", None, None),
            Verdict::Trampoline(cause) => ("trampoline", Some(cause.name()), Some(cause.to_string().into())),
            Verdict::Accessor(access) => ("accessor", Some(access.name()), Some(access.to_string().into())),
            Verdict::Refused(refusal) => ("refused", Some(refusal.name()), Some(refusal.to_string().into())),
        };
        let shim =
            matches!(&declaration.item, Item::Function(function) if function.flags.shim && function.flags.expression.is_none());
        let verdict = if shim && verdict != "refused" { "shim" } else { verdict };
        let place = declaration.place.as_ref();
        Row {
            what: declaration.item.what(),
            name: declaration.item.name(),
            file: place.map(|place| place.file.as_str()),
            line: place.map_or(0, |place| place.line),
            verdict,
            code,
            reason,
            note: ruling.note.as_deref().map(Cow::Borrowed),
        }
    }

    /// What to do about it; `None` where there is nothing to do.
    fn advice(&self) -> Option<&'static str> {
        self.code.filter(|_| self.verdict == "refused").and_then(agreement::advice)
    }
}

/// How many declarations of one kind were bound directly, through a trampoline, through the C shim, with accessors, or refused.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Bound directly.
    pub direct: usize,
    /// Bound through a trampoline.
    pub trampoline: usize,
    /// Bound through the C shim.
    pub shim: usize,
    /// Bound with functions for members.
    pub accessor: usize,
    /// Not bound.
    pub refused: usize,
}

impl Counts {
    fn add(&mut self, verdict: &str) {
        match verdict {
            "direct" => self.direct += 1,
            "trampoline" => self.trampoline += 1,
            "shim" => self.shim += 1,
            "accessor" => self.accessor += 1,
            _ => self.refused += 1,
        }
    }
}

impl<'a> Report<'a> {
    /// The report of declarations, in the order of file, line and name; `rulings` has as many entries, `None` for what was not asked for.
    pub fn new(declarations: &'a Declarations, rulings: &'a [Option<Ruling>]) -> Report<'a> {
        let all = declarations.items.iter().zip(rulings);
        let mut entries: Vec<_> = all.filter_map(|(declaration, ruling)| Some((declaration, ruling.as_ref()?))).collect();
        let files = declarations.files.iter().enumerate();
        let files: HashMap<&str, usize> = files.rev().map(|(at, file)| (file.as_str(), at)).collect();
        let file = |name: &str| files.get(name).copied();
        entries.sort_by_cached_key(|&(declaration, _)| {
            let place = declaration.place.as_ref();
            let place = place.map(|place| (file(&place.file), place.file.as_str(), place.line, place.column));
            (place, declaration.item.what(), declaration.item.name())
        });
        let rows = entries.into_iter().map(|(declaration, ruling)| Row::new(declaration, ruling)).collect();
        Report { target: &declarations.target, rows }
    }

    /// The report of rows, those of one file together, for a target.
    pub(crate) fn of(target: &'a str, mut rows: Vec<Row<'a>>) -> Report<'a> {
        let mut files: HashMap<Option<&str>, usize> = HashMap::new();
        for row in &rows {
            let next = files.len();
            files.entry(row.file).or_insert(next);
        }
        rows.sort_by_key(|row| files.get(&row.file).copied());
        Report { target, rows }
    }

    /// Counts by kind of declaration, in the order of the kinds' names.
    pub fn counts(&self) -> BTreeMap<&'a str, Counts> {
        let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
        for row in &self.rows {
            counts.entry(row.what).or_default().add(row.verdict);
        }
        counts
    }

    /// One line for each declaration (what, name, verdict; reason), below a line for each file; then what to do about what was refused,
    /// and the counts.
    pub fn to_text(&self) -> String {
        let mut out = format!("coverage of the headers' declarations on {}\n", self.target);
        let mut file = None;
        for row in &self.rows {
            let this = row.file.unwrap_or("(declared by the compiler)");
            if file != Some(this) {
                let _ = write!(out, "\n{this}\n");
                file = Some(this);
            }
            let name = if row.name.is_empty() { "(anonymous)" } else { row.name };
            let line = if row.line == 0 && row.file.is_some() { String::new() } else { row.line.to_string() };
            let _ = write!(out, "{line:>6}  {:<10}  {:<8}  {name}", row.verdict, row.what);
            for reason in row.reason.as_deref().into_iter().chain(row.note.as_deref()) {
                out.push_str(": ");
                out.push_str(reason);
            }
            out.push('\n');
        }
        let mut advised: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
        for row in &self.rows {
            if let (Some(code), Some(advice)) = (row.code, row.advice()) {
                advised.entry(code).or_insert((0, advice)).0 += 1;
            }
        }
        if !advised.is_empty() {
            out.push_str("\nwhat to do about what was refused\n");
        }
        for (code, (count, advice)) in advised {
            let _ = writeln!(out, "{count:>6}  {code}: {advice}");
        }
        let counts = self.counts();
        let mut sum = Counts::default();
        for counts in counts.values() {
            sum.direct += counts.direct;
            sum.trampoline += counts.trampoline;
            sum.shim += counts.shim;
            sum.accessor += counts.accessor;
            sum.refused += counts.refused;
        }
        // Few headers have a shim or accessors; the others need no column for them.
        let column = |sum: usize, width: usize, text: String| match sum {
            0 => String::new(),
            _ => format!("{text:>width$}"),
        };
        let columns = |shim: String, accessor: String| column(sum.shim, 6, shim) + &column(sum.accessor, 10, accessor);
        let names = columns("shim".into(), "accessor".into());
        let _ = write!(out, "\n{:<12}{:>8}{:>12}{names}{:>9}\n", "", "direct", "trampoline", "refused");
        for (what, counts) in counts.into_iter().chain([("all", sum)]) {
            let Counts { direct, trampoline, refused, .. } = counts;
            let numbers = columns(counts.shim.to_string(), counts.accessor.to_string());
            let _ = writeln!(out, "{what:<12}{direct:>8}{trampoline:>12}{numbers}{refused:>9}");
        }
        out
    }

    /// The same as a JSON object: `target`, `declarations` (a list), `counts` (by kind).
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\n  \"target\": ");
        json_text(&mut out, self.target);
        out.push_str(",\n  \"declarations\": [");
        for (number, row) in self.rows.iter().enumerate() {
            out.push_str(if number == 0 { "\n" } else { ",\n" });
            let fields: [(&str, Option<&str>); 8] = [
                ("what", Some(row.what)),
                ("name", Some(row.name)),
                ("verdict", Some(row.verdict)),
                ("reason", row.code),
                ("text", row.reason.as_deref()),
                ("note", row.note.as_deref()),
                ("advice", row.advice()),
                ("file", row.file),
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
            if row.file.is_some() && row.line != 0 {
                let _ = write!(out, ", \"line\": {}", row.line);
            }
            out.push('}');
        }
        out.push_str("\n  ],\n  \"counts\": {");
        for (number, (what, counts)) in self.counts().into_iter().enumerate() {
            out.push_str(if number == 0 { "\n    " } else { ",\n    " });
            json_text(&mut out, what);
            let Counts { direct, trampoline, shim, accessor, refused } = counts;
            let _ = write!(out, ": {{\"direct\": {direct}, \"trampoline\": {trampoline}, \"shim\": {shim}, ");
            let _ = write!(out, "\"accessor\": {accessor}, \"refused\": {refused}}}");
        }
        out.push_str("\n  }\n}\n");
        out
    }
}

/// A string of JSON (RFC 8259, section 7: quotation mark, reverse solidus and control characters are escaped).
fn json_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        match special.as_bytes()[0] {
            byte @ (b'"' | b'\\') => {
                out.push('\\');
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "\\u{byte:04x}");
            }
        }
        rest = &special[1..];
    }
    out.push_str(rest);
    out.push('"');
}
