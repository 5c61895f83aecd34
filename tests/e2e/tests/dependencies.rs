//! Bindings on the bindings of another crate: from headers and from a snapshot.

use std::fs;

use e2e::{DEPENDENCIES, DEPENDENCIES_WITH_HEADERS, Project};
use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{Machine, make};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const BASE: &str = "\
typedef int base_bool;
typedef struct base_object base_object;
struct base_object { const char *name; unsigned count : 4; long size; };
typedef void (*base_call)(base_object *object, long double weight);
#define BASE_TRUE 1
base_bool base_check(const base_object *object);
long double base_weight(base_object object);
";

const TOP: &str = "\
#include \"base.h\"
typedef struct { base_object parent; base_call call; } top_object;
base_bool top_check(const top_object *object, base_bool deep);
double top_weight(base_object object);
#define TOP_TRUE BASE_TRUE
";

/// Two packages, the upper one from a snapshot or not, each with a library and what it says of itself.
fn project(name: &str, snapshot: bool, upper_header: &str) -> Project {
    let project = Project::new(SCRATCH, name);
    project.write("include/base.h", BASE).write("include/top.h", upper_header);
    let dependencies = if snapshot { DEPENDENCIES } else { DEPENDENCIES_WITH_HEADERS };
    let lower = DEPENDENCIES_WITH_HEADERS;
    project
        .package("base-sys", &format!("links = \"base-1.0\"\n{lower}"))
        .write("base-sys/build.rs", "fn main() { ffi_build::Builder::new(\"base\").header(\"../include/base.h\").build(); }\n")
        .write("base-sys/src/lib.rs", "pub mod sys { ffi::bindings!(\"base\"); }\n")
        .manifest(&dependencies.replace("[dependencies]", "[dependencies]\nbase-sys = { path = \"base-sys\" }"));
    let source = if snapshot {
        let machine = |triple: &str| Machine {
            target: Target::parse(triple).unwrap(),
            arguments: vec![format!("-I{}", project.folder().join("include").display())],
        };
        let machines = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"].map(machine);
        let builder = Builder::new("top").header(project.folder().join("include/top.h").display().to_string());
        project.write("top.ffi", &make(&builder.sources::<&str>([]), &machines).unwrap());
        ".snapshot(\"top.ffi\")"
    } else {
        ".header(\"include/top.h\")"
    };
    project
        .write(
            "build.rs",
            &format!(
                "fn main() {{ ffi_build::Builder::new(\"top\"){source}.dependency(\"base-1.0\", \"base_sys::sys\").build();\n\
                 println!(\"cargo::rustc-env=OUT={{}}\", std::env::var(\"OUT_DIR\").unwrap()); }}\n"
            ),
        )
        .write("src/lib.rs", "mod sys { ffi::bindings!(\"top\"); }\npub use sys::*;\n")
        .write(
            "src/main.rs",
            &format!(
                "use {}::*;\n
                fn lower(object: &base_sys::sys::base_object) -> usize {{ object.name.addr() }}
                fn main() {{
                    let mut object: top_object = unsafe {{ core::mem::zeroed() }};
                    object.parent.set_count(3);
                    // One type, though two crates name it.
                    let parent: base_sys::sys::base_object = object.parent;
                    let functions: (unsafe extern \"C\" fn(*const top_object, base_bool) -> base_bool,) = (top_check,);
                    println!(\"{{}} {{}} {{}} {{}}\", lower(&parent), parent.count(), TOP_TRUE, functions.0 as usize == 0);
                }}
                #[unsafe(no_mangle)] extern \"C\" fn top_check(_: *const top_object, _: base_bool) -> base_bool {{ 0 }}
                ",
                name.replace('-', "_")
            )
            .replace(
                "(top_check,)",
                "({ unsafe extern \"C\" { fn top_check(_: *const top_object, _: base_bool) -> base_bool; } top_check },)",
            ),
        );
    project
}

fn check(project: &Project) {
    assert_eq!(project.cargo(&["run"]).expect_success(), "0 3 1 false\n");
    let name = project.folder().file_name().unwrap().to_string_lossy().into_owned();
    let built = fs::read_dir(project.target().join("debug/build")).unwrap().flatten();
    let own = built.filter(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{name}-")));
    let text = own.filter_map(|entry| fs::read_to_string(entry.path().join("out/ffi_top.rs")).ok()).next().unwrap();
    assert!(
        !text.contains("pub struct base_object") && !text.contains("fn base_check") && !text.contains("BASE_TRUE:"),
        "{text}"
    );
    assert!(text.contains("pub struct top_object") && text.contains("top_weight") && text.contains("TOP_TRUE"), "{text}");
    assert!(text.contains("::base_sys::sys"), "{text}");
}

#[test]
fn types_of_another_crate_are_used_and_not_defined_again() {
    check(&project("dependency-headers", false, TOP));
}

#[test]
fn from_a_snapshot_too() {
    check(&project("dependency-snapshot", true, TOP));
}

#[test]
fn headers_that_do_not_agree_are_a_compile_error() {
    // As if the two packages had been given different releases of the lower library.
    let other = BASE.replace("long size;", "long size, more;").replace("typedef int base_bool", "typedef long base_bool");
    let project = project("dependency-differs", false, &TOP.replace("#include \"base.h\"\n", &other));
    let output = project.cargo(&["check"]);
    let said = output.expect_failure();
    assert!(said.contains("size_of") && said.contains("base_bool"), "{said}");
}
