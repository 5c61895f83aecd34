//! What programs are put together from: libraries, two users of one signature, shared objects, link-time optimisation, linkers.

use std::path::{Path, PathBuf};
use std::process::Command;

use e2e::{DEPENDENCIES, Project};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

/// The build script of each package here.
const BUILD: &str = "fn main() { ffi_build::Builder::new(\"calls\").build(); }\n";

/// A function that adds two numbers by a call whose signature is data.
const ADD: &str = r#"
    extern "C" fn plus(a: i32, b: i32) -> i32 { a + b }
    /// Adds, by a dynamic call.
    pub fn add(a: i32, b: i32) -> i32 {
        let address = ffi::Pointer::new(plus as *mut core::ffi::c_void).unwrap();
        let plus = unsafe { ffi::Function::new(address, ffi::signature!(int(int, int))).unwrap() };
        match unsafe { plus.call(&[a.into(), b.into()]).unwrap() } {
            ffi::Value::I32(sum) => sum,
            other => panic!("{other:?}"),
        }
    }
"#;

/// Output of a tool that has to succeed.
fn tool(name: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(name).args(arguments).arg(file).output().expect("the tool runs");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Names of the trampolines in a program, each as often as it is there.
fn trampolines(program: &Path) -> Vec<String> {
    let names = tool("nm", &[], program);
    let name = |line: &str| line.split_whitespace().last().unwrap_or_default().to_string();
    names.lines().map(name).filter(|name| name.starts_with("ffi1_d_")).collect()
}

/// A library and a program that uses it and calls by the same signature itself.
fn two_packages(name: &str) -> Project {
    let project = Project::with_build_script(SCRATCH, name);
    project
        .package("adder", DEPENDENCIES)
        .write("adder/build.rs", BUILD)
        .write("adder/src/lib.rs", ADD)
        .manifest(&format!("{DEPENDENCIES}[dependencies.adder]\npath = \"adder\"\n"))
        .write("src/main.rs", &format!("{ADD} fn main() {{ println!(\"{{}} {{}}\", add(1, 2), adder::add(3, 4)); }}"));
    project
}

#[test]
fn a_program_and_its_library_share_one_trampoline() {
    let project = two_packages("shares");
    assert_eq!(project.cargo(&["run"]).expect_success(), "3 7\n");
    let found = trampolines(&project.target().join("debug/shares"));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_program_that_has_no_build_script_of_its_own() {
    let project = Project::new(SCRATCH, "plain-user");
    project
        .package("summer", DEPENDENCIES)
        .write("summer/build.rs", BUILD)
        .write("summer/src/lib.rs", ADD)
        .manifest("[dependencies.summer]\npath = \"summer\"\n")
        .write("src/main.rs", "fn main() { println!(\"{}\", summer::add(20, 22)); }");
    assert_eq!(project.cargo(&["run"]).expect_success(), "42\n");
}

#[test]
fn optimised_as_a_whole() {
    let project = two_packages("whole");
    let manifest = std::fs::read_to_string(project.folder().join("Cargo.toml")).expect("the manifest was written");
    project.write("Cargo.toml", &format!("{manifest}\n[profile.release]\nlto = \"fat\"\ncodegen-units = 1\n"));
    assert_eq!(project.cargo(&["run", "--release"]).expect_success(), "3 7\n");
}

#[test]
fn a_shared_object_exports_what_it_says_and_no_more() {
    let project = Project::with_build_script(SCRATCH, "shared-object");
    project.manifest(&format!("[lib]\ncrate-type = [\"cdylib\"]\n{DEPENDENCIES}")).write(
        "src/lib.rs",
        &format!(
            "{ADD}
            #[unsafe(no_mangle)]
            pub extern \"C\" fn add_for_c(a: i32, b: i32) -> i32 {{ add(a, b) }}"
        ),
    );
    project.cargo(&["build"]).expect_success();
    let library = project.target().join("debug/libshared_object.so");
    let exported = tool("nm", &["--dynamic", "--defined-only", "--format=posix"], &library);
    let names: Vec<&str> = exported.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, ["add_for_c"]);
    // Position-independent, and no stack that could be executed.
    let segments = tool("readelf", &["--wide", "--program-headers"], &library);
    let stack = segments.lines().find(|line| line.contains("GNU_STACK")).expect("a GNU_STACK segment");
    assert!(stack.contains("RW ") && !stack.contains("RWE"), "{stack}");
    assert!(!tool("readelf", &["--wide", "--dynamic"], &library).contains("TEXTREL"));

    project.write(
        "main.c",
        "#include <stdio.h>\nint add_for_c(int, int);\nint main(void) { printf(\"%d\\n\", add_for_c(40, 2)); return 0; }\n",
    );
    let program = project.folder().join("main");
    let gcc = Command::new("gcc").arg(project.folder().join("main.c")).arg(&library).arg("-o").arg(&program).status();
    assert!(gcc.is_ok_and(|status| status.success()));
    let output = Command::new(&program).env("LD_LIBRARY_PATH", project.target().join("debug")).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "42\n");
}

/// A folder with the linkers under the names by which gcc looks for them; Debian puts a version behind that of lld.
fn linkers(project: &Project) -> PathBuf {
    let folder = project.folder().join("linkers");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let path = std::env::var_os("PATH").expect("there is a PATH");
    let find = |names: &[String]| {
        names.iter().find_map(|name| std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file()))
    };
    let mut names = vec!["ld.lld".to_string()];
    names.extend((14..40).rev().map(|version| format!("ld.lld-{version}")));
    for (link, found) in [("ld.lld", find(&names)), ("ld.bfd", find(&["ld.bfd".to_string()]))] {
        let found = found.expect("`cargo xtask setup` sees to both linkers");
        std::os::unix::fs::symlink(found, folder.join(link)).expect("a link can be made");
    }
    folder
}

#[test]
fn each_linker_takes_it() {
    let project = two_packages("linkers");
    let folder = format!("link-arg=-B{}", linkers(&project).display());
    for linker in ["bfd", "lld"] {
        let fuse = format!("link-arg=-fuse-ld={linker}");
        // A warning (of a section that makes the stack executable, for one) is a fault.
        let arguments = ["rustc", "--bin", "linkers", "--", "-C", &folder, "-C", &fuse, "-C", "link-arg=-Wl,--fatal-warnings"];
        project.cargo(&arguments).expect_success();
        let program = project.target().join("debug/linkers");
        let output = Command::new(&program).output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "3 7\n", "{linker}");
        assert_eq!(trampolines(&program).len(), 1, "{linker}");
        let comment = tool("readelf", &["--string-dump=.comment"], &program);
        assert_eq!(comment.contains("LLD"), linker == "lld", "{comment}");
    }
}
