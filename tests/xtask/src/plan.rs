//! The steps of each task.

use std::path::Path;

use crate::step::{Count, Step};

/// Packages whose tests take long enough, or print enough, to be steps of their own.
const OWN_STEP: [&str; 3] = ["xtask", "conformance", "e2e"];

/// Crates that other people's builds compile, and the oldest compiler that has to take them.
const LIBRARIES: [&str; 5] = ["ffi-abi", "ffi-grammar", "ffi-macros", "ffi-build", "ffi-rt"];
const MSRV: &str = "1.85";

/// Modules of the runtime whose `unsafe` code Miri runs: those that call nothing it cannot look into.
const MIRI: &str = "pointer native memory text foreign_static direct value function table";

/// Of these, the ones that allocate or read what was allocated.
const MEMORY: &str = "pointer native memory text foreign_static";

/// The machine that the tests run on, as cargo's variables name it.
const HOST: &str = if cfg!(target_arch = "aarch64") { "AARCH64_UNKNOWN_LINUX_GNU" } else { "X86_64_UNKNOWN_LINUX_GNU" };

/// `cargo xtask test`. Cheap steps that fail often come first.
pub(crate) fn test(root: &Path) -> Vec<Step> {
    let mut steps = vec![
        Step::cargo("format", "fmt --all --check").needs("cargo fmt --version", "rustup component add rustfmt"),
        Step::cargo("house rules", "test --package xtask").count(Count::Tests),
        Step::cargo("lints", "clippy --workspace --all-targets -- -D warnings")
            .needs("cargo clippy --version", "rustup component add clippy"),
        Step::cargo("runtime without std", "check --package ffi-rt --no-default-features"),
        Step::cargo("build without libclang", "check --package ffi-build --no-default-features"),
        Step::cargo("documents", "doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"),
        Step::cargo(&format!("compiler {MSRV}"), &format!("+{MSRV} check {}", packages(&LIBRARIES)))
            // Its own folder: two compilers in one would throw each other's work away.
            .env("CARGO_TARGET_DIR", "target/msrv")
            .needs(&format!("cargo +{MSRV} --version"), &format!("rustup toolchain install {MSRV} --profile minimal")),
    ];
    // With its own features: the workspace's other packages are built without them, as users' build scripts are.
    steps.push(
        Step::cargo("rules of conventions", "test --package ffi-abi --features explain --test explain").count(Count::Tests),
    );
    let mut rest = String::from("test --workspace --no-fail-fast");
    for package in OWN_STEP {
        if is_package(root, package) {
            rest.push_str(&format!(" --exclude {package}"));
        }
    }
    steps.push(Step::cargo("tests", &rest).count(Count::Tests));
    steps.push(
        Step::cargo("memory under Miri", &format!("+nightly miri test --package ffi-rt --lib -- {MIRI}"))
            // Addresses that C hands out as integers are taken at their word; a folder of its own, as for the oldest compiler.
            .env("MIRIFLAGS", "-Zmiri-permissive-provenance")
            .env("CARGO_TARGET_DIR", "target/miri")
            .needs("cargo +nightly miri --version", "rustup toolchain install nightly --profile minimal --component miri")
            .count(Count::Tests),
    );
    steps.push(
        // Allocations of the C library's, which Miri only imitates; leaks are Miri's to find, the harness has one of its own.
        Step::cargo("memory under valgrind", &format!("test --package ffi-rt --lib -- {MEMORY}"))
            .env(&format!("CARGO_TARGET_{}_RUNNER", HOST), "valgrind -q --error-exitcode=99")
            .needs("valgrind --version", "apt-get install -y --no-install-recommends valgrind")
            .count(Count::Tests),
    );
    for (name, package) in [("conformance", "conformance"), ("end to end", "e2e")] {
        if is_package(root, package) {
            steps.push(Step::cargo(name, &format!("test --package {package} --no-fail-fast")).count(Count::Tests));
        }
    }
    steps.extend(CLOSURES_ON.map(|(arch, target)| closures(arch, target)));
    let (arch, target) = CLOSURES_ON[0];
    steps.push(
        Step::cargo(&format!("exit frames on {arch}"), "test --package e2e --test exit_frames")
            .env("FFI_MACHINE", arch)
            .needs(&has_std(target), &format!("rustup target add {target}"))
            .count(Count::Tests),
    );
    steps.extend(demo(root));
    steps
}

/// Machines on which the closures of `ffi-rt` are executed, besides this one: the emulator's name for each, and Rust's.
const CLOSURES_ON: [(&str, &str); 2] = [("aarch64", "aarch64-unknown-linux-gnu"), ("riscv64", "riscv64gc-unknown-linux-gnu")];

/// The suite of closures under an emulator, but for what asks the system for restrictions, which the emulator does not pass on.
fn closures(arch: &str, target: &str) -> Step {
    let variable = |what: &str| format!("CARGO_TARGET_{}_{what}", target.to_uppercase().replace('-', "_"));
    let arguments = format!("test --package ffi-rt --test closures --target {target} -- --skip restricted::");
    Step::cargo(&format!("closures on {arch}"), &arguments)
        .env(&variable("LINKER"), &format!("{arch}-linux-gnu-gcc"))
        .env(&variable("RUNNER"), &format!("qemu-{arch} -L /usr/{arch}-linux-gnu"))
        .needs(&has_std(target), &format!("rustup target add {target}"))
        .count(Count::Tests)
}

/// A command that fails where there is no `std` for the target.
fn has_std(target: &str) -> String {
    format!("cargo check --quiet --package ffi-rt --target {target}")
}

/// `cargo xtask bench`: every benchmark, a table each.
pub(crate) fn bench() -> Vec<Step> {
    let own = ["codegen", "import", "expansion", "closures", "errno", "headers", "compile"]
        .map(|name| Step::cargo(&format!("benchmark {name}"), &format!("run --release --package bench -- {name}")));
    let peers = ["", " -- restricted"].map(|what| {
        Step::cargo(&format!("closures of peers{what}"), &format!("run --release --manifest-path tests/peers/Cargo.toml{what}"))
            .needs("pkg-config --exists libffi", "apt-get install -y --no-install-recommends libffi-dev")
    });
    own.into_iter().chain(peers).collect()
}

/// `cargo xtask demo`: every package in `examples/`, SQLite first.
pub(crate) fn demo(root: &Path) -> Vec<Step> {
    let mut names: Vec<String> = std::fs::read_dir(root.join("examples"))
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort_by_key(|name| (name != "sqlite", name.clone()));
    names
        .iter()
        .map(|name| {
            let arguments = format!("run --release --manifest-path examples/{name}/Cargo.toml");
            Step::cargo(&format!("example {name}"), &arguments)
        })
        .collect()
}

fn is_package(root: &Path, name: &str) -> bool {
    root.join("tests").join(name).join("Cargo.toml").is_file()
}

fn packages(names: &[&str]) -> String {
    names.iter().map(|name| format!("--package {name}")).collect::<Vec<_>>().join(" ")
}
