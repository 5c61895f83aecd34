//! Lazily bound libraries: old and new versions of one, first calls of many threads at once, a library that goes away, none at all.

#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use e2e::{DEPENDENCIES, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// Of a package without a build script.
const RUNTIME: &str = "[dependencies]\nffi-rt = { path = \"$WORKSPACE/ffi-rt\" }\n";

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    output
}

/// Makes a shared library `libdemo.so.1` in a folder of its own, which is returned.
fn library(project: &Project, folder: &str, source: &str, options: &[&str]) -> PathBuf {
    project.write(&format!("{folder}/demo.c"), source);
    let folder = project.folder().join(folder);
    let mut gcc = Command::new("gcc");
    gcc.args(["-O2", "-g", "-shared", "-fPIC"])
        .args(options)
        .arg("-o")
        .arg(folder.join("libdemo.so.1"))
        .arg(folder.join("demo.c"));
    succeed(&mut gcc);
    folder
}

/// Builds the project's program.
fn program(project: &Project, name: &str) -> PathBuf {
    project.cargo(&["build", "--quiet"]).expect_success();
    project.target().join("debug").join(name)
}

/// Runs a program that finds libraries in a folder.
fn run(program: &Path, libraries: &Path) -> (bool, String, String) {
    let output = Command::new(program).env("LD_LIBRARY_PATH", libraries).output().expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout), text(&output.stderr))
}

const VERSIONS: &str = "
    static const char *version = VERSION;
    int demo_count = 5;
    const char *demo_version(void) { return version; }
    int add(int a, int b) { return a + b; }
    double scale(double x) { return 10 * x; }
    #ifdef NEW
    int multiply(int a, int b) { return a * b; }
    double scale_v2(double x) { return 100 * x; }
    #endif
";

#[test]
fn old_and_new_versions_of_a_library() {
    let project = Project::new(SCRATCH, "lazy-versions");
    let ancient = library(&project, "ancient", VERSIONS, &["-DVERSION=\"1.1\""]);
    let old = library(&project, "old", VERSIONS, &["-DVERSION=\"1.2\""]);
    let new = library(&project, "new", VERSIONS, &["-DVERSION=\"demo 1.10.3-beta\"", "-DNEW"]);
    project.manifest(RUNTIME).write("src/main.rs", include_str!("lazy/versions.rs"));
    let program = program(&project, "lazy-versions");

    let (success, stdout, stderr) = run(&program, &old);
    assert!(success, "{stderr}");
    assert_eq!(stdout, "add 5, multiply none, scale 20, count 6, loaded true\n");

    let (success, stdout, stderr) = run(&program, &new);
    assert!(success, "{stderr}");
    assert_eq!(stdout, "add 5, multiply 6, scale 200, count 6, loaded true\n");

    // Too old, and none at all: what was tried and why it would not do, then an end, never a call of something else.
    let (success, stdout, stderr) = run(&program, &ancient);
    assert!(!success && stdout.is_empty(), "{stdout}");
    assert!(stderr.contains("`add` is bound lazily and was needed, but cannot be used"), "{stderr}");
    assert!(stderr.contains("`libdemo.so.1`: too old: its function `demo_version` says 1.1, and 1.2 is needed"), "{stderr}");
    assert!(stderr.contains("`demo.dll`: not tried: it is a name for Windows"), "{stderr}");
    let (success, stdout, stderr) = run(&program, project.folder());
    assert!(!success && stdout.is_empty(), "{stdout}");
    for name in ["`libdemo.so`: libdemo.so: cannot open shared object file", "`libdemo.so.1`: libdemo.so.1: cannot open"] {
        assert!(stderr.contains(name), "{stderr}");
    }
}

/// The bindings of `examples/zlib`, with libraries that stand for zlib before and after `crc32_z` came.
#[test]
fn old_and_new_zlib() {
    const SOURCE: &str = "
        const char *zlibVersion(void) { return VERSION; }
        int deflateInit2_(void) { return 0; }
        unsigned long deflateBound(void *stream, unsigned long length) { return length; }
        int deflate(void) { return 1; }
        int deflateEnd(void) { return 0; }
        int inflateInit2_(void) { return 0; }
        int inflate(void) { return 1; }
        int inflateEnd(void) { return 0; }
        unsigned long crc32(unsigned long start, const unsigned char *data, unsigned length) { return 32; }
        #ifdef NEW
        unsigned long crc32_z(unsigned long start, const unsigned char *data, unsigned long length) { return 64; }
        #endif
    ";
    let project = Project::new(SCRATCH, "lazy-zlib");
    let make = |folder: &str, options: &[&str]| {
        let folder = library(&project, folder, SOURCE, options);
        std::fs::copy(folder.join("libdemo.so.1"), folder.join("libz.so.1")).expect("the library can be copied");
        std::fs::rename(folder.join("libdemo.so.1"), folder.join("libz.so")).expect("the library can be renamed");
        folder
    };
    let ancient = make("ancient", &["-DVERSION=\"1.1.4\""]);
    let old = make("old", &["-DVERSION=\"1.2.3\""]);
    let new = make("new", &["-DVERSION=\"1.3.1\"", "-DNEW"]);
    project.manifest(RUNTIME).write("src/zlib.rs", include_str!("../../../examples/zlib/src/zlib.rs")).write(
        "src/main.rs",
        r#"
        #[allow(unused)]
        mod zlib;
        fn main() {
            if let Err(error) = zlib::ZLIB.load() { return println!("{error}"); }
            let version = unsafe { std::ffi::CStr::from_ptr(zlib::zlib_version()) }.to_str().unwrap();
            let data = b"data";
            let sum = unsafe {
                match zlib::crc32_z() {
                    Some(crc32_z) => crc32_z(0, data.as_ptr(), data.len()),
                    None => zlib::crc32(0, data.as_ptr(), data.len() as u32),
                }
            };
            println!("{version} {sum}");
        }"#,
    );
    let program = program(&project, "lazy-zlib");
    assert_eq!(run(&program, &old).1, "1.2.3 32\n");
    assert_eq!(run(&program, &new).1, "1.3.1 64\n");
    let said = run(&program, &ancient).1;
    for name in ["libz.so.1", "libz.so"] {
        assert!(
            said.contains(&format!("`{name}`: too old: its function `zlibVersion` says 1.1.4, and 1.2.0 is needed")),
            "{said}"
        );
    }
}

#[test]
fn eight_threads_call_at_once_for_the_first_time() {
    let project = Project::new(SCRATCH, "lazy-threads");
    let libraries = library(&project, "library", include_str!("lazy/threads.c"), &[]);
    project.manifest(RUNTIME).write("src/main.rs", include_str!("lazy/threads.rs"));
    let program = program(&project, "lazy-threads");
    for _ in 0..5 {
        let (success, stdout, stderr) = run(&program, &libraries);
        assert!(success && stdout == "every argument arrived\n", "{stdout}{stderr}");
    }
    // A library goes away after it was opened: what was not called yet is found all the same.
    let output =
        Command::new(&program).arg("remove").arg(libraries.join("libdemo.so.1")).env("LD_LIBRARY_PATH", &libraries).output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!libraries.join("libdemo.so.1").exists());
    let (success, _, stderr) = run(&program, &libraries);
    assert!(!success && stderr.contains("cannot open shared object file"), "{stderr}");
}

/// A debugger sees through the resolver: an initialiser of the library, the loader, the runtime, the resolver, the program.
#[test]
fn the_resolver_is_unwound() {
    let project = Project::new(SCRATCH, "lazy-frames");
    let source = "
        #include <unwind.h>
        int frames;
        static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *data) { frames++; return _URC_NO_REASON; }
        __attribute__((constructor, noinline)) void demo_starts(void) { _Unwind_Backtrace(count, 0); __asm__ volatile(\"\"); }
        int get_frames(void) { return frames; }";
    let libraries = library(&project, "library", source, &[]);
    project.manifest(RUNTIME).write(
        "src/main.rs",
        r#"
        #[ffi::import(library = "libdemo.so.1", lazy)]
        unsafe extern "C" { safe fn get_frames() -> i32; }
        #[inline(never)]
        fn innermost() -> i32 { get_frames() + 0 }
        fn main() { println!("{}", innermost()); }"#,
    );
    let program = program(&project, "lazy-frames");
    let (success, stdout, stderr) = run(&program, &libraries);
    assert!(success, "{stderr}");
    let frames: u32 = stdout.trim().parse().expect("a number");
    let mut gdb = Command::new("gdb");
    gdb.args(["-nx", "-batch", "-ex", "set breakpoint pending on", "-ex", "break demo_starts", "-ex", "run", "-ex", "backtrace"]);
    let output = succeed(gdb.arg(&program).env("LD_LIBRARY_PATH", &libraries).env_remove("DEBUGINFOD_URLS"));
    let trace = String::from_utf8_lossy(&output.stdout).into_owned();
    let place = |name: &str| trace.lines().position(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name} in {trace}"));
    let order = ["#0  demo_starts", "dlopen", "resolve", "ffi1_resolver", "innermost", "::main"].map(place);
    assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "{trace}");
    // What the unwinder of exceptions counts is what the debugger sees, but for functions that were put in others, which have no address.
    let seen = trace.lines().filter(|line| line.starts_with('#') && line.contains(" 0x")).count() as u32 + 1;
    assert!(frames >= seen && seen > 10, "{frames} frames, gdb sees {seen}: {trace}");
}

#[test]
fn equal_imports_are_there_once_and_unused_ones_are_not() {
    let project = Project::new(SCRATCH, "lazy-shared");
    let block = r#"
        #[ffi::import(library = "m", lazy = pub MATH)]
        unsafe extern "C" {
            pub safe fn hypot(x: f64, y: f64) -> f64;
            pub safe fn cos(x: f64) -> f64;
        }"#;
    project
        .package("sys", RUNTIME)
        .write("sys/src/lib.rs", &format!("pub mod a {{ {block} }}\npub mod b {{ {block} }}\n"))
        .manifest(&format!("{RUNTIME}[dependencies.sys]\npath = \"sys\"\n[profile.release]\nlto = \"fat\"\n"))
        .write("src/lib.rs", &format!("pub mod sys {{ {block} }}\n"))
        .write(
            "src/main.rs",
            &format!(
                "mod own {{ {block} }}
                fn main() {{
                    let sum = own::hypot(3.0, 4.0) + lazy_shared::sys::hypot(6.0, 8.0) + sys::a::hypot(5.0, 12.0);
                    println!(\"{{}} {{:?}}\", sum + sys::b::hypot(8.0, 15.0), std::env::args().nth(1).map(|_| own::MATH.load()));
                }}"
            ),
        );
    for (arguments, folder) in [(&["run"][..], "debug"), (&["run", "--release"][..], "release")] {
        assert_eq!(project.cargo(arguments).expect_success(), "45 None\n");
        let nm = succeed(Command::new("nm").arg(project.target().join(folder).join("lazy-shared")));
        let names = String::from_utf8_lossy(&nm.stdout).into_owned();
        let count = |what: &str| names.lines().filter(|line| line.contains("ffi1_") && line.ends_with(what)).count();
        assert_eq!((count("_hypot"), count("ffi1_resolver")), (2, 1), "{names}");
    }
}

#[test]
fn a_program_that_does_not_load_everything_drops_what_it_does_not_call() {
    let project = Project::new(SCRATCH, "lazy-dropped");
    project.manifest(RUNTIME).write(
        "src/main.rs",
        r#"
        #[ffi::import(library = "m", lazy = pub MATH)]
        unsafe extern "C" {
            safe fn hypot(x: f64, y: f64) -> f64;
            pub safe fn cos(x: f64) -> f64;
        }
        fn main() { println!("{}", hypot(3.0, 4.0)); }"#,
    );
    assert_eq!(project.cargo(&["run", "--release"]).expect_success(), "5\n");
    let nm = succeed(Command::new("nm").arg(project.target().join("release/lazy-dropped")));
    let names = String::from_utf8_lossy(&nm.stdout).into_owned();
    assert!(names.contains("_hypot") && !names.contains("_cos"), "{names}");
}

#[test]
fn what_rustc_cannot_call_is_found_lazily_too() {
    let project = Project::with_build_script(SCRATCH, "lazy-trampolines");
    project.manifest(DEPENDENCIES).write(
        "src/main.rs",
        r#"
        use ffi::LongDouble;
        #[ffi::import(library = "m", lazy = MATH)]
        unsafe extern "C" {
            safe fn powl(x: LongDouble, y: LongDouble) -> LongDouble;
            #[ffi(optional)]
            safe fn exp10l(x: LongDouble) -> LongDouble;
            #[ffi(optional)]
            fn no_such_function(x: LongDouble) -> LongDouble;
        }
        fn main() {
            let (two, ten) = (LongDouble::from(2), LongDouble::from(10));
            println!("{} {} {}", powl(two, ten), exp10l().unwrap()(two), no_such_function().is_some());
            println!("{:?}", MATH.load());
        }"#,
    );
    assert_eq!(project.cargo(&["run"]).expect_success(), "1024 100 false\nOk(())\n");
}
