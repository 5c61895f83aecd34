
fn main() {
    original();
    ffi_build::Builder::new("lzma").header("xz-5.2/src/liblzma/api/lzma.h").include("xz-5.2/src/liblzma/api").allow("lzma_.*|LZMA_.*").build();
}
