//! Calls from any thread, run by one.
//!
//! ```text
//!  any thread:  C ─► thunk ─► [`Listening`] ─► queue ── (waits for the answer) ─┐
//!  its thread:            run_pending ◄─ queue ─► function ─► answer ──────────┘
//! ```
//!
//! The functions stay with the listener: jobs hold pointers to them, and are run or dropped before it is gone.

mod by_signature;

use core::any::Any;
use core::cell::{Cell, RefCell, UnsafeCell};
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::boxed::Box;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::vec::Vec;

use super::FnMutCall;
use super::body::{Body, Leave, Run, Way, faulted};
use super::convention::Convention;
use super::make::{Options, Pools, Words, close, put, thunk};
use super::owned::Closure;
use super::policy::{Fault, FaultKind, Policy, caught, or_abort};
use super::pool::ClosureError;
use super::slot::{NOBODY, Slot, Table};
use super::thread;

/// Something to do on the listener's thread. None is dropped without being done, unless the listener is forgotten.
struct Job(Box<dyn FnOnce()>);

// SAFETY: what C passed goes to the function on the listener's thread, as C meant it to by giving it to a listener.
unsafe impl Send for Job {}

struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

struct Shared {
    capacity: usize,
    owner: usize,
    queue: Mutex<Queue>,
    /// A job came, or the queue was closed.
    ready: Condvar,
    /// A job left, or the queue was closed.
    room: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // Nothing between the locks panics but allocation.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a job in the queue. `waits` for room, on other threads than the listener's. False if it cannot be delivered.
    fn push(&self, job: Job, waits: bool) -> bool {
        let mut queue = self.lock();
        while waits && !queue.closed && queue.jobs.len() >= self.capacity {
            queue = self.room.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        if queue.closed || queue.jobs.len() >= self.capacity {
            return false;
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.ready.notify_one();
        true
    }
}

/// No more calls come: the listener was closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClosedError;

impl fmt::Display for ClosedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the listener is closed")
    }
}

impl std::error::Error for ClosedError {}

/// Runs the calls of its closures, which any thread may make, on the thread that made it.
///
/// The queue is bounded. When it is closed, explicitly or by dropping the listener, every call that is in it is run, whoever waits for an
/// answer gets it, and later calls reach the closures' fallback ([`FaultKind::NotDelivered`]).
///
/// ```
/// use ffi::closure::{Listener, options};
/// let listener = Listener::new(16);
/// let mut lines = 0;
/// let log = listener.post(options(), move |_level: i32| lines += 1)?;
/// let pointer = log.as_ptr();
/// // SAFETY: the closure lives; any thread may call it.
/// std::thread::spawn(move || unsafe { pointer(3) }).join().unwrap();
/// assert_eq!(listener.run_pending(), 1);
/// # Ok::<(), ffi::closure::ClosureError>(())
/// ```
pub struct Listener {
    shared: Arc<Shared>,
    /// What the jobs' pointers lead to.
    functions: RefCell<Vec<Box<dyn Any>>>,
    running: Cell<bool>,
    local: PhantomData<*mut ()>,
}

/// A function of a listener.
struct Function<F> {
    running: Cell<bool>,
    function: UnsafeCell<F>,
}

impl<F> Function<F> {
    /// Calls it; `None` if it is running.
    ///
    /// # Safety
    ///
    /// On the listener's thread.
    unsafe fn call<A, R>(&self, arguments: A) -> Option<R>
    where
        F: FnMutCall<A, Output = R>,
    {
        struct Stop<'a>(&'a Cell<bool>);
        impl Drop for Stop<'_> {
            fn drop(&mut self) {
                self.0.set(false);
            }
        }
        if self.running.replace(true) {
            return None;
        }
        let _stop = Stop(&self.running);
        // SAFETY: it was not running, and this is its thread.
        Some(unsafe { (*self.function.get()).call_mut(arguments) })
    }
}

/// What a thread gets that waits for an answer.
type Answer<R> = Result<R, Failure>;

enum Failure {
    Not(FaultKind),
    Panic(Box<dyn Any + Send>),
}

/// The place of an answer.
struct Waiting<R> {
    answer: Mutex<Option<Answer<R>>>,
    there: Condvar,
}

/// What the closure of a listener's thunk holds.
struct Forward<F, R> {
    shared: Arc<Shared>,
    function: NonNull<Function<F>>,
    /// What is returned at once, or that the caller waits.
    at_once: Option<R>,
}

impl<F, R> Forward<F, R> {
    fn send<A: 'static>(&self, arguments: A) -> Answer<R>
    where
        F: FnMutCall<A, Output = R> + 'static,
        R: Clone + 'static,
    {
        let function = self.function;
        let own = self.shared.owner == thread::known();
        if let Some(answer) = &self.at_once {
            let job = Job(Box::new(move || {
                // SAFETY: on the listener's thread, before the listener is gone. It is not running, as functions run no jobs, unless the
                // listener's thread called it through another way than the queue, which there is not.
                unsafe { function.as_ref().call(arguments) };
            }));
            return if self.shared.push(job, false) { Ok(answer.clone()) } else { Err(Failure::Not(FaultKind::NotDelivered)) };
        }
        if own {
            if self.shared.lock().closed {
                return Err(Failure::Not(FaultKind::NotDelivered));
            }
            // Nobody else would answer.
            // SAFETY: on the listener's thread, and it is not gone.
            return answer(|| unsafe { function.as_ref().call(arguments) });
        }
        let waiting = Arc::new(Waiting { answer: Mutex::new(None), there: Condvar::new() });
        let there = waiting.clone();
        let job = Job(Box::new(move || {
            // SAFETY: on the listener's thread, before the listener is gone.
            let found = answer(|| unsafe { function.as_ref().call(arguments) });
            *there.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
            there.there.notify_one();
        }));
        if !self.shared.push(job, true) {
            return Err(Failure::Not(FaultKind::NotDelivered));
        }
        let mut slot = waiting.answer.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(answer) = slot.take() {
                return answer;
            }
            slot = waiting.there.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Calls a function for someone who waits for its answer.
fn answer<R>(call: impl FnOnce() -> Option<R>) -> Answer<R> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Some(result)) => Ok(result),
        Ok(None) => Err(Failure::Not(FaultKind::Reentered)),
        Err(panic) => Err(Failure::Panic(panic)),
    }
}

/// The mode of a listener's closures: as [`Counted`](super::body::Counted), on any thread.
struct Listening<F, B>(PhantomData<(F, B)>);

// SAFETY: sends the call on, or the policy of what is in the slot decides.
unsafe impl<A: 'static, R: Copy + 'static, F: FnMutCall<A, Output = R> + 'static, B: Policy<R>> Run<A, R> for Listening<F, B> {
    unsafe fn run<W: Way>(slot: *const Slot, own: W, arguments: A) -> R {
        // SAFETY: the slot of a thunk, which is not null and never unmapped.
        let (that, slot) = unsafe { (&*slot, NonNull::new_unchecked(slot.cast_mut())) };
        if !that.state.enter() || !own.leads_to(that) {
            // SAFETY: entered.
            return unsafe { faulted::<Forward<F, R>, R, B, W>(slot, own, FaultKind::Late) };
        }
        let _leave = Leave(slot);
        // SAFETY: the closure of this entry is alive, and will not go before we leave.
        let body = unsafe { Body::<Forward<F, R>, B>::of(that) };
        // SAFETY: nobody has it mutably before the last one has left.
        let forward = unsafe { &*body.function.get() };
        match forward.send(arguments) {
            Ok(result) => result,
            Err(Failure::Not(kind)) => body.policy.outcome(&Fault::new(kind, that)),
            Err(Failure::Panic(panic)) => caught(&body.policy, that, panic),
        }
    }
}

/// Of closures whose functions have the result `X`.
struct Tables<F, X, A, R, K, B>(PhantomData<(F, X, A, R, K, B)>);

impl<F, X, A, R, K: Convention<A, R>, B> Tables<F, X, A, R, K, B> {
    const TABLE: &'static Table = &Table {
        pool: Pools::<A, R, K>::POOL,
        close,
        drop_function: Body::<Forward<F, X>, B>::drop_function,
        free: Body::<Forward<F, X>, B>::free,
    };
}

impl Listener {
    /// A listener of this thread, which keeps up to this many calls.
    ///
    /// # Panics
    /// If that is none.
    #[must_use]
    pub fn new(capacity: usize) -> Listener {
        assert!(capacity > 0, "a listener has room for one call at least");
        let queue = Mutex::new(Queue { jobs: VecDeque::new(), closed: false });
        let shared = Arc::new(Shared { capacity, owner: thread::number(), queue, ready: Condvar::new(), room: Condvar::new() });
        Listener { shared, functions: RefCell::default(), running: Cell::new(false), local: PhantomData }
    }

    /// A closure whose callers do not wait. A call that finds the queue full reaches the fallback.
    ///
    /// The arguments are kept until the function gets them: what they point to has to live for as long.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn post<A: 'static, F, K, B>(&self, options: Options<K, B>, function: F) -> Result<Closure<K::Pointer>, ClosureError>
    where
        F: FnMutCall<A, Output = ()> + 'static,
        K: Convention<A, ()>,
        B: Policy<()>,
    {
        self.make::<Listening<F, B>, _, _, _, _, _, _>(options, function, Some(()))
    }

    /// The same for functions with a result: callers get this one.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn post_returning<A: 'static, R, F, K, B>(
        &self,
        options: Options<K, B>,
        answer: R,
        function: F,
    ) -> Result<Closure<K::Pointer>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'static,
        R: Copy + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        self.make::<Listening<F, B>, _, _, _, _, _, _>(options, function, Some(answer))
    }

    /// A closure whose callers wait for the answer, and before that for room in the queue. A call on the listener's own thread is made at
    /// once. A panic is the caller's: its fallback decides.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn ask<A: 'static, R, F, K, B>(&self, options: Options<K, B>, function: F) -> Result<Closure<K::Pointer>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'static,
        R: Copy + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        self.make::<Listening<F, B>, _, _, R, _, _, _>(options, function, None)
    }

    /// A closure of a mode whose body is a [`Forward`] to the function.
    fn make<M: Run<A, R>, A, R, X, F: 'static, K: Convention<A, R>, B>(
        &self,
        options: Options<K, B>,
        function: F,
        at_once: Option<X>,
    ) -> Result<Closure<K::Pointer>, ClosureError> {
        let function = Box::new(Function { running: Cell::new(false), function: UnsafeCell::new(function) });
        let pointer = NonNull::from(&*function);
        self.functions.borrow_mut().push(function);
        let forward = Forward { shared: self.shared.clone(), function: pointer, at_once };
        let table = Tables::<F, X, A, R, K, B>::TABLE;
        let words = Words::of::<M, A, R, K>(&options.convention, NOBODY);
        let slot = put(table, words.class, forward, options.policy, |_| words)?;
        // SAFETY: the thunk of a closure of these types, whose owner the caller is. What it holds is used by any thread only to send.
        Ok(unsafe { Closure::new_in(slot, K::pointer(thunk::<A, R, K>(slot))) })
    }

    /// Runs the calls that are in the queue now, and says how many. None if one of them is running: functions do not run functions.
    ///
    /// # Panics
    /// If a posted function panics; the calls behind it stay in the queue.
    pub fn run_pending(&self) -> usize {
        let pending = self.shared.lock().jobs.len();
        (0..pending).take_while(|_| self.run_one()).count()
    }

    /// Runs calls until the deadline, waiting for them. Says how many.
    ///
    /// # Errors
    /// [`ClosedError`] if the listener is closed, so that none come.
    ///
    /// # Panics
    /// If a posted function panics; the calls behind it stay in the queue.
    pub fn run_for(&self, time: Duration) -> Result<usize, ClosedError> {
        let deadline = Instant::now() + time;
        let mut count = 0;
        loop {
            count += self.run_pending();
            let left = deadline.saturating_duration_since(Instant::now());
            let queue = self.shared.lock();
            if queue.closed && count == 0 {
                return Err(ClosedError);
            }
            if queue.closed || left.is_zero() || self.running.get() {
                return Ok(count);
            }
            if queue.jobs.is_empty() {
                drop(self.shared.ready.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner));
            }
        }
    }

    /// Waits until a call has come, and runs those that have. Says how many.
    ///
    /// # Errors
    /// [`ClosedError`] if the listener is closed, so that none come.
    ///
    /// # Panics
    /// If a posted function panics; the calls behind it stay in the queue.
    pub fn run_some(&self) -> Result<usize, ClosedError> {
        let mut queue = self.shared.lock();
        while queue.jobs.is_empty() {
            if queue.closed {
                return Err(ClosedError);
            }
            queue = self.shared.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
        drop(queue);
        Ok(self.run_pending())
    }

    /// Takes no more calls, and runs those that are in the queue. Says how many.
    ///
    /// # Panics
    /// If a posted function panics; the calls behind it stay in the queue.
    pub fn close(&self) -> usize {
        self.shared.lock().closed = true;
        self.shared.room.notify_all();
        self.shared.ready.notify_all();
        self.run_pending()
    }

    /// Runs the first call of the queue, if there is one and none is running.
    fn run_one(&self) -> bool {
        struct Stop<'a>(&'a Cell<bool>);
        impl Drop for Stop<'_> {
            fn drop(&mut self) {
                self.0.set(false);
            }
        }
        if self.running.replace(true) {
            return false;
        }
        let _stop = Stop(&self.running);
        let Some(job) = self.shared.lock().jobs.pop_front() else { return false };
        self.shared.room.notify_one();
        (job.0)();
        true
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // A panic of a posted function would lose the calls behind it. Who drops a listener while one of its functions runs, which takes
        // unsafe code, is not to have the function freed.
        or_abort(|| {
            self.close();
            assert!(!self.running.get(), "a listener is dropped by one of its own functions");
        });
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let queue = self.shared.lock();
        let mut text = f.debug_struct("Listener");
        text.field("pending", &queue.jobs.len()).field("capacity", &self.shared.capacity).field("closed", &queue.closed).finish()
    }
}
