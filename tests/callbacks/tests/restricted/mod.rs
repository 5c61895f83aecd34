//! The same suite where memory must never become executable.

use std::env;
use std::ffi::c_long;
use std::os::unix::process::CommandExt;
use std::process::Command;

#[path = "../../../../ffi-rt/tests/closures/filter.rs"]
mod filter;

unsafe extern "C" {
    fn syscall(number: c_long, ...) -> c_long;
}

/// Set in the process that is to keep to the restrictions.
const RESTRICTED: &str = "FFI_CALLBACKS_RESTRICTED";

#[test]
fn the_whole_suite_under_restrictions() {
    if env::var_os(RESTRICTED).is_some() {
        // They are in force.
        // SAFETY: a mapping is asked for, and refused; and a question.
        let (refused, mdwe) = unsafe {
            let (zero, [_, _, mmap, _]) = (0 as c_long, filter::CALLS.map(c_long::from));
            let refused = syscall(mmap, zero, 4096 as c_long, 7 as c_long, 0x22 as c_long, -1 as c_long, zero);
            (refused, filter::prctl(filter::PR_GET_MDWE, zero, zero, zero, zero))
        };
        assert_eq!(refused, -1);
        assert!(mdwe == 1 || mdwe == -1, "set, or not known to this kernel: {mdwe}");
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
