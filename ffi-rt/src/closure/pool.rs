//! Slots of one kind of thunk: those of the program's own page, then those of copies of it, then those that come back.

use core::fmt;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::grow::{Blocks, GrowError, Template, grow};
use super::registers::SHAPE;
use super::slot::Slot;

/// How many other closures of the same pool have to be dropped before a dropped closure's slot is used again, unless
/// [`set_quarantine`] says otherwise.
pub const DEFAULT_QUARANTINE: usize = 1024;

static QUARANTINE: AtomicUsize = AtomicUsize::new(DEFAULT_QUARANTINE);

/// Sets how long a dropped closure's slot stays in quarantine: until this many closures that are called through the same register (for
/// instance all of two integer parameters) have been dropped after it.
///
/// A call through a dropped closure's pointer reaches the closure's fallback while its slot is in quarantine. After that it ends the
/// program, or, if the slot was used again, reaches the closure that is there now, provided it is of the same type. Each slot in
/// quarantine keeps 32 bytes and the fallback.
pub fn set_quarantine(closures: usize) {
    QUARANTINE.store(closures, Ordering::Relaxed);
}

/// A closure cannot be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClosureError {
    /// All thunks are in use, and no more can be mapped.
    Full {
        /// How many there are.
        live: usize,
        /// Why there are not more.
        reason: GrowError,
    },
}

impl fmt::Display for ClosureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClosureError::Full { live, reason } => write!(f, "all {live} thunks of this kind are in use: {reason}"),
        }
    }
}

impl std::error::Error for ClosureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ClosureError::Full { reason, .. } => Some(reason),
        }
    }
}

/// The slots that one kind of thunk leads to.
#[derive(Debug)]
pub struct Pool {
    /// The thunks that lead to the slots; none if slots are user data.
    template: Option<Template>,
    slots: Mutex<Slots>,
}

#[derive(Debug)]
struct Slots {
    /// Back from quarantine, linked through their `data`.
    free: Option<NonNull<Slot>>,
    /// Never used.
    fresh: Option<Blocks>,
    /// Oldest first.
    quarantine: VecDeque<NonNull<Slot>>,
    /// Of all blocks.
    total: usize,
    /// Blocks that were mapped at once the last time.
    blocks: usize,
}

// SAFETY: slots are shared by all threads; which may do what with one is the protocol's to say.
unsafe impl Send for Slots {}

impl Pool {
    /// Of slots that thunks lead to.
    pub(super) const fn new(template: Template) -> Pool {
        Pool::of(Some(template))
    }

    /// Of slots whose addresses are user data.
    pub(super) const fn without_thunks() -> Pool {
        Pool::of(None)
    }

    const fn of(template: Option<Template>) -> Pool {
        let slots = Slots { free: None, fresh: None, quarantine: VecDeque::new(), total: 0, blocks: 0 };
        Pool { template, slots: Mutex::new(slots) }
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        // Nothing between the locks panics but allocation.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free slot, which is the caller's alone until it is opened.
    pub(super) fn allocate(&self) -> Result<NonNull<Slot>, ClosureError> {
        let mut slots = self.lock();
        if let Some(slot) = slots.free {
            // SAFETY: slots are never unmapped.
            slots.free = NonNull::new(unsafe { slot.as_ref() }.data.load(Ordering::Relaxed).cast());
            return Ok(slot);
        }
        let (slot, index) = loop {
            match slots.fresh.as_mut().and_then(Blocks::next) {
                Some(next) => break next,
                None => self.extend(&mut slots)?,
            }
        };
        // SAFETY: a block has `count` slots, of which nobody has used this one.
        unsafe {
            Slot::prepare(slot, index);
            Ok(slot)
        }
    }

    /// The program's own block at first, copies of it then.
    fn extend(&self, slots: &mut Slots) -> Result<(), ClosureError> {
        let full = |reason| ClosureError::Full { live: slots.total, reason };
        let blocks = match &self.template {
            Some(template) if slots.total == 0 => template.blocks(),
            Some(template) => {
                let wanted = (2 * slots.blocks).clamp(1, MOST_BLOCKS);
                let blocks = grow(template, wanted).map_err(full)?;
                slots.blocks = blocks.count();
                blocks
            }
            None => Blocks::in_memory().map_err(full)?,
        };
        slots.total += blocks.count() * SHAPE.count();
        slots.fresh = Some(blocks);
        Ok(())
    }

    /// Takes a retired slot in, and lets out those that have been in for long enough.
    pub(super) fn quarantine(&self, slot: NonNull<Slot>) {
        let length = QUARANTINE.load(Ordering::Relaxed);
        let mut slots = self.lock();
        slots.quarantine.push_back(slot);
        // Two at most, so that a shorter length takes effect without making anyone wait.
        let mut bodies = [None; 2];
        for body in &mut bodies {
            if slots.quarantine.len() <= length {
                break;
            }
            let Some(oldest) = slots.quarantine.pop_front() else { break };
            // SAFETY: slots are never unmapped.
            let that = unsafe { oldest.as_ref() };
            if that.state.recycle() {
                // SAFETY: the slot was retired, so that it has a body, which is ours now.
                *body = Some(unsafe { (that.table(), NonNull::new_unchecked(that.data.load(Ordering::Relaxed))) });
                that.next_generation();
                slots.put(oldest);
            } else {
                // A late call is inside.
                slots.quarantine.push_back(oldest);
            }
        }
        drop(slots);
        for (table, body) in bodies.into_iter().flatten() {
            // SAFETY: it was taken from its slot under the lock, by nobody else.
            unsafe { (table.free)(body) };
        }
    }

    /// The thunk that leads to a slot, or null.
    pub(super) fn thunk(&self, slot: NonNull<Slot>) -> *const () {
        let Some(template) = &self.template else { return core::ptr::null() };
        // SAFETY: slots are never unmapped.
        let index = unsafe { slot.as_ref() }.index();
        let block = slot.as_ptr().cast_const().wrapping_sub(index).cast::<u8>();
        let first = block.wrapping_offset(-template.distance());
        first.wrapping_add(index * SHAPE.stride).cast()
    }
}

impl Slots {
    fn put(&mut self, slot: NonNull<Slot>) {
        let next = self.free.map_or(core::ptr::null_mut(), NonNull::as_ptr);
        // SAFETY: slots are never unmapped.
        unsafe { slot.as_ref() }.data.store(next.cast(), Ordering::Relaxed);
        self.free = Some(slot);
    }
}

/// Blocks that are mapped at once, at most: 16,384 closures on x86-64.
const MOST_BLOCKS: usize = 64;
