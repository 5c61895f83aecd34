//! Build-script helper of ahead-of-time FFI: C headers and annotations in, bindings and assembled trampolines out.
//!
//! ```text
//! headers ──libclang──► declarations ─┐
//!                                     ├─► agreement ─► rust, report
//! headers ──bindgen───► syntax trees ─┘
//!
//! sources ──► collect ──► signatures ──► CallPlan
//!                    └──► records of headers ──► layouts ──► the manifest
//!                     └─► imported items ──► checks: compared with the declarations
//! CallPlan ──► il ──► encode ──┐
//! Signature ──► descriptor ────┴─► assembly ──► object (+ unwind) ──► archive
//!
//! il ──► encode ──► listing ──► shipped: the assembler text inside ffi-rt
//!
//! functions without a symbol, macros with arguments ──► shim ──► C source, compiled into the archive
//! functions of headers ──► engines ──► adapters, and lists of them
//! declarations of several targets ──► snapshot ──► one file ──► what the front end would have given, without headers
//! ```

mod bindings;
mod builder;
mod cache;
mod checks;
mod driver;
mod elsewhere;
mod engines;
mod examined;
mod exports;
mod front;
mod other_targets;
mod output;
mod plans;
mod recipe;

pub mod agreement;
pub mod archive;
pub mod assembly;
pub mod collect;
pub mod declarations;
pub mod descriptor;
pub mod diagnostics;
pub mod encode;
#[cfg(feature = "headers")]
pub mod headers;
pub mod il;
pub mod layouts;
mod libraries;
pub mod listing;
pub mod object;
pub mod report;
#[cfg(feature = "headers")]
pub mod rust;
mod shim;
pub mod shipped;
pub mod snapshot;
pub mod tables;
pub mod thunks;
mod unwind;

#[cfg(feature = "headers")]
pub use bindgen;
pub use builder::{Builder, Link, target};
pub use engines::Engine;
/// Engines and what they can call: their parameters are those of [`Builder::engine`].
pub use ffi_abi::engine;
#[cfg(feature = "headers")]
pub use headers::{Derive, EnumStyle, Hooks, Keep, TypedefStyle};
pub use output::{Coverage, Outputs};
#[cfg(feature = "pkg-config")]
pub use pkg_config;
#[cfg(feature = "vcpkg")]
pub use vcpkg;
