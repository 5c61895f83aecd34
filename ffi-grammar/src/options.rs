//! Options of an attribute: `name = value, …`, each at most once, names checked with a proposal for a misspelt one.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitInt, LitStr, Path, Token, Visibility, bracketed, token};

use crate::diagnostic::{Code, Spanned};

/// The value of an option.
pub(crate) enum Value {
    /// `"text"`.
    Text(LitStr),
    /// `["text", "text"]`.
    List(token::Bracket, Vec<LitStr>),
    /// `12`.
    Number(LitInt),
    /// `a::b`.
    Path(Path),
    /// `pub NAME`.
    Declared(Visibility, Ident),
    /// `name(…)`: what is in the parentheses.
    Group(TokenStream),
    /// No `=`.
    None,
}

/// One `name = value` or `name(…)`.
pub(crate) struct Opt {
    /// The name.
    pub(crate) name: Ident,
    /// What follows `=`.
    pub(crate) value: Value,
}

impl Parse for Opt {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if input.peek(token::Paren) {
            let inside;
            syn::parenthesized!(inside in input);
            return Ok(Opt { name, value: Value::Group(inside.parse()?) });
        }
        if !input.peek(Token![=]) {
            return Ok(Opt { name, value: Value::None });
        }
        input.parse::<Token![=]>()?;
        let value = if input.peek(LitStr) {
            Value::Text(input.parse()?)
        } else if input.peek(LitInt) {
            Value::Number(input.parse()?)
        } else if input.peek(token::Bracket) {
            let content;
            let bracket = bracketed!(content in input);
            Value::List(bracket, Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?.into_iter().collect())
        } else if input.peek(Token![pub]) {
            Value::Declared(input.parse()?, input.parse()?)
        } else {
            // `crate = crate` and `crate = ::c` are paths as modules write them.
            Value::Path(input.call(Path::parse_mod_style)?)
        };
        Ok(Opt { name, value })
    }
}

impl Opt {
    /// The string of an option that takes one.
    pub(crate) fn text(&self, example: &str) -> Result<&LitStr, Spanned> {
        match &self.value {
            Value::Text(text) if !text.value().is_empty() && !text.value().contains('\0') => Ok(text),
            _ => Err(self.bad("a string", example)),
        }
    }

    /// The strings of an option that takes one or several.
    pub(crate) fn texts(&self, example: &str) -> Result<Vec<LitStr>, Spanned> {
        let texts = match &self.value {
            Value::Text(text) => std::slice::from_ref(text),
            Value::List(_, texts) => texts,
            _ => &[],
        };
        let good = |text: &LitStr| !text.value().is_empty() && !text.value().contains('\0');
        if texts.is_empty() || !texts.iter().all(good) {
            return Err(self.bad("a string, or several in brackets", example));
        }
        Ok(texts.to_vec())
    }

    /// Whether an option that takes no value has none.
    pub(crate) fn flag(&self) -> Result<(), Spanned> {
        match &self.value {
            Value::None => Ok(()),
            _ => Err(self.bad("left out", &self.name.to_string())),
        }
    }

    /// The path of an option that takes one.
    pub(crate) fn path(&self, example: &str) -> Result<&Path, Spanned> {
        match &self.value {
            Value::Path(path) => Ok(path),
            _ => Err(self.bad("a path", example)),
        }
    }

    /// The number of an option that takes one.
    pub(crate) fn number(&self, example: &str) -> Result<u64, Spanned> {
        match &self.value {
            Value::Number(number) => number.base10_parse().map_err(|_| self.bad("a number that fits", example)),
            _ => Err(self.bad("a number", example)),
        }
    }

    /// What is in the parentheses of an option that has them.
    pub(crate) fn group(&self, example: &str) -> Result<&TokenStream, Spanned> {
        match &self.value {
            Value::Group(inside) => Ok(inside),
            _ => Err(self.bad("a list in parentheses", example)),
        }
    }

    /// The value is not what this option takes.
    pub(crate) fn bad(&self, expected: &str, example: &str) -> Spanned {
        let span = match &self.value {
            Value::Text(text) => text.span(),
            Value::List(bracket, _) => bracket.span.join(),
            Value::Number(number) => number.span(),
            Value::Path(path) => path.segments.first().map_or(self.name.span(), |segment| segment.ident.span()),
            Value::Declared(_, name) => name.span(),
            Value::Group(_) | Value::None => self.name.span(),
        };
        Spanned::between(span, span, Code::BadOption, [self.name.to_string(), expected.to_owned(), example.to_owned()])
    }
}

/// Reads the options of an attribute and refuses names that are not in `known` and names given twice.
pub(crate) fn parse(tokens: TokenStream, known: &[&str], faults: &mut Vec<Spanned>) -> Vec<Opt> {
    parse_with(tokens, known, &[], faults)
}

/// The same, with names that may be given several times.
pub(crate) fn parse_with(tokens: TokenStream, known: &[&str], repeated: &[&str], faults: &mut Vec<Spanned>) -> Vec<Opt> {
    let options = match syn::parse::Parser::parse2(Punctuated::<Opt, Token![,]>::parse_terminated, tokens) {
        Ok(options) => options,
        Err(error) => {
            faults.push(error.into());
            return Vec::new();
        }
    };
    let mut seen: Vec<Opt> = Vec::new();
    for option in options {
        let name = option.name.unraw().to_string();
        if !known.contains(&name.as_str()) {
            faults.push(unknown(&name, option.name.span(), known));
        } else if !repeated.contains(&name.as_str()) && seen.iter().any(|other| other.name == option.name) {
            let span = option.name.span();
            faults.push(Spanned::between(span, span, Code::RepeatedOption, [name]));
        } else {
            seen.push(option);
        }
    }
    seen
}

/// An option that is not there, with a proposal.
pub(crate) fn unknown(name: &str, span: Span, known: &[&str]) -> Spanned {
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `{near}`? Known are {list}"),
        None => format!("known are {list}"),
    };
    Spanned::between(span, span, Code::UnknownOption, [name.to_owned(), hint])
}

/// The known name that a misspelt one most likely means.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3) || candidate.starts_with(name))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn nearest_name_is_near() {
        let known = ["library", "kind", "convention", "crate"];
        assert_eq!(nearest("libary", &known), Some("library"));
        assert_eq!(nearest("lib", &known), Some("library"));
        assert_eq!(nearest("knid", &known), Some("kind"));
        assert_eq!(nearest("optional", &known), None);
    }
}
