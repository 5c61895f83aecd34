
/// Enumerations of Rust, as the crate's own bindings have them: of those in this header C takes values, and gives none but error codes.
fn main() {
    original();
    ffi_build::Builder::new("zstd")
        .headers(["zstd/lib/zstd.h", "zstd/lib/zdict.h"])
        .allow("ZSTD_.*|ZDICT_.*")
        .enum_style(".*", ffi_build::EnumStyle::Rust)
        .build();
}
