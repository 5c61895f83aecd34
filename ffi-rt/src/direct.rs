//! Which types a plain Rust call passes as C does: [`Direct`] and [`FunctionPointer`].

use core::ffi::c_void;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::num::{NonZero, Wrapping};
use core::ptr::NonNull;

use crate::Pointer;

/// A type that rustc passes to and returns from an `extern "C"` function exactly as a C compiler
/// passes the C type that it stands for.
///
/// Nothing is assumed: a type has this trait because someone made sure of it. Numbers, `bool`,
/// pointers, references and function pointers have it. [`LongDouble`](crate::LongDouble),
/// [`Complex`](crate::Complex), [`Half`](crate::Half) and [`Vector`](crate::Vector) do not: they are
/// structures to rustc, so it would put them in other registers than C does. Calls with those go
/// through a trampoline.
///
/// # Safety
///
/// On every target that the implementation is compiled for, the type has the size, the alignment and,
/// as a parameter and as a result, the locations of its C counterpart. A `#[repr(C)]` structure
/// qualifies if all of its fields are themselves `Direct` or arrays of such, and the C structure has
/// no bit-field, packing or alignment attribute that Rust does not repeat.
///
/// ```
/// #[repr(C)]
/// #[derive(Clone, Copy)]
/// struct Point { x: f64, y: f64 }
/// // SAFETY: struct point { double x, y; }
/// unsafe impl ffi::Direct for Point {}
/// ```
#[diagnostic::on_unimplemented(
    message = "rustc is not known to pass `{Self}` as C passes it",
    label = "this type cannot be used in a plain call",
    note = "numbers, `bool`, raw pointers, references, `ffi::Pointer` and `extern` function pointers can",
    note = "for `ffi::LongDouble`, `ffi::Complex`, `ffi::Half` and `ffi::Vector` use a binding made from the header, or a call with `ffi::signature!`: those go through a trampoline",
    note = "`ffi::Errno` and its kin are known by their names alone: write one out where an alias stands for it",
    note = "a type with `#[ffi::struct_layout]` is passed by pointer, or by an import that names the C type with `#[ffi(signature = …)]`: that goes through a trampoline",
    note = "for a `#[repr(C)]` structure of your own that equals the one in C, say so by `unsafe impl ffi::Direct for … {{}}`"
)]
pub unsafe trait Direct {
    /// What an argument of this type takes of the integer registers, which closures have to know: theirs is the first that is free.
    ///
    /// [`Passed::Unknown`], the default, is right for every structure, and means that a closure with such a parameter may be refused
    /// when it is compiled.
    const PASSED: Passed = Passed::Unknown;
}

/// What a type of argument takes, as far as the integer registers are concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Passed {
    /// An integer or pointer of at most a register.
    Integer,
    /// An integer of two registers: `__int128`.
    Wide,
    /// A `float` or `double`.
    Float,
    /// No value: `()`.
    Nothing,
    /// Not known: a record.
    Unknown,
}

/// A type of function pointer that C code may be called through, and that C code may call.
///
/// Implemented for `extern` function pointers of up to 16 [`Direct`] parameters with a `Direct`
/// result, `unsafe` or not, by every convention of the target that stable Rust has (`"C"`, `"system"`; on x86-64 `"sysv64"` and `"win64"`;
/// on i386 `"stdcall"`, `"fastcall"` and `"thiscall"`), and for those with `...` behind them. A pointer among the parameters is
/// written `*const T` or `ffi::Pointer<T>`: a reference whose lifetime is left out would make it a type for
/// every lifetime, which no trait can be implemented for in general.
///
/// # Safety
///
/// The type is an `extern` function pointer whose parameters and result are passed as C does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a function pointer that C code can be called through",
    label = "expected for instance `unsafe extern \"C\" fn(f64) -> f64`",
    note = "the convention must be written (`extern \"C\"`), and every parameter and the result must be `ffi::Direct`"
)]
pub unsafe trait FunctionPointer: Copy {
    /// The function at an address.
    ///
    /// # Safety
    ///
    /// There is a function of exactly this type and convention, for as long as the result is used.
    unsafe fn from_pointer(pointer: Pointer<c_void>) -> Self;

    /// The address of the function.
    fn pointer(self) -> Pointer<c_void>;
}

macro_rules! direct {
    ($passed:ident: $($type:ty)*) => {$(
        // SAFETY: the number type of C of the same size and format.
        unsafe impl Direct for $type {
            const PASSED: Passed = Passed::$passed;
        }
    )*};
}
direct! { Integer: bool i8 u8 i16 u16 i32 u32 i64 u64 isize usize }
direct! { Float: f32 f64 }

// `__int128`. There is none in Microsoft's C, and what other compilers do there varied.
#[cfg(not(windows))]
direct! { Wide: i128 u128 }

macro_rules! non_zero {
    ($($type:ty)*) => {$(
        // SAFETY: passed as the number itself.
        unsafe impl Direct for NonZero<$type> {
            const PASSED: Passed = Passed::Integer;
        }
        // SAFETY: as the number itself, `None` being 0.
        unsafe impl Direct for Option<NonZero<$type>> {
            const PASSED: Passed = Passed::Integer;
        }
    )*};
}
non_zero! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize }

// SAFETY: no value, as `void`.
unsafe impl Direct for () {
    const PASSED: Passed = Passed::Nothing;
}
// SAFETY: transparent.
unsafe impl<T: Direct> Direct for Wrapping<T> {
    const PASSED: Passed = T::PASSED;
}
// SAFETY: transparent.
unsafe impl<T: Direct> Direct for MaybeUninit<T> {
    const PASSED: Passed = T::PASSED;
}
// SAFETY: transparent.
unsafe impl<T: Direct> Direct for ManuallyDrop<T> {
    const PASSED: Passed = T::PASSED;
}
// SAFETY: a C pointer.
unsafe impl<T> Direct for *const T {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer.
unsafe impl<T> Direct for *mut T {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer that is not null.
unsafe impl<T> Direct for &T {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer that is not null.
unsafe impl<T> Direct for &mut T {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer that is not null.
unsafe impl<T> Direct for NonNull<T> {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer that is not null.
unsafe impl<T> Direct for Pointer<T> {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Direct for Option<&T> {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Direct for Option<&mut T> {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Direct for Option<NonNull<T>> {
    const PASSED: Passed = Passed::Integer;
}
// SAFETY: a C pointer, `None` being null.
unsafe impl<T> Direct for Option<Pointer<T>> {
    const PASSED: Passed = Passed::Integer;
}

macro_rules! function_pointer {
    ($function:ty, $($parameter:ident)*) => {
        // SAFETY: an `extern` function pointer of `Direct` types.
        unsafe impl<Output: Direct, $($parameter: Direct),*> FunctionPointer for $function {
            #[inline]
            unsafe fn from_pointer(pointer: Pointer<c_void>) -> Self {
                // SAFETY: a function pointer is an address that is not null; the caller vouches for
                // the function there.
                unsafe { core::mem::transmute::<*mut c_void, Self>(pointer.as_ptr()) }
            }

            #[inline]
            fn pointer(self) -> Pointer<c_void> {
                Pointer::new(self as *mut c_void).expect("a function is not at address 0")
            }
        }
        // SAFETY: a C function pointer of `Direct` types.
        unsafe impl<Output: Direct, $($parameter: Direct),*> Direct for $function {
            const PASSED: Passed = Passed::Integer;
        }
        // SAFETY: a C function pointer of `Direct` types, `None` being null.
        unsafe impl<Output: Direct, $($parameter: Direct),*> Direct for Option<$function> {
            const PASSED: Passed = Passed::Integer;
        }
    };
}

macro_rules! conventions {
    ([$($parameter:ident)*]) => {};
    ([$($parameter:ident)*] $convention:literal $($rest:literal)*) => {
        function_pointer!(extern $convention fn($($parameter),*) -> Output, $($parameter)*);
        function_pointer!(unsafe extern $convention fn($($parameter),*) -> Output, $($parameter)*);
        conventions!([$($parameter)*] $($rest)*);
    };
}

macro_rules! variadic {
    () => {};
    ($($parameter:ident)+) => {
        function_pointer!(unsafe extern "C" fn($($parameter),+, ...) -> Output, $($parameter)+);
    };
}

macro_rules! arities {
    ([$($done:ident)*]) => { arity!($($done)*); };
    ([$($done:ident)*] $next:ident $($rest:ident)*) => {
        arity!($($done)*);
        arities!([$($done)* $next] $($rest)*);
    };
}

macro_rules! arity {
    ($($parameter:ident)*) => {
        conventions!([$($parameter)*] "C" "C-unwind" "system" "system-unwind");
        #[cfg(target_arch = "x86_64")]
        conventions!([$($parameter)*] "sysv64" "sysv64-unwind" "win64" "win64-unwind");
        #[cfg(target_arch = "x86")]
        conventions!([$($parameter)*] "stdcall" "stdcall-unwind" "fastcall" "fastcall-unwind" "thiscall" "thiscall-unwind");
        variadic!($($parameter)*);
    };
}

arities!([] P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14 P15 P16);

#[cfg(test)]
mod tests {
    use super::*;

    const fn direct<T: Direct>() {}

    #[test]
    fn c_types_are_direct() {
        direct::<core::ffi::c_long>();
        direct::<Option<Pointer<u8>>>();
        direct::<Option<unsafe extern "C" fn(*const c_void, *const c_void) -> i32>>();
        direct::<unsafe extern "C" fn(*const i8, ...) -> i32>();
        direct::<extern "system" fn()>();
    }

    extern "C" fn add(a: i32, b: i32) -> i32 {
        a + b
    }

    #[test]
    fn through_an_address_and_back() {
        let pointer = (add as extern "C" fn(i32, i32) -> i32).pointer();
        // SAFETY: it is the address of that function.
        let again = unsafe { pointer.as_function::<extern "C" fn(i32, i32) -> i32>() };
        assert_eq!(again(2, 3), 5);
    }
}
