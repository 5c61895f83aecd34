//! Bindings on the bindings of another crate, of real libraries: GTK 3 on GLib, two packages that cargo builds, GLib's types defined once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::libraries::LIBRARIES;
use crate::published::newest;
use crate::steps::names;

/// What was found out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Across {
    /// The commit that was judged.
    pub(crate) commit: String,
    /// Types that GLib's crate defines, that GTK's does, and that both do.
    pub(crate) types: (usize, usize, usize),
    /// Functions likewise.
    pub(crate) functions: (usize, usize, usize),
    /// Names of GLib's crate that GTK's bindings use from there.
    pub(crate) used: usize,
}

/// Binds GLib as a crate and GTK on it.
///
/// # Errors
/// Cargo's, or a library that is not installed.
pub(crate) fn gtk_on_glib(commit: &str) -> Result<Across, String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).ok_or("no workspace")?;
    let scratch = std::env::temp_dir().join("ffi-across");
    let upper = package(&scratch, workspace, "gtk3", "", "[dependencies.glib3-sys]\npath = \"../glib\"\n")?;
    package(&scratch, workspace, "glib", "links = \"glib-2.0\"\n", "")?;
    let target = workspace.join("target/published");
    let mut command = Command::new("cargo");
    command.arg("build").arg("--target-dir").arg(&target).current_dir(&upper).env("CARGO_PROFILE_DEV_DEBUG", "0");
    let output = command.stdin(Stdio::null()).output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let lines: Vec<&str> = errors.lines().filter(|line| line.contains("error")).take(20).collect();
        return Err(format!("cargo build: {}", lines.join("\n")));
    }
    let text = |name: &str| {
        let path = newest(&target, &format!("{name}3-sys"), &format!("ffi_{name}.rs"))?;
        fs::read_to_string(path).map_err(|e| e.to_string())
    };
    let (below, above) = (text("glib")?, text("gtk")?);
    let parse = |text: &str| syn::parse_file(text).map(|file| names(&file)).map_err(|e| e.to_string());
    let (below_names, above_names) = (parse(&below)?, parse(&above)?);
    let both = |kind: &str| {
        // bindgen's own helpers are in each file that needs them.
        let set = |names: &BTreeMap<&str, Vec<String>>| -> BTreeSet<String> {
            names.get(kind).into_iter().flatten().filter(|name| !name.starts_with("__Bindgen")).cloned().collect()
        };
        let (below, above) = (set(&below_names), set(&above_names));
        (below.len(), above.len(), below.intersection(&above).count())
    };
    let file = syn::parse_file(&above).map_err(|e| e.to_string())?;
    let used = file.items.iter().map(from_below).sum();
    Ok(Across { commit: commit.to_owned(), types: both("type"), functions: both("function"), used })
}

/// How many names an item takes from GLib's crate.
fn from_below(item: &syn::Item) -> usize {
    fn leaves(tree: &syn::UseTree) -> usize {
        match tree {
            syn::UseTree::Path(path) => leaves(&path.tree),
            syn::UseTree::Group(group) => group.items.iter().map(leaves).sum(),
            syn::UseTree::Name(_) | syn::UseTree::Rename(_) | syn::UseTree::Glob(_) => 1,
        }
    }
    match item {
        syn::Item::Use(item) => match &item.tree {
            syn::UseTree::Path(path) if path.ident == "glib3_sys" => leaves(&path.tree),
            _ => 0,
        },
        syn::Item::Mod(item) => item.content.iter().flat_map(|(_, items)| items).map(from_below).sum(),
        _ => 0,
    }
}

/// Writes a package that binds a library; `library` is its name in the corpus.
fn package(scratch: &Path, workspace: &Path, library: &str, head: &str, dependency: &str) -> Result<std::path::PathBuf, String> {
    let entry = LIBRARIES.iter().find(|entry| entry.name == library).ok_or("no such library")?;
    let name = library.trim_end_matches('3');
    let folder = scratch.join(library);
    fs::create_dir_all(folder.join("src")).map_err(|e| e.to_string())?;
    let manifest = format!(
        "[package]\nname = \"{name}3-sys\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{head}[workspace]\n{dependency}[dependencies.ffi-rt]\npath = \
         \"{0}/ffi-rt\"\n[build-dependencies.ffi-build]\npath = \"{0}/ffi-build\"\n",
        workspace.display()
    );
    let mut script = format!("fn main() {{\n    ffi_build::Builder::new(\"{name}\").headers({:?})", entry.bound());
    for argument in entry.arguments()? {
        // Writing to a string does not fail.
        let _ = write!(script, ".clang_arg({argument:?})");
    }
    if !dependency.is_empty() {
        script.push_str(".dependency(\"glib-2.0\", \"glib3_sys::sys\")");
    }
    script.push_str(".format(false).build();\n}\n");
    let source =
        format!("//! Generated.\n#![deny(warnings)]\n/// Bindings.\npub mod sys {{\n    ffi::bindings!(\"{name}\");\n}}\n");
    for (file, text) in [("Cargo.toml", manifest), ("build.rs", script), ("src/lib.rs", source)] {
        fs::write(folder.join(file), text).map_err(|e| e.to_string())?;
    }
    Ok(folder)
}
