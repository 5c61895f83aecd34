//! The atomics of the protocol. The model checker puts others here.

pub(super) use core::sync::atomic::{AtomicU32, Ordering, fence};
