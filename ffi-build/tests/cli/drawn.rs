//! The pages that tests look at.

use std::fs;
use std::path::Path;

use crate::support::printed;

pub(crate) const LINUX: &str = "x86_64-unknown-linux-gnu";
pub(crate) const APPLE: &str = "aarch64-apple-darwin";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// A call with something of everything: a hidden result, records, a pointer to one, stack, extension, variadic arguments.
const CALL: &str =
    "struct { double a, b, c; }(int, struct { float x, y, z; }, const char *, short, struct { long a, b, c; }, ..., double)";

/// Writes each page that there is into a folder; gives their names.
pub(crate) fn pages(folder: &Path) -> Vec<String> {
    let path = |name: &str| folder.join(name).display().to_string();
    printed(&[
        "explain",
        CALL,
        "-t",
        LINUX,
        "-t",
        APPLE,
        "-t",
        WINDOWS,
        "--html",
        &path("call.html"),
        "--svg",
        &path("call.svg"),
    ]);
    printed(&[
        "layout",
        "headers/shapes.h",
        "struct shape",
        "-t",
        LINUX,
        "--html",
        &path("shape.html"),
        "--svg",
        &path("shape.svg"),
    ]);
    printed(&[
        "layout",
        "headers/shapes.h",
        "struct shape",
        "-t",
        LINUX,
        "-t",
        "i686-unknown-linux-gnu",
        "--html",
        &path("shapes.html"),
    ]);
    printed(&["layout", "union { int whole; char bytes[4]; }", "-t", LINUX, "--html", &path("union.html")]);
    printed(&["report", "headers/shapes.h", "-t", LINUX, "--format", "html", "-o", &path("report.html")]);
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
