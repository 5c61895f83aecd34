//! Closures whose signature is data: of argument records, and of values.

use core::ffi::c_void;
use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::boxed::Box;
use std::format;
use std::vec::Vec;

use super::body::{Handler, Run};
use super::convention::{Convention, sealed};
use super::make::Options;
use super::owned::{Closure, Local};
use super::policy::{Fault, OnPanic, Policy, die};
use super::pool::{ClosureError, PoolRef};
use super::registers::context;
use super::scope::{Callback, Scope};
use crate::contract::{Kind, SIGNATURE_VA_LIST, UpcallSlot};
use crate::convert::{load, load_scalar, store};
use crate::{OpaqueFunction, Signature, VaList, Value};

/// A call by C, of a closure whose signature is data: its arguments in a record, and the place of its result.
///
/// The record is as [`contract`](crate::contract) says; [`Signature::parameters`] tell where each argument is.
pub struct Call<'a> {
    signature: Signature,
    record: Record,
    /// Both are the entry's, until the call returns.
    call: PhantomData<&'a mut [u8]>,
}

impl<'a> Call<'a> {
    /// # Safety
    ///
    /// The record is one of the signature, and nobody else's for as long as `'a`.
    pub(super) unsafe fn new(signature: Signature, record: Record) -> Call<'a> {
        Call { signature, record, call: PhantomData }
    }
}

impl Call<'_> {
    /// The type of the function that is called.
    #[must_use]
    pub fn signature(&self) -> Signature {
        self.signature
    }

    /// An argument, counted from 0.
    #[must_use]
    pub fn argument(&self, index: usize) -> Option<Value> {
        if index >= self.signature.parameters().len() {
            return None;
        }
        // SAFETY: there is such a parameter, and the entry wrote it where its type says.
        Some(
            unsafe {
                let parameter = &*self.signature.entries().add(index);
                let at = self.record.args.add(parameter.offset as usize);
                load_scalar(parameter, at).or_else(|| load(parameter, at).ok())
            }
            .unwrap_or_else(|| die(&"given a record that there is no memory for")),
        )
    }

    /// The arguments in order.
    pub fn arguments(&self) -> impl ExactSizeIterator<Item = Value> {
        (0..self.signature.parameters().len()).map(|index| match self.argument(index) {
            Some(value) => value,
            None => unreachable!("there are that many"),
        })
    }

    /// What comes after the fixed arguments, if the signature is a bare prototype with `...` of the platform's C convention.
    #[must_use]
    pub fn va_list(&self) -> Option<VaList> {
        let data = self.signature.data();
        if data.flags & SIGNATURE_VA_LIST == 0 {
            return None;
        }
        // SAFETY: the entry appended one to the record.
        NonNull::new(unsafe { self.record.args.add(data.args_size as usize).cast::<*mut c_void>().read() })
            // SAFETY: as above; the record's owner reads it.
            .map(|list| unsafe { VaList::from_ptr(list) })
    }

    /// The argument record: of the [size](Signature::args_size) that the signature says, the closure's to read and to change until it
    /// returns.
    #[must_use]
    pub fn record(&self) -> *mut u8 {
        self.record.args
    }

    /// Where the result goes, aligned for its type and as large. A closure that returns without writing it returns whatever was there.
    #[must_use]
    pub fn result(&self) -> *mut u8 {
        self.record.ret
    }

    /// Writes the result. As with arguments of a [`Function`](crate::Function), numbers that the type holds exactly are converted.
    ///
    /// # Errors
    /// [`ResultError`]: a value that the type of the result does not hold.
    pub fn set_result(&mut self, value: &Value) -> Result<(), ResultError> {
        // SAFETY: the entry's memory for the result of this signature.
        unsafe { write_result(self.signature, value, self.record.ret) }
    }
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.signature).finish()
    }
}

/// A value is not of the type that a signature returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ResultError {
    signature: Signature,
    given: &'static str,
}

impl fmt::Display for ResultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` returns `{}`, which this {} is not", self.signature, self.signature.result(), self.given)
    }
}

impl std::error::Error for ResultError {}

/// Writes a result of at most its own bytes.
///
/// # Safety
///
/// `at` is writable for the result of the signature, and aligned for it.
unsafe fn write_result(signature: Signature, value: &Value, at: *mut u8) -> Result<(), ResultError> {
    #[repr(C, align(16))]
    struct Slots([u64; 4]);
    let result = &signature.data().result;
    let (kind, size) = (Kind::from_code(result.kind), result.size as usize);
    let error = ResultError { signature, given: value.description() };
    if kind == Some(Kind::Void) {
        return if matches!(value, Value::Void) { Ok(()) } else { Err(error) };
    }
    if size > size_of::<Slots>() {
        // SAFETY: what is larger than a slot is written byte by byte, as many as it has.
        return unsafe { store(value, result, 0, at) }.map_err(|_| error);
    }
    let mut slots = Slots([0; 4]);
    let from = slots.0.as_mut_ptr().cast::<u8>();
    // SAFETY: a place as an argument would have; then the result's own bytes.
    unsafe {
        store(value, result, 0, from).map_err(|_| error)?;
        at.copy_from_nonoverlapping(from, size);
    }
    Ok(())
}

/// What an entry passes to its handler.
#[derive(Clone, Copy)]
pub(super) struct Record {
    args: *mut u8,
    ret: *mut u8,
}

/// What a fallback says in the place of a call, which else has written its result.
pub(super) struct Instead(pub(super) Option<Box<(Signature, Value)>>);

/// The policy of a closure of values, for one that writes its result.
pub(super) struct Answer<B> {
    pub(super) signature: Signature,
    policy: B,
}

impl<B> super::policy::sealed::Sealed for Answer<B> {}

impl<B: Policy<Value>> Policy<Instead> for Answer<B> {
    const ON_PANIC: OnPanic = B::ON_PANIC;

    fn outcome(&self, fault: &Fault<'_>) -> Instead {
        Instead(Some(Box::new((self.signature, self.policy.outcome(fault)))))
    }
}

/// Gives a function the record of a call: what the entry of the signature made, or what becomes of the image of a universal entry.
#[inline(always)]
pub(super) fn in_record<R>(signature: Signature, record: Record, function: impl FnOnce(Record) -> R) -> R {
    #[cfg(feature = "dynamic")]
    if let Some(arrival) = signature.arrival() {
        // SAFETY: the entry of the arrival called; the record is the function's until it returns.
        return unsafe { arrival.receive(record.args, record.ret, |args, ret| function(Record { args, ret })) };
    }
    #[cfg(not(feature = "dynamic"))]
    let _ = signature;
    function(record)
}

/// The convention of a signature.
#[derive(Clone, Copy)]
pub(super) struct BySignature(NonNull<()>);

impl sealed::Sealed for BySignature {}

// SAFETY: the entry is that of the signature whose closures get its record.
unsafe impl Convention<(Record,), Instead> for BySignature {
    type Pointer = OpaqueFunction;

    const HANDLED: bool = true;
    const POOL: Option<PoolRef> = context();

    fn code(&self) -> Option<NonNull<()>> {
        Some(self.0)
    }

    fn entry<M: Run<(Record,), Instead>>() -> *const () {
        unsafe extern "C-unwind" fn handler<M: Run<(Record,), Instead>>(slot: *const UpcallSlot, args: *mut u8, ret: *mut u8) {
            let own = Handler(handler::<M> as *const ());
            // SAFETY: an entry called, because this handler was in the slot; a thunk jumped to it.
            let Instead(fallback) = unsafe { M::run(slot.cast(), own, (Record { args, ret },)) };
            if let Some(fallback) = fallback {
                let (signature, value) = *fallback;
                // SAFETY: the entry's memory for the result.
                let written =
                    in_record(signature, Record { args, ret }, |record| unsafe { write_result(signature, &value, record.ret) });
                if let Err(error) = written {
                    die(&format!("given a fallback of another type: {error}"));
                }
            }
        }
        handler::<M> as *const ()
    }

    unsafe fn pointer(thunk: *const ()) -> OpaqueFunction {
        match OpaqueFunction::new(thunk.cast()) {
            Some(pointer) => pointer,
            None => unreachable!("a thunk is not at address 0"),
        }
    }
}

impl<K, B> Options<K, B> {
    /// For closures whose signature is data. They get their arguments as values and return one; calling convention and types are the
    /// signature's, and the fallback is a [`Value`] too. A result that its type does not hold is a panic of the closure.
    ///
    /// Calls come through the entry that the build script assembled for the signature: for each `ffi::signature!` of the package.
    ///
    /// ```text
    /// const COMPARE: ffi::Signature = ffi::signature!(int(const void *, const void *));
    /// let compare = options().signature(COMPARE).owned(|arguments: &[Value]| script.call(arguments))?;
    /// ```
    pub fn signature(self, signature: Signature) -> SignatureOptions<B> {
        SignatureOptions { signature, policy: self.policy }
    }
}

/// [`Options`] of a closure of values, whose signature is data.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct SignatureOptions<B> {
    signature: Signature,
    policy: B,
}

impl<B> SignatureOptions<B> {
    /// For closures of a [`Call`], which read their arguments in the record and write the result themselves.
    pub fn raw(self) -> RawOptions<B> {
        RawOptions(self)
    }
}

/// [`Options`] of a closure of argument records, whose signature is data.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct RawOptions<B>(pub(super) SignatureOptions<B>);

impl<B: Policy<Value>> SignatureOptions<B> {
    pub(super) fn options(self) -> Result<Options<BySignature, Answer<B>>, ClosureError> {
        let SignatureOptions { signature, policy } = self;
        let entry = signature.upcall().map(<*const c_void>::cast::<()>);
        #[cfg(feature = "dynamic")]
        let entry = entry.or_else(|| signature.arrival().map(|arrival| arrival.entry().cast()));
        let entry = entry.and_then(|entry| NonNull::new(entry.cast_mut()));
        let convention = BySignature(entry.ok_or(ClosureError::NoEntry { signature })?);
        Ok(Options { convention, policy: Answer { signature, policy } })
    }
}

/// Calls a function of values.
fn by_values(signature: Signature, record: Record, function: impl FnOnce(&[Value]) -> Value) -> Instead {
    in_record(signature, record, |record| values_of(signature, record, function))
}

fn values_of(signature: Signature, record: Record, function: impl FnOnce(&[Value]) -> Value) -> Instead {
    /// As many arguments are on the stack.
    const FEW: usize = 8;
    let mut call = Call { signature, record, call: PhantomData };
    let result = if call.arguments().len() <= FEW {
        let mut values = [const { Value::Void }; FEW];
        let mut count = 0;
        for (value, argument) in values.iter_mut().zip(call.arguments()) {
            *value = argument;
            count += 1;
        }
        function(values.get(..count).unwrap_or_default())
    } else {
        function(&call.arguments().collect::<Vec<_>>())
    };
    match call.set_result(&result) {
        Ok(()) => Instead(None),
        Err(error) => panic!("{error}"),
    }
}

/// Calls a function of an argument record.
#[inline(always)]
fn by_record(signature: Signature, record: Record, function: impl FnOnce(Call<'_>)) -> Instead {
    in_record(signature, record, |record| function(Call { signature, record, call: PhantomData }));
    Instead(None)
}

macro_rules! implement {
    ($options:ident $inner:ident ($($field:tt)*) $call:ident ($($argument:ty),*) $(-> $result:ty)?) => {
        impl<B: Policy<Value>> $options<B> {
            /// A closure that anyone may call until the scope ends.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn scoped<'scope, F>(
                self,
                scope: &'scope Scope<'scope, '_>,
                function: F,
            ) -> Result<Callback<'scope, OpaqueFunction>, ClosureError>
            where
                F: Fn($($argument),*) $(-> $result)? + Sync + 'scope,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.scoped(scope, move |record: Record| $call(signature, record, &function))
            }

            /// A closure that this thread alone may call until the scope ends.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn scoped_mut<'scope, F>(
                self,
                scope: &'scope Scope<'scope, '_>,
                mut function: F,
            ) -> Result<Callback<'scope, OpaqueFunction>, ClosureError>
            where
                F: FnMut($($argument),*) $(-> $result)? + 'scope,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.scoped_mut(scope, move |record: Record| $call(signature, record, &mut function))
            }

            /// A closure that any thread may call, until it is dropped.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn owned<F>(self, function: F) -> Result<Closure<OpaqueFunction>, ClosureError>
            where
                F: Fn($($argument),*) $(-> $result)? + Send + Sync + 'static,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.owned(move |record: Record| $call(signature, record, &function))
            }

            /// A closure that this thread alone may call, until it is dropped.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn owned_mut<F>(self, mut function: F) -> Result<Closure<OpaqueFunction, Local>, ClosureError>
            where
                F: FnMut($($argument),*) $(-> $result)? + 'static,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.owned_mut(move |record: Record| $call(signature, record, &mut function))
            }

            /// A closure of which one call, on any thread, reaches the function.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn once<F>(self, function: F) -> Result<Closure<OpaqueFunction>, ClosureError>
            where
                F: FnOnce($($argument),*) $(-> $result)? + Send + 'static,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.once(move |record: Record| $call(signature, record, function))
            }

            /// A closure for as long as the program runs, which any thread may call.
            ///
            /// # Errors
            /// [`ClosureError`] where the signature has no entry, or no more thunks can be had.
            pub fn leak<F>(self, function: F) -> Result<OpaqueFunction, ClosureError>
            where
                F: Fn($($argument),*) $(-> $result)? + Send + Sync + 'static,
            {
                let $inner = self;
                let signature = $($field)*.signature;
                $($field)*.options()?.leak(move |record: Record| $call(signature, record, &function))
            }
        }
    };
}

implement!(SignatureOptions inner (inner) by_values(&[Value]) -> Value);
implement!(RawOptions inner (inner.0) by_record(Call<'_>));
