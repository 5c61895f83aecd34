//! Headers that declare nothing themselves: `lzma.h` and `z3.h` include their library's parts, and stand for them.
//!
//! Of a header in one of the system's folders, where everyone's are, only its own declarations are asked for. What it includes by quotes is
//! its library's too (C17 6.10.2: these are looked for beside it first); the system's headers it includes by angle brackets.

use std::path::Path;

use super::input::{Input, own_files};
use crate::declarations::{Declaration, Declarations, Item};

/// The same input, asking for the parts of its headers too, if the headers declare nothing and have parts.
pub(super) fn with_parts(input: &Input, declarations: &Declarations) -> Option<Input> {
    let asks = !input.allow.is_empty() || !input.choices.allow_files.is_empty() || input.handed.is_some();
    let is_of = |file: &String, header: &String| file == header || file.ends_with(&format!("/{header}"));
    let mut waiting: Vec<&String> =
        declarations.files.iter().filter(|file| input.headers.iter().any(|header| is_of(file, header))).collect();
    // What their own files declare, not what the C library's parts do.
    let declares = |item: &Declaration| {
        let file = item.place.as_ref().map(|place| &place.file);
        item.selected && !matches!(item.item, Item::Macro(_)) && file.is_some_and(|file| waiting.contains(&file))
    };
    if asks || declarations.items.iter().any(declares) {
        return None;
    }
    let mut found: Vec<&String> = Vec::new();
    while let Some(file) = waiting.pop() {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned();
        let folder = Path::new(file).parent().unwrap_or(Path::new(""));
        for name in text.lines().filter_map(quoted) {
            let path = folder.join(name);
            let part = declarations.files.iter().find(|file| Path::new(file) == path);
            if let Some(part) = part.filter(|part| !found.contains(part)) {
                found.push(part);
                waiting.push(part);
            }
        }
    }
    // Those of a folder that is bound with all below it are asked for as it is, and need no second reading.
    let is_new = |item: &Declaration| !item.selected && item.place.as_ref().is_some_and(|place| found.contains(&&place.file));
    if !declarations.items.iter().any(is_new) {
        return None;
    }
    let mut with = input.clone();
    with.choices.allow_files = own_files(input);
    with.choices.allow_files.extend(found.into_iter().map(|file| regex::escape(file)));
    Some(with)
}

/// What a line includes by quotes.
fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn parts_stand_between_quotes() {
        assert_eq!(quoted("# include \"lzma/base.h\" /* first */"), Some("lzma/base.h"));
        assert_eq!(quoted("#include <stdint.h>"), None);
        assert_eq!(quoted("#include_next \"x.h\""), None);
        assert_eq!(quoted("// #include \"x.h\""), None);
    }
}
