//! Attributes: GNU `__attribute__`, C23 `[[…]]`, Microsoft `__declspec`, `_Alignas`.
//!
//! One that changes layout or call is read, one that changes neither is passed over, and any other is an error: nothing is
//! dropped silently.

use alloc::format;

use super::lex::TokenKind;
use super::parse::Parser;
use super::{ParseError, Span};
use crate::convention::Convention;

/// How a vector's width was given.
#[derive(Clone, Copy)]
pub(super) enum VectorWidth {
    /// `vector_size`: in bytes.
    Bytes(u64),
    /// `ext_vector_type`: in elements.
    Lanes(u64),
}

/// What the attributes at one place of a declaration say.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) packed: bool,
    pub(super) pack: Option<u64>,
    pub(super) align: Option<u64>,
    pub(super) cplusplus: bool,
    pub(super) vector: Option<(VectorWidth, Span)>,
    pub(super) convention: Option<(Convention, Span)>,
    /// The last one that belongs to a record or a member, for the error where neither is being declared.
    pub(super) layout_span: Option<Span>,
}

impl Attributes {
    fn set_align(&mut self, align: u64, span: Span) -> Result<(), ParseError> {
        if !align.is_power_of_two() {
            return Err(ParseError::new(span, format!("expected an alignment that is a power of two, found `{align}`")));
        }
        // C17 §6.7.5, paragraph 6: the strictest one of several holds.
        self.align = Some(self.align.map_or(align, |old| old.max(align)));
        self.layout_span = Some(span);
        Ok(())
    }

    /// Takes a convention, which must not contradict one given before.
    pub(super) fn set_convention(&mut self, convention: Convention, span: Span) -> Result<(), ParseError> {
        match self.convention {
            Some((old, _)) if old != convention => {
                let message = format!("a second calling convention: `{convention}` after `{old}`");
                Err(ParseError::new(span, message))
            }
            _ => {
                self.convention = Some((convention, span));
                Ok(())
            }
        }
    }

    /// Adds what another list says.
    pub(super) fn merge(&mut self, other: &Attributes) -> Result<(), ParseError> {
        self.packed |= other.packed;
        self.pack = self.pack.or(other.pack);
        self.align = self.align.max(other.align);
        self.cplusplus |= other.cplusplus;
        self.vector = self.vector.or(other.vector);
        self.layout_span = self.layout_span.or(other.layout_span);
        match other.convention {
            Some((convention, span)) => self.set_convention(convention, span),
            None => Ok(()),
        }
    }

    /// Refuses on a member what only records have.
    pub(super) fn of_member(&self) -> Result<(), ParseError> {
        match self.layout_span {
            Some(span) if self.pack.is_some() || self.cplusplus => {
                Err(ParseError::new(span, "`pack` and `cplusplus` have a meaning on records alone".into()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses attributes of records and members at a place that declares neither.
    pub(super) fn no_layout(&self) -> Result<(), ParseError> {
        match self.layout_span {
            Some(span) => Err(ParseError::new(span, "this attribute has a meaning on records and members alone".into())),
            None => Ok(()),
        }
    }
}

impl Parser<'_> {
    /// Reads one attribute specifier if one begins here.
    pub(super) fn attribute(&mut self, into: &mut Attributes) -> Result<bool, ParseError> {
        match self.peek() {
            TokenKind::Word("__attribute__" | "__attribute") => {
                self.next();
                self.expect('(')?;
                self.expect('(')?;
                self.attribute_list(into, ')')?;
                self.expect(')')?;
                self.expect(')')?;
            }
            TokenKind::Word("__declspec" | "_declspec") => {
                self.next();
                self.expect('(')?;
                while self.peek() != TokenKind::Punct(')') {
                    self.one_attribute(into)?;
                }
                self.expect(')')?;
            }
            TokenKind::Word("_Alignas" | "alignas") => {
                let span = self.next().span;
                self.expect('(')?;
                let (align, end) = self.number("an alignment in bytes")?;
                self.expect(')')?;
                // C17 §6.7.5, paragraph 6: "An alignment specification of zero has no effect."
                if align != 0 {
                    into.set_align(align, span.to(end))?;
                }
            }
            TokenKind::Punct('[') if self.peek_at(1) == TokenKind::Punct('[') => {
                self.next();
                self.next();
                self.attribute_list(into, ']')?;
                self.expect(']')?;
                self.expect(']')?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn attribute_list(&mut self, into: &mut Attributes, end: char) -> Result<(), ParseError> {
        while self.peek() != TokenKind::Punct(end) {
            if !self.eat(',') {
                self.one_attribute(into)?;
            }
        }
        Ok(())
    }

    fn one_attribute(&mut self, into: &mut Attributes) -> Result<(), ParseError> {
        let start = self.span();
        let mut name = self.word("an attribute's name")?;
        // C23: `gnu::packed`.
        if self.eat(':') {
            self.expect(':')?;
            name = self.word("an attribute's name")?;
        }
        let name = name.strip_prefix("__").and_then(|name| name.strip_suffix("__")).unwrap_or(name);
        let convention = match name {
            "packed" => {
                into.packed = true;
                into.layout_span = Some(start);
                return Ok(());
            }
            "cplusplus" => {
                into.cplusplus = true;
                into.layout_span = Some(start);
                return Ok(());
            }
            "pack" => {
                let (pack, span) = self.argument("a number of bytes")?;
                if !matches!(pack, 1 | 2 | 4 | 8 | 16) {
                    return Err(ParseError::new(span, format!("expected 1, 2, 4, 8 or 16, found `{pack}`")));
                }
                into.pack = Some(pack);
                into.layout_span = Some(start.to(span));
                return Ok(());
            }
            "aligned" | "align" => {
                if self.peek() != TokenKind::Punct('(') {
                    let message = "expected the alignment in bytes, as in `aligned(16)`: without it, it varies between targets";
                    return Err(ParseError::new(start, message.into()));
                }
                let (align, span) = self.argument("an alignment in bytes")?;
                return into.set_align(align, span);
            }
            "vector_size" => {
                let (bytes, _) = self.argument("a size in bytes")?;
                into.vector = Some((VectorWidth::Bytes(bytes), start.to(self.last())));
                return Ok(());
            }
            "ext_vector_type" => {
                let (lanes, _) = self.argument("a number of elements")?;
                into.vector = Some((VectorWidth::Lanes(lanes), start.to(self.last())));
                return Ok(());
            }
            "ms_abi" => Convention::Win64,
            "sysv_abi" => Convention::SysV64,
            "cdecl" => Convention::Cdecl,
            "stdcall" => Convention::Stdcall,
            "fastcall" => Convention::Fastcall,
            "thiscall" => Convention::Thiscall,
            "vectorcall" => Convention::Vectorcall,
            "aligned_value"
            | "alloc_size"
            | "alloc_align"
            | "always_inline"
            | "artificial"
            | "assume_aligned"
            | "availability"
            | "cold"
            | "const"
            | "deprecated"
            | "dllexport"
            | "dllimport"
            | "enum_extensibility"
            | "fallthrough"
            | "flag_enum"
            | "format"
            | "format_arg"
            | "gnu_inline"
            | "hot"
            | "leaf"
            | "malloc"
            | "maybe_unused"
            | "may_alias"
            | "min_vector_width"
            | "nodiscard"
            | "noinline"
            | "nonnull"
            | "nonstring"
            | "noreturn"
            | "nothrow"
            | "pure"
            | "restrict"
            | "returns_nonnull"
            | "returns_twice"
            | "selectany"
            | "sentinel"
            | "unused"
            | "used"
            | "visibility"
            | "warn_if_not_aligned"
            | "warn_unused_result"
            | "warning"
            | "weak"
            | "access"
            | "counted_by" => {
                return self.skip_arguments();
            }
            other => {
                let message = format!("expected an attribute that is known to leave or change the layout, found `{other}`");
                return Err(ParseError::new(start, message));
            }
        };
        into.set_convention(convention, start)
    }

    /// A number in parentheses.
    fn argument(&mut self, what: &str) -> Result<(u64, Span), ParseError> {
        self.expect('(')?;
        let number = self.number(what)?;
        self.expect(')')?;
        Ok(number)
    }

    /// Passes over an attribute's arguments, if it has some.
    fn skip_arguments(&mut self) -> Result<(), ParseError> {
        if self.peek() != TokenKind::Punct('(') {
            return Ok(());
        }
        let open = self.next().span;
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next().kind {
                TokenKind::Punct('(') => depth += 1,
                TokenKind::Punct(')') => depth -= 1,
                TokenKind::End => return Err(ParseError::new(open, "this `(` is not closed".into())),
                _ => {}
            }
        }
        Ok(())
    }
}
