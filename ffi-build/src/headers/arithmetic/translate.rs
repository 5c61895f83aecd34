//! Tokens of an integer expression of C as one of Rust: each operator on operands of the type that C converts them to.

use ffi_abi::{CType, IntKind};

use super::{Arithmetic, Integer, Token, parameter};

/// A Rust expression and the type that its value has in C. It is in parentheses or binds tighter than anything.
struct Value {
    rust: String,
    ty: Integer,
    /// The number that it is, where that is known and no parameter stands in it.
    known: Option<i128>,
}

impl Value {
    /// The value as another type. Rust's `as` is C's conversion (C17 6.3.1.3), where C leaves it to the implementation: gcc's.
    fn to(&self, ty: Integer) -> String {
        match (self.ty == ty, ty.boolean) {
            (true, _) => self.rust.clone(),
            (false, true) => format!("(({} != 0) as u8)", self.rust),
            (false, false) => format!("({} as {})", self.rust, ty.rust()),
        }
    }

    /// The value converted to another type.
    fn converted(&self, ty: Integer) -> Value {
        Value { rust: self.to(ty), ty, known: self.known.map(|number| ty.converted(number)) }
    }

    fn truth(&self) -> String {
        format!("({} != 0)", self.rust)
    }
}

/// The operators of two operands by how tight they bind, the loosest first (C17 6.5.5 to 6.5.14).
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<", ">", "<=", ">="],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// The most parentheses, casts and signs inside each other.
const DEEPEST: usize = 64;

pub(super) struct Translator<'a, 'd> {
    arithmetic: &'a Arithmetic<'d>,
    parameters: &'a [Integer],
    tokens: &'a [Token<'d>],
    at: usize,
    depth: usize,
}

impl<'a, 'd> Translator<'a, 'd> {
    pub(super) fn new(arithmetic: &'a Arithmetic<'d>, parameters: &'a [Integer], tokens: &'a [Token<'d>]) -> Translator<'a, 'd> {
        Translator { arithmetic, parameters, tokens, at: 0, depth: 0 }
    }

    /// All tokens as one expression of the type.
    pub(super) fn translate(mut self, result: Integer) -> Option<String> {
        let value = self.conditional()?;
        let whole = self.at == self.tokens.len();
        // Rust's own `bool` is not a number.
        whole.then(|| if result.boolean { value.truth() } else { value.to(result) })
    }

    fn peek(&self) -> Option<&'d str> {
        match self.tokens.get(self.at)? {
            Token::Text(text) => Some(text),
            Token::Parameter(_) => None,
        }
    }

    fn eat(&mut self, token: &str) -> Option<()> {
        (self.peek()? == token).then(|| self.at += 1)
    }

    /// C17 6.5.15.
    fn conditional(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let condition = self.binary(0)?;
        let value = match self.eat("?") {
            None => condition,
            Some(()) => {
                let then = self.conditional()?;
                self.eat(":")?;
                let otherwise = self.conditional()?;
                let ty = then.ty.common(otherwise.ty);
                let (then, otherwise) = (then.to(ty), otherwise.to(ty));
                Value { rust: format!("(if {} {{ {then} }} else {{ {otherwise} }})", condition.truth()), ty, known: None }
            }
        };
        self.depth -= 1;
        Some(value)
    }

    fn binary(&mut self, level: usize) -> Option<Value> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = self.peek().filter(|token| operators.contains(token)) {
            self.at += 1;
            let divisor = self.literal_here();
            let right = self.binary(level + 1)?;
            left = combined(operator, &left, &right, divisor)?;
        }
        Some(left)
    }

    /// Whether a number other than zero stands here, and nothing that binds as tight behind it: one may divide by it.
    fn literal_here(&self) -> bool {
        let number = self.peek().and_then(|text| literal(text, self.arithmetic));
        number.is_some_and(|(number, ty)| number != 0 && ty.promoted() == ty)
    }

    /// C17 6.5.3 and 6.5.4.
    fn unary(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let value = match self.peek() {
            Some(sign @ ("+" | "-" | "~" | "!")) => {
                self.at += 1;
                let operand = self.unary()?;
                let ty = operand.ty.promoted();
                let Value { rust, known, .. } = operand.converted(ty);
                match sign {
                    "+" => Value { rust, ty, known },
                    "-" => Value { rust: format!("{rust}.wrapping_neg()"), ty, known: known.map(|number| ty.converted(-number)) },
                    "~" => Value { rust: format!("(!{rust})"), ty, known: known.map(|number| ty.converted(!number)) },
                    _ => Value { rust: format!("(({} == 0) as i32)", operand.rust), ty: Integer::INT, known: None },
                }
            }
            Some("(") => {
                let start = self.at;
                self.at += 1;
                match self.type_name() {
                    Some(ty) if self.eat(")").is_some() => self.unary()?.converted(ty),
                    _ => {
                        self.at = start + 1;
                        let value = self.conditional()?;
                        self.eat(")")?;
                        value
                    }
                }
            }
            _ => self.primary()?,
        };
        self.depth -= 1;
        Some(value)
    }

    /// The type that a cast names.
    fn type_name(&mut self) -> Option<Integer> {
        let mut words = Vec::new();
        while let Some(word) = self.peek().filter(|word| ["unsigned", "signed", "int", "long", "short", "char"].contains(word)) {
            words.push(word);
            self.at += 1;
        }
        if words.is_empty() {
            let name = self.peek()?;
            let ty = match name {
                "_Bool" => CType::Bool,
                _ if name.starts_with(|c: char| c.is_alphabetic() || c == '_') => {
                    let fixed = IntKind::ALL.into_iter().find(|kind| kind.name() == name);
                    fixed.map_or_else(|| CType::Named(name.into()), CType::Int)
                }
                _ => return None,
            };
            self.at += 1;
            return self.arithmetic.integer(&ty);
        }
        let count = |wanted: &str| words.iter().filter(|word| **word == wanted).count();
        let unsigned = count("unsigned") == 1;
        let kind = match (count("char"), count("short"), count("long"), unsigned) {
            (1, 0, 0, true) => IntKind::UChar,
            (1, 0, 0, false) if count("signed") == 1 => IntKind::SChar,
            (1, 0, 0, false) => IntKind::Char,
            (0, 1, 0, true) => IntKind::UShort,
            (0, 1, 0, false) => IntKind::Short,
            (0, 0, 0, true) => IntKind::UInt,
            (0, 0, 0, false) => IntKind::Int,
            (0, 0, 1, true) => IntKind::ULong,
            (0, 0, 1, false) => IntKind::Long,
            (0, 0, 2, true) => IntKind::ULongLong,
            (0, 0, 2, false) => IntKind::LongLong,
            _ => return None,
        };
        self.arithmetic.of_kind(kind)
    }

    fn primary(&mut self) -> Option<Value> {
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        let (number, ty) = match token {
            Token::Parameter(at) => {
                let ty = *self.parameters.get(at)?;
                // One of the type's own name in Rust, or an alias of it.
                let rust = format!("({} as {})", parameter(at), ty.rust());
                return Some(Value { rust, ty: Integer { boolean: false, ..ty }, known: None });
            }
            Token::Text(text) => match self.arithmetic.enumerators.get(text) {
                // C17 6.4.4.3: an enumeration's constant is an `int`; those that do not fit are an extension.
                Some(value) => (i32::try_from(*value).ok()?.into(), Integer::INT),
                None => literal(text, self.arithmetic)?,
            },
        };
        let rust = if number < 0 { format!("({number}{})", ty.rust()) } else { format!("{number}{}", ty.rust()) };
        Some(Value { rust, ty, known: Some(number) })
    }
}

/// A constant in C: its value and type (C17 6.4.4.1, paragraph 5: the first of a list that holds it).
fn literal(text: &str, arithmetic: &Arithmetic<'_>) -> Option<(i128, Integer)> {
    if let Some(character) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let mut bytes = character.bytes();
        let only = bytes.next().filter(|byte| (b' '..=b'~').contains(byte) && *byte != b'\\')?;
        return bytes.next().is_none().then_some((only.into(), Integer::INT));
    }
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_end_matches(['u', 'l']);
    let suffix = &lower[digits.len()..];
    let (radix, digits) = match (digits.strip_prefix("0x"), digits.strip_prefix("0b")) {
        (Some(hex), _) => (16, hex),
        (_, Some(binary)) => (2, binary),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    let number = u64::from_str_radix(digits, radix).ok()?;
    let (unsigned, long) = match suffix {
        "" => (false, IntKind::Int),
        "u" => (true, IntKind::Int),
        "l" => (false, IntKind::Long),
        "ul" | "lu" => (true, IntKind::Long),
        "ll" => (false, IntKind::LongLong),
        "ull" | "llu" => (true, IntKind::LongLong),
        _ => return None,
    };
    let least = arithmetic.of_kind(long)?.bytes;
    for bytes in [4, 8].into_iter().filter(|bytes| *bytes >= least) {
        let bits = 8 * bytes;
        let fits = |bits: u64| u128::from(number) < 1_u128 << bits;
        if !unsigned && fits(bits - 1) {
            return Some((number.into(), Integer { bytes, signed: true, boolean: false }));
        }
        // A decimal one without `u` is never unsigned.
        if (unsigned || radix != 10) && fits(bits) {
            return Some((number.into(), Integer { bytes, signed: false, boolean: false }));
        }
    }
    None
}

/// An operator on two operands. What C leaves undefined (overflow, too far a shift) wraps here where it depends on arguments; what is
/// undefined for all of them, and what stops a program, a division that may be by zero, is not translated.
fn combined(operator: &str, left: &Value, right: &Value, divisor: bool) -> Option<Value> {
    let int = |rust: String| Value { rust: format!("({rust} as i32)"), ty: Integer::INT, known: None };
    let ty = left.ty.common(right.ty);
    let (a, b) = (left.to(ty), right.to(ty));
    let known = left.known.zip(right.known);
    let known = known.and_then(|(a, b)| fold(operator, ty.converted(a), ty.converted(b))).map(|number| ty.converted(number));
    let method = |name: &str| Value { rust: format!("{a}.{name}({b})"), ty, known };
    Some(match operator {
        "||" => int(format!("({} || {})", left.truth(), right.truth())),
        "&&" => int(format!("({} && {})", left.truth(), right.truth())),
        "|" | "^" | "&" => Value { rust: format!("({a} {operator} {b})"), ty, known },
        "==" | "!=" | "<" | ">" | "<=" | ">=" => int(format!("({a} {operator} {b})")),
        // C17 6.5.7, paragraph 3: the type is that of the left operand; a count of its width, or a negative one, is undefined.
        "<<" | ">>" => {
            let ty = left.ty.promoted();
            let count = right.known.map(|count| u32::try_from(count).ok().filter(|count| u64::from(*count) < 8 * ty.bytes));
            let known = match count {
                Some(count) => left.known.zip(Some(count?)),
                None => None,
            };
            let shifted = |(number, count): (i128, u32)| if operator == "<<" { number << count } else { number >> count };
            let known = known.map(|(number, count)| ty.converted(shifted((ty.converted(number), count))));
            let name = if operator == "<<" { "wrapping_shl" } else { "wrapping_shr" };
            Value { rust: format!("{}.{name}({} as u32)", left.to(ty), right.rust), ty, known }
        }
        "+" => method("wrapping_add"),
        "-" => method("wrapping_sub"),
        "*" => method("wrapping_mul"),
        "/" if divisor => method("wrapping_div"),
        "%" if divisor => method("wrapping_rem"),
        _ => return None,
    })
}

/// The number that an operator makes of two, but for its type.
fn fold(operator: &str, a: i128, b: i128) -> Option<i128> {
    match operator {
        "|" => Some(a | b),
        "^" => Some(a ^ b),
        "&" => Some(a & b),
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "/" => a.checked_div(b),
        "%" => a.checked_rem(b),
        _ => None,
    }
}
