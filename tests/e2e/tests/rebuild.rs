//! What a change makes cargo do again, and what it does not.

use e2e::{Project, Run};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// Whether the package's build script ran, by what `cargo build -v` says.
fn ran_build_script(run: &Run) -> bool {
    run.stderr.lines().any(|line| line.trim_start().starts_with("Running `") && line.contains("build-script-build`"))
}

/// Whether anything was compiled.
fn compiled(run: &Run) -> bool {
    run.stderr.lines().any(|line| line.trim_start().starts_with("Compiling") || line.trim_start().starts_with("Running"))
}

fn program(parameter: &str) -> String {
    format!("fn main() {{ println!(\"{{}}\", ffi::signature!(int({parameter})).text()); }}\n")
}

#[test]
fn nothing_is_done_twice_and_a_new_signature_is_found() {
    let project = Project::with_build_script(SCRATCH, "rebuild");
    project.write("src/main.rs", "mod part;\nfn main() { part::main() }\n");
    let part = |parameter: &str| project.write("src/part.rs", &format!("pub {}", program(parameter)));
    part("int");
    let first = project.cargo(&["build", "-v"]);
    first.expect_success();
    assert!(ran_build_script(&first), "{}", first.stderr);

    let second = project.cargo(&["build", "-v"]);
    second.expect_success();
    assert!(!compiled(&second), "{}", second.stderr);

    // A file that nobody reads.
    project.write("notes.txt", "nothing\n");
    let other = project.cargo(&["build", "-v"]);
    other.expect_success();
    assert!(!compiled(&other), "{}", other.stderr);

    // An annotation in a module: the build script has to see it, or the macro would not find its signature.
    part("double");
    let changed = project.cargo(&["build", "-v"]);
    changed.expect_success();
    assert!(ran_build_script(&changed), "{}", changed.stderr);
    assert_eq!(project.cargo(&["run"]).expect_success(), "int(double)\n");

    // A file that is new: the folder is watched.
    project.write("src/bin/second.rs", &program("short"));
    let added = project.cargo(&["build", "-v"]);
    added.expect_success();
    assert!(ran_build_script(&added), "{}", added.stderr);
    assert_eq!(project.cargo(&["run", "--bin=second"]).expect_success(), "int(short)\n");
}

#[test]
fn two_builds_make_the_same_bytes() {
    let mut made = Vec::new();
    for name in ["same-bytes", "same-bytes-elsewhere"] {
        let project = Project::with_build_script(SCRATCH, name);
        // The folder's name is part of the package's; what is compared does not depend on it.
        project.write("src/main.rs", &program("long"));
        project.write("build.rs", "fn main() { ffi_build::Builder::new(\"calls\").out_dir(\"made\").signatures([\"int(long)\"]).sources([\"none.rs\"]).build(); }\n");
        project.write("none.rs", "");
        project.cargo(&["check"]);
        let mut files: Vec<_> = std::fs::read_dir(project.folder().join("made"))
            .expect("the folder was made")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "a"))
            .collect();
        files.sort();
        assert_eq!(files.len(), 1, "{files:?}");
        made.push(std::fs::read(&files[0]).expect("the archive can be read"));
    }
    assert_eq!(made[0], made[1]);
}
