//! The front end: C headers to [`Declarations`].
//!
//! Only `clang` touches libclang and only `bindgen` touches bindgen; what comes out asks neither anything again.

pub(crate) mod arithmetic;
mod bindgen;
mod choices;
mod clang;
mod comments;
mod complex;
mod generation;
mod hazards;
mod hooks;
mod input;
mod items;
mod macros;
mod nullability;
mod parts;
mod records;
pub(crate) mod shims;
mod tags;
mod types;

use std::collections::{BTreeSet, HashMap, HashSet};

use ffi_abi::{CType, Target, record_layout};
use ffi_grammar::{Code, Diagnostic};

use crate::cache;
use crate::declarations::{Declaration, Declarations, Item, Resolver};
use crate::rust::{escape, source};
pub use bindgen::Names;
use bindgen::{Changes, Output, Renamer, Run};
pub use choices::{Choices, Derive, EnumStyle, Handed, Rename, TypedefStyle};
use clang::{Severity, Unit};
use hazards::Hazards;
use hooks::Decided;
pub use hooks::{Author, Hooks, Keep};
pub(crate) use input::MAIN;
pub(crate) use input::whole;
pub use input::{Input, own_files};
use input::{Kind, Selection, arguments, check, from_environment, main_file, searched};
use items::{Read, Reader};
use macros::Found;
use shims::Shim;
use tags::Tags;

/// Reads headers.
///
/// # Errors
/// Everything that keeps the headers from being read; a header that parses with errors counts as not read, because what clang
/// leaves out after an error would be lost silently.
pub fn read(input: &Input) -> Result<Declarations, Vec<Diagnostic>> {
    search(input, false).map(|(parsed, ..)| parsed.declarations)
}

/// Reads headers; where one is missing, once more with the folders that an installed clang searches, which are then given too (a
/// libclang that was installed by itself comes without `stddef.h` and the like). Beside it, if asked for, bindgen starts on the same.
fn search(input: &Input, with_bindgen: bool) -> Result<(Parsed, Input, Option<Run>), Vec<Diagnostic>> {
    let selection = check(input)?;
    clang::use_on_this_thread().map_err(|e| vec![no_libclang(&e)])?;
    let start = |input: &Input| if with_bindgen { Run::start(input) } else { None };
    let run = start(input);
    let failures = match parse(input, &selection, run.as_ref(), &[]) {
        Ok(parsed) => return with_parts(parsed, input.clone(), run),
        Err(failures) => failures,
    };
    let missing = failures.iter().any(|fault| fault.code() == Code::HeaderNotFound || fault.message().contains("file not found"));
    let folders = if missing { clang::search_folders(&arguments(input)) } else { Vec::new() };
    if folders.is_empty() {
        return Err(failures);
    }
    let mut again = input.clone();
    again.arguments.extend(folders);
    let run = start(&again);
    // What was said at first is what the user can act on.
    match parse(&again, &selection, run.as_ref(), &[]) {
        Ok(parsed) => with_parts(parsed, again, run),
        Err(_) => Err(failures),
    }
}

/// What was read; once more if something in the headers' parts was not asked for.
fn with_parts(parsed: Parsed, input: Input, run: Option<Run>) -> Result<(Parsed, Input, Option<Run>), Vec<Diagnostic>> {
    let Some(input) = parts::with_parts(&input, &parsed.declarations) else { return Ok((parsed, input, run)) };
    let parsed = parse(&input, &check(&input)?, None, &[])?;
    // bindgen reads when it knows the parts.
    Ok((parsed, input, None))
}

/// What one reading gave.
struct Parsed {
    declarations: Declarations,
    /// What a shim can call.
    shims: Vec<Shim>,
    /// What bindgen is to be told of.
    hazards: Hazards,
}

fn parse(
    input: &Input,
    selection: &Selection,
    run: Option<&Run>,
    overlays: &[(String, String)],
) -> Result<Parsed, Vec<Diagnostic>> {
    let failure = |message| vec![Diagnostic::new(Code::HeaderSyntax, [message])];
    let arguments: Vec<String> = arguments(input).into_iter().chain(from_environment()).collect();
    let unit = Unit::parse(MAIN, &main_file(input), &arguments, overlays, input.choices.shims()).map_err(failure)?;
    let failures: Vec<Diagnostic> = unit
        .messages()
        .into_iter()
        .filter(|message| message.severity >= Severity::Error)
        .map(|message| diagnostic_of(message, input))
        .collect();
    if let Some(cpp) = failures.iter().find(|failure| failure.code() == Code::CPlusPlus) {
        // What C makes of the rest helps nobody.
        return Err(vec![cpp.clone()]);
    }
    if !failures.is_empty() {
        return Err(failures);
    }
    let files: Vec<String> = unit.files().into_iter().filter(|file| file != MAIN).collect();
    let hazards = hazards::find(&files, &arguments);
    if let Some(run) = run.filter(|_| !hazards.complex) {
        run.go(&hazards.unseen);
    }
    let Read { items, again, shims } = Reader::new(input.target, hazards.nullability, input.choices.documented).read(unit.root());
    let mut declarations = Declarations { target: input.target.to_string(), files, items };
    check_layouts(&input.target, &mut declarations);
    for (at, declaration) in declarations.items.iter_mut().enumerate() {
        let place = declaration.place.as_ref().map(|place| place.file.as_str());
        let again = again.get(&at).into_iter().flatten().map(String::as_str);
        let selected = selection.has(declaration, place.into_iter().chain(again));
        declaration.selected = selected;
    }
    Ok(Parsed { declarations, shims, hazards })
}

/// What headers declare, and bindgen's Rust text of it.
pub struct Headers {
    /// What they declare.
    pub declarations: Declarations,
    /// What bindgen makes of it, unformatted and unchecked.
    pub bindgen: Text,
    /// Hashes of the files that were read, for the cache.
    pub(crate) hashes: HashMap<String, u64>,
    /// What the functions with a shim need of C.
    pub(crate) shims: Vec<Shim>,
    /// What clang was told in the end.
    arguments: Vec<String>,
}

/// bindgen's Rust text, which is cut into items.
pub struct Text {
    /// All of it.
    pub(crate) text: String,
    /// What the items of C are called in it.
    pub(crate) names: Names,
    /// Constants that are not to count: those of macros that are undefined in C.
    left_out: HashSet<String>,
    /// Where an item begins at half of the text.
    middle: usize,
}

impl Text {
    /// The items that count.
    pub(crate) fn items(&self) -> Vec<source::Item<'_>> {
        let mut items = source::items(&self.text, self.middle);
        if !self.left_out.is_empty() {
            items.retain(|item| item.constant().is_none_or(|constant| !self.left_out.contains(constant.name)));
        }
        items
    }
}

/// Reads headers twice: with libclang for the facts and, at the same time, with bindgen for the Rust text. What is wrong with a header
/// is said once, in our words, and bindgen is spared what would abort it: it looks at no declaration before this is known.
///
/// # Errors
/// As [`read`], and bindgen's own failures.
pub fn bind(input: &Input) -> Result<Headers, Vec<Diagnostic>> {
    let (Parsed { mut declarations, shims, hazards }, mut input, run) = search(input, true)?;
    let author = input.hooks.take();
    let decided = author.map(|author| hooks::ask(&author, &mut declarations, &mut input.choices));
    let shims = if input.choices.shims() { shims } else { Vec::new() };
    let shims = match input.choices.inline_functions {
        true => shims,
        false => shims.into_iter().filter(|shim| input.choices.declares(&shim.name)).collect(),
    };
    let shims = shims::assign(&input, &mut declarations, shims)?;
    let mut changes = Changes { prototypes: shims::prototypes(&input, &shims), decided, ..Changes::default() };
    changes.unseen = hazards.unseen;
    changes.apart = apart(&declarations);
    changes.tags = Tags::of(&declarations);
    if let Some(decided) = &mut changes.decided {
        decided.tags = changes.tags.clone();
    }
    let fatal: Vec<Diagnostic> = declarations.items.iter().filter_map(fatal).collect();
    let run = match fatal.is_empty() {
        // It started without the names.
        true => run.filter(|_| changes.apart.is_empty() && changes.tags.is_empty()),
        false => {
            changes.overlays = complex::without_integers(&declarations.files);
            // With the other text, no complex integer may be left, or bindgen would end the process.
            let left = parse(&input, &check(&input)?, None, &changes.overlays);
            if left.map_or(true, |left| left.declarations.items.iter().any(|item| self::fatal(item).is_some())) {
                return Err(fatal);
            }
            None
        }
    };
    // While bindgen reads.
    let clangs = macros::evaluate(&input, &declarations);
    let hashes = cache::hashes(&declarations.files);
    let output = match run {
        Some(run) => run.finish(&changes.unseen),
        None => bindgen::run(&input, &changes),
    };
    let renamed = renamed_macros(&input, &declarations, changes.decided.as_ref());
    let mut bindgen = match output.and_then(|output| take(output, &renamed, &mut declarations, &clangs)) {
        Ok(text) => text,
        Err(failures) => {
            // What this front end does not understand is often what bindgen stumbles over, alone or behind a pointer.
            (changes.without, changes.opaque) = stumbling_blocks(&declarations);
            if changes.without.is_empty() && changes.opaque.is_empty() {
                return Err(failures);
            }
            take(bindgen::run(&input, &changes)?, &renamed, &mut declarations, &clangs)?
        }
    };
    bindgen.left_out.extend(changes.decided.iter().flat_map(|decided| decided.left_out.clone()));
    // They were checked before anything was read.
    bindgen.names.opaque = input.choices.opaque.iter().filter_map(|pattern| whole(pattern).ok()).collect();
    macros::correct(&mut declarations, clangs, input.choices.c_constants);
    let shims = shims.into_iter().filter(|shim| !shim.is_rust).collect();
    let arguments = arguments(&input).into_iter().chain(from_environment()).collect();
    Ok(Headers { hashes, declarations, bindgen, shims, arguments })
}

/// What bindgen would end the process over: it panics on complex integers while libclang calls it, no panic leaves that, and no list of
/// what to leave out keeps bindgen from reading them.
fn fatal(declaration: &Declaration) -> Option<Diagnostic> {
    let reason = match &declaration.item {
        Item::Unknown(unknown) => &unknown.reason,
        Item::Record(record) => record.fault.as_ref()?,
        Item::Function(_) | Item::Typedef(_) | Item::Global(_) | Item::Enum(_) | Item::Macro(_) => return None,
    };
    if !reason.contains(types::COMPLEX_INTEGER) {
        return None;
    }
    let name = declaration.item.name();
    let diagnostic = Diagnostic::new(Code::Bindgen, [format!("it stops at `{name}`: {}", types::COMPLEX_INTEGER)]);
    Some(match &declaration.place {
        Some(place) => diagnostic.at(place.file.clone(), place.line as usize, place.column as usize, name.len().max(1)),
        None => diagnostic,
    })
}

/// What bindgen is to leave out, and the records that it is to take for bytes: what was not understood, and what mentions it.
fn stumbling_blocks(declarations: &Declarations) -> (Vec<String>, Vec<String>) {
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    let mut records: BTreeSet<&str> = BTreeSet::new();
    loop {
        let before = unknown.len() + records.len();
        for declaration in &declarations.items {
            let item = &declaration.item;
            let mentions = |ty: &CType| mentions(ty, &unknown);
            let blocked = match item {
                Item::Unknown(_) => true,
                Item::Function(function) => {
                    mentions(function.signature.result()) || function.signature.parameters().iter().any(mentions)
                }
                Item::Typedef(typedef) => mentions(&typedef.ty),
                Item::Global(global) => mentions(&global.ty),
                Item::Record(item) => {
                    let fields = item.record.iter().flat_map(|record| &record.fields);
                    if item.fault.is_some() || fields.into_iter().any(|field| mentions(&field.ty)) {
                        records.insert(item.name.split_once(' ').map_or(&item.name, |(_, tag)| tag));
                    }
                    false
                }
                Item::Enum(_) | Item::Macro(_) => false,
            };
            if blocked {
                unknown.insert(item.name());
            }
        }
        if unknown.len() + records.len() == before {
            let patterns = |set: BTreeSet<&str>| set.into_iter().map(regex::escape).collect();
            return (patterns(unknown), patterns(records));
        }
    }
}

/// Whether a type has one of these names anywhere in it, behind pointers too.
fn mentions(ty: &CType, names: &BTreeSet<&str>) -> bool {
    match ty {
        CType::Named(name) => names.contains(&**name),
        CType::Pointer { pointee: inner, .. } | CType::Array { element: inner, .. } | CType::Vector { element: inner, .. } => {
            mentions(inner, names)
        }
        CType::Function(signature) => {
            mentions(signature.result(), names) || signature.parameters().iter().any(|ty| mentions(ty, names))
        }
        CType::Record(record) => record.fields.iter().any(|field| mentions(&field.ty, names)),
        CType::Void | CType::Bool | CType::Int(_) | CType::Float(_) | CType::Complex(_) | CType::Enum(_) => false,
    }
}

/// What bindgen puts `_` behind too, though Rust lets types have these names.
const OF_BINDGEN: [&str; 22] = [
    "alignof", "bool", "f32", "f64", "gen", "i128", "i16", "i32", "i64", "i8", "isize", "offsetof", "proc", "pure", "sizeof",
    "str", "u128", "u16", "u32", "u64", "u8", "usize",
];

/// Names for types that bindgen would give the name of another: it puts `_` behind what Rust has itself, and `type_` may be a type too.
fn apart(declarations: &Declarations) -> HashMap<String, String> {
    let types = declarations.items.iter().filter_map(|declaration| match &declaration.item {
        item @ (Item::Record(_) | Item::Enum(_) | Item::Typedef(_)) => Some(item.name()),
        Item::Function(_) | Item::Global(_) | Item::Macro(_) | Item::Unknown(_) => None,
    });
    let types: HashSet<&str> = types.map(|name| name.split_once(' ').map_or(name, |(_, tag)| tag)).collect();
    let found = types.iter().filter(|name| !name.is_empty() && types.contains(format!("{name}_").as_str())).filter_map(|name| {
        let mut own = if OF_BINDGEN.contains(name) { format!("{name}_") } else { escape(name) };
        let is_anothers = own != **name;
        while types.contains(own.as_str()) {
            own.push('_');
        }
        is_anothers.then(|| ((*name).to_owned(), own))
    });
    found.collect()
}

/// The new names of macros, by the author's patterns and hooks.
fn renamed_macros(input: &Input, declarations: &Declarations, decided: Option<&Decided>) -> HashMap<String, String> {
    if input.choices.renames.is_empty() && decided.is_none() {
        return HashMap::new();
    }
    let renamer = Renamer::new(&input.choices.renames);
    let macros = declarations.items.iter().filter(|declaration| matches!(declaration.item, Item::Macro(_)));
    let renamed = macros.filter_map(|declaration| {
        let name = declaration.item.name();
        let new = decided.and_then(|decided| decided.renamed(Kind::Variable, name)).or_else(|| renamer.renamed(name))?;
        Some((name.to_owned(), new))
    });
    renamed.collect()
}

/// Takes what bindgen gave for its text, and the values of macros from the constants that it made of them.
fn take(
    Output { text, mut names }: Output,
    renamed: &HashMap<String, String>,
    declarations: &mut Declarations,
    clangs: &[(usize, Found)],
) -> Result<Text, Vec<Diagnostic>> {
    names.macros.clone_from(renamed);
    let outline = source::outline(&text).ok_or_else(|| bindgen::failure("its output is not cut into items".into()))?;
    let mut values = HashMap::new();
    for constant in &outline.constants {
        values.entry(constant.name).or_insert((constant.ty, constant.value));
    }
    let constants = declarations.constants();
    let given = |declaration: &Declaration, name: &str| names.of_macro(name, declaration.place.as_ref()).to_owned();
    let found = declarations.items.iter().map(|declaration| match &declaration.item {
        // A type of one word, so that a space ends it.
        Item::Macro(item) => constants
            .find(names.of_macro(&item.name, declaration.place.as_ref()), |name| values.get(name))
            .map(|(ty, value)| (ty.replace(' ', ""), (*value).to_owned())),
        _ => None,
    });
    let found: Vec<_> = found.collect();
    let undefined = clangs.iter().filter(|(_, found)| matches!(found, Found::Undefined));
    let undefined = undefined.filter_map(|(at, _)| declarations.items.get(*at));
    let undefined: HashSet<String> = undefined.map(|declaration| given(declaration, declaration.item.name())).collect();
    let of_those = |name: &&str| undefined.contains(*name) || undefined.contains(constants.value(name));
    let left_out = match undefined.is_empty() {
        true => HashSet::new(),
        false => values.keys().copied().filter(of_those).map(str::to_owned).collect(),
    };
    let middle = outline.middle;
    for (declaration, value) in declarations.items.iter_mut().zip(found) {
        if let Item::Macro(item) = &mut declaration.item {
            item.value = value;
        }
    }
    Ok(Text { text, names, left_out, middle })
}

/// Clang's message as a diagnostic; a header of the list that was not found is told by its line in the main file.
fn diagnostic_of(message: clang::Message, input: &Input) -> Diagnostic {
    let Some(place) = message.place else { return Diagnostic::new(Code::HeaderSyntax, [message.text]) };
    if place.file == MAIN {
        let header = input.headers.get((place.line as usize).wrapping_sub(1));
        if let Some(header) = header.filter(|_| message.text.contains("file not found")) {
            return Diagnostic::new(Code::HeaderNotFound, [header.clone(), searched(input)]);
        }
        return Diagnostic::new(Code::HeaderSyntax, [message.text]);
    }
    let diagnostic = match is_of_cpp(&message.text, &place) {
        true => Diagnostic::new(Code::CPlusPlus, [place.file.clone()])
            .note(format!("clang, which reads it as C, says: {}", message.text))
            .note("`extern \"C\"` has to stand behind `#ifdef __cplusplus`, and so has what C does not know"),
        false => Diagnostic::new(Code::HeaderSyntax, [message.text]),
    };
    diagnostic.at(place.file, place.line as usize, place.column as usize, 1)
}

/// Whether clang stumbled over C++ that is not hidden from C: a keyword, `extern "C"`, a header of its library.
fn is_of_cpp(message: &str, place: &crate::declarations::Place) -> bool {
    const KEYWORDS: [&str; 6] = ["class", "namespace", "template", "using", "typename", "constexpr"];
    let quoted = message.split('\'').nth(1).unwrap_or_default();
    if message.starts_with("unknown type name") && KEYWORDS.contains(&quoted) {
        return true;
    }
    // `<vector>`, `<QWidget>`: headers of C have an ending.
    if message.ends_with("file not found")
        && !quoted.is_empty()
        && !quoted.rsplit('/').next().is_some_and(|name| name.contains('.'))
    {
        return true;
    }
    let text = std::fs::read(&place.file).unwrap_or_default();
    let line = text.split(|&byte| byte == b'\n').nth((place.line as usize).wrapping_sub(1)).unwrap_or_default();
    String::from_utf8_lossy(line).trim_start().starts_with("extern \"C")
}

fn no_libclang(words: &str) -> Diagnostic {
    Diagnostic::new(Code::NoLibclang, [""]).note(format!("the loader says: {words}"))
}

/// Holds our layout of each record, with everything inside it resolved, against clang's.
fn check_layouts(target: &Target, declarations: &mut Declarations) {
    let resolver = Resolver::new(declarations);
    let faults: Vec<(usize, String)> = declarations
        .items
        .iter()
        .enumerate()
        .filter_map(|(at, declaration)| match &declaration.item {
            Item::Record(item) if item.fault.is_none() => {
                let (record, clangs) = (item.record.as_ref()?, item.layout.as_ref()?);
                let fault = match resolver.record(record) {
                    Err(unresolved) => unresolved.to_string(),
                    Ok(resolved) => match record_layout(target, &resolved) {
                        Err(unsupported) => unsupported.to_string(),
                        Ok(ours) if !records::same(&ours, clangs) => {
                            format!("clang lays `{}` out in another way than these rules do", CType::record(resolved))
                        }
                        Ok(_) => return None,
                    },
                };
                Some((at, fault))
            }
            _ => None,
        })
        .collect();
    for (at, fault) in faults {
        if let Item::Record(item) = &mut declarations.items[at].item {
            item.fault = Some(fault);
        }
    }
}
