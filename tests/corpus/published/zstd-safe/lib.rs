//! `zstd.h` and `zdict.h`, bound whole.
#![no_std]

ffi::bindings!("zstd");
