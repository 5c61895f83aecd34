//! The header's side: what is declared under a symbol, and how that is shown.

use std::collections::HashMap;

use ffi_abi::{ObjectFormat, Target};

use crate::builder::shown;
use crate::declarations::{Declaration, Declarations, Function, Global, Item, Resolver};

/// Declarations by symbol.
pub(super) struct Header<'d> {
    pub(super) resolver: Resolver<'d>,
    symbols: HashMap<String, &'d Declaration>,
    /// By name, for those whose symbol is another.
    renamed: HashMap<&'d str, (String, &'d Declaration)>,
}

/// What a symbol is in C.
pub(super) enum Found<'d> {
    /// A function with a symbol.
    Function(&'d Function),
    /// A variable with a symbol.
    Global(&'d Global),
    /// Something without a symbol, in words.
    Local(&'static str),
    /// Something of that name whose symbol is another.
    Renamed(String),
    /// Something that the front end does not understand, and why.
    NotUnderstood(&'d str),
}

impl<'d> Header<'d> {
    pub(super) fn new(target: &Target, declarations: &'d Declarations) -> Header<'d> {
        let mut symbols = HashMap::new();
        let mut renamed = HashMap::new();
        for declaration in &declarations.items {
            let (name, label) = match &declaration.item {
                Item::Function(function) => (&function.name, &function.link_name),
                Item::Global(global) => (&global.name, &global.link_name),
                Item::Unknown(unknown) if ["function", "global"].contains(&unknown.what.as_str()) => (&unknown.name, &None),
                Item::Record(_) | Item::Enum(_) | Item::Typedef(_) | Item::Macro(_) | Item::Unknown(_) => continue,
            };
            match label {
                None => {
                    symbols.insert(name.clone(), declaration);
                }
                Some(label) => {
                    // A label is the symbol itself, with the underscore that Mach-O puts in front of C names.
                    let bare = label.strip_prefix('_').filter(|_| target.object_format() == ObjectFormat::MachO);
                    let symbol = bare.unwrap_or(label).to_owned();
                    renamed.insert(name.as_str(), (symbol.clone(), declaration));
                    symbols.insert(symbol, declaration);
                }
            }
        }
        Header { resolver: Resolver::new(declarations), symbols, renamed }
    }

    /// What is declared under a symbol.
    pub(super) fn find(&self, symbol: &str) -> Option<(Found<'d>, &'d Declaration)> {
        if let Some(declaration) = self.symbols.get(symbol) {
            let found = match &declaration.item {
                Item::Function(function) if function.flags.is_static => Found::Local("a `static` function"),
                Item::Function(function) => Found::Function(function),
                Item::Global(global) if global.is_static => Found::Local("a `static` variable"),
                Item::Global(global) => Found::Global(global),
                Item::Unknown(unknown) => Found::NotUnderstood(&unknown.reason),
                Item::Record(_) | Item::Enum(_) | Item::Typedef(_) | Item::Macro(_) => return None,
            };
            return Some((found, declaration));
        }
        let (symbol, declaration) = self.renamed.get(symbol)?;
        Some((Found::Renamed(symbol.clone()), declaration))
    }
}

/// The place of a declaration and its lines there.
pub(super) fn side(declaration: &Declaration) -> String {
    const LINES: usize = 6;
    let Some(place) = &declaration.place else { return format!("in C: `{}`", declaration.item.name()) };
    let mut out = format!("in C: {}:{}:{}", shown(place.file.as_ref()).display(), place.line, place.column);
    let text = std::fs::read_to_string(&place.file).unwrap_or_default();
    // The name may stand below the start of its declaration; what stands above ends with one of these.
    let lines: Vec<&str> = text.lines().collect();
    let at = (place.line as usize).saturating_sub(1).min(lines.len());
    for line in lines[at..].iter().take(LINES) {
        out.push_str(&format!("\n    {}", line.trim_end()));
        if line.contains([';', '{']) {
            break;
        }
    }
    out
}
