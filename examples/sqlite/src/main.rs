//! A real database through SQLite's C interface, twice.
//!
//! First through typed bindings that the build script made of `sqlite3.h`: plain functions, the same machine code as bindings
//! written by hand. Then through calls whose signature is data, as a script host makes them: function names and values go in,
//! trampolines assembled at build time make the calls. Both must read the same rows. At last SQLite calls back: closures as a function of
//! SQL, a collation, authorizer, trace and busy handler.
//!
//! ```text
//! cargo run --release -p example-sqlite [-- database-file [rows]]
//! ```

mod callbacks;
mod dynamic;
mod report;
mod typed;

use std::path::PathBuf;
use std::process::ExitCode;

/// What `sqlite3.h` declares.
mod sys {
    // The crate that carries the library; its symbols are all that is used of it.
    use libsqlite3_sys as _;
    ffi::bindings!("sqlite3");
}

/// One line of the result: category, number of rows, sum and mean of their amounts.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    category: String,
    count: i64,
    total: i64,
    mean: f64,
}

/// The question both ways ask.
const QUERY: &str = "SELECT category, count(*), sum(amount), avg(amount) FROM sales \
                     WHERE amount >= ?1 GROUP BY category ORDER BY category";

/// Smallest amount that the question takes into account.
const THRESHOLD: i64 = 250;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let given = arguments.next().map(PathBuf::from);
    let rows = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let path = given.clone().unwrap_or_else(|| std::env::temp_dir().join(format!("ffi-example-{}.db", std::process::id())));

    report::coverage();
    let answer = typed::fill_and_query(&path, rows)?;
    report::rows("typed bindings", &answer);
    let again = dynamic::query(&path)?;
    report::rows("calls whose signature is data", &again);
    if answer != again {
        return Err("the two ways read different rows".into());
    }
    let matching: i64 = answer.iter().map(|row| row.count).sum();
    println!("Both ways read the same: {matching} of {rows} rows in {} categories.", answer.len());
    callbacks::show(&path)?;
    match given {
        Some(path) => println!("The database is {}.", path.display()),
        None => std::fs::remove_file(path)?,
    }
    Ok(())
}
