//! Functions of C as an engine calls them: adapters that the build script assembled, and how the engine is to see each.
//!
//! `Builder::engine` makes a list of a header's functions for each engine that it names. An adapter is code that the engine enters by its
//! own rules; the C function behind it is linked. For instance, an embedder of V8 registers [`Adapter::entry`] with a `CFunctionInfo` of
//! [`Adapter::result`] and [`Adapter::arguments`]; a function that [was refused](Function::adapter) takes the slow way.
//!
//! A function that is found while the program runs is bound to the adapter of its [`Signature`]. An [`AddressMap`] leads from an address
//! in an adapter back to what it calls.

#[cfg(feature = "closures")]
mod bound;
#[cfg(feature = "alloc")]
mod map;

use core::ffi::c_void;
use core::fmt;

#[cfg(feature = "closures")]
pub use bound::{BindError, Bound};
#[cfg(feature = "alloc")]
pub use map::{AddressMap, Place};

/// A type of C functions, as one engine sees it: for functions whose addresses are found while the program runs.
///
/// `Builder::engine` makes a list of the builder's `signatures` for each engine that it names (`V8_SIGNATURES`…). With the feature
/// `closures`, `bind` gives the code that an engine enters for one function.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    text: &'static str,
    adapter: Result<Adapter, Refused>,
}

impl Signature {
    /// For generated code. The adapter is one that a thunk enters.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(text: &'static str, adapter: Result<Adapter, Refused>) -> Signature {
        Signature { text, adapter }
    }

    /// Its canonical text: `int(int, int)`.
    #[must_use]
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// Why the engine can call no function of this type, if it cannot.
    #[must_use]
    pub const fn refused(&self) -> Option<Refused> {
        match self.adapter {
            Ok(_) => None,
            Err(why) => Some(why),
        }
    }
}

/// A function of a header, as one engine sees it.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    name: &'static str,
    adapter: Result<Adapter, Refused>,
}

/// Code that an engine enters.
#[derive(Clone, Copy, Debug)]
pub struct Adapter {
    entry: unsafe extern "C" fn(),
    size: usize,
    result: u32,
    arguments: &'static [u32],
    bigint: bool,
}

/// Why an engine cannot call a function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Refused {
    reason: &'static str,
    text: &'static str,
}

impl Function {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str, adapter: Result<Adapter, Refused>) -> Function {
        Function { name, adapter }
    }

    /// Its name in C.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The code for it.
    ///
    /// # Errors
    /// Why there is none: the engine cannot call such a function.
    pub const fn adapter(&self) -> Result<Adapter, Refused> {
        self.adapter
    }
}

impl Adapter {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(
        entry: unsafe extern "C" fn(),
        size: usize,
        result: u32,
        arguments: &'static [u32],
        bigint: bool,
    ) -> Adapter {
        Adapter { entry, size, result, arguments, bigint }
    }

    /// Where the engine enters. What it passes is the engine's business: this is not the function's type.
    #[must_use]
    pub fn entry(&self) -> *const c_void {
        self.entry as *const c_void
    }

    /// Bytes of code.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// The engine's type of the result. V8: `CTypeInfo::GetId()`. WebAssembly: the code of the binary format, `0x40` for none. Unboxed
    /// values: 0 none, 1 an integer of 64 bits, 2 a `double`, 3 an address.
    #[must_use]
    pub const fn result(&self) -> u32 {
        self.result
    }

    /// The engine's types of the arguments, in the same terms. V8: the receiver is the first.
    #[must_use]
    pub const fn arguments(&self) -> &'static [u32] {
        self.arguments
    }

    /// V8: whether 64-bit integers are BigInts (`Int64Representation::kBigInt`).
    #[must_use]
    pub const fn bigint(&self) -> bool {
        self.bigint
    }
}

impl Refused {
    /// For generated code.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(reason: &'static str, text: &'static str) -> Refused {
        Refused { reason, text }
    }

    /// The reason's name in the closed list (`ffi_abi::engine::Ineligible`): `variadic`, `too-many-arguments`…
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}

impl core::error::Error for Refused {}
