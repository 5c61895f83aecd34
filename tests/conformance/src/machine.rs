//! A machine that the tests run on, this one or an emulated one: its compilers, how programs are linked and run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ffi_abi::{Arch, Convention, Features, Target};

use crate::case::{Case, Extension};
use crate::toolchain::{Candidate, Route, Toolchain, attribute, llc};
use crate::{closure, emit, universal};

const HEADER: &str = include_str!("../c/conformance.h");
const RUNTIME: &str = include_str!("../c/runtime.c");

/// Longest that one program may run before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

/// A C compiler.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    /// `gcc` or `clang`: as on the command line and in the rules.
    pub(crate) name: &'static str,
    command: String,
    candidate: &'static Candidate,
    /// The definition that makes it use another convention than the target's own.
    convention: Option<&'static str>,
    /// First line of what it says about itself.
    pub(crate) version: String,
    lacks: Vec<Extension>,
}

impl Compiler {
    fn find(candidate: &'static Candidate, convention: Convention, folder: &Path) -> Option<Compiler> {
        let (command, version) = candidate.find()?;
        let convention = attribute(convention);
        let mut compiler = Compiler { name: candidate.name, command, candidate, convention, version, lacks: Vec::new() };
        let probe = folder.join(format!("probe_{}.c", compiler.name));
        for extension in Extension::ALL {
            fs::write(&probe, extension.probe()).ok()?;
            let cpp: &[&str] = if extension == Extension::Cpp { &Extension::CPP_FLAGS } else { &[] };
            let flags = [&["-O0"], cpp].concat();
            let accepted = compiler.compile(&probe, &folder.join("probe.o"), &flags).is_ok();
            if !accepted {
                compiler.lacks.push(extension);
            }
        }
        Some(compiler)
    }

    /// Its major version; 0 if it does not say.
    pub(crate) fn major(&self) -> u32 {
        let number = |word: &str| word.split_once('.').and_then(|(major, _)| major.parse().ok());
        self.version.split_whitespace().find_map(number).unwrap_or(0)
    }

    /// Whether it does without a type.
    pub(crate) fn lacks(&self, extension: Extension) -> bool {
        self.lacks.contains(&extension)
    }

    /// Whether it has every type of a case.
    pub(crate) fn takes(&self, case: &Case) -> bool {
        !self.lacks.iter().any(|extension| case.wants(*extension))
    }

    /// Compiles a C file.
    pub(crate) fn compile(&self, source: &Path, object: &Path, flags: &[&str]) -> Result<(), String> {
        let mut command = Command::new(&self.command);
        // `-w`: the files are made by a machine. The rest is what a program is built with by default.
        command.args(["-w", "-Wno-psabi", "-std=gnu11"]).args(self.candidate.flags).args(self.convention).args(flags);
        command.arg("-I").arg(source.parent().unwrap_or(Path::new("."))).arg(source);
        match self.candidate.route {
            Route::Object => finish(command.arg("-c").arg("-o").arg(object)),
            Route::Llc(triple) => self.by_llc(&mut command, triple, object, flags),
            Route::SoftFloat => {
                finish(command.arg("-c").arg("-o").arg(object))?;
                double_float(object)
            }
            Route::Assembly(assembler) => by_assembly(&mut command, assembler, object),
        }
    }

    fn by_llc(&self, command: &mut Command, triple: &str, object: &Path, flags: &[&str]) -> Result<(), String> {
        let text = object.with_extension("ll");
        finish(command.args(["-S", "-emit-llvm", "-o"]).arg(&text))?;
        // What remains says nothing of the target but what the front end made of it.
        let lines = fs::read_to_string(&text).map_err(|fault| fault.to_string())?;
        let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with("target ")).collect();
        fs::write(&text, lines.join("\n")).map_err(|fault| fault.to_string())?;
        // As with clang, the last one counts.
        let level = flags.iter().rev().find(|flag| flag.starts_with("-O")).copied().unwrap_or("-O0");
        let mut command = Command::new(llc(&self.command));
        command.args(["-filetype=obj", "-relocation-model=pic", level]).arg(format!("-mtriple={triple}"));
        finish(command.arg(&text).arg("-o").arg(object))?;
        let _ = fs::remove_file(&text);
        Ok(())
    }
}

/// The same instructions and data in ELF: sections by its names, no declarations of symbols, none with COFF's decoration in its name.
fn by_assembly(command: &mut Command, assembler: &str, object: &Path) -> Result<(), String> {
    let text = object.with_extension("s");
    finish(command.args(["-S", "-o"]).arg(&text))?;
    let lines = fs::read_to_string(&text).map_err(|fault| fault.to_string())?;
    let lines: Vec<String> = lines
        .lines()
        .filter(|line| !line.trim_start().starts_with(".def"))
        .map(|line| line.replace(".rdata,\"dr\"", ".rodata,\"a\"").replace('@', "_"))
        .collect();
    fs::write(&text, lines.join("\n") + "\n.section .note.GNU-stack,\"\"\n").map_err(|fault| fault.to_string())?;
    finish(Command::new(assembler).arg("-c").arg(&text).arg("-o").arg(object))?;
    let _ = fs::remove_file(&text);
    Ok(())
}

/// Writes the ABI of double-precision registers into an object file of RISC-V.
fn double_float(object: &Path) -> Result<(), String> {
    // `e_flags` of a 64-bit ELF header; RISC-V ELF psABI: EF_RISCV_FLOAT_ABI is 0x0006, EF_RISCV_FLOAT_ABI_DOUBLE 0x0004.
    const FLAGS: usize = 48;
    let mut bytes = fs::read(object).map_err(|fault| fault.to_string())?;
    bytes[FLAGS] = bytes[FLAGS] & !0x06 | 0x04;
    fs::write(object, bytes).map_err(|fault| fault.to_string())
}

/// Options for a set of features.
pub(crate) fn feature_flags(features: Features) -> &'static [&'static str] {
    if features.contains(Features::AVX512F) {
        &["-mavx512f"]
    } else if features.contains(Features::AVX) {
        &["-mavx"]
    } else {
        &[]
    }
}

/// Runs a command to its end; its complaints, if it fails.
pub(crate) fn finish(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|fault| format!("{command:?}: {fault}"))?;
    if output.status.success() {
        return Ok(());
    }
    let complaints: String = String::from_utf8_lossy(&output.stderr).chars().take(2000).collect();
    Err(format!("{command:?}: {}\n{complaints}", output.status))
}

/// Where programs are made and run.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) target: Target,
    pub(crate) toolchain: &'static Toolchain,
    pub(crate) compilers: Vec<Compiler>,
    pub(crate) folder: PathBuf,
    support: Vec<PathBuf>,
    /// Features that programs can use here.
    features: Features,
}

impl Machine {
    /// The machine of a toolchain.
    pub(crate) fn of(toolchain: &'static Toolchain, folder: &Path) -> Result<Machine, String> {
        fs::create_dir_all(folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        let target = Target::parse(toolchain.triple).map_err(|fault| fault.to_string())?.with_features(toolchain.features);
        if let Some(tool) = toolchain.lacks() {
            return Err(format!("{}: {tool} is needed; `cargo xtask setup` sees to it", toolchain.triple));
        }
        let compilers =
            toolchain.compilers.iter().filter_map(|candidate| Compiler::find(candidate, toolchain.convention, folder)).collect();
        let features = if matches!(target.arch(), Arch::X86_64 | Arch::X86) { host_features() } else { Features::NONE };
        let mut machine = Machine { target, toolchain, compilers, folder: folder.into(), support: Vec::new(), features };
        machine.build_support()?;
        Ok(machine)
    }

    /// The parts of a program that are the same for every batch.
    fn build_support(&mut self) -> Result<(), String> {
        let write = |name: &str, text: &str| {
            let path = self.folder.join(name);
            fs::write(&path, text).map(|()| path).map_err(|fault| fault.to_string())
        };
        write("conformance.h", HEADER)?;
        let runtime = write("runtime.c", RUNTIME)?;
        let shim = write("shim.S", self.toolchain.shim)?;
        let host = self.host()?;
        let pages = write("pages.c", &closure::pages(&host)?)?;
        for (source, object) in [(runtime, "runtime.o"), (shim, "shim.o"), (pages, "pages.o")] {
            let object = self.folder.join(object);
            finish(
                Command::new(self.toolchain.driver)
                    .args(["-c", "-O1", "-fPIE", "-Wall", "-Wextra", "-Werror"])
                    .arg(source)
                    .arg("-o")
                    .arg(&object),
            )?;
            self.support.push(object);
        }
        self.support.extend(universal::support(&host, &self.folder)?);
        self.support.extend(closure::support(&host, &self.folder)?);
        Ok(())
    }

    /// The target whose programs judge this one's convention.
    pub(crate) fn host(&self) -> Result<Target, String> {
        emit::host(&self.target, self.toolchain.own)
    }

    /// The target with these features besides its own.
    pub(crate) fn target_with(&self, features: Features) -> Target {
        self.target.with_features(self.target.features().union(features))
    }

    /// Whether programs with these features can run here.
    pub(crate) fn runs(&self, features: Features) -> bool {
        self.features.contains(features)
    }

    /// Links a program. The linker's warnings are faults: an object without a stack note would make the stack executable.
    pub(crate) fn link(&self, objects: &[&Path], program: &Path) -> Result<(), String> {
        finish(
            Command::new(self.toolchain.driver)
                .args(self.toolchain.link)
                .arg("-Wl,--fatal-warnings")
                .args(objects)
                .args(&self.support)
                .arg("-o")
                .arg(program),
        )
    }

    /// Links two objects and no more.
    pub(crate) fn link_alone(&self, objects: &[&Path], program: &Path) -> Result<(), String> {
        finish(Command::new(self.toolchain.driver).args(self.toolchain.link).args(objects).arg("-o").arg(program))
    }

    /// Runs a program; what it printed, and whether it came to an end by itself in time.
    pub(crate) fn run(&self, program: &Path, arguments: &[String]) -> Result<(String, Option<i32>), String> {
        let output = program.with_extension(format!("{}.txt", arguments.join("_")));
        let file = fs::File::create(&output).map_err(|fault| fault.to_string())?;
        let mut command = match self.toolchain.runner {
            Some(runner) => {
                let mut command = Command::new(runner);
                command.arg(program);
                command
            }
            None => Command::new(program),
        };
        let mut child = command
            .args(arguments)
            // Of wine: no word about a display that is missing, and no debugger for a program that dies, which takes seconds.
            .envs([("WINEDEBUG", "-all"), ("WINEDLLOVERRIDES", "winedbg.exe=d")])
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(Stdio::null())
            .spawn()
            .map_err(|fault| format!("{}: {fault}", program.display()))?;
        let start = Instant::now();
        let mut pause = Duration::from_millis(1);
        let status = loop {
            match child.try_wait().map_err(|fault| fault.to_string())? {
                Some(status) => break status.code(),
                None if start.elapsed() > PATIENCE => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break None;
                }
                None => std::thread::sleep(pause),
            }
            pause = (pause * 2).min(Duration::from_millis(50));
        };
        let bytes = fs::read(&output).map_err(|fault| fault.to_string())?;
        let _ = fs::remove_file(&output);
        Ok((String::from_utf8_lossy(&bytes).into_owned(), status))
    }
}

/// The features of the processor that this runs on, by the kernel's account.
fn host_features() -> Features {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let flags = text.lines().find(|line| line.starts_with("flags")).unwrap_or_default();
    flags
        .split_whitespace()
        .filter(|flag| matches!(*flag, "avx" | "avx512f"))
        .fold(Features::NONE, |set, flag| set.union(Features::parse(flag)))
}
