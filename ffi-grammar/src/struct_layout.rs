//! `#[ffi::struct_layout(…)]`: C records with the members that are needed, from a header or placed by hand.
//!
//! ```text
//!  tokens ─► StructLayout ─┬─ header  + Facts of the manifest ─► members placed where the header has them ─┐
//!                          │    types: Rust type against C type                                           ├─► emit ─► tokens
//!                          └─ by_hand: a layout for each condition, checked on every known target ─────────┘
//! ```

mod by_hand;
mod check;
mod emit;
mod header;
mod types;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Fields, Ident, Item, LitStr, Path, Type, Visibility};

use crate::diagnostic::{Code, Spanned};
use crate::options::{self, Opt, Value};
use by_hand::{ByHand, Placement};

const OPTIONS: [&str; 10] = ["header", "c_name", "crate", "layout", "cfg", "size", "align", "packed", "holes", "overlaps"];

/// A record as it is declared in Rust.
#[derive(Debug)]
pub struct StructLayout {
    runtime: Path,
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    /// The keyword of a union, whose members overlap.
    union: Option<syn::Token![union]>,
    members: Vec<Member>,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Header(Header),
    ByHand(ByHand),
}

/// Where a header declares the record.
#[derive(Debug)]
struct Header {
    header: LitStr,
    /// `struct stat`, or a typedef's name; the name of the Rust item if it is not given.
    c_name: Option<LitStr>,
}

/// A declared member.
#[derive(Debug)]
struct Member {
    /// Without `#[ffi]`.
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    ty: Type,
    /// `#[ffi(member = "a.b")]`.
    path: Option<LitStr>,
    /// Other options: where a layout by hand puts it.
    placement: Placement,
}

impl StructLayout {
    /// Reads the options of the attribute and the item that it stands on.
    ///
    /// # Errors
    /// Every fault found, in order.
    pub fn parse(arguments: &TokenStream, item: TokenStream) -> Result<StructLayout, Vec<Spanned>> {
        let mut faults = Vec::new();
        let item = match syn::parse2::<Item>(item) {
            Ok(item) => item,
            Err(error) => return Err(vec![error.into()]),
        };
        let (attributes, vis, ident, fields, generics, union) = match item {
            Item::Struct(item) => (item.attrs, item.vis, item.ident, item.fields, item.generics, None),
            Item::Union(item) => {
                (item.attrs, item.vis, item.ident, Fields::Named(item.fields), item.generics, Some(item.union_token))
            }
            other => return Err(vec![Spanned::new(&other, Code::NotRecord, [""; 0])]),
        };
        if !generics.params.is_empty() {
            return Err(vec![Spanned::new(&generics, Code::NotRecord, [""; 0])]);
        }
        let Fields::Named(fields) = fields else { return Err(vec![Spanned::new(&ident, Code::NotRecord, [""; 0])]) };
        if let Some(repr) = attributes.iter().find(|attribute| attribute.path().is_ident("repr")) {
            let hint = "leave it out: size, alignment and offsets are those of the layout";
            faults.push(Spanned::new(repr, Code::UnknownOption, ["repr", hint]));
        }
        let options = options::parse_with(arguments.clone(), &OPTIONS, &["layout"], &mut faults);
        let mut runtime: Path = syn::parse_quote!(::ffi);
        if let Some(option) = options.iter().find(|option| option.name == "crate") {
            match option.path("crate = ::ffi") {
                Ok(path) => runtime = path.clone(),
                Err(fault) => faults.push(fault),
            }
        }
        // Without it nothing can be said of the members' options.
        let Some(source) = source(arguments, &ident, &options, &mut faults) else { return Err(faults) };
        let layouts = match &source {
            Source::ByHand(by_hand) => Some(by_hand),
            Source::Header(_) => None,
        };
        let members = fields.named.into_iter().filter_map(|field| Member::read(field, layouts, &mut faults)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(StructLayout { runtime, attributes, vis, ident, union, members, source })
    }

    /// The header and the name of the record in it, if a header has to be read for it.
    pub fn wanted(&self) -> Option<(String, String)> {
        match &self.source {
            Source::Header(header) => Some((header.header.value(), self.c_name(header))),
            Source::ByHand(_) => None,
        }
    }

    /// Where a fault of the header or of the record's name is shown.
    pub fn place(&self) -> &Ident {
        &self.ident
    }

    fn c_name(&self, header: &Header) -> String {
        match &header.c_name {
            Some(name) => name.value().split_whitespace().collect::<Vec<_>>().join(" "),
            None => self.ident.unraw().to_string(),
        }
    }

    /// Whether a layout by hand stores another type for a member than the declared one.
    fn differs(&self, member: &Member) -> bool {
        member.placement.converts()
    }

    /// The item and everything that belongs to it. A header's layout is looked up in the manifest.
    ///
    /// # Errors
    /// Every fault that keeps the record from having a layout; those of single members are compile errors among the tokens.
    pub fn expand(
        &self,
        manifest: impl FnOnce(&str) -> Result<std::sync::Arc<crate::Manifest>, crate::Diagnostic>,
    ) -> Result<TokenStream, Vec<Spanned>> {
        match &self.source {
            Source::ByHand(by_hand) => by_hand.expand(self),
            Source::Header(header) => {
                let found = manifest(&format!("`{}`", self.ident));
                let manifest = found.map_err(|fault| vec![Spanned::from_diagnostic(&self.ident, fault)])?;
                header.expand(self, &manifest).map_err(|fault| vec![fault])
            }
        }
    }
}

fn source(arguments: &TokenStream, ident: &Ident, options: &[Opt], faults: &mut Vec<Spanned>) -> Option<Source> {
    let find = |name: &str| options.iter().find(|option| option.name == name);
    let by_hand: Vec<&Opt> =
        options.iter().filter(|o| !["header", "c_name", "crate"].iter().any(|name| o.name == name)).collect();
    match (find("header"), by_hand.first()) {
        (Some(_), Some(other)) => {
            faults.push(Spanned::new(&other.name, Code::LayoutSource, ["both a header and a layout by hand are given"]));
            None
        }
        (None, None) => {
            // Misspelt options have been told already.
            if faults.is_empty() {
                let fault = ["neither a header nor a layout by hand is given"];
                faults.push(if arguments.is_empty() {
                    Spanned::new(ident, Code::LayoutSource, fault)
                } else {
                    Spanned::new(arguments, Code::LayoutSource, fault)
                });
            }
            None
        }
        (None, Some(_)) => {
            if let Some(c_name) = find("c_name") {
                faults.push(Spanned::new(&c_name.name, Code::LayoutSource, ["a name in C is given, but no header"]));
            }
            ByHand::read(options, faults).map(Source::ByHand)
        }
        (Some(header), None) => {
            let header = header.text("header = \"sys/stat.h\"").map_err(|fault| faults.push(fault)).ok()?;
            let c_name = find("c_name").map(|option| option.text("c_name = \"struct stat\"").cloned());
            let c_name = c_name.transpose().map_err(|fault| faults.push(fault)).ok()?;
            Some(Source::Header(Header { header: header.clone(), c_name }))
        }
    }
}

impl Member {
    fn read(mut field: syn::Field, layouts: Option<&ByHand>, faults: &mut Vec<Spanned>) -> Option<Member> {
        let ident = field.ident?;
        let mut given = Vec::new();
        let known = Placement::options(layouts);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        field.attrs.retain(|attribute| {
            if !attribute.path().is_ident("ffi") {
                return true;
            }
            match &attribute.meta {
                syn::Meta::List(list) => given.extend(options::parse(list.tokens.clone(), &known, faults)),
                _ => faults.push(Spanned::new(attribute, Code::Syntax, ["`#[ffi]` needs options in parentheses"])),
            }
            false
        });
        let path = given.iter().find(|option| option.name == "member");
        let path = path.and_then(|option| option.text("member = \"a.b\"").map_err(|fault| faults.push(fault)).ok().cloned());
        let placement = Placement::read(given.iter().filter(|option| option.name != "member"), faults);
        Some(Member { attributes: field.attrs, vis: field.vis, ident, ty: field.ty, path, placement })
    }

    /// The name that its functions are made of.
    fn name(&self) -> Ident {
        self.ident.unraw()
    }

    /// Whether a condition leaves it out on a target.
    fn is_off(&self, target: &ffi_abi::Target) -> bool {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).any(|attribute| match &attribute.meta {
            syn::Meta::List(list) => crate::condition::holds_on(&list.tokens, target) == Some(false),
            _ => false,
        })
    }

    /// The conditions that its functions stand under.
    fn conditions(&self) -> TokenStream {
        self.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).map(|one| quote!(#one)).collect()
    }
}

/// A type for a message.
fn shown(ty: &impl ToTokens) -> String {
    let text = ty.to_token_stream().to_string();
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
        let tight = |c: char| "<>:;,([*&!".contains(c);
        // Tokens are printed with a space between all; where types are written without one.
        let drop = c == ' '
            && (after.is_some_and(|after| "<>:;,)]".contains(after)) || before.is_some_and(|c| tight(c) && !";,".contains(c)));
        if !drop {
            out.push(c);
        }
    }
    out.replace(":: ", "::").replace("->", " -> ").replace("  ", " ")
}

/// The number of an option's value, where it is one.
fn number_of<'o>(options: impl IntoIterator<Item = &'o Opt>, name: &str, faults: &mut Vec<Spanned>) -> Option<u64> {
    let option = options.into_iter().find(|option| option.name == name)?;
    option.number(&format!("{name} = 8")).map_err(|fault| faults.push(fault)).ok()
}

/// Whether an option without a value is given.
fn flag_of<'o>(options: impl IntoIterator<Item = &'o Opt>, name: &str, faults: &mut Vec<Spanned>) -> bool {
    let Some(option) = options.into_iter().find(|option| option.name == name) else { return false };
    faults.extend(option.flag().err());
    true
}

/// The path of an option's value, where it is one.
fn path_of<'o>(options: impl IntoIterator<Item = &'o Opt>, name: &str, faults: &mut Vec<Spanned>) -> Option<Path> {
    let option = options.into_iter().find(|option| option.name == name)?;
    match &option.value {
        Value::Path(path) => Some(path.clone()),
        _ => {
            faults.push(option.bad("a name", &format!("{name} = linux64")));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(arguments: &str, item: &str) -> Vec<Code> {
        let parsed = StructLayout::parse(&arguments.parse().unwrap(), item.parse().unwrap());
        let expanded = parsed.and_then(|layout| layout.expand(|_| Ok(std::sync::Arc::default())));
        expanded.map_or_else(|faults| faults.iter().map(|fault| fault.diagnostic().code()).collect(), |_| Vec::new())
    }

    #[test]
    fn what_is_wanted_is_named_as_c_does() {
        let wanted = |arguments: &str| {
            StructLayout::parse(&arguments.parse().unwrap(), "struct S { a: u32 }".parse().unwrap()).unwrap().wanted()
        };
        assert_eq!(wanted("header = \"a.h\", c_name = \"struct   s\""), Some(("a.h".into(), "struct s".into())));
        assert_eq!(wanted("header = \"a.h\", crate = c"), Some(("a.h".into(), "S".into())));
    }

    #[test]
    fn layouts_by_hand_are_checked_on_targets_that_are_not_this_one() {
        let on = |condition: &str, offset: u32, size: u32| {
            let arguments = format!("cfg({condition}), size = {size}, align = 4");
            codes(&arguments, &format!("struct S {{ #[ffi(offset = 0)] a: c_long, #[ffi(offset = {offset})] b: u32 }}"))
        };
        assert_eq!(on("all(windows, target_pointer_width = \"64\")", 4, 8), []);
        assert_eq!(on("all(unix, target_arch = \"x86\")", 4, 8), []);
        assert_eq!(on("all(unix, target_arch = \"aarch64\")", 4, 8), [Code::LayoutMeasure, Code::LayoutOverlap]);
        // None of this project's targets: what is the same on all of them is the same there.
        assert_eq!(on("all(target_os = \"ios\", target_pointer_width = \"32\")", 2, 8), [Code::LayoutMisaligned]);
    }

    #[test]
    fn what_is_said_is_allowed() {
        let members = "{ #[ffi(offset = 0)] a: u32, #[ffi(offset = 2)] b: u32, #[ffi(offset = 12)] c: u16 }";
        assert_eq!(codes("size = 16, align = 2, packed, overlaps, holes", &format!("struct S {members}")), []);
        assert_eq!(
            codes("size = 16, align = 2", &format!("struct S {members}")),
            [Code::LayoutMeasure, Code::LayoutMisaligned, Code::LayoutGap]
        );
        assert_eq!(codes("size = 4, align = 4", "union U { #[ffi(offset = 0)] a: u32, #[ffi(offset = 2)] b: u16 }"), []);
    }
}
