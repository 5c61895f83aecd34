//! Values taken apart into scalars: what the rules on aggregates of every psABI look at.

use alloc::vec::Vec;

use crate::ctype::{CType, Field, Record, RecordKind};
use crate::error::{Reason, Unsupported};
use crate::layout::{FieldLayout, Layout, record_layout};
use crate::target::{FloatFormat, Target};

/// What a scalar is to a convention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LeafKind {
    /// An integer, a Boolean, an enumeration, a pointer; a bit-field of any of these.
    Integer,
    /// A floating-point number; one half of a complex one.
    Float(FloatFormat),
    /// A vector.
    Vector {
        /// Number of elements.
        lanes: u32,
        /// Whether they are floating-point numbers.
        float: bool,
    },
    /// A bit-field without a name: bits that C gives no value.
    UnnamedBits,
    /// An array without elements; flexible (`[]`) or of length 0. It has an offset and an alignment, no bits.
    EmptyArray {
        /// Whether it is a flexible array member.
        flexible: bool,
    },
}

/// One scalar of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Leaf {
    /// What it is.
    pub(super) kind: LeafKind,
    /// First bit within the value.
    pub(super) bit_offset: u64,
    /// Width in bits.
    pub(super) bit_size: u64,
    /// Width in bits of the machine integer that gcc takes a bit-field of a union for: the narrowest that holds it, or that of its type
    /// if it has no width.
    pub(super) container: Option<u64>,
    /// Alignment in bytes that its type asks for; 0 for a bit-field, which has none of its own.
    pub(super) align: u64,
}

impl Leaf {
    /// The same, of a value that begins at this bit.
    pub(super) const fn moved(self, bit_offset: u64) -> Leaf {
        Leaf { bit_offset: self.bit_offset + bit_offset, ..self }
    }

    /// Whether it lies at a multiple of its alignment.
    pub(super) const fn aligned(&self) -> bool {
        self.align == 0 || self.bit_offset % (8 * self.align) == 0
    }
}

/// The scalars of a value in order of declaration; members of unions overlap. Arrays are spelled out, so ask for the layout first
/// and do not come here with a value that is too large to travel in registers. Unnamed bit-fields are no scalars.
pub(super) fn flatten(target: &Target, ty: &CType) -> Result<Vec<Leaf>, Unsupported> {
    let mut leaves = Vec::new();
    walk(target, ty, 0, &mut leaves)?;
    Ok(leaves)
}

/// A bit-field of a record, at its place in that; nothing for another member.
pub(super) fn bit_field(
    target: &Target,
    record: &Record,
    field: &Field,
    place: FieldLayout,
) -> Result<Option<Leaf>, Unsupported> {
    let Some(width) = field.bits else { return Ok(None) };
    let kind = if field.name.is_some() { LeafKind::Integer } else { LeafKind::UnnamedBits };
    let bit_size = u64::from(width);
    let container = match (record.kind, bit_size) {
        (RecordKind::Struct, _) => None,
        (RecordKind::Union, 0) => Some(8 * Layout::of(target, &field.ty)?.size),
        (RecordKind::Union, _) => Some(bit_size.next_power_of_two().max(8)),
    };
    // One that is as wide as a machine integer and lies like one is one, to gcc; the alignment of its type counts with clang for the
    // record that it is in.
    let ordinary = matches!(width, 8 | 16 | 32 | 64) && place.bit_offset % bit_size == 0;
    let loose = record.packed || record.pack.is_some() || field.packed;
    let align = if ordinary && !loose { bit_size / 8 } else { 0 };
    Ok(Some(Leaf { kind, bit_offset: place.bit_offset, bit_size, container, align }))
}

fn walk(target: &Target, ty: &CType, bit_offset: u64, leaves: &mut Vec<Leaf>) -> Result<(), Unsupported> {
    let mut push = |kind, index: u64, layout: Layout| {
        let bit_size = 8 * layout.size;
        leaves.push(Leaf { kind, bit_offset: bit_offset + index * bit_size, bit_size, container: None, align: layout.align });
    };
    match ty {
        CType::Bool | CType::Int(_) | CType::Enum(_) | CType::Pointer { .. } => {
            push(LeafKind::Integer, 0, Layout::of(target, ty)?);
        }
        CType::Float(kind) => push(LeafKind::Float(kind.format(target)), 0, Layout::of(target, ty)?),
        CType::Complex(kind) => {
            let half = Layout { size: kind.size(target), align: kind.align(target) };
            push(LeafKind::Float(kind.format(target)), 0, half);
            push(LeafKind::Float(kind.format(target)), 1, half);
        }
        CType::Vector { element, lanes } => {
            let float = matches!(**element, CType::Float(_));
            push(LeafKind::Vector { lanes: *lanes, float }, 0, Layout::of(target, ty)?);
        }
        CType::Array { element, length } => {
            let layout = Layout::of(target, element)?;
            match length {
                None | Some(0) => push(LeafKind::EmptyArray { flexible: length.is_none() }, 0, Layout { size: 0, ..layout }),
                // Elements without bytes hold no scalars, however many there are.
                Some(_) if layout.size == 0 => {}
                Some(length) => {
                    for index in 0..*length {
                        walk(target, element, bit_offset + 8 * layout.size * index, leaves)?;
                    }
                }
            }
        }
        CType::Record(record) => {
            let layout = record_layout(target, record)?;
            let base = bit_offset;
            for (field, place) in record.fields.iter().zip(&layout.fields) {
                match field.bits {
                    None => walk(target, &field.ty, base + place.bit_offset, leaves)?,
                    Some(_) => leaves.extend(bit_field(target, record, field, *place)?.map(|leaf| leaf.moved(base))),
                }
            }
        }
        CType::Void | CType::Function(_) => return Err(Unsupported::of(ty, Reason::NotAValue)),
        CType::Named(_) => return Err(Unsupported::of(ty, Reason::Incomplete)),
    }
    Ok(())
}
