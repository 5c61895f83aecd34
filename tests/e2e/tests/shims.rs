//! What has no symbol, through the C shim: `static` and `inline` functions, macros that take arguments, with types that rustc passes and
//! with those that it does not; and macros that are constants to C alone, held against C's own values.

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};
use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{Machine, make};

const HEADER: &str = r#"
#include <sys/stat.h>
#include <sys/ioctl.h>
struct pair { int a; double b; };
typedef void (*finish)(void *);
/** Twice the number. */
static inline int twice(int x) { return 2 * x; }
static inline long double third(long double x) { return x / 3; }
static inline struct pair pair_of(int a, double b) { struct pair p = { a, b }; return p; }
static inline int sum(const int values[3]) { return values[0] + values[1] + values[2]; }
static inline int apply(int (*function)(int), int type) { return function(type); }
inline int body_here(int x) { return x + 100; }
static inline int named_like_a_macro(int x) { return x + 1; }
#define named_like_a_macro(x) (-(x))
static inline int all(int n, ...) { return n; }
#define MOST(a, b) ((a) > (b) ? (a) : (b))
#define LENGTH(text) (sizeof(text) - 1)
#define REQUEST _IOWR('f', 42, struct pair)
#define NEVER ((finish)-1)
#define EVERY (~0ul)
#define HALF (7 / 2)
"#;

const PROGRAM: &str = r#"
mod sys {
    ffi::bindings!("inlines");
}

unsafe extern "C" fn negate(x: i32) -> i32 {
    -x
}

fn main() {
    unsafe {
        assert_eq!(sys::twice(21), 42);
        assert_eq!(f64::from(sys::third(ffi::LongDouble::from(12.0))), 4.0);
        let pair = sys::pair_of(3, 0.5);
        assert_eq!((pair.a, pair.b), (3, 0.5));
        assert_eq!(sys::sum([1, 2, 3].as_ptr()), 6);
        assert_eq!(sys::apply(Some(negate), 7), -7);
        assert_eq!(sys::body_here(1), 101);
        assert_eq!(sys::named_like_a_macro(1), 2);
        assert_eq!(sys::MOST(1.5, 2.5), 2.5);
        assert_eq!(sys::S_ISDIR(0o040755), 1);
        assert_eq!(sys::S_ISDIR(0o100644), 0);
    }
    assert_eq!(sys::REQUEST, 0xc010_662a);
    assert_eq!(sys::NEVER().map(|f| f as usize), Some(usize::MAX));
    assert_eq!(sys::EVERY, u64::MAX);
    assert_eq!(sys::HALF, 3);
    let report = include_str!(concat!(env!("OUT_DIR"), "/ffi_inlines_report.txt"));
    assert!(report.contains("shim        function  twice"), "{report}");
    assert!(report.contains("shim        function  third: `long double` by value"), "{report}");
    assert!(report.contains("refused     function  all: it is inline"), "{report}");
    println!("as C has it");
}
"#;

fn project(name: &str, more: &str) -> Project {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), name);
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("c/inlines.h", HEADER)
        .write("src/main.rs", PROGRAM)
        .write(
            "build.rs",
            &format!(
                "fn main() {{\n    ffi_build::Builder::new(\"inlines\").header(\"c/inlines.h\").inline_functions(true)\n        \
                 .macro_function(\"double MOST(double a, double b)\").macro_function(\"int S_ISDIR(mode_t)\"){more}.build();\n}}\n"
            ),
        );
    project
}

#[test]
fn what_has_no_symbol_is_called_through_one_of_the_shim() {
    let project = project("shims", "");
    assert_eq!(project.cargo(&["run"]).expect_success(), "as C has it\n");
}

#[test]
fn on_a_snapshot_they_are_compiled_where_the_headers_are() {
    let project = project("shims_on_snapshot", "");
    let header = project.folder().join("c/inlines.h");
    let builder = Builder::new("inlines").header("inlines.h").include(project.folder().join("c")).inline_functions(true);
    let builder = builder.macro_function("double MOST(double a, double b)").macro_function("int S_ISDIR(mode_t)");
    let host = Target::parse("x86_64-unknown-linux-gnu").unwrap();
    project.write("inlines.ffi", &make(&builder.sources::<&str>([]), &[Machine::new(host)]).unwrap()).write(
        "build.rs",
        "fn main() {\n    ffi_build::Builder::new(\"inlines\").snapshot(\"inlines.ffi\").include(\"c\").build();\n}\n",
    );
    let nothing = [("LIBCLANG_PATH", "/nonexistent"), ("LLVM_CONFIG_PATH", "/nonexistent")];
    assert_eq!(project.cargo_with(&["run"], &nothing).expect_success(), "as C has it\n");
    // Without the header, the rest compiles, and the build says what is missing.
    std::fs::remove_file(header).unwrap();
    project.write(
        "src/main.rs",
        "mod sys {\n    ffi::bindings!(\"inlines\");\n}\nfn main() {\n    println!(\"{}\", sys::HALF);\n}\n",
    );
    let run = project.cargo_with(&["run"], &nothing);
    assert_eq!(run.expect_success(), "3\n");
    assert!(
        run.stderr.contains("functions that have no symbol are not bound, for want of the C shim (twice, third, "),
        "{}",
        run.stderr
    );
    // The documentation host links nothing, and shows all of them.
    let documented = [nothing.as_slice(), &[("DOCS_RS", "1")]].concat();
    project
        .write("src/lib.rs", "ffi::bindings!(\"inlines\");\n")
        .cargo_with(&["doc", "--lib", "--no-deps"], &documented)
        .expect_success();
    assert!(project.target().join("doc/shims_on_snapshot/fn.twice.html").is_file());
}

#[test]
fn a_macro_that_is_none_is_an_error() {
    let project = project("shims_wrong", ".macro_function(\"int S_ISNOTHING(int)\")");
    let run = project.cargo(&["build"]);
    assert!(!run.success);
    assert!(run.stderr.contains("the headers have no macro `S_ISNOTHING` that takes arguments"), "{}", run.stderr);
}
