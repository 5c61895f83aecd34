//! What rustc passes for a Rust type: a type of generated text as a C type of equal layout and equal travel.
//!
//! Everything is read from the definitions themselves (`repr`, members, parameters of generic helpers), so nothing here knows
//! bindgen's habits. The types of the runtime are the exception: their definitions are not at hand, [`Types::runtime_type`] repeats them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

use ffi_abi::{CType, Convention, Field, FloatKind, IntKind, Layout, Record, RecordKind, Signature, Target};
use ffi_grammar::types;

use super::source;
use super::ty::{Function, Path, Ty};

/// A definition that a name of the generated code stands for.
#[derive(Clone, Debug)]
pub(super) enum Definition<'t> {
    /// `type name = …;`
    Alias(Ty<'t>),
    /// `struct` or `union`.
    Record(Shape<'t>),
}

/// A structure or union as written.
#[derive(Clone, Debug)]
pub(super) struct Shape<'t> {
    pub(super) kind: RecordKind,
    pub(super) repr: Repr<'t>,
    /// Names of the type parameters.
    pub(super) parameters: Vec<&'t str>,
    /// Names, or numbers where there are none, and types.
    pub(super) fields: Vec<(Cow<'t, str>, Ty<'t>)>,
}

/// `#[repr(…)]`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Repr<'t> {
    /// The integer that an enumeration is.
    pub(super) integer: Option<&'t str>,
    pub(super) transparent: bool,
    pub(super) packed: Option<u64>,
    pub(super) align: Option<u64>,
}

/// The definitions of a file by name.
pub(super) struct Types<'t> {
    pub(super) target: Target,
    /// Name of the runtime's crate in paths.
    pub(super) runtime: String,
    definitions: HashMap<&'t str, Definition<'t>>,
    /// What was found of types without parameters, by their names, as long as no definition changes: records hold records that hold records.
    views: RefCell<HashMap<String, Option<CType>>>,
    /// The same of [`Types::lacks_traits`], by the name of the definition.
    lacking: RefCell<HashMap<String, bool>>,
}

/// What the parameters of a generic record stand for.
type Bound<'b> = [(&'b str, CType)];

impl<'t> Types<'t> {
    pub(super) fn new(target: Target, runtime: String) -> Types<'t> {
        Types { target, runtime, definitions: HashMap::new(), views: RefCell::default(), lacking: RefCell::default() }
    }

    /// Puts a definition there, or another one in its place.
    pub(super) fn define(&mut self, name: &'t str, definition: Definition<'t>) {
        self.definitions.insert(name, definition);
        self.views.get_mut().clear();
        self.lacking.get_mut().clear();
    }

    /// A definition, with the name as the text has it.
    pub(super) fn get(&self, name: &str) -> Option<(&'t str, &Definition<'t>)> {
        self.definitions.get_key_value(name).map(|(name, definition)| (*name, definition))
    }

    /// How many definitions there are: no chain of them is longer.
    pub(super) fn count(&self) -> usize {
        self.definitions.len()
    }

    /// The C type that a Rust type is to rustc; `None` for one that is not understood.
    pub(super) fn view(&self, ty: &Ty<'_>) -> Option<CType> {
        self.with(ty, &[])
    }

    /// The C signature that a Rust function pointer is to rustc.
    pub(super) fn function(&self, function: &Function<'_>) -> Option<Signature> {
        let convention = convention(function.abi)?;
        let inputs = function.inputs.iter().map(|(_, ty)| ty);
        self.signature(inputs, function.output.as_ref(), function.variadic, convention)
    }

    /// The C signature of a Rust function's parts.
    pub(super) fn signature<'a, 's: 'a>(
        &self,
        inputs: impl Iterator<Item = &'a Ty<'s>>,
        output: Option<&Ty<'_>>,
        variadic: bool,
        convention: Convention,
    ) -> Option<Signature> {
        let result = output.map_or(Some(CType::Void), |ty| self.view(ty))?;
        let parameters = inputs.map(|ty| self.view(ty)).collect::<Option<Vec<_>>>()?;
        let signature = Signature::new(result, parameters).with_convention(convention);
        Some(if variadic { signature.with_variadic(Vec::new()) } else { signature })
    }

    /// The same pointer, through aliases, as one that is never null; `None` for what is no pointer.
    pub(super) fn non_null(&self, ty: &Ty<'t>) -> Option<Ty<'t>> {
        let mut inner = ty;
        // As many as there are aliases at most, should they go in circles.
        for _ in 0..=self.definitions.len() {
            match inner {
                Ty::Pointer { to, .. } => return Some(Ty::path(":: core :: ptr :: NonNull", vec![(**to).clone()])),
                Ty::Path(path) => match self.definition(path) {
                    Some(Definition::Alias(next)) => inner = next,
                    Some(Definition::Record(_)) => return None,
                    // `Option<unsafe extern "C" fn()>`
                    None if path.last() == "Option" => return path.arguments.first().cloned(),
                    None => return None,
                },
                _ => return None,
            }
        }
        None
    }

    /// Size and alignment that rustc gives a type.
    pub(super) fn layout(&self, ty: &Ty<'_>) -> Option<Layout> {
        Layout::of(&self.target, &self.view(ty)?).ok()
    }

    /// The record that a definition is to rustc.
    pub(super) fn record(&self, shape: &Shape<'_>, bound: &Bound<'_>) -> Option<Record> {
        let fields = shape.fields.iter().map(|(name, ty)| Some(Field::new(name, self.with(ty, bound)?)));
        let fields = fields.collect::<Option<Vec<_>>>()?;
        Some(Record { kind: shape.kind, pack: shape.repr.packed, align: shape.repr.align, ..Record::structure(fields) })
    }

    /// Whether rustc refuses the type inside a packed record: it, or something in it, has `#[repr(align)]` (E0588).
    pub(super) fn holds_align(&self, ty: &Ty<'_>) -> bool {
        match ty {
            Ty::Array { element, .. } => self.holds_align(element),
            Ty::Path(path) => match self.definition(path) {
                Some(Definition::Alias(ty)) => self.holds_align(ty),
                Some(Definition::Record(shape)) => {
                    shape.repr.align.is_some() || shape.fields.iter().any(|(_, ty)| self.holds_align(ty))
                }
                // The runtime's long double and vectors hold an aligned type.
                None => path.of_crate(&self.runtime).is_some_and(|name| name != "Half" && name != "OpaqueFunction"),
            },
            _ => false,
        }
    }

    /// Whether a type may lack traits that bindgen derives for the one it wrote: it is, or holds, a type of the runtime or a record made
    /// of bytes.
    pub(super) fn lacks_traits(&self, ty: &Ty<'_>) -> bool {
        match ty {
            Ty::Array { element, .. } => self.lacks_traits(element),
            Ty::Path(path) => match path.local().and_then(|name| self.get(name)) {
                Some((name, definition)) => {
                    if let Some(&known) = self.lacking.borrow().get(name) {
                        return known;
                    }
                    let lacks = match definition {
                        Definition::Alias(ty) => self.lacks_traits(ty),
                        Definition::Record(shape) => {
                            shape.made_of_bytes() || shape.fields.iter().any(|(_, ty)| self.lacks_traits(ty))
                        }
                    };
                    self.lacking.borrow_mut().insert(name.to_owned(), lacks);
                    lacks
                }
                None => path.of_crate(&self.runtime).is_some_and(|name| name != "OpaqueFunction"),
            },
            _ => false,
        }
    }

    /// The definition that a path of one name stands for.
    pub(super) fn definition(&self, path: &Path<'_>) -> Option<&Definition<'t>> {
        self.definitions.get(path.local()?)
    }

    fn with(&self, ty: &Ty<'_>, bound: &Bound<'_>) -> Option<CType> {
        match ty {
            Ty::Never | Ty::Unit => Some(CType::Void),
            Ty::Pointer { .. } | Ty::Reference(_) | Ty::Function(_) => Some(CType::pointer(CType::Void)),
            Ty::Array { element, length } => Some(CType::array(self.with(element, bound)?, integer(length)?)),
            Ty::Path(path) if bound.is_empty() && path.arguments.is_empty() => {
                if let Some(known) = self.views.borrow().get(path.names()) {
                    return known.clone();
                }
                let view = self.path(path, bound);
                self.views.borrow_mut().insert(path.names().to_owned(), view.clone());
                view
            }
            Ty::Path(path) => self.path(path, bound),
            Ty::Other(_) => None,
        }
    }

    fn path(&self, path: &Path<'_>, bound: &Bound<'_>) -> Option<CType> {
        if let Some(name) = path.local() {
            if let Some((_, ty)) = bound.iter().find(|(parameter, _)| *parameter == name) {
                return Some(ty.clone());
            }
            match self.definitions.get(name) {
                Some(Definition::Alias(target)) => return self.with(target, bound),
                Some(Definition::Record(shape)) => {
                    let arguments = self.arguments(path, bound)?;
                    let bound: Vec<(&str, CType)> = shape.parameters.iter().copied().zip(arguments).collect();
                    if shape.repr.transparent {
                        return self.with(&shape.fields.first()?.1, &bound);
                    }
                    return self.record(shape, &bound).map(CType::record);
                }
                None => {}
            }
        }
        if let Some(name) = path.of_crate(&self.runtime) {
            return self.runtime_type(name, path, bound);
        }
        match (path.last(), &path.arguments[..]) {
            // No bytes, and an alignment of 1.
            ("PhantomData", _) => Some(CType::record(Record::structure(Vec::new()))),
            ("UnsafeCell" | "ManuallyDrop" | "MaybeUninit", [inner]) => self.with(inner, bound),
            // Only pointers have room for `None` in what C calls null.
            ("Option", [inner]) => self.with(inner, bound).filter(|ty| matches!(ty, CType::Pointer { .. })),
            ("NonNull", [_]) => Some(CType::pointer(CType::Void)),
            (name, []) => types::scalar(name),
            _ => None,
        }
    }

    fn arguments(&self, path: &Path<'_>, bound: &Bound<'_>) -> Option<Vec<CType>> {
        path.arguments.iter().map(|ty| self.with(ty, bound)).collect()
    }

    /// What rustc passes for a type of `ffi-rt`: all are `#[repr(C)]` records of bytes or lanes but `Half`, which is a `u16`, and
    /// `OpaqueFunction`, which is a pointer.
    fn runtime_type(&self, name: &str, path: &Path<'_>, bound: &Bound<'_>) -> Option<CType> {
        let bytes = |size: u64, align: u64| {
            let bytes = CType::array(CType::Int(IntKind::UInt8), size);
            CType::record(Record { align: Some(align), ..Record::structure(vec![Field::new("bytes", bytes)]) })
        };
        match name {
            "Half" => Some(CType::Int(IntKind::UInt16)),
            "OpaqueFunction" => Some(CType::pointer(CType::Void)),
            "LongDouble" => {
                let layout = Layout::of(&self.target, &CType::Float(FloatKind::LongDouble)).ok()?;
                Some(bytes(layout.size, layout.align))
            }
            "Complex" => {
                let part = self.arguments(path, bound)?.into_iter().next()?;
                Some(CType::record(Record::structure(vec![Field::new("re", part.clone()), Field::new("im", part)])))
            }
            "Vector" => {
                let lanes = self.arguments(path, bound)?.into_iter().next()?;
                let size = Layout::of(&self.target, &lanes).ok()?.size;
                let record = Record::structure(vec![Field::new("lanes", lanes)]);
                Some(CType::record(Record { align: Some(size), ..record }))
            }
            _ => None,
        }
    }
}

/// The convention that a text in quotation marks names; C's where there is none.
pub(super) fn convention(abi: Option<&str>) -> Option<Convention> {
    let Some(abi) = abi else { return Some(Convention::C) };
    Convention::from_name(abi.trim_matches('"'))
}

/// The number that a literal is, whatever type it says.
fn integer(text: &str) -> Option<u64> {
    text.trim_end_matches("usize").parse().ok()
}

impl<'t> Shape<'t> {
    /// Whether it is one of ours whose members are functions.
    fn made_of_bytes(&self) -> bool {
        matches!(&self.fields[..], [(name, _)] if name == "bytes") && self.repr.align.is_some()
    }

    pub(super) fn new(record: &source::Record<'t>, attributes: &[&'t str]) -> Shape<'t> {
        let fields = record
            .fields
            .iter()
            .enumerate()
            .map(|(at, (name, slot))| (name.map_or_else(|| at.to_string().into(), Cow::Borrowed), slot.ty.clone()));
        Shape { kind: record.kind, repr: Repr::of(attributes), parameters: record.parameters.clone(), fields: fields.collect() }
    }
}

impl<'t> Repr<'t> {
    /// What the attributes say; what is no representation that bindgen writes, the layout check would show.
    pub(super) fn of(attributes: &[&'t str]) -> Repr<'t> {
        let mut repr = Repr::default();
        let said = attributes.iter().filter_map(|text| text.strip_prefix("repr")?.trim().strip_prefix('(')?.strip_suffix(')'));
        for word in said.flat_map(|list| list.split(',')).map(str::trim) {
            let (name, number) = match word.split_once('(') {
                Some((name, number)) => (name.trim(), number.trim_end_matches(')').trim().parse().ok()),
                None => (word, None),
            };
            match name {
                "packed" => repr.packed = Some(number.unwrap_or(1)),
                "align" => repr.align = repr.align.max(number),
                "transparent" => repr.transparent = true,
                "C" | "" => {}
                integer => repr.integer = Some(integer),
            }
        }
        repr
    }
}
