//! The parser: its state, type specifiers, and whole texts.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::attribute::{Attributes, VectorWidth};
use super::declarator::{Derivation, build};
use super::lex::{Token, TokenKind, tokens};
use super::print::fixed_size;
use super::words::{Word, word};
use super::{ParseError, Span};
use crate::ctype::{CType, FloatKind, IntKind};
use crate::signature::Signature;

/// How deep parentheses, records and parameter lists may nest: bounds the parser's recursion.
const MAX_NESTING: u32 = 64;
/// How many types may be made of one another: bounds the recursion of whoever walks the result.
pub(super) const MAX_HEIGHT: u32 = 128;

/// A type while it is built.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub(super) ty: CType,
    /// Whether a value of it is `const`, which counts once it is pointed to.
    pub(super) constant: bool,
    /// Longest chain of types within it.
    pub(super) height: u32,
}

/// Where a declaration stands: decides what its parentheses may mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// The whole text.
    Top,
    /// A parameter.
    Parameter,
    /// A member of a record.
    Member,
}

/// The specifiers of a declaration.
pub(super) struct Specifiers {
    pub(super) base: Built,
    pub(super) attributes: Attributes,
    pub(super) span: Span,
}

pub(super) struct Parser<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    nesting: u32,
}

/// Reads a whole text as a type.
pub(super) fn ty(text: &str) -> Result<CType, ParseError> {
    Ok(whole(text)?.0.ty)
}

/// Reads a whole text as a function type.
pub(super) fn signature(text: &str) -> Result<Signature, ParseError> {
    let (built, span) = whole(text)?;
    match built.ty {
        CType::Function(signature) => Ok(Arc::unwrap_or_clone(signature)),
        CType::Pointer { pointee, .. } if matches!(*pointee, CType::Function(_)) => {
            let message = format!("expected a function type such as `{pointee}`, found a pointer to it");
            Err(ParseError::new(span, message))
        }
        other => {
            let message = format!("expected a function type such as `int(double, void *)`, found the type `{other}`");
            Err(ParseError::new(span, message))
        }
    }
}

fn whole(text: &str) -> Result<(Built, Span), ParseError> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, nesting: 0 };
    let start = parser.span();
    let specifiers = parser.specifiers()?;
    let (built, _) = parser.declarator(&specifiers, Context::Top)?;
    let end = parser.last();
    parser.eat(';');
    if parser.peek() != TokenKind::End {
        return Err(parser.expected("the end of the type"));
    }
    Ok((built, start.to(end)))
}

impl<'t> Parser<'t> {
    pub(super) fn peek(&self) -> TokenKind<'t> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> TokenKind<'t> {
        self.tokens.get(self.at + ahead).map_or(TokenKind::End, |token| token.kind)
    }

    /// Place of the next token.
    pub(super) fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// Place of the token before.
    pub(super) fn last(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    /// Takes the next token; the one that stands for the end stays.
    pub(super) fn next(&mut self) -> Token<'t> {
        let token = self.tokens[self.at];
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    pub(super) fn eat(&mut self, punct: char) -> bool {
        let found = self.peek() == TokenKind::Punct(punct);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn expect(&mut self, punct: char) -> Result<Span, ParseError> {
        if self.peek() == TokenKind::Punct(punct) { Ok(self.next().span) } else { Err(self.expected(&format!("`{punct}`"))) }
    }

    pub(super) fn word(&mut self, what: &str) -> Result<&'t str, ParseError> {
        match self.peek() {
            TokenKind::Word(word) => {
                self.next();
                Ok(word)
            }
            _ => Err(self.expected(what)),
        }
    }

    /// The error that the next token is not what has to stand here.
    pub(super) fn expected(&self, what: &str) -> ParseError {
        let found = match self.peek() {
            TokenKind::Word(word) => format!("`{word}`"),
            TokenKind::Number(number) => format!("`{number}`"),
            TokenKind::Text(text) => format!("`\"{text}\"`"),
            TokenKind::Punct(punct) => format!("`{punct}`"),
            TokenKind::Ellipsis => "`...`".into(),
            TokenKind::End => "the end of the text".into(),
        };
        ParseError::new(self.span(), format!("expected {what}, found {found}"))
    }

    /// Runs a part of the parser one level deeper.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.nesting == MAX_NESTING {
            return Err(ParseError::new(self.span(), format!("this is nested more than {MAX_NESTING} levels deep")));
        }
        self.nesting += 1;
        let result = parse(self);
        self.nesting -= 1;
        result
    }

    /// Whether a token can begin the specifiers of a declaration.
    pub(super) fn begins_type(kind: TokenKind<'_>, names_too: bool) -> bool {
        match kind {
            TokenKind::Word(text) => match word(text) {
                Word::Reserved => false,
                Word::Name => names_too,
                Word::Convention(_) => false,
                _ => true,
            },
            _ => false,
        }
    }

    /// Reads one word, string or attribute that carries a convention or other attributes, if there is one here.
    pub(super) fn marker(&mut self, into: &mut Attributes) -> Result<bool, ParseError> {
        if let TokenKind::Word(text) = self.peek() {
            match word(text) {
                Word::Convention(convention) => {
                    let span = self.next().span;
                    into.set_convention(convention, span)?;
                    return Ok(true);
                }
                Word::Extern => {
                    self.next();
                    if let TokenKind::Text(name) = self.peek() {
                        let span = self.next().span;
                        match crate::convention::Convention::from_name(name) {
                            Some(convention) => into.set_convention(convention, span)?,
                            None => {
                                let message =
                                    format!("expected a calling convention, found `\"{name}\"`; known are: {}", conventions());
                                return Err(ParseError::new(span, message));
                            }
                        }
                    }
                    return Ok(true);
                }
                _ => {}
            }
        }
        self.attribute(into)
    }

    /// Declaration specifiers (C17 §6.7): type specifiers and qualifiers in any order.
    pub(super) fn specifiers(&mut self) -> Result<Specifiers, ParseError> {
        self.nested(Self::specifiers_here)
    }

    fn specifiers_here(&mut self) -> Result<Specifiers, ParseError> {
        let start = self.span();
        let mut words = Words::default();
        let mut attributes = Attributes::default();
        let mut constant = false;
        let mut whole: Option<Built> = None;
        loop {
            if self.marker(&mut attributes)? {
                continue;
            }
            let TokenKind::Word(text) = self.peek() else { break };
            let meaning = word(text);
            match meaning {
                Word::Const => constant = true,
                Word::Skip => {}
                // A second type name is the declared name.
                Word::Name | Word::Typedef(_) if whole.is_some() || words.any() => break,
                Word::Name => whole = Some(leaf(CType::Named(text.into()))),
                Word::Typedef(ty) => whole = Some(leaf(ty)),
                Word::Struct | Word::Union | Word::Enum if whole.is_none() && !words.any() => {
                    whole = Some(self.tagged()?);
                    continue;
                }
                Word::Complex
                | Word::Signed
                | Word::Unsigned
                | Word::Short
                | Word::Long
                | Word::Base(_)
                | Word::Struct
                | Word::Union
                | Word::Enum
                    if whole.is_some() =>
                {
                    return Err(self.expected("a name or the end of this declaration after its type"));
                }
                Word::Struct | Word::Union | Word::Enum => return Err(self.does_not_join(text, start)),
                other @ (Word::Complex | Word::Signed | Word::Unsigned | Word::Short | Word::Long | Word::Base(_)) => {
                    if !words.join(other) {
                        return Err(self.does_not_join(text, start));
                    }
                }
                Word::Reserved => return Err(self.expected("a type")),
                // Read by `marker`.
                Word::Extern | Word::Attribute | Word::Declspec | Word::Alignas | Word::Convention(_) => break,
            }
            self.next();
        }
        let span = start.to(self.last());
        let mut base = match whole {
            Some(built) => built,
            None if words.any() => leaf(words.resolve().map_err(|message| ParseError::new(span, message))?),
            None => return Err(self.expected("a type")),
        };
        base.constant = constant;
        Ok(Specifiers { base, attributes, span })
    }

    /// A type by itself, as `sizeof` takes it.
    pub(super) fn type_name(&mut self) -> Result<CType, ParseError> {
        let specifiers = self.specifiers()?;
        Ok(self.declarator(&specifiers, Context::Parameter)?.0.ty)
    }

    fn does_not_join(&self, text: &str, start: Span) -> ParseError {
        let message = format!("`{text}` cannot be combined with the words before it");
        ParseError::new(start.to(self.span()), message)
    }

    /// A declarator with its attributes, applied to the specifiers: the declared type and name. The returned attributes are those of
    /// specifiers and declarator together.
    pub(super) fn declarator(&mut self, specifiers: &Specifiers, context: Context) -> Result<(Built, Declared), ParseError> {
        let mut derivations = Vec::new();
        let (name, mut attributes) = self.nested(|parser| parser.declarator_tree(context, &mut derivations))?;
        // A bit-field's width stands between the declarator and its attributes.
        let bits = if context == Context::Member && self.eat(':') { Some(self.number("a width in bits")?) } else { None };
        while self.attribute(&mut attributes)? {}
        if let TokenKind::Word("asm" | "__asm__" | "__asm") = self.peek() {
            return Err(self.expected("no assembler name: it belongs to the symbol, not to the type"));
        }
        let mut base = specifiers.base.clone();
        if let Some((width, span)) = attributes.vector.or(specifiers.attributes.vector) {
            base.ty = vector(base.ty, width, span)?;
            base.height += 1;
        }
        if let Some((convention, span)) = attributes.convention.or(specifiers.attributes.convention) {
            apply_convention(&mut derivations, convention, span)?;
        }
        for attributes in [&attributes, &specifiers.attributes] {
            if context == Context::Member {
                attributes.of_member()?;
            } else {
                attributes.no_layout()?;
            }
        }
        let built = build(base, derivations)?;
        Ok((built, Declared { name, bits, attributes }))
    }
}

/// What a declarator says besides the type.
pub(super) struct Declared {
    pub(super) name: Option<String>,
    pub(super) bits: Option<(u64, Span)>,
    pub(super) attributes: Attributes,
}

/// Gives the convention to the function that is declared, or that the declared pointer points to.
fn apply_convention(
    derivations: &mut [Derivation],
    convention: crate::convention::Convention,
    span: Span,
) -> Result<(), ParseError> {
    for derivation in derivations.iter_mut().rev() {
        if let Derivation::Function(function) = derivation {
            return function.set_convention(convention, span);
        }
    }
    Err(ParseError::new(span, "expected a function after a calling convention".into()))
}

fn conventions() -> String {
    let mut list = String::new();
    for convention in crate::convention::Convention::ALL {
        if !list.is_empty() {
            list.push_str(", ");
        }
        list.push_str(convention.name());
    }
    list
}

/// A type that holds no other.
pub(super) fn leaf(ty: CType) -> Built {
    Built { ty, constant: false, height: 1 }
}

/// The words of an arithmetic type (C17 §6.7.2), in any order.
#[derive(Default)]
struct Words {
    base: Option<CType>,
    short: bool,
    long: u8,
    signed: bool,
    unsigned: bool,
    complex: bool,
}

impl Words {
    fn any(&self) -> bool {
        self.base.is_some() || self.short || self.long > 0 || self.signed || self.unsigned || self.complex
    }

    /// Takes one more word; `false` if it cannot stand beside those before.
    fn join(&mut self, word: Word) -> bool {
        match word {
            Word::Base(ty) => self.base.replace(ty).is_none(),
            Word::Short => !core::mem::replace(&mut self.short, true) && self.long == 0,
            Word::Long => {
                self.long += 1;
                self.long <= 2 && !self.short
            }
            Word::Signed => !core::mem::replace(&mut self.signed, true) && !self.unsigned,
            Word::Unsigned => !core::mem::replace(&mut self.unsigned, true) && !self.signed,
            Word::Complex => !core::mem::replace(&mut self.complex, true),
            _ => false,
        }
    }

    /// The type that the words name.
    fn resolve(self) -> Result<CType, String> {
        let Words { base, short, long, signed, unsigned, complex } = self;
        let sign = signed || unsigned;
        let pick = |s, u| CType::Int(if unsigned { u } else { s });
        let ty = match (base, short, long) {
            // GCC: `_Complex` alone is `double _Complex`.
            (None, false, 0) if complex && !sign => CType::Float(FloatKind::Double),
            (None | Some(CType::Int(IntKind::Int)), false, 0) => pick(IntKind::Int, IntKind::UInt),
            (None | Some(CType::Int(IntKind::Int | IntKind::Short)), true, 0) => pick(IntKind::Short, IntKind::UShort),
            (None | Some(CType::Int(IntKind::Int)), false, 1) => pick(IntKind::Long, IntKind::ULong),
            (None | Some(CType::Int(IntKind::Int)), false, 2) => pick(IntKind::LongLong, IntKind::ULongLong),
            (Some(CType::Int(IntKind::Short)), false, 0) => pick(IntKind::Short, IntKind::UShort),
            (Some(CType::Int(IntKind::LongLong)), false, 0) => pick(IntKind::LongLong, IntKind::ULongLong),
            (Some(CType::Int(IntKind::Int128)), false, 0) => pick(IntKind::Int128, IntKind::UInt128),
            (Some(CType::Int(IntKind::Char)), false, 0) if signed => CType::Int(IntKind::SChar),
            (Some(CType::Int(IntKind::Char)), false, 0) => pick(IntKind::Char, IntKind::UChar),
            (Some(CType::Float(FloatKind::Double)), false, 1) if !sign => CType::Float(FloatKind::LongDouble),
            (Some(other), false, 0) if !sign => other,
            _ => return Err("these words together name no type".into()),
        };
        match ty {
            CType::Float(kind) if complex => Ok(CType::Complex(kind)),
            _ if complex => Err("expected a floating-point type beside `_Complex`".into()),
            ty => Ok(ty),
        }
    }
}

/// Makes a vector of an element type.
fn vector(element: CType, width: VectorWidth, span: Span) -> Result<CType, ParseError> {
    let fail = |message: String| Err(ParseError::new(span, message));
    if !matches!(element, CType::Int(_) | CType::Float(_)) {
        return fail(format!("expected an integer or floating-point type as the vector's element, found `{element}`"));
    }
    let lanes = match width {
        VectorWidth::Lanes(lanes) => lanes,
        VectorWidth::Bytes(bytes) => match fixed_size(&element) {
            Some(size) if bytes % size == 0 => bytes / size,
            Some(size) => return fail(format!("expected a multiple of the element's {size} bytes, found `{bytes}`")),
            None => {
                return fail(format!(
                    "the size of `{element}` varies between targets: give the number of elements with `ext_vector_type(n)`"
                ));
            }
        },
    };
    match u32::try_from(lanes) {
        Ok(lanes) if lanes > 0 => Ok(CType::vector(element, lanes)),
        _ => fail("expected a vector of at least one and not too many elements".into()),
    }
}
