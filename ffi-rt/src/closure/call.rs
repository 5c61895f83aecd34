//! Rust functions by the tuple of their arguments, for every number of them up to 16.

/// An `Fn` of the arguments `A`. Implemented for every `Fn` of up to 16 of them.
pub trait FnCall<A>: FnMutCall<A> {
    /// Calls it.
    #[doc(hidden)]
    fn call(&self, arguments: A) -> Self::Output;
}

/// An `FnMut` of the arguments `A`. Implemented for every `FnMut` of up to 16 of them.
pub trait FnMutCall<A>: FnOnceCall<A> {
    /// Calls it.
    #[doc(hidden)]
    fn call_mut(&mut self, arguments: A) -> Self::Output;
}

/// An `FnOnce` of the arguments `A`. Implemented for every `FnOnce` of up to 16 of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a C function pointer",
    label = "expected a closure or function of up to 16 arguments",
    note = "write the types of a closure's arguments: `|a: c_int, b: *const c_void| …`"
)]
pub trait FnOnceCall<A> {
    /// What it returns.
    type Output;

    /// Calls it.
    #[doc(hidden)]
    fn call_once(self, arguments: A) -> Self::Output;
}

macro_rules! call {
    ($($parameter:ident $argument:ident)*) => {
        impl<Function: Fn($($parameter),*) -> Output, Output, $($parameter),*> FnCall<($($parameter,)*)> for Function {
            #[inline(always)]
            fn call(&self, ($($argument,)*): ($($parameter,)*)) -> Output {
                self($($argument),*)
            }
        }
        impl<Function: FnMut($($parameter),*) -> Output, Output, $($parameter),*> FnMutCall<($($parameter,)*)> for Function {
            #[inline(always)]
            fn call_mut(&mut self, ($($argument,)*): ($($parameter,)*)) -> Output {
                self($($argument),*)
            }
        }
        impl<Function: FnOnce($($parameter),*) -> Output, Output, $($parameter),*> FnOnceCall<($($parameter,)*)> for Function {
            type Output = Output;

            #[inline(always)]
            fn call_once(self, ($($argument,)*): ($($parameter,)*)) -> Output {
                self($($argument),*)
            }
        }
    };
}

arities!(call);
