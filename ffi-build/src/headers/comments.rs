//! What headers say in comments.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::collections::{BTreeMap, HashMap};

use clang_sys::*;

use super::clang::Cursor;
use super::types::tag;
use crate::declarations::Place;

/// The documentation comment of a declaration without its marks.
pub(super) fn of(cursor: Cursor<'_>) -> Option<String> {
    plain(&cursor.comment()?)
}

/// Comments that clang attaches to nothing, read from the files, each of which is kept.
#[derive(Default)]
pub(super) struct Comments {
    files: HashMap<String, Vec<String>>,
}

impl Comments {
    /// Those of the constants of an enumeration.
    pub(super) fn of_constants(&mut self, cursor: Cursor<'_>) -> BTreeMap<String, String> {
        let constants = cursor.children().into_iter().filter(|child| child.kind() == CXCursor_EnumConstantDecl);
        constants.filter_map(|child| Some((child.spelling(), self.of_part(child)?))).collect()
    }

    /// Those of the members of a record. A member of a member that is a record without a tag is called `outer.inner`, one of a member
    /// without a name by its own name.
    pub(super) fn of_members(&mut self, cursor: Cursor<'_>) -> BTreeMap<String, String> {
        let mut members = BTreeMap::new();
        let mut waiting = vec![(String::new(), cursor)];
        while let Some((around, record)) = waiting.pop() {
            for field in record.ty().fields() {
                let spelling = field.spelling();
                let is_name = spelling.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$') && !spelling.is_empty();
                let name = format!("{around}{spelling}");
                let mut ty = field.ty().canonical();
                while ty.kind() == CXType_ConstantArray {
                    ty = ty.element().canonical();
                }
                if ty.kind() == CXType_Record && tag(ty.declaration()).is_none() {
                    let inside = if is_name { format!("{name}.") } else { around.clone() };
                    waiting.push((inside, ty.declaration()));
                }
                if let Some(doc) = self.of_part(field).filter(|_| is_name) {
                    members.insert(name, doc);
                }
            }
        }
        members
    }

    /// What documents a part of a declaration, or any comment that ends its line.
    fn of_part(&mut self, part: Cursor<'_>) -> Option<String> {
        of(part).or_else(|| {
            let place = part.place()?;
            let (_, lines) = self.lines(&place)?;
            let from = (place.column as usize).saturating_sub(1);
            let (passed, comment) = behind(lines, from)?;
            // Behind the end of the whole it is about that.
            if passed.contains('}') { None } else { plain(&comment) }
        })
    }

    /// What stands behind a definition in its line, or a documentation comment that ends in the line before.
    pub(super) fn of_macro(&mut self, place: &Place) -> Option<String> {
        let (above, lines) = self.lines(place)?;
        let comment = behind(lines, 0).map(|(_, comment)| comment).or_else(|| before(above))?;
        plain(&comment)
    }

    /// The lines of a file above a place, and from it on.
    fn lines(&mut self, place: &Place) -> Option<(&[String], &[String])> {
        if !self.files.contains_key(&place.file) {
            let text = std::fs::read(&place.file).unwrap_or_default();
            let lines = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
            self.files.insert(place.file.clone(), lines);
        }
        self.files[&place.file].split_at_checked((place.line as usize).checked_sub(1)?)
    }
}

/// The comment at the end of what begins in the first line at this byte, which may go on in further lines, and what is before it in its line.
fn behind(lines: &[String], from: usize) -> Option<(String, String)> {
    let last = lines.iter().position(|line| !line.trim_end().ends_with('\\'))?;
    let text = if last == 0 { lines[0].get(from..)? } else { &lines[last] };
    let (mut at, mut quote) = (0, None);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        match quote {
            Some(_) if c == '\\' => at += rest.chars().nth(1).map_or(0, char::len_utf8),
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if rest.starts_with("//") => return Some((text[..at].to_owned(), rest.to_owned())),
            None if rest.starts_with("/*") => match rest[2..].find("*/") {
                // Another may follow, or what the macro stands for.
                Some(end) if !rest[2 + end + 2..].trim().is_empty() => {
                    at += 2 + end + 2;
                    continue;
                }
                Some(_) => return Some((text[..at].to_owned(), rest.trim_end().to_owned())),
                None => {
                    let end = lines[last + 1..].iter().position(|line| line.contains("*/"))?;
                    let more = lines[last + 1..=last + 1 + end].iter();
                    return Some((text[..at].to_owned(), more.fold(rest.to_owned(), |all, line| all + "\n" + line)));
                }
            },
            None => {}
        }
        at += c.len_utf8();
    }
    None
}

/// A documentation comment that ends in the last of some lines.
fn before(lines: &[String]) -> Option<String> {
    let is_line = |line: &&String| ["///", "//!"].iter().any(|mark| line.trim_start().starts_with(mark));
    let count = lines.iter().rev().take_while(is_line).count();
    if count > 0 {
        return Some(lines[lines.len() - count..].join("\n"));
    }
    if !lines.last()?.trim_end().ends_with("*/") {
        return None;
    }
    let start = lines.iter().rposition(|line| line.contains("/*"))?;
    let head = lines[start].trim_start();
    let documents = ["/**", "/*!"].iter().any(|mark| head.starts_with(mark)) && !head.starts_with("/***");
    documents.then(|| lines[start..].join("\n"))
}

/// A comment without its marks.
fn plain(raw: &str) -> Option<String> {
    // Some begin each line with two, as SQLite does.
    let mut behind = raw.lines().skip(1).map(str::trim).filter(|line| !line.is_empty() && *line != "*/").peekable();
    let mark = if behind.peek().is_some() && behind.all(|line| line.starts_with("**")) { "**" } else { "*" };
    let lines = raw.lines().map(|line| {
        let line = line.trim();
        let line = ["/**<", "/*!<", "///<", "//!<", "/**", "/*!", "///", "//!", "/*", "//"]
            .iter()
            .find_map(|mark| line.strip_prefix(mark))
            .unwrap_or_else(|| line.strip_prefix(mark).filter(|_| !line.starts_with("*/")).unwrap_or(line));
        let line = line.strip_suffix("*/").unwrap_or(line).trim_end_matches('*');
        let line = line.strip_suffix("*/").unwrap_or(line).trim_end_matches('*');
        line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
    });
    let lines: Vec<String> = lines.collect();
    let start = lines.iter().position(|line| !line.is_empty())?;
    let end = lines.iter().rposition(|line| !line.is_empty())?;
    Some(lines[start..=end].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_stands_behind_a_macro_is_its_comment() {
        let behind = |text: &str| behind(&lines(text), 0).and_then(|(_, comment)| plain(&comment));
        assert_eq!(behind("#define OK 0 /* Successful result */").as_deref(), Some("Successful result"));
        assert_eq!(behind("#define OK 0   // fine").as_deref(), Some("fine"));
        assert_eq!(behind("#define A 1 /* goes\n * on */").as_deref(), Some("goes\non"));
        assert_eq!(behind("#define A \\\n  1 /**< far */").as_deref(), Some("far"));
        assert_eq!(behind("#define URL \"http://x/*\" '\\''"), None);
        assert_eq!(behind("#define A /* of */ 1"), None);
        assert_eq!(behind("#define A /* of */ 1 /* two */").as_deref(), Some("two"));
        assert_eq!(behind("#define A 1 /* never ends"), None);
    }

    #[test]
    fn what_stands_behind_a_member_is_known_with_what_is_between() {
        let found = behind(&lines("struct { int x; int y; }; /* both */"), 16);
        assert_eq!(found, Some(("int y; }; ".to_owned(), "/* both */".to_owned())));
        assert_eq!(behind(&lines("é"), 1), None);
    }

    #[test]
    fn what_documents_stands_before_a_macro() {
        let before = |text: &str| before(&lines(text)).and_then(|comment| plain(&comment));
        assert_eq!(before("int x;\n/** One. */").as_deref(), Some("One."));
        assert_eq!(before("/*!\n * One,\n * two. */").as_deref(), Some("One,\ntwo."));
        assert_eq!(before("int x;\n/// One,\n/// two.").as_deref(), Some("One,\ntwo."));
        // A heading, and what belongs to something else.
        assert_eq!(before("/* Flags */"), None);
        assert_eq!(before("/*****/"), None);
        assert_eq!(before("/** One. */\nint x;"), None);
        assert_eq!(before(""), None);
    }
}
