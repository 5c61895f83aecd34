//! The life of a slot: who may call, who frees, when it may be used again.
//!
//! One word per slot: flags, and the number of calls that are inside. A call *enters* by adding one and *leaves* by taking it away;
//! whatever the flags say, a call that has entered keeps the slot from being used again.
//!
//! ```text
//!            open                 close                 the last one out         recycle (nobody inside)
//!   FREE ─────────► ALIVE ─────────────► (no flag) ────────────────► RETIRED ─────────────────────► FREE
//!                 calls reach          calls reach the              the same, and
//!                 the function         fallback                     the function is gone
//! ```
//!
//! If nobody is inside, closing and retiring are one step. Otherwise the word is zero between the last one's leaving and the
//! compare-and-swap that decides who is to free: whoever wins it, the closer, a call that was in progress, or a late one that came and
//! went in between, and nobody twice.
//!
//! This file is compiled twice: here, and by the model checker in `tests/loom` with `loom`'s atomics, which is why it names
//! nothing but `super::atomic`.

use super::atomic::{AtomicU32, Ordering, fence};

/// The function may be called.
const ALIVE: u32 = 1 << 31;
/// The function is gone, the fallback is there.
const RETIRED: u32 = 1 << 30;
/// Nothing is there.
const FREE: u32 = 1 << 29;
/// Calls inside. More than this cannot be: each has a stack.
const COUNT: u32 = FREE - 1;

// `enter` reads the sign.
const _: () = assert!(ALIVE as i32 == i32::MIN);

/// The word of a slot.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct State(AtomicU32);

impl State {
    /// Of a slot that nothing is in.
    pub(crate) fn free() -> State {
        State(AtomicU32::new(FREE))
    }

    /// A call begins. True if the function may be called until the call leaves; otherwise a fallback is there, or [nothing](Self::is_free).
    #[inline(always)]
    #[must_use]
    pub(crate) fn enter(&self) -> bool {
        // Acquire: what the opener wrote is seen. `ALIVE` is the sign, which x86 has in a flag after the addition, if it is written so.
        (self.0.fetch_add(1, Ordering::Acquire).wrapping_add(1) as i32) < 0
    }

    /// Whether there is not even a fallback. For a call that has entered: a slot that is not free stays so until it leaves.
    pub(crate) fn is_free(&self) -> bool {
        self.0.load(Ordering::Acquire) & FREE != 0
    }

    /// A call that has entered ends. If it says so, the caller has to [`retire`](Self::retire).
    #[inline(always)]
    #[must_use]
    pub(crate) fn leave(&self) -> bool {
        // Release: what the call did with the function comes before its end.
        self.0.fetch_sub(1, Ordering::Release) == 1
    }

    /// The slot was filled; calls may come. For its only user, while it is free.
    pub(crate) fn open(&self) {
        // Late calls may be inside, to find nothing: their counts stay.
        let before = self.0.fetch_xor(FREE | ALIVE, Ordering::Release);
        debug_assert!(before & !COUNT == FREE, "a slot is opened while it is free");
    }

    /// No call may reach the function any more. True for the one who has to free it and put the slot in quarantine. Once after each
    /// opening.
    #[must_use]
    pub(crate) fn close(&self) -> bool {
        // Usually nobody is inside, and the slot is retired at once. Acquire: every call that was inside has left.
        if self.0.compare_exchange(ALIVE, RETIRED, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
            return true;
        }
        let before = self.0.fetch_and(!ALIVE, Ordering::Release);
        debug_assert!(before & ALIVE != 0, "a slot is closed once");
        before == ALIVE && self.retire()
    }

    /// Nobody seemed to be inside a closed slot. True for the one who has to free the function and put the slot in quarantine.
    #[must_use]
    pub(crate) fn retire(&self) -> bool {
        let won = self.0.compare_exchange(0, RETIRED, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if won {
            // Every call that was inside has left.
            fence(Ordering::Acquire);
        }
        won
    }

    /// A slot that has been in quarantine for long enough is to be used again: false while a late call is inside.
    #[must_use]
    pub(crate) fn recycle(&self) -> bool {
        self.0.compare_exchange(RETIRED, FREE, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }
}
