//! Slots of one kind of thunk: those of the program's own page, then those of copies of it, then those that come back.

use core::fmt;
use core::ops::Deref;
use core::ptr::{NonNull, null, null_mut};
use core::sync::atomic::{AtomicUsize, Ordering};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::cache::{self, Cache};
use super::grow::{Blocks, GrowError, Template, grow};
use super::registers::SHAPE;
use super::slot::{Slot, Table};
use crate::Signature;

/// How many other closures of the same pool have to be dropped before a dropped closure's slot is used again, unless
/// [`set_quarantine`] says otherwise.
pub const DEFAULT_QUARANTINE: usize = 1024;

/// The shortest quarantine beside which it does not matter what threads keep.
const KEPT_FROM: usize = 32 * cache::SIZE;

static QUARANTINE: AtomicUsize = AtomicUsize::new(DEFAULT_QUARANTINE);

/// Sets how long a dropped closure's slot stays in quarantine: until this many closures that are called through the same register (for
/// instance all of two integer parameters) have been dropped after it.
///
/// A call through a dropped closure's pointer reaches the closure's fallback while its slot is in quarantine. After that it ends the
/// program, or, if the slot was used again, reaches the closure that is there now, provided it is of the same type. Each slot in
/// quarantine keeps 32 bytes and the fallback. Where no more thunks can be mapped, the oldest slot is used again before its time.
///
/// A thread hands in the slots it has let go of, and takes some out for its next closures, eight at a time, unless the quarantine is
/// shorter than 256: that many a closure may be in quarantine for longer.
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
    /// No upcall entry was assembled for the signature: it came from a table of a header, not from an `ffi::signature!` of the package or
    /// from `Builder::callback`.
    NoEntry {
        /// The signature.
        signature: Signature,
    },
}

impl fmt::Display for ClosureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClosureError::Full { live, reason } => write!(f, "all {live} thunks of this kind are in use: {reason}"),
            ClosureError::NoEntry { signature } => {
                write!(f, "no entry for callbacks was assembled for `{signature}`: write `ffi::signature!({signature})`")
            }
        }
    }
}

impl std::error::Error for ClosureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ClosureError::Full { reason, .. } => Some(reason),
            ClosureError::NoEntry { .. } => None,
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
    /// Back from quarantine, by class, linked through their `data`.
    free: BTreeMap<usize, Option<NonNull<Slot>>>,
    /// Whether slots are of the class of their first word; otherwise all are of one.
    by_entry: bool,
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

/// A pool that a constant may name: Rust 1.85 takes no reference to a static that changes in one, an address it does.
#[derive(Clone, Copy, Debug)]
pub struct PoolRef(*const Pool);

// SAFETY: shares a `Pool`, which is `Sync`, and nothing else.
unsafe impl Send for PoolRef {}
// SAFETY: as above.
unsafe impl Sync for PoolRef {}

impl PoolRef {
    pub(super) const fn of(pool: &'static Pool) -> PoolRef {
        PoolRef(pool)
    }

    pub(super) fn get(self) -> &'static Pool {
        // SAFETY: made from a reference that holds for as long as the program runs.
        unsafe { &*self.0 }
    }
}

impl Deref for PoolRef {
    type Target = Pool;

    #[inline(always)]
    fn deref(&self) -> &Pool {
        self.get()
    }
}

impl Pool {
    /// Of slots that thunks lead to.
    #[cfg(any(not(target_arch = "x86"), test))]
    pub(super) const fn new(template: Template) -> Pool {
        Pool::of(Some(template), false)
    }

    /// Of slots that thunks lead to, and that upcall entries are put in.
    pub(super) const fn of_entries(template: Template) -> Pool {
        Pool::of(Some(template), true)
    }

    /// Of slots whose addresses are user data.
    pub(super) const fn without_thunks() -> Pool {
        Pool::of(None, false)
    }

    const fn of(template: Option<Template>, by_entry: bool) -> Pool {
        let slots = Slots { free: BTreeMap::new(), by_entry, fresh: None, quarantine: VecDeque::new(), total: 0, blocks: 0 };
        Pool { template, slots: Mutex::new(slots) }
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        // Nothing between the locks panics but allocation.
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A free slot, which is the caller's alone until it is opened.
    ///
    /// Slots that upcall entries are put in are of the class that the entry's address names, and never get another entry: a thread that is
    /// held up between the entry's first instruction and the handler never hands arguments of one signature to a closure of another.
    /// (Signatures made while the program runs share entries, which spill all registers whatever the signature: such a thread, if the slot
    /// was meanwhile given to a closure of another such signature, reaches that.) Typed functions know their own closures; their slots are all of the class null.
    pub(super) fn allocate(&'static self, class: *const ()) -> Result<NonNull<Slot>, ClosureError> {
        // Those of other classes are not kept by threads.
        let kept = class.is_null().then(|| cache::with(self, |cache| cache.free.pop())).flatten().flatten();
        kept.map_or_else(|| self.allocate_locked(class), Ok)
    }

    #[cold]
    fn allocate_locked(&'static self, class: *const ()) -> Result<NonNull<Slot>, ClosureError> {
        let mut slots = self.lock();
        if let Some(slot) = slots.take_free(class) {
            if class.is_null() {
                // As many more as there are and fit, for the next times.
                cache::with(self, |cache| {
                    while let Some(next) = cache.free.has_room().then(|| slots.take_free(class)).flatten() {
                        cache.free.push(next);
                    }
                });
            }
            return Ok(slot);
        }
        let (slot, index) = loop {
            match slots.fresh.as_mut().and_then(Blocks::next) {
                Some(next) => break next,
                None => {
                    let Err(error) = self.extend(&mut slots) else { continue };
                    // Rather a shorter quarantine than no closure.
                    cache::with(self, |cache| slots.quarantine.extend(cache.retired.drain()));
                    for _ in 0..slots.quarantine.len() {
                        let Some(oldest) = slots.quarantine.pop_front() else { break };
                        if slots.class(oldest) != class {
                            slots.quarantine.push_back(oldest);
                        } else if let Some((slot, table, body)) = slots.take(oldest) {
                            drop(slots);
                            // SAFETY: it was taken from its slot under the lock, by nobody else.
                            unsafe { (table.free)(body) };
                            return Ok(slot);
                        }
                    }
                    return Err(error);
                }
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

    /// Takes a retired slot in, sooner or later.
    pub(super) fn quarantine(&'static self, slot: NonNull<Slot>) {
        let length = QUARANTINE.load(Ordering::Relaxed);
        let keep = |cache: &Cache| {
            cache.retired.push(slot);
            cache.retired.has_room()
        };
        match (length >= KEPT_FROM).then(|| cache::with(self, keep)).flatten() {
            Some(true) => {}
            Some(false) => self.hand_in(None, length),
            None => self.hand_in(Some(slot), length),
        }
    }

    /// Takes in what this thread has kept, and a slot, and lets out those that have been in for long enough.
    #[cold]
    fn hand_in(&'static self, slot: Option<NonNull<Slot>>, length: usize) {
        let mut slots = self.lock();
        let before = slots.quarantine.len();
        cache::with(self, |cache| slots.quarantine.extend(cache.retired.drain()));
        slots.quarantine.extend(slot);
        // Two for one at most, so that a shorter length takes effect without making anyone wait.
        let most = 2 * (slots.quarantine.len() - before);
        let mut bodies = [None; 2 * (cache::SIZE + 1)];
        for body in &mut bodies[..most] {
            if slots.quarantine.len() <= length {
                break;
            }
            let Some(oldest) = slots.quarantine.pop_front() else { break };
            if let Some((slot, table, freed)) = slots.take(oldest) {
                let keep = |cache: &Cache| cache.free.has_room().then(|| cache.free.push(slot)).is_some();
                let kept = !slots.by_entry && cache::with(self, keep) == Some(true);
                if !kept {
                    slots.put(slot);
                }
                *body = Some((table, freed));
            }
        }
        drop(slots);
        for (table, body) in bodies.into_iter().flatten() {
            // SAFETY: it was taken from its slot under the lock, by nobody else.
            unsafe { (table.free)(body) };
        }
    }

    /// Takes in what a thread has kept that ends.
    pub(super) fn take_back(&self, cache: &Cache) {
        let mut slots = self.lock();
        slots.quarantine.extend(cache.retired.drain());
        cache.free.drain().for_each(|slot| slots.put(slot));
    }

    /// Takes a slot back that was given out as a [`Thunk`](super::Thunk), and never had a closure.
    pub(super) fn release(&self, slot: NonNull<Slot>, class: *const ()) {
        // SAFETY: slots are never unmapped.
        unsafe { slot.as_ref() }.entry.store(class.cast_mut(), Ordering::Relaxed);
        self.lock().put(slot);
    }

    /// The thunk that leads to a slot, or null.
    pub(super) fn thunk(&self, slot: NonNull<Slot>) -> *const () {
        let Some(template) = &self.template else { return null() };
        // SAFETY: slots are never unmapped.
        let index = unsafe { slot.as_ref() }.index();
        let block = slot.as_ptr().cast_const().wrapping_sub(index).cast::<u8>();
        let first = block.wrapping_offset(-template.distance());
        first.wrapping_add(index * SHAPE.stride).cast()
    }
}

impl Slots {
    fn take_free(&mut self, class: *const ()) -> Option<NonNull<Slot>> {
        let free = self.free.get_mut(&class.addr())?;
        let first = (*free)?;
        // SAFETY: slots are never unmapped.
        *free = NonNull::new(unsafe { first.as_ref() }.data.load(Ordering::Relaxed).cast());
        Some(first)
    }

    /// The class of a slot that has been used.
    fn class(&self, slot: NonNull<Slot>) -> *const () {
        // SAFETY: slots are never unmapped.
        if self.by_entry { unsafe { slot.as_ref() }.entry.load(Ordering::Relaxed) } else { null() }
    }

    /// Takes a slot that was in quarantine, for its next closure; the caller frees the body. If a late call is inside, it stays.
    fn take(&mut self, slot: NonNull<Slot>) -> Option<(NonNull<Slot>, &'static Table, NonNull<()>)> {
        // SAFETY: slots are never unmapped.
        let that = unsafe { slot.as_ref() };
        if !that.state.recycle() {
            self.quarantine.push_back(slot);
            return None;
        }
        that.next_generation();
        // SAFETY: the slot was retired, so that it has a body, which is ours now.
        Some(unsafe { (slot, that.table(), NonNull::new_unchecked(that.data.load(Ordering::Relaxed))) })
    }

    fn put(&mut self, slot: NonNull<Slot>) {
        let class = self.class(slot);
        let free = self.free.entry(class.addr()).or_default();
        let next = free.map_or(null_mut(), NonNull::as_ptr);
        // SAFETY: slots are never unmapped.
        unsafe { slot.as_ref() }.data.store(next.cast(), Ordering::Relaxed);
        *free = Some(slot);
    }
}

/// Blocks that are mapped at once, at most: 16,384 closures on x86-64.
const MOST_BLOCKS: usize = 64;

#[cfg(test)]
mod tests {
    use std::boxed::Box;
    use std::vec;
    use std::vec::Vec;

    use super::*;
    use crate::closure::body::Body;
    use crate::closure::make::{Words, close, put};
    use crate::closure::slot::NOBODY;

    fn code() -> &'static [u8] {
        Box::leak(vec![0; SHAPE.code].into_boxed_slice())
    }

    /// Thunks that are in no file: there cannot be more.
    fn template(code: &'static [u8]) -> Template {
        let slots = std::iter::repeat_with(Slot::new).take(SHAPE.count()).collect::<Vec<_>>();
        let slots: &'static mut [Slot] = Box::leak(slots.into_boxed_slice());
        Template { code: code.as_ptr(), slots: slots.as_mut_ptr() }
    }

    #[test]
    fn a_slot_that_had_an_entry_gets_no_other() {
        let code = code();
        let pool = PoolRef::of(Box::leak(Box::new(Pool::of_entries(template(code)))));
        let table: &'static Table = Box::leak(Box::new(Table {
            pool,
            close,
            drop_function: Body::<usize, ()>::drop_function,
            free: Body::<usize, ()>::free,
        }));
        let [one, other] = [0, 1].map(|at| code.as_ptr().wrapping_add(at).cast::<()>());
        // The entry is the class, as of closures with a handler.
        let make = |entry| put(table, entry, 0, (), |_| Words::typed(entry, NOBODY));
        let first = make(one).expect("a slot");
        let rest: Vec<_> = (1..SHAPE.count()).map(|_| make(other).expect("a slot")).collect();
        // SAFETY: closed once, by their owner.
        unsafe {
            close(first);
            close(rest[0]);
        }
        // Both are in quarantine, `first` for longer.
        assert_eq!(make(other).expect("the slot of that entry"), rest[0]);
        assert!(matches!(make(other), Err(ClosureError::Full { .. })));
        assert_eq!(make(one).expect("the slot of that entry"), first);
        assert!(make(one).is_err());
    }

    #[test]
    fn a_full_pool_uses_what_is_in_quarantine_and_then_says_so() {
        let code = code();
        let pool = PoolRef::of(Box::leak(Box::new(Pool::new(template(code)))));
        let table: &'static Table = Box::leak(Box::new(Table {
            pool,
            close,
            drop_function: Body::<usize, ()>::drop_function,
            free: Body::<usize, ()>::free,
        }));
        let entry = code.as_ptr().addr();
        let make = move |n: usize| put(table, null(), n, (), |_| Words::typed(core::ptr::without_provenance(entry), NOBODY));
        // What a thread keeps is others' when it ends.
        // SAFETY: closed once, by its owner.
        let thread = move || (0..3).for_each(|n| unsafe { close(make(n).expect("a slot")) });
        std::thread::spawn(thread).join().expect("no panic");
        let all: Vec<_> = (0..SHAPE.count()).map(|n| make(n).expect("a slot")).collect();
        assert!(matches!(make(0), Err(ClosureError::Full { live, .. }) if live == SHAPE.count()));
        // SAFETY: slots are never unmapped; closed once, by its owner.
        let generation = unsafe {
            close(all[7]);
            all[7].as_ref().generation()
        };
        let again = make(8).expect("the slot that was closed");
        // SAFETY: slots are never unmapped. One more than before, which may have been with the thread's.
        assert_eq!((again, unsafe { again.as_ref() }.generation()), (all[7], generation + 1));
        assert!(make(0).is_err());
    }
}
