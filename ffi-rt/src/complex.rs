//! [`Complex`]: `_Complex`.

use core::fmt;

/// C's `_Complex T`: two `T`, real part first (C11 6.2.5: "the same representation and alignment
/// requirements as an array type containing exactly two elements").
///
/// Its layout is that of the C type wherever memory is concerned. As an argument or result a complex
/// number goes in other registers than a structure of two numbers does, so it is not
/// [`Direct`](crate::Direct): such calls go through a trampoline.
///
/// ```
/// let z = ffi::Complex::new(1.0, -2.0);
/// assert_eq!(z.to_string(), "1-2i");
/// assert_eq!(<[f64; 2]>::from(z), [1.0, -2.0]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct Complex<T> {
    /// The real part.
    pub re: T,
    /// The imaginary part.
    pub im: T,
}

impl<T> Complex<T> {
    /// The number of these parts.
    #[inline]
    #[must_use]
    pub const fn new(re: T, im: T) -> Self {
        Self { re, im }
    }
}

impl<T> From<[T; 2]> for Complex<T> {
    fn from([re, im]: [T; 2]) -> Self {
        Self { re, im }
    }
}

impl<T> From<Complex<T>> for [T; 2] {
    fn from(value: Complex<T>) -> Self {
        [value.re, value.im]
    }
}

impl<T> From<(T, T)> for Complex<T> {
    fn from((re, im): (T, T)) -> Self {
        Self { re, im }
    }
}

impl<T: fmt::Display> fmt::Display for Complex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.re.fmt(f)?;
        // The flag `+` writes the sign of a positive part too.
        match f.precision() {
            Some(precision) => write!(f, "{:+.*}i", precision, self.im),
            None => write!(f, "{:+}i", self.im),
        }
    }
}
