//! The front end: C headers to [`Declarations`].
//!
//! Only [`clang`] touches libclang and only [`bindgen`] touches bindgen; what comes out asks neither anything again.

mod clang;
mod items;
mod records;
mod types;

use ffi_abi::{CType, Target, record_layout};

use crate::declarations::{Declarations, Item, Place, Resolver};
use clang::{Severity, Unit};

/// What to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The machine whose ABI the headers are read for.
    pub target: Target,
    /// The headers in order: paths, or names to be found in the include folders.
    pub headers: Vec<String>,
    /// Arguments for clang: include folders, definitions.
    pub arguments: Vec<String>,
}

/// Why headers could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// libclang is absent; what the loader said.
    NoLibclang(String),
    /// A header does not exist; its name as given.
    NotFound(String),
    /// A header for C++.
    CPlusPlus(String),
    /// An include folder that is none.
    NotAFolder(String),
    /// Clang found a fault in a header.
    Syntax {
        /// Clang's message.
        message: String,
        /// Where.
        place: Option<Place>,
    },
}

/// Reads headers.
///
/// # Errors
/// Everything that keeps the headers from being read; a header that parses with errors counts as not read, because what clang
/// leaves out after an error would be lost silently.
pub fn read(input: &Input) -> Result<Declarations, Vec<Failure>> {
    refuse_what_is_not_c(input)?;
    clang::use_on_this_thread().map_err(|e| vec![Failure::NoLibclang(e)])?;
    let failure = |message| vec![Failure::Syntax { message, place: None }];
    let unit = Unit::parse(MAIN, &main_file(&input.headers), &arguments(input)).map_err(failure)?;
    let failures: Vec<Failure> = unit
        .messages()
        .into_iter()
        .filter(|message| message.severity >= Severity::Error)
        .map(|message| failure_of(message, &input.headers))
        .collect();
    if !failures.is_empty() {
        return Err(failures);
    }
    let mut declarations = Declarations {
        target: input.target.to_string(),
        files: unit.files().into_iter().filter(|file| file != MAIN).collect(),
        items: items::Reader::new(input.target).read(unit.root()),
    };
    check_layouts(&input.target, &mut declarations);
    Ok(declarations)
}

/// Name of the file, never on disk, that includes the headers. Line n includes header n.
const MAIN: &str = "ffi-headers.h";

fn main_file(headers: &[String]) -> String {
    headers.iter().map(|header| format!("#include \"{header}\"\n")).collect()
}

fn arguments(input: &Input) -> Vec<String> {
    let mut arguments = vec!["-x".to_owned(), "c".to_owned(), "-std=gnu17".to_owned()];
    arguments.extend(input.arguments.iter().cloned());
    arguments
}

fn refuse_what_is_not_c(input: &Input) -> Result<(), Vec<Failure>> {
    let cpp = |name: &str| {
        let end = name.rsplit('.').next().unwrap_or_default();
        ["hh", "hpp", "hxx", "h++", "H", "C", "cc", "cpp", "cxx"].contains(&end)
    };
    let mut failures: Vec<Failure> =
        input.headers.iter().filter(|name| cpp(name)).map(|name| Failure::CPlusPlus(name.clone())).collect();
    let mut arguments = input.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let language = argument.strip_prefix("-x").filter(|rest| !rest.is_empty());
        let language = language.or_else(|| (argument == "-x").then(|| arguments.peek().map(|a| a.as_str())).flatten());
        if language.is_some_and(|l| l.starts_with("c++"))
            || argument.starts_with("-std=c++")
            || argument.starts_with("-std=gnu++")
        {
            failures.push(Failure::CPlusPlus(argument.clone()));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// Clang's message as a failure; a header of the list that was not found is told by its line in the main file.
fn failure_of(message: clang::Message, headers: &[String]) -> Failure {
    match &message.place {
        Some(place) if place.file == MAIN && message.text.contains("file not found") => {
            match headers.get((place.line as usize).wrapping_sub(1)) {
                Some(header) => Failure::NotFound(header.clone()),
                None => Failure::Syntax { message: message.text, place: message.place },
            }
        }
        _ => Failure::Syntax { message: message.text, place: message.place },
    }
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
