//! What Clang says about C source, for any target, and what GCC says for its own.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};

use ffi_abi::{Arch, CType, Env, Features, FloatKind, Target};

/// A record's layout as Clang prints it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClangLayout {
    /// Size in bytes.
    pub size: u64,
    /// Alignment in bytes.
    pub align: u64,
    /// Offset of each member in bits.
    pub offsets: Vec<u64>,
}

/// What a run of Clang gave.
pub struct Output {
    /// What it printed.
    pub text: String,
    /// Its errors, if it did not accept the source.
    pub errors: Option<String>,
}

/// Runs Clang on a source that it reads from its standard input.
///
/// # Panics
/// If there is no such Clang.
pub fn run(target: &Target, arguments: &[&str], source: &str) -> Output {
    let clang = std::env::var("FFI_CLANG").unwrap_or_else(|_| "clang-19".into());
    let mut command = Command::new(clang);
    command.arg(format!("--target={}", triple(target))).args(arguments);
    if target.arch() == Arch::X86 {
        // Rust's i686 targets have it; `_Float16` needs it.
        command.arg("-msse2");
    }
    if target.features() != Features::NONE {
        command.arg(format!("-m{}", target.features()));
    }
    compile(command, source, "clang-19")
}

/// Runs GCC for the machine's own kind as [`run`] runs Clang; `FFI_GCC` names another one than `gcc`.
///
/// # Panics
/// If there is no such GCC.
pub fn run_gcc(arguments: &[&str], source: &str) -> Output {
    let mut command = Command::new(std::env::var("FFI_GCC").unwrap_or_else(|_| "gcc".into()));
    command.args(arguments);
    compile(command, source, "gcc")
}

fn compile(mut command: Command, source: &str, package: &str) -> Output {
    command.args(["-w", "-fsyntax-only", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| {
        panic!(
            "these tests compare with {package} and cannot run without it: {:?}: {error}\n\
             install it (Debian: `apt-get install -y --no-install-recommends {package}`) or name another one in FFI_CLANG or FFI_GCC",
            command.get_program()
        )
    });
    let mut input = child.stdin.take().expect("a pipe");
    let source = source.to_owned();
    // A compiler prints before it has read everything: writer and reader must not wait for each other.
    let writer = std::thread::spawn(move || input.write_all(source.as_bytes()));
    let output = child.wait_with_output().expect("the output of a child");
    writer.join().expect("the writer does not panic").expect("the compiler reads its input");
    let errors = String::from_utf8_lossy(&output.stderr);
    let errors = errors.lines().filter(|line| !line.contains(" note: ")).take(60).collect::<Vec<_>>().join("\n");
    let errors = (!output.status.success()).then(|| format!("{command:?}: {}\n{errors}", output.status));
    Output { text: String::from_utf8(output.stdout).expect("compilers print UTF-8"), errors }
}

/// Every record whose size the source asks for, by what Clang calls it (`struct tag`; in C++ `tag`), and Clang's errors.
///
/// # Panics
/// As [`run`], and if the output cannot be read.
pub fn layouts(target: &Target, arguments: &[&str], source: &str) -> (BTreeMap<String, ClangLayout>, Option<String>) {
    // Not `-fdump-record-layouts-complete`: it lays records out before it has read the attributes behind their braces.
    let mut all = vec!["-Xclang", "-fdump-record-layouts-simple"];
    all.extend(arguments);
    let output = run(target, &all, source);
    let mut layouts = BTreeMap::new();
    for record in output.text.split("*** Dumping AST Record Layout").skip(1) {
        let value = |key: &str| {
            let line = record.lines().find_map(|line| line.trim().strip_prefix(key));
            line.unwrap_or_else(|| panic!("no `{key}` in\n{record}")).trim_end_matches('>').to_owned()
        };
        let bytes = |key: &str| value(key).parse::<u64>().expect("a number of bits") / 8;
        let offsets = value("FieldOffsets: ");
        let offsets = offsets.trim_matches(['[', ']']).split(", ").filter(|text| !text.is_empty());
        let layout = ClangLayout {
            size: bytes("Size:"),
            align: bytes("Alignment:"),
            offsets: offsets.map(|text| text.parse().expect("an offset")).collect(),
        };
        layouts.insert(value("Type: "), layout);
    }
    (layouts, output.errors)
}

/// Clang's name of a target.
fn triple(target: &Target) -> String {
    target.triple().replace("riscv64gc", "riscv64")
}

/// Whether Clang has a type on a target that ours may have too.
pub fn accepts(target: &Target, ty: &CType) -> bool {
    match ty {
        // GCC has it on Arm and RISC-V, Clang does not.
        CType::Float(FloatKind::Float128) | CType::Complex(FloatKind::Float128) => {
            matches!(target.arch(), Arch::X86_64 | Arch::X86) && target.env() != Env::Msvc
        }
        _ => true,
    }
}
