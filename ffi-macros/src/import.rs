//! Expansion of `#[ffi::import]`.

use std::collections::BTreeSet;

use ffi_grammar::import::{Call, Function, Import, Library, NonLeaf, Static};
use ffi_grammar::manifest::key;
use ffi_grammar::wrapper::Callee;
use ffi_grammar::{Code, Diagnostic, Spanned, Wrapper};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{FnArg, Pat, Path, ReturnType, Type};

use crate::{captured, checked, lazy, lookup};

/// The declarations, and the proofs that they can be called so; compile errors in their place if the annotation is wrong.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match Import::parse(arguments, item) {
        Ok(import) => {
            let generated = match &import.lazy {
                None => generate(&import),
                Some(options) => lazy::generate(&import, options),
            };
            let compared = checked::compared(&import);
            quote!(#generated #compared)
        }
        Err(faults) => faults.iter().map(Spanned::to_compile_error).collect(),
    }
}

fn generate(import: &Import) -> TokenStream {
    let link = import.library.as_ref().map(link);
    let (attributes, abi) = (&import.attributes, &import.abi);
    let mut direct = TokenStream::new();
    let (mut proofs, mut proved) = (TokenStream::new(), Proved::default());
    let mut wrappers = TokenStream::new();
    for function in &import.functions {
        let link = function.library.as_ref().map(self::link).or_else(|| link.clone());
        match &function.call {
            Call::Direct { assertions } => {
                let (item, name) = (&function.item, link_name(&function.symbol, &function.item.sig.ident));
                match &function.captured {
                    None if function.library.is_none() && function.written.is_none() => direct.extend(quote!(#name #item)),
                    None => wrappers.extend(alone(import, &item.attrs, link.as_ref(), &function.abi, &quote!(#name #item))),
                    Some(whole) => {
                        wrappers.extend(captured_direct(import, function, whole, &function.symbol, link.as_ref()));
                    }
                }
                let conditions = [conditions(attributes), conditions(&item.attrs)].into_iter().collect();
                proofs.extend(proved.prove(&import.runtime, &conditions, assertions));
            }
            Call::Trampoline(signature) => {
                let callee = Callee::Symbol { name: &function.symbol, link: link.unwrap_or_default() };
                wrappers.extend(wrapper(import, function, &key(signature), callee, &front(import, function)));
            }
        }
    }
    wrappers.extend(import.functions.iter().filter_map(|function| non_leaf(import, function)));
    for variable in &import.statics {
        let Static { item, symbol, .. } = variable;
        if let Some(value) = variable.thread_local() {
            wrappers.extend(thread_local(import, variable, value));
            continue;
        }
        let name = link_name(symbol, &item.ident);
        match &variable.library {
            None => direct.extend(quote!(#name #item)),
            Some(library) => {
                wrappers.extend(alone(import, &item.attrs, Some(&self::link(library)), &import.abi, &quote!(#name #item)));
            }
        }
    }
    for item in &import.other {
        direct.extend(quote!(#item));
    }
    // Also without a declaration: the block still says that the library is linked.
    quote! {
        #(#attributes)*
        #link
        unsafe extern #abi { #direct }
        #proofs
        #wrappers
    }
}

/// A declaration whose library or convention is another than the block's. Where the item is not to be, its block is not either: the
/// target may not have the convention.
fn alone(
    import: &Import,
    item: &[syn::Attribute],
    link: Option<&TokenStream>,
    abi: &syn::LitStr,
    declaration: &TokenStream,
) -> TokenStream {
    let conditions = conditions(&import.attributes);
    let holds = item.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    quote!(#conditions #(#holds)* #link unsafe extern #abi { #declaration })
}

/// A variable that each thread has its own of: a static that knows the way to it.
fn thread_local(import: &Import, variable: &Static, value: &Type) -> TokenStream {
    let (runtime, Static { item, symbol, .. }) = (&import.runtime, variable);
    let (block, attributes, vis, name, ty) = (conditions(&import.attributes), &item.attrs, &item.vis, &item.ident, &item.ty);
    let error = Diagnostic::new(Code::NoThreadLocal, [symbol.clone()]).to_string();
    let link = variable.library.as_ref().or(import.library.as_ref()).map(link).map(|link| quote!(#link unsafe extern "C" {}));
    // All of it at the name: that is where an error in it is told.
    let own = quote!(#runtime).into_iter().map(|mut token| {
        token.set_span(name.span());
        token
    });
    let own: TokenStream = own.collect();
    let address = quote_spanned!(name.span()=> #own::__thread_local_address!(#symbol, #error));
    quote! {
        #block #(#attributes)* #[allow(non_upper_case_globals)]
        #vis static #name: #ty = {
            #link
            fn address() -> *mut #value {
                #address
            }
            // SAFETY: whoever declared the variable vouches for its type; the function is what its ABI prescribes for it.
            unsafe { <#ty>::new(address) }
        };
    }
}

fn link(library: &Library) -> TokenStream {
    let name = &library.name;
    let kind = library.kind.as_ref().map(|kind| quote!(, kind = #kind));
    quote!(#[link(name = #name #kind)])
}

/// `#[link_name]` where the symbol is not called as the item.
fn link_name(symbol: &str, ident: &Ident) -> Option<TokenStream> {
    (*ident != symbol).then(|| quote!(#[link_name = #symbol]))
}

/// The attributes that also hold for what is made beside an item: conditions and lint levels.
pub(crate) fn conditions(attributes: &[syn::Attribute]) -> TokenStream {
    let kept = ["cfg", "allow", "expect", "warn", "deny"];
    attributes
        .iter()
        .filter(|attribute| kept.iter().any(|name| attribute.path().is_ident(name)))
        .map(|attribute| quote!(#attribute))
        .collect()
}

/// What has been proved in a block: large ones name few types, many times.
#[derive(Default)]
pub(crate) struct Proved(BTreeSet<String>);

impl Proved {
    /// The proofs of types that have none yet under the same conditions.
    pub(crate) fn prove(&mut self, runtime: &Path, conditions: &TokenStream, types: &[Type]) -> TokenStream {
        let new = types.iter().filter(|ty| self.0.insert(quote!(#conditions #ty).to_string()));
        new.map(|ty| proof(runtime, conditions, ty)).collect()
    }
}

/// Fails to compile, at the type, unless it implements `Direct`.
pub(crate) fn proof(runtime: &Path, conditions: &TokenStream, ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> #conditions const _: () = #runtime::__private::assert_direct::<#ty>();)
}

/// The function around a non-leaf one: it records where the host's code ends.
pub(crate) fn non_leaf(import: &Import, function: &Function) -> Option<TokenStream> {
    let NonLeaf { ident, vis, attributes } = function.non_leaf.as_ref()?;
    let (runtime, sig, block) = (&import.runtime, &function.item.sig, conditions(&import.attributes));
    let parameters: Vec<_> = sig.inputs.iter().enumerate().filter_map(|(index, input)| parameter(index, input)).collect();
    let (names, types): (Vec<_>, Vec<_>) = parameters.iter().map(|(name, ty)| (name, ty)).unzip();
    let (hidden, lifetimes) = (&sig.ident, &sig.generics);
    let output = match (&function.captured, &sig.output) {
        (Some(whole), _) => quote!(-> #whole),
        (None, output) => quote!(#output),
    };
    let context = Ident::new("context", Span::mixed_site());
    let safe = matches!(sig.safety, syn::Safety::Safe(_));
    let (unsafety, call) = match safe {
        true => (None, quote!(#hidden(#(#names),*))),
        // SAFETY of what is made: the caller's promises are passed on.
        false => (Some(quote!(unsafe)), quote!(unsafe { #hidden(#(#names),*) })),
    };
    Some(quote! {
        #block #(#attributes)*
        #[inline]
        #vis #unsafety fn #ident #lifetimes (#context: &#runtime::exit::Context, #(#names: #types),*) #output {
            #context.leave(|| #call)
        }
    })
}

/// What stands in front of a function that is made: conditions, the user's attributes, visibility.
pub(crate) fn front(import: &Import, function: &Function) -> TokenStream {
    let (block, attributes, vis) = (conditions(&import.attributes), &function.item.attrs, &function.item.vis);
    quote!(#block #(#attributes)* #[inline] #vis)
}

/// The function that reads the error code after a plain call of a symbol.
pub(crate) fn captured_direct(
    import: &Import,
    function: &Function,
    whole: &Type,
    symbol: &str,
    link: Option<&TokenStream>,
) -> TokenStream {
    let name = link_name(symbol, &function.item.sig.ident);
    let item = syn::ForeignItemFn { attrs: Vec::new(), vis: syn::Visibility::Inherited, ..function.item.clone() };
    // The runtime's variadic calls are by the convention that unwinds.
    let abi = if item.sig.variadic.is_some() { syn::LitStr::new("C-unwind", function.abi.span()) } else { function.abi.clone() };
    let inner = quote! {
        #[allow(clashing_extern_declarations)]
        #link
        unsafe extern #abi { #name #item }
    };
    captured::wrap(&import.runtime, function, whole, &front(import, function), &inner)
}

/// The function that calls through the trampoline of a signature, or the compile error that says why there is none.
pub(crate) fn wrapper(import: &Import, function: &Function, key: &str, callee: Callee<'_>, front: &TokenStream) -> TokenStream {
    try_wrapper(&import.runtime, function, key, callee, front).unwrap_or_else(|fault| {
        // An item that is left out needs no trampoline: the build script did not collect it.
        let cfg = [&import.attributes, &function.item.attrs].into_iter().flatten().filter(|one| one.path().is_ident("cfg"));
        let error = fault.to_compile_error();
        quote!(#(#cfg)* #error)
    })
}

fn try_wrapper(
    runtime: &Path,
    function: &Function,
    key: &str,
    callee: Callee<'_>,
    front: &TokenStream,
) -> Result<TokenStream, Spanned> {
    let item = &function.item;
    let ident = &item.sig.ident;
    let manifest = lookup::manifest(&format!("`{ident}`")).map_err(|fault| Spanned::from_diagnostic(ident, fault))?;
    let (section, entry) = lookup::entry(&manifest, key, ident)?;
    let parameters: Vec<_> = item.sig.inputs.iter().enumerate().filter_map(|(index, input)| parameter(index, input)).collect();
    let generics = &item.sig.generics;
    let plain = function.captured.is_none();
    let wrapper = Wrapper {
        archive: &section.archive,
        entry,
        callee,
        unwind: function.unwind,
        front: if plain { front.clone() } else { quote!(#[inline]) },
        safe: matches!(item.sig.safety, syn::Safety::Safe(_)),
        name: ident,
        generics: quote!(#generics),
        parameters: &parameters,
        result: match &item.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        },
    };
    Ok(match &function.captured {
        None => wrapper.tokens(),
        Some(whole) => captured::wrap(runtime, function, whole, front, &wrapper.tokens()),
    })
}

/// Name and type of a parameter; `_` gets a name.
pub(crate) fn parameter(index: usize, input: &FnArg) -> Option<(Ident, Type)> {
    let FnArg::Typed(parameter) = input else { return None };
    let name = match &*parameter.pat {
        Pat::Ident(pattern) => pattern.ident.clone(),
        other => format_ident!("argument{}", index, span = other.span().resolved_at(Span::mixed_site())),
    };
    Some((name, (*parameter.ty).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(arguments: &str, item: &str) -> syn::File {
        syn::parse2(expand(arguments.parse().unwrap(), item.parse().unwrap())).unwrap()
    }

    #[test]
    fn a_function_that_rustc_can_call_stays_a_declaration() {
        let file = file(
            "library = \"m\"",
            "unsafe extern \"C\" { #[ffi(symbol = \"cos\")] pub fn cosine(x: f64) -> f64; static signgam: Static<c_int>; }",
        );
        let [syn::Item::ForeignMod(block)] = &file.items[..] else { panic!("{file:?}") };
        let expected: syn::ItemForeignMod = syn::parse_quote! {
            #[link(name = "m")]
            unsafe extern "C" {
                #[link_name = "cos"]
                pub fn cosine(x: f64) -> f64;
                static signgam: Static<c_int>;
            }
        };
        assert_eq!(*block, expected);
    }

    #[test]
    fn each_way_of_linking_is_said_to_rustc() {
        for kind in ["dylib", "static", "framework", "raw-dylib"] {
            let file = file(&format!("library = \"x\", kind = \"{kind}\""), "unsafe extern \"C\" { fn a(); }");
            let [syn::Item::ForeignMod(block)] = &file.items[..] else { panic!("{file:?}") };
            let expected: syn::ItemForeignMod = syn::parse_quote!(
                #[link(name = "x", kind = #kind)]
                unsafe extern "C" {
                    fn a();
                }
            );
            assert_eq!(*block, expected);
        }
    }

    #[test]
    fn an_item_with_a_library_and_a_convention_of_its_own() {
        let file = file(
            "library = \"x\"",
            "#[cfg(unix)] unsafe extern \"C\" { fn a(); #[ffi(library = \"y\", convention = \"win64\")] fn b(); }",
        );
        let expected: syn::File = syn::parse_quote! {
            #[cfg(unix)]
            #[link(name = "x")]
            unsafe extern "C" { fn a(); }
            #[cfg(unix)]
            #[link(name = "y")]
            unsafe extern "win64" { fn b(); }
        };
        assert_eq!(file, expected);
    }

    #[test]
    fn types_that_tokens_do_not_show_are_proved() {
        let file = file("crate = c", "unsafe extern \"C\" { #[cfg(unix)] fn f(p: Point, n: c_int); }");
        let text = quote!(#file).to_string();
        assert!(text.contains("# [cfg (unix)] const _ : () = c :: __private :: assert_direct :: < Point > () ;"), "{text}");
        assert!(text.contains("assert_direct :: < c_int > ()"), "{text}");
    }

    #[test]
    fn each_fault_is_an_error_of_its_own() {
        let file = file("libary = \"m\"", "extern \"C\" { fn f(x: &str); }");
        assert_eq!(file.items.len(), 3);
    }
}
