//! Making closures: what is declared of one, and the slots they are put in.

use core::ptr::{NonNull, null, without_provenance};
use core::sync::atomic::Ordering;

use super::body::{Body, Counted, Late, Local, LocalState, Once, OnceState, Plain, Run};
use super::convention::{C, Convention, MayUnwind};
use super::owned::{self, Closure};
use super::policy::{Abort, Policy, Unwind};
use super::pool::{ClosureError, PoolRef};
use super::scope::{Callback, Scope};
use super::slot::{NOBODY, Slot, Table, retired};
use super::thread;
use super::{FnCall, FnMutCall, FnOnceCall};

/// What is declared of a closure before it is made: its calling convention, and what it returns when it cannot run.
///
/// ```
/// let divide = ffi::closure::options()
///     .fallback(ffi::closure::Or(-1)) // for instance when it panics
///     .owned(|a: i32, b: i32| a / b)?;
/// // SAFETY: the function has this type, and lives.
/// assert_eq!(unsafe { divide.as_ptr()(6, 3) }, 2);
/// # Ok::<(), ffi::closure::ClosureError>(())
/// ```
#[derive(Clone, Copy, Default, Debug)]
#[must_use]
pub struct Options<K = C, B = Abort> {
    pub(super) convention: K,
    pub(super) policy: B,
}

/// A closure of C's own convention, which ends the program when it cannot run or panics.
pub const fn options() -> Options {
    Options { convention: C, policy: Abort }
}

impl<K, B> Options<K, B> {
    /// Another calling convention.
    pub fn convention<K2>(self, convention: K2) -> Options<K2, B> {
        Options { convention, policy: self.policy }
    }

    /// What calls return that do not reach the function, or whose function panics: [`Or`](super::Or) a value,
    /// [`OrElse`](super::OrElse) what a handler says, or [`Abort`].
    pub fn fallback<B2>(self, policy: B2) -> Options<K, B2> {
        Options { convention: self.convention, policy }
    }

    /// Panics go on into the caller, which has to let them through. Any other fault ends the program.
    pub fn unwind(self) -> Options<K, Unwind>
    where
        K: MayUnwind,
    {
        Options { convention: self.convention, policy: Unwind::new() }
    }

    /// A closure that anyone may call until the scope ends.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn scoped<'scope, A, R, F>(
        self,
        scope: &'scope Scope<'scope, '_>,
        function: F,
    ) -> Result<Callback<'scope, K::Pointer>, ClosureError>
    where
        F: FnCall<A, Output = R> + Sync + 'scope,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let slot = fill::<Plain<F, B>, F, A, R, K, B>(self.convention, NOBODY, function, self.policy)?;
        scope.owns(slot);
        // SAFETY: the thunk of a closure of these types.
        Ok(Callback::new(unsafe { K::pointer(thunk::<A, R, K>(slot)) }))
    }

    /// A closure that this thread alone may call until the scope ends.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn scoped_mut<'scope, A, R, F>(
        self,
        scope: &'scope Scope<'scope, '_>,
        function: F,
    ) -> Result<Callback<'scope, K::Pointer>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'scope,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let slot = fill::<Local<F, B>, LocalState<F>, A, R, K, B>(
            self.convention,
            thread::number(),
            LocalState::new(function),
            self.policy,
        )?;
        scope.owns(slot);
        // SAFETY: the thunk of a closure of these types.
        Ok(Callback::new(unsafe { K::pointer(thunk::<A, R, K>(slot)) }))
    }

    /// A closure that any thread may call, until it is dropped.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn owned<A, R, F>(self, function: F) -> Result<Closure<K::Pointer>, ClosureError>
    where
        F: FnCall<A, Output = R> + Send + Sync + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let slot = fill::<Counted<F, B>, F, A, R, K, B>(self.convention, NOBODY, function, self.policy)?;
        // SAFETY: the thunk of a closure of these types, whose owner we are.
        Ok(unsafe { Closure::new_in(slot, K::pointer(thunk::<A, R, K>(slot))) })
    }

    /// A closure that this thread alone may call, until it is dropped.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn owned_mut<A, R, F>(self, function: F) -> Result<Closure<K::Pointer, owned::Local>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let slot = fill::<Local<F, B>, LocalState<F>, A, R, K, B>(
            self.convention,
            thread::number(),
            LocalState::new(function),
            self.policy,
        )?;
        // SAFETY: the thunk of a closure of these types, whose owner we are.
        Ok(unsafe { Closure::new_in(slot, K::pointer(thunk::<A, R, K>(slot))) })
    }

    /// A closure of which one call, on any thread, reaches the function.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn once<A, R, F>(self, function: F) -> Result<Closure<K::Pointer>, ClosureError>
    where
        F: FnOnceCall<A, Output = R> + Send + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let function = OnceState::new(function, false);
        let slot = fill::<Once<F, B>, OnceState<F>, A, R, K, B>(self.convention, NOBODY, function, self.policy)?;
        // SAFETY: the thunk of a closure of these types, whose owner we are.
        Ok(unsafe { Closure::new_in(slot, K::pointer(thunk::<A, R, K>(slot))) })
    }

    /// A closure without an owner, which its first call drops.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn once_detached<A, R, F>(self, function: F) -> Result<K::Pointer, ClosureError>
    where
        F: FnOnceCall<A, Output = R> + Send + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let function = OnceState::new(function, true);
        let slot = fill::<Once<F, B>, OnceState<F>, A, R, K, B>(self.convention, NOBODY, function, self.policy)?;
        // SAFETY: the thunk of a closure of these types.
        Ok(unsafe { K::pointer(thunk::<A, R, K>(slot)) })
    }

    /// A closure for as long as the program runs, which any thread may call. A call costs what a scoped one does.
    ///
    /// # Errors
    /// [`ClosureError`] where no more thunks can be had.
    pub fn leak<A, R, F>(self, function: F) -> Result<K::Pointer, ClosureError>
    where
        F: FnCall<A, Output = R> + Send + Sync + 'static,
        K: Convention<A, R>,
        B: Policy<R>,
    {
        let slot = fill::<Plain<F, B>, F, A, R, K, B>(self.convention, NOBODY, function, self.policy)?;
        // SAFETY: the thunk of a closure of these types.
        Ok(unsafe { K::pointer(thunk::<A, R, K>(slot)) })
    }
}

/// The pool of a signature: known when the program is compiled, or the program is not.
pub(super) struct Pools<A, R, K>(core::marker::PhantomData<(A, R, K)>);

impl<A, R, K: Convention<A, R>> Pools<A, R, K> {
    pub(super) const POOL: PoolRef = match K::POOL {
        Some(pool) => pool,
        None => panic!(
            "the parameters leave no integer argument register free for the closure, or one of them is a record whose \
             `ffi::Direct::PASSED` does not say how it is passed"
        ),
    };
}

pub(super) fn thunk<A, R, K: Convention<A, R>>(slot: NonNull<Slot>) -> *const () {
    Pools::<A, R, K>::POOL.thunk(slot)
}

/// What can be done with a closure of a mode, and how its owner lets go.
trait Mode<S, A, R, K, B> {
    const CLOSE: unsafe fn(NonNull<Slot>);
    const DROP_FUNCTION: unsafe fn(NonNull<()>) = Body::<S, B>::drop_function;
}

impl<F, A, R, K: Convention<A, R>, B: Policy<R>> Mode<F, A, R, K, B> for Plain<F, B> {
    const CLOSE: unsafe fn(NonNull<Slot>) = close_plain::<F, A, R, K, B>;
}

impl<F, A, R, K, B> Mode<F, A, R, K, B> for Counted<F, B> {
    const CLOSE: unsafe fn(NonNull<Slot>) = close;
}

impl<F, A, R, K, B> Mode<OnceState<F>, A, R, K, B> for Once<F, B> {
    const CLOSE: unsafe fn(NonNull<Slot>) = close;
}

impl<F, A, R, K: Convention<A, R>, B> Mode<LocalState<F>, A, R, K, B> for Local<F, B> {
    const CLOSE: unsafe fn(NonNull<Slot>) = if K::HANDLED { Local::<F, B>::close_handled } else { Local::<F, B>::close };
    /// It is dropped on its own thread, before the slot is closed to others.
    const DROP_FUNCTION: unsafe fn(NonNull<()>) = nothing;
}

pub(super) unsafe fn nothing(_: NonNull<()>) {}

pub(super) unsafe fn close(slot: NonNull<Slot>) {
    // SAFETY: the owner lets go once.
    unsafe {
        if slot.as_ref().state.close() {
            retired(slot);
        }
    }
}

/// Calls in progress of a plain closure are not counted: there are none, by the promise of whoever made it. Later ones are.
unsafe fn close_plain<F, A, R, K: Convention<A, R>, B: Policy<R>>(slot: NonNull<Slot>) {
    // SAFETY: the owner lets go once.
    unsafe {
        let way = if K::HANDLED { &slot.as_ref().second } else { slot.as_ref().typed() };
        way.store(K::entry::<Late<F, B>>().cast_mut(), Ordering::Relaxed);
        close(slot);
    }
}

struct Tables<M, S, A, R, K, B>(core::marker::PhantomData<(M, S, A, R, K, B)>);

impl<M: Mode<S, A, R, K, B>, S, A, R, K: Convention<A, R>, B> Tables<M, S, A, R, K, B> {
    const TABLE: &'static Table =
        &Table { pool: Pools::<A, R, K>::POOL, close: M::CLOSE, drop_function: M::DROP_FUNCTION, free: Body::<S, B>::free };
}

/// The words of a slot that lead to a mode.
#[derive(Clone, Copy)]
pub(super) struct Words {
    entry: *const (),
    second: *const (),
    /// The typed function, if there is one: what `entry` is, or on i386 leads to.
    typed: *const (),
    /// The class of slots that may have them: see [`Pool::allocate`](super::pool::Pool::allocate).
    pub(super) class: *const (),
}

impl Words {
    /// Of a closure of a mode. `owner` is the only thread that may call, or [`NOBODY`].
    pub(super) fn of<M: Run<A, R>, A, R, K: Convention<A, R>>(convention: &K, owner: usize) -> Words {
        match convention.code() {
            Some(code) if K::HANDLED => {
                Words { entry: code.as_ptr(), second: K::entry::<M>(), typed: null(), class: code.as_ptr() }
            }
            Some(code) => Words { entry: code.as_ptr(), class: code.as_ptr(), ..Words::typed(K::entry::<M>(), owner) },
            None => Words::typed(K::entry::<M>(), owner),
        }
    }

    /// Of a typed function.
    pub(super) fn typed(typed: *const (), owner: usize) -> Words {
        Words { entry: typed, second: without_provenance(owner), typed, class: null() }
    }
}

/// Puts a closure in a slot and opens it.
fn fill<M, S, A, R, K, B>(convention: K, owner: usize, state: S, policy: B) -> Result<NonNull<Slot>, ClosureError>
where
    M: Mode<S, A, R, K, B> + Run<A, R>,
    K: Convention<A, R>,
{
    let words = Words::of::<M, A, R, K>(&convention, owner);
    put(Tables::<M, S, A, R, K, B>::TABLE, words.class, state, policy, |_| words)
}

/// Puts a closure in a slot of its table's pool, of this class, and opens it.
pub(super) fn put<S, B>(
    table: &'static Table,
    class: *const (),
    state: S,
    policy: B,
    words: impl FnOnce(&Slot) -> Words,
) -> Result<NonNull<Slot>, ClosureError> {
    let slot = table.pool.get().allocate(class)?;
    // SAFETY: slots are never unmapped.
    let that = unsafe { slot.as_ref() };
    let body = Body::allocate(table, state, policy);
    let words = words(that);
    that.data.store(body.as_ptr(), Ordering::Relaxed);
    that.second.store(words.second.cast_mut(), Ordering::Relaxed);
    that.typed().store(words.typed.cast_mut(), Ordering::Relaxed);
    that.entry.store(words.entry.cast_mut(), Ordering::Relaxed);
    that.state.open();
    Ok(slot)
}
