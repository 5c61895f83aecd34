//! The front end: C headers to [`Declarations`].
//!
//! Only `clang` touches libclang and only `bindgen` touches bindgen; what comes out asks neither anything again.

mod bindgen;
mod choices;
mod clang;
mod complex;
mod generation;
mod hazards;
mod input;
mod items;
mod macros;
mod records;
pub(crate) mod shims;
mod types;

use std::collections::{BTreeSet, HashMap, HashSet};

use ffi_abi::{CType, Target, record_layout};
use ffi_grammar::{Code, Diagnostic};
use quote::ToTokens;

use crate::declarations::{Declaration, Declarations, Item, Resolver};
pub use bindgen::Names;
use bindgen::{Changes, Run};
pub use choices::{Choices, Derive, EnumStyle, Handed, Rename, TypedefStyle};
use clang::{Severity, Unit};
pub use input::{Input, own_files};
use input::{MAIN, Selection, arguments, check, from_environment, main_file, searched};
use items::{Read, Reader};
use shims::Shim;

/// Reads headers.
///
/// # Errors
/// Everything that keeps the headers from being read; a header that parses with errors counts as not read, because what clang
/// leaves out after an error would be lost silently.
pub fn read(input: &Input) -> Result<Declarations, Vec<Diagnostic>> {
    search(input, false).map(|((declarations, _), ..)| declarations)
}

/// Reads headers; where one is missing, once more with the folders that an installed clang searches, which are then given too (a
/// libclang that was installed by itself comes without `stddef.h` and the like). Beside it, if asked for, bindgen starts on the same.
fn search(input: &Input, with_bindgen: bool) -> Result<(Parsed, Input, Option<Run>), Vec<Diagnostic>> {
    let selection = check(input)?;
    clang::use_on_this_thread().map_err(|e| vec![no_libclang(&e)])?;
    let start = |input: &Input| if with_bindgen { Run::start(input) } else { None };
    let run = start(input);
    let failures = match parse(input, &selection, run.as_ref(), &[]) {
        Ok(declarations) => return Ok((declarations, input.clone(), run)),
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
        Ok(declarations) => Ok((declarations, again, run)),
        Err(_) => Err(failures),
    }
}

/// Declarations, and what a shim can call.
type Parsed = (Declarations, Vec<Shim>);

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
    if !failures.is_empty() {
        return Err(failures);
    }
    let files: Vec<String> = unit.files().into_iter().filter(|file| file != MAIN).collect();
    if let Some(run) = run {
        let hazards = hazards::find(&files, &arguments);
        if !hazards.complex {
            run.go(&hazards.divide);
        }
    }
    let Read { items, again, shims } = Reader::new(input.target).read(unit.root());
    let mut declarations = Declarations { target: input.target.to_string(), files, items };
    check_layouts(&input.target, &mut declarations);
    for (at, declaration) in declarations.items.iter_mut().enumerate() {
        let place = declaration.place.as_ref().map(|place| place.file.as_str());
        let again = again.get(&at).into_iter().flatten().map(String::as_str);
        let selected = selection.has(declaration, place.into_iter().chain(again));
        declaration.selected = selected;
    }
    Ok((declarations, shims))
}

/// What headers declare, and bindgen's Rust text of it.
pub struct Headers {
    /// What they declare.
    pub declarations: Declarations,
    /// What bindgen makes of it, unformatted and unchecked.
    pub bindgen: Text,
    /// What the functions with a shim need of C.
    pub(crate) shims: Vec<Shim>,
}

/// bindgen's Rust text.
pub struct Text {
    /// As a syntax tree.
    pub file: syn::File,
    /// What the items of C are called in it.
    pub names: Names,
}

/// Reads headers twice: with libclang for the facts and, at the same time, with bindgen for the Rust text. What is wrong with a header
/// is said once, in our words, and bindgen is spared what would abort it: it looks at no declaration before this is known.
///
/// # Errors
/// As [`read`], and bindgen's own failures.
pub fn bind(input: &Input) -> Result<Headers, Vec<Diagnostic>> {
    let ((mut declarations, shims), input, run) = search(input, true)?;
    let shims = if input.choices.shims() { shims } else { Vec::new() };
    let shims = match input.choices.inline_functions {
        true => shims,
        false => shims.into_iter().filter(|shim| input.choices.declares(&shim.name)).collect(),
    };
    let shims = shims::assign(&input, &mut declarations, shims)?;
    let mut changes = Changes { prototypes: shims::prototypes(&input, &shims), ..Changes::default() };
    changes.unseen = hazards::find(&declarations.files, &arguments(&input)).divide;
    let fatal: Vec<Diagnostic> = declarations.items.iter().filter_map(fatal).collect();
    let run = match fatal.is_empty() {
        true => run,
        false => {
            changes.overlays = complex::without_integers(&declarations.files);
            // With the other text, no complex integer may be left, or bindgen would end the process.
            let left = parse(&input, &check(&input)?, None, &changes.overlays);
            if left.map_or(true, |left| left.0.items.iter().any(|item| self::fatal(item).is_some())) {
                return Err(fatal);
            }
            None
        }
    };
    let output = match run {
        Some(run) => run.finish(&changes.unseen),
        None => bindgen::run(&input, &changes),
    };
    let bindgen = match output.and_then(bindgen::Output::parse) {
        Ok(text) => text,
        Err(failures) => {
            // What this front end does not understand is often what bindgen stumbles over, alone or behind a pointer.
            (changes.without, changes.opaque) = stumbling_blocks(&declarations);
            if changes.without.is_empty() && changes.opaque.is_empty() {
                return Err(failures);
            }
            bindgen::run(&input, &changes)?.parse()?
        }
    };
    evaluate_macros(&mut declarations, &bindgen.file);
    macros::evaluate(&input, &mut declarations);
    Ok(Headers { declarations, bindgen, shims })
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

/// Takes the values of macros from the constants that bindgen made of them.
fn evaluate_macros(declarations: &mut Declarations, bindgen: &syn::File) {
    let mut values = HashMap::new();
    for item in &bindgen.items {
        if let syn::Item::Const(constant) = item {
            let (ty, value) = (constant.ty.to_token_stream(), constant.expr.to_token_stream());
            values.entry(constant.ident.to_string()).or_insert((ty, value));
        }
    }
    let macros = declarations.items.iter().filter(|declaration| matches!(declaration.item, Item::Macro(_)));
    let names: HashSet<String> = macros.map(|declaration| declaration.item.name().to_owned()).collect();
    for declaration in &mut declarations.items {
        if let Item::Macro(item) = &mut declaration.item {
            // bindgen puts `_` behind what Rust has itself; a macro of that name has that value.
            let escaped = Some(format!("{}_", item.name)).filter(|name| !names.contains(name));
            let value = values.get(&item.name).or_else(|| values.get(&escaped?));
            // A type of one word, so that a space ends it.
            item.value = value.map(|(ty, value)| (ty.to_string().replace(' ', ""), value.to_string()));
        }
    }
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
    Diagnostic::new(Code::HeaderSyntax, [message.text]).at(place.file, place.line as usize, place.column as usize, 1)
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
