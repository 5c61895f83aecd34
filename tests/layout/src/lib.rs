//! Means to prove `ffi-abi`'s layouts and texts.
//!
//! * [`random`]: seeded random types, the same for a seed on every machine.
//! * [`c`]: C source that declares them.
//! * [`headers`]: records of real headers, as Clang parses them.
//! * [`clang`]: what Clang says about that source, for any target.
//!
//! The oracle is Clang, which knows every target's rules without its headers; `FFI_CLANG` names another one than `clang-19`.

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
