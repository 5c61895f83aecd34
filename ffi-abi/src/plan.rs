//! What a convention answers: the final place of every argument and of the result.
//!
//! A [`CallPlan`] names registers and stack offsets; whoever emits code decides nothing. The same plan serves both directions:
//! a downcall moves values from the argument record to these places, an upcall moves them back.

use alloc::vec::Vec;

use crate::convention::Abi;

/// Which file a register belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum RegisterClass {
    /// General-purpose (integer) registers.
    General,
    /// Floating-point and vector registers: `xmm`/`ymm`/`zmm`, `v`, `f`.
    Float,
    /// The x87 stack; index 0 is `st(0)`.
    X87,
}

/// A machine register: its class and its number in the instruction encoding of the architecture.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Register {
    /// File.
    pub class: RegisterClass,
    /// Number as the architecture encodes it (x86: `rax` 0, `rcx` 1, `rdx` 2, `rbx` 3, `rsp` 4, `rbp` 5, `rsi` 6, `rdi` 7, `r8` 8…).
    pub number: u8,
}

impl Register {
    /// A general-purpose register.
    pub const fn general(number: u8) -> Register {
        Register { class: RegisterClass::General, number }
    }

    /// A floating-point or vector register.
    pub const fn float(number: u8) -> Register {
        Register { class: RegisterClass::Float, number }
    }

    /// An x87 stack register.
    pub const fn x87(number: u8) -> Register {
        Register { class: RegisterClass::X87, number }
    }
}

/// Where a piece of a value is at the moment of the call (arguments) or of the return (results).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// In a register, from its low end.
    Register(Register),
    /// In memory: bytes above the stack pointer just before the call instruction pushes or links a return address.
    Stack(u32),
}

/// What the bytes of a piece are to the code that moves them: a function of place and size, because nothing else changes the
/// instruction. An 8-byte `struct { float x, y; }` in a vector register is moved as a `double` is, and shares its trampoline.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Payload {
    /// As wide as an integer (1, 2, 4 or 8 bytes) in a general register.
    Integer,
    /// As wide as a scalar floating-point number in a register that holds such.
    Float,
    /// Anything wider or of odd size in a vector register.
    Vector,
    /// Bytes in memory, or an odd number of them (the end of a record) in a general register.
    Bytes,
}

impl Payload {
    const fn of(size: u32, place: Place) -> Payload {
        match (place, size) {
            (Place::Register(Register { class: RegisterClass::General, .. }), 1 | 2 | 4 | 8) => Payload::Integer,
            (Place::Register(Register { class: RegisterClass::General, .. }) | Place::Stack(_), _) => Payload::Bytes,
            (Place::Register(Register { class: RegisterClass::Float, .. }), 2 | 4 | 8) => Payload::Float,
            (Place::Register(Register { class: RegisterClass::Float, .. }), _) => Payload::Vector,
            (Place::Register(Register { class: RegisterClass::X87, .. }), _) => Payload::Float,
        }
    }
}

/// What the bits of the container above the payload hold. The side that produces the value (the caller for an argument, the
/// callee for a result) sees to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Extend {
    /// Unspecified.
    None,
    /// Copies of the sign bit.
    Sign,
    /// Zeros.
    Zero,
}

/// A run of a value's bytes and the one place it travels in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Piece {
    /// First byte within the value.
    pub offset: u32,
    /// Bytes of the value in this piece: on the stack any number; in a register at most its width; in an x87 register those of the
    /// number's format in memory: 4, 8, or 10 (the padding of `long double` left out).
    pub size: u32,
    /// What they are.
    pub payload: Payload,
    /// Where they go.
    pub place: Place,
    /// Bytes of the place that are defined once `extend` is done; `size` if nothing is extended.
    pub container: u32,
    /// How the container is filled above the payload.
    pub extend: Extend,
}

impl Piece {
    /// A piece that nothing is added to.
    pub(crate) const fn new(offset: u32, size: u32, place: Place) -> Piece {
        Piece { offset, size, payload: Payload::of(size, place), place, container: size, extend: Extend::None }
    }

    /// The same, extended to `container` bytes.
    pub(crate) const fn extended(self, container: u32, extend: Extend) -> Piece {
        Piece { container, extend, ..self }
    }
}

/// How one argument, or the result, travels.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Location {
    /// Nothing travels: `void`, or an empty record where the convention passes none.
    Ignored,
    /// The bytes travel in these pieces, one at least, ordered by offset. Two pieces may carry the same bytes (a variadic
    /// `double` of Microsoft x64 is in a vector and a general register). Bytes of the value that are in no piece are padding.
    /// Padding may be in a piece, which never reaches beyond the value's size.
    Direct(Vec<Piece>),
    /// A pointer to the value travels. For an argument, the value the caller lends; the callee may change it.
    Indirect {
        /// Where the pointer is.
        pointer: Place,
    },
}

/// One argument: its layout, where it lies in the argument record, and how it travels.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Argument {
    /// Size of the value in bytes.
    pub size: u32,
    /// Alignment of its place in the argument record, in bytes: the value's, at least 8.
    pub align: u32,
    /// Offset in the argument record.
    pub slot: u32,
    /// How it travels.
    pub location: Location,
}

/// The result: its layout and how it travels.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ResultPlan {
    /// Size of the value in bytes; 0 for `void`.
    pub size: u32,
    /// Alignment of the block that it is written to, in bytes: the value's, at least 8.
    pub align: u32,
    /// How it travels. `Indirect` means that the caller passes the address of the space as a hidden argument in `pointer`.
    pub location: Location,
    /// For `Indirect`: the register in which the callee returns that address, if it does.
    pub returned_pointer: Option<Register>,
}

/// Shape of the argument record that trampolines read and write.
///
/// 8-byte slots in order. A value lies at the low address of its slot; one wider than 8 bytes spans slots and is aligned to
/// the larger of 8 and its own alignment. The record is the same on every target of equal data model.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ArgumentRecord {
    /// Bytes, a multiple of 8; 0 without arguments.
    pub size: u32,
    /// Alignment of its base in bytes: at least 16.
    pub align: u32,
}

impl ArgumentRecord {
    /// The record without members.
    pub const EMPTY: ArgumentRecord = ArgumentRecord { size: 0, align: 16 };

    /// Makes room for a value and gives its offset; `None` if the record would exceed `u32` bytes.
    pub fn push(&mut self, size: u32, align: u32) -> Option<u32> {
        let align = align.max(8);
        let offset = self.size.checked_next_multiple_of(align)?;
        self.size = offset.checked_add(size)?.checked_next_multiple_of(8)?;
        self.align = self.align.max(align);
        Some(offset)
    }
}

/// The final plan of one call. Made by [`lower`](crate::lower) alone.
///
/// A plan holds what emitted code depends on and no more: calls that are made by the same code have equal plans
/// (`int(unsigned)` and `int32_t(int)`, `long(long)` and `void *(size_t)`), and equal plans have equal symbols.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CallPlan {
    pub(crate) abi: Abi,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) result: ResultPlan,
    pub(crate) record: ArgumentRecord,
    pub(crate) stack_size: u32,
    pub(crate) stack_align: u32,
    pub(crate) callee_pops: u32,
    pub(crate) vector_count: Option<u8>,
}

impl CallPlan {
    /// The convention that made it.
    pub const fn abi(&self) -> Abi {
        self.abi
    }

    /// Arguments in order; those of the variadic part included, the hidden result pointer not.
    pub fn arguments(&self) -> &[Argument] {
        &self.arguments
    }

    /// The result.
    pub const fn result(&self) -> &ResultPlan {
        &self.result
    }

    /// Shape of the argument record.
    pub const fn record(&self) -> ArgumentRecord {
        self.record
    }

    /// Bytes of outgoing stack at the call, from the stack pointer up: arguments and what the convention reserves for the callee
    /// (the home area of Microsoft x64). Not rounded up to the stack's alignment.
    pub const fn stack_size(&self) -> u32 {
        self.stack_size
    }

    /// Alignment of the stack pointer just before the call instruction.
    pub const fn stack_align(&self) -> u32 {
        self.stack_align
    }

    /// Bytes that the callee removes from the stack when it returns, besides the return address.
    pub const fn callee_pops(&self) -> u32 {
        self.callee_pops
    }

    /// System V x86-64, variadic: the number of vector registers in use, which the caller puts in `al`.
    pub const fn vector_count(&self) -> Option<u8> {
        self.vector_count
    }
}
