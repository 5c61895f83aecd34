//! What `#[ffi::import(…, lazy)]` says: a library that is opened, and symbols that are found, when they are first needed.
//!
//! ```text
//! lazy-option      := "lazy" [ "=" [ visibility ] name ]       declares a static `ffi::LazyLibrary` of this name
//!                   | "library" "=" "[" string { "," string } "]"   candidates, tried in order; none: the program itself
//!                   | "version_function" "=" string            returns the library's version
//!                   | "minimum_version" "=" string | number    `const char *(void)`, numbers with dots; or `int(void)`
//! lazy-item-option := "optional"                               it may be missing: declares a function that gives an `Option` of it
//!                   | "fallback" "=" string | list             names to try after the symbol's own
//!                   | "version" "=" string                     of the symbol, where the platform has versions of symbols
//! ```
//!
//! The Rust for it, for a function `f` that is not optional:
//!
//! ```text
//! static LIBRARY: Library = …; static INFO: Info = …;
//! unsafe extern "C" { #[link_name = "ffi1_i_…"] fn f(…); }     // the stub
//! unsafe extern "C" { #[link_name = "ffi1_c_…"] static CELL: Import; }
//! import_stub!(f, CELL, INFO);                                 // assembles both, once in the program
//! ```

use std::ffi::CString;

use ffi_abi::import_symbol;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{ForeignItemStatic, LitInt, LitStr, Type, Visibility};

use crate::diagnostic::{Code, Spanned};
use crate::options::{Opt, Value};
use crate::types;

/// What a block says about its library.
#[derive(Clone, Debug)]
pub struct Lazy {
    /// Visibility and name of the static that stands for the library.
    pub handle: Option<(Visibility, Ident)>,
    /// Names to try; none for the program itself.
    pub candidates: Vec<LitStr>,
    /// The oldest version that will do.
    pub minimum: Option<Minimum>,
}

/// The oldest version of a library that will do.
#[derive(Clone, Debug)]
pub struct Minimum {
    /// Symbol of the function that returns the library's version.
    pub function: LitStr,
    /// The version.
    pub version: Version,
}

/// A version as a library gives it.
#[derive(Clone, Debug)]
pub enum Version {
    /// `const char *(void)`.
    Text(LitStr),
    /// `int(void)`.
    Number(LitInt),
}

/// What an item says about how it is found.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Whether it may be missing; where that is said.
    pub optional: Option<Ident>,
    /// Names to try after the symbol's own.
    pub fallback: Vec<LitStr>,
    /// Version of the symbol.
    pub version: Option<LitStr>,
    /// The options that were given.
    named: Vec<Ident>,
}

/// The options of a block as they are read.
#[derive(Default)]
pub(crate) struct Options {
    lazy: Option<Option<(Visibility, Ident)>>,
    function: Option<(Ident, LitStr)>,
    version: Option<(Ident, Version)>,
}

impl Options {
    pub(crate) fn read(&mut self, option: &Opt) -> Result<(), Spanned> {
        match option.name.to_string().as_str() {
            "lazy" => {
                let bad = || option.bad("the name of a static to declare", "lazy = pub ZLIB");
                self.lazy = Some(match &option.value {
                    Value::None => None,
                    Value::Declared(visibility, name) => Some((visibility.clone(), name.clone())),
                    Value::Path(path) => Some((Visibility::Inherited, path.get_ident().ok_or_else(bad)?.clone())),
                    Value::Text(_) | Value::List(..) | Value::Number(_) | Value::Group(_) => return Err(bad()),
                });
            }
            "version_function" => {
                self.function = Some((option.name.clone(), option.text("version_function = \"zlibVersion\"")?.clone()));
            }
            _ => {
                let version = match &option.value {
                    Value::Number(number) if number.base10_parse::<u32>().is_ok() => Version::Number(number.clone()),
                    _ => match option.text("minimum_version = \"1.2.9\"") {
                        Ok(text) if text.value().starts_with(|c: char| c.is_ascii_digit()) => Version::Text(text.clone()),
                        _ => return Err(option.bad("a version or a number of 32 bits", "minimum_version = \"1.2.9\"")),
                    },
                };
                self.version = Some((option.name.clone(), version));
            }
        }
        Ok(())
    }

    /// What the options mean together, with the names of libraries and the kind of linking.
    pub(crate) fn finish(self, libraries: &[LitStr], kind: Option<&LitStr>, faults: &mut Vec<Spanned>) -> Option<Lazy> {
        let versions = [self.function.as_ref().map(|(name, _)| name), self.version.as_ref().map(|(name, _)| name)];
        let Some(handle) = self.lazy else {
            for name in versions.into_iter().flatten() {
                faults.push(Spanned::new(name, Code::NotLazy, [name.to_string()]));
            }
            if let [first, .., last] = libraries {
                faults.push(Spanned::between(first.span(), last.span(), Code::NotLazy, ["library = […, …]"]));
            }
            return None;
        };
        if let Some(kind) = kind {
            faults.push(Spanned::new(kind, Code::LazyLinked, [""; 0]));
        }
        let alone = |name: &Ident, other: &str| Spanned::new(name, Code::LazyVersion, [name.to_string(), other.to_owned()]);
        let minimum = match (self.function, self.version) {
            (Some((name, function)), Some((_, version))) => {
                if libraries.is_empty() {
                    faults.push(alone(&name, "library"));
                }
                Some(Minimum { function, version })
            }
            (Some((name, _)), None) => {
                faults.push(alone(&name, "minimum_version"));
                None
            }
            (None, Some((name, _))) => {
                faults.push(alone(&name, "version_function"));
                None
            }
            (None, None) => None,
        };
        Some(Lazy { handle, candidates: libraries.to_vec(), minimum })
    }
}

impl Item {
    pub(crate) fn read(&mut self, option: &Opt) -> Result<(), Spanned> {
        self.named.push(option.name.clone());
        match option.name.to_string().as_str() {
            "optional" => option.flag().map(|()| self.optional = Some(option.name.clone())),
            "fallback" => option.texts("fallback = [\"name_v2\", \"name\"]").map(|texts| self.fallback = texts),
            _ => option.text("version = \"GLIBC_2.2.5\"").map(|text| self.version = Some(text.clone())),
        }
    }

    /// Whether it may be missing.
    pub(crate) fn is_optional(&self) -> bool {
        self.optional.is_some()
    }

    /// The same, if the block is bound lazily.
    pub(crate) fn check(self, lazy: bool, faults: &mut Vec<Spanned>) -> Item {
        if !lazy {
            faults.extend(self.named.iter().map(|name| Spanned::new(name, Code::NotLazy, [name.to_string()])));
        }
        self
    }
}

/// A lazily bound variable.
#[derive(Clone, Copy, Debug)]
pub struct Variable<'t> {
    /// The type of the value: the parameter of `ffi::Static` or `ffi::ThreadLocal`.
    pub ty: &'t Type,
    /// Whether each thread has its own.
    pub thread_local: bool,
}

/// What a lazily bound variable is, by its type.
///
/// # Errors
/// Any other type.
pub fn variable(item: &ForeignItemStatic) -> Result<Variable<'_>, Spanned> {
    let one = |name, thread_local| types::wrapped(&item.ty, name).map(|ty| Variable { ty, thread_local });
    one("Static", false).or_else(|| one("ThreadLocal", true)).ok_or_else(|| {
        let arguments = [item.ident.to_string(), item.ty.to_token_stream().to_string()];
        Spanned::new(&item.ty, Code::LazyStatic, arguments)
    })
}

/// The Rust that a block's lazy items share, and the names in it.
#[derive(Debug)]
pub struct Block<'a> {
    lazy: &'a Lazy,
    /// Path of the runtime's private module.
    private: TokenStream,
    /// What tells this block from others in its module.
    id: String,
    /// What a symbol has to tell besides its names.
    key: String,
}

/// The Rust of one item, and the names in it.
#[derive(Debug)]
pub struct Found {
    /// Symbol of the stub.
    pub stub: String,
    cell: String,
    info: Ident,
    import: Ident,
    names: Vec<LitStr>,
}

impl<'a> Block<'a> {
    /// The names of a block. `tokens` tell it from others.
    pub fn new(lazy: &'a Lazy, runtime: &syn::Path, tokens: &str) -> Block<'a> {
        let mut key = String::new();
        for candidate in &lazy.candidates {
            key.push_str(&candidate.value());
            key.push('\0');
        }
        if let Some(Minimum { function, version }) = &lazy.minimum {
            let version = match version {
                Version::Text(text) => text.value(),
                Version::Number(number) => format!("#{number}"),
            };
            key.push_str(&format!("\0{}\0{version}", function.value()));
        }
        let id = format!("{:032x}", ffi_abi::stable_hash(format!("{key}\0{tokens}").as_bytes()));
        Block { lazy, private: quote!(#runtime::__private::lazy), id, key }
    }

    fn library(&self) -> Ident {
        format_ident!("__FFI_LIBRARY_{}", self.id)
    }

    /// The static that holds the library.
    pub fn declare(&self) -> TokenStream {
        let (private, name, candidates) = (&self.private, self.library(), &self.lazy.candidates);
        let minimum = match &self.lazy.minimum {
            None => quote!(::core::option::Option::None),
            Some(Minimum { function, version }) => {
                let function = c_string(function);
                let (kind, version) = match version {
                    Version::Text(text) => (quote!(Text), text.to_token_stream()),
                    Version::Number(number) => (quote!(Number), number.to_token_stream()),
                };
                quote!(::core::option::Option::Some(#private::Minimum::#kind { function: #function, version: #version }))
            }
        };
        quote! {
            #[doc(hidden)]
            #[allow(non_upper_case_globals, dead_code)]
            static #name: #private::Library = #private::Library::new(&[#(#candidates),*], #minimum);
        }
    }

    /// The static that stands for the library, if the block asks for one: over all imports, each with its conditions.
    pub fn handle(&self, runtime: &syn::Path, imports: &[TokenStream]) -> TokenStream {
        let Some((visibility, name)) = &self.lazy.handle else { return TokenStream::new() };
        let (private, library) = (&self.private, self.library());
        let doc = match self.lazy.candidates.first() {
            Some(first) => format!("The library `{}`: opened when something of it is first needed.", first.value()),
            None => "The program itself, and the libraries that it was started with.".to_owned(),
        };
        quote! {
            #[doc = #doc]
            #visibility static #name: #runtime::LazyLibrary = {
                static IMPORTS: &[&#private::Import] = &[#(#imports),*];
                #runtime::LazyLibrary::new(&#library, IMPORTS)
            };
        }
    }

    /// The names of the `number`th item, and the static that says what to look for.
    pub fn item(&self, number: usize, symbol: &LitStr, item: &Item) -> (Found, TokenStream) {
        let names: Vec<LitStr> = std::iter::once(symbol).chain(&item.fallback).cloned().collect();
        let mut key = self.key.clone();
        for name in &names {
            key.push_str(&format!("\0{}", name.value()));
        }
        if let Some(version) = &item.version {
            key.push_str(&format!("\0@{}", version.value()));
        }
        let found = Found {
            stub: import_symbol('i', &key, &symbol.value()),
            cell: import_symbol('c', &key, &symbol.value()),
            info: format_ident!("__FFI_INFO_{}_{number}", self.id),
            import: format_ident!("__FFI_IMPORT_{}_{number}", self.id),
            names,
        };
        let (private, info, library) = (&self.private, &found.info, self.library());
        let names = found.names.iter().map(c_string);
        let version = match &item.version {
            None => quote!(::core::option::Option::None),
            Some(version) => {
                let version = c_string(version);
                quote!(::core::option::Option::Some(#version))
            }
        };
        let optional = item.optional.is_some();
        let tokens = quote! {
            #[doc(hidden)]
            #[allow(non_upper_case_globals, dead_code)]
            static #info: #private::Info = #private::Info::new(&#library, &[#(#names),*], #version, #optional);
        };
        (found, tokens)
    }

    /// The cell and the stub of a function that is declared as `function` with the link name [`Found::stub`]. `conditions` are `#[cfg]`s.
    pub fn stub(&self, found: &Found, function: &Ident, conditions: &TokenStream) -> TokenStream {
        let (private, info, import, cell) = (&self.private, &found.info, &found.import, &found.cell);
        quote! {
            #conditions
            unsafe extern "C" {
                #[doc(hidden)]
                #[allow(non_upper_case_globals, improper_ctypes, dead_code)]
                #[link_name = #cell]
                safe static #import: #private::Import;
            }
            #conditions
            #private::import_stub!(#function, #import, #info);
        }
    }

    /// The cell of what has no stub.
    pub fn cell(&self, found: &Found) -> TokenStream {
        let (private, info, import) = (&self.private, &found.info, &found.import);
        quote! {
            #[doc(hidden)]
            #[allow(non_upper_case_globals, dead_code)]
            static #import: #private::Import = #private::Import::new(&#info);
        }
    }

    /// The address of a function without a stub: an expression of type `*const c_void`.
    pub fn address(&self, found: &Found) -> TokenStream {
        let (private, import) = (&self.private, &found.import);
        quote!(#private::address(&#import))
    }
}

impl Block<'_> {
    /// The address of what may be missing: an expression of type `Option<*const c_void>`.
    pub fn try_address(&self, found: &Found) -> TokenStream {
        let (private, import) = (&self.private, &found.import);
        quote!(#private::try_address(&#import))
    }
}

impl Found {
    /// A reference to the import.
    pub fn import(&self) -> TokenStream {
        let import = &self.import;
        quote!(&#import)
    }
}

/// A text of C. There is no NUL in it: the options are read so, and no name has one.
fn c_string(text: &LitStr) -> Literal {
    let bytes: Vec<u8> = text.value().into_bytes().into_iter().filter(|byte| *byte != 0).collect();
    let mut literal = Literal::c_string(&CString::new(bytes).unwrap_or_default());
    literal.set_span(text.span().resolved_at(Span::mixed_site()));
    literal
}
