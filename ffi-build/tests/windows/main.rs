//! Objects for Windows: linked by three linkers, run, their unwind information decoded.

mod driver;
mod exceptions;
mod link;
mod names;
mod support;
mod unwind;
mod unwind_arm64;
mod unwind_elsewhere;
