//! The types that exports mention, each defined after what it needs.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use ffi_abi::CType;
use ffi_grammar::spelling::spell;
use ffi_grammar::{Code, Diagnostic, Spanned};
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemEnum, Lit, Meta, Type};

use super::items::Items;

/// Definitions, as far as they were asked for.
pub(super) struct Types<'a> {
    items: &'a Items,
    /// Whether names that the package does not have may come from included headers.
    foreign: bool,
    /// Records by kind and name, each declared before all else.
    pub(super) forward: BTreeSet<(&'static str, String)>,
    /// Names whose definition is written, or being written.
    defined: BTreeSet<String>,
    pub(super) definitions: String,
}

impl<'a> Types<'a> {
    pub(super) fn new(items: &'a Items, foreign: bool) -> Types<'a> {
        Types { items, foreign, forward: BTreeSet::new(), defined: BTreeSet::new(), definitions: String::new() }
    }

    /// The type as C writes it, everything that it mentions being declared.
    pub(super) fn spelled(&mut self, path: &Path, ty: &Type) -> Result<CType, Diagnostic> {
        let spelled = spell(ty).map_err(|fault| fault.in_file(path))?;
        let mut names = Vec::new();
        named(&spelled, true, &mut names);
        for (name, by_value) in names {
            self.declare(path, ty, &name, by_value)?;
        }
        Ok(spelled)
    }

    fn declare(&mut self, path: &Path, ty: &Type, name: &str, by_value: bool) -> Result<(), Diagnostic> {
        let Some((file, item)) = self.items.types.get(name) else {
            if self.foreign {
                return Ok(());
            }
            let what = [
                name,
                "no source of this package declares it",
                "name the header that declares it with `.export_include(\"<…>\")`, or take a pointer to a type of this crate",
            ];
            return Err(Spanned::new(ty, Code::ExportType, what).in_file(path));
        };
        let kind = match item {
            Item::Struct(item) if has_repr(&item.attrs, "transparent") => None,
            Item::Struct(_) => Some("struct"),
            Item::Union(_) => Some("union"),
            _ => None,
        };
        if let Some(kind) = kind {
            self.forward.insert((kind, name.to_owned()));
            let written = matches!(item, Item::Union(_)) || has_repr_c(item);
            if !written && !by_value {
                // Rust's own: C sees addresses of it.
                return Ok(());
            }
        }
        if !self.defined.insert(name.to_owned()) {
            return Ok(());
        }
        let text = self.definition(file, item, name)?;
        self.definitions.push_str(&text);
        Ok(())
    }

    fn definition(&mut self, file: &Path, item: &Item, name: &str) -> Result<String, Diagnostic> {
        match item {
            Item::Struct(record) if has_repr(&record.attrs, "transparent") => {
                let Some(field) = record.fields.iter().next() else {
                    let what = [name, "it holds nothing", "leave it out"];
                    return Err(Spanned::new(&record.ident, Code::ExportType, what).in_file(file));
                };
                let ty = self.spelled(file, &field.ty)?;
                Ok(format!("{}typedef {};\n", docs(&record.attrs, ""), ty.declare(name)))
            }
            Item::Struct(record) => {
                if !has_repr_c(item) {
                    let what = [name, "Rust orders the members of such a type as it likes", "write `#[repr(C)]` above it"];
                    return Err(Spanned::new(&record.ident, Code::ExportType, what).in_file(file));
                }
                self.record(file, "struct", name, &record.attrs, &record.fields, &record.ident)
            }
            Item::Union(record) => {
                self.record(file, "union", name, &record.attrs, &Fields::Named(record.fields.clone()), &record.ident)
            }
            Item::Enum(item) => enumeration(file, item, name),
            Item::Type(alias) => {
                let ty = self.spelled(file, &alias.ty)?;
                Ok(format!("{}typedef {};\n", docs(&alias.attrs, ""), ty.declare(name)))
            }
            _ => Ok(String::new()),
        }
    }

    fn record(
        &mut self,
        file: &Path,
        kind: &str,
        name: &str,
        attributes: &[Attribute],
        fields: &Fields,
        at: &syn::Ident,
    ) -> Result<String, Diagnostic> {
        let mut pack = None;
        for word in repr(attributes) {
            if word.starts_with("packed") {
                pack = Some(word.trim_start_matches("packed").trim_matches([' ', '(', ')']).parse::<u32>().unwrap_or(1));
            } else if word.starts_with("align") {
                let what = [
                    name,
                    "compilers of C write an alignment of their own choice differently",
                    "leave `align` out, or take a pointer",
                ];
                return Err(Spanned::new(at, Code::ExportType, what).in_file(file));
            }
        }
        if fields.is_empty() {
            let what = [
                name,
                "a structure without members is not portable C",
                "give it a member, or take a pointer to a type that is not `#[repr(C)]`",
            ];
            return Err(Spanned::new(at, Code::ExportType, what).in_file(file));
        }
        let mut members = String::new();
        for (index, field) in fields.iter().enumerate() {
            let ty = self.spelled(file, &field.ty)?;
            let name = field.ident.as_ref().map_or_else(|| format!("_{index}"), c_name);
            let _ = writeln!(members, "{}    {};", docs(&field.attrs, "    "), ty.declare(&name));
        }
        let text = format!("{}{kind} {name} {{\n{members}}};\n", docs(attributes, ""));
        Ok(match pack {
            Some(bytes) => format!("#pragma pack(push, {bytes})\n{text}#pragma pack(pop)\n"),
            None => text,
        })
    }
}

/// The names in a type, and whether each has to be defined in front.
fn named(ty: &CType, by_value: bool, names: &mut Vec<(String, bool)>) {
    match ty {
        CType::Named(name) => names.push((name.to_string(), by_value)),
        CType::Pointer { pointee, .. } => named(pointee, false, names),
        CType::Array { element, .. } => named(element, by_value, names),
        CType::Function(signature) => {
            // A declaration of a function needs no more than names.
            named(signature.result(), false, names);
            signature.parameters().iter().for_each(|parameter| named(parameter, false, names));
        }
        _ => {}
    }
}

fn enumeration(file: &Path, item: &ItemEnum, name: &str) -> Result<String, Diagnostic> {
    let refuse = |why: &str, hint: &str| Spanned::new(&item.ident, Code::ExportType, [name, why, hint]).in_file(file);
    let words = repr(&item.attrs);
    let Some(word) = words.first() else {
        return Err(refuse("Rust chooses how large such an enumeration is", "write `#[repr(C)]` or `#[repr(u8)]` above it"));
    };
    let mut next = 0_i128;
    let mut values = String::new();
    for variant in &item.variants {
        if !variant.fields.is_empty() {
            return Err(refuse("its variants carry values", "export an enumeration without, and a union beside it"));
        }
        if let Some((_, value)) = &variant.discriminant {
            next = integer(value).ok_or_else(|| refuse("a value of it is not written as a number", "write the number"))?;
        }
        let _ = writeln!(values, "{}    {name}_{} = {next},", docs(&variant.attrs, "    "), variant.ident);
        next += 1;
    }
    let docs = docs(&item.attrs, "");
    if word == "C" {
        return Ok(format!("{docs}typedef enum {name} {{\n{values}}} {name};\n"));
    }
    let ty = syn::parse_str::<Type>(word).ok().and_then(|ty| spell(&ty).ok());
    let Some(ty @ CType::Int(_)) = ty else { return Err(refuse("its representation is none of C", "write `#[repr(C)]`")) };
    Ok(format!("{docs}enum {{\n{values}}};\ntypedef {};\n", ty.declare(name)))
}

fn integer(value: &Expr) -> Option<i128> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => integer(&unary.expr).map(|number| -number),
        _ => None,
    }
}

/// The words of `#[repr(…)]`.
fn repr(attributes: &[Attribute]) -> Vec<String> {
    let mut words = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        let Meta::List(list) = &attribute.meta else { continue };
        words.extend(list.tokens.to_string().split(',').map(|word| word.trim().to_owned()));
    }
    words
}

fn has_repr(attributes: &[Attribute], word: &str) -> bool {
    repr(attributes).iter().any(|found| found == word)
}

fn has_repr_c(item: &Item) -> bool {
    match item {
        Item::Struct(item) => has_repr(&item.attrs, "C"),
        Item::Union(item) => has_repr(&item.attrs, "C"),
        _ => false,
    }
}

/// The documentation as a comment.
pub(super) fn docs(attributes: &[Attribute], indent: &str) -> String {
    let mut lines = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        if let Meta::NameValue(value) = &attribute.meta {
            if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &value.value {
                lines.extend(text.value().replace("*/", "* /").split('\n').map(|line| line.trim().to_owned()));
            }
        }
    }
    match &lines[..] {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let body: String = lines.iter().map(|line| format!("{}\n", format!("{indent} * {line}").trim_end())).collect();
            format!("{indent}/**\n{body}{indent} */\n")
        }
    }
}

/// A name that C lets a parameter or member have.
pub(super) fn c_name(name: &syn::Ident) -> String {
    const KEYWORDS: [&str; 36] = [
        "auto",
        "char",
        "default",
        "do",
        "double",
        "float",
        "goto",
        "int",
        "long",
        "register",
        "short",
        "signed",
        "sizeof",
        "switch",
        "typedef",
        "unsigned",
        "void",
        "volatile",
        "class",
        "delete",
        "new",
        "operator",
        "private",
        "protected",
        "public",
        "template",
        "this",
        "throw",
        "using",
        "namespace",
        "friend",
        "inline",
        "restrict",
        "case",
        "catch",
        "bool",
    ];
    let text = syn::ext::IdentExt::unraw(name).to_string();
    if KEYWORDS.contains(&text.as_str()) { text + "_" } else { text }
}
