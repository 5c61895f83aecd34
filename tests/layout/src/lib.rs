//! Means to prove `ffi-abi`'s layouts and texts.
//!
//! * [`random`]: seeded random types, the same for a seed on every machine.
//! * [`c`]: C source that declares them.
//! * [`headers`]: records of real headers, as Clang parses them.
//! * [`clang`]: what Clang says about that source, for any target.
//!
//! The oracle is Clang, which knows every target's rules without its headers. GCC is a second one for the machine's own kind.
//!
//! | variable | sets |
//! |---|---|
//! | `FFI_LAYOUT_CASES`, `FFI_LAYOUT_SEED` | how many random records for each target and language (300), and which (1) |
//! | `FFI_TEXT_CASES` | how many random texts (5000) |
//! | `FFI_CLANG`, `FFI_GCC` | the compilers (`clang-19`, `gcc`) |
//! | `FFI_GCC_TARGET` | the target that GCC compiles for, if it is a cross compiler (`x86_64-unknown-linux-gnu`) |
//!
//! Without a compiler the tests fail and say what to install; without `libc6-dev` and `linux-libc-dev` (which `gcc` brings along) Clang
//! names the header that is missing.

pub mod c;
pub mod clang;
pub mod headers;
pub mod random;

/// A count from the environment, for runs longer than the default.
///
/// # Panics
/// If the variable holds no number.
pub fn count(variable: &str, default: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is no number: `{text}`")),
        Err(_) => default,
    }
}
