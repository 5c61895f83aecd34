//! Prints what headers declare: `cargo run -p ffi-build --example declarations -- sqlite3.h -I include`.

use ffi_abi::Target;
use ffi_build::headers::{Input, read};

fn main() {
    let (arguments, headers) = std::env::args().skip(1).partition(|argument| argument.starts_with('-'));
    let target = Target::parse("x86_64-unknown-linux-gnu").expect("a known target");
    match read(&Input { target, headers, arguments, allow: vec![], block: vec![] }) {
        Ok(declarations) => print!("{}", declarations.to_text()),
        Err(failures) => failures.iter().for_each(|failure| eprintln!("{failure}")),
    }
}
