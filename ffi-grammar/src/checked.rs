//! What the build script found when it compared an imported item with the headers: lines of the manifest.
//!
//! ```text
//! checked 0123456789abcdef… labs            key and name of the item
//! as long(long)                             its C type, if a header declares it
//! side in C: stdlib.h:5:6\n    long …         where that is, and how it is written there; line breaks are `\n`
//! sized 8 8 type 0                          a type that tokens do not show has this size and alignment; 0: not compared
//! fault FFI0084 type result                 which fault, and where
//! with 4                                    an argument of the diagnostic; a line each
//! ```

use std::fmt;

use crate::declared::At;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::SizeAlign;

/// What was found about one item.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// Key of the declaration.
    pub key: String,
    /// Name of the item.
    pub name: String,
    /// Its C type; empty if no header declares it.
    pub c: String,
    /// Where that is, and how it is written there: a text of several lines.
    pub side: String,
    /// Types that tokens do not show, and what they have to be. Alignment 0 stands for any.
    pub layouts: Vec<(At, SizeAlign)>,
    /// What is wrong.
    pub faults: Vec<Finding>,
}

/// A difference between the declaration and the header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Where in the declaration.
    pub at: At,
    /// Which fault.
    pub code: Code,
    /// What fills its row.
    pub arguments: Vec<String>,
}

impl Finding {
    /// The diagnostic, without a place, with the header's side.
    pub fn diagnostic(&self, side: &str) -> Diagnostic {
        Diagnostic::new(self.code, self.arguments.clone()).note(side)
    }
}

impl Checked {
    /// Starts with a line `checked …`, without that word.
    pub(crate) fn start(rest: &str) -> Option<Checked> {
        let (key, name) = rest.split_once(' ')?;
        Some(Checked { key: key.to_owned(), name: name.to_owned(), ..Checked::default() })
    }

    /// Reads one of the lines behind that.
    pub(crate) fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        match word {
            "as" => self.c = rest.to_owned(),
            "side" => self.side = unescape(rest),
            "sized" => {
                let mut parts = rest.splitn(3, ' ');
                let (size, align) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                self.layouts.push((parts.next()?.parse().ok()?, SizeAlign { size, align }));
            }
            "fault" => {
                let (id, at) = rest.split_once(' ')?;
                let code = *Code::ALL.iter().find(|code| code.id() == id)?;
                self.faults.push(Finding { at: at.parse().ok()?, code, arguments: Vec::new() });
            }
            "with" => self.faults.last_mut()?.arguments.push(unescape(rest)),
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "checked {} {}", self.key, self.name)?;
        if !self.c.is_empty() {
            writeln!(f, "as {}\nside {}", self.c, escape(&self.side))?;
        }
        for (at, layout) in &self.layouts {
            writeln!(f, "sized {layout} {at}")?;
        }
        for fault in &self.faults {
            writeln!(f, "fault {} {}", fault.code.id(), fault.at)?;
            fault.arguments.iter().try_for_each(|argument| writeln!(f, "with {}", escape(argument)))?;
        }
        Ok(())
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ ('n' | '\\'))) => {
                chars.next();
                out.push(if next == 'n' { '\n' } else { '\\' });
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declared::Root;

    #[test]
    fn what_is_written_is_read() {
        let fault =
            Finding { at: At::Type(Root::Result, vec![]), code: Code::Syntax, arguments: vec!["a \\n b".into(), "c\nd".into()] };
        let layouts = vec![(At::Type(Root::Parameter(0), vec![]), SizeAlign { size: 8, align: 0 })];
        let checked = Checked {
            key: "0f".into(),
            name: "f".into(),
            c: "int(int)".into(),
            side: "in C:\n    int f(int);".into(),
            layouts,
            faults: vec![fault],
        };
        let text = checked.to_string();
        let mut lines = text.lines().map(|line| line.split_once(' ').unwrap());
        let mut read = Checked::start(lines.next().unwrap().1).unwrap();
        lines.for_each(|(word, rest)| read.line(word, rest).unwrap());
        assert_eq!(read, checked);
    }
}
