//! `#[ffi::import(library = "m")] unsafe extern "C" { … }`: the grammar, and which functions need a trampoline.
//!
//! ```text
//! import    := [ option { "," option } ]
//! option    := "library" "=" string      short name of the library: `m` for libm.so, libm.dylib, m.dll
//!            | "kind" "=" string         "dylib" (the default is rustc's), "static", "framework" or "raw-dylib"
//!            | "convention" "=" string   instead of the convention of the block; for those that rustc lacks
//!            | "crate" "=" path          where the runtime is, if not at `::ffi`
//!            | lazy-option               see `lazy`
//! item      := { attribute } fn-or-static
//! attribute := "#[ffi(" item-option { "," item-option } ")]"
//! item-option := "symbol" "=" string     name of the symbol, if not the item's
//!              | "signature" "=" string  C type of the function; it is then called through a trampoline
//!              | "non_leaf"              native code may call back: a `&ffi::exit::Context` comes first
//!              | lazy-item-option        see `lazy`
//!              | "unchecked" "=" string  why the item is not compared with the headers that the build script was given
//! ```

use ffi_abi::{CType, Convention, Signature};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprLit, FnArg, ForeignItem, ForeignItemFn, ForeignItemStatic, ItemForeignMod, Lit, LitStr, Meta,
    MetaNameValue, Path, ReturnType, Type,
};

use crate::diagnostic::{Code, Spanned};
use crate::lazy::{self, Lazy};
use crate::options::{self, Opt};
use crate::{captured, types};

/// Options of `#[ffi::import]`.
const BLOCK_OPTIONS: [&str; 7] = ["library", "kind", "convention", "crate", "lazy", "version_function", "minimum_version"];

/// Options of `#[ffi]` on an item of the block.
const ITEM_OPTIONS: [&str; 7] = ["symbol", "signature", "unchecked", "non_leaf", "optional", "fallback", "version"];

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
    /// By what the functions are called.
    pub convention: Convention,
}

/// A declared function.
#[derive(Debug)]
pub struct Function {
    /// The declaration, without `#[ffi]`.
    pub item: ForeignItemFn,
    /// Name of the symbol.
    pub symbol: String,
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
        let context = Context { convention: options.convention.unwrap_or(written), unwind, is_lazy };
        let string = format!("{}{}", context.convention, if unwind { "-unwind" } else { "" });
        let span = block.abi.name.as_ref().map_or(block.abi.extern_token.span, LitStr::span);
        let mut import = Import {
            runtime: options.runtime,
            library: options.library,
            lazy: options.lazy,
            attributes: block.attrs,
            functions: Vec::new(),
            statics: Vec::new(),
            other: Vec::new(),
            abi: LitStr::new(&string, span),
            written: block.abi,
            convention: context.convention,
        };
        for item in block.items {
            match item {
                ForeignItem::Fn(item) => match context.function(item) {
                    Ok(function) => import.functions.push(function),
                    Err(found) => faults.extend(found),
                },
                ForeignItem::Static(mut item) => {
                    let options = ItemOptions::take(&mut item.attrs, &mut faults);
                    if let Some(option) = &options.non_leaf {
                        faults.push(Spanned::new(option, Code::UnknownOption, ["non_leaf", "a static is not called"]));
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
                    import.statics.push(Static { item, symbol, lazy, unchecked: options.unchecked });
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

struct Options {
    library: Option<Library>,
    lazy: Option<Lazy>,
    convention: Option<Convention>,
    runtime: Path,
}

impl Options {
    fn read(arguments: TokenStream, faults: &mut Vec<Spanned>) -> Options {
        let mut libraries: Vec<LitStr> = Vec::new();
        let mut named = false;
        let mut kind = None;
        let mut convention = None;
        let mut runtime = None;
        let mut lazy = lazy::Options::default();
        for option in options::parse(arguments, &BLOCK_OPTIONS, faults) {
            let read = match option.name.to_string().as_str() {
                "library" => {
                    named = true;
                    option.texts("library = \"m\"").map(|texts| libraries = texts)
                }
                "kind" => kind_option(&option).map(|text| kind = Some(text)),
                "convention" => option
                    .text("convention = \"C\"")
                    .and_then(|text| types::convention(Some(text)))
                    .map(|(named, _)| convention = Some(named)),
                "lazy" | "version_function" | "minimum_version" => lazy.read(&option),
                _ => option.path("crate = ::ffi").map(|path| runtime = Some(path.clone())),
            };
            faults.extend(read.err());
        }
        let lazy = lazy.finish(&libraries, kind.as_ref(), faults);
        if let (false, None, Some(kind)) = (named, &lazy, &kind) {
            faults.push(Spanned::new(
                kind,
                Code::UnknownOption,
                ["kind", "it says how to link a library: name one with `library = \"…\"`"],
            ));
        }
        Options {
            library: libraries.into_iter().next().filter(|_| lazy.is_none()).map(|name| Library { name, kind }),
            lazy,
            convention,
            runtime: runtime.unwrap_or_else(|| syn::parse_quote!(::ffi)),
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

#[derive(Default)]
struct ItemOptions {
    symbol: Option<LitStr>,
    signature: Option<LitStr>,
    lazy: lazy::Item,
    unchecked: Option<String>,
    non_leaf: Option<syn::Ident>,
}

impl ItemOptions {
    /// Takes `#[ffi(…)]` off an item and reads it.
    fn take(attributes: &mut Vec<Attribute>, faults: &mut Vec<Spanned>) -> ItemOptions {
        let mut found = ItemOptions::default();
        // rustc's own way to say it; there is one way to read it.
        let mut link_name = None;
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
                    "non_leaf" => option.flag().map(|()| found.non_leaf = Some(option.name.clone())),
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
        found
    }
}

/// What the block says about its functions.
struct Context {
    convention: Convention,
    unwind: bool,
    is_lazy: bool,
}

impl Context {
    fn function(&self, mut item: ForeignItemFn) -> Result<Function, Vec<Spanned>> {
        let mut faults = Vec::new();
        let options = ItemOptions::take(&mut item.attrs, &mut faults);
        let symbol = symbol(options.symbol, &item.sig.ident);
        let lazy = options.lazy.check(self.is_lazy, &mut faults);
        let captured = captured::take(&mut item, self.convention).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        });
        if let Some(option) = &options.non_leaf {
            let why = match (&item.sig.variadic, lazy.is_optional()) {
                (Some(_), _) => Some("a variadic function is declared without it; call it in `Context::leave`"),
                (None, true) => Some("an optional function is declared without it; call it in `Context::leave`"),
                (None, false) => None,
            };
            faults.extend(why.map(|why| Spanned::new(option, Code::UnknownOption, ["non_leaf", why])));
        }
        let call = match &options.signature {
            Some(text) => self.declared(&item, text),
            None => self.derived(&item),
        };
        match call {
            Ok(call) if faults.is_empty() => {
                let non_leaf = options.non_leaf.map(|_| NonLeaf::take(&mut item));
                Ok(Function { item, symbol, unwind: self.unwind, call, captured, lazy, unchecked: options.unchecked, non_leaf })
            }
            Ok(_) => Err(faults),
            Err(found) => {
                faults.extend(found);
                Err(faults)
            }
        }
    }

    /// With `#[ffi(signature = "…")]`.
    fn declared(&self, item: &ForeignItemFn, text: &LitStr) -> Result<Call, Vec<Spanned>> {
        let signature = crate::signature::parse_literal(text).map_err(|fault| vec![fault])?;
        if signature.is_variadic() || item.sig.variadic.is_some() {
            return Err(vec![Spanned::new(&item.sig.ident, Code::VariadicTrampoline, ["a signature"])]);
        }
        let (given, declared) = (signature.parameters().len(), item.sig.inputs.len());
        if given != declared {
            return Err(vec![Spanned::new(text, Code::ParameterCount, [given.to_string(), declared.to_string()])]);
        }
        let convention = if signature.convention() == Convention::C { self.convention } else { signature.convention() };
        Ok(Call::Trampoline(signature.with_convention(convention)))
    }

    /// From the Rust types.
    fn derived(&self, item: &ForeignItemFn) -> Result<Call, Vec<Spanned>> {
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
            None if !types::rustc_has(self.convention) => self.convention.to_string(),
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
        Ok(Call::Trampoline(Signature::new(result, ctypes).with_convention(self.convention)))
    }
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
            ("", "unsafe extern \"C\" { fn f(a: &str, b: (i32, i32)); }", vec![Code::NotC, Code::NotC]),
            ("", "unsafe extern \"C\" { fn f(a: Point, b: LongDouble); }", vec![Code::NeedsSignature]),
            ("", "unsafe extern \"C\" { fn f(a: LongDouble, ...); }", vec![Code::VariadicTrampoline]),
            ("", "unsafe extern \"C\" { fn f(a: extern \"C\" fn(Half)); }", vec![Code::IndirectCallback]),
        ] {
            assert_eq!(parse(arguments, item).unwrap_err(), expected, "{arguments} {item}");
        }
    }
}
