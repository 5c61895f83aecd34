//! The parts of headers in the system's folders, where everyone's are: `zlib.h` has `zconf.h`, and `lzma.h` declares nothing itself.
//!
//! What a header includes by quotes is its library's too (C17 6.10.2: these are looked for beside it first); what it includes by angle
//! brackets is somebody's.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::input::{Input, is_of_the_system, own_files};
use crate::declarations::{Declaration, Declarations};

/// Where compilers look for a name, if nothing else is said.
const FOLDERS: [&str; 2] = ["/usr/local/include", "/usr/include"];

/// The files that headers of this name may be, by which compilers find them.
pub(super) fn found(name: &str) -> Vec<PathBuf> {
    FOLDERS.iter().flat_map(|folder| beside(&Path::new(folder).join(name), name)).collect()
}

/// The parts of a header, and theirs, of which there are files.
pub(super) fn of(header: &Path) -> Vec<PathBuf> {
    let (mut parts, mut waiting) = (Vec::new(), vec![header.to_owned()]);
    // Of each file one of its names: `a/../a/b.h` is another.
    let mut met: HashSet<PathBuf> = header.canonicalize().into_iter().collect();
    while let Some(file) = waiting.pop() {
        let text = std::fs::read(&file).unwrap_or_default();
        for name in String::from_utf8_lossy(&text).lines().filter_map(quoted) {
            let new = beside(&file, name).into_iter().filter(|part| part.canonicalize().is_ok_and(|path| met.insert(path)));
            let new: Vec<PathBuf> = new.collect();
            parts.extend(new.iter().cloned());
            waiting.extend(new);
        }
    }
    parts
}

/// The files of a name beside another: in its folder, and if that is one of the system's, in those that go with it, for one target or for
/// all (Debian has `zlib.h` in the one and `zconf.h` in the other).
fn beside(file: &Path, name: &str) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut folders = vec![folder.to_owned()];
    if is_of_the_system(folder) {
        folders.extend(folder.parent().filter(|above| is_of_the_system(above)).map(Path::to_owned));
        let below = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut below: Vec<PathBuf> = below.filter(|folder| is_of_the_system(folder)).collect();
        below.sort();
        folders.extend(below);
    }
    folders.into_iter().map(|folder| folder.join(name)).filter(|path| path.is_file()).collect()
}

/// The same input, asking for the parts of its headers too, if something in them was not asked for: where the headers are only clang knew.
pub(super) fn with_parts(input: &Input, declarations: &Declarations) -> Option<Input> {
    if !input.allow.is_empty() || !input.choices.allow_files.is_empty() || input.handed.is_some() {
        return None;
    }
    let is_of = |file: &String, header: &String| file == header || file.ends_with(&format!("/{header}"));
    let headers = declarations.files.iter().filter(|file| input.headers.iter().any(|header| is_of(file, header)));
    let parts: Vec<PathBuf> = headers.flat_map(|file| of(Path::new(file))).collect();
    let parts: Vec<&String> = declarations.files.iter().filter(|file| parts.iter().any(|part| part == Path::new(file))).collect();
    let is_new = |item: &Declaration| !item.selected && item.place.as_ref().is_some_and(|place| parts.contains(&&place.file));
    if !declarations.items.iter().any(is_new) {
        return None;
    }
    let mut with = input.clone();
    with.choices.allow_files = own_files(input);
    with.choices.allow_files.extend(parts.into_iter().map(|file| regex::escape(file)));
    Some(with)
}

/// What a line includes by quotes.
fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_quotes() {
        assert_eq!(quoted("# include \"lzma/base.h\" /* first */"), Some("lzma/base.h"));
        assert_eq!(quoted("#include <stdint.h>"), None);
        assert_eq!(quoted("#include_next \"x.h\""), None);
        assert_eq!(quoted("// #include \"x.h\""), None);
    }

    #[test]
    fn parts_have_parts() {
        let folder = std::env::temp_dir().join(format!("ffi-parts-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("lib")).expect("a folder");
        let file = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).expect("a file");
            folder.join(name)
        };
        let header = file("a.h", "#include \"lib/b.h\"\n#include <c.h>\n#include \"none.h\"\n");
        let b = file("lib/b.h", "#include \"d.h\"\n#include \"../a.h\"\n");
        let d = file("lib/d.h", "");
        file("c.h", "");
        let parts = of(&header);
        assert!(parts.contains(&b) && parts.contains(&d) && !parts.contains(&folder.join("c.h")), "{parts:?}");
        std::fs::remove_dir_all(folder).expect("removed");
    }
}
