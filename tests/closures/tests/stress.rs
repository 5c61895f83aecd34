//! The long run is `cargo run --release -p closure-tests --bin stress`.

use std::process::Command;

#[test]
fn threads_make_call_and_drop_closures() {
    let summary = closure_tests::stress(16, 300_000);
    assert!(summary.made > 40_000 && summary.answered + summary.late > 150_000 && summary.late > 0, "{summary:?}");
}

#[test]
fn the_same_under_valgrind() {
    let output = Command::new("valgrind")
        .args(["--quiet", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect", "--error-exitcode=9"])
        .args([env!("CARGO_BIN_EXE_stress"), "6", "6000"])
        .output()
        .expect("valgrind is installed");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{report}", output.status);
    assert_eq!(report, "");
}
