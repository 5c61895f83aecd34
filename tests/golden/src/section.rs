//! What is shown of a signature on a target.

use ffi_abi::{Signature, SymbolKind, Target, lower};

/// One kind of output.
pub struct Section {
    /// Its heading.
    pub name: &'static str,
    /// The text for a signature on a target; an error is a text as well, since what is refused, and why, is part of the contract.
    pub render: fn(&Target, &Signature) -> String,
}

/// All sections, in the order in which they are printed.
pub const SECTIONS: &[Section] = &[Section { name: "locations", render: locations }];

fn locations(target: &Target, signature: &Signature) -> String {
    match lower(target, signature) {
        Ok(plan) => format!("{}symbol: {}\n", plan.explain(signature), plan.symbol(SymbolKind::Downcall)),
        Err(unsupported) => format!("unsupported: {unsupported}\n"),
    }
}
