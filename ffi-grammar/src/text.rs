//! Tokens as C text, with the way back from a byte of the text to the token that it came from.

use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

/// C text made of tokens.
#[derive(Default)]
pub(crate) struct TokenText {
    text: String,
    spans: Vec<(Range<usize>, Span)>,
    /// No space before the next token: the last one was a punctuation mark joined to it.
    joined: bool,
}

impl TokenText {
    /// The tokens in order, a space between any two that Rust did not see joined.
    pub(crate) fn new(tokens: TokenStream) -> TokenText {
        let mut text = TokenText::default();
        text.extend(tokens);
        text
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Spans of the first and the last token that have a byte in the range; of the token before it if there is none.
    pub(crate) fn spans(&self, range: &Range<usize>) -> (Span, Span) {
        let end = range.end.max(range.start + 1);
        let mut hit = self.spans.iter().filter(|(bytes, _)| bytes.start < end && range.start < bytes.end).map(|(_, span)| *span);
        match hit.next() {
            Some(first) => (first, hit.next_back().unwrap_or(first)),
            None => {
                let before = self.spans.iter().rev().find(|(bytes, _)| bytes.end <= range.start).or(self.spans.last());
                let span = before.map_or_else(Span::call_site, |(_, span)| *span);
                (span, span)
            }
        }
    }

    fn extend(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        // Around a fragment of `macro_rules!`: nobody wrote it.
                        Delimiter::None => {
                            self.extend(group.stream());
                            continue;
                        }
                    };
                    self.push(open, group.span_open());
                    self.extend(group.stream());
                    self.push(close, group.span_close());
                }
                TokenTree::Punct(mark) => {
                    self.push(mark.as_char().encode_utf8(&mut [0; 4]), mark.span());
                    self.joined = mark.spacing() == Spacing::Joint;
                }
                TokenTree::Ident(word) => self.push(&word.to_string(), word.span()),
                TokenTree::Literal(number) => self.push(&number.to_string(), number.span()),
            }
        }
    }

    fn push(&mut self, token: &str, span: Span) {
        if !self.joined && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.joined = false;
        let start = self.text.len();
        self.text.push_str(token);
        self.spans.push((start..self.text.len(), span));
    }
}

#[cfg(test)]
mod tests {
    use super::TokenText;

    #[test]
    fn tokens_become_c_text() {
        let text = TokenText::new("int(const char *, struct { float x[4]; }, ...)".parse().unwrap());
        assert_eq!(text.as_str(), "int ( const char *, struct { float x [ 4 ] ; } , ... )");
    }
}
