//! [`Optional`]: a function that a library may lack.

use core::ffi::c_void;
use core::fmt;

use super::import::Import;

/// A lazily bound function that may be missing: what `#[ffi(optional)]` declares in the place of the function.
///
/// The library is opened by the first question. What is missing then is missing for good, so that the answers of one run agree.
///
/// ```text
/// #[ffi::import(library = "m", lazy)]
/// unsafe extern "C" {
///     #[ffi(optional)]
///     fn pow10(x: f64) -> f64;
/// }
/// let thousand = match pow10.get() {
///     Some(pow10) => unsafe { pow10(3.0) },
///     None => 10_f64.powi(3),
/// };
/// ```
pub struct Optional<F> {
    import: &'static Import,
    /// What is called if it is not the function itself but something that goes through a trampoline.
    through: Option<F>,
}

impl<F: Copy> Optional<F> {
    /// For the code that `#[ffi::import]` writes.
    ///
    /// # Safety
    /// `F` is a function pointer type. Without `through` it is the type of the symbol, if there is one.
    #[doc(hidden)]
    #[must_use]
    pub const unsafe fn new(import: &'static Import, through: Option<F>) -> Optional<F> {
        assert!(size_of::<F>() == size_of::<*mut c_void>(), "a function pointer");
        Optional { import, through }
    }

    /// The function, if the library has it.
    #[inline]
    #[must_use]
    pub fn get(&self) -> Option<F> {
        let address = self.import.try_address()?;
        Some(match self.through {
            Some(function) => function,
            // SAFETY: a function pointer of this type is an address, which is not null; whoever declared it vouches for the function.
            None => unsafe { core::mem::transmute_copy::<*mut c_void, F>(&address) },
        })
    }

    /// Whether the library has it.
    #[must_use]
    pub fn is_available(&self) -> bool {
        self.import.try_address().is_some()
    }
}

impl<F> fmt::Debug for Optional<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Optional").field(self.import).finish()
    }
}
