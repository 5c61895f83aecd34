//! Two snapshots of one library beside each other: what one says and the other does not.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use similar::{Algorithm, ChangeTag, TextDiff};

use super::sets::Set;
use super::text::{Wanted, items, paragraphs};
use super::{Malformed, Section, Snapshot, shims};

/// What differs.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drift {
    /// Each difference in words, with the targets it is on; in the order of the new snapshot, what is gone at its end.
    found: Vec<(String, String)>,
}

impl Drift {
    /// Whether the two say the same.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many items differ.
    pub fn len(&self) -> usize {
        self.found.len()
    }
}

/// One difference after the other: what it is, the targets if not all, and the lines.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (text, targets) in &self.found {
            let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
            let on = if targets == "all" { String::new() } else { format!(" (on {targets})") };
            writeln!(f, "{first}{on}")?;
            rest.lines().try_for_each(|line| writeln!(f, "    {line}"))?;
        }
        Ok(())
    }
}

/// What `new` says and `old` does not, and the other way round.
///
/// # Errors
/// A section that is malformed, and whether it is of the old snapshot.
pub fn drift(old: &Snapshot, new: &Snapshot) -> Result<Drift, (Malformed, bool)> {
    let mut drift = Drift::default();
    for target in old.targets.iter().filter(|target| !new.targets.contains(target)) {
        drift.found.push((format!("target {target} is gone"), "all".to_owned()));
    }
    for target in new.targets.iter().filter(|target| !old.targets.contains(target)) {
        drift.found.push((format!("target {target} is new"), "all".to_owned()));
    }
    for line in lines_of_recipe(old, new) {
        drift.found.push((line, "all".to_owned()));
    }
    // A difference is told once for all targets that have it.
    let mut order: Vec<String> = Vec::new();
    let mut on: BTreeMap<String, Set> = BTreeMap::new();
    for (number, target) in new.targets.iter().enumerate() {
        let Some(before) = old.targets.iter().position(|known| known == target) else { continue };
        for section in [Section::Declarations, Section::Rust, Section::Calls, Section::Layouts, Section::Facts, Section::Shims] {
            let a = parts(old, section, before).map_err(|fault| (fault, true))?;
            let b = parts(new, section, number).map_err(|fault| (fault, false))?;
            for text in differences(&a, &b) {
                let set = on.entry(text.clone()).or_default();
                if *set == Set::default() {
                    order.push(text);
                }
                *set = set.with(Set::one(number));
            }
        }
    }
    drift.found.extend(order.into_iter().map(|text| {
        let words = on[&text].words(&new.targets);
        (text, words)
    }));
    Ok(drift)
}

/// Differences in what the two were made from.
fn lines_of_recipe(old: &Snapshot, new: &Snapshot) -> Vec<String> {
    let line = |(key, value): &(String, String)| format!("{key} {value}");
    let gone = old.recipe.iter().filter(|line| !new.recipe.contains(line)).map(|it| format!("made without: {}", line(it)));
    let added = new.recipe.iter().filter(|line| !old.recipe.contains(line)).map(|it| format!("made with: {}", line(it)));
    gone.chain(added).collect()
}

/// The items of a section for one target: what each is called, and its lines.
fn parts(snapshot: &Snapshot, section: Section, number: usize) -> Result<Vec<(String, String)>, Malformed> {
    let wanted = Wanted::Target(number);
    Ok(match section {
        Section::Rust => items(&snapshot.select(section, wanted)?).into_iter().map(|item| (name_of(&item), item)).collect(),
        Section::Layouts => {
            let text = snapshot.select(section, wanted)?;
            text.lines().map(|line| (format!("layout {}", line.split(' ').next().unwrap_or_default()), line.to_owned())).collect()
        }
        Section::Shims => {
            let text = snapshot.select(section, wanted)?;
            text.lines().map(|line| (format!("shim {}", shims::name(line)), line.to_owned())).collect()
        }
        Section::Calls | Section::Declarations | Section::Facts => {
            let text = snapshot.select_lines(section, wanted)?;
            paragraphs(&text).map(|(head, lines)| (head.to_owned(), lines.join("\n"))).collect()
        }
    })
}

/// What a Rust item is called: its first line of code.
fn name_of(item: &str) -> String {
    let code = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with('#') && !line.starts_with("unsafe extern")
    };
    let line = item.lines().find(code).unwrap_or(item).trim_start();
    let end = line.find([':', '(', '=', '{', '<', ';']).unwrap_or(line.len());
    format!("rust {}", line[..end].trim_end())
}

fn differences(old: &[(String, String)], new: &[(String, String)]) -> Vec<String> {
    let number = |parts: &[(String, String)]| -> BTreeMap<(String, usize), String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mut numbered = BTreeMap::new();
        for (head, text) in parts {
            let count = counts.entry(head).or_default();
            *count += 1;
            numbered.insert((head.clone(), *count), text.clone());
        }
        numbered
    };
    let (old_by_head, new_by_head) = (number(old), number(new));
    let mut found = Vec::new();
    for (key, text) in &new_by_head {
        match old_by_head.get(key) {
            None => found.push(format!("+ {}{}", key.0, lines("+ ", text))),
            Some(before) if before != text => found.push(format!("~ {}\n{}", key.0, changed(before, text))),
            Some(_) => {}
        }
    }
    let gone = old_by_head.iter().filter(|(key, _)| !new_by_head.contains_key(key));
    found.extend(gone.map(|(key, text)| format!("- {}{}", key.0, lines("- ", text))));
    found
}

fn lines(mark: &str, text: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = write!(out, "\n{mark}{line}");
        out
    })
}

/// The lines that changed.
fn changed(old: &str, new: &str) -> String {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
    let mut out = String::new();
    for change in diff.iter_all_changes() {
        let mark = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        let _ = writeln!(out, "{mark} {}", change.value().trim_end());
    }
    out.trim_end().to_owned()
}
