//! What is asked about: a signature or a type, written out or declared by a header, for one or more targets.

use std::process::Command;

use ffi_abi::{CType, Features, Signature, Target};
use ffi_build::declarations::{Declaration, Declarations, Item, Resolver};
use ffi_build::headers::{self, Input};
use ffi_grammar::diagnostic::way_out;
use ffi_grammar::signature::caret;
use ffi_grammar::{Code, Diagnostic};

use crate::arguments::{Machines, Reading};
use crate::output::Progress;

/// The targets that are named, or this machine.
pub(crate) fn targets(machines: &Machines) -> Result<Vec<Target>, Vec<Diagnostic>> {
    let mut targets = Vec::new();
    for name in &machines.targets {
        match name.as_str() {
            "all" => targets.extend(Target::ALL),
            name => targets.push(target(Some(name))?),
        }
    }
    if targets.is_empty() {
        targets.push(target(None)?);
    }
    let mut seen = Vec::new();
    targets.retain(|target| {
        let new = !seen.contains(target);
        seen.push(*target);
        new
    });
    Ok(targets)
}

/// The target of that name, or this machine.
pub(crate) fn target(name: Option<&str>) -> Result<Target, Vec<Diagnostic>> {
    let (triple, features) = match name {
        Some(name) => name.split_once('+').map_or((name.to_owned(), ""), |(triple, features)| (triple.to_owned(), features)),
        None => (host().map_err(|why| vec![Diagnostic::new(Code::UnknownHost, [why])])?, ""),
    };
    let target = ffi_build::target(&triple).map_err(|fault| vec![fault])?;
    Ok(target.with_features(Features::parse(features)))
}

/// The triple of the machine that rustc makes programs for by itself.
fn host() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc).arg("-vV").output().map_err(|error| format!("`rustc -vV`: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned).ok_or_else(|| "`rustc -vV` names none".to_owned())
}

/// Reads headers for a target.
pub(crate) fn read(target: &Target, headers: &[String], reading: &Reading) -> Result<Declarations, Vec<Diagnostic>> {
    if headers.is_empty() {
        return Ok(Declarations::default());
    }
    let mut progress = Progress::new();
    progress.doing("Reading", &format!("{} for {target}", headers.join(", ")));
    let input = Input::new(*target, headers.to_vec(), reading.clang_arguments());
    let known = |fault: Diagnostic| {
        // Of several targets it would not be plain whose headers are missing.
        let fault = fault.note(format!("reading for {target}"));
        match fault.code() {
            Code::HeaderNotFound => fault.note(
                "here: `-I FOLDER`; the system headers of another machine come with `--clang-arg=--sysroot=…` or `--clang-arg=-isystem…`",
            ),
            _ => fault,
        }
    };
    headers::read(&input).map_err(|faults| faults.into_iter().map(known).collect())
}

/// Adds faults that are not there yet: what is wrong with the command line is so for every target.
pub(crate) fn told_once(faults: &mut Vec<Diagnostic>, found: Vec<Diagnostic>) {
    for fault in found {
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
}

/// A call on one target.
pub(crate) struct Call {
    /// How it is written: with the names of the header.
    pub(crate) written: Signature,
    /// The same with what the names stand for.
    pub(crate) resolved: Signature,
    /// Name of the function and of its parameters, where a header gives them.
    pub(crate) name: Option<String>,
    pub(crate) parameters: Vec<Option<String>>,
    /// Where it is declared.
    pub(crate) place: Option<String>,
}

/// The call that a text means on a target: a signature, or `header:function`.
pub(crate) fn call(target: &Target, text: &str, headers: &[String], reading: &Reading) -> Result<Call, Vec<Diagnostic>> {
    if !text.contains('(') {
        if let Some((header, name)) = text.rsplit_once(':') {
            return declared(target, header, name, reading);
        }
    }
    let written = Signature::parse(text)
        .map_err(|error| vec![Diagnostic::new(Code::MalformedSignature, [&error.message]).note(caret(text, &error))])?;
    let declarations = read(target, headers, reading)?;
    let resolved = resolve(target, &declarations, &written);
    let parameters = vec![None; written.parameters().len()];
    Ok(Call { written, resolved, name: None, parameters, place: None })
}

fn declared(target: &Target, header: &str, name: &str, reading: &Reading) -> Result<Call, Vec<Diagnostic>> {
    let declarations = read(target, &[header.to_owned()], reading)?;
    let found = declarations.functions().find(|(_, function)| function.name == name);
    let Some((declaration, function)) = found else {
        let names = declarations.functions().map(|(_, function)| function.name.as_str());
        let hint = nearest(name, names);
        return Err(vec![Diagnostic::new(Code::NoSuchItem, [header, "function", name, &hint])]);
    };
    Ok(Call {
        written: function.signature.clone(),
        resolved: resolve(target, &declarations, &function.signature),
        name: Some(function.name.clone()),
        parameters: function.parameters.clone(),
        place: place(declaration),
    })
}

/// Names replaced; one that stands for nothing known is left for lowering to refuse under its name.
fn resolve(_: &Target, declarations: &Declarations, written: &Signature) -> Signature {
    Resolver::new(declarations).signature(written).unwrap_or_else(|_| written.clone())
}

/// A type on one target.
pub(crate) struct Type {
    /// What to call it.
    pub(crate) name: String,
    pub(crate) ty: CType,
    /// The members as they are written, with the names of the header.
    pub(crate) written: CType,
    pub(crate) place: Option<String>,
}

/// The type that a text means on a target; with a header, the record that the header declares under that name.
pub(crate) fn ty(target: &Target, first: &str, record: Option<&str>, reading: &Reading) -> Result<Type, Vec<Diagnostic>> {
    let Some(name) = record else {
        let ty = CType::parse(first)
            .map_err(|error| vec![Diagnostic::new(Code::MalformedType, [&error.message]).note(caret(first, &error))])?;
        return Ok(Type { name: ty.to_string(), written: ty.clone(), ty, place: None });
    };
    let declarations = read(target, &[first.to_owned()], reading)?;
    let resolver = Resolver::new(&declarations);
    let tagged = ["struct", "union", "enum"].map(|word| format!("{word} {name}"));
    let found =
        std::iter::once(name).chain(tagged.iter().map(String::as_str)).find_map(|name| Some((name, resolver.item(name)?)));
    let Some((full, item)) = found else {
        let names = declarations.items.iter().filter_map(|declaration| match &declaration.item {
            Item::Record(item) => Some(item.name.as_str()),
            Item::Typedef(item) => Some(item.name.as_str()),
            _ => None,
        });
        let hint = nearest(name, names);
        return Err(vec![Diagnostic::new(Code::NoSuchItem, [first, "record", name, &hint])]);
    };
    let named = CType::Named(full.into());
    let no_layout = |why: String, hint: &str| {
        vec![Diagnostic::new(Code::NoLayout, [full.to_owned(), target.to_string(), why, hint.to_owned()])]
    };
    let resolved = resolver.ty(&named).map_err(|why| no_layout(why.to_string(), way_out(ffi_abi::Reason::Incomplete)))?;
    let written = match (item, resolver.shallow(&named)) {
        (Item::Record(item), _) => item.record.clone().map_or(named, CType::record),
        (_, CType::Named(name)) => match resolver.item(&name) {
            Some(Item::Record(item)) => item.record.clone().map_or(named, CType::record),
            _ => named,
        },
        (_, other) => other,
    };
    let declaration = declarations.items.iter().find(|declaration| std::ptr::eq(&raw const declaration.item, item));
    Ok(Type { name: full.to_owned(), ty: resolved, written, place: declaration.and_then(place) })
}

fn place(declaration: &Declaration) -> Option<String> {
    declaration.place.as_ref().map(|place| format!("{}:{}", place.file, place.line))
}

/// What may have been meant.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let mut close: Vec<(usize, &str)> = names.map(|other| (distance(name, other), other)).collect();
    close.sort_unstable();
    match close.first() {
        Some((distance, other)) if *distance <= 2.max(name.len() / 3) => format!("did you mean `{other}`?"),
        _ => "the header may declare it under a condition: give what it asks for with `-D NAME`".to_owned(),
    }
}

fn distance(a: &str, b: &str) -> usize {
    strsim::damerau_levenshtein(a, b)
}
