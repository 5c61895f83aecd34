//! `struct`, `union` and `enum` specifiers (C17 §6.7.2.1 to §6.7.2.3; C23 §6.7.3.3 for an enumeration's underlying type).

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::attribute::Attributes;
use super::lex::TokenKind;
use super::parse::{Built, Context, MAX_HEIGHT, Parser, Specifiers, leaf};
use super::words::{Word, word};
use super::{ParseError, Span};
use crate::ctype::{CType, Enum, Field, Record, RecordKind};

impl Parser<'_> {
    /// A specifier that begins with `struct`, `union` or `enum`.
    pub(super) fn tagged(&mut self) -> Result<Built, ParseError> {
        let keyword = self.word("`struct`, `union` or `enum`")?;
        let start = self.last();
        let mut attributes = Attributes::default();
        while self.attribute(&mut attributes)? {}
        let tag = match self.peek() {
            TokenKind::Word(text) if matches!(word(text), Word::Name | Word::Typedef(_)) => {
                self.next();
                Some(String::from(text))
            }
            _ => None,
        };
        let kind = match word(keyword) {
            Word::Enum => return self.enumeration(tag, &attributes, start),
            Word::Union => RecordKind::Union,
            _ => RecordKind::Struct,
        };
        if self.peek() != TokenKind::Punct('{') {
            attributes.no_layout()?;
            return match tag {
                Some(tag) => Ok(named(keyword, &tag)),
                None => Err(self.expected("a tag or `{`")),
            };
        }
        let (fields, height) = self.nested(Self::members)?;
        while self.attribute(&mut attributes)? {}
        if let Some((_, span)) = attributes.convention.or(None) {
            return Err(ParseError::new(span, "expected a function after a calling convention".into()));
        }
        if let Some((_, span)) = attributes.vector {
            return Err(ParseError::new(span, "expected an integer or floating-point type as the vector's element".into()));
        }
        let record = Record {
            kind,
            name: tag,
            fields,
            packed: attributes.packed,
            pack: attributes.pack,
            align: attributes.align,
            cpp: attributes.cplusplus,
        };
        if height >= MAX_HEIGHT {
            let message = format!("this type is made of more than {MAX_HEIGHT} types in a row");
            return Err(ParseError::new(start, message));
        }
        Ok(Built { ty: CType::record(record), constant: false, height: height + 1 })
    }

    /// `enum tag : type`. Without a type it is a name; the values of an enumeration alone do not tell its type on every target.
    fn enumeration(&mut self, tag: Option<String>, attributes: &Attributes, start: Span) -> Result<Built, ParseError> {
        attributes.no_layout()?;
        // `enum tag : 3` is a bit-field.
        if self.peek() == TokenKind::Punct(':') && Self::begins_type(self.peek_at(1), true) {
            self.next();
            let specifiers = self.specifiers()?;
            let CType::Int(underlying) = specifiers.base.ty else {
                return Err(ParseError::new(specifiers.span, "expected an integer type under the enumeration".into()));
            };
            return Ok(leaf(CType::Enum(Arc::new(Enum { name: tag, underlying }))));
        }
        match tag {
            _ if self.peek() == TokenKind::Punct('{') => {
                let message = "expected the enumeration's type instead of its values, as in `enum tag : unsigned int`";
                Err(ParseError::new(start.to(self.span()), message.into()))
            }
            Some(tag) => Ok(named("enum", &tag)),
            None => Err(self.expected("a tag or `:` and the enumeration's type")),
        }
    }

    /// The members between braces, and the longest chain of types among them.
    fn members(&mut self) -> Result<(Vec<Field>, u32), ParseError> {
        let open = self.expect('{')?;
        let mut fields = Vec::new();
        let mut height = 0;
        while !self.eat('}') {
            if self.eat(';') {
                continue;
            }
            if self.peek() == TokenKind::End {
                return Err(ParseError::new(open, "this `{` is not closed".into()));
            }
            let specifiers = self.specifiers()?;
            height = height.max(specifiers.base.height);
            if self.peek() == TokenKind::Punct(';') {
                // C11 §6.7.2.1, paragraph 13: an unnamed member of structure or union type is an anonymous one.
                if !matches!(specifiers.base.ty, CType::Record(_)) {
                    return Err(self.expected("the member's name"));
                }
                fields.push(field(None, specifiers.base.ty.clone(), None, &specifiers, &Attributes::default()));
            } else {
                loop {
                    let (member, built_height) = self.member(&specifiers)?;
                    height = height.max(built_height);
                    fields.push(member);
                    if !self.eat(',') {
                        break;
                    }
                }
            }
            if !self.eat(';') {
                return Err(self.expected("`;` after the member"));
            }
        }
        Ok((fields, height))
    }

    fn member(&mut self, specifiers: &Specifiers) -> Result<(Field, u32), ParseError> {
        let start = self.span();
        let (built, declared) = self.declarator(specifiers, Context::Member)?;
        let whole = specifiers.span.to(self.last());
        let bits = match declared.bits {
            Some((bits, span)) => Some(
                u32::try_from(bits).map_err(|_| ParseError::new(span, format!("expected a width in bits, found `{bits}`")))?,
            ),
            None => None,
        };
        if declared.name.is_none() && bits.is_none() && !matches!(built.ty, CType::Record(_)) {
            return Err(ParseError::new(Span { start: start.start, end: start.start }, "expected the member's name".into()));
        }
        let fault = match built.ty {
            CType::Void => "expected a type of values, found `void`",
            CType::Function(_) => "a member cannot be a function; a pointer to one it can",
            _ => return Ok((field(declared.name, built.ty, bits, specifiers, &declared.attributes), built.height)),
        };
        Err(ParseError::new(whole, fault.into()))
    }
}

fn field(name: Option<String>, ty: CType, bits: Option<u32>, specifiers: &Specifiers, own: &Attributes) -> Field {
    Field {
        name,
        ty,
        bits,
        packed: own.packed || specifiers.attributes.packed,
        align: own.align.max(specifiers.attributes.align),
    }
}

fn named(keyword: &str, tag: &str) -> Built {
    leaf(CType::Named(format!("{keyword} {tag}").into()))
}
