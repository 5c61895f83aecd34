//! Running tools, and counting instructions: exact, where times on a busy machine are not.

use std::path::Path;
use std::process::Command;

/// What a command prints, or what went wrong.
pub(crate) fn text(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

/// Instructions of one turn of a program's loop. The program takes a variant and a number of turns.
pub(crate) fn per_turn(program: &Path, variant: usize) -> Result<i64, String> {
    const TURNS: i64 = 1000;
    let (few, many) = (instructions(program, variant, TURNS)?, instructions(program, variant, 2 * TURNS)?);
    if (many - few) % TURNS != 0 {
        return Err(format!("{} instructions in {TURNS} turns", many - few));
    }
    Ok((many - few) / TURNS)
}

/// Instructions that a program executes from its start to its end.
pub(crate) fn instructions(program: &Path, variant: usize, turns: i64) -> Result<i64, String> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    valgrind.arg(variant.to_string()).arg(turns.to_string());
    let output = valgrind.output().map_err(|error| format!("valgrind: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let collected = report.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    collected.ok_or_else(|| format!("valgrind says\n{report}"))
}
