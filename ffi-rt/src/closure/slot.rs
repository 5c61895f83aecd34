//! A slot: what a thunk names, and what is behind it.

use core::mem::offset_of;
use core::ptr::{NonNull, without_provenance_mut};
use core::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use super::pool::PoolRef;
use super::protocol::State;
use crate::contract::UpcallSlot;

/// Owner of a slot whose closure any thread may call, or whose owner has dropped it. No thread has this number.
pub(crate) const NOBODY: usize = usize::MAX;

/// Bits of [`Slot::tag`] that say which slot of its block it is.
const INDEX_BITS: u32 = 12;

/// What a thunk puts the address of in a register. Its first word is where the thunk jumps; the rest is the runtime's. Of a closure whose
/// calls come through an upcall entry it is an [`UpcallSlot`](crate::contract::UpcallSlot), and a word more.
///
/// Slots are never unmapped: a late call always finds one.
#[derive(Debug)]
#[repr(C, align(32))]
pub struct Slot {
    /// The typed function, which gets the slot as its last argument; or an upcall entry.
    pub(super) entry: AtomicPtr<()>,
    /// Behind a typed function: the number of the only thread that may call, or [`NOBODY`]. Behind an upcall entry: its handler.
    pub(super) second: AtomicPtr<()>,
    /// The [`Body`](super::body::Body) of the closure; the next free slot while there is none.
    pub(super) data: AtomicPtr<()>,
    /// Who may call.
    pub(super) state: State,
    /// Generation, and number in the block.
    tag: AtomicU32,
    /// The typed function, to which the first word leads by code of this crate (`il::i386::typed` of `ffi-build`).
    #[cfg(target_arch = "x86")]
    function: AtomicPtr<()>,
}

const _: () = {
    #[cfg(target_arch = "x86")]
    assert!(offset_of!(Slot, function) == 20);
    assert!(size_of::<Slot>() == 32);
    assert!(offset_of!(Slot, entry) == offset_of!(UpcallSlot, entry));
    assert!(offset_of!(Slot, second) == offset_of!(UpcallSlot, handler));
    assert!(offset_of!(Slot, data) == offset_of!(UpcallSlot, data));
};

/// What may be done with a closure whose type has been forgotten. First field of every body.
#[derive(Debug)]
pub(super) struct Table {
    /// Where its slot comes from.
    pub(super) pool: PoolRef,
    /// The owner lets go.
    pub(super) close: unsafe fn(NonNull<Slot>),
    /// Drops the function in a body, on the thread of the last one out.
    pub(super) drop_function: unsafe fn(NonNull<()>),
    /// Drops the fallback and frees the body.
    pub(super) free: unsafe fn(NonNull<()>),
}

impl Slot {
    /// A slot that no thunk leads to.
    pub(super) fn new() -> Slot {
        Slot {
            entry: AtomicPtr::default(),
            second: AtomicPtr::new(without_provenance_mut(NOBODY)),
            data: AtomicPtr::default(),
            state: State::free(),
            tag: AtomicU32::new(0),
            #[cfg(target_arch = "x86")]
            function: AtomicPtr::default(),
        }
    }

    /// The word of the typed function.
    #[inline(always)]
    pub(super) fn typed(&self) -> &AtomicPtr<()> {
        #[cfg(target_arch = "x86")]
        let word = &self.function;
        #[cfg(not(target_arch = "x86"))]
        let word = &self.entry;
        word
    }

    /// The number of the only thread that may call, or [`NOBODY`]. For a closure with a typed function.
    #[inline(always)]
    pub(super) fn owner(&self) -> usize {
        self.second.load(Ordering::Relaxed).addr()
    }

    /// Makes a slot of zeros usable.
    ///
    /// # Safety
    ///
    /// `slot` is valid for writes, exclusively the caller's, and has never been used; `index` is its number in its block.
    pub(super) unsafe fn prepare(slot: NonNull<Slot>, index: usize) {
        // SAFETY: by the caller.
        unsafe {
            slot.write(Slot::new());
            slot.as_ref().tag.store(index as u32, Ordering::Relaxed);
        }
    }

    /// Its number in its block.
    pub(super) fn index(&self) -> usize {
        (self.tag.load(Ordering::Relaxed) & ((1 << INDEX_BITS) - 1)) as usize
    }

    /// How many closures have been here before, modulo 2²⁰.
    pub(super) fn generation(&self) -> u32 {
        self.tag.load(Ordering::Relaxed) >> INDEX_BITS
    }

    /// Another closure is about to be here. For the slot's only user.
    pub(super) fn next_generation(&self) {
        let tag = self.tag.load(Ordering::Relaxed);
        self.tag.store(tag.wrapping_add(1 << INDEX_BITS), Ordering::Relaxed);
    }

    /// The operations of the closure in it.
    ///
    /// # Safety
    ///
    /// There is one, and the caller keeps it there: as its owner, or as a call that has entered.
    pub(super) unsafe fn table(&self) -> &'static Table {
        let body = self.data.load(Ordering::Relaxed);
        // SAFETY: every body begins with a reference to its table.
        unsafe { *body.cast::<&'static Table>() }
    }
}

/// What has to be done when [`State::leave`] says so.
///
/// # Safety
///
/// It has said so, for this slot.
#[cold]
pub(super) unsafe fn retire(slot: NonNull<Slot>) {
    // SAFETY: slots are never unmapped. Otherwise a late call came in between; it will do this, or has.
    unsafe {
        if slot.as_ref().state.retire() {
            retired(slot);
        }
    }
}

/// What has to be done when [`State::close`] or [`State::retire`] says so.
///
/// # Safety
///
/// One of them has said so, for this slot.
pub(super) unsafe fn retired(slot: NonNull<Slot>) {
    // SAFETY: slots are never unmapped; one that is not free has a body, and only we may take its function.
    unsafe {
        let body = slot.as_ref().data.load(Ordering::Relaxed);
        let table = slot.as_ref().table();
        (table.drop_function)(NonNull::new_unchecked(body));
        table.pool.get().quarantine(slot);
    }
}

/// Which closure it was: the same slot at another time is another closure.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ClosureId {
    slot: usize,
    generation: u32,
}

impl ClosureId {
    pub(super) fn of(slot: &Slot) -> ClosureId {
        ClosureId { slot: core::ptr::from_ref(slot).addr(), generation: slot.generation() }
    }
}
