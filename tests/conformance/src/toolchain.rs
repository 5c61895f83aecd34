//! How C programs of each target are made and run on this machine.

use std::path::Path;
use std::process::Command;

use ffi_abi::Convention;

/// The tools of one target.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// What the command line calls it: the triple, and the convention if that is another than the target's own.
    pub(crate) name: &'static str,
    /// Rust's triple.
    pub(crate) triple: &'static str,
    /// Whether programs are the target's own; Linux's otherwise, whatever convention is judged.
    pub(crate) own: bool,
    /// The convention of every case.
    pub(crate) convention: Convention,
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
    name: "x86_64-unknown-linux-gnu",
    triple: "x86_64-unknown-linux-gnu",
    own: false,
    convention: Convention::C,
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

/// The same for Microsoft's convention, called by a runtime of System V.
const MICROSOFT_SHIM: &str = concat!("#define MICROSOFT 1\n", include_str!("../c/shim_x86_64.S"));

/// Static, because the emulator starts such a program in a fraction of the time, and position-independent all the same.
const AARCH64: Toolchain = Toolchain {
    name: "aarch64-unknown-linux-gnu",
    triple: "aarch64-unknown-linux-gnu",
    own: false,
    convention: Convention::C,
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

/// Static for the same reason; Debian has no start files for static position-independent programs of this target.
const RISCV64: Toolchain = Toolchain {
    name: "riscv64gc-unknown-linux-gnu",
    own: false,
    convention: Convention::C,
    triple: "riscv64gc-unknown-linux-gnu",
    shim: include_str!("../c/shim_riscv64.S"),
    driver: "riscv64-linux-gnu-gcc",
    link: &["-static"],
    compilers: &[
        Candidate { name: "gcc", command: "riscv64-linux-gnu-gcc", flags: &["-fPIE"], llc: None },
        Candidate {
            name: "clang",
            command: "clang",
            flags: &["--target=riscv64-linux-gnu", "-march=rv64gc", "-fPIE"],
            llc: None,
        },
    ],
    runner: Some("qemu-riscv64"),
    disassembler: "riscv64-linux-gnu-objdump",
};

/// Processors of x86-64 run it. The vectors of the convention are SSE's, which Rust's targets have.
const I386: Toolchain = Toolchain {
    name: "i686-unknown-linux-gnu",
    convention: Convention::C,
    triple: "i686-unknown-linux-gnu",
    shim: include_str!("../c/shim_i386.S"),
    driver: "i686-linux-gnu-gcc",
    link: &["-static", "-no-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "i686-linux-gnu-gcc", flags: &["-march=pentium4", "-fPIE"], llc: None },
        Candidate { name: "clang", command: "clang", flags: &["--target=i686-linux-gnu", "-march=pentium4", "-fPIE"], llc: None },
    ],
    runner: None,
    own: false,
    disassembler: "i686-linux-gnu-objdump",
};

/// Flags for a system whose headers and libraries are not here: the convention is all that is wanted of it.
macro_rules! foreign {
    ($($flag:literal),*) => { &[$($flag,)* "-ffreestanding", "-fno-stack-protector"] };
}

/// Real programs for Windows.
const WINE: Toolchain = Toolchain {
    name: "x86_64-pc-windows-gnu/wine",
    triple: "x86_64-pc-windows-gnu",
    own: true,
    shim: MICROSOFT_SHIM,
    driver: "x86_64-w64-mingw32-gcc",
    link: &["-static"],
    compilers: &[
        Candidate { name: "gcc", command: "x86_64-w64-mingw32-gcc", flags: &[], llc: None },
        Candidate { name: "clang", command: "clang", flags: &["--target=x86_64-w64-mingw32"], llc: None },
    ],
    // Where Debian has it; no command of that name is on the path.
    runner: Some("/usr/lib/wine/wine64"),
    disassembler: "x86_64-w64-mingw32-objdump",
    ..X86_64
};

/// Every target that programs are run for.
pub(crate) static ALL: [Toolchain; 11] = [
    X86_64,
    I386,
    WINE,
    // gcc takes Microsoft's convention for everything, not only for functions that are marked.
    Toolchain {
        name: "x86_64-unknown-linux-gnu/win64",
        convention: Convention::Win64,
        shim: MICROSOFT_SHIM,
        compilers: &[Candidate {
            name: "gcc",
            command: "gcc",
            flags: &["-fPIE", "-mabi=ms", "-mno-ms-bitfields", "-DMICROSOFT_ON_SYSTEM_V"],
            llc: None,
        }],
        ..X86_64
    },
    // As ELF: Microsoft's convention and types, Linux's object files.
    Toolchain {
        name: "x86_64-pc-windows-msvc",
        triple: "x86_64-pc-windows-msvc",
        shim: MICROSOFT_SHIM,
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=x86_64-pc-windows-msvc-elf", "-mno-stack-arg-probe", "-DMICROSOFT_ON_SYSTEM_V"),
            llc: None,
        }],
        ..X86_64
    },
    Toolchain {
        name: "x86_64-pc-windows-gnu",
        triple: "x86_64-pc-windows-gnu",
        shim: MICROSOFT_SHIM,
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=x86_64-pc-windows-gnu-elf", "-mno-stack-arg-probe", "-DMICROSOFT_ON_SYSTEM_V"),
            llc: None,
        }],
        ..X86_64
    },
    AARCH64,
    RISCV64,
    Toolchain {
        name: "aarch64-linux-android",
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
        name: "aarch64-apple-darwin",
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
        name: "aarch64-pc-windows-msvc",
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
    pub(crate) fn of(name: &str) -> Option<&'static Toolchain> {
        ALL.iter().find(|toolchain| toolchain.name == name)
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
