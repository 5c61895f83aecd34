//! The tools of each target, and how its programs are run here.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_build::assembly::Assembly;

pub(crate) struct Machine {
    /// Whose conventions are tried.
    pub(crate) triple: &'static str,
    /// Whose object files the programs are made of.
    pub(crate) object: &'static str,
    /// Compilers of the target.
    pub(crate) compilers: &'static [Compiler],
    /// The compiler of the machine that programs run on: the main program, code of another stack's alignment, and linking.
    driver: &'static str,
    link: &'static [&'static str],
    runner: Option<&'static str>,
}

pub(crate) struct Compiler {
    pub(crate) name: &'static str,
    flags: &'static [&'static str],
}

const MICROSOFT: &str = "-DCONV=__attribute__((ms_abi))";
const AARCH64: &str = "aarch64-unknown-linux-gnu";

pub(crate) const MACHINES: [Machine; 5] = [
    Machine {
        triple: "x86_64-unknown-linux-gnu",
        object: "x86_64-unknown-linux-gnu",
        compilers: &[Compiler { name: "gcc", flags: &[] }, Compiler { name: "clang", flags: &[] }],
        driver: "gcc",
        link: &["-pie"],
        runner: None,
    },
    Machine {
        triple: "x86_64-pc-windows-msvc",
        object: "x86_64-unknown-linux-gnu",
        compilers: &[Compiler { name: "gcc", flags: &[MICROSOFT] }, Compiler { name: "clang", flags: &[MICROSOFT] }],
        driver: "gcc",
        link: &["-pie"],
        runner: None,
    },
    Machine {
        triple: AARCH64,
        object: AARCH64,
        compilers: &[
            Compiler { name: "aarch64-linux-gnu-gcc", flags: &[] },
            Compiler { name: "clang", flags: &["--target=aarch64-linux-gnu"] },
        ],
        driver: "aarch64-linux-gnu-gcc",
        link: &["-static-pie"],
        runner: Some("qemu-aarch64"),
    },
    Machine {
        triple: "aarch64-apple-darwin",
        object: AARCH64,
        compilers: &[Compiler {
            name: "clang",
            flags: &["--target=arm64-apple-macos11-elf", "-ffreestanding", "-fno-stack-protector"],
        }],
        driver: "aarch64-linux-gnu-gcc",
        link: &["-static-pie"],
        runner: Some("qemu-aarch64"),
    },
    Machine {
        triple: "riscv64gc-unknown-linux-gnu",
        object: "riscv64gc-unknown-linux-gnu",
        compilers: &[
            Compiler { name: "riscv64-linux-gnu-gcc", flags: &[] },
            Compiler { name: "clang", flags: &["--target=riscv64-linux-gnu", "-march=rv64gc"] },
        ],
        driver: "riscv64-linux-gnu-gcc",
        link: &["-static"],
        runner: Some("qemu-riscv64"),
    },
];

/// `clang` stands for the newest that is there.
pub(crate) fn command(name: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let numbered = (14..=40).rev().map(|version| format!("{name}-{version}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered.take(if name == "clang" { 30 } else { 0 }));
    names
        .find(|name| std::env::split_paths(&path).any(|folder| folder.join(name).exists()))
        .unwrap_or_else(|| panic!("{name} is not installed"))
}

impl Machine {
    /// Every compiler at both levels; the first of the two levels of a compiler with the other's, by default.
    pub(crate) fn programs(&self) -> Vec<(&'static Compiler, &'static str)> {
        self.compilers.iter().flat_map(|compiler| [(compiler, "-O0"), (compiler, "-O2")]).collect()
    }

    /// Makes a program of its parts and gives what it prints.
    pub(crate) fn run(
        &self,
        compiler: &Compiler,
        level: &str,
        callees: &str,
        callers: &[String; 2],
        main: &str,
        assembly: &Assembly,
    ) -> String {
        let name = format!("adapters_{}_{}{level}", self.triple, compiler.name);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let compile = |name: &str, text: &str, command: &str, flags: &[&str]| {
            let source = folder.join(format!("{name}.c"));
            let object = source.with_extension("o");
            std::fs::write(&source, text).unwrap();
            let mut made = Command::new(command);
            made.args(["-w", "-std=gnu11", "-fPIE", "-fno-omit-frame-pointer", "-fno-strict-aliasing", level]);
            text_of(made.args(flags).arg("-c").arg(&source).arg("-o").arg(&object));
            object
        };
        let own = command(compiler.name);
        let driver = command(self.driver);
        let words = if compiler.flags.contains(&MICROSOFT) { vec![MICROSOFT] } else { Vec::new() };
        let mut objects: Vec<PathBuf> = vec![
            compile("callees", callees, &own, compiler.flags),
            compile("callers", &callers[0], &own, compiler.flags),
            compile("words", &callers[1], &driver, &words),
            compile("main", &format!("{main}\nvoid *contexts[2];\n"), &driver, &words),
        ];
        let trampolines = folder.join("adapters.o");
        std::fs::write(&trampolines, assembly.finish().bytes()).unwrap();
        objects.push(trampolines);
        let program = folder.join("program");
        text_of(Command::new(&driver).args(self.link).args(&objects).arg("-o").arg(&program));
        let run = match self.runner {
            Some(runner) => text_or_end(Command::new(runner).arg(&program)),
            None => text_or_end(&mut Command::new(&program)),
        };
        match run {
            Ok(text) => text,
            // Again, with the number of each case: which one ended it.
            Err(why) => {
                let again = match self.runner {
                    Some(runner) => text_or_end(Command::new(runner).arg(&program).arg("-v")),
                    None => text_or_end(Command::new(&program).arg("-v")),
                };
                format!("{why}\n{}", again.unwrap_or_else(|text| text))
            }
        }
    }
}

fn text_of(command: &mut Command) -> String {
    text_or_end(command).unwrap_or_else(|why| panic!("{why}"))
}

fn text_or_end(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(out.into_owned()) } else { Err(format!("{command:?}: {}\n{out}{err}", output.status)) }
}
