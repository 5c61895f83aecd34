//! Running compilers, linkers and programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ffi_abi::{CallPlan, Signature, Target, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;

/// The machine that tests run on.
pub(crate) fn target() -> Target {
    Target::parse("x86_64-unknown-linux-gnu").unwrap()
}

pub(crate) fn plan(signature: &str) -> CallPlan {
    lower(&target(), &Signature::parse(signature).unwrap()).unwrap()
}

/// A test's folder, and how programs are made in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A fresh folder.
    pub(crate) fn new(test: &str) -> Folder {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("linkers")).unwrap();
        // By `-B`, gcc finds each linker under the name that `-fuse-ld=` looks for.
        let path = std::env::var_os("PATH").unwrap();
        let found = std::env::split_paths(&path).flat_map(|folder| {
            let numbered = (14..=40).rev().map(|version| format!("ld.lld-{version}"));
            std::iter::once("ld.lld".to_owned()).chain(numbered).map(move |name| folder.join(name))
        });
        let lld = found.into_iter().find(|path| path.exists()).expect("lld is installed");
        std::os::unix::fs::symlink(lld, folder.join("linkers/ld.lld")).unwrap();
        Folder(folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), contents).unwrap();
        self.path(name)
    }

    /// Writes an archive of one object file.
    pub(crate) fn archive(&self, name: &str, assembly: &Assembly) -> PathBuf {
        self.write(name, archive(&[("trampolines.o", &assembly.finish())]).unwrap())
    }

    /// Compiles and links with unused sections dropped; no relocation of the program's text is allowed.
    pub(crate) fn link(&self, linker: &str, name: &str, inputs: &[&Path], more: &[&str]) -> PathBuf {
        let program = self.path(&format!("{name}.{linker}"));
        let mut gcc = Command::new("gcc");
        gcc.arg("-B").arg(self.path("linkers")).arg(format!("-fuse-ld={linker}"));
        gcc.args(["-O1", "-ffunction-sections", "-Wl,--gc-sections", "-Wl,-z,text", "-Wl,--fatal-warnings"]);
        run(gcc.args(more).arg("-o").arg(&program).args(inputs));
        program
    }
}

pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    output
}

pub(crate) fn text(command: &mut Command) -> String {
    String::from_utf8(run(command).stdout).unwrap()
}

/// The linkers that every program is linked with.
pub(crate) const LINKERS: [&str; 2] = ["bfd", "lld"];
