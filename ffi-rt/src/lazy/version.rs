//! Versions as libraries give them in text.

use core::cmp::Ordering;

/// Whether a version is another one or later: numbers are compared from the left, and one that is not there is 0. A library's text
/// may go on behind its numbers (`1.2.13-motley`) and have something in front of them (`OpenSSL 3.0.11`).
pub(super) fn at_least(found: &str, least: &str) -> bool {
    let (mut found, mut least) = (numbers(found), numbers(least));
    loop {
        match (found.next(), least.next()) {
            (_, None) => return true,
            (found, Some(least)) => match found.unwrap_or(0).cmp(&least) {
                Ordering::Less => return false,
                Ordering::Greater => return true,
                Ordering::Equal => {}
            },
        }
    }
}

/// The numbers of the first run of digits and dots.
fn numbers(text: &str) -> impl Iterator<Item = u64> {
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    let text = &text[start..];
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].split('.').map(|number| number.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::at_least;

    #[test]
    fn versions_are_compared_by_number() {
        for (found, least) in
            [("1.2.13", "1.2.9"), ("1.2", "1.2.0"), ("1.3.1-motley", "1.3"), ("OpenSSL 3.0.11 19 Sep 2023", "3.0.11")]
        {
            assert!(at_least(found, least), "{found} {least}");
        }
        for (found, least) in [("1.2.3", "1.2.9"), ("1.2", "1.2.1"), ("0.99.9", "1"), ("", "1")] {
            assert!(!at_least(found, least), "{found} {least}");
        }
    }
}
