//! Derived traits: bindgen's where every member has them, which types of the runtime and records made of bytes may not.

use std::collections::HashSet;

use quote::{format_ident, quote};

use super::source::{Item, Kind};
use super::view::{Shape, Types};

/// Traits that every type of the runtime has, and every record made of bytes.
const EVERYWHERE: [&str; 3] = ["Debug", "Clone", "Copy"];

/// The text of a record with those of its derived traits that all members have; `zero` says whether it may be all zero.
pub(super) fn kept(types: &Types<'_>, item: &Item<'_>, shape: &Shape<'_>, zero: bool, text: &str) -> String {
    if !shape.fields.iter().any(|(_, ty)| types.lacks_traits(ty)) {
        return if zero { item.written(text) } else { without(item, "Default", text) };
    }
    let kept = |attribute: &str| {
        let kept: Vec<&str> = derived(attribute)?.filter(|name| EVERYWHERE.contains(name)).collect();
        Some(format!("derive ({})", kept.join(" , ")))
    };
    let written = item.with_attributes(text, kept);
    match &item.kind {
        Kind::Record(record) if zero && has(&item.attributes, "Default") => format!("{written} {}", default(record.name)),
        _ => written,
    }
}

/// The text of a record that does not derive a trait.
pub(super) fn without(item: &Item<'_>, name: &str, text: &str) -> String {
    let kept = |attribute: &str| {
        let kept: Vec<&str> = derived(attribute)?.filter(|derived| *derived != name).collect();
        Some(format!("derive ({})", kept.join(" , ")))
    };
    item.with_attributes(text, kept)
}

/// Whether an attribute among these derives a trait.
pub(super) fn has(attributes: &[&str], name: &str) -> bool {
    attributes.iter().filter_map(|attribute| derived(attribute)).flatten().any(|derived| derived == name)
}

/// The traits that an attribute derives; `None` if it is another one.
fn derived(attribute: &str) -> Option<impl Iterator<Item = &str>> {
    let list = attribute.strip_prefix("derive")?.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some(list.split(',').map(str::trim))
}

/// The types for which bindgen wrote `Default` out.
pub(super) fn implemented<'t>(items: &[Item<'t>]) -> HashSet<&'t str> {
    let written = |item: &Item<'t>| match &item.kind {
        Kind::Impl(block) if block.is_of("Default") => block.name,
        _ => None,
    };
    items.iter().filter_map(written).collect()
}

/// `Default` as all bytes zero, as bindgen has it where it cannot be derived.
pub(super) fn default(name: &str) -> String {
    let ident = format_ident!("{name}");
    let item = quote! {
        impl ::core::default::Default for #ident {
            fn default() -> Self {
                // SAFETY: a record of C may be all zero bytes.
                unsafe { ::core::mem::MaybeUninit::zeroed().assume_init() }
            }
        }
    };
    item.to_string()
}
