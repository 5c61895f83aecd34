//! What the error code that comes along with a result costs over reading it by hand, in instructions.

use std::process::Command;

use crate::valgrind::{per_turn, text};

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    measure().map(|_| ())
}

/// Instructions more than by hand, of the way that costs most.
pub(crate) fn measure() -> Result<i64, String> {
    text(Command::new("cargo").args(["build", "--quiet", "--release", "--package", "bench", "--bin", "errno"]))?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = this.ancestors().nth(2).ok_or("the target folder is not above this program")?.join("release/errno");
    println!("instructions a turn, `errno` read by hand and by `ffi::Errno`:");
    let mut more = 0;
    for (what, variant) in [("a plain call", 0), ("cleared in front of the call", 2), ("a variadic call", 4)] {
        let (hand, ours) = (per_turn(&program, variant)?, per_turn(&program, variant + 1)?);
        println!("  {what:30} {hand} {ours} ({:+})", ours - hand);
        more = more.max(ours - hand);
    }
    Ok(more)
}
