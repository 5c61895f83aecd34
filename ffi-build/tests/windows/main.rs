//! Objects for x86-64 Windows: linked by three linkers, run by an emulator of the system, their unwind information decoded.

mod link;
mod support;
mod unwind;
