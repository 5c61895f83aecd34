//! What may end the process in bindgen, looked for in the texts of the files before bindgen looks at their first declaration.

use std::collections::HashSet;

use super::complex;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Hazards {
    /// A complex integer may be declared.
    pub(super) complex: bool,
    /// Macros that divide, perhaps by zero: bindgen would do it while libclang calls it. They are not shown to it.
    pub(super) divide: HashSet<String>,
}

/// Looks through the files that were read, and arguments for clang.
pub(super) fn find(files: &[String], arguments: &[String]) -> Hazards {
    let mut found = Hazards::default();
    for path in files {
        match std::fs::read(path) {
            Ok(bytes) => {
                found.complex |= complex::has_keyword(&bytes);
                divisions(&bytes, &mut found.divide);
            }
            // What cannot be read again is not known.
            Err(_) => found.complex = true,
        }
    }
    for argument in arguments {
        found.complex |= complex::has_keyword(argument.as_bytes());
        if let Some((name, value)) = argument.strip_prefix("-D").and_then(|rest| rest.split_once('=')) {
            if divides(value.as_bytes()) {
                found.divide.insert(name.to_owned());
            }
        }
    }
    found
}

/// Notes the macros whose lines divide.
fn divisions(bytes: &[u8], found: &mut HashSet<String>) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let mut end = 0;
        // A line goes on behind a backslash.
        loop {
            end += rest[end..].iter().position(|&byte| byte == b'\n').unwrap_or(rest.len() - end);
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
        let length = define.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'));
        let (name, body) = define.split_at(length.unwrap_or(define.len()));
        if divides(body) {
            found.insert(String::from_utf8_lossy(name).into_owned());
        }
    }
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
        let mut found = HashSet::new();
        let text =
            b"#define A 1 /* a / b */\n # define B (1 \\\n / 0)\n#define C(x) x % 2\nint d = 1 / 2;\n#define E 2 // 1 / 2\n";
        divisions(text, &mut found);
        assert_eq!(found, HashSet::from(["B".to_owned(), "C".to_owned()]));
    }
}
