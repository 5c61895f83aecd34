//! Records: whether rustc lays one out as C does, and what is emitted if not.
//!
//! bindgen's structure is kept if size, alignment and the offset of each member equal C's; constant assertions then hold rustc to
//! it. Otherwise the record becomes bytes of C's size and alignment, with a function for each member at its offset. Bit-fields
//! have functions in either case, at the bit that C gives them.

use std::collections::{HashMap, HashSet};

use ffi_abi::{CType, Field, FieldLayout, Record, RecordLayout, record_layout};
use ffi_grammar::record::{self, Form, Place};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Type, parse_quote};

use super::pairing::fixed;
use super::source::{Item, Kind};
use super::ty::Ty;
use super::view::{Repr, Shape, Types};
use crate::bindings::Proof;
use crate::declarations::Resolver;

/// A C record that a Rust record stands for.
pub(super) struct Counterpart {
    /// Members as declared.
    pub(super) record: Record,
    /// C's layout.
    pub(super) layout: RecordLayout,
    /// Why the members are not known, if they are not.
    pub(super) fault: Option<String>,
}

/// Name of the Rust member that stands for a C member: bindgen's for an anonymous one, its own or the same with `_` otherwise.
struct Names {
    anonymous: u32,
}

impl Names {
    fn of(&mut self, field: &Field, known: impl Fn(&str) -> bool) -> Option<String> {
        match &field.name {
            Some(name) if known(name) => Some(name.clone()),
            Some(name) => Some(Some(format!("{name}_")).filter(|name| known(name)).unwrap_or_else(|| escape(name))),
            None if field.bits.is_some() => None,
            None => {
                self.anonymous += 1;
                Some(format!("__bindgen_anon_{}", self.anonymous))
            }
        }
    }
}

/// Why rustc's layout of a record is not C's; `None` if it is.
pub(super) fn difference(types: &Types<'_>, shape: &Shape<'_>, c: &Counterpart) -> Option<String> {
    let Some(record) = types.record(shape, &[]) else { return Some("it has a member of an unknown type".into()) };
    if shape.repr.packed.is_some() && shape.fields.iter().any(|(_, ty)| types.holds_align(ty)) {
        return Some("rustc packs no record that holds an aligned one".into());
    }
    if shape.repr.packed.is_some() && shape.repr.align.is_some() {
        return Some("rustc takes no record that is packed and aligned".into());
    }
    let rust = match record_layout(&types.target, &record) {
        Ok(layout) => layout,
        Err(unsupported) => return Some(unsupported.to_string()),
    };
    let measures = [("size", rust.layout.size, c.layout.layout.size), ("alignment", rust.layout.align, c.layout.layout.align)];
    if let Some((what, rust, c)) = measures.into_iter().find(|(_, rust, c)| rust != c) {
        return Some(format!("its {what} would be {rust} instead of {c}"));
    }
    let placed: HashMap<&str, FieldLayout> =
        record.fields.iter().zip(&rust.fields).filter_map(|(field, at)| Some((field.name.as_deref()?, *at))).collect();
    let mut names = Names { anonymous: 0 };
    c.record.fields.iter().zip(&c.layout.fields).find_map(|(field, at)| {
        if field.bits.is_some() {
            let covered = at.bit_size == 0 || placed.iter().any(|(name, unit)| is_unit(name) && within(at, unit));
            return (!covered && field.name.is_some()).then(|| format!("the bits of `{}` would have no room", called(field)));
        }
        let name = names.of(field, |name| placed.contains_key(name))?;
        match placed.get(name.as_str()) {
            None => Some(format!("member `{}` is missing", called(field))),
            Some(rust) if rust.bit_offset != at.bit_offset => {
                let (rust, c) = (rust.bit_offset / 8, at.bit_offset / 8);
                Some(format!("member `{}` would be at byte {rust} instead of {c}", called(field)))
            }
            Some(rust) if rust.bit_size != at.bit_size => Some(format!("member `{}` would have another size", called(field))),
            Some(_) => None,
        }
    })
}

fn is_unit(name: &str) -> bool {
    name.starts_with("_bitfield_") && !name.starts_with("_bitfield_align")
}

fn within(bits: &FieldLayout, unit: &FieldLayout) -> bool {
    unit.bit_offset <= bits.bit_offset && bits.bit_offset + bits.bit_size <= unit.bit_offset + unit.bit_size
}

fn called(field: &Field) -> &str {
    field.name.as_deref().unwrap_or("without a name")
}

/// The shape of a record made of bytes.
pub(super) fn bytes_shape<'t>(layout: &RecordLayout) -> Shape<'t> {
    let (size, align) = (layout.layout.size, layout.layout.align);
    let bytes = Ty::Array { element: Box::new(Ty::path("u8", Vec::new())), length: size.to_string().into() };
    Shape {
        kind: ffi_abi::RecordKind::Struct,
        repr: Repr { align: Some(align), ..Repr::default() },
        parameters: Vec::new(),
        fields: vec![("bytes".into(), bytes)],
    }
}

/// The items of a record made of bytes: its definition, and functions for its members. `shape` is bindgen's.
pub(super) fn bytes(emitter: &Emitter<'_, '_, '_>, docs: &TokenStream, shape: &Shape<'_>, c: &Counterpart) -> TokenStream {
    let ident = emitter.ident();
    let (size, align) = (&c.layout.layout.size, &c.layout.layout.align);
    let (length, alignment) = (Literal::u64_unsuffixed(*size), Literal::u64_unsuffixed(*align));
    let members: HashMap<&str, &Ty<'_>> = shape.fields.iter().map(|(name, ty)| (&**name, ty)).collect();
    let mut names = Names { anonymous: 0 };
    let mut taken = HashSet::from(["zeroed".to_owned()]);
    let mut functions = Vec::new();
    for (field, at) in c.record.fields.iter().zip(&c.layout.fields) {
        if field.bits.is_some() {
            functions.extend(emitter.bit_field(field, at, &mut taken));
            continue;
        }
        let Some(name) = names.of(field, |name| members.contains_key(name)) else { continue };
        // A member of a type that has no name in Rust is reached through the bytes alone, and so is one that cannot be all zero.
        let ty = match members.get(name.as_str()) {
            Some(ty) => emitter.types.or_zero(ty).and_then(|ty| ty.to_tree()),
            None => emitter.plain(&field.ty),
        };
        let Some(ty) = ty else { continue };
        functions.push(member(emitter.runtime, &name, &ty, field, at, &mut taken));
    }
    let (length, alignment) = (quote!(#length), quote!(#alignment));
    let front = quote!(#docs #[repr(C, align(#alignment))] #[derive(Debug)]);
    let definition = record::definition(&front, &parse_quote!(pub), &ident, &length, &alignment);
    let zeroed = record::zeroed(&parse_quote!(pub), &length);
    quote! {
        #definition
        impl #ident {
            #zeroed
            #(#functions)*
        }
    }
}

/// Reads and writes one member at its offset.
fn member(
    runtime: &syn::Path,
    name: &str,
    ty: &Type,
    field: &Field,
    at: &FieldLayout,
    taken: &mut HashSet<String>,
) -> TokenStream {
    let offset = Literal::u64_unsuffixed(at.bit_offset / 8);
    // `type` is `type_`, and so may another member be.
    let mut name = name.to_owned();
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    let getter = format_ident!("{name}");
    if matches!(field.ty, CType::Array { length: None, .. }) {
        return quote! {
            #[doc = "Where the elements start."]
            #[inline]
            pub const fn #getter(&self) -> *const #ty {
                (&raw const *self).cast::<u8>().wrapping_add(#offset).cast()
            }
        };
    }
    let bare = name.trim_end_matches('_');
    let place = Place::bytes(at.bit_offset / 8);
    let read = place.read(runtime, ty, &quote!(&raw const *self));
    let write = place.write(runtime, ty, &quote!(&raw mut *self), &quote!(value));
    let setter = (taken.insert(format!("set_{bare}"))).then(|| {
        let setter = format_ident!("set_{bare}");
        quote! {
            #[inline]
            pub fn #setter(&mut self, value: #ty) {
                // SAFETY: C has the member here, within the bytes.
                unsafe { #write }
            }
        }
    });
    quote! {
        #[inline]
        pub fn #getter(&self) -> #ty {
            // SAFETY: C has the member here, within the bytes; a value of a C type is any bytes that C put there.
            unsafe { #read }
        }
        #setter
    }
}

/// What emitting a record needs to know.
pub(super) struct Emitter<'a, 'd, 't> {
    pub(super) types: &'a Types<'t>,
    pub(super) resolver: &'a Resolver<'d>,
    pub(super) runtime: &'a syn::Path,
    /// Types of bindgen's own functions for bit-fields, by record and member.
    pub(super) getters: &'a Getters<'t>,
    /// The record at hand.
    pub(super) record: &'t str,
}

impl Emitter<'_, '_, '_> {
    fn ident(&self) -> Ident {
        format_ident!("{}", self.record)
    }

    /// What goes behind a record that is kept: functions of its bit-fields, if it has any, and the proof of its layout.
    pub(super) fn behind(&self, shape: &Shape<'_>, c: &Counterpart) -> (Option<TokenStream>, Proof<String>) {
        let mut taken = HashSet::new();
        let fields = c.record.fields.iter().zip(&c.layout.fields);
        let functions: Vec<TokenStream> =
            fields.clone().filter_map(|(field, at)| self.bit_field(field, at, &mut taken)).collect();
        let ident = || self.ident();
        let functions = (!functions.is_empty()).then(ident).map(|ident| quote!(impl #ident { #(#functions)* }));
        let known: HashSet<&str> = shape.fields.iter().map(|(name, _)| &**name).collect();
        let mut names = Names { anonymous: 0 };
        let members = fields.filter(|(field, _)| field.bits.is_none());
        let members = members.filter_map(|(field, at)| Some((names.of(field, |name| known.contains(name))?, at.bit_offset / 8)));
        let layout = c.layout.layout;
        let offsets = members.chain(self.units(shape)).collect();
        (functions, Proof { record: self.record.to_owned(), size: layout.size, align: layout.align, offsets })
    }

    /// Where the storage of bit-fields was when it was checked for their room.
    fn units(&self, shape: &Shape<'_>) -> Vec<(String, u64)> {
        if !shape.fields.iter().any(|(name, _)| is_unit(name)) {
            return Vec::new();
        }
        let record = self.types.record(shape, &[]);
        let layout = record.as_ref().and_then(|record| record_layout(&self.types.target, record).ok());
        let (Some(record), Some(layout)) = (record, layout) else { return Vec::new() };
        let placed = record.fields.iter().zip(&layout.fields);
        placed.filter_map(|(field, at)| Some((field.name.clone().filter(|name| is_unit(name))?, at.bit_offset / 8))).collect()
    }

    /// Reads and writes a bit-field at its bit.
    fn bit_field(&self, field: &Field, at: &FieldLayout, taken: &mut HashSet<String>) -> Option<TokenStream> {
        let name = field.name.as_deref().filter(|_| field.bits.is_some() && (1..=64).contains(&at.bit_size))?;
        let resolved = self.resolver.ty(&field.ty).ok()?;
        let boolean = resolved == CType::Bool;
        let signed = match &resolved {
            CType::Int(kind) => kind.signed(&self.types.target),
            CType::Enum(item) => item.underlying.signed(&self.types.target),
            _ => false,
        };
        let escaped = format!("{name}_");
        let given = [name, &escaped].into_iter().find_map(|name| {
            let ty = self.getters.get(&(self.record, name))?;
            Some((name.to_owned(), ty.to_tree()?))
        });
        let (rust_name, ty) = match given {
            Some(given) => given,
            None => (escape(name), self.plain(&field.ty)?),
        };
        let (getter, setter) = (format_ident!("{rust_name}"), format_ident!("set_{name}"));
        if !taken.insert(rust_name) {
            return None;
        }
        let runtime = self.runtime;
        let form = match (boolean, signed) {
            (true, _) => Form::Bool,
            (false, true) => Form::Signed,
            (false, false) => Form::Unsigned,
        };
        let place = Place::bits(at.bit_offset, at.bit_size, form);
        let value = place.read(runtime, &ty, &quote!(&raw const *self));
        let write = place.write(runtime, &ty, &quote!(&raw mut *self), &quote!(value));
        let set = taken.insert(format!("set_{name}")).then(|| {
            quote! {
                #[inline]
                pub fn #setter(&mut self, value: #ty) {
                    // SAFETY: C has these bits within the record, in bytes that hold members.
                    unsafe { #write }
                }
            }
        });
        Some(quote! {
            #[inline]
            pub fn #getter(&self) -> #ty {
                // SAFETY: C has these bits within the record, in bytes that hold members.
                unsafe { #value }
            }
            #set
        })
    }

    /// A Rust type for a C type of which bindgen gives none: numbers and pointers.
    fn plain(&self, c: &CType) -> Option<Type> {
        let target = &self.types.target;
        Some(match self.resolver.ty(c).ok()? {
            CType::Bool => parse_quote!(bool),
            CType::Int(kind) => fixed(kind, target).to_tree()?,
            CType::Enum(item) => fixed(item.underlying, target).to_tree()?,
            CType::Float(ffi_abi::FloatKind::Float) => parse_quote!(f32),
            CType::Float(ffi_abi::FloatKind::Double) => parse_quote!(f64),
            CType::Pointer { .. } => parse_quote!(*mut ::core::ffi::c_void),
            _ => return None,
        })
    }
}

/// A name that Rust takes.
pub(crate) fn escape(name: &str) -> String {
    if syn::parse_str::<Ident>(name).is_ok() { name.to_owned() } else { format!("{name}_") }
}

/// Types of functions by record and name.
pub(super) type Getters<'t> = HashMap<(&'t str, &'t str), Ty<'t>>;

/// The types of bindgen's functions for bit-fields, `fn name(&self) -> T` in `impl record`.
pub(super) fn getters<'t>(text: &'t str, items: &[Item<'t>]) -> Getters<'t> {
    let mut found = HashMap::new();
    for item in items {
        let Kind::Impl(block) = &item.kind else { continue };
        if let (None, Some(record)) = (&block.of_trait, block.name) {
            found.extend(block.getters(text).into_iter().map(|(name, ty)| ((record, name), ty)));
        }
    }
    found
}
