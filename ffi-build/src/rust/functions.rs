//! Functions and globals: kept as bindgen wrote them, wrapped, or taken out.

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::{CType, Layout, Signature, lower};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use regex::Regex;
use syn::{FnArg, ForeignItemFn, ReturnType, Type};

use super::foreign::{Foreign, ForeignKind, More};
use super::records::escape;
use super::source::{self, Kind, Slot};
use super::symbols::Symbols;
use super::ty::Ty;
use super::view::{Types, convention};
use super::{Options, Piece};
use crate::agreement::{self, Refusal, Ruling, Verdict};
use crate::bindings::{Call, VERBATIM};
use crate::declarations::{Declarations, Function, Global, Item, Resolver};
use crate::headers::arithmetic::parameter;
use crate::headers::whole;

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

/// A function of C that a Rust one stands for.
struct Bound<'a> {
    /// Which declaration it is.
    at: usize,
    c: &'a Function,
    /// The convention of the block that it is in.
    abi: Option<&'a str>,
    symbols: &'a Symbols<'a>,
}

/// Rules over the functions and globals, and writes them.
pub(super) struct Functions<'a, 'd, 't> {
    /// What bindgen wrote.
    text: &'t str,
    types: &'a Types<'t>,
    resolver: &'a Resolver<'d>,
    options: &'a Options,
    non_null: Vec<Regex>,
    pub(super) rulings: HashMap<usize, Ruling>,
    /// Rust names of the functions that were bound.
    names: HashMap<usize, String>,
    /// Rust names of the functions and globals that were bound.
    pub(super) taken: HashSet<String>,
    /// Documentation of functions that bindgen does not see as the header has them.
    pub(super) docs: HashMap<usize, String>,
    /// Signatures that need a trampoline, by canonical text.
    pub(super) trampolines: BTreeMap<String, Signature>,
}

impl<'a, 'd, 't> Functions<'a, 'd, 't> {
    pub(super) fn new(
        text: &'t str,
        types: &'a Types<'t>,
        resolver: &'a Resolver<'d>,
        options: &'a Options,
    ) -> Functions<'a, 'd, 't> {
        Functions {
            text,
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
    pub(super) fn block(&mut self, item: &mut source::Item<'t>, symbols: &Symbols<'_>, out: &mut Vec<Piece>) {
        let Kind::Block(block) = &mut item.kind else { return };
        let mut kept = Vec::new();
        for foreign in &mut block.items {
            let name = foreign.name(self.text);
            // One that the declarations do not have was refused by the front end, which says why.
            let (at, ruling, text) = match &foreign.kind {
                ForeignKind::Function(_) => {
                    let Some((at, c)) = symbols.function(name, foreign) else { continue };
                    let (ruling, text) = self.bind(foreign, &Bound { at, c, abi: block.abi, symbols }, out);
                    (at, ruling, text)
                }
                ForeignKind::Static(slot) => {
                    let Some((at, c)) = symbols.global(name, foreign) else { continue };
                    let mut ruling = self.global(slot, c);
                    self.name(&mut ruling, name, &c.name, symbols);
                    let mut more = More::default();
                    if c.non_null && self.options.comments {
                        let documented = foreign.attributes.iter().any(|text| text.starts_with("doc"));
                        said(" Never null.", documented).iter().for_each(|line| more.attribute(line));
                    }
                    let text = (ruling.verdict == Verdict::Direct).then(|| foreign.written(self.text, &more));
                    (at, ruling, text)
                }
                ForeignKind::Other => {
                    kept.push(foreign.written(self.text, &More::default()));
                    continue;
                }
            };
            kept.extend(text);
            self.rulings.insert(at, ruling);
        }
        if !kept.is_empty() {
            out.push(Piece::Text(item.with(self.text, &kept)));
        }
    }

    /// What becomes of a function, and its text, if it stays in the block.
    fn bind(&mut self, foreign: &mut Foreign<'t>, bound: &Bound<'_>, out: &mut Vec<Piece>) -> (Ruling, Option<String>) {
        let Bound { at, c, symbols, .. } = *bound;
        let mut more = More::default();
        if symbols.redirected(foreign.name(self.text), foreign).is_some() {
            more.name = Some(c.name.clone());
        }
        if let (true, Some(symbol)) = (c.flags.shim, &c.link_name) {
            more.name = Some(escape(&c.name));
            let docs = self.docs.get(&at).map(|doc| quote!(#[doc = #doc]));
            more.instead = Some(quote!(#[link_name = #symbol] #docs).to_string());
        }
        let name = more.name.as_deref().unwrap_or(foreign.name(self.text)).to_owned();
        if let Some(expression) = &c.flags.expression {
            let mut ruling = Ruling::direct(Some("computed in Rust, as the macro says".into()));
            self.name(&mut ruling, &name, &c.name, symbols);
            if ruling.verdict == Verdict::Direct {
                let function = tree(&foreign.written(self.text, &more));
                out.extend(function.map(|function| Piece::Text(computed(&function, expression).to_string())));
            }
            return (ruling, None);
        }
        let (mut ruling, call) = self.function(foreign, bound, &more);
        self.name(&mut ruling, &name, &c.name, symbols);
        if !matches!(ruling.verdict, Verdict::Refused(_)) {
            self.names.insert(at, name);
        }
        let text = match &ruling.verdict {
            Verdict::Direct => {
                self.reflect(foreign, bound, &mut more);
                more.result = c.flags.noreturn.then_some("!");
                Some(foreign.written(self.text, &more))
            }
            Verdict::Trampoline(_) => {
                out.extend(call.map(|call| Piece::Call(Box::new(call))));
                None
            }
            Verdict::Accessor(_) | Verdict::Refused(_) => None,
        };
        (ruling, text)
    }

    /// Refuses what would have the name of another item.
    fn name(&mut self, ruling: &mut Ruling, name: &str, c: &str, symbols: &Symbols<'_>) {
        if matches!(ruling.verdict, Verdict::Refused(_)) {
            return;
        }
        // One that is called so in C keeps its name.
        let is_anothers = name != c && name == format!("{c}_") && symbols.names.contains(name);
        if is_anothers || !self.taken.insert(name.to_owned()) {
            *ruling = Ruling::refused(Refusal::NameTaken(name.to_owned()));
        }
    }

    /// Binds the other names of a symbol: bindgen gives each symbol one.
    pub(super) fn other_names(&mut self, declarations: &Declarations, out: &mut Vec<Piece>) {
        fn symbol(f: &Function) -> &str {
            f.link_name.as_ref().unwrap_or(&f.name)
        }
        let mut bound: HashMap<&str, (usize, &Function)> = HashMap::new();
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
            let Some(&(first, same)) = bound.get(symbol(f)).filter(|(_, same)| same.signature == f.signature) else { continue };
            if escape(&f.name) != f.name {
                continue;
            }
            out.push(Piece::Text(format!("pub use self :: {} as {} ;", self.names[&first], f.name)));
            let note = Some(format!("another name of `{}`", same.name));
            self.rulings.insert(at, Ruling { note, ..self.rulings[&first].clone() });
        }
    }

    fn function(&mut self, foreign: &mut Foreign<'t>, bound: &Bound<'_>, more: &More) -> (Ruling, Option<Call>) {
        let refused = |refusal| (Ruling::refused(refusal), None);
        let c = bound.c;
        if let Some(refusal) = refused_as_such(c) {
            return refused(refusal);
        }
        let resolved = match self.resolver.signature(&c.signature) {
            Ok(resolved) => resolved,
            Err(unresolved) => return refused(Refusal::Unresolved(unresolved.to_string())),
        };
        let ForeignKind::Function(rust) = &foreign.kind else { return refused(Refusal::NoRustItem) };
        let inputs = rust.inputs.iter().map(|slot| &slot.ty);
        let output = rust.output.as_ref().map(|slot| &slot.ty);
        let view =
            convention(bound.abi).and_then(|convention| self.types.signature(inputs.clone(), output, rust.variadic, convention));
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
        let rust_types: Vec<Option<&Ty<'_>>> = inputs.map(Some).chain([output]).collect();
        let c_types = resolved.parameters().iter().chain([resolved.result()]);
        if let Some(ty) = c_types.zip(rust_types).find_map(|(c, rust)| (!self.fits(c, rust)).then_some(c)) {
            return refused(Refusal::NoRustType(ty.to_string()));
        }
        match self.call(foreign, bound, resolved, more.name.clone()) {
            Ok(call) => (Ruling::new(Verdict::Trampoline(cause)), Some(call)),
            Err(refusal) => refused(refusal),
        }
    }

    /// A function that calls through a trampoline.
    fn call(
        &mut self,
        foreign: &mut Foreign<'t>,
        bound: &Bound<'_>,
        signature: Signature,
        name: Option<String>,
    ) -> Result<Call, Refusal> {
        let c = bound.c;
        let docs = match c.flags.shim {
            true => self.docs.get(&bound.at).map(|doc| quote!(#[doc = #doc]).to_string()).unwrap_or_default(),
            false => {
                let docs = foreign.attributes.iter().filter(|text| text.starts_with("doc"));
                docs.map(|text| format!("#[{text}] ")).collect()
            }
        };
        let mut more = More { name, instead: Some(docs), ..More::default() };
        self.reflect(foreign, bound, &mut more);
        let declared = tree(&foreign.written(self.text, &more)).ok_or(Refusal::NoRustItem)?;
        // What a label says is the linker's name, not to be decorated.
        let symbol = match &c.link_name {
            Some(label) if !c.flags.shim => format!("{VERBATIM}{label}"),
            Some(symbol) => symbol.clone(),
            None => c.name.clone(),
        };
        let call = Call::new(&self.options.target, signature.clone(), symbol, declared);
        let call = call.map_err(|unsupported| Refusal::Unsupported(unsupported.to_string()))?;
        self.trampolines.insert(signature.to_string(), signature);
        Ok(call)
    }

    /// Whether a Rust type has the size of a C type, so that a trampoline can read or write it.
    fn fits(&self, c: &CType, rust: Option<&Ty<'_>>) -> bool {
        let Some(rust) = rust else { return *c == CType::Void };
        match (Layout::of(&self.options.target, c), self.types.layout(rust)) {
            (Ok(c), Some(rust)) => c.size == rust.size && rust.align <= c.align,
            _ => *c == CType::Void && self.types.view(rust) == Some(CType::Void),
        }
    }

    fn global(&self, rust: &Slot<'_>, c: &Global) -> Ruling {
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

    /// Puts what a header says of a function beside its type into attributes, documentation and types.
    fn reflect(&self, foreign: &mut Foreign<'t>, bound: &Bound<'_>, more: &mut More) {
        let c = bound.c;
        if self.options.comments {
            let documented = match c.flags.shim {
                true => self.docs.contains_key(&bound.at),
                false => foreign.attributes.iter().any(|text| text.starts_with("doc")),
            };
            if let Some(line) = promised(c) {
                said(&line, documented).iter().for_each(|line| more.attribute(line));
            }
        }
        for (is_so, attribute) in [(c.flags.deprecated, "# [deprecated]"), (c.flags.must_use, "# [must_use]")] {
            if is_so {
                more.attribute(attribute);
            }
        }
        if !self.non_null.iter().any(|pattern| pattern.is_match(&c.name)) {
            return;
        }
        let ForeignKind::Function(rust) = &mut foreign.kind else { return };
        let inputs = rust.inputs.iter_mut().enumerate().filter(|(at, _)| c.flags.non_null.contains(at)).map(|(_, slot)| slot);
        for slot in inputs.chain(rust.output.as_mut().filter(|_| c.flags.returns_non_null)) {
            if let Some(ty) = self.types.non_null(&slot.ty) {
                slot.set(ty);
            }
        }
    }
}

/// A function of an `extern` block as a syntax tree.
fn tree(text: &str) -> Option<ForeignItemFn> {
    syn::parse_str(text).ok()
}

/// A line of documentation as attributes, behind an empty one if there is more.
pub(super) fn said(line: &str, documented: bool) -> Vec<String> {
    let lines = documented.then_some("").into_iter().chain([line]);
    lines.map(|line| quote!(#[doc = #line]).to_string()).collect()
}

/// Names in a sentence.
pub(super) fn listed(names: &[String]) -> Option<String> {
    Some(match names.split_last()? {
        (last, []) => last.clone(),
        (last, others) => format!("{} and {last}", others.join(", ")),
    })
}

/// A line of documentation for what must not be null and a result that never is.
fn promised(c: &Function) -> Option<String> {
    let name = |at: &usize| match c.parameters.get(*at).and_then(Option::as_ref) {
        Some(name) => format!("`{name}`"),
        None => format!("parameter {}", at + 1),
    };
    let names: Vec<String> = c.flags.non_null.iter().map(name).collect();
    let asked = listed(&names).map(|names| format!(" Not null: {names}."));
    let given = c.flags.returns_non_null.then(|| " The result is never null.".to_owned());
    Some(asked.into_iter().chain(given).collect::<String>()).filter(|line| !line.is_empty())
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
    let value = match output {
        ReturnType::Type(_, ty) if matches!(&**ty, Type::Path(path) if path.path.is_ident("bool")) => quote!(#expression),
        ReturnType::Type(_, ty) => quote!(#expression as #ty),
        ReturnType::Default => quote!(#expression),
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
