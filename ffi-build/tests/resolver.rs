//! The resolver that is shipped in `ffi-rt`, run on every machine that is at hand: each kind of argument arrives at the first call, what
//! calls is found by unwinding, and the second call goes straight to the callee.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_build::shipped::files;

/// A machine: the class of its assembler text, the compiler, options, what runs its programs, and what they print.
struct Machine {
    class: &'static str,
    compiler: &'static str,
    options: &'static [&'static str],
    emulator: Option<&'static str>,
    printed: &'static str,
}

const UNWOUND: &str = "3 calls, main 3 times";

const MACHINES: [Machine; 5] = [
    Machine {
        class: "x86_64-elf",
        compiler: "gcc",
        options: &["-pie", "-fPIE", "-Wl,-z,text"],
        emulator: None,
        printed: UNWOUND,
    },
    Machine {
        class: "x86-elf",
        compiler: "i686-linux-gnu-gcc",
        options: &["-static", "-msse2", "-mfpmath=sse"],
        emulator: None,
        printed: UNWOUND,
    },
    Machine {
        class: "aarch64-elf",
        compiler: "aarch64-linux-gnu-gcc",
        options: &["-static"],
        emulator: Some("qemu-aarch64"),
        printed: UNWOUND,
    },
    Machine {
        class: "riscv64-elf",
        compiler: "riscv64-linux-gnu-gcc",
        options: &["-static"],
        emulator: Some("qemu-riscv64"),
        printed: UNWOUND,
    },
    // Windows unwinds by other means, which the tests of the encoder check.
    Machine {
        class: "x86_64-coff",
        compiler: "x86_64-w64-mingw32-gcc",
        options: &[],
        emulator: Some("/usr/lib/wine/wine64"),
        printed: "3 calls, main 0 times",
    },
];

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{text}{}", output.status, String::from_utf8_lossy(&output.stderr));
    text
}

/// What assembles a machine's text. That for Windows is LLVM's own dialect.
fn assembler(machine: &Machine) -> Command {
    if !machine.class.ends_with("coff") {
        return Command::new(machine.compiler);
    }
    let numbered = (14..=40).rev().map(|version| format!("clang-{version}"));
    let mut names = std::iter::once("clang".to_owned()).chain(numbered);
    let name = names.find(|name| Command::new(name).arg("--version").output().is_ok()).expect("clang is installed");
    let mut clang = Command::new(name);
    clang.arg("--target=x86_64-pc-windows-gnu");
    clang
}

#[test]
fn every_argument_survives_the_first_call() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/resolver/main.c");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("resolver");
    std::fs::create_dir_all(&folder).unwrap();
    let files = files();
    for machine in &MACHINES {
        let path = |extension: &str| folder.join(format!("{}.{extension}", machine.class));
        std::fs::write(path("s"), &files[&format!("resolver-{}.s", machine.class)]).unwrap();
        run(assembler(machine).arg("-c").arg("-o").arg(path("o")).arg(path("s")));
        for level in ["-O0", "-O2"] {
            let program = path("exe");
            let mut link = Command::new(machine.compiler);
            link.args([level, "-g", "-funwind-tables", "-w"]).args(machine.options);
            run(link.arg("-o").arg(&program).arg(&source).arg(path("o")));
            let mut start = match machine.emulator {
                Some(emulator) => Command::new(emulator),
                None => Command::new(&program),
            };
            if machine.emulator.is_some() {
                start.arg(&program);
            }
            let printed = run(start.env("WINEDEBUG", "-all"));
            assert_eq!(printed.trim(), machine.printed, "{} {level}", machine.class);
        }
    }
}
