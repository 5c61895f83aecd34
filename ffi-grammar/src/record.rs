//! The Rust of a C record that is made of bytes: its definition, and how a member is read and written at its place.
//!
//! Generated bindings use it where rustc's layout is not C's, and `#[ffi::struct_layout]` everywhere.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Path, Type, Visibility};

/// Where a member is, as tokens: a literal, or a constant that depends on the target.
#[derive(Clone, Debug)]
pub enum Place {
    /// So many bytes behind the start.
    Bytes(TokenStream),
    /// Bits, counted from the lowest of the first byte.
    Bits {
        /// First bit.
        bit: TokenStream,
        /// Number of bits, 1 to 64.
        width: TokenStream,
        /// What the bits mean.
        form: Form,
    },
}

/// What the bits of a bit-field mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `_Bool`.
    Bool,
    /// Two's complement.
    Signed,
    /// A number from 0 on.
    Unsigned,
}

impl Place {
    /// So many bytes behind the start.
    pub fn bytes(offset: u64) -> Place {
        Place::Bytes(Literal::u64_unsuffixed(offset).into_token_stream())
    }

    /// These bits.
    pub fn bits(bit: u64, width: u64, form: Form) -> Place {
        let number = |number| Literal::u64_unsuffixed(number).into_token_stream();
        Place::Bits { bit: number(bit), width: number(width), form }
    }

    /// An expression for the member's value, unsafe: `record` (`*const R`) is readable and aligned for `R`.
    pub fn read(&self, runtime: &Path, ty: &Type, record: &TokenStream) -> TokenStream {
        match self {
            Place::Bytes(offset) => quote!(#runtime::__private::member::load::<_, #ty, #offset>(#record)),
            Place::Bits { bit, width, form } => {
                let bits = quote!(#runtime::__private::bits::get((#record).cast(), #bit, #width));
                match form {
                    Form::Bool => quote!(#bits != 0),
                    Form::Signed => quote!(#runtime::__private::bits::signed(#bits, #width) as #ty),
                    Form::Unsigned => quote!(#bits as #ty),
                }
            }
        }
    }

    /// A statement that writes `value` to the member, unsafe: `record` (`*mut R`) is writable and aligned for `R`.
    pub fn write(&self, runtime: &Path, ty: &Type, record: &TokenStream, value: &TokenStream) -> TokenStream {
        match self {
            Place::Bytes(offset) => quote!(#runtime::__private::member::store::<_, #ty, #offset>(#record, #value)),
            Place::Bits { bit, width, .. } => {
                quote!(#runtime::__private::bits::set((#record).cast(), #bit, #width, #value as u64))
            }
        }
    }
}

/// The definition of a record that is made of bytes, and the proofs of its size and alignment. Bytes between members need no value, so
/// none is asked of what C left there.
pub fn definition(front: &TokenStream, vis: &Visibility, ident: &Ident, size: &TokenStream, align: &TokenStream) -> TokenStream {
    quote! {
        #front
        #[derive(Clone, Copy)]
        #vis struct #ident {
            bytes: [::core::mem::MaybeUninit<u8>; #size],
        }
        const _: () = {
            ::core::assert!(::core::mem::size_of::<#ident>() == #size);
            ::core::assert!(::core::mem::align_of::<#ident>() == #align);
        };
    }
}

/// The constructor of such a record.
pub fn zeroed(vis: &Visibility, size: &TokenStream) -> TokenStream {
    quote! {
        #[doc = "All bytes zero."]
        #[inline]
        #[must_use]
        #vis const fn zeroed() -> Self {
            Self { bytes: [::core::mem::MaybeUninit::new(0); #size] }
        }
    }
}
