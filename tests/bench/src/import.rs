//! What `#[ffi::import]` of a linked function and a call by values cost, in instructions.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::valgrind::{per_turn, text};

/// What the figures of imports and layouts are, in instructions more.
pub(crate) struct Measured {
    /// A lazy call, after the first, than one through the GOT.
    pub(crate) lazy: i64,
    /// A non-leaf call than a leaf one.
    pub(crate) non_leaf: i64,
    /// A member through a pointer than a plain field; whether the code is the same.
    pub(crate) member: (i64, bool),
}

/// Prints the table.
pub(crate) fn run() -> Result<(), String> {
    measure().map(|_| ())
}

/// The same, for who adds to it.
pub(crate) fn measure() -> Result<Measured, String> {
    let program = build("bench", "calls")?;
    let counts = [0, 1, 2, 3, 4].map(|variant| per_turn(&program, variant));
    let [written, imported, pointer, values, non_leaf] = counts;
    let (written, imported, pointer, values, non_leaf) = (written?, imported?, pointer?, values?, non_leaf?);
    let same = address(&program, "through_written")? == address(&program, "through_import")?;
    println!("instructions a turn:");
    println!("  extern \"C\" written by hand                       {written}");
    println!("  #[ffi::import]                                   {imported} ({:+})", imported - written);
    println!("  the same, #[ffi(non_leaf)]                       {non_leaf} ({:+})", non_leaf - imported);
    println!(
        "  machine code of the two loops                    {}",
        if same { "the same: rustc merged them" } else { "not merged by rustc" }
    );
    println!("  int(int, int) through a pointer                  {pointer}");
    println!("  Function::call(&[Value]), every check, no handle {values} ({:+})", values - pointer);
    let (got, stub) = (per_turn(&program, 5)?, per_turn(&program, 6)?);
    println!("  a linked function, through the GOT               {got}");
    println!("  the same bound lazily, after the first call      {stub} ({:+})", stub - got);
    let (field, member) = (per_turn(&program, 7)?, per_turn(&program, 8)?);
    let code = instructions(&program, "through_field")? == instructions(&program, "through_member")?;
    println!("  two fields of a #[repr(C)] structure             {field}");
    println!("  the same through Pointer<Record>                 {member} ({:+})", member - field);
    println!("  machine code of the two functions                {}", if code { "the same" } else { "not the same" });
    Ok(Measured { lazy: stub - got, non_leaf: non_leaf - imported, member: (member - field, code) })
}

/// Builds a program that is counted, and finds it.
pub(crate) fn build(package: &str, name: &str) -> Result<PathBuf, String> {
    text(Command::new("cargo").args(["build", "--quiet", "--release", "--package", package, "--bin", name]))?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = this.ancestors().nth(2).ok_or("the target folder is not above this program")?;
    Ok(target.join("release").join(name))
}

/// Where a function is in the program. rustc lays two functions of the same code over each other.
fn address(program: &Path, symbol: &str) -> Result<String, String> {
    let symbols = text(Command::new("nm").arg(program))?;
    let line = symbols.lines().find(|line| line.ends_with(&format!(" {symbol}")));
    let address = line.and_then(|line| line.split(' ').next()).ok_or_else(|| format!("{symbol} is not in the program"))?;
    Ok(address.to_owned())
}

/// The instructions of a function, without where they are.
fn instructions(program: &Path, symbol: &str) -> Result<Vec<String>, String> {
    let mut objdump = Command::new("objdump");
    objdump.args(["--no-show-raw-insn", &format!("--disassemble={symbol}")]).arg(program);
    let listing = text(&mut objdump)?;
    // `  4a10:	je     4a2f <through_field+0x1f>`
    let lines = listing.lines().filter_map(|line| line.split_once(":\t")).map(|(_, instruction)| {
        let (operation, place) = instruction.split_once('<').unwrap_or((instruction, ""));
        let operation = if place.is_empty() { operation } else { operation.split(' ').next().unwrap_or_default() };
        format!("{operation} {}", place.replace(symbol, ""))
    });
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() { Err(format!("{symbol} is not in the program")) } else { Ok(lines) }
}
