//! Complex integers, over which bindgen ends the process: the same headers in which each is a complex floating type of its size.
//!
//! What is declared with one is refused in any case, from the real headers; the other text only lets bindgen read the rest. So it need
//! not be right, only of the same sizes: `_Complex int` becomes `_Complex float`.

use std::ops::RangeInclusive;

use super::hazards::contains;

const KEYWORDS: [&str; 3] = ["_Complex", "__complex__", "__complex"];

/// Whether a text has one of the keywords in it, in whatever place.
pub(super) fn has_keyword(bytes: &[u8]) -> bool {
    // Every spelling has the first in it.
    contains(bytes, b"omplex", 5) && (contains(bytes, b"_Complex", 1) || contains(bytes, b"__complex", 8))
}

/// Whether a complex integer may be declared in a text: one of the keywords is in it, and not beside a floating type, as it is in the
/// headers that every program includes (glibc's `<bits/floatn.h>`).
pub(super) fn may_be_integer(bytes: &[u8]) -> bool {
    if !has_keyword(bytes) {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    let words = Words::of(&text);
    let keywords = (0..words.places.len()).filter(|&at| KEYWORDS.contains(&words.word(at)));
    keywords.into_iter().any(|at| !words.around(at).any(|at| is_floating(words.word(at))))
}

/// Whether a word is, or belongs to, a floating type: `long double` has `double` in it.
pub(super) fn is_floating(word: &str) -> bool {
    word == "float" || word == "double" || word.starts_with("_Float") || word == "__float128"
}

/// The files that have the keyword in them, with complex floating types in place of complex integers.
pub(super) fn without_integers(files: &[String]) -> Vec<(String, String)> {
    let change = |path: &String| {
        let text = String::from_utf8_lossy(&std::fs::read(path).ok()?).into_owned();
        let changed = change(&text);
        // bindgen includes a file with another text once more, before everything else.
        (changed != text).then(|| (path.clone(), format!("#pragma once\n{changed}")))
    };
    files.iter().filter_map(change).collect()
}

/// The text with a complex floating type in place of each complex integer.
fn change(text: &str) -> String {
    let words = Words::of(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in (0..words.places.len()).filter(|&at| KEYWORDS.contains(&words.word(at))) {
        let around = words.around(at);
        let (first, last) = (*around.start(), *around.end());
        if first == last || words.places[first].0 < done || around.clone().any(|at| is_floating(words.word(at))) {
            continue;
        }
        let has = |kind: &str| around.clone().any(|at| words.word(at) == kind);
        let float = match () {
            () if has("long") => "double",
            () if has("short") => "_Float16",
            () => "float",
        };
        out.push_str(&text[done..words.places[first].0]);
        out.push_str("_Complex ");
        out.push_str(float);
        done = words.places[last].1;
    }
    out.push_str(&text[done..]);
    out
}

fn is_of_a_type(word: &str) -> bool {
    ["int", "unsigned", "signed", "long", "short"].contains(&word) || is_floating(word)
}

/// The words of a text, outside comments and texts.
struct Words<'t> {
    text: &'t str,
    /// Where each starts and ends.
    places: Vec<(usize, usize)>,
}

impl<'t> Words<'t> {
    fn of(text: &'t str) -> Words<'t> {
        Words { text, places: words(text) }
    }

    fn word(&self, at: usize) -> &'t str {
        &self.text[self.places[at].0..self.places[at].1]
    }

    /// The words of the type that a word belongs to: they stand side by side, with nothing but what separates words between them.
    fn around(&self, at: usize) -> RangeInclusive<usize> {
        let beside = |a: usize, b: usize| self.text[self.places[a].1..self.places[b].0].chars().all(char::is_whitespace);
        let (mut first, mut last) = (at, at);
        while first > 0 && is_of_a_type(self.word(first - 1)) && beside(first - 1, first) {
            first -= 1;
        }
        while last + 1 < self.places.len() && is_of_a_type(self.word(last + 1)) && beside(last, last + 1) {
            last += 1;
        }
        first..=last
    }
}

/// Where identifiers and keywords are, outside comments and texts.
fn words(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    let identifier = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let find = |needle: &[u8]| rest.windows(needle.len()).position(|window| window == needle);
        match rest {
            [b'/', b'*', ..] => at += find(b"*/").map_or(rest.len(), |end| end + 2),
            [b'/', b'/', ..] => at += find(b"\n").unwrap_or(rest.len()),
            [quote @ (b'"' | b'\''), ..] => {
                let mut end = 1;
                while end < rest.len() && rest[end] != *quote && rest[end] != b'\n' {
                    end += if rest[end] == b'\\' { 2 } else { 1 };
                }
                at += (end + 1).min(rest.len());
            }
            [byte, ..] if identifier(*byte) => {
                let end = rest.iter().position(|&byte| !identifier(byte)).unwrap_or(rest.len());
                words.push((at, at + end));
                at += end;
            }
            _ => at += 1,
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_beside_a_floating_type_is_no_hazard_and_any_other_is() {
        let floating = "#define F _Complex float\ntypedef _Complex float f __attribute__((__mode__(__TC__)));\n\
                        long double _Complex g; __complex__ _Float128 h; /* _Complex int */";
        assert!(!may_be_integer(floating.as_bytes()));
        for text in
            ["_Complex int a;", "#define complex _Complex", "T _Complex a;", "float a; __complex__ b;", "double f(_Complex x);"]
        {
            assert!(may_be_integer(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn complex_integers_become_floats_of_their_size_and_the_rest_stays() {
        assert_eq!(change("_Complex int f(int, unsigned __complex__ x);"), "_Complex float f(int, _Complex float x);");
        assert_eq!(change("long\n_Complex g; /* _Complex int */"), "_Complex double g; /* _Complex int */");
        assert_eq!(
            change("double _Complex h(int); char *s = \"_Complex int\";"),
            "double _Complex h(int); char *s = \"_Complex int\";"
        );
        assert_eq!(change("_Complex int a; _Complex int b;"), "_Complex float a; _Complex float b;");
    }
}
