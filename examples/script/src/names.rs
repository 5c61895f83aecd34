//! What a person asks about names: completion, and help from the headers' comments.

use std::fmt::Write as _;

use ffi::{Entry, Table};

use crate::engine::Engine;
use crate::host::Host;
use crate::libraries::Library;

/// What may follow in a line: names of libraries, behind `library.` of what they have, behind `record.` of its members.
pub fn complete(engine: &Engine, line: &str) -> (usize, Vec<String>) {
    let host = engine.host();
    if let Some(found) = records(host, line) {
        return found;
    }
    let start = line.rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).map_or(0, |at| at + 1);
    let word = &line[start..];
    let Some((library, prefix)) = word.split_once('.') else {
        let words = Library::names().chain(["buffer(", "bytes(", "help(", "open(", "print(", "release("]);
        return (start, words.filter(|name| name.starts_with(word)).map(str::to_owned).collect());
    };
    let Ok(found) = host.library(library) else {
        let members = engine.members(library).into_iter().filter(|name| name.starts_with(prefix));
        return (start + library.len() + 1, members.map(str::to_owned).collect());
    };
    let names = found.table.iter().map(Entry::name).filter(|name| name.starts_with(prefix));
    // What can be called comes first.
    let (mut callable, others): (Vec<&str>, Vec<&str>) = names.partition(|name| found.rules.get(name).is_some());
    callable.extend(others);
    callable.extend(found.table.constants().map(ffi::table::Constant::name).filter(|name| name.starts_with(prefix)));
    callable.extend(["call", "make"].into_iter().filter(|name| name.starts_with(prefix)));
    (start + library.len() + 1, callable.into_iter().map(str::to_owned).collect())
}

/// Names of records, in `library.make("`.
fn records(host: &Host, line: &str) -> Option<(usize, Vec<String>)> {
    let (before, prefix) = line.rsplit_once('"')?;
    let library = before.strip_suffix(".make(")?;
    let library = library.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next()?;
    let table = host.library(library).ok()?.table;
    let names = table.records().map(ffi::table::Record::name);
    let typedefs = table.aliases().map(ffi::table::Alias::name).filter(|name| table.record(name).is_some());
    let mut names: Vec<String> = names.chain(typedefs).filter(|name| name.starts_with(prefix)).map(str::to_owned).collect();
    names.dedup();
    Some((before.len() + 1, names))
}

/// A constant, an enumeration, a record or a typedef, as C would declare it, and what the header says of it.
fn declared(table: Table, library: &str, name: &str) -> String {
    let mut text = String::new();
    let mut say = |line: String, doc: Option<&str>| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{line}    [{library}]");
        if let Some(doc) = doc {
            let _ = writeln!(text, "\n{doc}");
        }
    };
    if let Some(constant) = table.constant(name) {
        let value = match (constant.text(), constant.integer(), constant.value()) {
            (Some(text), ..) => format!("{text:?}"),
            (_, Some(number), _) => number.to_string(),
            (_, _, ffi::Value::F64(number)) => number.to_string(),
            (_, _, ffi::Value::F32(number)) => number.to_string(),
            _ => "an address".to_owned(),
        };
        say(format!("{name} = {value}, of type {}", constant.ty()), constant.doc());
    }
    if let Some(found) = table.enumeration(name) {
        let constants = found.constants().filter_map(|one| Some((format!("{} = {},", one.name(), one.integer()?), one.doc())));
        say(format!("{} {{\n{}\n}}", found.name(), listed(constants)), found.doc());
    }
    if let Some(record) = table.record(name) {
        let members = record.fields().map(|field| {
            let line = match field.bits() {
                Some((_, width)) => format!("{}: {} : {width}", field.name(), field.ty()),
                None => format!("{}: {}", field.name(), field.ty()),
            };
            (line, field.doc())
        });
        let members = listed(members);
        let head = format!("{} of {} bytes, made by {library}.make(\"{name}\", {{ … }})", record.name(), record.size());
        say(format!("{head}\n{members}\n"), record.doc());
    } else if let Some(alias) = table.alias(name) {
        say(format!("typedef {name}: {}", alias.ty()), alias.doc());
    }
    text
}

/// Lines, each with the first line of what the header says of it.
fn listed(lines: impl Iterator<Item = (String, Option<&'static str>)>) -> String {
    let lines = lines.map(|(line, doc)| match doc.and_then(|doc| doc.lines().next()) {
        Some(doc) => format!("    {line:<32} {doc}"),
        None => format!("    {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What the headers say about a name.
pub fn help(host: &Host, name: &str) -> String {
    let mut text = String::new();
    for library in host.libraries() {
        text += &declared(library.table, library.name, name);
        let Some(entry) = library.table.find(name) else { continue };
        let names: Vec<&str> = entry.parameter_names().collect();
        let parameters: Vec<String> = entry
            .signature()
            .parameters()
            .enumerate()
            .map(|(index, ty)| match names.get(index).filter(|name| !name.is_empty()) {
                Some(name) => format!("{ty} {name}").replace("* ", "*"),
                None => ty.text().to_owned(),
            })
            .collect();
        // Writing to a string does not fail.
        let result = format!("{} ", entry.signature().result()).replace("* ", "*");
        let _ = writeln!(text, "{result}{name}({})    [{}]", parameters.join(", "), library.name);
        match library.rules.get(name) {
            Some(rule) => {
                let passed = rule.roles.iter().enumerate().filter(|(_, role)| role.is_passed());
                let passed: Vec<&str> = passed.map(|(index, _)| names.get(index).copied().unwrap_or("_")).collect();
                let _ = writeln!(text, "from a script: {}.{name}({})", library.name, passed.join(", "));
            }
            None => {
                let _ = writeln!(text, "scripts may not call it: this host has no rule for it");
            }
        }
        if let Some(doc) = entry.doc() {
            let _ = writeln!(text, "\n{doc}");
        }
    }
    if text.is_empty() {
        let _ = writeln!(text, "no library declares `{name}`");
    }
    text
}
