//! What a thread keeps of the pools it uses: slots to fill next, and slots it has let go of. It takes a pool's lock once for several
//! closures.

use core::cell::Cell;
use core::ptr::{NonNull, null};

use super::pool::Pool;
use super::slot::Slot;

/// Slots of one kind that a thread keeps, at most.
pub(super) const SIZE: usize = 8;

/// Pools of which a thread keeps something: the first that it uses. Of others it takes the lock each time.
const POOLS: usize = 4;

std::thread_local! {
    static CACHES: [Cache; POOLS] = const { [const { Cache::new() }; POOLS] };
}

/// What this thread keeps of one pool. No code of users runs while it is looked at.
#[derive(Debug)]
pub(super) struct Cache {
    /// Null if it keeps nothing yet.
    pool: Cell<*const Pool>,
    /// Slots to fill.
    pub(super) free: Stack,
    /// Slots that have to go into quarantine.
    pub(super) retired: Stack,
}

impl Cache {
    const fn new() -> Cache {
        Cache { pool: Cell::new(null()), free: Stack::new(), retired: Stack::new() }
    }
}

/// What is done with this thread's cache of a pool; `None` if it has none: its caches are all of other pools, or the thread is ending.
#[inline(always)]
pub(super) fn with<R>(pool: &'static Pool, use_it: impl FnOnce(&Cache) -> R) -> Option<R> {
    CACHES
        .try_with(|caches| {
            let cache = caches.iter().find(|cache| cache.pool.get().is_null() || core::ptr::eq(cache.pool.get(), pool))?;
            cache.pool.set(pool);
            Some(use_it(cache))
        })
        .ok()
        .flatten()
}

/// The thread ends: its slots are other threads' again.
impl Drop for Cache {
    fn drop(&mut self) {
        // SAFETY: pools are there for as long as the program runs.
        if let Some(pool) = unsafe { self.pool.get().as_ref() } {
            pool.take_back(self);
        }
    }
}

/// A few slots, the oldest first.
#[derive(Debug)]
pub(super) struct Stack {
    count: Cell<usize>,
    slots: [Cell<Option<NonNull<Slot>>>; SIZE],
}

impl Stack {
    const fn new() -> Stack {
        Stack { count: Cell::new(0), slots: [const { Cell::new(None) }; SIZE] }
    }

    /// Whether one more would go in.
    pub(super) fn has_room(&self) -> bool {
        self.count.get() < SIZE
    }

    /// Puts a slot there, which has room.
    pub(super) fn push(&self, slot: NonNull<Slot>) {
        let count = self.count.get();
        self.slots[count].set(Some(slot));
        self.count.set(count + 1);
    }

    /// The slot that was put there last.
    pub(super) fn pop(&self) -> Option<NonNull<Slot>> {
        let last = self.count.get().checked_sub(1)?;
        self.count.set(last);
        self.slots[last].take()
    }

    /// All of them, the oldest first; none is left.
    pub(super) fn drain(&self) -> impl Iterator<Item = NonNull<Slot>> + '_ {
        self.slots[..self.count.replace(0)].iter().filter_map(Cell::take)
    }
}
