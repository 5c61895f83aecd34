//! A header's table: functions, constants, enumerations, records, typedefs.
//!
//! A table is one block of read-only memory; every reference in it is [relative](super::resolve). It holds no function addresses: a
//! header declares functions that the library at hand may lack, and an address would be a relocation.
//!
//! Entries are in lists ([`ListData`]), each in the header's order and with an index by name. The first field of an entry is the
//! reference to its name, whatever else it has, so that one search serves every list.

use core::mem::{align_of, size_of};

use super::TypeData;

/// [`TableData::magic`]: the bytes `FFT3` read as a little-endian number. Tables with `FFT1` had functions alone, members of those with
/// `FFT2` no documentation.
pub const TABLE_MAGIC: u32 = u32::from_le_bytes(*b"FFT3");

/// Entries of one kind, and where each name is among them.
#[derive(Debug)]
#[repr(C)]
pub struct ListData {
    /// Number of entries.
    pub count: u32,
    /// Number of places of the index: [`places`] of `count`.
    pub places: u32,
    /// Reference to `count` entries; 0 if there are none.
    pub entries: i32,
    /// Reference to `places` places, each a `u32`: number of an entry plus one, 0 for empty. An entry is at the first place of the
    /// sequence [`place`] of its name that was empty when it was put there; of two of one name the first is found.
    pub index: i32,
}

/// What a header declares.
#[derive(Debug)]
#[repr(C)]
pub struct TableData {
    /// [`TABLE_MAGIC`].
    pub magic: u32,
    /// Bytes of the whole table, texts included.
    pub size: u32,
    /// Reference to the NUL-terminated name of the table (the module's or the header's); 0 if none.
    pub name: i32,
    /// Functions: [`FunctionData`].
    pub functions: ListData,
    /// The distinct signatures of the functions: [`ListedSignatureData`]. Their names are their canonical texts.
    pub signatures: ListData,
    /// Macros that are constants, and the constants of enumerations: [`ConstantData`]. Those of one enumeration stand together.
    pub constants: ListData,
    /// Enumerations with a name: [`EnumData`].
    pub enums: ListData,
    /// Records whose layout is known: [`RecordData`].
    pub records: ListData,
    /// Typedefs: [`AliasData`].
    pub aliases: ListData,
}

/// A function of a [`TableData`].
#[derive(Debug)]
#[repr(C)]
pub struct FunctionData {
    /// Reference to the NUL-terminated name in C.
    pub name: i32,
    /// Reference to the NUL-terminated name of the symbol; 0 if it is the same (it differs after an
    /// `__asm__("other")` label).
    pub symbol: i32,
    /// Reference to the [`SignatureData`](super::SignatureData).
    pub signature: i32,
    /// Reference to the parameter names: as many NUL-terminated texts, one behind the other, as the
    /// signature has parameters, an empty one where the header gives none; 0 if it names none.
    pub params: i32,
    /// Reference to the NUL-terminated documentation (UTF-8, comment marks removed); 0 if none.
    pub doc: i32,
    /// Number plus one of the next function of the same signature; 0 if it is the last.
    pub next: u32,
}

/// A signature that functions of a [`TableData`] have.
#[derive(Debug)]
#[repr(C)]
pub struct ListedSignatureData {
    /// Reference to the NUL-terminated canonical text.
    pub text: i32,
    /// Reference to the [`SignatureData`](super::SignatureData).
    pub signature: i32,
    /// Number of the first function that has it.
    pub first: u32,
}

/// A constant of a [`TableData`].
#[derive(Debug)]
#[repr(C)]
pub struct ConstantData {
    /// Reference to the NUL-terminated name in C.
    pub name: i32,
    /// Reference to the NUL-terminated documentation; 0 if none.
    pub doc: i32,
    /// Its type: an integer of at most 8 bytes, `float`, `double`, a pointer, or (a record to a caller, as every array) a text.
    pub ty: TypeData,
    /// Its value. Of an integer the low and the high half, extended to 64 bits as its type is signed; of a floating-point number the
    /// bits; of a pointer the address; of a text a reference to its bytes, of which [`TypeData::size`] counts the NUL at the end.
    pub value: [u32; 2],
    /// Number plus one of the enumeration that it is of; 0 for a macro or a constant of an enumeration without a name.
    pub owner: u32,
}

/// An enumeration of a [`TableData`].
#[derive(Debug)]
#[repr(C)]
pub struct EnumData {
    /// Reference to the NUL-terminated name in C: `enum tag`, or the typedef's of one without a tag.
    pub name: i32,
    /// Reference to the NUL-terminated documentation; 0 if none.
    pub doc: i32,
    /// The integer that it is.
    pub ty: TypeData,
    /// Number of its first constant.
    pub first: u32,
    /// Number of its constants.
    pub count: u32,
}

/// A record of a [`TableData`].
#[derive(Debug)]
#[repr(C)]
pub struct RecordData {
    /// Reference to the NUL-terminated name in C: `struct tag`, `union tag`, or the typedef's of one without a tag. A record without any
    /// name that is the type of a member is called by that, behind the name of the record around it and a dot.
    pub name: i32,
    /// Reference to the NUL-terminated documentation; 0 if none.
    pub doc: i32,
    /// Size in bytes.
    pub size: u32,
    /// Alignment in bytes.
    pub align: u32,
    /// [`RECORD_UNION`]; other bits are 0.
    pub flags: u32,
    /// Its members: [`FieldData`]. Those of a member without a name are among them.
    pub fields: ListData,
}

/// [`RecordData::flags`]: the record is a union.
pub const RECORD_UNION: u32 = 1;

/// A member of a [`RecordData`].
#[derive(Debug)]
#[repr(C)]
pub struct FieldData {
    /// Reference to the NUL-terminated name in C.
    pub name: i32,
    /// Reference to the NUL-terminated documentation; 0 if none.
    pub doc: i32,
    /// What it is, its offset in the record included. Kind, size and alignment are an element's if it is an array; the text is the whole
    /// type's. A bit-field's offset is that of the byte with its first bit.
    pub ty: TypeData,
    /// Number of elements, of all dimensions together; 1 if it is no array, 0 if it is a flexible one.
    pub count: u32,
    /// [`FIELD_ARRAY`]; other bits are 0.
    pub flags: u16,
    /// The first bit of a bit-field in the byte at its offset: 0 is the lowest.
    pub bit: u8,
    /// Width of a bit-field in bits; 0 if it is none.
    pub bits: u8,
    /// Number plus one of the record that it (or an element) is or points to; 0 for others, and for records without a layout.
    pub record: u32,
    /// Number plus one of the enumeration that it is; 0 for others.
    pub enumeration: u32,
}

/// [`FieldData::flags`]: the member is an array.
pub const FIELD_ARRAY: u16 = 1;

/// A typedef of a [`TableData`].
#[derive(Debug)]
#[repr(C)]
pub struct AliasData {
    /// Reference to the NUL-terminated name.
    pub name: i32,
    /// Reference to the NUL-terminated documentation; 0 if none.
    pub doc: i32,
    /// What it stands for, seen through other typedefs; the text is as the header has it. For what is no value:
    /// [`Kind::Void`](super::Kind::Void), of size 0.
    pub ty: TypeData,
    /// As [`FieldData::record`].
    pub record: u32,
    /// As [`FieldData::enumeration`].
    pub enumeration: u32,
}

/// The hash of a name in a [`TableData`]: FNV-1a of 32 bits, NUL not included.
///
/// ```
/// assert_eq!(ffi::contract::hash(b""), 0x811c_9dc5);
/// assert_eq!(ffi::contract::hash(b"a"), 0xe40c_292c);
/// ```
#[must_use]
pub const fn hash(name: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    let mut at = 0;
    while at < name.len() {
        hash = (hash ^ name[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// How many places an index of `count` entries has: a power of two, at least twice as many, so that one is empty and every search ends.
///
/// ```
/// assert_eq!([0, 1, 2, 3, 500].map(ffi::contract::places), [1, 2, 4, 8, 1024]);
/// ```
#[must_use]
pub const fn places(count: u32) -> u32 {
    if count == 0 { 1 } else { (2 * count).next_power_of_two() }
}

/// Where the search for a name of this [`hash`] looks in its step of this number, from 0, in an index of so many places. Writer and reader
/// both go by it: the writer to the first empty place, the reader to the name or an empty place.
///
/// The high bits are mixed in, because FNV-1a's low bits alone depend on the last letters more than on all.
#[must_use]
pub const fn place(hash: u32, step: u32, places: u32) -> u32 {
    (hash ^ (hash >> 15)).wrapping_add(step) & (places - 1)
}

// The contract in numbers: a writer for another target must find the same ones.
const _: () = {
    assert!(size_of::<ListData>() == 16 && align_of::<ListData>() == 4);
    assert!(size_of::<TableData>() == 108 && align_of::<TableData>() == 4);
    assert!(size_of::<FunctionData>() == 24 && align_of::<FunctionData>() == 4);
    assert!(size_of::<ListedSignatureData>() == 12 && align_of::<ListedSignatureData>() == 4);
    assert!(size_of::<ConstantData>() == 36 && align_of::<ConstantData>() == 4);
    assert!(size_of::<EnumData>() == 32 && align_of::<EnumData>() == 4);
    assert!(size_of::<RecordData>() == 36 && align_of::<RecordData>() == 4);
    assert!(size_of::<FieldData>() == 40 && align_of::<FieldData>() == 4);
    assert!(size_of::<AliasData>() == 32 && align_of::<AliasData>() == 4);
};
