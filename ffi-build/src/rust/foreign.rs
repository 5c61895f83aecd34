//! The items of `extern` blocks in generated text.

use std::ops::Range;

use super::source::{Edits, Slot, attributes, edited, visibility};
use super::tokens::{Token, Tokens};

/// An `extern` block.
#[derive(Debug)]
pub(super) struct Block<'t> {
    /// What the convention is called, in quotation marks.
    pub(super) abi: Option<&'t str>,
    /// Where its brace ends.
    pub(super) front: usize,
    pub(super) items: Vec<Foreign<'t>>,
}

/// An item of an `extern` block.
#[derive(Debug)]
pub(super) struct Foreign<'t> {
    place: Range<usize>,
    pub(super) attributes: Vec<&'t str>,
    /// Where the attributes end.
    behind: usize,
    name: Range<usize>,
    pub(super) kind: ForeignKind<'t>,
}

#[derive(Debug)]
pub(super) enum ForeignKind<'t> {
    Function(Function<'t>),
    Static(Slot<'t>),
    Other,
}

/// A function of an `extern` block.
#[derive(Debug)]
pub(super) struct Function<'t> {
    pub(super) inputs: Vec<Slot<'t>>,
    pub(super) variadic: bool,
    pub(super) output: Option<Slot<'t>>,
    /// Where the parameters end.
    behind: usize,
}

/// What is different in an item of an `extern` block that is written.
#[derive(Default, Debug)]
pub(super) struct More {
    /// Attributes instead of those that it has.
    pub(super) instead: Option<String>,
    /// Further attributes.
    pub(super) attributes: String,
    pub(super) name: Option<String>,
    /// What it returns.
    pub(super) result: Option<&'static str>,
}

impl More {
    /// Adds an attribute.
    pub(super) fn attribute(&mut self, text: &str) {
        self.attributes.push_str(text);
        self.attributes.push(' ');
    }
}

impl<'t> Block<'t> {
    pub(super) fn read(tokens: &mut Tokens<'t>) -> Option<Block<'t>> {
        // Behind `unsafe` or `extern`.
        tokens.take_word("extern");
        let abi = match tokens.next()? {
            Token::Literal(abi) => {
                if tokens.next()? != Token::Open(b'{') {
                    return None;
                }
                Some(abi)
            }
            Token::Open(b'{') => None,
            _ => return None,
        };
        let front = tokens.end();
        let mut items = Vec::new();
        while !tokens.take(b'}') {
            items.push(Foreign::read(tokens)?);
        }
        Some(Block { abi, front, items })
    }
}

impl<'t> Foreign<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Foreign<'t>> {
        let start = tokens.start();
        let attributes = attributes(tokens)?;
        let behind = tokens.start();
        let before = tokens.clone();
        let (name, kind) = match ForeignKind::read(tokens) {
            Some(found) => found,
            None => {
                *tokens = before;
                tokens.until(b';')?;
                (behind..behind, ForeignKind::Other)
            }
        };
        Some(Foreign { place: start..tokens.end(), attributes, behind, name, kind })
    }

    pub(super) fn name<'a>(&self, text: &'a str) -> &'a str {
        &text[self.name.clone()]
    }

    /// The text, with changed types and what is different.
    pub(super) fn written(&self, text: &str, more: &More) -> String {
        let mut edits = Edits::new();
        match &more.instead {
            Some(instead) => edits.push((self.place.start..self.behind, format!("{instead} {}", more.attributes))),
            None if more.attributes.is_empty() => {}
            None => edits.push((self.behind..self.behind, more.attributes.clone())),
        }
        edits.extend(more.name.iter().map(|name| (self.name.clone(), name.clone())));
        match &self.kind {
            ForeignKind::Function(function) => {
                function.inputs.iter().for_each(|slot| slot.edit(&mut edits));
                match (more.result, &function.output) {
                    (Some(result), Some(output)) => edits.push((output.place.clone(), result.to_owned())),
                    (Some(result), None) => edits.push((function.behind..function.behind, format!(" -> {result}"))),
                    (None, Some(output)) => output.edit(&mut edits),
                    (None, None) => {}
                }
            }
            ForeignKind::Static(slot) => slot.edit(&mut edits),
            ForeignKind::Other => {}
        }
        edited(text, self.place.clone(), edits)
    }
}

impl<'t> ForeignKind<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<(Range<usize>, ForeignKind<'t>)> {
        visibility(tokens)?;
        let name = |tokens: &mut Tokens<'t>| {
            let start = tokens.start();
            tokens.word().map(|name| start..start + name.len())
        };
        loop {
            match tokens.word()? {
                "fn" => {
                    let name = name(tokens)?;
                    return Some((name, ForeignKind::Function(Function::read(tokens)?)));
                }
                "static" => {
                    tokens.take_word("mut");
                    let name = name(tokens)?;
                    let slot = if tokens.take(b':') { Slot::read(tokens)? } else { return None };
                    return tokens.take(b';').then_some((name, ForeignKind::Static(slot)));
                }
                "safe" | "unsafe" => {}
                _ => return None,
            }
        }
    }
}

impl<'t> Function<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Function<'t>> {
        let mut function = Function { inputs: Vec::new(), variadic: false, output: None, behind: 0 };
        if !tokens.take(b'(') {
            return None;
        }
        while !tokens.take(b')') {
            attributes(tokens)?;
            if tokens.take(b'.') {
                while tokens.take(b'.') {}
                function.variadic = true;
                continue;
            }
            // What it is called, or `_`.
            tokens.word()?;
            if !tokens.take(b':') {
                return None;
            }
            if tokens.take(b'.') {
                while tokens.take(b'.') {}
                function.variadic = true;
                continue;
            }
            function.inputs.push(Slot::read(tokens)?);
            tokens.take(b',');
        }
        function.behind = tokens.end();
        if tokens.take_both(b'-', b'>') {
            function.output = Some(Slot::read(tokens)?);
        }
        tokens.take(b';').then_some(function)
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::{Kind, items};
    use super::*;

    #[test]
    fn functions_are_written_with_what_is_different() {
        let text = "unsafe extern \"C\" { # [doc = \" a\"] # [link_name = \"\\u{1}b\"] pub fn f (a : :: core :: ffi :: c_int , _ : u8 , ...) ; \
                    pub static mut g : u8 ; }";
        let mut items = items(text, text.len());
        let Kind::Block(block) = &mut items[0].kind else { panic!() };
        assert_eq!((block.abi, block.items[0].name(text), block.items[1].name(text)), (Some("\"C\""), "f", "g"));
        let ForeignKind::Function(function) = &block.items[0].kind else { panic!() };
        assert!(function.variadic && function.inputs.len() == 2 && function.output.is_none());
        let mut more = More { name: Some("h".into()), result: Some("!"), ..More::default() };
        more.attribute("# [must_use]");
        let wanted = "# [doc = \" a\"] # [link_name = \"\\u{1}b\"] # [must_use] pub fn h (a : :: core :: ffi :: c_int , _ : u8 , ...) -> ! ;";
        assert_eq!(block.items[0].written(text, &more), wanted);
        let more = More { instead: Some("#[x]".into()), ..More::default() };
        assert_eq!(block.items[1].written(text, &more), "#[x] pub static mut g : u8 ;");
        assert_eq!(items[0].with(text, &["a".into(), "b".into()]), "unsafe extern \"C\" { a b }");
    }
}
