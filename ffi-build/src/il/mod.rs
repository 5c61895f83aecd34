//! The intermediate language: straight-line operations on physical registers.
//!
//! A [`Function`] is final. Every register, offset and width is in it, so an encoder turns one operation into one
//! instruction and decides nothing. One builder makes each [`Kind`] from a [`CallPlan`](ffi_abi::CallPlan), parameterised
//! by what the convention's machine offers (`machine`); the printed form is what goldens hold.
//!
//! ```text
//!  CallPlan ─┬─► downcall ─┐
//!            └─► upcall  ──┼─► Function ─► encode
//!                  thunk ──┤       └─► Display, frame (where the caller's frame is, after each operation)
//!  engine::Adapter ─► adapter ┘
//! ```

mod adapter;
mod builder;
mod chained;
mod downcall;
mod frame;
mod i386;
mod load_store;
mod machine;
mod print;
mod resolver;
mod universal;
mod upcall;

pub use adapter::adapter;
pub use chained::{chained, chained_eax};
pub use downcall::downcall;
pub use frame::{Cfa, FrameState};
pub use i386::{Typed, typed};
pub(crate) use print::Line;
pub use print::register_name;
pub use resolver::resolver;
pub use universal::{Family, families, universal, universal_upcall};
pub use upcall::{closure_thunk, context, thunk, upcall, variadic_upcall};

use std::fmt;

use ffi_abi::{Abi, Arch, Extend, ObjectFormat, Register};

/// What a function of this language is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Loads arguments from a record and calls: [`ffi::contract::Downcall`].
    Downcall,
    /// Entered from a thunk; spills arguments into a record and calls a handler: [`ffi::contract::UpcallSlot`].
    UpcallEntry,
    /// A C function pointer for one upcall slot known at link time.
    StaticThunk,
    /// i386: from a thunk to a typed function of `ffi-rt`.
    Typed,
    /// Entered by an engine, calls a C function: [`ffi_abi::engine::Adapter`].
    Adapter,
    /// What the cell of a lazily bound import points to at first: [`resolver`].
    Resolver,
    /// A downcall for any signature, whose moves are data: [`universal`].
    Universal,
    /// An upcall entry for any signature: [`universal_upcall`].
    UniversalEntry,
}

/// A place in memory: a base register and a distance in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    /// Base register.
    pub base: Register,
    /// Bytes from it.
    pub displacement: i32,
}

/// Where a call or a jump goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Branch {
    /// To the address in a register.
    Register(Register),
    /// To the address stored in memory.
    Memory(Address),
    /// To the function's symbol operand.
    Symbol,
}

/// How a register compares with a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Condition {
    /// Equal.
    Equal,
    /// Not less, without a sign.
    AtLeast,
}

/// One operation, which is one instruction.
///
/// Sizes are in bytes. A general register is named whole; how much of it takes part is the operation's `size`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Op {
    /// Marks a place that indirect branches may reach (`endbr64`, `bti c`).
    Landing,
    /// Moves the stack pointer down by one word and stores a register there.
    Push(Register),
    /// The same with a word of memory.
    PushMemory(Address),
    /// Loads a register from the top of the stack and moves the stack pointer up by one word.
    Pop(Register),
    /// Moves the stack pointer down by a number of bytes and stores two registers there, the second one above the first.
    PushPair {
        /// Stored at the stack pointer.
        first: Register,
        /// Stored one word above.
        second: Register,
        /// Bytes, two words at least.
        bytes: u32,
    },
    /// Loads two registers from where [`Op::PushPair`] stored two and moves the stack pointer up again.
    PopPair {
        /// From the stack pointer.
        first: Register,
        /// From one word above.
        second: Register,
        /// Bytes.
        bytes: u32,
    },
    /// Adds to the stack pointer.
    MoveStack(i32),
    /// Rounds the stack pointer down to a multiple, which is a power of two.
    AlignStack(u32),
    /// Clears the bits of a general register that are not set in a word of memory.
    Mask {
        /// The register.
        register: Register,
        /// The word.
        by: Address,
    },
    /// Adds a word of memory to a general register.
    AddMemory {
        /// The register.
        to: Register,
        /// The word.
        from: Address,
    },
    /// Moves the stack pointer down by as many bytes as a register holds, and touches every page on the way, which makes it several
    /// instructions. The registers do not keep their values.
    ReserveBytes {
        /// The number of bytes.
        bytes: Register,
        /// Holds a page's size, where instructions cannot: RISC-V. The same register elsewhere.
        step: Register,
    },
    /// Rounds an address down to a multiple, which is a power of two. Source and destination may be one register; if not, the source
    /// need not keep its value.
    RoundDown {
        /// Destination.
        to: Register,
        /// The address.
        from: Register,
        /// The multiple.
        multiple: u32,
    },
    /// Copies the stack pointer to the frame pointer, whose old value was pushed last.
    EnterFrame,
    /// Copies the frame pointer to the stack pointer.
    RestoreStack,
    /// Puts the address that is this many bytes above the frame pointer in the stack pointer.
    StackAboveFrame(u32),
    /// Stores a register that the caller wants back, whole, in a frame that is about to be entered.
    Save {
        /// The register.
        register: Register,
        /// Its place.
        to: Address,
    },
    /// Copies the frame pointer to the stack pointer and pops the old frame pointer.
    LeaveFrame,
    /// Touches the word at the stack pointer, so that no guard page is stepped over.
    Probe,
    /// Copies a register; between a vector and a general register, its low bytes.
    Move {
        /// Destination.
        to: Register,
        /// Source.
        from: Register,
        /// Bytes that matter.
        size: u8,
    },
    /// Fills a general register from the low bytes of one.
    Extend {
        /// Destination.
        to: Register,
        /// Source.
        from: Register,
        /// Bytes taken: 1, 2 or 4.
        size: u8,
        /// What is above them.
        extend: Extend,
        /// Bytes that are defined afterwards.
        container: u8,
    },
    /// Converts a floating-point number between the two widths.
    Convert {
        /// Destination.
        to: Register,
        /// Source.
        from: Register,
        /// Bytes of the destination: 4 or 8.
        size: u8,
    },
    /// Traps unless the low bytes of a general register compare so with a number. Several instructions.
    TrapUnless {
        /// The register.
        register: Register,
        /// How.
        condition: Condition,
        /// The number, below 2³¹ for 8 bytes.
        value: u32,
        /// Bytes compared: 4 or 8.
        size: u8,
        /// A general register that may change.
        through: Register,
    },
    /// Jumps to the address in memory unless the low 4 bytes of a general register are a number. Several instructions.
    JumpUnless {
        /// The register.
        register: Register,
        /// The number.
        value: u32,
        /// Where the address is.
        to: Address,
        /// A general register that may change.
        through: Register,
    },
    /// Zeroes a general register if it holds what a word of memory holds. Several instructions.
    ZeroIf {
        /// The register.
        register: Register,
        /// The word.
        equals: Address,
        /// A general register that may change.
        through: Register,
    },
    /// Loads a general register from a word of memory if it is zero. Several instructions.
    LoadIfZero {
        /// The register.
        register: Register,
        /// The word.
        from: Address,
        /// A general register that may change.
        through: Register,
    },
    /// Adds two general registers.
    Add {
        /// Destination.
        to: Register,
        /// One of them.
        first: Register,
        /// The other.
        second: Register,
    },
    /// Exchanges two general registers.
    Exchange(Register, Register),
    /// Loads from memory.
    Load {
        /// Destination.
        to: Register,
        /// Source.
        from: Address,
        /// Bytes read.
        size: u8,
        /// What is above them in the register, up to `container`. [`Extend::None`]: whatever the shortest instruction leaves.
        extend: Extend,
        /// Bytes of the register that are defined afterwards.
        container: u8,
    },
    /// Stores the low bytes of a register.
    Store {
        /// Source.
        from: Register,
        /// Destination.
        to: Address,
        /// Bytes written.
        size: u8,
    },
    /// Loads two registers from successive memory. Each is defined up to `size`.
    LoadPair {
        /// Loaded from the address.
        first: Register,
        /// Loaded from behind that.
        second: Register,
        /// Source of the first.
        from: Address,
        /// Bytes of each.
        size: u8,
    },
    /// Stores the low bytes of two registers to successive memory.
    StorePair {
        /// Stored at the address.
        first: Register,
        /// Stored behind that.
        second: Register,
        /// Destination of the first.
        to: Address,
        /// Bytes of each.
        size: u8,
    },
    /// Pushes a number of 10 bytes in memory on the x87 stack.
    PushX87(Address),
    /// Stores `st(0)` to 10 bytes of memory and pops it.
    PopX87(Address),
    /// Shifts a general register to the right, zeros coming in.
    ShiftRight {
        /// The register.
        register: Register,
        /// Distance in bits.
        bits: u8,
        /// Width of the shifted part of the register.
        size: u8,
    },
    /// Puts an address in a register.
    AddressOf {
        /// Destination.
        to: Register,
        /// The address.
        of: Address,
    },
    /// Puts the address of the function's symbol operand in a register.
    AddressOfSymbol(Register),
    /// Puts a number in a general register.
    Set {
        /// Destination.
        to: Register,
        /// The number.
        value: u32,
        /// Bytes of the register that are defined afterwards.
        size: u8,
    },
    /// Copies words upwards in memory; count, source and destination are in the registers that the instruction prescribes
    /// (x86: `rcx`, `rsi`, `rdi`).
    CopyWords,
    /// Copies pairs of words upwards in memory by a loop, which is the one operation that is several instructions. None of the
    /// registers keeps its value, but for source and destination, which are behind the last pair.
    CopyPairs {
        /// Number of pairs, one at least.
        count: Register,
        /// Where they are.
        source: Register,
        /// Where they go.
        destination: Register,
        /// For a pair on its way.
        through: [Register; 2],
    },
    /// Zeroes what is above 128 bits in every vector register, so that narrow code after it runs at full speed.
    ClearUpper,
    /// x86-64: stores all that vector and mask registers hold, however wide the processor has them, below the stack pointer, which
    /// then points to it; touches every page on the way. Several instructions, as how much there is to store is known when it runs.
    /// Changes `rax`, `rcx`, `rdx`, `r8` and `r9`.
    SaveExtended {
        /// A word that says how it was stored.
        mask: Address,
    },
    /// Loads it again; the stack pointer points to it. Changes `rax` and `rdx`.
    RestoreExtended {
        /// The word that was written.
        mask: Address,
    },
    /// Calls.
    Call {
        /// Callee.
        to: Branch,
        /// Bytes of stack that it removes when it returns, besides the return address.
        pops: u32,
    },
    /// Jumps to another function in place of a return.
    Jump(Branch),
    /// Returns, and removes this many bytes of stack besides the return address.
    Return(u32),
}

/// A function in this language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    arch: Arch,
    kind: Kind,
    ops: Vec<Op>,
    symbol: Option<String>,
}

impl Function {
    /// A function of these operations; the symbol is the operand of [`Op::AddressOfSymbol`].
    pub const fn new(arch: Arch, kind: Kind, ops: Vec<Op>, symbol: Option<String>) -> Function {
        Function { arch, kind, ops, symbol }
    }

    /// Instruction set.
    pub const fn arch(&self) -> Arch {
        self.arch
    }

    /// What it is for.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its operations in order. The last one leaves the function.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// The symbol that [`Op::AddressOfSymbol`] names.
    pub fn symbol(&self) -> Option<&str> {
        self.symbol.as_deref()
    }
}

/// Why a plan has no code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum NoCode {
    /// This crate assembles nothing for the convention yet. Direct bindings do not need it.
    Convention(Abi),
    /// This crate writes no object files of the target's format for its architecture. No target of [`ffi_abi::Target::ALL`] is such.
    Format(ObjectFormat),
    /// The arguments, on the stack or in the record, take more than 1 GiB (16 MiB on AArch64).
    TooLarge,
    /// More than 65,535 parameters, which a descriptor cannot count.
    TooManyParameters,
    /// A value aligned to more than 32,768 bytes, which a descriptor cannot say.
    Alignment,
}

impl fmt::Display for NoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoCode::Convention(abi) => write!(f, "no trampolines are assembled for the calling convention `{}` yet", abi.name()),
            NoCode::Format(format) => write!(f, "no {format:?} object files are written yet"),
            NoCode::TooLarge => f.write_str("the arguments take more than 1 GiB, or 16 MiB on AArch64"),
            NoCode::TooManyParameters => f.write_str("more than 65,535 parameters"),
            NoCode::Alignment => f.write_str("a value is aligned to more than 32,768 bytes"),
        }
    }
}

impl std::error::Error for NoCode {}
