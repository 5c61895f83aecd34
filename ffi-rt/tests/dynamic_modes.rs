//! The modes of signatures that are made while the program runs: they are the whole program's, so this test is alone in one.
#![cfg(feature = "dynamic")]

use ffi::Signature;
use ffi::dynamic::{self, Mode};

#[test]
fn strict_mode_says_what_to_add_and_recording_writes_it_down() {
    let file = std::env::temp_dir().join(format!("ffi-dynamic-{}.txt", std::process::id()));
    std::fs::write(&file, "# kept\nint(short)\n").expect("a file");
    dynamic::record(&file).expect("a file");
    dynamic::set_mode(Mode::Strict);
    let fault = Signature::parse("long(short, long double, short)");
    dynamic::set_mode(Mode::Universal);
    let fault = fault.expect_err("nobody assembled it").to_string();
    assert!(fault.contains(".signatures([\"long(short, long double, short)\"])"), "{fault}");
    Signature::parse("long(short, long double, short)").expect("a universal call");
    Signature::parse("int(short)").expect("a universal call");
    let text = std::fs::read_to_string(&file).expect("a file");
    std::fs::remove_file(&file).expect("a file");
    let ours: Vec<&str> = text.lines().filter(|line| line.contains("short")).collect();
    assert_eq!(ours, ["int(short)", "long(short, long double, short)"]);
    assert!(text.starts_with("# kept\n"));
}
