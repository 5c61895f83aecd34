//! What a build makes: files and cargo's directives, in memory first, then written all together or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ffi_grammar::manifest::{FILE_NAME, Section};
use ffi_grammar::{Code, Diagnostic, Manifest};

use crate::collect::Use;

/// What [`Builder::generate`](crate::Builder::generate) made. Nothing is written yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outputs {
    /// Files by name, relative to the output folder: the archive; with headers also bindings, report and cache; the header of exports.
    pub files: Vec<(String, Vec<u8>)>,
    /// What the macros need to know.
    pub section: Section,
    /// Lines for cargo, in its form `cargo::key=value`. The search path of the output folder is added when the files are written.
    pub directives: Vec<String>,
    /// The signatures that the sources call for.
    pub uses: Vec<Use>,
    /// Annotations and files that were passed over, and why.
    pub skipped: Vec<Diagnostic>,
    /// What became of each declaration of the headers, if there are any.
    pub coverage: Option<Coverage>,
}

/// The coverage report: each declaration bound directly, through a trampoline, or refused, with the reason, and the counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Coverage {
    /// For readers.
    pub text: String,
    /// For programs.
    pub json: String,
}

/// The builders that this build script has run, with the folders that they wrote to: one manifest describes them all.
static BUILT: Mutex<Vec<(PathBuf, Section)>> = Mutex::new(Vec::new());

impl Outputs {
    /// Writes the files and the manifest, each only if it changed; gives the directives.
    ///
    /// # Errors
    /// When a file cannot be written, or another builder of this process has the name. Files are put in their places only when
    /// all of them have been written beside.
    pub fn write(&self, folder: &Path) -> Result<Vec<String>, Diagnostic> {
        let mut built = BUILT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if built.iter().any(|(other, section)| other == folder && section.builder == self.section.builder) {
            return Err(Diagnostic::new(Code::DuplicateName, [&self.section.builder]));
        }
        let mut section = self.section.clone();
        // The macro includes the file by its whole path.
        section.bindings = section.bindings.map(|name| folder.join(name).display().to_string());
        let mut manifest = Manifest::default();
        manifest.sections.extend(built.iter().filter(|(other, _)| other == folder).map(|(_, section)| section.clone()));
        manifest.sections.push(section.clone());

        let text = manifest.to_string();
        let files = self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        write_together(folder, files.chain([(FILE_NAME, text.as_bytes())]))?;
        built.push((folder.to_owned(), section));
        let mut directives = self.directives.clone();
        directives.push(format!("cargo::rustc-link-search=native={}", folder.display()));
        Ok(directives)
    }
}

/// Writes files that changed: first all of them beside their places, then each into its place.
fn write_together<'f>(folder: &Path, files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Result<(), Diagnostic> {
    let fault =
        |path: &Path, error: &io::Error| Diagnostic::new(Code::CannotWrite, [path.display().to_string(), error.to_string()]);
    fs::create_dir_all(folder).map_err(|error| fault(folder, &error))?;
    let mut waiting = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|old| old == bytes) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| fault(parent, &error))?;
        }
        let beside = folder.join(format!("{name}.new"));
        if let Err(error) = fs::write(&beside, bytes) {
            for (beside, _) in &waiting {
                // What is left behind is never read.
                let _ = fs::remove_file(beside);
            }
            return Err(fault(&path, &error));
        }
        waiting.push((beside, path));
    }
    for (beside, path) in waiting {
        fs::rename(&beside, &path).map_err(|error| fault(&path, &error))?;
    }
    Ok(())
}
