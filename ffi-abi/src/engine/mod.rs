//! Engine adapters: from the plan by which an engine calls to the plan of a C function.
//!
//! What an engine passes and takes back is a [`Signature`] of its own, lowered by the same conventions as any other; an [`Adapter`]
//! names two plans and what comes from where. So no rule about registers or stacks is here: only what engines convert, check and
//! record. One file for each engine; whether it can take a function at all, and if not why, is the same question ([`Ineligible`]).
//!
//! ```text
//!  Signature ─► v8, wasm, dart ─► Adapter { entry: CallPlan, callee: CallPlan, steps }    or    Ineligible
//! ```

pub mod dart;
pub mod v8;
pub mod wasm;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use crate::convention::lower;
use crate::ctype::{CType, FloatKind, IntKind};
use crate::error::Unsupported;
use crate::layout::Layout;
use crate::plan::CallPlan;
use crate::signature::Signature;
use crate::symbol::{import_symbol, spelling};
use crate::target::{Arch, Features, Os, Target};

/// A word in memory: at a distance from where an argument of the entry points to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Word {
    /// Number of the argument of the entry that is the pointer.
    pub argument: usize,
    /// Bytes from it.
    pub displacement: u32,
}

/// Where an adapter finds the function that it calls.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Callee {
    /// It is a symbol, a name in C.
    Symbol(String),
    /// Its address is the host's word of the upcall slot with which a thunk entered the adapter: one adapter for every function of a
    /// signature, known or not when the adapter was assembled.
    Slot,
    /// Its address is in memory.
    Word(Word),
}

/// What becomes of a value on its way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Conversion {
    /// Nothing but what the place demands: an integer is cut to the width of the type, and extended as the convention wants it.
    Integer,
    /// The engine's `double` is C's `float`: rounded going there, exact coming back.
    Float,
    /// The value that the word holds stands for the null pointer.
    Null(Word),
}

/// Where an argument of the callee comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Source {
    /// An argument of the entry.
    Argument {
        /// Its number.
        index: usize,
        /// What becomes of it.
        conversion: Conversion,
    },
    /// A value in memory.
    Memory(Word),
    /// The address of a place in the adapter's own block.
    Block(u32),
    /// A number.
    Number(u32),
}

/// What is noted of the place where the engine's code ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Recorded {
    /// The frame pointer at entry.
    FramePointer,
    /// The return address.
    ReturnAddress,
    /// The stack pointer of the caller, before its call.
    StackPointer,
}

/// Something that is done before the call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Before {
    /// Jumps to the function whose address is in the word, everything as it was at entry, unless an argument of 4 bytes has this value.
    Expect {
        /// Number of the argument.
        argument: usize,
        /// What it has to be.
        value: u32,
        /// Who is told otherwise.
        otherwise: Word,
    },
    /// Traps unless an argument of 8 bytes is at least this.
    AtLeast {
        /// Number of the argument.
        argument: usize,
        /// The least that will do.
        value: u32,
    },
    /// Traps unless 4 bytes in memory have this value.
    Holds {
        /// Where they are.
        word: Word,
        /// The value.
        value: u32,
    },
    /// Notes where the engine's code ends: each at a distance from the address that the word holds.
    Record {
        /// The word.
        state: Word,
        /// What, and the distance in bytes.
        items: Vec<(Recorded, u32)>,
    },
    /// Writes a number to a word of 8 bytes.
    Set {
        /// The word.
        word: Word,
        /// The number.
        value: u32,
    },
    /// Stores an argument of the entry in the adapter's block.
    Spill {
        /// Its number.
        argument: usize,
        /// Bytes from the start of the block.
        offset: u32,
    },
}

/// Something that is done after the call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum After {
    /// Stores the callee's result, extended to `size` bytes, where the word is; `indirect`: where the address in the word points to.
    Store {
        /// The word.
        to: Word,
        /// Whether the word holds an address.
        indirect: bool,
        /// Bytes.
        size: u32,
    },
    /// Copies from the adapter's block.
    Copy {
        /// Bytes from the start of the block.
        from: u32,
        /// Where to.
        to: Word,
        /// Bytes: 4, 8 or 16.
        size: u32,
    },
    /// Writes a number to a word of 8 bytes.
    Set {
        /// The word.
        word: Word,
        /// The number.
        value: u32,
    },
}

/// Where the result of the entry comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Answer {
    /// There is none, or the callee's has been stored.
    Nothing,
    /// The callee's.
    Callee(Conversion),
    /// A place in the adapter's block.
    Block(u32),
}

/// A trampoline that an engine enters by one plan and that calls by another. Made by the engines' modules alone.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Adapter {
    pub(crate) engine: &'static str,
    pub(crate) entry: CallPlan,
    pub(crate) target: CallPlan,
    pub(crate) callee: Callee,
    pub(crate) block: u32,
    pub(crate) before: Vec<Before>,
    pub(crate) arguments: Vec<Source>,
    /// Number of an argument of the entry that the callee must not see.
    pub(crate) scrubs: Option<usize>,
    pub(crate) after: Vec<After>,
    pub(crate) answer: Answer,
    /// Whether the callee's result is signed, where it is a narrow integer.
    pub(crate) signed: bool,
}

impl Adapter {
    /// The engine's short name.
    pub const fn engine(&self) -> &'static str {
        self.engine
    }

    /// How the engine enters it.
    pub const fn entry(&self) -> &CallPlan {
        &self.entry
    }

    /// How it calls.
    pub const fn target(&self) -> &CallPlan {
        &self.target
    }

    /// What it calls.
    pub const fn callee(&self) -> &Callee {
        &self.callee
    }

    /// Bytes of its own in its frame, a multiple of 16.
    pub const fn block(&self) -> u32 {
        self.block
    }

    /// What is done before the call, in this order.
    pub fn before(&self) -> &[Before] {
        &self.before
    }

    /// Where each argument of the callee comes from.
    pub fn arguments(&self) -> &[Source] {
        &self.arguments
    }

    /// The argument of the entry whose register is cleared if nothing overwrites it.
    pub const fn scrubs(&self) -> Option<usize> {
        self.scrubs
    }

    /// What is done after the call, in this order.
    pub fn after(&self) -> &[After] {
        &self.after
    }

    /// Where the result of the entry comes from.
    pub const fn answer(&self) -> Answer {
        self.answer
    }

    /// Whether the callee's result is a signed integer.
    pub const fn signed(&self) -> bool {
        self.signed
    }

    /// The same, calling what a thunk's slot names.
    #[must_use]
    pub fn through_slot(self) -> Adapter {
        Adapter { callee: Callee::Slot, ..self }
    }

    /// Everything that its code depends on, as text: equal adapters have equal texts, different ones different texts.
    pub fn describe(&self) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "{} {}", self.engine, spelling(&self.entry))?;
        writeln!(out, "calls {} {}", Shown(&self.callee), spelling(&self.target))?;
        if self.block > 0 {
            writeln!(out, "block {}", self.block)?;
        }
        for each in &self.before {
            writeln!(out, "{}", Shown(each))?;
        }
        for (index, each) in self.arguments.iter().enumerate() {
            writeln!(out, "{index} = {}", Shown(each))?;
        }
        if let Some(index) = self.scrubs {
            writeln!(out, "scrub argument {index}")?;
        }
        for each in &self.after {
            writeln!(out, "{}", Shown(each))?;
        }
        match self.answer {
            Answer::Nothing => {}
            Answer::Callee(conversion) => writeln!(out, "result{}", Shown(&conversion))?,
            Answer::Block(offset) => writeln!(out, "result = block + {offset}")?,
        }
        if self.signed && self.widens() {
            writeln!(out, "signed")?;
        }
        Ok(())
    }

    /// Whether the callee's result is made wider.
    fn widens(&self) -> bool {
        let given = self.target.result().size;
        let stored = self.after.iter().any(|each| matches!(each, After::Store { size, .. } if *size > given));
        stored || matches!(self.answer, Answer::Callee(_)) && self.entry.result().size > given
    }

    /// The symbol of the adapter: the version of the binary contract, a hash of everything that its code depends on, the engine and, if it
    /// is one symbol's, that.
    pub fn symbol(&self) -> String {
        let mut name = String::from(self.engine);
        if let Callee::Symbol(symbol) = &self.callee {
            name.push('_');
            name.push_str(symbol);
        }
        import_symbol('a', &self.describe(), &name)
    }
}

struct Shown<'a, T>(&'a T);

impl fmt::Display for Shown<'_, Word> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[argument {} + {}]", self.0.argument, self.0.displacement)
    }
}

impl fmt::Display for Shown<'_, Callee> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Callee::Symbol(symbol) => f.write_str(symbol),
            Callee::Slot => f.write_str("slot"),
            Callee::Word(word) => Shown(word).fmt(f),
        }
    }
}

impl fmt::Display for Shown<'_, Conversion> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Conversion::Integer => Ok(()),
            Conversion::Float => f.write_str(", float"),
            Conversion::Null(word) => write!(f, ", null is {}", Shown(word)),
        }
    }
}

impl fmt::Display for Shown<'_, Source> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Source::Argument { index, conversion } => write!(f, "argument {index}{}", Shown(conversion)),
            Source::Memory(word) => Shown(word).fmt(f),
            Source::Block(offset) => write!(f, "address of block + {offset}"),
            Source::Number(number) => write!(f, "{number}"),
        }
    }
}

impl fmt::Display for Shown<'_, Before> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Before::Expect { argument, value, otherwise } => {
                write!(f, "expect argument {argument} = {value}, otherwise {}", Shown(otherwise))
            }
            Before::AtLeast { argument, value } => write!(f, "check argument {argument} >= {value}"),
            Before::Holds { word, value } => write!(f, "check {} = {value:#x}", Shown(word)),
            Before::Record { state, items } => {
                write!(f, "record")?;
                for (what, at) in items {
                    write!(f, " {what:?} at {at},")?;
                }
                write!(f, " state {}", Shown(state))
            }
            Before::Set { word, value } => write!(f, "{} = {value}", Shown(word)),
            Before::Spill { argument, offset } => write!(f, "block + {offset} = argument {argument}"),
        }
    }
}

impl fmt::Display for Shown<'_, After> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            After::Store { to, indirect: false, size } => write!(f, "after: store {size} {}", Shown(to)),
            After::Store { to, indirect: true, size } => write!(f, "after: store {size} [{}]", Shown(to)),
            After::Copy { from, to, size } => write!(f, "after: copy {size} {} = block + {from}", Shown(to)),
            After::Set { word, value } => write!(f, "after: {} = {value}", Shown(word)),
        }
    }
}

/// Why an engine cannot call a function, or an adapter of it cannot be made: a closed list.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ineligible {
    /// The engine does not run on the target.
    Target,
    /// More arguments than the engine passes.
    TooManyArguments {
        /// How many it passes.
        most: usize,
        /// How many the function has.
        wanted: usize,
    },
    /// A record travels by value, which the engine has no type for.
    RecordByValue,
    /// A type that the engine has no counterpart of: its canonical text.
    NoSuchType(String),
    /// The function is variadic, and the engine's calls have one fixed list of arguments.
    Variadic,
    /// The function may call back into the engine, which its fast calls forbid.
    MayCallBack,
    /// A parameter is a buffer, and this release of the engine passes none to fast calls: its number.
    Buffer(usize),
    /// More than one result.
    Results,
    /// A layout that the engine's structures do not have: what is wrong with it.
    Layout(&'static str),
    /// The signature has no plan on the target.
    Unsupported(Unsupported),
}

impl Ineligible {
    /// The reason's name in this list.
    pub const fn name(&self) -> &'static str {
        match self {
            Ineligible::Target => "target",
            Ineligible::TooManyArguments { .. } => "too-many-arguments",
            Ineligible::RecordByValue => "record-by-value",
            Ineligible::NoSuchType(_) => "no-such-type",
            Ineligible::Variadic => "variadic",
            Ineligible::MayCallBack => "may-call-back",
            Ineligible::Buffer(_) => "buffer",
            Ineligible::Results => "results",
            Ineligible::Layout(_) => "layout",
            Ineligible::Unsupported(_) => "unsupported",
        }
    }
}

impl fmt::Display for Ineligible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ineligible::Target => f.write_str("the engine does not run on the target"),
            Ineligible::TooManyArguments { most, wanted } => {
                write!(f, "it has {wanted} arguments, and the engine passes at most {most}")
            }
            Ineligible::RecordByValue => f.write_str("a record travels by value, and the engine passes none so"),
            Ineligible::NoSuchType(ty) => write!(f, "the engine has no type for `{ty}`"),
            Ineligible::Variadic => f.write_str("it is variadic, and the engine's calls have a fixed list of arguments"),
            Ineligible::MayCallBack => f.write_str("it may call back into the engine, which such a call forbids"),
            Ineligible::Buffer(index) => write!(f, "parameter {index} is a buffer, and this release of the engine passes none"),
            Ineligible::Results => f.write_str("it has more than one result"),
            Ineligible::Layout(why) => write!(f, "the engine's structures are not so: {why}"),
            Ineligible::Unsupported(why) => why.fmt(f),
        }
    }
}

impl core::error::Error for Ineligible {}

impl From<Unsupported> for Ineligible {
    fn from(why: Unsupported) -> Ineligible {
        Ineligible::Unsupported(why)
    }
}

/// What engines tell apart of C's types.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scalar {
    /// `void`.
    Void,
    /// `_Bool`.
    Bool,
    /// An integer or an enumeration.
    Integer {
        /// Bytes: 1, 2, 4 or 8.
        size: u32,
        /// Whether it is signed.
        signed: bool,
    },
    /// `float`.
    Float,
    /// `double`.
    Double,
    /// A pointer.
    Pointer,
    /// A vector of 16 bytes.
    Vector,
}

impl Scalar {
    /// The kind of a type on a target.
    ///
    /// # Errors
    /// [`Ineligible::RecordByValue`] and [`Ineligible::NoSuchType`].
    pub fn of(target: &Target, ty: &CType) -> Result<Scalar, Ineligible> {
        let unknown = || Ineligible::NoSuchType(alloc::format!("{ty}"));
        let integer = |kind: IntKind| match kind.size(target) {
            size @ (1 | 2 | 4 | 8) => Ok(Scalar::Integer { size: size as u32, signed: kind.signed(target) }),
            _ => Err(unknown()),
        };
        match ty {
            CType::Void => Ok(Scalar::Void),
            CType::Bool => Ok(Scalar::Bool),
            CType::Int(kind) => integer(*kind),
            CType::Enum(one) => integer(one.underlying),
            CType::Float(FloatKind::Float) => Ok(Scalar::Float),
            CType::Float(FloatKind::Double) => Ok(Scalar::Double),
            CType::Pointer { .. } => Ok(Scalar::Pointer),
            // Elsewhere it travels in two registers, or by pointer.
            CType::Vector { .. } if travels_whole(target) && Layout::of(target, ty).is_ok_and(|layout| layout.size == 16) => {
                Ok(Scalar::Vector)
            }
            CType::Record(_) => Err(Ineligible::RecordByValue),
            _ => Err(unknown()),
        }
    }

    /// Whether it is a signed integer.
    pub const fn signed(self) -> bool {
        matches!(self, Scalar::Integer { signed: true, .. })
    }
}

/// What all engines ask of a function before anything else: the kinds of its result and of its parameters.
fn scalars(target: &Target, signature: &Signature) -> Result<(Scalar, Vec<Scalar>), Ineligible> {
    if signature.is_variadic() {
        return Err(Ineligible::Variadic);
    }
    let result = Scalar::of(target, signature.result())?;
    let parameters = signature.parameters().iter().map(|ty| Scalar::of(target, ty)).collect::<Result<_, _>>()?;
    Ok((result, parameters))
}

/// Whether a target has 64-bit words and floating-point registers: what the engines here run on.
fn is_wide(target: &Target) -> bool {
    match target.arch() {
        Arch::X86_64 | Arch::Aarch64 => true,
        Arch::Riscv64 => !target.features().contains(Features::SOFT_FLOAT),
        Arch::X86 => false,
    }
}

/// Whether a vector of 16 bytes travels in one register.
fn travels_whole(target: &Target) -> bool {
    target.arch() == Arch::Aarch64 || target.arch() == Arch::X86_64 && target.os() != Os::Windows
}

/// `void *`.
fn pointer() -> CType {
    CType::pointer(CType::Void)
}

/// The plans of an adapter's two sides.
fn plans(target: &Target, entry: &Signature, callee: &Signature) -> Result<(CallPlan, CallPlan), Ineligible> {
    Ok((lower(target, entry)?, lower(target, callee)?))
}

/// Displacements are 32 bits with a sign, and those of AArch64's accesses 12 without one in units of the size; the structures of
/// engines are within that.
fn check_displacement(displacements: impl IntoIterator<Item = u32>) -> Result<(), Ineligible> {
    if displacements.into_iter().any(|each| each > 4092 || each % 4 != 0) {
        return Err(Ineligible::Layout("a field is 4,092 bytes away at most, and at a multiple of 4"));
    }
    Ok(())
}
