//! Generated Rust: bindgen's syntax trees, held against the declarations and edited where they are wrong.
//!
//! ```text
//! bindgen's items ──first walk──► types Rust lacks replaced ──records──► wrong layouts become bytes
//!                 ──second walk─► function pointers that rustc calls wrongly become opaque
//!                 ──functions───► kept, or a wrapper that calls through a trampoline, or taken out
//! ```

mod derives;
mod elsewhere;
mod enums;
mod functions;
mod macros;
mod pairing;
mod plain;
mod promises;
mod records;
mod rulings;
mod view;

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::{CType, RecordKind, Signature, Target, record_layout};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Fields, ForeignItem, Item as RustItem, ReturnType, Type};

use crate::agreement::Ruling;
use crate::bindings::{BACK, Call, FRONT, Proof};
use crate::declarations::{Declarations, Item, Place, RecordItem, Resolver};
use crate::headers::{Names, Text};
use pairing::Pairing;
use promises::Taken;
pub(crate) use records::escape;
use records::{Counterpart, Emitter};
use view::{Definition, Shape, Types};

/// How the Rust text is to be made.
pub struct Options {
    /// The machine that the declarations are for.
    pub target: Target,
    /// Path of the runtime's crate, `::ffi` unless it was renamed.
    pub runtime: syn::Path,
    /// `#[link(…)]` of the library; empty if something else links it.
    pub link: TokenStream,
    /// Whether trampolines can be made for the target.
    pub encoder: bool,
    /// Whether a line of documentation says what must not be null.
    pub comments: bool,
    /// Functions whose types say it: regular expressions for whole names.
    pub non_null: Vec<String>,
    /// Typedefs of pointers that are never null, by the author's word: regular expressions for whole names.
    pub never_null: Vec<String>,
}

/// The Rust text, and what became of each declaration.
pub struct Generated {
    pieces: Vec<Piece>,
    /// As many as there are declarations; `None` for one that was not asked for.
    pub rulings: Vec<Option<Ruling>>,
    /// The signatures that need a downcall trampoline, resolved, each once, in the order of their canonical text.
    pub trampolines: Vec<Signature>,
}

/// A part of the Rust text.
enum Piece {
    Tokens(TokenStream),
    Proof(Proof<String>),
    Call(Box<Call>),
}

impl Generated {
    /// The text, to be included in a module; `archive` is the name of the archive that holds the trampolines. An item is a line:
    /// formatting would take longer than everything before it.
    pub fn text(&self, archive: &str) -> String {
        let mut text = FRONT.to_owned();
        for piece in &self.pieces {
            match piece {
                Piece::Tokens(tokens) => text.push_str(&tokens.to_string()),
                Piece::Proof(proof) => proof.write(&mut text),
                Piece::Call(call) => text.push_str(&call.tokens(archive).to_string()),
            }
            text.push('\n');
        }
        text.push_str(BACK);
        text
    }
}

/// Makes the Rust text of declarations from bindgen's.
pub fn generate(declarations: &Declarations, bindgen: Text, options: &Options) -> Generated {
    let resolver = Resolver::new(declarations);
    let mut generator = Generator {
        declarations,
        resolver: &resolver,
        options,
        items: bindgen.items,
        given: bindgen.names,
        names: HashMap::new(),
        types: Types { target: options.target, runtime: runtime_name(&options.runtime), definitions: HashMap::new() },
        records: BTreeMap::new(),
        opaque: (HashSet::new(), HashSet::new()),
        taken: Taken::new(&[]),
    };
    generator.index();
    generator.taken = Taken::new(&generator.items);
    generator.taken.apply(&generator.types, &mut generator.items);
    let met = generator.first_walk();
    generator.index();
    generator.find_counterparts(met);
    let shapes = generator.judge_records();
    generator.second_walk(&shapes);
    generator.never_null();
    generator.emit(&shapes)
}

fn runtime_name(path: &syn::Path) -> String {
    path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

/// A Rust record that was judged: bindgen's shape, its counterpart in C, and why it is made of bytes, if it is.
struct Judged {
    shape: Shape,
    counterpart: Counterpart,
    bytes: Option<String>,
}

struct Generator<'a, 'd> {
    declarations: &'a Declarations,
    resolver: &'a Resolver<'d>,
    options: &'a Options,
    items: Vec<RustItem>,
    /// What bindgen called the items of C.
    given: Names,
    /// Where the type of a name is among the items.
    names: HashMap<String, usize>,
    types: Types,
    /// C type of each Rust record.
    records: BTreeMap<String, CType>,
    /// Declarations (by index) and Rust records (by name) in which function pointers became opaque.
    opaque: (HashSet<usize>, HashSet<String>),
    /// Enumerations that C only takes.
    taken: Taken,
}

impl<'d> Generator<'_, 'd> {
    /// Reads the definitions.
    fn index(&mut self) {
        self.names.clear();
        self.types.definitions.clear();
        for (at, item) in self.items.iter().enumerate() {
            let (name, definition) = match item {
                RustItem::Type(alias) => (&alias.ident, Definition::Alias(alias.ty.clone())),
                RustItem::Struct(item) => {
                    let shape = Shape::new(RecordKind::Struct, &item.attrs, &item.generics, &item.fields);
                    (&item.ident, Definition::Record(shape))
                }
                RustItem::Union(item) => {
                    let fields = Fields::Named(item.fields.clone());
                    (&item.ident, Definition::Record(Shape::new(RecordKind::Union, &item.attrs, &item.generics, &fields)))
                }
                RustItem::Enum(item) => match view::Repr::of(&item.attrs).integer {
                    Some(integer) => (&item.ident, Definition::Alias(integer)),
                    None => continue,
                },
                // `typedef enum tag { … } name;` is one type by two names.
                RustItem::Use(item) => match view::other_name(item) {
                    Some((ty, name)) => (name, Definition::Alias(Box::new(ty))),
                    None => continue,
                },
                // Constants in a module of the enumeration's name, whose type is called `Type`.
                RustItem::Mod(module) => match view::type_of_module(module) {
                    Some(ty) => (&module.ident, Definition::Alias(Box::new(ty.clone()))),
                    None => continue,
                },
                _ => continue,
            };
            self.names.insert(name.to_string(), at);
            self.types.definitions.insert(name.to_string(), definition);
        }
    }

    /// The name of the type that bindgen wrote for one of C: what it said, the same, or the same with `_` where Rust has the name
    /// itself.
    fn rust_name(&self, c: &str, place: Option<&Place>) -> Option<String> {
        let tag = c.split_once(' ').map(|(_, tag)| tag);
        let bare = tag.unwrap_or(c);
        let escaped = format!("{bare}_");
        let said = if tag.is_some() { self.given.tag(bare) } else { None };
        let said = said.or_else(|| self.given.at(place)).or_else(|| self.given.tag(bare));
        said.into_iter().chain([bare, &escaped]).find(|name| self.names.contains_key(*name)).map(str::to_owned)
    }

    fn pairing(&self, functions: bool) -> Pairing<'_, 'd> {
        Pairing::new(self.options.target, self.resolver, &self.options.runtime, &self.types, functions)
    }

    /// Puts types of the runtime where Rust has none; gives the C type of each Rust record that was met.
    fn first_walk(&mut self) -> HashMap<String, CType> {
        let mut items = std::mem::take(&mut self.items);
        let mut pairing = self.pairing(false);
        for (declaration, record) in self.declarations.records() {
            if let Some(name) = self.rust_name(&record.name, declaration.place.as_ref()) {
                pairing.meet(name, &CType::Named(record.name.as_str().into()));
            }
        }
        self.walk(&mut pairing, &mut items);
        while let Some((name, c)) = pairing.unwalked() {
            if let (Some(&at), Some(record)) = (self.names.get(&name), self.members(&c)) {
                walk_members(&mut pairing, &record, &mut items[at]);
            }
        }
        let met = pairing.into_met();
        self.items = items;
        met
    }

    /// Walks typedefs, functions and globals; gives those in which a function pointer became opaque.
    fn walk(&self, pairing: &mut Pairing<'_, '_>, items: &mut [RustItem]) -> HashSet<usize> {
        let mut opaque = HashSet::new();
        let mut note = |at: usize, before: usize, pairing: &Pairing<'_, '_>| {
            if pairing.opaque > before {
                opaque.insert(at);
            }
        };
        for (at, declaration) in self.declarations.items.iter().enumerate() {
            if let Item::Typedef(typedef) = &declaration.item {
                let name = self.rust_name(&typedef.name, declaration.place.as_ref());
                let place = name.and_then(|name| self.names.get(&name).copied());
                let ty = match place.map(|place| &mut items[place]) {
                    Some(RustItem::Type(alias)) => Some(&mut *alias.ty),
                    // A structure around the type.
                    Some(RustItem::Struct(syn::ItemStruct { fields: Fields::Unnamed(fields), .. })) => {
                        fields.unnamed.first_mut().map(|field| &mut field.ty)
                    }
                    _ => None,
                };
                if let Some(ty) = ty {
                    let before = pairing.opaque;
                    pairing.ty(&typedef.ty, ty);
                    note(at, before, pairing);
                }
            }
        }
        let symbols = functions::Symbols::new(self.declarations, &self.given);
        for item in items {
            let RustItem::ForeignMod(block) = item else { continue };
            for item in &mut block.items {
                let before = pairing.opaque;
                match item {
                    ForeignItem::Fn(function) => {
                        if let Some((at, c)) = symbols.function(function) {
                            let inputs = functions::inputs_mut(&mut function.sig.inputs);
                            pairing.function(&c.signature, inputs, &mut function.sig.output);
                            note(at, before, pairing);
                        }
                    }
                    ForeignItem::Static(global) => {
                        if let Some((at, c)) = symbols.global(global) {
                            pairing.ty(&c.ty, &mut global.ty);
                            note(at, before, pairing);
                        }
                    }
                    _ => {}
                }
            }
        }
        opaque
    }

    /// The members of a C record, as declared; `None` if it is only declared.
    fn members(&self, c: &CType) -> Option<ffi_abi::Record> {
        match c {
            CType::Record(record) => Some((**record).clone()),
            CType::Named(name) => match self.resolver.item(name) {
                Some(Item::Record(RecordItem { record: Some(record), .. })) => Some(record.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn find_counterparts(&mut self, met: HashMap<String, CType>) {
        let is_plain = |name: &String| match self.types.definitions.get(name) {
            Some(Definition::Record(shape)) => shape.parameters.is_empty(),
            Some(Definition::Alias(_)) | None => false,
        };
        self.records = met.into_iter().filter(|(name, _)| is_plain(name)).collect();
    }

    /// A record's members and C's layout of it; clang's where it is named, ours (checked against it from outside) elsewhere.
    fn counterpart(&self, c: &CType) -> Option<Counterpart> {
        if let CType::Named(name) = c {
            if self.given.is_opaque(name) {
                let Some(Item::Record(item)) = self.resolver.item(name) else { return None };
                let fault = Some("its members are left out".to_owned());
                return Some(Counterpart { record: ffi_abi::Record::structure(Vec::new()), layout: item.layout.clone()?, fault });
            }
        }
        match (self.members(c), c) {
            (Some(record), CType::Named(name)) => match self.resolver.item(name) {
                Some(Item::Record(item)) => Some(Counterpart { record, layout: item.layout.clone()?, fault: None }),
                _ => None,
            },
            (Some(record), _) => {
                let resolved = self.resolver.record(&record).ok()?;
                let layout = record_layout(&self.options.target, &resolved).ok()?;
                Some(Counterpart { record, layout, fault: None })
            }
            (None, CType::Named(name)) => match self.resolver.item(name) {
                Some(Item::Record(RecordItem { layout: Some(layout), fault: Some(fault), .. })) => {
                    let record = ffi_abi::Record::structure(Vec::new());
                    Some(Counterpart { record, layout: layout.clone(), fault: Some(fault.clone()) })
                }
                _ => None,
            },
            (None, _) => None,
        }
    }

    /// Which records keep bindgen's form. One that becomes bytes may force those that hold it to follow.
    fn judge_records(&mut self) -> BTreeMap<String, Judged> {
        let mut judged = BTreeMap::new();
        for (name, c) in &self.records {
            if let (Some(Definition::Record(shape)), Some(counterpart)) = (self.types.definitions.get(name), self.counterpart(c))
            {
                judged.insert(name.clone(), Judged { shape: shape.clone(), counterpart, bytes: None });
            }
        }
        loop {
            let mut changed = false;
            for (name, judged) in judged.iter_mut().filter(|(_, judged)| judged.bytes.is_none()) {
                let reason = match &judged.counterpart.fault {
                    Some(fault) => Some(fault.clone()),
                    None => records::difference(&self.types, &judged.shape, &judged.counterpart),
                };
                if let Some(reason) = reason {
                    let bytes = records::bytes_shape(&judged.shape, &judged.counterpart.layout);
                    self.types.definitions.insert(name.clone(), Definition::Record(bytes));
                    judged.bytes = Some(reason);
                    changed = true;
                }
            }
            if !changed {
                return judged;
            }
        }
    }

    /// Makes function pointers opaque that rustc would call wrongly.
    fn second_walk(&mut self, judged: &BTreeMap<String, Judged>) {
        let mut items = std::mem::take(&mut self.items);
        let mut pairing = self.pairing(true);
        let declarations = self.walk(&mut pairing, &mut items);
        let mut records = HashSet::new();
        for (name, judged) in judged {
            if let Some(&at) = self.names.get(name) {
                let before = pairing.opaque;
                walk_members(&mut pairing, &judged.counterpart.record, &mut items[at]);
                if pairing.opaque > before {
                    records.insert(name.clone());
                }
            }
        }
        self.opaque = (declarations, records);
        self.items = items;
        self.index();
        // The index has bindgen's form of these again.
        for (name, judged) in judged {
            if judged.bytes.is_some() {
                let bytes = records::bytes_shape(&judged.shape, &judged.counterpart.layout);
                self.types.definitions.insert(name.clone(), Definition::Record(bytes));
            }
        }
    }

    /// The items in order, and what became of each declaration.
    fn emit(mut self, judged: &BTreeMap<String, Judged>) -> Generated {
        let mut items = std::mem::take(&mut self.items);
        if !self.options.never_null.is_empty() {
            items.iter_mut().for_each(|item| self.types.without_default(item));
        }
        let getters = records::getters(&items);
        let symbols = functions::Symbols::new(self.declarations, &self.given);
        let mut functions = functions::Functions::new(&self.types, self.resolver, self.options);
        let documented = self.declarations.items.iter().enumerate();
        functions.docs = documented
            .filter(|(_, declaration)| matches!(&declaration.item, Item::Function(f) if f.flags.shim))
            .filter_map(|(at, declaration)| Some((at, declaration.doc.clone()?)))
            .collect();
        let mut out = Vec::new();
        let link = &self.options.link;
        if !link.is_empty() {
            out.push(Piece::Tokens(quote!(#link unsafe extern "C" {})));
        }
        let mut constants = HashMap::new();
        let defaults = derives::implemented(&items);
        let mut repeated = repeated_constants(&items);
        let wrong = self.wrong_constants(&items);
        for item in items {
            match item {
                RustItem::Const(ref constant) if repeated.get_mut(&constant.ident).is_some_and(more_to_come) => {}
                RustItem::Const(ref constant) if wrong.contains_key(&constant.ident.to_string()) => {}
                RustItem::Struct(syn::ItemStruct { ref ident, ref attrs, .. })
                | RustItem::Union(syn::ItemUnion { ref ident, ref attrs, .. })
                    if judged.contains_key(&ident.to_string()) =>
                {
                    let name = ident.to_string();
                    let Judged { counterpart, bytes, .. } = &judged[&name];
                    let shape = self.shape_now(&item);
                    let emitter = Emitter {
                        types: &self.types,
                        resolver: self.resolver,
                        runtime: &self.options.runtime,
                        getters: &getters,
                        record: name,
                    };
                    if bytes.is_some() {
                        let docs: Vec<_> = attrs.iter().filter(|attribute| attribute.path().is_ident("doc")).collect();
                        out.push(Piece::Tokens(records::bytes(&emitter, ident, &docs, &shape, counterpart)));
                        if derives::has(attrs, "Default") || defaults.contains(ident) {
                            out.push(Piece::Tokens(derives::default(ident)));
                        }
                    } else {
                        let (functions, proof) = emitter.behind(ident, &shape, counterpart);
                        out.push(Piece::Tokens(derives::kept(&self.types, item).into_token_stream()));
                        out.extend(functions.map(Piece::Tokens));
                        out.push(Piece::Proof(proof));
                    }
                }
                RustItem::Enum(ref item) if promises::is_taken(item) => out.push(Piece::Tokens(promises::taken(item))),
                RustItem::Enum(ref item) if view::Repr::of(&item.attrs).integer.is_some() => {
                    out.push(Piece::Tokens(enums::checked(item)));
                }
                // Functions for bit-fields, which are written anew.
                RustItem::Impl(block) if !keeps(&block, judged) || self.is_no_default(&block) => {}
                RustItem::Impl(block) => out.push(Piece::Tokens(self.types.with_target(block).into_token_stream())),
                RustItem::ForeignMod(block) => functions.block(block, &symbols, &mut out),
                // An enumeration's constant that is a macro too: the macro is what a program sees.
                RustItem::Const(constant) if constants.contains_key(&constant.ident.to_string()) => {}
                other => {
                    if let RustItem::Const(constant) = &other {
                        constants.insert(constant.ident.to_string(), out.len());
                    }
                    out.push(Piece::Tokens(other.into_token_stream()));
                }
            }
        }
        functions.other_names(self.declarations, &mut out);
        let functions::Functions { rulings: by_index, trampolines, taken, .. } = functions;
        // A macro of a function's name: the function is what Rust calls so.
        for at in taken.iter().filter_map(|name| constants.remove(name)) {
            out[at] = Piece::Tokens(TokenStream::new());
        }
        out.retain(|piece| !matches!(piece, Piece::Tokens(tokens) if tokens.is_empty()));
        let mut constants: HashSet<String> = constants.into_keys().collect();
        out.extend(self.macros(&mut constants, &taken).into_iter().map(Piece::Tokens));
        let rulings = self.rulings(by_index, &constants, &taken, &wrong, judged);
        Generated { pieces: out, rulings, trampolines: trampolines.into_values().collect() }
    }

    fn shape_now(&self, item: &RustItem) -> Shape {
        match item {
            RustItem::Struct(item) => Shape::new(RecordKind::Struct, &item.attrs, &item.generics, &item.fields),
            RustItem::Union(item) => {
                Shape::new(RecordKind::Union, &item.attrs, &item.generics, &Fields::Named(item.fields.clone()))
            }
            _ => Shape { kind: RecordKind::Struct, repr: view::Repr::default(), parameters: Vec::new(), fields: Vec::new() },
        }
    }
}

/// How often each name of a constant is defined. A header may define a macro as the enumeration constant of its own name (`FP_NAN`),
/// for `#ifdef`'s sake; bindgen then writes two constants of one name, and the enumeration's comes last.
fn repeated_constants(items: &[RustItem]) -> HashMap<syn::Ident, usize> {
    let mut counts = HashMap::new();
    for item in items {
        if let RustItem::Const(constant) = item {
            *counts.entry(constant.ident.clone()).or_insert(0) += 1;
        }
    }
    counts
}

/// Counts one definition off, and says whether another one follows.
fn more_to_come(left: &mut usize) -> bool {
    *left -= 1;
    *left > 0
}

/// Walks the members of a record that has a name in both languages.
fn walk_members(pairing: &mut Pairing<'_, '_>, record: &ffi_abi::Record, item: &mut RustItem) {
    let fields = match item {
        RustItem::Struct(item) => match &mut item.fields {
            Fields::Named(fields) => fields,
            Fields::Unnamed(_) | Fields::Unit => return,
        },
        RustItem::Union(item) => &mut item.fields,
        _ => return,
    };
    let mut anonymous = 0;
    for member in record.fields.iter().filter(|member| member.bits.is_none()) {
        let wanted = match &member.name {
            Some(name) => name.clone(),
            None => {
                anonymous += 1;
                format!("__bindgen_anon_{anonymous}")
            }
        };
        let escaped = format!("{wanted}_");
        let is_it = |field: &&mut syn::Field| field.ident.as_ref().is_some_and(|ident| *ident == wanted || *ident == escaped);
        if let Some(field) = fields.named.iter_mut().find(is_it) {
            pairing.ty(&member.ty, &mut field.ty);
        }
    }
}

/// Whether an `impl` of bindgen stays: not the functions of bit-fields, nor of records that are now bytes.
fn keeps(block: &syn::ItemImpl, judged: &BTreeMap<String, Judged>) -> bool {
    let Type::Path(path) = &*block.self_ty else { return true };
    let Some(name) = view::local(path).or_else(|| path.path.segments.last().map(|last| last.ident.to_string())) else {
        return true;
    };
    match judged.get(&name) {
        Some(judged) => judged.bytes.is_none() && block.trait_.is_some(),
        None => name != "__BindgenBitfieldUnit",
    }
}

/// The type that a function returns; `None` for none.
fn returned(output: &ReturnType) -> Option<&Type> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some(ty),
    }
}
