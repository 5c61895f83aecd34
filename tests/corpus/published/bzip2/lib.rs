//! `bzlib.h`, bound whole, and the function that the C library wants from this crate.
#![no_std]

ffi::bindings!("bzip2");

/// Called by the C library when it finds itself in a state that cannot be.
#[unsafe(no_mangle)]
pub extern "C" fn bz_internal_error(code: core::ffi::c_int) {
    panic!("bz internal error: {}", code);
}
