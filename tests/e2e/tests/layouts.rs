//! `#[ffi::struct_layout]`: records of a header of everything, and of the system's, against what C code does with them.

use std::process::Command;

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

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

/// `examples/stat` says of a folder what `ls -l` does.
#[test]
fn the_example_lists_as_ls_does() {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "example-stat");
    project
        .manifest(DEPENDENCIES_WITH_HEADERS)
        .write("src/main.rs", include_str!("../../../examples/stat/src/main.rs"))
        .write("src/sys.rs", include_str!("../../../examples/stat/src/sys.rs"))
        .write("build.rs", include_str!("../../../examples/stat/build.rs"))
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
        let ours = project.cargo(&["run", "--", shown]);
        let path = project.folder().join(shown);
        let theirs = run("ls", &["-lA", "--time-style=long-iso", &path.display().to_string()]);
        assert_eq!(ours.expect_success(), theirs, "{shown}");
    }
    assert!(project.cargo(&["run", "--", "nowhere"]).expect_failure().contains("No such file or directory (os error 2)"));
}
