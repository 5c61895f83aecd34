//! What the tasks need from the system: looked for, installed where that is allowed, otherwise named with the command to type.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Oldest libclang and clang that the project works with.
const LEAST_CLANG: u32 = 14;

/// Something that has to be there, and the Debian packages that bring it.
struct Need {
    what: &'static str,
    packages: &'static [&'static str],
    /// Only the tests want it; the demo does without.
    tests_only: bool,
    present: fn() -> bool,
}

const NEEDS: [Need; 11] = [
    Need {
        what: "a C compiler (gcc) and the C library's headers",
        packages: &["gcc", "libc6-dev"],
        tests_only: false,
        present: has_gcc,
    },
    Need {
        what: "libclang 14 or later, with its own headers",
        packages: &["libclang-dev"],
        tests_only: false,
        present: has_libclang,
    },
    Need { what: "clang 14 or later", packages: &["clang"], tests_only: true, present: has_clang },
    Need { what: "lld", packages: &["lld"], tests_only: true, present: has_lld },
    Need { what: "binutils (ld.bfd, objdump, readelf, nm)", packages: &["binutils"], tests_only: false, present: has_binutils },
    Need { what: "valgrind", packages: &["valgrind"], tests_only: true, present: || on_path("valgrind") },
    Need { what: "gdb", packages: &["gdb"], tests_only: true, present: || on_path("gdb") },
    Need {
        what: "gcc for AArch64, with its C library",
        packages: &["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
        tests_only: true,
        present: has_gcc_for_aarch64,
    },
    Need { what: "qemu-aarch64", packages: &["qemu-user"], tests_only: true, present: || on_path("qemu-aarch64") },
    Need {
        what: "clang 19 or later and the llc of the same version",
        packages: &["clang-19", "llvm-19"],
        tests_only: true,
        present: has_clang_for_every_target,
    },
    Need { what: "pkg-config", packages: &["pkg-config"], tests_only: true, present: || on_path("pkg-config") },
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
    let packages: Vec<&str> = lacking.iter().flat_map(|need| need.packages).copied().collect();
    let install = format!("apt-get install -y --no-install-recommends {}", packages.join(" "));
    let Some(prefix) = privilege() else {
        eprintln!("xtask: install what is missing, then run this again. On Debian and Ubuntu:");
        eprintln!("    sudo apt-get update && sudo {install}");
        eprintln!(
            "elsewhere: the packages of the same purpose; LIBCLANG_PATH names the folder of libclang if it is in an unusual place."
        );
        return false;
    };
    // The lists of a fresh image are empty, so `install` alone would find nothing.
    if !run(&format!("{prefix}apt-get update")) {
        eprintln!("xtask: `apt-get update` failed; trying to install with the lists there are");
    }
    let installed = run(&format!("{prefix}{install}"));
    let lacking = missing();
    for need in &lacking {
        eprintln!("xtask: still missing: {}", need.what);
    }
    if !installed || !lacking.is_empty() {
        eprintln!("xtask: the command was: {prefix}{install}");
    }
    lacking.is_empty()
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

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

fn has_gcc() -> bool {
    on_path("gcc") && output("gcc", &["-print-file-name=crt1.o"]).is_some_and(|path| Path::new(path.trim()).is_file())
}

fn has_gcc_for_aarch64() -> bool {
    // What static position-independent programs begin with.
    let start = output("aarch64-linux-gnu-gcc", &["-print-file-name=rcrt1.o"]);
    start.is_some_and(|path| Path::new(path.trim()).is_file())
}

/// Older ones lack corners of Apple's and Microsoft's conventions, by which rules of the conformance tests are judged.
fn has_clang_for_every_target() -> bool {
    (19..LEAST_CLANG + 20).any(|version| on_path(&format!("clang-{version}")) && on_path(&format!("llc-{version}")))
}

fn has_clang() -> bool {
    versioned("clang")
}

fn has_lld() -> bool {
    versioned("ld.lld")
}

fn has_binutils() -> bool {
    ["ld.bfd", "objdump", "readelf", "nm"].iter().all(|tool| on_path(tool))
}

/// A tool of LLVM, under its own name or with a version at its end as Debian installs it.
fn versioned(tool: &str) -> bool {
    let plain = output(tool, &["--version"]).and_then(|text| version_in(&text)).is_some_and(|found| found >= LEAST_CLANG);
    plain || (LEAST_CLANG..LEAST_CLANG + 20).any(|version| on_path(&format!("{tool}-{version}")))
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
