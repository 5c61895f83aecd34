//! Where a variadic function finds the arguments of its `...`.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::convention::{Convention, lower};
use crate::ctype::{CType, FloatKind};
use crate::plan::{CallPlan, Location, Place, Register, RegisterClass};
use crate::signature::Signature;
use crate::symbol::{CONTRACT_VERSION, bounded, spelling};
use crate::target::Target;

/// What the fixed parameters of a variadic function leave to the others: what its `va_list` starts from.
///
/// It is what [`lower`] says of calls with more arguments than there is room for in registers, so that it is no rule of its own.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct VariadicPart {
    general: Vec<Register>,
    float: Vec<Register>,
    stack: u32,
}

/// More arguments than any convention has registers for.
const MANY: usize = 12;

impl VariadicPart {
    /// Of a bare prototype with `...`; `None` for any other signature, and for a convention that is not the target's own, whose
    /// `va_list` no C type of the target but a compiler's extension stands for.
    ///
    /// ```
    /// use ffi_abi::{Signature, Target, VariadicPart};
    /// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
    /// let part = VariadicPart::of(&target, &Signature::parse("void(int, double, ...)").unwrap()).unwrap();
    /// assert_eq!((part.general().len(), part.float().len(), part.stack()), (5, 7, 0));
    /// assert_eq!(VariadicPart::of(&target, &Signature::parse("void(int)").unwrap()), None);
    /// ```
    pub fn of(target: &Target, signature: &Signature) -> Option<VariadicPart> {
        let own = Convention::C.resolve(target).ok()? == signature.convention().resolve(target).ok()?;
        if !own || !signature.is_variadic() || !signature.variadic_arguments().is_empty() {
            return None;
        }
        let probe = |ty: CType| -> Option<Vec<Vec<Place>>> {
            let plan = lower(target, &signature.clone().with_variadic(vec![ty; MANY])).ok()?;
            let places = |location: &Location| match location {
                Location::Direct(pieces) => pieces.iter().map(|piece| piece.place).collect(),
                Location::Ignored | Location::Indirect { .. } => Vec::new(),
            };
            let unnamed = plan.arguments().iter().skip(signature.fixed().len());
            Some(unnamed.map(|argument| places(&argument.location)).collect())
        };
        let registers = |arguments: &[Vec<Place>], class| {
            // A number that is in a general register as well is read from there.
            let one = |places: &Vec<Place>| match places.as_slice() {
                [Place::Register(register)] if register.class == class => Some(*register),
                _ => None,
            };
            arguments.iter().map_while(one).collect::<Vec<Register>>()
        };
        let integers = probe(CType::INT)?;
        let floats = probe(CType::Float(FloatKind::Double))?;
        let stack = integers.iter().flatten().find_map(|place| match place {
            Place::Stack(offset) => Some(*offset),
            Place::Register(_) => None,
        });
        Some(VariadicPart {
            general: registers(&integers, RegisterClass::General),
            float: registers(&floats, RegisterClass::Float),
            stack: stack?,
        })
    }

    /// General registers that are left to integers, and to all else where nothing else is, in order.
    pub fn general(&self) -> &[Register] {
        &self.general
    }

    /// Vector registers that are left to floating-point numbers, in order; none where these are in general registers or on the stack.
    pub fn float(&self) -> &[Register] {
        &self.float
    }

    /// Where the arguments on the stack begin: bytes above the stack pointer just before the call.
    pub const fn stack(&self) -> u32 {
        self.stack
    }

    /// The symbol of the upcall entry that makes a `va_list`, for the plan of the bare prototype.
    pub fn symbol(&self, plan: &CallPlan) -> String {
        let head = format!("ffi{CONTRACT_VERSION}_v_{}_{}_{}_", self.general.len(), self.float.len(), self.stack);
        bounded(&head, &spelling(plan))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(triple: &str, text: &str) -> (usize, usize, u32) {
        let target = Target::parse(triple).unwrap();
        let part = VariadicPart::of(&target, &Signature::parse(text).unwrap()).unwrap();
        (part.general.len(), part.float.len(), part.stack)
    }

    #[test]
    fn what_each_convention_leaves() {
        let text = "double(int, const char *, double, ...)";
        for (triple, wanted) in [
            ("x86_64-unknown-linux-gnu", (4, 7, 0)),
            // Positions are shared, and the caller reserves a home for the registers.
            ("x86_64-pc-windows-msvc", (1, 0, 32)),
            ("aarch64-unknown-linux-gnu", (6, 7, 0)),
            // On the stack, all of them.
            ("aarch64-apple-darwin", (0, 0, 0)),
            // The fixed `double` is in a general register too.
            ("aarch64-pc-windows-msvc", (5, 0, 0)),
            ("riscv64gc-unknown-linux-gnu", (6, 0, 0)),
            ("i686-unknown-linux-gnu", (0, 0, 16)),
        ] {
            assert_eq!(part(triple, text), wanted, "{triple}");
        }
    }

    #[test]
    fn what_is_full_is_full() {
        let nine = "void(long, long, long, long, long, long, long, long, long, ...)";
        assert_eq!(part("x86_64-unknown-linux-gnu", nine), (0, 8, 24));
        assert_eq!(part("aarch64-unknown-linux-gnu", nine), (0, 8, 8));
        assert_eq!(part("riscv64gc-unknown-linux-gnu", nine), (0, 0, 8));
        assert_eq!(part("aarch64-apple-darwin", nine), (0, 0, 8));
    }

    #[test]
    fn equal_plans_with_different_rests_have_different_symbols() {
        // The last argument is on the stack in both; one of them takes the last general register with it.
        let target = Target::parse("aarch64-unknown-linux-gnu").unwrap();
        let symbol = |last: &str| {
            let doubles = "double, ".repeat(8);
            let text = format!("void(long, long, long, long, long, long, long, {doubles}{last}, ...)");
            let signature = Signature::parse(&text).unwrap();
            let plan = lower(&target, &signature).unwrap();
            (plan.symbol(crate::SymbolKind::Upcall), VariadicPart::of(&target, &signature).unwrap().symbol(&plan))
        };
        let [floats, integers] = [symbol("struct { double a, b; }"), symbol("struct { long a, b; }")];
        assert_eq!(floats.0, integers.0);
        assert_ne!(floats.1, integers.1);
    }
}
