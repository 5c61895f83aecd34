//! libffi's own tests, from its source, with a libffi made of that and with the drop-in: on each machine, by outcome and output. What the
//! probe prints with libffi is what `tests/machines.rs` wants of the drop-in.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine::{MACHINES, Machine, Outcome, succeed};

/// A program of the tests: a source file, and options that its numbers and conventions are chosen by.
struct Program {
    source: PathBuf,
    options: Vec<String>,
}

/// What a program came to: whether it succeeded, and what it printed.
type Ended = (bool, String);

/// Runs all, on the machines whose names are given or on every one.
pub(crate) fn run(libffi: &Path, only: &[String]) -> Outcome<()> {
    let libffi = libffi.canonicalize()?;
    for machine in MACHINES.iter().filter(|machine| only.is_empty() || only.iter().any(|name| name == machine.name)) {
        match machine.lacks() {
            Some(lack) => println!("{}: skipped: {lack}", machine.name),
            None => judge(machine, &libffi)?,
        }
    }
    Ok(())
}

fn judge(machine: &Machine, libffi: &Path) -> Outcome<()> {
    let folder = std::env::current_exe()?.parent().ok_or("a folder")?.join("libffi-suite").join(machine.name);
    let (theirs, ours) = (folder.join("theirs"), folder.join("ours"));
    for folder in [&theirs, &ours] {
        std::fs::create_dir_all(folder)?;
    }
    make(machine, libffi, &theirs)?;
    machine.library(&ours)?;
    let theirs = theirs.join(".libs");
    let probe = folder.join("probe");
    machine.compile(&client("probe.c"), &probe, options(&folder, &[]))?;
    std::fs::write(client(&format!("expected/{}.txt", machine.name)), succeed(&machine.run(&probe, &theirs)?)?)?;
    let (mut passed, mut failed, mut more, mut unmade, mut different) = (0, 0, 0, 0, Vec::new());
    for Program { source, options } in programs(machine, &libffi.join("testsuite"))? {
        let program = folder.join("program");
        let name = format!("{} {}", source.strip_prefix(libffi.join("testsuite"))?.display(), options.join(" "));
        let own = options.into_iter().chain([format!("-I{}", libffi.join("include").display())]);
        if machine.compile(&source, &program, self::options(&folder, &own.collect::<Vec<String>>())).is_err() {
            // Types that libffi does not have on the machine.
            unmade += 1;
            continue;
        }
        let ended = |library: &Path| -> Outcome<Ended> {
            let output = machine.run(&program, library)?;
            Ok((output.status.success(), without_addresses(&output.stdout)))
        };
        match (ended(&theirs)?, ended(&ours)?) {
            (one, other) if one == other && one.0 => passed += 1,
            (one, other) if one == other => failed += 1,
            ((false, _), (true, _)) => {
                more += 1;
                println!("  passes with the drop-in alone: {name}");
            }
            _ => different.push(name),
        }
    }
    println!(
        "{}: {passed} programs pass with both libraries, {failed} with neither, {more} with the drop-in alone; {unmade} do not compile \
         here; {} fail, or print something else:",
        machine.name,
        different.len()
    );
    for name in &different {
        println!("  {name}");
    }
    Ok(())
}

/// What was printed, without addresses, which are others in each run.
fn without_addresses(printed: &[u8]) -> String {
    let text = String::from_utf8_lossy(printed);
    let mut parts = text.split("0x");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + "0x" + part.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

/// A file of this package that clients are.
fn client(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name)
}

/// A program's own options, and those that libffi's header and library are found by.
fn options(folder: &Path, own: &[String]) -> Vec<String> {
    let theirs = folder.join("theirs");
    let mut all = own.to_vec();
    all.extend(["", "include"].map(|include| format!("-I{}", theirs.join(include).display())));
    // What a libffi with trampolines in its text tells its tests: that a closure is not its own code.
    all.push("-DFFI_EXEC_STATIC_TRAMP=1".to_owned());
    all.extend(["-Wno-psabi", "-lffi", "-lm", "-lpthread"].map(str::to_owned));
    all.push(format!("-L{}", theirs.join(".libs").display()));
    all
}

/// libffi itself, by its own build. Without the trampolines that it has in its text on some machines, with which raw closures of 3.6 crash.
fn make(machine: &Machine, libffi: &Path, folder: &Path) -> Outcome<()> {
    if folder.join(".libs/libffi.so.8").exists() {
        return Ok(());
    }
    let host = machine.compiler.trim_end_matches("-gcc");
    let mut configure = Command::new("sh");
    configure.arg(libffi.join("configure")).arg(format!("--host={host}"));
    configure.args([
        "--disable-docs",
        "--disable-static",
        "--disable-multi-os-directory",
        "--disable-exec-static-tramp",
        "CFLAGS=-O2",
    ]);
    succeed(&configure.current_dir(folder).output()?)?;
    succeed(&Command::new("make").current_dir(folder).output()?)?;
    Ok(())
}

/// As `lib/libffi.exp` and the files beside the tests choose them.
fn programs(machine: &Machine, tests: &Path) -> Outcome<Vec<Program>> {
    const CONVENTIONS: [(&str, &[&str]); 2] = [
        (
            "i686",
            &[
                "-DABI_NUM=FFI_STDCALL -DABI_ATTR=__STDCALL__",
                "-DABI_NUM=FFI_THISCALL -DABI_ATTR=__THISCALL__",
                "-DABI_NUM=FFI_FASTCALL -DABI_ATTR=__FASTCALL__",
            ],
        ),
        ("x86_64", &["-DABI_NUM=FFI_GNUW64 -DABI_ATTR=__MSABI__"]),
    ];
    let conventions = CONVENTIONS.iter().find(|(name, _)| *name == machine.name).map_or(&[][..], |(_, all)| *all);
    let mut programs = Vec::new();
    for folder in ["call", "closures", "complex", "go", "threads", "bhaible"] {
        let mut sources: Vec<PathBuf> =
            std::fs::read_dir(tests.join(format!("libffi.{folder}")))?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
        sources.retain(|path| path.extension().is_some_and(|extension| extension == "c") && !path.ends_with("testcases.c"));
        sources.sort();
        for source in sources {
            let text = String::from_utf8_lossy(&std::fs::read(&source)?).into_owned();
            let numbers = match source.file_name().and_then(|name| name.to_str()) {
                Some("test-call.c") => 1..82,
                Some("test-callback.c") => 1..81,
                _ => 0..1,
            };
            let by = if text.contains("ABI_NUM") { conventions } else { &[] };
            for number in numbers {
                for convention in [""].iter().chain(by) {
                    // Each at one level, by turns.
                    let mut options = vec![["-O0", "-O2"][programs.len() % 2].to_owned()];
                    options.extend((folder == "bhaible").then(|| format!("-DDGTEST={number}")));
                    options.extend(convention.split_whitespace().map(str::to_owned));
                    programs.push(Program { source: source.clone(), options });
                }
            }
        }
    }
    Ok(programs)
}
