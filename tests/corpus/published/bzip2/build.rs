
fn main() {
    original();
    let options = ffi_build::bindgen::builder()
        .header("bzip2-1.0.8/bzlib.h")
        .use_core()
        .clang_arg("-DBZ_NO_STDIO")
        .default_macro_constant_type(ffi_build::bindgen::MacroTypeVariation::Signed);
    ffi_build::Builder::new("bzip2").bindgen(options).build();
}
