//! Crates built on snapshots: for every target of the snapshot, with neither libclang nor a header, and packaged.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::{DEPENDENCIES, Project, workspace};
use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{Machine, make};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const TARGETS: [&str; 5] = [
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
];

/// What keeps a build from finding libclang, and says that it is one of the documentation host's.
const NOTHING: [(&str, &str); 3] = [("LIBCLANG_PATH", "/nonexistent"), ("LLVM_CONFIG_PATH", "/nonexistent"), ("DOCS_RS", "1")];

fn machines(folder: &Path) -> Vec<Machine> {
    let machine =
        |triple: &&str| Machine { target: Target::parse(triple).unwrap(), arguments: vec![format!("-I{}", folder.display())] };
    TARGETS.iter().map(machine).collect()
}

/// The targets of these whose `std` is installed.
fn installed() -> Vec<&'static str> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output().unwrap();
    let root = String::from_utf8(output.stdout).unwrap();
    let has_std = |target: &&str| Path::new(root.trim()).join("lib/rustlib").join(target).join("lib").is_dir();
    let (there, missing): (Vec<_>, Vec<_>) = TARGETS.into_iter().partition(has_std);
    for target in missing {
        println!("skipped: {target}, `rustup target add {target}` installs what it takes");
    }
    there
}

/// A package on a snapshot of `tests/snapshots/shapes.h`, with the library that the header is of.
fn shapes(name: &str, comments: bool) -> Project {
    let project = Project::new(SCRATCH, name);
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    let builder = Builder::new("shapes").header("shapes.h").comments(comments).layout("limits/window.h", "struct window");
    let snapshot = make(&builder.sources::<&str>([]), &machines(&here)).unwrap();
    assert!(!snapshot.contains(&workspace().display().to_string()), "a path of this machine is in the snapshot");
    project
        .manifest(&format!("description = \"shapes\"\nlicense = \"MIT\"\n{DEPENDENCIES}"))
        .write("shapes.ffi", &snapshot)
        .write(
            "build.rs",
            "fn main() {\n    ffi_build::Builder::new(\"shapes\").snapshot(\"shapes.ffi\").table(true).build();\n    \
             if let Some(folder) = std::env::var_os(\"SHAPES\") {\n        println!(\"cargo::rustc-link-search={}\", folder.display());\n        \
             println!(\"cargo::rustc-link-lib=static=shapes\");\n    }\n}\n",
        )
        .write("src/lib.rs", &fs::read_to_string(here.join("lib.rs.txt")).unwrap())
        .write("src/main.rs", &fs::read_to_string(here.join("main.rs.txt")).unwrap().replace("crate_here", &name.replace('-', "_")));
    project
}

/// Compiles the C library for a machine, and gives its folder.
fn library(project: &Project, gcc: &str) -> String {
    let folder = project.folder().join(format!("c-{gcc}"));
    fs::create_dir_all(&folder).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/shapes.c");
    let object = folder.join("shapes.o");
    let run = |command: &mut Command| assert!(command.status().unwrap().success(), "{command:?}");
    run(Command::new(gcc).args(["-c", "-O1", "-o"]).arg(&object).arg(source));
    run(Command::new("ar").arg("crs").arg(folder.join("libshapes.a")).arg(object));
    folder.display().to_string()
}

const SAID: &str = "area 12 long 2.5 flags 5 window 7 table 7 perimeter\n";

#[test]
fn a_crate_on_a_snapshot_runs_here_and_under_an_emulator() {
    let project = shapes("snapshot-runs", true);
    let library_here = library(&project, "gcc");
    let environment = [NOTHING.as_slice(), &[("SHAPES", library_here.as_str())]].concat();
    assert_eq!(project.cargo_with(&["run"], &environment).expect_success(), SAID);
    if !installed().contains(&TARGETS[1]) {
        return;
    }
    let library_there = library(&project, "aarch64-linux-gnu-gcc");
    let environment = [
        NOTHING.as_slice(),
        &[
            ("SHAPES", library_there.as_str()),
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER", "aarch64-linux-gnu-gcc"),
            ("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER", "qemu-aarch64 -L /usr/aarch64-linux-gnu"),
        ],
    ]
    .concat();
    assert_eq!(project.cargo_with(&["run", "--target", TARGETS[1]], &environment).expect_success(), SAID);
}

#[test]
fn layouts_hold_on_every_target() {
    let project = shapes("snapshot-targets", false);
    let text = fs::read_to_string(project.folder().join("shapes.ffi")).unwrap();
    assert!(!text.contains("Licence of the header"), "a comment was kept");
    for target in installed() {
        project.cargo_with(&["check", "--target", target], &NOTHING).expect_success();
    }
    // The proofs are what makes the difference: with another offset none of this compiles.
    let wrong = text.replacen("shape 24 8 kind:0", "shape 24 8 kind:1", 1);
    assert_ne!(text, wrong);
    project.write("shapes.ffi", &wrong);
    let output = project.cargo_with(&["check"], &NOTHING);
    assert!(output.expect_failure().contains("offset_of!(shape, kind) == 1"), "{}", output.stderr);
}

#[test]
fn headers_of_sqlite_and_zlib_hold_on_every_target() {
    let include = Path::new("/usr/include");
    for (name, header, allow) in [("z", "zlib.h", ""), ("sqlite3", "sqlite3.h", "sqlite3?_.*|SQLITE_.*")] {
        let project = Project::new(SCRATCH, &format!("snapshot-{name}"));
        // By themselves, as a crate would keep them: the folder of this machine's C library is no other machine's.
        for file in [header, "zconf.h"] {
            let found = [include.join(file), include.join("x86_64-linux-gnu").join(file)];
            let text = found.iter().find_map(|path| fs::read(path).ok()).expect("the header is installed");
            project.write(&format!("include/{file}"), &String::from_utf8_lossy(&text));
        }
        let mut builder = Builder::new(name).header(header).comments(false).sources::<&str>([]);
        if !allow.is_empty() {
            builder = builder.allow(allow);
        }
        let snapshot = make(&builder, &machines(&project.folder().join("include"))).unwrap();
        project
            .manifest(DEPENDENCIES)
            .write("x.ffi", &snapshot)
            .write(
                "build.rs",
                &format!("fn main() {{ ffi_build::Builder::new(\"{name}\").snapshot(\"x.ffi\").link(ffi_build::Link::Dylib).build(); }}\n"),
            )
            .write("src/lib.rs", &format!("#![deny(warnings)]\nffi::bindings!(\"{name}\");\n"));
        for target in installed() {
            project.cargo_with(&["check", "--target", target], &NOTHING).expect_success();
        }
    }
}

#[test]
fn a_crate_on_a_snapshot_is_packaged_and_documented_without_libclang_or_a_header() {
    let project = shapes("snapshot-package", true);
    // The program would want the C library.
    fs::remove_file(project.folder().join("src/main.rs")).unwrap();
    let patches: Vec<String> = ["ffi-abi", "ffi-grammar", "ffi-macros", "ffi-build", "ffi-rt"]
        .iter()
        .flat_map(|name| {
            ["--config".to_owned(), format!("patch.crates-io.{name}.path={:?}", workspace().join(name).display().to_string())]
        })
        .collect();
    // What a registry would hold: a version, and no path.
    let manifest = fs::read_to_string(project.folder().join("Cargo.toml")).unwrap();
    let manifest = manifest.lines().map(|line| match line.find("path = ") {
        Some(at) => {
            let end = line[at..].find([',', '}']).map_or(line.len(), |end| at + end);
            format!("{}version = \"0.1.0\"{}", &line[..at], &line[end..])
        }
        None => line.to_owned(),
    });
    project.write("Cargo.toml", &(manifest.collect::<Vec<_>>().join("\n") + "\n"));
    let run = |words: &[&str]| {
        let words: Vec<&str> = words.iter().copied().chain(patches.iter().map(String::as_str)).collect();
        project.cargo_with(&words, &NOTHING).expect_success().to_owned()
    };
    // Packed, unpacked elsewhere and built there: nothing but what is in the package is read.
    run(&["package", "--allow-dirty", "--offline"]);
    let list = run(&["package", "--allow-dirty", "--offline", "--list"]);
    assert!(list.contains("shapes.ffi") && !list.contains(".h\n"), "{list}");
    let packed = project.target().join("package/snapshot-package-0.1.0");
    assert!(packed.join("shapes.ffi").is_file());
    let manifest = packed.join("Cargo.toml").display().to_string();
    run(&["doc", "--no-deps", "--offline", "--manifest-path", &manifest]);
    let page = fs::read_to_string(project.target().join("doc/snapshot_package/sys/fn.area.html")).unwrap();
    assert!(page.contains("The area of a shape"), "the header's comments are in the documentation");
}
