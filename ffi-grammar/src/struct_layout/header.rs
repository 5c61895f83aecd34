//! Members where a header puts them.

use ffi_abi::{CType, RecordKind, Target};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Ident, Type, parse_quote};

use super::emit::{Body, Placed, Proof};
use super::types::{self, Declared, Difference};
use super::{Header, Member, StructLayout, shown};
use crate::Manifest;
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::facts::{Absence, Facts, MemberFacts};
use crate::manifest::Section;
use crate::options::nearest;
use crate::record::{Form, Place};

impl Header {
    pub(super) fn expand(&self, item: &StructLayout, manifest: &Manifest) -> Result<TokenStream, Spanned> {
        let (header, c_name) = (self.header.value(), item.c_name(self));
        let Some((section, facts)) = manifest.layout(&header, &c_name) else { return Err(self.absent(item, manifest, &c_name)) };
        let target = section.target.split_once('+').map_or(section.target.as_str(), |(triple, _)| triple);
        let bad =
            |why: String| Spanned::from_diagnostic(&item.ident, Diagnostic::new(Code::BadManifest, ["the manifest".into(), why]));
        let target = Target::parse(target).map_err(|error| bad(error.to_string()))?;
        if let (Some(union), RecordKind::Struct) = (&item.union, facts.kind) {
            return Err(Spanned::new(union, Code::LayoutUnion, [facts.record.clone()]));
        }
        let record = Record { item, facts, target, here: None };
        let mut errors = TokenStream::new();
        let mut members = Vec::new();
        let mut told = Vec::new();
        for member in &item.members {
            match record.place(member) {
                Ok(placed) => members.push(placed),
                Err(fault) => {
                    // A member that is left out by a condition is no fault.
                    let (conditions, error) = (member.conditions(), fault.to_compile_error());
                    errors.extend(quote!(#conditions #error));
                    if !member.is_off(&target) {
                        told.push(&member.ident);
                    }
                }
            }
        }
        for other in manifest.sections.iter().flat_map(|section| &section.elsewhere) {
            errors.extend(self.elsewhere(other, &record, &mut told));
        }
        let doc = format!("`{}` of `{header}`, {} bytes.", facts.record, facts.size);
        let body = Body { conditions: quote!(), size: facts.size, align: facts.align, record: &facts.record, doc, members };
        let errors = (!errors.is_empty()).then(|| quote!(#errors));
        let tokens = body.tokens(item);
        Ok(quote!(#tokens #errors))
    }

    /// What is wrong on another target, of members of which nothing has been told.
    fn elsewhere<'a>(&self, section: &Section, here: &Record<'a>, told: &mut Vec<&'a Ident>) -> TokenStream {
        let (header, c_name, item) = (self.header.value(), here.item.c_name(self), here.item);
        // A condition on the item is not among its tokens; the build script has seen it.
        if !section.records.iter().any(|record| item.ident == record) {
            return TokenStream::new();
        }
        if let Some(without) = section.without_layout.iter().find(|one| one.header == header && one.c_name == c_name) {
            return self.absence(item, &section.target, &c_name, &without.why).to_compile_error();
        }
        let facts = section.layouts.iter().find(|facts| facts.header == header && facts.c_name == c_name);
        let (Some(facts), Ok(target)) = (facts, Target::parse(&section.target)) else { return TokenStream::new() };
        let record = Record { item, facts, target, here: Some(here) };
        let mut errors = TokenStream::new();
        for member in item.members.iter().filter(|member| !member.is_off(&target)) {
            if told.contains(&&member.ident) {
                continue;
            }
            if let Err(fault) = record.place(member) {
                told.push(&member.ident);
                // What this build leaves out is told all the same.
                let conditions = (!member.is_off(&here.target)).then(|| member.conditions());
                let error = fault.to_compile_error();
                errors.extend(quote!(#conditions #error));
            }
        }
        errors
    }

    /// Why there is no layout.
    fn absent(&self, item: &StructLayout, manifest: &Manifest, c_name: &str) -> Spanned {
        let header = self.header.value();
        let Some((section, without)) = manifest.without_layout(&header, c_name) else {
            let skipped = manifest.sections.iter().flat_map(|section| &section.skipped);
            let fault = Diagnostic::new(Code::LayoutNotCollected, [c_name.to_owned(), header]);
            return self.at_name(item, skipped.fold(fault, |fault, line| fault.note(format!("passed over: {line}"))));
        };
        self.absence(item, &section.target, c_name, &without.why)
    }

    /// A fault of the name.
    fn at_name(&self, item: &StructLayout, fault: Diagnostic) -> Spanned {
        match &self.c_name {
            Some(name) => Spanned::from_diagnostic(name, fault),
            None => Spanned::from_diagnostic(&item.ident, fault),
        }
    }

    /// Why there is no layout on a target.
    fn absence(&self, item: &StructLayout, target: &str, c_name: &str, why: &Absence) -> Spanned {
        let (header, target) = (self.header.value(), target.to_owned());
        let name = |fault| self.at_name(item, fault);
        match why {
            Absence::Unread(why, way_out) => {
                let arguments = [header, target, why.clone(), way_out.clone()];
                Spanned::new(&self.header, Code::LayoutUnread, arguments)
            }
            Absence::Undeclared(names) => {
                let hint = match (&names[..], &self.c_name) {
                    ([], _) => "name the header that declares it, and it as C does: `c_name = \"struct …\"`".to_owned(),
                    ([near, ..], Some(_)) => format!("write `\"{near}\"`"),
                    ([near, ..], None) => format!("say which one: `c_name = \"{near}\"`"),
                };
                name(Diagnostic::new(Code::LayoutUndeclared, [header, c_name.to_owned(), target, hint]))
            }
            Absence::Incomplete(why) => name(Diagnostic::new(Code::LayoutIncomplete, [c_name.to_owned(), target, why.clone()])),
        }
    }
}

/// A declaration and what it stands for.
struct Record<'a> {
    item: &'a StructLayout,
    facts: &'a Facts,
    target: Target,
    /// The record on the target that is built for, where this is another.
    here: Option<&'a Record<'a>>,
}

impl<'a> Record<'a> {
    fn place(&self, member: &'a Member) -> Result<Placed<'a>, Spanned> {
        let path = member.path.as_ref().map_or_else(|| member.ident.unraw().to_string(), syn::LitStr::value);
        let Some(facts) = self.facts.member(&path) else { return Err(self.missing(member, &path)) };
        if let Some(width) = facts.width {
            return self.bit_field(member, facts, width);
        }
        let declared = types::declared(&member.ty)?;
        types::compare(&self.target, &facts.ty, &declared).map_err(|difference| self.wrong(member, facts, &difference))?;
        let doc = format!("`{}` of `{}`: `{}`.", facts.path, self.facts.record, written(facts));
        let place = Place::bytes(facts.bit / 8);
        if let (Declared::Flexible(_), Type::Slice(slice)) = (&declared, &member.ty) {
            let ty = (*slice.elem).clone();
            return Ok(Placed { member, ty, stored: None, place, flexible: true, doc, proofs: Vec::new() });
        }
        let elsewhere = Difference { code: Code::LayoutKind, what: "another size or kind".to_owned() };
        let proof = Proof::Like {
            size: facts.size,
            kind: types::kind_tokens(&facts.ty, &self.target, &self.item.runtime),
            message: self.wrong(member, facts, &elsewhere).diagnostic().to_string(),
        };
        Ok(Placed { member, ty: member.ty.clone(), stored: None, place, flexible: false, doc, proofs: vec![proof] })
    }

    fn bit_field(&self, member: &'a Member, facts: &MemberFacts, width: u32) -> Result<Placed<'a>, Spanned> {
        let size = |kind: ffi_abi::IntKind| 8 * kind.size(&self.target);
        let form = match &facts.ty {
            CType::Bool => Form::Bool,
            CType::Int(kind) if kind.signed(&self.target) => Form::Signed,
            CType::Enum(item) if item.underlying.signed(&self.target) => Form::Signed,
            _ => Form::Unsigned,
        };
        let sign = |signed| if signed { "signed" } else { "unsigned" };
        let difference = |code, what: String| self.wrong(member, facts, &Difference { code, what });
        let form = match types::declared(&member.ty)? {
            Declared::Known(CType::Bool) if width == 1 || form == Form::Bool => Form::Bool,
            Declared::Known(CType::Int(_)) if form == Form::Bool => {
                return Err(difference(Code::LayoutKind, "an integer instead of a truth value".into()));
            }
            Declared::Known(CType::Int(kind)) if size(kind) < width.into() => {
                let what = format!("{} bits instead of at least {width}", size(kind));
                return Err(difference(Code::LayoutWidth, what));
            }
            Declared::Known(CType::Int(kind)) if kind.signed(&self.target) != (form == Form::Signed) => {
                let what = format!("{} instead of {}", sign(kind.signed(&self.target)), sign(form == Form::Signed));
                return Err(difference(Code::LayoutSign, what));
            }
            Declared::Known(CType::Int(_)) => form,
            Declared::Known(_) | Declared::Unknown | Declared::Array(..) | Declared::Flexible(_) => {
                return Err(difference(Code::LayoutKind, "something else instead of an integer of Rust's".into()));
            }
        };
        let doc = format!("`{}` of `{}`: `{}`, {width} bits.", facts.path, self.facts.record, written(facts));
        let place = Place::bits(facts.bit, width.into(), form);
        Ok(Placed { member, ty: member.ty.clone(), stored: None, place, flexible: false, doc, proofs: Vec::new() })
    }

    /// A member that is declared as something else than it is.
    fn wrong(&self, member: &Member, facts: &MemberFacts, difference: &Difference) -> Spanned {
        let mut is = types::describe(&facts.ty, facts.written.as_deref(), facts.size, &self.target);
        if let Some(width) = facts.width {
            is = format!("{is}, of which {width} bits");
        }
        let proposal = types::proposal(&facts.ty, &self.target, &self.item.runtime);
        let here =
            self.here.and_then(|here| types::proposal(&here.facts.member(&facts.path)?.ty, &here.target, &here.item.runtime));
        let hint = match (proposal, here) {
            (Some(ty), Some(here)) if ty != here => {
                let name = &member.ident;
                format!("declare it for each, under `#[cfg(…)]`: `{name}: {ty}` there, `{name}: {here}` here")
            }
            (Some(ty), _) => format!("write `{ty}`"),
            (None, _) => self.declare(&facts.ty),
        };
        let arguments = [
            facts.path.clone(),
            self.facts.record.clone(),
            is,
            self.target.to_string(),
            shown(&member.ty),
            difference.what.clone(),
            hint,
        ];
        Spanned::new(&member.ty, difference.code, arguments)
    }

    /// How to have a type for a record in a record.
    fn declare(&self, ty: &CType) -> String {
        let inner = match ty {
            CType::Array { element, .. } => element,
            other => other,
        };
        match inner {
            CType::Named(name) => {
                let bare = name.rsplit(' ').next().unwrap_or(name);
                let ident: String = bare.split('_').map(capitalized).collect();
                let word = if name.starts_with("union ") { "union" } else { "struct" };
                let given = match ty {
                    CType::Array { length: Some(length), .. } => format!("[{ident}; {length}]"),
                    _ => ident.clone(),
                };
                format!(
                    "declare `#[ffi::struct_layout(header = \"{}\", c_name = \"{name}\")] {word} {ident} {{ … }}` and write `{given}`",
                    self.facts.header
                )
            }
            _ => "reach what is in it by its path: `#[ffi(member = \"outer.inner\")]`".to_owned(),
        }
    }

    fn missing(&self, member: &Member, path: &str) -> Spanned {
        let names: Vec<&str> = self.facts.members.iter().map(|member| member.path.as_str()).collect();
        let near = nearest(path, &names);
        let direct = names.iter().filter(|name| !name.contains('.'));
        let some: Vec<String> = direct.clone().take(12).map(|name| format!("`{name}`")).collect();
        let more = if direct.count() > some.len() { ", …" } else { "" };
        let hint = match (near, &member.path) {
            (Some(near), Some(_)) => format!("write `\"{near}\"`"),
            (Some(near), None) if near.contains('.') => {
                format!("say where it is: `#[ffi(member = \"{near}\")]` in front of it")
            }
            (Some(near), None) if syn::parse_str::<Ident>(near).is_err() => format!("write `r#{near}`"),
            (Some(near), None) => format!("write `{near}`"),
            (None, _) if self.here.is_some() => "leave it out there, with `#[cfg(…)]` in front of it".to_owned(),
            (None, _) if names.is_empty() => "it has no members with names".to_owned(),
            (None, _) => format!("its members are {}{more}", some.join(", ")),
        };
        let arguments = [self.facts.record.clone(), path.to_owned(), self.target.to_string(), hint];
        match &member.path {
            Some(path) => Spanned::new(path, Code::LayoutNoMember, arguments),
            None => Spanned::new(&member.ident, Code::LayoutNoMember, arguments),
        }
    }
}

fn written(facts: &MemberFacts) -> String {
    facts.written.clone().unwrap_or_else(|| facts.ty.to_string())
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The type that a function pointer in an `Option` is.
pub(super) fn function_in_option(ty: &Type) -> Option<&syn::TypeFnPtr> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(Type::FnPtr(function))) => Some(function),
        _ => None,
    }
}

/// `()`, the result of a function that has none.
pub(super) fn unit() -> Type {
    parse_quote!(())
}
