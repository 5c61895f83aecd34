//! Engines of WebAssembly: 16-byte values in an array on the host's side, the platform's C convention on the side of compiled code.
//!
//! Both sides begin with two contexts: the callee's, and the caller's. An *array* function is
//! `void(callee, caller, values, capacity)`: arguments in `values[0…]`, results written over them from `values[0]`. A *native* one is
//! `result(callee, caller, arguments…, results)`: the first result as C returns it; where there are more, `results` points to a
//! structure of the others. A C function has no contexts.

use alloc::vec;
use alloc::vec::Vec;

use super::{Adapter, After, Answer, Before, Callee, Conversion, Ineligible, Recorded, Scalar, Source, Word};
use super::{check_displacement, is_wide, plans, pointer, scalars};
use crate::ctype::{CType, FloatKind, IntKind};
use crate::signature::Signature;
use crate::target::Target;

/// Bytes of a value in an array.
pub const VALUE: u32 = 16;

/// Most parameters, and most results, of a function: what engines accept of WebAssembly (JavaScript interface, "Limits").
pub const MOST_VALUES: usize = 1000;

/// Where an engine keeps what an adapter needs, in bytes from the start of its structures.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Wasm {
    /// In the callee's context: the address of the function.
    pub callee: u32,
    /// Where engine code ends, if that is recorded.
    pub exit: Option<Exit>,
    /// In the caller's context: 4 bytes of known value, which a debug variant compares; and whether it compares capacities.
    pub checks: Option<(u32, u32)>,
}

/// Where to record the end of engine code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Exit {
    /// In the caller's context: the address of the state.
    pub state: u32,
    /// In the state: frame pointer at the exit.
    pub frame_pointer: u32,
    /// In the state: return address of the exit.
    pub return_address: u32,
    /// In the state: stack pointer at the entry.
    pub stack_pointer: u32,
}

/// A function's type in the engine's terms: C types that have counterparts there, more than one result allowed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Function {
    /// Parameters and the first result.
    pub signature: Signature,
    /// The other results.
    pub more: Vec<CType>,
}

impl From<Signature> for Function {
    fn from(signature: Signature) -> Function {
        Function { signature, more: Vec::new() }
    }
}

/// A type of WebAssembly.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// `i32`: integers of 4 bytes and less.
    I32,
    /// `i64`, pointers too.
    I64,
    /// `f32`.
    F32,
    /// `f64`.
    F64,
    /// `v128`.
    V128,
}

impl Type {
    /// The type that a C value is passed as.
    fn of(scalar: Scalar, ty: &CType) -> Result<Type, Ineligible> {
        Ok(match scalar {
            Scalar::Integer { size: 8, .. } | Scalar::Pointer => Type::I64,
            Scalar::Bool | Scalar::Integer { .. } => Type::I32,
            Scalar::Float => Type::F32,
            Scalar::Double => Type::F64,
            Scalar::Vector => Type::V128,
            Scalar::Void => return Err(Ineligible::NoSuchType(alloc::format!("{ty}"))),
        })
    }

    /// Its C type on the side of compiled code.
    fn c(self) -> CType {
        match self {
            Type::I32 => CType::Int(IntKind::Int32),
            Type::I64 => CType::Int(IntKind::Int64),
            Type::F32 => CType::Float(FloatKind::Float),
            Type::F64 => CType::Float(FloatKind::Double),
            Type::V128 => CType::vector(CType::Int(IntKind::Int64), 2),
        }
    }

    /// Its code in the binary format (WebAssembly 2.0, "Number Types", "Vector Types").
    pub const fn code(self) -> u32 {
        match self {
            Type::I32 => 0x7f,
            Type::I64 => 0x7e,
            Type::F32 => 0x7d,
            Type::F64 => 0x7c,
            Type::V128 => 0x7b,
        }
    }

    /// Bytes.
    const fn size(self) -> u32 {
        match self {
            Type::I32 | Type::F32 => 4,
            Type::I64 | Type::F64 => 8,
            Type::V128 => 16,
        }
    }
}

/// The engine's types of a function's parameters and result.
///
/// # Errors
/// A type that the engine does not have, or too many of them.
pub fn types(target: &Target, signature: &Signature) -> Result<(Vec<Type>, Option<Type>), Ineligible> {
    let types = Types::of(target, &signature.clone().into())?;
    Ok((types.parameters, types.result))
}

/// What the values of a function are.
struct Types {
    parameters: Vec<Type>,
    result: Option<Type>,
    more: Vec<Type>,
    signed: bool,
}

impl Types {
    fn of(target: &Target, function: &Function) -> Result<Types, Ineligible> {
        if !is_wide(target) {
            return Err(Ineligible::Target);
        }
        let (result, parameters) = scalars(target, &function.signature)?;
        let types = function.signature.parameters();
        let parameters: Vec<Type> =
            parameters.iter().zip(types).map(|(scalar, ty)| Type::of(*scalar, ty)).collect::<Result<_, _>>()?;
        let more: Vec<Type> = function.more.iter().map(|ty| Type::of(Scalar::of(target, ty)?, ty)).collect::<Result<_, _>>()?;
        let wanted = parameters.len().max(more.len() + 1);
        if wanted > MOST_VALUES {
            return Err(Ineligible::TooManyArguments { most: MOST_VALUES, wanted });
        }
        let signed = result.signed();
        let result = match result {
            Scalar::Void if more.is_empty() => None,
            Scalar::Void => return Err(Ineligible::Results),
            scalar => Some(Type::of(scalar, function.signature.result())?),
        };
        Ok(Types { parameters, result, more, signed })
    }

    /// Values that an array holds at least.
    fn capacity(&self) -> usize {
        self.parameters.len().max(usize::from(self.result.is_some()) + self.more.len())
    }

    /// Offset of each of the other results in their structure, and its size.
    fn structure(&self) -> (Vec<(u32, u32)>, u32) {
        let mut end = 0_u32;
        let place = |one: &Type| {
            let at = end.next_multiple_of(one.size());
            end = at + one.size();
            (at, one.size())
        };
        let places = self.more.iter().map(place).collect();
        (places, end.next_multiple_of(VALUE))
    }

    /// What compiled code enters, or is entered by.
    fn native(&self) -> Signature {
        let mut parameters = vec![pointer(), pointer()];
        parameters.extend(self.parameters.iter().map(|one| one.c()));
        if !self.more.is_empty() {
            parameters.push(pointer());
        }
        Signature::new(self.result.map_or(CType::Void, Type::c), parameters)
    }
}

/// `void(callee, caller, values, capacity)`.
fn array() -> Signature {
    Signature::new(CType::Void, vec![pointer(), pointer(), pointer(), CType::Int(IntKind::Size)])
}

const CALLEE: usize = 0;
const CALLER: usize = 1;
const VALUES: usize = 2;
const CAPACITY: usize = 3;

/// An argument of the entry as it is.
const fn same(index: usize) -> Source {
    Source::Argument { index, conversion: Conversion::Integer }
}

impl Wasm {
    /// Array → native: the host calls compiled code. Records the stack pointer of the entry.
    ///
    /// # Errors
    /// A type that the engine does not have, or too many of them.
    pub fn enter(&self, target: &Target, function: &Function) -> Result<Adapter, Ineligible> {
        let types = Types::of(target, function)?;
        let (places, block) = types.structure();
        let mut arguments = vec![same(CALLEE), same(CALLER)];
        arguments.extend(values(&types));
        if !types.more.is_empty() {
            arguments.push(Source::Block(0));
        }
        let mut before = self.checks(Some(types.capacity()));
        if let Some(exit) = self.exit {
            let state = Word { argument: CALLER, displacement: exit.state };
            before.push(Before::Record { state, items: vec![(Recorded::StackPointer, exit.stack_pointer)] });
        }
        let mut after = store(&types);
        for (index, (from, size)) in places.into_iter().enumerate() {
            after.push(After::Copy { from, to: value(index + 1), size });
        }
        let callee = Callee::Word(Word { argument: CALLEE, displacement: self.callee });
        self.adapter("wasm_enter", (target, &array(), &types.native()), callee, block, before, arguments, after, types.signed)
    }

    /// Array → C: the host, or compiled code by way of an array, calls a C function of a header. Records where engine code ends.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub fn call(&self, target: &Target, function: &Signature, callee: Callee) -> Result<Adapter, Ineligible> {
        let types = Types::of(target, &function.clone().into())?;
        let mut before = self.checks(Some(types.capacity()));
        before.extend(self.leaves());
        let (arguments, after) = (values(&types).collect(), store(&types));
        self.adapter("wasm_call", (target, &array(), function), callee, 0, before, arguments, after, types.signed)
    }

    /// Native → array: compiled code calls the host. Records where engine code ends.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub fn leave(&self, target: &Target, function: &Function) -> Result<Adapter, Ineligible> {
        let types = Types::of(target, function)?;
        let capacity = types.capacity();
        let mut before = self.checks(None);
        before.extend(self.leaves());
        for index in 0..types.parameters.len() {
            before.push(Before::Spill { argument: index + 2, offset: index as u32 * VALUE });
        }
        // Of no values the address is aligned all the same.
        let values = if capacity > 0 { Source::Block(0) } else { Source::Number(VALUE) };
        let arguments = vec![same(CALLEE), same(CALLER), values, Source::Number(capacity as u32)];
        let results = types.parameters.len() + 2;
        let mut after = Vec::new();
        for (index, (to, size)) in types.structure().0.into_iter().enumerate() {
            let to = Word { argument: results, displacement: to };
            after.push(After::Copy { from: (index as u32 + 1) * VALUE, to, size });
        }
        let callee = Callee::Word(Word { argument: CALLEE, displacement: self.callee });
        let block = capacity as u32 * VALUE;
        let adapter =
            self.adapter("wasm_leave", (target, &types.native(), &array()), callee, block, before, arguments, after, false)?;
        let answer = if types.result.is_some() { Answer::Block(0) } else { Answer::Nothing };
        Ok(Adapter { answer, ..adapter })
    }

    /// Native → C: compiled code calls a C function of a header; the contexts are dropped. Records where engine code ends.
    ///
    /// # Errors
    /// As [`enter`](Self::enter).
    pub fn import(&self, target: &Target, function: &Signature, callee: Callee) -> Result<Adapter, Ineligible> {
        let types = Types::of(target, &function.clone().into())?;
        let mut before = self.checks(None);
        before.extend(self.leaves());
        let arguments = (2..types.parameters.len() + 2).map(same).collect();
        let sides = (target, &types.native(), function);
        let adapter = self.adapter("wasm_import", sides, callee, 0, before, arguments, Vec::new(), types.signed)?;
        let answer = if types.result.is_some() { Answer::Callee(Conversion::Integer) } else { Answer::Nothing };
        Ok(Adapter { answer, ..adapter })
    }

    fn checks(&self, capacity: Option<usize>) -> Vec<Before> {
        let Some((displacement, value)) = self.checks else { return Vec::new() };
        let holds = Before::Holds { word: Word { argument: CALLER, displacement }, value };
        let at_least = capacity.map(|value| Before::AtLeast { argument: CAPACITY, value: value as u32 });
        [holds].into_iter().chain(at_least).collect()
    }

    fn leaves(&self) -> Option<Before> {
        let exit = self.exit?;
        let items = vec![(Recorded::FramePointer, exit.frame_pointer), (Recorded::ReturnAddress, exit.return_address)];
        Some(Before::Record { state: Word { argument: CALLER, displacement: exit.state }, items })
    }

    #[expect(clippy::too_many_arguments, reason = "what differs between four functions")]
    fn adapter(
        &self,
        engine: &'static str,
        (target, entry, callee_type): (&Target, &Signature, &Signature),
        callee: Callee,
        block: u32,
        before: Vec<Before>,
        arguments: Vec<Source>,
        after: Vec<After>,
        signed: bool,
    ) -> Result<Adapter, Ineligible> {
        check_displacement([self.callee])?;
        check_displacement(self.checks.map(|(at, _)| at))?;
        if let Some(Exit { state, frame_pointer, return_address, stack_pointer }) = self.exit {
            check_displacement([state, frame_pointer, return_address, stack_pointer])?;
        }
        let (entry, target) = plans(target, entry, callee_type)?;
        let answer = Answer::Nothing;
        Ok(Adapter { engine, entry, target, callee, block, before, arguments, scrubs: None, after, answer, signed })
    }
}

/// The place of a value in the array of the entry.
const fn value(index: usize) -> Word {
    Word { argument: VALUES, displacement: index as u32 * VALUE }
}

fn values(types: &Types) -> impl Iterator<Item = Source> {
    (0..types.parameters.len()).map(|index| Source::Memory(value(index)))
}

/// The first result goes to the array.
fn store(types: &Types) -> Vec<After> {
    types.result.iter().map(|ty| After::Store { to: value(0), indirect: false, size: ty.size() }).collect()
}
