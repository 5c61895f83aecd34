//! Macros that take arguments, declared as functions of integers, as Rust: where a macro is arithmetic on its parameters, numbers and
//! constants of enumerations, other macros in it replaced. Everything else goes through the shim.
//!
//! ```text
//! #define S_ISREG(m) (((m) & 0170000) == 0100000)      int S_ISREG(mode_t mode)
//! pub const fn S_ISREG(mode: mode_t) -> c_int { (((mode as u32) & 61440u32) == 32768u32) as c_int }
//! ```

mod expand;
mod translate;

use std::collections::HashMap;

use ffi_abi::{CType, IntKind, Target};

use crate::declarations::{Declarations, Function, Item, Macro, Resolver};
use expand::Token;
use translate::Translator;

/// What the name of parameter `at` is in an expression.
pub(crate) fn parameter(at: usize) -> String {
    format!("ffi_{at}")
}

/// What translates the macros of some declarations.
pub(super) struct Arithmetic<'d> {
    target: Target,
    resolver: Resolver<'d>,
    macros: HashMap<&'d str, &'d Macro>,
    enumerators: HashMap<&'d str, i128>,
}

impl<'d> Arithmetic<'d> {
    pub(super) fn new(target: Target, declarations: &'d Declarations) -> Arithmetic<'d> {
        let (mut macros, mut enumerators) = (HashMap::new(), HashMap::new());
        for declaration in &declarations.items {
            match &declaration.item {
                Item::Macro(item) => drop(macros.insert(item.name.as_str(), item)),
                Item::Enum(item) => enumerators.extend(item.constants.iter().map(|(name, value)| (name.as_str(), *value))),
                Item::Function(_) | Item::Record(_) | Item::Typedef(_) | Item::Global(_) | Item::Unknown(_) => {}
            }
        }
        Arithmetic { target, resolver: Resolver::new(declarations), macros, enumerators }
    }

    /// The macro of the function's name as a Rust expression of the function's result, whose parameters are called [`parameter`]; `None`
    /// where it is not simple enough.
    pub(super) fn expression(&self, function: &Function) -> Option<String> {
        let tokens = expand::expand(&self.macros, &function.name, function.signature.parameters().len())?;
        let parameters = function.signature.parameters().iter().map(|ty| self.integer(ty)).collect::<Option<Vec<_>>>()?;
        Translator::new(self, &parameters, &tokens).translate(self.integer(function.signature.result())?)
    }

    /// The integer that a type is; `_Bool` counts, wider ones than 64 bits do not.
    fn integer(&self, ty: &CType) -> Option<Integer> {
        match self.resolver.ty(ty).ok()? {
            CType::Bool => Some(Integer { bytes: 1, signed: false, boolean: true }),
            CType::Int(kind) => self.of_kind(kind),
            _ => None,
        }
    }

    fn of_kind(&self, kind: IntKind) -> Option<Integer> {
        let bytes = kind.size(&self.target);
        (bytes <= 8).then(|| Integer { bytes, signed: kind.signed(&self.target), boolean: false })
    }
}

/// An integer type, as far as arithmetic goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Integer {
    bytes: u64,
    signed: bool,
    boolean: bool,
}

impl Integer {
    const INT: Integer = Integer { bytes: 4, signed: true, boolean: false };

    /// Its name in Rust.
    fn rust(self) -> String {
        format!("{}{}", if self.signed { 'i' } else { 'u' }, 8 * self.bytes)
    }

    /// The number that a number becomes as one of this type.
    fn converted(self, number: i128) -> i128 {
        let (bits, number) = (8 * self.bytes, if self.boolean { i128::from(number != 0) } else { number });
        let low = number.rem_euclid(1_i128 << bits);
        if self.signed && low >= 1_i128 << (bits - 1) { low - (1_i128 << bits) } else { low }
    }

    /// C17 6.3.1.1, paragraph 2: what is narrower than `int` becomes an `int`.
    fn promoted(self) -> Integer {
        if self.bytes < Integer::INT.bytes { Integer::INT } else { self }
    }

    /// C17 6.3.1.8: the type that both operands are converted to. Of two of one size, the unsigned one, whatever their ranks are: `long
    /// long` of the size of `unsigned long` does not hold its values. Otherwise the wider one, which holds those of the other.
    fn common(self, other: Integer) -> Integer {
        let (a, b) = (self.promoted(), other.promoted());
        match a.bytes.cmp(&b.bytes) {
            std::cmp::Ordering::Equal => Integer { signed: a.signed && b.signed, ..a },
            std::cmp::Ordering::Less => b,
            std::cmp::Ordering::Greater => a,
        }
    }
}
