//! From wanted signatures to entries of the manifest: each planned for the target, and what it needs assembled.

use std::collections::BTreeMap;

use ffi_abi::{CallPlan, Reason, Signature, Target, Unsupported, lower};
use ffi_grammar::diagnostic::way_out;
use ffi_grammar::manifest::{Entry, key};
use ffi_grammar::signature::caret;
use ffi_grammar::{Code, Diagnostic, Place};

use crate::assembly::Assembly;
use crate::builder::{Builder, shown};
use crate::collect::Collection;
use crate::declarations::{Declarations, Resolver};
use crate::descriptor::{Parts, TableContents, TableEntry};
use crate::front::Front;
use crate::il::NoCode;
use crate::tables;

/// A signature that is wanted: what for, and by whom.
pub(crate) struct Wanted {
    signature: Signature,
    parts: Parts,
    place: Place,
}

/// Every signature that code is made for, by key.
pub(crate) fn wanted(builder: &Builder, collection: &Collection) -> Result<BTreeMap<String, Wanted>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut wanted = BTreeMap::new();
    let mut add = |signature: &Signature, place: &Place, upcall: bool| {
        let parts = Parts { downcall: true, upcall: false, unwind: false };
        let new = || Wanted { signature: signature.clone(), parts, place: place.clone() };
        wanted.entry(key(signature)).or_insert_with(new).parts.upcall |= upcall;
    };
    for found in &collection.uses {
        // A written signature serves both directions; an import is only called.
        add(&found.signature, &found.place, found.function.is_none());
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

/// Plans signatures and assembles what they need, all into one assembly.
pub(crate) struct Plans<'a> {
    target: &'a Target,
    /// What the headers declare: signatures may use its names.
    declarations: &'a Declarations,
    assembly: Result<Assembly, NoCode>,
    /// Whether anything was assembled.
    used: bool,
}

impl<'a> Plans<'a> {
    pub(crate) fn new(target: &'a Target, declarations: &'a Declarations) -> Plans<'a> {
        Plans { target, declarations, assembly: Assembly::new(target), used: false }
    }

    /// The assembly, if anything is in it.
    pub(crate) fn finish(self) -> Option<Assembly> {
        self.assembly.ok().filter(|_| self.used)
    }

    /// The entries of these signatures, in the order of their keys. One that the sources hold with a name that is not known here
    /// goes to `refused`, with the reason: another builder may have the header that declares it, and if none has, the macro tells.
    ///
    /// # Errors
    /// A diagnostic for each signature that has no plan or no code on the target, in the order of the sources.
    pub(crate) fn entries(
        &mut self,
        wanted: &BTreeMap<String, Wanted>,
        refused: &mut Vec<(String, String)>,
    ) -> Result<Vec<Entry>, Vec<Diagnostic>> {
        let mut faults: Vec<Diagnostic> = Vec::new();
        let mut entries = Vec::new();
        for (key, wanted) in wanted {
            match self.entry(wanted, key) {
                Ok(entry) => entries.push(entry),
                Err(fault) => match self.missing_name(wanted) {
                    Some(why) => refused.push((key.clone(), why)),
                    None => faults.push(fault),
                },
            }
        }
        faults.sort_by_key(|fault| match fault.place() {
            Place::File { path, line, column, .. } => Some((path.clone(), *line, *column)),
            Place::None => None,
        });
        if faults.is_empty() { Ok(entries) } else { Err(faults) }
    }

    fn missing_name(&self, wanted: &Wanted) -> Option<String> {
        let in_sources = matches!(wanted.place, Place::File { .. });
        let why = lower(self.target, &wanted.signature).err().filter(|why| why.reason() == Reason::Incomplete);
        why.filter(|_| in_sources).map(|why| why.to_string())
    }

    fn entry(&mut self, wanted: &Wanted, key: &str) -> Result<Entry, Diagnostic> {
        let target = self.target;
        let at = |fault: Diagnostic| match &wanted.place {
            Place::File { path, line, column, length } => fault.at(shown(path), *line, *column, *length),
            Place::None => fault,
        };
        // A name stands for what the headers declare under it; what they do not is refused under its own name.
        let resolved = Resolver::new(self.declarations).signature(&wanted.signature);
        let signature = resolved.as_ref().unwrap_or(&wanted.signature);
        let plan = lower(target, signature).map_err(|why| at(refused(target, key, &why)))?;
        let symbol = self.descriptor(signature, &plan, wanted.parts).map_err(|why| at(no_code(target, key, why)))?;
        let entry = Entry::new(target, signature, &plan, symbol, wanted.parts.upcall);
        let entry = entry.map_err(|why| at(refused(target, key, &why)))?;
        Ok(Entry { key: key.to_owned(), ..entry })
    }

    fn descriptor(&mut self, signature: &Signature, plan: &CallPlan, parts: Parts) -> Result<String, NoCode> {
        let assembly = self.assembly.as_mut().map_err(|why| *why)?;
        let symbol = assembly.descriptor(signature, plan, parts)?;
        self.used = true;
        Ok(symbol)
    }

    /// Trampolines for the functions that the generated Rust calls through one.
    ///
    /// # Errors
    /// One that has no plan or no code; the front end asks only for those that have.
    pub(crate) fn trampolines(&mut self, signatures: impl Iterator<Item = Signature>) -> Result<(), Vec<Diagnostic>> {
        let mut faults = Vec::new();
        for signature in signatures {
            let key = key(&signature);
            let assembly = self.assembly.as_mut().map_err(|why| *why);
            let made = match (lower(self.target, &signature), assembly) {
                (Ok(plan), Ok(assembly)) => assembly.downcall(&plan).map_err(|why| no_code(self.target, &key, why)),
                (Ok(_), Err(why)) => Err(no_code(self.target, &key, why)),
                (Err(why), _) => Err(refused(self.target, &key, &why)),
            };
            self.used |= made.is_ok();
            faults.extend(made.err());
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// A table of what the headers declare, under a symbol. A function that has no plan or no code on the target is left out; the
    /// coverage report says so.
    pub(crate) fn table(&mut self, symbol: &str, title: &str) -> bool {
        let listed = Front::functions(self.declarations);
        let parts = Parts { downcall: true, ..Parts::default() };
        let functions: Vec<TableEntry> = listed
            .into_iter()
            .filter_map(|listed| {
                let plan = lower(self.target, &listed.signature).ok()?;
                let signature = self.descriptor(&listed.signature, &plan, parts).ok()?;
                Some(TableEntry {
                    name: listed.name,
                    symbol: listed.symbol,
                    signature,
                    text: listed.signature.to_string(),
                    parameters: listed.parameters,
                    doc: listed.doc,
                })
            })
            .collect();
        match &mut self.assembly {
            Ok(assembly) => {
                let contents = TableContents { functions, ..tables::contents(self.target, self.declarations) };
                assembly.table(symbol, title, &contents);
                self.used = true;
                true
            }
            Err(_) => false,
        }
    }
}

fn refused(target: &Target, key: &str, why: &Unsupported) -> Diagnostic {
    let arguments = [key.to_owned(), target.to_string(), why.to_string(), way_out(why.reason()).to_owned()];
    Diagnostic::new(Code::Unsupported, arguments)
}

fn no_code(target: &Target, key: &str, why: NoCode) -> Diagnostic {
    Diagnostic::new(Code::NoEncoder, [key.to_owned(), target.to_string()]).note(why.to_string())
}
