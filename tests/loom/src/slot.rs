//! A slot, and what callers, owners and the pool do with it: the steps of `ffi-rt/src/closure/{body,slot,pool}.rs`.

use loom::cell::UnsafeCell;
use loom::sync::Mutex;
use loom::sync::atomic::{AtomicUsize, Ordering};

use crate::protocol::State;

/// What a call came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The function of this generation ran.
    Called(usize),
    /// The fallback of this generation answered.
    Fallback(usize),
    /// There was nothing, which ends the program.
    Nothing,
}

/// Owner of a [local](Slot::run_local) closure that was let go of.
pub const NOBODY: usize = usize::MAX;

/// A slot with a closure of one type at a time: `entry` is the word that calls are told apart by, the typed function or the handler. Numbers stand for function and fallback: their generation, 0 when gone.
#[derive(Debug)]
pub struct Slot {
    state: State,
    entry: AtomicUsize,
    function: UnsafeCell<usize>,
    fallback: UnsafeCell<usize>,
    /// Of a local closure with a handler, in the body: who may call. Written by its owner alone, once the body is there.
    owner: UnsafeCell<AtomicUsize>,
    quarantine: Mutex<bool>,
    /// How often a function was dropped.
    pub dropped: AtomicUsize,
}

impl Default for Slot {
    fn default() -> Self {
        Slot {
            state: State::free(),
            entry: AtomicUsize::new(0),
            function: UnsafeCell::new(0),
            fallback: UnsafeCell::new(0),
            owner: UnsafeCell::new(AtomicUsize::new(NOBODY)),
            quarantine: Mutex::new(false),
            dropped: AtomicUsize::new(0),
        }
    }
}

impl Slot {
    /// `make::fill`.
    pub fn fill(&self, entry: usize, generation: usize) {
        // SAFETY: the slot is free; what loom is there to check.
        self.function.with_mut(|function| unsafe { *function = generation });
        // SAFETY: as above.
        self.fallback.with_mut(|fallback| unsafe { *fallback = generation });
        self.entry.store(entry, Ordering::Relaxed);
        self.state.open();
    }

    /// `make::fill` of a local closure with a handler, by its owner.
    pub fn fill_local(&self, entry: usize, generation: usize, thread: usize) {
        // SAFETY: the slot is free; what loom is there to check.
        self.owner.with_mut(|owner| unsafe { *owner = AtomicUsize::new(thread) });
        self.fill(entry, generation);
    }

    /// What the thunk does: it jumps to the entry that is there.
    pub fn thunk(&self) -> usize {
        self.entry.load(Ordering::Relaxed)
    }

    /// `body::Counted::run` of the entry `own`.
    pub fn run(&self, own: usize) -> Outcome {
        let outcome = if self.state.enter() && self.entry.load(Ordering::Relaxed) == own {
            // SAFETY: alive, and we are inside.
            Outcome::Called(self.function.with(|function| unsafe { *function }))
        } else if self.state.is_free() || self.entry.load(Ordering::Relaxed) != own {
            Outcome::Nothing
        } else {
            // SAFETY: not free, and we are inside.
            Outcome::Fallback(self.fallback.with(|fallback| unsafe { *fallback }))
        };
        if self.state.leave() {
            self.retire();
        }
        outcome
    }

    /// `body::Local::run` of the handler `own`.
    pub fn run_local(&self, own: usize, thread: usize) -> Outcome {
        let outcome = if !self.state.enter() || self.entry.load(Ordering::Relaxed) != own {
            if self.state.is_free() || self.entry.load(Ordering::Relaxed) != own {
                Outcome::Nothing
            } else {
                // SAFETY: not free, and we are inside.
                Outcome::Fallback(self.fallback.with(|fallback| unsafe { *fallback }))
            }
        } else if self.owner.with(|owner| {
            // SAFETY: alive, and we are inside: the body is there.
            unsafe { &*owner }.load(Ordering::Relaxed) != thread
        }) {
            // SAFETY: as above.
            Outcome::Fallback(self.fallback.with(|fallback| unsafe { *fallback }))
        } else {
            // SAFETY: our own, which we have not let go of.
            Outcome::Called(self.function.with_mut(|function| unsafe { *function }))
        };
        if self.state.leave() {
            self.retire_local();
        }
        outcome
    }

    /// `body::Local::close_handled`, by the owner, while no call of its own is inside.
    pub fn close_local(&self) {
        // SAFETY: the owner's slot has a body.
        self.owner.with(|owner| unsafe { &*owner }.store(NOBODY, Ordering::Relaxed));
        self.function.with_mut(|function| {
            // SAFETY: nobody's calls reach it any more.
            let dropped = unsafe { std::mem::take(&mut *function) };
            assert_ne!(dropped, 0, "dropped twice");
        });
        self.dropped.fetch_add(1, Ordering::Relaxed);
        if self.state.close() {
            self.put_in_quarantine();
        }
    }

    /// `slot::retire`, which finds the function gone.
    fn retire_local(&self) {
        if self.state.retire() {
            self.put_in_quarantine();
        }
    }

    fn put_in_quarantine(&self) {
        *self.quarantine.lock().expect("no panic") = true;
    }

    /// `make::close`, by the owner.
    pub fn close(&self) {
        if self.state.close() {
            self.retired();
        }
    }

    /// `slot::retire`.
    fn retire(&self) {
        if self.state.retire() {
            self.retired();
        }
    }

    /// `slot::retired`.
    fn retired(&self) {
        self.function.with_mut(|function| {
            // SAFETY: we alone may, and every call has left.
            let dropped = unsafe { std::mem::take(&mut *function) };
            assert_ne!(dropped, 0, "dropped twice");
        });
        self.dropped.fetch_add(1, Ordering::Relaxed);
        self.put_in_quarantine();
    }

    /// `pool::Pool::quarantine`, with a length of 0: whether the slot is free again.
    pub fn recycle(&self) -> bool {
        let mut waiting = self.quarantine.lock().expect("no panic");
        if !*waiting || !self.state.recycle() {
            return false;
        }
        *waiting = false;
        self.fallback.with_mut(|fallback| {
            // SAFETY: the slot is free, and no call is inside that saw it otherwise.
            let freed = unsafe { std::mem::take(&mut *fallback) };
            assert_ne!(freed, 0, "freed twice");
        });
        // SAFETY: as above.
        self.owner.with_mut(|owner| unsafe { *owner = AtomicUsize::new(NOBODY) });
        true
    }
}
