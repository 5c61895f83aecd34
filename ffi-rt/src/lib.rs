//! The runtime of ahead-of-time FFI (library name `ffi`).
//!
//! ```text
//! your crate ──► ffi (this crate) ──► ffi-macros      (feature `macros`)
//!                     │
//!                     └──► libloading                 (feature `std`)
//! ```
#![no_std]

#[cfg(any(feature = "std", test))]
extern crate std;

mod complex;
pub mod contract;
mod decimal;
mod direct;
mod foreign_static;
mod half;
mod long_double;
mod pointer;
mod soft;
mod vector;

pub use complex::Complex;
pub use direct::{Direct, FunctionPointer};
pub use foreign_static::Static;
pub use half::Half;
pub use long_double::LongDouble;
pub use pointer::Pointer;
pub use vector::{Lanes, Vector};
