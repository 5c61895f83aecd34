//! Tokens of a source: what is enabled in them, and the uses they contain.

use ffi_grammar::condition::split;
use ffi_grammar::declared::Declared;
use ffi_grammar::import::Import;
use ffi_grammar::{Code, Diagnostic, Place, Spanned, StructLayout};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::cfg::Cfg;
use super::files::Source;
use super::names::{Macro, Names};
use super::{Collection, Use};

/// Takes out what conditions disable, and puts the attributes of `cfg_attr` in its place.
pub(super) fn prune(tokens: TokenStream, cfg: &Cfg) -> TokenStream {
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
    if let Some(tokens) = &source.tokens {
        Finder { source, names, found }.tokens(tokens);
    }
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
                at = match self.attribute(&group.stream()) {
                    Some((Macro::Import, arguments)) => self.block(arguments, &tokens, after),
                    Some((Macro::StructLayout, arguments)) => self.record(&arguments, &tokens, after),
                    // Exports are read from syntax trees, by `parsed`.
                    Some((Macro::Signature | Macro::Closure | Macro::Export, _)) | None => after,
                };
                continue;
            }
            match (&tokens[at], tokens.get(at + 1), tokens.get(at + 2)) {
                (TokenTree::Ident(_), Some(TokenTree::Punct(mark)), Some(TokenTree::Group(group))) if mark.as_char() == '!' => {
                    let named = self.names.resolve(&path_to(&tokens[..=at]));
                    if let Some(named @ (Macro::Signature | Macro::Closure)) = named {
                        self.call(named, group);
                        at += 2;
                    }
                }
                (TokenTree::Group(group), ..) => self.tokens(&group.stream()),
                _ => {}
            }
            at += 1;
        }
    }

    /// Reads what `signature!` or `closure!` is called with.
    fn call(&mut self, named: Macro, group: &Group) {
        let tokens = group.stream();
        if has_dollar(&tokens) {
            let name = if named == Macro::Closure { "closure" } else { "signature" };
            return self.skip(Spanned::new(&tokens, Code::MacroFragment, [format!("{name}!{group}")]));
        }
        let signature = match named {
            Macro::Closure => ffi_grammar::Closure::parse(tokens.clone()).map(|closure| closure.signature),
            _ => ffi_grammar::signature::parse(tokens.clone()).map_err(|fault| vec![fault]),
        };
        match signature {
            Ok(signature) => {
                let place = self.place(Spanned::new(&tokens, Code::Syntax, [""; 0]));
                self.found.uses.push(Use { signature, place, function: None });
            }
            Err(faults) => faults.into_iter().for_each(|fault| self.skip(fault)),
        }
    }

    /// The macro that the attribute is, and its arguments.
    fn attribute(&self, attribute: &TokenStream) -> Option<(Macro, TokenStream)> {
        let tokens: Vec<TokenTree> = attribute.clone().into_iter().collect();
        let (path, arguments) = match tokens.split_last() {
            Some((TokenTree::Group(group), path)) if group.delimiter() == Delimiter::Parenthesis => (path, group.stream()),
            _ => (&tokens[..], TokenStream::new()),
        };
        Some((self.names.resolve(&path_to(path))?, arguments))
    }

    /// Reads the record that a `struct_layout` stands on, and gives the place behind it.
    fn record(&mut self, arguments: &TokenStream, tokens: &[TokenTree], start: usize) -> usize {
        let end = item_end(tokens, start);
        let item: TokenStream = tokens[start..end].iter().cloned().collect();
        if has_dollar(&item) || has_dollar(arguments) {
            let text = [format!("#[struct_layout({arguments})]")];
            self.skip(Spanned::new(&item, Code::MacroFragment, text));
            return end;
        }
        match StructLayout::parse(arguments, item) {
            Ok(layout) => {
                self.found.records.push(layout.place().to_string());
                let wanted = layout.wanted().filter(|wanted| !self.found.layouts.contains(wanted));
                self.found.layouts.extend(wanted);
            }
            Err(faults) => faults.into_iter().for_each(|fault| self.skip(fault)),
        }
        end
    }

    /// Reads the block that an `import` stands on, and gives the place behind it.
    fn block(&mut self, arguments: TokenStream, tokens: &[TokenTree], start: usize) -> usize {
        let end = item_end(tokens, start);
        let block = tokens[start..end].iter().cloned().collect();
        match Import::parse(arguments, block) {
            Ok(import) => {
                self.found.declared.extend(Declared::of(&import));
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
