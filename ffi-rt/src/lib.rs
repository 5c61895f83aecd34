//! The runtime of ahead-of-time FFI (library name `ffi`).
//!
//! ```text
//! your crate ──► ffi (this crate) ──► ffi-macros      (feature `macros`)
//!                     │
//!                     └──► libloading                 (feature `std`)
//! ```
#![no_std]

#[cfg(feature = "std")]
extern crate std;

pub mod contract;
