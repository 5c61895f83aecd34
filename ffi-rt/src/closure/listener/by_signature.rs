//! Closures of a listener whose signature is data.

use core::marker::PhantomData;
use core::ptr::NonNull;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::vec::Vec;

use super::{Body, Failure, Fault, Forward, Leave, Listener, Policy, Run, Slot, Way, caught, faulted};
use crate::closure::by_signature::{Answer, Instead, Record, in_record};
use crate::closure::policy::FaultKind;
use crate::closure::{Call, Closure, ClosureError, RawOptions, SignatureOptions};
use crate::{OpaqueFunction, Value};

/// What a listener's function of values gets: its own copy of them.
type Values = (Vec<Value>,);

impl Listener {
    /// A closure whose signature is data, and whose callers do not wait: its function gets a copy of the arguments later. A call that finds
    /// the queue full reaches the fallback. The signature returns nothing.
    ///
    /// What pointers among the arguments point to has to live until the function gets them.
    ///
    /// ```text
    /// const CHANGED: ffi::Signature = ffi::signature!(void(int, void *));
    /// let changed = listener.post_values(options().signature(CHANGED), move |arguments| script.notify(arguments))?;
    /// ```
    ///
    /// # Errors
    /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
    pub fn post_values<F, B>(
        &self,
        options: SignatureOptions<B>,
        mut function: F,
    ) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(&[Value]) + 'static,
        B: Policy<Value>,
    {
        self.post_values_returning(options, Value::Void, move |arguments| {
            function(arguments);
            Value::Void
        })
    }

    /// The same for signatures with a result: callers get this one. If the signature does not return such a value, that is a panic of
    /// the call, and its fallback decides.
    ///
    /// # Errors
    /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
    pub fn post_values_returning<F, B>(
        &self,
        options: SignatureOptions<B>,
        answer: Value,
        mut function: F,
    ) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(&[Value]) -> Value + 'static,
        B: Policy<Value>,
    {
        self.of_values(options, move |arguments: Vec<Value>| function(&arguments), Some(answer))
    }

    /// A closure whose signature is data, and whose callers wait for the answer: as [`ask`](Listener::ask). A result that its type does not
    /// hold is a panic of the call.
    ///
    /// # Errors
    /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
    pub fn ask_values<F, B>(&self, options: SignatureOptions<B>, mut function: F) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(&[Value]) -> Value + 'static,
        B: Policy<Value>,
    {
        self.of_values(options, move |arguments: Vec<Value>| function(&arguments), None)
    }

    /// The same for functions of the argument record itself, which is the waiting caller's.
    ///
    /// # Errors
    /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
    pub fn ask_record<F, B>(&self, options: RawOptions<B>, mut function: F) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(Call<'_>) + 'static,
        B: Policy<Value>,
    {
        self.of_records(options.0, move |call: Call<'static>| function(call))
    }

    fn of_records<F, B>(&self, options: SignatureOptions<B>, function: F) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(Call<'static>) + 'static,
        B: Policy<Value>,
    {
        self.make::<OfRecord<F, B>, _, _, (), _, _, _>(options.options()?, function, None)
    }

    fn of_values<F, B>(
        &self,
        options: SignatureOptions<B>,
        function: F,
        answer: Option<Value>,
    ) -> Result<Closure<OpaqueFunction>, ClosureError>
    where
        F: FnMut(Vec<Value>) -> Value + 'static,
        B: Policy<Value>,
    {
        self.make::<OfValues<F, B>, _, _, _, _, _, _>(options.options()?, function, answer)
    }
}

/// The mode of functions that get values.
struct OfValues<F, B>(PhantomData<(F, B)>);

// SAFETY: sends the call on and writes the answer, or the policy of what is in the slot decides.
unsafe impl<F: FnMut(Vec<Value>) -> Value + 'static, B: Policy<Value>> Run<(Record,), Instead> for OfValues<F, B> {
    unsafe fn run<W: Way>(slot: *const Slot, own: W, (record,): (Record,)) -> Instead {
        let send = |forward: &Forward<F, Value>, mut call: Call<'static>| {
            let arguments: Values = (call.arguments().collect(),);
            let value = forward.send(arguments)?;
            let written = call.set_result(&value);
            // It is reported as other panics are.
            catch_unwind(AssertUnwindSafe(|| written.unwrap_or_else(|error| panic!("{error}")))).map_err(Failure::Panic)
        };
        // SAFETY: by the caller.
        unsafe { run::<F, Value, B, W>(slot, own, record, send) }
    }
}

/// The mode of functions that get a record.
struct OfRecord<F, B>(PhantomData<(F, B)>);

// SAFETY: sends the call on, or the policy of what is in the slot decides.
unsafe impl<F: FnMut(Call<'static>) + 'static, B: Policy<Value>> Run<(Record,), Instead> for OfRecord<F, B> {
    unsafe fn run<W: Way>(slot: *const Slot, own: W, (record,): (Record,)) -> Instead {
        // The record is the function's until the caller has its answer.
        let send = |forward: &Forward<F, ()>, call: Call<'static>| forward.send((call,));
        // SAFETY: by the caller.
        unsafe { run::<F, (), B, W>(slot, own, record, send) }
    }
}

/// # Safety
///
/// As of [`Run::run`]; the slot's closures are of this function, result and policy. `send` keeps nothing of the call.
unsafe fn run<F, X, B: Policy<Value>, W: Way>(
    slot: *const Slot,
    own: W,
    record: Record,
    send: impl FnOnce(&Forward<F, X>, Call<'static>) -> Result<(), Failure>,
) -> Instead {
    // SAFETY: the slot of a thunk, which is not null and never unmapped.
    let (that, slot) = unsafe { (&*slot, NonNull::new_unchecked(slot.cast_mut())) };
    if !that.state.enter() || !own.leads_to(that) {
        // SAFETY: entered.
        return unsafe { faulted::<Forward<F, X>, Instead, Answer<B>, W>(slot, own, FaultKind::Late) };
    }
    let _leave = Leave(slot);
    // SAFETY: the closure of this entry is alive, and will not go before we leave.
    let body = unsafe { Body::<Forward<F, X>, Answer<B>>::of(that) };
    // SAFETY: nobody has it mutably before the last one has left.
    let forward = unsafe { &*body.function.get() };
    let signature = body.policy.signature;
    // SAFETY: the entry's record, which `send` gives back before it returns.
    match in_record(signature, record, |record| send(forward, unsafe { Call::new(signature, record) })) {
        Ok(()) => Instead(None),
        Err(Failure::Not(kind)) => body.policy.outcome(&Fault::new(kind, that)),
        Err(Failure::Panic(panic)) => caught(&body.policy, that, panic),
    }
}
