//! Snapshots: a build on one gives what a build on the headers gives, on each of its targets; what others get; drift; bad files.
#![cfg(feature = "headers")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ffi_abi::Target;
use ffi_build::snapshot::{Machine, Snapshot, drift, make};
use ffi_build::{Builder, Outputs};
use quote::ToTokens;

const TARGETS: [&str; 5] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
];

fn machines(targets: &[&str]) -> Vec<Machine> {
    targets.iter().map(|triple| Machine::new(Target::parse(triple).unwrap())).collect()
}

fn small() -> Builder {
    Builder::new("small").header("tests/snapshot/small.h")
}

/// The snapshot in a folder.
fn laid(folder: &Path, text: &str) -> std::path::PathBuf {
    let path = folder.join("small.ffi");
    fs::write(&path, text).unwrap();
    path
}

fn built(builder: Builder, target: &str, folder: &Path) -> Outputs {
    let made = builder.sources::<&str>([]).target(target).out_dir(folder).table(true).generate();
    made.unwrap_or_else(|faults| panic!("{target}: {faults:?}"))
}

fn file(outputs: &Outputs, end: &str) -> Vec<u8> {
    let found = outputs.files.iter().find(|(name, _)| name.ends_with(end));
    found.unwrap_or_else(|| panic!("no file ends with {end}")).1.clone()
}

/// The items of the bindings as tokens, sorted: one function for each `extern` block, documentation as one text.
fn rust_items(outputs: &Outputs) -> Vec<String> {
    let text = String::from_utf8(file(outputs, ".rs")).unwrap();
    let parsed = syn::parse_file(&text).unwrap();
    let mut items = Vec::new();
    for item in parsed.items {
        match item {
            syn::Item::Mod(module) => items.extend(module.content.unwrap().1),
            other => items.push(other),
        }
    }
    let mut texts = Vec::new();
    for item in items {
        match item {
            syn::Item::ForeignMod(mut block) => {
                for item in std::mem::take(&mut block.items) {
                    let one = syn::ItemForeignMod { items: vec![item], ..block.clone() };
                    texts.push(one.to_token_stream().to_string());
                }
            }
            item => texts.push(item.to_token_stream().to_string()),
        }
    }
    // `#[doc = " a\n b"]` and two attributes say the same.
    let mut texts: Vec<String> = texts.iter().map(|text| without_doc(text)).collect();
    texts.sort();
    texts
}

fn without_doc(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("# [doc = \"") {
        out.push_str(&rest[..at]);
        rest = &rest[at + "# [doc = \"".len()..];
        let end = rest.find("\"]").unwrap();
        rest = &rest[end + 2..];
    }
    // Formatting puts a comma where it breaks a line.
    let text = (out + rest).split_whitespace().collect::<Vec<_>>().join(" ");
    text.replace(" ,)", ")").replace(" , >", " >")
}

/// Verdicts by what is declared.
fn verdicts(outputs: &Outputs) -> BTreeMap<String, String> {
    let json = &outputs.coverage.as_ref().unwrap().json;
    let entries = json.lines().filter(|line| line.starts_with("    {\"what\""));
    entries
        .map(|line| {
            let (head, rest) = line.split_once(", \"verdict\"").unwrap();
            (head.to_owned(), rest.split(", \"file\"").next().unwrap().to_owned())
        })
        .collect()
}

#[test]
fn golden() {
    let text = make(&small(), &machines(&TARGETS)).unwrap();
    let path = Path::new("tests/snapshot/small.ffi");
    if std::env::var_os("FFI_BLESS").is_some_and(|value| value == "1") {
        fs::write(path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap_or_default(), text, "FFI_BLESS=1 accepts it");
}

#[test]
fn a_build_on_the_snapshot_is_the_build_on_the_headers() {
    let folder = tempfile::tempdir().unwrap();
    let path = laid(folder.path(), &make(&small(), &machines(&TARGETS)).unwrap());
    for target in TARGETS {
        let out = folder.path().join(target);
        let direct = built(small(), target, &out);
        let from_snapshot = built(Builder::new("small").snapshot(&path), target, &out);
        assert_eq!(rust_items(&direct), rust_items(&from_snapshot), "{target}");
        assert_eq!(verdicts(&direct), verdicts(&from_snapshot), "{target}");
        let archive = if target.contains("msvc") { ".lib" } else { ".a" };
        assert!(file(&direct, archive) == file(&from_snapshot, archive), "{target}: trampolines and table");
        assert_eq!(direct.section.layouts, from_snapshot.section.layouts);
    }
}

#[test]
fn the_order_of_targets_changes_nothing_but_the_order() {
    let folder = tempfile::tempdir().unwrap();
    let (mut ahead, mut back) = (TARGETS, TARGETS);
    ahead.rotate_left(2);
    back.reverse();
    for (number, order) in [ahead, back].into_iter().enumerate() {
        let text = make(&small(), &machines(&order)).unwrap();
        assert_eq!(text, make(&small(), &machines(&order)).unwrap(), "made twice, the same twice");
        let path = laid(folder.path(), &text);
        for target in TARGETS {
            let out = folder.path().join(format!("{number}-{target}"));
            let direct = built(small(), target, &out);
            assert_eq!(rust_items(&direct), rust_items(&built(Builder::new("small").snapshot(&path), target, &out)));
        }
    }
}

#[test]
fn a_target_without_an_entry_gets_what_all_have_and_names_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = laid(folder.path(), &make(&small(), &machines(&TARGETS)).unwrap());
    let out = built(Builder::new("small").snapshot(&path), "aarch64-apple-darwin", folder.path());
    let rust = String::from_utf8(file(&out, ".rs")).unwrap();
    for name in ["small_add", "small_use", "small_plain", "small_each", "small_pair", "SMALL_VERSION"] {
        assert!(rust.contains(name), "{name}:\n{rust}\n{}", out.coverage.as_ref().unwrap().text);
    }
    for name in ["small_long", "small_flags", "small_vprint", "small_windows", "small_level", "struct flags", "struct tight"] {
        assert!(!rust.contains(name), "{name}");
    }
    let warning = out.directives.iter().find(|line| line.starts_with("cargo::warning=")).unwrap();
    assert!(warning.contains("no entry for aarch64-apple-darwin") && warning.contains("small_long"), "{warning}");
    let verdicts = verdicts(&out);
    let of = |name: &str| verdicts.iter().find(|(head, _)| head.contains(&format!("\"{name}\""))).unwrap().1;
    assert!(of("small_long").contains("no-entry"), "{}", of("small_long"));
    assert!(of("small_vprint").contains("no-entry"));
    assert!(of("small_add").contains("direct"));
}

#[test]
fn what_nobody_has_seen_is_not_bound_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    // Where `long` has 64 bits on all that were seen, nothing says what a header makes of it where it has 32.
    let path = laid(folder.path(), &make(&small(), &machines(&TARGETS[..3])).unwrap());
    let out = built(Builder::new("small").snapshot(&path), "i686-unknown-linux-gnu", folder.path());
    let rust = String::from_utf8(file(&out, ".rs")).unwrap();
    assert!(rust.contains("small_plain") && !rust.contains("small_add") && !rust.contains("struct pair"), "{rust}");
}

#[test]
fn imported_items_are_compared_with_what_the_snapshot_knows() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("other.h");
    fs::write(&header, "typedef long long wide;\nwide other(wide x);\nint unused(void);\n").unwrap();
    let builder = small().check(header.display().to_string());
    let path = laid(folder.path(), &make(&builder, &machines(&TARGETS[..2])).unwrap());
    let source = folder.path().join("lib.rs");
    fs::write(
        &source,
        "#[ffi::import] unsafe extern \"C\" { fn other(x: i32) -> i64; fn small_plain(x: f32, n: i32) -> f64; fn small_use(a: *const u8, k: u32) -> i32; }",
    )
    .unwrap();
    let builder = Builder::new("small").snapshot(path).sources([source]).target(TARGETS[1]).out_dir(folder.path());
    let made = builder.generate().unwrap();
    let faults = |name: &str| made.section.checked.iter().find(|checked| checked.name == name).unwrap().faults.len();
    assert_eq!((faults("other"), faults("small_plain")), (1, 1), "{:?}", made.section.checked);
    assert!(!String::from_utf8(file(&made, ".rs")).unwrap().contains("fn other"), "it is not bound");
}

/// A header with functions that have no symbol, as a shim calls them, directly and through a trampoline.
const INLINES: &str = "\
static inline int twice(int x) { return 2 * x; }
static inline long double third(long double x) { return x / 3; }
static inline int variadic(int n, ...) { return n; }
#ifdef __x86_64__
static inline int here(void) { return 1; }
#endif
#define LENGTH(text) (sizeof(text) - 1)
#define TWICE(x) ((x) * 2)
int plain(int);
";

fn inlines(header: &Path) -> Builder {
    let builder = Builder::new("small").header(header.display().to_string()).inline_functions(true);
    builder.macro_function("unsigned long LENGTH(const char *text)").macro_function("int TWICE(int x)")
}

#[test]
fn a_shim_is_compiled_where_the_headers_are() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("inlines.h");
    fs::write(&header, INLINES).unwrap();
    let text = make(&inlines(&header), &machines(&TARGETS[..2])).unwrap();
    let shim = "\
[shims]
int ffi_shim_twice(int x) { return (twice)(x); }
long double ffi_shim_third(long double x) { return (third)(x); }
@ x86_64-unknown-linux-gnu
int ffi_shim_here(void) { return (here)(); }
@ all
unsigned long ffi_shim_LENGTH(const char * text) { return LENGTH(text); }
";
    assert!(text.ends_with(shim), "{text}");
    let again = Snapshot::parse(text.replace("inlines.h", &header.display().to_string())).unwrap();
    assert!(drift(&again, &again).unwrap().is_empty());
    assert_eq!(make(&again.recipe(), &machines(&TARGETS[..2])).unwrap(), text, "the file says how it is made");
    let path = laid(folder.path(), &text);
    let on_snapshot = || Builder::new("small").snapshot(&path).include(folder.path());
    let target = TARGETS[0];
    let (direct, made) = (built(inlines(&header), target, folder.path()), built(on_snapshot(), target, folder.path()));
    assert_eq!(rust_items(&direct), rust_items(&made));
    assert_eq!(verdicts(&direct), verdicts(&made));
    assert!(file(&direct, ".a") == file(&made, ".a"), "trampolines, table and shim");
    let watched = format!("cargo::rerun-if-changed={}", header.display());
    assert!(made.directives.contains(&watched) && made.directives.contains(&"cargo::rerun-if-env-changed=CC".to_owned()));
    // Without the headers.
    fs::rename(&header, folder.path().join("elsewhere.h")).unwrap();
    let without = built(on_snapshot(), target, folder.path());
    let rust = String::from_utf8(file(&without, ".rs")).unwrap();
    assert!(rust.contains("fn plain") && rust.contains("fn TWICE") && !rust.contains("ffi_shim_"), "{rust}");
    for name in ["twice", "third", "here", "LENGTH"] {
        assert!(!rust.contains(&format!("fn {name}")), "{name}: {rust}");
        let verdicts = verdicts(&without);
        let verdict = verdicts.iter().find(|(head, _)| head.contains(&format!("\"{name}\""))).unwrap().1;
        assert!(verdict.contains("refused") && verdict.contains("no-shim") && verdict.contains("inlines.h"), "{name}: {verdict}");
    }
    let warning = without.directives.iter().find(|line| line.starts_with("cargo::warning=")).unwrap();
    assert!(warning.contains("(twice, third, here, LENGTH)") && warning.contains("inlines.h"), "{warning}");
    // A function that the installed header has no more.
    fs::write(&header, INLINES.replace("third(", "fourth(")).unwrap();
    let older = built(on_snapshot(), target, folder.path());
    let rust = String::from_utf8(file(&older, ".rs")).unwrap();
    assert!(rust.contains("fn twice") && !rust.contains("fn third"), "{rust}");
    // A target without an entry has what all have, and compiles it: not `here`, which one has, nor `third`, which needs a trampoline.
    let musl = built(on_snapshot(), "x86_64-unknown-linux-musl", folder.path());
    let rust = String::from_utf8(file(&musl, ".rs")).unwrap();
    assert!(rust.contains("fn twice") && !rust.contains("fn here") && !rust.contains("fn third"), "{rust}");
}

#[test]
fn a_function_whose_shim_does_not_compile_is_refused_when_the_snapshot_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("inlines.h");
    fs::write(&header, "#define NONE(x) (x).member\n#define SOME(x) sizeof(#x)\n").unwrap();
    let builder = Builder::new("small").header(header.display().to_string());
    let builder = builder.macro_function("int NONE(int x)").macro_function("int SOME(int x)");
    let text = make(&builder, &machines(&TARGETS)).unwrap();
    assert!(text.ends_with("[shims]\nint ffi_shim_SOME(int x) { return SOME(x); }\n"), "{text}");
    let refused =
        "unknown NONE\n  what function\n  reason it has no symbol, and no shim could be compiled for it: member reference";
    assert!(text.contains(refused), "{text}");
}

#[test]
fn comments_can_be_left_out() {
    let text = make(&small().comments(false), &machines(&TARGETS[..2])).unwrap();
    assert!(text.contains("comments no") && !text.contains("Adds") && !text.contains("looks like a mark"));
    let with = make(&small(), &machines(&TARGETS[..2])).unwrap();
    assert!(with.contains("/// Adds."));
    let again = Snapshot::parse(text.clone()).unwrap().recipe();
    assert_eq!(make(&again, &machines(&TARGETS[..2])).unwrap(), text, "the file says how it is made");
}

#[test]
fn drift_is_told_once_for_all_targets_that_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("small.h");
    let original = fs::read_to_string("tests/snapshot/small.h").unwrap();
    let snapshot = |text: &str| {
        fs::write(&header, text).unwrap();
        let builder = Builder::new("small").header(header.display().to_string());
        Snapshot::parse(make(&builder, &machines(&TARGETS)).unwrap()).unwrap()
    };
    let old = snapshot(&original);
    assert!(drift(&old, &old).unwrap().is_empty());
    let moved = snapshot(&format!("\n\n{original}"));
    assert_eq!(drift(&old, &moved).unwrap().to_string(), "", "lines that move are no drift");
    let changed = original.replace("int32_t n);", "int64_t n);").replace("#ifdef _WIN32", "#ifdef _WIN32\nint more(void);");
    let found = drift(&old, &snapshot(&changed)).unwrap().to_string();
    let expected = "\
~ function small_plain
    - type double(double, int32_t)
    + type double(double, int64_t)
~ rust pub fn small_plain
    -     pub fn small_plain(x: f64, n: i32) -> f64;
    +     pub fn small_plain(x: f64, n: i64) -> f64;
+ function more (on x86_64-pc-windows-gnu)
    + type int(void)
    + in small.h
    + verdict direct
+ rust pub fn more (on x86_64-pc-windows-gnu)
    + unsafe extern \"C\" {
    +     pub fn more() -> ::core::ffi::c_int;
    + }
";
    assert_eq!(found, expected);
}

#[test]
fn damaged_files_are_told_and_never_panic() {
    let text = make(&small(), &machines(&TARGETS)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let generate = |text: &str| {
        let path = laid(folder.path(), text);
        let builder = Builder::new("small").snapshot(path).sources::<&str>([]).table(true);
        ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin"].map(|target| {
            // What is not read on a target says nothing there.
            let made = builder.clone().target(target).out_dir(folder.path()).generate();
            made.map(|_| ()).map_err(|faults| faults.iter().map(ffi_grammar::Diagnostic::message).collect::<Vec<_>>().join("\n"))
        })
    };
    for (wrong, words) in [
        (text.replace("ffi-snapshot 1", "ffi-snapshot 9"), "format `9`"),
        ("hello".to_owned(), "starts with `ffi-snapshot 1`"),
        (String::new(), "starts with `ffi-snapshot 1`"),
        (text.replace("[calls]\n", ""), "[calls]"),
        (format!("{text}[shims]\nnonsense\n"), "no function of the shim"),
        (text.replace("@ i686-unknown-linux-gnu", "@ i386-unknown-linux-gnu"), "`i386-unknown-linux-gnu` is no target"),
        (text.replacen("target ", "torget ", 1), "says nothing"),
        (text.replace("\ntarget ", "\nallow "), "from 1 to 64"),
    ] {
        let why = generate(&wrong)[0].clone().unwrap_err();
        assert!(why.contains(words), "{why}");
    }
    for (wrong, words) in [
        (text.replacen("  of long double", "  of lang double", 1), "FFI"),
        (text.replacen("[layouts]\n", "[layouts]\nnonsense\n", 1), "no layout"),
    ] {
        let why = generate(&wrong)[0].clone().unwrap_err();
        assert!(words == "FFI" || why.contains(words), "{why}");
    }
    // Cut anywhere, with a line less anywhere: an answer, whatever it is.
    let ends = (0..text.len()).step_by(347).filter(|at| text.is_char_boundary(*at));
    for at in ends {
        let _ = generate(&text[..at]);
    }
    let lines: Vec<&str> = text.lines().collect();
    for number in (0..lines.len()).step_by(11) {
        let _ = generate(&[&lines[..number], &lines[number + 1..]].concat().join("\n"));
    }
}
