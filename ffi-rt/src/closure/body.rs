//! What a slot points at, and how a call gets from the slot to the function: one mode for each promise about who calls.
//!
//! | mode | function | who may call | what a call costs besides |
//! |---|---|---|---|
//! | [`Plain`] | `Fn + Sync` | anyone, while it lives; nobody when it ends | nothing |
//! | [`Counted`] | `Fn + Send + Sync` | anyone, at any time | two atomic operations |
//! | [`Once`] | `FnOnce + Send` | the same; the first call gets the function | the same, and a third |
//! | [`Local`] | `FnMut` | the thread that made it | a thread-local read and a flag; two atomic operations by a [`Handler`] |
//! | [`Late`] | none any more | anyone | two atomic operations |

use core::cell::{Cell, UnsafeCell};
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::ptr::{NonNull, without_provenance_mut};
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::boxed::Box;

use super::call::{FnCall, FnMutCall, FnOnceCall};
use super::policy::{Fault, FaultKind, Policy, die, invoke, or_abort};
use super::slot::{NOBODY, Slot, Table, retire, retired};
use super::thread;

/// A closure: what is behind [`Slot::data`]. The table comes first, wherever nothing else is known.
#[repr(C)]
pub(super) struct Body<F, B> {
    table: &'static Table,
    pub(super) function: UnsafeCell<ManuallyDrop<F>>,
    pub(super) policy: B,
}

impl<F, B> Body<F, B> {
    pub(super) fn allocate(table: &'static Table, function: F, policy: B) -> NonNull<()> {
        let body = Body { table, function: UnsafeCell::new(ManuallyDrop::new(function)), policy };
        NonNull::from(Box::leak(Box::new(body))).cast()
    }

    /// The body in a slot.
    ///
    /// # Safety
    ///
    /// There is one of this type, which stays for `'a`.
    #[inline(always)]
    pub(super) unsafe fn of<'a>(slot: &Slot) -> &'a Body<F, B> {
        // SAFETY: by the caller; nobody changes the field while there is a body. An atomic read would stay where nothing needs it.
        unsafe { &*slot.data.as_ptr().read().cast() }
    }

    /// Drops the function and aborts if that panics: no caller could be told.
    pub(super) unsafe fn drop_function(body: NonNull<()>) {
        let body = body.cast::<Self>();
        // SAFETY: the caller is the only one to use the function, for the last time.
        or_abort(|| unsafe { ManuallyDrop::drop(&mut *body.as_ref().function.get()) });
    }

    /// Frees all but the function.
    pub(super) unsafe fn free(body: NonNull<()>) {
        // SAFETY: it came from `allocate`, and the caller is the last to use it.
        or_abort(|| drop(unsafe { Box::from_raw(body.cast::<Self>().as_ptr()) }));
    }
}

/// How calls get to a mode: by a typed function or by a handler. It is known by its address, which is in the slot for as long as the
/// closure is that it was made for.
#[doc(hidden)]
pub trait Way: Copy {
    /// Whether the slot's second word is a handler, so that who may call is in the body, which only a call that has entered may read.
    const HANDLED: bool;

    /// Whether the slot is still that of a closure of this way.
    fn leads_to(self, slot: &Slot) -> bool;
}

/// A typed function at this address, which a thunk jumped to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed(pub(super) *const ());

impl Way for Typed {
    const HANDLED: bool = false;

    #[inline(always)]
    fn leads_to(self, slot: &Slot) -> bool {
        // To Miri, each mention of a generic function is another one.
        cfg!(miri) || slot.typed().load(Ordering::Relaxed).cast_const() == self.0
    }
}

/// A handler at this address, which an upcall entry called. The entry of a slot never changes (see `pool`), so that one
/// which was held up finds arguments of its own signature.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Handler(pub(super) *const ());

impl Way for Handler {
    const HANDLED: bool = true;

    #[inline(always)]
    fn leads_to(self, slot: &Slot) -> bool {
        cfg!(miri) || slot.second.load(Ordering::Relaxed).cast_const() == self.0
    }
}

/// What a typed function or a handler does: `own` is itself.
///
/// # Safety
///
/// Implementations return what the closure in the slot returns, or what its policy says.
#[doc(hidden)]
pub unsafe trait Run<A, R> {
    /// # Safety
    ///
    /// Called by `own`, which was reached because it was in the slot.
    unsafe fn run<W: Way>(slot: *const Slot, own: W, arguments: A) -> R;
}

/// Leaves a slot that was entered, when it is dropped: in unwinding.
pub(super) struct Leave(pub(super) NonNull<Slot>);

impl Drop for Leave {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: slots are never unmapped; what is entered is left once, and then retired if that is asked for.
        unsafe {
            if self.0.as_ref().state.leave() {
                retire(self.0);
            }
        }
    }
}

/// Leaves a slot that was entered, when the call has this result. In tail position, so that the usual way saves no registers.
///
/// # Safety
///
/// The call has entered, and is done.
#[inline(always)]
unsafe fn leave<R>(slot: NonNull<Slot>, result: R) -> R {
    /// It cannot unwind, which the convention says: a call that could is no tail call.
    #[cold]
    #[inline(never)]
    #[allow(improper_ctypes_definitions, reason = "Rust calls Rust")]
    unsafe extern "C" fn last<R>(slot: NonNull<Slot>, result: R) -> R {
        // SAFETY: by the caller.
        unsafe { retire(slot) };
        result
    }
    // SAFETY: slots are never unmapped; the last one out retires the slot.
    unsafe { if slot.as_ref().state.leave() { last(slot, result) } else { result } }
}

/// The outcome of a call that entered and may not reach the function.
///
/// `own` is what closures with this policy are called by: a thread that was held up between the thunk and here while the
/// slot went through its quarantine finds another closure, and nothing to return.
///
/// # Safety
///
/// The call has entered; closures that are called by `own` have bodies of this type.
#[cold]
#[allow(improper_ctypes_definitions, reason = "Rust calls Rust; it cannot unwind, and may be a tail call")]
pub(super) unsafe extern "C" fn faulted<F, R, B: Policy<R>, W: Way>(slot: NonNull<Slot>, own: W, kind: FaultKind) -> R {
    let leave = Leave(slot);
    // SAFETY: slots are never unmapped.
    let slot = unsafe { leave.0.as_ref() };
    if slot.state.is_free() || !own.leads_to(slot) {
        die(&"called after it was dropped and its quarantine was over");
    }
    // SAFETY: the slot holds a closure of that entry, and the call that entered keeps its body there.
    let body = unsafe { Body::<F, B>::of(slot) };
    body.policy.outcome(&Fault::new(kind, slot))
}

/// See the [module](self).
pub(super) struct Plain<F, B>(PhantomData<(F, B)>);

// SAFETY: calls what is in the slot.
unsafe impl<A, R, F: FnCall<A, Output = R>, B: Policy<R>> Run<A, R> for Plain<F, B> {
    #[inline(always)]
    unsafe fn run<W: Way>(slot: *const Slot, _: W, arguments: A) -> R {
        // SAFETY: the slot of a thunk; whoever calls vouches that the closure lives until the call ends.
        let (slot, body) = unsafe { (&*slot, Body::<F, B>::of(&*slot)) };
        // SAFETY: nobody has it mutably while the closure lives.
        let function = unsafe { &*body.function.get() };
        invoke(&body.policy, slot, || function.call(arguments))
    }
}

/// See the [module](self).
pub(super) struct Late<F, B>(PhantomData<(F, B)>);

// SAFETY: the policy of what was in the slot decides.
unsafe impl<A, R, F, B: Policy<R>> Run<A, R> for Late<F, B> {
    #[inline(always)]
    unsafe fn run<W: Way>(slot: *const Slot, own: W, _: A) -> R {
        // SAFETY: the slot of a thunk. It is entered before it is left.
        unsafe {
            let _ = (*slot).state.enter();
            faulted::<F, R, B, W>(NonNull::new_unchecked(slot.cast_mut()), own, FaultKind::Late)
        }
    }
}

/// See the [module](self).
pub(super) struct Counted<F, B>(PhantomData<(F, B)>);

// SAFETY: calls what is in the slot, or its policy decides.
unsafe impl<A, R, F: FnCall<A, Output = R>, B: Policy<R>> Run<A, R> for Counted<F, B> {
    #[inline(always)]
    unsafe fn run<W: Way>(slot: *const Slot, own: W, arguments: A) -> R {
        // SAFETY: the slot of a thunk, which is not null and never unmapped.
        let (that, slot) = unsafe { (&*slot, NonNull::new_unchecked(slot.cast_mut())) };
        if !that.state.enter() || !own.leads_to(that) {
            // SAFETY: entered.
            return unsafe { faulted::<F, R, B, W>(slot, own, FaultKind::Late) };
        }
        let unwound = Leave(slot);
        // SAFETY: the closure of this entry is alive, and will not go before we leave.
        let body = unsafe { Body::<F, B>::of(that) };
        // SAFETY: nobody has it mutably before the last one has left.
        let function = unsafe { &*body.function.get() };
        let result = invoke(&body.policy, that, || function.call(arguments));
        mem::forget(unwound);
        // SAFETY: entered, and done.
        unsafe { leave(slot, result) }
    }
}

/// The function of a [`Once`], until it is called.
pub(super) struct OnceState<F> {
    taken: AtomicBool,
    function: UnsafeCell<ManuallyDrop<F>>,
    /// The first call closes the slot, which has no owner.
    closes: bool,
}

impl<F> OnceState<F> {
    pub(super) fn new(function: F, closes: bool) -> OnceState<F> {
        OnceState { taken: AtomicBool::new(false), function: UnsafeCell::new(ManuallyDrop::new(function)), closes }
    }
}

impl<F> Drop for OnceState<F> {
    fn drop(&mut self) {
        if !*self.taken.get_mut() {
            // SAFETY: nobody has taken it, and nobody can any more.
            unsafe { ManuallyDrop::drop(self.function.get_mut()) };
        }
    }
}

/// See the [module](self).
pub(super) struct Once<F, B>(PhantomData<(F, B)>);

// SAFETY: calls what is in the slot, or its policy decides.
unsafe impl<A, R, F: FnOnceCall<A, Output = R>, B: Policy<R>> Run<A, R> for Once<F, B> {
    #[inline(always)]
    unsafe fn run<W: Way>(slot: *const Slot, own: W, arguments: A) -> R {
        // SAFETY: the slot of a thunk, which is not null and never unmapped.
        let (that, slot) = unsafe { (&*slot, NonNull::new_unchecked(slot.cast_mut())) };
        if !that.state.enter() || !own.leads_to(that) {
            // SAFETY: entered.
            return unsafe { faulted::<OnceState<F>, R, B, W>(slot, own, FaultKind::Late) };
        }
        // SAFETY: as in `Counted`.
        let body = unsafe { Body::<OnceState<F>, B>::of(that) };
        // SAFETY: only what is atomic or behind `UnsafeCell` is changed by others.
        let once = unsafe { &*body.function.get() };
        if once.taken.swap(true, Ordering::Relaxed) {
            // SAFETY: entered.
            return unsafe { faulted::<OnceState<F>, R, B, W>(slot, own, FaultKind::Consumed) };
        }
        let _leave = Leave(slot);
        // SAFETY: taken by us, who are the first and the last.
        let function = unsafe { ManuallyDrop::take(&mut *once.function.get()) };
        if once.closes && that.state.close() {
            unreachable!("this call is inside");
        }
        invoke(&body.policy, that, || function.call_once(arguments))
    }
}

/// The function of a [`Local`].
#[repr(C)]
pub(super) struct LocalState<F> {
    /// Number of the only thread that may call, or [`NOBODY`]. Typed functions look in the slot, which is there for late calls too.
    owner: AtomicUsize,
    /// Calls of its own thread that are inside: one at most, for `FnMut`.
    running: Cell<bool>,
    /// The owner let go meanwhile.
    dropped: Cell<bool>,
    function: UnsafeCell<ManuallyDrop<F>>,
}

impl<F> LocalState<F> {
    pub(super) fn new(function: F) -> LocalState<F> {
        let function = UnsafeCell::new(ManuallyDrop::new(function));
        LocalState { owner: AtomicUsize::new(thread::number()), running: Cell::new(false), dropped: Cell::new(false), function }
    }
}

/// See the [module](self).
pub(super) struct Local<F, B>(PhantomData<(F, B)>);

impl<F, B> Local<F, B> {
    /// The owner lets go of a closure with a typed function.
    pub(super) unsafe fn close(slot: NonNull<Slot>) {
        let nobody = without_provenance_mut(NOBODY);
        // SAFETY: slots are never unmapped.
        let owner = unsafe { slot.as_ref() }.second.swap(nobody, Ordering::Relaxed);
        // SAFETY: passed on to the caller.
        unsafe { Self::close_of(slot, owner.addr()) }
    }

    /// The owner lets go of a closure with a handler.
    pub(super) unsafe fn close_handled(slot: NonNull<Slot>) {
        // SAFETY: the owner's slot has a closure, until we let go.
        unsafe {
            let body = Body::<LocalState<F>, B>::of(slot.as_ref());
            let local = &*body.function.get();
            let owner = local.owner.swap(NOBODY, Ordering::Relaxed);
            Self::close_of(slot, owner);
        }
    }

    unsafe fn close_of(slot: NonNull<Slot>, owner: usize) {
        if owner != thread::known() {
            // A destroy notification on a thread that must not have the function, which may be running: it is never dropped.
            return;
        }
        // SAFETY: the owner's slot has a closure, until we let go.
        let body = unsafe { Body::<LocalState<F>, B>::of(slot.as_ref()) };
        // Since it is nobody's, no call reaches the function, not even one that its own destructor makes.
        // SAFETY: of its fields, this thread alone uses those that change.
        let local = unsafe { &*body.function.get() };
        if local.running.get() {
            local.dropped.set(true);
        } else {
            // SAFETY: not running, and never again.
            unsafe { Self::end(slot, local) };
        }
    }

    /// Drops the function, and closes the slot to the calls of other threads.
    unsafe fn end(slot: NonNull<Slot>, local: &LocalState<F>) {
        // SAFETY: by the caller, the last use, on the function's own thread; then the slot is closed once.
        unsafe {
            or_abort(|| ManuallyDrop::drop(&mut *local.function.get()));
            if slot.as_ref().state.close() {
                retired(slot);
            }
        }
    }
}

/// Ends a call of a local function, when it is dropped.
struct Stop<'a, F, B> {
    slot: NonNull<Slot>,
    local: &'a LocalState<F>,
    policy: PhantomData<B>,
}

impl<F, B> Drop for Stop<'_, F, B> {
    #[inline(always)]
    fn drop(&mut self) {
        self.local.running.set(false);
        if self.local.dropped.get() {
            // SAFETY: the owner has let go during this call, which left the rest to us.
            unsafe { Local::<F, B>::end(self.slot, self.local) };
        }
    }
}

// SAFETY: calls what is in the slot, or its policy decides.
unsafe impl<A, R, F: FnMutCall<A, Output = R>, B: Policy<R>> Run<A, R> for Local<F, B> {
    #[inline(always)]
    unsafe fn run<W: Way>(slot: *const Slot, own: W, arguments: A) -> R {
        // SAFETY: the slot of a thunk, which is not null and never unmapped.
        let (that, slot) = unsafe { (&*slot, NonNull::new_unchecked(slot.cast_mut())) };
        let mut entered = None;
        if W::HANDLED {
            if !that.state.enter() || !own.leads_to(that) {
                // SAFETY: entered.
                return unsafe { faulted::<LocalState<F>, R, B, W>(slot, own, FaultKind::Late) };
            }
            entered = Some(Leave(slot));
        } else {
            let owner = that.owner();
            // What this thread owns, this thread alone drops: the closure cannot have changed since a thunk, but user data may be stale.
            if owner != thread::known() || !own.leads_to(that) {
                // SAFETY: entered, then left.
                return unsafe {
                    let alive = that.state.enter();
                    let kind = if owner != NOBODY && alive { FaultKind::WrongThread } else { FaultKind::Late };
                    faulted::<LocalState<F>, R, B, W>(slot, own, kind)
                };
            }
        }
        // SAFETY: it is there until this thread lets go, or until `Stop` if it does so during the call; or until an entered call leaves.
        let body = unsafe { Body::<LocalState<F>, B>::of(that) };
        // SAFETY: of its fields, this thread alone uses those that change without being atomic.
        let local = unsafe { &*body.function.get() };
        let fault = |kind, entered: Option<Leave>| {
            match entered {
                Some(leave) => mem::forget(leave),
                None => _ = that.state.enter(),
            }
            // SAFETY: entered, then left.
            unsafe { faulted::<LocalState<F>, R, B, W>(slot, own, kind) }
        };
        if W::HANDLED {
            let owner = local.owner.load(Ordering::Relaxed);
            if owner != thread::known() {
                return fault(if owner == NOBODY { FaultKind::Late } else { FaultKind::WrongThread }, entered);
            }
        }
        if local.running.replace(true) {
            return fault(FaultKind::Reentered, entered);
        }
        let _stop = Stop::<F, B> { slot, local, policy: PhantomData };
        // SAFETY: `running` was false, so that nobody else has it.
        let function = unsafe { &mut *local.function.get() };
        invoke(&body.policy, that, || function.call_mut(arguments))
    }
}
