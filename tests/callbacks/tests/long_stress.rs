//! What `tests/closures` does with typed functions, through upcall entries: a program of its own, as it sets how long the quarantine is.
//! 10,000,000 operations: `cargo run --release -p callback-tests --bin callback-stress`.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

#[test]
fn threads_of_c_call_what_others_drop() {
    let summary = closure_tests::stress_of(|| ffi::closure!(extern "C" fn(u64) -> u64), 16, 60_000);
    assert!(summary.made > 8000 && summary.answered + summary.late >= 30_000, "{summary:?}");
}
