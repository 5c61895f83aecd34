//! The C shim's compiler: for another machine, absent, with arguments that decide over the layout of what it passes.
#![cfg(feature = "headers")]

use std::path::Path;
use std::process::Command;

use ffi_build::{Builder, Outputs};

const HEADER: &str = "
    enum small { A, B };
    struct holds { enum small kind; char letter; };
    static inline int size_of_holds(void) { return (int)sizeof(struct holds); }
    static inline long double half(long double x) { return x / 2; }
";

fn outputs(folder: &Path, target: &str, arguments: &[&str]) -> Outputs {
    let header = folder.join("inline.h");
    std::fs::write(&header, HEADER).unwrap();
    let mut builder = Builder::new("shim").header(header.display().to_string()).inline_functions(true).target(target);
    for argument in arguments {
        builder = builder.clang_arg(*argument);
    }
    match builder.sources(Vec::<String>::new()).out_dir(folder).generate() {
        Ok(outputs) => outputs,
        Err(faults) => panic!("{:?}", faults.iter().map(ffi_grammar::Diagnostic::message).collect::<Vec<_>>()),
    }
}

fn report(outputs: &Outputs) -> &str {
    &outputs.coverage.as_ref().unwrap().text
}

/// `e_machine` of the first ELF file in an archive (gABI, chapter 4: at byte 18).
fn machine(outputs: &Outputs) -> Option<u16> {
    let (_, archive) = outputs.files.iter().find(|(name, _)| name.ends_with(".a"))?;
    let at = archive.windows(4).position(|window| window == b"\x7fELF")?;
    Some(u16::from_le_bytes([archive[at + 18], archive[at + 19]]))
}

#[test]
fn the_shim_is_for_the_target() {
    let folder = tempfile::tempdir().unwrap();
    let native = outputs(folder.path(), "x86_64-unknown-linux-gnu", &[]);
    assert!(report(&native).contains("shim        function  half"), "{}", report(&native));
    assert_eq!(machine(&native), Some(62));
    if Command::new("aarch64-linux-gnu-gcc").arg("--version").output().is_err() {
        println!("skipped: there is no aarch64-linux-gnu-gcc here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let other = outputs(folder.path(), "aarch64-unknown-linux-gnu", &[]);
    assert!(report(&other).contains("shim        function  half"), "{}", report(&other));
    assert_eq!(machine(&other), Some(183));
}

#[test]
fn the_compiler_gets_the_arguments_that_decide_over_layouts() {
    let folder = tempfile::tempdir().unwrap();
    let made = outputs(folder.path(), "x86_64-unknown-linux-gnu", &["-fshort-enums"]);
    assert!(report(&made).contains("shim        function  size_of_holds"), "{}", report(&made));
    // 2 with the argument, 8 without: the object itself says which it was.
    let object = std::fs::read(folder.path().join("ffi_shim_shim/shim.o")).unwrap();
    assert!(object.windows(6).any(|code| code == [0xb8, 2, 0, 0, 0, 0xc3]), "mov eax, 2; ret");
    // What the compiler does not know is its error, not ignored.
    let folder = tempfile::tempdir().unwrap();
    let unknown = outputs(folder.path(), "x86_64-unknown-linux-gnu", &["-fblocks"]);
    let (text, is_gcc) = (report(&unknown), Command::new("cc").arg("--version").output().unwrap().stdout);
    if String::from_utf8_lossy(&is_gcc).contains("Free Software Foundation") {
        assert!(text.contains("no shim could be compiled for it") && text.contains("-fblocks"), "{text}");
    }
}

#[test]
fn a_macro_that_does_not_compile_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("macros.h");
    let text = "int puts(const char *);\n#define GONE(a) ((a) + nothing)\n#define SAYS(a) puts(a)\n#define CALLS(a) nobody(a)\n";
    std::fs::write(&header, text).unwrap();
    let mut builder = Builder::new("shim").header(header.display().to_string()).target("x86_64-unknown-linux-gnu");
    for function in ["int GONE(int a)", "int SAYS(const char *a)", "int CALLS(int a)"] {
        builder = builder.macro_function(function);
    }
    let made = builder.sources(Vec::<String>::new()).out_dir(folder.path()).generate().unwrap();
    let text = report(&made);
    assert!(text.contains("shim        function  SAYS"), "{text}");
    for name in ["GONE", "CALLS"] {
        let refused = format!("refused     function  {name}: it has no symbol, and no shim could be compiled for it");
        assert!(text.contains(&refused), "{text}");
    }
    assert!(text.contains("nothing") && text.contains("nobody"), "the compiler's own words\n{text}");
}

/// Runs itself again with another compiler in the environment, which a process has only one of.
#[test]
fn without_a_compiler_the_report_and_a_warning_say_so() {
    if std::env::var_os("FFI_TEST_WITHOUT_COMPILER").is_some() {
        let folder = tempfile::tempdir().unwrap();
        let made = outputs(folder.path(), "x86_64-unknown-linux-gnu", &[]);
        assert!(report(&made).contains("refused     function  half: it has no symbol, and no shim could be compiled for it"));
        let warning = made.directives.iter().find(|line| line.starts_with("cargo::warning=")).expect("a warning");
        assert!(warning.contains("2 functions have no symbol"), "{warning}");
        for name in ["CC", "CFLAGS_x86_64_unknown_linux_gnu"] {
            let line = format!("cargo::rerun-if-env-changed={name}");
            assert!(made.directives.contains(&line), "a build with another compiler is another build");
        }
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "without_a_compiler_the_report_and_a_warning_say_so"])
        .env("FFI_TEST_WITHOUT_COMPILER", "1")
        .env("CC", "/nowhere/cc")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("1 passed"), "{text}");
}
