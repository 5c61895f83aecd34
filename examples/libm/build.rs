//! Binds `math.h` and `complex.h` whole.

fn main() {
    ffi_build::Builder::new("libm").header("math.h").header("complex.h").link(ffi_build::Link::Dylib).library("m").build();
}
