//! Which class each eightbyte of a value is of: "Classification" in §3.2.3.

use alloc::vec::Vec;

use super::{clang, passing, says};
use crate::convention::dialect::Dialect;
use crate::convention::flatten::{Leaf, LeafKind, bit_field, flatten};
use crate::ctype::{CType, FloatKind};
use crate::error::{Reason, Unsupported};
use crate::layout::{Layout, record_layout};
use crate::rule::{Rule, Trace};
use crate::target::{Features, FloatFormat, Os, Target};

/// Classes of an eightbyte that are left when a value is classified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// NO_CLASS: padding and nothing else.
    None,
    Integer,
    Sse,
    SseUp,
    X87,
    X87Up,
    Memory,
}

/// What a value is to be passed by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Classes {
    Memory,
    ComplexX87,
    /// At most eight; none for a value without bytes.
    Eightbytes(Vec<Class>),
}

const TOO_LARGE_OR_UNALIGNED: Rule =
    passing("If the size of an object is larger than eight eightbytes, or it contains unaligned fields, it has class MEMORY.");
pub(super) const LARGEST: u64 = 64;

pub(super) fn classify(
    target: &Target,
    ty: &CType,
    layout: Layout,
    named: bool,
    trace: Trace<'_>,
) -> Result<Classes, Unsupported> {
    if let CType::Complex(FloatKind::LongDouble) = ty {
        trace.note(passing("A variable of type complex long double is classified as type COMPLEX_X87."));
        return Ok(Classes::ComplexX87);
    }
    if layout.size > LARGEST {
        trace.note(TOO_LARGE_OR_UNALIGNED);
        return Ok(Classes::Memory);
    }
    let Some(mut classes) = eightbytes(target, ty, Start::default(), named, trace)? else { return Ok(Classes::Memory) };
    for index in 0..classes.len() {
        if classes[index] == Class::X87Up && !preceded(&classes, index) {
            trace.note(Rule::practice(
                "Apple's systems are older than rule 5 (b): where an integer took the place of the mantissa, the rest is in class SSE.",
            ));
            classes[index] = Class::Sse;
        }
    }
    if Dialect::of(target) == Dialect::Clang && clang::counted_elsewhere(&flatten(target, ty)?, &classes) {
        return Err(Unsupported::of(ty, Reason::NoAgreement));
    }
    Ok(Classes::Eightbytes(classes))
}

/// Where a part of a value begins, in bits.
#[derive(Clone, Copy, Default)]
struct Start {
    bit: u64,
    /// Where gcc takes the bit-fields of unions to be: of an array it looks at the first element alone.
    first: u64,
}

impl Start {
    const fn plus(self, bits: u64) -> Start {
        Start { bit: self.bit + bits, first: self.first + bits }
    }

    /// Of an element of an array that begins here.
    const fn element(self, bits: u64) -> Start {
        Start { bit: self.bit + bits, first: self.first }
    }
}

/// "Each field of an object is classified recursively": the classes of a part of a value, from the eightbyte on in which it begins;
/// `None` if the class is MEMORY. What is aligned is aligned in the whole value: gcc and clang count from its beginning.
fn eightbytes(
    target: &Target,
    ty: &CType,
    start: Start,
    named: bool,
    trace: Trace<'_>,
) -> Result<Option<Vec<Class>>, Unsupported> {
    let by_clang = Dialect::of(target) == Dialect::Clang;
    let inside = start.bit % 64;
    let room = |size: u64| (0..(inside + 8 * size).div_ceil(64)).map(|_| Class::None).collect::<Vec<Class>>();
    // The classes of another part at this bit behind the first one, merged into those there are.
    let add = |classes: &mut Vec<Class>, part: Option<Vec<Class>>, at: u64| {
        let Some(part) = part else { return false };
        let from = ((inside + at) / 64) as usize;
        for (merged, class) in classes.iter_mut().skip(from).zip(part) {
            *merged = merge(*merged, class, trace);
        }
        true
    };
    let scalar = |classes: &mut Vec<Class>, leaf: Leaf| {
        // In a packed record a union, and with it what gcc takes its bit-fields for, may be anywhere; `int : 0` always may.
        let astray = |width| leaf.bit_size > 0 && leaf.moved(start.first).bit_offset % width != 0;
        let aligned = leaf.moved(start.bit).aligned() && !leaf.container.is_some_and(|width| !by_clang && astray(width));
        if aligned {
            merge_leaf(target, &leaf.moved(inside), named, classes, trace);
        } else {
            trace.note(TOO_LARGE_OR_UNALIGNED);
        }
        aligned
    };
    let classes = match ty {
        CType::Record(record) => {
            let layout = record_layout(target, record)?;
            let mut classes = room(layout.layout.size);
            let larger = by_clang && layout.layout.size > 16;
            if larger && !clang::is_wide(target, record, layout.layout.size)? {
                trace.note(EXCEEDS);
                return Ok(None);
            }
            for (field, place) in record.fields.iter().zip(&layout.fields) {
                let at = place.bit_offset;
                let there = match bit_field(target, record, field, *place)? {
                    Some(leaf) => scalar(&mut classes, leaf),
                    None if by_clang && off_alignment(target, &field.ty, start.bit + at)? => {
                        trace.note(Rule::practice(
                            "To clang a record off its alignment is an unaligned field, whatever is in it.",
                        ));
                        false
                    }
                    None => add(&mut classes, eightbytes(target, &field.ty, start.plus(at), named, trace)?, at),
                };
                if !there {
                    return Ok(None);
                }
            }
            if larger {
                clang::by_the_first_half(&mut classes, |rule| trace.note(rule));
            }
            classes
        }
        // To gcc such a member is nothing.
        CType::Array { length: None, .. } if by_clang => {
            trace.note(Rule::practice(
                "To clang a record with a flexible array member is of unknown size, and is passed in memory.",
            ));
            return Ok(None);
        }
        CType::Array { element, length: Some(length @ 1..) } => {
            let size = Layout::of(target, element)?.size;
            let mut classes = room(size * length);
            if by_clang && size * length > 16 && (*length > 1 || size > clang::register_size(target)) {
                // The array says nothing; a vector that shares a union with it may.
                return Ok(Some(classes));
            }
            // Elements without bytes hold no scalars, however many there are.
            for index in (0..*length).take_while(|_| size > 0) {
                let at = 8 * size * index;
                if !add(&mut classes, eightbytes(target, element, start.element(at), named, trace)?, at) {
                    return Ok(None);
                }
            }
            classes
        }
        _ => {
            let leaves = flatten(target, ty)?;
            let end = leaves.iter().map(|leaf| (leaf.bit_offset + leaf.bit_size).div_ceil(8)).max().unwrap_or(0);
            let mut classes = room(end);
            for leaf in leaves {
                if !scalar(&mut classes, leaf) {
                    return Ok(None);
                }
            }
            classes
        }
    };
    Ok(clean_up(target, classes, trace))
}

/// Whether a member that is a record, or an array of some, lies at no multiple of its alignment.
fn off_alignment(target: &Target, ty: &CType, bit_offset: u64) -> Result<bool, Unsupported> {
    match ty {
        CType::Record(record) => Ok(bit_offset % (8 * record_layout(target, record)?.layout.align) != 0),
        CType::Array { element, .. } => off_alignment(target, element, bit_offset),
        _ => Ok(false),
    }
}

/// Adds a scalar's classes to those of the eightbytes that it covers.
fn merge_leaf(target: &Target, leaf: &Leaf, named: bool, classes: &mut [Class], trace: Trace<'_>) {
    let dialect = Dialect::of(target);
    let (first, rest) = match leaf.kind {
        LeafKind::Integer => {
            trace.note(match leaf.bit_size {
                0..=64 => passing(
                    "Arguments of types (signed and unsigned) _Bool, char, short, int, long, long long, and pointers are in the INTEGER \
                     class.",
                ),
                _ => passing(
                    "For classification purposes __int128 is treated as if it were implemented as: typedef struct { long low, high; } \
                     __int128.",
                ),
            });
            (Class::Integer, Class::Integer)
        }
        LeafKind::Float(FloatFormat::Binary16 | FloatFormat::Binary32 | FloatFormat::Binary64) => {
            trace.note(passing("Arguments of types _Float16, float, double, _Decimal32, _Decimal64 and __m64 are in class SSE."));
            (Class::Sse, Class::SseUp)
        }
        LeafKind::Float(FloatFormat::Binary128) => {
            trace.note(HALVES);
            (Class::Sse, Class::SseUp)
        }
        LeafKind::Float(FloatFormat::X87Extended) => {
            trace.note(passing(
                "The 64-bit mantissa of arguments of type long double belongs to class X87, the 16-bit exponent plus 6 bytes of padding \
                 belongs to class X87UP.",
            ));
            (Class::X87, Class::X87Up)
        }
        LeafKind::Vector { lanes, float } => vector(target, leaf.bit_size, lanes, float, named, trace),
        LeafKind::UnnamedBits => match dialect {
            Dialect::Gcc => {
                trace.note(Rule::practice("gcc takes bit-fields without names for integers; the text says nothing on them."));
                (Class::Integer, Class::Integer)
            }
            Dialect::Clang => {
                trace.note(Rule::practice("clang takes bit-fields without names for padding; the text says nothing on them."));
                return;
            }
        },
        LeafKind::EmptyArray { .. } => return,
    };
    // gcc takes a bit-field of a union for an integer, `int : 0` too.
    let bit_size = leaf.container.filter(|_| dialect == Dialect::Gcc).unwrap_or(leaf.bit_size);
    // `int : 0` ends a unit and has no bits.
    if bit_size == 0 {
        return;
    }
    let start = (leaf.bit_offset / 64) as usize;
    let end = (leaf.bit_offset + bit_size).div_ceil(64) as usize;
    for (index, merged) in classes.iter_mut().enumerate().take(end).skip(start) {
        *merged = merge(*merged, if index > start { rest } else { first }, trace);
    }
}

const HALVES: Rule = passing(
    "Arguments of types __float128, _Decimal128 and __m128 are split into two halves. The least significant ones belong to class SSE, \
     the most significant one to class SSEUP.",
);

/// Classes of the first eightbyte of a vector and of the others.
fn vector(target: &Target, bits: u64, lanes: u32, float: bool, named: bool, trace: Trace<'_>) -> (Class, Class) {
    let apart = lanes == 1;
    let features = target.features();
    let (rule, classes) = match bits {
        0..=32 if apart && float && Dialect::of(target) == Dialect::Gcc => {
            (Rule::practice("gcc passes a vector of a single float in memory."), (Class::Memory, Class::Memory))
        }
        0..=32 => {
            let rule = Rule::practice("gcc and clang take vectors that fit half a register for integers; the text has none.");
            (rule, (Class::Integer, Class::Integer))
        }
        33..=64 if apart && float => {
            (Rule::practice("A vector of one double is in memory by gcc and by clang."), (Class::Memory, Class::Memory))
        }
        33..=64 if apart && (target.is_apple() || target.os() == Os::FreeBsd) => {
            let rule = Rule::practice(
                "A vector of one 64-bit integer is an integer by clang for Apple's systems and FreeBSD, as it was everywhere before \
                 clang 3.9.",
            );
            (rule, (Class::Integer, Class::Integer))
        }
        33..=64 => {
            let rule = passing("Arguments of types _Float16, float, double, _Decimal32, _Decimal64 and __m64 are in class SSE.");
            (rule, (Class::Sse, Class::SseUp))
        }
        65..=128 => (HALVES, (Class::Sse, Class::SseUp)),
        129..=256 if named && features.contains(Features::AVX) => (CHUNKS, (Class::Sse, Class::SseUp)),
        257..=512 if named && features.contains(Features::AVX512F) => (CHUNKS, (Class::Sse, Class::SseUp)),
        _ if !named => {
            let rule = says(
                "§3.5.7",
                "When __m256 or __m512 is passed as variable-argument, it should always be passed on stack. Only named __m256 and \
                 __m512 arguments may be passed in register.",
            );
            (rule, (Class::Memory, Class::Memory))
        }
        _ => {
            let rule = Rule::practice("A machine without registers of that size has no such type; compilers use memory.");
            (rule, (Class::Memory, Class::Memory))
        }
    };
    trace.note(rule);
    classes
}

/// Of `__m512`: eight.
const CHUNKS: Rule = passing(
    "Arguments of type __m256 are split into four eightbyte chunks. The least significant one belongs to class SSE and all the others \
     to class SSEUP.",
);

/// Rule 4 of the classification of aggregates, (a) to (f) in order.
fn merge(a: Class, b: Class, trace: Trace<'_>) -> Class {
    let merging = |sentence| trace.note(says("§3.2.3, rule 4", sentence));
    match (a, b) {
        // "(a) If both classes are equal, this is the resulting class."
        (a, b) if a == b => a,
        // "(b) If one of the classes is NO_CLASS, the resulting class is the other class."
        (Class::None, other) | (other, Class::None) => other,
        (Class::Memory, _) | (_, Class::Memory) => {
            merging("(c) If one of the classes is MEMORY, the result is the MEMORY class.");
            Class::Memory
        }
        (Class::Integer, _) | (_, Class::Integer) => {
            merging("(d) If one of the classes is INTEGER, the result is the INTEGER.");
            Class::Integer
        }
        (Class::X87 | Class::X87Up, _) | (_, Class::X87 | Class::X87Up) => {
            merging("(e) If one of the classes is X87, X87UP, COMPLEX_X87 class, MEMORY is used as class.");
            Class::Memory
        }
        (Class::Sse | Class::SseUp, Class::Sse | Class::SseUp) => {
            merging("(f) Otherwise class SSE is used.");
            Class::Sse
        }
    }
}

const EXCEEDS: Rule = says(
    "§3.2.3, rule 5",
    "(c) If the size of the aggregate exceeds two eightbytes and the first eightbyte isn't SSE or any other eightbyte isn't SSEUP, the \
     whole argument is passed in memory.",
);

/// Whether the eightbyte before this one is the mantissa of the same number.
fn preceded(classes: &[Class], index: usize) -> bool {
    index > 0 && classes[index - 1] == Class::X87
}

/// Rule 5: "Then a post merger cleanup is done". `None` if the class is MEMORY.
fn clean_up(target: &Target, mut classes: Vec<Class>, trace: Trace<'_>) -> Option<Vec<Class>> {
    let cleanup = |sentence| trace.note(says("§3.2.3, rule 5", sentence));
    if classes.contains(&Class::Memory) {
        cleanup("(a) If one of the classes is MEMORY, the whole argument is passed in memory.");
        return None;
    }
    if !target.is_apple() && (0..classes.len()).any(|index| classes[index] == Class::X87Up && !preceded(&classes, index)) {
        cleanup("(b) If X87UP is not preceded by X87, the whole argument is passed in memory.");
        return None;
    }
    if classes.len() > 2 && (classes[0] != Class::Sse || classes[1..].iter().any(|&class| class != Class::SseUp)) {
        trace.note(EXCEEDS);
        return None;
    }
    for index in 0..classes.len() {
        if classes[index] == Class::SseUp && (index == 0 || !matches!(classes[index - 1], Class::Sse | Class::SseUp)) {
            cleanup("(d) If SSEUP is not preceded by SSE or SSEUP, it is converted to SSE.");
            classes[index] = Class::Sse;
        }
    }
    Some(classes)
}
