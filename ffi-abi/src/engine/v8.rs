//! V8's fast API calls: optimised code calls a C function directly, by the platform's C convention, with the receiver as its first
//! argument and values unboxed.
//!
//! V8's `include/v8-fast-api-calls.h` is the reference: `CTypeInfo` (types and flags), `CFunctionInfo` (64-bit integers as numbers or
//! as BigInts), and what embedders have to see to: such a call neither allocates on the heap nor runs script.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Adapter, After, Answer, Callee, Conversion, Ineligible, Scalar, Source, Word};
use super::{check_displacement, is_wide, plans, pointer, scalars};
use crate::convention::Convention;
use crate::ctype::{CType, FloatKind, IntKind};
use crate::signature::Signature;
use crate::target::{Arch, Os, Target};

/// What of V8 differs from one release, or one embedder, to another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct V8 {
    /// Bytes from the start of what a typed array is passed as (`FastApiTypedArray<T>`) to the pointer to its elements; none where
    /// the release passes no typed arrays to fast calls.
    pub elements: Option<u32>,
    /// How 64-bit results come back.
    pub wide: Wide,
    /// Bytes that an argument on the stack takes on Apple's AArch64.
    pub apple_stack: AppleStack,
    /// Most arguments of a fast call, the receiver not counted: what V8's compiler has room for (`kMaxCFastCallArgs`), 8.
    pub most_arguments: usize,
    /// Whether a `FastApiCallbackOptions &` comes behind the arguments, which the function does not get.
    pub options: bool,
}

/// How 64-bit results come back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wide {
    /// As the result, which the engine makes a BigInt of (`Int64Representation::kBigInt`).
    BigInt,
    /// As the result, which the engine makes a number of (`Int64Representation::kNumber`).
    Number,
    /// In the first element of a typed array that comes behind the arguments.
    OutArray,
}

/// What the engine's code does on Apple's AArch64 with arguments on the stack.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AppleStack {
    /// Each takes 8 bytes, as AAPCS64 has it.
    Words,
    /// Each takes its own size, as Apple's compilers have it.
    Packed,
}

impl Default for V8 {
    /// Of a release with typed arrays: the pointer behind the length, 64-bit results as BigInts.
    fn default() -> V8 {
        V8 { elements: Some(8), wide: Wide::BigInt, apple_stack: AppleStack::Words, most_arguments: 8, options: false }
    }
}

/// What else has to be known of a function.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Function {
    /// Numbers of the pointer parameters for which script passes a typed array.
    pub buffers: Vec<usize>,
    /// Whether it may call back into the engine.
    pub calls_back: bool,
}

/// `CTypeInfo::Type`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum Type {
    /// `kVoid`.
    Void = 0,
    /// `kBool`.
    Bool = 1,
    /// `kUint8`: the elements of a buffer.
    Uint8 = 2,
    /// `kInt32`.
    Int32 = 3,
    /// `kUint32`.
    Uint32 = 4,
    /// `kInt64`.
    Int64 = 5,
    /// `kUint64`.
    Uint64 = 6,
    /// `kFloat32`.
    Float32 = 7,
    /// `kFloat64`.
    Float64 = 8,
    /// `kPointer`.
    Pointer = 9,
    /// `kV8Value`: the receiver.
    Value = 10,
    /// `kCallbackOptionsType`.
    Options = 255,
}

/// `CTypeInfo`: type and sequence type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeInfo {
    /// The type, or the elements'.
    pub ty: Type,
    /// `SequenceType::kIsTypedArray` (2, in the releases that have it) instead of `kScalar`.
    pub typed_array: bool,
}

impl TypeInfo {
    const fn scalar(ty: Type) -> TypeInfo {
        TypeInfo { ty, typed_array: false }
    }

    /// `CTypeInfo::GetId()`: type, sequence type and flags in a number, which `CTypeInfo` is made of again.
    pub const fn id(self) -> u32 {
        (self.ty as u32) << 16 | if self.typed_array { 2 << 8 } else { 0 }
    }
}

/// An adapter, and how the engine is to see it: what `CFunctionInfo` is made of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fast {
    /// The code.
    pub adapter: Adapter,
    /// `ReturnInfo()`.
    pub result: TypeInfo,
    /// `ArgumentInfo()`: the receiver first.
    pub arguments: Vec<TypeInfo>,
    /// `GetInt64Representation()`: whether 64-bit integers are BigInts.
    pub bigint: bool,
}

impl V8 {
    /// The adapter of a C function.
    ///
    /// # Errors
    /// Why the engine's fast calls cannot reach it; they then take the slow way, which every function has.
    ///
    /// ```
    /// use ffi_abi::{Signature, Target, engine::{Callee, v8::{Function, Type, V8}}};
    /// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
    /// let signature = Signature::parse("int8_t(double, uint16_t)").unwrap();
    /// let fast = V8::default().adapter(&target, &signature, &Function::default(), Callee::Slot).unwrap();
    /// assert_eq!(fast.result.ty, Type::Int32);
    /// assert_eq!(fast.arguments.iter().map(|one| one.ty).collect::<Vec<_>>(), [Type::Value, Type::Float64, Type::Uint32]);
    /// ```
    pub fn adapter(
        &self,
        target: &Target,
        signature: &Signature,
        function: &Function,
        callee: Callee,
    ) -> Result<Fast, Ineligible> {
        let runs = match (target.arch(), target.os()) {
            (Arch::X86_64, _) => true,
            (Arch::Aarch64, os) => os != Os::Windows,
            (Arch::X86 | Arch::Riscv64, _) => false,
        };
        if !runs || !is_wide(target) {
            return Err(Ineligible::Target);
        }
        if function.calls_back {
            return Err(Ineligible::MayCallBack);
        }
        let (result, parameters) = scalars(target, signature)?;
        let (answer, out) = self.result(signature, result)?;
        let wanted = parameters.len() + usize::from(out);
        if wanted > self.most_arguments {
            return Err(Ineligible::TooManyArguments { most: self.most_arguments, wanted });
        }
        check_displacement(self.elements)?;

        let mut infos = vec![TypeInfo::scalar(Type::Value)];
        let mut types = vec![pointer()];
        let mut arguments = Vec::new();
        for (index, (scalar, ty)) in parameters.iter().zip(signature.parameters()).enumerate() {
            let from = infos.len();
            if function.buffers.contains(&index) && *scalar == Scalar::Pointer {
                let displacement = self.elements.ok_or(Ineligible::Buffer(index))?;
                infos.push(TypeInfo { ty: Type::Uint8, typed_array: true });
                types.push(pointer());
                arguments.push(Source::Memory(Word { argument: from, displacement }));
            } else {
                let (info, passed) = passed(*scalar, ty)?;
                infos.push(TypeInfo::scalar(info));
                types.push(passed);
                arguments.push(Source::Argument { index: from, conversion: Conversion::Integer });
            }
        }
        let mut after = Vec::new();
        if out {
            let displacement = self.elements.ok_or(Ineligible::Buffer(parameters.len()))?;
            after.push(After::Store { to: Word { argument: infos.len(), displacement }, indirect: true, size: 8 });
            let elements = if result.signed() { Type::Int64 } else { Type::Uint64 };
            infos.push(TypeInfo { ty: elements, typed_array: true });
            types.push(pointer());
        }
        if self.options {
            infos.push(TypeInfo::scalar(Type::Options));
            types.push(pointer());
        }

        let (info, passed) = answer;
        let mut entry = Signature::new(passed, types);
        if target.is_apple() && target.arch() == Arch::Aarch64 && self.apple_stack == AppleStack::Words {
            entry = entry.with_convention(Convention::Aapcs64);
        }
        let (entry, plan) = plans(target, &entry, signature)?;
        let adapter = Adapter {
            engine: "v8",
            entry,
            target: plan,
            callee,
            block: 0,
            before: Vec::new(),
            arguments,
            scrubs: Some(0),
            answer: match info {
                Type::Void => Answer::Nothing,
                _ => Answer::Callee(Conversion::Integer),
            },
            after,
            signed: result.signed(),
        };
        let bigint = self.wide != Wide::Number;
        Ok(Fast { adapter, result: TypeInfo::scalar(info), arguments: infos, bigint })
    }

    /// The engine's result, and whether the function's goes to an array instead.
    fn result(&self, signature: &Signature, result: Scalar) -> Result<((Type, CType), bool), Ineligible> {
        let wide = matches!(result, Scalar::Integer { size: 8, .. });
        match result {
            Scalar::Void => Ok(((Type::Void, CType::Void), false)),
            _ if wide && self.wide == Wide::OutArray => Ok(((Type::Void, CType::Void), true)),
            _ => Ok((passed(result, signature.result())?, false)),
        }
    }
}

/// What the engine passes a value as: `CTypeInfo`'s type, and the C type of that.
fn passed(scalar: Scalar, ty: &CType) -> Result<(Type, CType), Ineligible> {
    let int = CType::Int;
    Ok(match scalar {
        Scalar::Bool => (Type::Bool, CType::Bool),
        Scalar::Integer { size: 8, signed: true } => (Type::Int64, int(IntKind::Int64)),
        Scalar::Integer { size: 8, signed: false } => (Type::Uint64, int(IntKind::UInt64)),
        Scalar::Integer { signed: true, .. } => (Type::Int32, int(IntKind::Int32)),
        Scalar::Integer { signed: false, .. } => (Type::Uint32, int(IntKind::UInt32)),
        Scalar::Float => (Type::Float32, CType::Float(FloatKind::Float)),
        Scalar::Double => (Type::Float64, CType::Float(FloatKind::Double)),
        Scalar::Pointer => (Type::Pointer, pointer()),
        Scalar::Void | Scalar::Vector => return Err(Ineligible::NoSuchType(alloc::format!("{ty}"))),
    })
}

/// Which pointer parameters of a function take bytes rather than a handle: those to numbers, characters and `void`.
///
/// A table of a header has no other hint of what script is to pass.
pub fn byte_pointers(signature: &Signature) -> Vec<usize> {
    let takes_bytes = |ty: &CType| match ty {
        CType::Pointer { pointee, .. } => matches!(**pointee, CType::Int(_) | CType::Float(_) | CType::Bool | CType::Void),
        _ => false,
    };
    signature.parameters().iter().enumerate().filter(|(_, ty)| takes_bytes(ty)).map(|(index, _)| index).collect()
}

/// Whether a function takes one, which it may then call.
pub fn takes_function(signature: &Signature) -> bool {
    signature
        .parameters()
        .iter()
        .any(|ty| matches!(ty, CType::Pointer { pointee, .. } if matches!(**pointee, CType::Function(_))))
}

impl core::fmt::Display for Fast {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let names: Vec<String> = self.arguments.iter().map(|one| alloc::format!("{one}")).collect();
        let bigint = if self.bigint { ", 64 bits as BigInt" } else { "" };
        write!(f, "{}({}){bigint}", self.result, names.join(", "))
    }
}

impl core::fmt::Display for TypeInfo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let array = if self.typed_array { "[]" } else { "" };
        write!(f, "{:?}{array}", self.ty)
    }
}
