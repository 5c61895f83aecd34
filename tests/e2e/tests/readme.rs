//! The quick start of the README, pasted into a shell.

use std::fs;
use std::path::Path;
use std::process::Command;

use e2e::{outside, workspace};

#[test]
fn the_quick_start_works_when_pasted() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("there is a README");
    let (_, rest) = readme.split_once("## Quick start").expect("it has a quick start");
    let (_, rest) = rest.split_once("```sh\n").expect("which is a shell's text");
    let (text, _) = rest.split_once("\n```").expect("that ends");

    let scratch = outside("readme");
    // The text goes to the folder beside the clone: it shall not be beside the real one.
    std::os::unix::fs::symlink(workspace(), scratch.join("clone")).expect("a link can be made");
    let mut command = Command::new("bash");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_") && name != "CARGO_HOME") {
        command.env_remove(name);
    }
    let output = command
        .args(["-e", "-c", &format!("cd {}/clone\n{text}", scratch.display())])
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e/target"))
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_NET_OFFLINE", "true")
        .output()
        .expect("bash runs");
    fs::remove_dir_all(&scratch).expect("the folder can be removed");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}\n{stderr}");
    assert!(stdout.contains("exp(1/3) = 1.39561242508608952") && stdout.contains("hypot(3, 4) = F64(5.0)"), "{stdout}\n{stderr}");
}
