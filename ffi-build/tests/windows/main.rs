//! Objects for Windows: linked by three linkers, run, their unwind information decoded.

#[path = "../adapters/sample.rs"]
mod adapters;
mod driver;
mod exceptions;
mod link;
mod link_adapters;
mod names;
mod support;
mod tables;
mod unwind;
mod unwind_arm64;
mod unwind_elsewhere;
