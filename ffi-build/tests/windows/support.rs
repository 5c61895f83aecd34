//! Making and running programs for Windows.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ffi_abi::{Arch, CallPlan, Signature, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

/// An environment: its compiler, and its linker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Linker {
    /// GNU's.
    Bfd,
    /// LLVM's in the place of GNU's.
    Lld,
    /// LLVM's in the place of Microsoft's.
    LldLink,
}

/// A machine, and how programs for it are made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Platform {
    pub(crate) triple: &'static str,
    pub(crate) linker: Linker,
}

pub(crate) const PLATFORMS: [Platform; 7] = [
    Platform { triple: "x86_64-pc-windows-gnu", linker: Linker::Bfd },
    Platform { triple: "x86_64-pc-windows-gnu", linker: Linker::Lld },
    Platform { triple: "x86_64-pc-windows-msvc", linker: Linker::LldLink },
    Platform { triple: "i686-pc-windows-gnu", linker: Linker::Bfd },
    Platform { triple: "i686-pc-windows-gnu", linker: Linker::Lld },
    Platform { triple: "i686-pc-windows-msvc", linker: Linker::LldLink },
    Platform { triple: "aarch64-pc-windows-msvc", linker: Linker::LldLink },
];

impl Platform {
    pub(crate) fn target(self) -> Target {
        Target::parse(self.triple).unwrap()
    }

    /// Whether the emulator of the system runs its programs. The others are put in memory by a program of Linux.
    fn has_system(self) -> bool {
        self.target().arch() == Arch::X86_64
    }
}

pub(crate) fn plan(target: &Target, signature: &str) -> CallPlan {
    lower(target, &Signature::parse(signature).unwrap()).unwrap()
}

/// What every program begins with: it has no library but `kernel32`. The rest of it is a function `test`.
const WITH_SYSTEM: &str = r#"
typedef unsigned long long size;
__declspec(dllimport) void *GetStdHandle(unsigned);
__declspec(dllimport) int WriteFile(void *, const void *, unsigned, unsigned *, void *);
__declspec(dllimport) void ExitProcess(unsigned);
int _fltused;
static void say(const char *text) {
    unsigned length = 0, written;
    while (text[length]) length++;
    WriteFile(GetStdHandle(-11), text, length, &written, 0);
}
static void test(void);
int entry(void) { test(); ExitProcess(0); return 0; }
"#;

/// The same where nothing but the loader is there.
const WITHOUT_SYSTEM: &str = r#"
int _fltused;
static void (*print)(const char *);
static void say(const char *text) { print(text); }
static void test(void);
void entry(void (*loader)(const char *)) { print = loader; test(); }
"#;

/// A folder with everything that programs are linked with.
pub(crate) struct Folder {
    path: PathBuf,
    platform: Platform,
}

impl Folder {
    pub(crate) fn new(test: &str, platform: Platform) -> Folder {
        let Platform { triple, linker } = platform;
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("windows_{test}_{triple}_{linker:?}"));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder { path, platform }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), contents).unwrap();
        self.path(name)
    }

    /// Writes an archive of an assembly.
    pub(crate) fn archive(&self, name: &str, assembly: &Assembly) -> PathBuf {
        let objects = assembly.objects();
        let names: Vec<String> = (0..objects.len()).map(|number| format!("part{number}.o")).collect();
        let members: Vec<_> = names.iter().map(String::as_str).zip(&objects).collect();
        self.write(name, archive(&members).unwrap())
    }

    /// Compiles a C file that begins with the prelude.
    pub(crate) fn compile(&self, name: &str, source: &str) -> PathBuf {
        let prelude = if self.platform.has_system() { WITH_SYSTEM } else { WITHOUT_SYSTEM };
        let source = self.write(&format!("{name}.c"), format!("{prelude}{source}"));
        let object = self.path(&format!("{name}.obj"));
        let mut command = match self.platform.linker {
            Linker::Bfd | Linker::Lld => Command::new(self.gcc()),
            Linker::LldLink => {
                let mut command = Command::new(numbered("clang"));
                command.args([&format!("--target={}", self.platform.triple), "-Wno-everything"]);
                command
            }
        };
        run(command.args(["-O1", "-w", "-ffreestanding", "-ffunction-sections", "-c", "-o"]).arg(&object).arg(source));
        object
    }

    fn gcc(&self) -> &'static str {
        if self.platform.has_system() { "x86_64-w64-mingw32-gcc" } else { "i686-w64-mingw32-gcc" }
    }

    /// Links a program whose entry is `entry`, with unused sections dropped.
    pub(crate) fn link(&self, name: &str, inputs: &[&Path]) -> PathBuf {
        let program = self.path(&format!("{name}.exe"));
        let i386 = self.platform.target().arch() == Arch::X86;
        match self.platform.linker {
            Linker::Bfd | Linker::Lld => {
                // Not by way of the compiler: one for another system passes over a linker that is not its own.
                let mut link = match self.platform.linker {
                    Linker::Bfd => Command::new(self.gcc().replace("-gcc", "-ld")),
                    Linker::Lld | Linker::LldLink => Command::new(numbered("ld.lld")),
                };
                link.args(if i386 { ["-m", "i386pe", "--entry=_entry"] } else { ["-m", "i386pep", "--entry=entry"] });
                link.args(["--gc-sections", "--fatal-warnings", "-o"]).arg(&program).args(inputs);
                if self.platform.has_system() {
                    let found = run(Command::new(self.gcc()).arg("-print-file-name=libkernel32.a"));
                    link.arg(String::from_utf8_lossy(&found.stdout).trim());
                }
                run(&mut link);
            }
            Linker::LldLink => {
                let mut link = Command::new(numbered("lld-link"));
                link.args(["/subsystem:console", "/entry:entry", "/opt:ref", "/opt:noicf", "/WX", "/debug:symtab"]);
                if i386 {
                    // Refuses objects that do not say which exception handlers they have.
                    link.arg("/safeseh");
                }
                link.arg(format!("/out:{}", program.display())).args(inputs);
                run(if self.platform.has_system() { link.arg(self.kernel32()) } else { &mut link });
            }
        }
        program
    }

    fn kernel32(&self) -> PathBuf {
        let names = "LIBRARY kernel32.dll\nEXPORTS\nGetStdHandle\nWriteFile\nExitProcess\nRaiseException\n\
                     RtlVirtualUnwind\nRtlLookupFunctionEntry\nRtlCaptureContext\n__C_specific_handler\n";
        let (definition, library) = (self.write("kernel32.def", names), self.path("kernel32.lib"));
        let mut tool = Command::new(numbered("llvm-dlltool"));
        run(tool.args(["-m", "i386:x86-64", "-d"]).arg(definition).arg("-l").arg(&library));
        library
    }

    /// What a program prints. Its exit status is the emulator's.
    pub(crate) fn prints(&self, program: &Path) -> String {
        let output = if self.platform.has_system() {
            let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
            // Where Debian has it; no command of that name is on the path.
            let mut wine = Command::new("/usr/lib/wine/wine64");
            let output = wine.env("WINEPREFIX", prefix).env("WINEDEBUG", "-all").arg(program).output();
            output.unwrap_or_else(|error| panic!("wine64: {error}"))
        } else {
            let i386 = self.platform.target().arch() == Arch::X86;
            let (source, loader) = (self.write("loader.c", LOADER), self.path("loader"));
            let gcc = if i386 { "i686-linux-gnu-gcc" } else { "aarch64-linux-gnu-gcc" };
            run(Command::new(gcc).args(["-O1", "-static", "-o"]).arg(&loader).arg(source));
            let mut command = if i386 { Command::new(&loader) } else { Command::new("qemu-aarch64") };
            run(if i386 { command.arg(program) } else { command.arg(&loader).arg(program) })
        };
        String::from_utf8_lossy(&output.stdout).replace('\r', "")
    }

    /// Whether the tables of a program, as LLVM's tools read them, have an entry that begins at a symbol.
    pub(crate) fn unwinds(&self, program: &Path, symbol: &str) -> bool {
        let symbol = self.platform.target().decorated(symbol);
        let text = symbols(program);
        let line = text.lines().find(|line| line.ends_with(&format!(" {symbol}"))).expect("the symbol is there");
        let address = u64::from_str_radix(line.split(' ').next().unwrap(), 16).unwrap();
        let (tool, option, entry) = match self.platform.target().arch() {
            Arch::X86 => ("llvm-dwarfdump", "--eh-frame", format!("pc={address:08x}...")),
            _ => ("llvm-readobj", "--unwind", format!("{symbol} (0x{address:X})")),
        };
        let output = run(Command::new(numbered(tool)).arg(option).arg(program));
        String::from_utf8_lossy(&output.stdout).contains(&entry)
    }

    /// Symbols of trampolines and thunks in a program, as C has them.
    pub(crate) fn trampolines(&self, program: &Path) -> Vec<String> {
        let text = symbols(program);
        let defined = text.lines().filter(|line| !line.contains(" U "));
        let prefix = self.platform.target().decorated("");
        let names = defined.filter_map(|line| line.split(' ').next_back()?.strip_prefix(&prefix));
        let mut names: Vec<String> =
            names.filter(|name| name.starts_with("ffi1_") || name.starts_with("thunk")).map(str::to_owned).collect();
        names.sort();
        names
    }
}

/// The symbols of a program or an object, a line for each.
pub(crate) fn symbols(file: &Path) -> String {
    let output = run(Command::new(numbered("llvm-nm")).arg(file));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Puts a program in memory and runs it.
const LOADER: &str = include_str!("loader.c");

/// A tool of LLVM under the newest name that Debian gives it.
pub(crate) fn numbered(tool: &str) -> String {
    let names = (14..=40).rev().map(|version| format!("{tool}-{version}"));
    names.into_iter().find(|name| on_path(name).is_some()).unwrap_or_else(|| tool.to_owned())
}

fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.exists())
}

pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    output
}
