//! The steps of each task.

use std::path::Path;

use crate::step::{Count, Step};

/// Packages whose tests take long enough, or print enough, to be steps of their own.
const OWN_STEP: [&str; 3] = ["xtask", "conformance", "e2e"];

/// Crates that other people's builds compile, and the oldest compiler that has to take them.
const LIBRARIES: [&str; 5] = ["ffi-abi", "ffi-grammar", "ffi-macros", "ffi-build", "ffi-rt"];
const MSRV: &str = "1.85";

/// What the project is measured beside.
const PEERS: &str = "tests/peers/Cargo.toml";

/// `cargo ffi`, with its own features.
const COMMAND: &str = "--package ffi-build --features cli";

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
        // Generic constants are computed where they are used: a check of the library alone does not see them.
        Step::cargo(&format!("closures by {MSRV}"), &format!("+{MSRV} test --no-run --package ffi-rt --test closures"))
            .env("CARGO_TARGET_DIR", "target/msrv")
            .needs(&format!("cargo +{MSRV} --version"), &format!("rustup toolchain install {MSRV} --profile minimal")),
    ];
    // With its own features: the workspace's other packages are built without them, as users' build scripts are.
    steps.push(
        Step::cargo("rules of conventions", "test --package ffi-abi --features explain --test explain").count(Count::Tests),
    );
    steps.push(Step::cargo("lints of the command", &format!("clippy {COMMAND} --all-targets -- -D warnings")));
    steps.push(
        Step::cargo("lints of the peers", &format!("clippy --manifest-path {PEERS} --all-targets -- -D warnings"))
            // A workspace of its own, with dependencies of its own: Cranelift, dynasm, libffi.
            .env("CARGO_TARGET_DIR", "target/peers")
            .needs(&format!("cargo fetch --locked --manifest-path {PEERS}"), "a network for the crates of tests/peers"),
    );
    steps.push(Step::cargo("the command", &format!("test {COMMAND} --test cli")).count(Count::Tests));
    steps.push(
        Step::cargo("pages in a browser", &format!("test {COMMAND} --test browser"))
            .needs("chromium --version", "apt-get install -y --no-install-recommends chromium")
            .count(Count::Tests),
    );
    let mut rest = String::from("test --workspace --no-fail-fast");
    for package in OWN_STEP {
        if is_package(root, package) {
            rest.push_str(&format!(" --exclude {package}"));
        }
    }
    steps.push(Step::cargo("tests", &rest).count(Count::Tests));
    steps.push(
        Step::cargo(
            "signatures made at run time",
            "test --package ffi-rt --features dynamic --test dynamic --test dynamic_modes",
        )
        .count(Count::Tests),
    );
    steps.push(
        Step::cargo("adapters in V8", "test --package engine-tests --features v8 --test v8")
            // Fast calls are described anew by each release, and Debian's Node.js is an older one.
            .needs(
                "grep -q V8_MAJOR_VERSION.11 /usr/include/node/v8-version.h",
                "Node.js 20 with its headers in /usr/include/node, and g++",
            )
            .count(Count::Tests),
    );
    steps.push(
        Step::cargo("adapters in wasmtime", "test --package engine-tests --features wasmtime --test wasmtime")
            // Its Python package has the library of its C API, ready to be linked: 10 MB, where compiling wasmtime takes minutes.
            .needs(
                &format!("test -f target/wasmtime/wasmtime/linux-{}/_libwasmtime.so", std::env::consts::ARCH),
                "python3 -m pip install --quiet --no-deps --target target/wasmtime wasmtime==50.0.1",
            )
            .count(Count::Tests),
    );
    steps.push(under_miri("memory under Miri", &format!("--lib -- {MIRI}")));
    steps.push(under_miri("tables under Miri", "--test table"));
    // Closures with user data need no thunk, which Miri could not run: their slots are those of all.
    steps.push(under_miri("slots of closures under Miri", "--test closures -- pair:: --skip sorting_with_user_data"));
    steps.push(
        // Allocations of the C library's, which Miri only imitates; leaks are Miri's to find, the harness has one of its own.
        under_valgrind("memory under valgrind", &format!("--lib -- {MEMORY}")),
    );
    steps.push(under_valgrind("imports under valgrind", "--test import --test lazy"));
    for (name, package) in [("conformance", "conformance"), ("end to end", "e2e")] {
        if is_package(root, package) {
            steps.push(Step::cargo(name, &format!("test --package {package} --no-fail-fast")).count(Count::Tests));
        }
    }
    steps.extend(MACHINES.iter().map(Machine::step));
    let others: Vec<&str> = MACHINES[..3].iter().map(|machine| machine.target).collect();
    steps.push(
        Step::cargo("drop-in libffi on each", "test --package example-libffi-compat --features machines --test machines")
            .needs(
                &format!("cargo check --quiet --package ffi-rt --target {}", others.join(" --target ")),
                &format!("rustup target add {}", others.join(" ")),
            )
            .count(Count::Tests),
    );
    let Machine { name: arch, target, .. } = MACHINES[0];
    steps.push(
        Step::cargo(
            &format!("exit frames and layouts on {arch}"),
            "test --package e2e --test exit_frames --test layouts -- a_host_walks the_example_lists",
        )
        .env("FFI_MACHINE", arch)
        .needs(&has_std(target), &format!("rustup target add {target}"))
        .count(Count::Tests),
    );
    steps.extend(demo(root));
    steps
}

/// Tests of `ffi-rt` that Miri runs.
fn under_miri(name: &str, tests: &str) -> Step {
    Step::cargo(name, &format!("+nightly miri test --package ffi-rt {tests}"))
        // Addresses that C hands out as integers are taken at their word; a folder of its own, as for the oldest compiler.
        .env("MIRIFLAGS", "-Zmiri-permissive-provenance")
        .env("CARGO_TARGET_DIR", "target/miri")
        .needs("cargo +nightly miri --version", "rustup toolchain install nightly --profile minimal --component miri")
        .count(Count::Tests)
}

/// Tests of `ffi-rt` that valgrind watches.
fn under_valgrind(name: &str, tests: &str) -> Step {
    Step::cargo(name, &format!("test --package ffi-rt {tests}"))
        .env(&format!("CARGO_TARGET_{}_RUNNER", HOST), "valgrind -q --error-exitcode=99")
        .needs("valgrind --version", "apt-get install -y --no-install-recommends valgrind")
        .count(Count::Tests)
}

/// A machine, besides this one, that the tests of `ffi-rt` and of closures are executed on.
struct Machine {
    name: &'static str,
    /// Rust's name for it.
    target: &'static str,
    linker: &'static str,
    /// What runs its programs.
    runner: Runner,
    /// The tests: of closures where the machine has them, but for what asks the system for restrictions, which no emulator passes on.
    tests: &'static str,
}

/// What runs the programs of a machine.
enum Runner {
    Command(&'static str),
    /// `xtask wine`.
    Wine,
}

const MACHINES: [Machine; 4] = [
    Machine {
        name: "aarch64",
        target: "aarch64-unknown-linux-gnu",
        linker: "aarch64-linux-gnu-gcc",
        runner: Runner::Command("qemu-aarch64 -L /usr/aarch64-linux-gnu"),
        tests: "--features ffi-rt/dynamic --test dynamic --test import --test lazy --test closures --test by_signature --test described --test random -- --skip restricted::",
    },
    Machine {
        name: "riscv64",
        target: "riscv64gc-unknown-linux-gnu",
        linker: "riscv64-linux-gnu-gcc",
        runner: Runner::Command("qemu-riscv64 -L /usr/riscv64-linux-gnu"),
        tests: "--features ffi-rt/dynamic --test dynamic --test import --test lazy --test closures --test by_signature --test described --test random -- --skip restricted::",
    },
    Machine {
        name: "i686",
        target: "i686-unknown-linux-gnu",
        linker: "i686-linux-gnu-gcc",
        // The processor runs them; their loader and libraries are not where programs look.
        runner: Runner::Command("/usr/i686-linux-gnu/lib/ld-linux.so.2 --library-path /usr/i686-linux-gnu/lib"),
        tests: "--features ffi-rt/dynamic --test dynamic --test import --test lazy --test closures --test by_signature --test described --test random",
    },
    Machine {
        name: "Windows",
        target: "x86_64-pc-windows-gnu",
        linker: "x86_64-w64-mingw32-gcc",
        runner: Runner::Wine,
        tests: "--features ffi-rt/dynamic --test dynamic --test windows --test closures --test by_signature --test described --test random",
    },
];

impl Machine {
    fn step(&self) -> Step {
        let variable = |what: &str| format!("CARGO_TARGET_{}_{what}", self.target.to_uppercase().replace('-', "_"));
        let runner = match self.runner {
            Runner::Command(command) => command.to_owned(),
            Runner::Wine => {
                let this = std::env::current_exe().map_or_else(|_| "xtask".to_owned(), |path| path.display().to_string());
                format!("{this} wine")
            }
        };
        Step::cargo(
            &format!("runtime on {}", self.name),
            &format!("test --package ffi-rt --package callback-tests --target {} {}", self.target, self.tests),
        )
        .env(&variable("LINKER"), self.linker)
        .env(&format!("CC_{}", self.target.replace('-', "_")), self.linker)
        .env(&variable("RUNNER"), &runner)
        .needs(&has_std(self.target), &format!("rustup target add {}", self.target))
        .count(Count::Tests)
    }
}

/// A command that fails where there is no `std` for the target.
fn has_std(target: &str) -> String {
    format!("cargo check --quiet --package ffi-rt --target {target}")
}

/// `cargo xtask bench`: every benchmark, a table each.
pub(crate) fn bench() -> Vec<Step> {
    let own = ["codegen", "authoring", "closures", "tables", "headers", "compile", "snapshot"]
        .map(|name| Step::cargo(&format!("benchmark {name}"), &format!("run --release --package bench -- {name}")));
    let peers = [("performance", "docs/performance.md"), ("restricted", "restricted")].map(|(name, what)| {
        let command = format!("run --release --manifest-path {PEERS} -- {what}");
        Step::cargo(&format!("benchmark {name}"), &command)
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
            // One that waits for input otherwise.
            let shows = if root.join("examples").join(name).join("demo.js").is_file() { " -- --demo" } else { "" };
            let arguments = format!("run --release --manifest-path examples/{name}/Cargo.toml{shows}");
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
