//! The author's own decisions, item by item.
//!
//! They are asked for when the headers have been read, so that each sees the whole declaration, and before bindgen is started; what
//! comes out is plain: names, patterns, attributes.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use bindgen::callbacks::{AttributeInfo, DeriveInfo, EnumVariantValue, ItemInfo, ItemKind, ParseCallbacks};

use super::bindgen::{Renamer, is_name};
use super::choices::{Choices, EnumStyle};
use super::input::Kind;
use super::tags::Tags;
use crate::declarations::{Declaration, Declarations, EnumItem, Item};

/// Whether an item is bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Keep {
    /// As the rest.
    #[default]
    Bind,
    /// A record as bytes of its size and alignment, without its members; anything else as the rest.
    Opaque,
    /// Left out, as behind [`Builder::block`](crate::Builder::block).
    Skip,
}

/// Decisions of a build script over single items, for what patterns cannot say: [`Builder::hooks`](crate::Builder::hooks).
///
/// Each method is called with the declaration as it stands in the header: its name and place, its comment, its type in C. All have a
/// default that leaves the item as it is. What they decide is held against the header like everything else.
///
/// ```no_run
/// // build.rs
/// use ffi_build::declarations::{Declaration, Item};
/// use ffi_build::{Builder, Hooks, Keep};
///
/// struct Mine;
///
/// impl Hooks for Mine {
///     // Whatever the library marks as its own business.
///     fn keep(&self, item: &Declaration) -> Keep {
///         if item.doc.as_ref().is_some_and(|doc| doc.contains("@private")) { Keep::Skip } else { Keep::Bind }
///     }
///
///     fn attributes(&self, item: &Declaration) -> Vec<String> {
///         if matches!(item.item, Item::Record(_)) { vec!["#[non_exhaustive]".into()] } else { Vec::new() }
///     }
/// }
///
/// Builder::new("z").header("zlib.h").hooks(Mine).build();
/// ```
pub trait Hooks {
    /// Whether an item is bound.
    fn keep(&self, _item: &Declaration) -> Keep {
        Keep::Bind
    }

    /// Another name in Rust; a text that is no identifier changes nothing. It comes before [`Builder::rename`](crate::Builder::rename).
    fn rename(&self, _item: &Declaration) -> Option<String> {
        None
    }

    /// Another name for a constant of an enumeration.
    fn rename_constant(&self, _enumeration: &Declaration, _constant: &str) -> Option<String> {
        None
    }

    /// The style of an enumeration, before [`Builder::enum_style`](crate::Builder::enum_style).
    fn enum_style(&self, _enumeration: &Declaration) -> Option<EnumStyle> {
        None
    }

    /// Traits that a record or an enumeration derives besides, as paths.
    fn derives(&self, _item: &Declaration) -> Vec<String> {
        Vec::new()
    }

    /// Attributes of a record or an enumeration, as they are written: `#[non_exhaustive]`.
    fn attributes(&self, _item: &Declaration) -> Vec<String> {
        Vec::new()
    }

    /// Another text for a comment of the headers, of items and members alike, without the marks of C: the place to turn a library's own
    /// markup into rustdoc's.
    fn comment(&self, _comment: &str) -> Option<String> {
        None
    }
}

/// The hooks of a builder.
#[derive(Clone)]
pub struct Author(Rc<dyn Hooks>);

impl Author {
    /// The hooks of a build script.
    pub fn new(hooks: impl Hooks + 'static) -> Author {
        Author(Rc::new(hooks))
    }
}

impl fmt::Debug for Author {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Author")
    }
}

/// What the hooks decided. Names are those of C without `struct`, `union` or `enum`.
#[derive(Clone, Default)]
pub(super) struct Decided {
    author: Option<Author>,
    /// What is left out.
    pub(super) skipped: Vec<(Kind, String)>,
    /// Constants that are left out, by name in Rust.
    pub(super) left_out: Vec<String>,
    renamed: HashMap<(Kind, String), String>,
    constants: HashMap<String, String>,
    /// By name in Rust.
    derives: HashMap<String, Vec<String>>,
    attributes: HashMap<String, Vec<String>>,
    /// How bindgen calls what has a tag.
    pub(super) tags: Tags,
}

impl fmt::Debug for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decided").field("skipped", &self.skipped).field("renamed", &self.renamed).finish_non_exhaustive()
    }
}

/// Asks the author about each declaration that was asked for. What is to be left out is not asked for any more.
pub(super) fn ask(author: &Author, declarations: &mut Declarations, choices: &mut Choices) -> Decided {
    let mut decided = Decided { author: Some(author.clone()), ..Decided::default() };
    let (hooks, renamer) = (&author.0, Renamer::new(&choices.renames));
    let mut enums = Vec::new();
    for declaration in declarations.items.iter_mut().filter(|declaration| declaration.selected) {
        let item = &declaration.item;
        let name = item.name().split_once(' ').map_or(item.name(), |(_, tag)| tag).to_owned();
        match hooks.keep(declaration) {
            Keep::Opaque if matches!(item, Item::Record(_)) => choices.opaque.push(regex::escape(&name)),
            // A record may have the name of a function.
            Keep::Bind | Keep::Opaque => {}
            Keep::Skip => {
                match item {
                    // bindgen makes up a name for it, and knows its constants.
                    Item::Enum(EnumItem { name: None, constants, .. }) => {
                        let new = |name: &String| hooks.rename_constant(declaration, name).or_else(|| renamer.renamed(name));
                        let called = constants.iter().map(|(name, _)| new(name).unwrap_or_else(|| name.clone()));
                        decided.left_out.extend(called);
                    }
                    _ => decided.skipped.push((Kind::of(item), regex::escape(&name))),
                }
                declaration.selected = false;
                continue;
            }
        }
        let renamed = hooks.rename(declaration).filter(|new| is_name(new));
        let in_rust = renamed.clone().or_else(|| renamer.renamed(&name)).unwrap_or_else(|| name.clone());
        decided.renamed.extend(renamed.map(|new| ((Kind::of(item), name.clone()), new)));
        if let Item::Enum(item) = item {
            let new = |name: &String| hooks.rename_constant(declaration, name).filter(|new| is_name(new));
            let constants = item.constants.iter().filter_map(|(name, _)| Some((name.clone(), new(name)?)));
            decided.constants.extend(constants);
            enums.extend(hooks.enum_style(declaration).map(|style| (regex::escape(&name), style)));
        }
        if matches!(item, Item::Record(_) | Item::Enum(_)) {
            decided.derives.insert(in_rust.clone(), hooks.derives(declaration));
            decided.attributes.insert(in_rust, hooks.attributes(declaration));
        }
        if let Some(new) = declaration.doc.as_deref().and_then(|doc| hooks.comment(doc)) {
            declaration.doc = Some(new);
        }
        for doc in declaration.parts.values_mut() {
            *doc = hooks.comment(doc).unwrap_or_else(|| std::mem::take(doc));
        }
    }
    // What comes first counts.
    choices.enums.splice(0..0, enums);
    decided
}

impl Decided {
    /// The new name of what is called so in C.
    pub(super) fn renamed(&self, kind: Kind, name: &str) -> Option<String> {
        self.renamed.get(&(kind, name.to_owned())).cloned()
    }
}

impl ParseCallbacks for Decided {
    fn item_name(&self, item: ItemInfo<'_>) -> Option<String> {
        let kind = match item.kind {
            ItemKind::Function => Kind::Function,
            ItemKind::Var => Kind::Variable,
            _ => return self.renamed(Kind::Type, self.tags.asked(item.name)?),
        };
        self.renamed(kind, item.name)
    }

    fn enum_variant_name(&self, _: Option<&str>, name: &str, _: EnumVariantValue) -> Option<String> {
        self.constants.get(name).cloned()
    }

    fn add_derives(&self, info: &DeriveInfo<'_>) -> Vec<String> {
        self.derives.get(info.name).cloned().unwrap_or_default()
    }

    fn add_attributes(&self, info: &AttributeInfo<'_>) -> Vec<String> {
        self.attributes.get(info.name).cloned().unwrap_or_default()
    }

    fn process_comment(&self, comment: &str) -> Option<String> {
        self.author.as_ref()?.0.comment(comment)
    }
}
