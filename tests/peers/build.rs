//! Trampolines for the calls that are measured.

fn main() {
    ffi_build::Builder::new("peers").build();
}
