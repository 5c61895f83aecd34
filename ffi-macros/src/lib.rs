//! The macros of ahead-of-time FFI. `ffi-rt` re-exports them; use them from there.
//!
//! ```text
//!  tokens ──► ffi-grammar ──► parsed annotation ─┐
//!  OUT_DIR ─► lookup: the build script's manifest┴─► import, signature: tokens
//! ```
//!
//! Nothing here knows the target or computes an ABI: layouts and symbols come from the manifest.

mod captured;
mod import;
mod lazy;
mod lookup;
mod signature;

use proc_macro::TokenStream;

/// Declares functions and variables of a C library.
///
/// On an `unsafe extern` block. A function that rustc can call by itself compiles to the same call instruction as a declaration
/// written by hand; the types of its parameters and result are proved to be ones that rustc passes as C does. A function with
/// `long double`, `_Complex`, a vector or `_Float16` goes through a trampoline that the build script assembles.
///
/// | option of the block | |
/// |---|---|
/// | `library = "m"` | links the library of this short name (`libm.so`, `libm.dylib`, `m.lib`) |
/// | `kind = "dylib"` or `"static"` | how it is linked; rustc decides if not given |
/// | `convention = "C"` | calling convention, in place of the one in `extern "…"` |
/// | `crate = ::ffi` | path of the runtime, where the dependency is renamed |
///
/// | option of an item, in `#[ffi(…)]` | |
/// |---|---|
/// | `symbol = "name"` | name of the symbol, if not that of the item |
/// | `signature = "double(struct { double re, im; })"` | C type of the function, for parameters whose C type their name does not tell; the call goes through a trampoline |
///
/// A result type `ffi::Errno<c_int>` (`ffi::SocketError`, on Windows `ffi::LastError`) says that the error code comes along: it is
/// read before anything else runs, and the type's second parameter says how a failure shows. The function is then a Rust function;
/// if it is variadic, it takes a tuple in place of `...`.
///
/// ```text
/// #[ffi::import(library = "m")]
/// unsafe extern "C" {
///     fn close(file: c_int) -> ffi::Errno<c_int>;
///     fn pow(x: f64, y: f64) -> f64;
///     fn powl(x: ffi::LongDouble, y: ffi::LongDouble) -> ffi::LongDouble;
///     #[ffi(symbol = "signgam")]
///     static SIGN: ffi::Static<core::ffi::c_int>;
/// }
/// ```
#[proc_macro_attribute]
pub fn import(arguments: TokenStream, item: TokenStream) -> TokenStream {
    import::expand(arguments.into(), item.into()).into()
}

/// `ffi::signature!`, with the path of the runtime in front: `$crate, double(double)`.
#[doc(hidden)]
#[proc_macro]
pub fn signature(input: TokenStream) -> TokenStream {
    signature::expand(input.into()).into()
}

/// `ffi::bindings!`, with the path of the runtime in front: `$crate, "name"`.
#[doc(hidden)]
#[proc_macro]
pub fn bindings(input: TokenStream) -> TokenStream {
    signature::expand_bindings(input.into()).into()
}
