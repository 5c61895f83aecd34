//! Releases of a library behind features of the package, and libraries that pkg-config knows.

use std::fs;
use std::path::Path;

use e2e::{DEPENDENCIES, DEPENDENCIES_WITH_HEADERS, Project};
use ffi_abi::Target;
use ffi_build::Builder;
use ffi_build::snapshot::{Machine, make};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

const HEADER: &str = "\
#ifndef LIB_VERSION
#define LIB_VERSION 1
#endif
struct state { long first;
#if LIB_VERSION >= 3
  long third;
#endif
};
int from_one(struct state *state);
#if LIB_VERSION >= 2
int from_two(long double);
#endif
#if LIB_VERSION >= 3
int from_three(void);
#endif
";

/// Says what the bindings have.
const PROGRAM: &str = r#"
mod sys { ffi::bindings!("lib"); }
fn main() {
    let text = include_str!(concat!(env!("OUT_DIR"), "/ffi_lib.rs"));
    let has = ["from_one", "from_two", "from_three"].map(|name| text.contains(&format!("fn {name}")));
    println!("{has:?} {}", size_of::<sys::state>());
}
"#;

#[test]
fn what_a_release_adds_is_bound_where_its_feature_is_on() {
    let builder = |header: &str| {
        Builder::new("lib").header(header).version_feature("v2", "-DLIB_VERSION=2").version_feature("v3", "-DLIB_VERSION=3")
    };
    for (name, from_snapshot) in [("versions-headers", false), ("versions-snapshot", true)] {
        let project = Project::new(SCRATCH, name);
        let header = project.folder().join("lib.h");
        let dependencies = if from_snapshot { DEPENDENCIES } else { DEPENDENCIES_WITH_HEADERS };
        project.manifest(&format!("{dependencies}\n[features]\nv2 = []\nv3 = [\"v2\"]\n")).write("lib.h", HEADER);
        let source = if from_snapshot {
            let targets = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];
            let machines = targets.map(|triple| Machine::new(Target::parse(triple).unwrap()));
            let text = make(&builder(&header.display().to_string()).sources::<&str>([]), &machines).unwrap();
            assert!(text.contains("@ all but first\n") && text.contains("@ v3\n"), "{text}");
            project.write("lib.ffi", &text);
            fs::remove_file(&header).unwrap();
            ".snapshot(\"lib.ffi\")"
        } else {
            ".header(\"lib.h\").version_feature(\"v2\", \"-DLIB_VERSION=2\").version_feature(\"v3\", \"-DLIB_VERSION=3\")"
        };
        project
            .write("build.rs", &format!("fn main() {{ ffi_build::Builder::new(\"lib\"){source}.build(); }}\n"))
            .write("src/main.rs", PROGRAM);
        for (features, said) in
            [("", "[true, false, false] 8\n"), ("v2", "[true, true, false] 8\n"), ("v3", "[true, true, true] 16\n")]
        {
            assert_eq!(project.cargo(&["run", "--features", features]).expect_success(), said, "{name}, `{features}`");
        }
    }
}

#[test]
fn a_library_that_pkg_config_knows_is_linked() {
    let project = Project::new(SCRATCH, "pkg-config");
    let dependencies = DEPENDENCIES.replace("default-features = false", "default-features = false, features = [\"pkg-config\"]");
    let header = Path::new("/usr/include/zlib.h").display().to_string();
    let machine = Machine::new(Target::parse("x86_64-unknown-linux-gnu").unwrap());
    let builder = Builder::new("z").header(header).allow("zlibVersion|crc32").comments(false).sources::<&str>([]);
    project
        .manifest(&dependencies)
        .write("z.ffi", &make(&builder, &[machine]).unwrap())
        .write(
            "build.rs",
            "use ffi_build::pkg_config::Config;\nfn main() { ffi_build::Builder::new(\"z\").snapshot(\"z.ffi\").pkg_config_with(\"zlib\", Config::new().atleast_version(\"1.2\")).build(); }\n",
        )
        .write(
            "src/main.rs",
            "mod sys { ffi::bindings!(\"z\"); }\nfn main() { println!(\"{:x}\", unsafe { sys::crc32(0, c\"123456789\".as_ptr().cast(), 9) }); }\n",
        );
    assert_eq!(project.cargo(&["run"]).expect_success(), "cbf43926\n");
    // One that nobody has, and the documentation of a package that asks for it.
    project.write(
        "build.rs",
        "fn main() { ffi_build::Builder::new(\"z\").snapshot(\"z.ffi\").pkg_config(\"no-such-library\").build(); }\n",
    );
    let output = project.cargo(&["check"]);
    assert!(output.expect_failure().contains("FFI0062"), "{}", output.stderr);
    project.cargo_with(&["doc", "--no-deps"], &[("DOCS_RS", "1")]).expect_success();
}

/// vcpkg's name for what this target links by default.
const TRIPLET: &str = "arm64-windows-static-md";

/// A tree as vcpkg leaves one: what is installed, the files of each port, its headers and libraries. `big` stands on `thing`.
fn vcpkg_tree(project: &Project) -> String {
    let installed = format!("vcpkg/installed/{TRIPLET}");
    let port = |name: &str, depends: &str| {
        format!(
            "Package: {name}\nVersion: 1.2.3\nPort-Version: 0\nArchitecture: {TRIPLET}\n{depends}Status: install ok installed\n\n"
        )
    };
    let files = |name: &str| {
        format!("{TRIPLET}/\n{TRIPLET}/include/{name}.h\n{TRIPLET}/lib/{name}.lib\n{TRIPLET}/debug/lib/{name}d.lib\n")
    };
    project
        .write("vcpkg/.vcpkg-root", "")
        .write("vcpkg/installed/vcpkg/status", &port("thing", ""))
        // What was installed since is in files of its own.
        .write("vcpkg/installed/vcpkg/updates/0000000001", &port("big", "Depends: thing\n"));
    for name in ["thing", "big"] {
        project
            .write(&format!("vcpkg/installed/vcpkg/info/{name}_1.2.3_{TRIPLET}.list"), &files(name))
            .write(&format!("{installed}/lib/{name}.lib"), "!<arch>\n");
    }
    project.write(&format!("{installed}/include/thing.h"), "int thing_of(int);\n").write(
        &format!("{installed}/include/big.h"),
        "#include <thing.h>\nstruct big { long narrow; void *wide; };\nint big_of(struct big *);\n",
    );
    project.folder().join("vcpkg").display().to_string()
}

#[test]
fn a_library_that_vcpkg_has_is_found_for_msvc() {
    const TARGET: &str = "aarch64-pc-windows-msvc";
    let output = std::process::Command::new("rustc").args(["--print", "sysroot"]).output().unwrap();
    let root = String::from_utf8(output.stdout).unwrap();
    if !Path::new(root.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        println!("skipped: `rustup target add {TARGET}` installs what it takes");
        return;
    }
    let project = Project::new(SCRATCH, "vcpkg");
    let dependencies = DEPENDENCIES_WITH_HEADERS.replace("/ffi-build\" }", "/ffi-build\", features = [\"vcpkg\"] }");
    project
        .manifest(&dependencies)
        // The header is in the tree alone, and it includes one of another port; `long` has 32 bits there.
        .write("build.rs", "fn main() {\n    ffi_build::Builder::new(\"big\").header(\"big.h\").vcpkg(\"big\").build();\n}\n")
        .write(
            "src/lib.rs",
            "#![no_std]\n#![deny(warnings)]\nffi::bindings!(\"big\");\nconst _: () = assert!(core::mem::size_of::<big>() == 16 && \
             core::mem::size_of::<core::ffi::c_long>() == 4);\npub fn called(b: &mut big) -> i32 {\n    unsafe { big_of(b) }\n}\n",
        );
    let tree = vcpkg_tree(&project);
    let arguments = ["check", "--target", TARGET, "--message-format", "json"];
    let run = project.cargo_with(&arguments, &[("VCPKG_ROOT", &tree)]);
    let said = run.expect_success();
    let executed = said
        .lines()
        .find(|line| line.contains("build-script-executed") && line.contains("$PROJECT#"))
        .unwrap_or_else(|| panic!("{said}"));
    assert!(executed.contains("\"linked_libs\":[\"big\",\"thing\"]"), "{executed}");
    assert!(executed.contains(&format!("native=$PROJECT/vcpkg/installed/{TRIPLET}/lib")), "{executed}");
    // A port that is not installed, and a folder that is no tree.
    let run = project.cargo_with(&arguments, &[("VCPKG_ROOT", "/nonexistent")]);
    assert!(!run.success && run.stderr.contains("the library `big` was not found"), "{}", run.stderr);
    fs::remove_file(project.folder().join("vcpkg/installed/vcpkg/updates/0000000001")).unwrap();
    let run = project.cargo_with(&arguments, &[("VCPKG_ROOT", &tree)]);
    assert!(!run.success && run.stderr.contains("the library `big` was not found"), "{}", run.stderr);
    // Elsewhere it is somebody else's to find.
    project
        .write("build.rs", "fn main() {\n    ffi_build::Builder::new(\"big\").vcpkg(\"big\").build();\n}\n")
        .write("src/lib.rs", "");
    project.cargo_with(&["check"], &[("VCPKG_ROOT", "/nonexistent")]).expect_success();
}
