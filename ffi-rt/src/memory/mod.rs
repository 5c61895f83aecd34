//! Memory for C: who allocates it, and who frees it.
//!
//! * [`Allocator`]: where memory comes from; [`CHeap`] is `malloc` and `free`, [`RustHeap`] Rust's own.
//! * [`Buffer`]: elements that are freed with the allocator they came from; its type says which.
//! * [`Owned`]: something that a C library made, and the C function that ends it.
//! * [`Arena`]: allocations that are freed together.

#[cfg(feature = "alloc")]
mod allocator;
#[cfg(feature = "alloc")]
mod arena;
#[cfg(feature = "alloc")]
mod buffer;
mod owned;

#[cfg(feature = "std")]
pub use allocator::CHeap;
#[cfg(feature = "alloc")]
pub use allocator::{AllocationError, Allocator, RustHeap};
#[cfg(feature = "alloc")]
pub use arena::Arena;
#[cfg(feature = "alloc")]
pub use buffer::{Buffer, Zeroed};
pub use owned::{Finalizer, Owned};
