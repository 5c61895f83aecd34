//! A function type: result, parameters, where the variadic part starts, calling convention.

use alloc::vec::Vec;

use crate::convention::Convention;
use crate::ctype::CType;

/// The type of a C function, or of one particular call of a variadic one.
///
/// Parameters are adjusted as C adjusts them (C17 §6.7.6.3): an array or a function is a pointer. Arguments of the variadic
/// part are promoted (C17 §6.5.2.2): integers narrower than `int` are `int`, `float` is `double`. [`Signature::new`] and
/// [`Signature::with_variadic`] do both, so every signature there is has been adjusted.
///
/// ```
/// use ffi_abi::{CType, FloatKind, IntKind, Signature};
/// let pow = Signature::parse("double(double, double)").unwrap();
/// let double = CType::Float(FloatKind::Double);
/// assert_eq!(pow, Signature::new(double.clone(), vec![double.clone(), double]));
///
/// let printf = Signature::parse("int(const char *, ...)").unwrap();
/// let call = printf.with_variadic(vec![CType::Float(FloatKind::Float)]);
/// assert_eq!(call.to_string(), "int(const char *, ..., double)");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Signature {
    result: CType,
    parameters: Vec<CType>,
    variadic: Option<usize>,
    convention: Convention,
}

impl Signature {
    /// A function with a fixed number of parameters and the platform's C convention.
    pub fn new(result: CType, parameters: Vec<CType>) -> Signature {
        let parameters = parameters.into_iter().map(CType::adjusted).collect();
        Signature { result, parameters, variadic: None, convention: Convention::C }
    }

    /// The same with a variadic part after the present fixed parameters, holding these argument types (none: the bare prototype).
    #[must_use]
    pub fn with_variadic(mut self, arguments: Vec<CType>) -> Signature {
        let fixed = self.fixed().len();
        self.parameters.truncate(fixed);
        self.variadic = Some(fixed);
        self.parameters.extend(arguments.into_iter().map(|ty| ty.adjusted().promoted()));
        self
    }

    /// The same with another calling convention.
    #[must_use]
    pub fn with_convention(mut self, convention: Convention) -> Signature {
        self.convention = convention;
        self
    }

    /// Result type; [`CType::Void`] for none.
    pub const fn result(&self) -> &CType {
        &self.result
    }

    /// All parameters: the fixed ones, then those of the variadic part.
    pub fn parameters(&self) -> &[CType] {
        &self.parameters
    }

    /// The parameters that the prototype names.
    pub fn fixed(&self) -> &[CType] {
        &self.parameters[..self.variadic.unwrap_or(self.parameters.len())]
    }

    /// The arguments of the variadic part; empty for a function that is not variadic.
    pub fn variadic_arguments(&self) -> &[CType] {
        &self.parameters[self.fixed().len()..]
    }

    /// Whether the function is variadic, even if this call passes nothing there.
    pub const fn is_variadic(&self) -> bool {
        self.variadic.is_some()
    }

    /// Calling convention as declared; see [`Convention::resolve`] for what it means on a target.
    pub const fn convention(&self) -> Convention {
        self.convention
    }
}
