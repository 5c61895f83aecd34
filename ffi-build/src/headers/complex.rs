//! Complex integers, over which bindgen ends the process: the same headers in which each is a complex floating type of its size.
//!
//! What is declared with one is refused in any case, from the real headers; the other text only lets bindgen read the rest. So it need
//! not be right, only of the same sizes: `_Complex int` becomes `_Complex float`.

use super::hazards::contains;

const KEYWORDS: [&str; 3] = ["_Complex", "__complex__", "__complex"];

/// Whether a text has one of the keywords in it, so that a complex integer may be declared.
pub(super) fn has_keyword(bytes: &[u8]) -> bool {
    // Every spelling has the first in it.
    contains(bytes, b"omplex", 5) && (contains(bytes, b"_Complex", 1) || contains(bytes, b"__complex", 8))
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
    let words = words(text);
    let word = |at: usize| &text[words[at].0..words[at].1];
    // Words of one type stand side by side: only what separates words lies between them.
    let beside = |a: usize, b: usize| text[words[a].1..words[b].0].chars().all(char::is_whitespace);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in (0..words.len()).filter(|&at| KEYWORDS.contains(&word(at))) {
        let (mut first, mut last) = (at, at);
        while first > 0 && is_integer(word(first - 1)) && beside(first - 1, first) {
            first -= 1;
        }
        while last + 1 < words.len() && is_integer(word(last + 1)) && beside(last, last + 1) {
            last += 1;
        }
        if first == last || words[first].0 < done {
            continue;
        }
        let has = |kind: &str| (first..=last).any(|at| word(at) == kind);
        let float = match () {
            () if has("long") => "double",
            () if has("short") => "_Float16",
            () => "float",
        };
        out.push_str(&text[done..words[first].0]);
        out.push_str("_Complex ");
        out.push_str(float);
        done = words[last].1;
    }
    out.push_str(&text[done..]);
    out
}

fn is_integer(word: &str) -> bool {
    ["int", "unsigned", "signed", "long", "short"].contains(&word)
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
