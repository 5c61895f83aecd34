//! Writes the header of what the plugin exports.

fn main() {
    ffi_build::Builder::new("wordcount").export_header("include/wordcount.h").build();
}
