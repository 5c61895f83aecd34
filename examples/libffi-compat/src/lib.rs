//! libffi's C API (`ffi.h` of 3.4) on universal calls of `ffi-rt`: nothing is generated at run time, no memory is executable but code that
//! the linker put there.
//!
//! ```text
//!  ffi_prep_cif ─► types (ffi_type ─► CType) ─► plan (kept for all cifs of one signature)
//!  ffi_call ─────► plan ─► argument record ─► ffi::Function::call_raw
//!  closure ──────► thunk ─► universal entry ─► arrival ─► the user's function
//! ```
//!
pub mod call;
pub mod closure;
pub mod go;
mod plan;
pub mod raw;
pub mod types;
