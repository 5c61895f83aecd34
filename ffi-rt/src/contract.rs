//! The binary contract, version 1: what assembled code and tables look like in memory.
//!
//! `ffi-build` writes these structures into an object file, this crate reads them in the running
//! program; both take every size, offset and code from here, so there is no second description.
//! A change that an old reader would misread gets a new [`VERSION`]. The version is in the symbol
//! names as well as in the [magic numbers](SIGNATURE_MAGIC), so that two releases in one program
//! never read each other's tables.
//!
//! # Relative references
//!
//! Every reference in a table is an `i32`: the distance in bytes from *the address of the field
//! itself* to the thing it names, `0` for none. Read-only memory can then hold the tables without
//! any relocation at load time, in a position-independent program too. [`resolve`] follows one.
//!
//! # Argument record
//!
//! One call's arguments: a block of [`SignatureData::args_size`] bytes, aligned to
//! [`SignatureData::args_align`] (at least [`RECORD_ALIGN`]), made of 8-byte slots in parameter order.
//!
//! * A value sits at the low address of its slot, in the target's byte order, at its natural width.
//!   A value wider than a slot spans several and is aligned to `max(8, its alignment)`.
//!   [`TypeData::offset`] says where; readers and writers need not know the rule.
//! * Only a value's own bytes have meaning. The rest of its slot is arbitrary on the way in: whoever
//!   passes a narrow integer on extends it as the convention demands.
//! * A record (`struct` or `union`) sits inline. One that the convention passes by reference is passed
//!   in place, so a callee may change it; a record of arguments is not to be reused after a call.
//! * The result is not part of it: it goes to a separate block, at its natural width. Exactly
//!   [`SignatureData::ret_size`] bytes are written, and the block is aligned as
//!   [`SignatureData::result`] says.
//!
//! # Endianness
//!
//! Every number is in the byte order of the target.

#[cfg(feature = "model")]
mod kinds;
#[cfg(feature = "model")]
pub mod moves;
mod table;
pub mod universal;

#[cfg(feature = "model")]
pub use kinds::kind;
pub use table::{
    AliasData, ConstantData, EnumData, FIELD_ARRAY, FieldData, FunctionData, ListData, ListedSignatureData, RECORD_UNION,
    RecordData, TABLE_MAGIC, TableData, hash, place, places,
};

use core::ffi::c_void;
use core::mem::{align_of, offset_of, size_of};

/// Version of this contract. The symbol of each table and trampoline carries it.
pub const VERSION: u32 = 1;

/// [`SignatureData::magic`]: the bytes `FFI1` read as a little-endian number.
pub const SIGNATURE_MAGIC: u32 = u32::from_le_bytes(*b"FFI1");

/// Size of a slot of an argument record, in bytes.
pub const SLOT_SIZE: u32 = 8;

/// Least alignment of an argument record, in bytes.
pub const RECORD_ALIGN: u16 = 16;

/// Downcall trampoline: loads the arguments from `args`, calls `callee`, writes the result to `ret`.
///
/// The callee comes last so that the loads of the first two arguments cannot overwrite it: on x86-64
/// System V an `int(int, int)` callee is still in `rdx` after `edi` and `esi` are loaded, which saves
/// the instruction that would have moved it away had it come first. A trampoline ignores further arguments, so that whoever calls need
/// not know it from a [universal routine](universal), which takes one more.
///
/// # Safety
///
/// * `callee` is the address of a function of the C type that the trampoline was assembled for, and
///   what it does with its arguments is sound.
/// * `args` points to an argument record of that signature with every value written; the callee may
///   change it. It may be dangling if the record has no bytes.
/// * `ret` is writable for the size of the result, aligned as the result type; it may be dangling if
///   the result has no bytes. `args` and `ret` do not overlap.
/// * If the callee may unwind, the frames above can be unwound (`C-unwind` all the way).
pub type Downcall = unsafe extern "C-unwind" fn(args: *mut u8, ret: *mut u8, callee: *const c_void);

/// What an upcall entry calls: gets the slot that the thunk named, the spilled arguments, and the
/// place of the result.
///
/// # Safety
///
/// Called by an upcall entry only, with
///
/// * `slot` as in the context register;
/// * `args` an argument record of the signature, alive and exclusively the handler's until it returns;
/// * `ret` writable for the size of the result, aligned as the result type; it may be any address if the
///   result has no bytes. The handler writes the
///   result there at its natural width: the entry extends it as the convention demands.
pub type Handler = unsafe extern "C-unwind" fn(slot: *const UpcallSlot, args: *mut u8, ret: *mut u8);

/// The context of an upcall: what a closure thunk points at.
///
/// A thunk puts the address of its slot in the context register (`x9` on AArch64, `t2` on RISC-V, `eax` on i386, `r10` on x86-64: of
/// System V "used for passing a function's static chain pointer"; none is ever an argument) and jumps to [`entry`](Self::entry),
/// the code assembled for the signature. That spills the arguments into an argument record on its
/// stack, calls [`handler`](Self::handler) with `(slot, args, ret)` and returns what is in `ret`.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct UpcallSlot {
    /// The code the thunk jumps to: [`SignatureData::upcall`] of the signature. At offset 0, so that
    /// the jump is through the context register alone.
    pub entry: *const c_void,
    /// The function that the entry calls.
    pub handler: Handler,
    /// For the handler.
    pub data: *mut c_void,
}

/// A signature: its trampolines, its text, and the layout of its argument record.
///
/// 4-byte aligned, in read-only memory, followed at once by [`params`](Self::params) entries of
/// [`TypeData`]. All zero after the entries up to [`size`](Self::size).
#[derive(Debug)]
#[repr(C)]
pub struct SignatureData {
    /// [`SIGNATURE_MAGIC`].
    pub magic: u32,
    /// Bytes of the whole descriptor: this structure and the entries behind it.
    pub size: u32,
    /// Reference to the [`Downcall`] trampoline; 0 if none was assembled.
    pub downcall: i32,
    /// Reference to the upcall entry; 0 if none was assembled.
    pub upcall: i32,
    /// Reference to the NUL-terminated canonical C text, for instance `double(int, float)`.
    pub text: i32,
    /// Bytes of the argument record, a multiple of [`SLOT_SIZE`].
    pub args_size: u32,
    /// Bytes of the result; 0 for `void`.
    pub ret_size: u32,
    /// Alignment of the argument record in bytes: a power of two, at least [`RECORD_ALIGN`].
    pub args_align: u16,
    /// [`SIGNATURE_VARIADIC`], [`SIGNATURE_UNWIND`], [`SIGNATURE_VA_LIST`], [`SIGNATURE_DYNAMIC`]; other bits are 0.
    pub flags: u16,
    /// Number of parameters, those given for the variadic part included.
    pub params: u16,
    /// Number of parameters before the variadic part; equal to [`params`](Self::params) if there is
    /// none, or if no argument is passed in it.
    pub fixed: u16,
    /// The result type; its offset is 0.
    pub result: TypeData,
}

/// [`SignatureData::flags`]: the function has a variadic part (`...`).
pub const SIGNATURE_VARIADIC: u16 = 1;

/// [`SignatureData::flags`]: the function may unwind (`C-unwind`). Calling through the trampoline is
/// the same either way; a handler of an upcall must not unwind without it, unless whoever hands the function to C says that its callers let
/// a panic through, as `closure::Options::unwind` does.
pub const SIGNATURE_UNWIND: u16 = 2;

/// [`SignatureData::flags`]: behind the argument record, at [`SignatureData::args_size`], the upcall entry puts a `va_list` of what
/// comes after the fixed arguments, as the platform passes one to a function: a pointer. It is good until the entry returns.
pub const SIGNATURE_VA_LIST: u16 = 4;

/// [`SignatureData::flags`]: the descriptor was made while the program runs. What leads to its code is in front of it, as this crate alone
/// knows.
pub const SIGNATURE_DYNAMIC: u16 = 8;

/// Type of a result or parameter, and its place in the argument record.
#[derive(Debug)]
#[repr(C)]
pub struct TypeData {
    /// A code of [`Kind`].
    pub kind: u8,
    /// For [`Kind::Vector`] the code of its element kind, otherwise 0.
    pub element: u8,
    /// Alignment in bytes.
    pub align: u16,
    /// Size in bytes.
    pub size: u32,
    /// Offset in the argument record, in bytes.
    pub offset: u32,
    /// Reference to the NUL-terminated C text of the type, for instance `unsigned int`; 0 if none.
    pub name: i32,
}

/// What a value is to a caller: enough to check and to convert an argument.
///
/// C types map to these by the target's data model (`long` is [`I64`](Self::I64) or [`I32`](Self::I32),
/// `char` is [`I8`](Self::I8) or [`U8`](Self::U8), `long double` is [`F64`](Self::F64),
/// [`F80`](Self::F80) or [`F128`](Self::F128), an `enum` is its underlying integer, a function
/// pointer is a [`Pointer`](Self::Pointer)). Codes are part of the contract: never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Kind {
    /// No value.
    Void = 0,
    /// `_Bool`: one byte, 0 or 1.
    Bool = 1,
    /// Signed 8-bit integer.
    I8 = 2,
    /// Unsigned 8-bit integer.
    U8 = 3,
    /// Signed 16-bit integer.
    I16 = 4,
    /// Unsigned 16-bit integer.
    U16 = 5,
    /// Signed 32-bit integer.
    I32 = 6,
    /// Unsigned 32-bit integer.
    U32 = 7,
    /// Signed 64-bit integer.
    I64 = 8,
    /// Unsigned 64-bit integer.
    U64 = 9,
    /// Signed 128-bit integer.
    I128 = 10,
    /// Unsigned 128-bit integer.
    U128 = 11,
    /// IEEE binary16, `_Float16`.
    F16 = 12,
    /// IEEE binary32, `float`.
    F32 = 13,
    /// IEEE binary64, `double`.
    F64 = 14,
    /// x87 extended precision: 10 bytes of value in 12 or 16 bytes.
    F80 = 15,
    /// IEEE binary128.
    F128 = 16,
    /// `_Complex _Float16`.
    ComplexF16 = 17,
    /// `_Complex float`.
    ComplexF32 = 18,
    /// `_Complex double`.
    ComplexF64 = 19,
    /// `_Complex long double` where that is [`F80`](Self::F80).
    ComplexF80 = 20,
    /// `_Complex long double` where that is [`F128`](Self::F128).
    ComplexF128 = 21,
    /// A vector of the compiler (`__m128`, `vector_size`).
    Vector = 22,
    /// A data or function pointer.
    Pointer = 23,
    /// A structure or union by value (an array inside one too).
    Record = 24,
}

impl Kind {
    /// Every kind, by its code.
    pub const ALL: [Self; 25] = [
        Self::Void,
        Self::Bool,
        Self::I8,
        Self::U8,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::I64,
        Self::U64,
        Self::I128,
        Self::U128,
        Self::F16,
        Self::F32,
        Self::F64,
        Self::F80,
        Self::F128,
        Self::ComplexF16,
        Self::ComplexF32,
        Self::ComplexF64,
        Self::ComplexF80,
        Self::ComplexF128,
        Self::Vector,
        Self::Pointer,
        Self::Record,
    ];

    /// The number that stands for this kind in [`TypeData::kind`].
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The kind of a code; `None` for a code of a newer contract.
    ///
    /// ```
    /// use ffi::contract::Kind;
    /// assert_eq!(Kind::from_code(Kind::F64.code()), Some(Kind::F64));
    /// assert_eq!(Kind::from_code(200), None);
    /// ```
    #[must_use]
    pub const fn from_code(code: u8) -> Option<Self> {
        if (code as usize) < Self::ALL.len() { Some(Self::ALL[code as usize]) } else { None }
    }
}

/// Follows a relative reference: the address that the field at `field` names, `None` for 0.
///
/// # Safety
///
/// `field` points to a reference field of a table that follows this contract and is never changed or
/// freed. The pointer must be derived from the whole table, not from a Rust reference to one structure
/// of it, as it is to reach beyond that structure.
#[inline]
#[must_use]
pub const unsafe fn resolve(field: *const i32) -> Option<*const u8> {
    // SAFETY: the caller vouches for the field.
    let distance = unsafe { *field };
    if distance == 0 {
        None
    } else {
        // Wrapping, because code and read-only data are different objects to the language.
        Some(field.cast::<u8>().wrapping_offset(distance as isize))
    }
}

// The contract in numbers: a writer for another target must find the same ones.
const _: () = {
    assert!(size_of::<TypeData>() == 16 && align_of::<TypeData>() == 4);
    assert!(size_of::<SignatureData>() == 52 && align_of::<SignatureData>() == 4);
    assert!(offset_of!(SignatureData, result) == 36);
    assert!(offset_of!(UpcallSlot, entry) == 0);
    assert!(offset_of!(UpcallSlot, handler) == size_of::<usize>());
    assert!(offset_of!(UpcallSlot, data) == 2 * size_of::<usize>());
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_codes_are_their_positions() {
        for (position, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(kind.code() as usize, position);
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
        }
        assert_eq!(Kind::from_code(Kind::ALL.len() as u8), None);
    }

    #[test]
    fn references_are_relative_to_their_field() {
        let words = [8_i32, 0, 7, -4];
        let base = words.as_ptr();
        // SAFETY: each field read is one of the array, and so is what it names.
        unsafe {
            assert_eq!(resolve(base).map(|at| *at.cast::<i32>()), Some(7));
            assert_eq!(resolve(base.add(1)), None);
            assert_eq!(resolve(base.add(3)).map(|at| *at.cast::<i32>()), Some(7));
        }
    }
}
