
fn main() {
    original();
    let options = ffi_build::bindgen::builder()
        .header("zstd/lib/zstd.h")
        .header("zstd/lib/zdict.h")
        .blocklist_type("max_align_t")
        .use_core()
        .rustified_enum(".*")
        .layout_tests(false);
    ffi_build::Builder::new("zstd").bindgen(options).build();
}
