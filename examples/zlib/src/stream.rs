//! zlib on slices.

use core::ffi::{CStr, c_int, c_uint};

use crate::zlib::{
    DEFLATED, FINISH, GZIP, STREAM_END, Stream, crc32, crc32_z, deflate, deflate_bound, deflate_end, deflate_init, inflate,
    inflate_end, inflate_init, zlib_version,
};

/// What zlib calls itself.
pub(crate) fn version() -> String {
    // SAFETY: a text that the library keeps.
    unsafe { CStr::from_ptr(zlib_version()) }.to_string_lossy().into_owned()
}

fn length(data: &[u8]) -> Result<c_uint, String> {
    c_uint::try_from(data.len()).map_err(|_| "more than 4 GiB".to_owned())
}

fn expect(what: &str, code: c_int, expected: c_int) -> Result<(), String> {
    if code == expected { Ok(()) } else { Err(format!("{what}: zlib says {code}")) }
}

/// Data in gzip's format.
pub(crate) fn compress(data: &[u8], level: c_int) -> Result<Vec<u8>, String> {
    let mut stream = Stream::new();
    // SAFETY: a stream that nothing was done with, and its size; the calls after it are on the same one, at the same place, whose
    // pointers are to the slice and to memory of the size that is given.
    unsafe {
        let size = size_of::<Stream>() as c_int;
        expect("deflateInit2", deflate_init(&mut stream, level, DEFLATED, GZIP, 8, 0, zlib_version(), size), 0)?;
        let mut out = vec![0; deflate_bound(&mut stream, data.len() as _) as usize];
        let mut run = |stream: &mut Stream| -> Result<(), String> {
            (stream.next_in, stream.avail_in) = (data.as_ptr(), length(data)?);
            (stream.next_out, stream.avail_out) = (out.as_mut_ptr(), length(&out)?);
            expect("deflate", deflate(stream, FINISH), STREAM_END)
        };
        let result = run(&mut stream);
        deflate_end(&mut stream);
        result?;
        out.truncate(stream.total_out as usize);
        Ok(out)
    }
}

/// The data that something in gzip's format is of.
pub(crate) fn decompress(data: &[u8]) -> Result<Vec<u8>, String> {
    let mut stream = Stream::new();
    let mut out = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    // SAFETY: as above.
    unsafe {
        expect("inflateInit2", inflate_init(&mut stream, GZIP, zlib_version(), size_of::<Stream>() as c_int), 0)?;
        (stream.next_in, stream.avail_in) = (data.as_ptr(), length(data)?);
        loop {
            (stream.next_out, stream.avail_out) = (chunk.as_mut_ptr(), length(&chunk)?);
            let code = inflate(&mut stream, 0);
            out.extend_from_slice(&chunk[..chunk.len() - stream.avail_out as usize]);
            if code != 0 {
                inflate_end(&mut stream);
                return expect("inflate", code, STREAM_END).map(|()| out);
            }
        }
    }
}

/// The checksum in gzip's trailer, and the function that computed it: an old zlib has only one of them.
pub(crate) fn checksum(data: &[u8]) -> (u32, &'static str) {
    // SAFETY: the slice and its length.
    unsafe {
        match crc32_z() {
            Some(crc32_z) => (crc32_z(0, data.as_ptr(), data.len()) as u32, "crc32_z"),
            None => {
                let part = |sum, part: &[u8]| crc32(sum, part.as_ptr(), part.len() as c_uint);
                (data.chunks(1 << 30).fold(0, part) as u32, "crc32")
            }
        }
    }
}
