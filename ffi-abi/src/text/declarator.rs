//! Declarators (C17 §6.7.6 and §6.7.7): pointers, arrays, functions and the parentheses that group them.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::attribute::Attributes;
use super::lex::TokenKind;
use super::parse::{Built, Context, MAX_HEIGHT, Parser};
use super::words::{Word, word};
use super::{ParseError, Span};
use crate::convention::Convention;
use crate::ctype::CType;
use crate::signature::Signature;

/// One step from the specifiers' type to the declared one.
pub(super) enum Derivation {
    /// `*`, and whether the pointer is `const`.
    Pointer { constant: bool, span: Span },
    /// `[n]`.
    Array { length: Option<u64>, span: Span },
    /// `(parameters)`.
    Function(Function),
}

/// A parameter list.
pub(super) struct Function {
    parameters: Vec<CType>,
    variadic: Option<Vec<CType>>,
    convention: Option<Convention>,
    height: u32,
    span: Span,
}

impl Function {
    /// Gives the function its convention.
    pub(super) fn set_convention(&mut self, convention: Convention, span: Span) -> Result<(), ParseError> {
        if let Some(old) = self.convention.filter(|&old| old != convention) {
            let message = format!("a second calling convention for one function: `{convention}` after `{old}`");
            return Err(ParseError::new(span, message));
        }
        self.convention = Some(convention);
        Ok(())
    }
}

impl Parser<'_> {
    /// Reads a declarator, abstract or not, and appends its steps in the order in which they apply. Gives the name, and the attributes
    /// that belong to the whole of it.
    pub(super) fn declarator_tree(
        &mut self,
        context: Context,
        out: &mut Vec<Derivation>,
    ) -> Result<(Option<String>, Attributes), ParseError> {
        // A convention before the first `*` is that of the function pointed to: `int (extern "win64" *)(int)`; one after the last `*` is
        // that of the function declared: `char *__stdcall name(int)`.
        let mut before = Attributes::default();
        while self.marker(&mut before)? {}
        let mut pointers = 0;
        let mut here = Attributes::default();
        while self.peek() == TokenKind::Punct('*') {
            let span = self.next().span;
            pointers += 1;
            let mut constant = false;
            loop {
                match self.peek() {
                    TokenKind::Word(text) if word(text) == Word::Const => constant = true,
                    TokenKind::Word(text) if word(text) == Word::Skip => {}
                    _ if self.marker(&mut here)? => continue,
                    _ => break,
                }
                self.next();
            }
            out.push(Derivation::Pointer { constant, span });
        }
        let mut name = None;
        let mut inner = Vec::new();
        let mut group = Attributes::default();
        match self.peek() {
            TokenKind::Word(text) if matches!(word(text), Word::Name | Word::Typedef(_)) => {
                self.next();
                name = Some(text.into());
            }
            TokenKind::Punct('(') if self.begins_group(context) => {
                self.next();
                (name, group) = self.nested(|parser| parser.declarator_tree(context, &mut inner))?;
                self.expect(')')?;
            }
            _ => {}
        }
        let mut suffixes = self.suffixes()?;
        let function = suffixes.iter_mut().find_map(|suffix| match suffix {
            Derivation::Function(function) => Some(function),
            _ => None,
        });
        let mut outer = before;
        // The convention inside a group belongs to the function that the group stands in front of.
        if let Some(function) = function {
            let own = if pointers > 0 { &mut here } else { &mut outer };
            for (convention, span) in [group.convention.take(), own.convention.take()].into_iter().flatten() {
                function.set_convention(convention, span)?;
            }
        }
        outer.merge(&here)?;
        outer.merge(&group)?;
        // The suffix next to the name is the outermost type: `int a[2][3]` is 2 arrays of 3.
        out.extend(suffixes.into_iter().rev());
        out.append(&mut inner);
        Ok((name, outer))
    }

    /// Whether the `(` here groups a declarator; otherwise it begins a list of parameters. C17 §6.7.6.3, paragraph 11: an identifier
    /// that can be a type's name or a parameter's is the type's, so only a member's name may stand alone in parentheses.
    fn begins_group(&self, context: Context) -> bool {
        let mut ahead = 1;
        loop {
            match self.peek_at(ahead) {
                TokenKind::Word(text) => match word(text) {
                    Word::Extern if matches!(self.peek_at(ahead + 1), TokenKind::Text(_)) => ahead += 2,
                    Word::Convention(_) => ahead += 1,
                    Word::Attribute | Word::Declspec => ahead = self.after_parentheses(ahead + 1),
                    Word::Name => return context == Context::Member,
                    _ => return false,
                },
                TokenKind::Punct('*' | '(') => return true,
                TokenKind::Punct('[') => return self.peek_at(ahead + 1) != TokenKind::Punct('['),
                TokenKind::Punct(')') => return ahead > 1,
                _ => return false,
            }
        }
    }

    /// Position after the parentheses that open at `ahead`.
    fn after_parentheses(&self, mut ahead: usize) -> usize {
        let mut depth = 0_usize;
        loop {
            match self.peek_at(ahead) {
                TokenKind::Punct('(') => depth += 1,
                TokenKind::Punct(')') => depth = depth.saturating_sub(1),
                TokenKind::End => return ahead,
                _ => {}
            }
            ahead += 1;
            if depth == 0 {
                return ahead;
            }
        }
    }

    fn suffixes(&mut self) -> Result<Vec<Derivation>, ParseError> {
        let mut suffixes = Vec::new();
        loop {
            match self.peek() {
                TokenKind::Punct('(') => suffixes.push(Derivation::Function(self.nested(Self::parameters)?)),
                TokenKind::Punct('[') if self.peek_at(1) != TokenKind::Punct('[') => suffixes.push(self.array()?),
                _ => return Ok(suffixes),
            }
        }
    }

    fn array(&mut self) -> Result<Derivation, ParseError> {
        let start = self.expect('[')?;
        // A parameter's array may hold qualifiers and `static`.
        while matches!(self.peek(), TokenKind::Word(text) if matches!(word(text), Word::Const | Word::Skip)) {
            self.next();
        }
        let length = match self.peek() {
            TokenKind::Punct(']') => None,
            TokenKind::Punct('*') if self.peek_at(1) == TokenKind::Punct(']') => {
                self.next();
                None
            }
            _ => Some(self.number("an array's length or `]`")?.0),
        };
        let end = self.expect(']')?;
        Ok(Derivation::Array { length, span: start.to(end) })
    }

    fn parameters(&mut self) -> Result<Function, ParseError> {
        let start = self.expect('(')?;
        let mut function = Function { parameters: Vec::new(), variadic: None, convention: None, height: 0, span: start };
        if self.peek() != TokenKind::Punct(')') {
            loop {
                if self.peek() == TokenKind::Ellipsis {
                    let span = self.next().span;
                    if function.variadic.replace(Vec::new()).is_some() {
                        return Err(ParseError::new(span, "expected a type: there is one `...` already".into()));
                    }
                } else {
                    let (built, span, named) = self.parameter()?;
                    if built.ty == CType::Void {
                        let alone = function.parameters.is_empty() && function.variadic.is_none() && !named;
                        if alone && self.peek() == TokenKind::Punct(')') {
                            break;
                        }
                        return Err(ParseError::new(span, "expected a type of values: `void` stands alone or not at all".into()));
                    }
                    function.height = function.height.max(built.height);
                    function.variadic.as_mut().unwrap_or(&mut function.parameters).push(built.ty);
                }
                if !self.eat(',') {
                    break;
                }
            }
        }
        if self.peek() != TokenKind::Punct(')') {
            return Err(self.expected("`,` or `)`"));
        }
        function.span = start.to(self.next().span);
        Ok(function)
    }

    /// One parameter, adjusted as C17 §6.7.6.3, paragraphs 7 and 8, say, and whether it has a name.
    fn parameter(&mut self) -> Result<(Built, Span, bool), ParseError> {
        let start = self.span();
        let specifiers = self.specifiers()?;
        let (mut built, declared) = self.declarator(&specifiers, Context::Parameter)?;
        match built.ty {
            // `CType::adjusted` does not know that the elements are `const`.
            CType::Array { element, .. } => {
                built.ty = CType::Pointer { pointee: element, constant: built.constant };
                built.constant = false;
            }
            other => built.ty = other.adjusted(),
        }
        built.height += 1;
        Ok((built, start.to(self.last()), declared.name.is_some()))
    }
}

/// Applies the steps to a base type.
pub(super) fn build(base: Built, derivations: Vec<Derivation>) -> Result<Built, ParseError> {
    let mut built = base;
    for derivation in derivations {
        let span = match &derivation {
            Derivation::Pointer { span, .. } | Derivation::Array { span, .. } => *span,
            Derivation::Function(function) => function.span,
        };
        let fail = |message: &str| Err(ParseError::new(span, message.into()));
        built = match derivation {
            Derivation::Pointer { constant, .. } => {
                // A function type has no qualifiers.
                let to_constant = built.constant && !matches!(built.ty, CType::Function(_));
                let ty = CType::Pointer { pointee: Arc::new(built.ty), constant: to_constant };
                Built { ty, constant, height: built.height + 1 }
            }
            Derivation::Array { length, .. } => {
                match built.ty {
                    CType::Void => return fail("expected a type of values as the array's element, found `void`"),
                    CType::Function(_) => return fail("expected a type of values as the array's element, found a function"),
                    CType::Array { length: None, .. } => return fail("expected a length: only the outermost array may lack it"),
                    _ => {}
                }
                let ty = CType::Array { element: Arc::new(built.ty), length };
                Built { ty, constant: built.constant, height: built.height + 1 }
            }
            Derivation::Function(function) => {
                match built.ty {
                    CType::Array { .. } => return fail("a function cannot return an array"),
                    CType::Function(_) => return fail("a function cannot return a function; a pointer to one it can"),
                    _ => {}
                }
                let height = built.height.max(function.height) + 1;
                let mut signature = Signature::new(built.ty, function.parameters);
                if let Some(arguments) = function.variadic {
                    signature = signature.with_variadic(arguments);
                }
                let signature = signature.with_convention(function.convention.unwrap_or_default());
                Built { ty: CType::Function(Arc::new(signature)), constant: false, height }
            }
        };
        if built.height > MAX_HEIGHT {
            return fail(&format!("this type is made of more than {MAX_HEIGHT} types in a row"));
        }
    }
    Ok(built)
}
