//! Libraries of the system, bound from their headers by the build script, each in a module of its own; absent ones have none.

macro_rules! libraries {
    ($($name:ident = $text:literal,)*) => {
        $(
            #[cfg($name)]
            #[allow(missing_docs, reason = "the headers' words, where there are any")]
            pub mod $name {
                ffi::bindings!($text);
            }
        )*
        /// The libraries that are here, and those that are not.
        pub const LIBRARIES: &[(&str, bool)] = &[$(($text, cfg!($name)),)*];
    };
}

libraries! {
    libm = "libm",
    libc = "libc",
    epoll = "epoll",
    fftw = "fftw",
    fftwl = "fftwl",
    gmp = "gmp",
    mpfr = "mpfr",
    gsl = "gsl",
    curl = "curl",
    zlib = "zlib",
    bzip2 = "bzip2",
    xz = "xz",
    zstd = "zstd",
    lz4 = "lz4",
    sqlite = "sqlite",
    png = "png",
    expat = "expat",
    openssl = "openssl",
    pcre2 = "pcre2",
    jansson = "jansson",
    yaml = "yaml",
    lua = "lua",
    libuv = "libuv",
}

/// The kernel's requests, and macros that take them apart.
#[allow(missing_docs, reason = "the headers' words, where there are any")]
pub mod ioctl {
    ffi::bindings!("ioctl");
}
