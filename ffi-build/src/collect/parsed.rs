//! Sources as syntax trees, for what tokens alone do not tell: the items that are exported, and the types that these mention.

use std::path::PathBuf;

use ffi_grammar::Diagnostic;
use syn::Attribute;

use super::cannot_read;
use super::cfg::Cfg;
use super::files::Files;
use super::names::{Macro, Names};

/// The files of a package that parse; rustc reports the others.
pub(crate) struct Parsed {
    /// Enabled items by file.
    pub(crate) files: Vec<(PathBuf, syn::File)>,
    names: Names,
}

impl Parsed {
    /// Reads root files and the modules that they declare.
    ///
    /// # Errors
    /// A root file that cannot be read.
    pub(crate) fn read(roots: &[PathBuf], crates: &[String], cfg: &Cfg) -> Result<Parsed, Vec<Diagnostic>> {
        let mut files = Files::new(cfg);
        let faults: Vec<_> =
            roots.iter().filter_map(|root| files.root(root).err().map(|error| cannot_read(root, &error))).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        files.all();
        let names = files.search(crates);
        // A code block in documentation has the place of its file; it is a program of its own.
        let own = files.sources.into_iter().filter(|source| source.offset == (0, 0));
        let files = own.filter_map(|source| Some((source.path, syn::parse2(source.tokens?).ok()?))).collect();
        Ok(Parsed { files, names })
    }

    /// The attribute `#[ffi::export]` among others.
    pub(crate) fn export<'a>(&self, attributes: &'a [Attribute]) -> Option<&'a Attribute> {
        attributes.iter().find(|attribute| {
            let path: Vec<String> = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.names.resolve(&path) == Some(Macro::Export)
        })
    }
}
