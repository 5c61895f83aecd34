//! What can be wrong with a dynamic call: [`CallError`], [`NoTrampoline`].

use core::fmt;

use crate::Signature;
use crate::contract::Kind;
use crate::value::Integer;

/// The arguments of a dynamic call do not fit its signature. Nothing was called.
#[derive(Clone, PartialEq)]
pub struct CallError {
    pub(crate) signature: Signature,
    pub(crate) fault: Fault,
}

/// What is wrong; `index` is the argument's, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    Count { given: usize },
    Type { index: usize, given: &'static str },
    Range { index: u16, given: Integer },
    Precision { index: usize, given: &'static str },
    Size { index: usize, given: usize },
    Memory { size: usize },
}

impl CallError {
    /// The argument at fault, counted from 0 (the message counts from 1); `None` if their number is
    /// wrong, or it is none of theirs.
    #[must_use]
    pub fn argument(&self) -> Option<usize> {
        match self.fault {
            Fault::Count { .. } | Fault::Memory { .. } => None,
            Fault::Type { index, .. } | Fault::Precision { index, .. } | Fault::Size { index, .. } => Some(index),
            Fault::Range { index, .. } => Some(index.into()),
        }
    }

    /// The signature that was called.
    #[must_use]
    pub fn signature(&self) -> Signature {
        self.signature
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(index) = self.argument() else {
            return match self.fault {
                Fault::Count { given } => self.fmt_count(given, f),
                _ => self.fmt_memory(f),
            };
        };
        let Some(parameter) = self.signature.parameter(index) else {
            return Err(fmt::Error);
        };
        write!(f, "argument {} of `{}`: ", index + 1, self.signature)?;
        match self.fault {
            Fault::Type { given, .. } => {
                let wanted = wanted(parameter.kind());
                write!(f, "expected {wanted} for `{parameter}`, given {given}")
            }
            Fault::Range { given, .. } => write!(f, "{given} is out of range for `{parameter}`"),
            // Not the number itself: the code that prints one is larger than all the rest of this crate.
            Fault::Precision { given, .. } => {
                write!(f, "this {given} loses precision as `{parameter}`: round it before the call")
            }
            Fault::Size { given, .. } => {
                write!(f, "`{parameter}` has {} bytes, given {given}", parameter.size())
            }
            // Not the fault of an argument.
            Fault::Count { .. } | Fault::Memory { .. } => Err(fmt::Error),
        }
    }
}

impl CallError {
    fn fmt_count(&self, given: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let takes = self.signature.parameters().len();
        let plural = if takes == 1 { "" } else { "s" };
        write!(f, "`{}` takes {takes} argument{plural}, given {given}", self.signature)?;
        if self.signature.is_variadic() && given > takes {
            // The convention places each by its type.
            f.write_str(": arguments for `...` need a signature that lists their types")?;
        }
        Ok(())
    }

    fn fmt_memory(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault::Memory { size } = self.fault else { return Ok(()) };
        write!(f, "a call of `{}` needs {size} bytes, and there is no ", self.signature)?;
        f.write_str(if cfg!(feature = "alloc") {
            "memory left"
        } else {
            "heap without the feature `alloc` of ffi-rt: use `call_raw`"
        })
    }
}

/// What to give for a parameter of a kind.
fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Void => "nothing",
        Kind::Bool => "a bool",
        Kind::I8 | Kind::U8 | Kind::I16 | Kind::U16 | Kind::I32 | Kind::U32 | Kind::I64 | Kind::U64 | Kind::I128 | Kind::U128 => {
            "an integer"
        }
        Kind::F16 => "a Half",
        Kind::F32 => "an f32",
        Kind::F64 => "an f64",
        Kind::F80 => "a LongDouble",
        Kind::F128 => "16 bytes",
        Kind::ComplexF16 => "a Complex<Half>",
        Kind::ComplexF32 => "a Complex<f32>",
        Kind::ComplexF64 => "a Complex<f64>",
        Kind::ComplexF80 => "a Complex<LongDouble>",
        Kind::ComplexF128 => "32 bytes",
        Kind::Vector | Kind::Record => "bytes",
        Kind::Pointer => "a pointer",
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallError({self})")
    }
}

impl core::error::Error for CallError {}

/// A signature has no trampoline, so it cannot be called dynamically.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NoTrampoline {
    pub(crate) signature: Signature,
}

impl NoTrampoline {
    /// The signature that has none.
    #[must_use]
    pub fn signature(&self) -> Signature {
        self.signature
    }
}

impl fmt::Display for NoTrampoline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no trampoline was assembled for `{}` on this target", self.signature)
    }
}

impl fmt::Debug for NoTrampoline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoTrampoline({self})")
    }
}

impl core::error::Error for NoTrampoline {}
