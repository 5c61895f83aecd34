//! `lzma.h`, bound whole.

ffi::bindings!("lzma");
