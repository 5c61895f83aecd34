//! Records as MSVC lays them out.
//!
//! Sources: Microsoft, "C Language Reference" and "C++ Language Reference", "Bit Fields" and "Padding and Alignment of Structure Members"; "x64 ABI
//! conventions", "Struct alignment"; the pages on `pack` and `__declspec(align)`. Where they are silent, what Clang's MSVC
//! targets do.

use alloc::vec::Vec;

use super::{Measure, Member, Placed, round_up};
use crate::ctype::{Record, RecordKind};
use crate::layout::FieldLayout;
use crate::target::Target;

/// The bit-field storage unit at the end of the record that has room left.
struct Unit {
    /// Size of the declared type in bytes.
    size: u64,
    /// Bits not taken yet.
    free: u64,
}

pub(super) fn place(target: &Target, record: &Record, members: &[Member<'_>]) -> Placed {
    let union = record.kind == RecordKind::Union;
    let pointer = target.data_model().pointer;
    // A `pack` wider than a pointer is passed over (Clang's MSVC targets); `packed` is `pack(1)`.
    let pack = if record.packed { Some(1) } else { record.pack.filter(|&pack| pack <= pointer) };

    let mut size: u64 = 0;
    let mut align: u64 = 1;
    // The 32-bit compiler knows "no alignment was asked for", the 64-bit one takes it for 1: it shows in an empty record's size.
    let mut required: u64 = if pointer == 8 { 1 } else { 0 };
    let mut unit: Option<Unit> = None;
    let mut fields = Vec::with_capacity(members.len());

    for member in members {
        let natural = member.measure;
        let bit_size;
        let byte_offset;
        if let Some(width) = member.field.bits {
            let width = u64::from(width);
            // An alignment that is asked for raises that of a storage unit, but `pack` lowers it again as it does a natural one…
            let wanted = lowered(natural.align.max(member.explicit_align), pack, member).max(member.explicit_align);
            bit_size = width;
            if width == 0 {
                // "An unnamed bit field of width 0 forces alignment of the next bit field to the next type boundary, where type is the type of
                // the member": but only after one of some width.
                let ends = unit.take().is_some();
                byte_offset = if union {
                    if ends {
                        size = size.max(natural.size);
                    }
                    0
                } else if ends {
                    size = round_up(size, wanted);
                    align = align.max(wanted);
                    size
                } else {
                    size
                };
            } else if let Some(unit) = unit.as_mut().filter(|unit| !union && unit.size == natural.size && unit.free >= width) {
                // "Adjacent bit fields are packed into the same 1-, 2-, or 4-byte allocation unit if the integral types are the same
                // size and if the next bit field fits into the current allocation unit".
                fields.push(FieldLayout { bit_offset: size.saturating_mul(8) - unit.free, bit_size });
                unit.free -= width;
                continue;
            } else {
                byte_offset = if union { 0 } else { round_up(size, wanted) };
                size = size.max(byte_offset.saturating_add(natural.size));
                // Bit-fields do not align a union.
                align = if union { align } else { align.max(wanted) };
                unit = Some(Unit { size: natural.size, free: 8 * natural.size - width });
            }
        } else {
            unit = None;
            // An alignment asked for on the member or within its type holds whatever `pack` says, and rounds the record's size.
            let asked = natural.required.max(member.field.align.unwrap_or(0));
            required = required.max(asked);
            let wanted = lowered(natural.align, pack, member).max(asked);
            byte_offset = if union { 0 } else { round_up(size, wanted) };
            bit_size = natural.size.saturating_mul(8);
            size = size.max(byte_offset.saturating_add(natural.size));
            align = align.max(wanted);
        }
        fields.push(FieldLayout { bit_offset: byte_offset.saturating_mul(8), bit_size });
    }

    let pack = pack.unwrap_or(u64::MAX);
    // Clang's C++ rounds to no more than `pack`, its C does: they differ where a bit-field asked for an alignment.
    size = round_up(size, if record.cpp { align.min(pack) } else { align });
    required = required.max(record.align.unwrap_or(0));
    align = align.max(required);
    size = round_up(size, align.min(pack).max(required));
    if size == 0 {
        // An empty record takes four bytes in C and one in C++, or its alignment if that was asked for.
        let least = if record.cpp { 1 } else { 4 };
        size = if required >= least { align } else { least };
    }
    // Within another record an `aligned` record asks for its whole alignment.
    let required = if record.align.is_some() { align } else { required };
    Placed { measure: Measure { size, align, required }, fields }
}

/// A natural alignment, lowered by `packed` on the member and by `pack` on the record.
fn lowered(align: u64, pack: Option<u64>, member: &Member<'_>) -> u64 {
    if member.field.packed { 1 } else { align.min(pack.unwrap_or(u64::MAX)) }
}
