//! A macro's tokens with every macro in them replaced.

use std::collections::HashMap;

use crate::declarations::Macro;

/// A token of C, or a parameter of the macro that was asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'d> {
    Text(&'d str),
    Parameter(usize),
}

/// The most tokens: what has more is not simple.
const MOST: usize = 500;

/// The tokens of a macro that takes so many arguments.
pub(super) fn expand<'d>(macros: &HashMap<&'d str, &'d Macro>, name: &str, count: usize) -> Option<Vec<Token<'d>>> {
    let item = macros.get(name).filter(|item| item.function_like)?;
    let arguments: Vec<Vec<Token<'d>>> = (0..count).map(|at| vec![Token::Parameter(at)]).collect();
    let mut expansion = Expansion { macros, inside: vec![&item.name], made: 0 };
    let body = expansion.substituted(item, &arguments)?;
    expansion.replaced(&body)
}

struct Expansion<'m, 'd> {
    macros: &'m HashMap<&'d str, &'d Macro>,
    /// Macros that are being replaced: within themselves their names stay (C17 6.10.3.4, paragraph 2).
    inside: Vec<&'d str>,
    made: usize,
}

impl<'d> Expansion<'_, 'd> {
    /// The body of a macro with arguments in place of its parameters.
    fn substituted(&mut self, item: &'d Macro, arguments: &[Vec<Token<'d>>]) -> Option<Vec<Token<'d>>> {
        let mut tokens = item.body.split(' ').filter(|token| !token.is_empty());
        let mut names = Vec::new();
        if item.function_like {
            let list: Vec<&str> = tokens.by_ref().take_while(|&token| token != ")").collect();
            names.extend(list.into_iter().filter(|token| !["(", ","].contains(token)));
        }
        if names.len() != arguments.len() || names.contains(&"...") {
            return None;
        }
        let mut body = Vec::new();
        for token in tokens {
            match names.iter().position(|name| *name == token) {
                Some(at) => body.extend(&arguments[at]),
                // They make other tokens, or texts.
                None if ["#", "##"].contains(&token) => return None,
                None => body.push(Token::Text(token)),
            }
        }
        self.made += body.len();
        (self.made <= MOST).then_some(body)
    }

    /// Tokens with the macros in them replaced.
    fn replaced(&mut self, tokens: &[Token<'d>]) -> Option<Vec<Token<'d>>> {
        let mut out = Vec::new();
        let mut rest = tokens;
        while let Some((&first, behind)) = rest.split_first() {
            rest = behind;
            let item = match first {
                Token::Text(word) if !self.inside.contains(&word) => self.macros.get(word).copied(),
                Token::Text(_) | Token::Parameter(_) => None,
            };
            let Some(item) = item else {
                out.push(first);
                continue;
            };
            let mut arguments = Vec::new();
            if item.function_like {
                let (found, behind) = arguments_of(rest)?;
                rest = behind;
                for argument in found {
                    arguments.push(self.replaced(argument)?);
                }
            }
            let body = self.substituted(item, &arguments)?;
            self.inside.push(&item.name);
            out.extend(self.replaced(&body)?);
            self.inside.pop();
        }
        Some(out)
    }
}

/// The arguments between the parentheses that tokens start with, and what is behind them.
fn arguments_of<'t, 'd>(tokens: &'t [Token<'d>]) -> Option<(Vec<&'t [Token<'d>]>, &'t [Token<'d>])> {
    let (mut depth, mut start, mut found) = (0_usize, 1, Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Text("(") => depth += 1,
            Token::Text(")") if depth == 1 => {
                found.push(&tokens[start..at]);
                return Some((found, &tokens[at + 1..]));
            }
            Token::Text(")") => depth = depth.checked_sub(1)?,
            Token::Text(",") if depth == 1 => {
                found.push(&tokens[start..at]);
                start = at + 1;
            }
            // The name of such a macro alone is not replaced.
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}
