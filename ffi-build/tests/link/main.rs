//! Archives in real programs, by real linkers.

mod aarch64;
mod calls;
mod contents;
mod others;
mod support;
mod tables;
mod unwinding;
