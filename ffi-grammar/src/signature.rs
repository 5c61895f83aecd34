//! `ffi::signature!(double(double, const char *))`: C text as tokens or as one string literal.

use ffi_abi::{ParseError, Signature};
use proc_macro2::{Span, TokenStream};
use syn::LitStr;

use crate::diagnostic::{Code, Spanned};
use crate::text::TokenText;

/// The signature that the tokens spell.
///
/// # Errors
/// Malformed text; the diagnostic points at the faulty tokens (at the literal, with the place drawn in a note, for a string:
/// tokens do not reveal the spans inside one).
pub fn parse(tokens: TokenStream) -> Result<Signature, Spanned> {
    if let Ok(literal) = syn::parse2::<LitStr>(tokens.clone()) {
        return parse_literal(&literal);
    }
    if tokens.is_empty() {
        let span = Span::call_site();
        return Err(Spanned::between(span, span, Code::MalformedSignature, ["it is empty"]));
    }
    let text = TokenText::new(tokens);
    Signature::parse(text.as_str()).map_err(|error| {
        let (start, end) = text.spans(&(error.offset..error.offset + error.length));
        Spanned::between(start, end, Code::MalformedSignature, [error.message])
    })
}

/// The signature in a string literal.
///
/// # Errors
/// Malformed text.
pub fn parse_literal(literal: &LitStr) -> Result<Signature, Spanned> {
    let text = literal.value();
    Signature::parse(&text).map_err(|error| {
        let note = caret(&text, &error);
        Spanned::between(literal.span(), literal.span(), Code::MalformedSignature, [error.message]).note(note)
    })
}

/// The text with a caret under the fault, for places that have no span inside the text.
pub fn caret(text: &str, error: &ParseError) -> String {
    let start = text.get(..error.offset).map_or(0, |before| before.rfind('\n').map_or(0, |newline| newline + 1));
    let line = text[start..].lines().next().unwrap_or_default();
    let column = text.get(start..error.offset).unwrap_or_default().chars().count();
    let length = text.get(error.offset..error.offset + error.length).map_or(1, |fault| fault.chars().count()).max(1);
    let length = length.min(line.chars().count().saturating_sub(column).max(1));
    format!("    {line}\n    {}{}", " ".repeat(column), "^".repeat(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caret_stands_under_the_fault() {
        let error = ParseError { offset: 7, length: 1, message: String::new() };
        assert_eq!(caret("double(,)", &error), "    double(,)\n           ^");
        let error = ParseError { offset: 9, length: 0, message: String::new() };
        assert_eq!(caret("double(,\n)", &error), "    )\n    ^");
    }

    #[test]
    fn the_fault_is_at_the_token() {
        let fault = parse("int(int, , int)".parse().unwrap()).unwrap_err();
        assert_eq!(fault.diagnostic().code(), Code::MalformedSignature);
    }

    #[test]
    fn empty_input_is_a_fault() {
        assert_eq!(parse(TokenStream::new()).unwrap_err().diagnostic().code(), Code::MalformedSignature);
    }
}
