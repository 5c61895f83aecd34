//! `#[ffi::export]`: a library in Rust, its header, and programs in C and C++ that use it, linked and loaded.

use std::path::Path;
use std::process::Command;

use e2e::{DEPENDENCIES, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const LIBRARY: &str = r#"
    use std::ffi::{c_char, c_int, c_void};

    /// A point.
    ///
    /// In the plane.
    #[repr(C)]
    #[derive(Clone, Copy)]
    pub struct Point {
        /// To the right.
        pub x: f64,
        pub y: f64,
    }
    // SAFETY: two doubles.
    unsafe impl ffi::Direct for Point {}

    /// Which way.
    #[repr(C)]
    #[derive(Clone, Copy, PartialEq)]
    pub enum Way { Up = 1, Down = -1, /** Neither. */ Level }
    // SAFETY: an int.
    unsafe impl ffi::Direct for Way {}

    #[repr(u8)]
    #[derive(Clone, Copy)]
    pub enum Tiny { A, B = 7 }
    unsafe impl ffi::Direct for Tiny {}

    #[repr(C)]
    pub union Bits { pub number: f32, pub bits: u32 }

    #[repr(C, packed(2))]
    pub struct Packed { pub small: u8, pub wide: u64, pub way: Way, pub points: [[Point; 2]; 3], pub next: *mut Packed }

    #[repr(transparent)]
    #[derive(Clone, Copy)]
    pub struct Meters(pub f32);
    unsafe impl ffi::Direct for Meters {}

    /// What C knows by address alone.
    pub struct Counter { count: Vec<u32> }

    pub type Visit = Option<unsafe extern "C" fn(data: *mut c_void, point: *const Point) -> c_int>;

    /// The sum, or -1. Ends a comment: */
    #[ffi::export(or = -1)]
    pub fn plugin_add(a: c_int, b: c_int) -> c_int { a.checked_add(b).expect("the sum fits") }

    fn told(panic: Box<dyn std::any::Any + Send>) -> c_int {
        panic.downcast_ref::<&str>().map_or(-2, |text| text.len() as c_int)
    }

    #[ffi::export(symbol = "plugin_fail", or_else = told)]
    fn fails(really: bool) -> c_int { if really { panic!("seven..") } 0 }

    #[ffi::export]
    pub extern "C" fn plugin_mirror(point: Point, r#default: Way) -> Point {
        if r#default == Way::Down { Point { x: point.x, y: -point.y } } else { point }
    }

    #[ffi::export]
    pub unsafe fn plugin_visit(points: *const Point, count: usize, visit: Visit, data: *mut c_void) -> c_int {
        (0..count).map(|index| unsafe { visit.unwrap()(data, points.add(index)) }).sum()
    }

    #[ffi::export]
    fn plugin_counter() -> *mut Counter { Box::into_raw(Box::new(Counter { count: Vec::new() })) }

    #[ffi::export]
    unsafe fn plugin_count(counter: *mut Counter, number: u32) -> usize {
        let counter = unsafe { &mut *counter };
        counter.count.push(number);
        counter.count.len()
    }

    #[ffi::export]
    unsafe fn plugin_free(counter: *mut Counter) { drop(unsafe { Box::from_raw(counter) }) }

    #[ffi::export]
    fn plugin_packed(packed: &Packed) -> u64 { packed.wide + packed.small as u64 }

    #[ffi::export]
    fn plugin_bits(bits: *const Bits, tiny: Tiny, meters: Meters) -> u32 { unsafe { (*bits).bits + tiny as u32 + meters.0 as u32 } }

    #[ffi::export]
    fn plugin_pick(which: c_int) -> Visit { let _ = which; None }

    /// Major, minor.
    #[ffi::export]
    pub static plugin_version: [u16; 2] = [3, 9];

    #[ffi::export]
    pub static mut plugin_level: c_int = 5;

    /// Text.
    #[ffi::export]
    pub static plugin_name: &c_char = unsafe { &*c"plug".as_ptr() };

    #[cfg(windows)]
    #[ffi::export]
    fn plugin_windows() {}
"#;

const USER: &str = r#"
    #include <stdio.h>
    #include "plugin.h"
    #ifdef PLUGIN_DYNAMIC
    #include <dlfcn.h>
    #endif
    static int visit(void *data, const Point *point) { *(double *)data += point->x * point->y; return 1; }
    int main(int argc, char **argv) {
    #ifdef PLUGIN_DYNAMIC
        void *library = dlopen(argv[1], RTLD_NOW);
        const char *missing = plugin_load(dlsym, library);
        if (missing) { printf("missing %s\n", missing); return 1; }
    #else
        (void)argc; (void)argv;
    #endif
        Point point = { 1.5, 2.0 };
        Point mirrored = plugin_mirror(point, Way_Down);
        Point points[2] = { { 1, 2 }, { 3, 4 } };
        double sum = 0;
        int visited = plugin_visit(points, 2, visit, &sum);
        Counter *counter = plugin_counter();
        plugin_count(counter, 4);
        size_t counted = plugin_count(counter, 5);
        plugin_free(counter);
        Packed packed = { 1, 41, Way_Up, { { { 0, 0 } } }, 0 };
        Bits bits;
        bits.bits = 100;
        Meters meters = 3.0f;
        plugin_level += 1;
        printf("%d %d %d %d\n", plugin_add(2, 3), plugin_add(2147483647, 1), plugin_fail(false), plugin_fail(true));
        printf("%g %g %d %g %d\n", mirrored.x, mirrored.y, visited, sum, (int)counted);
        printf("%d %d %d %d\n", (int)plugin_packed(&packed), (int)plugin_bits(&bits, Tiny_B, meters), (int)sizeof(Packed), (int)sizeof(Tiny));
        printf("%d.%d %d %s %d\n", plugin_version[0], plugin_version[1], plugin_level, plugin_name, plugin_pick(1) == 0);
        return 0;
    }
"#;

const SAID: &str = "5 -1 0 7\n1.5 -2 2 14 2\n42 110 118 1\n3.9 6 plug 1\n";

fn library(name: &str, source: &str) -> (Project, e2e::Run) {
    let project = Project::with_build_script(SCRATCH, name);
    project
        .manifest(&format!("[lib]\nname = \"plugin\"\ncrate-type = [\"cdylib\"]\n{DEPENDENCIES}"))
        .write("build.rs", "fn main() { ffi_build::Builder::new(\"plugin\").export_header(\"include/plugin.h\").build(); }\n")
        .write("src/lib.rs", source);
    let run = project.cargo(&["build"]);
    (project, run)
}

/// Compiles the program and runs it.
fn use_it(project: &Project, compiler: &str, language: &str, dynamic: bool) -> String {
    let folder = project.folder();
    let libraries = project.target().join("debug");
    let program = folder.join(format!("user-{compiler}-{dynamic}-{}", language.replace('+', "x")));
    let mut command = Command::new(compiler);
    command.args(["-x", if language.contains("++") { "c++" } else { "c" }, &format!("-std={language}")]);
    command.args(["-Wall", "-Wextra", "-Werror", "-O2", "-Wno-unused-parameter"]).arg("-I").arg(folder.join("include"));
    command.arg(folder.join("user.c")).arg("-o").arg(&program);
    if dynamic {
        command.args(["-DPLUGIN_DYNAMIC", "-ldl"]);
    } else {
        command.arg("-L").arg(&libraries).arg("-lplugin").arg(format!("-Wl,-rpath,{}", libraries.display()));
    }
    let built = command.output().expect("a C compiler");
    assert!(built.status.success(), "{compiler} {language}: {}", String::from_utf8_lossy(&built.stderr));
    let ran = Command::new(&program).arg(file(&libraries)).output().expect("the program runs");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

fn file(folder: &Path) -> std::path::PathBuf {
    folder.join(format!("{}plugin{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX))
}

#[test]
fn c_and_cpp_programs_call_exported_functions() {
    let (project, run) = library("exports", LIBRARY);
    run.expect_success();
    project.write("user.c", USER);
    let clang = e2e::clang();
    for (compiler, language) in [("gcc", "c11"), ("gcc", "c++17"), (&*clang, "c99"), (&clang, "c++11")] {
        for dynamic in [false, true] {
            assert_eq!(use_it(&project, compiler, language, dynamic), SAID, "{compiler} {language} {dynamic}");
        }
    }
    // Written once: an unchanged header is left alone.
    let header = project.folder().join("include/plugin.h");
    let before = std::fs::metadata(&header).and_then(|data| data.modified()).expect("the header is there");
    project.write("src/lib.rs", &format!("{LIBRARY}\n// A comment.\n"));
    project.cargo(&["build"]).expect_success();
    assert_eq!(std::fs::metadata(&header).and_then(|data| data.modified()).expect("it is still there"), before);
    let text = std::fs::read_to_string(&header).expect("it can be read");
    assert!(text.contains("/** The sum, or -1. Ends a comment: * / */"), "{text}");
    assert!(!text.contains("plugin_windows"), "{text}");
}

#[test]
fn a_panic_ends_the_program_or_unwinds_as_it_was_declared() {
    let project = Project::new(SCRATCH, "export-panics");
    project.manifest(DEPENDENCIES).write(
        "src/main.rs",
        r#"
        #[ffi::export(panic = "unwind")]
        fn through(deep: bool) -> i32 { if deep { std::panic::panic_any(7_i32) } 1 }
        #[ffi::export]
        extern "C" fn stops() { panic!("the end") }

        mod seen_by_c {
            unsafe extern "C-unwind" { pub safe fn through(deep: bool) -> i32; }
            unsafe extern "C" { pub safe fn stops(); }
        }
        fn main() {
            assert_eq!(seen_by_c::through(false), 1);
            let caught = std::panic::catch_unwind(|| seen_by_c::through(true)).unwrap_err();
            println!("{}", caught.downcast_ref::<i32>().unwrap());
            let stopped = std::panic::catch_unwind(|| seen_by_c::stops());
            println!("never {}", stopped.is_err());
        }
        "#,
    );
    let run = project.cargo(&["run"]);
    assert!(!run.success);
    assert_eq!(run.stdout, "7\n");
    assert!(run.stderr.contains("the end") && run.stderr.contains("cannot unwind"), "{}", run.stderr);
}
