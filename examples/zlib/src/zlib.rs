//! What is used of `zlib.h`.

use core::ffi::{c_char, c_int, c_uint, c_ulong, c_void};

/// `z_stream`.
#[repr(C)]
pub(crate) struct Stream {
    pub(crate) next_in: *const u8,
    pub(crate) avail_in: c_uint,
    total_in: c_ulong,
    pub(crate) next_out: *mut u8,
    pub(crate) avail_out: c_uint,
    pub(crate) total_out: c_ulong,
    message: *const c_char,
    state: *mut c_void,
    allocate: Option<unsafe extern "C" fn(*mut c_void, c_uint, c_uint) -> *mut c_void>,
    free: Option<unsafe extern "C" fn(*mut c_void, *mut c_void)>,
    opaque: *mut c_void,
    data_type: c_int,
    adler: c_ulong,
    reserved: c_ulong,
}

impl Stream {
    /// As `deflateInit` wants it: no memory functions of one's own, nothing to read yet.
    pub(crate) const fn new() -> Stream {
        let null = core::ptr::null_mut();
        Stream {
            next_in: core::ptr::null(),
            avail_in: 0,
            total_in: 0,
            next_out: core::ptr::null_mut(),
            avail_out: 0,
            total_out: 0,
            message: core::ptr::null(),
            state: null,
            allocate: None,
            free: None,
            opaque: null,
            data_type: 0,
            adler: 0,
            reserved: 0,
        }
    }
}

/// No more input follows.
pub(crate) const FINISH: c_int = 4;
/// Everything is done.
pub(crate) const STREAM_END: c_int = 1;
/// `Z_DEFLATED`.
pub(crate) const DEFLATED: c_int = 8;
/// The largest window, with gzip's header and trailer.
pub(crate) const GZIP: c_int = 15 + 16;

#[ffi::import(
    // The name without a version is there where zlib's development package is.
    library = ["libz.so.1", "z", "zlib1"],
    lazy = pub(crate) ZLIB,
    version_function = "zlibVersion",
    minimum_version = "1.2.0"
)]
unsafe extern "C" {
    #[ffi(symbol = "zlibVersion")]
    pub(crate) safe fn zlib_version() -> *const c_char;

    #[ffi(symbol = "deflateInit2_")]
    pub(crate) fn deflate_init(
        stream: *mut Stream,
        level: c_int,
        method: c_int,
        window_bits: c_int,
        memory_level: c_int,
        strategy: c_int,
        version: *const c_char,
        size: c_int,
    ) -> c_int;
    #[ffi(symbol = "deflateBound")]
    pub(crate) fn deflate_bound(stream: *mut Stream, length: c_ulong) -> c_ulong;
    pub(crate) fn deflate(stream: *mut Stream, flush: c_int) -> c_int;
    #[ffi(symbol = "deflateEnd")]
    pub(crate) fn deflate_end(stream: *mut Stream) -> c_int;

    #[ffi(symbol = "inflateInit2_")]
    pub(crate) fn inflate_init(stream: *mut Stream, window_bits: c_int, version: *const c_char, size: c_int) -> c_int;
    pub(crate) fn inflate(stream: *mut Stream, flush: c_int) -> c_int;
    #[ffi(symbol = "inflateEnd")]
    pub(crate) fn inflate_end(stream: *mut Stream) -> c_int;

    pub(crate) fn crc32(start: c_ulong, data: *const u8, length: c_uint) -> c_ulong;
    /// Since 1.2.9: lengths of more than 32 bits.
    #[ffi(optional)]
    pub(crate) fn crc32_z(start: c_ulong, data: *const u8, length: usize) -> c_ulong;
}
