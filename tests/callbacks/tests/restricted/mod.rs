//! The same suite where memory must never become executable.

use std::env;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[path = "../../../../ffi-rt/tests/closures/filter.rs"]
mod filter;

/// Set in the process that is to keep to the restrictions.
const RESTRICTED: &str = "FFI_CALLBACKS_RESTRICTED";

#[test]
fn the_whole_suite_under_restrictions() {
    if env::var_os(RESTRICTED).is_some() {
        // They are in force.
        // SAFETY: a mapping is asked for, and refused.
        let refused = unsafe {
            unsafe extern "C" {
                fn mmap(address: usize, length: usize, protection: i32, flags: i32, file: i32, offset: i64) -> isize;
            }
            mmap(0, 4096, 7, 0x22, -1, 0) == -1
        };
        assert!(refused);
        return;
    }
    let mut suite = Command::new(env::current_exe().expect("a path"));
    suite.env(RESTRICTED, "1");
    // SAFETY: it does nothing but system calls.
    unsafe { suite.pre_exec(filter::restrict) };
    let output = suite.output().expect("started");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}\n{text}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("test result: ok."), "{text}");
}
