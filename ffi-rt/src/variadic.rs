//! [`VariadicArguments`]: what stands for `...` in a call that a Rust function makes on the caller's behalf.

use core::ffi::{c_char, c_void};
use core::ptr::NonNull;

use crate::Pointer;

/// A type that may be passed where a C prototype has `...`.
///
/// What C would promote there has to be written promoted: `c_int` for narrower integers, `f64` for `float` (ISO C17
/// 6.5.2.2 paragraphs 6 and 7).
///
/// # Safety
///
/// rustc passes the type in the variadic part as C does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed where the prototype has `...`",
    label = "not a variadic argument",
    note = "C promotes what is narrower than `int` to `c_int`, and `float` to `f64`: convert it; a pointer is passed as a raw one"
)]
pub unsafe trait VariadicArgument {}

macro_rules! arguments {
    ($($type:ty)*) => {$(
        // SAFETY: a C type that promotion leaves as it is.
        unsafe impl VariadicArgument for $type {}
    )*};
}
arguments! { i32 u32 i64 u64 isize usize f64 }

// SAFETY: a C pointer.
unsafe impl<T> VariadicArgument for *const T {}
// SAFETY: a C pointer.
unsafe impl<T> VariadicArgument for *mut T {}
// SAFETY: a C pointer that is not null.
unsafe impl<T> VariadicArgument for NonNull<T> {}
// SAFETY: a C pointer that is not null.
unsafe impl<T> VariadicArgument for Pointer<T> {}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> VariadicArgument for Option<Pointer<T>> {}
// SAFETY: a C function pointer.
unsafe impl VariadicArgument for unsafe extern "C" fn(*mut c_void) {}
// SAFETY: a C function pointer.
unsafe impl VariadicArgument for unsafe extern "C" fn(*const c_char) {}

/// A tuple of up to eight arguments for the `...` of a prototype: `()`, `(mode,)`, `(a, b)`.
///
/// An imported variadic function whose result is [`Errno`](crate::Errno) takes one as its last parameter: Rust cannot
/// define variadic functions, and the one that reads `errno` after the call is a Rust function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no tuple of variadic arguments",
    label = "expected `()`, `(mode,)`, `(a, b)`…",
    note = "each element is `c_int` or wider, `f64`, or a raw pointer: C promotes what is narrower"
)]
pub trait VariadicArguments: sealed::Calls {}

pub(crate) mod sealed {
    /// Functions with a number of parameters in front of `...`. By the convention that unwinds: the other is the same one with less
    /// allowed.
    #[doc(hidden)]
    #[allow(clippy::missing_safety_doc, reason = "each method is the call of its first argument, whose contract it has")]
    pub trait Calls {
        unsafe fn call1<R, A>(self, function: unsafe extern "C-unwind" fn(A, ...) -> R, a: A) -> R;
        unsafe fn call2<R, A, B>(self, function: unsafe extern "C-unwind" fn(A, B, ...) -> R, a: A, b: B) -> R;
        unsafe fn call3<R, A, B, C>(self, function: unsafe extern "C-unwind" fn(A, B, C, ...) -> R, a: A, b: B, c: C) -> R;
        unsafe fn call4<R, A, B, C, D>(
            self,
            function: unsafe extern "C-unwind" fn(A, B, C, D, ...) -> R,
            a: A,
            b: B,
            c: C,
            d: D,
        ) -> R;
        unsafe fn call5<R, A, B, C, D, E>(
            self,
            function: unsafe extern "C-unwind" fn(A, B, C, D, E, ...) -> R,
            a: A,
            b: B,
            c: C,
            d: D,
            e: E,
        ) -> R;
    }
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: VariadicArgument),*> VariadicArguments for ($($name,)*) {}

        #[allow(non_snake_case)]
        impl<$($name: VariadicArgument),*> sealed::Calls for ($($name,)*) {
            #[inline]
            unsafe fn call1<R, A>(self, function: unsafe extern "C-unwind" fn(A, ...) -> R, a: A) -> R {
                let ($($name,)*) = self;
                // SAFETY: the caller's promises are passed on, here and below.
                unsafe { function(a, $($name),*) }
            }
            #[inline]
            unsafe fn call2<R, A, B>(self, function: unsafe extern "C-unwind" fn(A, B, ...) -> R, a: A, b: B) -> R {
                let ($($name,)*) = self;
                // SAFETY: as above.
                unsafe { function(a, b, $($name),*) }
            }
            #[inline]
            unsafe fn call3<R, A, B, C>(
                self,
                function: unsafe extern "C-unwind" fn(A, B, C, ...) -> R,
                a: A,
                b: B,
                c: C,
            ) -> R {
                let ($($name,)*) = self;
                // SAFETY: as above.
                unsafe { function(a, b, c, $($name),*) }
            }
            #[inline]
            unsafe fn call4<R, A, B, C, D>(
                self,
                function: unsafe extern "C-unwind" fn(A, B, C, D, ...) -> R,
                a: A,
                b: B,
                c: C,
                d: D,
            ) -> R {
                let ($($name,)*) = self;
                // SAFETY: as above.
                unsafe { function(a, b, c, d, $($name),*) }
            }
            #[inline]
            unsafe fn call5<R, A, B, C, D, E>(
                self,
                function: unsafe extern "C-unwind" fn(A, B, C, D, E, ...) -> R,
                a: A,
                b: B,
                c: C,
                d: D,
                e: E,
            ) -> R {
                let ($($name,)*) = self;
                // SAFETY: as above.
                unsafe { function(a, b, c, d, e, $($name),*) }
            }
        }
    };
}

tuple!();
tuple!(T1);
tuple!(T1 T2);
tuple!(T1 T2 T3);
tuple!(T1 T2 T3 T4);
tuple!(T1 T2 T3 T4 T5);
tuple!(T1 T2 T3 T4 T5 T6);
tuple!(T1 T2 T3 T4 T5 T6 T7);
tuple!(T1 T2 T3 T4 T5 T6 T7 T8);
