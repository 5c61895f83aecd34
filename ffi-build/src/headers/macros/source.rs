//! The text that comes before the constants.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use ffi_abi::{CType, IntKind};

use super::weight::{self, Weight};
use crate::declarations::{Declarations, Item, Macro};

/// Declarations and macros, each once and behind what it needs.
pub(super) struct Source<'d> {
    macros: HashMap<&'d str, &'d Macro>,
    types: HashMap<&'d str, &'d Item>,
    enumerators: HashMap<&'d str, i128>,
    /// Types and constants that were looked into: whether they can be taken.
    known: HashMap<String, bool>,
    /// Macros that were looked into; `None` for one that cannot be taken.
    weights: HashMap<&'d str, Option<Weight>>,
    /// How deep the names lie in each other that are being looked into.
    depth: usize,
    pub(super) text: String,
}

/// The greatest such depth: names that lie deeper are not looked into, so that no header ends the stack.
const DEEPEST: usize = 200;

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
    pub(super) fn new(declarations: &'d Declarations) -> Source<'d> {
        let mut source = Source {
            macros: HashMap::new(),
            types: HashMap::new(),
            enumerators: HashMap::new(),
            known: HashMap::new(),
            weights: HashMap::new(),
            depth: 0,
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

    /// What a macro weighs that can be tried; it and what it needs are in the text then.
    pub(super) fn takes(&mut self, item: &'d Macro) -> Option<Weight> {
        if let Some(known) = self.weights.get(item.name.as_str()) {
            return *known;
        }
        // Within itself its name is not replaced; a macro is no constant then, but where an enumeration has one of this name
        // (`#define DT_REG DT_REG`, so that `#ifdef` sees it).
        if let Some(value) = self.enumerators.get(item.name.as_str()).filter(|_| item.body.trim() == item.name) {
            let _ = writeln!(self.text, "enum {{ {} = {value} }};", item.name);
            let weight = Weight::of_word(&item.name);
            self.weights.insert(&item.name, Some(weight));
            return Some(weight);
        }
        self.weights.insert(&item.name, None);
        let tokens: Vec<&str> = item.body.split(' ').filter(|token| !token.is_empty()).collect();
        let (parameters, body) = if item.function_like { parameters(&tokens) } else { (BTreeSet::new(), &tokens[..]) };
        if !is_balanced(body) || !self.takes_tokens(&parameters, body) {
            return None;
        }
        let weight = weight::of(body, &parameters, |word| {
            self.macros.get(word).map(|known| (known.function_like, self.weights.get(word).copied().flatten()))
        });
        if weight.is_some() {
            let start = if item.function_like { parameters_text(&tokens) } else { String::new() };
            // Writing to a string does not fail.
            let _ = writeln!(self.text, "#define {}{start} {}", item.name, body.join(" "));
        }
        self.weights.insert(&item.name, weight);
        weight
    }

    fn takes_tokens(&mut self, parameters: &BTreeSet<&str>, tokens: &[&'d str]) -> bool {
        for (at, &token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).map(|at| tokens[at]);
            let after = tokens.get(at + 1).copied();
            let is_word = token.starts_with(|c: char| c.is_alphabetic() || c == '_');
            let is_text = token.ends_with('"') || token.ends_with('\'');
            let taken = match () {
                // `UINT64_C(n)` is `n ## UL`: a suffix makes a number of a number, and no name that anything has.
                () if token == "##" => {
                    after.is_some_and(|after| is_suffix(after) && !parameters.contains(after) && !self.makes_names(after))
                }
                () if before == Some("##") => true,
                // The text of an argument.
                () if token == "#" => after.is_some_and(|after| parameters.contains(after)),
                () if is_text || !is_word => !NEVER.contains(&token),
                () if before.is_some_and(|b| ["struct", "union", "enum"].contains(&b)) => {
                    self.takes_type(&format!("{} {token}", before.unwrap_or_default()))
                }
                () if parameters.contains(token) => true,
                () if KEYWORDS.contains(&token) && !self.macros.contains_key(token) => true,
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

    /// Whether some macro's name is another name with this behind it, so that one may make the other.
    fn makes_names(&self, suffix: &str) -> bool {
        let known = |name: &str| self.macros.contains_key(name) || self.enumerators.contains_key(name);
        self.macros.keys().any(|name| name.strip_suffix(suffix).is_some_and(known))
    }

    fn takes_word(&mut self, word: &'d str) -> bool {
        if self.depth == DEEPEST {
            return false;
        }
        self.depth += 1;
        let taken = match self.macros.get(word).copied() {
            Some(item) => self.takes(item).is_some(),
            None => self.takes_value(word),
        };
        self.depth -= 1;
        taken
    }

    fn takes_value(&mut self, word: &'d str) -> bool {
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
        let Some(item) = self.types.get(name).copied().filter(|_| self.depth < DEEPEST) else { return false };
        let is_tag = name.contains(' ');
        self.depth += 1;
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
        self.depth -= 1;
        let Some(declared) = declared else { return false };
        self.text.push_str(&declared);
        self.text.push('\n');
        self.known.insert(name.to_owned(), true);
        true
    }

    /// The declaration of a name with a type of the same size and kind, which points to one of the same size.
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
                pointee => {
                    let pointee = match self.declarator(pointee, &format!("(*{name})")) {
                        Some(pointee) => pointee,
                        // Its size is not known here; that of `void` is 1 to GNU's C.
                        None => format!("struct ffi_not_known (*{name})"),
                    };
                    format!("{} {pointee}", if *constant { "const" } else { "" })
                }
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
