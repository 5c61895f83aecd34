//! Platforms, and how images are linked for them.

use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_abi::{Abi, CallPlan, Signature, SymbolKind, Target, VariadicPart, lower};
use ffi_build::archive::archive;
use ffi_build::assembly::Assembly;
use ffi_build::descriptor::Parts;

/// A system with Mach-O.
pub(crate) struct Platform {
    pub(crate) triple: &'static str,
    pub(crate) abi: Abi,
    /// Of clang.
    clang: &'static str,
    /// Of the linker.
    arch: &'static str,
    version: [&'static str; 3],
}

pub(crate) const PLATFORMS: [Platform; 3] = [
    Platform {
        triple: "x86_64-apple-darwin",
        abi: Abi::SysV64,
        clang: "x86_64-apple-macos10.14",
        arch: "x86_64",
        version: ["macos", "10.14", "10.14"],
    },
    Platform {
        triple: "aarch64-apple-darwin",
        abi: Abi::AppleArm64,
        clang: "arm64-apple-macos11",
        arch: "arm64",
        version: ["macos", "11.0", "11.0"],
    },
    Platform {
        triple: "aarch64-apple-ios",
        abi: Abi::AppleArm64,
        clang: "arm64-apple-ios14",
        arch: "arm64",
        version: ["ios", "14.0", "14.0"],
    },
];

/// What a descriptor is asked for.
pub(crate) const BOTH: Parts = Parts { downcall: true, upcall: true, unwind: false };

impl Platform {
    pub(crate) fn target(&self) -> Target {
        Target::parse(self.triple).unwrap()
    }

    pub(crate) fn is_x86_64(&self) -> bool {
        self.arch == "x86_64"
    }

    pub(crate) fn plan(&self, signature: &str) -> CallPlan {
        lower(&self.target(), &Signature::parse(signature).unwrap()).unwrap()
    }

    /// An assembly with a few trampolines, a descriptor and a thunk.
    pub(crate) fn sample(&self) -> Assembly {
        let mut assembly = Assembly::new(&self.target()).unwrap();
        for signature in ["int(int, int)", "double(double, int)", "void(struct { long a[20]; }, float)"] {
            assembly.downcall(&self.plan(signature)).unwrap();
            assembly.upcall(&self.plan(signature)).unwrap();
        }
        let text = "long(char *, short, ...)";
        assembly.descriptor(&Signature::parse(text).unwrap(), &self.plan(text), BOTH).unwrap();
        assembly.thunk("thunk", self.abi, "slot").unwrap();
        assembly
    }

    /// The downcall symbol of a signature, in C.
    pub(crate) fn downcall(&self, signature: &str) -> String {
        self.plan(signature).symbol(SymbolKind::Downcall)
    }

    /// The downcall symbol and that of the entry which callbacks come through, in C.
    pub(crate) fn trampolines(&self, signature: &str) -> [String; 2] {
        let plan = self.plan(signature);
        let upcall = match VariadicPart::of(&self.target(), &Signature::parse(signature).unwrap()) {
            Some(part) => part.symbol(&plan),
            None => plan.symbol(SymbolKind::Upcall),
        };
        [plan.symbol(SymbolKind::Downcall), upcall]
    }
}

/// A tool with a version behind its name, as Debian has it, the newest first; or under its plain name.
pub(crate) fn tool(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap();
    let names: Vec<String> = (14..=40).rev().map(|version| format!("{name}-{version}")).chain([name.to_owned()]).collect();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    found.find(|path| path.exists()).unwrap_or_else(|| panic!("{name} is not installed"))
}

/// A test's folder for one platform.
pub(crate) struct Folder<'p>(PathBuf, &'p Platform);

impl<'p> Folder<'p> {
    /// A fresh folder.
    pub(crate) fn new(test: &str, platform: &'p Platform) -> Folder<'p> {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("macho").join(format!("{test}.{}", platform.triple));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder, platform)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.0.join(name), contents).unwrap();
        self.0.join(name)
    }

    /// Writes an archive of one object file.
    pub(crate) fn archive(&self, name: &str, assembly: &Assembly) -> PathBuf {
        self.write(name, archive(&[("trampolines.o", &assembly.finish())]).unwrap())
    }

    /// Compiles C for the platform.
    pub(crate) fn compile(&self, name: &str, source: &str) -> PathBuf {
        let (source, object) = (self.write(&format!("{name}.c"), source), self.0.join(format!("{name}.o")));
        let mut clang = Command::new(tool("clang"));
        clang.args(["-target", self.1.clang, "-O1", "-ffreestanding", "-fno-stack-protector", "-c", "-o"]);
        text(clang.arg(&object).arg(source));
        object
    }

    /// Links a dynamic library; warnings are errors.
    pub(crate) fn link(&self, name: &str, inputs: &[&Path], more: &[&str]) -> Vec<u8> {
        let library = self.0.join(name);
        let mut linker = Command::new(tool("ld64.lld"));
        linker.args(["-dylib", "-arch", self.1.arch, "-platform_version"]).args(self.1.version);
        linker.args(["-undefined", "dynamic_lookup", "-fatal_warnings"]).args(more);
        text(linker.arg("-o").arg(&library).args(inputs));
        std::fs::read(library).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// What a command prints.
pub(crate) fn text(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}
