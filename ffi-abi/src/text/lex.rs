//! Tokens of C type texts, with their places.

use alloc::format;
use alloc::vec::Vec;

use super::{ParseError, Span};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind<'t> {
    /// An identifier or a keyword.
    Word(&'t str),
    /// An integer constant, suffix left out.
    Number(u64),
    /// A string, without its quotes.
    Text(&'t str),
    /// A punctuator of one character.
    Punct(char),
    /// `...`.
    Ellipsis,
    /// After the last one.
    End,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    pub(super) span: Span,
}

/// Splits a text into tokens; the last one is always [`TokenKind::End`]. White space and comments may stand between any two.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some(&(start, c)) = rest.peek() {
        rest.next();
        let tail = &text[start..];
        // Length of what starts here and satisfies `accept`.
        let run = |accept: fn(char) -> bool| tail.find(|c| !accept(c)).unwrap_or(tail.len());
        let (kind, length) = if c.is_whitespace() {
            (None, c.len_utf8())
        } else if let Some(comment) = tail.strip_prefix("/*") {
            let end = comment.find("*/").ok_or_else(|| {
                ParseError::new(Span { start, end: text.len() }, "this comment has no end: expected `*/`".into())
            })?;
            (None, 2 + end + 2)
        } else if tail.starts_with("//") {
            (None, tail.find('\n').unwrap_or(tail.len()))
        } else if c.is_ascii_digit() {
            let length = run(|c| c.is_ascii_alphanumeric() || c == '_');
            let number = number(&tail[..length]).ok_or_else(|| {
                let message = format!("expected an integer constant, found `{}`", &tail[..length]);
                ParseError::new(Span { start, end: start + length }, message)
            })?;
            (Some(TokenKind::Number(number)), length)
        } else if c.is_alphabetic() || c == '_' || c == '$' {
            let length = run(|c| c.is_alphanumeric() || c == '_' || c == '$');
            (Some(TokenKind::Word(&tail[..length])), length)
        } else if c == '"' {
            let end = tail[1..].find('"').ok_or_else(|| {
                ParseError::new(Span { start, end: text.len() }, "this string has no end: expected `\"`".into())
            })?;
            (Some(TokenKind::Text(&tail[1..1 + end])), end + 2)
        } else if let Some(length) = ellipsis(tail) {
            (Some(TokenKind::Ellipsis), length)
        } else if "()[]{}*,;:+-/%<>".contains(c) {
            (Some(TokenKind::Punct(c)), 1)
        } else {
            let message = format!("`{c}` has no meaning in a C type");
            return Err(ParseError::new(Span { start, end: start + c.len_utf8() }, message));
        };
        let end = start + length;
        if let Some(kind) = kind {
            tokens.push(Token { kind, span: Span { start, end } });
        }
        while rest.peek().is_some_and(|&(at, _)| at < end) {
            rest.next();
        }
    }
    tokens.push(Token { kind: TokenKind::End, span: Span { start: text.len(), end: text.len() } });
    Ok(tokens)
}

/// Length of a `...` whose dots may have spaces between them, which is how some print single punctuators.
fn ellipsis(tail: &str) -> Option<usize> {
    let mut dots = 0;
    for (at, c) in tail.char_indices() {
        match c {
            '.' if dots == 2 => return Some(at + 1),
            '.' => dots += 1,
            c if c.is_whitespace() => {}
            _ => return None,
        }
    }
    None
}

/// An integer constant of C17 §6.4.4.1, of C23's binary constants and digit separators by `_` left out.
fn number(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    let (digits, radix) = if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        (hex, 16)
    } else if let Some(binary) = digits.strip_prefix("0b").or_else(|| digits.strip_prefix("0B")) {
        (binary, 2)
    } else if digits.len() > 1 && digits.starts_with('0') {
        (&digits[1..], 8)
    } else {
        (digits, 10)
    };
    u64::from_str_radix(digits, radix).ok()
}
