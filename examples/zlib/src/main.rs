//! zlib, bound lazily: nothing is linked and there is no build script. The program compresses a file and has the `gzip` tool take it
//! apart, then takes apart what `gzip` made of it; where there is no zlib it says so and goes on.
//!
//! ```text
//! cargo run --release -p example-zlib [file]
//! ```

mod stream;
mod zlib;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// What `gzip` makes of its standard input.
fn gzip(arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, String> {
    let run = || -> std::io::Result<Vec<u8>> {
        let mut child = Command::new("gzip").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut stdin = child.stdin.take().expect("it was asked for");
        let output = std::thread::scope(|scope| {
            // Beside reading: the tool writes before it has read everything.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output()
        })?;
        if output.status.success() { Ok(output.stdout) } else { Err(std::io::Error::other(output.status.to_string())) }
    };
    run().map_err(|error| format!("gzip {}: {error}", arguments.join(" ")))
}

/// Both directions; the lines to print.
fn check(path: &Path) -> Result<Vec<String>, String> {
    let data = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let ours = stream::compress(&data, 9)?;
    if gzip(&["-dc"], &ours)? != data {
        return Err("gzip takes apart what zlib made, and gets something else".to_owned());
    }
    let theirs = gzip(&["-9c"], &data)?;
    if stream::decompress(&theirs)? != data {
        return Err("zlib takes apart what gzip made, and gets something else".to_owned());
    }
    let (checksum, how) = stream::checksum(&data);
    Ok(vec![
        format!("{}: {} bytes", path.file_name().unwrap_or_default().display(), data.len()),
        format!("by zlib {} bytes, which gzip takes apart; by gzip {} bytes, which zlib takes apart", ours.len(), theirs.len()),
        format!("CRC-32 {checksum:08x}, by `{how}`"),
    ])
}

fn main() -> ExitCode {
    // What is missing is said here, all at once. Without this, the first call would open the library.
    if let Err(error) = zlib::ZLIB.load() {
        println!("no zlib on this machine: {error}");
        return ExitCode::SUCCESS;
    }
    println!("zlib {} in {}", stream::version(), zlib::ZLIB.library().map_or("?", ffi::DynamicLibrary::name));
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let path = std::env::args_os().nth(1).map_or_else(own, PathBuf::from);
    match check(&path) {
        Ok(lines) => {
            println!("{}", lines.join("\n"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
