//! Archives in real programs, by real linkers.

mod calls;
mod contents;
mod support;
mod tables;
mod unwinding;
