//! The part of the corpus that needs no more than what the tests install anyway.

use std::process::Command;

#[test]
fn every_declaration_of_the_small_corpus_is_accounted_for() {
    let output = Command::new(env!("CARGO_BIN_EXE_corpus")).arg("--small").output().expect("the corpus runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.lines().any(|line| line.starts_with("zlib") && line.contains("lost   0") && line.ends_with("ok")), "{text}");
}
