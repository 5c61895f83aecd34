//! Closures for C functions that take a function pointer and a `void *` for it.
//!
//! No thunk is needed: the typed trampoline is a plain function, and the user data leads to the slot. The slot's generation is in the low
//! bits of the user data, which slots are aligned for, so that stale user data is told from that of the closure that came after.

use core::ffi::c_void;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use super::body::{self, Body, Counted, LocalState, Once, OnceState, Run, Typed};
use super::convention::{C, CUnwind, System};
use super::make::{Options, Words, close, nothing, put};
use super::owned::{Closure, Local, Shared};
use super::policy::{Policy, die};
use super::pool::{ClosureError, Pool, PoolRef};
use super::slot::{ClosureId, NOBODY, Slot, Table};
use super::thread;
use super::{FnCall, FnMutCall, FnOnceCall};
use crate::Direct;

/// Slots that no thunk leads to.
pub(super) static POOL: Pool = Pool::without_thunks();

/// The bits of user data that are the generation's.
const TAG: usize = align_of::<Slot>() - 1;

/// The user data is the parameter of this number, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct At<const N: usize>;

/// The user data is the last parameter.
#[derive(Clone, Copy, Debug)]
pub struct Last;

mod sealed {
    pub trait Sealed {}
}

/// A calling convention for functions with user data: of the parameters `A` (a tuple), with a `void *` at the place `W`.
///
/// Implemented for up to 10 parameters besides, for `C`, `CUnwind` and `System`.
///
/// # Safety
///
/// Sealed: implementations are this crate's.
#[diagnostic::on_unimplemented(
    message = "a closure of `{A}` with the result `{R}` cannot have its user data at `{W}`",
    note = "every parameter and the result must be `ffi::Direct`, there may be 10 parameters, and the place must be among them"
)]
pub unsafe trait WithData<A, R, W>: sealed::Sealed {
    /// The type of the C function pointer.
    type Pointer: Copy;

    /// The trampoline for closures of a mode.
    #[doc(hidden)]
    fn trampoline<M: Run<A, R>>() -> Self::Pointer;

    /// Its address.
    #[doc(hidden)]
    fn address<M: Run<A, R>>() -> *const ();
}

impl sealed::Sealed for C {}
impl sealed::Sealed for CUnwind {}
impl sealed::Sealed for System {}

/// What user data leads to, and what has to be in the slot's first word: the trampoline's address and the generation.
#[inline(always)]
fn lead(data: *mut c_void, own: *const ()) -> (*const Slot, *const ()) {
    (data.map_addr(|address| address & !TAG).cast_const().cast(), key(own, data.addr() & TAG))
}

/// Functions have addresses of their own, and keys of theirs as well as long as they do not overlap; a body has more bytes than that.
#[inline(always)]
pub(super) fn key(own: *const (), generation: usize) -> *const () {
    own.wrapping_byte_add(generation & TAG)
}

/// The user data of a slot.
pub(super) fn data(slot: NonNull<Slot>) -> *mut c_void {
    // SAFETY: slots are never unmapped.
    let generation = unsafe { slot.as_ref() }.generation() as usize;
    slot.as_ptr().map_addr(|address| address | generation & TAG).cast()
}

macro_rules! implement {
    ($name:ident $abi:literal $place:ty; [$($before:ident $b:ident)*] [$($after:ident $a:ident)*]) => {
        // SAFETY: the trampoline has the type of the pointer.
        unsafe impl<R: Direct, $($before: Direct,)* $($after: Direct),*> WithData<($($before,)* $($after,)*), R, $place> for $name {
            type Pointer = unsafe extern $abi fn($($before,)* *mut c_void, $($after),*) -> R;

            fn trampoline<M: Run<($($before,)* $($after,)*), R>>() -> Self::Pointer {
                unsafe extern $abi fn trampoline<M: Run<($($before,)* $($after,)*), R>, R, $($before,)* $($after),*>(
                    $($b: $before,)*
                    data: *mut c_void,
                    $($a: $after),*
                ) -> R {
                    let own = trampoline::<M, R, $($before,)* $($after),*> as *const ();
                    let (slot, key) = lead(data, own);
                    // SAFETY: user data that came with this trampoline leads to a slot.
                    unsafe { M::run(slot, Typed(key), ($($b,)* $($a,)*)) }
                }
                trampoline::<M, R, $($before,)* $($after),*>
            }

            fn address<M: Run<($($before,)* $($after,)*), R>>() -> *const () {
                <Self as WithData<($($before,)* $($after,)*), R, $place>>::trampoline::<M>() as *const ()
            }
        }
    };
}

macro_rules! conventions {
    ($place:ty; $before:tt $after:tt) => {
        implement!(C "C" $place; $before $after);
        implement!(CUnwind "C-unwind" $place; $before $after);
        implement!(System "system" $place; $before $after);
    };
}

/// Every place before, between and behind the parameters.
macro_rules! places {
    ([$($before:tt)*] []; $number:literal $($rest:literal)*) => {
        conventions!(At<$number>; [$($before)*] []);
        conventions!(Last; [$($before)*] []);
    };
    ([$($before:tt)*] [$parameter:ident $argument:ident $($after:tt)*]; $number:literal $($rest:literal)*) => {
        conventions!(At<$number>; [$($before)*] [$parameter $argument $($after)*]);
        places!([$($before)* $parameter $argument] [$($after)*]; $($rest)*);
    };
}

macro_rules! numbers {
    ([$($done:ident)*]) => { places!([] [$($done)*]; 0 1 2 3 4 5 6 7 8 9 10); };
    ([$($done:ident)*] $parameter:ident $argument:ident $($rest:ident)*) => {
        places!([] [$($done)*]; 0 1 2 3 4 5 6 7 8 9 10);
        numbers!([$($done)* $parameter $argument] $($rest)*);
    };
}

numbers!([] P1 p1 P2 p2 P3 p3 P4 p4 P5 p5 P6 p6 P7 p7 P8 p8 P9 p9 P10 p10);

/// A closure as the function pointer and the `void *` that C passes to it. It lives until this is dropped, or, after
/// [`into_raw`](Self::into_raw), until C destroys it.
///
/// Calls that come after that have the outcomes of [`Closure`]'s; besides, user data of a closure that was here before is recognised by
/// its generation, modulo 32.
///
/// ```
/// # use core::ffi::{c_int, c_void};
/// # /// As many C libraries have it.
/// # unsafe fn each(n: c_int, f: unsafe extern "C" fn(c_int, *mut c_void), data: *mut c_void) {
/// #     for i in 0..n { unsafe { f(i, data) } }
/// # }
/// use std::{cell::Cell, rc::Rc};
/// let sum = Rc::new(Cell::new(0));
/// let count = sum.clone();
/// let pair = ffi::closure::options().data_last().owned_mut(move |i: c_int| count.set(count.get() + i))?;
/// // SAFETY: the function keeps neither.
/// unsafe { each(4, pair.as_ptr(), pair.data()) };
/// assert_eq!(sum.get(), 6);
/// # Ok::<(), ffi::closure::ClosureError>(())
/// ```
pub struct Pair<P, S = Shared> {
    closure: Closure<P, S>,
}

/// What C gets of a [`Pair`] that it is to destroy.
#[derive(Clone, Copy, Debug)]
pub struct RawPair<P> {
    /// The function.
    pub function: P,
    /// Its user data.
    pub data: *mut c_void,
    /// Drops the closure; to be called once, with the user data (`GDestroyNotify` and its like). A closure of one thread is only
    /// dropped there; destroyed on another, it leaks.
    pub destroy: unsafe extern "C" fn(data: *mut c_void),
    /// The same, with a second argument that nothing is done with (`GClosureNotify`).
    pub destroy_closure: unsafe extern "C" fn(data: *mut c_void, closure: *mut c_void),
}

impl<P: Copy, S> Pair<P, S> {
    /// The function.
    #[must_use]
    pub fn as_ptr(&self) -> P {
        self.closure.as_ptr()
    }

    /// Its user data.
    #[must_use]
    pub fn data(&self) -> *mut c_void {
        data(self.closure.slot())
    }

    /// Which closure it is, as its fallback handler is told.
    #[must_use]
    pub fn id(&self) -> ClosureId {
        self.closure.id()
    }

    /// Hands the closure over to C, which destroys it.
    #[must_use]
    pub fn into_raw(self) -> RawPair<P> {
        let raw = RawPair { function: self.as_ptr(), data: self.data(), destroy, destroy_closure };
        core::mem::forget(self);
        raw
    }
}

impl<P, S> fmt::Debug for Pair<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pair").field(&self.closure).finish()
    }
}

unsafe extern "C" fn destroy(data: *mut c_void) {
    let slot = data.map_addr(|address| address & !TAG).cast::<Slot>();
    // SAFETY: by the contract of `RawPair`; slots are never unmapped.
    unsafe {
        if (*slot).generation() as usize & TAG != data.addr() & TAG {
            die(&"destroyed twice");
        }
        ((*slot).table().close)(NonNull::new_unchecked(slot));
    }
}

unsafe extern "C" fn destroy_closure(data: *mut c_void, _: *mut c_void) {
    // SAFETY: by the contract of `RawPair`.
    unsafe { destroy(data) }
}

struct Tables<F, B>(PhantomData<(F, B)>);

impl<F, B> Tables<F, B> {
    const COUNTED: &'static Table =
        &Table { pool: PoolRef::of(&POOL), close, drop_function: Body::<F, B>::drop_function, free: Body::<F, B>::free };
    const ONCE: &'static Table = &Table {
        pool: PoolRef::of(&POOL),
        close,
        drop_function: Body::<OnceState<F>, B>::drop_function,
        free: Body::<OnceState<F>, B>::free,
    };
    const LOCAL: &'static Table = &Table {
        pool: PoolRef::of(&POOL),
        close: body::Local::<F, B>::close,
        drop_function: nothing,
        free: Body::<LocalState<F>, B>::free,
    };
}

/// Puts a closure of a mode in a slot.
fn make<M, S, A, R, K, B, W, T>(
    table: &'static Table,
    owner: usize,
    state: S,
    policy: B,
) -> Result<Pair<K::Pointer, T>, ClosureError>
where
    M: Run<A, R>,
    K: WithData<A, R, W>,
{
    let words = |slot: &Slot| Words::typed(key(K::address::<M>(), slot.generation() as usize), owner);
    let slot = put(table, core::ptr::null(), state, policy, words)?;
    // SAFETY: the caller names the table and the sharing of the mode.
    Ok(Pair { closure: unsafe { Closure::new_in(slot, K::trampoline::<M>()) } })
}

/// [`Options`] of a closure with user data, at the place `W`.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct PairOptions<K, B, W> {
    options: Options<K, B>,
    place: PhantomData<W>,
}

impl<K, B> Options<K, B> {
    /// For a function whose user data is its last parameter.
    pub fn data_last(self) -> PairOptions<K, B, Last> {
        PairOptions { options: self, place: PhantomData }
    }

    /// For a function whose user data is its first parameter.
    pub fn data_first(self) -> PairOptions<K, B, At<0>> {
        self.data_at()
    }

    /// For a function whose user data is the parameter of this number, counted from 0.
    pub fn data_at<const N: usize>(self) -> PairOptions<K, B, At<N>> {
        PairOptions { options: self, place: PhantomData }
    }
}

impl<K, B, W> PairOptions<K, B, W> {
    /// A closure that any thread may call.
    ///
    /// # Errors
    /// [`ClosureError`] where there is no memory.
    pub fn owned<A, R, F>(self, function: F) -> Result<Pair<K::Pointer>, ClosureError>
    where
        F: FnCall<A, Output = R> + Send + Sync + 'static,
        K: WithData<A, R, W>,
        B: Policy<R>,
    {
        make::<Counted<F, B>, F, A, R, K, B, W, _>(Tables::<F, B>::COUNTED, NOBODY, function, self.options.policy)
    }

    /// A closure that this thread alone may call.
    ///
    /// # Errors
    /// [`ClosureError`] where there is no memory.
    pub fn owned_mut<A, R, F>(self, function: F) -> Result<Pair<K::Pointer, Local>, ClosureError>
    where
        F: FnMutCall<A, Output = R> + 'static,
        K: WithData<A, R, W>,
        B: Policy<R>,
    {
        let function = LocalState::new(function);
        make::<body::Local<F, B>, _, A, R, K, B, W, _>(Tables::<F, B>::LOCAL, thread::number(), function, self.options.policy)
    }

    /// A closure of which one call, on any thread, reaches the function.
    ///
    /// # Errors
    /// [`ClosureError`] where there is no memory.
    pub fn once<A, R, F>(self, function: F) -> Result<Pair<K::Pointer>, ClosureError>
    where
        F: FnOnceCall<A, Output = R> + Send + 'static,
        K: WithData<A, R, W>,
        B: Policy<R>,
    {
        let function = OnceState::new(function, false);
        make::<Once<F, B>, _, A, R, K, B, W, _>(Tables::<F, B>::ONCE, NOBODY, function, self.options.policy)
    }
}
