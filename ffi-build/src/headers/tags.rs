//! Tags beside typedefs: C keeps `struct foo` and a typedef `foo` of something else apart, and Rust has one name for both.
//!
//! bindgen writes both under it, which does not compile. It can be told to call every type with a tag `struct_foo`; so it is, where
//! headers have such a pair, and what it asks for names is told the plain ones for all others.

use std::collections::{HashMap, HashSet};

use ffi_abi::CType;

use super::choices::Choices;
use super::input::Input;
use crate::declarations::{Declarations, Item, Typedef};

const KINDS: [&str; 3] = ["struct", "union", "enum"];

/// Tags that keep the word in front, as `struct_foo`, with what they are called; and the names of typedefs. Empty where no tag is the
/// name of a typedef.
#[derive(Clone, Debug, Default)]
pub(super) struct Tags {
    apart: HashMap<String, String>,
    typedefs: HashSet<String>,
}

impl Tags {
    /// Those of the declarations.
    pub(super) fn of(declarations: &Declarations) -> Tags {
        let typedefs: HashMap<&str, &Typedef> = declarations
            .items
            .iter()
            .filter_map(|declaration| match &declaration.item {
                Item::Typedef(typedef) => Some((typedef.name.as_str(), typedef)),
                _ => None,
            })
            .collect();
        let tagged = declarations.items.iter().filter_map(|declaration| match &declaration.item {
            item @ (Item::Record(_) | Item::Enum(_)) => item.name().split_once(' '),
            _ => None,
        });
        let tagged: Vec<(&str, &str)> = tagged.filter(|(kind, _)| KINDS.contains(kind)).collect();
        let is_other = |kind: &str, tag: &str, behind: bool| {
            let same = |ty: &CType| matches!(ty, CType::Named(name) if name.split_once(' ') == Some((kind, tag)));
            typedefs.get(tag).is_some_and(|typedef| match &typedef.ty {
                // bindgen calls the typedef `foo_ptr`.
                CType::Pointer { pointee, .. } if behind => !same(pointee),
                ty => !same(ty),
            })
        };
        if !tagged.iter().any(|(kind, tag)| is_other(kind, tag, true)) {
            return Tags::default();
        }
        let named: HashSet<&str> = typedefs.keys().copied().chain(tagged.iter().map(|(_, tag)| *tag)).collect();
        let mut apart = HashMap::new();
        for (kind, tag) in tagged.iter().filter(|(kind, tag)| is_other(kind, tag, false)) {
            let plain = format!("{kind}_{tag}");
            let mut own = plain.clone();
            while named.contains(own.as_str()) {
                own.push('_');
            }
            apart.insert(plain, own);
        }
        Tags { apart, typedefs: typedefs.keys().map(|name| (*name).to_owned()).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.apart.is_empty()
    }

    /// What is called by itself: the name that keeps its word.
    pub(super) fn own(&self, name: &str) -> Option<String> {
        self.apart.get(name).cloned()
    }

    /// The name as the header has it.
    pub(super) fn plain<'n>(&self, name: &'n str) -> &'n str {
        if self.is_empty() || self.typedefs.contains(name) || self.apart.contains_key(name) {
            return name;
        }
        let without = |kind: &&str| name.strip_prefix(*kind)?.strip_prefix('_');
        KINDS.iter().find_map(without).unwrap_or(name)
    }

    /// What a callback of the author's is asked of a type that bindgen calls so: the plain name, and nothing of what keeps its word.
    pub(super) fn asked<'n>(&self, name: &'n str) -> Option<&'n str> {
        (!self.apart.contains_key(name)).then(|| self.plain(name))
    }

    /// The same input for a run in which bindgen puts words in front: its patterns match what they did before.
    pub(super) fn input(&self, input: &Input) -> Input {
        let mut input = input.clone();
        let Choices { opaque, must_use, enums, .. } = &mut input.choices;
        let lists = [&mut input.allow, &mut input.block, opaque, must_use];
        let patterns = lists.into_iter().flatten().chain(enums.iter_mut().map(|(pattern, _)| pattern));
        // All that have no style of their own.
        for pattern in patterns.filter(|pattern| *pattern != ".*") {
            *pattern = tagged(pattern);
        }
        input
    }
}

/// A pattern that matches with the word in front, too.
pub(super) fn tagged(pattern: &str) -> String {
    format!("(?:(?:struct|union|enum)_)?(?:{pattern})")
}
