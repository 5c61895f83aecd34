//! What a call through a closure costs, in instructions, and what a million closures take.

use std::process::Command;

use crate::import::build;
use crate::valgrind::{per_turn, text};

/// `endbr64` at the start of a thunk: a mark, no work, and compilers put one in a plain callback too where the platform asks for it.
const LANDING: i64 = 1;

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    let program = build("closure-tests", "figures")?;
    let counts = [0, 1, 2, 3, 4, 5, 6, 7].map(|variant| per_turn(&program, variant));
    let [plain, scoped, leaked, owned, local, fallback, bare, empty] = counts;
    let (plain, bare) = (plain?, bare?);
    println!("instructions of a call, int(int, int), over a plain callback; endbr64 not counted:");
    for (what, count, base) in [
        ("scoped, captures nothing", empty?, bare),
        ("scoped, captures by reference", scoped?, plain),
        ("leaked, captures a number", leaked?, plain),
        ("owned, any thread, droppable", owned?, plain),
        ("the same with a fallback for panics", fallback?, plain),
        ("owned, FnMut of one thread", local?, plain),
    ] {
        println!("  {what:<38} {:+}", count - base - LANDING);
    }
    entries()?;
    print!("{}", text(Command::new(&program).arg("million"))?);
    Ok(())
}

/// Closures that go through an upcall entry.
fn entries() -> Result<(), String> {
    let program = build("callback-tests", "callback-figures")?;
    let counts = [0, 1, 2, 3, 4, 5, 6].map(|variant| per_turn(&program, variant));
    let [plain, record, owned_record, typed, owned_typed, values, bare] = counts;
    let plain = plain?;
    println!("the same through an upcall entry; its endbr64 and the thunk's not counted:");
    for (what, count) in [
        ("on the argument record, captures nothing", bare?),
        ("the same, leaked, captures a number", record?),
        ("on the argument record, droppable", owned_record?),
        ("typed, leaked", typed?),
        ("typed, droppable", owned_typed?),
        ("of values, droppable", values?),
    ] {
        println!("  {what:<42} {:+}", count - plain - 2 * LANDING);
    }
    Ok(())
}
