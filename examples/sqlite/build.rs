//! Binds all of SQLite's own header.

fn main() {
    // `links = "sqlite3"` of the bundled crate hands its header's folder to the build scripts of those who depend on it.
    let include = std::env::var("DEP_SQLITE3_INCLUDE").expect("libsqlite3-sys names the folder of sqlite3.h");
    ffi_build::Builder::new("sqlite3")
        .header(format!("{include}/sqlite3.h"))
        .allow("sqlite3?_.*")
        .allow("SQLITE_.*")
        .allow("fts5_.*|Fts5.*")
        .table(true)
        .build();
}
