//! Closures as C function pointers.

#[macro_use]
mod arity;
mod atomic;
mod body;
mod by_signature;
mod cache;
mod call;
pub mod convention;
mod grow;
mod listener;
mod make;
mod owned;
mod pair;
mod policy;
mod pool;
#[cfg(not(target_arch = "x86"))]
mod position;
mod protocol;
mod registers;
mod scope;
mod slot;
mod thread;
mod thunk;
mod upcall;

pub use by_signature::{Call, RawOptions, ResultError, SignatureOptions};
pub use call::{FnCall, FnMutCall, FnOnceCall};
pub use convention::{Convention, MayUnwind};
pub use grow::GrowError;
pub use listener::{ClosedError, Listener};
pub use make::{Options, options};
pub use owned::{Closure, Local, Shared, leak};
pub use pair::{At, Last, Pair, PairOptions, RawPair, WithData};
pub use policy::{Abort, Fault, FaultKind, Or, OrElse, Policy, Unwind};
pub use pool::{ClosureError, DEFAULT_QUARANTINE, set_quarantine};
pub use scope::{Callback, Scope, scope};
pub use slot::ClosureId;
pub use thunk::Thunk;
pub use upcall::ThroughEntry;

#[doc(hidden)]
pub mod __private {
    pub use super::upcall::{Described, DescribedUnwind, described};
}
