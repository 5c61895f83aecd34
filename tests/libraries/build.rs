//! Binds what the tests call, of each library whose headers are here. Of the others, the tests say that they are ignored.

use ffi_build::{Builder, Link};

struct Library {
    name: &'static str,
    /// In this order; in `<>`: included first, and not bound.
    headers: &'static [&'static str],
    allow: &'static str,
    link: &'static str,
}

const fn library(name: &'static str, headers: &'static [&'static str], allow: &'static str, link: &'static str) -> Library {
    Library { name, headers, allow, link }
}

const LIBRARIES: &[Library] = &[
    library("libm", &["math.h", "complex.h"], "hypotl|frexpl|modfl|fmal|lgammal_r|cexp|cexpl|cpowl|cargl|cimagf|cprojf", "m"),
    library("libc", &["stdlib.h", "stdio.h", "wchar.h"], "div|ldiv|lldiv|div_t|qsort|snprintf|strtold|wcstold|bsearch", "c"),
    library("epoll", &["sys/epoll.h", "sys/eventfd.h"], "epoll_.*|EPOLL.*|eventfd.*|EFD_.*", "c"),
    library("fftw", &["<complex.h>", "fftw3.h"], "fftw_(plan_dft_1d|execute|destroy_plan|complex)", "fftw3"),
    library("fftwl", &["<complex.h>", "fftw3.h"], "fftwl_(plan_dft_1d|execute|destroy_plan|complex)", "fftw3l"),
    library("gmp", &["gmp.h"], "__gmpz_.*|__gmp_snprintf|__gmp_version", "gmp"),
    library(
        "mpfr",
        &["<stdio.h>", "mpfr.h"],
        "mpfr_(init2|clear|set_ld|get_ld|cmp_ld|sqrt|get_version|const_pi)|__mpfr.*",
        "mpfr",
    ),
    library("gsl", &["gsl/gsl_complex_math.h", "gsl/gsl_sf_bessel.h"], "gsl_complex.*|gsl_sf_bessel_J0.*", "gsl"),
    library("curl", &["curl/curl.h"], "curl_easy_.*|curl_slist.*|curl_version.*|CURLE_.*|CURLOPT_.*|CURLINFO_.*", "curl"),
    library("zlib", &["zlib.h"], "crc32|compress2|uncompress|compressBound|deflate.*|inflate.*|zlibVersion|Z_.*", "z"),
    library("bzip2", &["bzlib.h"], "BZ2_bzBuff.*|BZ_.*", "bz2"),
    library(
        "xz",
        &["lzma.h"],
        "lzma_crc64|lzma_easy_buffer_encode|lzma_stream_buffer_(de|en)code|lzma_stream_buffer_bound|LZMA_.*",
        "lzma",
    ),
    library("zstd", &["zstd.h"], "ZSTD_(compress|decompress|compressBound|isError|getFrameContentSize|CONTENTSIZE_.*)", "zstd"),
    library("lz4", &["lz4.h"], "LZ4_(compress_default|decompress_safe|compressBound)", "lz4"),
    library(
        "sqlite",
        &["sqlite3.h"],
        "sqlite3_(open|close|exec|free|mprintf|prepare_v2|step|finalize|column_double|bind_double)|SQLITE_.*",
        "sqlite3",
    ),
    library("png", &["png.h"], "png_image.*|PNG_IMAGE.*|PNG_FORMAT.*", "png"),
    library("expat", &["expat.h"], "XML_.*", "expat"),
    library("openssl", &["openssl/evp.h"], "EVP_(Digest|sha256|MD_get_size)", "crypto"),
    library("pcre2", &["pcre2.h"], "pcre2_(compile|match|match_data|code_free|get_ovector_pointer).*|PCRE2_.*", "pcre2-8"),
    library("jansson", &["jansson.h"], "json_(pack|unpack|dumps|loads|delete|object_get|integer_value|t)", "jansson"),
    library("yaml", &["yaml.h"], "yaml_.*|YAML_.*", "yaml"),
    library("lua", &["lua.h", "lauxlib.h", "lualib.h"], "lua_.*|luaL_.*|luaopen_.*|LUA_.*", "lua5.4"),
    library("libuv", &["uv.h"], "uv_(version|loop_.*|run|timer_.*|run_mode|close)|UV_.*", "uv"),
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for library in LIBRARIES {
        println!("cargo::rustc-check-cfg=cfg({})", library.name);
        let folder = match library.name {
            "lua" => vec!["/usr/include/lua5.4"],
            _ => Vec::new(),
        };
        if !present(library, &folder) {
            continue;
        }
        println!("cargo::rustc-cfg={}", library.name);
        let mut builder = Builder::new(library.name).allow(library.allow).link(Link::Dylib).library(library.link).format(false);
        for header in library.headers {
            builder = match header.strip_prefix('<') {
                Some(first) => builder.clang_arg("-include").clang_arg(first.trim_end_matches('>')),
                None => builder.header(*header),
            };
        }
        for folder in folder {
            builder = builder.include(folder);
        }
        if library.name == "pcre2" {
            builder = builder.clang_arg("-DPCRE2_CODE_UNIT_WIDTH=8");
        }
        if library.name == "gsl" {
            // It leaves the choice of the linear algebra to the program.
            println!("cargo::rustc-link-lib=gslcblas");
        }
        builder.build();
    }
    // The kernel's own headers: requests are constants, and what takes a request apart are macros with arguments.
    Builder::new("ioctl")
        .header("sys/ioctl.h")
        .header("linux/fs.h")
        .header("sys/stat.h")
        .header("sys/wait.h")
        .header("sys/select.h")
        .allow("ioctl|FIONREAD|FS_IOC_.*|BLKGETSIZE64|winsize|TIOCGWINSZ|_IOC_(READ|WRITE|NONE)|fstat|stat|S_IF.*|fd_set")
        .macro_function("unsigned int _IOC_DIR(unsigned int request)")
        .macro_function("unsigned int _IOC_TYPE(unsigned int request)")
        .macro_function("unsigned int _IOC_NR(unsigned int request)")
        .macro_function("unsigned int _IOC_SIZE(unsigned int request)")
        .macro_function("unsigned int _IOC(unsigned int direction, unsigned int type, unsigned int number, unsigned int size)")
        .macro_function("void FD_SET(int descriptor, fd_set *set)")
        .macro_function("int FD_ISSET(int descriptor, fd_set *set)")
        .macro_function("int S_ISFIFO(mode_t mode)")
        .macro_function("int WEXITSTATUS(int status)")
        .format(false)
        .build();
}

/// Whether the C compiler finds the headers.
fn present(library: &Library, folders: &[&str]) -> bool {
    let Ok(compiler) = cc::Build::new().cargo_metadata(false).try_get_compiler() else { return false };
    let mut command = compiler.to_command();
    command.args(["-fsyntax-only", "-w", "-DPCRE2_CODE_UNIT_WIDTH=8", "-xc"]);
    command.args(folders.iter().map(|folder| format!("-I{folder}")));
    for header in library.headers {
        command.args(["-include", header.trim_matches(['<', '>'])]);
    }
    command.arg("/dev/null").output().is_ok_and(|output| output.status.success())
}
