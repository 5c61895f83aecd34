//! Reading cases.

use std::fmt;
use std::path::{Path, PathBuf};

use ffi_abi::{Features, Signature};

/// One file of signatures.
///
/// Signatures are C function types as [`Signature::parse`] reads them, over as many lines as they need, separated by blank lines. `//`
/// begins a comment. The line `features: <list>` enables CPU features for the signatures below it.
#[derive(Debug)]
pub struct Case {
    /// Name of the file without `.txt`.
    pub name: String,
    /// What it holds, in order: the features that are enabled, and the signature.
    pub signatures: Vec<(Features, Signature)>,
}

/// A case that cannot be read: file, line, what is wrong.
#[derive(Debug)]
pub struct CaseError {
    path: PathBuf,
    line: usize,
    message: String,
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.message)
    }
}

impl Case {
    /// Every case of a folder, by name.
    ///
    /// # Errors
    /// A folder or file that cannot be read, or the first text that is no signature.
    pub fn load_all(folder: &Path) -> Result<Vec<Case>, CaseError> {
        let failed = |message: std::io::Error| CaseError { path: folder.into(), line: 0, message: message.to_string() };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == "txt") {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| Case::load(path)).collect()
    }

    fn load(path: &Path) -> Result<Case, CaseError> {
        let error = |line, message| CaseError { path: path.into(), line, message };
        let text = std::fs::read_to_string(path).map_err(|e| error(0, e.to_string()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let signatures = parse(&text).map_err(|(line, message)| error(line, message))?;
        Ok(Case { name, signatures })
    }
}

fn parse(text: &str) -> Result<Vec<(Features, Signature)>, (usize, String)> {
    let mut signatures = Vec::new();
    let mut features = Features::NONE;
    let mut pending = String::new();
    let mut start = 0;
    // An empty line after the last ends the last signature.
    for (number, line) in (1..).zip(text.lines().chain([""])) {
        let code = line.split("//").next().unwrap_or_default().trim();
        if let Some(list) = code.strip_prefix("features:") {
            features = Features::parse(list);
        } else if !code.is_empty() {
            if pending.is_empty() {
                start = number;
            }
            pending.push_str(code);
            pending.push(' ');
        } else if line.trim().is_empty() && !pending.is_empty() {
            let signature = Signature::parse(pending.trim()).map_err(|e| (start, format!("{e} in `{}`", pending.trim())))?;
            signatures.push((features, signature));
            pending.clear();
        }
    }
    Ok(signatures)
}
