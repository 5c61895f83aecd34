//! Archives in real programs, by real linkers.

mod aarch64;
mod adapters;
mod calls;
mod contents;
mod others;
#[path = "../adapters/sample.rs"]
mod sample;
mod support;
mod tables;
mod unwinding;
