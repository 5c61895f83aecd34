//! A crate that denies every lint an author may be strict about compiles, and does what it says.

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

#[test]
fn a_strict_crate_has_no_warning() {
    let project = Project::new(env!("CARGO_TARGET_TMPDIR"), "authored");
    project.manifest(DEPENDENCIES_WITH_HEADERS).write("src/lib.rs", include_str!("authored/lib.rs")).write(
        "build.rs",
        "fn main() {\n    let headers = [\"stdlib.h\", \"time.h\", \"unistd.h\"];\n    \
         headers.into_iter().fold(ffi_build::Builder::new(\"authored\"), ffi_build::Builder::check).build();\n}\n",
    );
    let run = project.cargo(&["test", "--lib"]);
    assert!(run.expect_success().contains("1 passed"), "{}", run.stdout);
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let clippy = project.cargo(&["clippy"]);
    clippy.expect_success();
    assert!(!clippy.stderr.contains("warning"), "{}", clippy.stderr);
}
