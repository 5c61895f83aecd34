//! What becomes of each declaration that was asked for.

use std::collections::{BTreeMap, HashMap, HashSet};

use ffi_abi::CType;

use super::records::escape;
use super::{Generator, Judged, functions};
use crate::agreement::{Access, Refusal, Ruling, Verdict};
use crate::declarations::{Declaration, Item, Macro, Typedef};
use crate::headers::MAIN;

impl Generator<'_, '_, '_> {
    /// A ruling for each declaration that was asked for; those of functions and globals are made.
    pub(super) fn rulings(
        &self,
        mut by_index: HashMap<usize, Ruling>,
        constants: &HashSet<String>,
        taken: &HashSet<String>,
        replaced: &HashMap<&str, Option<String>>,
        judged: &BTreeMap<&str, Judged<'_>>,
    ) -> Vec<Option<Ruling>> {
        let records: HashMap<&str, &str> = self
            .records
            .iter()
            .rev()
            .filter_map(|(name, c)| match c {
                CType::Named(c) => Some((&**c, *name)),
                _ => None,
            })
            .collect();
        let names = self.declarations.constants();
        let has_constant = |name: &str| names.find(name, |name| constants.get(name)).is_some();
        let declared: HashSet<&str> = self
            .declarations
            .functions()
            .filter_map(|(declaration, function)| {
                // Behind the headers, where there is nothing else.
                let place = declaration.place.as_ref().is_some_and(|place| place.file == MAIN);
                place.then_some(function.name.as_str())
            })
            .collect();
        let in_rust =
            |item: &Macro, declaration: &Declaration| escape(self.given.of_macro(&item.name, declaration.place.as_ref()));
        let rule = |at: usize, declaration: &Declaration| match &declaration.item {
            Item::Function(function) => by_index.remove(&at).unwrap_or_else(|| Ruling::refused(functions::absent(function))),
            Item::Global(global) => by_index.remove(&at).unwrap_or_else(|| match () {
                () if has_constant(&global.name) => Ruling::direct(Some("a constant".into())),
                () if global.is_static => Ruling::refused(Refusal::Static),
                () => Ruling::refused(Refusal::NoRustItem),
            }),
            Item::Record(record) => {
                let name = records.get(record.name.as_str()).copied();
                let ruling = self.rule_record(name, judged);
                match name.filter(|name| is_apart(&record.name, name)) {
                    Some(name) => beside_typedef(ruling, name),
                    None => ruling,
                }
            }
            Item::Enum(item) => match &item.name {
                Some(_) => self.rule_type(at),
                None if item.constants.iter().any(|(name, _)| has_constant(name)) => Ruling::direct(None),
                None => Ruling::refused(Refusal::NoRustItem),
            },
            Item::Typedef(typedef) => {
                let standard = ffi_abi::IntKind::ALL.iter().any(|kind| kind.name() == typedef.name);
                match self.rule_type(at) {
                    Ruling { verdict: Verdict::Refused(_), .. } if standard => {
                        Ruling::direct(Some("an integer type of Rust".into()))
                    }
                    // `typedef enum way { … } way;` is one item, under whatever name.
                    Ruling { verdict: Verdict::Refused(_), .. } if self.of_its_tag(typedef).is_some() => Ruling::direct(None),
                    other => other,
                }
            }
            Item::Macro(item) if has_constant(self.given.of_macro(&item.name, declaration.place.as_ref())) => Ruling::direct(
                replaced
                    .get(self.given.of_macro(&item.name, declaration.place.as_ref()))
                    .and_then(Option::as_ref)
                    .map(|value| format!("bindgen takes it for {value}")),
            ),
            Item::Macro(item) if item.value.is_some() && taken.contains(&in_rust(item, declaration)) => {
                Ruling::refused(Refusal::NameTaken(in_rust(item, declaration)))
            }
            Item::Macro(item) if item.function_like && declared.contains(item.name.as_str()) => {
                Ruling::direct(Some("bound as the function that it is declared as".into()))
            }
            Item::Macro(item) if item.function_like => Ruling::refused(Refusal::FunctionMacro),
            Item::Macro(item) if item.body.is_empty() => Ruling::refused(Refusal::EmptyMacro),
            Item::Macro(_) => Ruling::refused(Refusal::NotConstant),
            Item::Unknown(unknown) => Ruling::refused(Refusal::NotUnderstood(unknown.reason.clone())),
        };
        let items = self.declarations.items.iter().enumerate();
        let mut rule = rule;
        let rule = |(at, declaration): (usize, &Declaration)| {
            let ruling = declaration.selected.then(|| rule(at, declaration))?;
            Some(if self.opaque.0.contains(&at) { with_opaque(ruling) } else { ruling })
        };
        items.map(rule).collect()
    }

    fn rule_record(&self, name: Option<&str>, judged: &BTreeMap<&str, Judged<'_>>) -> Ruling {
        let Some(name) = name else { return Ruling::refused(Refusal::NoRustItem) };
        let ruling = match judged.get(name) {
            Some(Judged { bytes: Some(reason), counterpart, .. }) => match counterpart.record.fields.is_empty() {
                // No member of it is understood, so that there is nothing to reach.
                true => Ruling::direct(Some(format!("made of bytes: {reason}"))),
                false => Ruling::new(Verdict::Accessor(Access::Bytes(reason.clone()))),
            },
            Some(Judged { bytes: None, counterpart, .. }) => {
                match counterpart.record.fields.iter().any(|field| field.bits.is_some() && field.name.is_some()) {
                    true => Ruling::new(Verdict::Accessor(Access::BitFields)),
                    false => Ruling::direct(None),
                }
            }
            None => Ruling::direct(Some("behind pointers alone".into())),
        };
        if self.opaque.1.contains(name) { with_opaque(ruling) } else { ruling }
    }

    /// The enumeration or record of a typedef's own name, if it has an item.
    fn of_its_tag(&self, typedef: &Typedef) -> Option<&str> {
        let CType::Named(name) = &typedef.ty else { return None };
        name.split_once(' ').filter(|(_, tag)| *tag == typedef.name)?;
        let at = self.declarations.items.iter().position(|declaration| declaration.item.name() == &**name)?;
        self.rust_names[at]
    }

    /// What becomes of the type that a declaration declares.
    fn rule_type(&self, at: usize) -> Ruling {
        match self.rust_names[at] {
            Some(name) if self.taken.has(name) => {
                Ruling::direct(Some("an enumeration of Rust where C takes it, its integer elsewhere".into()))
            }
            Some(name) if is_apart(self.declarations.items[at].item.name(), name) => beside_typedef(Ruling::direct(None), name),
            Some(_) => Ruling::direct(None),
            None => Ruling::refused(Refusal::NoRustItem),
        }
    }
}

/// Whether a type with a tag kept the word in front, since a typedef has the name.
fn is_apart(c: &str, rust: &str) -> bool {
    c.contains(' ') && rust.trim_end_matches('_') == c.replace(' ', "_").trim_end_matches('_')
}

fn beside_typedef(ruling: Ruling, name: &str) -> Ruling {
    let note = format!("called `{name}` in Rust, beside the typedef of its name");
    let note = ruling.note.map_or_else(|| note.clone(), |known| format!("{known}; {note}"));
    Ruling { note: Some(note), ..ruling }
}

/// The ruling, with the note that a function pointer became opaque.
fn with_opaque(ruling: Ruling) -> Ruling {
    const NOTE: &str = "a function pointer in it is opaque, since rustc would call it wrongly";
    let note = ruling.note.map_or_else(|| NOTE.to_owned(), |note| format!("{note}; {NOTE}"));
    Ruling { note: Some(note), ..ruling }
}
