//! System V x86-64: Linux, macOS, the BSDs; `sysv_abi` anywhere.
//!
//! Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, version 1.0; sentences without a section
//! are from §3.2.3 "Parameter Passing".
//!
//! Where the text is silent or compilers do otherwise, they were asked (gcc 12, clang 14 and 19), and where they disagree with each
//! other the system's own compiler decides: [`Dialect`]. What compilers do against the text is not followed:
//! * clang, after an `__int128` that found one register left, gives that register to nobody (before version 18 it split the value);
//! * clang returns a vector wider than the registers in several of them (both compilers warn that the feature is missing);
//! * clang returns, and passes as unnamed argument, a vector of one `double` in `xmm0`;
//! * clang passes a union of a 256-bit vector and an array in `ymm`, gcc an unnamed one of such a vector and a `float`;
//! * clang passes any record of 32 or 64 bytes whose first 16 are a vector in `ymm` or `zmm`, where there are such;
//! * clang passes named vectors of 256 and 512 bits in memory if the function is variadic;
//! * gcc takes a `_Complex _Float16` that does not begin an eightbyte for two, and loses what comes behind it;
//! * gcc passes nothing for a C++ record larger than 16 bytes that holds nothing but empty records.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame, Registers};
use crate::convention::dialect::{Dialect, narrow};
use crate::convention::flatten::{Leaf, LeafKind, bit_field, flatten};
use crate::ctype::{CType, FloatKind};
use crate::error::Unsupported;
use crate::layout::{Layout, record_layout};
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::signature::Signature;
use crate::target::{Features, FloatFormat, Os, Target};

const RAX: Register = Register::general(0);
const RCX: Register = Register::general(1);
const RDX: Register = Register::general(2);
const RSI: Register = Register::general(6);
const RDI: Register = Register::general(7);
const R8: Register = Register::general(8);
const R9: Register = Register::general(9);
const XMM: [Register; 8] = allocate::consecutive(Register::float(0));
const ST0: Register = Register::x87(0);
const ST1: Register = Register::x87(1);

/// "If the class is INTEGER, the next available register of the sequence %rdi, %rsi, %rdx, %rcx, %r8 and %r9 is used." For SSE "the
/// registers are taken in the order from %xmm0 to %xmm7".
const ARGUMENTS: [Register; 6] = [RDI, RSI, RDX, RCX, R8, R9];
/// "If the class is INTEGER, the next available register of the sequence %rax, %rdx is used." ("Returning of Values")
const RESULTS: [Register; 2] = [RAX, RDX];

/// The bytes of the x87 format that are not padding.
const X87_SIZE: u32 = 10;

pub(super) fn lower(target: &Target, signature: &Signature) -> Result<CallPlan, Unsupported> {
    // "The end of the input argument area shall be aligned on a 16 (32 or 64, if __m256 or __m512 is passed on stack) byte boundary."
    // (§3.2.2) Compilers do so for any argument in memory that is aligned to more than 16.
    let mut call = Call { general: Registers::new(&ARGUMENTS), vector: Registers::new(&XMM), frame: Frame::new(8, 16) };
    let result = call.result(target, signature.result())?;
    for (index, ty) in signature.parameters().iter().enumerate() {
        call.argument(target, ty, index < signature.fixed().len())?;
    }
    // "When a function taking variable-arguments is called, %al must be set to the total number of floating point parameters passed
    // to the function in vector registers." (§3.5.7) Named ones count.
    let vectors = call.vector.taken() as u8;
    Ok(call.frame.finish(Abi::SysV64, result, signature.is_variadic().then_some(vectors)))
}

/// The state of lowering.
struct Call {
    general: Registers,
    vector: Registers,
    frame: Frame,
}

impl Call {
    fn result(&mut self, target: &Target, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(target, ty)?;
        let location = match classify(target, ty, layout, true)? {
            // "If the type has class MEMORY, then the caller provides space for the return value and passes the address of this
            // storage in %rdi as if it were the first argument to the function. … On return %rax will contain the address that has
            // been passed in by the caller in %rdi."
            Classes::Memory => {
                let pointer = Place::Register(self.general.take().unwrap_or(RDI));
                return allocate::result(ty, layout, Location::Indirect { pointer }, Some(RAX));
            }
            // "If the class is COMPLEX_X87, the real part of the value is returned in %st0 and the imaginary part in %st1."
            Classes::ComplexX87 => Location::Direct(
                [(0, ST0), (16, ST1)].map(|(offset, register)| Piece::new(offset, X87_SIZE, Place::Register(register))).into(),
            ),
            Classes::Eightbytes(classes) => {
                let mut general = Registers::new(&RESULTS);
                let mut vector = Registers::new(&XMM);
                pieces(&classes, layout, &mut general, &mut vector).map_or(Location::Ignored, Location::Direct)
            }
        };
        // Neither gcc's nor clang's callees extend a narrow result, and their callers extend what they get. On Apple's systems clang
        // extends it all the same, but for `_Bool`, because old code relied on that.
        let location = if target.is_apple() && *ty != CType::Bool { extended(target, ty, location) } else { location };
        allocate::result(ty, layout, location, None)
    }

    fn argument(&mut self, target: &Target, ty: &CType, named: bool) -> Result<(), Unsupported> {
        let layout = Layout::of(target, ty)?;
        let location = match classify(target, ty, layout, named)? {
            Classes::Eightbytes(classes) if !classes.contains(&Class::X87) => {
                // "If there are no registers available for any eightbyte of an argument, the whole argument is passed on the stack.
                // If registers have already been assigned for some eightbytes of such an argument, the assignments get reverted."
                let count = |class| classes.iter().filter(|&&c| c == class).count();
                if count(Class::Integer) <= self.general.left() && count(Class::Sse) <= self.vector.left() {
                    pieces(&classes, layout, &mut self.general, &mut self.vector).map_or(Location::Ignored, Location::Direct)
                } else {
                    self.memory(target, ty, layout)?
                }
            }
            // "If the class is X87, X87UP or COMPLEX_X87, it is passed in memory."
            Classes::Eightbytes(_) | Classes::ComplexX87 | Classes::Memory => self.memory(target, ty, layout)?,
        };
        self.frame.argument(ty, layout, extended(target, ty, location))
    }

    /// "If the class is MEMORY, pass the argument on the stack." "The size of each argument gets rounded up to eightbytes." It lies at
    /// a multiple of its type's alignment, of 8 at least.
    fn memory(&mut self, target: &Target, ty: &CType, layout: Layout) -> Result<Location, Unsupported> {
        // A record of bit-fields without names is empty to gcc once no register takes it: it has no place on the stack.
        let nothing = |leaf: &Leaf| leaf.kind == LeafKind::UnnamedBits;
        let gcc = Dialect::of(target) == Dialect::Gcc;
        if gcc && (1..=LARGEST).contains(&layout.size) && flatten(target, ty)?.iter().all(nothing) {
            return Ok(Location::Ignored);
        }
        let offset = self.frame.push(ty, layout.size, layout.align)?;
        Ok(allocate::whole(allocate::fit(ty, layout.size)?, Place::Stack(offset)))
    }
}

/// Narrow integers as arguments. The text leaves the bits above unspecified ("When a value of type _Bool is returned or passed in a
/// register or on the stack, bit 0 contains the truth value and bits 1 to 7 shall be zero"), but clang's callees rely on callers to
/// extend to 32 bits, and all compilers' callers do. From 32 to 64 bits nobody extends.
fn extended(target: &Target, ty: &CType, location: Location) -> Location {
    let Some(signed) = narrow(target, ty) else { return location };
    match location {
        Location::Direct(pieces) if pieces.len() == 1 => allocate::extended(pieces[0].size, 4, signed, pieces[0].place),
        other => other,
    }
}

/// Classes of an eightbyte that are left when a value is classified.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
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
enum Classes {
    Memory,
    ComplexX87,
    /// At most eight; none for a value without bytes.
    Eightbytes(Vec<Class>),
}

/// "If the size of an object is larger than eight eightbytes, or it contains unaligned fields, it has class MEMORY".
const LARGEST: u64 = 64;

fn classify(target: &Target, ty: &CType, layout: Layout, named: bool) -> Result<Classes, Unsupported> {
    // "A variable of type complex long double is classified as type COMPLEX_X87."
    if let CType::Complex(FloatKind::LongDouble) = ty {
        return Ok(Classes::ComplexX87);
    }
    if layout.size > LARGEST {
        return Ok(Classes::Memory);
    }
    Ok(eightbytes(target, ty, Start::default(), named)?.map_or(Classes::Memory, Classes::Eightbytes))
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
fn eightbytes(target: &Target, ty: &CType, start: Start, named: bool) -> Result<Option<Vec<Class>>, Unsupported> {
    let inside = start.bit % 64;
    let room = |size: u64| (0..(inside + 8 * size).div_ceil(64)).map(|_| Class::None).collect::<Vec<Class>>();
    // The classes of another part at this bit behind the first one, merged into those there are.
    let add = |classes: &mut Vec<Class>, part: Option<Vec<Class>>, at: u64| {
        let Some(part) = part else { return false };
        let from = ((inside + at) / 64) as usize;
        for (merged, class) in classes.iter_mut().skip(from).zip(part) {
            *merged = merge(*merged, class);
        }
        true
    };
    let scalar = |classes: &mut Vec<Class>, leaf: Leaf| {
        // In a packed record a union, and with it what gcc takes its bit-fields for, may be anywhere; `int : 0` always may.
        let astray = |width| leaf.bit_size > 0 && leaf.moved(start.first).bit_offset % width != 0;
        let gcc = Dialect::of(target) == Dialect::Gcc;
        let aligned = leaf.moved(start.bit).aligned() && !leaf.container.is_some_and(|width| gcc && astray(width));
        if aligned {
            merge_leaf(target, &leaf.moved(inside), named, classes);
        }
        aligned
    };
    let classes = match ty {
        CType::Record(record) => {
            let layout = record_layout(target, record)?;
            let mut classes = room(layout.layout.size);
            for (field, place) in record.fields.iter().zip(&layout.fields) {
                let at = place.bit_offset;
                let there = match bit_field(target, record, field, *place)? {
                    Some(leaf) => scalar(&mut classes, leaf),
                    // Not in the text: to clang a record off its alignment is an unaligned field, whatever is in it.
                    None if Dialect::of(target) == Dialect::Clang && off_alignment(target, &field.ty, start.bit + at)? => false,
                    None => add(&mut classes, eightbytes(target, &field.ty, start.plus(at), named)?, at),
                };
                if !there {
                    return Ok(None);
                }
            }
            classes
        }
        // To clang a record with a flexible array member is of unknown size; to gcc such a member is nothing.
        CType::Array { length: None, .. } if Dialect::of(target) == Dialect::Clang => return Ok(None),
        CType::Array { element, length: Some(length @ 1..) } => {
            let size = Layout::of(target, element)?.size;
            let mut classes = room(size * length);
            // Elements without bytes hold no scalars, however many there are.
            for index in (0..*length).take_while(|_| size > 0) {
                let at = 8 * size * index;
                if !add(&mut classes, eightbytes(target, element, start.element(at), named)?, at) {
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
    Ok(clean_up(classes))
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
fn merge_leaf(target: &Target, leaf: &Leaf, named: bool, classes: &mut [Class]) {
    let dialect = Dialect::of(target);
    let (first, rest) = match leaf.kind {
        // "Arguments of types (signed and unsigned) _Bool, char, short, int, long, long long, and pointers are in the INTEGER class."
        // "For classification purposes __int128 is treated as if it were implemented as: typedef struct { long low, high; } __int128".
        LeafKind::Integer => (Class::Integer, Class::Integer),
        // "Arguments of types _Float16, float, double, _Decimal32, _Decimal64 and __m64 are in class SSE." "Arguments of types
        // __float128, _Decimal128 and __m128 are split into two halves. The least significant ones belong to class SSE, the most
        // significant one to class SSEUP."
        LeafKind::Float(FloatFormat::Binary16 | FloatFormat::Binary32 | FloatFormat::Binary64 | FloatFormat::Binary128) => {
            (Class::Sse, Class::SseUp)
        }
        // "The 64-bit mantissa of arguments of type long double belongs to class X87, the 16-bit exponent plus 6 bytes of padding
        // belongs to class X87UP."
        LeafKind::Float(FloatFormat::X87Extended) => (Class::X87, Class::X87Up),
        LeafKind::Vector { lanes, float } => vector(target, leaf.bit_size, lanes, float, named),
        // The text says nothing on bits without a name. gcc takes them for integers, clang for padding.
        LeafKind::UnnamedBits => match dialect {
            Dialect::Gcc => (Class::Integer, Class::Integer),
            Dialect::Clang => return,
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
        *merged = merge(*merged, if index > start { rest } else { first });
    }
}

/// Classes of the first eightbyte of a vector and of the others.
fn vector(target: &Target, bits: u64, lanes: u32, float: bool, named: bool) -> (Class, Class) {
    let apart = lanes == 1;
    match bits {
        // Not in the text: gcc and clang take those that fit half a register for integers, but gcc one of a single `float` to memory.
        0..=32 if apart && float && Dialect::of(target) == Dialect::Gcc => (Class::Memory, Class::Memory),
        0..=32 => (Class::Integer, Class::Integer),
        // "__m64 … in class SSE". A vector of one `double` is in memory by gcc and by clang, and one of one 64-bit integer is an
        // integer by clang for Apple's systems and FreeBSD, as it was everywhere before clang 3.9.
        33..=64 if apart && float => (Class::Memory, Class::Memory),
        33..=64 if apart && (target.is_apple() || target.os() == Os::FreeBsd) => (Class::Integer, Class::Integer),
        33..=128 => (Class::Sse, Class::SseUp),
        // "Arguments of type __m256 are split into four eightbyte chunks. The least significant one belongs to class SSE and all the
        // others to class SSEUP." (Of __m512: eight.) A machine without such registers has no type __m256; compilers use memory.
        // "When __m256 or __m512 is passed as variable-argument, it should always be passed on stack. Only named __m256 and __m512
        // arguments may be passed in register" (§3.5.7).
        129..=256 if named && target.features().contains(Features::AVX) => (Class::Sse, Class::SseUp),
        257..=512 if named && target.features().contains(Features::AVX512F) => (Class::Sse, Class::SseUp),
        _ => (Class::Memory, Class::Memory),
    }
}

/// Rule 4 of the classification of aggregates, (a) to (f) in order.
fn merge(a: Class, b: Class) -> Class {
    match (a, b) {
        // "(a) If both classes are equal, this is the resulting class."
        (a, b) if a == b => a,
        // "(b) If one of the classes is NO_CLASS, the resulting class is the other class."
        (Class::None, other) | (other, Class::None) => other,
        // "(c) If one of the classes is MEMORY, the result is the MEMORY class."
        (Class::Memory, _) | (_, Class::Memory) => Class::Memory,
        // "(d) If one of the classes is INTEGER, the result is the INTEGER."
        (Class::Integer, _) | (_, Class::Integer) => Class::Integer,
        // "(e) If one of the classes is X87, X87UP, COMPLEX_X87 class, MEMORY is used as class."
        (Class::X87 | Class::X87Up, _) | (_, Class::X87 | Class::X87Up) => Class::Memory,
        // "(f) Otherwise class SSE is used."
        (Class::Sse | Class::SseUp, Class::Sse | Class::SseUp) => Class::Sse,
    }
}

/// Rule 5: "Then a post merger cleanup is done". `None` if the class is MEMORY.
fn clean_up(mut classes: Vec<Class>) -> Option<Vec<Class>> {
    // "(a) If one of the classes is MEMORY, the whole argument is passed in memory."
    if classes.contains(&Class::Memory) {
        return None;
    }
    // "(b) If X87UP is not preceded by X87, the whole argument is passed in memory."
    let preceded = |index: usize| index > 0 && classes[index - 1] == Class::X87;
    if (0..classes.len()).any(|index| classes[index] == Class::X87Up && !preceded(index)) {
        return None;
    }
    // "(c) If the size of the aggregate exceeds two eightbytes and the first eightbyte isn't SSE or any other eightbyte isn't SSEUP,
    // the whole argument is passed in memory."
    if classes.len() > 2 && (classes[0] != Class::Sse || classes[1..].iter().any(|&class| class != Class::SseUp)) {
        return None;
    }
    // "(d) If SSEUP is not preceded by SSE or SSEUP, it is converted to SSE."
    for index in 0..classes.len() {
        if classes[index] == Class::SseUp && (index == 0 || !matches!(classes[index - 1], Class::Sse | Class::SseUp)) {
            classes[index] = Class::Sse;
        }
    }
    Some(classes)
}

/// Takes registers for classified eightbytes; the caller has seen to it that there are enough. `None` if nothing travels.
fn pieces(classes: &[Class], layout: Layout, general: &mut Registers, vector: &mut Registers) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut index = 0;
    while index < classes.len() {
        let first = index;
        index += 1;
        let register = match classes[first] {
            Class::None => continue,
            Class::Integer => general.take()?,
            Class::Sse => {
                // "If the class is SSEUP, the eightbyte is passed in the next available eightbyte chunk of the last used vector
                // register."
                while classes.get(index) == Some(&Class::SseUp) {
                    index += 1;
                }
                vector.take()?
            }
            // "If the class is X87, the value is returned on the X87 stack in %st0 as 80-bit x87 number. If the class is X87UP, the
            // value is returned together with the previous X87 value in %st0."
            Class::X87 => ST0,
            Class::SseUp | Class::X87Up | Class::Memory => continue,
        };
        let offset = 8 * first as u32;
        let size = if register == ST0 { X87_SIZE } else { (8 * index as u32).min(layout.size as u32) - offset };
        pieces.push(Piece::new(offset, size, Place::Register(register)));
    }
    (!pieces.is_empty()).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;
    use crate::ctype::IntKind;

    const LONG: CType = CType::Int(IntKind::Long);
    const DOUBLE: CType = CType::Float(FloatKind::Double);

    fn plan(signature: &Signature) -> alloc::string::String {
        let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
        lower(&target, signature).unwrap().to_string()
    }

    #[test]
    fn integers_then_floats_run_out_of_registers() {
        let mut parameters = vec![LONG; 7];
        parameters.extend(vec![DOUBLE; 9]);
        let text = plan(&Signature::new(CType::Int(IntKind::SChar), parameters));
        assert!(text.contains("result: 1 byte → al\n"), "{text}");
        for line in ["arg 0: 8 bytes at 0 → rdi", "arg 5: 8 bytes at 40 → r9", "arg 6: 8 bytes at 48 → stack+0"] {
            assert!(text.contains(line), "{text}");
        }
        for line in ["arg 7: 8 bytes at 56 → xmm0", "arg 14: 8 bytes at 112 → xmm7", "arg 15: 8 bytes at 120 → stack+8"] {
            assert!(text.contains(line), "{text}");
        }
        assert!(text.contains("stack: 16 bytes\n"), "{text}");
    }

    #[test]
    fn narrow_arguments_are_extended_to_an_int() {
        let narrow = [IntKind::SChar, IntKind::UShort].map(CType::Int).to_vec();
        let text = plan(&Signature::new(CType::Void, narrow));
        assert!(text.contains("arg 0: 1 byte at 0 → edi (sign-extended from 1)"), "{text}");
        assert!(text.contains("arg 1: 2 bytes at 8 → esi (zero-extended from 2)"), "{text}");
    }

    #[test]
    fn wide_integer_needs_both_registers_and_leaves_the_last_to_others() {
        let mut parameters = vec![LONG; 5];
        parameters.extend([CType::Int(IntKind::Int128), LONG]);
        let text = plan(&Signature::new(CType::Int(IntKind::UInt128), parameters));
        assert!(text.contains("result: 16 bytes aligned to 16 → rax [0..8), rdx [8..16)"), "{text}");
        assert!(text.contains("at 48 → stack+0\n"), "{text}");
        assert!(text.contains("arg 6: 8 bytes at 64 → r9"), "{text}");
    }
}
