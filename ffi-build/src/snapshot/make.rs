//! Headers to a snapshot: each target's parts, merged and printed.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use ffi_abi::Target;
use ffi_grammar::facts::NoFacts;
use ffi_grammar::{Code, Diagnostic};
use quote::ToTokens;
use syn::{FnArg, ForeignItem, ItemForeignMod};

use super::merge::{Paragraph, gather, gather_paragraphs};
use super::sets::{self, Set};
use super::text::{is_foreign, items};
use super::{HEAD, SECTIONS, SHIM, Section};
use crate::agreement::Ruling;
use crate::assembly::Assembly;
use crate::builder::Builder;
use crate::declarations::{Declarations, Item};
use crate::driver;
use crate::headers::{self, Input, shims};
use crate::layouts;
use crate::recipe;
use crate::report::Row;
use crate::rust::{self, Options};

/// A target to read headers for, and what clang is told for it besides what the builder says: where that machine's headers are.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The target.
    pub target: Target,
    /// Arguments for clang: `-isystem`, `/usr/aarch64-linux-gnu/include`.
    pub arguments: Vec<String>,
}

impl Machine {
    /// A target whose headers clang finds by itself.
    pub fn new(target: Target) -> Machine {
        Machine { target, arguments: Vec::new() }
    }
}

/// What one target gave.
#[derive(Default)]
struct Entry {
    rust: Vec<String>,
    layouts: Vec<String>,
    /// Records that were asked for, and have none.
    without: Vec<NoFacts>,
    calls: Vec<Paragraph>,
    declarations: Vec<Paragraph>,
    facts: Vec<Paragraph>,
    shims: Vec<String>,
}

/// Makes the text of a snapshot of what the builder says, for these targets.
///
/// ```no_run
/// use ffi_abi::Target;
/// use ffi_build::snapshot::{Machine, make};
///
/// let builder = ffi_build::Builder::new("z").header("zlib.h");
/// let targets = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];
/// let machines = targets.map(|triple| Machine::new(Target::parse(triple).unwrap()));
/// std::fs::write("z.ffi", make(&builder, &machines).unwrap())?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Whatever keeps the headers of a target from being read; a note says which target it was.
pub fn make(builder: &Builder, machines: &[Machine]) -> Result<String, Vec<Diagnostic>> {
    let mut entries = Vec::new();
    let mut faults: Vec<Diagnostic> = builder.faults.clone();
    let mut targets = Vec::new();
    // What the headers are without any of the version features, then what each makes of them.
    let arguments = std::iter::once(None).chain(builder.versions.iter().map(Some));
    for (machine, version) in machines.iter().flat_map(|machine| arguments.clone().map(move |version| (machine, version))) {
        targets.push(sets::name(&machine.target.to_string(), version.map(|(feature, _)| feature.as_str())));
        let mut plain = builder.clone();
        plain.versions.clear();
        plain.clang_args.extend(version.iter().flat_map(|(_, argument)| argument.split_whitespace()).map(str::to_owned));
        match entry(&plain, machine) {
            Ok(entry) => entries.push(entry),
            Err(found) => {
                let note = format!("for the target {}", targets[targets.len() - 1]);
                faults.extend(found.into_iter().map(|fault| fault.note(&note)));
            }
        }
    }
    faults.extend(nowhere(builder, &entries, &targets));
    if !faults.is_empty() {
        return Err(faults);
    }
    if targets.is_empty() || targets.len() > Set::MOST {
        return Err(vec![Diagnostic::new(Code::SnapshotTargets, [Set::MOST.to_string()])]);
    }
    let folders: Vec<String> = builder.includes.iter().map(|folder| folder.display().to_string()).collect();
    let mut out = format!("{HEAD}\n");
    for (key, value) in recipe::lines(builder, |header| portable(header, &folders)) {
        out.push_str(&format!("{key} {value}\n"));
    }
    for target in &targets {
        out.push_str(&format!("target {target}\n"));
    }
    out.push('\n');
    let mut printer = Printer { out, targets: &targets };
    let take = |part: fn(&mut Entry) -> &mut Vec<String>, entries: &mut Vec<Entry>| -> Vec<Vec<String>> {
        entries.iter_mut().map(|entry| std::mem::take(part(entry))).collect()
    };
    let mut items = take(|entry| &mut entry.rust, &mut entries);
    same_parameters(&mut items);
    let rust = gather(&items);
    printer.section(0);
    printer.rust(&rust);
    let layouts = gather(&take(|entry| &mut entry.layouts, &mut entries));
    printer.section(1);
    printer.lines("", &layouts, Set::all(targets.len()));
    let parts: [fn(&mut Entry) -> &mut Vec<Paragraph>; 3] =
        [|entry| &mut entry.calls, |entry| &mut entry.declarations, |entry| &mut entry.facts];
    for (number, part) in parts.into_iter().enumerate() {
        let sequences: Vec<Vec<Paragraph>> = entries.iter_mut().map(|entry| std::mem::take(part(entry))).collect();
        printer.section(number + 2);
        printer.paragraphs(&sequences);
    }
    let shims = gather(&take(|entry| &mut entry.shims, &mut entries));
    if !shims.is_empty() {
        printer.section(Section::Shims as usize);
        printer.lines("", &shims, Set::all(targets.len()));
    }
    Ok(printer.out)
}

/// Reads the headers for one target.
fn entry(builder: &Builder, machine: &Machine) -> Result<Entry, Vec<Diagnostic>> {
    let target = machine.target;
    let input = |headers: Vec<String>| {
        let mut input = builder.input(&target, headers);
        // Whether a table is made of it, who uses it says.
        input.choices.documented = builder.comments;
        input.arguments.extend(machine.arguments.iter().cloned());
        input.choices.shim_prefix = SHIM.to_owned();
        input
    };
    let bound = input(builder.headers.clone());
    let mut found = headers::bind(&bound)?;
    shims::check(&bound, &mut found);
    let shims = shims::lines(&bound, &found.shims).into_iter().map(|line| line.text).collect();
    let options = Options {
        target,
        runtime: syn::parse_quote!(::ffi),
        link: proc_macro2::TokenStream::new(),
        encoder: Assembly::new(&target).is_ok(),
        comments: builder.comments,
        non_null: bound.choices.non_null.clone(),
        never_null: bound.choices.never_null.clone(),
    };
    let generated = rust::generate(&found.declarations, &found.bindgen, &options);
    for declaration in &mut found.declarations.items {
        // How bindgen was told of what is Rust; its symbol is nobody's.
        if let Item::Function(function) = &mut declaration.item {
            if function.flags.expression.is_some() {
                (function.link_name, function.flags.shim) = (None, false);
            }
        }
    }
    let plain = generated.plain();
    let mut entry = Entry { layouts: plain.proofs, shims, ..Entry::default() };
    let comments = |text: &str| if builder.comments { text.to_owned() } else { without_comments(text) };
    entry.rust = plain.items.iter().map(|item| comments(item)).collect();
    for call in plain.calls {
        let mut lines = vec![format!("of {}", call.signature), format!("{} {}", call.kind, call.symbol)];
        lines.extend(call.docs.iter().filter(|_| builder.comments).map(|line| format!("doc {line}").trim_end().to_owned()));
        lines.push(format!("rust {}", call.rust));
        entry.calls.push((format!("call {}", call.name), lines));
    }
    entry.declarations = declarations(&found.declarations, &generated.rulings, &bound);
    if !builder.checks.is_empty() {
        let mut compared = input(builder.checks.clone());
        (compared.allow, compared.block) = (Vec::new(), Vec::new());
        let read = headers::read(&compared)?;
        let known: HashSet<String> = entry.declarations.iter().map(|(head, _)| head.clone()).collect();
        let others = declarations(&read, &vec![None; read.items.len()], &compared);
        entry.declarations.extend(others.into_iter().filter(|(head, _)| !known.contains(head)).map(aside));
    }
    for (header, c_name) in driver::layouts_wanted(builder)? {
        let bound = builder.headers.contains(&header);
        let facts = match bound {
            true => layouts::facts(&found.declarations, &target, &header, &c_name),
            false => layouts::facts(&headers::read(&input(vec![header.clone()]))?, &target, &header, &c_name),
        };
        match facts {
            // What is bound is in the declarations.
            Ok(_) if bound => {}
            Ok(facts) => {
                let text = facts.to_string();
                let mut lines = text.lines().map(str::to_owned);
                let head = lines.next().unwrap_or_default();
                entry.facts.push((head, lines.collect()));
            }
            Err(why) => entry.without.push(NoFacts { c_name, header, why }),
        }
    }
    Ok(entry)
}

/// Records that were named for their layouts, and of which no target has one. One that some targets have is theirs; what an annotation
/// names, the macro tells.
fn nowhere(builder: &Builder, entries: &[Entry], targets: &[String]) -> Vec<Diagnostic> {
    let (Some(first), Some(target)) = (entries.first(), targets.first()) else { return Vec::new() };
    let named =
        |without: &&NoFacts| builder.layouts.iter().any(|(header, name)| (header, name) == (&without.header, &without.c_name));
    let same = |one: &NoFacts, other: &NoFacts| (&one.header, &one.c_name) == (&other.header, &other.c_name);
    let all = |without: &&NoFacts| entries.iter().all(|entry| entry.without.iter().any(|other| same(without, other)));
    first.without.iter().filter(named).filter(all).map(|without| without.diagnostic(target)).collect()
}

/// A declaration that imported items are compared with and nothing is bound from.
fn aside((head, mut lines): Paragraph) -> Paragraph {
    lines.retain(|line| !is_doc(line));
    if !lines.iter().any(|line| line == "aside") {
        lines.insert(0, "aside".to_owned());
    }
    (head, lines)
}

fn is_doc(line: &str) -> bool {
    ["doc", "about"].into_iter().any(|key| line.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}

/// C's side as it is kept: without the documentation of functions (the Rust text has it, under their names) and lines, with what became
/// of each.
fn declarations(all: &Declarations, rulings: &[Option<Ruling>], input: &Input) -> Vec<Paragraph> {
    let folders: Vec<String> = input.folders().map(str::to_owned).collect();
    let needed = all.needed();
    let items = needed.iter().map(|(_, declaration)| declaration.clone()).collect();
    let text = Declarations { items, ..Declarations::default() }.to_text();
    // One paragraph for each item, behind the one of the head.
    let paragraphs = text.split("\n\n").skip(1);
    let mut out = Vec::new();
    for (paragraph, (at, declaration)) in paragraphs.zip(&needed) {
        let mut lines = paragraph.lines();
        let head = lines.next().unwrap_or_default().to_owned();
        let without = input.choices.no_comments || matches!(declaration.item, Item::Function(_));
        let is_kept = |line: &&str| !(line.starts_with("at ") || without && is_doc(line));
        let mut inner: Vec<String> = lines.map(str::trim_start).filter(is_kept).map(str::to_owned).collect();
        if let Some(ruling) = &rulings[*at] {
            let row = Row::new(declaration, ruling);
            inner.extend(row.file.map(|file| format!("in {}", portable(file, &folders))));
            let code = row.code.map_or_else(String::new, |code| format!(" {code}"));
            inner.push(format!("verdict {}{code}", row.verdict));
            inner.extend(row.reason.map(|reason| format!("because {}", reason.replace('\n', " "))));
            inner.extend(row.note.map(|note| format!("note {}", note.replace('\n', " "))));
        }
        out.push((head, inner));
    }
    out
}

/// Gives functions that differ in nothing but the names of their parameters those that the first target's header has: C libraries name
/// them each in their own way, and a declaration is the same by any.
fn same_parameters(targets: &mut [Vec<String>]) {
    let mut first: HashMap<String, String> = HashMap::new();
    for item in targets.iter_mut().flatten().filter(|item| is_foreign(item.lines().next().unwrap_or_default())) {
        let Ok(mut block) = syn::parse_str::<ItemForeignMod>(item) else { continue };
        let Some(ForeignItem::Fn(function)) = block.items.first_mut() else { continue };
        function.attrs.retain(|attribute| !attribute.path().is_ident("doc"));
        for input in &mut function.sig.inputs {
            if let FnArg::Typed(typed) = input {
                *typed.pat = syn::parse_quote!(_);
            }
        }
        let bare = block.to_token_stream().to_string();
        match first.get(&bare) {
            // Comments may speak of the parameters.
            Some(known) if !known.contains("///") && !item.contains("///") => item.clone_from(known),
            Some(_) => {}
            None => {
                first.insert(bare, item.clone());
            }
        }
    }
}

/// A file's name without the folders of this machine: from the include folder on.
fn portable(file: &str, folders: &[String]) -> String {
    let below = |folder: &String| {
        let folder = if folder.ends_with('/') { folder.clone() } else { format!("{folder}/") };
        file.strip_prefix(&folder).map(str::to_owned)
    };
    if let Some(rest) = folders.iter().filter_map(below).min_by_key(String::len) {
        return rest;
    }
    let path = Path::new(file);
    if path.is_relative() {
        return file.trim_start_matches("./").to_owned();
    }
    let Some((_, rest)) = file.rsplit_once("/include/") else {
        return path.file_name().map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned());
    };
    // Debian has what depends on the machine in a folder with the machine's name.
    match rest.split_once('/') {
        Some((folder, inner)) if folder.contains("-linux-gnu") => inner.to_owned(),
        _ => rest.to_owned(),
    }
}

/// Rust text without documentation.
fn without_comments(text: &str) -> String {
    let kept = text.lines().filter(|line| {
        let code = line.trim_start();
        !code.starts_with("///") && !code.starts_with("#[doc = \"")
    });
    kept.collect::<Vec<_>>().join("\n")
}

struct Printer<'a> {
    out: String,
    targets: &'a [String],
}

impl Printer<'_> {
    fn section(&mut self, number: usize) {
        self.out.push_str(&format!("[{}]\n", SECTIONS[number]));
    }

    /// Lines, with a mark wherever the set of targets changes; `set` is what holds before the first.
    fn lines(&mut self, indent: &str, lines: &[(String, Set)], mut set: Set) {
        for (line, of) in lines {
            if *of != set {
                set = *of;
                self.out.push_str(&format!("{indent}@ {}\n", set.words(self.targets)));
            }
            self.out.push_str(&format!("{indent}{line}\n"));
        }
    }

    fn paragraphs(&mut self, sequences: &[Vec<Paragraph>]) {
        let mut set = Set::all(self.targets.len());
        for (head, of, lines) in gather_paragraphs(sequences) {
            if of != set {
                set = of;
                self.out.push_str(&format!("@ {}\n", set.words(self.targets)));
            }
            self.out.push_str(&format!("{head}\n"));
            self.lines("  ", &lines, of);
        }
    }

    /// Items; functions that follow one another in one `extern` block.
    fn rust(&mut self, items: &[(String, Set)]) {
        let mut set = Set::all(self.targets.len());
        let mut open: Option<&str> = None;
        for (item, of) in items {
            let (head, body) = item.split_once('\n').unwrap_or((item, ""));
            let foreign = is_foreign(head).then_some(head);
            if open.is_some() && (foreign != open || *of != set) {
                self.out.push_str("}\n");
                open = None;
            }
            if *of != set {
                set = *of;
                self.out.push_str(&format!("@ {}\n", set.words(self.targets)));
            }
            match foreign {
                Some(head) => {
                    if open.is_none() {
                        self.out.push_str(&format!("{head}\n"));
                        open = Some(head);
                    }
                    self.out.push_str(body.trim_end_matches("\n}"));
                    self.out.push('\n');
                }
                None => self.out.push_str(&format!("{item}\n")),
            }
        }
        if open.is_some() {
            self.out.push_str("}\n");
        }
    }
}

/// An item on lines that [`items`] takes for one.
pub(crate) fn as_one(item: String) -> String {
    if items(&item).len() == 1 {
        return item;
    }
    let comments = |line: &&str| !line.trim_start().starts_with("//");
    item.lines().filter(comments).map(str::trim).collect::<Vec<_>>().join(" ")
}
