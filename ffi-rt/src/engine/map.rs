//! From an address in an adapter to what the adapter is of.

use alloc::vec::Vec;
use core::ffi::c_void;

use super::{Adapter, Function, Signature};

/// The adapters of some lists in the order of their addresses: for hosts that walk stacks or get a signal.
///
/// A linker puts adapters where it likes, so the order is made once, when the program runs; finding then takes a number of steps that
/// grows with the logarithm, and neither memory nor locks, so that a handler of signals may do it.
///
/// ```
/// # fn demo(functions: &'static [ffi::engine::Function], pc: *const core::ffi::c_void) {
/// let map = ffi::engine::AddressMap::new(functions, &[]);
/// if let Some(place) = map.find(pc) {
///     println!("{} bytes into the adapter of {}, which takes {:?}", place.offset, place.name, place.adapter.arguments());
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AddressMap {
    /// Sorted by entry.
    adapters: Vec<(&'static str, Adapter)>,
}

/// A place in an adapter.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Place {
    /// The C function's name, or the text of the signature that the adapter serves.
    pub name: &'static str,
    /// The adapter: its types are the signature in the engine's terms.
    pub adapter: Adapter,
    /// Bytes from its entry.
    pub offset: usize,
}

impl AddressMap {
    /// Of the adapters in these lists, of one engine or of several.
    #[must_use]
    pub fn new<'a>(
        functions: impl IntoIterator<Item = &'a Function>,
        signatures: impl IntoIterator<Item = &'a Signature>,
    ) -> AddressMap {
        let functions = functions.into_iter().map(|function| (function.name, function.adapter));
        let signatures = signatures.into_iter().map(|signature| (signature.text, signature.adapter));
        let adapters = functions.chain(signatures).filter_map(|(name, adapter)| Some((name, adapter.ok()?)));
        let mut adapters: Vec<_> = adapters.collect();
        adapters.sort_by_key(|(_, adapter)| adapter.entry());
        AddressMap { adapters }
    }

    /// What is at an address.
    #[must_use]
    pub fn find(&self, address: *const c_void) -> Option<Place> {
        let behind = self.adapters.partition_point(|(_, adapter)| adapter.entry() <= address);
        let (name, adapter) = self.adapters[..behind].last()?;
        let offset = address.addr() - adapter.entry().addr();
        (offset < adapter.size).then_some(Place { name, adapter: *adapter, offset })
    }
}
