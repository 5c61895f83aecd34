//! The machines that programs of the drop-in's C API run on here: this one, and others by an emulator.

use std::error::Error;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a function of this module may come to.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

/// A machine, and what makes and runs programs of it.
#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) name: &'static str,
    /// Rust's name for it.
    triple: &'static str,
    pub(crate) compiler: &'static str,
    how: How,
}

/// What runs a program.
#[derive(Debug)]
enum How {
    /// The machine itself.
    Here,
    /// An emulator, and where the machine's libraries are.
    Emulator(&'static str, &'static str),
    /// The machine itself by a loader of its own, and where the libraries are.
    Loader(&'static str, &'static str),
}

/// Every machine that libffi and this project have in common on Linux.
pub(crate) const MACHINES: [Machine; 4] = [
    Machine { name: "x86_64", triple: "x86_64-unknown-linux-gnu", compiler: "x86_64-linux-gnu-gcc", how: How::Here },
    Machine {
        name: "i686",
        triple: "i686-unknown-linux-gnu",
        compiler: "i686-linux-gnu-gcc",
        how: How::Loader("/usr/i686-linux-gnu/lib/ld-linux.so.2", "/usr/i686-linux-gnu/lib"),
    },
    Machine {
        name: "aarch64",
        triple: "aarch64-unknown-linux-gnu",
        compiler: "aarch64-linux-gnu-gcc",
        how: How::Emulator("qemu-aarch64", "/usr/aarch64-linux-gnu"),
    },
    Machine {
        name: "riscv64",
        triple: "riscv64gc-unknown-linux-gnu",
        compiler: "riscv64-linux-gnu-gcc",
        how: How::Emulator("qemu-riscv64", "/usr/riscv64-linux-gnu"),
    },
];

impl Machine {
    /// What keeps its programs from being made here, if something does.
    pub(crate) fn lacks(&self) -> Option<String> {
        let works = |command: &str, argument: &str| {
            Command::new(command).arg(argument).output().is_ok_and(|output| output.status.success())
        };
        if !works(self.compiler, "--version") {
            return Some(format!("there is no {}", self.compiler));
        }
        match self.how {
            How::Emulator(emulator, _) if !works(emulator, "--version") => return Some(format!("there is no {emulator}")),
            How::Loader(loader, _) if !Path::new(loader).is_file() => return Some(format!("there is no {loader}")),
            How::Here if !cfg!(target_arch = "x86_64") => return Some("this is another machine".into()),
            _ => {}
        }
        let std = Command::new("rustc").args(["--print", "target-libdir", "--target", self.triple]).output().ok()?;
        let folder = PathBuf::from(String::from_utf8_lossy(&std.stdout).trim());
        (!folder.is_dir()).then(|| format!("rustup target add {}", self.triple))
    }

    /// Makes the drop-in for it, in a folder.
    pub(crate) fn library(&self, folder: &Path) -> Outcome<()> {
        // This program's own: `target/debug/deps/program`, or one folder less.
        let this = std::env::current_exe()?;
        let profile = this.ancestors().find(|path| path.ends_with("debug") || path.ends_with("release"));
        let target = profile.and_then(Path::parent).ok_or("this program is in a folder of cargo's")?;
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--lib", "--target", self.triple, "--manifest-path"]);
        cargo.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).arg("--target-dir").arg(target);
        succeed(&cargo.output()?)?;
        link(self.compiler, &target.join(self.triple).join("debug/libffi_compat.a"), folder)
    }

    /// Makes a program of a source file.
    pub(crate) fn compile<I: AsRef<OsStr>>(
        &self,
        source: &Path,
        program: &Path,
        options: impl IntoIterator<Item = I>,
    ) -> Outcome<()> {
        succeed(&Command::new(self.compiler).args(["-w", "-o"]).arg(program).arg(source).args(options).output()?)?;
        Ok(())
    }

    /// Runs one that finds its library in a folder.
    pub(crate) fn run(&self, program: &Path, library: &Path) -> Outcome<Output> {
        let mut command = match self.how {
            How::Here => {
                let mut command = Command::new(program);
                command.env("LD_LIBRARY_PATH", library);
                return Ok(command.output()?);
            }
            How::Emulator(emulator, root) => {
                let mut command = Command::new(emulator);
                command.args(["-L", root, "-E"]).arg(format!("LD_LIBRARY_PATH={}", library.display()));
                command
            }
            How::Loader(loader, libraries) => {
                let mut command = Command::new(loader);
                command.arg("--library-path").arg(format!("{}:{libraries}", library.display()));
                command
            }
        };
        Ok(command.arg(program).output()?)
    }
}

/// `cc -shared` with symbol versions, which a `cdylib` cannot carry.
pub(crate) fn link(compiler: &str, archive: &Path, folder: &Path) -> Outcome<()> {
    let map = folder.join("libffi.map");
    std::fs::write(&map, include_str!("libffi.map"))?;
    let library = folder.join("libffi.so.8");
    let mut cc = Command::new(compiler);
    cc.args(["-shared", "-Wl,-soname,libffi.so.8", "-Wl,--gc-sections", "-Wl,-z,noexecstack"]);
    cc.arg(format!("-Wl,--version-script={}", map.display()));
    cc.arg("-Wl,--whole-archive").arg(archive).arg("-Wl,--no-whole-archive");
    cc.args(["-lpthread", "-ldl", "-lgcc_s", "-o"]).arg(&library);
    succeed(&cc.output()?)?;
    // What `-lffi` looks for.
    std::fs::copy(&library, folder.join("libffi.so"))?;
    Ok(())
}

/// What a command printed, if it succeeded.
pub(crate) fn succeed(output: &Output) -> Outcome<String> {
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{}\n{}", output.status, String::from_utf8_lossy(&output.stderr)).into())
}
