//! Size, alignment and the offset of each member, by the target's C rules.
//!
//! Scalars, arrays and vectors are here. Records follow one of two families, each a file:
//!
//! * `layout/gnu.rs`: System V and what GCC and Clang make of it, on every target but MSVC; its bit-fields follow
//!   [`BitFieldRules`](crate::BitFieldRules), because MinGW keeps Microsoft's storage units.
//! * `layout/microsoft.rs`: MSVC's own rules.
//!
//! The oracle of both is a compiler: `tests/layout` compares them with Clang on every target.

mod gnu;
mod microsoft;

use alloc::vec::Vec;

use crate::ctype::{CType, Field, FloatKind, IntKind, Record, RecordKind};
use crate::error::{Reason, Unsupported};
use crate::target::{Arch, Env, Features, Os, Target};

/// Size and alignment in bytes.
///
/// ```
/// use ffi_abi::{CType, Layout, Target};
/// let ty = CType::parse("struct { char tag; double value; }").unwrap();
/// let linux = Target::parse("i686-unknown-linux-gnu").unwrap();
/// let windows = Target::parse("i686-pc-windows-msvc").unwrap();
/// assert_eq!(Layout::of(&linux, &ty), Ok(Layout { size: 12, align: 4 }));
/// assert_eq!(Layout::of(&windows, &ty), Ok(Layout { size: 16, align: 8 }));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Layout {
    /// Size, padding at the end included.
    pub size: u64,
    /// Alignment, as `_Alignof` gives it.
    pub align: u64,
}

/// Where one member of a record is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FieldLayout {
    /// First bit, counted from the start of the record. Every target here is little-endian: bit 0 is the lowest of byte 0.
    pub bit_offset: u64,
    /// Width in bits: eight times the size for a member that is no bit-field; 0 for a flexible array member.
    pub bit_size: u64,
}

/// A record's layout and that of each member, in order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordLayout {
    /// The whole record.
    pub layout: Layout,
    /// Its members; as many as the record has, unnamed bit-fields included.
    pub fields: Vec<FieldLayout>,
}

impl Layout {
    /// Layout of a type on a target.
    ///
    /// # Errors
    /// A type without a size there: incomplete, a function, `void`, one that the target lacks, or one that C does not allow.
    pub fn of(target: &Target, ty: &CType) -> Result<Layout, Unsupported> {
        let Measure { size, align, .. } = Measure::of(target, ty)?;
        Ok(Layout { size, align })
    }
}

/// Layout of a record and of its members.
///
/// # Errors
/// A member without a layout, or one that C does not allow.
///
/// ```
/// use ffi_abi::{record_layout, CType, Target};
/// let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
/// let CType::Record(record) = CType::parse("struct { char c; int flag : 1; int rest : 30; }").unwrap() else { panic!() };
/// let layout = record_layout(&target, &record).unwrap();
/// // `flag` shares the first `int` with `c`; `rest` would cross its end, so it starts the next one.
/// assert_eq!(layout.fields[1].bit_offset, 8);
/// assert_eq!(layout.fields[2].bit_offset, 32);
/// ```
pub fn record_layout(target: &Target, record: &Record) -> Result<RecordLayout, Unsupported> {
    let placed = place(target, record)?;
    Ok(RecordLayout { layout: Layout { size: placed.measure.size, align: placed.measure.align }, fields: placed.fields })
}

/// What a type asks of the record it is a member of.
#[derive(Clone, Copy)]
struct Measure {
    size: u64,
    align: u64,
    /// MSVC: the part of `align` that was asked for by an attribute, which `#pragma pack` does not lower. 0 if none was.
    required: u64,
}

/// A record with its members placed.
struct Placed {
    measure: Measure,
    fields: Vec<FieldLayout>,
}

/// One member, checked and measured: what the rules of both families start from.
struct Member<'a> {
    field: &'a Field,
    /// Size, alignment: of the element for a flexible array member, whose size is 0; of the declared type for a bit-field.
    measure: Measure,
    /// `aligned(n)` on the member, 1 if absent.
    explicit_align: u64,
}

/// GCC's and Clang's limit for an alignment in an object file.
const MAX_ALIGN: u64 = 1 << 28;
/// COFF section headers name alignments up to this one (PE format, "Section flags").
const MAX_ALIGN_COFF: u64 = 8192;

impl Measure {
    const fn scalar(size: u64, align: u64) -> Measure {
        Measure { size, align, required: 0 }
    }

    fn of(target: &Target, ty: &CType) -> Result<Measure, Unsupported> {
        let refuse = |reason| Unsupported::of(ty, reason);
        let measure = match ty {
            CType::Void | CType::Function(_) => return Err(refuse(Reason::NotAValue)),
            CType::Named(_) => return Err(refuse(Reason::Incomplete)),
            CType::Bool => Measure::scalar(1, 1),
            CType::Int(kind) => int(target, *kind).ok_or_else(|| refuse(Reason::NoSuchType))?,
            CType::Float(kind) => float(target, *kind).ok_or_else(|| refuse(Reason::NoSuchType))?,
            // C17 §6.2.5, paragraph 13: "Each complex type has the same representation and alignment requirements as an array
            // type containing exactly two elements of the corresponding real type".
            CType::Complex(kind) => {
                let real = float(target, *kind).ok_or_else(|| refuse(Reason::NoSuchType))?;
                Measure { size: 2 * real.size, ..real }
            }
            CType::Vector { element, lanes } => vector(target, element, *lanes).map_err(refuse)?,
            CType::Pointer { .. } => {
                let pointer = target.data_model().pointer;
                Measure::scalar(pointer, pointer)
            }
            CType::Array { element, length } => {
                let length = length.ok_or_else(|| refuse(Reason::Incomplete))?;
                let element = Measure::of_element(target, ty, element)?;
                let size = element.size.checked_mul(length).ok_or_else(|| refuse(Reason::TooLarge))?;
                Measure { size, ..element }
            }
            CType::Enum(e) => int(target, e.underlying).ok_or_else(|| refuse(Reason::NoSuchType))?,
            CType::Record(record) => place(target, record)?.measure,
        };
        if measure.size > max_size(target) { Err(refuse(Reason::TooLarge)) } else { Ok(measure) }
    }

    /// The element of an array. C17 §6.2.5, paragraph 20: elements are "contiguously allocated", so each is aligned only if the size is a
    /// multiple of the alignment. Compilers refuse the others, such as MSVC's 4-byte record of no members aligned to 8.
    fn of_element(target: &Target, array: &CType, element: &CType) -> Result<Measure, Unsupported> {
        let measure = Measure::of(target, element)?;
        if measure.size % measure.align == 0 { Ok(measure) } else { Err(Unsupported::of(array, Reason::BadArray)) }
    }
}

/// An integer, if the target has it.
fn int(target: &Target, kind: IntKind) -> Option<Measure> {
    // GCC manual, "128-bit Integers": only "for targets which have an integer mode wide enough", which 32-bit ones do not.
    let missing = kind.size(target) == 16 && target.data_model().pointer < 8;
    (!missing).then(|| Measure::scalar(kind.size(target), kind.align(target)))
}

/// A floating-point number, if the target has it.
fn float(target: &Target, kind: FloatKind) -> Option<Measure> {
    let exists = match kind {
        FloatKind::Float | FloatKind::Double | FloatKind::LongDouble => true,
        // On x86 it needs SSE2, which every x86 target here has (Rust's i686 included); elsewhere it is in the psABI.
        FloatKind::Half => true,
        // GCC manual, "Additional Floating Types". Apple's and Microsoft's compilers have none. On 64-bit Arm and RISC-V it exists as
        // `_Float128`, the same type as `long double`.
        FloatKind::Float128 => match (target.os(), target.env(), target.arch()) {
            (Os::MacOs | Os::Ios, _, _) | (Os::Windows, Env::Msvc, _) => false,
            (_, _, Arch::X86_64 | Arch::X86) => true,
            (_, _, Arch::Aarch64 | Arch::Riscv64) => target.os() != Os::Windows,
        },
    };
    exists.then(|| Measure::scalar(kind.size(target), kind.align(target)))
}

/// A vector. Its size is rounded up to a power of two, which is also its alignment (GCC manual, "Vector Extensions"; Clang rounds
/// other sizes up) unless the target caps that.
fn vector(target: &Target, element: &CType, lanes: u32) -> Result<Measure, Reason> {
    let lane = match element {
        CType::Int(kind) => int(target, *kind).ok_or(Reason::NoSuchType)?,
        // Compilers have vectors of these too, but no machine has such lanes, and no calling convention says where they go.
        CType::Float(FloatKind::LongDouble | FloatKind::Float128) => return Err(Reason::BadVector),
        CType::Float(kind) => float(target, *kind).ok_or(Reason::NoSuchType)?,
        CType::Void
        | CType::Bool
        | CType::Complex(_)
        | CType::Vector { .. }
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Array { .. }
        | CType::Enum(_)
        | CType::Record(_)
        | CType::Named(_) => return Err(Reason::BadVector),
    };
    if lanes == 0 {
        return Err(Reason::BadVector);
    }
    let size = (lane.size * u64::from(lanes)).next_power_of_two();
    let cap = match target.arch() {
        // AAPCS64 (2025Q4) §5.5: a short vector "may be 8 or 16 bytes in total size"; compilers give wider ones the alignment of the widest.
        Arch::Aarch64 => 16,
        // Apple's x86-64 compilers align no vector above the widest register that is enabled.
        Arch::X86_64 | Arch::X86 if target.is_apple() => {
            if target.features().contains(Features::AVX512F) {
                64
            } else if target.features().contains(Features::AVX) {
                32
            } else {
                16
            }
        }
        Arch::X86_64 | Arch::X86 | Arch::Riscv64 => u64::MAX,
    };
    Ok(Measure::scalar(size, size.min(cap)))
}

/// Largest size of an object: what a pointer difference can express, and what leaves room to count bits in 64.
fn max_size(target: &Target) -> u64 {
    if target.data_model().pointer == 4 { i32::MAX as u64 } else { 1 << 60 }
}

/// Checks a record and its members, and places them by the family that the target belongs to.
fn place(target: &Target, record: &Record) -> Result<Placed, Unsupported> {
    let refuse = |reason| Unsupported::of(&CType::record(record.clone()), reason);
    // MSVC documentation, "pack pragma": "Valid values are 1, 2, 4, 8, and 16"; GCC and Clang accept the same.
    if record.pack.is_some_and(|pack| !matches!(pack, 1 | 2 | 4 | 8 | 16)) {
        return Err(refuse(Reason::BadAlignment));
    }
    check_align(target, record.align).map_err(refuse)?;
    let mut members = Vec::with_capacity(record.fields.len());
    for (index, field) in record.fields.iter().enumerate() {
        members.push(member(target, record, index, field)?);
    }
    let placed = match target.env() {
        Env::Msvc => microsoft::place(target, record, &members),
        Env::None | Env::Gnu | Env::Musl => gnu::place(target, record, &members),
    };
    // Offsets are added up saturating, so an overflow ends here too.
    if placed.measure.size > max_size(target) { Err(refuse(Reason::TooLarge)) } else { Ok(placed) }
}

fn check_align(target: &Target, align: Option<u64>) -> Result<(), Reason> {
    match align {
        Some(align) if !align.is_power_of_two() => Err(Reason::BadAlignment),
        Some(align) if align > if target.os() == Os::Windows { MAX_ALIGN_COFF } else { MAX_ALIGN } => Err(Reason::TooLarge),
        _ => Ok(()),
    }
}

/// Checks one member by itself.
fn member<'a>(target: &Target, record: &Record, index: usize, field: &'a Field) -> Result<Member<'a>, Unsupported> {
    let refuse = |reason| Unsupported::of(&field.ty, reason);
    check_align(target, field.align).map_err(refuse)?;
    let measure = match (&field.ty, field.bits) {
        (ty, Some(bits)) => {
            let (measure, value_bits) = match ty {
                // C17 §6.7.2.1, footnote to paragraph 4: the width of a `_Bool` "may be just 1 bit"; compilers allow no more.
                CType::Bool => (Measure::of(target, ty)?, 1),
                CType::Int(_) | CType::Enum(_) => {
                    let measure = Measure::of(target, ty)?;
                    (measure, 8 * measure.size)
                }
                _ => return Err(refuse(Reason::BadBitField)),
            };
            // C17 §6.7.2.1, paragraph 4: the width "shall not exceed the width of an object of the type"; "If the value is zero, the
            // declaration shall have no declarator."
            if u64::from(bits) > value_bits || (bits == 0 && field.name.is_some()) {
                return Err(refuse(Reason::BadBitField));
            }
            measure
        }
        // C17 §6.7.2.1, paragraph 18: "the last element of a structure with more than one named member may have an incomplete array
        // type"; an empty record as the other member will do, which is how C unions and empty structures get one.
        (CType::Array { element, length: None }, None) => {
            let last = index + 1 == record.fields.len();
            let alone = !record.fields[..index].iter().any(|other| other.name.is_some() || other.bits.is_none());
            if record.kind == RecordKind::Union || !last || alone {
                return Err(refuse(Reason::BadFlexibleArray));
            }
            Measure { size: 0, ..Measure::of_element(target, &field.ty, element)? }
        }
        (ty, None) => Measure::of(target, ty)?,
    };
    Ok(Member { field, measure, explicit_align: field.align.unwrap_or(1) })
}

/// The next multiple of `align`, in whatever unit both are; saturating, so that `max_size` catches an overflow.
fn round_up(value: u64, align: u64) -> u64 {
    value.checked_next_multiple_of(align).unwrap_or(u64::MAX)
}
