//! Size, alignment and the offset of each member, by the target's C rules.

use alloc::vec::Vec;

use crate::ctype::{CType, Record};
use crate::error::{Reason, Unsupported};
use crate::target::Target;

/// Size and alignment in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Layout {
    /// Size, padding at the end included.
    pub size: u64,
    /// Alignment.
    pub align: u64,
}

/// Where one member of a record is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FieldLayout {
    /// First bit, counted from the start of the record.
    pub bit_offset: u64,
    /// Width in bits: eight times the size for a member that is no bit-field.
    pub bit_size: u64,
}

/// A record's layout and that of each member, in order.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordLayout {
    /// The whole record.
    pub layout: Layout,
    /// Its members; as many as the record has.
    pub fields: Vec<FieldLayout>,
}

impl Layout {
    /// Layout of a type on a target.
    ///
    /// # Errors
    /// A type without a size there: incomplete, a function, `void`, or one that the target lacks.
    pub fn of(target: &Target, ty: &CType) -> Result<Layout, Unsupported> {
        let (size, align) = match ty {
            CType::Int(kind) => (kind.size(target), kind.align(target)),
            CType::Float(kind) => (kind.size(target), kind.align(target)),
            CType::Pointer { .. } => (target.data_model().pointer, target.data_model().pointer),
            _ => return Err(Unsupported::of(ty, Reason::Incomplete)),
        };
        Ok(Layout { size, align })
    }
}

/// Layout of a record and of its members.
///
/// # Errors
/// A member without a layout, or one that C does not allow.
pub fn record_layout(_target: &Target, record: &Record) -> Result<RecordLayout, Unsupported> {
    Err(Unsupported::of(&CType::record(record.clone()), Reason::Incomplete))
}
