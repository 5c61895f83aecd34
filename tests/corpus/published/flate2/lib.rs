//! `zlib.h`, bound whole.

ffi::bindings!("z");
