//! Rust types of generated text, read as far as anything here looks into them.

use std::borrow::Cow;
use std::fmt;

use super::tokens::{Token, Tokens};

/// A type as bindgen writes it. What is written in another way is [`Ty::Other`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Ty<'t> {
    Path(Path<'t>),
    Pointer { constant: bool, to: Box<Ty<'t>> },
    Array { element: Box<Ty<'t>>, length: Cow<'t, str> },
    Function(Box<Function<'t>>),
    Reference(&'t str),
    Unit,
    Never,
    Other(&'t str),
}

/// `::core::option::Option<T>`: parameters belong to the last name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Path<'t> {
    /// The names, without parameters, as they are written.
    names: Cow<'t, str>,
    pub(super) arguments: Vec<Ty<'t>>,
}

/// `unsafe extern "C" fn(name: T, ...) -> R`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Function<'t> {
    /// What stands in front of `fn`.
    front: &'t str,
    /// What the convention is called, in quotation marks; `None` for a function of Rust.
    pub(super) abi: Option<&'t str>,
    /// Names, where there are any, and types.
    pub(super) inputs: Vec<(Option<&'t str>, Ty<'t>)>,
    pub(super) variadic: bool,
    pub(super) output: Option<Ty<'t>>,
}

impl<'t> Ty<'t> {
    /// The type that a text is.
    pub(super) fn of(text: &'t str) -> Option<Ty<'t>> {
        let mut tokens = Tokens::new(text);
        let ty = Ty::read(&mut tokens)?;
        tokens.peek().is_none().then_some(ty)
    }

    /// A type of these names and parameters.
    pub(super) fn path(names: impl Into<Cow<'t, str>>, arguments: Vec<Ty<'t>>) -> Ty<'t> {
        Ty::Path(Path { names: names.into(), arguments })
    }

    /// Reads a type.
    pub(super) fn read(tokens: &mut Tokens<'t>) -> Option<Ty<'t>> {
        let start = tokens.start();
        let text = |tokens: &Tokens<'t>| &tokens.text[start..tokens.end()];
        Some(match tokens.peek()? {
            Token::Sign(b'*') => {
                tokens.next()?;
                let constant = match tokens.word()? {
                    "const" => true,
                    "mut" => false,
                    _ => return None,
                };
                Ty::Pointer { constant, to: Box::new(Ty::read(tokens)?) }
            }
            Token::Sign(b'&') => {
                tokens.next()?;
                if let Some(Token::Literal(_)) = tokens.peek() {
                    tokens.next()?;
                }
                tokens.take_word("mut");
                Ty::read(tokens)?;
                Ty::Reference(text(tokens))
            }
            Token::Sign(b'!') => {
                tokens.next()?;
                Ty::Never
            }
            Token::Open(b'[') => {
                tokens.next()?;
                let element = Box::new(Ty::read(tokens)?);
                let is_array = tokens.take(b';');
                let from = tokens.start();
                while !matches!(tokens.peek()?, Token::Close(_)) {
                    tokens.tree()?;
                }
                let length = tokens.text[from..tokens.end().max(from)].into();
                tokens.next()?;
                if is_array { Ty::Array { element, length } } else { Ty::Other(text(tokens)) }
            }
            Token::Open(b'(') => {
                tokens.tree()?;
                match text(tokens).trim_start_matches('(').trim_end_matches(')').trim() {
                    "" => Ty::Unit,
                    _ => Ty::Other(text(tokens)),
                }
            }
            Token::Word("unsafe" | "extern" | "fn") => Ty::Function(Box::new(Function::read(tokens)?)),
            Token::Word("const" | "dyn" | "for" | "impl") | Token::Literal(_) | Token::Open(_) => {
                tokens.tree()?;
                Ty::Other(text(tokens))
            }
            Token::Word(_) | Token::Sign(b':') => Ty::Path(Path::read(tokens)?),
            Token::Sign(_) | Token::Close(_) => return None,
        })
    }

    /// The same as a syntax tree.
    pub(super) fn to_tree(&self) -> Option<syn::Type> {
        syn::parse_str(&self.to_string()).ok()
    }
}

impl<'t> Path<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Path<'t>> {
        let start = tokens.start();
        tokens.take_both(b':', b':');
        loop {
            tokens.word()?;
            let end = tokens.end();
            let next = tokens.clone();
            let is_path = tokens.take_both(b':', b':');
            if is_path && tokens.peek() != Some(Token::Sign(b'<')) {
                continue;
            }
            if !is_path {
                *tokens = next;
            }
            let arguments = if tokens.take(b'<') { arguments(tokens)? } else { Vec::new() };
            return Some(Path { names: tokens.text[start..end].into(), arguments });
        }
    }

    /// The names, without parameters, as they are written.
    pub(super) fn names(&self) -> &str {
        &self.names
    }

    /// The names, and whether `::` is in front of them.
    fn parts(&self) -> (bool, impl DoubleEndedIterator<Item = &str>) {
        let is_whole = self.names.starts_with(':');
        (is_whole, self.names.split(':').map(str::trim).filter(|name| !name.is_empty()))
    }

    pub(super) fn last(&self) -> &str {
        self.names.rsplit(':').next().unwrap_or_default().trim()
    }

    /// The name of a path that is one name, or of a module of constants, whose type is `name::Type`.
    pub(super) fn local(&self) -> Option<&str> {
        if !self.names.contains(':') {
            return Some(&self.names);
        }
        let (is_whole, mut parts) = self.parts();
        match (is_whole, parts.next(), parts.next(), parts.next()) {
            (false, Some(module), Some("Type"), None) => Some(module),
            _ => None,
        }
    }

    /// The last name of a path of two, if this is the first.
    pub(super) fn of_crate(&self, name: &str) -> Option<&str> {
        let (_, mut parts) = self.parts();
        match (parts.next(), parts.next(), parts.next()) {
            (Some(first), Some(last), None) if first == name => Some(last),
            _ => None,
        }
    }
}

/// What stands between `<` and `>`, the first of which was read.
fn arguments<'t>(tokens: &mut Tokens<'t>) -> Option<Vec<Ty<'t>>> {
    let mut found = Vec::new();
    while !tokens.take(b'>') {
        found.push(Ty::read(tokens)?);
        tokens.take(b',');
    }
    Some(found)
}

impl<'t> Function<'t> {
    fn read(tokens: &mut Tokens<'t>) -> Option<Function<'t>> {
        let start = tokens.start();
        let mut function = Function { front: "", abi: None, inputs: Vec::new(), variadic: false, output: None };
        while !tokens.take_word("fn") {
            match tokens.next()? {
                Token::Word("extern") => function.abi = Some("\"C\""),
                Token::Literal(name) => function.abi = Some(name),
                Token::Word("unsafe") => {}
                _ => return None,
            }
            function.front = &tokens.text[start..tokens.end()];
        }
        if !tokens.take(b'(') {
            return None;
        }
        while !tokens.take(b')') {
            if tokens.take(b'.') {
                while tokens.take(b'.') {}
                function.variadic = true;
                continue;
            }
            let name = named(tokens);
            function.inputs.push((name, Ty::read(tokens)?));
            tokens.take(b',');
        }
        function.output = if tokens.take_both(b'-', b'>') { Some(Ty::read(tokens)?) } else { None };
        Some(function)
    }
}

/// `name:`, if that is next.
fn named<'t>(tokens: &mut Tokens<'t>) -> Option<&'t str> {
    let before = tokens.clone();
    if let Some(name) = tokens.word() {
        if !tokens.take_both(b':', b':') && tokens.take(b':') {
            return Some(name);
        }
    }
    *tokens = before;
    None
}

impl fmt::Display for Ty<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Path(Path { names, arguments }) => {
                f.write_str(names)?;
                for (number, ty) in arguments.iter().enumerate() {
                    write!(f, "{} {ty}", if number == 0 { " <" } else { " ," })?;
                }
                f.write_str(if arguments.is_empty() { "" } else { " >" })
            }
            Ty::Pointer { constant, to } => write!(f, "* {} {to}", if *constant { "const" } else { "mut" }),
            Ty::Array { element, length } => write!(f, "[{element} ; {length}]"),
            Ty::Function(function) => function.fmt(f),
            Ty::Reference(text) | Ty::Other(text) => f.write_str(text),
            Ty::Unit => f.write_str("()"),
            Ty::Never => f.write_str("!"),
        }
    }
}

impl fmt::Display for Function<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fn (", self.front)?;
        for (number, (name, ty)) in self.inputs.iter().enumerate() {
            f.write_str(if number == 0 { "" } else { " , " })?;
            match name {
                Some(name) => write!(f, "{name} : {ty}")?,
                None => ty.fmt(f)?,
            }
        }
        f.write_str(match (self.variadic, self.inputs.is_empty()) {
            (true, true) => "...",
            (true, false) => " , ...",
            (false, _) => "",
        })?;
        f.write_str(")")?;
        self.output.as_ref().map_or(Ok(()), |output| write!(f, " -> {output}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Ty<'_> {
        Ty::of(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn types_are_written_as_they_were_read() {
        for text in [
            "u8",
            ":: core :: ffi :: c_int",
            "* mut * const s",
            "[u8 ; 4usize]",
            ":: core :: option :: Option < unsafe extern \"C\" fn (a : :: core :: ffi :: c_int , arg2 : [u8 ; 2]) -> u8 >",
            "unsafe extern \"stdcall\" fn (a :: b , ...)",
            "m :: Type",
            "__BindgenOpaqueArray < u64 , 4usize >",
            "& 'static [u8 ; 3usize]",
            "()",
            "!",
        ] {
            assert_eq!(read(text).to_string(), text);
            assert!(!matches!(read(text), Ty::Other(_)), "{text}");
        }
        assert_eq!(read("a::b<c,d<e>>").to_string(), "a::b < c , d < e > >");
        assert!(Ty::of("a b").is_none() && Ty::of("* s").is_none());
    }

    #[test]
    fn paths_say_whose_they_are() {
        let of = |text: &'static str| match read(text) {
            Ty::Path(path) => path,
            other => panic!("{other}"),
        };
        assert_eq!(of("a").local(), Some("a"));
        assert_eq!(of("a :: Type").local(), Some("a"));
        assert_eq!((of(":: a :: Type").local(), of("a :: b").local()), (None, None));
        assert_eq!(of(":: ffi :: Half").of_crate("ffi"), Some("Half"));
        assert_eq!(of(":: a :: ffi :: Half").of_crate("ffi"), None);
        assert_eq!(of(":: core :: ffi :: c_int").last(), "c_int");
    }
}
