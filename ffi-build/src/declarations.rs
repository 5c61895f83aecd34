//! What a header declares, as plain data: functions, records, enumerations, typedefs, globals, macros.
//!
//! The front end makes it and nothing behind the front end asks libclang anything. It is written and read as text
//! ([`Declarations::to_text`], [`Declarations::parse`]), one declaration after the other with C types in canonical text: a change
//! of a header is a readable difference, and reading it back needs no parser but that of `ffi-abi`, so a build from data alone
//! compiles no serialisation library.

mod needed;
mod resolve;
mod text;

use std::collections::BTreeMap;
#[cfg(feature = "headers")]
use std::collections::HashSet;

use ffi_abi::{CType, Enum, IntKind, Record, RecordLayout, Signature};

pub use resolve::{Resolver, Unresolved};
pub use text::ReadError;

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// Path as clang opened it.
    pub file: String,
    /// Line, from 1; 0 in what comes from a snapshot, which has no lines.
    pub line: u32,
    /// Column in bytes, from 1; 0 likewise.
    pub column: u32,
}

/// Everything that a set of headers declares, for one target.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Declarations {
    /// Rust triple of the target, with features after `+` (see [`ffi_abi::Target`]).
    pub target: String,
    /// Every file that was read, in the order of the first inclusion: what a build must be run again for.
    pub files: Vec<String>,
    /// The declarations, in the order of the headers.
    pub items: Vec<Declaration>,
}

/// One declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct Declaration {
    /// Where it is declared; `None` for what the compiler declares by itself (`va_list`'s record).
    pub place: Option<Place>,
    /// Whether it was asked for; otherwise it is here for what it says of the types of others.
    pub selected: bool,
    /// Documentation comment without its marks.
    pub doc: Option<String>,
    /// Those of members and of an enumeration's constants, by name: where a table is to have them.
    pub parts: BTreeMap<String, String>,
    /// What is declared.
    pub item: Item,
}

/// What a declaration declares.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// A function.
    Function(Function),
    /// A structure or union.
    Record(RecordItem),
    /// An enumeration.
    Enum(EnumItem),
    /// A typedef.
    Typedef(Typedef),
    /// A variable.
    Global(Global),
    /// A macro.
    Macro(Macro),
    /// Something that the front end does not understand.
    Unknown(Unknown),
}

/// A function.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct FunctionFlags {
    /// Declared without a prototype (`int f();` before C23): its parameters are unknown.
    pub no_prototype: bool,
    /// `static`: no symbol of that name exists.
    pub is_static: bool,
    /// `inline`: the header has its body.
    pub inline: bool,
    /// The header defines it.
    pub defined: bool,
    /// It does not return.
    pub noreturn: bool,
    /// `__attribute__((deprecated))`.
    pub deprecated: bool,
    /// `__attribute__((warn_unused_result))`.
    pub must_use: bool,
    /// Parameters that must not be null (`_Nonnull`, `__attribute__((nonnull))`): positions, from 0.
    pub non_null: Vec<usize>,
    /// The result is never null.
    pub returns_non_null: bool,
    /// What it computes, in Rust: a macro that takes arguments, declared as this function, which no library has.
    pub expression: Option<String>,
    /// It has no symbol of its own; its label is that of a function in C which calls it.
    pub shim: bool,
}

/// A function.
#[derive(Clone, PartialEq, Debug)]
pub struct Function {
    /// Name in C.
    pub name: String,
    /// The symbol, where an assembler label makes it differ from the name.
    pub link_name: Option<String>,
    /// Type as declared: typedefs and records are names, to be [resolved](Resolver::signature).
    pub signature: Signature,
    /// Parameter names; `None` where the header gives none.
    pub parameters: Vec<Option<String>>,
    /// What else is said of it.
    pub flags: FunctionFlags,
}

/// A structure or union with a name.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordItem {
    /// `struct tag`, `union tag`, or the typedef's name of one without a tag: what [`CType::Named`] says.
    pub name: String,
    /// Its members; `None` if it is only declared here, or has members that are not understood.
    pub record: Option<Record>,
    /// Size, alignment and offsets that clang gives; `None` if it is only declared.
    pub layout: Option<RecordLayout>,
    /// Why our layout of it differs from clang's, or has none; such a record is never passed by value.
    pub fault: Option<String>,
    /// Members that are never null (`_Nonnull`).
    pub non_null: Vec<String>,
}

/// An enumeration.
#[derive(Clone, PartialEq, Debug)]
pub struct EnumItem {
    /// `enum tag`, or the typedef's name of one without a tag; `None` for an anonymous one.
    pub name: Option<String>,
    /// The integer type that the compiler chose; `None` if it is only declared.
    pub underlying: Option<IntKind>,
    /// Names and values.
    pub constants: Vec<(String, i128)>,
}

impl EnumItem {
    /// The type; `None` if it is only declared.
    pub fn ty(&self) -> Option<CType> {
        let name = self.name.as_deref().map(|name| name.trim_start_matches("enum ").to_owned());
        Some(CType::Enum(Enum { name, underlying: self.underlying? }.into()))
    }
}

/// A typedef.
#[derive(Clone, PartialEq, Debug)]
pub struct Typedef {
    /// The new name.
    pub name: String,
    /// What it stands for.
    pub ty: CType,
}

/// A variable.
#[derive(Clone, PartialEq, Debug)]
pub struct Global {
    /// Name in C.
    pub name: String,
    /// The symbol, where an assembler label makes it differ from the name.
    pub link_name: Option<String>,
    /// Type as declared.
    pub ty: CType,
    /// `const`.
    pub constant: bool,
    /// `_Thread_local`: reached by other code than a variable.
    pub thread_local: bool,
    /// `static`: no symbol of that name exists.
    pub is_static: bool,
    /// It is never null (`_Nonnull`).
    pub non_null: bool,
}

/// A macro.
#[derive(Clone, PartialEq, Debug)]
pub struct Macro {
    /// Name.
    pub name: String,
    /// Whether it takes arguments.
    pub function_like: bool,
    /// The tokens it stands for, with a space between; for a function-like one, its parameters come first.
    pub body: String,
    /// What it evaluates to, as a Rust type and a Rust expression (`u32`, `7`); `None` if it is no constant.
    pub value: Option<(String, String)>,
}

/// A declaration that was not understood.
#[derive(Clone, PartialEq, Debug)]
pub struct Unknown {
    /// What it is: `function`, `record`, `enum`, `typedef`, `global` or clang's word.
    pub what: String,
    /// Its name, as it is known.
    pub name: String,
    /// Why, in a sentence without a full stop.
    pub reason: String,
}

impl Item {
    /// Name in C; empty for an anonymous enumeration.
    pub fn name(&self) -> &str {
        match self {
            Item::Function(function) => &function.name,
            Item::Record(record) => &record.name,
            Item::Enum(item) => item.name.as_deref().unwrap_or(""),
            Item::Typedef(typedef) => &typedef.name,
            Item::Global(global) => &global.name,
            Item::Macro(item) => &item.name,
            Item::Unknown(unknown) => &unknown.name,
        }
    }

    /// What it is, in one word.
    pub fn what(&self) -> &str {
        match self {
            Item::Function(_) => "function",
            Item::Record(_) => "record",
            Item::Enum(_) => "enum",
            Item::Typedef(_) => "typedef",
            Item::Global(_) => "global",
            Item::Macro(_) => "macro",
            Item::Unknown(unknown) => &unknown.what,
        }
    }
}

impl Declarations {
    /// The functions, in order.
    pub fn functions(&self) -> impl Iterator<Item = (&Declaration, &Function)> {
        self.items.iter().filter_map(|declaration| match &declaration.item {
            Item::Function(function) => Some((declaration, function)),
            _ => None,
        })
    }

    /// Which constant of bindgen's is which value of C.
    #[cfg(feature = "headers")]
    pub(crate) fn constants(&self) -> Constants<'_> {
        let mut values = HashSet::new();
        for declaration in &self.items {
            match &declaration.item {
                Item::Macro(item) => drop(values.insert(item.name.as_str())),
                Item::Global(item) => drop(values.insert(&item.name)),
                Item::Enum(item) => values.extend(item.constants.iter().map(|(name, _)| name.as_str())),
                Item::Function(_) | Item::Record(_) | Item::Typedef(_) | Item::Unknown(_) => {}
            }
        }
        Constants(values)
    }

    /// The records, in order.
    pub fn records(&self) -> impl Iterator<Item = (&Declaration, &RecordItem)> {
        self.items.iter().filter_map(|declaration| match &declaration.item {
            Item::Record(record) => Some((declaration, record)),
            _ => None,
        })
    }
}

/// The names of values in C, by which a constant of bindgen's is told.
#[cfg(feature = "headers")]
pub(crate) struct Constants<'d>(HashSet<&'d str>);

#[cfg(feature = "headers")]
impl Constants<'_> {
    /// The constant of a value of C, out of those that `get` knows: that of its name, or of its name and `_`, which bindgen puts behind
    /// what Rust has itself. A value that is called so in C keeps its constant.
    pub(crate) fn find<T>(&self, name: &str, get: impl Fn(&str) -> Option<T>) -> Option<T> {
        let escaped = || Some(format!("{name}_")).filter(|escaped| !self.0.contains(escaped.as_str()));
        get(name).or_else(|| get(&escaped()?))
    }

    /// The value of C that a constant of bindgen's stands for.
    pub(crate) fn value<'n>(&self, constant: &'n str) -> &'n str {
        match constant.strip_suffix('_') {
            Some(bare) if !self.0.contains(constant) => bare,
            _ => constant,
        }
    }
}
