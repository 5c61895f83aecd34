//! `#[ffi::struct_layout]`: records of a header of everything, and of the system's, against what C code does with them.

use std::process::Command;

use e2e::{DEPENDENCIES_WITH_HEADERS, Project, machine};

const BUILD: &str = "fn main() {\n    println!(\"cargo::rustc-link-search=native=c\");\n    \
                     ffi_build::Builder::new(\"layouts\").build();\n}\n";

#[test]
fn members_are_where_c_has_them() {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "layouts");
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("c/records.h", include_str!("layouts/records.h"))
        .write("c/records.c", include_str!("layouts/records.c"))
        .write("src/main.rs", include_str!("layouts/program.rs"))
        .write("build.rs", BUILD);
    let folder = project.folder().join("c");
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(&folder).output().expect("the compiler runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run("gcc", &["-O2", "-fPIC", "-c", "records.c", "-o", "records.o"]);
    run("ar", &["crs", "librecords.a", "records.o"]);
    let said = project.cargo(&["run"]);
    assert_eq!(said.expect_success(), "as C has it\n");
    // Nothing that a strict crate would mind.
    assert!(!said.stderr.contains("warning"), "{}", said.stderr);
    assert_eq!(project.cargo(&["run", "--release"]).expect_success(), "as C has it\n");
}

/// `examples/stat` says of a folder what `ls -l` does; for AArch64, from that machine's headers and under qemu, if `FFI_MACHINE` says so.
#[test]
fn the_example_lists_as_ls_does() {
    let environment = machine();
    let build = match environment.is_empty() {
        true => include_str!("../../../examples/stat/build.rs"),
        false => {
            "fn main() {\n    let folders = [\"-nostdlibinc\", \"-isystem\", \"/usr/aarch64-linux-gnu/include\"];\n    \
             folders.into_iter().fold(ffi_build::Builder::new(\"stat\"), ffi_build::Builder::clang_arg).build();\n}\n"
        }
    };
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "example-stat");
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("src/main.rs", include_str!("../../../examples/stat/src/main.rs"))
        .write("src/sys.rs", include_str!("../../../examples/stat/src/sys.rs"))
        .write("build.rs", build)
        .write("folder/a file", "some text")
        .write("folder/.hidden", "")
        .write("folder/deeper/one", &"long ".repeat(5000));
    let folder = project.folder().join("folder");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let output = command.args(arguments).current_dir(&folder).env("LC_ALL", "C").output().expect("the program runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the names are UTF-8")
    };
    run("ln", &["-s", "../nowhere", "link"]);
    run("mkfifo", &["pipe"]);
    run("touch", &["-d", "1999-12-31 23:59:58", "old"]);
    run("chmod", &["6711", "old"]);
    run("chmod", &["1777", "deeper"]);
    for shown in ["folder", "/usr/bin"] {
        let ours = project.cargo_with(&["run", "--", shown], &environment);
        let path = project.folder().join(shown);
        let theirs = run("ls", &["-lA", "--time-style=long-iso", &path.display().to_string()]);
        assert_eq!(ours.expect_success(), theirs, "{shown}");
    }
    let nowhere = project.cargo_with(&["run", "--", "nowhere"], &environment);
    assert!(nowhere.expect_failure().contains("No such file or directory (os error 2)"));
}

/// A member through a pointer is as many and the same instructions as a plain field of a `#[repr(C)]` structure.
#[test]
fn a_member_through_a_pointer_is_a_plain_field() {
    const RECORD: &str = r#"
        #[ffi::struct_layout(size = 40, align = 8, cfg(target_pointer_width = "64"))]
        pub struct Record {
            #[ffi(offset = 0)]
            a: u8,
            #[ffi(offset = 2)]
            b: i16,
            #[ffi(offset = 4)]
            c: u32,
            #[ffi(offset = 8)]
            d: f64,
            #[ffi(offset = 16)]
            e: Option<unsafe extern "C" fn(u32) -> i64>,
            #[ffi(offset = 24)]
            f: [u64; 2],
        }
        macro_rules! get { ($pointer:ident, $name:ident) => { $pointer.fields().$name() } }
        macro_rules! set { ($pointer:ident, $name:ident, $setter:ident, $value:expr) => { $pointer.fields().$setter($value) } }
    "#;
    const PLAIN: &str = r#"
        #[repr(C)]
        pub struct Record {
            a: u8, b: i16, c: u32, d: f64, e: Option<unsafe extern "C" fn(u32) -> i64>, f: [u64; 2],
        }
        macro_rules! get { ($pointer:ident, $name:ident) => { (*$pointer.as_ptr()).$name } }
        macro_rules! set { ($pointer:ident, $name:ident, $setter:ident, $value:expr) => { (*$pointer.as_ptr()).$name = $value } }
    "#;
    const FUNCTIONS: &str = r#"
        pub type P = ffi::Pointer<Record>;
        #[unsafe(no_mangle)] pub unsafe extern "C" fn get_a(p: P) -> u8 { unsafe { get!(p, a) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn get_b(p: P) -> i16 { unsafe { get!(p, b) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn get_d(p: P) -> f64 { unsafe { get!(p, d) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn set_c(p: P, v: u32) { unsafe { set!(p, c, set_c, v) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn set_d(p: P, v: f64) { unsafe { set!(p, d, set_d, v) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn sum(p: P) -> u64 { unsafe { let f = get!(p, f); f[0] ^ f[1] } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn swap(p: P, q: P) { unsafe {
            let (x, y) = (get!(p, d), get!(q, d)); set!(p, d, set_d, y); set!(q, d, set_d, x);
        } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn call(p: P) -> i64 { unsafe { get!(p, e).map_or(-1, |f| f(get!(p, c))) } }
        #[unsafe(no_mangle)] pub unsafe extern "C" fn scale(p: P, n: usize) { unsafe {
            for at in 0..n as isize { let q = p.element_at(at); set!(q, d, set_d, get!(q, d) * 2.0); }
        } }
    "#;
    let code = |name: &str, record: &str| {
        let project = Project::new(env!("CARGO_TARGET_TMPDIR"), name);
        project
            .manifest("[lib]\nname = \"code\"\n[dependencies]\nffi-rt = { path = \"$WORKSPACE/ffi-rt\" }\n")
            .write("src/lib.rs", &format!("{record}{FUNCTIONS}"));
        let assembly = project.folder().join("code.s");
        let emit = format!("--emit=asm={}", assembly.display());
        project.cargo(&["rustc", "--release", "--lib", "--", &emit]).expect_success();
        let text = std::fs::read_to_string(assembly).expect("the compiler has written it");
        functions(&text)
    };
    let (ours, plain) = (code("member-through-pointer", RECORD), code("plain-field", PLAIN));
    assert_eq!(plain.len(), 9, "{plain:?}");
    assert_eq!(ours, plain);
}

/// The instructions of each global function of an assembler text, in the order of their names.
fn functions(text: &str) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut found = std::collections::BTreeMap::new();
    let mut current: Option<(String, Vec<String>)> = None;
    for line in text.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|name| !name.starts_with(['.', '\t', ' '])) {
            current = Some((name.to_owned(), Vec::new()));
        } else if line.starts_with(".Lfunc_end") {
            found.extend(current.take());
        } else if let (Some((_, code)), Some(instruction)) =
            (&mut current, line.strip_prefix('\t').filter(|i| !i.starts_with('.')))
        {
            // Labels are numbered through the file.
            let words = instruction.split('\t').map(|word| if word.starts_with(".L") { ".L" } else { word });
            code.push(words.collect::<Vec<_>>().join(" "));
        }
    }
    found
}
