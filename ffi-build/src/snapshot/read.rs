//! A snapshot in a build: the parts of the target at hand, put together as the headers' own would be.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use ffi_abi::{Signature, Target};
use ffi_grammar::facts::Facts;
use ffi_grammar::{Code, Diagnostic};
use syn::ForeignItemFn;

use super::other::{self, Lack};
use super::shims::Without;
use super::text::{Wanted, defined, implemented, items, paragraphs};
use super::{Malformed, Section, Snapshot, sets};
use crate::bindings::{BACK, Call, FRONT, Proof, VERBATIM};
use crate::builder::shown;
use crate::elsewhere::{self, Elsewhere, Left, same_type};
use crate::libraries;
use crate::report::{Report, Row};

/// What a snapshot gave for a target.
pub(crate) struct Found {
    /// The Rust text.
    pub(crate) rust: String,
    /// Signatures that it calls through trampolines.
    pub(crate) trampolines: Vec<Signature>,
    /// What became of each declaration, as text and as JSON.
    pub(crate) report: [String; 2],
    /// C's side, as [`crate::declarations::Declarations`] reads it.
    pub(crate) declarations: String,
    /// Layouts of records of headers that are not bound.
    pub(crate) facts: Vec<Facts>,
    /// Headers that it was made from.
    pub(crate) headers: Vec<String>,
    /// What to tell of a target without an entry.
    pub(crate) lacks: Option<String>,
    /// The names that the Rust text defines, if a dependent may ask.
    pub(crate) names: Vec<String>,
}

/// How the Rust text is put together.
pub(crate) struct Use<'a> {
    /// The machine.
    pub(crate) target: &'a Target,
    /// Name of the runtime's crate.
    pub(crate) runtime: &'a str,
    /// Name of the archive with the trampolines.
    pub(crate) archive: &'a str,
    /// Whether the documentation of functions is wanted among the declarations.
    pub(crate) docs: bool,
    /// The bindings of other crates.
    pub(crate) others: &'a [Elsewhere],
    /// `#[link(…)]` of the library and of the shim, with the block that carries it; may be empty.
    pub(crate) link: &'a str,
    /// Functions that are not in the shim, and why.
    pub(crate) refused: &'a [(String, String)],
}

/// Reads a snapshot; gives its name for messages too.
///
/// # Errors
/// A file that cannot be read, or is no snapshot.
pub(crate) fn open(path: &Path) -> Result<(Snapshot, String), Diagnostic> {
    let file = shown(path).display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let way_out = "`cargo ffi snapshot` makes it from headers".to_owned();
        Diagnostic::new(Code::CannotRead, [file.clone(), error.to_string(), way_out])
    })?;
    let snapshot = Snapshot::parse(text).map_err(|fault| malformed(path, fault))?;
    Ok((snapshot, file))
}

/// The diagnostic of a fault in the file.
pub(crate) fn malformed(path: &Path, fault: Malformed) -> Diagnostic {
    let file = shown(path);
    Diagnostic::new(Code::BadSnapshot, [file.display().to_string(), fault.message]).at(file, fault.line, 1, 1)
}

impl Snapshot {
    /// The last version whose feature is on, and what clang is told for it.
    pub(super) fn version(&self) -> Option<(&str, &str)> {
        let versions = self.recipe.iter().filter(|(key, _)| key == "version");
        let mut versions = versions.map(|(_, version)| version.split_once(' ').unwrap_or((version, "")));
        versions.rfind(|(feature, _)| libraries::is_on(feature))
    }

    /// The number of a target with an entry: with its CPU features, or without; of the last version whose feature is on.
    pub(super) fn number(&self, target: &Target) -> Option<usize> {
        let version = self.version().map(|(feature, _)| feature);
        let find = |target: &str| {
            let name = sets::name(target, version);
            self.targets.iter().position(|known| *known == name)
        };
        find(&target.to_string()).or_else(|| find(&target.triple()))
    }

    /// Takes what is there for a target.
    ///
    /// # Errors
    /// What is malformed in it.
    pub(crate) fn found(&self, file: &str, how: &Use<'_>) -> Result<Found, Malformed> {
        let mut rust = String::with_capacity(self.section(Section::Rust).len() + 4096);
        rust.push_str(how.link);
        rust.push_str(FRONT);
        let mut trampolines = Vec::new();
        let mut left = Others::default();
        let number = self.number(how.target);
        let wanted = number.map_or(Wanted::Common, Wanted::Target);
        let mut declarations = self.select_lines(Section::Declarations, wanted)?;
        let mut calls = self.select_lines(Section::Calls, wanted)?;
        let without = Without::new(self, how);
        let mut lacks = None;
        let mut lacking: Vec<Lack> = Vec::new();
        if number.is_some() {
            let items = without.rust(self.select(Section::Rust, wanted)?);
            calls = without.calls(calls);
            rust.push_str(&left.leave(items, how.others));
            let layouts = self.select(Section::Layouts, wanted)?;
            for line in layouts.lines() {
                let proof = Proof::read(line);
                proof.ok_or_else(|| self.fault(Section::Layouts, line, "this is no layout"))?.write(&mut rust);
            }
            for (head, lines) in paragraphs(&calls) {
                let name = head.strip_prefix("call ").unwrap_or(head);
                if left.names.out([name].into_iter(), how.others) {
                    continue;
                }
                let call = call(how.target, &lines).map_err(|why| self.fault(Section::Calls, head, &why))?;
                rust.push_str(&call.tokens(how.archive).to_string());
                rust.push('\n');
                trampolines.push(call.signature);
            }
            // Their order is that of the object.
            trampolines.sort_by_cached_key(ToString::to_string);
            trampolines.dedup();
        } else {
            let common = other::common(self, how.target)?;
            let summary = common.summary(file, how.target);
            rust.push_str(&left.leave(without.rust(common.rust), how.others));
            (lacks, declarations, lacking) = (summary, common.declarations, common.lacks);
        }
        declarations = without.declarations(declarations);
        rust.push_str(&left.names.uses());
        rust.push_str(&left.proofs);
        let names = if elsewhere::is_wanted() { names(&rust) } else { Vec::new() };
        rust.push_str(BACK);
        if how.runtime != "ffi" {
            rust = renamed(&rust, how.runtime);
        }
        let target = how.target.to_string();
        let report = Report::of(&target, rows(&declarations, &lacking, &left.names));
        let report = [report.to_text(), report.to_json()];
        let facts = self.select_lines(Section::Facts, wanted)?;
        let whole = facts.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
        let facts = Facts::read(&whole).ok_or_else(|| self.fault(Section::Facts, "", "these are no facts of a layout"))?;
        let docs = if how.docs { docs(&rust, &calls) } else { HashMap::new() };
        let declarations = as_declarations(&declarations, &target, &docs);
        let headers = self.headers().map(str::to_owned).collect();
        Ok(Found { rust, trampolines, report, declarations, facts, headers, lacks, names })
    }

    /// A fault in the section, at the first line of this text.
    pub(super) fn fault(&self, section: Section, line: &str, message: &str) -> Malformed {
        let text = self.section(section);
        let at = text.lines().position(|known| known.trim_start() == line.trim_start()).unwrap_or(0);
        Malformed { line: self.line_of(section) + at, message: message.to_owned() }
    }
}

/// What other crates' bindings have.
#[derive(Default)]
struct Others {
    names: Left,
    /// That it is the same there.
    proofs: String,
}

impl Others {
    /// The items without those that others have.
    fn leave(&mut self, text: String, others: &[Elsewhere]) -> String {
        if others.is_empty() {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for item in items(&text) {
            let of_type = implemented(&item).is_some_and(|name| others.iter().any(|other| other.has(name)));
            if of_type {
                continue;
            }
            let names: Vec<&str> = defined(&item).collect();
            if !self.names.out(names.iter().copied(), others) {
                out.push_str(&item);
                out.push('\n');
                continue;
            }
            let (item, proof) = item.split_at(item.find("\nconst _").unwrap_or(item.len()));
            out.push_str(proof);
            let alias = item.find("pub type ").and_then(|at| item[at + "pub type ".len()..].split_once(" = "));
            if let Some((name, ty)) = alias {
                self.proofs.push_str(&same_type(name, ty.trim_end().trim_end_matches(';')));
                self.proofs.push('\n');
            }
        }
        out
    }
}

/// The names that the items of a module define.
fn names(rust: &str) -> Vec<String> {
    let module = rust.find(FRONT).map_or(rust, |at| &rust[at + FRONT.len()..]);
    let mut names = Vec::new();
    for item in items(module) {
        names.extend(defined(&item).map(str::to_owned));
    }
    names
}

/// Reads the lines of a call.
fn call(target: &Target, lines: &[&str]) -> Result<Call, String> {
    let (mut signature, mut symbol, mut rust, mut docs) = (None, None, None, Vec::new());
    for line in lines {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "of" => signature = Some(Signature::parse(value).map_err(|error| error.to_string())?),
            "symbol" => symbol = Some(value.to_owned()),
            "label" => symbol = Some(format!("{VERBATIM}{value}")),
            "rust" => rust = Some(syn::parse_str::<ForeignItemFn>(value).map_err(|error| error.to_string())?),
            "doc" => docs.push(value),
            other => return Err(format!("`{other}` says nothing of a call")),
        }
    }
    let (Some(signature), Some(symbol), Some(mut rust)) = (signature, symbol, rust) else {
        return Err("a call has lines `of`, `symbol` or `label`, and `rust`".to_owned());
    };
    rust.attrs.extend(docs.iter().map(|line| -> syn::Attribute { syn::parse_quote!(#[doc = #line]) }));
    Call::new(target, signature, symbol, rust).map_err(|unsupported| unsupported.to_string())
}

/// The rows of the report: what declarations say of themselves, but for what lacks and for what is elsewhere.
fn rows<'t>(declarations: &'t str, lacking: &'t [Lack], left: &Left) -> Vec<Row<'t>> {
    let mut rows = Vec::new();
    for (head, lines) in paragraphs(declarations) {
        let (what, name) = head.split_once(' ').unwrap_or((head, ""));
        let mut row = Row { what, name, file: None, line: 0, verdict: "", code: None, reason: None, note: None };
        for line in lines {
            match line.split_once(' ') {
                Some(("in", file)) => row.file = Some(file),
                Some(("what", what)) => row.what = what,
                Some(("verdict", verdict)) => {
                    let (verdict, code) = verdict.split_once(' ').map_or((verdict, None), |(word, code)| (word, Some(code)));
                    (row.verdict, row.code) = (verdict, code);
                }
                Some(("because", reason)) => row.reason = Some(Cow::Borrowed(reason)),
                Some(("note", note)) => row.note = Some(Cow::Borrowed(note)),
                _ => {}
            }
        }
        let bare = name.split_once(' ').map_or(name, |(_, tag)| tag);
        if let Some(path) = left.path(bare) {
            (row.verdict, row.code, row.reason) = ("direct", None, None);
            row.note = Some(elsewhere::note(path, bare).into());
        }
        if !row.verdict.is_empty() {
            rows.push(row);
        }
    }
    for lack in lacking {
        match rows.iter_mut().find(|row| row.name == lack.name && row.what == lack.what) {
            Some(row) => {
                (row.verdict, row.code, row.reason) = ("refused", Some("no-entry"), Some(Cow::Borrowed(lack.why.as_str())));
            }
            None => rows.push(Row {
                what: &lack.what,
                name: &lack.name,
                file: lack.file.as_deref(),
                line: 0,
                verdict: "refused",
                code: Some("no-entry"),
                reason: Some(Cow::Borrowed(lack.why.as_str())),
                note: None,
            }),
        }
    }
    rows
}

/// The documentation of functions, as the Rust text and the calls have it.
fn docs<'t>(rust: &'t str, calls: &'t str) -> HashMap<&'t str, Vec<&'t str>> {
    let mut found = HashMap::new();
    for (head, lines) in paragraphs(calls) {
        let docs: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix("doc")).map(str::trim_start).collect();
        found.insert(head.strip_prefix("call ").unwrap_or(head), docs);
    }
    let mut lines: Vec<&str> = Vec::new();
    for line in rust.lines() {
        let code = line.trim_start();
        if let Some(text) = code.strip_prefix("///") {
            lines.push(text.strip_prefix(' ').unwrap_or(text));
        } else if let Some(rest) = code.strip_prefix("pub fn ").filter(|_| !lines.is_empty()) {
            let end = rest.find(['(', '<']).unwrap_or(rest.len());
            found.insert(&rest[..end], std::mem::take(&mut lines));
        } else if !code.starts_with('#') {
            lines.clear();
        }
    }
    found
}

/// The declarations in the form of their own text, which has the files in front and a place in each.
pub(super) fn as_declarations(text: &str, target: &str, docs: &HashMap<&str, Vec<&str>>) -> String {
    let mut files: Vec<&str> = Vec::new();
    let mut body = String::with_capacity(text.len());
    for line in text.lines() {
        match line.strip_prefix("  ").and_then(|line| line.split_once(' ')) {
            Some(("in", file)) => {
                let number = files.iter().rposition(|known| *known == file).unwrap_or_else(|| {
                    files.push(file);
                    files.len() - 1
                });
                body.push_str(&format!("  at {number}:0:0\n"));
            }
            Some(("verdict" | "because" | "note", _)) => {}
            _ => {
                if !line.starts_with(' ') {
                    body.push('\n');
                }
                body.push_str(line);
                body.push('\n');
                let docs = line.strip_prefix("function ").and_then(|name| docs.get(name));
                docs.into_iter().flatten().for_each(|line| body.push_str(&format!("  doc {}\n", line.replace('\\', "\\\\"))));
            }
        }
    }
    let mut out = format!("ffi-declarations 1\ntarget {target}\n");
    files.iter().for_each(|file| out.push_str(&format!("file {file}\n")));
    out.push_str(&body);
    out
}

/// The text with the runtime under another name.
fn renamed(text: &str, runtime: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("::ffi::") {
        let inside = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        out.push_str(&rest[..at]);
        out.push_str(&if inside { "::ffi::".to_owned() } else { format!("::{runtime}::") });
        rest = &rest[at + "::ffi::".len()..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_runtime_is_renamed() {
        let text = "x: ::ffi::LongDouble, y: ::core::ffi::c_int";
        assert_eq!(renamed(text, "rt"), "x: ::rt::LongDouble, y: ::core::ffi::c_int");
    }
}
