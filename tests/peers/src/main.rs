//! What calls, closures and generation cost beside other projects: `peers [file]` measures everything in one run and writes
//! docs/performance.md; `peers restricted` says what becomes of each closure where memory must never become executable.
//!
//! ```text
//!  functions ─► calls (through jit, libffi_raw) ─┐
//!  shims, closures, generation ──────────────────┴─► page ─► count (valgrind, clock)
//! ```

mod calls;
mod closures;
mod count;
#[path = "../../../ffi-rt/tests/closures/filter.rs"]
mod filter;
mod functions;
mod generation;
mod jit;
mod libffi_raw;
mod page;
mod shims;
#[path = "../../bench/src/signatures.rs"]
mod signatures;

fn main() {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        Some("counted") => page::counted(),
        Some("one") => {
            filter::restrict().expect("Linux");
            let zero: std::ffi::c_ulong = 0;
            // SAFETY: a question.
            if unsafe { filter::prctl(filter::PR_GET_MDWE, zero, zero, zero, zero) } != 1 {
                eprintln!("this kernel does not know PR_SET_MDWE: the filter alone");
            }
            closures::one(arguments.next().and_then(|text| text.parse().ok()).expect("a number"));
        }
        Some("restricted") => {
            for (number, name) in closures::MADE.iter().enumerate() {
                let this = std::env::current_exe().expect("a path");
                let output = std::process::Command::new(this).args(["one", &number.to_string()]).output().expect("started");
                println!("under PR_SET_MDWE and the filter: {name:<40} {}", output.status);
                print!(
                    "{}",
                    String::from_utf8_lossy(&output.stderr)
                        .lines()
                        .take(2)
                        .fold(String::new(), |all, line| all + "    " + line + "\n")
                );
            }
        }
        file => page::report(file),
    }
}
