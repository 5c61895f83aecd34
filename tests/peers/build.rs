//! Trampolines for the calls that are measured, and what is called.

use std::path::PathBuf;

fn main() {
    ffi_build::Builder::new("peers").build();
    println!("cargo::rerun-if-changed=src/functions.c");
    cc::Build::new().file("src/functions.c").opt_level(2).compile("peers_functions_linked");
    // The same in a library of its own, which the loader finds beside.
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut compiler = cc::Build::new().opt_level(2).get_compiler().to_command();
    let library = folder.join("libpeers_functions.so");
    let status = compiler.args(["-shared", "-fPIC", "src/functions.c", "-o"]).arg(&library).status();
    assert!(status.expect("a C compiler").success(), "the library was not made");
    println!("cargo::rustc-link-arg=-Wl,-rpath,{}", folder.display());
}
