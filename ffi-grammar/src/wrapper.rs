//! The one place that turns "call this through a trampoline" into Rust.
//!
//! `#[ffi::import]` and the bindings that `ffi-build` generates both use it. The function that it makes lays the arguments in a
//! record on its stack, calls the trampoline, and returns the result:
//!
//! ```text
//! pub unsafe fn powl(x: ffi::LongDouble, y: ffi::LongDouble) -> ffi::LongDouble {
//!     extern { fn callee(); }                           // #[link_name = "powl"], and #[link] of its library
//!     extern { fn trampoline(args, ret, callee); }      // #[link_name = "ffi1_…"], and #[link] of the archive
//!     const _: () = { … };                              // size and alignment of each type are those of the manifest
//!     let mut args = Record::uninit(); …write(x); …write(y);
//!     let mut ret = MaybeUninit::uninit();
//!     trampoline(args, ret, callee);
//!     ret.assume_init()
//! }
//! ```

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Type, parse_quote};

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::{Entry, SizeAlign};
use crate::types::anonymous;

/// A function that calls through a trampoline.
#[derive(Debug)]
pub struct Wrapper<'a> {
    /// Name of the archive that holds the trampoline.
    pub archive: &'a str,
    /// The signature's entry.
    pub entry: &'a Entry,
    /// What is called.
    pub callee: Callee<'a>,
    /// Whether a panic or a foreign exception may cross the call. If not, one that arrives aborts the process, as in a
    /// function defined as `extern "C"`.
    pub unwind: bool,
    /// Attributes (documentation, `#[cfg]`) and visibility, put in front.
    pub front: TokenStream,
    /// Whether the function is safe to call (declared `safe fn`).
    pub safe: bool,
    /// Name of the function.
    pub name: &'a Ident,
    /// Generic parameters in angle brackets (lifetimes); may be empty.
    pub generics: TokenStream,
    /// Name and type of each parameter; as many as the entry has.
    pub parameters: &'a [(Ident, Type)],
    /// Type of the result; `None` for none.
    pub result: Option<&'a Type>,
}

/// What a wrapper calls.
#[derive(Debug)]
pub enum Callee<'a> {
    /// A symbol.
    Symbol {
        /// Its name.
        name: &'a str,
        /// `#[link(…)]` of its library; empty if something else links it.
        link: TokenStream,
    },
    /// An expression of type `*const core::ffi::c_void`; it may use the parameters.
    Address(TokenStream),
}

/// `#[link(name = "…", kind = "static")]` of an archive.
pub fn link_archive(archive: &str) -> TokenStream {
    quote!(#[link(name = #archive, kind = "static")])
}

impl Wrapper<'_> {
    /// The function.
    pub fn tokens(&self) -> TokenStream {
        // Names that no parameter can capture or shadow.
        let hygienic = |name: &str| Ident::new(name, Span::mixed_site());
        let [args, ret, base, record, trampoline, call] = ["args", "ret", "base", "Record", "trampoline", "call"].map(hygienic);
        let (front, name, generics, entry) = (&self.front, self.name, &self.generics, self.entry);
        let (names, types): (Vec<_>, Vec<_>) = self.parameters.iter().map(|(name, ty)| (name, ty)).unzip();
        let unit: Type = parse_quote!(());
        let result = self.result.unwrap_or(&unit);
        let arrow = self.result.map(|ty| quote!(-> #ty));
        let unsafety = (!self.safe).then(|| quote!(unsafe));

        let (size, align) = (Literal::u32_unsuffixed(entry.record.size), Literal::u32_unsuffixed(entry.record.align));
        let offsets: Vec<_> = entry.parameters.iter().map(|(offset, _)| Literal::u32_unsuffixed(*offset)).collect();
        let proofs = self.proofs(&types, result);
        let (declare_callee, callee) = self.callee();
        let (link, symbol) = (link_archive(self.archive), &entry.downcall);
        let (guard, enter) = if self.unwind {
            (TokenStream::new(), quote!(#trampoline))
        } else {
            // A body of a function defined as `extern "C"` does not let a panic out: rustc makes it abort.
            let guard = quote! {
                #[inline]
                unsafe extern "C" fn #call(args: *mut u8, ret: *mut u8, callee: *const ::core::ffi::c_void) {
                    // SAFETY: the caller's promises are passed on.
                    unsafe { #trampoline(args, ret, callee) }
                }
            };
            (guard, quote!(#call))
        };
        quote! {
            #front #unsafety fn #name #generics (#(#names: #types),*) #arrow {
                #[repr(C, align(#align))]
                struct #record(::core::mem::MaybeUninit<[u8; #size]>);
                #link
                unsafe extern "C-unwind" {
                    #[link_name = #symbol]
                    fn #trampoline(args: *mut u8, ret: *mut u8, callee: *const ::core::ffi::c_void);
                }
                #declare_callee
                #guard
                #proofs
                let mut #args = #record(::core::mem::MaybeUninit::uninit());
                let mut #ret = ::core::mem::MaybeUninit::<#result>::uninit();
                let #base = (&raw mut #args).cast::<u8>();
                // SAFETY: each offset is inside the record and aligned for its type, which the proofs above compare with the
                // plan; the trampoline was made for this signature and writes the whole result. That the callee has this
                // signature is what the caller, or whoever declared the function, vouches for.
                unsafe {
                    #(#base.add(#offsets).cast::<#types>().write(#names);)*
                    #enter(#base, #ret.as_mut_ptr().cast::<u8>(), #callee);
                    #ret.assume_init()
                }
            }
        }
    }

    /// Declaration of the callee, and the expression for its address.
    fn callee(&self) -> (TokenStream, TokenStream) {
        match &self.callee {
            Callee::Symbol { name, link } => {
                let callee = Ident::new("callee", Span::mixed_site());
                let name = self.entry.link_name(name);
                let declaration = quote! {
                    // Only its address is taken, so that any type will do; it may be declared elsewhere with its own.
                    #[allow(clashing_extern_declarations)]
                    #link
                    unsafe extern "C" {
                        #[link_name = #name]
                        fn #callee();
                    }
                };
                (declaration, quote!(#callee as *const ::core::ffi::c_void))
            }
            Callee::Address(expression) => (TokenStream::new(), expression.clone()),
        }
    }

    /// Compares each Rust type with what the trampoline was made for.
    fn proofs(&self, types: &[&Type], result: &Type) -> TokenStream {
        let proof = |what: &str, ty: &Type, layout: SizeAlign| {
            layout_proof(&format!("{what} of `{}`", self.name), &self.entry.key, None, ty, layout)
        };
        let parameters = types.iter().zip(&self.entry.parameters).enumerate();
        let mut proofs: Vec<_> =
            parameters.map(|(index, (ty, (_, layout)))| proof(&format!("parameter {}", index + 1), ty, *layout)).collect();
        proofs.push(proof("the result", result, self.entry.result));
        quote!(const _: () = { #(#proofs)* };)
    }
}

/// Assertions that a type has this layout; `what` is the type in words, `c` the C signature. Alignment 0 stands for any.
pub fn layout_proof(what: &str, c: &str, note: Option<&str>, ty: &Type, layout: SizeAlign) -> TokenStream {
    let message = |measure: &str| {
        let fault = Diagnostic::new(Code::WrongLayout, [what, measure, c].map(str::to_owned));
        let fault = note.into_iter().fold(fault, Diagnostic::note);
        // The message of an assertion is a format string.
        fault.to_string().replace('{', "{{").replace('}', "}}")
    };
    let size = Literal::u32_unsuffixed(layout.size);
    let other_size = message("size");
    let ty_span = ty.span().resolved_at(Span::mixed_site());
    let ty = anonymous(ty);
    let size = quote_spanned!(ty_span=> ::core::assert!(::core::mem::size_of::<#ty>() == #size, #other_size););
    if layout.align == 0 {
        return size;
    }
    let (align, other_align) = (Literal::u32_unsuffixed(layout.align), message("alignment"));
    quote_spanned! {ty_span=>
        #size
        // Less is fine: a record of bytes may stand for any record.
        ::core::assert!(::core::mem::align_of::<#ty>() <= #align, #other_align);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let double = SizeAlign { size: 16, align: 16 };
        Entry {
            key: "long double(long double, int)".into(),
            descriptor: "ffi1_s".into(),
            downcall: "ffi1_d".into(),
            upcall: None,
            va_list: false,
            decoration: None,
            record: SizeAlign { size: 32, align: 16 },
            parameters: vec![(0, double), (16, SizeAlign { size: 4, align: 4 })],
            result: double,
        }
    }

    fn item(unwind: bool, result: Option<&Type>) -> syn::ItemFn {
        let entry = entry();
        let parameters = [(parse_quote!(args), parse_quote!(::ffi::LongDouble)), (parse_quote!(n), parse_quote!(c_int))];
        let wrapper = Wrapper {
            archive: "ffi_x",
            entry: &entry,
            callee: Callee::Symbol { name: "scalbnl", link: quote!(#[link(name = "m")]) },
            unwind,
            front: quote!(#[doc = "text"] pub),
            safe: false,
            name: &parse_quote!(scalbnl),
            generics: TokenStream::new(),
            parameters: &parameters,
            result,
        };
        syn::parse2(wrapper.tokens()).unwrap()
    }

    #[test]
    fn the_wrapper_is_one_typed_function() {
        let result = parse_quote!(::ffi::LongDouble);
        let item = item(true, Some(&result));
        assert!(matches!(item.sig.safety, syn::Safety::Unsafe(_)));
        let text = quote!(#item).to_string();
        assert!(text.contains("fn scalbnl (args : :: ffi :: LongDouble , n : c_int) -> :: ffi :: LongDouble"), "{text}");
        assert!(text.contains("base . add (16) . cast :: < c_int > () . write (n)"), "{text}");
        assert!(text.contains("align (16)") && text.contains("[u8 ; 32]"), "{text}");
        assert!(!text.contains("extern \"C\" fn"), "{text}");
    }

    #[test]
    fn a_panic_does_not_pass_a_plain_function() {
        let item = item(false, None);
        let text = quote!(#item).to_string();
        assert!(text.contains("unsafe extern \"C\" fn call (args"), "{text}");
    }
}
