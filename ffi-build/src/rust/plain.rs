//! The generated Rust as lines of text, for a snapshot: formatted item by item, and without what only the build that links it knows.

use prettyplease::unparse;
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, File, ForeignItem, Item, ItemForeignMod, Lit, Meta};

use super::{Generated, Piece};
use crate::bindings::{Call, VERBATIM};

/// The parts of the generated Rust.
#[derive(Debug, Default)]
pub(crate) struct Plain {
    /// Items, each function of an `extern` block in a block of its own.
    pub(crate) items: Vec<String>,
    /// Proofs of layouts, a line each.
    pub(crate) proofs: Vec<String>,
    /// Functions that call through trampolines.
    pub(crate) calls: Vec<PlainCall>,
}

/// A function that calls through a trampoline.
#[derive(Debug)]
pub(crate) struct PlainCall {
    /// Its name in Rust.
    pub(crate) name: String,
    /// Its C type, resolved.
    pub(crate) signature: String,
    /// The symbol, and whether it is a name in C or the linker's.
    pub(crate) symbol: String,
    pub(crate) kind: &'static str,
    /// Its declaration in an `extern` block, in one line.
    pub(crate) rust: String,
    /// Its documentation.
    pub(crate) docs: Vec<String>,
}

impl Generated {
    /// The parts as text.
    pub(crate) fn plain(&self) -> Plain {
        let mut plain = Plain::default();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => {
                    let items = syn::parse_file(text).map(|file| file.items).unwrap_or_default();
                    items.into_iter().for_each(|item| plain.item(item));
                }
                Piece::Proof(proof) => plain.proofs.push(proof.line()),
                Piece::Call(call) => plain.calls.push(PlainCall::new(call)),
            }
        }
        plain
    }
}

impl Plain {
    fn item(&mut self, item: Item) {
        match item {
            Item::ForeignMod(mut block) => {
                for item in std::mem::take(&mut block.items) {
                    let block = ItemForeignMod { items: vec![item], ..block.clone() };
                    self.items.push(format(Item::ForeignMod(block)));
                }
            }
            item => {
                let proof = matches!(&item, Item::Const(constant) if constant.ident == "_");
                let text = format(item);
                match self.items.last_mut() {
                    // The proof of the item in front of it.
                    Some(last) if proof => *last = format!("{last}\n{text}"),
                    _ => self.items.push(text),
                }
            }
        }
    }
}

impl PlainCall {
    fn new(call: &Call) -> PlainCall {
        let (kind, symbol) = match call.symbol.strip_prefix(VERBATIM) {
            Some(label) => ("label", label),
            None => ("symbol", call.symbol.as_str()),
        };
        let mut rust = call.rust.clone();
        let docs =
            rust.attrs.iter().filter_map(doc).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        rust.attrs.retain(|attribute| doc(attribute).is_none());
        let name = rust.sig.ident.to_string();
        let block: ItemForeignMod = syn::parse_quote!(
            unsafe extern "C" {}
        );
        let block = ItemForeignMod { items: vec![ForeignItem::Fn(rust)], ..block };
        let text = format(Item::ForeignMod(block));
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let inner = lines.get(1..lines.len() - 1).unwrap_or_default().join(" ");
        // What was broken over lines.
        let rust = inner.replace("( ", "(").replace(", )", ")");
        PlainCall { name, signature: call.signature.to_string(), symbol: symbol.to_owned(), kind, rust, docs }
    }
}

/// The text of `#[doc = "…"]`.
fn doc(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            other => Some(other.to_token_stream().to_string()),
        },
        _ => None,
    }
}

/// An item as text: documentation in lines of their own, everything else as prettyplease has it.
fn format(item: Item) -> String {
    let text = unparse(&File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] });
    crate::snapshot::as_one(lines_of_comments(text.trim_end()))
}

/// `/** … */` as lines that start with `///`: a line inside says then by itself that it is a comment.
fn lines_of_comments(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut inside: Option<String> = None;
    for line in text.lines() {
        let (indent, rest) = match (&inside, line.trim_start().strip_prefix("/**")) {
            (Some(indent), _) => (indent.clone(), line),
            (None, Some(rest)) => (line[..line.len() - line.trim_start().len()].to_owned(), rest),
            (None, None) => {
                out.push(line.to_owned());
                continue;
            }
        };
        let (rest, ends) = rest.strip_suffix("*/").map_or((rest, false), |rest| (rest, true));
        // Four strokes would be no documentation.
        let gap = if rest.starts_with('/') { " " } else { "" };
        out.push(format!("{indent}///{gap}{rest}").trim_end().to_owned());
        inside = (!ends).then_some(indent);
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_lines_that_say_what_they_are() {
        let item = syn::parse_quote! {
            #[doc = " one\n/ two\n\n @ all"]
            pub struct s { #[doc = " a"] pub a: u8, }
        };
        assert_eq!(format(item), "/// one\n/// / two\n///\n/// @ all\npub struct s {\n    /// a\n    pub a: u8,\n}");
    }
}
