//! A table of each library that a file in `libraries` describes, and the list of them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=libraries");
    let mut files: Vec<_> =
        fs::read_dir("libraries").expect("the folder is there").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let (mut modules, mut sources) = (String::new(), String::new());
    for file in files {
        let name = file.file_stem().and_then(|stem| stem.to_str()).expect("a library's name").to_owned();
        let text = fs::read_to_string(&file).expect("the file can be read");
        table(&name, &text);
        // Writing to a string does not fail.
        let _ = writeln!(modules, "mod {name} {{\n    ffi::bindings!(\"{name}\");\n}}");
        let _ = writeln!(sources, "    {},", source(&name, &text, &file));
    }
    let out = Path::new(&std::env::var_os("OUT_DIR").expect("cargo names the folder")).join("libraries.rs");
    fs::write(out, format!("{modules}pub(crate) const SOURCES: &[Source] = &[\n{sources}];\n")).expect("the list can be written");
    // Entries for the callbacks whose signatures the sources mention.
    ffi_build::Builder::new("callbacks").build();
}

/// The values of a setting of a file, an `@` line for each.
fn setting<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| {
        let (key, value) = line.strip_prefix('@')?.split_once(' ').unwrap_or((&line[1..], ""));
        (key == name).then_some(value)
    })
}

/// The table of a library's headers.
fn table(name: &str, text: &str) {
    let headers = setting(text, "headers").flat_map(str::split_whitespace).map(|header| match header.strip_prefix('$') {
        // A crate with `links` hands the folder of its headers to the build scripts of those who depend on it.
        Some(path) => {
            let (variable, rest) = path.split_once('/').expect("a folder and a header");
            format!("{}/{rest}", std::env::var(variable).expect("the crate that carries the library names its folder"))
        }
        None => header.to_owned(),
    });
    let mut builder = ffi_build::Builder::new(name).headers(headers.collect::<Vec<_>>());
    for allowed in setting(text, "allow") {
        builder = builder.allow(allowed);
    }
    if setting(text, "comments").any(|which| which == "all") {
        builder = builder.clang_arg("-fparse-all-comments");
    }
    builder.table(true).sources([""; 0]).build();
}

/// A library, as `src/libraries.rs` has it. One that is linked has no names at run time, so that the addresses of what scripts may
/// call are listed.
fn source(name: &str, text: &str, file: &Path) -> String {
    let home = match setting(text, "load").next() {
        Some(library) => format!("Home::Loaded(\"{library}\")"),
        None => {
            let rules = text.lines().filter(|line| !line.starts_with(['@', '#']) && !line.is_empty());
            let functions = rules.filter_map(|line| line.split_once(':')).map(|(function, _)| function.trim());
            let listed = functions.fold(String::new(), |mut list, function| {
                let _ = write!(list, "(\"{function}\", {name}::{function} as *const c_void), ");
                list
            });
            format!("Home::Linked(&[{listed}])")
        }
    };
    let file = fs::canonicalize(file).expect("the file is there");
    format!("Source {{ name: \"{name}\", text: include_str!({file:?}), table: {name}::TABLE, home: {home} }}")
}
