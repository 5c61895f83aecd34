//! Collection: the annotated items and `ffi::signature!` uses in the sources of a package.
//!
//! ```text
//!  Cargo.toml ─► package: root files, names of the runtime ─┐
//!  environment ─► cfg ──────────────────────────────────────┼─► scan ─► uses, scanned files, what was passed over
//!  sources ─► modules, doc tests, names ────────────────────┘
//! ```
//!
//! Sources are searched as tokens, not as syntax trees: a `signature!` inside `assert_eq!(…)` or `vec![…]` is found as well, and a file
//! costs a fraction of a parse. What is found is read by `ffi-grammar`, as the macros do. Where the macro itself will report a fault
//! (a malformed annotation), collection passes over the use and says so in [`Collection::skipped`]: rustc's message is the better one.
//! Conditions are respected where the build script's environment decides them (`target_os`, `feature`…); what it cannot decide
//! (`test`, a `cfg` that the build script itself sets) counts as enabled: a trampoline too many is dropped by the linker.
//!
//! Not found: uses in the output of other macros, and in files that only `include!` with a computed path names. For these there is
//! `Builder::signatures`, and the macro's error says so.

mod cfg;
mod doctest;
mod files;
mod names;
mod package;
mod parsed;
mod scan;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ffi_abi::Signature;
use ffi_grammar::declared::Declared;
use ffi_grammar::{Diagnostic, Place};

pub use cfg::Cfg;
pub use package::Package;
pub(crate) use parsed::Parsed;

/// A signature that the sources call for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// The signature.
    pub signature: Signature,
    /// Where.
    pub place: Place,
    /// The imported function; `None` for `signature!`.
    pub function: Option<String>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Collection {
    /// Uses, in the order of files and of places in them.
    pub uses: Vec<Use>,
    /// Records whose layout `#[struct_layout]` wants: header and name, each once, in the order of the sources.
    pub layouts: Vec<(String, String)>,
    /// The Rust names of those that want one.
    pub records: Vec<String>,
    /// Imported items, in the order in which they were found.
    pub declared: Vec<Declared>,
    /// Files that were read, in order, each once.
    pub files: Vec<PathBuf>,
    /// What was passed over, and why.
    pub skipped: Vec<Diagnostic>,
}

/// Searches root files and the modules that they declare. `names` are those of the runtime crate, as Cargo.toml gives them.
///
/// # Errors
/// A root file that cannot be read. Files of modules that cannot be are in [`Collection::skipped`].
pub fn collect(roots: &[PathBuf], names: &[String], cfg: &Cfg) -> Result<Collection, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut files = files::Files::new(cfg);
    for root in roots {
        if let Err(error) = files.root(root) {
            faults.push(cannot_read(root, &error));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let names = files.search(names);
    let mut collection = Collection { skipped: files.skipped, ..Collection::default() };
    for source in &files.sources {
        scan::uses(source, &names, &mut collection);
    }
    let mut seen = BTreeSet::new();
    let paths = files.sources.into_iter().map(|source| source.path);
    collection.files = paths.filter(|path| seen.insert(path.clone())).collect();
    // Code in documentation was searched last.
    let rank: BTreeMap<&PathBuf, usize> = collection.files.iter().enumerate().map(|(at, path)| (path, at)).collect();
    collection.uses.sort_by_key(|found| match &found.place {
        Place::File { path, line, column, .. } => (rank.get(path).copied(), *line, *column),
        Place::None => (None, 0, 0),
    });
    Ok(collection)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    let hint = "`.sources(…)` names the root files; by default they are the targets of Cargo.toml".to_owned();
    Diagnostic::new(ffi_grammar::Code::CannotRead, [path.display().to_string(), error.to_string(), hint])
}
