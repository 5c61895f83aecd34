//! What may end the process in bindgen, looked for in the texts of the files before bindgen looks at their first declaration.

use std::collections::HashSet;
use std::io::BufRead;

use super::{complex, nullability};

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Hazards {
    /// A complex integer may be declared.
    pub(super) complex: bool,
    /// `_Nonnull` may be said: no hazard, but looked for in the same texts.
    pub(super) nullability: bool,
    /// Macros that are not shown to bindgen, which evaluates them while libclang calls it; clang evaluates them here.
    pub(super) unseen: HashSet<String>,
    /// A floating type may be a macro for another one.
    floats: bool,
}

impl Hazards {
    /// Notes a macro if it is a hazard.
    fn macro_is(&mut self, name: &[u8], body: &[u8]) {
        let is_floating = |word: &[u8]| std::str::from_utf8(word).is_ok_and(complex::is_floating);
        // SQLite's header has one, for targets without such types.
        self.floats |= is_floating(name) && !body.split(|byte| !is_of_a_name(*byte)).any(is_floating);
        if is_hazard(body) {
            self.unseen.insert(String::from_utf8_lossy(name).into_owned());
        }
    }
}

/// Looks through the files that were read, and arguments for clang.
pub(super) fn find(files: &[String], arguments: &[String]) -> Hazards {
    let (mut found, mut keyword) = (Hazards::default(), false);
    for path in files {
        match std::fs::read(path) {
            Ok(bytes) => {
                keyword |= complex::has_keyword(&bytes);
                found.complex |= complex::may_be_integer(&bytes);
                found.nullability |= nullability::is_spoken_of(&bytes);
                macros(&bytes, &mut found);
            }
            // What cannot be read again is not known.
            Err(_) => (found.complex, found.nullability) = (true, true),
        }
    }
    for argument in arguments {
        keyword |= complex::has_keyword(argument.as_bytes());
        found.complex |= complex::may_be_integer(argument.as_bytes());
        if let Some((name, value)) = argument.strip_prefix("-D").and_then(|rest| rest.split_once('=')) {
            found.macro_is(name.as_bytes(), value.as_bytes());
        }
    }
    // `_Complex float` is one of integers where `float` is one.
    found.complex |= keyword && found.floats;
    found
}

/// Where a byte is in a text. The standard library's search is optimised even where a build script is not.
fn position(text: &[u8], byte: u8) -> Option<usize> {
    let mut rest = text;
    let length = rest.skip_until(byte).ok()?;
    text[..length].ends_with(&[byte]).then(|| length - 1)
}

/// Whether `needle` is in a text; `rare` is the index of a byte in it that few texts have.
pub(super) fn contains(text: &[u8], needle: &[u8], rare: usize) -> bool {
    let mut from = rare;
    while let Some(next) = text.get(from..).and_then(|rest| position(rest, needle[rare])) {
        if text[from + next - rare..].starts_with(needle) {
            return true;
        }
        from += next + 1;
    }
    false
}

/// Notes the macros that are hazards.
fn macros(bytes: &[u8], found: &mut Hazards) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let mut end = 0;
        // A line goes on behind a backslash.
        loop {
            end += position(&rest[end..], b'\n').unwrap_or(rest.len() - end);
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            if end >= rest.len() || !line.ends_with(b"\\") {
                break;
            }
            end += 1;
        }
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        let define = line.trim_ascii_start().strip_prefix(b"#").map(<[u8]>::trim_ascii_start);
        let Some(define) = define.and_then(|line| line.strip_prefix(b"define")) else { continue };
        let define = define.trim_ascii_start();
        let length = define.iter().position(|&byte| !is_of_a_name(byte));
        let (name, body) = define.split_at(length.unwrap_or(define.len()));
        found.macro_is(name, body);
    }
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// The most bytes of a macro that bindgen is shown, and the most signs and parentheses in it: it goes a step deeper for each, and a step
/// takes kilobytes of the stack. No number and no text of a name's length comes near.
const LONGEST: usize = 4096;
const DEEPEST: usize = 100;

/// Whether bindgen would end the process over a macro, or fill the memory: it divides, perhaps by zero; it is deep; it is texts side by
/// side, of which other macros are made in turn (a text that has the one before it twice, forty times).
fn is_hazard(body: &[u8]) -> bool {
    let deep = || body.iter().filter(|&&byte| b"(-+~!".contains(&byte)).count() > DEEPEST;
    body.len() > LONGEST || divides(body) || deep() || joins(body)
}

/// Whether a body is names and texts side by side and nothing else, a name among them.
fn joins(body: &[u8]) -> bool {
    let (mut words, mut parts, mut rest) = (0, 0, body.trim_ascii());
    // What has parameters is evaluated by nobody.
    while let Some(&first) = rest.first() {
        let length = match first {
            b'"' => rest[1..].iter().position(|&byte| byte == b'"').map_or(rest.len(), |end| end + 2),
            _ => rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')).unwrap_or(rest.len()),
        };
        if length == 0 {
            return false;
        }
        words += usize::from(first != b'"');
        parts += 1;
        rest = rest[length..].trim_ascii_start();
    }
    words > 0 && parts > 1
}

/// Whether a sign of division stands in a text outside comments; one inside a string does no harm here.
fn divides(body: &[u8]) -> bool {
    let mut at = 0;
    while at < body.len() {
        match &body[at..] {
            [b'/', b'/', ..] => return false,
            [b'/', b'*', rest @ ..] => match rest.windows(2).position(|window| window == b"*/") {
                Some(end) => at += end + 4,
                None => return false,
            },
            [b'/' | b'%', ..] => return true,
            _ => at += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_that_divide_are_found_through_comments_and_continued_lines() {
        let mut found = Hazards::default();
        let text =
            b"#define A 1 /* a / b */\n # define B (1 \\\n / 0)\n#define C(x) x % 2\nint d = 1 / 2;\n#define E 2 // 1 / 2\n";
        macros(text, &mut found);
        assert_eq!(found.unseen, HashSet::from(["B".to_owned(), "C".to_owned()]));
        macros(b"# define _Float32 float\n", &mut found);
        assert!(!found.floats);
        macros(b"#define float int\n", &mut found);
        assert!(found.floats);
    }

    #[test]
    fn a_macro_called_float_is_a_hazard_beside_complex_numbers_alone() {
        let complex = |arguments: &[&str]| find(&[], &arguments.iter().map(|&text| text.to_owned()).collect::<Vec<_>>()).complex;
        assert!(complex(&["-Dfloat=int", "-Dc=_Complex float"]) && complex(&["-Dc=_Complex int"]));
        assert!(!complex(&["-Dfloat=int"]) && !complex(&["-Dc=_Complex float"]));
    }

    #[test]
    fn macros_that_join_texts_or_go_deep_are_hazards_and_plain_ones_are_not() {
        let hazard = |body: &str| is_hazard(body.as_bytes());
        assert!(hazard(" A A") && hazard(" NAME \" \" \"x\"") && hazard(" \"a\"B"));
        assert!(hazard(&"(".repeat(101)) && hazard(&format!("\"{}\"", "a".repeat(5000))));
        for plain in [" A", " \"a b\"", " (A + B)", " 0x10", " 1u", "(x) A x", " \"a\" \"b\"", ""] {
            assert!(!hazard(plain), "{plain}");
        }
    }
}
