
/// Callbacks that are functions and constants in C's types, as the crate's own declarations have them.
fn main() {
    original();
    ffi_build::Builder::new("z")
        .header("src/zlib/zlib.h")
        .never_null("alloc_func|free_func|in_func|out_func")
        .c_constants(true)
        .build();
}
