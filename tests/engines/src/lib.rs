//! Functions of headers as engines see them.

/// zlib.
#[allow(missing_docs, reason = "generated")]
pub mod zlib {
    ffi::bindings!("zlib");
}

/// Functions that are found while the program runs.
#[allow(missing_docs, reason = "generated")]
pub mod found {
    ffi::bindings!("found");
}

/// The two functions whose calls are counted.
#[allow(missing_docs, reason = "generated")]
pub mod measured {
    ffi::bindings!("measured");
}

/// The first of them.
#[unsafe(no_mangle)]
pub extern "C" fn add(a: i32, b: i32) -> i32 {
    a.wrapping_add(b)
}

/// The other: six integers and six floating-point numbers.
#[allow(clippy::too_many_arguments, clippy::many_single_char_names, reason = "that is what it is for")]
#[unsafe(no_mangle)]
pub extern "C" fn twelve(a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: f64, h: f64, i: f64, j: f64, k: f64, l: f64) -> f64 {
    f64::from(a + b + c + d + e + f) + g + h + i + j + k + l
}
