//! The libraries: which Debian package brings the headers, and which headers are bound.

use std::process::Command;

/// A library's headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Library {
    /// What it is called here and in the records.
    pub(crate) name: &'static str,
    /// Debian packages that bring the headers.
    pub(crate) packages: &'static [&'static str],
    /// Modules of pkg-config whose flags the headers need.
    pub(crate) modules: &'static [&'static str],
    /// The headers, in this order; one in `<>` comes first because others need it, and is not bound.
    pub(crate) headers: &'static [&'static str],
    /// Further arguments for clang.
    pub(crate) arguments: &'static [&'static str],
}

const fn library(name: &'static str, packages: &'static [&'static str], headers: &'static [&'static str]) -> Library {
    Library { name, packages, modules: &[], headers, arguments: &[] }
}

const fn module(
    name: &'static str,
    packages: &'static [&'static str],
    modules: &'static [&'static str],
    headers: &'static [&'static str],
) -> Library {
    Library { name, packages, modules, headers, arguments: &[] }
}

/// The corpus, small libraries first.
pub(crate) const LIBRARIES: &[Library] = &[
    library("zlib", &["zlib1g-dev"], &["zlib.h", "zconf.h"]),
    library("bzip2", &["libbz2-dev"], &["bzlib.h"]),
    // Its other headers refuse to be included by anyone else.
    library("xz", &["liblzma-dev"], &["lzma.h"]),
    library("lz4", &["liblz4-dev"], &["lz4.h", "lz4hc.h", "lz4frame.h"]),
    library("zstd", &["libzstd-dev"], &["zstd.h", "zdict.h", "zstd_errors.h"]),
    library("sqlite", &["libsqlite3-dev"], &["sqlite3.h"]),
    library("expat", &["libexpat1-dev"], &["expat.h", "expat_external.h"]),
    library("yaml", &["libyaml-dev"], &["yaml.h"]),
    library("jansson", &["libjansson-dev"], &["jansson.h"]),
    module("cjson", &["libcjson-dev"], &["libcjson"], &["cjson/cJSON.h"]),
    library("png", &["libpng-dev"], &["libpng16/png.h"]),
    library("jpeg", &["libjpeg-dev"], &["<stdio.h>", "jpeglib.h", "jmorecfg.h"]),
    library("tiff", &["libtiff-dev"], &["tiffio.h", "tiff.h"]),
    library("webp", &["libwebp-dev"], &["webp/encode.h", "webp/decode.h"]),
    module(
        "freetype",
        &["libfreetype-dev"],
        &["freetype2"],
        &["freetype/freetype.h", "freetype/ftglyph.h", "freetype/ftoutln.h"],
    ),
    module("fontconfig", &["libfontconfig-dev"], &["fontconfig"], &["fontconfig/fontconfig.h", "fontconfig/fcfreetype.h"]),
    library("openssl", &["libssl-dev"], &["openssl/ssl.h", "openssl/evp.h", "openssl/x509v3.h", "openssl/cms.h", "openssl/ts.h"]),
    module("curl", &["libcurl4-openssl-dev"], &["libcurl"], &["curl/curl.h"]),
    library("libgit2", &["libgit2-dev"], &["git2.h", "git2/types.h", "git2/sys/repository.h"]),
    module(
        "libxml2",
        &["libxml2-dev"],
        &["libxml-2.0"],
        &["libxml/parser.h", "libxml/tree.h", "libxml/xpath.h", "libxml/xmlreader.h", "libxml/xmlschemas.h"],
    ),
    module("glib", &["libglib2.0-dev"], &["glib-2.0", "gio-2.0"], &["glib.h", "glib-object.h", "gio/gio.h"]),
    module("gtk3", &["libgtk-3-dev"], &["gtk+-3.0"], &["gtk/gtk.h", "gdk/gdk.h"]),
    module("cairo", &["libcairo2-dev"], &["cairo"], &["cairo.h", "cairo-pdf.h"]),
    module("pango", &["libpango1.0-dev"], &["pangocairo"], &["pango/pango.h", "pango/pangocairo.h"]),
    module("harfbuzz", &["libharfbuzz-dev"], &["harfbuzz"], &["hb.h"]),
    library("vulkan", &["libvulkan-dev"], &["vulkan/vulkan.h"]),
    module("sdl2", &["libsdl2-dev"], &["sdl2"], &["SDL.h"]),
    library("alsa", &["libasound2-dev"], &["alsa/asoundlib.h"]),
    library(
        "wayland",
        &["libwayland-dev"],
        &[
            "wayland-client.h",
            "wayland-client-core.h",
            "wayland-client-protocol.h",
            "wayland-server.h",
            "wayland-server-core.h",
            "wayland-util.h",
        ],
    ),
    module("libusb", &["libusb-1.0-0-dev"], &["libusb-1.0"], &["libusb.h"]),
    library("ncurses", &["libncurses-dev"], &["curses.h", "panel.h", "menu.h", "form.h"]),
    module("libpq", &["libpq-dev"], &["libpq"], &["libpq-fe.h"]),
    module("mariadb", &["libmariadb-dev"], &["libmariadb"], &["mysql.h"]),
    module(
        "ffmpeg",
        &["libavcodec-dev", "libavformat-dev", "libavutil-dev", "libswscale-dev"],
        &["libavformat", "libswscale"],
        &["libavcodec/avcodec.h", "libavformat/avformat.h", "libavutil/avutil.h", "libavutil/opt.h", "libswscale/swscale.h"],
    ),
    library("gmp", &["libgmp-dev"], &["gmp.h"]),
    library("mpfr", &["libmpfr-dev"], &["<stdio.h>", "mpfr.h"]),
    library("fftw", &["libfftw3-dev"], &["<complex.h>", "fftw3.h"]),
    module("openblas", &["libopenblas-dev"], &["openblas"], &["cblas.h", "openblas_config.h"]),
    library("gsl", &["libgsl-dev"], &["gsl/gsl_math.h", "gsl/gsl_matrix.h", "gsl/gsl_linalg.h", "gsl/gsl_sf.h"]),
    module("hdf5", &["libhdf5-dev"], &["hdf5"], &["hdf5.h"]),
    library("x11", &["libx11-dev"], &["X11/Xlib.h", "X11/Xutil.h", "X11/keysym.h"]),
    library("xcb", &["libxcb1-dev"], &["xcb/xcb.h", "xcb/xproto.h"]),
    module("drm", &["libdrm-dev"], &["libdrm"], &["drm.h", "drm_mode.h"]),
    library("libuv", &["libuv1-dev"], &["uv.h", "uv/unix.h"]),
    library("libevent", &["libevent-dev"], &["event2/event.h", "event2/bufferevent.h", "event2/http.h"]),
    library("libssh2", &["libssh2-1-dev"], &["libssh2.h", "libssh2_sftp.h"]),
    library("nghttp2", &["libnghttp2-dev"], &["nghttp2/nghttp2.h"]),
    Library {
        name: "pcre2",
        packages: &["libpcre2-dev"],
        modules: &[],
        headers: &["pcre2.h"],
        arguments: &["-DPCRE2_CODE_UNIT_WIDTH=8"],
    },
    library("readline", &["libreadline-dev"], &["<stdio.h>", "readline/readline.h", "readline/history.h"]),
    module("lua", &["liblua5.4-dev"], &["lua5.4"], &["lua.h", "lauxlib.h", "lualib.h"]),
    module("dbus", &["libdbus-1-dev"], &["dbus-1"], &["dbus/dbus.h"]),
    library(
        "systemd",
        &["libsystemd-dev", "libudev-dev"],
        &["systemd/sd-bus.h", "systemd/sd-event.h", "systemd/sd-journal.h", "libudev.h"],
    ),
    library("libarchive", &["libarchive-dev"], &["archive.h", "archive_entry.h"]),
    library("flac", &["libflac-dev"], &["FLAC/all.h"]),
    library("opus", &["libopus-dev"], &["opus/opus.h"]),
    library("sndfile", &["libsndfile1-dev"], &["sndfile.h"]),
    library("pulse", &["libpulse-dev"], &["pulse/pulseaudio.h"]),
    library("seccomp", &["libseccomp-dev"], &["seccomp.h"]),
    library("elfutils", &["libelf-dev"], &["libelf.h", "gelf.h"]),
    library("sodium", &["libsodium-dev"], &["sodium.h", "sodium/crypto_box.h"]),
    library("gcrypt", &["libgcrypt20-dev"], &["gcrypt.h"]),
    library("gnutls", &["libgnutls28-dev"], &["gnutls/gnutls.h", "gnutls/x509.h"]),
    library("mbedtls", &["libmbedtls-dev"], &["mbedtls/ssl.h", "mbedtls/x509.h", "mbedtls/aes.h"]),
    library("zmq", &["libzmq3-dev"], &["zmq.h"]),
    library("librdkafka", &["librdkafka-dev"], &["librdkafka/rdkafka.h"]),
    library("evdev", &["libevdev-dev"], &["libevdev-1.0/libevdev/libevdev.h"]),
    library("xkbcommon", &["libxkbcommon-dev"], &["xkbcommon/xkbcommon.h"]),
    module("glfw", &["libglfw3-dev"], &["glfw3"], &["GLFW/glfw3.h"]),
    module("epoxy", &["libepoxy-dev"], &["epoxy"], &["epoxy/gl.h"]),
    library("libffi", &["libffi-dev"], &["ffi.h"]),
];

/// The part of the corpus that the default test run takes: no more than what the tests install anyway.
pub(crate) const SMALL: &[&str] = &["zlib"];

/// A package whose public headers are each bound alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Each {
    /// What it is called here and in the records.
    pub(crate) name: &'static str,
    /// The Debian package.
    pub(crate) package: &'static str,
    /// Parts of the paths of headers that are not public.
    pub(crate) without: &'static [&'static str],
}

/// The packages that are taken header by header.
pub(crate) const EACH: &[Each] = &[
    Each { name: "glibc", package: "libc6-dev", without: &["/bits/", "/asm/", "/gnu/", "/finclude/"] },
    Each { name: "linux-uapi", package: "linux-libc-dev", without: &[] },
];

impl Each {
    /// The public headers, as `#include` names them.
    ///
    /// # Errors
    /// The package is not installed, or there is no dpkg.
    pub(crate) fn headers(&self) -> Result<Vec<String>, String> {
        let output = Command::new("dpkg").args(["-L", self.package]).output().map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(format!("the package `{}` is not installed", self.package));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut headers: Vec<String> = text
            .lines()
            .filter(|path| path.ends_with(".h") && !self.without.iter().any(|part| path.contains(part)))
            .filter_map(|path| path.strip_prefix("/usr/include/"))
            .map(|path| path.strip_prefix("x86_64-linux-gnu/").unwrap_or(path).to_owned())
            .collect();
        headers.sort();
        Ok(headers)
    }
}

impl Library {
    /// What pkg-config and the list say.
    ///
    /// # Errors
    /// pkg-config does not know a module, or is not there.
    pub(crate) fn arguments(&self) -> Result<Vec<String>, String> {
        let mut arguments: Vec<String> = self.arguments.iter().map(|&a| a.to_owned()).collect();
        if self.modules.is_empty() {
            return Ok(arguments);
        }
        let output = Command::new("pkg-config").arg("--cflags").args(self.modules).output().map_err(|e| e.to_string())?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
        }
        let flags = String::from_utf8_lossy(&output.stdout).into_owned();
        arguments
            .extend(flags.split_whitespace().filter(|flag| flag.starts_with("-I") || flag.starts_with("-D")).map(str::to_owned));
        Ok(arguments)
    }

    /// The headers that are bound.
    pub(crate) fn bound(&self) -> Vec<String> {
        self.headers.iter().filter(|header| !header.starts_with('<')).map(|&header| header.to_owned()).collect()
    }

    /// Arguments that include first what the headers need.
    pub(crate) fn first(&self) -> Vec<String> {
        let needed = self.headers.iter().filter_map(|header| header.strip_prefix('<')?.strip_suffix('>'));
        needed.flat_map(|header| ["-include".to_owned(), header.to_owned()]).collect()
    }
}
