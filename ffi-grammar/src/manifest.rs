//! The manifest: what a build script tells the macros of its package, `OUT_DIR/ffi-manifest.txt`.
//!
//! ```text
//! ffi-manifest 1                            version of this format
//! contract 1                                version of the binary contract
//! builder sqlite3                           a section for each `Builder`, in the order they were built
//! target x86_64-unknown-linux-gnu           what its code was made for
//! archive ffi_sqlite3_0123456789abcdef      name for #[link(kind = "static")]
//! bindings /…/out/ffi_sqlite3.rs            generated Rust, if there is any
//! source src/lib.rs                         a file that was searched for annotations
//! skipped src/a.rs:3:1: [FFI0013] …         what was passed over there, and why
//! refused `tm`: the type is declared but…   why the next line has no plan
//! wanted void(tm)                           its key
//! compares imports                          imported items were compared with headers
//! checked 0123… labs                        one of them, and what was found: see `checked`
//! signature double(double, double)          the key: canonical text
//! descriptor ffi1_…                         symbol of the signature's descriptor
//! downcall ffi1_…                           symbol of the trampoline
//! upcall ffi1_…                             symbol of the upcall entry, if it was assembled
//! va-list appended                          its record has a `va_list` behind it
//! record 16 16                              argument record: size, alignment
//! parameter 0 8 8                           offset in the record, size, alignment; a line each
//! result 8 8                                size, alignment
//! layout struct stat                        a record of a header, and lines of its own: see `facts`
//! no-layout …                               one that an annotation wants, and why it has none
//! elsewhere aarch64-unknown-linux-gnu       another target whose headers are at hand: compared and laid out there, as above
//! declares Stat                             a record of Rust that is there
//! ```

use std::fmt;

use ffi_abi::{CONTRACT_VERSION, CType, CallPlan, Layout, Reason, Signature, SymbolKind, Target, Unsupported, VariadicPart};

use crate::checked::Checked;
use crate::diagnostic::{Code, Diagnostic, way_out};
use crate::facts::{Facts, NoFacts};

/// Name of the file in `OUT_DIR`.
pub const FILE_NAME: &str = "ffi-manifest.txt";

/// Version of the format.
const FORMAT: u32 = 1;

/// All that the build script of a package made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Manifest {
    /// One section for each builder, in order.
    pub sections: Vec<Section>,
}

/// What one builder made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Section {
    /// The builder's name.
    pub builder: String,
    /// The target that the code is for.
    pub target: String,
    /// Name of the archive, as in `#[link(name = "…", kind = "static")]`.
    pub archive: String,
    /// File of generated Rust.
    pub bindings: Option<String>,
    /// Files that were searched, relative to the package.
    pub sources: Vec<String>,
    /// What was passed over in them, a line each.
    pub skipped: Vec<String>,
    /// Signatures that were found but have no plan here, by key, each with the reason: for want of a name that the headers of
    /// another builder may declare.
    pub refused: Vec<(String, String)>,
    /// Whether imported items were compared with headers.
    pub compares: bool,
    /// What was found about each of them.
    pub checked: Vec<Checked>,
    /// Signatures, ordered by key.
    pub entries: Vec<Entry>,
    /// Elsewhere: the Rust names of the records that conditions leave in there.
    pub records: Vec<String>,
    /// Records of headers.
    pub layouts: Vec<Facts>,
    /// Records that annotations want, without a layout here: another builder may be given the header.
    pub without_layout: Vec<NoFacts>,
    /// The same for other targets whose headers the builder was given: what was compared, and layouts.
    pub elsewhere: Vec<Section>,
}

/// One signature: its symbols and its argument record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Canonical text.
    pub key: String,
    /// Symbol of the descriptor.
    pub descriptor: String,
    /// Symbol of the downcall trampoline.
    pub downcall: String,
    /// Symbol of the upcall entry.
    pub upcall: Option<String>,
    /// Whether the upcall entry appends a `va_list` to the record.
    pub va_list: bool,
    /// What linkers call a function of this signature, with `{}` for its name in C, where the convention decorates names in a way of
    /// its own ([`CallPlan::link_name`]).
    pub decoration: Option<String>,
    /// The argument record.
    pub record: SizeAlign,
    /// Each parameter: its offset in the record and its layout.
    pub parameters: Vec<(u32, SizeAlign)>,
    /// The result; size 0 for `void`.
    pub result: SizeAlign,
}

/// Size and alignment in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SizeAlign {
    /// Size.
    pub size: u32,
    /// Alignment.
    pub align: u32,
}

impl Entry {
    /// The entry of a signature with this plan, whose descriptor has this symbol.
    ///
    /// # Errors
    /// A type without a layout on the target; no signature that has a plan there holds one.
    pub fn new(
        target: &Target,
        signature: &Signature,
        plan: &CallPlan,
        descriptor: String,
        upcall: bool,
    ) -> Result<Entry, Unsupported> {
        // The plan holds the places; what a Rust type has to agree with is the layout of the type itself.
        let layout = |ty: &CType| match ty {
            CType::Void => Ok(SizeAlign { size: 0, align: 1 }),
            ty => Layout::of(target, ty).map(SizeAlign::from),
        };
        let record = plan.record();
        let part = if upcall { VariadicPart::of(target, signature) } else { None };
        let slots = plan.arguments().iter().map(|argument| argument.slot);
        Ok(Entry {
            key: key(signature),
            descriptor,
            downcall: plan.symbol(SymbolKind::Downcall),
            upcall: match &part {
                Some(part) => Some(part.symbol(plan)),
                None => upcall.then(|| plan.symbol(SymbolKind::Upcall)),
            },
            va_list: part.is_some(),
            decoration: plan.link_name(target, NAME).strip_prefix(VERBATIM).map(str::to_owned),
            record: SizeAlign { size: record.size, align: record.align },
            parameters: slots.zip(signature.parameters()).map(|(slot, ty)| Ok((slot, layout(ty)?))).collect::<Result<_, _>>()?,
            result: layout(signature.result())?,
        })
    }
}

/// Stands for a name in C.
const NAME: &str = "{}";

/// In front of a `#[link_name]`: it is the linker's name, not to be decorated.
const VERBATIM: char = '\u{1}';

impl Entry {
    /// The `#[link_name]` of an item that is not declared with the convention, for a function of this name.
    pub fn link_name(&self, name: &str) -> String {
        match &self.decoration {
            Some(pattern) if !name.starts_with(VERBATIM) => format!("{VERBATIM}{}", pattern.replace(NAME, name)),
            Some(_) | None => name.to_owned(),
        }
    }
}

impl From<Layout> for SizeAlign {
    /// A plan exists only for values whose size fits; what does not fit matches no Rust type.
    fn from(layout: Layout) -> SizeAlign {
        SizeAlign { size: layout.size.try_into().unwrap_or(u32::MAX), align: layout.align.try_into().unwrap_or(u32::MAX) }
    }
}

/// The key of a signature: its canonical text.
pub fn key(signature: &Signature) -> String {
    signature.to_string()
}

impl Manifest {
    /// The entry of a key and the section that it is in; the first one if several builders have it.
    pub fn find(&self, key: &str) -> Option<(&Section, &Entry)> {
        self.sections.iter().find_map(|section| {
            let index = section.entries.binary_search_by(|entry| entry.key.as_str().cmp(key)).ok()?;
            Some((section, &section.entries[index]))
        })
    }

    /// Why a key has no entry, if a builder met the signature and refused it.
    pub fn refusal(&self, key: &str) -> Option<Diagnostic> {
        self.sections.iter().find_map(|section| {
            let (_, why) = section.refused.iter().find(|(refused, _)| refused == key)?;
            Some(Diagnostic::new(Code::Unsupported, [key, &section.target, why, way_out(Reason::Incomplete)]))
        })
    }

    /// The layout of a record of a header, and the section that it is in.
    pub fn layout(&self, header: &str, c_name: &str) -> Option<(&Section, &Facts)> {
        self.sections.iter().find_map(|section| {
            let facts = section.layouts.iter().find(|facts| facts.c_name == c_name && facts.header == header)?;
            Some((section, facts))
        })
    }

    /// Why a record has no layout, by the first builder that met it.
    pub fn without_layout(&self, header: &str, c_name: &str) -> Option<(&Section, &NoFacts)> {
        self.sections.iter().find_map(|section| {
            let without = section.without_layout.iter().find(|one| one.c_name == c_name && one.header == header)?;
            Some((section, without))
        })
    }

    /// What each builder found about an imported item, by the key of its declaration.
    pub fn checked(&self, key: &str) -> impl Iterator<Item = &Checked> {
        self.sections.iter().flat_map(|section| &section.checked).filter(move |checked| checked.key == key)
    }

    /// The same on other targets, each with the target's name.
    pub fn checked_elsewhere(&self, key: &str) -> impl Iterator<Item = (&str, &Checked)> {
        let sections = self.sections.iter().flat_map(|section| &section.elsewhere);
        let all = sections.flat_map(|section| section.checked.iter().map(|checked| (section.target.as_str(), checked)));
        all.filter(move |(_, checked)| checked.key == key)
    }

    /// The section of a builder.
    pub fn section(&self, builder: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.builder == builder)
    }

    /// Reads the text of a manifest.
    ///
    /// # Errors
    /// What is wrong, in a sentence: another version, or a line that this format does not have.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let mut manifest = Manifest::default();
        let mut lines = text.lines().enumerate();
        let mut version = |word: &str, expected: u32| {
            let line = lines.next().map(|(_, line)| line).unwrap_or_default();
            match line.split_once(' ') {
                Some((name, number)) if name == word && number == expected.to_string() => Ok(()),
                _ => Err(format!("it was written by another version of ffi-build (`{line}` instead of `{word} {expected}`)")),
            }
        };
        version("ffi-manifest", FORMAT)?;
        version("contract", CONTRACT_VERSION)?;
        for (number, line) in lines {
            manifest.line(line).ok_or_else(|| format!("line {} is damaged: `{line}`", number + 1))?;
        }
        for section in &mut manifest.sections {
            section.entries.sort_by(|a, b| a.key.cmp(&b.key));
        }
        Ok(manifest)
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once(' ')?;
        if word == "builder" {
            self.sections.push(Section { builder: rest.to_owned(), ..Section::default() });
            return Some(());
        }
        let section = self.sections.last_mut()?;
        if word == "elsewhere" {
            section.elsewhere.push(Section { target: rest.to_owned(), ..Section::default() });
            return Some(());
        }
        let Section { elsewhere, .. } = section;
        if !elsewhere.is_empty() {
            return elsewhere.last_mut()?.line(word, rest);
        }
        section.line(word, rest)
    }
}

impl Section {
    /// Reads a line behind that which begins a section.
    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        let section = self;
        match word {
            "target" => section.target = rest.to_owned(),
            "archive" => section.archive = rest.to_owned(),
            "bindings" => section.bindings = Some(rest.to_owned()),
            "source" => section.sources.push(rest.to_owned()),
            "refused" => section.refused.push((String::new(), rest.to_owned())),
            "wanted" => section.refused.last_mut()?.0 = rest.to_owned(),
            "skipped" => section.skipped.push(rest.to_owned()),
            "compares" => section.compares = true,
            "declares" => section.records.push(rest.to_owned()),
            "checked" => section.checked.push(Checked::start(rest)?),
            "as" | "side" | "sized" | "fault" | "with" => section.checked.last_mut()?.line(word, rest)?,
            "signature" => section.entries.push(Entry {
                key: rest.to_owned(),
                descriptor: String::new(),
                downcall: String::new(),
                upcall: None,
                va_list: false,
                decoration: None,
                record: SizeAlign::default(),
                parameters: Vec::new(),
                result: SizeAlign::default(),
            }),
            "layout" => section.layouts.push(Facts::begin(rest)),
            "no-layout" => section.without_layout.push(NoFacts::line(rest)?),
            // Layouts come behind the signatures.
            _ => match section.layouts.last_mut() {
                Some(facts) => facts.line(word, rest)?,
                None => section.entries.last_mut()?.line(word, rest)?,
            },
        }
        Some(())
    }
}

impl Entry {
    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        let numbers = rest.split(' ').map(|word| word.parse::<u32>().ok()).collect::<Option<Vec<_>>>();
        match (word, numbers.as_deref()) {
            ("descriptor", _) => self.descriptor = rest.to_owned(),
            ("downcall", _) => self.downcall = rest.to_owned(),
            ("upcall", _) => self.upcall = Some(rest.to_owned()),
            ("va-list", _) => self.va_list = true,
            ("decoration", _) => self.decoration = Some(rest.to_owned()),
            ("record", Some(&[size, align])) => self.record = SizeAlign { size, align },
            ("parameter", Some(&[offset, size, align])) => self.parameters.push((offset, SizeAlign { size, align })),
            ("result", Some(&[size, align])) => self.result = SizeAlign { size, align },
            _ => return None,
        }
        Some(())
    }
}

impl fmt::Display for SizeAlign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.size, self.align)
    }
}

/// The text of the manifest; [`Manifest::parse`] reads it back.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "ffi-manifest {FORMAT}\ncontract {CONTRACT_VERSION}")?;
        for section in &self.sections {
            writeln!(f, "builder {}\ntarget {}\narchive {}", section.builder, section.target, section.archive)?;
            write!(f, "{section}")?;
        }
        Ok(())
    }
}

/// What follows the lines that begin it.
impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(bindings) = &self.bindings {
            writeln!(f, "bindings {bindings}")?;
        }
        for source in &self.sources {
            writeln!(f, "source {source}")?;
        }
        for skipped in &self.skipped {
            writeln!(f, "skipped {skipped}")?;
        }
        for (key, why) in &self.refused {
            writeln!(f, "refused {why}\nwanted {key}")?;
        }
        if self.compares {
            writeln!(f, "compares imports")?;
        }
        for record in &self.records {
            writeln!(f, "declares {record}")?;
        }
        for checked in &self.checked {
            write!(f, "{checked}")?;
        }
        for entry in &self.entries {
            writeln!(f, "signature {}\ndescriptor {}\ndowncall {}", entry.key, entry.descriptor, entry.downcall)?;
            if let Some(upcall) = &entry.upcall {
                writeln!(f, "upcall {upcall}")?;
            }
            if entry.va_list {
                writeln!(f, "va-list appended")?;
            }
            if let Some(decoration) = &entry.decoration {
                writeln!(f, "decoration {decoration}")?;
            }
            writeln!(f, "record {}", entry.record)?;
            for (offset, layout) in &entry.parameters {
                writeln!(f, "parameter {offset} {layout}")?;
            }
            writeln!(f, "result {}", entry.result)?;
        }
        for facts in &self.layouts {
            write!(f, "{facts}")?;
        }
        for without in &self.without_layout {
            write!(f, "{without}")?;
        }
        for other in &self.elsewhere {
            write!(f, "elsewhere {}\n{other}", other.target)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ffi_abi::RecordKind;

    use super::*;
    use crate::facts::{Absence, MemberFacts};

    fn layout() -> Facts {
        let member = |path: &str, bit, width, ty: CType, written: Option<&str>| {
            let written = written.map(str::to_owned);
            MemberFacts { path: path.into(), bit, width, size: 4, align: 4, ty, written }
        };
        Facts {
            c_name: "s".into(),
            header: "a b.h".into(),
            record: "struct s_".into(),
            kind: RecordKind::Union,
            size: 8,
            align: 4,
            members: vec![
                member("a", 0, Some(3), CType::INT, None),
                member("b.c", 32, None, CType::Named("struct t".into()), Some("t_t")),
                member("f", 0, None, CType::parse("int (*)(void)").unwrap(), None),
            ],
        }
    }

    fn sample() -> Manifest {
        let entry = |key: &str| Entry {
            key: key.into(),
            descriptor: "ffi1_s".into(),
            downcall: "ffi1_d".into(),
            upcall: Some("ffi1_u".into()),
            va_list: true,
            decoration: Some("_{}@12".into()),
            record: SizeAlign { size: 16, align: 16 },
            parameters: vec![(0, SizeAlign { size: 4, align: 4 }), (8, SizeAlign { size: 8, align: 8 })],
            result: SizeAlign { size: 0, align: 1 },
        };
        let section = |name: &str, keys: &[&str]| Section {
            builder: name.into(),
            target: "x86_64-unknown-linux-gnu".into(),
            archive: format!("ffi_{name}"),
            bindings: Some("some folder/b.rs".into()),
            sources: vec!["src/lib.rs".into(), "src/a b.rs".into()],
            skipped: vec!["src/c.rs:1:2: text".into()],
            refused: vec![("void(tm)".into(), "`tm`: no".into())],
            compares: true,
            checked: vec![Checked { key: "0f".into(), name: "labs".into(), ..Checked::default() }],
            entries: keys.iter().map(|key| entry(key)).collect(),
            records: Vec::new(),
            layouts: vec![layout()],
            elsewhere: vec![Section {
                target: "i686-pc-windows-gnu".into(),
                compares: true,
                checked: vec![Checked { key: "0f".into(), name: "labs".into(), ..Checked::default() }],
                records: vec!["Stat".into()],
                layouts: vec![layout()],
                ..Section::default()
            }],
            without_layout: [
                Absence::Unread("no".into(), "way out".into()),
                Absence::Undeclared(vec!["struct a".into()]),
                Absence::Incomplete("it holds `x`".into()),
            ]
            .map(|why| NoFacts { c_name: "struct b".into(), header: "a b.h".into(), why })
            .into(),
        };
        Manifest { sections: vec![section("a", &["int(int)", "void(int, double)"]), section("b", &["void(void)"])] }
    }

    #[test]
    fn what_is_written_is_read() {
        let manifest = sample();
        assert_eq!(Manifest::parse(&manifest.to_string()).unwrap(), manifest);
    }

    #[test]
    fn a_key_is_found_with_its_archive() {
        let manifest = sample();
        let (section, entry) = manifest.find("void(void)").unwrap();
        assert_eq!((section.archive.as_str(), entry.downcall.as_str()), ("ffi_b", "ffi1_d"));
        assert!(manifest.find("int(long)").is_none());
        let elsewhere: Vec<_> =
            manifest.checked_elsewhere("0f").map(|(target, checked)| (target, checked.name.as_str())).collect();
        assert_eq!(elsewhere, [("i686-pc-windows-gnu", "labs"); 2]);
        assert_eq!((entry.link_name("f"), entry.link_name("\u{1}f")), ("\u{1}_f@12".into(), "\u{1}f".into()));
    }

    #[test]
    fn another_version_and_damage_are_told() {
        let text = sample().to_string();
        assert!(Manifest::parse(&text.replace("contract 1", "contract 2")).unwrap_err().contains("another version"));
        assert!(
            Manifest::parse(&text.replace("record 16 16", "record 16")).unwrap_err().contains("line 20 is damaged: `record 16`")
        );
        assert!(Manifest::parse("").unwrap_err().contains("another version"));
    }
}
