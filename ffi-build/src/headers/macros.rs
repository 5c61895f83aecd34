//! Macros that bindgen cannot evaluate, or evaluates wrongly (`~0ul` is -1 to it): by clang, in one small file of its own.
//!
//! ```text
//! struct tag { char ffi[112]; } __attribute__((aligned(8)));      // what a `sizeof` needs of the declarations, and no header
//! typedef unsigned int handle;
//! enum { GREEN = 5 };
//! #define NAME ((handle)-1)
//! const __typeof__(NAME) ffi_value_0 = (NAME);
//! const __UINTPTR_TYPE__ ffi_address_0 = (__UINTPTR_TYPE__)(NAME);
//! ```
//!
//! A macro is tried if everything that it stands for, macros in it included, are numbers, texts, operators, types and constants that are
//! known here. So nothing hostile reaches clang: no statement, no declaration, no unbalanced parenthesis. What is no constant after all
//! is an error in its own line, and stays without a value.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use clang_sys::*;
use ffi_abi::{CType, IntKind, Target};

use super::clang::{Cursor, Type, Unit, Value};
use super::input::{Input, arguments, from_environment};
use super::types::integer;
use crate::declarations::{Declarations, Item, Macro};

const FILE: &str = "ffi-macros.h";

/// Gives a value to each macro that was asked for and is a constant: where it has none, and where the number that it has is not C's.
pub(super) fn evaluate(input: &Input, declarations: &mut Declarations) {
    let mut source = Source::new(declarations);
    let mut candidates = Vec::new();
    for (at, declaration) in declarations.items.iter().enumerate() {
        let Item::Macro(item) = &declaration.item else { continue };
        if !declaration.selected || item.function_like || item.body.is_empty() {
            continue;
        }
        if source.takes(item) {
            candidates.push((at, item.name.clone()));
        }
    }
    if candidates.is_empty() {
        return;
    }
    let mut text = source.text;
    for (at, name) in &candidates {
        // Writing to a string does not fail.
        let _ = writeln!(text, "const __typeof__({name}) ffi_value_{at} = ({name});");
        let _ = writeln!(text, "const __UINTPTR_TYPE__ ffi_address_{at} = (__UINTPTR_TYPE__)({name});");
    }
    let mut plain = arguments(input);
    plain.extend(from_environment());
    // What is included first would declare everything once more.
    while let Some(at) = plain.iter().position(|argument| argument == "-include") {
        plain.drain(at..plain.len().min(at + 2));
    }
    plain.extend(["-w".to_owned(), "-ferror-limit=0".to_owned()]);
    // Without a unit the macros stay without a value, as the report says of each.
    let Ok(unit) = Unit::parse(FILE, &text, &plain, &[], true) else { return };
    let mut values: HashMap<usize, (Cursor<'_>, Option<Cursor<'_>>)> = HashMap::new();
    for cursor in unit.root().children() {
        if cursor.kind() != CXCursor_VarDecl {
            continue;
        }
        let name = cursor.spelling();
        if let Some(at) = name.strip_prefix("ffi_value_").and_then(|at| at.parse().ok()) {
            values.entry(at).or_insert((cursor, None));
        } else if let Some(at) = name.strip_prefix("ffi_address_").and_then(|at| at.parse().ok()) {
            values.entry(at).and_modify(|(_, address)| *address = Some(cursor));
        }
    }
    for (at, (value, address)) in values {
        let found = constant(&input.target, value, address);
        if let Some(Item::Macro(item)) = declarations.items.get_mut(at).map(|declaration| &mut declaration.item) {
            if item.value.as_ref().is_some_and(|known| !differ(known, found.as_ref())) {
                continue;
            }
            let divides = item.body.split(' ').any(|token| token == "/" || token == "%");
            item.value = if divides { found.map(as_bindgen) } else { found };
        }
    }
}

/// The Rust type and the expression of a constant.
fn constant(target: &Target, value: Cursor<'_>, address: Option<Cursor<'_>>) -> Option<(String, String)> {
    let ty = value.ty().canonical();
    match ty.kind() {
        CXType_Pointer => match value.evaluate() {
            Some(Value::Text(bytes)) => literal(value).is_none_or(|ty| is_whole(ty, &bytes)).then(|| text(&bytes)),
            _ => {
                // A number as an address: `((void *)-1)`.
                let Some(Value::Unsigned(number)) = address?.evaluate() else { return None };
                Some((pointer(value, ty), number.to_string()))
            }
        },
        CXType_ConstantArray => match value.evaluate() {
            Some(Value::Text(bytes)) if is_whole(ty, &bytes) => Some(text(&bytes)),
            _ => None,
        },
        CXType_Bool => match value.evaluate()? {
            Value::Unsigned(number) => Some(("bool".into(), (number != 0).to_string())),
            Value::Signed(number) => Some(("bool".into(), (number != 0).to_string())),
            Value::Float(_) | Value::Text(_) => None,
        },
        CXType_Float | CXType_Double => match value.evaluate()? {
            Value::Float(number) if number.is_finite() => {
                let rust = if ty.kind() == CXType_Float { "f32" } else { "f64" };
                Some((rust.into(), format!("{number:?}")))
            }
            Value::Float(_) | Value::Signed(_) | Value::Unsigned(_) | Value::Text(_) => None,
        },
        kind => {
            let kind = if kind == CXType_Enum { ty.declaration().enum_type().canonical().kind() } else { kind };
            let kind = integer(kind).filter(|kind| kind.size(target) <= 8)?;
            let number = match value.evaluate()? {
                Value::Signed(number) => number.to_string(),
                Value::Unsigned(number) => number.to_string(),
                Value::Float(_) | Value::Text(_) => return None,
            };
            Some((c_name(kind)?.to_owned(), number))
        }
    }
}

/// Whether both are integers, and not the same one.
fn differ(known: &(String, String), found: Option<&(String, String)>) -> bool {
    let number = |(_, value): &(String, String)| value.replace(' ', "").parse::<i128>().ok();
    matches!((number(known), found.and_then(number)), (Some(known), Some(found)) if known != found)
}

/// Integers in the type that bindgen gives them. What divides it was not shown, so that it divides nothing by zero; the type of a
/// constant is not to depend on that.
fn as_bindgen((ty, value): (String, String)) -> (String, String) {
    let number: Option<i128> = value.parse().ok().filter(|_| ty.starts_with("::core::ffi::c_"));
    let ty = match number {
        Some(number) if u32::try_from(number).is_ok() => "u32".to_owned(),
        Some(number) if i32::try_from(number).is_ok() => "i32".to_owned(),
        Some(number) if number < 0 => "i64".to_owned(),
        Some(_) => "u64".to_owned(),
        None => ty,
    };
    (ty, value)
}

/// The Rust name of an integer type of C.
fn c_name(kind: IntKind) -> Option<&'static str> {
    Some(match kind {
        IntKind::Char => "::core::ffi::c_char",
        IntKind::SChar => "::core::ffi::c_schar",
        IntKind::UChar => "::core::ffi::c_uchar",
        IntKind::Short => "::core::ffi::c_short",
        IntKind::UShort => "::core::ffi::c_ushort",
        IntKind::Int => "::core::ffi::c_int",
        IntKind::UInt => "::core::ffi::c_uint",
        IntKind::Long => "::core::ffi::c_long",
        IntKind::ULong => "::core::ffi::c_ulong",
        IntKind::LongLong => "::core::ffi::c_longlong",
        IntKind::ULongLong => "::core::ffi::c_ulonglong",
        _ => return None,
    })
}

/// A text as bindgen has them: its bytes and a NUL.
fn text(bytes: &[u8]) -> (String, String) {
    let mut all = bytes.to_vec();
    all.push(0);
    (format!("&[u8;{}usize]", all.len()), proc_macro2::Literal::byte_string(&all).to_string())
}

/// Whether these bytes are all of an array: clang ends a text at its first NUL, so one that has another is left to nobody's guess, and so
/// is one whose characters have more than one byte.
fn is_whole(array: Type<'_>, bytes: &[u8]) -> bool {
    array.length() == Some(bytes.len() as u64 + 1) && array.element().size() == Some(1)
}

/// The type of the text that a pointer points to, behind parentheses and casts.
fn literal(value: Cursor<'_>) -> Option<Type<'_>> {
    const AROUND: [CXCursorKind; 4] =
        [CXCursor_StringLiteral, CXCursor_ParenExpr, CXCursor_CStyleCastExpr, CXCursor_UnexposedExpr];
    let mut cursor = value;
    while cursor.kind() != CXCursor_StringLiteral {
        cursor = cursor.children().into_iter().find(|child| AROUND.contains(&child.kind()))?;
    }
    Some(cursor.ty())
}

/// The Rust type of a pointer: the typedef that the macro casts to, or what it points to without its name.
fn pointer(value: Cursor<'_>, ty: Type<'_>) -> String {
    // Parentheses, then the cast, whose type is as it was written.
    let mut cursor = value;
    loop {
        let children = cursor.children();
        let next = children
            .into_iter()
            .find(|child| [CXCursor_ParenExpr, CXCursor_CStyleCastExpr, CXCursor_UnexposedExpr].contains(&child.kind()));
        match next {
            Some(cast) if cast.kind() == CXCursor_CStyleCastExpr => {
                if cast.ty().kind() == CXType_Typedef || cast.ty().kind() == CXType_Elaborated {
                    return cast.ty().declaration().spelling();
                }
                break;
            }
            Some(next) => cursor = next,
            None => break,
        }
    }
    let constness = if ty.pointee().is_const() { "const" } else { "mut" };
    format!("*{constness}::core::ffi::c_void")
}

/// The text that comes before the constants: declarations and macros, each once and behind what it needs.
struct Source<'d> {
    macros: HashMap<&'d str, &'d Macro>,
    types: HashMap<&'d str, &'d Item>,
    enumerators: HashMap<&'d str, i128>,
    /// What was looked into: whether it can be taken.
    known: HashMap<String, bool>,
    text: String,
}

/// Words that a constant may be made of.
const KEYWORDS: [&str; 25] = [
    "sizeof",
    "_Alignof",
    "__alignof__",
    "__typeof__",
    "typeof",
    "const",
    "volatile",
    "signed",
    "unsigned",
    "void",
    "char",
    "short",
    "int",
    "long",
    "float",
    "double",
    "_Bool",
    "struct",
    "union",
    "enum",
    "__extension__",
    "__signed__",
    "__const",
    "__volatile__",
    "__inline",
];

/// Characters that a declaration or a statement has and no constant. A backslash at the end would take the next line in.
const NEVER: [&str; 18] =
    ["{", "}", ";", "=", "#", "##", "++", "--", "+=", "-=", "|=", "&=", "<<=", "\\", "<%", "%>", "%:", "%:%:"];

impl<'d> Source<'d> {
    fn new(declarations: &'d Declarations) -> Source<'d> {
        let mut source = Source {
            macros: HashMap::new(),
            types: HashMap::new(),
            enumerators: HashMap::new(),
            known: HashMap::new(),
            text: String::new(),
        };
        for declaration in &declarations.items {
            match &declaration.item {
                Item::Macro(item) => {
                    source.macros.insert(&item.name, item);
                }
                Item::Enum(item) => {
                    source.enumerators.extend(item.constants.iter().map(|(name, value)| (name.as_str(), *value)));
                    if let Some(name) = &item.name {
                        source.types.entry(name).or_insert(&declaration.item);
                    }
                }
                Item::Record(_) | Item::Typedef(_) => {
                    source.types.entry(declaration.item.name()).or_insert(&declaration.item);
                }
                Item::Function(_) | Item::Global(_) | Item::Unknown(_) => {}
            }
        }
        source
    }

    /// Whether a macro can be tried; if so, it and what it needs are in the text.
    fn takes(&mut self, item: &'d Macro) -> bool {
        if let Some(&known) = self.known.get(&item.name) {
            return known;
        }
        // Within itself its name is not replaced; a macro is no constant then, but where an enumeration has one of this name
        // (`#define DT_REG DT_REG`, so that `#ifdef` sees it).
        let itself = self.enumerators.get(item.name.as_str()).filter(|_| item.body.trim() == item.name);
        if let Some(value) = itself {
            let _ = writeln!(self.text, "enum {{ {} = {value} }};", item.name);
        }
        self.known.insert(item.name.clone(), itself.is_some());
        if itself.is_some() {
            return true;
        }
        let tokens: Vec<&str> = item.body.split(' ').filter(|token| !token.is_empty()).collect();
        let (parameters, body) = if item.function_like { parameters(&tokens) } else { (BTreeSet::new(), &tokens[..]) };
        let taken = is_balanced(body) && self.takes_tokens(&parameters, body);
        if taken {
            let (start, rest) = match item.function_like {
                true => (parameters_text(&tokens), body.join(" ")),
                false => (String::new(), body.join(" ")),
            };
            let _ = writeln!(self.text, "#define {}{start} {rest}", item.name);
        }
        self.known.insert(item.name.clone(), taken);
        taken
    }

    fn takes_tokens(&mut self, parameters: &BTreeSet<&str>, tokens: &[&'d str]) -> bool {
        for (at, &token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| tokens[at]);
            let after = tokens.get(at + 1).copied();
            let is_word = token.starts_with(|c: char| c.is_alphabetic() || c == '_');
            let is_text = token.ends_with('"') || token.ends_with('\'');
            let taken = match () {
                // `UINT64_C(n)` is `n ## UL`: a suffix makes a number of a number, and no name that anything has.
                () if token == "##" => after.is_some_and(|after| is_suffix(after) && !parameters.contains(after)),
                () if before == Some("##") => true,
                // The text of an argument.
                () if token == "#" => after.is_some_and(|after| parameters.contains(after)),
                () if is_text || !is_word => !NEVER.contains(&token),
                () if before.is_some_and(|b| ["struct", "union", "enum"].contains(&b)) => {
                    self.takes_type(&format!("{} {token}", before.unwrap_or_default()))
                }
                () if parameters.contains(token) || KEYWORDS.contains(&token) => true,
                // The compiler's own: `__INT_MAX__`, `__builtin_offsetof`.
                () if is_builtin(token) && !self.macros.contains_key(token) => true,
                () => self.takes_word(token),
            };
            if !taken {
                return false;
            }
        }
        true
    }

    fn takes_word(&mut self, word: &'d str) -> bool {
        if let Some(item) = self.macros.get(word).copied() {
            return self.takes(item);
        }
        if let Some(value) = self.enumerators.get(word).copied() {
            if self.known.insert(word.to_owned(), true).is_none() {
                let _ = writeln!(self.text, "enum {{ {word} = {value} }};");
            }
            return true;
        }
        self.takes_type(word)
    }

    /// A type by name: what its size and kind need.
    fn takes_type(&mut self, name: &str) -> bool {
        if let Some(kind) = IntKind::ALL.into_iter().find(|kind| kind.name() == name) {
            if self.known.insert(name.to_owned(), true).is_none() {
                let _ = writeln!(self.text, "typedef {} {name};", spelled(kind));
            }
            return true;
        }
        if let Some(&known) = self.known.get(name) {
            return known;
        }
        self.known.insert(name.to_owned(), false);
        let Some(item) = self.types.get(name).copied() else { return false };
        let is_tag = name.contains(' ');
        let declared = match item {
            Item::Typedef(typedef) => self.declarator(&typedef.ty, name).map(|text| format!("typedef {text};")),
            Item::Enum(item) => match (item.underlying, is_tag) {
                // Of an attribute, which is not known here.
                (None | Some(IntKind::Char | IntKind::SChar | IntKind::UChar | IntKind::Short | IntKind::UShort), true) => None,
                (_, true) => {
                    // The least and the greatest give it the type that it has.
                    let values = || item.constants.iter().map(|constant| constant.1);
                    let (least, most) = (values().min().unwrap_or(0), values().max().unwrap_or(0));
                    let own = name.replace(' ', "_");
                    Some(format!("{name} {{ ffi_least_{own} = {least}, ffi_most_{own} = {most} }};"))
                }
                (kind, false) => kind.map(|kind| format!("typedef {} {name};", spelled(kind))),
            },
            Item::Record(item) => Some(match (&item.layout, is_tag) {
                (Some(layout), _) => {
                    let (size, align) = (layout.layout.size, layout.layout.align);
                    let body = format!("{{ char ffi[{size}]; }} __attribute__((aligned({align})))");
                    if is_tag { format!("{name} {body};") } else { format!("typedef struct {body} {name};") }
                }
                (None, true) => format!("{name};"),
                (None, false) => format!("typedef struct ffi_{name} {name};"),
            }),
            Item::Function(_) | Item::Global(_) | Item::Macro(_) | Item::Unknown(_) => None,
        };
        let Some(declared) = declared else { return false };
        self.text.push_str(&declared);
        self.text.push('\n');
        self.known.insert(name.to_owned(), true);
        true
    }

    /// The declaration of a name with a type of the same size and kind.
    fn declarator(&mut self, ty: &CType, name: &str) -> Option<String> {
        Some(match ty {
            CType::Void => format!("void {name}"),
            CType::Bool => format!("_Bool {name}"),
            CType::Int(kind) => format!("{} {name}", spelled(*kind)),
            CType::Enum(item) => format!("{} {name}", spelled(item.underlying)),
            CType::Float(kind) => format!("{} {name}", kind.name()),
            CType::Complex(kind) => format!("{} _Complex {name}", kind.name()),
            CType::Pointer { pointee, constant } => match &**pointee {
                CType::Function(_) => format!("void (*{name})(void)"),
                _ => format!("{} void *{name}", if *constant { "const" } else { "" }),
            },
            CType::Function(_) => format!("void {name}(void)"),
            CType::Array { element, length } => {
                self.declarator(element, &format!("{name}[{}]", length.map(|n| n.to_string()).unwrap_or_default()))?
            }
            CType::Named(other) => match self.takes_type(other) {
                true => format!("{other} {name}"),
                false => return None,
            },
            CType::Vector { .. } | CType::Record(_) => return None,
        })
    }
}

/// The spelling of an integer that needs no header.
fn spelled(kind: IntKind) -> String {
    match kind.name().strip_suffix("_t") {
        None => kind.name().to_owned(),
        Some("ssize") => "__PTRDIFF_TYPE__".into(),
        Some(name) => format!("__{}_TYPE__", name.to_uppercase()),
    }
}

/// The compiler's own macros whose value is that of the place or the time of their use.
const OF_A_PLACE: [&str; 11] = [
    "__FILE__",
    "__FILE_NAME__",
    "__BASE_FILE__",
    "__LINE__",
    "__COUNTER__",
    "__INCLUDE_LEVEL__",
    "__DATE__",
    "__TIME__",
    "__TIMESTAMP__",
    "__FUNCTION__",
    "__PRETTY_FUNCTION__",
];

fn is_builtin(word: &str) -> bool {
    let reserved = word.starts_with("__") && word.ends_with("__") && word.to_uppercase() == word;
    word.starts_with("__builtin_offsetof") || (reserved && !OF_A_PLACE.contains(&word))
}

/// What may stand at the end of a number.
fn is_suffix(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "uUlLfF".contains(c))
}

/// The names of a function-like macro's parameters, and the tokens behind them.
fn parameters<'t, 'd>(tokens: &'t [&'d str]) -> (BTreeSet<&'d str>, &'t [&'d str]) {
    let end = tokens.iter().position(|&token| token == ")").map_or(tokens.len(), |end| end + 1);
    let names = tokens[..end].iter().copied().filter(|token| !["(", ")", ","].contains(token));
    (names.collect(), &tokens[end..])
}

fn parameters_text(tokens: &[&str]) -> String {
    let end = tokens.iter().position(|&token| token == ")").map_or(tokens.len(), |end| end + 1);
    tokens[..end].concat()
}

/// Whether parentheses and brackets close in order.
fn is_balanced(tokens: &[&str]) -> bool {
    let mut open = Vec::new();
    for &token in tokens {
        let closes = match token {
            "(" | "[" => {
                open.push(token);
                continue;
            }
            ")" => "(",
            "]" => "[",
            _ => continue,
        };
        if open.pop() != Some(closes) {
            return false;
        }
    }
    open.is_empty()
}
