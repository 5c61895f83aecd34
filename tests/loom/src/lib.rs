//! The slot protocol of closures as the model checker sees it: the file that `ffi-rt` ships, on `loom`'s atomics.

#[path = "../../../ffi-rt/src/closure/protocol.rs"]
mod protocol;

mod atomic {
    pub(super) use loom::sync::atomic::{AtomicU32, Ordering, fence};
}

pub mod slot;
