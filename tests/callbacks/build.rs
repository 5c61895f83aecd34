//! Entries for the signatures of the tests, and the C that calls them.

#[path = "build/random.rs"]
mod random;

fn main() {
    println!("cargo::rerun-if-changed=src/callers.c");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/random.rs");
    let cases = random::cases();
    let out = std::path::PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where"));
    std::fs::write(out.join("random.c"), random::c_source(&cases)).expect("written");
    std::fs::write(out.join("random.rs"), random::rust_source(&cases)).expect("written");
    ffi_build::Builder::new("callbacks").callbacks(cases.iter().map(random::Case::signature)).build();
    let mut c = cc::Build::new();
    c.file("src/callers.c").file(out.join("random.c")).warnings_into_errors(true);
    // Of gcc about its own changes of the convention.
    c.flag_if_supported("-Wno-psabi").compile("callers");
}
