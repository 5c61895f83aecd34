//! Binds what the snapshot has for the target at hand.
//!
//! It was made, and is made again, with
//! `cargo ffi snapshot m.ffi`; `cargo ffi check m.ffi` says where this machine's headers differ from it.

fn main() {
    ffi_build::Builder::new("m").snapshot("m.ffi").link(ffi_build::Link::Dylib).table(true).build();
}
