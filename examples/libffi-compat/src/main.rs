//! Makes `libffi.so.8` of this package, and lets an unmodified CPython run its own `ctypes` tests with it and with the system's.
//!
//! ```text
//! cargo run --release -p example-libffi-compat                                    clients of libffi on this machine
//! cargo run --release -p example-libffi-compat -- --suite <libffi> [machine…]     libffi's own tests, on every machine that there is
//! ```
//!
//! `<libffi>` is a folder of libffi's source, as a release of libffi or of the crate `libffi-sys` has it.

mod machine;
mod suite;

use std::collections::BTreeSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use machine::{link, succeed};

/// Calls of `int(int, int)` through `ctypes`, with one library after the other.
const CALLS: &str = "import ctypes, time, sys
lib = ctypes.CDLL(sys.argv[1])
add = lib.add
add.argtypes = [ctypes.c_int, ctypes.c_int]
best = 1e9
for _ in range(20):
    start = time.perf_counter()
    for _ in range(20000): add(3, 4)
    best = min(best, time.perf_counter() - start)
assert add(3, 4) == 7
print(best)
";

/// The same for counting: as many calls as asked for.
const COUNTED: &str = "import ctypes, sys
add = ctypes.CDLL(sys.argv[1]).add
add.argtypes = [ctypes.c_int, ctypes.c_int]
for _ in range(int(sys.argv[2])): add(3, 4)
";

/// A loop over a callback.
const CALLBACKS: &str = "import ctypes
compare = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))(lambda a, b: a[0] - b[0])
numbers = (ctypes.c_int * 6)(5, 1, 6, 2, 4, 3)
ctypes.CDLL(None).qsort(numbers, 6, ctypes.sizeof(ctypes.c_int), compare)
assert list(numbers) == [1, 2, 3, 4, 5, 6]
print([line.split('/')[-1].strip() for line in open('/proc/self/maps') if 'libffi' in line][0])
";

/// GObject introspection: functions, callbacks and records of GLib by their descriptions.
const GOBJECT: &str = "import gi
from gi.repository import GLib
assert GLib.ascii_strdown('DROP-IN', -1) == 'drop-in'
loop, calls = GLib.MainLoop(), []
def tick():
    calls.append(len(calls))
    if len(calls) == 3:
        loop.quit()
        return False
    return True
GLib.timeout_add(1, tick)
loop.run()
assert calls == [0, 1, 2]
assert GLib.Variant('(sd)', ('a', 1.5)).unpack() == ('a', 1.5)
print('ok')
";

/// Ruby's `fiddle`.
const FIDDLE: &str = include_str!("../clients/fiddle.rb");

/// What few clients use, as a program of C.
const PROBE: &str = include_str!("../clients/probe.c");

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [suite, libffi, only @ ..] = &arguments[..]
        && suite == "--suite"
    {
        return suite::run(Path::new(libffi), only);
    }
    let folder = std::env::current_exe()?.parent().ok_or("a folder")?.to_path_buf();
    let drop_in = folder.join("libffi-compat");
    std::fs::create_dir_all(&drop_in)?;
    link("cc", &folder.join("libffi_compat.a"), &drop_in)?;
    println!("made {}", drop_in.join("libffi.so.8").file_name().unwrap_or_default().to_string_lossy());
    symbols(&drop_in)?;
    probe(&drop_in)?;
    fiddle(&drop_in)?;
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no python3 here");
        return Ok(());
    }
    let used = succeed(&python(Some(&drop_in)).args(["-c", CALLBACKS]).output()?)?;
    println!("qsort with a Python callback: {}", used.trim());
    tests(&drop_in)?;
    match python(None).args(["-c", GOBJECT]).output()? {
        output if output.status.success() => {
            let said = succeed(&python(Some(&drop_in)).args(["-c", GOBJECT]).output()?)?;
            println!("GObject introspection: {}", said.trim());
        }
        _ => println!("skipped: GObject introspection (python3-gi) is not here"),
    }
    speed(&drop_in)
}

/// Every symbol that the system's library exports, with its version.
fn symbols(drop_in: &Path) -> Result<(), Box<dyn Error>> {
    let of = |library: &Path| -> Result<BTreeSet<String>, Box<dyn Error>> {
        let text = succeed(&Command::new("readelf").args(["-W", "--dyn-syms"]).arg(library).output()?)?;
        let names = text.lines().filter(|line| !line.contains(" UND ")).filter_map(|line| line.split_whitespace().nth(7));
        Ok(names.filter(|name| name.starts_with("ffi_") && name.contains("@@")).map(str::to_owned).collect())
    };
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"];
    let Some(theirs) = folders.iter().map(|folder| Path::new(folder).join("libffi.so.8")).find(|path| path.is_file()) else {
        println!("skipped: the system has no libffi.so.8 to compare symbols with");
        return Ok(());
    };
    let (theirs, ours) = (of(&theirs)?, of(&drop_in.join("libffi.so.8"))?);
    let missing: Vec<&String> = theirs.difference(&ours).collect();
    if !missing.is_empty() {
        return Err(format!("the system's library has symbols that this one lacks: {missing:?}").into());
    }
    println!("symbols: all {} of the system's libffi.so.8, with their versions", theirs.len());
    Ok(())
}

/// What a program prints that uses the rest of the API, with each library.
fn probe(drop_in: &Path) -> Result<(), Box<dyn Error>> {
    let (source, program) = (drop_in.join("probe.c"), drop_in.join("probe"));
    std::fs::write(&source, PROBE)?;
    let output = Command::new("cc").args(["-O1", "-w", "-o"]).arg(&program).arg(&source).arg("-lffi").output()?;
    if !output.status.success() {
        println!("skipped: programs cannot be made with libffi here (libffi-dev)");
        return Ok(());
    }
    let run = |library| succeed(&with(&program, library).output()?);
    let (theirs, ours) = (run(None)?, run(Some(drop_in))?);
    if theirs != ours {
        return Err(format!("the system's library:\n{theirs}\nthe drop-in:\n{ours}").into());
    }
    let lines = ours.lines().count();
    println!(
        "Go closures, raw and Java raw API, offsets, complex, Microsoft's ABIs: {lines} lines, the same with both libraries"
    );
    Ok(())
}

fn fiddle(drop_in: &Path) -> Result<(), Box<dyn Error>> {
    let ruby = Path::new("/usr/bin/ruby");
    if !with(ruby, None).args(["-e", "require 'fiddle'"]).output().is_ok_and(|output| output.status.success()) {
        println!("skipped: Ruby with its fiddle is not here");
        return Ok(());
    }
    let run = |library| succeed(&with(ruby, library).args(["-W0", "-e", FIDDLE]).output()?);
    let (theirs, ours) = (run(None)?, run(Some(drop_in))?);
    if theirs != ours {
        return Err(format!("fiddle with the system's library: {theirs}, with the drop-in: {ours}").into());
    }
    println!("Ruby's fiddle: {}", ours.trim());
    Ok(())
}

/// A program that finds the drop-in, or the system's library.
fn with(program: &Path, drop_in: Option<&Path>) -> Command {
    let mut command = Command::new(program);
    match drop_in {
        Some(folder) => command.env("LD_LIBRARY_PATH", folder),
        None => command.env_remove("LD_LIBRARY_PATH"),
    };
    command
}

fn python(drop_in: Option<&Path>) -> Command {
    with(Path::new("/usr/bin/python3"), drop_in)
}

/// CPython's own tests of `ctypes`, by name and outcome, with each library.
fn tests(drop_in: &Path) -> Result<(), Box<dyn Error>> {
    if !python(None).args(["-c", "import ctypes.test"]).output()?.status.success() {
        println!("skipped: CPython's tests are not here (libpython3-testsuite)");
        return Ok(());
    }
    let run = |library: Option<&Path>| -> Result<Vec<String>, Box<dyn Error>> {
        let output = python(library).args(["-m", "ctypes.test", "-v"]).output()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let mut lines: Vec<String> = text
            .lines()
            .filter(|line| line.contains(" ... ") || line.ends_with("ok") || line.starts_with("FAILED") || line == &"OK")
            .map(str::to_owned)
            .collect();
        lines.sort();
        if !output.status.success() && lines.is_empty() {
            return Err(format!("{}\n{text}", output.status).into());
        }
        Ok(lines)
    };
    let (theirs, ours) = (run(None)?, run(Some(drop_in))?);
    for line in theirs.iter().filter(|line| !ours.contains(line)) {
        println!("  the system's: {line}");
    }
    for line in ours.iter().filter(|line| !theirs.contains(line)) {
        println!("  the drop-in:  {line}");
    }
    if theirs != ours {
        return Err("the two libraries differ".into());
    }
    let passed = ours.iter().filter(|line| line.ends_with("ok")).count();
    println!("CPython's ctypes tests: {} outcomes, {passed} passed, the same with both libraries", ours.len());
    Ok(())
}

fn speed(drop_in: &Path) -> Result<(), Box<dyn Error>> {
    let (source, library): (PathBuf, PathBuf) = (drop_in.join("add.c"), drop_in.join("libadd.so"));
    std::fs::write(&source, "int add(int a, int b) { return a + b; }\n")?;
    succeed(&Command::new("cc").args(["-shared", "-fPIC", "-O2", "-o"]).arg(&library).arg(&source).output()?)?;
    let time = |folder: Option<&Path>| -> Result<f64, Box<dyn Error>> {
        Ok(succeed(&python(folder).args(["-c", CALLS]).arg(&library).output()?)?.trim().parse()?)
    };
    // By turns, so that a busy machine is as busy for both.
    let (mut theirs, mut ours) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..8 {
        theirs = theirs.min(time(None)?);
        ours = ours.min(time(Some(drop_in))?);
    }
    println!("int(int, int) through ctypes: {:.3} of the time with the system's libffi", ours / theirs);
    let count = |folder: Option<&Path>, calls: &str| -> Result<f64, Box<dyn Error>> {
        let python = python(folder);
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(python.get_program());
        valgrind.envs(python.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = valgrind.args(["-c", COUNTED]).arg(&library).arg(calls).output()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let collected = text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
        collected.ok_or_else(|| text.into())
    };
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no valgrind here to count instructions");
        return Ok(());
    }
    let each = |folder| -> Result<f64, Box<dyn Error>> { Ok((count(folder, "6000")? - count(folder, "1000")?) / 5000.0) };
    let (theirs, ours) = (each(None)?, each(Some(drop_in))?);
    println!("the same in instructions, all that CPython does included: {ours:.0} of {theirs:.0}, {:.3}", ours / theirs);
    Ok(())
}
