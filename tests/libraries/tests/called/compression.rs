//! Libraries that compress: there and back.

called! {
    zlib, "zlib1g-dev is not installed": fn zlib_goes_there_and_back() {
        use library_tests::zlib as sys;
        let sample = crate::sample();
        // SAFETY: pointers and lengths are those of vectors; a zeroed stream is what `deflateInit_` wants.
        unsafe {
            assert_eq!(sys::crc32(0, b"123456789".as_ptr(), 9), 0xcbf4_3926);
            let mut stream: sys::z_stream = std::mem::zeroed();
            let size = size_of::<sys::z_stream>() as i32;
            assert_eq!(sys::deflateInit_(&raw mut stream, 6, sys::zlibVersion(), size), 0, "the size of the record is C's");
            let mut packed = vec![0; sys::compressBound(sample.len() as u64) as usize];
            (stream.next_in, stream.avail_in) = (sample.as_ptr().cast_mut(), sample.len() as u32);
            (stream.next_out, stream.avail_out) = (packed.as_mut_ptr(), packed.len() as u32);
            assert_eq!(sys::deflate(&raw mut stream, sys::Z_FINISH as i32), sys::Z_STREAM_END as i32);
            let mut back = vec![0; sample.len()];
            let mut length = back.len() as u64;
            let code = sys::uncompress(back.as_mut_ptr(), &raw mut length, packed.as_ptr(), stream.total_out);
            assert_eq!((code, length as usize), (0, sample.len()));
            sys::deflateEnd(&raw mut stream);
            assert_eq!(back, sample);
        }
    }

    bzip2, "libbz2-dev is not installed": fn bzip2_goes_there_and_back() {
        use library_tests::bzip2 as sys;
        let mut sample = crate::sample();
        let (mut packed, mut back) = (vec![0_u8; 20_000], vec![0_u8; sample.len()]);
        let (mut length, mut size) = (packed.len() as u32, back.len() as u32);
        // SAFETY: pointers and lengths are those of vectors.
        unsafe {
            let from = sample.as_mut_ptr().cast();
            assert_eq!(sys::BZ2_bzBuffToBuffCompress(packed.as_mut_ptr().cast(), &raw mut length, from, size, 9, 0, 0), 0);
            let to = back.as_mut_ptr().cast();
            assert_eq!(sys::BZ2_bzBuffToBuffDecompress(to, &raw mut size, packed.as_mut_ptr().cast(), length, 0, 0), 0);
        }
        assert_eq!(back, sample);
    }

    xz, "liblzma-dev is not installed": fn xz_goes_there_and_back() {
        use std::ptr::null;
        use library_tests::xz as sys;
        let sample = crate::sample();
        let (mut memory, mut at, mut end, mut written) = (u64::MAX, 0, 0, 0);
        // SAFETY: pointers and lengths are those of vectors.
        unsafe {
            assert_eq!(sys::lzma_crc64(b"123456789".as_ptr(), 9, 0), 0x995d_c9bb_df19_39fa);
            let mut packed = vec![0; sys::lzma_stream_buffer_bound(sample.len())];
            let check = sys::LZMA_CHECK_CRC64;
            let (from, to) = (sample.as_ptr(), packed.as_mut_ptr());
            assert_eq!(sys::lzma_easy_buffer_encode(6, check, null(), from, sample.len(), to, &raw mut end, packed.len()), 0);
            let mut back = vec![0; sample.len()];
            let to = back.as_mut_ptr();
            let code = sys::lzma_stream_buffer_decode(
                &raw mut memory, 0, null(), packed.as_ptr(), &raw mut at, end, to, &raw mut written, back.len(),
            );
            assert_eq!((code, written), (0, sample.len()));
            assert_eq!(back, sample);
        }
    }

    zstd, "libzstd-dev is not installed": fn zstd_goes_there_and_back() {
        use library_tests::zstd as sys;
        let sample = crate::sample();
        // SAFETY: pointers and lengths are those of vectors.
        unsafe {
            let mut packed = vec![0_u8; sys::ZSTD_compressBound(sample.len())];
            let length = sys::ZSTD_compress(packed.as_mut_ptr().cast(), packed.len(), sample.as_ptr().cast(), sample.len(), 3);
            assert_eq!(sys::ZSTD_isError(length), 0);
            assert_eq!(sys::ZSTD_getFrameContentSize(packed.as_ptr().cast(), length), sample.len() as u64);
            // No frame: the constant that bindgen takes for -2.
            assert_eq!(sys::ZSTD_getFrameContentSize(c"no frame".as_ptr().cast(), 8), sys::ZSTD_CONTENTSIZE_ERROR);
            let mut back = vec![0_u8; sample.len()];
            assert_eq!(sys::ZSTD_decompress(back.as_mut_ptr().cast(), back.len(), packed.as_ptr().cast(), length), sample.len());
            assert_eq!(back, sample);
        }
    }

    lz4, "liblz4-dev is not installed": fn lz4_goes_there_and_back() {
        use library_tests::lz4 as sys;
        let sample = crate::sample();
        let size = sample.len() as i32;
        // SAFETY: pointers and lengths are those of vectors.
        unsafe {
            let mut packed = vec![0_u8; sys::LZ4_compressBound(size) as usize];
            let room = packed.len() as i32;
            let length = sys::LZ4_compress_default(sample.as_ptr().cast(), packed.as_mut_ptr().cast(), size, room);
            assert!(length > 0);
            let mut back = vec![0_u8; sample.len()];
            assert_eq!(sys::LZ4_decompress_safe(packed.as_ptr().cast(), back.as_mut_ptr().cast(), length, size), size);
            assert_eq!(back, sample);
        }
    }

    png, "libpng-dev is not installed": fn png_writes_and_reads_an_image() {
        use std::ptr::{null, null_mut};
        use library_tests::png as sys;
        let pixels: Vec<u8> = (0..12 * 8 * 3).map(|i| (i * 7) as u8).collect();
        // SAFETY: the records are zeroed, with their version set, as the header asks; buffers have the sizes that the records say.
        unsafe {
            let mut image: sys::png_image = std::mem::zeroed();
            (image.version, image.width, image.height) = (sys::PNG_IMAGE_VERSION, 12, 8);
            image.format = sys::PNG_FORMAT_FLAG_COLOR;
            let mut file = vec![0_u8; 4096];
            let mut size = file.len() as sys::png_alloc_size_t;
            let from = pixels.as_ptr().cast();
            assert_ne!(sys::png_image_write_to_memory(&raw mut image, file.as_mut_ptr().cast(), &raw mut size, 0, from, 0, null()), 0);
            assert_eq!(&file[1..4], b"PNG");
            let mut read: sys::png_image = std::mem::zeroed();
            read.version = sys::PNG_IMAGE_VERSION;
            assert_ne!(sys::png_image_begin_read_from_memory(&raw mut read, file.as_ptr().cast(), size as usize), 0);
            assert_eq!((read.width, read.height), (12, 8));
            let mut back = vec![0_u8; pixels.len()];
            let to = back.as_mut_ptr().cast();
            assert_ne!(sys::png_image_finish_read(&raw mut read, null(), to, 0, null_mut()), 0);
            assert_eq!(back, pixels);
        }
    }
}
