//! What is printed: the coverage of the header, and rows.

use crate::Row;

/// The report that the build script wrote: every declaration of the header, bound or refused, and at its end the counts.
const REPORT: &str = include_str!(concat!(env!("OUT_DIR"), "/ffi_sqlite3_report.txt"));

/// Prints the counts.
pub(crate) fn coverage() {
    let counts = REPORT.trim_end().rsplit("\n\n").next().unwrap_or_default();
    println!("sqlite3.h\n{counts}");
}

/// Prints a table of rows.
pub(crate) fn rows(title: &str, rows: &[Row]) {
    println!("\n{title}\n{:<10} {:>8} {:>12} {:>10}", "category", "count", "total", "mean");
    for Row { category, count, total, mean } in rows {
        println!("{category:<10} {count:>8} {total:>12} {mean:>10.3}");
    }
    println!();
}
