//! What rustc passes for a Rust type: tokens of generated code as a C type of equal layout and equal travel.
//!
//! Everything is read from the definitions themselves (`repr`, members, parameters of generic helpers), so nothing here knows
//! bindgen's habits. The types of the runtime are the exception: their definitions are not at hand, [`runtime`] repeats them.

use std::collections::HashMap;

use ffi_abi::{CType, Convention, Field, FloatKind, IntKind, Layout, Record, RecordKind, Signature, Target};
use ffi_grammar::types;
use syn::{Attribute, Expr, ExprLit, Fields, GenericArgument, Lit, PathArguments, ReturnType, Type, TypeFnPtr, TypePath};

/// A definition that a name of the generated code stands for.
#[derive(Clone, Debug)]
pub(super) enum Definition {
    /// `type name = …;`
    Alias(Box<Type>),
    /// `struct` or `union`.
    Record(Shape),
}

/// A structure or union as written.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: RecordKind,
    pub(super) repr: Repr,
    /// Names of the type parameters.
    pub(super) parameters: Vec<String>,
    pub(super) fields: Vec<(String, Type)>,
}

/// `#[repr(…)]`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Repr {
    /// The integer that an enumeration is.
    pub(super) integer: Option<Box<Type>>,
    pub(super) transparent: bool,
    pub(super) packed: Option<u64>,
    pub(super) align: Option<u64>,
}

/// The definitions of a file by name.
pub(super) struct Types {
    pub(super) target: Target,
    /// Name of the runtime's crate in paths.
    pub(super) runtime: String,
    pub(super) definitions: HashMap<String, Definition>,
}

impl Types {
    /// The C type that a Rust type is to rustc; `None` for one that is not understood.
    pub(super) fn view(&self, ty: &Type) -> Option<CType> {
        self.with(ty, &HashMap::new())
    }

    /// The C signature that a Rust function pointer is to rustc.
    pub(super) fn function(&self, function: &TypeFnPtr) -> Option<Signature> {
        let convention = types::convention(function.abi.as_ref()?.name.as_ref()).ok()?.0;
        let inputs = function.inputs.iter().map(|input| &input.ty);
        self.signature(inputs, &function.output, function.variadic.is_some(), convention)
    }

    /// The C signature of a Rust function's parts.
    pub(super) fn signature<'t>(
        &self,
        inputs: impl Iterator<Item = &'t Type>,
        output: &ReturnType,
        variadic: bool,
        convention: Convention,
    ) -> Option<Signature> {
        let result = match output {
            ReturnType::Default => CType::Void,
            ReturnType::Type(_, ty) => self.view(ty)?,
        };
        let parameters = inputs.map(|ty| self.view(ty)).collect::<Option<Vec<_>>>()?;
        let signature = Signature::new(result, parameters).with_convention(convention);
        Some(if variadic { signature.with_variadic(Vec::new()) } else { signature })
    }

    /// Makes of a pointer, through aliases, one that is never null.
    pub(super) fn make_non_null(&self, ty: &mut Type) {
        let mut inner = &*ty;
        // As many as there are aliases at most, should they go in circles.
        for _ in 0..=self.definitions.len() {
            let never_null: Type = match inner {
                Type::Ptr(pointer) => {
                    let to = &pointer.elem;
                    syn::parse_quote!(::core::ptr::NonNull<#to>)
                }
                Type::Path(path) => match self.definition(path) {
                    Some(Definition::Alias(next)) => {
                        inner = next;
                        continue;
                    }
                    Some(Definition::Record(_)) => return,
                    // `Option<unsafe extern "C" fn()>`
                    None => match optional(path) {
                        Some(function) => function.clone(),
                        None => return,
                    },
                },
                _ => return,
            };
            *ty = never_null;
            return;
        }
    }

    /// Size and alignment that rustc gives a type.
    pub(super) fn layout(&self, ty: &Type) -> Option<Layout> {
        Layout::of(&self.target, &self.view(ty)?).ok()
    }

    /// The record that a definition is to rustc.
    pub(super) fn record(&self, shape: &Shape, bound: &HashMap<String, CType>) -> Option<Record> {
        let fields = shape.fields.iter().map(|(name, ty)| Some(Field::new(name, self.with(ty, bound)?)));
        let fields = fields.collect::<Option<Vec<_>>>()?;
        Some(Record { kind: shape.kind, pack: shape.repr.packed, align: shape.repr.align, ..Record::structure(fields) })
    }

    /// Whether rustc refuses the type inside a packed record: it, or something in it, has `#[repr(align)]` (E0588).
    pub(super) fn holds_align(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(array) => self.holds_align(&array.elem),
            Type::Path(path) => match self.definition(path) {
                Some(Definition::Alias(ty)) => self.holds_align(ty),
                Some(Definition::Record(shape)) => {
                    shape.repr.align.is_some() || shape.fields.iter().any(|(_, ty)| self.holds_align(ty))
                }
                // The runtime's long double and vectors hold an aligned type.
                None => self.in_runtime(path).is_some_and(|(name, _)| name != "Half" && name != "OpaqueFunction"),
            },
            _ => false,
        }
    }

    /// An `impl Deref` of a structure around a type, with the type that is in it now.
    pub(super) fn with_target(&self, mut block: syn::ItemImpl) -> syn::ItemImpl {
        let Type::Path(path) = &*block.self_ty else { return block };
        let Some(Definition::Record(Shape { repr: Repr { transparent: true, .. }, fields, .. })) = self.definition(path) else {
            return block;
        };
        for item in &mut block.items {
            if let (syn::ImplItem::Type(target), [(_, ty)]) = (item, &fields[..]) {
                if target.ident == "Target" {
                    target.ty = ty.clone();
                }
            }
        }
        block
    }

    /// Whether a type may lack traits that bindgen derives for the one it wrote: it is, or holds, a type of the runtime or a record made
    /// of bytes.
    pub(super) fn lacks_traits(&self, ty: &Type) -> bool {
        match ty {
            Type::Array(array) => self.lacks_traits(&array.elem),
            Type::Path(path) => match self.definition(path) {
                Some(Definition::Alias(ty)) => self.lacks_traits(ty),
                Some(Definition::Record(shape)) => {
                    shape.made_of_bytes() || shape.fields.iter().any(|(_, ty)| self.lacks_traits(ty))
                }
                None => self.in_runtime(path).is_some_and(|(name, _)| name != "OpaqueFunction"),
            },
            _ => false,
        }
    }

    /// The definition that a path of one segment names.
    pub(super) fn definition(&self, path: &TypePath) -> Option<&Definition> {
        self.definitions.get(&local(path)?)
    }

    /// The last segment and its arguments of a path into the runtime.
    fn in_runtime<'p>(&self, path: &'p TypePath) -> Option<(String, &'p PathArguments)> {
        let segments = &path.path.segments;
        let last = segments.last()?;
        (segments.len() == 2 && segments[0].ident == self.runtime).then(|| (last.ident.to_string(), &last.arguments))
    }

    fn with(&self, ty: &Type, bound: &HashMap<String, CType>) -> Option<CType> {
        match ty {
            Type::Group(group) => self.with(&group.elem, bound),
            Type::Paren(paren) => self.with(&paren.elem, bound),
            Type::Never(_) => Some(CType::Void),
            Type::Tuple(tuple) if tuple.elems.is_empty() => Some(CType::Void),
            Type::Ptr(_) | Type::Reference(_) | Type::FnPtr(_) => Some(CType::pointer(CType::Void)),
            Type::Array(array) => {
                let length = integer(&array.len)?;
                Some(CType::array(self.with(&array.elem, bound)?, length))
            }
            Type::Path(path) => self.path(ty, path, bound),
            _ => None,
        }
    }

    fn path(&self, ty: &Type, path: &TypePath, bound: &HashMap<String, CType>) -> Option<CType> {
        if let Some(name) = local(path) {
            if let Some(ty) = bound.get(&name) {
                return Some(ty.clone());
            }
            match self.definitions.get(&name) {
                Some(Definition::Alias(target)) => return self.with(target, bound),
                Some(Definition::Record(shape)) => {
                    let arguments = self.arguments(&path.path.segments.last()?.arguments, bound)?;
                    let bound = shape.parameters.iter().cloned().zip(arguments).collect();
                    if shape.repr.transparent {
                        return self.with(&shape.fields.first()?.1, &bound);
                    }
                    return self.record(shape, &bound).map(CType::record);
                }
                None => {}
            }
        }
        if let Some((name, arguments)) = self.in_runtime(path) {
            return self.runtime_type(&name, arguments, bound);
        }
        let last = path.path.segments.last()?;
        match last.ident.to_string().as_str() {
            // No bytes, and an alignment of 1.
            "PhantomData" => Some(CType::record(Record::structure(Vec::new()))),
            "UnsafeCell" | "ManuallyDrop" | "MaybeUninit" => self.arguments(&last.arguments, bound)?.into_iter().next(),
            // Only pointers have room for `None` in what C calls null.
            "Option" => match self.arguments(&last.arguments, bound)?.into_iter().next()? {
                pointer @ CType::Pointer { .. } => Some(pointer),
                _ => None,
            },
            _ => types::ctype(ty).ok()?.ctype,
        }
    }

    fn arguments(&self, arguments: &PathArguments, bound: &HashMap<String, CType>) -> Option<Vec<CType>> {
        match arguments {
            PathArguments::None => Some(Vec::new()),
            PathArguments::AngleBracketed(generics) => generics
                .args
                .iter()
                .map(|argument| match argument {
                    GenericArgument::Type(ty) => self.with(ty, bound),
                    _ => None,
                })
                .collect(),
            PathArguments::Parenthesized(_) => None,
        }
    }

    /// What rustc passes for a type of `ffi-rt`: all are `#[repr(C)]` records of bytes or lanes but `Half`, which is a `u16`, and
    /// `OpaqueFunction`, which is a pointer.
    fn runtime_type(&self, name: &str, arguments: &PathArguments, bound: &HashMap<String, CType>) -> Option<CType> {
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
                let part = self.arguments(arguments, bound)?.into_iter().next()?;
                Some(CType::record(Record::structure(vec![Field::new("re", part.clone()), Field::new("im", part)])))
            }
            "Vector" => {
                let lanes = self.arguments(arguments, bound)?.into_iter().next()?;
                let size = Layout::of(&self.target, &lanes).ok()?.size;
                let record = Record::structure(vec![Field::new("lanes", lanes)]);
                Some(CType::record(Record { align: Some(size), ..record }))
            }
            _ => None,
        }
    }
}

/// The type and its other name in `pub use self::ty as name;`.
pub(super) fn other_name(item: &syn::ItemUse) -> Option<(Type, &syn::Ident)> {
    let syn::UseTree::Path(path) = &item.tree else { return None };
    if path.ident != "self" {
        return None;
    }
    match &*path.tree {
        syn::UseTree::Rename(rename) => {
            let ty = &rename.ident;
            Some((syn::parse_quote!(#ty), &rename.rename))
        }
        // Of a module of constants.
        syn::UseTree::Path(inner) => match &*inner.tree {
            syn::UseTree::Rename(rename) => {
                let (module, ty) = (&inner.ident, &rename.ident);
                Some((syn::parse_quote!(#module::#ty), &rename.rename))
            }
            _ => None,
        },
        _ => None,
    }
}

/// `type Type = …;` of a module that holds an enumeration's constants.
pub(super) fn type_of_module(module: &syn::ItemMod) -> Option<&Type> {
    module.content.iter().flat_map(|(_, items)| items).find_map(|item| match item {
        syn::Item::Type(alias) if alias.ident == "Type" => Some(&*alias.ty),
        _ => None,
    })
}

/// The name of a path that is one segment, or of a module of constants, whose type is `name::Type`.
pub(super) fn local(path: &TypePath) -> Option<String> {
    let segments = &path.path.segments;
    if segments.len() == 2 && segments[1].ident == "Type" && path.qself.is_none() && path.path.leading_colon.is_none() {
        return Some(segments[0].ident.to_string());
    }
    (path.qself.is_none() && path.path.leading_colon.is_none() && segments.len() == 1).then(|| segments[0].ident.to_string())
}

/// The number that a literal is.
pub(super) fn integer(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        _ => None,
    }
}

impl Shape {
    /// Whether it is one of ours whose members are functions.
    fn made_of_bytes(&self) -> bool {
        matches!(&self.fields[..], [(name, _)] if name == "bytes") && self.repr.align.is_some()
    }

    pub(super) fn new(kind: RecordKind, attrs: &[Attribute], generics: &syn::Generics, fields: &Fields) -> Shape {
        let name = |(index, field): (usize, &syn::Field)| {
            (field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string), field.ty.clone())
        };
        Shape {
            kind,
            repr: Repr::of(attrs),
            parameters: generics.type_params().map(|parameter| parameter.ident.to_string()).collect(),
            fields: fields.iter().enumerate().map(name).collect(),
        }
    }
}

impl Repr {
    pub(super) fn of(attrs: &[Attribute]) -> Repr {
        let mut repr = Repr::default();
        for attribute in attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
            // What does not parse is no representation that bindgen writes; the layout check would show the difference.
            let _ = attribute.parse_nested_meta(|meta| {
                let number = || -> syn::Result<Option<u64>> {
                    if !meta.input.peek(syn::token::Paren) {
                        return Ok(None);
                    }
                    let content;
                    syn::parenthesized!(content in meta.input);
                    content.parse::<syn::LitInt>()?.base10_parse().map(Some)
                };
                if meta.path.is_ident("packed") {
                    repr.packed = Some(number()?.unwrap_or(1));
                } else if meta.path.is_ident("align") {
                    repr.align = repr.align.max(number()?);
                } else if meta.path.is_ident("transparent") {
                    repr.transparent = true;
                } else if !meta.path.is_ident("C") {
                    let path = meta.path;
                    repr.integer = Some(Box::new(syn::parse_quote!(#path)));
                }
                Ok(())
            });
        }
        repr
    }
}

/// What is inside an `Option`.
fn optional(path: &TypePath) -> Option<&Type> {
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
