//! The C header of a package's `#[ffi::export]` items.
//!
//! ```text
//!  sources ─► items: exports, and the types that C can have ─► header: what is used, in order ─► text
//! ```

mod header;
mod items;
mod types;

use ffi_grammar::Diagnostic;

use crate::builder::Builder;
use crate::collect::Package;

/// What a build script said about the header.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    /// Where it goes, relative to the folder of Cargo.toml.
    pub(crate) path: std::path::PathBuf,
    /// Headers that it includes, as `#include` names them: `<stdio.h>`.
    pub(crate) includes: Vec<String>,
}

/// The text of the header.
///
/// # Errors
/// Types that the header cannot say, symbols that are exported twice. Faults in annotations are the macro's to report.
pub(crate) fn text(builder: &Builder, package: Option<&Package>, header: &Header) -> Result<String, Vec<Diagnostic>> {
    let (roots, names) = match (&builder.sources, package) {
        (Some(files), Some(package)) => (files.iter().map(|file| package.directory.join(file)).collect(), package.names.clone()),
        (Some(files), None) => (files.clone(), vec!["ffi".to_owned()]),
        // What a library exports; a test or an example has symbols of its own.
        (None, Some(package)) => (package.roots.iter().take(1).cloned().collect(), package.names.clone()),
        (None, None) => (Vec::new(), Vec::new()),
    };
    let items = items::Items::read(&roots, &names)?;
    let guard = header.path.file_name().unwrap_or_default().to_string_lossy();
    header::write(&items, &guard, &builder.name, &header.includes)
}
