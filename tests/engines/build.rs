//! Adapters of zlib's and the C library's functions, for every engine.

use ffi_build::engine::dart::Dart;
use ffi_build::engine::v8::V8;
use ffi_build::engine::wasm::{Exit, Wasm};
use ffi_build::{Builder, Link};

fn main() {
    let exit = Exit { state: 24, frame_pointer: 8, return_address: 16, stack_pointer: 32 };
    let named = |name: &str| {
        Builder::new(name).engine(V8::default()).engine(Wasm { callee: 16, exit: Some(exit), checks: None }).engine(Dart {
            state: 8,
            native: 2,
            generated: 1,
            null: 16,
            mismatch: 24,
        })
    };
    named("zlib")
        .header("zlib.h")
        .allow("crc32|compressBound|zlibVersion|inflateBack|gzprintf")
        .library("z")
        .link(Link::Dylib)
        .build();
    // Of functions that are found while the program runs, which no header declares and nothing links.
    named("found").signatures(["unsigned long(unsigned long, const void *, unsigned)", "int(const char *, ...)"]).build();
    Builder::new("measured").header("src/measured.h").include(".").engine(V8 { most_arguments: 12, ..V8::default() }).build();
}
