//! Streams, colours, exit statuses, files.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use crate::support::{command, printed, run, text};

const CALL: &str = "int(int)";

#[test]
fn colours_come_on_request_and_not_into_files() {
    let plain = printed(&["explain", CALL, "-t", "x86_64-unknown-linux-gnu"]);
    assert!(!plain.contains('\u{1b}'), "{plain}");
    let coloured = printed(&["explain", CALL, "-t", "x86_64-unknown-linux-gnu", "--color", "always"]);
    assert!(coloured.contains('\u{1b}'));
    // The same text under the colours.
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn no_color_is_heard() {
    let output = command(&["explain", CALL, "-t", "x86_64-unknown-linux-gnu"])
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "1")
        .env("LLVM_MC", "no-disassembler")
        .output()
        .unwrap();
    assert!(!text(&output.stdout).contains('\u{1b}'));
}

#[test]
fn instructions_are_shown_where_there_is_a_disassembler() {
    // LLVM's tools are among what the tests need.
    for (target, instruction) in [
        ("x86_64-unknown-linux-gnu", "call rdx"),
        ("i686-unknown-linux-gnu", "push ebp"),
        ("aarch64-unknown-linux-gnu", "blr x2"),
        ("riscv64gc-unknown-linux-gnu", "jalr a2"),
    ] {
        let output = command(&["explain", "int(int, int)", "-t", target]).output().unwrap();
        let printed = text(&output.stdout);
        assert!(printed.contains(&format!("  {instruction}  ")), "{target}: {printed}");
    }
}

#[test]
fn targets_whose_headers_are_not_here_do_not_hide_the_others() {
    let output = run(&["explain", "zlib.h:crc32", "--brief", "-t", "x86_64-unknown-linux-gnu", "-t", "aarch64-apple-darwin"]);
    assert_eq!(output.status.code(), Some(101));
    assert!(text(&output.stdout).contains("edx"), "{}", text(&output.stdout));
    let said = text(&output.stderr);
    assert!(said.contains("reading for aarch64-apple-darwin") && !said.contains("reading for x86_64"), "{said}");
    // What is wrong for all is said once.
    let output = run(&["explain", "int(,)", "-t", "all"]);
    assert_eq!(text(&output.stderr).matches("error[").count(), 1);
}

#[test]
fn progress_is_not_for_files() {
    let output = run(&["layout", "headers/shapes.h", "struct shape", "-t", "x86_64-unknown-linux-gnu"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn on_a_terminal_there_are_colours_and_progress() {
    // `script` runs a command on a terminal of its own.
    let line =
        format!("{} ffi layout headers/shapes.h 'struct shape' -t x86_64-unknown-linux-gnu", env!("CARGO_BIN_EXE_cargo-ffi"));
    let output = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .current_dir(crate::support::folder())
        .stdin(Stdio::null())
        .output()
        .expect("`script` is a part of the system");
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown}");
    assert!(shown.contains("Reading") && shown.contains("headers/shapes.h for x86_64-unknown-linux-gnu"), "{shown}");
    // The line of progress is taken away again, and what stays is in colour.
    assert!(shown.contains("\r\u{1b}[K") && shown.contains("\u{1b}[1mstruct shape"), "{shown:?}");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = command(&["explain", CALL, "-t", "all"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    assert_eq!(said, "");
}

#[test]
fn it_runs_by_itself_too() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-ffi")).arg("--version").output().unwrap();
    assert_eq!(text(&output.stdout), format!("cargo ffi {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_target_it_is_this_machine() {
    let triple = printed(&["layout", "char", "--brief"]);
    let verbose = std::process::Command::new("rustc").arg("-vV").output().unwrap();
    let verbose = text(&verbose.stdout);
    let host = verbose.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    assert!(triple.contains(host), "{triple}");
}

#[test]
fn targets_say_what_the_record_of_conformance_says() {
    let listed = printed(&["targets"]);
    let record = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/conformance.md")).unwrap();
    let mut compared = 0;
    for line in record.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, triple, tier, ..] = cells[..] else { continue };
        let Some(row) = listed.lines().find(|row| row.split_whitespace().next() == Some(triple)) else { continue };
        if ["executed", "can be executed", "linked", "emitted"].contains(&tier) {
            assert_eq!(row.split_whitespace().next_back(), Some(tier.trim_start_matches("can be ")), "{line}");
            compared += 1;
        }
    }
    assert_eq!(compared, ffi_abi::Target::ALL.len());
}

#[test]
fn each_shell_has_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("explain") && script.contains("cache-line"), "{shell}");
    }
}

#[test]
fn bindings_and_their_archive_go_where_they_are_sent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("src/shapes.rs");
    let path = file.display().to_string();
    let output = run(&["generate", "headers/shapes.h", "-o", &path, "-t", "x86_64-unknown-linux-gnu", "--link", "shapes"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let rust = fs::read_to_string(&file).unwrap();
    assert!(rust.contains("pub fn area") && rust.contains("#[link(name = \"shapes\", kind = \"dylib\")]"), "{rust}");
    let archives = fs::read_dir(file.parent().unwrap())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "a"));
    assert_eq!(archives.count(), 1, "`precise_area` returns a `long double`");
    assert!(text(&output.stderr).contains("cargo::rustc-link-search"), "{}", text(&output.stderr));
}

#[test]
fn several_targets_are_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let targets = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];
    let output = run(&["generate", "headers/shapes.h", "-o", &path, "-t", targets[0], "-t", targets[1]]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for target in targets {
        assert!(folder.path().join(format!("shapes.{target}.rs")).is_file(), "{target}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let output = run(&["layout", "int", "-t", "x86_64-unknown-linux-gnu", "--svg", &path]);
    assert_eq!(output.status.code(), Some(101));
    assert!(text(&output.stderr).starts_with("error[FFI"), "{}", text(&output.stderr));
}

/// Without a target the command asks rustc which one is this machine's.
#[test]
fn a_machine_whose_target_is_not_known_is_told() {
    let output = command(&["explain", "int(int)"]).env("RUSTC", "no-such-rustc").output().unwrap();
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("what this machine's target is was not found out"), "{said}");
    assert!(said.contains("name a target: `--target x86_64-unknown-linux-gnu`"), "{said}");
}
