//! What the bindings of other crates define already: types of GLib in bindings of GTK.
//!
//! A package whose Cargo.toml has `links = "glib-2.0"` hands over the names of its bindings (`cargo::metadata`), and cargo gives them
//! to the build scripts of the packages that depend on it. Bindings on top of these leave out every item of such a name, use the
//! other crate's, and prove that it is the same: a record by its layout, an alias by its type.

use std::collections::BTreeSet;
use std::path::Path;

use ffi_grammar::{Code, Diagnostic};

use crate::builder::{Builder, environment};

/// First line of the file.
const HEAD: &str = "ffi-names 1";

/// What the metadata is called, with the builder's name behind it.
const KEY: &str = "ffi_names";

/// The bindings of another crate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Elsewhere {
    /// Where they are visible, as a path of Rust: `::glib_sys::sys`.
    pub(crate) path: String,
    /// The names that they define.
    names: BTreeSet<String>,
    /// The files that say so.
    pub(crate) files: Vec<String>,
}

impl Elsewhere {
    /// The bindings of the dependencies that the builder names.
    ///
    /// # Errors
    /// One that hands over nothing, or whose file cannot be read.
    pub(crate) fn all(builder: &Builder) -> Result<Vec<Elsewhere>, Vec<Diagnostic>> {
        let mut found = Vec::new();
        let mut faults = Vec::new();
        for (links, path) in &builder.dependencies {
            match Elsewhere::read(links, path) {
                Ok(elsewhere) => found.push(elsewhere),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn read(links: &str, path: &str) -> Result<Elsewhere, Diagnostic> {
        // As cargo makes names of variables.
        let start = format!("DEP_{links}_{KEY}").to_uppercase().replace('-', "_");
        let mut files: Vec<String> = environment().filter(|(name, _)| name.starts_with(&start)).map(|(_, file)| file).collect();
        files.sort();
        if files.is_empty() {
            return Err(Diagnostic::new(Code::NoDependency, [links]));
        }
        let mut names = BTreeSet::new();
        for file in &files {
            let text = std::fs::read_to_string(file).map_err(|error| {
                let way_out = format!("build the package with `links = \"{links}\"` again");
                Diagnostic::new(Code::CannotRead, [file.clone(), error.to_string(), way_out])
            })?;
            names.extend(text.lines().skip(1).map(str::to_owned));
        }
        let path = if path.starts_with("::") || path.starts_with("crate") { path.to_owned() } else { format!("::{path}") };
        Ok(Elsewhere { path, names, files })
    }

    /// Whether they define a name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// Names that were left out, by the path that has them.
#[derive(Clone, Default, Debug)]
pub(crate) struct Left(std::collections::BTreeMap<String, BTreeSet<String>>);

impl Left {
    /// Whether one of these has all of the names; they are noted as left out then.
    pub(crate) fn out<'n>(&mut self, names: impl Iterator<Item = &'n str>, all: &[Elsewhere]) -> bool {
        let names: Vec<&str> = names.collect();
        let Some(elsewhere) = all.iter().find(|elsewhere| !names.is_empty() && names.iter().all(|name| elsewhere.has(name)))
        else {
            return false;
        };
        self.0.entry(elsewhere.path.clone()).or_default().extend(names.into_iter().map(str::to_owned));
        true
    }

    /// Where a name is, if it was left out.
    pub(crate) fn path(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(_, names)| names.contains(name)).map(|(path, _)| path.as_str())
    }

    /// The items that make the names known here.
    pub(crate) fn uses(&self) -> String {
        let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        self.0.iter().map(|(path, names)| format!("pub use {path}::{{{}}};\n", list(names))).collect()
    }
}

/// What the report says of one that is elsewhere.
pub(crate) fn note(path: &str, name: &str) -> String {
    format!("it is `{}::{name}`", path.trim_start_matches("::"))
}

/// The item that proves an alias to be of the type that it has here.
pub(crate) fn same_type(name: &str, ty: &str) -> String {
    format!("const _: fn({name}) -> {ty} = |same| same;")
}

/// Name and text of the file that hands names over, and what cargo is told of it; nothing where the package has no `links`.
pub(crate) fn hand_over<'n>(
    builder: &Builder,
    names: impl Iterator<Item = &'n str>,
    folder: Option<&Path>,
) -> Option<((String, String), String)> {
    if !is_wanted() {
        return None;
    }
    // What bindgen numbers, or puts into every file, is nobody else's.
    let own = |name: &&str| !name.starts_with("_bindgen_") && !name.starts_with("__Bindgen") && !name.starts_with("__Incomplete");
    let names: BTreeSet<&str> = names.filter(own).collect();
    let text = names.iter().fold(format!("{HEAD}\n"), |text, name| text + name + "\n");
    let file = format!("ffi_{}_names.txt", builder.name);
    let directive = format!("cargo::metadata={KEY}_{}={}", builder.name, folder?.join(&file).display());
    Some(((file, text), directive))
}

/// Whether cargo would hand names over.
pub(crate) fn is_wanted() -> bool {
    std::env::var_os("CARGO_MANIFEST_LINKS").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_is_used_and_proved() {
        let names = ["GObject", "gint"].map(str::to_owned).into();
        let others = [Elsewhere { path: "::glib".into(), names, files: vec![] }];
        let mut left = Left::default();
        assert!(left.out(["gint"].into_iter(), &others));
        assert!(left.out(["GObject"].into_iter(), &others));
        assert!(!left.out(["GtkWidget"].into_iter(), &others));
        assert!(!left.out([].into_iter(), &others));
        assert_eq!(left.uses(), "pub use ::glib::{GObject, gint};\n");
        assert_eq!(left.path("gint"), Some("::glib"));
    }
}
