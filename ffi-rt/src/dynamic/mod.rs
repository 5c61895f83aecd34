//! Calls of signatures that nobody knew when the program was built (feature `dynamic`).
//!
//! ```text
//!  text or ffi_abi::Signature ─► lower ─► CallPlan ─► moves ─► Program ─┐
//!                                   └──► known ahead? its trampoline ───┴─► Signature ─► Function, as ever
//! ```
//!
//! [`Signature::parse`](crate::Signature::parse) makes a signature while the program runs: its plan is computed once and kept. A call
//! goes through one assembled routine of the convention, which the plan's [`Program`](crate::contract::universal::Program) tells where
//! arguments go; nothing is generated. Trampolines that were assembled ahead of time are shorter: one that is [known](know) and does
//! what the signature's calls need is taken instead.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // SAFETY: `hypot` is such a function, and safe for any numbers.
//! unsafe {
//!     let libm = ffi::DynamicLibrary::open("m")?;
//!     let hypot = libm.function(c"hypot", ffi::Signature::parse("double(double, double)")?)?;
//!     assert_eq!(f64::try_from(hypot.call(&[3.0.into(), 4.0.into()])?)?, 5.0);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Closures likewise: `ffi::closure::options().signature(…)` takes such a signature, and calls come through an entry that spills every
//! argument register, whatever the convention.
//!
//! * [`know`]: trampolines to prefer.
//! * [`set_mode`]: what comes of a signature that has none: a universal call, or a refusal that says what to add to `build.rs`.
//! * [`record`]: a file of the signatures that had none, which `Builder::signatures_from` reads.

pub use ffi_abi as abi;

mod arrival;
mod chain;
mod mode;
mod place;
mod routines;
mod signature;

use crate::contract::universal;

#[cfg(feature = "closures")]
pub use crate::closure::Thunk;
pub use arrival::Arrival;
pub use mode::{Mode, know, mode, record, set_mode};
pub(crate) use signature::{Head, head};
pub use signature::{SignatureError, target};
