//! [`OpaqueFunction`]: a C function pointer that rustc cannot call.

use core::ffi::c_void;
use core::fmt;
use core::ptr::NonNull;

/// The address of a C function whose calls rustc would get wrong: one with `long double`, a complex number or a vector by value,
/// for instance.
///
/// It stands for such a function pointer in generated bindings, where it is an `Option<OpaqueFunction>`: `None` is null. It
/// cannot be called by itself. Call it through [`Function`](crate::Function) with a signature of
/// [`signature!`](crate::signature); get one from a closure's entry or from another C function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct OpaqueFunction(NonNull<c_void>);

impl OpaqueFunction {
    /// The function at this address; `None` for null.
    #[inline]
    #[must_use]
    pub const fn new(address: *const c_void) -> Option<Self> {
        match NonNull::new(address.cast_mut()) {
            Some(address) => Some(Self(address)),
            None => None,
        }
    }

    /// Its address.
    #[inline]
    #[must_use]
    pub const fn as_ptr(self) -> *const c_void {
        self.0.as_ptr()
    }
}

// SAFETY: an address of code is the same on every thread; calling it is what needs care, and is not possible here.
unsafe impl Send for OpaqueFunction {}
// SAFETY: as above.
unsafe impl Sync for OpaqueFunction {}

impl fmt::Debug for OpaqueFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.0, f)
    }
}
