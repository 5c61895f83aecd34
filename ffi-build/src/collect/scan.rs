//! Reading source files as tokens: what is enabled in them, the modules they declare, the uses they contain.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use ffi_grammar::import::Import;
use ffi_grammar::{Code, Diagnostic, Place, Spanned};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::LitStr;

use super::cfg::{Cfg, split};
use super::names::{Macro, Names};
use super::{Collection, Use, doctest};

/// The enabled tokens of a file, or of a code block in its documentation.
#[derive(Debug)]
pub(super) struct Source {
    /// The file.
    pub(super) path: PathBuf,
    /// Its tokens.
    pub(super) tokens: TokenStream,
    /// Lines and columns in front of them, for a code block.
    offset: (usize, usize),
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

/// Reads a root file and, as far as they can be found, the files of its modules.
pub(super) fn load(
    root: &Path,
    cfg: &Cfg,
    seen: &mut BTreeSet<PathBuf>,
    sources: &mut Vec<Source>,
    skipped: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let children = root.parent().unwrap_or(Path::new("")).to_path_buf();
    Loader { cfg, seen, sources, skipped }.file(root, children)
}

struct Loader<'a> {
    cfg: &'a Cfg,
    seen: &'a mut BTreeSet<PathBuf>,
    sources: &'a mut Vec<Source>,
    skipped: &'a mut Vec<Diagnostic>,
}

impl Loader<'_> {
    fn file(&mut self, path: &Path, children: PathBuf) -> io::Result<()> {
        // One file may be a module of two roots.
        if !self.seen.insert(path.to_owned()) {
            return Ok(());
        }
        let text = std::fs::read_to_string(path)?;
        let tokens = match without_shebang(&text).parse::<TokenStream>() {
            Ok(tokens) => prune(tokens, self.cfg),
            Err(error) => {
                let start = error.span().start();
                let what = [path.display().to_string(), "it is no sequence of Rust tokens".to_owned()];
                self.skipped.push(Diagnostic::new(Code::SourceSyntax, what).at(path, start.line, start.column + 1, 1));
                TokenStream::new()
            }
        };
        let folders = Folders { file: path.to_owned(), children, nested: false };
        self.sources.push(Source { path: path.to_owned(), tokens: tokens.clone(), offset: (0, 0) });
        if text.contains("```") || text.contains("include_str") {
            self.documentation(&tokens, &folders);
        }
        self.modules(&tokens, &folders);
        Ok(())
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

    fn declared(&mut self, name: &str, span: proc_macro2::Span, path: Option<String>, folders: &Folders) {
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

    fn found(&mut self, name: &str, file: &Path, children: PathBuf, span: proc_macro2::Span, folders: &Folders) {
        if self.file(file, children).is_err() {
            self.seen.remove(file);
            let arguments = [name.to_owned(), format!("`{}`", file.display())];
            self.skipped.push(Spanned::between(span, span, Code::MissingModule, arguments).in_file(&folders.file));
        }
    }

    /// Finds the code blocks of documentation comments, and of files that `doc = include_str!("…")` names.
    fn documentation(&mut self, tokens: &TokenStream, folders: &Folders) {
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
                        self.blocks(&text, start, folders);
                        text.clear();
                        start = None;
                    }
                    start = start.or(Some((place.line, place.column)));
                    previous_line = place.line + line.matches('\n').count();
                    text.push_str(&line);
                    text.push('\n');
                }
                Some(Doc::File(name)) => {
                    let path = folders.file.with_file_name("").join(name);
                    if let (true, Ok(text)) = (self.seen.insert(path.clone()), std::fs::read_to_string(&path)) {
                        let folders = Folders { file: path.clone(), children: PathBuf::new(), nested: false };
                        self.blocks(&text, Some((1, 0)), &folders);
                        self.sources.push(Source { path, tokens: TokenStream::new(), offset: (0, 0) });
                    }
                }
                None => {
                    if group.delimiter() != Delimiter::Parenthesis {
                        self.documentation(&group.stream(), folders);
                    }
                }
            }
        }
        self.blocks(&text, start, folders);
    }

    fn blocks(&mut self, text: &str, start: Option<(usize, usize)>, folders: &Folders) {
        let Some((line, column)) = start else { return };
        for block in doctest::blocks(text) {
            // rustdoc reports blocks that do not parse.
            if let Ok(tokens) = block.code.parse::<TokenStream>() {
                let offset = (line - 1 + block.line, column + usize::from(column > 0) * 2);
                self.sources.push(Source { path: folders.file.clone(), tokens: prune(tokens, self.cfg), offset });
            }
        }
    }
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

/// Takes out what conditions disable, and puts the attributes of `cfg_attr` in its place.
fn prune(tokens: TokenStream, cfg: &Cfg) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let mut enabled = true;
        let start = kept.len();
        while let Some((inner, group, after)) = attribute(&tokens, at) {
            match condition(&group.stream(), cfg) {
                Condition::Off if inner => return TokenStream::new(),
                Condition::Off => enabled = false,
                Condition::Attributes(list) => kept.extend(list),
                Condition::Plain => kept.extend_from_slice(&tokens[at..after]),
            }
            at = after;
        }
        if !enabled {
            kept.truncate(start);
            at = item_end(&tokens, at);
            continue;
        }
        match tokens.get(at) {
            Some(TokenTree::Group(group)) => {
                let mut pruned = Group::new(group.delimiter(), prune(group.stream(), cfg));
                pruned.set_span(group.span());
                kept.push(TokenTree::Group(pruned));
            }
            Some(token) => kept.push(token.clone()),
            None => break,
        }
        at += 1;
    }
    kept.into_iter().collect()
}

/// The attribute that starts here: whether it is an inner one, its brackets, and where it ends.
fn attribute(tokens: &[TokenTree], at: usize) -> Option<(bool, &Group, usize)> {
    let mark = |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == c);
    if !mark(at, '#') {
        return None;
    }
    let inner = mark(at + 1, '!');
    let end = at + 1 + usize::from(inner);
    match tokens.get(end) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => Some((inner, group, end + 1)),
        _ => None,
    }
}

enum Condition {
    /// `cfg` that does not hold.
    Off,
    /// What `cfg_attr` stands for.
    Attributes(Vec<TokenTree>),
    /// Anything else.
    Plain,
}

fn condition(attribute: &TokenStream, cfg: &Cfg) -> Condition {
    let mut tokens = attribute.clone().into_iter();
    let (Some(TokenTree::Ident(word)), Some(TokenTree::Group(group))) = (tokens.next(), tokens.next()) else {
        return Condition::Plain;
    };
    if word == "cfg" {
        return if cfg.holds(&group.stream()) == Some(false) { Condition::Off } else { Condition::Plain };
    }
    if word != "cfg_attr" {
        return Condition::Plain;
    }
    let mut parts = split(group.stream()).into_iter();
    let holds = parts.next().and_then(|predicate| cfg.holds(&predicate)) != Some(false);
    Condition::Attributes(parts.filter(|_| holds).flat_map(|part| quote::quote!(#[#part])).collect())
}

/// Where the item, statement or field that starts here ends.
fn item_end(tokens: &[TokenTree], start: usize) -> usize {
    let word = |at: usize| match tokens.get(at) {
        Some(TokenTree::Ident(word)) => word.to_string(),
        _ => String::new(),
    };
    let mut at = start;
    if word(at) == "pub" {
        at += 1;
        if matches!(tokens.get(at), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis) {
            at += 1;
        }
    }
    // These hold braces before their end: `let x = { 1 };`, `use a::{b, c};`.
    let to_semicolon = match word(at).as_str() {
        "let" | "static" | "use" | "type" => true,
        "const" => !matches!(word(at + 1).as_str(), "fn" | "unsafe" | "async" | "extern"),
        "extern" => word(at + 1) == "crate",
        _ => false,
    };
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ';' || (!to_semicolon && mark.as_char() == ',') => return at,
            TokenTree::Group(group) if !to_semicolon && group.delimiter() == Delimiter::Brace => return at,
            _ => {}
        }
    }
    at
}

/// Finds the uses in a source.
pub(super) fn uses(source: &Source, names: &Names, found: &mut Collection) {
    Finder { source, names, found }.tokens(&source.tokens);
}

struct Finder<'a> {
    source: &'a Source,
    names: &'a Names,
    found: &'a mut Collection,
}

impl Finder<'_> {
    fn tokens(&mut self, tokens: &TokenStream) {
        let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            if let Some((false, group, after)) = attribute(&tokens, at) {
                at = match self.import(&group.stream()) {
                    Some(arguments) => self.block(arguments, &tokens, after),
                    None => after,
                };
                continue;
            }
            match (&tokens[at], tokens.get(at + 1), tokens.get(at + 2)) {
                (TokenTree::Ident(_), Some(TokenTree::Punct(mark)), Some(TokenTree::Group(group)))
                    if mark.as_char() == '!' && self.names.resolve(&path_to(&tokens[..=at])) == Some(Macro::Signature) =>
                {
                    match ffi_grammar::signature::parse(group.stream()) {
                        _ if has_dollar(&group.stream()) => {
                            let text = [format!("signature!{group}")];
                            self.skip(Spanned::new(&group.stream(), Code::MacroFragment, text));
                        }
                        Ok(signature) => {
                            let place = self.place(Spanned::new(&group.stream(), Code::Syntax, [""; 0]));
                            self.found.uses.push(Use { signature, place, function: None });
                        }
                        Err(fault) => self.skip(fault),
                    }
                    at += 2;
                }
                (TokenTree::Group(group), ..) => self.tokens(&group.stream()),
                _ => {}
            }
            at += 1;
        }
    }

    /// The arguments of the attribute, if it is `import`.
    fn import(&self, attribute: &TokenStream) -> Option<TokenStream> {
        let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
        let (path, arguments) = match tokens.split_last() {
            Some((TokenTree::Group(group), path)) if group.delimiter() == Delimiter::Parenthesis => (path, group.stream()),
            _ => (&tokens[..], TokenStream::new()),
        };
        (self.names.resolve(&path_to(path)) == Some(Macro::Import)).then_some(arguments)
    }

    /// Reads the block that an `import` stands on, and gives the place behind it.
    fn block(&mut self, arguments: TokenStream, tokens: &[TokenTree], start: usize) -> usize {
        let end = item_end(tokens, start);
        let block = tokens[start..end].iter().cloned().collect();
        match Import::parse(arguments, block) {
            Ok(import) => {
                for (name, signature) in import.signatures() {
                    let place = self.place(Spanned::new(name, Code::Syntax, [""; 0]));
                    let function = Some(name.to_string());
                    self.found.uses.push(Use { signature: signature.clone(), place, function });
                }
            }
            Err(faults) => faults.into_iter().for_each(|fault| self.skip(fault)),
        }
        end
    }

    fn place(&self, fault: Spanned) -> Place {
        self.moved(fault.in_file(&self.source.path)).place().clone()
    }

    fn skip(&mut self, fault: Spanned) {
        let diagnostic = self.moved(fault.in_file(&self.source.path));
        self.found.skipped.push(diagnostic);
    }

    /// From the lines of a code block to those of the file.
    fn moved(&self, diagnostic: Diagnostic) -> Diagnostic {
        match (diagnostic.place().clone(), self.source.offset) {
            (Place::File { path, line, column, length }, (lines, columns)) => {
                diagnostic.at(path, line + lines, column + columns, length)
            }
            (Place::None, _) => diagnostic,
        }
    }
}

/// The segments of the path that ends with the last token: `a::b::c`.
fn path_to(tokens: &[TokenTree]) -> Vec<String> {
    let mut path = Vec::new();
    let mut rest = tokens;
    while let [before @ .., TokenTree::Ident(name)] = rest {
        path.insert(0, name.to_string());
        match before {
            [before @ .., TokenTree::Punct(first), TokenTree::Punct(second)]
                if first.as_char() == ':' && second.as_char() == ':' =>
            {
                rest = before;
            }
            _ => break,
        }
    }
    path
}

/// Whether tokens are those of a `macro_rules!` body.
fn has_dollar(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        TokenTree::Punct(mark) => mark.as_char() == '$',
        TokenTree::Group(group) => has_dollar(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    })
}
