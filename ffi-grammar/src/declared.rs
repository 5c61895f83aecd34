//! What an imported item declares, as it is compared with a header: its key, and the places in it that a fault points to.

use std::fmt;
use std::str::FromStr;

use ffi_abi::{Convention, stable_hash};
use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, ForeignItemFn, ForeignItemStatic, ReturnType, Type};

use crate::import::{Function, Import, Static};
use crate::shape::{self, Step};

/// An imported item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declared {
    /// Name of the item.
    pub name: syn::Ident,
    /// Name of the symbol.
    pub symbol: String,
    /// Why it is not compared, if the author says so.
    pub unchecked: Option<String>,
    /// What it is.
    pub kind: Kind,
}

/// A function or a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A function.
    Function {
        /// The declaration, with the result type as it is written.
        item: Box<ForeignItemFn>,
        /// The plain result type, where an error code comes along with it.
        plain: Option<Box<Type>>,
        /// By what it is called.
        convention: Convention,
        /// Whether it says so itself, and not its block.
        own: bool,
    },
    /// A variable.
    Static(Box<ForeignItemStatic>),
}

/// A place in a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum At {
    /// All of it: name, parameters, result.
    Item,
    /// The name.
    Name,
    /// The convention of the block.
    Convention,
    /// From one parameter to another, both from 0.
    Parameters(usize, usize),
    /// A type, or a part of one.
    Type(Root, Vec<Step>),
}

/// A type of a declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Root {
    /// Of a parameter, from 0.
    Parameter(usize),
    /// Of the result.
    Result,
    /// Of a variable.
    Variable,
}

impl Declared {
    /// The items of a block.
    pub fn of(import: &Import) -> impl Iterator<Item = Declared> {
        let functions = import.functions.iter().map(Declared::function);
        functions.chain(import.statics.iter().map(Declared::variable))
    }

    /// A function of a block.
    pub fn function(function: &Function) -> Declared {
        let mut item = function.item.clone();
        let plain = function.captured.as_ref().and_then(|whole| match &mut item.sig.output {
            ReturnType::Type(_, ty) => Some(std::mem::replace(ty, Box::new(whole.clone()))),
            ReturnType::Default => None,
        });
        Declared {
            name: item.sig.ident.clone(),
            symbol: function.symbol.clone(),
            unchecked: function.unchecked.clone(),
            kind: Kind::Function { item: item.into(), plain, convention: function.convention, own: function.written.is_some() },
        }
    }

    /// A variable of a block.
    pub fn variable(item: &Static) -> Declared {
        Declared {
            name: item.item.ident.clone(),
            symbol: item.symbol.clone(),
            unchecked: item.unchecked.clone(),
            kind: Kind::Static(item.item.clone().into()),
        }
    }

    /// What tells this declaration from every other: a hash of all that a comparison looks at. A finding of the build script is thus
    /// never held against a declaration that has been edited since.
    pub fn key(&self) -> String {
        let mut text = format!("{}\n", self.symbol);
        match &self.kind {
            Kind::Function { item, convention, .. } => {
                let (inputs, output, variadic) = (&item.sig.inputs, &item.sig.output, &item.sig.variadic);
                text.push_str(&format!("{convention}\n"));
                flat(quote!(#inputs | #variadic | #output), &mut text);
            }
            Kind::Static(item) => flat(item.ty.to_token_stream(), &mut text),
        }
        format!("{:032x}", stable_hash(text.as_bytes()))
    }

    /// The type at a root.
    pub fn ty(&self, root: Root) -> Option<&Type> {
        match (&self.kind, root) {
            (Kind::Function { item, .. }, Root::Parameter(index)) => match item.sig.inputs.get(index)? {
                FnArg::Typed(parameter) => Some(&parameter.ty),
                FnArg::Receiver(_) => None,
            },
            (Kind::Function { item, plain, .. }, Root::Result) => plain.as_deref().or_else(|| shape::returned(&item.sig.output)),
            (Kind::Static(item), Root::Variable) => Some(&item.ty),
            (Kind::Function { .. } | Kind::Static(_), _) => None,
        }
    }

    /// The tokens at a place; `convention` are those of `extern "…"`.
    pub fn tokens(&self, at: &At, convention: &impl ToTokens) -> TokenStream {
        match (at, &self.kind) {
            (At::Type(root, steps), _) => match self.ty(*root) {
                Some(ty) => shape::part(ty, steps).to_token_stream(),
                None => self.name.to_token_stream(),
            },
            (At::Name, _) => self.name.to_token_stream(),
            (At::Convention, _) => convention.to_token_stream(),
            (At::Item, Kind::Function { item, .. }) => item.sig.to_token_stream(),
            (At::Item, Kind::Static(item)) => {
                let (word, name, ty) = (&item.static_token, &item.ident, &item.ty);
                quote!(#word #name: #ty)
            }
            (At::Parameters(first, last), Kind::Function { item, .. }) => {
                let inputs = item.sig.inputs.iter().skip(*first).take(last - first + 1);
                quote!(#(#inputs),*)
            }
            (At::Parameters(..), Kind::Static(_)) => self.name.to_token_stream(),
        }
    }
}

/// Every token with a space behind it. Groups without delimiters, which a macro puts around its fragments, are no tokens.
fn flat(tokens: TokenStream, out: &mut String) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("( ", ") "),
                    proc_macro2::Delimiter::Bracket => ("[ ", "] "),
                    proc_macro2::Delimiter::Brace => ("{ ", "} "),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                out.push_str(open);
                flat(group.stream(), out);
                out.push_str(close);
            }
            other => out.push_str(&format!("{other} ")),
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Item => f.write_str("item"),
            At::Name => f.write_str("name"),
            At::Convention => f.write_str("convention"),
            At::Parameters(first, last) => write!(f, "parameters {first} {last}"),
            At::Type(root, steps) => {
                match root {
                    Root::Parameter(index) => write!(f, "type {index}")?,
                    Root::Result => f.write_str("type result")?,
                    Root::Variable => f.write_str("type variable")?,
                }
                steps.iter().try_for_each(|step| write!(f, " {step}"))
            }
        }
    }
}

impl FromStr for At {
    type Err = ();

    fn from_str(text: &str) -> Result<At, ()> {
        let mut words = text.split(' ');
        let mut word = || words.next().ok_or(());
        let number = |word: &str| word.parse::<usize>().map_err(|_| ());
        Ok(match word()? {
            "item" => At::Item,
            "name" => At::Name,
            "convention" => At::Convention,
            "parameters" => At::Parameters(number(word()?)?, number(word()?)?),
            "type" => {
                let root = match word()? {
                    "result" => Root::Result,
                    "variable" => Root::Variable,
                    index => Root::Parameter(number(index)?),
                };
                At::Type(root, words.map(str::parse).collect::<Result<_, _>>()?)
            }
            _ => return Err(()),
        })
    }
}

/// The part of an item in words, for a message: ``parameter 2 of `f` ``, ``what the result of `f` points to``.
pub fn in_words(item: &str, root: Root, steps: &[Step]) -> String {
    let mut words = match root {
        Root::Parameter(index) => format!("parameter {} of `{item}`", index + 1),
        Root::Result => format!("the result of `{item}`"),
        Root::Variable => format!("the value of `{item}`"),
    };
    for step in steps {
        words = match step {
            Step::Pointee => format!("what {words} points to"),
            Step::Element => format!("an element of {words}"),
            Step::Parameter(index) => format!("parameter {} of the function that is {words}", index + 1),
            Step::Result => format!("the result of the function that is {words}"),
        };
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(block: &str) -> Declared {
        let import = Import::parse(TokenStream::new(), block.parse().unwrap()).unwrap();
        Declared::of(&import).next().unwrap()
    }

    #[test]
    fn places_are_read_back() {
        let steps = vec![Step::Parameter(1), Step::Pointee];
        for at in [At::Item, At::Name, At::Convention, At::Parameters(1, 3), At::Type(Root::Parameter(2), steps)] {
            assert_eq!(at.to_string().parse(), Ok(at));
        }
        assert_eq!("type result *".parse(), Ok(At::Type(Root::Result, vec![Step::Pointee])));
        assert_eq!("type".parse::<At>(), Err(()));
    }

    #[test]
    fn the_key_is_of_what_is_compared() {
        let key = |block: &str| declared(block).key();
        let base = key("unsafe extern \"C\" { fn f(a: c_int, ...) -> c_int; }");
        assert_eq!(base, key("unsafe extern \"C\" { #[doc = \"x\"] pub fn  f(a:c_int,...)->c_int; }"));
        assert_ne!(base, key("unsafe extern \"C\" { fn f(a: c_int) -> c_int; }"));
        assert_ne!(base, key("unsafe extern \"system\" { fn f(a: c_int, ...) -> c_int; }"));
        assert_ne!(base, key("unsafe extern \"C\" { #[ffi(symbol = \"g\")] fn f(a: c_int, ...) -> c_int; }"));
    }

    #[test]
    fn places_have_tokens() {
        let open = declared("unsafe extern \"C\" { fn open(path: *const c_char, flags: c_int, ...) -> ffi::Errno<c_int>; }");
        let text = |at: At| shape::written(open.tokens(&at, &quote!(extern "C")));
        assert_eq!(text(At::Item), "fn open(path: *const c_char, flags: c_int, ...) -> ffi::Errno<c_int>");
        assert_eq!(text(At::Type(Root::Result, vec![])), "c_int");
        assert_eq!(text(At::Type(Root::Parameter(0), vec![Step::Pointee])), "c_char");
        assert_eq!(text(At::Parameters(0, 1)), "path: *const c_char, flags: c_int");
    }
}
