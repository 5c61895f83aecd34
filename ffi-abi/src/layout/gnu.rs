//! Records as GCC and Clang lay them out everywhere but on MSVC targets.
//!
//! Sources: System V ABI, AMD64 supplement 1.0, §3.1.2 ("Aggregates and Unions", "Bit-Fields"); i386 supplement, §2.1.2; AAPCS64
//! (2025Q4), §10.1.8 ("Bit-fields"); RISC-V calling conventions 1.0, "Bit-Fields"; GCC manual, "Common Variable Attributes", "Common Type
//! Attributes", "Structure-Layout Pragmas" and "x86 Variable Attributes" (`ms_struct`, which MinGW enables for all records).
//!
//! Where those are silent (most of what `packed`, `aligned` and `#pragma pack` do to bit-fields) the compilers are the rule. GCC and
//! Clang agree but for: a bit-field that asks for less alignment than its type has, or for more than `#pragma pack` allows; and on MinGW
//! bit-fields in unions (GCC aligns the union to their types), `packed` ones (GCC obeys), and those of no width beside `#pragma pack` or
//! with an alignment. Here Clang is followed in all of these.

use super::{Measure, Member, Placed, round_up};
use crate::ctype::{Record, RecordKind};
use crate::layout::FieldLayout;
use crate::target::{Arch, BitFieldRules, Target};

/// The record while members are added. Positions are in bits, sizes and alignments in bytes.
struct Builder<'a> {
    target: &'a Target,
    record: &'a Record,
    /// First bit after what was placed last. A union stays at 0.
    free: u64,
    /// Bytes taken so far, where the next plain member may begin: the bytes of a bit-field, and under Microsoft's rules those of its whole
    /// storage unit.
    data: u64,
    /// The most bytes ever taken.
    size: u64,
    align: u64,
    /// Microsoft's rules: the open storage unit.
    unit: Option<Unit>,
}

/// A storage unit of Microsoft's rules.
#[derive(Clone, Copy)]
struct Unit {
    /// Size in bits.
    size: u64,
    /// Bits not taken yet.
    free: u64,
}

pub(super) fn place(target: &Target, record: &Record, members: &[Member<'_>]) -> Placed {
    let mut builder = Builder { target, record, free: 0, data: 0, size: 0, align: record.align.unwrap_or(1), unit: None };
    let fields = members.iter().map(|member| builder.add(member)).collect();
    let mut size = builder.size;
    // Itanium C++ ABI §2.2: an empty class has size 1. One that only holds arrays without elements is not empty.
    if record.cpp && size == 0 && members.iter().all(|member| member.field.bits == Some(0)) {
        size = 1;
    }
    Placed { measure: Measure { size: round_up(size, builder.align), align: builder.align, required: 0 }, fields }
}

impl Builder<'_> {
    fn union(&self) -> bool {
        self.record.kind == RecordKind::Union
    }

    fn add(&mut self, member: &Member<'_>) -> FieldLayout {
        match (member.field.bits, self.target.data_model().bit_fields) {
            (None, _) => self.add_plain(member),
            (Some(width), BitFieldRules::SystemV) => self.add_system_v(member, u64::from(width)),
            (Some(width), BitFieldRules::Microsoft) => self.add_microsoft(member, u64::from(width)),
        }
    }

    /// "Each member is assigned to the lowest available offset with the appropriate alignment" (AMD64 supplement, §3.1.2).
    fn add_plain(&mut self, member: &Member<'_>) -> FieldLayout {
        self.unit = None;
        let natural = if self.record.packed || member.field.packed { 1 } else { member.measure.align };
        // `#pragma pack` limits even an alignment that the member asks for.
        let align = natural.max(member.explicit_align).min(self.record.pack.unwrap_or(u64::MAX));
        let offset = if self.union() { 0 } else { round_up(self.data, align) };
        let end = offset.saturating_add(member.measure.size);
        self.take(end, end.saturating_mul(8));
        self.align = self.align.max(align);
        FieldLayout { bit_offset: offset.saturating_mul(8), bit_size: member.measure.size.saturating_mul(8) }
    }

    /// System V: "bit-fields are allocated from right to left", "must be contained in a storage unit appropriate for its declared
    /// type", "may share a storage unit with other struct / union members" (AMD64 supplement, §3.1.2).
    fn add_system_v(&mut self, member: &Member<'_>, width: u64) -> FieldLayout {
        let packed = self.record.packed || member.field.packed;
        let pack = self.record.pack.map(|pack| 8 * pack);
        let unit = 8 * member.measure.size;
        let natural = 8 * member.measure.align;
        let explicit = member.field.align.map(|align| 8 * align);
        let align = if width == 0 {
            // Neither `packed` nor `#pragma pack` touches one of no width: it still ends the unit.
            natural.max(explicit.unwrap_or(1))
        } else {
            // `packed` on a bit-field puts it in the next bit; beside `#pragma pack` the pragma decides.
            let natural = if packed && pack.is_none() { 1 } else { natural };
            natural.max(explicit.unwrap_or(1)).min(pack.unwrap_or(u64::MAX))
        };
        let free = if self.union() { 0 } else { self.free };
        // With `#pragma pack` of any value a bit-field may cross the end of its unit.
        let crosses = pack.is_none() && (free % align).saturating_add(width) > unit;
        let offset = match explicit {
            _ if width == 0 || crosses => round_up(free, align),
            Some(explicit) if pack.is_none_or(|pack| explicit <= pack) => round_up(free, explicit),
            _ => free,
        };
        let end = offset.saturating_add(width);
        self.take(end.div_ceil(8), end);
        // "Unnamed bit-fields' types do not affect the alignment of a structure or union" (AMD64 supplement, §3.1.2; i386 and RISC-V say the
        // same). AAPCS64 §10.1.8: "The container type contributes to the alignment of the containing aggregate in the same way a plain (not
        // bit-field) member of that type would, without exception for zero-sized or anonymous bit-fields." Apple's compilers keep the exception.
        let unnamed_count = self.target.arch() == Arch::Aarch64 && !self.target.is_apple();
        if member.field.name.is_some() || unnamed_count {
            self.align = self.align.max(align.div_ceil(8));
        }
        FieldLayout { bit_offset: offset, bit_size: width }
    }

    /// Microsoft's units in a record that is GCC's otherwise (GCC manual, "x86 Variable Attributes"): a run of bit-fields whose types
    /// have one size shares units of that size; one that does not fit, or of another size, begins a new unit.
    fn add_microsoft(&mut self, member: &Member<'_>, width: u64) -> FieldLayout {
        let size = 8 * member.measure.size;
        // A unit is aligned as its size is, whatever its type's alignment (on i686, `long long` has 4 elsewhere).
        let mut align = size;
        if self.unit.is_none_or(|unit| unit.size != size || unit.free < width) {
            // One of no width counts only directly after a bit-field.
            if self.unit.is_none() && width == 0 {
                align = 1;
            }
            self.unit = None;
        }
        align = align.max(8 * member.explicit_align * u64::from(member.field.align.is_some()));
        if let (Some(pack), true) = (self.record.pack, width > 0) {
            align = align.min(8 * pack);
        }
        if self.union() {
            self.take(if width == 0 { 1 } else { member.measure.size }, 0);
            return FieldLayout { bit_offset: 0, bit_size: width };
        }
        self.align = self.align.max(align.div_ceil(8));
        let offset = match &mut self.unit {
            Some(unit) if width > 0 => {
                let offset = self.data.saturating_mul(8) - unit.free;
                unit.free -= width;
                offset
            }
            _ => {
                let first = round_up(self.free_bit(), align);
                self.unit = (width > 0).then_some(Unit { size, free: size - width });
                let end = first.saturating_add(if width > 0 { size } else { 0 });
                self.take(end.div_ceil(8), end);
                first
            }
        };
        FieldLayout { bit_offset: offset, bit_size: width }
    }

    /// First bit that no member and no open unit has taken.
    fn free_bit(&self) -> u64 {
        self.data.saturating_mul(8) - self.unit.map_or(0, |unit| unit.free)
    }

    /// Takes everything up to these positions.
    fn take(&mut self, end: u64, free: u64) {
        self.size = self.size.max(end);
        if !self.union() {
            // Less than before where one of no width ends a unit that `#pragma pack` has put across a boundary.
            self.data = end;
            self.free = free;
        }
    }
}
