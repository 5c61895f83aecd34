//! Walks a C type and the Rust type that bindgen wrote for it side by side.
//!
//! Two walks. The first puts types of the runtime where Rust has none of its own (`long double`, complex numbers, vectors,
//! `_Float16`) and learns which Rust record is which C record, those without a name included. The second, when every record has
//! its final form, replaces each function pointer whose call rustc would get wrong by an opaque one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ffi_abi::{CType, FloatFormat, FloatKind, IntKind, Signature, Target};
use proc_macro2::Literal;
use syn::{GenericArgument, PathArguments, ReturnType, Type, TypeFnPtr, TypePath, parse_quote};

use super::view::{Definition, Types, local};
use crate::agreement;
use crate::declarations::{Item, Resolver};

/// What the walks need to know.
pub(super) struct Pairing<'a, 'd> {
    pub(super) target: Target,
    pub(super) resolver: &'a Resolver<'d>,
    /// The runtime's path.
    pub(super) runtime: &'a syn::Path,
    /// Names of the generated code; in the first walk as bindgen wrote them.
    pub(super) types: &'a Types,
    /// C records met so far, by the name of the Rust record: a named one, or one described in place.
    met: HashMap<String, CType>,
    /// Those among them whose members were not walked yet.
    unwalked: Vec<String>,
    /// Whether this is the second walk.
    functions: bool,
    /// How many function pointers the second walk has replaced.
    pub(super) opaque: usize,
}

impl<'a, 'd> Pairing<'a, 'd> {
    /// One that has met nothing. `functions` says that it is the second walk.
    pub(super) fn new(
        target: Target,
        resolver: &'a Resolver<'d>,
        runtime: &'a syn::Path,
        types: &'a Types,
        functions: bool,
    ) -> Pairing<'a, 'd> {
        Pairing { target, resolver, runtime, types, met: HashMap::new(), unwalked: Vec::new(), functions, opaque: 0 }
    }

    /// Notes that a Rust record is a record of C.
    pub(super) fn meet(&mut self, name: String, c: &CType) {
        if let Entry::Vacant(entry) = self.met.entry(name) {
            self.unwalked.push(entry.key().clone());
            entry.insert(c.clone());
        }
    }

    /// The next record whose members are to be walked: each one walked may show more.
    pub(super) fn unwalked(&mut self) -> Option<(String, CType)> {
        let name = self.unwalked.pop()?;
        let c = self.met.get(&name)?.clone();
        Some((name, c))
    }

    /// The records that were met.
    pub(super) fn into_met(self) -> HashMap<String, CType> {
        self.met
    }

    /// Walks a type. `rust` is what bindgen wrote for `c`.
    pub(super) fn ty(&mut self, c: &CType, rust: &mut Type) {
        if let Type::Path(path) = rust {
            if self.is_alias_of(path, c) {
                return;
            }
        }
        let shallow = self.resolver.shallow(c);
        if !self.functions {
            if let Some(ty) = self.substitute(&shallow) {
                *rust = ty;
                return;
            }
        }
        match (&shallow, &mut *rust) {
            (CType::Pointer { pointee, .. }, Type::Ptr(pointer)) => {
                let pointee = (**pointee).clone();
                self.ty(&pointee, &mut pointer.elem);
            }
            (CType::Array { element, .. }, Type::Array(array)) => {
                let element = (**element).clone();
                self.ty(&element, &mut array.elem);
            }
            (CType::Array { element, .. }, Type::Path(path)) => {
                // `__IncompleteArrayField<T>`.
                let element = (**element).clone();
                if let Some(ty) = first_argument(path) {
                    self.ty(&element, ty);
                }
            }
            (CType::Pointer { .. } | CType::Function(_), Type::Path(path)) => self.function_pointer(&shallow, path),
            (CType::Named(_) | CType::Record(_), Type::Path(path)) => self.record(&shallow, path),
            _ => {}
        }
    }

    /// Walks the parts of a function.
    pub(super) fn function<'t>(&mut self, c: &Signature, inputs: impl Iterator<Item = &'t mut Type>, output: &mut ReturnType) {
        for (c, rust) in c.fixed().iter().zip(inputs) {
            self.ty(c, rust);
        }
        if let ReturnType::Type(_, ty) = output {
            self.ty(c.result(), ty);
        }
    }

    /// Whether the path is the alias of the very typedef; its own item is walked once.
    fn is_alias_of(&self, path: &TypePath, c: &CType) -> bool {
        let (CType::Named(name), Some(rust)) = (c, local(path)) else { return false };
        matches!(self.resolver.item(name), Some(Item::Typedef(_)))
            && matches!(self.types.definitions.get(&rust), Some(Definition::Alias(_)))
            && (rust == **name || rust.strip_suffix('_') == Some(name))
    }

    fn record(&mut self, c: &CType, path: &TypePath) {
        // Through aliases, of which bindgen puts some between a typedef and its record.
        let Some(mut name) = local(path) else { return };
        for _ in 0..=self.types.definitions.len() {
            match self.types.definitions.get(&name) {
                Some(Definition::Alias(target)) => match &**target {
                    Type::Path(target) => match local(target) {
                        Some(next) => name = next,
                        None => return,
                    },
                    _ => return,
                },
                Some(Definition::Record(shape)) if shape.parameters.is_empty() => break,
                Some(Definition::Record(_)) | None => return,
            }
        }
        self.meet(name, c);
    }

    /// A type of the runtime for a C type that Rust lacks.
    fn substitute(&self, c: &CType) -> Option<Type> {
        let runtime = self.runtime;
        match c {
            CType::Float(kind) => self.float(*kind),
            CType::Complex(kind) => {
                let part = match kind {
                    FloatKind::Float => parse_quote!(f32),
                    FloatKind::Double => parse_quote!(f64),
                    FloatKind::LongDouble if self.is_double(*kind) => parse_quote!(f64),
                    FloatKind::Half | FloatKind::LongDouble | FloatKind::Float128 => self.float(*kind)?,
                };
                Some(parse_quote!(#runtime::Complex<#part>))
            }
            CType::Vector { element, lanes } => {
                let lane: Type = match &**element {
                    CType::Int(kind) => fixed(*kind, &self.target),
                    CType::Float(FloatKind::Float) => parse_quote!(f32),
                    CType::Float(FloatKind::Double) => parse_quote!(f64),
                    CType::Float(FloatKind::Half) => self.float(FloatKind::Half)?,
                    _ => return None,
                };
                let size = ffi_abi::Layout::of(&self.target, c).ok()?.size;
                // The vectors that the runtime has.
                if !(2..=64).contains(&size) {
                    return None;
                }
                let lanes = Literal::u32_unsuffixed(*lanes);
                Some(parse_quote!(#runtime::Vector<[#lane; #lanes]>))
            }
            _ => None,
        }
    }

    /// `long double` and `_Float16`. Rust has `float` and `double`; `__float128` stays `u128`, which has its size and alignment.
    fn float(&self, kind: FloatKind) -> Option<Type> {
        let runtime = self.runtime;
        match kind {
            FloatKind::LongDouble if self.is_double(kind) => None,
            FloatKind::LongDouble => Some(parse_quote!(#runtime::LongDouble)),
            FloatKind::Half => Some(parse_quote!(#runtime::Half)),
            FloatKind::Float | FloatKind::Double | FloatKind::Float128 => None,
        }
    }

    fn is_double(&self, kind: FloatKind) -> bool {
        kind.format(&self.target) == FloatFormat::Binary64
    }

    fn function_pointer(&mut self, c: &CType, path: &mut TypePath) {
        let pointee = match c {
            CType::Pointer { pointee, .. } => self.resolver.shallow(pointee),
            other => other.clone(),
        };
        let CType::Function(signature) = pointee else { return };
        let Some(Type::FnPtr(function)) = first_argument(path) else { return };
        self.function(&signature, function.inputs.iter_mut().map(|input| &mut input.ty), &mut function.output);
        if self.functions && !self.rustc_calls(&signature, function) {
            self.opaque += 1;
            let runtime = self.runtime;
            *path = parse_quote!(::core::option::Option<#runtime::OpaqueFunction>);
        }
    }

    /// Whether rustc makes and serves calls of this C type through this Rust type.
    fn rustc_calls(&self, c: &Signature, rust: &TypeFnPtr) -> bool {
        match (self.resolver.signature(c), self.types.function(rust)) {
            (Ok(c), Some(rust)) => agreement::agrees(&self.target, &c, &rust),
            _ => false,
        }
    }
}

/// The integer of Rust that has the size and sign of a C one.
pub(super) fn fixed(kind: IntKind, target: &Target) -> Type {
    let name = quote::format_ident!("{}", ffi_grammar::types::fixed(kind, target));
    syn::parse_quote!(#name)
}

fn first_argument(path: &mut TypePath) -> Option<&mut Type> {
    match &mut path.path.segments.last_mut()?.arguments {
        PathArguments::AngleBracketed(generics) => generics.args.iter_mut().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    }
}
