//! Two versions of the binary contract in one program: neither reads the other's tables, neither calls the other's trampolines.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::{Project, outside, workspace};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");
const CRATES: [&str; 5] = ["ffi-abi", "ffi-grammar", "ffi-macros", "ffi-build", "ffi-rt"];

/// Copies a folder; every text goes through `change`.
fn copy(from: &Path, to: &Path, change: &dyn Fn(&Path, String) -> String) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder of the workspace") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target, change);
        } else {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            fs::write(&target, change(&path, text)).expect("a file can be written");
        }
    }
}

/// The same crates one contract later, as version 0.2.0 of each.
fn next_release(next: &Path) {
    let replaced = |text: &str, from: &str, to: &str| {
        assert!(text.contains(from), "`{from}` is not where the contract's version was");
        text.replace(from, to)
    };
    let change = |path: &Path, text: String| {
        if path.ends_with("ffi-abi/src/symbol.rs") {
            replaced(&text, "CONTRACT_VERSION: u32 = 1;", "CONTRACT_VERSION: u32 = 2;")
        } else if path.ends_with("ffi-rt/src/contract.rs") {
            let text = replaced(&text, "pub const VERSION: u32 = 1;", "pub const VERSION: u32 = 2;");
            replaced(&text, "*b\"FFI1\"", "*b\"FFI2\"")
        } else if path.ends_with("ffi-rt/src/contract/table.rs") {
            replaced(&text, "*b\"FFT3\"", "*b\"FFT4\"")
        } else if path.extension().is_some_and(|extension| extension == "s") {
            // What the encoder writes for another release: the test of what is shipped demands it.
            text.replace("ffi_rt_0_1_", "ffi_rt_0_2_")
        } else {
            text
        }
    };
    for name in CRATES {
        fs::create_dir_all(next.join(name)).expect("a folder can be made");
        copy(&workspace().join(name).join("src"), &next.join(name).join("src"), &change);
        fs::copy(workspace().join(name).join("Cargo.toml"), next.join(name).join("Cargo.toml"))
            .expect("a manifest can be copied");
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace has a manifest");
    let (head, rest) = manifest.split_once("members = [").expect("it lists its members");
    let (_, rest) = rest.split_once("]\n").expect("the list ends");
    let members = CRATES.map(|name| format!("\"{name}\"")).join(", ");
    let text = format!("{head}members = [{members}]\n{}", rest.replace("0.1.0", "0.2.0"));
    fs::write(next.join("Cargo.toml"), text).expect("a file can be written");
}

#[test]
fn two_versions_of_the_contract_in_one_program() {
    let project = Project::new(SCRATCH, "two-versions");
    let next = outside("next");
    next_release(&next);
    let library = r#"
        extern "C" fn twice(x: i32) -> i32 { 2 * x }
        pub fn call(x: i32) -> String {
            let address = ffi::Pointer::new(twice as *mut core::ffi::c_void).unwrap();
            let twice = unsafe { ffi::Function::new(address, ffi::signature!(int(int))).unwrap() };
            format!("contract {}: {:?}", ffi::contract::VERSION, unsafe { twice.call(&[x.into()]).unwrap() })
        }
    "#;
    for (name, crates) in [("present", "$WORKSPACE"), ("future", &next.display().to_string())] {
        let text = format!(
            "[dependencies]\nffi-rt = {{ path = \"{crates}/ffi-rt\" }}\n\
             [build-dependencies]\nffi-build = {{ path = \"{crates}/ffi-build\", default-features = false }}\n"
        );
        project
            .package(name, &text)
            .write(&format!("{name}/build.rs"), "fn main() { ffi_build::Builder::new(\"calls\").build(); }\n")
            .write(&format!("{name}/src/lib.rs"), library);
    }
    project
        .manifest("[dependencies]\npresent = { path = \"present\" }\nfuture = { path = \"future\" }\n")
        .write("src/main.rs", "fn main() { println!(\"{}\\n{}\", present::call(1), future::call(2)); }");
    assert_eq!(project.cargo(&["run"]).expect_success(), "contract 1: I32(2)\ncontract 2: I32(4)\n");

    let output = Command::new("nm").arg(project.target().join("debug/two-versions")).output().expect("nm runs");
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = |prefix: &str| {
        names.lines().filter(|line| line.split(' ').next_back().is_some_and(|name| name.starts_with(prefix))).count()
    };
    fs::remove_dir_all(&next).expect("the folder can be removed");
    assert_eq!((count("ffi1_d_"), count("ffi2_d_")), (1, 1), "{names}");
}
