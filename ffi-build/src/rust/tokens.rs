//! Tokens of generated Rust as places in its text. A syntax tree of it would take longer than everything else that is done with it.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'t> {
    /// An identifier, a keyword or `_`.
    Word(&'t str),
    /// A number, a text, a character or a lifetime, as it is written.
    Literal(&'t str),
    /// A sign that stands by itself or is one of several: `->` is two.
    Sign(u8),
    Open(u8),
    Close(u8),
}

/// Reads tokens from a place in a text on.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'t> {
    pub(super) text: &'t str,
    /// Where the next token starts, or what separates it from the last one.
    at: usize,
    /// Where the last token ended.
    end: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Tokens<'t> {
        Tokens { text, at: 0, end: 0 }
    }

    /// The tokens of a part, whose places are those of the whole text.
    pub(super) fn part(&self, start: usize, end: usize) -> Tokens<'t> {
        Tokens { text: &self.text[..end], at: start, end: start }
    }

    /// Where the last token that was read ended.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Where the next token starts.
    pub(super) fn start(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    pub(super) fn peek(&mut self) -> Option<Token<'t>> {
        self.clone().next()
    }

    /// The next token, which may be anything but a missing one.
    pub(super) fn next(&mut self) -> Option<Token<'t>> {
        self.skip_space();
        let bytes = self.text.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let (length, token): (usize, fn(&'t str) -> Token<'t>) = match first {
            b'(' | b'[' | b'{' => (1, |text| Token::Open(text.as_bytes()[0])),
            b')' | b']' | b'}' => (1, |text| Token::Close(text.as_bytes()[0])),
            b'"' => (quoted(&bytes[start..], b'"'), Token::Literal),
            b'\'' => (quote(&self.text[start..]), Token::Literal),
            b'0'..=b'9' => (number(&bytes[start..]), Token::Literal),
            _ if is_of_a_word(first) => {
                let length = word(&bytes[start..]);
                match (&bytes[start..start + length], bytes.get(start + length)) {
                    // `b"…"`, `c"…"`, `b'…'`.
                    (b"b" | b"c", Some(b'"')) => (1 + quoted(&bytes[start + 1..], b'"'), Token::Literal),
                    (b"b", Some(b'\'')) => (1 + quoted(&bytes[start + 1..], b'\''), Token::Literal),
                    (b"r" | b"br" | b"cr", Some(b'"' | b'#')) => match raw(&bytes[start + length..]) {
                        Some(rest) => (length + rest, Token::Literal),
                        // `r#type`
                        None => (length + 1 + word(&bytes[start + length + 1..]), Token::Word),
                    },
                    _ => (length, Token::Word),
                }
            }
            _ => (1, |text| Token::Sign(text.as_bytes()[0])),
        };
        self.at = (start + length).min(bytes.len());
        self.end = self.at;
        Some(token(&self.text[start..self.at]))
    }

    /// Takes a sign or a delimiter if it is next.
    pub(super) fn take(&mut self, sign: u8) -> bool {
        self.skip_space();
        let is_next = self.text.as_bytes().get(self.at) == Some(&sign);
        if is_next {
            self.at += 1;
            self.end = self.at;
        }
        is_next
    }

    /// Takes a word if it is next.
    pub(super) fn take_word(&mut self, wanted: &str) -> bool {
        let before = self.clone();
        if self.next() == Some(Token::Word(wanted)) {
            return true;
        }
        *self = before;
        false
    }

    /// Takes a sign of two if it is next.
    pub(super) fn take_both(&mut self, first: u8, second: u8) -> bool {
        self.skip_space();
        let is_next = self.text.as_bytes()[self.at..].starts_with(&[first, second]);
        if is_next {
            self.at += 2;
            self.end = self.at;
        }
        is_next
    }

    /// Any word.
    pub(super) fn word(&mut self) -> Option<&'t str> {
        let before = self.clone();
        match self.next() {
            Some(Token::Word(word)) => Some(word),
            _ => {
                *self = before;
                None
            }
        }
    }

    /// Reads to the end of what the last token opened; `None` if there is none.
    pub(super) fn close(&mut self) -> Option<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Token::Open(_) => depth += 1,
                Token::Close(_) => depth -= 1,
                Token::Word(_) | Token::Literal(_) | Token::Sign(_) => {}
            }
        }
        Some(())
    }

    /// Reads one token, or everything that it opens.
    pub(super) fn tree(&mut self) -> Option<Token<'t>> {
        let token = self.next()?;
        if matches!(token, Token::Open(_)) {
            self.close()?;
        }
        Some(token)
    }

    /// Reads up to a sign outside delimiters, and the sign; gives where it is.
    pub(super) fn until(&mut self, sign: u8) -> Option<usize> {
        loop {
            let start = self.start();
            if self.tree()? == Token::Sign(sign) {
                return Some(start);
            }
        }
    }

    /// Reads up to braces and to their end; gives where they start.
    pub(super) fn until_braces(&mut self) -> Option<usize> {
        loop {
            let start = self.start();
            if self.tree()? == Token::Open(b'{') {
                return Some(start);
            }
        }
    }

    fn skip_space(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            match &bytes[self.at..] {
                [b' ' | b'\n' | b'\t' | b'\r', ..] => self.at += 1,
                [b'/', b'/', rest @ ..] => {
                    self.at += 2 + rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                }
                [b'/', b'*', rest @ ..] => {
                    self.at += 2 + rest.windows(2).position(|two| two == b"*/").map_or(rest.len(), |end| end + 2);
                }
                _ => return,
            }
        }
    }
}

fn is_of_a_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn word(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_of_a_word(byte)).unwrap_or(bytes.len())
}

/// The length of a number, in which a point stands for a fraction: no range begins with one here.
fn number(bytes: &[u8]) -> usize {
    let mut length = word(bytes);
    if bytes.get(length) == Some(&b'.') && bytes.get(length + 1).is_none_or(|&byte| byte != b'.' && !byte.is_ascii_alphabetic()) {
        length += 1 + word(&bytes[length + 1..]);
    }
    // `1e-5`; in a hexadecimal number `e` is a digit.
    let is_signed = bytes[..length].last().is_some_and(|last| b"eE".contains(last)) && !bytes.starts_with(b"0x");
    if is_signed && bytes.get(length).is_some_and(|sign| b"+-".contains(sign)) {
        length += 1 + word(&bytes[length + 1..]);
    }
    length
}

/// The length of a text between quotation marks, which a backslash takes their meaning.
fn quoted(bytes: &[u8], mark: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() && bytes[at] != mark {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}

/// The length of `'c'`, or of `'lifetime`.
fn quote(text: &str) -> usize {
    let mut inside = text[1..].chars();
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => quoted(text.as_bytes(), b'\''),
        (Some(c), Some('\'')) => c.len_utf8() + 2,
        _ => 1 + word(&text.as_bytes()[1..]),
    }
}

/// The length of `#"…"#`, behind the letter.
fn raw(bytes: &[u8]) -> Option<usize> {
    let marks = bytes.iter().position(|&byte| byte != b'#')?;
    if bytes[marks] != b'"' {
        return None;
    }
    let end = [b"\"", &bytes[..marks]].concat();
    let rest = &bytes[marks + 1..];
    Some(rest.windows(end.len()).position(|window| window == end).map_or(bytes.len(), |at| marks + 1 + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_rust_cuts_it() {
        let text = r##"a_1 ::'x <'a> b'\'' "q\"}" r#"{"# r#type 0x1e-1 1.5e-3f64 1..2 /* } */ c"é" 'é' // }
            _"##;
        let mut tokens = Tokens::new(text);
        let mut found = Vec::new();
        while let Some(token) = tokens.next() {
            found.push(match token {
                Token::Word(text) => format!("w{text}"),
                Token::Literal(text) => text.to_owned(),
                Token::Sign(sign) | Token::Open(sign) | Token::Close(sign) => char::from(sign).to_string(),
            });
        }
        let wanted = [
            "wa_1",
            ":",
            ":",
            "'x",
            "<",
            "'a",
            ">",
            r"b'\''",
            r#""q\"}""#,
            r##"r#"{"#"##,
            "wr#type",
            "0x1e",
            "-",
            "1",
            "1.5e-3f64",
            "1",
            ".",
            ".",
            "2",
            "c\"é\"",
            "'é'",
            "w_",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn what_is_open_at_the_end_is_told() {
        assert_eq!(Tokens::new("{ ( ) ").tree(), None);
        assert!(Tokens::new("{ (\"}\") }").tree().is_some());
        assert_eq!(Tokens::new("a { ; } = 1 ;").until(b';'), Some(12));
    }
}
