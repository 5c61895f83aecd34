//! How C programs of each target are made and run on this machine.

use std::path::Path;
use std::process::Command;

/// The tools of one target.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// Rust's triple.
    pub(crate) triple: &'static str,
    /// The parts of a program that are assembly.
    pub(crate) shim: &'static str,
    /// The compiler that makes the runtime and links: of the machine that the program runs on, whatever convention it is to judge.
    pub(crate) driver: &'static str,
    /// Its options when it links.
    pub(crate) link: &'static [&'static str],
    /// Who judges.
    pub(crate) compilers: &'static [Candidate],
    /// What runs a program, if the machine itself does not.
    pub(crate) runner: Option<&'static str>,
    /// For the disassembly of a failure.
    pub(crate) disassembler: &'static str,
}

/// A compiler to look for.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// `gcc` or `clang`.
    pub(crate) name: &'static str,
    /// Its command; `clang` stands for the newest that is there.
    pub(crate) command: &'static str,
    /// Options that make it one of the target.
    pub(crate) flags: &'static [&'static str],
    /// It stops at LLVM's language, and `llc` goes on for this triple: clang refuses the two together.
    pub(crate) llc: Option<&'static str>,
}

const X86_64: Toolchain = Toolchain {
    triple: "x86_64-unknown-linux-gnu",
    shim: include_str!("../c/shim_x86_64.S"),
    driver: "gcc",
    link: &["-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "gcc", flags: &["-fPIE"], llc: None },
        Candidate { name: "clang", command: "clang", flags: &["-fPIE"], llc: None },
    ],
    runner: None,
    disassembler: "objdump",
};

/// Static, because the emulator starts such a program in a fraction of the time, and position-independent all the same.
const AARCH64: Toolchain = Toolchain {
    triple: "aarch64-unknown-linux-gnu",
    shim: include_str!("../c/shim_aarch64.S"),
    driver: "aarch64-linux-gnu-gcc",
    link: &["-static-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "aarch64-linux-gnu-gcc", flags: &["-fPIE"], llc: None },
        Candidate { name: "clang", command: "clang", flags: &["--target=aarch64-linux-gnu", "-fPIE"], llc: None },
    ],
    runner: Some("qemu-aarch64"),
    disassembler: "aarch64-linux-gnu-objdump",
};

/// Flags for a system whose headers and libraries are not here: the convention is all that is wanted of it.
macro_rules! foreign {
    ($($flag:literal),*) => { &[$($flag,)* "-ffreestanding", "-fno-stack-protector"] };
}

/// Every target that programs are run for.
pub(crate) static ALL: [Toolchain; 5] = [
    X86_64,
    AARCH64,
    Toolchain {
        triple: "aarch64-linux-android",
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=aarch64-linux-android21", "-fPIE", "-mno-outline-atomics"),
            llc: None,
        }],
        ..AARCH64
    },
    // As ELF: Apple's convention, Linux's object files.
    Toolchain {
        triple: "aarch64-apple-darwin",
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=arm64-apple-macos11-elf", "-fPIE"),
            llc: None,
        }],
        ..AARCH64
    },
    Toolchain {
        triple: "aarch64-pc-windows-msvc",
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=aarch64-pc-windows-msvc"),
            llc: Some("aarch64-pc-windows-elf"),
        }],
        ..AARCH64
    },
];

impl Toolchain {
    /// The tools of a target.
    pub(crate) fn of(triple: &str) -> Option<&'static Toolchain> {
        ALL.iter().find(|toolchain| toolchain.triple == triple)
    }

    /// Which of its tools is not on this machine.
    pub(crate) fn lacks(&self) -> Option<String> {
        let tools = [Some(self.driver), self.runner].into_iter().flatten();
        let missing = tools.into_iter().find(|tool| version(tool).is_none());
        missing.map(str::to_owned).or_else(|| {
            self.compilers.iter().find(|candidate| candidate.find().is_none()).map(|candidate| candidate.command.to_owned())
        })
    }
}

impl Candidate {
    /// The command to use, and the first line of what it says about itself.
    pub(crate) fn find(&self) -> Option<(String, String)> {
        let commands = if self.command == "clang" {
            // The newest, as far as Debian names them; a plain `clang` is often the oldest of several.
            let mut commands: Vec<String> = (14..40).rev().map(|version| format!("clang-{version}")).collect();
            commands.push("clang".into());
            commands
        } else {
            vec![self.command.into()]
        };
        commands.into_iter().find_map(|command| {
            let llc = self.llc.is_none() || version(&llc(&command)).is_some();
            version(&command).filter(|_| llc).map(|version| (command, version))
        })
    }
}

/// The `llc` beside a `clang`.
pub(crate) fn llc(clang: &str) -> String {
    clang.replace("clang", "llc")
}

/// First line of what a command says about itself, if it is there.
fn version(command: &str) -> Option<String> {
    let output = Command::new(Path::new(command)).arg("--version").stdin(std::process::Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next()?.to_string();
    output.status.success().then_some(text)
}
