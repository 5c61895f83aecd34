//! Generated Rust: bindgen's text, held against the declarations and edited where it is wrong.
//!
//! ```text
//! bindgen's items ──first walk──► types Rust lacks replaced ──records──► wrong layouts become bytes
//!                 ──second walk─► function pointers that rustc calls wrongly become opaque
//!                 ──functions───► kept, or a wrapper that calls through a trampoline, or taken out
//! ```
//!
//! An item that stays as bindgen wrote it stays text. It is cut into its parts by `source`, which reads as much of Rust as bindgen writes: a
//! whole syntax tree took longer than everything else.

mod derives;
mod elsewhere;
mod enums;
mod foreign;
mod functions;
mod macros;
mod pairing;
mod plain;
mod promises;
mod records;
mod rulings;
pub(crate) mod source;
mod symbols;
mod tokens;
mod ty;
mod view;
mod walks;

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::{CType, Signature, Target, record_layout};
use proc_macro2::TokenStream;
use quote::quote;

use crate::agreement::Ruling;
use crate::bindings::{BACK, Call, FRONT, Proof};
use crate::declarations::{Declaration, Declarations, Item, Place, RecordItem, Resolver};
use crate::headers::{Names, Text};
use promises::Taken;
pub(crate) use records::escape;
use records::{Counterpart, Emitter};
use source::{Item as RustItem, Kind};
use symbols::Symbols;
use ty::Ty;
use view::{Definition, Repr, Shape, Types};

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
    Text(String),
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
                Piece::Text(item) => text.push_str(item),
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
pub fn generate(declarations: &Declarations, bindgen: &Text, options: &Options) -> Generated {
    let (resolver, symbols) = (Resolver::new(declarations), Symbols::new(declarations, &bindgen.names));
    let mut generator = Generator {
        declarations,
        resolver: &resolver,
        symbols: &symbols,
        options,
        text: &bindgen.text,
        items: bindgen.items(),
        given: &bindgen.names,
        names: HashMap::new(),
        rust_names: Vec::new(),
        types: Types::new(options.target, runtime_name(&options.runtime)),
        records: BTreeMap::new(),
        opaque: (HashSet::new(), HashSet::new()),
        taken: Taken::default(),
    };
    generator.index();
    generator.taken = Taken::new(&generator.items);
    generator.taken.apply(&generator.types, &mut generator.items);
    let met = generator.first_walk();
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
struct Judged<'t> {
    shape: Shape<'t>,
    counterpart: Counterpart,
    bytes: Option<String>,
}

struct Generator<'a, 'd, 't> {
    declarations: &'a Declarations,
    resolver: &'a Resolver<'d>,
    symbols: &'a Symbols<'a>,
    options: &'a Options,
    /// What bindgen wrote.
    text: &'t str,
    items: Vec<RustItem<'t>>,
    /// What bindgen called the items of C.
    given: &'a Names,
    /// Where the type of a name is among the items.
    names: HashMap<&'t str, usize>,
    /// What the type that each declaration declares, if any, is called in the text.
    rust_names: Vec<Option<&'t str>>,
    types: Types<'t>,
    /// C type of each Rust record.
    records: BTreeMap<&'t str, CType>,
    /// Declarations (by index) and Rust records (by name) in which function pointers became opaque.
    opaque: (HashSet<usize>, HashSet<String>),
    /// Enumerations that C only takes.
    taken: Taken<'t>,
}

impl<'d, 't> Generator<'_, 'd, 't> {
    /// Reads the definitions.
    fn index(&mut self) {
        for (at, item) in self.items.iter().enumerate() {
            if let Some((name, definition)) = definition(item) {
                self.names.insert(name, at);
                self.types.define(name, definition);
            }
        }
        let name = |declaration: &Declaration| match &declaration.item {
            item @ (Item::Record(_) | Item::Enum(_) | Item::Typedef(_)) => {
                self.find_rust_name(item.name(), declaration.place.as_ref())
            }
            Item::Function(_) | Item::Global(_) | Item::Macro(_) | Item::Unknown(_) => None,
        };
        self.rust_names = self.declarations.items.iter().map(name).collect();
    }

    /// Reads the definitions again in which a type was changed.
    fn index_changed(&mut self) {
        for item in self.items.iter().filter(|item| item.is_changed()) {
            if let Some((name, definition)) = definition(item) {
                self.types.define(name, definition);
            }
        }
    }

    /// The name of the type that bindgen wrote for one of C: what it said, the same, or the same with `_` where Rust has the name
    /// itself.
    fn find_rust_name(&self, c: &str, place: Option<&Place>) -> Option<&'t str> {
        let tag = c.split_once(' ').map(|(_, tag)| tag);
        let bare = tag.unwrap_or(c);
        let said = if tag.is_some() { self.given.tag(bare) } else { None };
        let said = said.or_else(|| self.given.at(place)).or_else(|| self.given.tag(bare));
        let known = |name: &str| self.names.get_key_value(name).map(|(name, _)| *name);
        said.and_then(known).or_else(|| known(bare)).or_else(|| known(&format!("{bare}_")))
    }

    fn find_counterparts(&mut self, met: HashMap<&'t str, CType>) {
        let is_plain = |name: &str| match self.types.get(name) {
            Some((_, Definition::Record(shape))) => shape.parameters.is_empty(),
            Some((_, Definition::Alias(_))) | None => false,
        };
        self.records = met.into_iter().filter(|(name, _)| is_plain(name)).collect();
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
    fn judge_records(&mut self) -> BTreeMap<&'t str, Judged<'t>> {
        let mut judged = BTreeMap::new();
        for (name, c) in &self.records {
            if let (Some((_, Definition::Record(shape))), Some(counterpart)) = (self.types.get(name), self.counterpart(c)) {
                judged.insert(*name, Judged { shape: shape.clone(), counterpart, bytes: None });
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
                    let bytes = records::bytes_shape(&judged.counterpart.layout);
                    self.types.define(name, Definition::Record(bytes));
                    judged.bytes = Some(reason);
                    changed = true;
                }
            }
            if !changed {
                return judged;
            }
        }
    }

    /// The items in order, and what became of each declaration.
    fn emit(mut self, judged: &BTreeMap<&'t str, Judged<'t>>) -> Generated {
        let items = std::mem::take(&mut self.items);
        let mut getters = records::getters(self.text, &items);
        for ty in getters.values_mut() {
            self.taken.given(&self.types, ty);
        }
        let mut functions = functions::Functions::new(self.text, &self.types, self.resolver, self.options);
        let documented = self.declarations.items.iter().enumerate();
        functions.docs = documented
            .filter(|(_, declaration)| matches!(&declaration.item, Item::Function(f) if f.flags.shim))
            .filter_map(|(at, declaration)| Some((at, declaration.doc.clone()?)))
            .collect();
        let mut out = Vec::new();
        let link = &self.options.link;
        if !link.is_empty() {
            out.push(Piece::Text(quote!(#link unsafe extern "C" {}).to_string()));
        }
        let mut constants = HashMap::new();
        let defaults = derives::implemented(&items);
        let mut repeated = repeated_constants(&items);
        let replaced = self.replaced_constants(&items);
        for mut item in items {
            match &item.kind {
                Kind::Const(constant) => {
                    let name = constant.name;
                    let comes_again = repeated.get_mut(name).is_some_and(more_to_come);
                    // An enumeration's constant that is a macro too: the macro is what a program sees.
                    if !comes_again && !replaced.contains_key(name) && !constants.contains_key(name) {
                        constants.insert(name, out.len());
                        out.push(Piece::Text(item.written(self.text)));
                    }
                }
                Kind::Record(record) if judged.contains_key(record.name) => {
                    let name = record.name;
                    let Judged { counterpart, bytes, .. } = &judged[name];
                    let shape = Shape::new(record, &item.attributes);
                    let emitter = Emitter {
                        types: &self.types,
                        resolver: self.resolver,
                        runtime: &self.options.runtime,
                        getters: &getters,
                        record: name,
                    };
                    let never_null = self.said_of_members(&item, name);
                    if bytes.is_some() {
                        let mut docs = item.docs();
                        docs.extend(never_null.concat().parse::<TokenStream>());
                        out.push(Piece::Text(records::bytes(&emitter, &docs, &shape, counterpart).to_string()));
                        let derived = derives::has(&item.attributes, "Default") && self.may_be_zero(record);
                        if derived || defaults.contains(name) {
                            out.push(Piece::Text(derives::default(name)));
                        }
                    } else {
                        let (functions, proof) = emitter.behind(&shape, counterpart);
                        let text = derives::kept(&self.types, &item, &shape, self.may_be_zero(record), self.text);
                        out.push(Piece::Text(source::documented(text, &never_null)));
                        out.extend(functions.map(|functions| Piece::Text(functions.to_string())));
                        out.push(Piece::Proof(proof));
                    }
                }
                Kind::Record(record) if !self.may_be_zero(record) => {
                    out.push(Piece::Text(derives::without(&item, "Default", self.text)));
                }
                Kind::Enum { .. } => out.push(Piece::Text(match Repr::of(&item.attributes).integer {
                    Some(integer) if promises::is_taken(&item) => promises::taken(&item.written(self.text), integer),
                    Some(integer) => enums::checked(&item.written(self.text), integer),
                    None => item.written(self.text),
                })),
                // Functions for bit-fields, which are written anew.
                Kind::Impl(block) if !keeps(block, judged) || self.is_no_default(block) => {}
                Kind::Impl(block) => out.push(Piece::Text(self.with_target(block, item.written(self.text)))),
                Kind::Block(_) => functions.block(&mut item, self.symbols, &mut out),
                _ => out.push(Piece::Text(item.written(self.text))),
            }
        }
        functions.other_names(self.declarations, &mut out);
        let functions::Functions { rulings: by_index, trampolines, taken, .. } = functions;
        // A macro of a function's name: the function is what Rust calls so.
        for at in taken.iter().filter_map(|name| constants.remove(name.as_str())) {
            out[at] = Piece::Text(String::new());
        }
        out.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        let mut constants: HashSet<String> = constants.into_keys().map(str::to_owned).collect();
        out.extend(self.macros(&mut constants, &taken).into_iter().map(Piece::Text));
        let rulings = self.rulings(by_index, &constants, &taken, &replaced, judged);
        Generated { pieces: out, rulings, trampolines: trampolines.into_values().collect() }
    }

    /// An `impl Deref` of a structure around a type, with the type that is in it now.
    fn with_target(&self, block: &source::Impl<'t>, written: String) -> String {
        let definition = block.name.filter(|_| block.is_of("Deref")).and_then(|name| self.types.get(name));
        let Some((_, Definition::Record(Shape { repr: Repr { transparent: true, .. }, fields, .. }))) = definition else {
            return written;
        };
        match &fields[..] {
            [(_, ty)] => block.with_target(&written, ty),
            _ => written,
        }
    }
}

/// What an item defines as a type, and its name.
fn definition<'t>(item: &RustItem<'t>) -> Option<(&'t str, Definition<'t>)> {
    Some(match &item.kind {
        Kind::Alias { name, ty } => (*name, Definition::Alias(ty.ty.clone())),
        Kind::Record(record) => (record.name, Definition::Record(Shape::new(record, &item.attributes))),
        Kind::Enum { name } => (*name, Definition::Alias(Ty::path(Repr::of(&item.attributes).integer?, Vec::new()))),
        // `typedef enum tag { … } name;` is one type by two names.
        Kind::Use { name, ty } => (*name, Definition::Alias(ty.clone())),
        // Constants in a module of the enumeration's name, whose type is called `Type`.
        Kind::Module { name, ty } => (*name, Definition::Alias(ty.clone()?)),
        Kind::Const(_) | Kind::Impl(_) | Kind::Block(_) | Kind::Other => return None,
    })
}

/// How often each name of a constant is defined. A header may define a macro as the enumeration constant of its own name (`FP_NAN`),
/// for `#ifdef`'s sake; bindgen then writes two constants of one name, and the enumeration's comes last.
fn repeated_constants<'t>(items: &[RustItem<'t>]) -> HashMap<&'t str, usize> {
    let mut counts = HashMap::new();
    for constant in items.iter().filter_map(RustItem::constant) {
        *counts.entry(constant.name).or_insert(0) += 1;
    }
    counts
}

/// Counts one definition off, and says whether another one follows.
fn more_to_come(left: &mut usize) -> bool {
    *left -= 1;
    *left > 0
}

/// Whether an `impl` of bindgen stays: not the functions of bit-fields, nor of records that are now bytes.
fn keeps(block: &source::Impl<'_>, judged: &BTreeMap<&str, Judged<'_>>) -> bool {
    match block.name.and_then(|name| judged.get(name)) {
        Some(judged) => judged.bytes.is_none() && block.of_trait.is_some(),
        None => block.name != Some("__BindgenBitfieldUnit"),
    }
}
