//! A thunk whose slot is the user's.

use core::ffi::c_void;
use core::ptr::NonNull;

use super::grow::GrowError;
use super::pool::ClosureError;
use super::registers::{SHAPE, context};
use super::slot::Slot;
use crate::contract::UpcallSlot;

/// A C function pointer whose [`UpcallSlot`] the user fills in: for hosts whose callers want the pointer before they say what it is to call,
/// as libffi's do. A [`Closure`](crate::Closure) is what everyone else wants.
#[derive(Debug)]
pub struct Thunk(NonNull<Slot>);

// SAFETY: an address of code, and memory that is reached through raw pointers alone.
unsafe impl Send for Thunk {}
// SAFETY: as `Send`.
unsafe impl Sync for Thunk {}

/// Slots of thunks are of this class: only thunks get them again.
static CLASS: u8 = 0;

fn class() -> *const () {
    (&raw const CLASS).cast()
}

/// What a call of a thunk comes to whose slot is not filled.
extern "C" fn unfilled() -> ! {
    std::eprintln!("a thunk was called whose slot is not filled");
    std::process::abort()
}

impl Thunk {
    /// Bytes of its code.
    pub(crate) const SIZE: usize = SHAPE.stride;

    /// A thunk whose slot is not filled: a call ends the program.
    ///
    /// # Errors
    ///
    /// All thunks are in use and no more can be mapped, or this machine has none.
    pub fn new() -> Result<Thunk, ClosureError> {
        let Some(pool) = context() else { return Err(ClosureError::Full { live: 0, reason: GrowError::Unsupported }) };
        let slot = pool.get().allocate(class())?;
        // SAFETY: it is the caller's alone.
        unsafe { slot.as_ref() }.entry.store(unfilled as *mut (), core::sync::atomic::Ordering::Relaxed);
        Ok(Thunk(slot))
    }

    /// The function pointer.
    #[must_use]
    pub fn as_ptr(&self) -> *const c_void {
        context().map_or(core::ptr::null(), |pool| pool.thunk(self.0)).cast()
    }

    /// The slot, which whoever fills it keeps from being called while that is half done. Good until the thunk is dropped.
    #[must_use]
    pub fn slot(&self) -> *mut UpcallSlot {
        self.0.as_ptr().cast()
    }
}

/// The slot may be used again at once: nobody may call the pointer any more.
impl Drop for Thunk {
    fn drop(&mut self) {
        if let Some(pool) = context() {
            pool.release(self.0, class());
        }
    }
}
