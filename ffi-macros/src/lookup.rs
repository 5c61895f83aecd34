//! The manifest that the build script of the package being compiled wrote.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use ffi_grammar::manifest::{Entry, FILE_NAME, Section};
use ffi_grammar::{Code, Diagnostic, Manifest, Spanned};
use quote::ToTokens;

/// Reads the manifest, for `what` (for the message if there is none).
pub(crate) fn manifest(what: &str) -> Result<Arc<Manifest>, Diagnostic> {
    match std::env::var_os("OUT_DIR") {
        Some(_) => present()?.ok_or_else(|| missing(Code::NoManifest, what)),
        None => Err(missing(Code::NoBuildScript, what)),
    }
}

/// The manifest, if there is one.
pub(crate) fn present() -> Result<Option<Arc<Manifest>>, Diagnostic> {
    let Some(directory) = std::env::var_os("OUT_DIR") else { return Ok(None) };
    let path = PathBuf::from(directory).join(FILE_NAME);
    match read(&path) {
        Ok(manifest) => Ok(Some(manifest)),
        Err(Failure::Absent) => Ok(None),
        Err(Failure::Bad(why)) => Err(Diagnostic::new(Code::BadManifest, [path.display().to_string(), why])),
    }
}

fn missing(code: Code, what: &str) -> Diagnostic {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_else(|_| "name".to_owned());
    Diagnostic::new(code, [what, env!("CARGO_PKG_VERSION"), &package])
}

/// The section and the entry of a signature that `tokens` call for.
pub(crate) fn entry<'m>(manifest: &'m Manifest, key: &str, tokens: &impl ToTokens) -> Result<(&'m Section, &'m Entry), Spanned> {
    found(manifest, key, tokens, "signatures", |_| true)
}

/// The section and the upcall entry of a signature that `tokens` call for, with its symbol.
pub(crate) fn callback<'m>(
    manifest: &'m Manifest,
    key: &str,
    tokens: &impl ToTokens,
) -> Result<(&'m Section, &'m Entry, &'m str), Spanned> {
    let (section, entry) = found(manifest, key, tokens, "callbacks", |entry| entry.upcall.is_some())?;
    Ok((section, entry, entry.upcall.as_deref().unwrap_or_default()))
}

/// `method` of `Builder` names such signatures.
fn found<'m>(
    manifest: &'m Manifest,
    key: &str,
    tokens: &impl ToTokens,
    method: &str,
    is_wanted: impl Fn(&Entry) -> bool,
) -> Result<(&'m Section, &'m Entry), Spanned> {
    manifest.find(key).filter(|(_, entry)| is_wanted(entry)).ok_or_else(|| {
        if let Some(fault) = manifest.refusal(key) {
            return Spanned::from_diagnostic(tokens, fault);
        }
        let skipped = manifest.sections.iter().flat_map(|section| &section.skipped);
        let fault = Diagnostic::new(Code::NotCollected, [key, method]);
        Spanned::from_diagnostic(tokens, skipped.fold(fault, |fault, line| fault.note(format!("passed over: {line}"))))
    })
}

enum Failure {
    Absent,
    Bad(String),
}

/// A file as it was when it was read.
struct Cached {
    path: PathBuf,
    modified: Option<SystemTime>,
    manifest: Arc<Manifest>,
}

/// The last manifest read. A package has one, however many macros it uses; an editor's macro server outlives many builds, so
/// the time of the file counts.
static CACHE: Mutex<Option<Cached>> = Mutex::new(None);

fn read(path: &Path) -> Result<Arc<Manifest>, Failure> {
    let modified = std::fs::metadata(path).and_then(|data| data.modified()).ok();
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(cached) = cache.as_ref().filter(|cached| cached.path == path && cached.modified == modified && modified.is_some())
    {
        return Ok(Arc::clone(&cached.manifest));
    }
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::Absent,
        _ => Failure::Bad(error.to_string()),
    })?;
    let manifest = Arc::new(Manifest::parse(&text).map_err(Failure::Bad)?);
    *cache = Some(Cached { path: path.to_owned(), modified, manifest: Arc::clone(&manifest) });
    Ok(manifest)
}
