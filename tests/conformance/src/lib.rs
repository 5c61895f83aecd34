//! The judge of calling conventions and trampolines: C compilers.
//!
//! ```text
//!  systematic ─┐                       ┌─► c_program ─► gcc / clang ─┐
//!              ├─► Case ─► CallPlan ───┤                             ├─► program ─► verdicts ─► table, minimal cases
//!  random ─────┘         (ffi-abi)     └─► emit (ffi-build) ─────────┘
//! ```
//!
//! For each signature the compiler makes a callee, which our downcall trampoline calls, and after it the universal routine, and a caller, which calls our upcall entry, and after it
//! a thunk as closures have them.
//! Everything at run time is C and a page of assembly, so that other machines need no Rust. Each byte of each value is compared;
//! see `c/runtime.c` for what else is.

mod c_program;
mod c_types;
mod case;
mod closure;
mod cpp;
mod eightbytes;
mod emit;
mod full;
mod judge;
mod long;
mod machine;
mod minimal;
mod options;
mod page;
mod predicates;
mod random;
mod record;
mod rules;
mod run;
mod shipped;
mod systematic;
mod toolchain;
mod universal;

use std::fs;
use std::path::Path;

pub use options::{Options, USAGE};
pub use page::check as check_page;

use toolchain::Toolchain;

/// What a run found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Calls that went as the compiler says: cases × compilers × levels × directions.
    pub passed: usize,
    /// Calls that did not, and rules that no longer hold.
    pub failed: usize,
    /// Calls that nobody could judge here: every compiler lacks the type, or the processor the feature. What one compiler is excused
    /// from and another judges is in the table alone.
    pub skipped: usize,
}

impl std::ops::Add for Summary {
    type Output = Summary;

    fn add(self, other: Summary) -> Summary {
        Summary { passed: self.passed + other.passed, failed: self.failed + other.failed, skipped: self.skipped + other.skipped }
    }
}

/// Judges what the options name and prints the table. `folder` is for programs; it is removed unless the options keep it.
///
/// # Errors
/// What kept the tests from being run at all (no compiler, a case without a plan).
pub fn run(options: &Options, folder: &Path) -> Result<Summary, String> {
    if let Some(unknown) = options.targets.iter().find(|triple| Toolchain::of(triple).is_none()) {
        let known: Vec<&str> = toolchain::ALL.iter().map(|toolchain| toolchain.name).collect();
        return Err(format!("`{unknown}` is none of {}", known.join(", ")));
    }
    let mut total = Summary::default();
    for toolchain in &toolchain::ALL {
        if options.targets.is_empty() || options.targets.iter().any(|name| name == toolchain.name) {
            let run = if options.long { long::run_target } else { full::run_target };
            total = total + run(options, toolchain, &folder.join(toolchain.name))?;
        }
    }
    if !options.keep {
        // A leftover is a nuisance and no fault.
        let _ = fs::remove_dir_all(folder);
    }
    Ok(total)
}

/// Makes the page of `docs` from the records.
///
/// # Errors
/// A record that cannot be read, a page that cannot be written.
pub fn write_page(path: &Path) -> Result<(), String> {
    fs::write(path, page::render()?).map_err(|fault| format!("{}: {fault}", path.display()))
}
