//! Build-script helper of ahead-of-time FFI: C headers and annotations in, bindings and assembled trampolines out.
//!
//! ```text
//! headers ──libclang──► declarations ─┐
//!                                     ├─► agreement ─► rust, report
//! headers ──bindgen───► syntax trees ─┘
//!
//! CallPlan ──► il ──► encode ──┐
//! Signature ──► descriptor ────┴─► assembly ──► object (+ unwind) ──► archive
//! ```

pub mod archive;
pub mod assembly;
pub mod collect;
pub mod declarations;
pub mod diagnostics;
pub mod descriptor;
pub mod encode;
#[cfg(feature = "headers")]
pub mod headers;
pub mod il;
pub mod object;
mod unwind;
