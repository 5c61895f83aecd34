//! Declarations as text: written, and read back.
//!
//! ```text
//! ffi-declarations 1
//! target x86_64-unknown-linux-gnu
//! file include/zlib.h
//!
//! function crc32
//!   at 0:1712:23
//!   doc Update a running CRC-32 with the bytes buf[0..len-1] and return the updated CRC-32.
//!   type uLong(uLong, const Bytef *, uInt)
//!   parameters crc buf len
//! ```
//!
//! A declaration is a line with its kind and name, then indented lines of a key and a value. `at` is the number of a `file` line,
//! a line and a column. `aside` marks what was not asked for but is needed to understand the rest. A line break inside a value is written `\n`, a backslash `\\`.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write};

use ffi_abi::{CType, FieldLayout, IntKind, Layout, RecordLayout, Signature};

use super::{
    Declaration, Declarations, EnumItem, Function, FunctionFlags, Global, Item, Macro, Place, RecordItem, Typedef, Unknown,
};

const HEAD: &str = "ffi-declarations 1";

/// A text that holds no declarations: the line at fault, from 1, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ReadError {}

impl Declarations {
    /// All of it as text that [`Declarations::parse`] reads back.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEAD}\ntarget {}\n", self.target);
        let mut numbers = HashMap::new();
        let mut files: Vec<&str> = self.files.iter().map(String::as_str).collect();
        let places = self.items.iter().filter_map(|declaration| declaration.place.as_ref());
        files.extend(places.map(|place| place.file.as_str()));
        for file in files {
            let next = numbers.len();
            if let std::collections::hash_map::Entry::Vacant(entry) = numbers.entry(file) {
                entry.insert(next);
                line(&mut out, "file", file);
            }
        }
        for declaration in &self.items {
            let item = &declaration.item;
            out.push('\n');
            line(&mut out, head(item), item.name());
            if let Some(place) = &declaration.place {
                let number = numbers.get(place.file.as_str()).copied().unwrap_or_default();
                line(&mut out, "  at", &format!("{number}:{}:{}", place.line, place.column));
            }
            if !declaration.selected {
                line(&mut out, "  aside", "");
            }
            if let Some(doc) = &declaration.doc {
                doc.lines().for_each(|text| line(&mut out, "  doc", text));
            }
            for (name, doc) in &declaration.parts {
                doc.lines().for_each(|text| line(&mut out, "  about", &format!("{name} {text}")));
            }
            write_item(&mut out, item);
        }
        out
    }

    /// Reads what [`Declarations::to_text`] wrote.
    ///
    /// # Errors
    /// A line that no declaration has, or a type that is none.
    pub fn parse(text: &str) -> Result<Declarations, ReadError> {
        let mut lines = text.lines().enumerate().map(|(number, text)| (number + 1, text)).peekable();
        let fault = |line: usize, message: String| ReadError { line, message };
        match lines.next() {
            Some((_, HEAD)) => {}
            _ => return Err(fault(1, format!("it does not start with `{HEAD}`"))),
        }
        let mut declarations = Declarations::default();
        while let Some((number, text)) = lines.next() {
            if text.is_empty() {
                continue;
            }
            let (key, value) = text.split_once(' ').unwrap_or((text, ""));
            let value = unescape(value);
            match key {
                "target" => declarations.target = value,
                "file" => declarations.files.push(value),
                _ => {
                    let mut fields = Fields { number, list: Vec::new() };
                    while let Some((number, text)) = lines.next_if(|(_, text)| text.starts_with("  ")) {
                        let (key, value) = text[2..].split_once(' ').unwrap_or((&text[2..], ""));
                        fields.list.push((number, key, unescape(value)));
                    }
                    let declaration = fields.declaration(key, value, &declarations.files)?;
                    declarations.items.push(declaration);
                }
            }
        }
        Ok(declarations)
    }
}

fn line(out: &mut String, key: &str, value: &str) {
    out.push_str(key);
    if !value.is_empty() {
        out.push(' ');
    }
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
    out.push('\n');
}

fn unescape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    out
}

fn head(item: &Item) -> &'static str {
    match item {
        Item::Function(_) => "function",
        Item::Record(_) => "record",
        Item::Enum(_) => "enum",
        Item::Typedef(_) => "typedef",
        Item::Global(_) => "global",
        Item::Macro(_) => "macro",
        Item::Unknown(_) => "unknown",
    }
}

/// Reaches one flag.
type Flag = fn(&mut FunctionFlags) -> &mut bool;

const FUNCTION_FLAGS: [(&str, Flag); 9] = [
    ("no-prototype", |flags| &mut flags.no_prototype),
    ("static", |flags| &mut flags.is_static),
    ("inline", |flags| &mut flags.inline),
    ("defined", |flags| &mut flags.defined),
    ("noreturn", |flags| &mut flags.noreturn),
    ("deprecated", |flags| &mut flags.deprecated),
    ("must-use", |flags| &mut flags.must_use),
    ("returns-nonnull", |flags| &mut flags.returns_non_null),
    ("shim", |flags| &mut flags.shim),
];

fn write_item(out: &mut String, item: &Item) {
    let mut optional = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            line(out, key, value);
        }
    };
    match item {
        Item::Function(function) => {
            optional("  type", Some(&function.signature.to_string()));
            optional("  link", function.link_name.as_deref());
            let names: Vec<&str> = function.parameters.iter().map(|name| name.as_deref().unwrap_or("-")).collect();
            optional("  parameters", Some(names.join(" ").as_str()).filter(|names| !names.is_empty()));
            let mut flags = function.flags.clone();
            let set: Vec<&str> = FUNCTION_FLAGS.iter().filter(|(_, get)| *get(&mut flags)).map(|(name, _)| *name).collect();
            optional("  flags", Some(set.join(" ").as_str()).filter(|set| !set.is_empty()));
            // As C's attribute counts them.
            let non_null: Vec<String> = flags.non_null.iter().map(|at| (at + 1).to_string()).collect();
            optional("  rust", flags.expression.as_deref());
            optional("  nonnull", Some(non_null.join(" ").as_str()).filter(|set| !set.is_empty()));
        }
        Item::Record(item) => {
            if let Some(record) = &item.record {
                optional("  type", Some(&CType::record(record.clone()).to_string()));
            }
            if let Some(RecordLayout { layout, fields }) = &item.layout {
                optional("  size", Some(&format!("{} {}", layout.size, layout.align)));
                let bits = fields.iter().fold(String::new(), |mut text, field| {
                    let _ = write!(text, " {}:{}", field.bit_offset, field.bit_size);
                    text
                });
                optional("  offsets", Some(bits.trim_start()).filter(|bits| !bits.is_empty()));
            }
            optional("  fault", item.fault.as_deref());
            optional("  nonnull", Some(item.non_null.join(" ").as_str()).filter(|set| !set.is_empty()));
        }
        Item::Enum(item) => {
            optional("  type", item.underlying.map(IntKind::name));
            for (name, value) in &item.constants {
                optional("  constant", Some(&format!("{name} {value}")));
            }
        }
        Item::Typedef(typedef) => optional("  type", Some(&typedef.ty.to_string())),
        Item::Global(global) => {
            optional("  type", Some(&global.ty.to_string()));
            optional("  link", global.link_name.as_deref());
            let flags = [
                (global.constant, "const"),
                (global.thread_local, "thread"),
                (global.is_static, "static"),
                (global.non_null, "nonnull"),
            ];
            let set: Vec<&str> = flags.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect();
            optional("  flags", Some(set.join(" ").as_str()).filter(|set| !set.is_empty()));
        }
        Item::Macro(item) => {
            optional("  flags", item.function_like.then_some("function"));
            optional("  body", Some(&item.body));
            if let Some((ty, value)) = &item.value {
                optional("  value", Some(&format!("{ty} {value}")));
            }
        }
        Item::Unknown(unknown) => {
            optional("  what", Some(&unknown.what));
            optional("  reason", Some(&unknown.reason));
        }
    }
}

/// The indented lines of one declaration.
struct Fields<'t> {
    number: usize,
    list: Vec<(usize, &'t str, String)>,
}

impl Fields<'_> {
    fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = (usize, &'s str)> {
        self.list.iter().filter(move |(_, k, _)| *k == key).map(|(number, _, value)| (*number, value.as_str()))
    }

    fn one(&self, key: &str) -> Option<&str> {
        self.list.iter().find(|(_, k, _)| *k == key).map(|(_, _, value)| value.as_str())
    }

    fn has(&self, flag: &str) -> bool {
        self.one("flags").is_some_and(|flags| flags.split(' ').any(|f| f == flag))
    }

    fn fault(&self, key: &str, message: impl fmt::Display) -> ReadError {
        let line = self.list.iter().find(|(_, k, _)| *k == key).map_or(self.number, |(number, ..)| *number);
        ReadError { line, message: message.to_string() }
    }

    fn ty(&self) -> Result<CType, ReadError> {
        let text = self.one("type").ok_or_else(|| self.fault("type", "its type is missing"))?;
        CType::parse(text).map_err(|e| self.fault("type", e))
    }

    fn declaration(&self, kind: &str, name: String, files: &[String]) -> Result<Declaration, ReadError> {
        const KEYS: [&str; 18] = [
            "aside",
            "at",
            "doc",
            "about",
            "type",
            "link",
            "parameters",
            "flags",
            "nonnull",
            "rust",
            "size",
            "offsets",
            "fault",
            "constant",
            "body",
            "value",
            "what",
            "reason",
        ];
        if let Some((number, key, _)) = self.list.iter().find(|(_, key, _)| !KEYS.contains(key)) {
            return Err(ReadError { line: *number, message: format!("`{key}` is not known") });
        }
        let doc: Vec<&str> = self.all("doc").map(|(_, text)| text).collect();
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for (_, about) in self.all("about") {
            let (name, text) = about.split_once(' ').unwrap_or((about, ""));
            match parts.get_mut(name) {
                Some(known) => known.extend(["\n", text]),
                None => drop(parts.insert(name.to_owned(), text.to_owned())),
            }
        }
        Ok(Declaration {
            place: self.one("at").map(|at| self.place(at, files)).transpose()?,
            selected: self.one("aside").is_none(),
            doc: (!doc.is_empty()).then(|| doc.join("\n")),
            parts,
            item: self.item(kind, name)?,
        })
    }

    fn place(&self, at: &str, files: &[String]) -> Result<Place, ReadError> {
        let mut numbers = at.split(':').map(str::parse::<u32>);
        match (numbers.next(), numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(file)), Some(Ok(line)), Some(Ok(column)), None) => {
                let file = files.get(file as usize).ok_or_else(|| self.fault("at", format!("there is no file {file}")))?;
                Ok(Place { file: file.clone(), line, column })
            }
            _ => Err(self.fault("at", "a place is `file:line:column`")),
        }
    }

    fn item(&self, kind: &str, name: String) -> Result<Item, ReadError> {
        let link_name = self.one("link").map(str::to_owned);
        Ok(match kind {
            "function" => {
                let mut flags = FunctionFlags::default();
                let numbers = self.one("nonnull").unwrap_or_default().split(' ').filter_map(|text| text.parse::<usize>().ok());
                flags.expression = self.one("rust").map(str::to_owned);
                flags.non_null = numbers.filter_map(|number| number.checked_sub(1)).collect();
                for (flag, get) in FUNCTION_FLAGS {
                    *get(&mut flags) = self.has(flag);
                }
                let text = self.one("type").ok_or_else(|| self.fault("type", "its type is missing"))?;
                let names = self.one("parameters").unwrap_or_default().split(' ').filter(|name| !name.is_empty());
                Item::Function(Function {
                    name,
                    link_name,
                    signature: Signature::parse(text).map_err(|e| self.fault("type", e))?,
                    parameters: names.map(|name| (name != "-").then(|| name.to_owned())).collect(),
                    flags,
                })
            }
            "record" => self.record(name)?,
            "enum" => Item::Enum(EnumItem {
                name: Some(name).filter(|name| !name.is_empty()),
                underlying: self.one("type").map(|text| self.integer(text)).transpose()?,
                constants: self.all("constant").map(|(line, text)| constant(line, text)).collect::<Result<_, _>>()?,
            }),
            "typedef" => Item::Typedef(Typedef { name, ty: self.ty()? }),
            "global" => Item::Global(Global {
                name,
                link_name,
                ty: self.ty()?,
                constant: self.has("const"),
                thread_local: self.has("thread"),
                is_static: self.has("static"),
                non_null: self.has("nonnull"),
            }),
            "macro" => {
                let value = self.one("value").and_then(|text| text.split_once(' '));
                Item::Macro(Macro {
                    name,
                    function_like: self.has("function"),
                    body: self.one("body").unwrap_or_default().to_owned(),
                    value: value.map(|(ty, value)| (ty.to_owned(), value.to_owned())),
                })
            }
            "unknown" => Item::Unknown(Unknown {
                what: self.one("what").unwrap_or_default().to_owned(),
                name,
                reason: self.one("reason").unwrap_or_default().to_owned(),
            }),
            other => return Err(ReadError { line: self.number, message: format!("`{other}` declares nothing") }),
        })
    }

    fn record(&self, name: String) -> Result<Item, ReadError> {
        let record = match self.one("type") {
            None => None,
            Some(_) => match self.ty()? {
                CType::Record(record) => Some((*record).clone()),
                _ => return Err(self.fault("type", "it is not a record")),
            },
        };
        let numbers = |key: &str, separator: char| -> Result<Vec<Vec<u64>>, ReadError> {
            let groups = self.one(key).unwrap_or_default().split(' ').filter(|group| !group.is_empty());
            groups.map(|group| group.split(separator).map(|n| n.parse().map_err(|e| self.fault(key, e))).collect()).collect()
        };
        let fields = numbers("offsets", ':')?
            .into_iter()
            .map(|pair| match pair[..] {
                [bit_offset, bit_size] => Ok(FieldLayout { bit_offset, bit_size }),
                _ => Err(self.fault("offsets", "an offset is `first bit:width`")),
            })
            .collect::<Result<Vec<_>, _>>()?;
        let layout = match numbers("size", ' ')?.concat()[..] {
            [] => None,
            [size, align] => Some(RecordLayout { layout: Layout { size, align }, fields }),
            _ => return Err(self.fault("size", "a size and an alignment are expected")),
        };
        let non_null = self.one("nonnull").unwrap_or_default().split(' ').filter(|name| !name.is_empty());
        let non_null = non_null.map(str::to_owned).collect();
        Ok(Item::Record(RecordItem { name, record, layout, fault: self.one("fault").map(str::to_owned), non_null }))
    }

    fn integer(&self, text: &str) -> Result<IntKind, ReadError> {
        let kind = IntKind::ALL.into_iter().find(|kind| kind.name() == text);
        kind.ok_or_else(|| self.fault("type", format!("`{text}` is not an integer type")))
    }
}

fn constant(line: usize, text: &str) -> Result<(String, i128), ReadError> {
    let parsed = text.split_once(' ').and_then(|(name, value)| Some((name.to_owned(), value.parse().ok()?)));
    parsed.ok_or_else(|| ReadError { line, message: "a constant is a name and a value".into() })
}
