//! What the headers gave, kept beside the outputs: a build in which no header changed reads none of them with libclang.
//!
//! ```text
//! ffi-cache 1
//! key 0123456789abcdef            everything else that decides the result: arguments, patterns, target, version
//! file 0123456789abcdef sqlite3.h every file that was read, with a hash of its bytes
//! section rust 4096               then so many bytes, and a newline
//! ```
//!
//! A header that is added in front of another in the search path is not noticed by this, nor by cargo, which watches the files
//! that were read.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

const HEAD: &str = "ffi-cache 1";

/// Named texts, valid as long as the key and the files are the same.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Cache {
    /// Files that were read.
    pub(crate) files: Vec<String>,
    /// Hashes of those among them that were taken when there was time for it.
    pub(crate) hashes: HashMap<String, u64>,
    /// Name and text.
    pub(crate) sections: Vec<(String, String)>,
}

/// A hash for this computer and this compiler, which is all that a cache needs; the standard library's is compiled with
/// optimisation even where a build script is not.
pub(crate) fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn hash_file(path: &str) -> Option<u64> {
    std::fs::read(path).ok().map(|bytes| hash(&bytes))
}

/// Hashes of the bytes of files.
#[cfg(feature = "headers")]
pub(crate) fn hashes(files: &[String]) -> HashMap<String, u64> {
    files.iter().filter_map(|file| Some((file.clone(), hash_file(file)?))).collect()
}

impl Cache {
    /// The text of a section.
    pub(crate) fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }

    /// The text of a section, which is then without one.
    pub(crate) fn take(&mut self, name: &str) -> String {
        self.sections.iter_mut().find(|(known, _)| known == name).map(|(_, text)| std::mem::take(text)).unwrap_or_default()
    }

    /// The bytes to keep. A file that cannot be read again makes them invalid at once, which costs time and nothing else.
    pub(crate) fn to_text(&self, key: u64) -> String {
        let mut out = format!("{HEAD}\nkey {key:016x}\n");
        for file in &self.files {
            let hash = self.hashes.get(file).copied().or_else(|| hash_file(file)).unwrap_or_default();
            out.push_str(&format!("file {hash:016x} {file}\n"));
        }
        out.reserve(self.sections.iter().map(|(name, text)| name.len() + text.len() + 40).sum());
        for (name, text) in &self.sections {
            out.push_str(&format!("section {name} {}\n", text.len()));
            out.push_str(text);
            out.push('\n');
        }
        out
    }

    /// Reads what was kept, if it is still valid.
    pub(crate) fn read(path: &Path, key: u64) -> Option<Cache> {
        Cache::parse(&std::fs::read_to_string(path).ok()?, key)
    }

    fn parse(text: &str, key: u64) -> Option<Cache> {
        let mut rest = text.strip_prefix(HEAD)?.strip_prefix('\n')?;
        rest = rest.strip_prefix(&format!("key {key:016x}\n"))?;
        let mut cache = Cache::default();
        while let Some((line, after)) = rest.split_once('\n') {
            let mut words = line.splitn(3, ' ');
            match (words.next()?, words.next()?, words.next()?) {
                ("file", hash, path) => {
                    if hash_file(path)? != u64::from_str_radix(hash, 16).ok()? {
                        return None;
                    }
                    cache.files.push(path.to_owned());
                    rest = after;
                }
                ("section", name, length) => {
                    let length = length.parse::<usize>().ok()?;
                    cache.sections.push((name.to_owned(), after.get(..length)?.to_owned()));
                    rest = after.get(length..)?.strip_prefix('\n')?;
                }
                _ => return None,
            }
        }
        rest.is_empty().then_some(cache)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_valid_until_something_changes() {
        let file = std::env::temp_dir().join(format!("ffi-cache-{}.h", std::process::id()));
        std::fs::write(&file, "int f(void);").unwrap();
        let cache = Cache {
            files: vec![file.display().to_string()],
            hashes: HashMap::new(),
            sections: vec![("rust".into(), "a\nsection b 1\n".into()), ("report".into(), String::new())],
        };
        let text = cache.to_text(7);
        assert_eq!(Cache::parse(&text, 7), Some(cache));
        assert_eq!(Cache::parse(&text, 8), None);
        assert_eq!(Cache::parse(&text[..text.len() - 2], 7), None);
        std::fs::write(&file, "int f(int);").unwrap();
        assert_eq!(Cache::parse(&text, 7), None);
        std::fs::remove_file(&file).unwrap();
        assert_eq!(Cache::parse(&text, 7), None);
    }
}
