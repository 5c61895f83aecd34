//! The annotation grammar that macros and build scripts share.
//!
//! A procedural macro knows tokens and `OUT_DIR`, a build script knows the target and the sources. Both read annotations with
//! the functions here, so both derive the same key from the same tokens, and both say the same words about a fault.
//!
//! ```text
//!  tokens ─┬─► struct_layout   #[ffi::struct_layout(…)] struct … { … } ─► accessors at proven offsets
//!          ├─► import     #[ffi::import(…)] unsafe extern "C" { … }  ─► direct declarations, or signatures to call through
//!          │   └► lazy    the options of what is not linked but found at run time, and the Rust for it
//!          ├─► export     #[ffi::export] fn f(…) { … }               ─► a C symbol; and a header, written by ffi-build
//!          ├─► closure    ffi::closure!(fn(c_int, ...))             ─► the convention of closures through an upcall entry
//!          └─► signature  ffi::signature!(double(double))            ─► Signature   (text: C text with the span of each byte)
//!                 │
//!  types ◄────────┘       Rust type ─► CType
//!
//!  facts      where a header puts the members of a record; a part of the manifest
//!  record     the Rust of a record that is made of bytes, for struct_layout and for generated bindings
//!  condition  `cfg(…)`, decided by a target or by cargo's environment
//!  manifest   key (canonical text of a signature) ─► symbols, argument record, archive; written by ffi-build, read by ffi-macros
//!  wrapper    signature + manifest entry ─► the Rust function that calls through a trampoline
//!  declared   imported items as they are compared with headers; shape: what tokens show of their types; checked: what was found
//!  diagnostic the table of faults: code, message, label, hint
//! ```
//!
//! ```text
//!  ffi-macros ──► ffi-grammar ──► ffi-abi
//!  ffi-build  ──►
//! ```
#![forbid(unsafe_code)]

mod captured;
pub mod checked;
pub mod closure;
pub mod condition;
pub mod declared;
pub mod diagnostic;
pub mod export;
pub mod facts;
pub mod import;
pub mod lazy;
pub mod manifest;
mod options;
pub mod record;
pub mod shape;
pub mod signature;
pub mod spelling;
pub mod struct_layout;
mod text;
pub mod types;
pub mod wrapper;

pub use closure::Closure;
pub use diagnostic::{Code, Diagnostic, Place, Spanned};
pub use export::Export;
pub use import::Import;
pub use manifest::Manifest;
pub use options::nearest;
pub use struct_layout::StructLayout;
pub use wrapper::Wrapper;
