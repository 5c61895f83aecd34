//! How C programs of each target are made and run on this machine.

use std::path::Path;
use std::process::Command;

use ffi_abi::{Convention, Features};

/// The tools of one target.
#[derive(Debug)]
pub(crate) struct Toolchain {
    /// What the command line calls it: the triple, and the convention if that is another than the target's own.
    pub(crate) name: &'static str,
    /// Rust's triple.
    pub(crate) triple: &'static str,
    /// Whether programs are the target's own; Linux's otherwise, whatever convention is judged.
    pub(crate) own: bool,
    /// What makes its ABI another than the triple's.
    pub(crate) features: Features,
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
    pub(crate) route: Route,
}

/// How a compiler comes to an object file that programs here are linked with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Route {
    /// It makes one.
    Object,
    /// It stops at LLVM's language, and `llc` goes on for this triple: clang refuses the two together.
    Llc(&'static str),
    /// It stops at assembly text for COFF, and this command takes that for ELF's.
    Assembly(&'static str),
    /// It makes one of RISC-V's soft float, which is then called one of the C library's ABI: no call between the two has a
    /// floating-point number in it, and linkers would refuse them.
    SoftFloat,
}

const X86_64: Toolchain = Toolchain {
    name: "x86_64-unknown-linux-gnu",
    triple: "x86_64-unknown-linux-gnu",
    own: false,
    features: Features::NONE,
    convention: Convention::C,
    shim: include_str!("../c/shim_x86_64.S"),
    driver: "gcc",
    link: &["-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "gcc", flags: &["-fPIE"], route: Route::Object },
        Candidate { name: "clang", command: "clang", flags: &["-fPIE"], route: Route::Object },
    ],
    runner: None,
    disassembler: "objdump",
};

/// The same for Microsoft's convention, called by a runtime of System V.
const MICROSOFT_SHIM: &str = concat!("#define MICROSOFT 1\n", include_str!("../c/shim_x86_64.S"));

/// The other way round: a runtime of Microsoft's convention.
const SYSTEM_V_ON_WINDOWS_SHIM: &str = include_str!("../c/shim_x86_64.S");

/// Static, because the emulator starts such a program in a fraction of the time, and position-independent all the same.
const AARCH64: Toolchain = Toolchain {
    name: "aarch64-unknown-linux-gnu",
    triple: "aarch64-unknown-linux-gnu",
    own: false,
    features: Features::NONE,
    convention: Convention::C,
    shim: include_str!("../c/shim_aarch64.S"),
    driver: "aarch64-linux-gnu-gcc",
    link: &["-static-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "aarch64-linux-gnu-gcc", flags: &["-fPIE"], route: Route::Object },
        Candidate { name: "clang", command: "clang", flags: &["--target=aarch64-linux-gnu", "-fPIE"], route: Route::Object },
    ],
    runner: Some("qemu-aarch64"),
    disassembler: "aarch64-linux-gnu-objdump",
};

/// Static for the same reason; Debian has no start files for static position-independent programs of this target.
const RISCV64: Toolchain = Toolchain {
    name: "riscv64gc-unknown-linux-gnu",
    own: false,
    features: Features::NONE,
    convention: Convention::C,
    triple: "riscv64gc-unknown-linux-gnu",
    shim: include_str!("../c/shim_riscv64.S"),
    driver: "riscv64-linux-gnu-gcc",
    link: &["-static"],
    compilers: &[
        Candidate { name: "gcc", command: "riscv64-linux-gnu-gcc", flags: &["-fPIE"], route: Route::Object },
        Candidate {
            name: "clang",
            command: "clang",
            flags: &["--target=riscv64-linux-gnu", "-march=rv64gc", "-fPIE"],
            route: Route::Object,
        },
    ],
    runner: Some("qemu-riscv64"),
    disassembler: "riscv64-linux-gnu-objdump",
};

/// Processors of x86-64 run it. The vectors of the convention are SSE's, which Rust's targets have.
const I386: Toolchain = Toolchain {
    name: "i686-unknown-linux-gnu",
    features: Features::NONE,
    convention: Convention::C,
    triple: "i686-unknown-linux-gnu",
    shim: include_str!("../c/shim_i386.S"),
    driver: "i686-linux-gnu-gcc",
    link: &["-static", "-no-pie"],
    compilers: &[
        Candidate { name: "gcc", command: "i686-linux-gnu-gcc", flags: &["-march=pentium4", "-fPIE"], route: Route::Object },
        Candidate {
            name: "clang",
            command: "clang",
            flags: &["--target=i686-linux-gnu", "-march=pentium4", "-fPIE"],
            route: Route::Object,
        },
    ],
    runner: None,
    own: false,
    disassembler: "i686-linux-gnu-objdump",
};

/// Flags for a system whose headers and libraries are not here: the convention is all that is wanted of it.
macro_rules! foreign {
    ($($flag:literal),*) => { &[$($flag,)* "-ffreestanding", "-fno-stack-protector"] };
}

/// A convention of i386 other than cdecl.
const fn i386(name: &'static str, convention: Convention) -> Toolchain {
    Toolchain { name, convention, ..I386 }
}

/// As ELF: the convention and types of Microsoft's compiler, Linux's object files.
const fn i386_msvc(name: &'static str, convention: Convention) -> Toolchain {
    Toolchain {
        name,
        triple: "i686-pc-windows-msvc",
        convention,
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=i686-pc-windows-msvc-elf", "-march=pentium4", "-mno-stack-arg-probe", "-DSTACK_ALIGN=4"),
            route: Route::Object,
        }],
        ..I386
    }
}

/// As ELF: the convention and types of MinGW-w64, by its own compiler alone: clang agrees with that in little.
const fn i386_gnu(name: &'static str, convention: Convention) -> Toolchain {
    Toolchain {
        name,
        triple: "i686-pc-windows-gnu",
        convention,
        compilers: &[Candidate {
            name: "gcc",
            command: "i686-w64-mingw32-gcc",
            flags: foreign!(
                "-march=pentium4",
                "-mno-stack-arg-probe",
                "-DSTACK_ALIGN=4",
                "-fno-leading-underscore",
                "-fno-asynchronous-unwind-tables"
            ),
            route: Route::Assembly("i686-linux-gnu-gcc"),
        }],
        ..I386
    }
}

/// A system whose compiler is clang, on a machine that runs programs of Linux.
macro_rules! by_clang {
    ($triple:literal, $machine:ident, $($flag:literal),*) => {
        Toolchain {
            name: $triple,
            triple: $triple,
            compilers: &[Candidate { name: "clang", command: "clang", flags: foreign!($($flag),*), route: Route::Object }],
            ..$machine
        }
    };
}

/// Real programs for Windows.
const WINE: Toolchain = Toolchain {
    name: "x86_64-pc-windows-gnu",
    triple: "x86_64-pc-windows-gnu",
    own: true,
    shim: MICROSOFT_SHIM,
    driver: "x86_64-w64-mingw32-gcc",
    link: &["-static"],
    compilers: &[
        Candidate { name: "gcc", command: "x86_64-w64-mingw32-gcc", flags: &[], route: Route::Object },
        Candidate { name: "clang", command: "clang", flags: &["--target=x86_64-w64-mingw32"], route: Route::Object },
    ],
    // Where Debian has it; no command of that name is on the path.
    runner: Some("/usr/lib/wine/wine64"),
    disassembler: "x86_64-w64-mingw32-objdump",
    ..X86_64
};

/// Every target that programs are run for.
pub(crate) static ALL: [Toolchain; 27] = [
    X86_64,
    I386,
    i386("i686-unknown-linux-gnu/stdcall", Convention::Stdcall),
    i386("i686-unknown-linux-gnu/fastcall", Convention::Fastcall),
    i386("i686-unknown-linux-gnu/thiscall", Convention::Thiscall),
    i386_msvc("i686-pc-windows-msvc", Convention::C),
    i386_msvc("i686-pc-windows-msvc/stdcall", Convention::Stdcall),
    i386_msvc("i686-pc-windows-msvc/fastcall", Convention::Fastcall),
    i386_msvc("i686-pc-windows-msvc/thiscall", Convention::Thiscall),
    i386_gnu("i686-pc-windows-gnu", Convention::C),
    i386_gnu("i686-pc-windows-gnu/stdcall", Convention::Stdcall),
    i386_gnu("i686-pc-windows-gnu/fastcall", Convention::Fastcall),
    i386_gnu("i686-pc-windows-gnu/thiscall", Convention::Thiscall),
    WINE,
    by_clang!("x86_64-unknown-freebsd", X86_64, "--target=x86_64-unknown-freebsd13", "-fPIE"),
    // As ELF: Apple's conventions, Linux's object files. For this one clang refuses the two together.
    Toolchain {
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=x86_64-apple-macos11", "-fPIE"),
            route: Route::Llc("x86_64-apple-macos11-elf"),
        }],
        ..by_clang!("x86_64-apple-darwin", X86_64,)
    },
    Toolchain {
        name: "x86_64-unknown-linux-gnu/win64",
        convention: Convention::Win64,
        shim: MICROSOFT_SHIM,
        compilers: &[
            // For all functions, not only for those that are marked: in those `va_arg` takes for a value what was passed by reference.
            Candidate {
                name: "gcc",
                command: "gcc",
                flags: &["-fPIE", "-mabi=ms", "-mno-ms-bitfields", "-DMICROSOFT_ON_SYSTEM_V"],
                route: Route::Object,
            },
            Candidate { name: "clang", command: "clang", flags: &["-fPIE", "-DJUDGE_MICROSOFT"], route: Route::Object },
        ],
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
            route: Route::Object,
        }],
        ..X86_64
    },
    // What is marked as System V's in a program of Microsoft's.
    Toolchain {
        name: "x86_64-pc-windows-gnu/sysv64",
        convention: Convention::SysV64,
        shim: SYSTEM_V_ON_WINDOWS_SHIM,
        compilers: &[
            // With unwind tables gcc 12 dies ("internal compiler error: in choose_baseaddr") of small functions that call System V's;
            // without, it can align the stack, too.
            Candidate {
                name: "gcc",
                command: "x86_64-w64-mingw32-gcc",
                flags: &["-DJUDGE_SYSTEM_V", "-fno-asynchronous-unwind-tables"],
                route: Route::Object,
            },
            Candidate {
                name: "clang",
                command: "clang",
                flags: &["--target=x86_64-w64-mingw32", "-DJUDGE_SYSTEM_V"],
                route: Route::Object,
            },
        ],
        ..WINE
    },
    Toolchain {
        name: "x86_64-pc-windows-msvc/vectorcall",
        triple: "x86_64-pc-windows-msvc",
        convention: Convention::Vectorcall,
        shim: MICROSOFT_SHIM,
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!(
                "--target=x86_64-pc-windows-msvc-elf",
                "-Xclang",
                "-fdefault-calling-conv=vectorcall",
                "-mno-stack-arg-probe",
                "-DMICROSOFT_ON_SYSTEM_V"
            ),
            route: Route::Object,
        }],
        ..X86_64
    },
    AARCH64,
    RISCV64,
    // For machines without floating-point registers, run by one that has them.
    Toolchain {
        name: "riscv64gc-unknown-linux-gnu/lp64",
        features: Features::SOFT_FLOAT,
        compilers: &[
            Candidate {
                name: "gcc",
                command: "riscv64-linux-gnu-gcc",
                flags: foreign!("-march=rv64imac", "-mabi=lp64", "-fPIE"),
                route: Route::SoftFloat,
            },
            Candidate {
                name: "clang",
                command: "clang",
                flags: foreign!("--target=riscv64-linux-gnu", "-march=rv64imac", "-mabi=lp64", "-fPIE"),
                route: Route::SoftFloat,
            },
        ],
        ..RISCV64
    },
    by_clang!("aarch64-linux-android", AARCH64, "--target=aarch64-linux-android21", "-fPIE", "-mno-outline-atomics"),
    by_clang!("aarch64-apple-darwin", AARCH64, "--target=arm64-apple-macos11-elf", "-fPIE"),
    by_clang!("aarch64-apple-ios", AARCH64, "--target=arm64-apple-ios14-elf", "-fPIE"),
    Toolchain {
        name: "aarch64-pc-windows-msvc",
        triple: "aarch64-pc-windows-msvc",
        compilers: &[Candidate {
            name: "clang",
            command: "clang",
            flags: foreign!("--target=aarch64-pc-windows-msvc"),
            route: Route::Llc("aarch64-pc-windows-elf"),
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

/// What a convention is called in C, where it is not the target's own.
pub(crate) const fn attribute(convention: Convention) -> Option<&'static str> {
    match convention {
        Convention::Stdcall => Some("-DCONVENTION=__attribute__((stdcall))"),
        Convention::Fastcall => Some("-DCONVENTION=__attribute__((fastcall))"),
        Convention::Thiscall => Some("-DCONVENTION=__attribute__((thiscall))"),
        Convention::C
        | Convention::System
        | Convention::Cdecl
        | Convention::SysV64
        | Convention::Win64
        | Convention::Vectorcall
        | Convention::Aapcs64 => None,
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
            let goes_on = match self.route {
                Route::Object | Route::SoftFloat => true,
                Route::Llc(_) => version(&llc(&command)).is_some(),
                Route::Assembly(assembler) => version(assembler).is_some(),
            };
            version(&command).filter(|_| goes_on).map(|version| (command, version))
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
