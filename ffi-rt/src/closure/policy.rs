//! What a call returns that does not reach its function, or whose function panics.

use core::any::Any;
use core::fmt;
use core::marker::PhantomData;
use core::mem;
use std::boxed::Box;
use std::eprintln;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::abort;

use super::slot::{ClosureId, Slot};
use crate::Value;

/// Why a call has no result of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum FaultKind {
    /// The closure had been dropped.
    Late,
    /// Another thread than the only one that may call.
    WrongThread,
    /// An `FnMut` was called while it was running.
    Reentered,
    /// An `FnOnce` was called again.
    Consumed,
    /// The function panicked.
    Panicked,
    /// The queue of a listener was full, or its owner had gone.
    NotDelivered,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FaultKind::Late => "called after it was dropped",
            FaultKind::WrongThread => "called on another thread than its own",
            FaultKind::Reentered => "called while it was running, which an `FnMut` cannot be",
            FaultKind::Consumed => "called a second time, which an `FnOnce` cannot be",
            FaultKind::Panicked => "panicked",
            FaultKind::NotDelivered => "could not be delivered to its listener",
        })
    }
}

/// A call that has no result of its own.
#[derive(Debug)]
pub struct Fault<'a> {
    kind: FaultKind,
    closure: ClosureId,
    panic: Option<&'a (dyn Any + Send)>,
}

impl Fault<'_> {
    pub(super) fn new(kind: FaultKind, slot: &Slot) -> Fault<'static> {
        Fault { kind, closure: ClosureId::of(slot), panic: None }
    }

    /// Why.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        self.kind
    }

    /// Of which closure.
    #[must_use]
    pub fn closure(&self) -> ClosureId {
        self.closure
    }

    /// What it panicked with.
    #[must_use]
    pub fn panic(&self) -> Option<&(dyn Any + Send)> {
        self.panic
    }
}

/// What becomes of a panic.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(hidden)]
pub enum OnPanic {
    Abort,
    Catch,
    Unwind,
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// What a call returns that has no result of its own ([`Fault`]): one of [`Abort`], [`Or`], [`OrElse`], [`Unwind`].
///
/// It is chosen when the closure is made and outlives the closure's function: late calls need it. Calls on any thread use
/// it, which each implementation, all of them this crate's, allows for.
pub trait Policy<R>: sealed::Sealed + 'static {
    #[doc(hidden)]
    const ON_PANIC: OnPanic;

    #[doc(hidden)]
    fn outcome(&self, fault: &Fault<'_>) -> R;
}

/// The program ends, with a message. What a closure does that nothing else was declared for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Abort;

impl sealed::Sealed for Abort {}

impl<R> Policy<R> for Abort {
    const ON_PANIC: OnPanic = OnPanic::Abort;

    fn outcome(&self, fault: &Fault<'_>) -> R {
        die(&fault.kind)
    }
}

/// A panic goes on into the C code that called, which has to let it through; any other fault ends the program.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Unwind(());

impl Unwind {
    pub(super) const fn new() -> Unwind {
        Unwind(())
    }
}

impl sealed::Sealed for Unwind {}

impl<R> Policy<R> for Unwind {
    const ON_PANIC: OnPanic = OnPanic::Unwind;

    fn outcome(&self, fault: &Fault<'_>) -> R {
        die(&fault.kind)
    }
}

/// A value is returned. A panic has been reported by the panic hook and goes no further.
///
/// Calls on any thread may return it, whatever it is: it is only ever copied, into the result of a C function, and no Rust code on another
/// thread gets at it. It is no way around `Send`, though:
///
/// ```compile_fail,E0277
/// fn send(_: impl Send) {}
/// send(ffi::closure::Or(&core::cell::Cell::new(0)));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Or<R>(pub R);

impl<R> sealed::Sealed for Or<R> {}

/// For closures whose [signature is data](super::Options::signature).
impl Policy<Value> for Or<Value> {
    const ON_PANIC: OnPanic = OnPanic::Catch;

    fn outcome(&self, _: &Fault<'_>) -> Value {
        self.0.clone()
    }
}

impl<R: Copy + 'static> Policy<R> for Or<R> {
    const ON_PANIC: OnPanic = OnPanic::Catch;

    fn outcome(&self, _: &Fault<'_>) -> R {
        self.0
    }
}

/// A handler is told what happened to which closure, and says what to return. If it panics, the program ends.
pub struct OrElse<H, R> {
    handler: H,
    result: PhantomData<fn() -> R>,
}

impl<H: Fn(&Fault<'_>) -> R, R> OrElse<H, R> {
    /// With this handler.
    pub const fn new(handler: H) -> OrElse<H, R> {
        OrElse { handler, result: PhantomData }
    }
}

impl<H, R> fmt::Debug for OrElse<H, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OrElse").finish_non_exhaustive()
    }
}

impl<H, R> sealed::Sealed for OrElse<H, R> {}

impl<H: Fn(&Fault<'_>) -> R + Send + Sync + 'static, R: 'static> Policy<R> for OrElse<H, R> {
    const ON_PANIC: OnPanic = OnPanic::Catch;

    fn outcome(&self, fault: &Fault<'_>) -> R {
        or_abort(|| (self.handler)(fault))
    }
}

/// Calls a function and deals with its panic.
#[inline(always)]
pub(super) fn invoke<R, B: Policy<R>>(policy: &B, slot: &Slot, function: impl FnOnce() -> R) -> R {
    match B::ON_PANIC {
        OnPanic::Abort => or_abort(function),
        OnPanic::Unwind => function(),
        OnPanic::Catch => match catch_unwind(AssertUnwindSafe(function)) {
            Ok(result) => result,
            Err(payload) => caught(policy, slot, payload),
        },
    }
}

#[cold]
pub(super) fn caught<R, B: Policy<R>>(policy: &B, slot: &Slot, payload: Box<dyn Any + Send>) -> R {
    let fault = Fault { panic: Some(&*payload), ..Fault::new(FaultKind::Panicked, slot) };
    let result = policy.outcome(&fault);
    // What a panic carries may panic when it is dropped.
    or_abort(|| drop(payload));
    result
}

/// Ends the program if a function panics: the hook has said with what.
#[inline(always)]
pub(super) fn or_abort<R>(function: impl FnOnce() -> R) -> R {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            abort();
        }
    }
    let bomb = Bomb;
    let result = function();
    mem::forget(bomb);
    result
}

/// Ends the program, and says why.
#[cold]
pub(super) fn die(why: &dyn fmt::Display) -> ! {
    eprintln!("ffi: a closure was {why}, and nothing was declared for that");
    abort()
}
