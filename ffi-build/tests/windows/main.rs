//! Objects for Windows: linked by three linkers, run, their unwind information decoded.

mod link;
mod support;
mod unwind;
mod unwind_arm64;
