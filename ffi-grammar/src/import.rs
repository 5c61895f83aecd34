//! `#[ffi::import(library = "m")] unsafe extern "C" { … }`: the grammar, and which functions need a trampoline.
//!
//! ```text
//! import    := [ option { "," option } ]
//! option    := "library" "=" string      short name of the library: `m` for libm.so, libm.dylib, m.dll
//!            | "kind" "=" string         "dylib" (the default is rustc's), "static", "framework" or "raw-dylib"
//!            | "convention" "=" string   instead of the convention of the block; for those that rustc lacks
//!            | "crate" "=" path          where the runtime is, if not at `::ffi`
//!            | "non_leaf"                as on each function
//!            | lazy-option               see `lazy`
//! item      := { attribute } fn-or-static
//! attribute := "#[ffi(" item-option { "," item-option } ")]"
//! item-option := "symbol" "=" string     name of the symbol, if not the item's
//!              | "signature" "=" string  C type of the function; it is then called through a trampoline
//!              | "library" "=" string    linked for this item, with a `kind` of its own, in place of the block's
//!              | "kind" "=" string
//!              | "convention" "=" string in place of the block's
//!              | "non_leaf"              native code may call back: a `&ffi::exit::Context` comes first
//!              | "leaf"                  it does not, though the block says `non_leaf`
//!              | lazy-item-option        see `lazy`
//!              | "unchecked" "=" string  why the item is not compared with the headers that the build script was given
//! ```

mod options;

use ffi_abi::{CType, Convention, Signature};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, FnArg, ForeignItem, ForeignItemFn, ForeignItemStatic, ItemForeignMod, LitStr, Path, ReturnType, Type};

use crate::diagnostic::{Code, Spanned};
use crate::lazy::{self, Lazy};
use crate::{captured, types};
use options::{ItemOptions, Options};

/// A library to link.
#[derive(Clone, Debug)]
pub struct Library {
    /// Short name.
    pub name: LitStr,
    /// `dylib`, `static`, `framework` or `raw-dylib`; rustc's default if `None`.
    pub kind: Option<LitStr>,
}

/// An annotated block.
#[derive(Debug)]
pub struct Import {
    /// Where the runtime is; `::ffi` by default.
    pub runtime: Path,
    /// What to link, if a library was named.
    pub library: Option<Library>,
    /// What to open when something of the block is first needed, in the place of linking.
    pub lazy: Option<Lazy>,
    /// Attributes of the block, without `#[ffi::import]`.
    pub attributes: Vec<Attribute>,
    /// The functions, in order.
    pub functions: Vec<Function>,
    /// The statics, in order.
    pub statics: Vec<Static>,
    /// What is neither: opaque types and macro calls, left as they are.
    pub other: Vec<ForeignItem>,
    /// The string of `extern "…"` for the functions that rustc calls by itself.
    pub abi: LitStr,
    /// `extern "…"` as it is written.
    pub written: syn::Abi,
}

/// A declared function.
#[derive(Debug)]
pub struct Function {
    /// The declaration, without `#[ffi]`.
    pub item: ForeignItemFn,
    /// Name of the symbol.
    pub symbol: String,
    /// What to link for it, if that is not the block's library.
    pub library: Option<Library>,
    /// By what it is called.
    pub convention: Convention,
    /// Where it says so itself, if that is another convention than the block's.
    pub written: Option<LitStr>,
    /// The string of `extern "…"`, if rustc calls it by itself.
    pub abi: LitStr,
    /// Whether a panic or a foreign exception may cross the call.
    pub unwind: bool,
    /// How it is called.
    pub call: Call,
    /// The declared result type, if an error code comes along; the declaration then has the plain one.
    pub captured: Option<Type>,
    /// How it is found if it is bound lazily.
    pub lazy: lazy::Item,
    /// Why the declaration is not compared with a header, if it is not to be.
    pub unchecked: Option<String>,
    /// If it is called by another that records where the host's code ends: what that one is called. The declaration has a
    /// name of its own, then, and no visibility and documentation.
    pub non_leaf: Option<NonLeaf>,
}

/// The function that users call, in the place of the declaration itself.
#[derive(Debug)]
pub struct NonLeaf {
    /// Its name.
    pub ident: syn::Ident,
    /// Its visibility.
    pub vis: syn::Visibility,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
}

impl NonLeaf {
    /// Takes the name of an item, and gives that another.
    fn take(item: &mut ForeignItemFn) -> NonLeaf {
        let hidden = quote::format_ident!("__leaf_{}", item.sig.ident);
        let attributes = item.attrs.clone();
        // Conditions and lint levels are for both.
        item.attrs.retain(|attribute| !attribute.path().is_ident("doc") && !attribute.path().is_ident("deprecated"));
        NonLeaf {
            ident: std::mem::replace(&mut item.sig.ident, hidden),
            vis: std::mem::replace(&mut item.vis, syn::Visibility::Inherited),
            attributes,
        }
    }
}

/// How a function is called.
#[derive(Debug)]
pub enum Call {
    /// rustc calls it by itself, provided that these types implement the runtime's `Direct`.
    Direct {
        /// Types to prove.
        assertions: Vec<Type>,
    },
    /// Through the trampoline of this signature.
    Trampoline(Signature),
}

/// A declared static.
#[derive(Debug)]
pub struct Static {
    /// The declaration, without `#[ffi]`.
    pub item: ForeignItemStatic,
    /// Name of the symbol.
    pub symbol: String,
    /// What to link for it, if that is not the block's library.
    pub library: Option<Library>,
    /// How it is found if it is bound lazily.
    pub lazy: lazy::Item,
    /// Why the declaration is not compared with a header, if it is not to be.
    pub unchecked: Option<String>,
}

impl Static {
    /// The type of the value, if each thread has its own: `ffi::ThreadLocal<T>`, known by its name.
    pub fn thread_local(&self) -> Option<&Type> {
        types::wrapped(&self.item.ty, "ThreadLocal")
    }
}

impl Import {
    /// Reads the options of the attribute and the tokens that it stands on.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn parse(arguments: TokenStream, item: TokenStream) -> Result<Import, Vec<Spanned>> {
        match syn::parse2::<ItemForeignMod>(item.clone()) {
            Ok(block) => Import::from_block(arguments, block),
            Err(error) => Err(vec![match syn::parse2::<syn::Item>(item) {
                Ok(other) => Spanned::new(&other, Code::NotExternBlock, [""; 0]),
                Err(_) => error.into(),
            }]),
        }
    }

    /// Reads the options of the attribute and the block that it stands on; the block's other attributes stay.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn from_block(arguments: TokenStream, block: ItemForeignMod) -> Result<Import, Vec<Spanned>> {
        let mut faults = Vec::new();
        let options = Options::read(arguments, &mut faults);
        if block.unsafety.is_none() {
            faults.push(Spanned::new(&block.abi, Code::NotUnsafe, [""; 0]));
        }
        let abi = types::convention(block.abi.name.as_ref()).map_err(|fault| faults.push(fault)).ok();
        let (written, unwind) = abi.unwrap_or_default();
        let is_lazy = options.lazy.is_some();
        let convention = options.convention.unwrap_or(written);
        let span = block.abi.name.as_ref().map_or(block.abi.extern_token.span, LitStr::span);
        let context = Context { convention, abi: abi_of(convention, unwind, span), unwind, is_lazy, non_leaf: options.non_leaf };
        let mut import = Import {
            runtime: options.runtime,
            library: options.library,
            lazy: options.lazy,
            attributes: block.attrs,
            functions: Vec::new(),
            statics: Vec::new(),
            other: Vec::new(),
            abi: context.abi.clone(),
            written: block.abi,
        };
        for item in block.items {
            match item {
                ForeignItem::Fn(item) => match context.function(item) {
                    Ok(function) => import.functions.push(function),
                    Err(found) => faults.extend(found),
                },
                ForeignItem::Static(mut item) => {
                    let options = ItemOptions::take(&mut item.attrs, is_lazy, &mut faults);
                    let called = [options.non_leaf.as_ref(), options.leaf.as_ref()].into_iter().flatten();
                    let called =
                        called.map(|option| Spanned::new(option, Code::UnknownOption, [&option.to_string(), NOT_CALLED]));
                    faults.extend(called);
                    if let Some((option, _)) = &options.convention {
                        faults.push(Spanned::new(option, Code::UnknownOption, ["convention", NOT_CALLED]));
                    }
                    if let Some(signature) = options.signature {
                        let hint = "a static has a type, but no signature";
                        faults.push(Spanned::new(&signature, Code::UnknownOption, ["signature", hint]));
                    }
                    let symbol = symbol(options.symbol, &item.ident);
                    let lazy = options.lazy.check(is_lazy, &mut faults);
                    if is_lazy {
                        faults.extend(lazy::variable(&item).err());
                    }
                    import.statics.push(Static { item, symbol, library: options.library, lazy, unchecked: options.unchecked });
                }
                other => import.other.push(other),
            }
        }
        if faults.is_empty() { Ok(import) } else { Err(faults) }
    }

    /// The signatures that the block calls through trampolines, each with the name of its function.
    pub fn signatures(&self) -> impl Iterator<Item = (&syn::Ident, &Signature)> {
        self.functions.iter().filter_map(|function| match &function.call {
            Call::Trampoline(signature) => Some((&function.item.sig.ident, signature)),
            Call::Direct { .. } => None,
        })
    }
}

/// The name of the symbol that an item declares: from `#[ffi(symbol)]`, or its own.
fn symbol(option: Option<LitStr>, ident: &syn::Ident) -> String {
    option.map_or_else(|| syn::ext::IdentExt::unraw(ident).to_string(), |name| name.value())
}

/// Why options of functions are none of a static's.
const NOT_CALLED: &str = "a static is not called";

/// The string of `extern "…"`. `cdecl` is what C is where it exists, and rustc has it for no other target.
fn abi_of(convention: Convention, unwind: bool, span: Span) -> LitStr {
    let name = if convention == Convention::Cdecl { Convention::C } else { convention };
    LitStr::new(&format!("{name}{}", if unwind { "-unwind" } else { "" }), span)
}

/// What the block says about its functions.
struct Context {
    convention: Convention,
    abi: LitStr,
    unwind: bool,
    is_lazy: bool,
    /// Where it says that functions record where the host's code ends.
    non_leaf: Option<syn::Ident>,
}

impl Context {
    fn function(&self, mut item: ForeignItemFn) -> Result<Function, Vec<Spanned>> {
        let mut faults = Vec::new();
        let mut options = ItemOptions::take(&mut item.attrs, self.is_lazy, &mut faults);
        let symbol = symbol(options.symbol, &item.sig.ident);
        let lazy = options.lazy.check(self.is_lazy, &mut faults);
        let written = options.convention.take_if(|(_, named)| *named != self.convention);
        let (convention, abi) = match &written {
            None => (self.convention, self.abi.clone()),
            Some((text, named)) => (*named, abi_of(*named, self.unwind, text.span())),
        };
        let captured = captured::take(&mut item, convention).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        let why = match (&item.sig.variadic, lazy.is_optional()) {
            (Some(_), _) => Some("a variadic function is declared without it; call it in `Context::leave`"),
            (None, true) => Some("an optional function is declared without it; call it in `Context::leave`"),
            (None, false) => None,
        };
        // What cannot be non-leaf is none for the block's sake; said of itself it is a fault.
        let of_block = self.non_leaf.as_ref().filter(|_| options.leaf.is_none() && why.is_none());
        if let (Some(option), Some(why)) = (&options.non_leaf, why) {
            faults.push(Spanned::new(option, Code::UnknownOption, ["non_leaf", why]));
        }
        let call = match &options.signature {
            Some(text) => declared(convention, &item, text),
            None => derived(convention, &item),
        };
        match call {
            Ok(call) if faults.is_empty() => {
                let non_leaf = options.non_leaf.as_ref().or(of_block).map(|_| NonLeaf::take(&mut item));
                let (library, written) = (options.library, written.map(|(text, _)| text));
                let (unwind, unchecked) = (self.unwind, options.unchecked);
                Ok(Function {
                    item,
                    symbol,
                    library,
                    convention,
                    written,
                    abi,
                    unwind,
                    call,
                    captured,
                    lazy,
                    unchecked,
                    non_leaf,
                })
            }
            Ok(_) => Err(faults),
            Err(found) => {
                faults.extend(found);
                Err(faults)
            }
        }
    }
}

/// With `#[ffi(signature = "…")]`.
fn declared(block: Convention, item: &ForeignItemFn, text: &LitStr) -> Result<Call, Vec<Spanned>> {
    let signature = crate::signature::parse_literal(text).map_err(|fault| vec![fault])?;
    if signature.is_variadic() || item.sig.variadic.is_some() {
        return Err(vec![Spanned::new(&item.sig.ident, Code::VariadicTrampoline, ["a signature"])]);
    }
    let (given, declared) = (signature.parameters().len(), item.sig.inputs.len());
    if given != declared {
        return Err(vec![Spanned::new(text, Code::ParameterCount, [given.to_string(), declared.to_string()])]);
    }
    let convention = if signature.convention() == Convention::C { block } else { signature.convention() };
    Ok(Call::Trampoline(signature.with_convention(convention)))
}

/// From the Rust types.
fn derived(convention: Convention, item: &ForeignItemFn) -> Result<Call, Vec<Spanned>> {
    let mut faults = Vec::new();
    let mut known = Vec::new();
    let unit: Type = syn::parse_quote!(());
    let result = match &item.sig.output {
        ReturnType::Default => &unit,
        ReturnType::Type(_, ty) => &**ty,
    };
    let parameters = item.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(parameter) => Some(&*parameter.ty),
        // rustc refuses `self` in an `extern` block.
        FnArg::Receiver(_) => None,
    });
    for ty in std::iter::once(result).chain(parameters) {
        match types::ctype(ty) {
            Ok(found) => known.push((ty, found)),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let cause = known.iter().find_map(|(_, known)| known.ctype.as_ref().filter(|ctype| !types::is_direct(ctype)));
    let why = match cause {
        Some(ctype) => ctype.to_string(),
        None if !types::rustc_has(convention) => convention.to_string(),
        None => return Ok(Call::Direct { assertions: known.into_iter().flat_map(|(_, known)| known.assertions).collect() }),
    };
    if item.sig.variadic.is_some() {
        return Err(vec![Spanned::new(&item.sig.ident, Code::VariadicTrampoline, [why])]);
    }
    let mut ctypes: Vec<CType> = Vec::new();
    for (ty, known) in known {
        match known.ctype {
            Some(ctype) => ctypes.push(ctype),
            None => {
                let arguments = [item.sig.ident.to_string(), ty.to_token_stream().to_string()];
                faults.push(Spanned::new(ty, Code::NeedsSignature, arguments));
            }
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let result = ctypes.remove(0);
    Ok(Call::Trampoline(Signature::new(result, ctypes).with_convention(convention)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &str, item: &str) -> Result<Import, Vec<Code>> {
        Import::parse(arguments.parse().unwrap(), item.parse().unwrap())
            .map_err(|faults| faults.iter().map(|fault| fault.diagnostic().code()).collect())
    }

    fn trampoline(block: &str) -> Option<Signature> {
        let import = parse("library = \"m\"", block).unwrap();
        import.signatures().next().map(|(_, signature)| signature.clone())
    }

    #[test]
    fn only_what_rustc_cannot_call_needs_a_trampoline() {
        assert_eq!(
            trampoline("unsafe extern \"C\" { fn pow(x: f64, y: f64) -> f64; fn printf(f: *const c_char, ...) -> c_int; }"),
            None
        );
        let long = CType::Float(ffi_abi::FloatKind::LongDouble);
        assert_eq!(
            trampoline("unsafe extern \"C\" { fn powl(x: LongDouble, y: LongDouble) -> LongDouble; }"),
            Some(Signature::new(long.clone(), vec![long.clone(), long]))
        );
    }

    #[test]
    fn the_block_says_symbol_convention_and_unwinding() {
        let import = parse(
            "library = \"x\", kind = \"static\", crate = crate::ffi",
            "unsafe extern \"sysv64-unwind\" { #[ffi(symbol = \"b\")] fn a(); safe static r#type: Static<i32>; type Opaque; }",
        )
        .unwrap();
        assert!(import.functions[0].unwind && import.functions[0].item.attrs.is_empty());
        assert_eq!((import.functions[0].symbol.as_str(), import.statics[0].symbol.as_str()), ("b", "type"));
        assert_eq!((import.abi.value().as_str(), import.other.len()), ("sysv64-unwind", 1));
    }

    #[test]
    fn items_say_otherwise_than_the_block() {
        let import = parse(
            "library = \"x\", non_leaf, convention = \"sysv64\"",
            "unsafe extern \"C-unwind\" {
                #[ffi(library = \"y\", kind = \"static\", convention = \"win64\")] fn a();
                #[ffi(leaf, convention = \"sysv64\")] fn b();
                #[ffi(convention = \"vectorcall\")] fn c(x: f64);
                fn d(x: i32, ...);
            }",
        )
        .unwrap();
        let [a, b, c, d] = &import.functions[..] else { panic!("{import:?}") };
        let library = a.library.as_ref().map(|library| (library.name.value(), library.kind.as_ref().map(LitStr::value)));
        assert_eq!(library, Some(("y".into(), Some("static".into()))));
        assert_eq!((a.abi.value().as_str(), a.convention, a.non_leaf.is_some()), ("win64-unwind", Convention::Win64, true));
        assert_eq!((b.abi.value().as_str(), b.written.is_none(), b.non_leaf.is_none()), ("sysv64-unwind", true, true));
        assert!(matches!(&c.call, Call::Trampoline(signature) if signature.convention() == Convention::Vectorcall));
        // What cannot record anything is as it was.
        assert!(d.non_leaf.is_none());
    }

    #[test]
    fn cdecl_is_what_c_is() {
        let import = parse("", "unsafe extern \"cdecl\" { fn a(); }").unwrap();
        assert_eq!((import.abi.value().as_str(), import.functions[0].convention), ("C", Convention::Cdecl));
    }

    #[test]
    fn regress_link_name_is_the_symbol() {
        for lazy in ["", ", lazy"] {
            let item =
                "unsafe extern \"C\" { #[link_name = \"b\"] fn a(x: LongDouble); #[link_name = \"d\"] static c: Static<i32>; }";
            let import = parse(&format!("library = \"x\"{lazy}"), item).unwrap();
            assert_eq!((import.functions[0].symbol.as_str(), import.statics[0].symbol.as_str()), ("b", "d"));
            assert!(import.functions[0].item.attrs.is_empty());
        }
        let twice = "unsafe extern \"C\" { #[link_name = \"b\"] #[ffi(symbol = \"c\")] fn a(); }";
        assert_eq!(parse("", twice).unwrap_err(), [Code::RepeatedOption]);
    }

    #[test]
    fn what_is_lazy_has_options_of_its_own() {
        let import = parse(
            "library = [\"z\", \"libz.so.1\"], lazy = pub(crate) Z, version_function = \"v\", minimum_version = 3",
            "unsafe extern \"C\" { #[ffi(optional, fallback = [\"b\", \"c\"], version = \"V1\")] fn a(); static d: ffi::Static<i32>; }",
        )
        .unwrap();
        let lazy = import.lazy.unwrap();
        assert!(import.library.is_none() && lazy.candidates.len() == 2 && lazy.minimum.is_some());
        assert_eq!(lazy.handle.unwrap().1, "Z");
        let item = &import.functions[0].lazy;
        assert!(item.optional.is_some() && item.fallback.len() == 2 && item.version.is_some());
        assert_eq!(
            parse("lazy", "unsafe extern \"C\" { static a: i32; static b: Other<i32>; }").unwrap_err(),
            [Code::LazyStatic, Code::LazyStatic]
        );
    }

    #[test]
    fn a_convention_that_rustc_lacks_needs_a_trampoline() {
        let import = parse("convention = \"vectorcall\"", "unsafe extern \"C\" { fn f(x: f64) -> f64; }").unwrap();
        let (_, signature) = import.signatures().next().unwrap();
        assert_eq!(signature.convention(), Convention::Vectorcall);
    }

    #[test]
    fn faults_are_found_together() {
        for (arguments, item, expected) in [
            ("", "fn f() {}", vec![Code::NotExternBlock]),
            ("", "extern \"C\" {}", vec![Code::NotUnsafe]),
            ("", "unsafe extern \"D\" {}", vec![Code::UnknownConvention]),
            ("libary = \"m\", knid = \"static\"", "unsafe extern \"C\" {}", vec![Code::UnknownOption, Code::UnknownOption]),
            ("library = \"m\", library = \"n\"", "unsafe extern \"C\" {}", vec![Code::RepeatedOption]),
            ("library = m", "unsafe extern \"C\" {}", vec![Code::BadOption]),
            ("library = \"m\", kind = \"dyn\"", "unsafe extern \"C\" {}", vec![Code::BadOption]),
            ("kind = \"static\"", "unsafe extern \"C\" {}", vec![Code::UnknownOption]),
            ("library \"m\"", "unsafe extern \"C\" {}", vec![Code::Syntax]),
            ("", "unsafe extern \"C\" { #[ffi(symbl = \"x\")] fn f(); }", vec![Code::UnknownOption]),
            ("", "unsafe extern \"C\" { #[ffi] static x: i32; }", vec![Code::Syntax]),
            ("lazy", "unsafe extern \"C\" { #[ffi(library = \"x\")] fn f(); }", vec![Code::UnknownOption]),
            ("", "unsafe extern \"C\" { #[ffi(kind = \"static\")] fn f(); }", vec![Code::UnknownOption]),
            ("", "unsafe extern \"C\" { #[ffi(convention = \"D\")] fn f(); }", vec![Code::UnknownConvention]),
            ("", "unsafe extern \"C\" { #[ffi(non_leaf, leaf)] fn f(); }", vec![Code::UnknownOption]),
            (
                "",
                "unsafe extern \"C\" { #[ffi(leaf, convention = \"C\")] static x: i32; }",
                vec![Code::UnknownOption, Code::UnknownOption],
            ),
            ("", "unsafe extern \"C\" { fn f(a: &str, b: (i32, i32)); }", vec![Code::NotC, Code::NotC]),
            ("", "unsafe extern \"C\" { fn f(a: Point, b: LongDouble); }", vec![Code::NeedsSignature]),
            ("", "unsafe extern \"C\" { fn f(a: LongDouble, ...); }", vec![Code::VariadicTrampoline]),
            ("", "unsafe extern \"C\" { fn f(a: extern \"C\" fn(Half)); }", vec![Code::IndirectCallback]),
        ] {
            assert_eq!(parse(arguments, item).unwrap_err(), expected, "{arguments} {item}");
        }
    }
}
