//! Functions that are found while the program runs, bound to the adapter of their signature.

use core::ffi::c_void;
use core::fmt;
use core::mem::transmute;

use super::{Adapter, Refused, Signature};
use crate::Pointer;
use crate::closure::{ClosureError, Thunk};
use crate::contract::UpcallSlot;

/// A function, bound: code of its own that an engine enters, and how the engine is to see it.
///
/// Nothing is generated: the code is a thunk of the same pool as those of closures, which names the function to the adapter.
///
/// ```
/// # fn demo(signature: &ffi::engine::Signature, register: fn(*const core::ffi::c_void, u32, &[u32])) -> Result<(), Box<dyn std::error::Error>> {
/// // SAFETY: the library's function is of this type, and loaded for as long as the engine may call it.
/// let bound = unsafe {
///     let plugin = ffi::DynamicLibrary::open("plugin")?;
///     signature.bind(plugin.lookup(c"plugin_add")?.pointer())?
/// };
/// let adapter = bound.adapter();
/// register(adapter.entry(), adapter.result(), adapter.arguments());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Bound {
    thunk: Thunk,
    adapter: Adapter,
}

impl Signature {
    /// Binds a function to the adapter of its signature.
    ///
    /// # Errors
    /// The engine can call no function of this type, or no more thunks can be had.
    ///
    /// # Safety
    /// There is a function of this C type at the address for as long as the engine may enter the adapter, and the engine does not enter it
    /// any more once the result is dropped.
    pub unsafe fn bind(&self, function: Pointer<c_void>) -> Result<Bound, BindError> {
        /// Adapters call what the slot's word names, and not its handler.
        unsafe extern "C-unwind" fn nobody(_: *const UpcallSlot, _: *mut u8, _: *mut u8) {}

        let adapter = self.adapter.map_err(BindError::Refused)?;
        let thunk = Thunk::new().map_err(BindError::Thunks)?;
        let slot = UpcallSlot { entry: adapter.entry(), handler: nobody, data: function.as_ptr() };
        // SAFETY: the slot is the thunk's, and nobody has the thunk's address yet.
        unsafe { thunk.slot().write(slot) };
        // SAFETY: the address of code, which is only ever entered by whoever knows how.
        let entry = unsafe { transmute::<*const c_void, unsafe extern "C" fn()>(thunk.as_ptr()) };
        Ok(Bound { thunk, adapter: Adapter { entry, size: Thunk::SIZE, ..adapter } })
    }
}

impl Bound {
    /// Where the engine enters, and how it is to see the function.
    #[must_use]
    pub const fn adapter(&self) -> Adapter {
        self.adapter
    }

    /// The function that is called.
    #[must_use]
    pub fn function(&self) -> *const c_void {
        // SAFETY: the slot was filled when this was made, and is only read since.
        unsafe { (*self.thunk.slot()).data.cast_const() }
    }
}

/// A function cannot be bound.
#[derive(Debug)]
#[non_exhaustive]
pub enum BindError {
    /// The engine can call no function of its type.
    Refused(Refused),
    /// No more thunks can be had.
    Thunks(ClosureError),
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BindError::Refused(why) => write!(f, "the engine cannot call such a function: {why}"),
            BindError::Thunks(why) => why.fmt(f),
        }
    }
}

impl core::error::Error for BindError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            BindError::Refused(why) => Some(why),
            BindError::Thunks(why) => Some(why),
        }
    }
}
