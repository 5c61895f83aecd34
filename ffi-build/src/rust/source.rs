//! The items of generated text: where their parts are, so that what stays as it is stays text.

use std::ops::Range;

use ffi_abi::RecordKind;
use proc_macro2::TokenStream;

use super::foreign::Block;
use super::tokens::{Token, Tokens};
use super::ty::Ty;

/// An item of a module.
#[derive(Debug)]
pub(crate) struct Item<'t> {
    /// Where it is, with its attributes.
    place: Range<usize>,
    /// What is in the brackets of its attributes.
    pub(super) attributes: Vec<&'t str>,
    pub(super) kind: Kind<'t>,
}

/// What an item is.
#[derive(Debug)]
pub(super) enum Kind<'t> {
    Const(Const<'t>),
    Alias {
        name: &'t str,
        ty: Slot<'t>,
    },
    Record(Record<'t>),
    Enum {
        name: &'t str,
    },
    /// `pub use self::ty as name;`
    Use {
        name: &'t str,
        ty: Ty<'t>,
    },
    /// A module of constants, and what their type is.
    Module {
        name: &'t str,
        ty: Option<Ty<'t>>,
    },
    Impl(Impl<'t>),
    Block(Block<'t>),
    Other,
}

/// A constant; its parts as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Const<'t> {
    pub(crate) name: &'t str,
    pub(crate) ty: &'t str,
    pub(crate) value: &'t str,
}

/// A type in an item, which may be replaced.
#[derive(Debug)]
pub(super) struct Slot<'t> {
    pub(super) place: Range<usize>,
    pub(super) ty: Ty<'t>,
    /// Whether it is no longer what is written there.
    pub(super) changed: bool,
}

/// A structure or union.
#[derive(Debug)]
pub(super) struct Record<'t> {
    pub(super) kind: RecordKind,
    pub(super) name: &'t str,
    /// Names of the type parameters.
    pub(super) parameters: Vec<&'t str>,
    /// Names and types; of members without a name, the type alone.
    pub(super) fields: Vec<(Option<&'t str>, Slot<'t>)>,
}

/// An `impl`.
#[derive(Debug)]
pub(super) struct Impl<'t> {
    pub(super) of_trait: Option<Ty<'t>>,
    /// The name of the type, without parameters, if it is a path of one name.
    pub(super) name: Option<&'t str>,
    /// What is between the braces.
    body: Range<usize>,
}

/// Changes of a part of a text, in the order of their places.
pub(super) type Edits = Vec<(Range<usize>, String)>;

/// What is seen of a text without a look into its items.
pub(crate) struct Outline<'t> {
    pub(crate) constants: Vec<Const<'t>>,
    /// Where the item begins at which half of the text is done.
    pub(crate) middle: usize,
}

/// The outline of a text; `None` if it is not cut into items.
pub(crate) fn outline(text: &str) -> Option<Outline<'_>> {
    let mut tokens = Tokens::new(text);
    let mut outline = Outline { constants: Vec::new(), middle: text.len() };
    about_the_file(&mut tokens)?;
    while tokens.peek().is_some() {
        let start = tokens.start();
        if start >= text.len() / 2 {
            outline.middle = outline.middle.min(start);
        }
        attributes(&mut tokens)?;
        let before = tokens.clone();
        visibility(&mut tokens)?;
        match tokens.take_word("const").then(|| Const::read(&mut tokens)).flatten() {
            Some(constant) => outline.constants.push(constant),
            None => {
                tokens = before;
                end_of_item(&mut tokens)?;
            }
        }
    }
    Some(outline)
}

/// The items of a text that has an outline, the two halves of which are read at the same time.
pub(crate) fn items(text: &str, middle: usize) -> Vec<Item<'_>> {
    let half = |start, end| read_items(Tokens::new(text).part(start, end)).unwrap_or_default();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| half(middle, text.len()));
        let mut items = half(0, middle);
        items.append(&mut second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        items
    })
}

fn read_items(mut tokens: Tokens<'_>) -> Option<Vec<Item<'_>>> {
    let mut items = Vec::new();
    about_the_file(&mut tokens)?;
    while tokens.peek().is_some() {
        items.push(Item::read(&mut tokens)?);
    }
    Some(items)
}

/// What is said of the file.
fn about_the_file(tokens: &mut Tokens<'_>) -> Option<()> {
    loop {
        let before = tokens.clone();
        if !(tokens.take(b'#') && tokens.take(b'!')) {
            *tokens = before;
            return Some(());
        }
        tokens.tree()?;
    }
}

/// Reads to the end of an item of which nothing is known.
fn end_of_item(tokens: &mut Tokens<'_>) -> Option<()> {
    while !matches!(tokens.tree()?, Token::Sign(b';') | Token::Open(b'{')) {}
    Some(())
}

/// What is in the brackets of the attributes that come next.
pub(super) fn attributes<'t>(tokens: &mut Tokens<'t>) -> Option<Vec<&'t str>> {
    let mut found = Vec::new();
    while tokens.take(b'#') {
        let start = tokens.start() + 1;
        tokens.tree()?;
        found.push(tokens.text[start..tokens.end() - 1].trim());
    }
    Some(found)
}

/// `pub`, with what may stand behind it.
pub(super) fn visibility(tokens: &mut Tokens<'_>) -> Option<()> {
    if tokens.take_word("pub") && tokens.peek() == Some(Token::Open(b'(')) {
        tokens.tree()?;
    }
    Some(())
}

impl<'t> Slot<'t> {
    pub(super) fn read(tokens: &mut Tokens<'t>) -> Option<Slot<'t>> {
        let start = tokens.start();
        let ty = Ty::read(tokens)?;
        Some(Slot { place: start..tokens.end(), ty, changed: false })
    }

    pub(super) fn edit(&self, edits: &mut Edits) {
        if self.changed {
            edits.push((self.place.clone(), self.ty.to_string()));
        }
    }

    /// Changes the type by a function that says whether it did.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut Ty<'t>) -> bool) {
        self.changed |= change(&mut self.ty);
    }

    /// Puts another type there.
    pub(super) fn set(&mut self, ty: Ty<'t>) {
        (self.ty, self.changed) = (ty, true);
    }
}

impl<'t> Item<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Item<'t>> {
        let start = tokens.start();
        let attributes = attributes(tokens)?;
        let before = tokens.clone();
        let kind = match Kind::read(tokens) {
            Some(kind) => kind,
            // Something else that begins like an item.
            None => {
                *tokens = before;
                end_of_item(tokens)?;
                Kind::Other
            }
        };
        Some(Item { place: start..tokens.end(), attributes, kind })
    }

    /// A constant that is one.
    pub(crate) fn constant(&self) -> Option<&Const<'t>> {
        match &self.kind {
            Kind::Const(constant) => Some(constant),
            _ => None,
        }
    }

    /// The text, with changed types. `text` is what it was read from.
    pub(super) fn written(&self, text: &str) -> String {
        self.with_attributes(text, |_| None)
    }

    /// The same with other attributes where `change` gives one.
    pub(super) fn with_attributes(&self, text: &str, change: impl Fn(&str) -> Option<String>) -> String {
        let mut edits = Edits::new();
        for attribute in &self.attributes {
            if let Some(new) = change(attribute) {
                // It is a part of this text.
                let start = attribute.as_ptr() as usize - text.as_ptr() as usize;
                edits.push((start..start + attribute.len(), new));
            }
        }
        match &self.kind {
            Kind::Alias { ty, .. } => ty.edit(&mut edits),
            Kind::Record(record) => record.fields.iter().for_each(|(_, field)| field.edit(&mut edits)),
            _ => {}
        }
        edited(text, self.place.clone(), edits)
    }

    /// The same block with these items in it.
    pub(super) fn with(&self, text: &str, items: &[String]) -> String {
        let front = match &self.kind {
            Kind::Block(block) => block.front,
            _ => self.place.end,
        };
        format!("{} {} }}", &text[self.place.start..front], items.join(" "))
    }

    /// Its documentation, as attributes.
    pub(super) fn docs(&self) -> TokenStream {
        let docs = self.attributes.iter().filter(|text| text.starts_with("doc"));
        docs.filter_map(|text| format!("#[{text}]").parse::<TokenStream>().ok()).collect()
    }

    /// Whether a type in it was changed.
    pub(super) fn is_changed(&self) -> bool {
        match &self.kind {
            Kind::Alias { ty, .. } => ty.changed,
            Kind::Record(record) => record.fields.iter().any(|(_, field)| field.changed),
            _ => false,
        }
    }
}

/// The text of an item with further documentation, behind what it has.
pub(super) fn documented(text: String, docs: &[String]) -> String {
    if docs.is_empty() {
        return text;
    }
    let mut tokens = Tokens::new(&text);
    let mut place = tokens.start();
    while tokens.take(b'#') {
        let start = tokens.start() + 1;
        if tokens.tree().is_none() || !text[start..].trim_start().starts_with("doc") {
            break;
        }
        place = tokens.start();
    }
    edited(&text, 0..text.len(), vec![(place..place, docs.concat() + " ")])
}

/// A part of a text with changes in it.
pub(super) fn edited(text: &str, place: Range<usize>, edits: Edits) -> String {
    let mut out = String::with_capacity(place.len());
    let mut at = place.start;
    for (place, new) in edits {
        out.push_str(&text[at..place.start]);
        out.push_str(&new);
        at = place.end;
    }
    out.push_str(&text[at..place.end]);
    out
}

impl<'t> Kind<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Kind<'t>> {
        visibility(tokens)?;
        Some(match tokens.word()? {
            "const" => Kind::Const(Const::read(tokens)?),
            "type" => {
                let name = tokens.word()?;
                let ty = if tokens.take(b'=') { Slot::read(tokens)? } else { return None };
                if tokens.take(b';') { Kind::Alias { name, ty } } else { return None }
            }
            "struct" => Kind::Record(Record::read(tokens, RecordKind::Struct)?),
            "union" => Kind::Record(Record::read(tokens, RecordKind::Union)?),
            "enum" => {
                let name = tokens.word()?;
                tokens.until_braces()?;
                Kind::Enum { name }
            }
            "use" => {
                let path = tokens.start();
                let end = tokens.until(b';')?;
                let (ty, name) = tokens.text[path..end].split_once(" as ")?;
                let ty = ty.trim().strip_prefix("self")?.trim_start().strip_prefix("::")?.trim();
                Kind::Use { name: name.trim(), ty: Ty::of(ty)? }
            }
            "mod" => {
                let name = tokens.word()?;
                let start = tokens.start() + 1;
                tokens.tree()?;
                let items = read_items(tokens.part(start, tokens.end() - 1))?;
                let ty = items.into_iter().find_map(|item| match item.kind {
                    Kind::Alias { name: "Type", ty } => Some(ty.ty),
                    _ => None,
                });
                Kind::Module { name, ty }
            }
            "impl" => Kind::Impl(Impl::read(tokens)?),
            "unsafe" | "extern" => Kind::Block(Block::read(tokens)?),
            _ => return None,
        })
    }
}

impl<'t> Const<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Const<'t>> {
        let name = tokens.word().filter(|name| *name != "fn" && *name != "unsafe" && *name != "extern")?;
        let start = if tokens.take(b':') { tokens.start() } else { return None };
        let middle = tokens.until(b'=')?;
        let value = tokens.start();
        let end = tokens.until(b';')?;
        Some(Const { name, ty: tokens.text[start..middle].trim(), value: tokens.text[value..end].trim() })
    }
}

impl<'t> Record<'t> {
    fn read(tokens: &mut Tokens<'t>, kind: RecordKind) -> Option<Record<'t>> {
        let name = tokens.word()?;
        let mut record = Record { kind, name, parameters: parameters(tokens)?, fields: Vec::new() };
        if tokens.take(b';') {
            return Some(record);
        }
        let named = match tokens.next()? {
            Token::Open(b'{') => true,
            Token::Open(b'(') => false,
            _ => return None,
        };
        while !matches!(tokens.peek()?, Token::Close(_)) {
            attributes(tokens)?;
            visibility(tokens)?;
            let name = if named { Some(tokens.word()?) } else { None };
            if named && !tokens.take(b':') {
                return None;
            }
            record.fields.push((name, Slot::read(tokens)?));
            tokens.take(b',');
        }
        tokens.next()?;
        if !named {
            tokens.until(b';')?;
        }
        Some(record)
    }
}

/// Names of the type parameters between `<` and `>`, if these come next.
fn parameters<'t>(tokens: &mut Tokens<'t>) -> Option<Vec<&'t str>> {
    let mut found = Vec::new();
    if !tokens.take(b'<') {
        return Some(found);
    }
    let (mut depth, mut first) = (1, true);
    while depth > 0 {
        match tokens.tree()? {
            Token::Sign(b'<') => depth += 1,
            Token::Sign(b'>') => depth -= 1,
            Token::Sign(b',') if depth == 1 => {
                first = true;
                continue;
            }
            Token::Word(name) if first && name != "const" => found.push(name),
            _ => {}
        }
        first = false;
    }
    Some(found)
}

impl<'t> Impl<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Impl<'t>> {
        parameters(tokens)?;
        let name = |tokens: &mut Tokens<'t>| tokens.clone().word();
        let mut of = name(tokens);
        let first = Ty::read(tokens)?;
        let of_trait = tokens.take_word("for").then_some(first);
        if of_trait.is_some() {
            of = name(tokens);
            Ty::read(tokens)?;
        }
        let start = tokens.until_braces()?;
        Some(Impl { of_trait, name: of, body: start + 1..tokens.end() - 1 })
    }

    /// The text of it with another type for `type Target`.
    pub(super) fn with_target(&self, written: &str, ty: &Ty<'_>) -> String {
        let mut tokens = Tokens::new(written);
        let place = tokens.until_braces().and_then(|start| {
            let mut tokens = tokens.part(start + 1, written.len());
            while !(tokens.take_word("type") && tokens.take_word("Target") && tokens.take(b'=')) {
                tokens.tree()?;
            }
            let start = tokens.start();
            tokens.until(b';').map(|end| start..end)
        });
        match place {
            Some(place) => edited(written, 0..written.len(), vec![(place, format!("{ty} "))]),
            None => written.to_owned(),
        }
    }

    /// Whether it is of a trait of this name.
    pub(super) fn is_of(&self, name: &str) -> bool {
        matches!(&self.of_trait, Some(Ty::Path(path)) if path.last() == name)
    }

    /// The functions that take `&self` alone and return something: their names, and what they return.
    pub(super) fn getters(&self, text: &'t str) -> Vec<(&'t str, Ty<'t>)> {
        let mut tokens = Tokens::new(text).part(self.body.start, self.body.end);
        let mut found = Vec::new();
        while let Some(token) = tokens.tree() {
            if token == Token::Word("fn") {
                found.extend(getter(&mut tokens));
            }
        }
        found
    }
}

/// What comes behind `fn`, if it is such a function.
fn getter<'t>(tokens: &mut Tokens<'t>) -> Option<(&'t str, Ty<'t>)> {
    let name = tokens.word()?;
    if !(tokens.take(b'(') && tokens.take(b'&') && tokens.take_word("self") && tokens.take(b')') && tokens.take_both(b'-', b'>'))
    {
        return None;
    }
    Some((name, Ty::read(tokens)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#![allow(unused)] # [repr (C , packed (2))] # [derive (Debug , Default)] pub struct s < T > { pub a : * mut T , b : u8 }
        pub type t = :: core :: ffi :: c_int ; pub const C : & [u8 ; 2] = b\"}\\0\" ; pub use self :: s as r ; macro_rules ! m { () => {} }
        impl < T > Default for s < T > { fn default () -> Self { S { a : 0 } } } impl s { pub fn a (& self) -> u8 { 1 } fn b () -> u8 { 2 } }
        pub mod e { pub type Type = u32 ; pub const A : Type = 1 ; } pub struct n (pub u8) ; pub const fn f () -> u8 { 1 }";

    #[test]
    fn a_text_is_cut_into_items() {
        let outline = outline(TEXT).unwrap();
        assert_eq!(outline.constants.iter().map(|constant| constant.name).collect::<Vec<_>>(), ["C"]);
        assert!(TEXT[outline.middle..].starts_with("impl < T > Default"));
        let items = items(TEXT, outline.middle);
        let names: Vec<String> = items
            .iter()
            .map(|item| match &item.kind {
                Kind::Const(constant) => format!("const {} {} {}", constant.name, constant.ty, constant.value),
                Kind::Alias { name, ty } => format!("type {name} {}", ty.ty),
                Kind::Record(record) => format!("struct {} {:?} {}", record.name, record.parameters, record.fields.len()),
                Kind::Enum { name } => format!("enum {name}"),
                Kind::Use { name, ty } => format!("use {ty} as {name}"),
                Kind::Module { name, ty } => format!("mod {name} {}", ty.as_ref().unwrap()),
                Kind::Impl(block) => format!("impl {} {:?}", block.name.unwrap(), block.getters(TEXT).len()),
                Kind::Block(block) => format!("extern {}", block.items.len()),
                Kind::Other => "other".to_owned(),
            })
            .collect();
        let wanted = [
            "struct s [\"T\"] 2",
            "type t :: core :: ffi :: c_int",
            "const C & [u8 ; 2] b\"}\\0\"",
            "use s as r",
            "other",
            "impl s 0",
            "impl s 1",
            "mod e u32",
            "struct n [] 1",
            "other",
        ];
        assert_eq!(names, wanted);
        assert_eq!(items[0].attributes, ["repr (C , packed (2))", "derive (Debug , Default)"]);
    }

    #[test]
    fn documentation_goes_behind_what_there_is() {
        let docs = ["# [doc = \"b\"]".to_owned()];
        let text = "# [doc = \"a\"] # [repr (C)] pub struct s { }";
        assert_eq!(documented(text.to_owned(), &docs), "# [doc = \"a\"] # [doc = \"b\"] # [repr (C)] pub struct s { }");
        assert_eq!(documented("pub struct s { }".to_owned(), &docs), "# [doc = \"b\"] pub struct s { }");
    }

    #[test]
    fn only_what_is_changed_is_written_anew() {
        let mut items = items(TEXT, TEXT.len());
        assert!(!items[0].is_changed());
        if let Kind::Record(record) = &mut items[0].kind {
            record.fields[1].1.set(Ty::path("u16", Vec::new()));
        }
        let changed = items[0].with_attributes(TEXT, |text| text.starts_with("derive").then(|| "derive ()".to_owned()));
        assert_eq!(changed, "# [repr (C , packed (2))] # [derive ()] pub struct s < T > { pub a : * mut T , b : u16 }");
        assert!(items[0].is_changed());
    }

    #[test]
    fn what_is_not_cut_into_items_is_told() {
        assert!(outline("pub struct s { a : u8").is_none());
        assert!(outline("pub type t = u8 ; x").is_none());
    }
}
