//! `#[ffi::export] fn add(a: c_int, b: c_int) -> c_int { … }`: the grammar, and what may not reach C.
//!
//! ```text
//! export := [ option { "," option } ]
//! option := "symbol" "=" string         name of the symbol, if not the item's
//!         | "panic" "=" string          "abort" (the default) or "unwind": through `extern "C-unwind"`
//!         | "or" "=" expression         what C gets when the function panics
//!         | "or_else" "=" path          a function that is given the panic and says what C gets
//!         | "crate" "=" path            where the runtime is, if not at `::ffi`
//! ```

use ffi_abi::Convention;
use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, ExprPath, FnArg, Ident, Item, ItemFn, ItemStatic, Lit, LitStr, Pat, Path, ReturnType, Token, Type};

use crate::diagnostic::{Code, Spanned};
use crate::{options, types};

/// Options of `#[ffi::export]`.
const OPTIONS: [&str; 5] = ["symbol", "panic", "or", "or_else", "crate"];

/// What becomes of a panic.
#[derive(Debug)]
pub enum Panic {
    /// The program ends with the panic's message.
    Abort,
    /// It goes on into the caller.
    Unwind,
    /// C gets this value.
    Or(Box<Expr>),
    /// C gets what this function says.
    OrElse(Path),
}

/// An annotated function or static.
#[derive(Debug)]
pub struct Export {
    /// Where the runtime is; `::ffi` by default.
    pub runtime: Path,
    /// Name of the symbol.
    pub symbol: String,
    /// Function or static.
    pub item: Exported,
}

/// What is exported.
#[derive(Debug)]
pub enum Exported {
    /// A function.
    Function(Box<Function>),
    /// A variable.
    Static(Box<ItemStatic>),
}

/// A function with its parts as C sees them.
#[derive(Debug)]
pub struct Function {
    /// The item, without `#[ffi::export]`.
    pub item: ItemFn,
    /// What becomes of a panic.
    pub panic: Panic,
    /// Convention by which C calls.
    pub convention: Convention,
    /// Names and types of the parameters.
    pub parameters: Vec<(Ident, Type)>,
    /// Types that must implement the runtime's `Direct`.
    pub assertions: Vec<Type>,
}

struct Opt {
    name: Ident,
    value: Option<Expr>,
}

impl Parse for Opt {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = input.parse::<Option<Token![=]>>()?.map(|_| input.parse()).transpose()?;
        Ok(Opt { name, value })
    }
}

#[derive(Default)]
struct Options {
    symbol: Option<LitStr>,
    panic: Option<(Ident, Panic)>,
    runtime: Option<Path>,
}

impl Options {
    fn read(arguments: TokenStream) -> Result<Options, Vec<Spanned>> {
        let parser = Punctuated::<Opt, Token![,]>::parse_terminated;
        let list = syn::parse::Parser::parse2(parser, arguments).map_err(|error| vec![error.into()])?;
        let (mut found, mut faults) = (Options::default(), Vec::new());
        let mut seen: Vec<Ident> = Vec::new();
        for Opt { name, value } in list {
            if seen.contains(&name) {
                faults.push(Spanned::new(&name, Code::RepeatedOption, [name.to_string()]));
                continue;
            }
            seen.push(name.clone());
            let bad = |expected: &str, example: &str| {
                let arguments = [name.to_string(), expected.to_owned(), example.to_owned()];
                match &value {
                    Some(value) => Spanned::new(value, Code::BadOption, arguments),
                    None => Spanned::new(&name, Code::BadOption, arguments),
                }
            };
            let panic = match (name.to_string().as_str(), &value) {
                ("symbol", Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) if is_c_name(&text.value()) => {
                    found.symbol = Some(text.clone());
                    continue;
                }
                ("crate", Some(Expr::Path(ExprPath { path, qself: None, .. }))) => {
                    found.runtime = Some(path.clone());
                    continue;
                }
                ("panic", Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) if text.value() == "abort" => Panic::Abort,
                ("panic", Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. }))) if text.value() == "unwind" => Panic::Unwind,
                ("or", Some(value)) => Panic::Or(Box::new(value.clone())),
                ("or_else", Some(Expr::Path(ExprPath { path, qself: None, .. }))) => Panic::OrElse(path.clone()),
                (known, _) if OPTIONS.contains(&known) => {
                    faults.push(match known {
                        "symbol" => bad("a name of C", "symbol = \"plugin_add\""),
                        "crate" => bad("a path", "crate = ::ffi"),
                        "panic" => bad("`abort` or `unwind`", "panic = \"abort\""),
                        "or" => bad("an expression", "or = -1"),
                        _ => bad("the path of a function", "or_else = on_panic"),
                    });
                    continue;
                }
                (unknown, _) => {
                    faults.push(options::unknown(unknown, name.span(), &OPTIONS));
                    continue;
                }
            };
            if let Some((other, _)) = &found.panic {
                faults.push(Spanned::new(&name, Code::ExportPanicTwice, [other.to_string(), name.to_string()]));
            } else {
                found.panic = Some((name, panic));
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }
}

/// Whether a text is an identifier of C.
fn is_c_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl Export {
    /// Reads the options of the attribute and the item that it stands on.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn parse(arguments: TokenStream, item: TokenStream) -> Result<Export, Vec<Spanned>> {
        let item = syn::parse2::<Item>(item).map_err(|error| vec![error.into()])?;
        Export::from_item(arguments, item)
    }

    /// As [`parse`](Self::parse), from a parsed item.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn from_item(arguments: TokenStream, item: Item) -> Result<Export, Vec<Spanned>> {
        let options = Options::read(arguments)?;
        let runtime = options.runtime.unwrap_or_else(|| syn::parse_quote!(::ffi));
        let named = |ident: &Ident| match &options.symbol {
            Some(text) => Ok(text.value()),
            None => Some(ident.unraw().to_string())
                .filter(|name| is_c_name(name))
                .ok_or_else(|| vec![Spanned::new(ident, Code::ExportName, [ident.unraw().to_string()])]),
        };
        match item {
            Item::Fn(item) => {
                let symbol = named(&item.sig.ident)?;
                let (option, panic) = options.panic.map_or((None, Panic::Abort), |(name, panic)| (Some(name), panic));
                let function = Function::read(item, panic, option)?;
                Ok(Export { runtime, symbol, item: Exported::Function(Box::new(function)) })
            }
            Item::Static(item) => {
                let symbol = named(&item.ident)?;
                if let Some((name, _)) = options.panic {
                    let hint = "a static does not panic".to_owned();
                    return Err(vec![Spanned::new(&name, Code::UnknownOption, [name.to_string(), hint])]);
                }
                element(&item.ty).and_then(types::ctype).map_err(|fault| vec![fault])?;
                Ok(Export { runtime, symbol, item: Exported::Static(Box::new(item)) })
            }
            other => Err(vec![Spanned::new(&other, Code::NotExportable, [""; 0])]),
        }
    }
}

impl Exported {
    /// The types of a static that must implement the runtime's `Direct`.
    pub fn static_assertion(item: &ItemStatic) -> Option<Type> {
        element(&item.ty).ok().map(types::anonymous)
    }
}

/// The type of the elements of an array of arrays; of a type that is none, itself.
fn element(ty: &Type) -> Result<&Type, Spanned> {
    match ty {
        Type::Array(array) => element(&array.elem),
        other => Ok(other),
    }
}

impl Function {
    fn read(item: ItemFn, panic: Panic, option: Option<Ident>) -> Result<Function, Vec<Spanned>> {
        let sig = &item.sig;
        let mut faults = Vec::new();
        if let Some(parameter) = sig.generics.params.iter().find(|parameter| !matches!(parameter, syn::GenericParam::Lifetime(_)))
        {
            faults.push(Spanned::new(parameter, Code::ExportGeneric, ["a type parameter", "write one function for each type"]));
        }
        if let Some(word) = &sig.asyncness {
            faults.push(Spanned::new(word, Code::ExportGeneric, ["`async`", "return when the work is done, or take a callback"]));
        }
        if let Some(dots) = &sig.variadic {
            faults.push(Spanned::new(dots, Code::ExportGeneric, ["`...`", "take a `va_list`, or an array and its length"]));
        }
        let (convention, written_unwind) = match sig.abi.as_ref().map(|abi| types::convention(abi.name.as_ref())) {
            None => (Convention::C, false),
            Some(Ok(written)) => written,
            Some(Err(fault)) => {
                faults.push(fault);
                (Convention::C, false)
            }
        };
        let unwinds = matches!(panic, Panic::Unwind);
        if let (Some(abi), true) = (&sig.abi, written_unwind != unwinds && (written_unwind || sig.abi.is_some())) {
            if written_unwind || unwinds {
                let said = option.map_or("abort".to_owned(), |name| name.to_string());
                faults.push(Spanned::new(abi, Code::ExportUnwind, [convention.to_string(), said]));
            }
        }
        let (mut parameters, mut assertions) = (Vec::new(), Vec::new());
        for (index, input) in sig.inputs.iter().enumerate() {
            match input {
                FnArg::Receiver(receiver) => {
                    let what = ["`self`", "export a free function that takes a pointer"];
                    faults.push(Spanned::new(receiver, Code::ExportGeneric, what));
                }
                FnArg::Typed(typed) => {
                    let name = match &*typed.pat {
                        Pat::Ident(name) => name.ident.clone(),
                        _ => quote::format_ident!("argument{index}"),
                    };
                    passed(&typed.ty, &mut assertions, &mut faults);
                    parameters.push((name, (*typed.ty).clone()));
                }
            }
        }
        if let ReturnType::Type(_, ty) = &sig.output {
            passed(ty, &mut assertions, &mut faults);
        }
        if faults.is_empty() { Ok(Function { item, panic, convention, parameters, assertions }) } else { Err(faults) }
    }
}

/// Checks a type that is passed by value.
fn passed(ty: &Type, assertions: &mut Vec<Type>, faults: &mut Vec<Spanned>) {
    match types::ctype(ty) {
        Ok(known) => match &known.ctype {
            Some(ctype) if !types::is_direct(ctype) => {
                faults.push(Spanned::new(ty, Code::ExportIndirect, [ctype.to_string()]));
            }
            _ => assertions.extend(known.assertions),
        },
        Err(fault) => faults.push(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(arguments: &str, item: &str) -> Vec<Code> {
        let parsed = Export::parse(arguments.parse().unwrap(), item.parse().unwrap());
        parsed.err().unwrap_or_default().iter().map(|fault| fault.diagnostic().code()).collect()
    }

    #[test]
    fn what_c_can_call() {
        for (arguments, item) in [
            ("", "fn f() {}"),
            (
                "symbol = \"plugin_f\", crate = crate::ffi",
                "pub extern \"C\" fn f(a: c_int, b: *const Thing) -> Option<&'static u8> {}",
            ),
            ("or = -1", "unsafe fn f<'a>(x: &'a mut Thing) -> i32 { 0 }"),
            ("or_else = on_panic", "fn f() -> i32 { 0 }"),
            ("panic = \"unwind\"", "extern \"C-unwind\" fn f() {}"),
            ("panic = \"unwind\"", "fn f() {}"),
            ("", "pub static VERSION: [u8; 4] = [1, 2, 3, 4];"),
        ] {
            assert_eq!(codes(arguments, item), [], "{arguments} {item}");
        }
    }

    #[test]
    fn what_it_cannot() {
        for (arguments, item, code) in [
            ("", "struct S;", Code::NotExportable),
            ("", "fn f<T>(x: T) {}", Code::ExportGeneric),
            ("", "async fn f() {}", Code::ExportGeneric),
            ("", "fn f(self) {}", Code::ExportGeneric),
            ("", "fn f(x: &str) {}", Code::NotC),
            ("", "fn f() -> (i32, i32) {}", Code::NotC),
            ("", "fn f(x: LongDouble) {}", Code::ExportIndirect),
            ("", "extern \"C-unwind\" fn f() {}", Code::ExportUnwind),
            ("or = 1", "extern \"C-unwind\" fn f() -> i32 {}", Code::ExportUnwind),
            ("panic = \"unwind\"", "extern \"C\" fn f() {}", Code::ExportUnwind),
            ("panic = \"abort\", or = 1", "fn f() {}", Code::ExportPanicTwice),
            ("panic = \"ignore\"", "fn f() {}", Code::BadOption),
            ("symbol = \"a b\"", "fn f() {}", Code::BadOption),
            ("name = \"f\"", "fn f() {}", Code::UnknownOption),
            ("or = 1", "static X: i32 = 0;", Code::UnknownOption),
            ("", "static X: &str = \"\";", Code::NotC),
            ("", "fn größe() {}", Code::ExportName),
        ] {
            assert_eq!(codes(arguments, item), [code], "{arguments} {item}");
        }
    }
}
