//! Integer constant expressions (C17 §6.6), as far as lengths, widths and alignments use them: `2 * 16`, `4 * sizeof(float)`,
//! `1 << 4`. An operand whose value varies between targets is an error.

use alloc::format;

use super::lex::TokenKind;
use super::parse::Parser;
use super::print::fixed_size;
use super::{ParseError, Span};

/// Operators by how tightly they bind, the loosest first.
const LEVELS: [&[&str]; 3] = [&["<<", ">>"], &["+", "-"], &["*", "/", "%"]];

impl Parser<'_> {
    /// Reads a constant expression; `what` says for an error what it is for.
    pub(super) fn number(&mut self, what: &str) -> Result<(u64, Span), ParseError> {
        self.binary(what, 0)
    }

    fn binary(&mut self, what: &str, level: usize) -> Result<(u64, Span), ParseError> {
        let Some(operators) = LEVELS.get(level) else { return self.operand(what) };
        let (mut value, mut span) = self.binary(what, level + 1)?;
        while let Some(operator) = self.operator(operators) {
            let (right, end) = self.binary(what, level + 1)?;
            span = span.to(end);
            let shift = u32::try_from(right).ok();
            let result = match operator {
                "*" => value.checked_mul(right),
                "/" => value.checked_div(right),
                "%" => value.checked_rem(right),
                "+" => value.checked_add(right),
                "-" => value.checked_sub(right),
                "<<" => shift.and_then(|right| value.checked_shl(right)).filter(|result| result >> right == value),
                _ => shift.and_then(|right| value.checked_shr(right)),
            };
            value = result.ok_or_else(|| ParseError::new(span, "this has no value from 0 to 2⁶⁴-1".into()))?;
        }
        Ok((value, span))
    }

    /// Takes one of these operators if it comes next.
    fn operator(&mut self, among: &[&'static str]) -> Option<&'static str> {
        let found = among
            .iter()
            .find(|operator| operator.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == TokenKind::Punct(c)))?;
        for _ in found.chars() {
            self.next();
        }
        Some(found)
    }

    fn operand(&mut self, what: &str) -> Result<(u64, Span), ParseError> {
        match self.peek() {
            TokenKind::Number(number) => Ok((number, self.next().span)),
            TokenKind::Punct('(') => {
                let start = self.next().span;
                let (value, _) = self.nested(|parser| parser.number(what))?;
                Ok((value, start.to(self.expect(')')?)))
            }
            TokenKind::Word(keyword @ ("sizeof" | "_Alignof" | "alignof" | "__alignof__")) => {
                let start = self.next().span;
                self.expect('(')?;
                let ty = self.nested(Self::type_name)?;
                let span = start.to(self.expect(')')?);
                // The alignment of wider types varies between targets even where the size does not.
                match fixed_size(&ty) {
                    Some(size) if keyword == "sizeof" || size <= 4 => Ok((size, span)),
                    _ => {
                        Err(ParseError::new(span, format!("the value of this varies between targets: expected {what} in digits")))
                    }
                }
            }
            _ => Err(self.expected(what)),
        }
    }
}
