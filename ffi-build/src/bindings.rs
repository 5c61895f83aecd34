//! The Rust text of bindings, put together from its parts: from headers and from a snapshot in the same way.

use std::fmt::Write;

use ffi_abi::{Signature, Target, Unsupported, lower};
use ffi_grammar::manifest::Entry;
use ffi_grammar::wrapper::{Callee, Wrapper};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{FnArg, ForeignItemFn, Pat, ReturnType, Type};

/// What stands in front of the items. Names and documentation are those of C, whatever lints the crate has chosen; what a lint on
/// foreign types would say, the comparison of plans has settled.
pub(crate) const FRONT: &str = "\
#[allow(non_camel_case_types, non_snake_case, non_upper_case_globals, dead_code, deprecated, improper_ctypes, \
missing_docs, missing_debug_implementations, missing_copy_implementations, unreachable_pub, unused_qualifications, \
unsafe_op_in_unsafe_fn, unsafe_code, single_use_lifetimes, trivial_casts, trivial_numeric_casts, \
clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction, rustdoc::all)]
mod bindings {
";

/// What stands behind them.
pub(crate) const BACK: &str = "}
#[allow(unused_imports, unreachable_pub)]
#[doc(inline)]
pub use bindings::*;
";

/// The layout of a Rust record, which constant assertions hold rustc to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Proof<N> {
    /// Name of the record in Rust.
    pub(crate) record: N,
    /// Size in bytes.
    pub(crate) size: u64,
    /// Alignment in bytes.
    pub(crate) align: u64,
    /// Names of members in Rust, and the byte that each starts at.
    pub(crate) offsets: Vec<(N, u64)>,
}

/// In front of a symbol: it is the linker's name, not to be decorated.
pub(crate) const VERBATIM: char = '\u{1}';

impl<'t> Proof<&'t str> {
    /// Reads a line.
    pub(crate) fn read(line: &'t str) -> Option<Proof<&'t str>> {
        let mut words = line.split(' ');
        let mut proof = Proof {
            record: words.next()?,
            size: words.next()?.parse().ok()?,
            align: words.next()?.parse().ok()?,
            offsets: Vec::new(),
        };
        for word in words {
            let (member, offset) = word.split_once(':')?;
            proof.offsets.push((member, offset.parse().ok()?));
        }
        Some(proof)
    }
}

impl<N: AsRef<str>> Proof<N> {
    /// The proof in a line: `z_stream_s 112 8 next_in:0 avail_in:8`.
    #[cfg(feature = "headers")]
    pub(crate) fn line(&self) -> String {
        let mut out = format!("{} {} {}", self.record.as_ref(), self.size, self.align);
        for (member, offset) in &self.offsets {
            // Writing to a string does not fail.
            let _ = write!(out, " {}:{offset}", member.as_ref());
        }
        out
    }

    /// Writes the assertions.
    pub(crate) fn write(&self, out: &mut String) {
        let Proof { record, size, align, offsets } = self;
        let record = record.as_ref();
        out.push_str("const _: () = { ");
        // Writing to a string does not fail.
        let _ = write!(out, "::core::assert!(::core::mem::size_of :: < {record} > () == {size}); ");
        let _ = write!(out, "::core::assert!(::core::mem::align_of :: < {record} > () == {align}); ");
        for (member, offset) in offsets {
            let member = member.as_ref();
            let _ = write!(out, "::core::assert!(::core::mem::offset_of!({record}, {member}) == {offset}); ");
        }
        out.push_str("};\n");
    }
}

/// A function that calls through a trampoline, but for the name of the archive.
pub(crate) struct Call {
    /// The C type, resolved.
    pub(crate) signature: Signature,
    /// The symbol that is called; behind the byte 1 where it is the linker's name, not to be decorated.
    pub(crate) symbol: String,
    /// The Rust function, as it would be declared in an `extern` block.
    pub(crate) rust: ForeignItemFn,
    entry: Entry,
}

impl Call {
    /// A call that has a plan on the target.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn new(
        target: &Target,
        signature: Signature,
        symbol: String,
        mut rust: ForeignItemFn,
    ) -> Result<Call, Unsupported> {
        let plan = lower(target, &signature)?;
        let entry = Entry::new(target, &signature, &plan, String::new(), false)?;
        for (index, input) in rust.sig.inputs.iter_mut().enumerate() {
            if let FnArg::Typed(typed) = input {
                if !matches!(*typed.pat, Pat::Ident(_)) {
                    // A name that bindgen could not give is made up.
                    let name = format_ident!("arg{}", index + 1);
                    *typed.pat = syn::parse_quote!(#name);
                }
            }
        }
        Ok(Call { signature, symbol, rust, entry })
    }

    /// The function, with the trampoline in this archive.
    pub(crate) fn tokens(&self, archive: &str) -> TokenStream {
        let (attrs, name) = (&self.rust.attrs, &self.rust.sig.ident);
        let parameters: Vec<(Ident, Type)> = self.rust.sig.inputs.iter().filter_map(parameter).collect();
        let result = match &self.rust.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(&**ty),
        };
        let wrapper = Wrapper {
            archive,
            entry: &self.entry,
            callee: Callee::Symbol { name: &self.symbol, link: TokenStream::new() },
            unwind: false,
            front: quote!(#(#attrs)* #[inline] pub),
            safe: false,
            name,
            generics: TokenStream::new(),
            parameters: &parameters,
            result,
        };
        wrapper.tokens()
    }
}

/// Name and type of a parameter.
fn parameter(input: &FnArg) -> Option<(Ident, Type)> {
    match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some((name.ident.clone(), (*typed.ty).clone())),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    }
}
