//! What Cargo.toml says: the root file of each target, and what the runtime crate is called.

use std::path::{Path, PathBuf};

use ffi_grammar::{Code, Diagnostic};
use toml::de::{DeTable, DeValue};

/// Name of the runtime's package.
const PACKAGE: &str = "ffi-rt";

/// Name of its library.
const LIBRARY: &str = "ffi";

/// A package as far as collection needs it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    /// Its folder.
    pub directory: PathBuf,
    /// Root files of library, binaries, tests, examples and benches, in order. The build script is none of them.
    pub roots: Vec<PathBuf>,
    /// Folders in which cargo looks for targets, as far as they exist.
    pub folders: Vec<PathBuf>,
    /// Names of the runtime crate in sources.
    pub names: Vec<String>,
    /// The name that generated code calls it by.
    pub runtime: String,
}

impl Package {
    /// Reads the Cargo.toml in a folder.
    ///
    /// # Errors
    /// When it cannot be read, or is no TOML.
    pub fn read(directory: &Path) -> Result<Package, Diagnostic> {
        let path = directory.join("Cargo.toml");
        let fault = |why: String| {
            Diagnostic::new(
                Code::CannotRead,
                [path.display().to_string(), why, "name the root files with `.sources(…)`".to_owned()],
            )
        };
        let text = std::fs::read_to_string(&path).map_err(|error| fault(error.to_string()))?;
        let table = DeTable::parse(&text).map_err(|error| fault(error.message().to_owned()))?;
        let manifest = table.get_ref();
        let (names, runtime) = names(manifest, directory);
        let mut package = Package { directory: directory.to_owned(), roots: Vec::new(), folders: Vec::new(), names, runtime };
        package.targets(manifest);
        Ok(package)
    }

    fn targets(&mut self, manifest: &DeTable<'_>) {
        let library = manifest.get("lib").and_then(|lib| text(lib.get_ref(), "path")).unwrap_or("src/lib.rs");
        self.root(library);
        self.root("src/main.rs");
        for (kind, folder) in [("bin", "src/bin"), ("test", "tests"), ("example", "examples"), ("bench", "benches")] {
            for target in manifest.get(kind).and_then(|list| list.get_ref().as_array()).into_iter().flatten() {
                if let Some(path) = text(target.get_ref(), "path") {
                    self.root(path);
                }
            }
            let mut found: Vec<PathBuf> = std::fs::read_dir(self.directory.join(folder))
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path())
                .map(|path| if path.is_dir() { path.join("main.rs") } else { path })
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs") && path.is_file())
                .collect();
            found.sort();
            self.roots.extend(found);
        }
        let mut seen = std::collections::BTreeSet::new();
        self.roots.retain(|root| seen.insert(root.clone()));
        let folders = ["src", "tests", "examples", "benches"].map(|folder| self.directory.join(folder));
        self.folders.extend(folders.into_iter().filter(|folder| folder.is_dir()));
    }

    fn root(&mut self, path: &str) {
        let path = self.directory.join(path);
        if path.is_file() {
            self.roots.push(path);
        }
    }
}

fn text<'t>(value: &'t DeValue<'_>, key: &str) -> Option<&'t str> {
    value.as_table()?.get(key)?.get_ref().as_str()
}

/// What sources call the runtime: the keys of dependencies on its package; and which of them generated code uses, the first that
/// is a dependency of every target.
fn names(manifest: &DeTable<'_>, directory: &Path) -> (Vec<String>, String) {
    let mut names = Vec::new();
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(|value| value.get_ref().as_table()) {
        tables.extend(targets.iter().filter_map(|(_, value)| value.get_ref().as_table()));
    }
    for table in tables {
        for kind in ["dependencies", "dev-dependencies"] {
            for (key, value) in table.get(kind).and_then(|value| value.get_ref().as_table()).into_iter().flatten() {
                let key: &str = key.get_ref();
                let inherited = value.get_ref().as_table().is_some_and(|table| table.contains_key("workspace"));
                let package = match text(value.get_ref(), "package") {
                    Some(package) => Some(package.to_owned()),
                    None if inherited => workspace_package(directory, key),
                    None => None,
                };
                match package {
                    // A dependency that is renamed is called by its key, any other by the name of its library.
                    Some(package) if package == PACKAGE => names.push(key.replace('-', "_")),
                    None if key == PACKAGE => names.push(LIBRARY.to_owned()),
                    _ => {}
                }
            }
        }
    }
    let runtime = names.first().cloned().unwrap_or_else(|| LIBRARY.to_owned());
    // The runtime itself, and sources without a Cargo.toml that says otherwise.
    names.push(LIBRARY.to_owned());
    names.sort();
    names.dedup();
    (names, runtime)
}

/// The package that `[workspace.dependencies]` gives a key.
fn workspace_package(directory: &Path, key: &str) -> Option<String> {
    directory.ancestors().find_map(|folder| {
        let text_of_root = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let root = DeTable::parse(&text_of_root).ok()?;
        let workspace = root.get_ref().get("workspace")?.get_ref().as_table()?;
        let dependency = workspace.get("dependencies")?.get_ref().as_table()?.get(key)?;
        text(dependency.get_ref(), "package").map(str::to_owned)
    })
}
