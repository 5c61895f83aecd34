//! Expansion of `#[ffi::struct_layout]`.

use ffi_grammar::{Spanned, StructLayout};
use proc_macro2::TokenStream;

use crate::lookup;

/// The record, its functions and proofs; compile errors in their place if the annotation is wrong or has no layout.
pub(crate) fn expand(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let expanded = StructLayout::parse(arguments, item).and_then(|layout| layout.expand(lookup::manifest));
    expanded.unwrap_or_else(|faults| {
        let errors = faults.iter().map(Spanned::to_compile_error);
        errors.collect()
    })
}
