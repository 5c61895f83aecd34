//! The model behind ahead-of-time FFI: what C types are, how they are laid out, and where a call puts them.
//!
//! Pure functions on values. The target is an argument ([`Target`]); nothing here asks which machine it runs on, allocates
//! more than its results, or contains `unsafe`.
//!
//! ```text
//!  Target ─┐
//!  CType ──┼─► Layout            (layout: size, alignment, offset of each member)
//!          │
//!  Signature ─► lower() ─► CallPlan ─► symbol()      (convention: final registers and stack offsets)
//!           └─► explain() ─► the same and its rules  (rule: feature `explain`)
//!                    └─► VariadicPart                 (variadic: what `...` starts from)
//!  text  ◄──► CType, Signature                        (text: canonical C spelling, parsed and printed)
//!  name in C ─► decorated(), link_name()              (decoration: what linkers call it)
//!  Signature ─► engine::… ─► Adapter                  (engine: from an engine's call to C's, both lowered as above)
//! ```
//!
//! This crate depends on nothing. `ffi-grammar`, `ffi-build` and (behind `dynamic`) `ffi-rt` depend on it.
//!
//! ```
//! use ffi_abi::{lower, Signature, Target};
//! let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
//! let signature = Signature::parse("double(int, struct { float x; float y; })").unwrap();
//! let plan = lower(&target, &signature).unwrap();
//! assert_eq!(plan.arguments().len(), 2);
//! ```
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod convention;
mod ctype;
mod decoration;
pub mod engine;
mod error;
mod layout;
mod plan;
mod print;
mod rule;
mod signature;
mod symbol;
mod target;
mod text;
mod variadic;

pub use convention::{Abi, Convention, lower};
pub use ctype::{CType, Enum, Field, FloatKind, IntKind, Record, RecordKind};
pub use error::{Reason, Unsupported};
pub use layout::{FieldLayout, Layout, RecordLayout, record_layout};
pub use plan::{
    Argument, ArgumentRecord, CallPlan, Extend, Location, Payload, Piece, Place, Register, RegisterClass, ResultPlan,
};
#[cfg(feature = "explain")]
pub use rule::{Explanation, explain};
pub use rule::{Followed, Rule, Source};
pub use signature::Signature;
pub use symbol::{CONTRACT_VERSION, SYMBOL_MAX, SymbolKind, import_symbol, stable_hash};
pub use target::{Arch, BitFieldRules, DataModel, Env, Features, FloatFormat, ObjectFormat, Os, ParseTargetError, Target};
pub use text::ParseError;
pub use variadic::VariadicPart;
