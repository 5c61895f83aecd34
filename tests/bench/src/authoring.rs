//! The figures of what a crate author writes, in one run, each beside its aim.

use crate::{errno, expansion, import};

/// Prints the tables, and the figures beside their aims.
///
/// Fails if one is missed.
pub(crate) fn run() -> Result<(), String> {
    let calls = import::measure()?;
    let errno = errno::measure()?;
    let expansion = expansion::measure()?;
    let (member, same) = calls.member;
    let code = if same { "the same code" } else { "other code" };
    let rows = [
        ("lazy call after the first, over the GOT", "+1 instruction", format!("{:+}", calls.lazy), calls.lazy <= 1),
        ("non-leaf call over leaf", "at most +8", format!("{:+}", calls.non_leaf), calls.non_leaf <= 8),
        ("errno captured, over reading it by hand", "+0", format!("{errno:+}"), errno <= 0),
        ("member through a pointer, over a plain field", "the same code", format!("{member:+}, {code}"), member == 0 && same),
        ("500 functions expanded, over written by hand", "at most +100 ms", format!("{expansion:+.0} ms"), expansion <= 100.0),
    ];
    println!("what a crate author writes:");
    for (what, aim, here, _) in &rows {
        println!("  {what:46} {aim:16} {here}");
    }
    let missed: Vec<&str> = rows.iter().filter(|(.., met)| !met).map(|(what, ..)| *what).collect();
    if missed.is_empty() { Ok(()) } else { Err(format!("missed: {}", missed.join(", "))) }
}
