//! A header of everything that rustc alone gets wrong: bound, compiled against a C library, called, compared.

use std::process::Command;

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

/// The package, with the library compiled by this compiler. The argument for clang is for releases before 15, to which `_Float16`
/// exists only where the processor computes with it.
fn project(compiler: &str) -> Project {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), &format!("bindings_{}", compiler.replace(['-', '.'], "_")));
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("c/hard.h", include_str!("bindings/hard.h"))
        .write("c/hard.c", include_str!("bindings/hard.c"))
        .write("src/main.rs", include_str!("bindings/program.rs"))
        .write(
            "build.rs",
            "fn main() {\n    println!(\"cargo::rustc-link-search=native=c\");\n    \
             ffi_build::Builder::new(\"hard\").header(\"c/hard.h\").clang_arg(\"-mavx512fp16\").link(ffi_build::Link::Static).build();\n}\n",
        );
    let folder = project.folder().join("c");
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(&folder).output().expect("the compiler runs");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(compiler, &["-O2", "-fPIC", "-c", "hard.c", "-o", "hard.o"]);
    run("ar", &["crs", "libhard.a", "hard.o"]);
    project
}

#[test]
fn every_call_is_as_gcc_has_it() {
    let project = project("gcc");
    assert_eq!(project.cargo(&["run"]).expect_success(), "as C has it\n");
    assert_eq!(project.cargo(&["run", "--release"]).expect_success(), "as C has it\n");
}

#[test]
fn every_call_is_as_clang_has_it() {
    let project = project(&e2e::clang());
    assert_eq!(project.cargo(&["run"]).expect_success(), "as C has it\n");
}
