//! The command `cargo ffi`, end to end: what it prints, on which stream, and how it ends.

mod drawn;
mod goldens;
mod guide;
mod pages;
mod streams;
mod support;
