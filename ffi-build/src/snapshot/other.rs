//! A target without an entry: what every target of the snapshot has in common, as far as it can hold there too.
//!
//! Left out, each by name, are items that differ from one target to another, functions through trampolines, records whose layout is
//! more than their members in order, and whatever mentions one of these. Where no target of the snapshot has the sizes of `long`
//! and of pointers that this one has, what is made of `long` is left out as well: nobody has seen it there.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use ffi_abi::{CType, Layout, Target, record_layout};

use super::text::{Wanted, defined, items, paragraphs};
use super::{Malformed, Section, Snapshot};
use crate::bindings::Proof;
use crate::declarations::{Declarations, Item, RecordItem, Resolver};

/// What all targets have in common and this one can have.
pub(super) struct Common {
    /// Rust items and proofs.
    pub(super) rust: String,
    /// C's side, as the section has it.
    pub(super) declarations: String,
    /// What is left out.
    pub(super) lacks: Vec<Lack>,
    known: usize,
}

/// A declaration that is not bound for want of an entry.
pub(super) struct Lack {
    pub(super) what: String,
    pub(super) name: String,
    pub(super) file: Option<String>,
    pub(super) why: String,
}

impl Common {
    /// What to warn of; nothing if nothing is left out.
    pub(super) fn summary(&self, file: &str, target: &Target) -> Option<String> {
        const SHOWN: usize = 8;
        if self.lacks.is_empty() {
            return None;
        }
        let functions = self.lacks.iter().filter(|lack| lack.what == "function");
        let names: Vec<&str> =
            functions.chain(self.lacks.iter().filter(|lack| lack.what != "function")).map(|lack| lack.name.as_str()).collect();
        let more = if names.len() > SHOWN { ", …" } else { "" };
        Some(format!(
            "{file} has no entry for {target}: {} of {} declarations are not bound there ({}{more}); `cargo ffi snapshot` with `--target {}` adds it",
            self.lacks.len(),
            self.known,
            names[..names.len().min(SHOWN)].join(", "),
            target.triple(),
        ))
    }
}

/// Takes what all targets have in common.
pub(super) fn common(snapshot: &Snapshot, target: &Target) -> Result<Common, Malformed> {
    let text = understood(snapshot)?;
    let declarations =
        Declarations::parse(&super::read::as_declarations(&text, &target.to_string(), &HashMap::new())).unwrap_or_default();
    let resolver = Resolver::new(&declarations);
    // Why a name is not bound.
    let mut gone: BTreeMap<String, String> = BTreeMap::new();
    let differs = "it is not the same on all targets of the snapshot";
    for item in items(&snapshot.select(Section::Rust, Wanted::Differing)?) {
        gone.extend(defined(&item).map(|name| (name.to_owned(), differs.to_owned())));
    }
    for wanted in [Wanted::Common, Wanted::Differing] {
        let calls = snapshot.select_lines(Section::Calls, wanted)?;
        for (head, _) in paragraphs(&calls) {
            let name = head.strip_prefix("call ").unwrap_or(head);
            gone.insert(name.to_owned(), "it is called through a trampoline on targets of the snapshot".to_owned());
        }
    }
    let model = |target: &Target| (target.data_model().pointer, target.data_model().long);
    let seen = snapshot.targets.iter().filter_map(|name| Target::parse(name.split(['+', '/']).next()?).ok());
    let seen: Vec<_> = seen.map(|known| model(&known)).collect();
    if !seen.contains(&model(target)) {
        for name in ["c_long", "c_ulong"] {
            gone.insert(
                name.to_owned(),
                "no target of the snapshot has the sizes of `long` and pointers that this one has".to_owned(),
            );
        }
    }
    let mut proofs: Vec<String> = Vec::new();
    let mut proved: HashSet<&str> = HashSet::new();
    for line in snapshot.section(Section::Layouts).lines().filter(|line| !line.starts_with('@')) {
        let Some(proof) = Proof::read(line) else { continue };
        match layout_there(&resolver, target, &proof) {
            Some(layout) => {
                let there = Proof { record: proof.record, size: layout.size, align: layout.align, offsets: Vec::new() };
                let mut text = String::new();
                there.write(&mut text);
                // One line for each set of targets: the record is the same.
                if proved.insert(proof.record) {
                    proofs.push(text);
                }
            }
            None => {
                gone.entry(proof.record.to_owned()).or_insert("its layout on this target is not known".to_owned());
            }
        }
    }
    let shared = items(&snapshot.select(Section::Rust, Wanted::Common)?);
    follow(&shared, &mut gone);
    let mut rust = String::new();
    for item in &shared {
        let lost = defined(item).chain(words(item)).any(|word| gone.contains_key(word));
        if !lost {
            rust.push_str(item);
            rust.push('\n');
        }
    }
    for proof in proofs.iter().filter(|proof| !words(proof).any(|word| gone.contains_key(word))) {
        rust.push_str(proof);
    }
    let (lacks, known) = lacks(snapshot, &gone)?;
    let declarations = text;
    Ok(Common { rust, declarations, lacks, known })
}

/// Adds what mentions a name that is gone, and what mentions that, and so on: each item is looked at once for each name that it mentions.
fn follow(items: &[String], gone: &mut BTreeMap<String, String>) {
    let mut mentions: HashMap<&str, Vec<&str>> = HashMap::new();
    for item in items {
        let names: BTreeSet<&str> = defined(item).collect();
        let others: BTreeSet<&str> = words(item).filter(|word| !names.contains(word)).collect();
        for word in others {
            mentions.entry(word).or_default().extend(&names);
        }
    }
    let mut waiting: Vec<String> = gone.keys().cloned().collect();
    while let Some(cause) = waiting.pop() {
        for name in mentions.get(cause.as_str()).into_iter().flatten() {
            if !gone.contains_key(*name) {
                gone.insert((*name).to_owned(), format!("it needs `{cause}`, which is not bound on this target"));
                waiting.push((*name).to_owned());
            }
        }
    }
}

/// C's side of what all targets have in common: declarations that say the same on each, but for layouts and verdicts.
fn understood(snapshot: &Snapshot) -> Result<String, Malformed> {
    const FOLLOWS: [&str; 6] = ["parameters", "size", "offsets", "verdict", "because", "note"];
    let facts =
        |lines: &[&str]| lines.iter().filter(|line| !FOLLOWS.contains(&line.split(' ').next().unwrap_or_default())).count();
    let common = snapshot.select_lines(Section::Declarations, Wanted::Common)?;
    let one = snapshot.select_lines(Section::Declarations, Wanted::Target(0))?;
    let whole: BTreeMap<&str, usize> = paragraphs(&one).map(|(head, lines)| (head, facts(&lines))).collect();
    let mut out = String::new();
    for (head, lines) in paragraphs(&common).filter(|(head, lines)| whole.get(head) == Some(&facts(lines))) {
        out.push_str(&format!("{head}\n"));
        lines.iter().for_each(|line| out.push_str(&format!("  {line}\n")));
    }
    Ok(out)
}

/// The declarations that any target has and this one lacks, and how many any target has.
fn lacks(snapshot: &Snapshot, gone: &BTreeMap<String, String>) -> Result<(Vec<Lack>, usize), Malformed> {
    let mut found: Vec<Lack> = Vec::new();
    let mut known = BTreeSet::new();
    for number in 0..snapshot.targets.len() {
        let text = snapshot.select_lines(Section::Declarations, Wanted::Target(number))?;
        for (head, lines) in paragraphs(&text) {
            let bound = lines.iter().any(|line| line.starts_with("verdict ") && !line.starts_with("verdict refused"));
            if !bound || !known.insert(head.to_owned()) {
                continue;
            }
            let (what, name) = head.split_once(' ').unwrap_or((head, ""));
            let bare = name.split_once(' ').map_or(name, |(_, tag)| tag);
            let escaped = format!("{bare}_");
            let Some(why) = gone.get(bare).or_else(|| gone.get(&escaped)) else { continue };
            let file = lines.iter().find_map(|line| line.strip_prefix("in ")).map(str::to_owned);
            found.push(Lack { what: what.to_owned(), name: name.to_owned(), file, why: why.clone() });
        }
    }
    Ok((found, known.len()))
}

/// What the model says of a record that is its members in order; rustc lays such a one out by itself as C does.
fn layout_there(resolver: &Resolver<'_>, target: &Target, proof: &Proof<&str>) -> Option<Layout> {
    let names = [format!("struct {}", proof.record), format!("union {}", proof.record), proof.record.to_owned()];
    let record = names.iter().find_map(|name| match resolver.item(name)? {
        Item::Record(RecordItem { record: Some(record), fault: None, .. }) => Some(record),
        _ => None,
    })?;
    let plain = |field: &ffi_abi::Field| field.bits.is_none() && !field.packed && field.align.is_none() && field.name.is_some();
    if record.packed || record.pack.is_some() || record.align.is_some() || !record.fields.iter().all(plain) {
        return None;
    }
    let resolved = resolver.record(record).ok()?;
    let simple = |ty: &CType| !matches!(ty, CType::Float(_) | CType::Complex(_) | CType::Vector { .. }) || is_rusts(ty);
    if !resolved.fields.iter().all(|field| simple(&field.ty)) {
        return None;
    }
    record_layout(target, &resolved).ok().map(|layout| layout.layout)
}

fn is_rusts(ty: &CType) -> bool {
    matches!(ty, CType::Float(ffi_abi::FloatKind::Float | ffi_abi::FloatKind::Double))
}

/// The identifiers in an item, comments left out.
fn words(item: &str) -> impl Iterator<Item = &str> {
    item.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}
