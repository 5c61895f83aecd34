//! Options of `#[ffi::import]`, and of `#[ffi]` on an item of the block.

use ffi_abi::Convention;
use proc_macro2::TokenStream;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Path};

use super::Library;
use crate::diagnostic::{Code, Spanned};
use crate::lazy::{self, Lazy};
use crate::options::{self, Opt};
use crate::types;

/// Options of the block.
const BLOCK_OPTIONS: [&str; 8] =
    ["library", "kind", "convention", "crate", "lazy", "version_function", "minimum_version", "non_leaf"];

/// Options of an item.
const ITEM_OPTIONS: [&str; 11] =
    ["symbol", "signature", "unchecked", "library", "kind", "convention", "non_leaf", "leaf", "optional", "fallback", "version"];

pub(super) struct Options {
    pub(super) library: Option<Library>,
    pub(super) lazy: Option<Lazy>,
    pub(super) convention: Option<Convention>,
    pub(super) runtime: Path,
    /// Whether functions record where the host's code ends, unless they say `leaf`.
    pub(super) non_leaf: Option<syn::Ident>,
}

impl Options {
    pub(super) fn read(arguments: TokenStream, faults: &mut Vec<Spanned>) -> Options {
        let mut libraries: Vec<LitStr> = Vec::new();
        let mut named = false;
        let mut kind = None;
        let mut convention = None;
        let mut runtime = None;
        let mut non_leaf = None;
        let mut lazy = lazy::Options::default();
        for option in options::parse(arguments, &BLOCK_OPTIONS, faults) {
            let read = match option.name.to_string().as_str() {
                "library" => {
                    named = true;
                    option.texts("library = \"m\"").map(|texts| libraries = texts)
                }
                "kind" => kind_option(&option).map(|text| kind = Some(text)),
                "convention" => convention_option(&option).map(|(_, named)| convention = Some(named)),
                "lazy" | "version_function" | "minimum_version" => lazy.read(&option),
                "non_leaf" => option.flag().map(|()| non_leaf = Some(option.name.clone())),
                _ => option.path("crate = ::ffi").map(|path| runtime = Some(path.clone())),
            };
            faults.extend(read.err());
        }
        let lazy = lazy.finish(&libraries, kind.as_ref(), faults);
        if let (false, None, Some(kind)) = (named, &lazy, &kind) {
            faults.push(alone(kind));
        }
        Options {
            library: libraries.into_iter().next().filter(|_| lazy.is_none()).map(|name| Library { name, kind }),
            lazy,
            convention,
            runtime: runtime.unwrap_or_else(|| syn::parse_quote!(::ffi)),
            non_leaf,
        }
    }
}

fn kind_option(option: &Opt) -> Result<LitStr, Spanned> {
    let text = option.text("kind = \"static\"")?;
    match text.value().as_str() {
        // That the target has frameworks, or import libraries made by rustc, is rustc's to check: it knows the target.
        "dylib" | "static" | "framework" | "raw-dylib" => Ok(text.clone()),
        _ => Err(option.bad("`dylib`, `static`, `framework` or `raw-dylib`", "kind = \"static\"")),
    }
}

/// The name of a convention, and which one that is.
fn convention_option(option: &Opt) -> Result<(LitStr, Convention), Spanned> {
    let text = option.text("convention = \"C\"")?;
    types::convention(Some(text)).map(|(named, _)| (text.clone(), named))
}

/// `kind` without a library.
fn alone(kind: &LitStr) -> Spanned {
    let hint = "it says how to link a library: name one with `library = \"…\"`";
    Spanned::new(kind, Code::UnknownOption, ["kind", hint])
}

/// The library of an item of its own.
fn library_option(option: &Opt, is_lazy: bool) -> Result<LitStr, Spanned> {
    if is_lazy {
        let hint = "what is bound lazily is opened together: give the item a block of its own";
        return Err(Spanned::new(&option.name, Code::UnknownOption, ["library", hint]));
    }
    option.text("library = \"m\"").cloned()
}

/// Options of an item: `#[ffi(…)]`.
#[derive(Default)]
pub(super) struct ItemOptions {
    pub(super) symbol: Option<LitStr>,
    pub(super) signature: Option<LitStr>,
    /// What is linked for this item, in place of the block's library.
    pub(super) library: Option<Library>,
    /// As it is written, and which one that is.
    pub(super) convention: Option<(LitStr, Convention)>,
    pub(super) lazy: lazy::Item,
    pub(super) unchecked: Option<String>,
    pub(super) non_leaf: Option<syn::Ident>,
    pub(super) leaf: Option<syn::Ident>,
}

impl ItemOptions {
    /// Takes `#[ffi(…)]` off an item and reads it.
    pub(super) fn take(attributes: &mut Vec<Attribute>, is_lazy: bool, faults: &mut Vec<Spanned>) -> ItemOptions {
        let mut found = ItemOptions::default();
        // rustc's own way to say it; there is one way to read it.
        let mut link_name = None;
        let (mut library, mut kind) = (None, None);
        attributes.retain(|attribute| {
            match &attribute.meta {
                Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. })
                    if path.is_ident("link_name") =>
                {
                    link_name = Some(text.clone());
                    return false;
                }
                _ => {}
            }
            if !attribute.path().is_ident("ffi") {
                return true;
            }
            let Meta::List(list) = &attribute.meta else {
                faults.push(Spanned::new(attribute, Code::Syntax, ["`#[ffi]` needs options in parentheses"]));
                return false;
            };
            for option in options::parse(list.tokens.clone(), &ITEM_OPTIONS, faults) {
                let read = match option.name.to_string().as_str() {
                    "symbol" => option.text("symbol = \"cos\"").map(|text| found.symbol = Some(text.clone())),
                    "unchecked" => option.text("unchecked = \"why\"").map(|text| found.unchecked = Some(text.value())),
                    "signature" => option.text("signature = \"double(double)\"").map(|text| found.signature = Some(text.clone())),
                    "library" => library_option(&option, is_lazy).map(|name| library = Some(name)),
                    "kind" => kind_option(&option).map(|text| kind = Some(text)),
                    "convention" => convention_option(&option).map(|named| found.convention = Some(named)),
                    "non_leaf" => option.flag().map(|()| found.non_leaf = Some(option.name.clone())),
                    "leaf" => option.flag().map(|()| found.leaf = Some(option.name.clone())),
                    _ => found.lazy.read(&option),
                };
                faults.extend(read.err());
            }
            false
        });
        match (&found.symbol, link_name) {
            (Some(_), Some(name)) => faults.push(Spanned::new(&name, Code::RepeatedOption, ["symbol"])),
            (None, Some(name)) => found.symbol = Some(name),
            (_, None) => {}
        }
        if let (None, Some(kind)) = (&library, &kind) {
            faults.push(alone(kind));
        }
        if let (Some(_), Some(leaf)) = (&found.non_leaf, &found.leaf) {
            faults.push(Spanned::new(
                leaf,
                Code::UnknownOption,
                ["leaf", "the item says `non_leaf` as well: keep one of the two"],
            ));
        }
        found.library = library.map(|name| Library { name, kind });
        found
    }
}
