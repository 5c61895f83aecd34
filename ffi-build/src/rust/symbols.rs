//! Which functions and globals of C those of bindgen's text are.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use syn::LitStr;

use super::foreign::Foreign;
use crate::declarations::{Declarations, Function, Global, Item};
use crate::headers::Names;

/// The functions and globals of the declarations by symbol and Rust name.
pub(super) struct Symbols<'d> {
    functions: HashMap<(&'d str, &'d str), (usize, &'d Function)>,
    globals: HashMap<(&'d str, &'d str), (usize, &'d Global)>,
    /// Names in C of those that were asked for.
    pub(super) names: HashSet<&'d str>,
}

impl<'d> Symbols<'d> {
    pub(super) fn new(declarations: &'d Declarations, given: &'d Names) -> Symbols<'d> {
        let mut symbols = Symbols { functions: HashMap::new(), globals: HashMap::new(), names: HashSet::new() };
        for (at, declaration) in declarations.items.iter().enumerate() {
            let name = |c: &'d str| given.at(declaration.place.as_ref()).unwrap_or(c);
            if declaration.selected && matches!(declaration.item, Item::Function(_) | Item::Global(_)) {
                symbols.names.insert(declaration.item.name());
            }
            match &declaration.item {
                Item::Function(f) => {
                    let symbol = f.link_name.as_deref().unwrap_or(&f.name);
                    symbols.functions.insert((symbol, name(&f.name)), (at, f));
                    symbols.functions.entry((symbol, &f.name)).or_insert((at, f));
                    if f.flags.shim {
                        // So it was declared to bindgen.
                        symbols.functions.insert((symbol, symbol), (at, f));
                    }
                }
                Item::Global(g) => {
                    let symbol = g.link_name.as_deref().unwrap_or(&g.name);
                    symbols.globals.insert((symbol, name(&g.name)), (at, g));
                    symbols.globals.entry((symbol, &g.name)).or_insert((at, g));
                }
                Item::Record(_) | Item::Enum(_) | Item::Typedef(_) | Item::Macro(_) | Item::Unknown(_) => {}
            }
        }
        symbols
    }

    pub(super) fn function(&self, name: &str, rust: &Foreign<'_>) -> Option<(usize, &'d Function)> {
        find(&self.functions, name, &rust.attributes).or_else(|| self.redirected(name, rust))
    }

    /// A function that a later declaration gives another symbol: bindgen takes the two for two functions, and numbers the second.
    pub(super) fn redirected(&self, name: &str, rust: &Foreign<'_>) -> Option<(usize, &'d Function)> {
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        if bare == name {
            return None;
        }
        let symbol = link_name(&rust.attributes)?;
        self.functions.get(&(&*symbol, bare)).copied().filter(|(_, c)| c.name == bare)
    }

    pub(super) fn global(&self, name: &str, rust: &Foreign<'_>) -> Option<(usize, &'d Global)> {
        find(&self.globals, name, &rust.attributes)
    }
}

fn find<T: Copy>(list: &HashMap<(&str, &str), T>, name: &str, attributes: &[&str]) -> Option<T> {
    let symbol = link_name(attributes).unwrap_or(Cow::Borrowed(name));
    let bare = name.strip_suffix('_').unwrap_or(name);
    // One that the author renamed is known by its symbol.
    [name, bare, &symbol].into_iter().find_map(|name| list.get(&(&*symbol, name)).copied())
}

/// The symbol that an attribute gives; bindgen puts the byte 1 in front, which keeps the back end from adding a prefix.
fn link_name<'t>(attributes: &[&'t str]) -> Option<Cow<'t, str>> {
    let named = |text: &&'t str| text.strip_prefix("link_name").map(|rest| rest.trim_start().trim_start_matches('=').trim());
    let text = attributes.iter().find_map(named)?;
    Some(match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => plain.into(),
        _ => syn::parse_str::<LitStr>(text).ok()?.value().trim_start_matches('\u{1}').to_owned().into(),
    })
}
