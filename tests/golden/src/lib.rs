//! Goldens: what every target does with every case, as text that a reviewer can read.
//!
//! A case is a file of signatures, `cases/<intent>.txt`, named for what it probes ([`Case`]). What a target makes of it is one
//! text with one part per signature and [`Section`]; it is compared with `expected/<target>/<intent>.txt`.
//!
//! Targets that share a convention mostly agree. A target whose text equals that of its base, the first of [`Target::ALL`] that
//! has the same rules, has no file of its own.
//!
//! `FFI_BLESS=1` rewrites what differs. Without it a difference, a golden without a case, and a golden that says no more than its
//! base's all fail.

mod case;
mod compare;
mod section;

pub use case::{Case, CaseError};
pub use compare::{Outcome, compare, run};
pub use ffi_abi::Target;
pub use section::{SECTIONS, Section, listing};
