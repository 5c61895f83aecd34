//! Engines that call with unboxed values of two kinds, after the manner of Dart: integers and addresses of 64 bits, `double`s.
//!
//! The entry is `(thread, count, arguments…)` by the platform's C convention. What the declared native type is narrower than, the
//! adapter cuts and extends; a `float` is made of the host's `double`, and the reverse; the engine's null object is a null pointer.
//! While native code runs, a word of the thread says so.

use alloc::vec;
use alloc::vec::Vec;

use super::{Adapter, After, Answer, Before, Callee, Conversion, Ineligible, Scalar, Source, Word};
use super::{check_displacement, is_wide, plans, pointer, scalars};
use crate::ctype::{CType, FloatKind, IntKind};
use crate::signature::Signature;
use crate::target::Target;

/// Where the engine keeps what an adapter needs, in bytes from the start of its thread object.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dart {
    /// 8 bytes: what the thread is doing.
    pub state: u32,
    /// The value of that in native code.
    pub native: u32,
    /// And in the engine's.
    pub generated: u32,
    /// 8 bytes: the null object, as an argument or a result holds it.
    pub null: u32,
    /// The address of a function that is entered instead, with the same arguments, if their count is wrong.
    pub mismatch: u32,
}

/// How the engine holds a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Representation {
    /// Nothing.
    Void,
    /// An integer of 64 bits.
    Int64,
    /// A `double`.
    Double,
    /// An address, or the null object.
    Address,
}

/// An adapter, and how the engine is to see it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unboxed {
    /// The code.
    pub adapter: Adapter,
    /// The result.
    pub result: Representation,
    /// The arguments, behind thread and count.
    pub arguments: Vec<Representation>,
}

/// Most arguments: what a count of the engine's stands for with room to spare.
pub const MOST_ARGUMENTS: usize = 255;

const THREAD: usize = 0;
const COUNT: usize = 1;

impl Dart {
    /// The adapter of a C function.
    ///
    /// # Errors
    /// A type that the engine does not hold unboxed, or too many of them.
    pub fn adapter(&self, target: &Target, signature: &Signature, callee: Callee) -> Result<Unboxed, Ineligible> {
        if !is_wide(target) {
            return Err(Ineligible::Target);
        }
        check_displacement([self.state, self.null, self.mismatch])?;
        let (result, parameters) = scalars(target, signature)?;
        if parameters.len() > MOST_ARGUMENTS {
            return Err(Ineligible::TooManyArguments { most: MOST_ARGUMENTS, wanted: parameters.len() });
        }
        let word = |displacement| Word { argument: THREAD, displacement };
        let mut types = vec![pointer(), CType::Int(IntKind::UInt32)];
        let (mut arguments, mut held) = (Vec::new(), Vec::new());
        for (index, (scalar, ty)) in parameters.iter().zip(signature.parameters()).enumerate() {
            let (representation, passed, conversion) = self.held(*scalar, ty)?;
            held.push(representation);
            types.push(passed);
            arguments.push(Source::Argument { index: index + 2, conversion });
        }
        let (result, passed, answer) = match result {
            Scalar::Void => (Representation::Void, CType::Void, Answer::Nothing),
            scalar => {
                let (representation, passed, conversion) = self.held(scalar, signature.result())?;
                (representation, passed, Answer::Callee(conversion))
            }
        };
        let signed = Scalar::of(target, signature.result())?.signed();
        let (entry, target) = plans(target, &Signature::new(passed, types), signature)?;
        let adapter = Adapter {
            engine: "dart",
            entry,
            target,
            callee,
            block: 0,
            before: vec![
                Before::Expect { argument: COUNT, value: parameters.len() as u32, otherwise: word(self.mismatch) },
                Before::Set { word: word(self.state), value: self.native },
            ],
            arguments,
            scrubs: None,
            after: vec![After::Set { word: word(self.state), value: self.generated }],
            answer,
            signed,
        };
        Ok(Unboxed { adapter, result, arguments: held })
    }

    fn held(&self, scalar: Scalar, ty: &CType) -> Result<(Representation, CType, Conversion), Ineligible> {
        let int64 = CType::Int(IntKind::Int64);
        let double = CType::Float(FloatKind::Double);
        Ok(match scalar {
            Scalar::Bool | Scalar::Integer { .. } => (Representation::Int64, int64, Conversion::Integer),
            Scalar::Float => (Representation::Double, double, Conversion::Float),
            Scalar::Double => (Representation::Double, double, Conversion::Integer),
            Scalar::Pointer => {
                let null = Word { argument: THREAD, displacement: self.null };
                (Representation::Address, int64, Conversion::Null(null))
            }
            Scalar::Void | Scalar::Vector => return Err(Ineligible::NoSuchType(alloc::format!("{ty}"))),
        })
    }
}
