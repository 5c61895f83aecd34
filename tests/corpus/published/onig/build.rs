
/// What the crate's own build script asks of bindgen where it is told to run it, asked of ours: the builder is handed over.
fn main() {
    original();
    let options = ffi_build::bindgen::builder()
        .header("oniguruma/src/oniguruma.h")
        .derive_eq(true)
        .no_partialeq("OnigEncodingTypeST")
        .layout_tests(false);
    ffi_build::Builder::new("onig").bindgen(options).build();
}
