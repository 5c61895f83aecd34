//! A record with its members placed, as tokens: the type, the functions of its members, the proofs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Attribute, Meta, Path, ReturnType, Type, Visibility};

use super::header::{function_in_option, unit};
use super::{Member, StructLayout};
use crate::record::{self, Place};

/// A record under one condition.
pub(super) struct Body<'a> {
    /// `#[cfg(…)]` of everything that is emitted; empty for a record that has one layout.
    pub(super) conditions: TokenStream,
    pub(super) size: u64,
    pub(super) align: u64,
    /// Name in C; may be empty.
    pub(super) record: &'a str,
    pub(super) doc: String,
    pub(super) members: Vec<Placed<'a>>,
}

/// A member and where it is.
pub(super) struct Placed<'a> {
    pub(super) member: &'a Member,
    /// The type of the member.
    pub(super) ty: Type,
    /// The type in the record, where that is another.
    pub(super) stored: Option<Type>,
    pub(super) place: Place,
    /// `ty` is that of the elements of a flexible array member.
    pub(super) flexible: bool,
    pub(super) doc: String,
    pub(super) proofs: Vec<Proof>,
}

/// What has to hold of the type of a member, with what is said if it does not.
pub(super) enum Proof {
    /// The size, and the kind as the runtime names it.
    Like { size: u64, kind: TokenStream, message: String },
    /// An expression.
    Holds { condition: TokenStream, message: String },
}

/// Traits that `#[derive]` cannot make of bytes and that are made here.
#[derive(Default)]
struct Derived {
    debug: bool,
    partial_eq: bool,
    eq: bool,
    default: bool,
}

impl Body<'_> {
    pub(super) fn tokens(&self, item: &StructLayout) -> TokenStream {
        let StructLayout { runtime, vis, ident, .. } = item;
        let (conditions, doc) = (&self.conditions, &self.doc);
        let number = |number| Literal::u64_unsuffixed(number).into_token_stream();
        let (size, align) = (number(self.size), number(self.align));
        let (attributes, derived) = Derived::take(&item.attributes);
        let documented = item.attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
        let doc = (!documented).then(|| quote!(#[doc = #doc]));
        let front = quote!(#conditions #doc #(#attributes)* #[repr(C, align(#align))]);
        let definition = record::definition(&front, vis, ident, &size, &align);
        // The proofs are a second item of the definition, under the same condition.
        let definition = if conditions.is_empty() { definition } else { conditional(conditions, &definition) };
        let zeroed = record::zeroed(vis, &size);
        let owned = self.members.iter().map(|placed| placed.owned(item));
        let through = self.members.iter().map(|placed| placed.through(item));
        // Each by itself: the compiler stops at the first that does not hold.
        let proofs = self.members.iter().flat_map(|placed| {
            let own = placed.member.conditions();
            placed.prove(item).into_iter().map(move |proof| quote!(#conditions #own const _: () = #proof;))
        });
        let fields = format_ident!("{}Fields", ident);
        let about = format!("The members of a [`{ident}`] that is reached through a pointer; from `Pointer::fields`.");
        let c_name = self.record;
        let derived = derived.tokens(self, item);
        let lints = quote!(#[allow(non_snake_case, unused, unused_qualifications, clippy::all, clippy::pedantic)]);
        quote! {
            #definition
            #conditions
            #lints
            impl #ident {
                #zeroed
                #(#owned)*
            }
            // SAFETY: the layout is C's, all bytes zero are a value of every type of a member, and a value that C put there is one.
            #conditions
            unsafe impl #runtime::Member for #ident {
                const KIND: #runtime::MemberKind = #runtime::MemberKind::Record(#c_name);
            }
            #conditions
            impl #runtime::Record for #ident {
                type Fields = #fields;
            }
            #conditions
            #[doc = #about]
            #[allow(unused)]
            #[derive(Clone, Copy, Debug)]
            #[repr(transparent)]
            #vis struct #fields(#runtime::Pointer<#ident>);
            #conditions
            impl ::core::convert::From<#runtime::Pointer<#ident>> for #fields {
                #[inline]
                fn from(pointer: #runtime::Pointer<#ident>) -> Self {
                    Self(pointer)
                }
            }
            #conditions
            #lints
            impl #fields {
                #(#through)*
            }
            #derived
            #(#proofs)*
        }
    }
}

/// Two items, each under the condition: the first has it in front already.
fn conditional(conditions: &TokenStream, items: &TokenStream) -> TokenStream {
    let Ok(file) = syn::parse2::<syn::File>(items.clone()) else { return items.clone() };
    let items = file.items.iter().enumerate().map(|(at, item)| if at == 0 { quote!(#item) } else { quote!(#conditions #item) });
    items.collect()
}

impl Placed<'_> {
    /// Visible as the record is, unless the declaration says otherwise.
    fn vis<'v>(&'v self, item: &'v StructLayout) -> &'v Visibility {
        match &self.member.vis {
            Visibility::Inherited => &item.vis,
            own => own,
        }
    }

    /// The Rust type that functions take and give: of memory that is read another way than it lies there, what comes of it.
    fn value(&self, runtime: &Path) -> TokenStream {
        let ty = &self.ty;
        match super::types::declared(ty) {
            Ok(super::types::Declared::Unknown) if self.stored.is_none() => quote!(<#ty as #runtime::Native>::Value),
            _ => quote!(#ty),
        }
    }

    fn front(&self) -> TokenStream {
        let kept = self.member.attributes.iter();
        let documented = kept.clone().any(|attribute| attribute.path().is_ident("doc"));
        let doc = (!documented).then(|| {
            let doc = &self.doc;
            quote!(#[doc = #doc])
        });
        quote!(#(#kept)* #doc #[inline])
    }

    /// Conditions and lint levels, for what stands beside the getter.
    fn beside(&self) -> TokenStream {
        let kept = ["cfg", "allow", "expect", "deprecated"];
        let attributes = self.member.attributes.iter();
        attributes.filter(|attribute| kept.iter().any(|name| attribute.path().is_ident(name))).map(|one| quote!(#one)).collect()
    }

    /// An expression of the Rust type for the member of `record` (`*const R`), unsafe.
    fn read(&self, runtime: &Path, record: &TokenStream) -> TokenStream {
        let (ty, stored) = (&self.ty, self.stored.as_ref());
        let read = self.place.read(runtime, stored.unwrap_or(ty), record);
        match stored {
            Some(stored) => quote!(<#stored as #runtime::Stored<#ty>>::widen(#read)),
            None => read,
        }
    }

    fn write(&self, runtime: &Path, record: &TokenStream) -> TokenStream {
        let ty = &self.ty;
        match &self.stored {
            None => self.place.write(runtime, ty, record, &quote!(value)),
            Some(stored) => {
                let message = format!("the value fits in `{}`, a `{}` here", self.member.name(), super::shown(stored));
                let value = quote! {
                    ::core::option::Option::expect(<#stored as #runtime::Stored<#ty>>::narrow(value), #message)
                };
                self.place.write(runtime, stored, record, &value)
            }
        }
    }

    /// What a setter says of values that have no place.
    fn refuses(&self) -> Option<TokenStream> {
        self.stored.as_ref().map(|_| {
            quote! {
                ///
                /// # Panics
                ///
                /// If the value is an integer that does not fit in what is stored.
                #[track_caller]
            }
        })
    }

    /// The functions of a record that Rust holds.
    fn owned(&self, item: &StructLayout) -> TokenStream {
        // A value of the type has no elements behind its end.
        if self.flexible {
            return TokenStream::new();
        }
        let (runtime, vis, ty) = (&item.runtime, self.vis(item), self.value(&item.runtime));
        let (front, beside) = (self.front(), self.beside());
        let (getter, setter) = (&self.member.ident, format_ident!("set_{}", self.member.name()));
        let read = self.read(runtime, &quote!(&raw const *self));
        let write = self.write(runtime, &quote!(&raw mut *self));
        let about = format!("Writes `{}`.", self.member.name());
        let refuses = self.refuses();
        quote! {
            #front
            #[must_use]
            #vis fn #getter(&self) -> #ty {
                // SAFETY: the member lies within the record, which holds a value of its type: zero, what was written, or what C left.
                unsafe { #read }
            }
            #beside
            #[doc = #about]
            #refuses
            #[inline]
            #vis fn #setter(&mut self, value: #ty) {
                // SAFETY: the member lies within the record.
                unsafe { #write }
            }
        }
    }

    /// The functions of a record behind a pointer.
    fn through(&self, item: &StructLayout) -> TokenStream {
        let (runtime, vis, ty) = (&item.runtime, self.vis(item), &self.ty);
        let (front, beside, name) = (self.front(), self.beside(), self.member.name());
        let address = self.address(item);
        if self.flexible {
            let ident = &self.member.ident;
            let (Place::Bytes(offset), record) = (&self.place, &item.ident) else { return TokenStream::new() };
            return quote! {
                #front
                ///
                /// # Safety
                ///
                /// The record is in one object with the elements behind it.
                #[must_use]
                #vis unsafe fn #ident(self) -> #runtime::Pointer<#ty> {
                    // SAFETY: the elements start at the end of the record's members.
                    unsafe { #runtime::__private::member::address::<#record, #ty, #offset>(self.0) }
                }
            };
        }
        let ty = self.value(runtime);
        let (getter, setter) = (&self.member.ident, format_ident!("set_{name}"));
        let read = self.read(runtime, &quote!(self.0.as_ptr().cast_const()));
        let write = self.write(runtime, &quote!(self.0.as_ptr()));
        let about = format!("Writes `{name}`.");
        let (call, refuses) = (self.call(item), self.refuses());
        quote! {
            #front
            ///
            /// # Safety
            ///
            /// The pointer is aligned for the record, the member is readable and holds a value, and is not written meanwhile.
            #[must_use]
            #vis unsafe fn #getter(self) -> #ty {
                // SAFETY: the caller vouches for the record.
                unsafe { #read }
            }
            #beside
            #[doc = #about]
            ///
            /// # Safety
            ///
            /// The pointer is aligned for the record, the member is writable, and is not accessed meanwhile.
            #refuses
            #[inline]
            #vis unsafe fn #setter(self, value: #ty) {
                // SAFETY: the caller vouches for the record.
                unsafe { #write }
            }
            #address
            #call
        }
    }

    /// The function that gives the address of a member; bit-fields have none.
    fn address(&self, item: &StructLayout) -> Option<TokenStream> {
        let Place::Bytes(offset) = &self.place else { return None };
        let (runtime, vis, record, beside) = (&item.runtime, self.vis(item), &item.ident, self.beside());
        // What lies there has the type that is stored; a source for several targets cannot name it.
        if self.stored.is_some() || item.differs(self.member) {
            return None;
        }
        let (ty, name) = (&self.ty, format_ident!("{}_pointer", self.member.name()));
        let about = format!("Where `{}` is; aligned as the record has it.", self.member.name());
        Some(quote! {
            #beside
            #[doc = #about]
            ///
            /// # Safety
            ///
            /// The pointer is to a record.
            #[inline]
            #[must_use]
            #vis unsafe fn #name(self) -> #runtime::Pointer<#ty> {
                // SAFETY: the member lies within the record.
                unsafe { #runtime::__private::member::address::<#record, #ty, #offset>(self.0) }
            }
        })
    }

    /// The function that calls a member that is a function pointer.
    fn call(&self, item: &StructLayout) -> Option<TokenStream> {
        let function = function_in_option(&self.ty)?;
        if function.variadic.is_some() || function.lifetimes.is_some() {
            return None;
        }
        let result = match &function.output {
            ReturnType::Default => unit(),
            ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => return None,
            ReturnType::Type(_, ty) => (**ty).clone(),
        };
        let types: Vec<&Type> = function.inputs.iter().map(|input| &input.ty).collect();
        let names: Vec<Ident> = (0..types.len()).map(|at| format_ident!("argument{at}")).collect();
        let (vis, beside, getter) = (self.vis(item), self.beside(), &self.member.ident);
        let name = format_ident!("call_{}", self.member.name());
        let about = format!("Calls the function that `{}` points to; `None` if it is null.", self.member.name());
        Some(quote! {
            #beside
            #[doc = #about]
            ///
            /// # Safety
            ///
            /// As the function asks, and as for reading the member.
            #[inline]
            #vis unsafe fn #name(self, #(#names: #types),*) -> ::core::option::Option<#result> {
                // SAFETY: the caller vouches for the record, for the function, and for its arguments.
                unsafe { self.#getter().map(|function| function(#(#names),*)) }
            }
        })
    }

    /// Assertions about the type of the member.
    fn prove(&self, item: &StructLayout) -> Vec<TokenStream> {
        let (runtime, ty) = (&item.runtime, &self.ty);
        let stored = self.stored.as_ref().unwrap_or(ty);
        let span = self.member.ty.span();
        let mut out = Vec::new();
        if self.flexible || matches!(self.place, Place::Bytes(_)) {
            out.push(quote_spanned!(span=> #runtime::__private::member::assert_member::<#stored>()));
        }
        if self.stored.is_some() {
            out.push(quote_spanned!(span=> #runtime::__private::member::assert_stored::<#ty, #stored>()));
        }
        out.extend(self.proofs.iter().map(|proof| {
            let (condition, message) = match proof {
                Proof::Like { size, kind, message } => {
                    let size = Literal::u64_unsuffixed(*size);
                    (quote!(#runtime::__private::member::is_like::<#stored>(#size, &#kind)), message)
                }
                Proof::Holds { condition, message } => (condition.clone(), message),
            };
            // Braces and quotes of the message are no format.
            quote_spanned!(span=> ::core::assert!(#condition, "{}", #message))
        }));
        out
    }
}

impl Derived {
    /// Takes the traits that are made here out of `#[derive]`.
    fn take(attributes: &[Attribute]) -> (Vec<TokenStream>, Derived) {
        let mut derived = Derived::default();
        let mut kept = Vec::new();
        for attribute in attributes {
            let Meta::List(list) = &attribute.meta else {
                kept.push(attribute.to_token_stream());
                continue;
            };
            if !list.path.is_ident("derive") {
                kept.push(attribute.to_token_stream());
                continue;
            }
            let mut rest = Vec::new();
            for part in crate::condition::split(list.tokens.clone()) {
                match part.to_string().as_str() {
                    // Every such record is both.
                    "Clone" | "Copy" => {}
                    "Debug" => derived.debug = true,
                    "PartialEq" => derived.partial_eq = true,
                    "Eq" => derived.eq = true,
                    "Default" => derived.default = true,
                    _ => rest.push(part),
                }
            }
            if !rest.is_empty() {
                kept.push(quote!(#[derive(#(#rest),*)]));
            }
        }
        (kept, derived)
    }

    fn tokens(&self, body: &Body<'_>, item: &StructLayout) -> TokenStream {
        let (ident, conditions) = (&item.ident, &body.conditions);
        let name = ident.to_string();
        let members: Vec<_> = body.members.iter().filter(|placed| !placed.flexible && item.union.is_none()).collect();
        let debug = self.debug.then(|| {
            let members = members.iter().map(|placed| {
                let (getter, name, cfg) = (&placed.member.ident, placed.member.name().to_string(), placed.member.conditions());
                quote!(#cfg text.field(#name, &self.#getter());)
            });
            quote! {
                #conditions
                impl ::core::fmt::Debug for #ident {
                    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        let mut text = f.debug_struct(#name);
                        #(#members)*
                        text.finish_non_exhaustive()
                    }
                }
            }
        });
        let partial_eq = self.partial_eq.then(|| {
            let members = members.iter().map(|placed| {
                let (getter, cfg) = (&placed.member.ident, placed.member.conditions());
                quote!(#cfg if self.#getter() != other.#getter() { return false; })
            });
            quote! {
                #conditions
                impl ::core::cmp::PartialEq for #ident {
                    fn eq(&self, other: &Self) -> bool {
                        #(#members)*
                        true
                    }
                }
            }
        });
        let eq = self.eq.then(|| quote!(#conditions impl ::core::cmp::Eq for #ident {}));
        let default = self.default.then(|| {
            quote! {
                #conditions
                impl ::core::default::Default for #ident {
                    fn default() -> Self {
                        Self::zeroed()
                    }
                }
            }
        });
        quote!(#debug #partial_eq #eq #default)
    }
}
