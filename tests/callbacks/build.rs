//! Entries for the signatures of the tests, and the C that calls them.

fn main() {
    println!("cargo::rerun-if-changed=src/callers.c");
    ffi_build::Builder::new("callbacks").build();
    cc::Build::new().file("src/callers.c").warnings_into_errors(true).compile("callers");
}
