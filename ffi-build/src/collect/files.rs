//! Reading source files: which are there, which modules they declare, which of them are worth a look as tokens.
//!
//! Turning text into tokens takes most of the time, so it is done where it can matter: for files that declare modules, and for
//! files that hold a name of the runtime, of one of its macros, or of an alias that another file gave one of them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ffi_grammar::{Code, Diagnostic, Spanned};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use syn::LitStr;

use super::cfg::Cfg;
use super::doctest;
use super::names::Names;
use super::scan::prune;

/// A file, or a code block in its documentation.
#[derive(Debug)]
pub(super) struct Source {
    /// The file.
    pub(super) path: PathBuf,
    /// Its enabled tokens, if it was worth it.
    pub(super) tokens: Option<TokenStream>,
    /// Lines and columns in front of them, for a code block.
    pub(super) offset: (usize, usize),
    text: String,
}

/// Where the modules that a place declares have their files.
struct Folders {
    /// The file that is being read.
    file: PathBuf,
    /// Folder of the files of modules declared here.
    children: PathBuf,
    /// Whether the place is inside an inline module, where `#[path]` is relative to `children`.
    nested: bool,
}

/// The files of a package.
pub(super) struct Files<'a> {
    cfg: &'a Cfg,
    seen: BTreeSet<PathBuf>,
    /// What was read.
    pub(super) sources: Vec<Source>,
    /// What was passed over.
    pub(super) skipped: Vec<Diagnostic>,
}

impl<'a> Files<'a> {
    /// None yet.
    pub(super) fn new(cfg: &'a Cfg) -> Files<'a> {
        Files { cfg, seen: BTreeSet::new(), sources: Vec::new(), skipped: Vec::new() }
    }

    /// Reads a root file and, as far as they can be found, the files of its modules.
    pub(super) fn root(&mut self, root: &Path) -> io::Result<()> {
        self.file(root, root.parent().unwrap_or(Path::new("")).to_path_buf())
    }

    /// Makes tokens of every file that holds one of the names, with the aliases that this brings to light; gives all names.
    pub(super) fn search(&mut self, crates: &[String]) -> Names {
        loop {
            let names = Names::new(crates, self.sources.iter().filter_map(|source| source.tokens.as_ref()));
            let words: Vec<&str> = names.words().collect();
            let holds = |source: &Source| source.tokens.is_none() && words.iter().any(|word| has_word(&source.text, word));
            let found: Vec<usize> =
                self.sources.iter().enumerate().filter(|(_, source)| holds(source)).map(|(at, _)| at).collect();
            if found.is_empty() {
                return names;
            }
            for at in found {
                self.tokens(at);
            }
        }
    }

    /// Makes tokens of every file.
    pub(super) fn all(&mut self) {
        for at in 0..self.sources.len() {
            if self.sources[at].tokens.is_none() {
                self.tokens(at);
            }
        }
    }

    fn file(&mut self, path: &Path, children: PathBuf) -> io::Result<()> {
        // One file may be a module of two roots.
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let text = std::fs::read_to_string(path)?;
        let has_modules = declares_modules(&text);
        self.sources.push(Source { path: path.to_owned(), tokens: None, offset: (0, 0), text });
        if has_modules {
            let tokens = self.tokens(self.sources.len() - 1);
            self.modules(&tokens, &Folders { file: path.to_owned(), children, nested: false });
        }
        Ok(())
    }

    /// Makes tokens of a file, and of the code in its documentation.
    fn tokens(&mut self, at: usize) -> TokenStream {
        let source = &mut self.sources[at];
        let (path, text) = (source.path.clone(), std::mem::take(&mut source.text));
        let tokens = match without_shebang(&text).parse::<TokenStream>() {
            Ok(tokens) => prune(tokens, self.cfg),
            Err(error) => {
                let start = error.span().start();
                let what = [path.display().to_string(), "it is no sequence of Rust tokens".to_owned()];
                self.skipped.push(Diagnostic::new(Code::SourceSyntax, what).at(&path, start.line, start.column + 1, 1));
                TokenStream::new()
            }
        };
        self.sources[at].tokens = Some(tokens.clone());
        if text.contains("```") || text.contains("include_str") {
            self.documentation(&tokens, &path);
        }
        tokens
    }

    /// Follows `mod x;` and `include!("x.rs")`.
    fn modules(&mut self, tokens: &TokenStream, folders: &Folders) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut path_attribute = None;
        for (at, token) in tokens.iter().enumerate() {
            match (token, tokens.get(at + 1), tokens.get(at + 2)) {
                (TokenTree::Group(group), ..) if group.delimiter() == Delimiter::Bracket => {
                    path_attribute = path_of(&group.stream()).or(path_attribute);
                    self.modules(&group.stream(), folders);
                }
                (TokenTree::Ident(word), Some(TokenTree::Ident(name)), Some(TokenTree::Punct(end)))
                    if word == "mod" && end.as_char() == ';' =>
                {
                    self.declared(&name.to_string().replace("r#", ""), word.span(), path_attribute.take(), folders);
                }
                (TokenTree::Ident(word), Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) if word == "mod" => {
                    let folder = path_attribute.take().unwrap_or_else(|| name.to_string().replace("r#", ""));
                    let children = folders.children.join(folder);
                    self.modules(&body.stream(), &Folders { file: folders.file.clone(), children, nested: true });
                }
                (TokenTree::Ident(word), Some(TokenTree::Punct(_)), Some(TokenTree::Group(group))) if word == "include" => {
                    if let Ok(name) = syn::parse2::<LitStr>(group.stream()) {
                        let path = folders.file.with_file_name("").join(name.value());
                        self.found(&name.value(), &path, folders.children.clone(), word.span(), folders);
                    }
                }
                // The body of an inline module was read with its own folder.
                (TokenTree::Group(_), ..) if at >= 2 && matches!(&tokens[at - 2], TokenTree::Ident(word) if word == "mod") => {}
                (TokenTree::Group(group), ..) => {
                    path_attribute = None;
                    self.modules(&group.stream(), folders);
                }
                _ => {}
            }
        }
    }

    fn declared(&mut self, name: &str, span: Span, path: Option<String>, folders: &Folders) {
        if let Some(path) = path {
            let base = if folders.nested { folders.children.clone() } else { folders.file.with_file_name("") };
            let file = base.join(path);
            // A file that is named is read as `mod.rs` is.
            let children = file.with_file_name("");
            return self.found(name, &file, children, span, folders);
        }
        let flat = folders.children.join(format!("{name}.rs"));
        let children = folders.children.join(name);
        let file = if flat.is_file() { flat } else { children.join("mod.rs") };
        self.found(name, &file, children, span, folders);
    }

    fn found(&mut self, name: &str, file: &Path, children: PathBuf, span: Span, folders: &Folders) {
        if self.file(file, children).is_err() {
            self.seen.remove(file);
            let arguments = [name.to_owned(), format!("`{}`", file.display())];
            self.skipped.push(Spanned::between(span, span, Code::MissingModule, arguments).in_file(&folders.file));
        }
    }

    /// Finds the code blocks of documentation comments, and of files that `doc = include_str!("…")` names.
    fn documentation(&mut self, tokens: &TokenStream, file: &Path) {
        let mut text = String::new();
        let mut start = None;
        let mut previous_line = 0;
        for token in tokens.clone() {
            let TokenTree::Group(group) = &token else { continue };
            match doc(&group.stream()) {
                Some(Doc::Line(line)) => {
                    let place = group.span_open().start();
                    // Other attributes between two lines of one comment would be unusual; a gap starts a new comment.
                    if place.line > previous_line + 1 {
                        self.blocks(&text, start, file);
                        text.clear();
                        start = None;
                    }
                    start = start.or(Some((place.line, place.column)));
                    previous_line = place.line + line.matches('\n').count();
                    text.push_str(&line);
                    text.push('\n');
                }
                Some(Doc::File(name)) => {
                    let path = file.with_file_name("").join(name);
                    if let (true, Ok(text)) = (self.seen.insert(path.clone()), std::fs::read_to_string(&path)) {
                        self.blocks(&text, Some((1, 0)), &path);
                        let tokens = Some(TokenStream::new());
                        self.sources.push(Source { path, tokens, offset: (0, 0), text: String::new() });
                    }
                }
                None => {
                    if group.delimiter() != Delimiter::Parenthesis {
                        self.documentation(&group.stream(), file);
                    }
                }
            }
        }
        self.blocks(&text, start, file);
    }

    fn blocks(&mut self, text: &str, start: Option<(usize, usize)>, file: &Path) {
        let Some((line, column)) = start else { return };
        for block in doctest::blocks(text) {
            // rustdoc reports blocks that do not parse.
            if let Ok(tokens) = block.code.parse::<TokenStream>() {
                let offset = (line - 1 + block.line, column + usize::from(column > 0) * 2);
                let tokens = Some(prune(tokens, self.cfg));
                self.sources.push(Source { path: file.to_owned(), tokens, offset, text: String::new() });
            }
        }
    }
}

/// Whether a text may hold `mod x;` or `include!`. It may say so of one that does not.
fn declares_modules(text: &str) -> bool {
    let file_module = |(at, _): (usize, &str)| {
        let rest = text[at + 3..].trim_start();
        let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#' | 0x80..)).count();
        rest.len() != text.len() - at - 3 && rest[name..].trim_start().starts_with(';')
    };
    text.match_indices("mod").any(file_module) || text.contains("include!")
}

/// Whether a text holds a word that is no part of a longer one, nor a module of the standard library (`core::ffi::c_int`).
fn has_word(text: &str, word: &str) -> bool {
    let part = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let bytes = text.as_bytes();
    text.match_indices(word).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before).copied());
        let standard = || ["core::", "std::"].iter().any(|owner| bytes[..at].ends_with(owner.as_bytes()));
        !part(before) && !part(bytes.get(at + word.len()).copied()) && !standard()
    })
}

fn without_shebang(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.starts_with("#!") && !text[2..].trim_start().starts_with('[') {
        return format!("//{text}");
    }
    text.to_owned()
}

/// `path = "…"` of an attribute.
fn path_of(attribute: &TokenStream) -> Option<String> {
    let mut tokens = attribute.clone().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), Some(TokenTree::Punct(_)), Some(TokenTree::Literal(text))) if word == "path" => {
            syn::parse2::<LitStr>(TokenTree::Literal(text).into()).ok().map(|text| text.value())
        }
        _ => None,
    }
}

enum Doc {
    Line(String),
    File(String),
}

/// `doc = "…"` or `doc = include_str!("…")` of an attribute.
fn doc(attribute: &TokenStream) -> Option<Doc> {
    let mut tokens = attribute.clone().into_iter();
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), Some(TokenTree::Punct(_)), Some(value)) if word == "doc" => match value {
            TokenTree::Literal(text) => {
                syn::parse2::<LitStr>(TokenTree::Literal(text).into()).ok().map(|text| Doc::Line(text.value()))
            }
            TokenTree::Ident(name) if name == "include_str" => {
                let group =
                    tokens.find_map(|token| if let TokenTree::Group(group) = token { Some(group.stream()) } else { None })?;
                syn::parse2::<LitStr>(group).ok().map(|path| Doc::File(path.value()))
            }
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_declarations_are_seen_in_text() {
        for text in ["mod a;", "pub mod\n r#type ;", "x; mod é;", "include!(\"a.rs\");"] {
            assert!(declares_modules(text), "{text}");
        }
        for text in ["mod a { }", "modern;", "let model = 1;", "amod;"] {
            assert!(!declares_modules(text), "{text}");
        }
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use ffi::x;", "ffi") && has_word("ffi", "ffi") && has_word("difficult ffi", "ffi"));
        assert!(!has_word("difficult ffi_2 _ffi core::ffi::c_int std::ffi", "ffi"));
    }
}
