//! Functions and globals: kept as bindgen wrote them, wrapped, or taken out.

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::{CType, Layout, Signature, lower};
use ffi_grammar::types;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use regex::Regex;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, ForeignItem, ForeignItemFn, ForeignItemStatic, ItemForeignMod, Token, Type};

use super::view::Types;
use super::{Options, Piece, returned};
use crate::agreement::{self, Refusal, Ruling, Verdict};
use crate::bindings::{Call, VERBATIM};
use crate::declarations::{Declarations, Function, Global, Item, Resolver};
use crate::headers::arithmetic::parameter;
use crate::headers::{Names, whole};

/// The functions and globals of the declarations by symbol and Rust name.
pub(super) struct Symbols<'d> {
    functions: HashMap<(&'d str, String), (usize, &'d Function)>,
    globals: HashMap<(&'d str, String), (usize, &'d Global)>,
    /// Names in C of those that were asked for.
    names: HashSet<&'d str>,
}

impl<'d> Symbols<'d> {
    pub(super) fn new(declarations: &'d Declarations, given: &Names) -> Symbols<'d> {
        let mut symbols = Symbols { functions: HashMap::new(), globals: HashMap::new(), names: HashSet::new() };
        for (at, declaration) in declarations.items.iter().enumerate() {
            let name = |c: &str| given.at(declaration.place.as_ref()).unwrap_or(c).to_owned();
            if declaration.selected && matches!(declaration.item, Item::Function(_) | Item::Global(_)) {
                symbols.names.insert(declaration.item.name());
            }
            match &declaration.item {
                Item::Function(f) => {
                    let symbol = f.link_name.as_deref().unwrap_or(&f.name);
                    symbols.functions.insert((symbol, name(&f.name)), (at, f));
                    symbols.functions.entry((symbol, f.name.clone())).or_insert((at, f));
                    if f.flags.shim {
                        // So it was declared to bindgen.
                        symbols.functions.insert((symbol, symbol.to_owned()), (at, f));
                    }
                }
                Item::Global(g) => {
                    let symbol = g.link_name.as_deref().unwrap_or(&g.name);
                    symbols.globals.insert((symbol, name(&g.name)), (at, g));
                    symbols.globals.entry((symbol, g.name.clone())).or_insert((at, g));
                }
                Item::Record(_) | Item::Enum(_) | Item::Typedef(_) | Item::Macro(_) | Item::Unknown(_) => {}
            }
        }
        symbols
    }

    pub(super) fn function(&self, rust: &ForeignItemFn) -> Option<(usize, &'d Function)> {
        find(&self.functions, &rust.attrs, &rust.sig.ident).or_else(|| self.redirected(rust))
    }

    /// A function that a later declaration gives another symbol: bindgen takes the two for two functions, and numbers the second.
    fn redirected(&self, rust: &ForeignItemFn) -> Option<(usize, &'d Function)> {
        let (name, symbol) = (rust.sig.ident.to_string(), link_name(&rust.attrs)?);
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        self.functions.get(&(symbol.as_str(), bare.to_owned())).copied().filter(|(_, c)| c.name == bare && name != bare)
    }

    pub(super) fn global(&self, rust: &ForeignItemStatic) -> Option<(usize, &'d Global)> {
        find(&self.globals, &rust.attrs, &rust.ident)
    }
}

fn find<T: Copy>(list: &HashMap<(&str, String), T>, attrs: &[Attribute], ident: &Ident) -> Option<T> {
    let name = ident.to_string();
    let symbol = link_name(attrs).unwrap_or_else(|| name.clone());
    let bare = name.strip_suffix('_').unwrap_or(&name).to_owned();
    // One that the author renamed is known by its symbol.
    let symbols = [name, bare, symbol.clone()];
    symbols.into_iter().find_map(|name| list.get(&(symbol.as_str(), name)).copied())
}

/// The symbol that an attribute gives; bindgen puts the byte 1 in front, which keeps the back end from adding a prefix.
fn link_name(attrs: &[Attribute]) -> Option<String> {
    let attribute = attrs.iter().find(|attribute| attribute.path().is_ident("link_name"))?;
    match &attribute.meta {
        syn::Meta::NameValue(syn::MetaNameValue {
            value: syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }), ..
        }) => Some(text.value().trim_start_matches('\u{1}').to_owned()),
        _ => None,
    }
}

/// The types of a function's parameters.
pub(super) fn inputs_mut(inputs: &mut Punctuated<FnArg, Token![,]>) -> impl Iterator<Item = &mut Type> {
    inputs.iter_mut().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(&mut *typed.ty),
        FnArg::Receiver(_) => None,
    })
}

/// Why bindgen has no item for a function.
pub(super) fn absent(function: &Function) -> Refusal {
    refused_as_such(function).unwrap_or(Refusal::NoRustItem)
}

/// Functions that are refused whatever their types.
fn refused_as_such(function: &Function) -> Option<Refusal> {
    let flags = &function.flags;
    match () {
        () if flags.inline => Some(Refusal::Inline),
        () if flags.is_static => Some(Refusal::Static),
        () if flags.no_prototype => Some(Refusal::NoPrototype),
        () => None,
    }
}

/// Rules over the functions and globals, and writes them.
pub(super) struct Functions<'a, 'd> {
    types: &'a Types,
    resolver: &'a Resolver<'d>,
    options: &'a Options,
    non_null: Vec<Regex>,
    pub(super) rulings: HashMap<usize, Ruling>,
    /// Rust names of the functions that were bound.
    names: HashMap<usize, Ident>,
    /// Rust names of the functions and globals that were bound.
    pub(super) taken: HashSet<String>,
    /// Documentation of functions that bindgen does not see as the header has them.
    pub(super) docs: HashMap<usize, String>,
    /// Signatures that need a trampoline, by canonical text.
    pub(super) trampolines: BTreeMap<String, Signature>,
}

impl<'a, 'd> Functions<'a, 'd> {
    pub(super) fn new(types: &'a Types, resolver: &'a Resolver<'d>, options: &'a Options) -> Functions<'a, 'd> {
        Functions {
            types,
            resolver,
            options,
            // Those that are no regular expression were refused before anything was read.
            non_null: options.non_null.iter().filter_map(|pattern| whole(pattern).ok()).collect(),
            rulings: HashMap::new(),
            names: HashMap::new(),
            taken: HashSet::new(),
            docs: HashMap::new(),
            trampolines: BTreeMap::new(),
        }
    }

    /// What becomes of an `extern` block.
    pub(super) fn block(&mut self, mut block: ItemForeignMod, symbols: &Symbols<'_>, out: &mut Vec<Piece>) {
        let mut kept = Vec::new();
        for item in std::mem::take(&mut block.items) {
            // One that the declarations do not have was refused by the front end, which says why.
            match item {
                ForeignItem::Fn(mut function) => {
                    let Some((at, c)) = symbols.function(&function) else { continue };
                    if symbols.redirected(&function).is_some() {
                        function.sig.ident = format_ident!("{}", c.name);
                    }
                    if let (true, Some(symbol)) = (c.flags.shim, &c.link_name) {
                        function.sig.ident = format_ident!("{}", super::records::escape(&c.name));
                        let docs = self.docs.get(&at).map(|doc| quote!(#[doc = #doc]));
                        function.attrs = vec![syn::parse_quote!(#[link_name = #symbol])];
                        let docs: Option<Attribute> = docs.map(|doc| syn::parse_quote!(#doc));
                        function.attrs.extend(docs);
                    }
                    if let Some(expression) = &c.flags.expression {
                        let mut ruling = Ruling::direct(Some("computed in Rust, as the macro says".into()));
                        self.name(&mut ruling, &function.sig.ident, &c.name, symbols);
                        if ruling.verdict == Verdict::Direct {
                            out.push(Piece::Tokens(computed(&function, expression)));
                        }
                        self.rulings.insert(at, ruling);
                        continue;
                    }
                    let (mut ruling, call) = self.function(&function, c, &block);
                    self.name(&mut ruling, &function.sig.ident, &c.name, symbols);
                    if !matches!(ruling.verdict, Verdict::Refused(_)) {
                        self.names.insert(at, function.sig.ident.clone());
                    }
                    match ruling.verdict {
                        Verdict::Direct => kept.push(ForeignItem::Fn(self.direct(function, c))),
                        Verdict::Trampoline(_) => out.extend(call.map(|call| Piece::Call(Box::new(call)))),
                        Verdict::Accessor(_) | Verdict::Refused(_) => {}
                    }
                    self.rulings.insert(at, ruling);
                }
                ForeignItem::Static(global) => {
                    let Some((at, c)) = symbols.global(&global) else { continue };
                    let mut ruling = self.global(&global, c);
                    self.name(&mut ruling, &global.ident, &c.name, symbols);
                    if ruling.verdict == Verdict::Direct {
                        kept.push(ForeignItem::Static(global));
                    }
                    self.rulings.insert(at, ruling);
                }
                other => kept.push(other),
            }
        }
        if !kept.is_empty() {
            block.items = kept;
            out.push(Piece::Tokens(block.to_token_stream()));
        }
    }

    /// Refuses what would have the name of another item.
    fn name(&mut self, ruling: &mut Ruling, ident: &Ident, c: &str, symbols: &Symbols<'_>) {
        if matches!(ruling.verdict, Verdict::Refused(_)) {
            return;
        }
        let name = ident.to_string();
        // One that is called so in C keeps its name.
        let is_anothers = name != c && name == format!("{c}_") && symbols.names.contains(name.as_str());
        if is_anothers || !self.taken.insert(name.clone()) {
            *ruling = Ruling::refused(Refusal::NameTaken(name));
        }
    }

    /// Binds the other names of a symbol: bindgen gives each symbol one.
    pub(super) fn other_names(&mut self, declarations: &Declarations, out: &mut Vec<Piece>) {
        let symbol = |f: &Function| f.link_name.clone().unwrap_or_else(|| f.name.clone());
        let mut bound: HashMap<String, (usize, &Function)> = HashMap::new();
        for (at, declaration) in declarations.items.iter().enumerate() {
            if let (Item::Function(f), true) = (&declaration.item, self.names.contains_key(&at)) {
                bound.insert(symbol(f), (at, f));
            }
        }
        for (at, declaration) in declarations.items.iter().enumerate() {
            let Item::Function(f) = &declaration.item else { continue };
            if !declaration.selected || self.rulings.contains_key(&at) || refused_as_such(f).is_some() {
                continue;
            }
            let Some(&(first, same)) = bound.get(&symbol(f)).filter(|(_, same)| same.signature == f.signature) else { continue };
            let (name, Ok(other)) = (&self.names[&first], syn::parse_str::<Ident>(&f.name)) else { continue };
            out.push(Piece::Tokens(quote!(pub use self::#name as #other;)));
            let note = Some(format!("another name of `{}`", same.name));
            self.rulings.insert(at, Ruling { note, ..self.rulings[&first].clone() });
        }
    }

    fn function(&mut self, rust: &ForeignItemFn, c: &Function, block: &ItemForeignMod) -> (Ruling, Option<Call>) {
        let refused = |refusal| (Ruling::refused(refusal), None);
        if let Some(refusal) = refused_as_such(c) {
            return refused(refusal);
        }
        let resolved = match self.resolver.signature(&c.signature) {
            Ok(resolved) => resolved,
            Err(unresolved) => return refused(Refusal::Unresolved(unresolved.to_string())),
        };
        let convention = types::convention(block.abi.name.as_ref()).map(|(convention, _)| convention).ok();
        let inputs = rust.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.ty),
            FnArg::Receiver(_) => None,
        });
        let view = convention.and_then(|convention| {
            self.types.signature(inputs.clone(), &rust.sig.output, rust.sig.variadic.is_some(), convention)
        });
        let target = &self.options.target;
        if view.as_ref().is_some_and(|view| agreement::agrees(target, &resolved, view)) {
            return (Ruling::new(Verdict::Direct), None);
        }
        if let Err(unsupported) = lower(target, &resolved) {
            return refused(Refusal::Unsupported(unsupported.to_string()));
        }
        let cause = agreement::cause(target, &resolved, view.as_ref());
        if resolved.is_variadic() {
            return refused(Refusal::Variadic(cause));
        }
        if !self.options.encoder {
            return refused(Refusal::NoEncoder(cause));
        }
        let rust_types: Vec<Option<&Type>> = inputs.clone().map(Some).chain([returned(&rust.sig.output)]).collect();
        let c_types = resolved.parameters().iter().chain([resolved.result()]);
        if let Some(ty) = c_types.zip(rust_types).find_map(|(c, rust)| (!self.fits(c, rust)).then_some(c)) {
            return refused(Refusal::NoRustType(ty.to_string()));
        }
        let mut declared = rust.clone();
        declared.attrs.retain(|attribute| attribute.path().is_ident("doc"));
        self.reflect(&mut declared, c);
        // What a label says is the linker's name, not to be decorated.
        let symbol = match &c.link_name {
            Some(label) if !c.flags.shim => format!("{VERBATIM}{label}"),
            Some(symbol) => symbol.clone(),
            None => c.name.clone(),
        };
        let call = match Call::new(target, resolved.clone(), symbol, declared) {
            Ok(call) => call,
            Err(unsupported) => return refused(Refusal::Unsupported(unsupported.to_string())),
        };
        self.trampolines.insert(resolved.to_string(), resolved);
        (Ruling::new(Verdict::Trampoline(cause)), Some(call))
    }

    /// Whether a Rust type has the size of a C type, so that a trampoline can read or write it.
    fn fits(&self, c: &CType, rust: Option<&Type>) -> bool {
        let Some(rust) = rust else { return *c == CType::Void };
        match (Layout::of(&self.options.target, c), self.types.layout(rust)) {
            (Ok(c), Some(rust)) => c.size == rust.size && rust.align <= c.align,
            _ => *c == CType::Void && self.types.view(rust) == Some(CType::Void),
        }
    }

    fn global(&self, rust: &ForeignItemStatic, c: &Global) -> Ruling {
        if c.thread_local {
            return Ruling::refused(Refusal::ThreadLocal);
        }
        let open = matches!(self.resolver.shallow(&c.ty), CType::Array { length: None, .. });
        let resolved = match self.resolver.ty(&c.ty) {
            Ok(resolved) => resolved,
            Err(_) if self.types.layout(&rust.ty).is_some_and(|layout| layout.size == 0) => return Ruling::direct(None),
            Err(unresolved) => return Ruling::refused(Refusal::Unresolved(unresolved.to_string())),
        };
        if open || self.fits(&resolved, Some(&rust.ty)) {
            Ruling::direct(None)
        } else {
            Ruling::refused(Refusal::NoRustType(resolved.to_string()))
        }
    }

    /// bindgen's declaration, with what the header says beside the type.
    fn direct(&self, mut rust: ForeignItemFn, c: &Function) -> ForeignItemFn {
        self.reflect(&mut rust, c);
        if c.flags.noreturn {
            rust.sig.output = syn::parse_quote!(-> !);
        }
        rust
    }

    /// Puts what a header says of a function beside its type into attributes, documentation and types.
    fn reflect(&self, rust: &mut ForeignItemFn, c: &Function) {
        if self.options.comments {
            promised(c, rust.attrs.iter().any(|attribute| attribute.path().is_ident("doc")), &mut rust.attrs);
        }
        rust.attrs.extend(c.flags.deprecated.then(|| syn::parse_quote!(#[deprecated])));
        rust.attrs.extend(c.flags.must_use.then(|| syn::parse_quote!(#[must_use])));
        if !self.non_null.iter().any(|pattern| pattern.is_match(&c.name)) {
            return;
        }
        for (at, ty) in inputs_mut(&mut rust.sig.inputs).enumerate() {
            if c.flags.non_null.contains(&at) {
                self.types.make_non_null(ty);
            }
        }
        if let (true, syn::ReturnType::Type(_, ty)) = (c.flags.returns_non_null, &mut rust.sig.output) {
            self.types.make_non_null(ty);
        }
    }
}

/// A line of documentation for what must not be null, and one for a result that never is.
fn promised(c: &Function, documented: bool, attrs: &mut Vec<Attribute>) {
    let name = |at: &usize| match c.parameters.get(*at).and_then(Option::as_ref) {
        Some(name) => format!("`{name}`"),
        None => format!("parameter {}", at + 1),
    };
    let names: Vec<String> = c.flags.non_null.iter().map(name).collect();
    let asked = match names.split_last() {
        None => None,
        Some((last, [])) => Some(format!(" Not null: {last}.")),
        Some((last, others)) => Some(format!(" Not null: {} and {last}.", others.join(", "))),
    };
    let given = c.flags.returns_non_null.then(|| " The result is never null.".to_owned());
    if asked.is_none() && given.is_none() {
        return;
    }
    let empty = documented.then(String::new);
    let line = empty.into_iter().chain([asked.into_iter().chain(given).collect::<String>()]);
    attrs.extend(line.map(|line| -> Attribute { syn::parse_quote!(#[doc = #line]) }));
}

/// A function that computes what a macro says.
fn computed(function: &ForeignItemFn, expression: &str) -> TokenStream {
    // The front end wrote it.
    let Ok(expression) = syn::parse_str::<syn::Expr>(expression) else { return TokenStream::new() };
    let (ident, inputs, output) = (&function.sig.ident, &function.sig.inputs, &function.sig.output);
    let docs = function.attrs.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let named = inputs.iter().enumerate().filter_map(|(at, input)| match input {
        FnArg::Typed(typed) => {
            let (name, given) = (format_ident!("{}", parameter(at)), &typed.pat);
            Some(quote!(let #name = #given;))
        }
        FnArg::Receiver(_) => None,
    });
    let value = match returned(output) {
        Some(Type::Path(path)) if path.path.is_ident("bool") => quote!(#expression),
        ty => quote!(#expression as #ty),
    };
    quote! {
        #(#docs)*
        #[inline]
        #[must_use]
        #[allow(unused_parens, unused_variables)]
        pub const fn #ident(#inputs) #output {
            #(#named)*
            #value
        }
    }
}
