//! A build that fails leaves what it found: nothing at first, the files of the last good build later.

use std::collections::BTreeMap;
use std::fs;

use e2e::{DEPENDENCIES_WITH_HEADERS, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");
const NAME: &str = "failed-builds";
const HEADER: &str = "typedef long double number;\nnumber fabsl(number x);\n";
const MAIN: &str = "mod sys { ffi::bindings!(\"calls\"); }\n\
                    fn main() { println!(\"{}\", f64::from(unsafe { sys::fabsl(ffi::LongDouble::from(-2.0)) })); }\n";

/// Every file that the build script wrote.
fn written(project: &Project) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in fs::read_dir(project.target().join("debug/build")).expect("something was built").flatten() {
        let out = folder.path().join("out");
        if folder.file_name().to_string_lossy().starts_with(&format!("{NAME}-")) && out.is_dir() {
            for file in fs::read_dir(out).expect("the folder can be read").flatten() {
                let bytes = fs::read(file.path()).expect("the file can be read");
                files.insert(file.file_name().to_string_lossy().into_owned(), bytes);
            }
        }
    }
    files
}

#[test]
fn a_failed_build_leaves_what_it_found() {
    let project = Project::new(SCRATCH, NAME);
    // The target folder may hold the files of an earlier run of this test.
    project.manifest(DEPENDENCIES_WITH_HEADERS);
    project.write("build.rs", "fn main() {}\n").write("src/main.rs", "fn main() {}\n");
    project.cargo(&["clean", "--package", NAME]).expect_success();

    let build = "fn main() { ffi_build::Builder::new(\"calls\").header(\"calls.h\").link(ffi_build::Link::Dylib).library(\"m\").build(); }\n";
    let broken = "number fabsl(number x);\n";
    project.write("build.rs", build).write("src/main.rs", MAIN).write("calls.h", broken);
    let complaint = project.cargo(&["build"]);
    assert!(complaint.expect_failure().contains("unknown type name 'number'"), "{}", complaint.stderr);
    assert_eq!(written(&project), BTreeMap::new());

    project.write("calls.h", HEADER);
    assert_eq!(project.cargo(&["run"]).expect_success(), "2\n");
    let good = written(&project);
    assert!(good.keys().any(|name| name.ends_with(".a")), "{:?}", good.keys());

    // A header, a signature, a path: whatever is wrong.
    let faults = [
        ("calls.h", broken, HEADER, "unknown type name"),
        (
            "build.rs",
            "fn main() { ffi_build::Builder::new(\"calls\").header(\"calls.h\").signatures([\"double(\"]).build(); }\n",
            build,
            "double(",
        ),
        ("build.rs", "fn main() { ffi_build::Builder::new(\"calls\").header(\"none.h\").build(); }\n", build, "none.h"),
    ];
    for (file, wrong, right, word) in faults {
        project.write(file, wrong);
        let complaint = project.cargo(&["build"]);
        assert!(complaint.expect_failure().contains(word), "{}", complaint.stderr);
        assert!(written(&project) == good, "after {file} was {wrong}");
        project.write(file, right);
    }
    assert_eq!(project.cargo(&["run"]).expect_success(), "2\n");
}
