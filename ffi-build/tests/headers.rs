//! Headers of `tests/headers`, each for one intent, through the front end, bindgen, agreement and the report.
//!
//! Goldens: what the front end reads (`.ffi`), the Rust text (`.rs`), the report (`.txt`). `FFI_BLESS=1` rewrites them; a golden
//! without a header fails. The Rust text is also compiled, with every warning an error.
#![cfg(feature = "headers")]

#[path = "headers/arithmetic.rs"]
mod arithmetic;
#[path = "headers/generation.rs"]
mod generation;
#[path = "headers/hostile.rs"]
mod hostile;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::Target;
use ffi_build::declarations::Declarations;
use ffi_build::headers::{Headers, Input, bind, read};
use ffi_build::report::Report;
use ffi_build::rust::{Generated, Options, generate};

fn target() -> Target {
    Target::parse("x86_64-unknown-linux-gnu").unwrap()
}

fn input(header: &str) -> Input {
    Input::new(target(), vec![header.into()], vec![])
}

/// A header of `tests/headers`, with the arguments that it asks for in a comment.
fn case(name: &str) -> Input {
    let path = format!("tests/headers/{name}.h");
    let text = fs::read_to_string(&path).unwrap();
    let asked = text.lines().find_map(|line| line.strip_prefix("// clang-args: ")).unwrap_or_default();
    Input { arguments: asked.split_whitespace().map(str::to_owned).collect(), ..input(&path) }
}

fn options(input: &Input, encoder: bool) -> Options {
    Options {
        target: input.target,
        runtime: syn::parse_quote!(::ffi),
        link: proc_macro2::TokenStream::new(),
        encoder,
        comments: true,
        non_null: input.choices.non_null.clone(),
        never_null: input.choices.never_null.clone(),
    }
}

fn make(input: &Input) -> (Declarations, Generated) {
    let Headers { declarations, bindgen, .. } = bind(input).unwrap();
    let options = options(input, true);
    let generated = generate(&declarations, &bindgen, &options);
    (declarations, generated)
}

fn rust_text(generated: &Generated) -> String {
    prettyplease::unparse(&syn::parse_file(&generated.text("ffi_test")).unwrap())
}

/// The headers' names, without their end.
fn names() -> Vec<String> {
    let files = fs::read_dir("tests/headers").unwrap().map(|entry| entry.unwrap().path());
    let headers = files.filter(|path| path.extension().is_some_and(|end| end == "h"));
    let mut names: Vec<_> = headers.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Only what the header itself declares: the system's headers differ from one machine to the next.
fn own(mut declarations: Declarations) -> Declarations {
    declarations.files.retain(|file| file.starts_with("tests/"));
    declarations.items.retain(|declaration| declaration.selected);
    declarations
}

#[test]
fn goldens() {
    let bless = std::env::var_os("FFI_BLESS").is_some_and(|value| value == "1");
    let folder = Path::new("tests/headers/golden");
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for name in names() {
        let (declarations, generated) = make(&case(&name));
        let report = Report::new(&declarations, &generated.rulings).to_text();
        for (end, text) in [("ffi", own(declarations).to_text()), ("rs", rust_text(&generated)), ("txt", report)] {
            let path = folder.join(format!("{name}.{end}"));
            if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
                if bless {
                    fs::create_dir_all(folder).unwrap();
                    fs::write(&path, &text).unwrap();
                } else {
                    wrong.push(format!("{}:\n{text}", path.display()));
                }
            }
            expected.insert(path);
        }
    }
    let found: BTreeSet<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let orphans: Vec<_> = found.difference(&expected).collect();
    assert!(orphans.is_empty(), "goldens without a header: {orphans:?}");
    assert!(wrong.is_empty(), "FFI_BLESS=1 accepts what is printed here\n\n{}", wrong.join("\n"));
}

/// Builds the runtime and gives the arguments that make rustc find it.
fn runtime() -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "ffi-rt", "--message-format=json-render-diagnostics"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut paths = text.split('"').filter(|part| part.ends_with("libffi.rlib"));
    let path = paths.next_back().expect("cargo names the library that it built");
    let dependencies = Path::new(path).parent().unwrap().join("deps");
    vec![format!("--extern=ffi={path}"), format!("-Ldependency={}", dependencies.display())]
}

fn compile(folder: &Path, name: &str, text: &str, runtime: &[String]) {
    let source = folder.join(format!("{name}.rs"));
    // What a strict crate demands.
    fs::write(&source, format!("//! Generated.\n#![deny(warnings, missing_docs, unsafe_op_in_unsafe_fn)]\n{text}")).unwrap();
    let output = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--crate-name", name, "--out-dir"])
        .arg(folder)
        .arg(&source)
        .args(runtime)
        .output()
        .unwrap();
    assert!(output.status.success(), "{name}:\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_rust_text_compiles_without_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = runtime();
    for name in names() {
        let (_, generated) = make(&case(&name));
        compile(folder.path(), &name, &rust_text(&generated), &runtime);
    }
}

/// Installed headers, as deep as they go: everything that they include is asked for.
#[test]
fn installed_headers_give_rust_that_compiles_and_layouts_that_equal_clangs() {
    const HEADERS: [&str; 34] = [
        "stdio.h",
        "stdlib.h",
        "string.h",
        "math.h",
        "complex.h",
        "time.h",
        "signal.h",
        "setjmp.h",
        "fenv.h",
        "wchar.h",
        "locale.h",
        "uchar.h",
        "pthread.h",
        "sched.h",
        "semaphore.h",
        "dirent.h",
        "dlfcn.h",
        "elf.h",
        "link.h",
        "netdb.h",
        "poll.h",
        "regex.h",
        "spawn.h",
        "termios.h",
        "ucontext.h",
        "utmpx.h",
        "arpa/inet.h",
        "netinet/in.h",
        "sys/socket.h",
        "sys/stat.h",
        "sys/epoll.h",
        "sys/timex.h",
        "linux/perf_event.h",
        "linux/videodev2.h",
    ];
    let folder = tempfile::tempdir().unwrap();
    let runtime = runtime();
    for header in HEADERS {
        let (declarations, generated) = make(&Input { allow: vec![".*".into()], ..input(header) });
        let faults: Vec<_> = declarations.records().filter_map(|(_, record)| record.fault.as_ref()).collect();
        assert!(faults.is_empty(), "{header}: {faults:?}");
        let again = Declarations::parse(&declarations.to_text()).unwrap();
        assert_eq!(again.to_text(), declarations.to_text(), "{header}");
        let ruled = generated.rulings.iter().flatten().count();
        assert_eq!(ruled, declarations.items.iter().filter(|declaration| declaration.selected).count(), "{header}");
        compile(folder.path(), &header.replace(['.', '/'], "_"), &rust_text(&generated), &runtime);
    }
}

#[test]
fn declarations_read_back_as_they_were_written() {
    for name in names() {
        let declarations = read(&case(&name)).unwrap();
        let text = declarations.to_text();
        let again = Declarations::parse(&text).unwrap();
        assert_eq!(again.items, declarations.items, "{name}");
        assert_eq!(again.to_text(), text, "{name}");
    }
}

#[test]
fn the_report_is_json_with_the_same_counts() {
    let (declarations, generated) = make(&input("tests/headers/long_double.h"));
    let report = Report::new(&declarations, &generated.rulings);
    let json = report.to_json();
    let counts = report.counts()["function"];
    let verdicts = |verdict: &str| {
        json.lines()
            .filter(|l| l.contains("\"what\": \"function\"") && l.contains(&format!("\"verdict\": \"{verdict}\"")))
            .count()
    };
    assert_eq!((verdicts("direct"), verdicts("trampoline")), (counts.direct, counts.trampoline));
    assert!(json.contains(r#""reason": "long-double", "text": "`long double` by value", "file": "tests/headers/long_double.h""#));
}

#[test]
fn only_what_is_asked_for_is_bound() {
    let input = Input {
        allow: vec!["give.*".into(), "twice".into()],
        block: vec!["give_pointer".into()],
        ..input("tests/headers/long_double.h")
    };
    let (declarations, generated) = make(&input);
    let selected: Vec<_> = declarations.items.iter().filter(|d| d.selected).map(|d| d.item.name()).collect();
    assert_eq!(selected, ["give", "twice"]);
    let text = rust_text(&generated);
    assert!(text.contains("fn give(") && text.contains("fn twice(") && text.contains("pub struct reading"));
    assert!(!text.contains("give_pointer") && !text.contains("fn sine"));
    assert_eq!(generated.rulings.iter().flatten().count(), 2);
}

/// What a header of the system includes by quotes is its library's, wherever Debian has it: `zconf.h` is in a folder for one target.
#[test]
fn a_header_of_the_system_has_its_parts() {
    for header in ["zlib.h", "/usr/include/zlib.h"] {
        let (declarations, generated) = make(&input(header));
        let text = rust_text(&generated);
        assert!(text.contains("pub const MAX_WBITS") && text.contains("pub fn deflate"), "{header}");
        let own = declarations.items.iter().filter(|item| item.selected).filter_map(|item| item.place.as_ref());
        let others: BTreeSet<&str> = own
            .map(|place| place.file.as_str())
            .filter(|file| !file.ends_with("/zlib.h") && !file.ends_with("/zconf.h"))
            .collect();
        assert!(others.iter().all(|file| file.contains("/bits/")), "{header}: {others:?}");
    }
}

#[test]
fn a_target_without_an_encoder_keeps_what_needs_none() {
    let input = input("tests/headers/long_double.h");
    let Headers { declarations, bindgen, .. } = bind(&input).unwrap();
    let options = options(&input, false);
    let generated = generate(&declarations, &bindgen, &options);
    let report = Report::new(&declarations, &generated.rulings).to_text();
    assert!(generated.trampolines.is_empty());
    assert!(report.contains("refused     function  sine: it needs a trampoline for `long double` by value"), "{report}");
    assert!(report.contains("direct      function  measure"), "{report}");
}

mod bad_input {
    use super::*;

    fn faults(input: &Input) -> Vec<String> {
        let faults = bind(input).err().expect("it fails");
        faults.iter().map(|fault| format!("{} {}", fault.code().id(), fault.message())).collect()
    }

    fn written(text: &str) -> (tempfile::TempDir, Input) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bad.h");
        fs::write(&path, text).unwrap();
        let input = input(path.to_str().unwrap());
        (folder, input)
    }

    #[test]
    fn a_missing_header_is_named_with_the_folders_searched() {
        let input = Input { arguments: vec!["-Itests/headers".into()], ..input("absent.h") };
        let faults = bind(&input).err().unwrap();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].message(), "the header `absent.h` was not found");
        assert!(faults[0].hint().contains("`tests/headers`"), "{}", faults[0].hint());
    }

    #[test]
    fn a_header_that_another_one_misses_is_clangs_message_with_its_place() {
        let (folder, input) = written("\n#include \"gone.h\"\n");
        let faults = bind(&input).err().unwrap();
        assert_eq!(faults[0].message(), "'gone.h' file not found");
        let path = folder.path().join("bad.h");
        assert_eq!(*faults[0].place(), ffi_grammar::Place::File { path, line: 2, column: 10, length: 1 });
    }

    #[test]
    fn a_header_that_does_not_parse_is_clangs_message_with_its_place() {
        let (folder, input) = written("int ok(void);\nint broken(int a, ;\n");
        let faults = bind(&input).err().unwrap();
        assert_eq!(faults[0].code().id(), "FFI0051");
        assert_eq!(faults[0].message(), "expected parameter declarator");
        let path = folder.path().join("bad.h");
        assert_eq!(*faults[0].place(), ffi_grammar::Place::File { path, line: 2, column: 19, length: 1 });
    }

    #[test]
    fn an_include_path_that_is_no_folder() {
        let input = Input { arguments: vec!["-Itests/nowhere".into()], ..input("tests/headers/scalars.h") };
        assert_eq!(faults(&input), ["FFI0052 the include path `tests/nowhere` is not a folder"]);
    }

    #[test]
    fn c_plus_plus_is_refused() {
        assert_eq!(faults(&input("vector.hpp")), ["FFI0055 `vector.hpp` asks for C++, and only headers of C are read"]);
        let input = Input { arguments: vec!["-std=c++17".into()], ..input("tests/headers/scalars.h") };
        assert_eq!(faults(&input), ["FFI0055 `-std=c++17` asks for C++, and only headers of C are read"]);
    }

    #[test]
    fn a_pattern_that_is_no_regular_expression() {
        let input = Input { allow: vec!["sqlite3_(".into()], ..input("tests/headers/scalars.h") };
        assert!(faults(&input)[0].starts_with("FFI0056 `sqlite3_(` is not a regular expression"));
    }

    /// Runs itself again in a process that finds no libclang: the library is loaded once in each.
    #[test]
    fn absent_libclang_says_what_to_install() {
        if std::env::var_os("FFI_TEST_WITHOUT_LIBCLANG").is_some() {
            let faults = bind(&input("tests/headers/scalars.h")).err().expect("no library can be found");
            assert_eq!(faults[0].code().id(), "FFI0053");
            assert!(faults[0].hint().contains("apt-get install libclang-dev"), "{}", faults[0].hint());
            assert!(faults[0].notes()[0].contains("LIBCLANG_PATH"), "{:?}", faults[0].notes());
            return;
        }
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "bad_input::absent_libclang_says_what_to_install"])
            .env("FFI_TEST_WITHOUT_LIBCLANG", "1")
            .env("LIBCLANG_PATH", "tests/headers")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(text.contains("1 passed"), "{text}");
    }
}
