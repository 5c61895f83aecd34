//! Layout facts: where a header puts the members of a record, as the build script tells the macros.
//!
//! ```text
//! layout struct stat              what the annotation calls it
//! header sys/stat.h               and where that is declared
//! named struct stat               the record itself, where a typedef named it
//! measure struct 144 8            structure or union, size, alignment
//! member 192 - 4 4 st_mode        bit, width of a bit-field, size, alignment, path from the record
//! type unsigned int               its type, typedefs replaced
//! written __mode_t                the type as declared, where that is another
//! ```

use std::fmt;

use ffi_abi::{CType, RecordKind};

use crate::diagnostic::{Code, Diagnostic};

/// A record of a header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// What the annotation calls it: `struct stat`, or a typedef's name.
    pub c_name: String,
    /// The header, as the annotation names it.
    pub header: String,
    /// The record's own name.
    pub record: String,
    /// Structure or union.
    pub kind: RecordKind,
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u64,
    /// Its members, those of records inside it by their path.
    pub members: Vec<MemberFacts>,
}

/// A member of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MemberFacts {
    /// Names from the record to the member, with a dot between; members of anonymous records have none in front.
    pub path: String,
    /// First bit, from the start of the record.
    pub bit: u64,
    /// Width of a bit-field in bits.
    pub width: Option<u32>,
    /// Size of the type in bytes; 0 for a flexible array member.
    pub size: u64,
    /// Alignment of the type in bytes.
    pub align: u64,
    /// The type, typedefs replaced; a record with a name is that name.
    pub ty: CType,
    /// The type as the header writes it, where that is another.
    pub written: Option<String>,
}

/// A record that an annotation wants and that has no layout here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NoFacts {
    /// What the annotation calls it.
    pub c_name: String,
    /// The header, as the annotation names it.
    pub header: String,
    /// Why.
    pub why: Absence,
}

/// Why a record has no layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Absence {
    /// The header was not read: a line that says why, and the way out.
    Unread(String, String),
    /// It declares no such record; names that it does declare, nearest first.
    Undeclared(Vec<String>),
    /// It is declared, but not in full, or holds what is not understood.
    Incomplete(String),
}

impl Facts {
    /// A member by its path.
    pub fn member(&self, path: &str) -> Option<&MemberFacts> {
        self.members.iter().find(|member| member.path == path)
    }

    /// Reads the lines of facts, as they are printed.
    pub fn read(text: &str) -> Option<Vec<Facts>> {
        let mut found: Vec<Facts> = Vec::new();
        for line in text.lines() {
            let (word, rest) = line.split_once(' ')?;
            match (word, found.last_mut()) {
                ("layout", _) => found.push(Facts::begin(rest)),
                (_, Some(facts)) => facts.line(word, rest)?,
                (_, None) => return None,
            }
        }
        Some(found)
    }

    /// A line of the manifest that belongs to the facts begun last.
    pub(crate) fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        match word {
            "header" => self.header = rest.to_owned(),
            "named" => self.record = rest.to_owned(),
            "measure" => {
                let (kind, measures) = rest.split_once(' ')?;
                let (size, align) = measures.split_once(' ')?;
                self.kind = if kind == "union" { RecordKind::Union } else { RecordKind::Struct };
                (self.size, self.align) = (size.parse().ok()?, align.parse().ok()?);
            }
            "member" => self.members.push(MemberFacts::line(rest)?),
            "type" => self.members.last_mut()?.ty = CType::parse(rest).ok()?,
            "written" => self.members.last_mut()?.written = Some(rest.to_owned()),
            _ => return None,
        }
        Some(())
    }

    /// Facts of which only the name is known yet.
    pub(crate) fn begin(c_name: &str) -> Facts {
        Facts {
            c_name: c_name.to_owned(),
            header: String::new(),
            record: String::new(),
            kind: RecordKind::Struct,
            size: 0,
            align: 1,
            members: Vec::new(),
        }
    }
}

impl MemberFacts {
    fn line(text: &str) -> Option<MemberFacts> {
        let mut words = text.splitn(5, ' ');
        let mut number = || words.next().map(|word| (word, word.parse::<u64>().ok()));
        let (bit, width, size, align) = (number()?.1?, number()?, number()?.1?, number()?.1?);
        let width = match width {
            ("-", _) => None,
            (_, number) => Some(u32::try_from(number?).ok()?),
        };
        Some(MemberFacts { path: words.next()?.to_owned(), bit, width, size, align, ty: CType::Void, written: None })
    }
}

/// The lines of the manifest.
impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.kind == RecordKind::Union { "union" } else { "struct" };
        writeln!(f, "layout {}\nheader {}\nnamed {}", self.c_name, self.header, self.record)?;
        writeln!(f, "measure {kind} {} {}", self.size, self.align)?;
        for member in &self.members {
            let width = member.width.map_or_else(|| "-".to_owned(), |width| width.to_string());
            let MemberFacts { path, bit, size, align, ty, written, .. } = member;
            writeln!(f, "member {bit} {width} {size} {align} {path}\ntype {ty}")?;
            if let Some(written) = written {
                writeln!(f, "written {written}")?;
            }
        }
        Ok(())
    }
}

/// Between the parts of a line that are texts themselves.
const TAB: char = '\t';

impl NoFacts {
    /// The fault, for one who named the record elsewhere than in an annotation.
    pub fn diagnostic(&self, target: &str) -> Diagnostic {
        let (header, c_name, target) = (self.header.clone(), self.c_name.clone(), target.to_owned());
        match &self.why {
            Absence::Unread(why, way_out) => Diagnostic::new(Code::LayoutUnread, [header, target, why.clone(), way_out.clone()]),
            Absence::Undeclared(names) => {
                let hint = match &names[..] {
                    [] => "name the header that declares it, and it as C does".to_owned(),
                    [near, ..] => format!("name it as C does: `{near}`"),
                };
                Diagnostic::new(Code::LayoutUndeclared, [header, c_name, target, hint])
            }
            Absence::Incomplete(why) => Diagnostic::new(Code::LayoutIncomplete, [c_name, target, why.clone()]),
        }
    }

    /// Reads what follows `no-layout`.
    pub(crate) fn line(text: &str) -> Option<NoFacts> {
        let parts: Vec<&str> = text.split(TAB).collect();
        let [c_name, header, kind, rest @ ..] = &parts[..] else { return None };
        let why = match (*kind, rest) {
            ("unread", [why, way_out]) => Absence::Unread((*why).to_owned(), (*way_out).to_owned()),
            ("undeclared", names) => Absence::Undeclared(names.iter().map(|name| (*name).to_owned()).collect()),
            ("incomplete", [why]) => Absence::Incomplete((*why).to_owned()),
            _ => return None,
        };
        Some(NoFacts { c_name: (*c_name).to_owned(), header: (*header).to_owned(), why })
    }
}

/// The line of the manifest.
impl fmt::Display for NoFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, parts) = match &self.why {
            Absence::Unread(why, way_out) => ("unread", vec![why.clone(), way_out.clone()]),
            Absence::Undeclared(names) => ("undeclared", names.clone()),
            Absence::Incomplete(why) => ("incomplete", vec![why.clone()]),
        };
        let mut line = vec![self.c_name.clone(), self.header.clone(), kind.to_owned()];
        line.extend(parts);
        let one_line = |part: &String| part.replace(['\n', TAB], " ");
        let line: Vec<String> = line.iter().map(one_line).collect();
        writeln!(f, "no-layout {}", line.join("\t"))
    }
}
