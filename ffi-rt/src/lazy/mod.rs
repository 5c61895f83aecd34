//! Imports that nothing is linked for: the library is opened, and each symbol found, when it is first needed.
//!
//! ```text
//!  #[ffi::import(library = "z", lazy)]
//!    fn            ─► stub: jump [cell] ─► at first: resolver (assembly/resolver-*.s) ─► Info::resolve ─► Import::find ─► cell
//!    fn, optional  ─► try_address ──────────────────────────────────────────────────────────────────────► Import::find ─► cell
//!    static        ─► LazyStatic::pointer ──────────────────────────────────────────────────────────────► Import::find ─► cell
//!    each thread's ─► LazyThreadLocal::pointer ─────────────────────────────────────────────────────────► Import::find_here
//!    by trampoline ─► address ──────────────────────────────────────────────────────────────────────────► Import::find ─► cell
//!                                                                            Import::find, find_here ─► Library::get ─► DynamicLibrary
//! ```
//!
//! Two threads may look for the same thing at the same time: nothing is locked, so that a library whose initialiser calls back, and a
//! signal handler, find no lock taken. Both find the same address, as the first library that was opened stays.

mod error;
mod import;
mod library;
mod statics;
mod stub;
mod version;

pub use error::LoadError;
pub use library::LazyLibrary;
pub use statics::{LazyStatic, LazyThreadLocal};

/// For the code that `#[ffi::import]` writes.
#[doc(hidden)]
pub mod private {
    pub use super::import::{Import, Info, address, try_address};
    pub use super::library::{Library, Minimum};
    pub use super::stub::ffi1_resolver;
    pub use crate::__ffi_import_stub as import_stub;
}
