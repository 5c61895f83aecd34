//! What the command prints. A golden begins with the command line; below it stand standard output, standard error, and the exit status
//! if it is not 0. Numbers of diagnostics are left out: a row that comes into the table before others is no change of the command.
//! `FFI_BLESS=1` rewrites them.

use std::fs;

use crate::support::{folder, run, text};

/// What a golden has to be, from its first line on.
fn golden(line: &str) -> String {
    let words = shlex::split(line.strip_prefix("$ cargo ffi").expect("a golden begins with `$ cargo ffi`")).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = run(&words);
    let mut found = format!("{line}\n{}", text(&output.stdout));
    for line in text(&output.stderr).lines() {
        let line = match line.split_once("error[FFI") {
            Some(("", rest)) => {
                format!("error[FFI….]{}", rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(']'))
            }
            _ => line.to_owned(),
        };
        found.push_str(&format!("2> {line}\n").replace(" \n", "\n"));
    }
    match output.status.code() {
        Some(0) => {}
        code => found.push_str(&format!("exit status {}\n", code.unwrap())),
    }
    found
}

#[test]
fn commands_print_what_their_goldens_say() {
    let bless = std::env::var_os("FFI_BLESS").is_some();
    let mut paths: Vec<_> = fs::read_dir(folder().join("golden")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 20, "{} goldens", paths.len());
    let mut different = Vec::new();
    for path in paths {
        let old = fs::read_to_string(&path).unwrap();
        let new = golden(old.lines().next().unwrap());
        if old == new {
            continue;
        }
        if bless {
            fs::write(&path, new).unwrap();
        } else {
            different.push(format!("{} says\n{old}\nand it is\n{new}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
