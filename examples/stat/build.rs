//! Reads the headers that the records in `src/sys.rs` name.

fn main() {
    ffi_build::Builder::new("stat").build();
}
