//! The text inside sections: what stands under which targets, and where one item ends.
//!
//! Written for build scripts, which cargo compiles without optimisation: lines are found by the standard library, whose search is
//! optimised, and text is copied in runs.

use std::ops::Range;

use super::{Malformed, SECTIONS, Section, Snapshot};
use crate::snapshot::sets::Set;

/// In front of the targets that have what follows.
const MARK: &str = "@ ";

/// Finds the sections behind `start`.
pub(super) fn sections(text: &str, start: usize) -> Result<[Range<usize>; SECTIONS.len()], Malformed> {
    let mut found = [const { 0..0 }; SECTIONS.len()];
    let mut at = start;
    for (number, name) in SECTIONS.into_iter().enumerate() {
        let head = format!("[{name}]\n");
        let is_optional = |number: usize| number == Section::Shims as usize;
        if is_optional(number) && at == text.len() {
            found[number] = at..at;
            break;
        }
        if !text.get(at..).is_some_and(|rest| rest.starts_with(&head)) {
            let line = text.get(..at).unwrap_or(text).matches('\n').count() + 1;
            return Err(Malformed { line, message: format!("the section `[{name}]` is expected here") });
        }
        let first = at + head.len();
        let end = match SECTIONS.get(number + 1) {
            // A section's head is at the start of a line, so the one in front ends with a line break.
            Some(next) => {
                let next = format!("\n[{next}]\n");
                let line = text[..first].matches('\n').count();
                let missing = || Malformed { line, message: format!("no section `{}` follows", next.trim()) };
                match text[first - 1..].find(&next) {
                    Some(found) => first + found,
                    None if is_optional(number + 1) => text.len(),
                    None => return Err(missing()),
                }
            }
            None => text.len(),
        };
        found[number] = first..end;
        at = end;
    }
    Ok(found)
}

/// Which parts are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wanted {
    /// Those of this target, by its number.
    Target(usize),
    /// Those that every target has.
    Common,
    /// Those that some target lacks.
    Differing,
}

impl Wanted {
    fn is(self, set: Set, count: usize) -> bool {
        match self {
            Wanted::Target(number) => set.has(number),
            Wanted::Common => set == Set::all(count),
            Wanted::Differing => set != Set::all(count),
        }
    }
}

/// A run of text at the start of a line, under one set of targets.
struct Run<'t> {
    set: Set,
    text: &'t str,
}

impl Snapshot {
    /// The parts of a section that are wanted: whole runs, with what differs inside declarations still in them.
    fn runs(&self, section: Section) -> Result<Vec<Run<'_>>, Malformed> {
        let text = self.section(section);
        let mut runs = Vec::new();
        let mut set = Set::all(self.targets.len());
        let mut rest = text;
        loop {
            if let Some(after) = rest.strip_prefix(MARK) {
                let (words, after) = after.split_once('\n').unwrap_or((after, ""));
                set = Set::read(words, &self.targets).map_err(|message| {
                    let before = text.len() - rest.len();
                    Malformed { line: self.line_of(section) + text[..before].matches('\n').count(), message }
                })?;
                rest = after;
            }
            let end = next_mark(rest);
            if end > 0 {
                runs.push(Run { set, text: &rest[..end] });
            }
            if end == rest.len() {
                return Ok(runs);
            }
            rest = &rest[end..];
        }
    }

    /// The wanted parts of a section whose items are not divided.
    pub(super) fn select(&self, section: Section, wanted: Wanted) -> Result<String, Malformed> {
        let runs = self.runs(section)?;
        let mut out = String::new();
        for run in runs.iter().filter(|run| wanted.is(run.set, self.targets.len())) {
            out.push_str(run.text);
        }
        Ok(out)
    }

    /// The wanted parts of a section whose items are a line and indented lines, which may be divided in turn.
    pub(super) fn select_lines(&self, section: Section, wanted: Wanted) -> Result<String, Malformed> {
        let count = self.targets.len();
        let mut out = String::with_capacity(self.section(section).len());
        for run in self.runs(section)?.iter().filter(|run| wanted.is(run.set, count)) {
            let mut taken = true;
            // Lines are copied together as long as they follow one another.
            let (mut from, mut at) = (0, 0);
            for line in run.text.split_inclusive('\n') {
                let start = at;
                at += line.len();
                let bytes = line.as_bytes();
                if bytes[0] != b' ' {
                    if !taken {
                        (from, taken) = (start, true);
                    }
                } else if bytes.get(2) == Some(&b'@') && bytes.get(3) == Some(&b' ') {
                    if taken {
                        out.push_str(&run.text[from..start]);
                    }
                    let set = Set::read(line[4..].trim_end(), &self.targets).map_err(|message| {
                        let before = self.text[..run.text.as_ptr() as usize - self.text.as_ptr() as usize].matches('\n').count();
                        Malformed { line: before + run.text[..start].matches('\n').count() + 1, message }
                    })?;
                    taken = wanted.is(set, count);
                    from = at;
                }
            }
            if taken {
                out.push_str(&run.text[from..]);
            }
        }
        Ok(out)
    }
}

/// Where the next mark is, at the start of a line.
fn next_mark(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = text[from..].find('@') {
        let at = from + found;
        if (at == 0 || bytes[at - 1] == b'\n') && bytes.get(at + 1) == Some(&b' ') {
            return at;
        }
        from = at + 1;
    }
    text.len()
}

/// The head line and the indented lines of each item.
pub(super) fn paragraphs(text: &str) -> impl Iterator<Item = (&str, Vec<&str>)> {
    let mut lines = text.split('\n').filter(|line| !line.is_empty()).peekable();
    std::iter::from_fn(move || {
        let head = lines.next()?;
        let mut inner = Vec::new();
        while let Some(line) = lines.next_if(|line| line.starts_with(' ')) {
            inner.push(line.trim_start());
        }
        Some((head, inner))
    })
}

/// The items of Rust text as it is written here: an item ends at the first line without indentation that ends with `;` or `}`; the
/// functions of an `extern` block are an item each.
pub(super) fn items(text: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut foreign: Option<&str> = None;
    for line in text.lines() {
        if foreign.is_some() && line == "}" {
            foreign = None;
            continue;
        }
        if current.is_empty() && foreign.is_none() && is_foreign(line) {
            foreign = Some(line);
            continue;
        }
        current.push_str(line);
        let depth = if foreign.is_some() { 4 } else { 0 };
        let code = line.trim_start();
        let whole = line.len() - code.len() == depth && !code.starts_with("//") && code.ends_with([';', '}']);
        if !whole {
            current.push('\n');
            continue;
        }
        let item = match foreign {
            Some(head) => format!("{head}\n{current}\n}}"),
            None => std::mem::take(&mut current),
        };
        current.clear();
        match items.last_mut() {
            // A proof belongs to the item in front of it.
            Some(last) if item.starts_with("const _") => *last = format!("{last}\n{item}"),
            _ => items.push(item),
        }
    }
    // What does not end is still there for rustc to refuse.
    if !current.is_empty() {
        items.push(current);
    }
    items
}

/// Whether a line opens an `extern` block of several lines.
pub(super) fn is_foreign(line: &str) -> bool {
    line.starts_with("unsafe extern \"") && line.ends_with('{')
}

/// The names that an item defines.
pub(super) fn defined(item: &str) -> impl Iterator<Item = &str> {
    let line = |line: &'_ str| -> Option<usize> {
        let code = line.trim_start();
        let rest = code.strip_prefix("pub ")?;
        let keyword = ["struct ", "union ", "type ", "const ", "fn ", "static mut ", "static ", "enum ", "mod ", "use "];
        let word = keyword.iter().find(|word| rest.starts_with(**word))?;
        Some(line.len() - rest.len() + word.len())
    };
    // Functions of an `impl` and members of a record define nothing outside.
    let is_outer =
        |text: &str| text.starts_with("pub ") || text.starts_with("    pub fn ") || text.starts_with("    pub static ");
    let foreign = item.starts_with("unsafe extern");
    item.lines().filter(move |text| is_outer(text) && (foreign || text.starts_with("pub "))).filter_map(move |text| {
        let at = line(text)?;
        let name = match text[at..].rsplit_once(" as ") {
            Some((_, other)) => other,
            None => &text[at..],
        };
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        Some(&name[..end])
    })
}

/// The type that an `impl` is of.
pub(super) fn implemented(item: &str) -> Option<&str> {
    let line = item.lines().find(|line| !line.starts_with('#') && !line.starts_with("//"))?;
    let rest = line.strip_prefix("impl")?;
    let ty =
        rest.split_once(" for ").map_or_else(|| rest.rsplit_once("> ").map_or(rest, |(_, ty)| ty), |(_, ty)| ty).trim_start();
    Some(&ty[..ty.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(ty.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_others_can_use() {
        let names = |item| defined(item).collect::<Vec<_>>();
        assert_eq!(names("#[repr(C)]\npub struct s {\n    pub a: t,\n}"), ["s"]);
        assert_eq!(names("unsafe extern \"C\" {\n    pub fn f(\n        a: t,\n    );\n}"), ["f"]);
        assert_eq!(names("pub use self::a as b;"), ["b"]);
        assert_eq!(names("impl s {\n    pub fn get(&self) -> u8 {\n        0\n    }\n}"), [""; 0]);
        assert_eq!(names("pub const N: u32 = 1;"), ["N"]);
        assert_eq!(implemented("impl s {\n}"), Some("s"));
        assert_eq!(implemented("impl<T> ::core::fmt::Debug for s<T> {"), Some("s"));
    }
}
