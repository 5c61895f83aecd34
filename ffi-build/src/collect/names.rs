//! What the sources call the runtime crate and its macros: `use ffi as c;`, `use ffi::{signature as sig, import};`.
//!
//! Names are gathered over the whole package, not scope by scope. A name too many makes at worst a trampoline too many.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{Item, UseTree};

/// Names in use.
#[derive(Debug)]
pub(super) struct Names {
    crates: BTreeSet<String>,
    /// Macros by the names that `use` gives them.
    macros: BTreeMap<String, Macro>,
}

/// A macro of the runtime.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Macro {
    /// `signature!`.
    Signature,
    /// `closure!`.
    Closure,
    /// `#[import]`.
    Import,
    /// `#[struct_layout]`.
    StructLayout,
    /// `#[export]`.
    Export,
}

impl Names {
    /// The names that Cargo.toml gives, and those that `use` and `extern crate` add to them.
    pub(super) fn new<'a>(crates: &[String], sources: impl Iterator<Item = &'a TokenStream>) -> Names {
        let mut names = Names { crates: crates.iter().cloned().collect(), macros: BTreeMap::new() };
        let mut uses = Vec::new();
        for source in sources {
            statements(source, &mut uses);
        }
        // An alias may be made from one that stands further down.
        loop {
            let before = names.count();
            for item in &uses {
                names.learn(item);
            }
            if names.count() == before {
                return names;
            }
        }
    }

    /// Every name; a source that holds none of them has no use.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.crates.iter().chain(self.macros.keys()).map(String::as_str)
    }

    /// The macro that a path means, given as its segments.
    pub(super) fn resolve(&self, path: &[String]) -> Option<Macro> {
        match path {
            [name] => self.macros.get(name).copied(),
            [.., owner, name] if self.crates.contains(owner) => Names::own(name),
            _ => None,
        }
    }

    /// What the runtime calls them.
    const OWN: [(&'static str, Macro); 5] = [
        ("signature", Macro::Signature),
        ("closure", Macro::Closure),
        ("import", Macro::Import),
        ("export", Macro::Export),
        ("struct_layout", Macro::StructLayout),
    ];

    fn own(name: &str) -> Option<Macro> {
        Names::OWN.iter().find(|(own, _)| *own == name).map(|(_, found)| *found)
    }

    fn count(&self) -> usize {
        self.crates.len() + self.macros.len()
    }

    fn learn(&mut self, item: &Item) {
        match item {
            Item::Use(item) => self.tree(&item.tree, None),
            Item::ExternCrate(item) => {
                if let (true, Some((_, alias))) = (self.crates.contains(&item.ident.to_string()), &item.rename) {
                    self.crates.insert(alias.to_string());
                }
            }
            _ => {}
        }
    }

    /// `owner` is the segment in front.
    fn tree(&mut self, tree: &UseTree, owner: Option<&str>) {
        let in_crate = owner.is_some_and(|owner| self.crates.contains(owner));
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, Some(&path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(tree, owner)),
            UseTree::Name(name) if in_crate => self.add(&name.ident.to_string(), &name.ident.to_string()),
            UseTree::Rename(rename) => {
                let (name, alias) = (rename.ident.to_string(), rename.rename.to_string());
                if self.crates.contains(&name) || (name == "self" && in_crate) {
                    self.crates.insert(alias);
                } else if in_crate {
                    self.add(&name, &alias);
                }
            }
            UseTree::Glob(_) if in_crate => {
                Names::OWN.iter().for_each(|(name, _)| self.add(name, name));
            }
            UseTree::Name(_) | UseTree::Glob(_) => {}
        }
    }

    fn add(&mut self, name: &str, alias: &str) {
        if let Some(found) = Names::own(name) {
            self.macros.insert(alias.to_owned(), found);
        }
    }
}

/// The `use` and `extern crate` statements of tokens, at any depth.
fn statements(tokens: &TokenStream, found: &mut Vec<Item>) {
    let mut tokens = tokens.clone().into_iter();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => statements(&group.stream(), found),
            TokenTree::Ident(word) if word == "use" || word == "extern" => {
                let is_use = word == "use";
                let mut statement = vec![TokenTree::Ident(word)];
                for token in tokens.by_ref() {
                    // `extern "C" fn`, `use<'a>`: something else.
                    let ends = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ';');
                    let other = statement.len() == 1 && !is_use && !matches!(&token, TokenTree::Ident(word) if word == "crate");
                    if other {
                        if let TokenTree::Group(group) = token {
                            statements(&group.stream(), found);
                        }
                        statement.clear();
                        break;
                    }
                    statement.push(token);
                    if ends {
                        break;
                    }
                }
                if let Ok(item) = syn::parse2(statement.into_iter().collect()) {
                    found.push(item);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(source: &str, path: &str) -> Option<Macro> {
        let tokens: TokenStream = source.parse().unwrap();
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        Names::new(&["ffi".to_owned()], [&tokens].into_iter()).resolve(&path)
    }

    #[test]
    fn a_macro_is_known_by_its_crate() {
        assert_eq!(resolve("", "ffi::signature"), Some(Macro::Signature));
        assert_eq!(resolve("", "ffi::import"), Some(Macro::Import));
        assert_eq!(resolve("", "other::signature"), None);
        assert_eq!(resolve("", "signature"), None);
    }

    #[test]
    fn aliases_are_followed() {
        for (source, path) in [
            ("use ffi as c;", "c::signature"),
            ("extern crate ffi as c;", "c::signature"),
            ("use d as e; use ffi as d;", "crate::e::signature"),
            ("use ffi::{self as c};", "c::signature"),
            ("use ffi::signature;", "signature"),
            ("use ::ffi::{Pointer, signature as sig};", "sig"),
            ("mod m { pub use ffi::*; }", "signature"),
            ("fn f() { use ffi::signature as s; }", "s"),
        ] {
            assert_eq!(resolve(source, path), Some(Macro::Signature), "{source}");
        }
    }

    #[test]
    fn other_statements_do_not_disturb() {
        let source =
            "extern \"C\" { fn f(); } unsafe extern \"C\" fn g() { use ffi::signature as s; } fn h() -> impl use<'a> T {}";
        assert_eq!(resolve(source, "s"), Some(Macro::Signature));
    }
}
