//! Symbols of trampolines: an injective spelling of a plan.

use alloc::string::String;

use crate::plan::CallPlan;

/// Version of the binary contract; part of every symbol, so that two releases in one program never mix.
pub const CONTRACT_VERSION: u32 = 1;

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum SymbolKind {
    /// A downcall trampoline.
    Downcall,
    /// An upcall entry.
    Upcall,
}

impl CallPlan {
    /// The symbol of the trampoline of this kind for this plan. Equal plans have equal symbols, different ones different symbols.
    pub fn symbol(&self, kind: SymbolKind) -> String {
        alloc::format!("ffi{CONTRACT_VERSION}_{kind:?}")
    }
}
