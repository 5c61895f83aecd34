//! A function or more of each library, called for real: what is passed is what C receives, and the other way around.
//!
//! A library whose headers are not installed has its tests ignored, which the test run counts and prints.

/// A test that needs a library.
macro_rules! called {
    ($($library:ident, $package:literal: fn $name:ident() $body:block)*) => {
        $(
            #[test]
            #[cfg_attr(not($library), ignore = $package)]
            fn $name() {
                #[cfg($library)]
                $body
            }
        )*
    };
}

mod compression;
mod numbers;
mod system;
mod text;

/// Bytes that compress, and not to nothing.
#[allow(unused, reason = "by nobody where no library that compresses is here")]
fn sample() -> Vec<u8> {
    (0..10_000_u32).map(|i| (i.wrapping_mul(i) >> 7) as u8 % 29).collect()
}

#[test]
fn what_is_here_is_told() {
    let (here, absent): (Vec<_>, Vec<_>) = library_tests::LIBRARIES.iter().partition(|(_, present)| *present);
    let names = |list: &[&(&str, bool)]| list.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    assert!(names(&here).contains("libm"), "the C library's headers are needed by all tests");
    println!("bound: {}", names(&here));
    println!("skipped, not installed: {}", names(&absent));
}
