//! Walks a C type and the Rust type that bindgen wrote for it side by side.
//!
//! Two walks. The first puts types of the runtime where Rust has none of its own (`long double`, complex numbers, vectors,
//! `_Float16`) and learns which Rust record is which C record, those without a name included. The second, when every record has
//! its final form, replaces each function pointer whose call rustc would get wrong by an opaque one.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ffi_abi::{CType, FloatFormat, FloatKind, IntKind, Signature, Target};

use super::source::Slot;
use super::ty::{Function, Path, Ty};
use super::view::{Definition, Types};
use crate::agreement;
use crate::declarations::{Item, Resolver};

/// What the walks need to know.
pub(super) struct Pairing<'a, 'd, 't> {
    pub(super) target: Target,
    pub(super) resolver: &'a Resolver<'d>,
    /// Names of the generated code; in the first walk as bindgen wrote them.
    pub(super) types: &'a Types<'t>,
    /// C records met so far, by the name of the Rust record: a named one, or one described in place.
    met: HashMap<&'t str, CType>,
    /// Those among them whose members were not walked yet.
    unwalked: Vec<&'t str>,
    /// Whether this is the second walk.
    functions: bool,
    /// How many types were replaced.
    changes: usize,
    /// How many function pointers the second walk has replaced.
    pub(super) opaque: usize,
}

impl<'a, 'd, 't> Pairing<'a, 'd, 't> {
    /// One that has met nothing. `functions` says that it is the second walk.
    pub(super) fn new(target: Target, resolver: &'a Resolver<'d>, types: &'a Types<'t>, functions: bool) -> Pairing<'a, 'd, 't> {
        Pairing { target, resolver, types, met: HashMap::new(), unwalked: Vec::new(), functions, changes: 0, opaque: 0 }
    }

    /// Notes that a Rust record is a record of C.
    pub(super) fn meet(&mut self, name: &'t str, c: &CType) {
        if let Entry::Vacant(entry) = self.met.entry(name) {
            self.unwalked.push(name);
            entry.insert(c.clone());
        }
    }

    /// The next record whose members are to be walked: each one walked may show more.
    pub(super) fn unwalked(&mut self) -> Option<(&'t str, CType)> {
        let name = self.unwalked.pop()?;
        let c = self.met.get(name)?.clone();
        Some((name, c))
    }

    /// The records that were met.
    pub(super) fn into_met(self) -> HashMap<&'t str, CType> {
        self.met
    }

    /// Walks the type of an item. `rust` is what bindgen wrote for `c`.
    pub(super) fn slot(&mut self, c: &CType, rust: &mut Slot<'t>) {
        let before = self.changes;
        self.ty(c, &mut rust.ty);
        rust.changed |= self.changes > before;
    }

    fn ty(&mut self, c: &CType, rust: &mut Ty<'t>) {
        if let Ty::Path(path) = rust {
            if self.is_alias_of(path, c) {
                return;
            }
        }
        let shallow = self.resolver.shallow(c);
        if !self.functions {
            if let Some(ty) = self.substitute(&shallow) {
                self.changes += 1;
                *rust = ty;
                return;
            }
        }
        match (&shallow, &mut *rust) {
            (CType::Pointer { pointee, .. }, Ty::Pointer { to, .. }) => self.ty(pointee, to),
            (CType::Array { element: c, .. }, Ty::Array { element, .. }) => self.ty(c, element),
            (CType::Array { element, .. }, Ty::Path(path)) => {
                // `__IncompleteArrayField<T>`.
                if let Some(ty) = path.arguments.first_mut() {
                    self.ty(element, ty);
                }
            }
            (CType::Pointer { .. } | CType::Function(_), Ty::Path(_)) => self.function_pointer(&shallow, rust),
            (CType::Named(_) | CType::Record(_), Ty::Path(path)) => self.record(&shallow, path),
            _ => {}
        }
    }

    /// Walks the parts of a function.
    pub(super) fn function<'s>(
        &mut self,
        c: &Signature,
        inputs: impl Iterator<Item = &'s mut Slot<'t>>,
        output: Option<&mut Slot<'t>>,
    ) where
        't: 's,
    {
        for (c, rust) in c.fixed().iter().zip(inputs) {
            self.slot(c, rust);
        }
        if let Some(output) = output {
            self.slot(c.result(), output);
        }
    }

    /// Whether the path is the alias of the very typedef; its own item is walked once.
    fn is_alias_of(&self, path: &Path<'_>, c: &CType) -> bool {
        let (CType::Named(name), Some(rust)) = (c, path.local()) else { return false };
        (rust == &**name || rust.strip_suffix('_') == Some(name))
            && matches!(self.types.get(rust), Some((_, Definition::Alias(_))))
            && matches!(self.resolver.item(name), Some(Item::Typedef(_)))
    }

    fn record(&mut self, c: &CType, path: &Path<'_>) {
        // Through aliases, of which bindgen puts some between a typedef and its record.
        let types = self.types;
        let Some(mut name) = path.local() else { return };
        for _ in 0..=types.count() {
            match types.get(name) {
                Some((_, Definition::Alias(Ty::Path(target)))) => match target.local() {
                    Some(next) => name = next,
                    None => return,
                },
                Some((name, Definition::Record(shape))) if shape.parameters.is_empty() => return self.meet(name, c),
                Some((_, Definition::Alias(_) | Definition::Record(_))) | None => return,
            }
        }
    }

    /// A type of the runtime.
    fn of_runtime(&self, name: &str, arguments: Vec<Ty<'t>>) -> Ty<'t> {
        Ty::path(format!(":: {} :: {name}", self.types.runtime), arguments)
    }

    /// A type of the runtime for a C type that Rust lacks.
    fn substitute(&self, c: &CType) -> Option<Ty<'t>> {
        match c {
            CType::Float(kind) => self.float(*kind),
            CType::Complex(kind) => {
                let part = match kind {
                    FloatKind::Float => Ty::path("f32", Vec::new()),
                    FloatKind::Double => Ty::path("f64", Vec::new()),
                    FloatKind::LongDouble if self.is_double(*kind) => Ty::path("f64", Vec::new()),
                    FloatKind::Half | FloatKind::LongDouble | FloatKind::Float128 => self.float(*kind)?,
                };
                Some(self.of_runtime("Complex", vec![part]))
            }
            CType::Vector { element, lanes } => {
                let lane = match &**element {
                    CType::Int(kind) => fixed(*kind, &self.target),
                    CType::Float(FloatKind::Float) => Ty::path("f32", Vec::new()),
                    CType::Float(FloatKind::Double) => Ty::path("f64", Vec::new()),
                    CType::Float(FloatKind::Half) => self.float(FloatKind::Half)?,
                    _ => return None,
                };
                let size = ffi_abi::Layout::of(&self.target, c).ok()?.size;
                // The vectors that the runtime has.
                if !(2..=64).contains(&size) {
                    return None;
                }
                let lanes = Ty::Array { element: Box::new(lane), length: lanes.to_string().into() };
                Some(self.of_runtime("Vector", vec![lanes]))
            }
            _ => None,
        }
    }

    /// `long double` and `_Float16`. Rust has `float` and `double`; `__float128` stays `u128`, which has its size and alignment.
    fn float(&self, kind: FloatKind) -> Option<Ty<'t>> {
        match kind {
            FloatKind::LongDouble if self.is_double(kind) => None,
            FloatKind::LongDouble => Some(self.of_runtime("LongDouble", Vec::new())),
            FloatKind::Half => Some(self.of_runtime("Half", Vec::new())),
            FloatKind::Float | FloatKind::Double | FloatKind::Float128 => None,
        }
    }

    fn is_double(&self, kind: FloatKind) -> bool {
        kind.format(&self.target) == FloatFormat::Binary64
    }

    fn function_pointer(&mut self, c: &CType, rust: &mut Ty<'t>) {
        let pointee = match c {
            CType::Pointer { pointee, .. } => self.resolver.shallow(pointee),
            other => other.clone(),
        };
        let (CType::Function(signature), Ty::Path(path)) = (pointee, &mut *rust) else { return };
        let Some(Ty::Function(function)) = path.arguments.first_mut() else { return };
        for (c, (_, rust)) in signature.fixed().iter().zip(&mut function.inputs) {
            self.ty(c, rust);
        }
        if let Some(output) = &mut function.output {
            self.ty(signature.result(), output);
        }
        if self.functions && !self.rustc_calls(&signature, function) {
            self.opaque += 1;
            self.changes += 1;
            *rust = Ty::path(":: core :: option :: Option", vec![self.of_runtime("OpaqueFunction", Vec::new())]);
        }
    }

    /// Whether rustc makes and serves calls of this C type through this Rust type.
    fn rustc_calls(&self, c: &Signature, rust: &Function<'_>) -> bool {
        match (self.resolver.signature(c), self.types.function(rust)) {
            (Ok(c), Some(rust)) => agreement::agrees(&self.target, &c, &rust),
            _ => false,
        }
    }
}

/// The integer of Rust that has the size and sign of a C one.
pub(super) fn fixed<'t>(kind: IntKind, target: &Target) -> Ty<'t> {
    Ty::path(ffi_grammar::types::fixed(kind, target), Vec::new())
}
