//! The runtime of ahead-of-time FFI (library name `ffi`).
//!
//! ```text
//! your crate ──► ffi (this crate) ──► ffi-macros      (feature `macros`)
//!                     │
//!                     └──► libloading                 (feature `std`)
//! ```
//!
//! * [`Pointer`], [`Static`], [`Native`]: C memory, without references to it.
//! * [`Buffer`], [`Owned`], [`Arena`], [`Text`]: who allocates and frees it; text of C; [`c`]: C's integers.
//! * [`LongDouble`], [`Complex`], [`Half`], [`Vector`]: C types that Rust lacks.
//! * [`Errno`], [`SocketError`], [`sentinel`]: results with the error code that the call left behind.
//! * [`struct_layout`]: records of C with the members that you need, placed where the header puts them; [`Member`], [`Record`].
//! * [`DynamicLibrary`]: libraries loaded while the program runs, and functions in them.
//! * [`LazyLibrary`], [`LazyStatic`], [`LazyThreadLocal`]: what `#[ffi::import(…, lazy)]` declares, opened and found when needed.
//! * [`Signature`], [`Function`], [`Value`], [`Table`]: calls whose signature is data, through
//!   trampolines that were assembled before the program started.
//! * `dynamic` (feature of that name): signatures that nobody knew when the program was built, called through one routine of each
//!   convention.
//! * [`scope`], [`Closure`], [`mod@closure`]: Rust closures as C function pointers, without code made at run time.
//! * [`VaList`]: the arguments behind `...`, read by type or handed on to C.
//! * [`engine`]: adapters through which V8, a WebAssembly engine or Dart calls C.
//! * [`exit`]: where host code ends and native code begins, for hosts that walk their stacks.
//! * [`contract`]: what those trampolines and tables look like in memory.
//!
//! # Features
//!
//! * `std` (default): [`DynamicLibrary`]; switches `alloc` on.
//! * `alloc`: dynamic calls with arguments or results too large for the stack; [`Buffer`], [`Arena`], [`Text`].
//! * `dynamic`: [`Signature`]s made from text or data while the program runs; switches `std` and `model` on.
//! * `model`: what `ffi-build` shares with that: programs of universal calls, kinds of C types.
//! * `closures` (default): [`mod@closure`]; switches `std` on.
//! * `landing-pads`: import stubs begin with `endbr64` or `bti c`, for programs compiled with nightly's `-Zcf-protection` or
//!   `-Zbranch-protection`.
//! * `macros` (default): `#[ffi::import]`, `#[ffi::export]`, `#[ffi::struct_layout]`, `ffi::signature!`, `ffi::closure!`, `ffi::bindings!`.
#![no_std]

#[cfg(any(feature = "alloc", feature = "model"))]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod bits;
mod bytes;
pub mod c;
mod call_error;
mod captured;
#[cfg(feature = "closures")]
pub mod closure;
mod complex;
pub mod contract;
mod convert;
mod decimal;
mod direct;
#[cfg(feature = "dynamic")]
pub mod dynamic;
pub mod engine;
#[cfg(all(
    feature = "alloc",
    not(miri),
    any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64")
))]
pub mod exit;
mod foreign_static;
mod function;
mod half;
mod host_value;
#[cfg(feature = "std")]
mod lazy;
#[cfg(feature = "std")]
mod library;
mod long_double;
mod member;
mod memory;
mod native;
mod opaque_function;
mod pointer;
mod signature;
mod soft;
pub mod table;
#[cfg(feature = "alloc")]
mod text;
mod thread_local;
mod va_list;
mod value;
mod variadic;
mod vector;

pub use bytes::Bytes;
pub use call_error::{CallError, NoTrampoline};
#[cfg(windows)]
pub use captured::LastError;
pub use captured::{Captured, Errno, SocketError, sentinel};
#[cfg(feature = "closures")]
pub use closure::{Closure, scope};
pub use complex::Complex;
pub use direct::{Direct, FunctionPointer, Passed};
pub use foreign_static::Static;
pub use function::Function;
pub use half::Half;
pub use host_value::HostValue;
#[cfg(feature = "std")]
pub use lazy::{LazyLibrary, LazyStatic, LazyThreadLocal, LoadError};
#[cfg(feature = "std")]
pub use library::{DynamicLibrary, FunctionError, LookupError, OpenError, Symbol, TypedFunction};
pub use long_double::LongDouble;
pub use member::{Member, MemberKind, Record, Stored};
#[cfg(feature = "std")]
pub use memory::CHeap;
#[cfg(feature = "alloc")]
pub use memory::{AllocationError, Allocator, Arena, Buffer, RustHeap, Zeroed};
pub use memory::{Finalizer, Owned};
pub use native::{BigEndian, Bool, LittleEndian, Native, Unaligned};
pub use opaque_function::OpaqueFunction;
pub use pointer::Pointer;
pub use signature::{Signature, Type};
pub use table::{Entry, Table};
#[cfg(feature = "alloc")]
pub use text::{Text, TextError, Unit};
pub use thread_local::ThreadLocal;
pub use va_list::{VaArgument, VaList, VaMember, VaMembers, VaRecord};
pub use value::{Value, ValueError};
pub use variadic::{VariadicArgument, VariadicArguments};
pub use vector::{Lanes, Vector};

#[cfg(feature = "macros")]
pub use ffi_macros::{export, import, struct_layout};

/// The [`Signature`] of a C function type: an expression that may stand in a constant.
///
/// The text is that of C: `ffi::signature!(double(int, const char *))`. The build script (`ffi-build`)
/// finds it in the sources of the package and assembles its trampolines; a signature that it did not
/// find, or a package without a build script, is a compile error that says what to add.
///
/// ```text
/// const HYPOT: ffi::Signature = ffi::signature!(double(double, double));
/// let hypot = unsafe { library.function(c"hypot", HYPOT)? };
/// ```
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! signature {
    ($($text:tt)*) => { $crate::__private::signature!($crate, $($text)*) };
}

/// [Options](closure::Options) of closures that C calls through an entry which the build script assembled: for types of C functions that
/// [`Closure::new`] and its like do not take, because they leave no register free, are variadic or of another convention, or have
/// parameters that rustc does not pass as C does.
///
/// The type is a function pointer's, of raw pointers and other types without lifetimes. In front of it may stand the C type, where names
/// of types do not tell: `#[ffi(signature = "double(struct { double x, y; })")]`. In the place of `...` the closure gets a [`VaList`].
/// What C is given is such a function pointer, or an [`OpaqueFunction`] where Rust has none.
///
/// ```text
/// let log = ffi::closure!(extern "C" fn(c_int, *const c_char, ...))
///     .owned(|level: c_int, format: *const c_char, arguments: ffi::VaList| …)?;
/// set_log(log.as_ptr());
/// ```
///
/// The build script (`ffi-build`) finds it in the sources of the package; a type that it did not find, or a package without a build
/// script, is a compile error that says what to add.
#[cfg(all(feature = "macros", feature = "closures"))]
#[macro_export]
macro_rules! closure {
    ($($function:tt)*) => { $crate::__private::closure!($crate, $($function)*) };
}

/// The bindings that the build script generated under a name, as items of the module it stands in.
///
/// ```text
/// mod sys { ffi::bindings!("sqlite3"); }
/// ```
#[cfg(feature = "macros")]
#[macro_export]
macro_rules! bindings {
    ($($name:tt)*) => { $crate::__private::bindings!($crate, $($name)*); };
}

/// For the code that the macros and `ffi-build` write; not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub mod bits {
        pub use crate::bits::{get, set, signed};
    }
    pub mod member {
        pub use crate::member::{address, assert_member, assert_stored, is_like, load, store};
    }
    pub use crate::contract::{SignatureData, TableData};
    #[cfg(feature = "std")]
    pub use crate::lazy::private as lazy;
    pub use crate::variadic::sealed::Calls as VariadicCalls;
    use crate::{Direct, Signature, Table};
    #[cfg(feature = "macros")]
    pub use ffi_macros::{bindings, closure, signature};

    /// Compiles only for types that a plain call passes as C does.
    pub const fn assert_direct<T: Direct>() {}

    /// The result of an exported function, or what a handler says about its panic. A panic of the handler ends the program.
    #[cfg(feature = "std")]
    pub fn or_else<R>(function: impl FnOnce() -> R, handler: impl FnOnce(std::boxed::Box<dyn core::any::Any + Send>) -> R) -> R {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(function)).unwrap_or_else(handler)
    }

    /// The signature of an assembled descriptor.
    ///
    /// # Safety
    ///
    /// As [`Signature::from_data`].
    pub const unsafe fn signature(data: *const SignatureData) -> Signature {
        // SAFETY: passed on to the caller.
        unsafe { Signature::from_data(data) }
    }

    /// The table that was generated from a header.
    ///
    /// # Safety
    ///
    /// As [`Table::from_data`].
    pub const unsafe fn table(data: *const TableData) -> Table {
        // SAFETY: passed on to the caller.
        unsafe { Table::from_data(data) }
    }
}
