//! Packages in temporary folders, and what is collected from them.

use std::path::{Path, PathBuf};

use super::{Cfg, Collection, Package, collect};

/// A folder that is removed when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let path = std::env::temp_dir().join(format!("ffi-collect-{}-{name}", std::process::id()));
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        Folder(path)
    }

    fn collect(&self) -> Collection {
        let package = Package::read(&self.0).unwrap();
        let environment = [("CARGO_CFG_UNIX", ""), ("CARGO_CFG_TARGET_OS", "linux"), ("CARGO_FEATURE_ON", "1")];
        let cfg = Cfg::from_environment(environment.map(|(name, value)| (name.to_owned(), value.to_owned())));
        collect(&package.roots, &package.names, &cfg).unwrap()
    }

    /// `file:line: signature` of each use.
    fn found(&self) -> Vec<String> {
        self.collect().uses.iter().map(|found| format!("{}: {}", self.show(&found.place), found.signature)).collect()
    }

    fn show(&self, place: &ffi_grammar::Place) -> String {
        let ffi_grammar::Place::File { path, line, .. } = place else { panic!("{place:?}") };
        format!("{}:{line}", path.strip_prefix(&self.0).unwrap_or(Path::new("outside")).display())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const TOML: (&str, &str) = ("Cargo.toml", "[package]\nname = \"x\"\n[dependencies]\nffi-rt = \"0.1\"\n");

#[test]
fn every_target_and_module_is_searched() {
    let folder = Folder::new(
        "targets",
        &[
            TOML,
            (
                "src/lib.rs",
                "mod a;\nmod inline { mod b; }\n#[path = \"other/c.rs\"] mod c;\nfn f() { ffi::signature!(void(char)); }",
            ),
            ("src/a.rs", "pub mod deep;"),
            ("src/a/deep.rs", "const S: u8 = ffi::signature!(void(signed char));"),
            ("src/inline/b/mod.rs", "ffi::signature!(void(short));"),
            ("src/other/c.rs", "mod d; ffi::signature!(void(int));"),
            ("src/other/d.rs", "ffi::signature!(void(long));"),
            ("src/main.rs", "fn main() { assert_eq!(vec![ffi::signature!(void(float))], x); }"),
            ("src/bin/two.rs", "ffi::signature!(void(double));"),
            ("tests/t.rs", "mod common; ffi::signature!(int(void));"),
            ("tests/common/mod.rs", "ffi::signature!(char(void));"),
            ("examples/e/main.rs", "ffi::signature!(long(void));"),
            ("benches/b.rs", "ffi::signature!(short(void));"),
        ],
    );
    assert_eq!(
        folder.found(),
        [
            "src/lib.rs:4: void(char)",
            "src/a/deep.rs:1: void(signed char)",
            "src/inline/b/mod.rs:1: void(short)",
            "src/other/c.rs:1: void(int)",
            "src/other/d.rs:1: void(long)",
            "src/main.rs:1: void(float)",
            "src/bin/two.rs:1: void(double)",
            "tests/t.rs:1: int(void)",
            "tests/common/mod.rs:1: char(void)",
            "examples/e/main.rs:1: long(void)",
            "benches/b.rs:1: short(void)",
        ]
    );
}

#[test]
fn what_a_condition_disables_is_not_collected() {
    let folder = Folder::new(
        "cfg",
        &[
            TOML,
            (
                "src/lib.rs",
                "#[cfg(windows)] mod missing;\n#[cfg(feature = \"off\")] const A: X = { ffi::signature!(void(int)) };\n\
                 #[cfg(feature = \"on\")] ffi::signature!(void(char));\n#[cfg(test)] ffi::signature!(void(long));\n\
                 #[cfg_attr(unix, path = \"u.rs\")] mod u1;\n#[ffi::import] #[cfg(windows)] unsafe extern \"C\" { fn f(x: LongDouble); }\n\
                 fn g() { #[cfg(not(unix))] let s = { ffi::signature!(void(short)) }; ffi::signature!(void(double)) }",
            ),
            ("src/u.rs", "#![cfg(unix)] ffi::signature!(void(float));"),
        ],
    );
    assert_eq!(
        folder.found(),
        ["src/lib.rs:3: void(char)", "src/lib.rs:4: void(long)", "src/lib.rs:7: void(double)", "src/u.rs:1: void(float)"]
    );
    assert_eq!(folder.collect().skipped, []);
}

#[test]
fn imports_that_need_a_trampoline_are_collected() {
    let block = "#[ffi::import(library = \"m\")]\n#[allow(unused)]\nunsafe extern \"C\" {\n  fn pow(x: f64, y: f64) -> f64;\n  \
                 fn powl(x: ffi::LongDouble, y: ffi::LongDouble) -> ffi::LongDouble;\n}";
    let folder = Folder::new("imports", &[TOML, ("src/lib.rs", block)]);
    let found = folder.collect().uses;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].function.as_deref(), Some("powl"));
    assert_eq!(folder.found(), ["src/lib.rs:5: long double(long double, long double)"]);
}

#[test]
fn code_in_documentation_is_collected() {
    let folder = Folder::new(
        "doctests",
        &[
            TOML,
            ("README.md", "# Title\n\n```\nffi::signature!(int(int));\n```\n"),
            (
                "src/lib.rs",
                "#![doc = include_str!(\"../README.md\")]\n//! Text.\n//!\n//! ```\n//! # use ffi::signature as s;\n//! s!(void(int));\n\
                 //! ```\n\n/// ```text\n/// ffi::signature!(void(char));\n/// ```\nfn f() {}\n",
            ),
        ],
    );
    assert_eq!(folder.found(), ["src/lib.rs:6: void(int)", "src/../README.md:4: int(int)"]);
}

#[test]
fn a_renamed_dependency_is_known_by_its_key() {
    let toml =
        "[package]\nname = \"x\"\n[target.'cfg(unix)'.dependencies]\nc-calls = { package = \"ffi-rt\", version = \"0.1\" }\n";
    let source = "c_calls::signature!(void(int)); other::signature!(void(char)); mod ffi { } use c_calls as cc; cc::signature!(void(long));";
    let folder = Folder::new("renamed", &[("Cargo.toml", toml), ("src/lib.rs", source)]);
    assert_eq!(folder.found(), ["src/lib.rs:1: void(int)", "src/lib.rs:1: void(long)"]);
}

#[test]
fn nothing_is_passed_over_in_silence() {
    let folder = Folder::new(
        "skipped",
        &[
            TOML,
            ("src/lib.rs", "mod gone;\nffi::signature!(int(,));\nmod broken; mod unused;"),
            ("src/broken.rs", "use ffi; fn f( {"),
            ("src/unused.rs", "fn f( {"),
        ],
    );
    let skipped = folder.collect().skipped;
    let shown: Vec<_> = skipped.iter().map(|fault| format!("{} {}", fault.code().id(), folder.show(fault.place()))).collect();
    assert_eq!(shown, ["FFI0039 src/lib.rs:1", "FFI0036 src/broken.rs:1", "FFI0013 src/lib.rs:2"]);
}

#[test]
fn records_of_headers_are_collected_once_and_by_their_name() {
    let source = "use ffi::struct_layout as layout;\n\
                  #[layout(header = \"a.h\", c_name = \"struct s\")] struct A { x: u32 }\n\
                  mod m { #[ffi::struct_layout(header = \"a.h\", c_name = \"struct s\")] pub struct B { y: u32 } }\n\
                  #[ffi::struct_layout(header = \"b.h\")] union u { #[cfg(windows)] x: u32, y: u32 }\n\
                  #[cfg(windows)] #[ffi::struct_layout(header = \"c.h\")] struct C { x: u32 }\n\
                  #[ffi::struct_layout(size = 4, align = 4)] struct D { #[ffi(offset = 0)] x: u32 }\n\
                  #[ffi::struct_layout(heade = \"d.h\")] struct E {}\n";
    let folder = Folder::new("layouts", &[TOML, ("src/lib.rs", source)]);
    let found = folder.collect();
    assert_eq!(found.layouts, [("a.h".to_owned(), "struct s".to_owned()), ("b.h".to_owned(), "u".to_owned())]);
    assert_eq!(found.skipped.len(), 1);
}
