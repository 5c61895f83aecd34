//! How the Rust text is to be made: what bindgen is told beyond the headers and names of [`Input`](super::Input).
//!
//! Plain data, so that bindgen can run on a thread of its own; the exception is a `bindgen::Builder` that the author hands over, whose
//! callbacks belong to one thread.

use std::fmt;
use std::str::FromStr;

use bindgen::{AliasVariation, Builder, EnumVariation};

/// What an enumeration becomes in Rust. In each style its type travels as the integer that the compiler chose for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EnumStyle {
    /// Constants of an integer type of the enumeration's name; the default.
    Constants,
    /// Constants in a module of the enumeration's name, whose type is `name::Type`.
    Module,
    /// A structure around the integer, with associated constants.
    Newtype,
    /// The same with `|`, `&`, `!` and their assignments.
    BitFlags,
    /// A structure around the integer, and beside it a Rust enumeration `name_checked` to match on. C may hand over any integer, so
    /// the way from the first to the second is a check (`checked`, `TryFrom`), and no function of C takes or gives the second.
    Checked,
    /// An enumeration of Rust, for one that C only takes: functions have it as their parameter, by value. Wherever C may write the
    /// value, which may be any (results, members, behind pointers, in callbacks), it is the integer, and the way from there is a check
    /// (`TryFrom`).
    Rust,
}

/// What a typedef becomes in Rust.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TypedefStyle {
    /// A type alias; the default.
    Alias,
    /// A structure around the type.
    Newtype,
    /// The same with `Deref` to what is inside.
    NewtypeDeref,
}

/// A trait that generated records derive where their members have it. `Debug`, `Clone` and `Copy` they derive unasked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Derive {
    /// `Default`: the members' defaults, or all bytes zero.
    Default,
    /// `Hash`.
    Hash,
    /// `PartialEq`.
    PartialEq,
    /// `Eq`, and with it `PartialEq`.
    Eq,
    /// `PartialOrd`, and with it `PartialEq`.
    PartialOrd,
    /// `Ord`, and with it `Eq` and `PartialOrd`.
    Ord,
}

/// A word for each value: in recipes and on the command line.
macro_rules! words {
    ($ty:ty, $what:literal: $($word:literal $value:ident),+ $(,)?) => {
        impl $ty {
            /// Every value with its word.
            const WORDS: &[(&str, $ty)] = &[$(($word, <$ty>::$value)),+];
        }

        impl fmt::Display for $ty {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let word = <$ty>::WORDS.iter().find(|(_, value)| value == self).map_or("", |(word, _)| word);
                f.write_str(word)
            }
        }

        impl FromStr for $ty {
            type Err = String;

            fn from_str(text: &str) -> Result<$ty, String> {
                let known = || <$ty>::WORDS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join("`, `");
                let found = <$ty>::WORDS.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
                found.ok_or_else(|| format!("`{text}` is no {}: `{}`", $what, known()))
            }
        }
    };
}

words!(EnumStyle, "style of enumerations":
    "constants" Constants, "module" Module, "newtype" Newtype, "bit-flags" BitFlags, "checked" Checked, "rust" Rust);
words!(TypedefStyle, "style of typedefs": "alias" Alias, "newtype" Newtype, "newtype-deref" NewtypeDeref);
words!(Derive, "trait to derive":
    "Default" Default, "Hash" Hash, "PartialEq" PartialEq, "Eq" Eq, "PartialOrd" PartialOrd, "Ord" Ord);

/// A change of a name: one for each name that the pattern matches whole.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rename {
    /// Regular expression.
    pub pattern: String,
    /// The new name, where `$1` is the first group of the pattern.
    pub to: String,
}

/// What bindgen is told besides headers and names. Patterns are regular expressions for whole names.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Choices {
    /// Files whose declarations are asked for, by path, instead of the headers' own.
    pub allow_files: Vec<String>,
    /// Files whose declarations are left out.
    pub block_files: Vec<String>,
    /// Whether only what is asked for by name is bound, and not what it needs.
    pub not_transitive: bool,
    /// Records whose members nobody is to see.
    pub opaque: Vec<String>,
    /// Changes of names; the first that matches counts.
    pub renames: Vec<Rename>,
    /// Styles of enumerations.
    pub enums: Vec<(String, EnumStyle)>,
    /// Styles of typedefs.
    pub typedefs: Vec<(String, TypedefStyle)>,
    /// Traits to derive.
    pub derives: Vec<Derive>,
    /// Types that are not to be dropped unseen.
    pub must_use: Vec<String>,
    /// Functions whose types say what is not null.
    pub non_null: Vec<String>,
    /// Typedefs of pointers that are never null.
    pub never_null: Vec<String>,
    /// Whether constants of macros have C's types.
    pub c_constants: bool,
    /// Whether comments stay out of the Rust text.
    pub no_comments: bool,
    /// Whether the comments of members, of constants and of macros are read, too: a table has them.
    pub documented: bool,
    /// Whether `inline` and `static` functions are bound too, through a shim.
    pub inline_functions: bool,
    /// Macros that take arguments, each declared as a function of C; they are bound through the shim.
    pub macro_functions: Vec<String>,
    /// What the symbols of the shim begin with.
    pub shim_prefix: String,
}

impl EnumStyle {
    /// bindgen's word for it.
    fn variation(self) -> EnumVariation {
        match self {
            EnumStyle::Constants => EnumVariation::Consts,
            EnumStyle::Module => EnumVariation::ModuleConsts,
            EnumStyle::Newtype => EnumVariation::NewType { is_bitfield: false, is_global: false },
            EnumStyle::BitFlags => EnumVariation::NewType { is_bitfield: true, is_global: false },
            EnumStyle::Checked => EnumVariation::Rust { non_exhaustive: false },
            // The attribute is how the generator tells the two apart; it is not kept.
            EnumStyle::Rust => EnumVariation::Rust { non_exhaustive: true },
        }
    }
}

impl Choices {
    /// Tells bindgen.
    pub(super) fn tell(&self, mut builder: Builder) -> Builder {
        for pattern in &self.allow_files {
            builder = builder.allowlist_file(pattern);
        }
        for pattern in &self.block_files {
            builder = builder.blocklist_file(pattern);
        }
        for pattern in &self.opaque {
            builder = builder.opaque_type(pattern);
        }
        for (pattern, style) in &self.enums {
            // bindgen's lists have an order of their own.
            builder = match (style, &**pattern) {
                (style, ".*") => builder.default_enum_style(style.variation()),
                (EnumStyle::Constants, _) => builder.constified_enum(pattern),
                (EnumStyle::Module, _) => builder.constified_enum_module(pattern),
                (EnumStyle::Newtype, _) => builder.newtype_enum(pattern),
                (EnumStyle::BitFlags, _) => builder.bitfield_enum(pattern),
                (EnumStyle::Checked, _) => builder.rustified_enum(pattern),
                (EnumStyle::Rust, _) => builder.rustified_non_exhaustive_enum(pattern),
            };
        }
        for (pattern, style) in &self.typedefs {
            builder = match (style, &**pattern) {
                (TypedefStyle::Alias, ".*") => builder.default_alias_style(AliasVariation::TypeAlias),
                (TypedefStyle::Newtype, ".*") => builder.default_alias_style(AliasVariation::NewType),
                (TypedefStyle::NewtypeDeref, ".*") => builder.default_alias_style(AliasVariation::NewTypeDeref),
                (TypedefStyle::Alias, _) => builder.type_alias(pattern),
                (TypedefStyle::Newtype, _) => builder.new_type_alias(pattern),
                (TypedefStyle::NewtypeDeref, _) => builder.new_type_alias_deref(pattern),
            };
        }
        for derive in &self.derives {
            builder = match derive {
                Derive::Default => builder.derive_default(true),
                Derive::Hash => builder.derive_hash(true),
                Derive::PartialEq => builder.derive_partialeq(true),
                Derive::Eq => builder.derive_eq(true),
                Derive::PartialOrd => builder.derive_partialord(true),
                Derive::Ord => builder.derive_ord(true),
            };
        }
        for pattern in &self.must_use {
            builder = builder.must_use_type(pattern);
        }
        if self.no_comments {
            builder = builder.generate_comments(false);
        }
        if self.not_transitive {
            builder = builder.allowlist_recursively(false);
        }
        builder
    }

    /// Whether anything may go through a shim.
    pub(crate) fn shims(&self) -> bool {
        self.inline_functions || !self.macro_functions.is_empty()
    }

    /// Whether a macro is declared as a function of this name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.macro_functions.iter().any(|text| super::shims::declared(text).is_some_and(|(known, _)| known == name))
    }

    /// Every pattern, for a check before anything is read.
    pub(super) fn patterns(&self) -> impl Iterator<Item = &String> {
        let plain = [&self.allow_files, &self.block_files, &self.opaque, &self.must_use, &self.non_null, &self.never_null];
        let plain = plain.into_iter().flatten();
        plain
            .chain(self.renames.iter().map(|rename| &rename.pattern))
            .chain(self.enums.iter().map(|(pattern, _)| pattern))
            .chain(self.typedefs.iter().map(|(pattern, _)| pattern))
    }
}

/// A bindgen builder of the author, as it stands: its headers and clang arguments are read, its names asked for, its callbacks called.
#[derive(Clone)]
pub struct Handed(pub Builder);

impl fmt::Debug for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handed").field(&self.0.command_line_flags()).finish()
    }
}

/// What the command line of a handed-over builder says of headers and names.
#[derive(Debug, Default)]
pub(super) struct Flags {
    pub(super) headers: Vec<String>,
    pub(super) arguments: Vec<String>,
    /// Patterns of what is asked for and of what is left out, by kind: `item`, `type`, `function`, `var`, `file`.
    pub(super) allow: Vec<(String, String)>,
    pub(super) block: Vec<(String, String)>,
    /// Options whose output is no longer what is held against the header, and why.
    pub(super) refused: Vec<(&'static str, &'static str)>,
}

/// Options of bindgen that are refused, and what to do instead.
const REFUSED: [(&str, &str); 5] = [
    ("--dynamic-loading", "use `#[ffi::import(lazy)]` for functions that are found at run time"),
    ("--wrap-static-fns", "use `Builder::inline_functions(true)`"),
    ("--enable-cxx-namespaces", "a C header has no namespaces"),
    ("--c-naming", "rename types by `Builder::rename`"),
    ("--flexarray-dst", "a flexible array is reached from the record's address"),
];

impl Handed {
    pub(super) fn flags(&self) -> Flags {
        let mut flags = Flags::default();
        let mut words = self.0.command_line_flags().into_iter().peekable();
        // The last header comes first, and the others as arguments of clang.
        flags.headers.extend(words.next_if(|word| !word.starts_with('-')));
        while let Some(word) = words.next() {
            if word == "--" {
                flags.arguments = words.collect();
                break;
            }
            if let Some(found) = REFUSED.iter().find(|(option, _)| *option == word) {
                flags.refused.push(*found);
            }
            let list = match word.strip_prefix("--allowlist-") {
                Some(kind) => Some((kind, &mut flags.allow)),
                None => word.strip_prefix("--blocklist-").map(|kind| (kind, &mut flags.block)),
            };
            if let Some((kind, list)) = list {
                list.extend(words.next().map(|pattern| (kind.to_owned(), pattern)));
            }
        }
        flags
    }
}
