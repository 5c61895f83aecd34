//! The commands of `docs/guide`: each is run, and prints what the page shows below it.

use std::fs;
use std::path::Path;

use crate::support::{command, folder, text};

#[test]
fn commands_of_the_guide_run_and_print_what_it_shows() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/guide");
    let scratch = tempfile::tempdir().unwrap();
    let mut ran = 0;
    let mut pages: Vec<_> = fs::read_dir(guide).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for page in pages {
        let page = fs::read_to_string(page).unwrap();
        for part in page.split("\n```sh\n").skip(1) {
            let (commands, rest) = part.split_once("\n```").unwrap();
            let mut printed = String::new();
            for line in commands.lines() {
                let words = shlex::split(line.strip_prefix("cargo ffi").expect("the guide's commands are `cargo ffi`")).unwrap();
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let output = command(&words).current_dir(scratch.path()).env("LLVM_MC", "no-disassembler").output().unwrap();
                assert!(output.status.success(), "{line}: {}", text(&output.stderr));
                printed.push_str(&text(&output.stdout));
                ran += 1;
            }
            if let Some(shown) = rest.strip_prefix("\n```text\n") {
                let (shown, _) = shown.split_once("\n```").unwrap();
                assert_eq!(printed, format!("{shown}\n"), "{commands}");
            }
        }
    }
    assert!(ran >= 5, "{ran}");
    // The snapshot that the guide's package is built from by `tests/e2e/tests/guide.rs`.
    let made = fs::read_to_string(scratch.path().join("sums.ffi")).unwrap();
    let kept = folder().join("sums.ffi");
    if std::env::var_os("FFI_BLESS").is_some() {
        fs::write(&kept, &made).unwrap();
    }
    assert_eq!(fs::read_to_string(kept).unwrap_or_default(), made);
}
