//! The exported items of a package, and its types that C can have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ffi_grammar::export::{Export, Exported};
use ffi_grammar::{Code, Diagnostic, Spanned};
use syn::{Attribute, Item};

use crate::builder::Builder;
use crate::collect::Parsed;

/// What the sources hold.
#[derive(Default)]
pub(super) struct Items {
    /// Exports, in the order of the sources.
    pub(super) exports: Vec<(PathBuf, Export)>,
    /// Structures, unions, enumerations and aliases by name; of two with one name, the first.
    pub(super) types: BTreeMap<String, (PathBuf, Item)>,
}

impl Items {
    /// Reads root files and the modules that they declare.
    ///
    /// # Errors
    /// Symbols that are exported twice; a root file that cannot be read.
    pub(super) fn read(roots: &[PathBuf], names: &[String]) -> Result<Items, Vec<Diagnostic>> {
        let parsed = Parsed::read(roots, names, &Builder::cfg())?;
        let mut items = Items::default();
        for (path, file) in &parsed.files {
            items.visit(&parsed, path, &file.items);
        }
        let mut faults = Vec::new();
        for (at, (path, export)) in items.exports.iter().enumerate() {
            if items.exports[..at].iter().any(|(_, other)| other.symbol == export.symbol) {
                let name = match &export.item {
                    Exported::Function(function) => &function.item.sig.ident,
                    Exported::Static(item) => &item.ident,
                };
                faults.push(Spanned::new(name, Code::ExportTwice, [&export.symbol]).in_file(path));
            }
        }
        if faults.is_empty() { Ok(items) } else { Err(faults) }
    }

    fn visit(&mut self, parsed: &Parsed, path: &Path, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    if let Some((_, items)) = &module.content {
                        self.visit(parsed, path, items);
                    }
                }
                Item::Fn(function) => self.exported(parsed, path, &function.attrs, item),
                Item::Static(variable) => self.exported(parsed, path, &variable.attrs, item),
                Item::Struct(named) => self.named(path, &named.ident, item),
                Item::Union(named) => self.named(path, &named.ident, item),
                Item::Enum(named) => self.named(path, &named.ident, item),
                Item::Type(named) => self.named(path, &named.ident, item),
                _ => {}
            }
        }
    }

    fn named(&mut self, path: &Path, name: &syn::Ident, item: &Item) {
        self.types.entry(name.to_string()).or_insert_with(|| (path.to_owned(), item.clone()));
    }

    fn exported(&mut self, parsed: &Parsed, path: &Path, attributes: &[Attribute], item: &Item) {
        let Some(attribute) = parsed.export(attributes) else { return };
        let arguments = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            _ => proc_macro2::TokenStream::new(),
        };
        // The macro reports what is wrong with an annotation.
        if let Ok(export) = Export::from_item(arguments, item.clone()) {
            self.exports.push((path.to_owned(), export));
        }
    }
}
