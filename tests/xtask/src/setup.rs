//! What the tasks need from the system: looked for, installed where that is allowed, otherwise named with the command to type.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::wine::WINE;

/// Oldest libclang and clang that the project works with.
const LEAST_CLANG: u32 = 14;

/// The version of LLVM that is installed where the system has it: Debian's default is often years older.
const LLVM: &str = "-19";

/// Something that has to be there, and the Debian packages that bring it.
struct Need {
    what: &'static str,
    /// `LLVM` in a name is replaced by [`LLVM`], or by nothing where there is no such package.
    packages: &'static [&'static str],
    /// Only the tests want it; the demo does without.
    tests_only: bool,
    /// Without it tests are skipped, and say so.
    optional: bool,
    present: fn() -> bool,
}

const fn need(what: &'static str, packages: &'static [&'static str], present: fn() -> bool) -> Need {
    Need { what, packages, tests_only: true, optional: false, present }
}

const fn needed_by_all(what: &'static str, packages: &'static [&'static str], present: fn() -> bool) -> Need {
    Need { tests_only: false, ..need(what, packages, present) }
}

const fn wanted(what: &'static str, packages: &'static [&'static str], present: fn() -> bool) -> Need {
    Need { optional: true, ..need(what, packages, present) }
}

const CROSS_CPP: [&str; 4] = ["g++", "g++-aarch64-linux-gnu", "g++-riscv64-linux-gnu", "g++-mingw-w64-x86-64"];

/// Headers that `tests/libraries` binds, each small; zlib's are needed anyway.
const LIBRARIES: [&str; 20] = [
    "libfftw3-dev",
    "libgmp-dev",
    "libmpfr-dev",
    "libgsl-dev",
    "libcurl4-openssl-dev",
    "libbz2-dev",
    "liblzma-dev",
    "libzstd-dev",
    "liblz4-dev",
    "libsqlite3-dev",
    "libpng-dev",
    "libexpat1-dev",
    "libssl-dev",
    "libpcre2-dev",
    "libjansson-dev",
    "libyaml-dev",
    "liblua5.4-dev",
    "libuv1-dev",
    "linux-libc-dev",
    "libc6-dev",
];

/// Programs that `examples/libffi-compat` lets run on its library: CPython's own tests of `ctypes`, GObject introspection, Ruby's `fiddle`; and
/// libffi's header. 50 MB, most of it in two of them. The tests are those of the system's CPython: apt-get takes a name that it does not know
/// for an expression.
const FFI_CLIENTS: [&str; 4] = ["^libpython3\\.[0-9]+-testsuite$", "python3-gi", "ruby", "libffi-dev"];

const NEEDS: [Need; 19] = [
    needed_by_all("a C compiler (gcc) and the C library's headers", &["gcc", "libc6-dev"], || has_gcc("gcc")),
    needed_by_all("libclang 14 or later, with its own headers", &["libclangLLVM-dev"], has_libclang),
    needed_by_all("binutils (ld.bfd, objdump, readelf, nm)", &["binutils"], has_binutils),
    needed_by_all("zlib and gzip", &["zlib1g", "gzip"], || on_path("gzip") && has_library("libz.so.1")),
    need("clang 14 or later, with LLVM's tools", &["clangLLVM", "llvmLLVM"], || {
        versioned(&["clang", "llc", "llvm-ar", "llvm-nm", "llvm-objdump", "llvm-readobj", "llvm-dwarfdump", "llvm-dlltool"])
    }),
    need("lld", &["lldLLVM"], || versioned(&["ld.lld", "ld64.lld", "lld-link"])),
    need("valgrind", &["valgrind"], || on_path("valgrind")),
    need("gdb", &["gdb"], || on_path("gdb")),
    needed_by_all("zlib, with its header", &["zlib1g-dev"], || Path::new("/usr/include/zlib.h").is_file()),
    need("pkg-config", &["pkg-config"], || on_path("pkg-config")),
    need("gcc and the C library for i686", &["gcc-i686-linux-gnu", "libc6-dev-i386-cross"], || has_gcc("i686-linux-gnu-gcc")),
    need("gcc and the C library for AArch64", &["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"], || {
        has_gcc("aarch64-linux-gnu-gcc")
    }),
    need("gcc and the C library for RISC-V 64", &["gcc-riscv64-linux-gnu", "libc6-dev-riscv64-cross"], || {
        has_gcc("riscv64-linux-gnu-gcc")
    }),
    need("qemu for programs of other machines", &["qemu-user"], || on_path("qemu-aarch64") && on_path("qemu-riscv64")),
    need("gcc for x86-64 and i686 Windows", &["gcc-mingw-w64-x86-64", "gcc-mingw-w64-i686"], || {
        on_path("x86_64-w64-mingw32-gcc") && on_path("i686-w64-mingw32-gcc")
    }),
    need("g++ for Linux, AArch64, RISC-V 64 and x86-64 Windows", &CROSS_CPP, || {
        ["g++", "aarch64-linux-gnu-g++", "riscv64-linux-gnu-g++", "x86_64-w64-mingw32-g++"].into_iter().all(on_path)
    }),
    wanted("headers of the libraries that tests call", &LIBRARIES, || {
        let headers = ["fftw3.h", "mpfr.h", "gsl/gsl_sf_bessel.h", "bzlib.h", "lzma.h", "zstd.h", "lz4.h", "sqlite3.h", "png.h"];
        let others = ["expat.h", "openssl/evp.h", "pcre2.h", "jansson.h", "yaml.h", "lua5.4/lua.h", "uv.h"];
        headers.iter().chain(&others).all(|header| Path::new("/usr/include").join(header).is_file())
    }),
    wanted("clients of libffi: CPython's tests, GObject introspection, Ruby", &FFI_CLIENTS, || {
        let python = || Command::new("/usr/bin/python3").args(["-c", "import ctypes.test, gi"]).stderr(Stdio::null()).status();
        python().is_ok_and(|status| status.success()) && on_path("ruby") && has_libffi()
    }),
    need("wine for 64-bit programs", &["wine64"], || Path::new(WINE).is_file()),
];

/// Sees to it that everything is there; false if something stays missing (it has been named).
pub(crate) fn ensure(tests: bool) -> bool {
    let missing = || NEEDS.iter().filter(|need| (tests || !need.tests_only) && !(need.present)()).collect::<Vec<_>>();
    let lacking = missing();
    if lacking.is_empty() {
        return true;
    }
    for need in &lacking {
        println!("xtask: missing: {}", need.what);
    }
    let enough = |lacking: &[&Need]| lacking.iter().all(|need| need.optional);
    let install = |needs: &[&Need], llvm: &str| {
        let names: Vec<String> = needs.iter().flat_map(|need| need.packages).map(|name| name.replace("LLVM", llvm)).collect();
        (!names.is_empty()).then(|| format!("apt-get install -y --no-install-recommends {}", names.join(" ")))
    };
    let (optional, required): (Vec<&Need>, Vec<&Need>) = lacking.iter().copied().partition(|need| need.optional);
    let Some(prefix) = privilege() else {
        if enough(&lacking) {
            return true;
        }
        eprintln!("xtask: install what is missing, then run this again. On Debian and Ubuntu:");
        eprintln!("    sudo apt-get update && sudo {}", install(&required, "").unwrap_or_default());
        eprintln!(
            "elsewhere: the packages of the same purpose; LIBCLANG_PATH names the folder of libclang if it is in an unusual place."
        );
        return false;
    };
    // The lists of a fresh image are empty, so `install` alone would find nothing.
    if !run(&format!("{prefix}apt-get update")) {
        eprintln!("xtask: `apt-get update` failed; trying to install with the lists there are");
    }
    let llvm = if output("apt-cache", &["show", &format!("clang{LLVM}")]).is_some() { LLVM } else { "" };
    // Each apart, because apt-get installs nothing at all where it does not know one name.
    let apart = std::iter::once(required.as_slice()).chain(optional.chunks(1));
    let commands: Vec<String> = apart.filter_map(|needs| install(needs, llvm)).collect();
    let failed: Vec<&String> = commands.iter().filter(|install| !run(&format!("{prefix}{install}"))).collect();
    let still = missing();
    for need in &still {
        let so = if need.optional { ", tests are skipped" } else { "" };
        eprintln!("xtask: still missing: {}{so}", need.what);
    }
    for install in if still.is_empty() { failed } else { commands.iter().collect() } {
        eprintln!("xtask: the command was: {prefix}{install}");
    }
    enough(&still)
}

/// What to put before `apt-get`, or `None` where installing is not for us to do: no apt, or no right to.
fn privilege() -> Option<&'static str> {
    if !on_path("apt-get") {
        return None;
    }
    let root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if root {
        Some("")
    } else if output("sudo", &["-n", "true"]).is_some() {
        Some("sudo -n ")
    } else {
        None
    }
}

fn run(command_line: &str) -> bool {
    println!("xtask: {command_line}");
    let mut words = command_line.split(' ');
    let Some(program) = words.next() else { return false };
    Command::new(program)
        .args(words)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Standard output of a command that succeeded.
fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn has_libffi() -> bool {
    Command::new("pkg-config").args(["--exists", "libffi"]).status().is_ok_and(|status| status.success())
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// A gcc with something to link programs with.
fn has_gcc(command: &str) -> bool {
    on_path(command) && output(command, &["-print-file-name=crt1.o"]).is_some_and(|path| Path::new(path.trim()).is_file())
}

/// A shared library where the loader of this machine looks.
fn has_library(name: &str) -> bool {
    let inside = |folder: &Path| entries(folder).any(|inner| inner.join(name).exists());
    ["/lib", "/usr/lib", "/lib64", "/usr/lib64"]
        .map(Path::new)
        .into_iter()
        .any(|folder| folder.join(name).exists() || inside(folder))
}

fn has_binutils() -> bool {
    ["ld.bfd", "objdump", "readelf", "nm"].iter().all(|tool| on_path(tool))
}

/// Tools of LLVM, all under their own names or with one version at their ends as Debian installs them.
fn versioned(tools: &[&str]) -> bool {
    let new =
        |tool: &&str| output(tool, &["--version"]).and_then(|text| version_in(&text)).is_some_and(|found| found >= LEAST_CLANG);
    let suffixed = |version: u32| tools.iter().all(|tool| on_path(&format!("{tool}-{version}")));
    tools.iter().all(new) || (LEAST_CLANG..LEAST_CLANG + 30).any(suffixed)
}

/// The major number of `Debian clang version 14.0.6`, `LLD 19.1.7`.
fn version_in(text: &str) -> Option<u32> {
    text.split_whitespace().find_map(|word| {
        let (major, rest) = word.split_once('.')?;
        rest.starts_with(|c: char| c.is_ascii_digit()).then(|| major.parse().ok())?
    })
}

/// A libclang of sufficient age, and the headers of a compiler (`stddef.h`) beside it.
fn has_libclang() -> bool {
    let mut folders: Vec<PathBuf> = std::env::var_os("LIBCLANG_PATH").map(PathBuf::from).into_iter().collect();
    for base in ["/usr/lib", "/usr/local/lib", "/usr/lib64"] {
        folders.extend(entries(Path::new(base)).filter(|path| name_of(path).starts_with("llvm")).map(|path| path.join("lib")));
        folders.extend(entries(Path::new(base)).filter(|path| name_of(path).ends_with("-linux-gnu")));
        folders.push(base.into());
    }
    folders.iter().any(|folder| {
        let library = entries(folder).any(|path| libclang_version(&path).is_some_and(|version| version >= LEAST_CLANG));
        library && (has_builtin_headers(folder) || folder.ends_with("lib64") || on_path("clang"))
    })
}

/// The headers lie under `lib/clang/<version>/include`, beside the library of `/usr/lib/llvm-<version>/lib`.
fn has_builtin_headers(folder: &Path) -> bool {
    entries(&folder.join("clang")).any(|version| version.join("include").join("stddef.h").is_file())
}

/// `libclang-14.so.1`, `libclang.so.14`, or `libclang.so` in a folder `llvm-14/lib`.
fn libclang_version(path: &Path) -> Option<u32> {
    let name = name_of(path);
    let rest = name.strip_prefix("libclang")?;
    let number = |text: &str| text.split('.').next().and_then(|part| part.parse::<u32>().ok());
    if !rest.contains(".so") || !(rest.starts_with(".so") || rest.starts_with('-') && number(&rest[1..]).is_some()) {
        return None;
    }
    let own = rest.strip_prefix('-').or_else(|| rest.strip_prefix(".so.")).and_then(number).filter(|version| *version > 1);
    own.or_else(|| path.ancestors().find_map(|folder| name_of(folder).strip_prefix("llvm-").and_then(number)))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(OsStr::new("")).to_string_lossy().into_owned()
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_names_and_banners() {
        assert_eq!(libclang_version(Path::new("/usr/lib/x86_64-linux-gnu/libclang-14.so.1")), Some(14));
        assert_eq!(libclang_version(Path::new("/usr/lib/llvm-19/lib/libclang.so.1")), Some(19));
        assert_eq!(libclang_version(Path::new("/usr/lib64/libclang.so.17.0")), Some(17));
        assert_eq!(libclang_version(Path::new("/usr/lib/llvm-19/lib/libclang-cpp.so.19.1")), None);
        assert_eq!(libclang_version(Path::new("/usr/lib/libclangAST.so.19")), None);
        assert_eq!(version_in("Debian clang version 14.0.6"), Some(14));
        assert_eq!(version_in("Debian LLD 19.1.7 (compatible with GNU linkers)"), Some(19));
    }
}
