//! Corners of System V's x86-64 convention that take a look at the offsets of members.

use ffi_abi::{CType, FloatFormat, Layout, RecordKind, Target, record_layout};

use super::{any_part, size, values};
use crate::c_program::Planned;

/// A record with bit-fields, inside a record that puts it off its alignment.
pub(super) fn bits_off_their_alignment(target: &Target, planned: &Planned) -> bool {
    let bits = |part: &CType| matches!(part, CType::Record(record) if record.fields.iter().any(|field| field.bits.is_some()));
    let astray = |part: &CType| {
        let CType::Record(record) = part else { return false };
        let Ok(layout) = record_layout(target, record) else { return false };
        record.fields.iter().zip(&layout.fields).any(|(field, place)| {
            let align = bits_align(target, &field.ty);
            field.bits.is_none() && !place.bit_offset.is_multiple_of(8 * align) && any_part(&field.ty, &bits)
        })
    };
    values(planned).any(|ty| any_part(ty, &astray))
}

/// The alignment of what holds bit-fields; of a union at least that of their types, which MinGW's unions may have less than.
fn bits_align(target: &Target, ty: &CType) -> u64 {
    let of = |ty: &CType| Layout::of(target, ty).map_or(1, |layout| layout.align);
    match ty {
        CType::Record(record) if record.kind == RecordKind::Union => {
            record.fields.iter().filter(|field| field.bits.is_some()).map(|field| of(&field.ty)).fold(of(ty), u64::max)
        }
        CType::Array { element, .. } => bits_align(target, element),
        _ => of(ty),
    }
}

/// A union with a `float` at the beginning of an eightbyte and nothing behind it there, and a member that goes on.
pub(super) fn float_before_more_in_a_union(target: &Target, planned: &Planned) -> bool {
    let found = |part: &CType| {
        let CType::Record(record) = part else { return false };
        if record.kind != RecordKind::Union {
            return false;
        }
        let members: Vec<Vec<Span>> = record.fields.iter().map(|field| spans(target, &field.ty, 0)).collect();
        let covers = |member: &[Span], bit: u64| member.iter().any(|span| span.start < bit + 32 && bit < span.end);
        members.iter().flatten().filter(|span| span.is_float && span.start.is_multiple_of(64)).any(|float| {
            let behind = float.start + 32;
            let alone = |member: &&Vec<Span>| covers(member, float.start) && !covers(member, behind);
            members.iter().any(|member| alone(&member)) && members.iter().any(|member| covers(member, behind))
        })
    };
    values(planned).any(|ty| any_part(ty, &found))
}

/// Bits that a scalar takes.
struct Span {
    start: u64,
    end: u64,
    is_float: bool,
}

/// The scalars of a value that begins at this bit.
fn spans(target: &Target, ty: &CType, start: u64) -> Vec<Span> {
    match ty {
        CType::Record(record) => record_layout(target, record).map_or(Vec::new(), |layout| {
            let fields = record.fields.iter().zip(&layout.fields);
            fields
                .flat_map(|(field, place)| match field.bits {
                    None => spans(target, &field.ty, start + place.bit_offset),
                    Some(_) => {
                        let start = start + place.bit_offset;
                        vec![Span { start, end: start + place.bit_size, is_float: false }]
                    }
                })
                .collect()
        }),
        CType::Array { element, length } => {
            let step = 8 * size(target, element);
            (0..length.unwrap_or(0)).flat_map(|index| spans(target, element, start + index * step)).collect()
        }
        CType::Complex(kind) => {
            let is_float = kind.format(target) == FloatFormat::Binary32;
            let half = 8 * kind.size(target);
            [start, start + half].map(|start| Span { start, end: start + half, is_float }).into()
        }
        CType::Float(kind) => {
            let is_float = kind.format(target) == FloatFormat::Binary32;
            vec![Span { start, end: start + 8 * kind.size(target), is_float }]
        }
        _ => vec![Span { start, end: start + 8 * size(target, ty), is_float: false }],
    }
}
