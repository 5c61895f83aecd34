//! Build-script helper of ahead-of-time FFI: C headers and annotations in, bindings and assembled trampolines out.
//!
//! ```text
//! headers ──libclang──► declarations ─┐
//!                                     ├─► agreement ─► rust, report
//! headers ──bindgen───► syntax trees ─┘
//! ```

pub mod declarations;
#[cfg(feature = "headers")]
pub mod headers;
