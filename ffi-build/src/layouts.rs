//! Layout facts for `#[ffi::struct_layout]`: where headers put the members of the records that annotations name.
//!
//! Sizes and offsets are clang's own answers, as the front end keeps them; nothing is laid out here but records without a name inside
//! others, which the front end has compared with clang as parts of those.

use ffi_abi::{CType, FieldLayout, Layout, Record, Signature, Target, record_layout};
use ffi_grammar::Diagnostic;
use ffi_grammar::diagnostic::Place;
use ffi_grammar::facts::{Absence, Facts, MemberFacts, NoFacts};

use crate::builder::Builder;
use crate::cache::{self, Cache};
use crate::declarations::{Declarations, Item, RecordItem, Resolver};
use crate::front::{self, Front};

/// What became of the records that annotations name.
#[derive(Default)]
pub(crate) struct Layouts {
    pub(crate) found: Vec<Facts>,
    pub(crate) without: Vec<NoFacts>,
    /// Headers that were read.
    pub(crate) files: Vec<String>,
    /// What to keep for the next build, if anything was read.
    pub(crate) kept: Option<(String, String)>,
}

impl Layouts {
    /// Reads the headers of these records (header and name each), unless what the last build kept is still valid.
    pub(crate) fn read(builder: &Builder, target: &Target, wanted: &[(String, String)], front: Option<&Front>) -> Layouts {
        if wanted.is_empty() {
            return Layouts::default();
        }
        if front.is_some_and(|front| front.key.is_none()) {
            // A snapshot is what would be kept.
            return Layouts::make(builder, target, wanted, front);
        }
        let file = format!("ffi_{}.layouts", builder.name);
        let said = (&builder.headers, &builder.clang_args, &builder.includes, wanted, target);
        let key = cache::hash(&(said, front::VARIABLES.map(|name| std::env::var(name).ok()), front::generator()));
        let kept = builder.output_folder().and_then(|folder| Cache::read(&folder.join(&file), key));
        let kept = kept.and_then(|cache| Some((Facts::read(cache.section("layouts")?)?, cache)));
        let mut layouts = match kept {
            Some((found, cache)) => Layouts { found, files: cache.files, ..Layouts::default() },
            None => Layouts::make(builder, target, wanted, front),
        };
        if layouts.without.is_empty() {
            let text: String = layouts.found.iter().map(ToString::to_string).collect();
            let cache = Cache { files: layouts.files.clone(), sections: vec![("layouts".to_owned(), text)], ..Cache::default() };
            layouts.kept = Some((file, cache.to_text(key)));
        }
        layouts
    }

    fn make(builder: &Builder, target: &Target, wanted: &[(String, String)], front: Option<&Front>) -> Layouts {
        let mut layouts = Layouts::default();
        let mut read: Vec<(&str, Result<Declarations, Absence>)> = Vec::new();
        for (header, c_name) in wanted {
            let kept = front.and_then(|front| front.facts.iter().find(|f| f.header == *header && f.c_name == *c_name));
            if let Some(facts) = kept {
                layouts.found.push(facts.clone());
                continue;
            }
            if !read.iter().any(|(known, _)| known == header) {
                // What the bindings are made of is known already.
                let known = front.filter(|front| front.headers.contains(header)).map(Front::declarations);
                let declarations = known.map_or_else(|| declarations(builder, target, header), Ok);
                layouts.files.extend(declarations.iter().flat_map(|declarations| declarations.files.clone()));
                read.push((header, declarations));
            }
            let declarations = read.iter().find(|(known, _)| known == header).map(|(_, declarations)| declarations);
            let facts = match declarations {
                Some(Ok(declarations)) => facts(declarations, target, header, c_name),
                Some(Err(why)) => Err(why.clone()),
                None => continue,
            };
            match facts {
                Ok(facts) => layouts.found.push(facts),
                Err(why) => layouts.without.push(NoFacts { c_name: c_name.clone(), header: header.clone(), why }),
            }
        }
        layouts.files.sort();
        layouts.files.dedup();
        layouts
    }
}

/// Without the front end.
#[cfg(not(feature = "headers"))]
fn declarations(_: &Builder, _: &Target, header: &str) -> Result<Declarations, Absence> {
    Err(unread(&Diagnostic::new(ffi_grammar::Code::NoHeadersFeature, [header, env!("CARGO_PKG_VERSION")])))
}

/// Reads one header.
#[cfg(feature = "headers")]
fn declarations(builder: &Builder, target: &Target, header: &str) -> Result<Declarations, Absence> {
    let headers = vec![header.to_owned()];
    let mut input = builder.input(target, headers);
    // Their types are of the headers that are bound, which this one need not include.
    input.choices.macro_functions.clear();
    crate::headers::read(&input)
        .map_err(|faults| faults.first().map_or_else(|| Absence::Unread(String::new(), String::new()), unread))
}

/// A fault of the front end, for the macro to tell.
fn unread(fault: &Diagnostic) -> Absence {
    let place = match fault.place() {
        Place::File { path, line, column, .. } => format!("{}:{line}:{column}: ", path.display()),
        Place::None => String::new(),
    };
    Absence::Unread(format!("{place}{}", fault.message()), fault.hint())
}

/// The layout of a record, by `struct tag`, `union tag`, either without the keyword, or a typedef's name.
///
/// # Errors
/// Why there is none: no such record, or one that is only declared or not understood.
pub fn facts(declarations: &Declarations, target: &Target, header: &str, c_name: &str) -> Result<Facts, Absence> {
    let resolver = Resolver::new(declarations);
    let names = [c_name.to_owned(), format!("struct {c_name}"), format!("union {c_name}")];
    let item = names.iter().find_map(|name| match resolver.item(name)? {
        Item::Typedef(typedef) => match resolver.shallow(&typedef.ty) {
            CType::Named(name) => resolver.item(&name),
            _ => None,
        },
        item => Some(item),
    });
    let record = match item {
        Some(Item::Record(record)) => record,
        Some(Item::Unknown(unknown)) => return Err(Absence::Incomplete(unknown.reason.clone())),
        _ => return Err(Absence::Undeclared(near(declarations, c_name))),
    };
    let (Some(described), Some(layout)) = (&record.record, &record.layout) else {
        let declared = "it is declared there, but not defined".to_owned();
        return Err(Absence::Incomplete(record.fault.clone().unwrap_or(declared)));
    };
    let mut members = Members { resolver: &resolver, target, found: Vec::new() };
    members.of(described, &layout.fields, "", 0)?;
    Ok(Facts {
        c_name: c_name.to_owned(),
        header: header.to_owned(),
        record: record.name.clone(),
        kind: described.kind,
        size: layout.layout.size,
        align: layout.layout.align,
        members: members.found,
    })
}

/// Names of records that a misspelt one may mean.
fn near(declarations: &Declarations, c_name: &str) -> Vec<String> {
    let names = declarations.items.iter().filter_map(|declaration| match &declaration.item {
        Item::Record(record) => Some(record.name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    ffi_grammar::nearest(c_name, &names)
        .or_else(|| ffi_grammar::nearest(&format!("struct {c_name}"), &names))
        .into_iter()
        .map(str::to_owned)
        .collect()
}

/// Collects the members of a record and of those inside it.
struct Members<'a, 'd> {
    resolver: &'a Resolver<'d>,
    target: &'a Target,
    found: Vec<MemberFacts>,
}

impl Members<'_, '_> {
    fn of(&mut self, record: &Record, places: &[FieldLayout], prefix: &str, base: u64) -> Result<(), Absence> {
        for (field, place) in record.fields.iter().zip(places) {
            let (ty, bit) = (self.resolved(&field.ty), base + place.bit_offset);
            match &field.name {
                Some(name) => {
                    let path = format!("{prefix}{name}");
                    let unknown = || Absence::Incomplete(format!("the size of its member `{path}` is not known"));
                    let Layout { size, align } = self.measure(&ty).ok_or_else(unknown)?;
                    let written = (ty != field.ty).then(|| field.ty.to_string());
                    self.found.push(MemberFacts {
                        path: path.clone(),
                        bit,
                        width: field.bits,
                        size,
                        align,
                        ty: ty.clone(),
                        written,
                    });
                    self.inside(&ty, &format!("{path}."), bit)?;
                }
                // Padding, or a record whose members are those of this one (C17 §6.7.2.1, paragraph 13).
                None if field.bits.is_some() => {}
                None => self.inside(&ty, prefix, bit)?,
            }
        }
        Ok(())
    }

    /// The members of a member that is a record.
    fn inside(&mut self, ty: &CType, prefix: &str, base: u64) -> Result<(), Absence> {
        match ty {
            CType::Record(record) => {
                let resolved = self.resolver.record(record).map_err(|why| Absence::Incomplete(why.to_string()))?;
                let layout = record_layout(self.target, &resolved).map_err(|why| Absence::Incomplete(why.to_string()))?;
                self.of(record, &layout.fields, prefix, base)
            }
            CType::Named(name) => match self.resolver.item(name) {
                Some(Item::Record(RecordItem { record: Some(record), layout: Some(layout), .. })) => {
                    self.of(record, &layout.fields, prefix, base)
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The type with typedefs replaced; records with a name stay names, for they are types of their own.
    fn resolved(&self, ty: &CType) -> CType {
        match self.resolver.shallow(ty) {
            CType::Array { element, length } => CType::Array { element: self.resolved(&element).into(), length },
            CType::Pointer { pointee, constant } => match self.resolver.shallow(&pointee) {
                CType::Function(signature) => CType::pointer(CType::Function(self.signature(&signature).into())),
                record @ (CType::Named(_) | CType::Record(_)) => {
                    // An anonymous one would be written out.
                    let pointee = if matches!(record, CType::Named(_)) { record } else { CType::Void };
                    CType::Pointer { pointee: pointee.into(), constant }
                }
                pointee => CType::Pointer { pointee: self.resolved(&pointee).into(), constant },
            },
            CType::Named(name) => match self.resolver.item(&name) {
                Some(Item::Enum(item)) => item.ty().unwrap_or(CType::Named(name)),
                _ => CType::Named(name),
            },
            other => other,
        }
    }

    fn signature(&self, signature: &Signature) -> Signature {
        let types = |list: &[CType]| list.iter().map(|ty| self.resolved(ty).adjusted()).collect();
        let resolved = Signature::new(self.resolved(signature.result()), types(signature.fixed()));
        let resolved = resolved.with_convention(signature.convention());
        if signature.is_variadic() { resolved.with_variadic(Vec::new()) } else { resolved }
    }

    /// Size and alignment of a member; a flexible array has the alignment of its elements.
    fn measure(&self, ty: &CType) -> Option<Layout> {
        match ty {
            CType::Array { element, length } => {
                let element = self.measure(element)?;
                Some(Layout { size: element.size.checked_mul(length.unwrap_or(0))?, ..element })
            }
            CType::Named(name) => match self.resolver.item(name)? {
                Item::Record(record) => record.layout.as_ref().map(|layout| layout.layout),
                _ => Layout::of(self.target, &self.resolver.ty(ty).ok()?).ok(),
            },
            ty => Layout::of(self.target, &self.resolver.ty(ty).ok()?).ok(),
        }
    }
}
