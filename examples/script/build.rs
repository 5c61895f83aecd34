//! A table of each header: names, signatures, trampolines, parameter names, documentation.

fn main() {
    // `links = "sqlite3"` of the bundled crate hands its header's folder to the build scripts of those who depend on it.
    let include = std::env::var("DEP_SQLITE3_INCLUDE").expect("libsqlite3-sys names the folder of sqlite3.h");
    let table = |name: &str, headers: &[String], allow: &str| {
        let builder = ffi_build::Builder::new(name).headers(headers.iter().cloned()).allow(allow);
        // SQLite documents with plain comments in front; zlib with plain ones behind, which no tool can tell from the former.
        let builder = if name == "sqlite3" { builder.clang_arg("-fparse-all-comments") } else { builder };
        builder.table(true).sources([""; 0]).build();
    };
    table("sqlite3", &[format!("{include}/sqlite3.h")], "sqlite3_.*");
    table("zlib", &["zlib.h".to_owned()], ".*");
    let libc = ["stdlib.h", "string.h", "time.h", "arpa/inet.h"].map(str::to_owned);
    table(
        "libc",
        &libc,
        "qsort|abs|labs|div|ldiv|atoi|strtol|strlen|strnlen|getenv|inet_ntoa|inet_addr|htonl|ntohl|htons|timegm|mktime|exit|abort|free",
    );
    // Records that travel by value are laid out at run time, by the rules of the target.
    println!("cargo::rustc-env=SCRIPT_TARGET={}", std::env::var("TARGET").expect("cargo names the target"));
    // Entries for the callbacks whose signatures the sources mention.
    ffi_build::Builder::new("callbacks").build();
}
