//! The order of the phases: collection, plans, assembly, archive, directives. Faults accumulate within a phase; a phase starts only
//! if the one before had none.

use std::collections::BTreeMap;

use ffi_abi::{Reason, Signature, Target, Unsupported, lower};
use ffi_grammar::manifest::{Entry, Section, key};
use ffi_grammar::signature::caret;
use ffi_grammar::{Code, Diagnostic, Place};

use crate::archive::archive;
use crate::assembly::Assembly;
use crate::builder::{Builder, shown};
use crate::collect::{self, Collection, Package};
use crate::descriptor::Parts;
use crate::output::Outputs;

/// A signature that is wanted: what for, and by whom.
struct Wanted {
    signature: Signature,
    parts: Parts,
    place: Place,
}

/// Runs the phases.
pub(crate) fn generate(builder: &Builder) -> Result<Outputs, Vec<Diagnostic>> {
    let one = |fault| vec![fault];
    if builder.name.is_empty() || !builder.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        return Err(one(Diagnostic::new(Code::BadName, [&builder.name])));
    }
    let target = builder.resolve_target().map_err(one)?;
    let mut directives = vec!["cargo::rerun-if-changed=build.rs".to_owned()];
    let collection = collection(builder, &mut directives)?;
    let wanted = wanted(builder, &collection)?;
    let mut assembly = Assembly::new(&target);
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut entries = Vec::new();
    for (key, wanted) in &wanted {
        match entry(&target, wanted, key, assembly.as_mut().map_err(|no_code| *no_code)) {
            Ok(entry) => entries.push(entry),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        // In the order of the sources.
        faults.sort_by_key(|fault| match fault.place() {
            Place::File { path, line, column, .. } => Some((path.clone(), *line, *column)),
            Place::None => None,
        });
        return Err(faults);
    }
    let mut files = Vec::new();
    let mut section = Section {
        builder: builder.name.clone(),
        target: target.to_string(),
        archive: String::new(),
        bindings: None,
        sources: collection.files.iter().map(|file| shown(file).display().to_string()).collect(),
        skipped: collection.skipped.iter().map(summary).collect(),
        entries,
    };
    // Without an entry there is nothing to link.
    if let (Ok(assembly), false) = (assembly, section.entries.is_empty()) {
        let object = assembly.finish();
        let bytes = archive(&[("ffi.o", &object)])
            .map_err(|error| one(Diagnostic::new(Code::CannotWrite, [builder.name.clone(), error.to_string()])))?;
        section.archive = builder.archive();
        files.push((format!("lib{}.a", section.archive), bytes));
        directives.push(format!("cargo::metadata=archive={}", section.archive));
    }
    Ok(Outputs { files, section, directives, uses: collection.uses, skipped: collection.skipped })
}

/// Searches the sources, and says what cargo has to watch.
fn collection(builder: &Builder, directives: &mut Vec<String>) -> Result<Collection, Vec<Diagnostic>> {
    let folder = Builder::package_folder();
    let (roots, folders, names) = match (&builder.sources, &folder) {
        (None, None) => return Ok(Collection::default()),
        (Some(files), None) => (files.clone(), Vec::new(), vec!["ffi".to_owned()]),
        (sources, Some(folder)) => {
            let package = Package::read(folder).map_err(|fault| vec![fault])?;
            directives.push("cargo::rerun-if-changed=Cargo.toml".to_owned());
            match sources {
                Some(files) => (files.iter().map(|file| folder.join(file)).collect(), Vec::new(), package.names),
                None => (package.roots, package.folders, package.names),
            }
        }
    };
    let collection = collect::collect(&roots, &names, &Builder::cfg())?;
    // A folder stands for the files in it, and for those that are added to it.
    directives.extend(folders.iter().map(|folder| format!("cargo::rerun-if-changed={}", shown(folder).display())));
    let files = collection.files.iter().filter(|file| !folders.iter().any(|folder| file.starts_with(folder)));
    directives.extend(files.map(|file| format!("cargo::rerun-if-changed={}", shown(file).display())));
    Ok(collection)
}

/// Every signature that code is made for, by key.
fn wanted(builder: &Builder, collection: &Collection) -> Result<BTreeMap<String, Wanted>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut wanted = BTreeMap::new();
    let mut add = |signature: &Signature, place: &Place, upcall: bool| {
        let parts = Parts { downcall: true, upcall: false, unwind: false };
        let new = || Wanted { signature: signature.clone(), parts, place: place.clone() };
        wanted.entry(key(signature)).or_insert_with(new).parts.upcall |= upcall;
    };
    for found in &collection.uses {
        add(&found.signature, &found.place, false);
    }
    for (texts, upcall) in [(&builder.signatures, false), (&builder.callbacks, true)] {
        for text in texts {
            match Signature::parse(text) {
                Ok(signature) => add(&signature, &Place::None, upcall),
                Err(error) => {
                    let note = format!("in a signature of `Builder::new(\"{}\")`\n{}", builder.name, caret(text, &error));
                    faults.push(Diagnostic::new(Code::MalformedSignature, [error.message]).note(note));
                }
            }
        }
    }
    if faults.is_empty() { Ok(wanted) } else { Err(faults) }
}

/// Plans one signature and assembles what it needs.
fn entry(
    target: &Target,
    wanted: &Wanted,
    key: &str,
    assembly: Result<&mut Assembly, crate::il::NoCode>,
) -> Result<Entry, Diagnostic> {
    let place = |fault: Diagnostic| match &wanted.place {
        Place::File { path, line, column, length } => fault.at(shown(path), *line, *column, *length),
        Place::None => fault,
    };
    let refused = |why: Unsupported| {
        let arguments = [key.to_owned(), target.to_string(), why.to_string(), way_out(why.reason()).to_owned()];
        place(Diagnostic::new(Code::Unsupported, arguments))
    };
    let no_code = |why: crate::il::NoCode| {
        place(Diagnostic::new(Code::NoEncoder, [key.to_owned(), target.to_string()]).note(why.to_string()))
    };
    let plan = lower(target, &wanted.signature).map_err(refused)?;
    let symbol = assembly.and_then(|assembly| assembly.descriptor(&wanted.signature, &plan, wanted.parts)).map_err(no_code)?;
    Entry::new(target, &wanted.signature, &plan, symbol, wanted.parts.upcall).map_err(refused)
}

/// What to do about a type or a convention that a target does not have.
fn way_out(reason: Reason) -> &'static str {
    match reason {
        Reason::Incomplete => "write the type out, for instance `struct { double x; double y; }`, or pass a pointer to it",
        Reason::NoSuchType | Reason::NoSuchConvention | Reason::NoRules => "leave the use out on this target with `#[cfg(…)]`",
        _ => "write a type that C has",
    }
}

/// A diagnostic in one line.
fn summary(diagnostic: &Diagnostic) -> String {
    let place = match diagnostic.place() {
        Place::File { path, line, column, .. } => format!("{}:{line}:{column}: ", shown(path).display()),
        Place::None => String::new(),
    };
    let folder = Builder::package_folder().map(|folder| format!("{}/", folder.display())).unwrap_or_default();
    let message = diagnostic.message().replace('\n', " ");
    let message = if folder.is_empty() { message } else { message.replace(&folder, "") };
    format!("{place}[{}] {message}", diagnostic.code().id())
}
