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
