//! RISC-V 64: LP64D, and LP64 with [`Features::SOFT_FLOAT`].
//!
//! Source: RISC-V ABIs Specification 1.0 and the clarifications merged since; sentences are from "Integer Calling Convention" (XLEN is
//! 64 here) and "Hardware Floating-Point Calling Convention" (ABI_FLEN is 64).
//!
//! gcc 12 and clang 19 were asked. What they do against the text is not followed:
//! * clang passes a record of two scalars by the integer convention if a zero-width bit-field is before the second;
//! * gcc does so if there is an array without elements, an array of empty records (in C), or an empty union beside them.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame, Registers};
use crate::convention::dialect;
use crate::ctype::{CType, RecordKind};
use crate::error::{Reason, Unsupported};
use crate::layout::{Layout, record_layout};
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::{Features, Target};

/// "The base integer calling convention provides eight argument registers, a0-a7, the first two of which are also used to return
/// values." "The hardware floating-point calling convention adds eight floating-point argument registers, fa0-fa7, the first two of which
/// are also used to return values." Both are numbered from 10.
const GENERAL: [Register; 8] = allocate::consecutive(Register::general(10));
const FLOAT: [Register; 8] = allocate::consecutive(Register::float(10));

/// XLEN in bytes, and ABI_FLEN.
const XLEN: u64 = 8;

const fn integer(sentence: &'static str) -> Rule {
    Rule::of(Source::RiscV, "Integer Calling Convention", sentence)
}

const fn float(sentence: &'static str) -> Rule {
    Rule::of(Source::RiscV, "Hardware Floating-Point Calling Convention", sentence)
}

pub(super) fn lower(target: &Target, signature: &Signature, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    trace.note(integer("the stack pointer shall be aligned to a 128-bit boundary upon procedure entry."));
    let mut call = Call {
        target,
        general: Registers::new(&GENERAL),
        float: Registers::new(&FLOAT),
        frame: Frame::new(XLEN as u32, STACK_ALIGN as u32),
        trace,
    };
    trace.on(Part::Result);
    let result = call.result(signature.result())?;
    for (index, ty) in signature.parameters().iter().enumerate() {
        trace.on(Part::Argument(index));
        call.argument(ty, index < signature.fixed().len())?;
    }
    Ok(call.frame.finish(Abi::Riscv64, result, None))
}

/// Alignment of the stack in bytes.
const STACK_ALIGN: u64 = 16;

/// The state of lowering.
struct Call<'a> {
    target: &'a Target,
    general: Registers,
    float: Registers,
    frame: Frame,
    trace: Trace<'a>,
}

impl Call<'_> {
    /// As a first named argument. "There is no requirement that the address be returned from the function".
    fn result(&mut self, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(self.target, ty)?;
        self.trace.note(integer(
            "Values are returned in the same manner as a first named argument of the same type would be passed. If such an argument would \
             have been passed by reference, the caller allocates memory for the return value, and passes the address as an implicit first \
             parameter.",
        ));
        let (mut general, mut float) = (Registers::new(&GENERAL), Registers::new(&FLOAT));
        let location = match in_float_registers(self.target, ty, &mut general, &mut float, self.trace)? {
            Some(pieces) => Location::Direct(pieces),
            None if layout.size == 0 => {
                self.trace.note(EMPTY);
                Location::Ignored
            }
            None if layout.size > 2 * XLEN => {
                self.trace.note(by_reference(ty));
                Location::Indirect { pointer: self.pointer(ty)? }
            }
            None => self.extended(ty, words(allocate::fit(ty, layout.size)?, || general.take().map(Place::Register))),
        };
        allocate::result(ty, layout, location, None)
    }

    fn argument(&mut self, ty: &CType, named: bool) -> Result<(), Unsupported> {
        let layout = Layout::of(self.target, ty)?;
        let pieces = if named {
            in_float_registers(self.target, ty, &mut self.general, &mut self.float, self.trace)?
        } else {
            self.trace.note(float(
                "The remainder of this section applies only to named arguments. Variadic arguments are passed according to the integer \
                 calling convention.",
            ));
            None
        };
        let location = match pieces {
            Some(pieces) => Location::Direct(pieces),
            None => self.integer(ty, layout, named)?,
        };
        self.frame.argument(ty, layout, location)
    }

    /// "Integer Calling Convention".
    fn integer(&mut self, ty: &CType, layout: Layout, named: bool) -> Result<Location, Unsupported> {
        if layout.size == 0 {
            self.trace.note(EMPTY);
            return Ok(Location::Ignored);
        }
        if layout.size > 2 * XLEN {
            self.trace.note(by_reference(ty));
            return Ok(Location::Indirect { pointer: self.pointer(ty)? });
        }
        if !named && layout.align >= 2 * XLEN {
            self.trace.note(integer(
                "Variadic arguments with 2×XLEN-bit alignment and size at most 2×XLEN bits are passed in an aligned register pair (i.e., \
                 the first register in the pair is even-numbered), or on the stack by value if none is available. After a variadic \
                 argument has been passed on the stack, all future arguments will also be passed on the stack.",
            ));
            self.general.even();
        }
        let size = allocate::fit(ty, layout.size)?;
        self.trace.note(in_integer_registers(ty, layout));
        let location = match self.general.left() {
            0 => {
                self.trace.note(integer(
                    "Aggregates or scalars passed on the stack are aligned to the greater of the type alignment and XLEN bits, but never \
                     more than the stack alignment.",
                ));
                let offset = self.frame.push(ty, layout.size, layout.align.min(STACK_ALIGN))?;
                Vec::from([Piece::new(0, size, Place::Stack(offset))])
            }
            1 if layout.size > XLEN => {
                let rest = Place::Stack(self.frame.push(ty, layout.size - XLEN, XLEN)?);
                let mut places = [self.general.take().map(Place::Register), Some(rest)].into_iter().flatten();
                words(size, || places.next())
            }
            _ => words(size, || self.general.take().map(Place::Register)),
        };
        Ok(self.extended(ty, location))
    }

    /// The address that replaces what is passed by reference: an argument like any other.
    fn pointer(&mut self, ty: &CType) -> Result<Place, Unsupported> {
        match self.general.take() {
            Some(register) => Ok(Place::Register(register)),
            None => self.frame.push(ty, XLEN, XLEN).map(Place::Stack),
        }
    }

    /// So 32 bits are sign-extended even if they are `unsigned`.
    fn extended(&self, ty: &CType, pieces: Vec<Piece>) -> Location {
        let signed = match ty {
            CType::Int(_) | CType::Enum(_) | CType::Bool if pieces[0].size == 4 => Some(true),
            _ => dialect::narrow(self.target, ty),
        };
        if signed.is_some() {
            self.trace.note(integer(
                "When passed in registers or on the stack, integer scalars narrower than XLEN bits are widened according to the sign of \
                 their type up to 32 bits, then sign-extended to XLEN bits.",
            ));
        }
        match signed {
            Some(signed) => allocate::extended(pieces[0].size, XLEN as u32, signed, pieces[0].place),
            None => Location::Direct(pieces),
        }
    }
}

const EMPTY: Rule = integer(
    "Empty structs or union arguments or return values are ignored by C compilers which support them as a non-standard extension. This is \
     not the case for C++, which requires them to be sized types.",
);

/// A value of more than two words.
const fn by_reference(ty: &CType) -> Rule {
    match ty {
        CType::Record(_) | CType::Vector { .. } => integer(
            "Aggregates larger than 2×XLEN bits are passed by reference and are replaced in the argument list with the address, as are C++ \
             aggregates with nontrivial copy constructors, destructors, or vtables.",
        ),
        _ => integer(
            "Scalars wider than 2×XLEN bits are passed by reference and are replaced in the argument list with the address.",
        ),
    }
}

/// A value of one or two words.
const fn in_integer_registers(ty: &CType, layout: Layout) -> Rule {
    let aggregate = matches!(ty, CType::Record(_) | CType::Vector { .. } | CType::Complex(_));
    match (aggregate, layout.size <= XLEN) {
        (false, true) => integer(
            "Scalars that are at most XLEN bits wide are passed in a single argument register, or on the stack by value if none is \
             available.",
        ),
        (false, false) => integer(
            "Scalars that are 2×XLEN bits wide are passed in a pair of argument registers, with the low-order XLEN bits in the \
             lower-numbered register and the high-order XLEN bits in the higher-numbered register. If no argument registers are \
             available, the scalar is passed on the stack by value. If exactly one register is available, the low-order XLEN bits are \
             passed in the register and the high-order XLEN bits are passed on the stack.",
        ),
        (true, true) => integer(
            "Aggregates whose total size is no more than XLEN bits are passed in a register, with the fields laid out as though they were \
             passed in memory. If no register is available, the aggregate is passed on the stack.",
        ),
        (true, false) => integer(
            "Aggregates whose total size is no more than 2×XLEN bits are passed in a pair of registers; if only one register is available, \
             the first XLEN bits are passed in a register and the remaining bits are passed on the stack. If no registers are available, \
             the aggregate is passed on the stack.",
        ),
    }
}

/// The words of a value in successive places.
fn words(size: u32, mut place: impl FnMut() -> Option<Place>) -> Vec<Piece> {
    let words = (0..size).step_by(XLEN as usize).map_while(|offset| Some((offset, place()?)));
    words.map(|(offset, place)| Piece::new(offset, (size - offset).min(XLEN as u32), place)).collect()
}

/// The pieces of a value that the hardware floating-point convention passes, or `None` if the integer convention does.
///
/// Nothing is said of the size of the record, which alignment may make large.
fn in_float_registers(
    target: &Target,
    ty: &CType,
    general: &mut Registers,
    float: &mut Registers,
    trace: Trace<'_>,
) -> Result<Option<Vec<Piece>>, Unsupported> {
    let mut fields = Vec::new();
    if target.features().contains(Features::SOFT_FLOAT) || flatten(target, ty, 0, &mut fields)?.is_none() {
        return Ok(None);
    }
    let floats = fields.iter().filter(|field| field.float).count();
    let integers = fields.len() - floats;
    if floats == 0 || floats > float.left() || integers > general.left() {
        return Ok(None);
    }
    trace.note(hardware(ty, floats, integers));
    let mut pieces = Vec::new();
    for field in fields {
        let register = if field.float { float.take() } else { general.take() };
        let Some(register) = register else { return Ok(None) };
        let offset = allocate::fit(ty, field.offset)?;
        pieces.push(Piece::new(offset, field.size, Place::Register(register)));
    }
    Ok(Some(pieces))
}

/// The sentence that passes so many reals and integers.
const fn hardware(ty: &CType, floats: usize, integers: usize) -> Rule {
    match (ty, floats, integers) {
        (CType::Float(_), ..) => float(
            "A real floating-point argument is passed in a floating-point argument register if it is no more than ABI_FLEN bits wide and \
             at least one floating-point argument register is available.",
        ),
        (CType::Complex(_), ..) => float(
            "A complex floating-point number, or a struct containing just one complex floating-point number, is passed as though it were \
             a struct containing two floating-point reals.",
        ),
        (_, _, 1..) => float(
            "A struct containing one floating-point real and one integer (or bitfield), in either order, is passed in a floating-point \
             register and an integer register, provided the floating-point real is no more than ABI_FLEN bits wide and the integer is no \
             more than XLEN bits wide, and at least one floating-point argument register and at least one integer argument register is \
             available. If the struct is passed in this manner, and the integer is narrower than XLEN bits, the remaining bits are \
             unspecified.",
        ),
        (_, 2.., _) => float(
            "A struct containing two floating-point reals is passed in two floating-point registers, if neither real is more than ABI_FLEN \
             bits wide and at least two floating-point argument registers are available. (The registers need not be an aligned pair and \
             are assigned to the two reals in memory order.)",
        ),
        _ => float(
            "A struct containing just one floating-point real is passed as though it were a standalone floating-point real.",
        ),
    }
}

/// One scalar of a flattened value.
struct Field {
    float: bool,
    /// In bytes.
    offset: u64,
    /// In bytes.
    size: u32,
}

/// Adds the scalars of a value to `fields`; `None` as soon as it is not one that the hardware floating-point convention passes.
///
/// "For the purposes of this section, "struct" refers to a C struct with its hierarchy flattened, including any array fields." "Attributes
/// such as aligned or packed do not interfere with a struct's eligibility".
fn flatten(target: &Target, ty: &CType, offset: u64, fields: &mut Vec<Field>) -> Result<Option<()>, Unsupported> {
    let mut push = |float, offset, size: u64| {
        fields.push(Field { float, offset, size: size as u32 });
        (size <= XLEN && fields.len() <= 2).then_some(())
    };
    Ok(match ty {
        CType::Float(kind) => push(true, offset, kind.size(target)),
        CType::Complex(kind) => {
            let half = kind.size(target);
            push(true, offset, half).and_then(|()| push(true, offset + half, half))
        }
        CType::Bool | CType::Int(_) | CType::Enum(_) => push(false, offset, Layout::of(target, ty)?.size),
        // No integer to gcc and clang.
        CType::Pointer { .. } => None,
        // "Fixed-length vectors are treated as aggregates." No compiler looks into them.
        CType::Vector { .. } => None,
        // To the text a flexible array member is nothing; to gcc and clang a record that has one is not eligible.
        CType::Array { length: None, .. } => None,
        // "Fields containing zero-length bit-fields or zero-length arrays are ignored while flattening."
        CType::Array { length: Some(0), .. } => Some(()),
        CType::Array { element, length: Some(length) } => {
            let size = Layout::of(target, element)?.size;
            let cpp = matches!(&**element, CType::Record(record) if record.cpp);
            for index in 0..*length {
                let before = fields.len();
                if flatten(target, element, offset + size * index, fields)?.is_none() {
                    return Ok(None);
                }
                if fields.len() == before {
                    // "an array of empty structs or unions; C treats it as an empty field, but C++ treats it as a non-empty field since
                    // C++ defines the size of an empty struct or union as 1."
                    return Ok((!cpp).then_some(()));
                }
            }
            Some(())
        }
        CType::Record(record) => {
            let layout = record_layout(target, record)?;
            let before = fields.len();
            for (field, place) in record.fields.iter().zip(&layout.fields) {
                let start = offset + place.bit_offset / 8;
                let eligible = match field.bits {
                    None => flatten(target, &field.ty, start, fields)?,
                    Some(0) => Some(()),
                    // Without a name too, to gcc and clang.
                    Some(bits) => {
                        fields.push(Field { float: false, offset: start, size: bits.div_ceil(8) });
                        (u64::from(bits) <= 8 * XLEN && fields.len() <= 2).then_some(())
                    }
                };
                if eligible.is_none() {
                    return Ok(None);
                }
            }
            // "Fields containing empty structs or unions are ignored while flattening, even in C++". "Unions are never flattened and
            // are always passed according to the integer calling convention."
            (record.kind == RecordKind::Struct || fields.len() == before).then_some(())
        }
        CType::Void | CType::Function(_) => return Err(Unsupported::of(ty, Reason::NotAValue)),
        CType::Named(_) => return Err(Unsupported::of(ty, Reason::Incomplete)),
    })
}
