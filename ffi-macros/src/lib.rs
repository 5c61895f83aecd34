//! The macros of ahead-of-time FFI. `ffi-rt` re-exports them; use them from there.
//!
//! ```text
//!  tokens ──► ffi-grammar ──► parsed annotation ─┐
//!  OUT_DIR ─► lookup: the build script's manifest┴─► import, export, signature, closure, struct_layout: tokens
//! ```
//!
//! Nothing here knows the target or computes an ABI: layouts and symbols come from the manifest.

mod captured;
mod checked;
mod closure;
mod export;
mod import;
mod lazy;
mod lookup;
mod signature;
mod struct_layout;

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
/// | `kind = "dylib"`, `"static"`, `"framework"` or `"raw-dylib"` | how it is linked; rustc decides if not given, and refuses what the target has not |
/// | `lazy`, `lazy = pub NAME` | nothing is linked: the library is opened and each symbol is found when first needed; `NAME` is a static `ffi::LazyLibrary` to do it earlier |
/// | `library = ["z", "libz.so.1"]` | with `lazy`: names to try in order; without `library`: the program itself and what is loaded with it |
/// | `version_function = "zlibVersion"`, `minimum_version = "1.2.9"` | with `lazy`: an older library is passed over. The function is `const char *(void)`, or `int(void)` for a number |
/// | `convention = "C"` | calling convention, in place of the one in `extern "…"` |
/// | `non_leaf` | as on each function that can have it |
/// | `crate = ::ffi` | path of the runtime, where the dependency is renamed |
///
/// | option of an item, in `#[ffi(…)]` | |
/// |---|---|
/// | `symbol = "name"` | name of the symbol, if not that of the item |
/// | `library = "y"`, `kind = "…"` | what is linked for this item, in place of the block's library |
/// | `convention = "win64"` | calling convention, in place of the block's |
/// | `non_leaf` | native code may call back: the function takes a `&ffi::exit::Context` first, and records there where the host's code ends |
/// | `leaf` | it does not, though the block says `non_leaf` |
/// | `optional` | with `lazy`: the symbol may be missing. A function `pow10` becomes `pow10() -> Option<unsafe extern "C" fn(f64) -> f64>`; a static gets `try_pointer` |
/// | `fallback = ["name_v2", "name"]` | with `lazy`: names to try after the symbol's own |
/// | `version = "GLIBC_2.2.5"` | with `lazy`: version of the symbol, where the loader has such |
/// | `signature = "double(struct { double re, im; })"` | C type of the function, for parameters whose C type their name does not tell; the call goes through a trampoline |
/// | `unchecked = "why"` | the item is not compared with the headers that the build script was given |
///
/// A static of type `ffi::Static<T>` is read and written by unsafe functions; `ffi::ThreadLocal<T>` is for one that C declares
/// `_Thread_local`.
///
/// Where the build script was given headers (`Builder::header`, `Builder::check`), each item whose symbol they declare is compared with
/// them: number, size, sign and kind of parameters and result, constness and depth of pointers, convention and variadic part.
///
/// A block that is bound lazily stands in a module, not in the body of a function: there is no place for its stubs there.
/// A lazily bound function is called through one jump more than a linked one. If it cannot be found, the call says what was tried and
/// aborts the process. The declaration vouches for the library too: that it is sound to open it whenever something of it is first used.
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

/// Declares a record of C with the members that are needed.
///
/// On a `struct` or `union` with named members. Members are reached by functions: on the record itself (`stat.st_size()`,
/// `stat.set_st_size(0)`), and in place through a pointer to it (`pointer.fields().st_size()`, `…st_size_pointer()`), which makes no
/// reference to foreign memory. A member that is a function pointer is called by `pointer.fields().call_name(…)`.
///
/// From a header, which the build script (`ffi-build`) reads; each member is where the header puts it on the target:
///
/// ```text
/// #[ffi::struct_layout(header = "sys/stat.h", c_name = "struct stat")]
/// pub struct Stat {
///     st_size: i64,
///     #[ffi(member = "st_mtim.tv_sec")]
///     modified: i64,
/// }
/// ```
///
/// By hand, for each target, where no build script is needed:
///
/// ```text
/// #[ffi::struct_layout(
///     layout(name = linux64, cfg(all(target_os = "linux", target_pointer_width = "64")), size = 16, align = 8),
///     layout(name = ios32, cfg(all(target_os = "ios", target_pointer_width = "32")), size = 8, align = 4),
/// )]
/// pub struct Sample {
///     #[ffi(offset = 0, ios32(stored = f32))]
///     value: f64,
///     #[ffi(linux64(offset = 8), ios32(offset = 4))]
///     count: u32,
/// }
/// ```
///
/// | option | |
/// |---|---|
/// | `header = "sys/stat.h"` | the header that declares it |
/// | `c_name = "struct stat"` | its name there, with `struct` or `union`, or a typedef's; the Rust name if not given |
/// | `size = 16`, `align = 8` | the layout, by hand |
/// | `cfg(unix)` | by hand: where it holds |
/// | `packed`, `holes`, `overlaps` | by hand: members may be unaligned, bytes may belong to none, members may share bytes |
/// | `layout(name = …, cfg(…), size = …, align = …, …)` | by hand: one of several |
/// | `crate = ::ffi` | path of the runtime, where the dependency is renamed |
///
/// | option of a member, in `#[ffi(…)]` | |
/// |---|---|
/// | `member = "a.b"` | from a header: the member's name there, where it is another or inside a member |
/// | `offset = 8` | by hand: bytes from the start |
/// | `bit = 35, width = 3` | by hand: a bit-field, bits from the start |
/// | `stored = f32` | by hand: the type in the record, where Rust sees another |
/// | `name(offset = …)`, `name(absent)` | by hand: what holds in the layout of that name |
///
/// A flexible array member is declared as `[T]`. `#[derive(Debug, PartialEq, Eq, Default)]` on the record go by its members;
/// it is `Clone` and `Copy`, and never passed by value to a plain
/// `extern "C"` function: it is not `Direct`.
#[proc_macro_attribute]
pub fn struct_layout(arguments: TokenStream, item: TokenStream) -> TokenStream {
    struct_layout::expand(&arguments.into(), item.into()).into()
}

/// Makes a Rust function or static a symbol that C can use.
///
/// The types of the signature are proved to be ones that rustc passes as C does. `Builder::export_header` of `ffi-build` writes the header.
///
/// | option | |
/// |---|---|
/// | `symbol = "plugin_add"` | name of the symbol, if not that of the item |
/// | `panic = "abort"` | a panic ends the program; what happens if nothing is said |
/// | `panic = "unwind"` | a panic goes on into the caller, through `extern "C-unwind"` |
/// | `or = -1` | the function returns this when it panics |
/// | `or_else = on_panic` | it returns what `fn on_panic(panic: Box<dyn Any + Send>) -> R` says |
/// | `crate = ::ffi` | path of the runtime, where the dependency is renamed |
///
/// ```text
/// /// Adds, or gives -1 if the sum is too large.
/// #[ffi::export(or = -1)]
/// pub fn plugin_add(a: c_int, b: c_int) -> c_int {
///     a.checked_add(b).expect("the sum fits")
/// }
/// ```
#[proc_macro_attribute]
pub fn export(arguments: TokenStream, item: TokenStream) -> TokenStream {
    export::expand(arguments.into(), item.into()).into()
}

/// `ffi::signature!`, with the path of the runtime in front: `$crate, double(double)`.
#[doc(hidden)]
#[proc_macro]
pub fn signature(input: TokenStream) -> TokenStream {
    signature::expand(input.into()).into()
}

/// `ffi::closure!`, with the path of the runtime in front: `$crate, extern "C" fn(c_int, ...)`.
#[doc(hidden)]
#[proc_macro]
pub fn closure(input: TokenStream) -> TokenStream {
    closure::expand(input.into()).into()
}

/// `ffi::bindings!`, with the path of the runtime in front: `$crate, "name"`.
#[doc(hidden)]
#[proc_macro]
pub fn bindings(input: TokenStream) -> TokenStream {
    signature::expand_bindings(input.into()).into()
}
