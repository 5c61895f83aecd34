//! The front end: C headers to [`Declarations`].
//!
//! Only `clang` touches libclang and only `bindgen` touches bindgen; what comes out asks neither anything again.

mod bindgen;
mod clang;
mod items;
mod records;
mod types;

use ffi_abi::{CType, Target, record_layout};
use ffi_grammar::{Code, Diagnostic};
use regex::Regex;

use crate::declarations::{Declarations, Item, Resolver};
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
    /// Regular expressions; a declaration whose whole name matches one is asked for. None: all of them.
    pub allow: Vec<String>,
    /// Regular expressions; a declaration whose whole name matches one is left out.
    pub block: Vec<String>,
}

/// Reads headers.
///
/// # Errors
/// Everything that keeps the headers from being read; a header that parses with errors counts as not read, because what clang
/// leaves out after an error would be lost silently.
pub fn read(input: &Input) -> Result<Declarations, Vec<Diagnostic>> {
    let selection = check(input)?;
    clang::use_on_this_thread().map_err(|e| vec![no_libclang(&e)])?;
    let failure = |message| vec![Diagnostic::new(Code::HeaderSyntax, [message])];
    let unit = Unit::parse(MAIN, &main_file(&input.headers), &arguments(input)).map_err(failure)?;
    let failures: Vec<Diagnostic> = unit
        .messages()
        .into_iter()
        .filter(|message| message.severity >= Severity::Error)
        .map(|message| diagnostic_of(message, input))
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
    for declaration in &mut declarations.items {
        declaration.selected = selection.has(&declaration.item);
    }
    Ok(declarations)
}

/// What headers declare, and bindgen's Rust text of it.
pub struct Headers {
    /// What they declare.
    pub declarations: Declarations,
    /// What bindgen makes of it, unformatted and unchecked.
    pub bindgen: syn::File,
}

/// Reads headers twice at the same time: with libclang for the facts, with bindgen for the Rust text.
///
/// # Errors
/// As [`read`], and bindgen's own failures.
pub fn bind(input: &Input) -> Result<Headers, Vec<Diagnostic>> {
    check(input)?;
    let (declarations, bindgen) = std::thread::scope(|scope| {
        let reader = scope.spawn(|| read(input));
        // Syntax trees do not leave their thread; declarations do.
        let bindgen = bindgen::run(input, &[]);
        let declarations =
            reader.join().unwrap_or_else(|_| Err(vec![Diagnostic::new(Code::HeaderSyntax, ["the reader panicked"])]));
        (declarations, bindgen)
    });
    let declarations = declarations?;
    let bindgen = match bindgen {
        Ok(file) => file,
        Err(failures) => {
            // What this front end does not understand is often what bindgen stumbles over.
            let unknown = declarations.items.iter().filter(|declaration| matches!(declaration.item, Item::Unknown(_)));
            let unknown: Vec<String> = unknown.map(|declaration| regex::escape(declaration.item.name())).collect();
            if unknown.is_empty() {
                return Err(failures);
            }
            bindgen::run(input, &unknown)?
        }
    };
    Ok(Headers { declarations, bindgen })
}

/// Name of the file, never on disk, that includes the headers. Line n includes header n.
const MAIN: &str = "ffi-headers.h";

fn main_file(headers: &[String]) -> String {
    headers.iter().map(|header| format!("#include \"{header}\"\n")).collect()
}

fn arguments(input: &Input) -> Vec<String> {
    let mut arguments =
        vec!["-x".to_owned(), "c".to_owned(), "-std=gnu17".to_owned(), format!("--target={}", clang_triple(&input.target))];
    arguments.extend(input.arguments.iter().cloned());
    arguments
}

/// Clang's name of a target. Rust names RISC-V's extensions in the architecture, clang elsewhere.
fn clang_triple(target: &Target) -> String {
    target.triple().replace("riscv64gc", "riscv64")
}

/// What can be said of the input before anything is read.
fn check(input: &Input) -> Result<Selection, Vec<Diagnostic>> {
    refuse_what_is_not_c(input)?;
    check_include_folders(input)?;
    Selection::new(input)
}

/// Which declarations are asked for.
struct Selection {
    allow: Vec<Regex>,
    block: Vec<Regex>,
}

impl Selection {
    fn new(input: &Input) -> Result<Selection, Vec<Diagnostic>> {
        // A pattern is for the whole name, as bindgen reads it.
        let compile = |pattern: &String| {
            Regex::new(&format!("^(?:{pattern})$"))
                .map_err(|e| vec![Diagnostic::new(Code::BadPattern, [pattern.clone(), e.to_string()])])
        };
        let list = |patterns: &[String]| patterns.iter().map(compile).collect::<Result<Vec<_>, _>>();
        Ok(Selection { allow: list(&input.allow)?, block: list(&input.block)? })
    }

    /// A tag is a name too: `struct s` matches `s`. An enumeration is asked for with any of its constants.
    fn has(&self, item: &Item) -> bool {
        let name = item.name().split_once(' ').map_or(item.name(), |(_, tag)| tag);
        let mut names = vec![name];
        if let Item::Enum(item) = item {
            names.extend(item.constants.iter().map(|(name, _)| name.as_str()));
        }
        let matches = |list: &[Regex], name: &str| list.iter().any(|pattern| pattern.is_match(name));
        let allowed = self.allow.is_empty() || names.iter().any(|name| matches(&self.allow, name));
        allowed && !matches(&self.block, name)
    }
}

fn refuse_what_is_not_c(input: &Input) -> Result<(), Vec<Diagnostic>> {
    let cpp = |name: &str| {
        let end = name.rsplit('.').next().unwrap_or_default();
        ["hh", "hpp", "hxx", "h++", "H", "C", "cc", "cpp", "cxx"].contains(&end)
    };
    let mut failures: Vec<Diagnostic> =
        input.headers.iter().filter(|name| cpp(name)).map(|name| Diagnostic::new(Code::CPlusPlus, [name])).collect();
    let mut arguments = input.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let language = argument.strip_prefix("-x").filter(|rest| !rest.is_empty());
        let language = language.or_else(|| (argument == "-x").then(|| arguments.peek().map(|a| a.as_str())).flatten());
        if language.is_some_and(|l| l.starts_with("c++"))
            || argument.starts_with("-std=c++")
            || argument.starts_with("-std=gnu++")
        {
            failures.push(Diagnostic::new(Code::CPlusPlus, [argument]));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures) }
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

/// The include folders of the arguments, and the system's.
fn searched(input: &Input) -> String {
    let mut folders: Vec<String> = include_folders(input).map(|folder| format!("`{folder}`")).collect();
    folders.insert(0, "the folder of Cargo.toml".into());
    folders.push("the system's include folders".into());
    folders.join(", ")
}

/// The folders that arguments name: `-I folder`, `-Ifolder`, `-isystem folder`.
fn include_folders(input: &Input) -> impl Iterator<Item = &str> {
    let mut arguments = input.arguments.iter();
    std::iter::from_fn(move || {
        loop {
            let argument = arguments.next()?;
            match argument.as_str() {
                "-I" | "-isystem" | "-iquote" | "-idirafter" | "--include-directory" => {
                    return arguments.next().map(String::as_str);
                }
                other => {
                    let forms = ["-I", "-isystem", "-iquote", "--include-directory="];
                    if let Some(folder) = forms.iter().find_map(|form| other.strip_prefix(form)) {
                        return Some(folder);
                    }
                }
            }
        }
    })
}

/// An include folder that does not exist is a slip of the pen that clang passes over.
fn check_include_folders(input: &Input) -> Result<(), Vec<Diagnostic>> {
    let here = || std::env::current_dir().map_or_else(|_| ".".to_owned(), |folder| folder.display().to_string());
    let wrong = include_folders(input).filter(|folder| !std::path::Path::new(folder).is_dir());
    let faults: Vec<Diagnostic> =
        wrong.map(|folder| Diagnostic::new(Code::NoIncludeDirectory, [folder.to_owned(), here()])).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
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
