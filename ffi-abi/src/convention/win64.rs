//! Microsoft x64: Windows; `ms_abi` anywhere.
//!
//! Source: Microsoft Learn, "x64 calling convention" (of 17 May 2022), quoted. It knows the types of Microsoft's compiler; on others
//! (`__int128`, `_Complex`, small vectors, empty records) compilers were asked: clang 19 for the msvc environment, gcc 12 for the
//! GNU one and for `ms_abi` on other systems. What the two pass differently says so.

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame};
use crate::convention::flatten::{LeafKind, flatten};
use crate::ctype::{CType, FloatKind, IntKind};
use crate::error::{Reason, Unsupported};
use crate::layout::Layout;
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::{Env, Features, FloatFormat, Target};

pub(super) const RAX: Register = Register::general(0);
pub(super) const XMM0: Register = Register::float(0);

/// The general registers of the first four positions: [`INTEGERS`].
pub(super) const GENERAL: [Register; 4] =
    [Register::general(1), Register::general(2), Register::general(8), Register::general(9)];

/// [`HOME`].
pub(super) const HOME_AREA: u32 = 32;

const fn says(section: &'static str, sentence: &'static str) -> Rule {
    Rule::of(Source::MicrosoftX64, section, sentence)
}

pub(super) const INTEGERS: Rule = says(
    "Parameter passing",
    "Integer valued arguments in the leftmost four positions are passed in left-to-right order in RCX, RDX, R8, and R9, respectively.",
);
const FLOATS: Rule = says(
    "Parameter passing",
    "Any floating-point and double-precision arguments in the first four parameters are passed in XMM0 - XMM3, depending on position.",
);
pub(super) const HOME: Rule = says(
    "Stack allocation",
    "The caller must always allocate sufficient space to store four register parameters, even if the callee doesn't take that many \
     parameters.",
);
pub(super) const BEHIND_HOME: Rule = says(
    "Parameter passing",
    "Any parameters beyond the first four must be stored on the stack after the shadow store before the call.",
);
/// By size and kind.
pub(super) const BY_REFERENCE: Rule = says(
    "Parameter passing",
    "Structs or unions of other sizes are passed as a pointer to memory allocated by the caller. For these aggregate types passed as a \
     pointer, including __m128, the caller-allocated temporary memory must be 16-byte aligned.",
);
pub(super) const RETURNED_IN_RAX: Rule = says(
    "Return values",
    "A scalar return value that can fit into 64 bits, including the __m64 type, is returned through RAX. To return a user-defined type by \
     value in RAX, it must have a length of 1, 2, 4, 8, 16, 32, or 64 bits.",
);
pub(super) const RETURNED_IN_XMM0: Rule = says(
    "Return values",
    "Non-scalar types including floats, doubles, and vector types such as __m128, __m128i, __m128d are returned in XMM0.",
);
pub(super) const RETURNED_IN_MEMORY: Rule = says(
    "Return values",
    "Otherwise, the caller must allocate memory for the return value and pass a pointer to it as the first argument. The remaining \
     arguments are then shifted one argument to the right. The same pointer must be returned by the callee in RAX.",
);

pub(super) fn lower(target: &Target, signature: &Signature, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    let mut call = Call { target, position: 0, variadic: signature.is_variadic(), frame: Frame::new(8, 16), trace };
    trace.note(HOME);
    call.frame.reserve(HOME_AREA);
    trace.on(Part::Result);
    let result = call.result(signature.result())?;
    for (index, ty) in signature.parameters().iter().enumerate() {
        trace.on(Part::Argument(index));
        call.argument(ty)?;
    }
    Ok(call.frame.finish(Abi::Win64, result, None))
}

/// How a value travels, be it argument or result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// In a general register.
    General,
    /// In a vector register.
    Float,
    /// In a general register as argument; as result nothing. On the stack nothing either.
    Empty,
    /// By reference as argument, in a vector register as result.
    Wide,
    /// By reference.
    Memory,
}

/// The state of lowering.
struct Call<'a> {
    target: &'a Target,
    /// Number of arguments so far, the hidden one included.
    position: usize,
    variadic: bool,
    frame: Frame,
    trace: Trace<'a>,
}

impl Call<'_> {
    fn result(&mut self, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(self.target, ty)?;
        let size = allocate::fit(ty, layout.size)?;
        let location = match classify(self.target, ty, layout)? {
            Class::General => {
                self.trace.note(RETURNED_IN_RAX);
                allocate::whole(size, Place::Register(RAX))
            }
            Class::Float | Class::Wide => {
                self.trace.note(RETURNED_IN_XMM0);
                allocate::whole(size, Place::Register(XMM0))
            }
            Class::Empty => Location::Ignored,
            Class::Memory if self.target.env() != Env::Msvc && !holds_value(ty) => {
                self.trace
                    .note(Rule::practice("gcc returns nothing where there is no value, although it passes that by reference."));
                Location::Ignored
            }
            Class::Memory => {
                self.trace.note(RETURNED_IN_MEMORY);
                let pointer = self.next(ty)?;
                return allocate::result(ty, layout, Location::Indirect { pointer }, Some(RAX));
            }
        };
        allocate::result(ty, layout, location, None)
    }

    fn argument(&mut self, ty: &CType) -> Result<(), Unsupported> {
        let mut layout = Layout::of(self.target, ty)?;
        let size = allocate::fit(ty, layout.size)?;
        let position = self.position;
        let location = match classify(self.target, ty, layout)? {
            Class::Empty if position >= GENERAL.len() => {
                self.trace.note(Rule::practice("gcc passes no value where there is none once the registers are used up."));
                Location::Ignored
            }
            // Callers of clang do not extend narrow integers, and nobody's callees rely on it.
            Class::General | Class::Empty => {
                let place = self.next(ty)?;
                if let Place::Register(_) = place {
                    self.trace.note(INTEGERS);
                    self.trace.note(says(
                        "Parameter passing",
                        "All integer arguments in registers are right-justified, so the callee can ignore the upper bits of the register.",
                    ));
                }
                allocate::whole(size, place)
            }
            Class::Float => match self.next(ty)? {
                Place::Register(general) => {
                    let vector = Piece::new(0, size, Place::Register(Register::float(position as u8)));
                    self.trace.note(FLOATS);
                    if self.variadic {
                        self.trace.note(says(
                            "Varargs",
                            "For vararg or unprototyped functions, any floating point values must be duplicated in the corresponding \
                             general-purpose register.",
                        ));
                    }
                    // gcc's callers leave the general register alone for named ones, which is why the
                    // vector register comes last: what it holds is right in every case.
                    let both = [Piece::new(0, size, Place::Register(general)), vector];
                    Location::Direct(if self.variadic { both.into() } else { [vector].into() })
                }
                stack => allocate::whole(size, stack),
            },
            Class::Wide | Class::Memory => {
                self.trace.note(BY_REFERENCE);
                layout.align = layout.align.max(16);
                Location::Indirect { pointer: self.next(ty)? }
            }
        };
        self.frame.argument(ty, layout, location)
    }

    /// The general register or stack slot of the next position.
    fn next(&mut self, ty: &CType) -> Result<Place, Unsupported> {
        let register = GENERAL.get(self.position).copied();
        self.position += 1;
        if register.is_none() {
            self.trace.note(BEHIND_HOME);
        }
        register.map_or_else(|| self.frame.push(ty, 8, 8).map(Place::Stack), |register| Ok(Place::Register(register)))
    }
}

pub(super) fn classify(target: &Target, ty: &CType, layout: Layout) -> Result<Class, Unsupported> {
    let msvc = target.env() == Env::Msvc;
    // "Any argument that doesn't fit in 8 bytes, or isn't 1, 2, 4, or 8 bytes, must be passed by reference."
    let fits = matches!(layout.size, 1 | 2 | 4 | 8);
    Ok(match ty {
        CType::Bool | CType::Enum(_) | CType::Pointer { .. } => Class::General,
        // Wide to gcc and clang alike.
        CType::Int(IntKind::Int128 | IntKind::UInt128) => Class::Wide,
        CType::Int(_) => Class::General,
        // clang treats it as a `float`, gcc as an integer.
        CType::Float(FloatKind::Half) => {
            if msvc {
                Class::Float
            } else {
                Class::General
            }
        }
        CType::Float(kind) => match kind.format(target) {
            FloatFormat::Binary16 | FloatFormat::Binary32 | FloatFormat::Binary64 => Class::Float,
            // MinGW-w64's `long double`, and `__float128`.
            FloatFormat::X87Extended | FloatFormat::Binary128 => Class::Memory,
        },
        CType::Vector { element, lanes } => {
            let integers = !matches!(**element, CType::Float(_));
            match layout.size {
                // "Structs and unions of size 8, 16, 32, or 64 bits, and __m64 types, are passed as if they were integers of the same
                // size": clang's `__m64` has one 64-bit element. Of other
                // small vectors clang and gcc each make something else, and Microsoft's compiler has none.
                8 if *lanes == 1 && integers => Class::General,
                1..=8 if msvc || *lanes == 1 && !integers => return Err(Unsupported::of(ty, Reason::NoAgreement)),
                1..=8 => Class::General,
                9..=16 => Class::Wide,
                // Microsoft's compiler and clang return __m256 in ymm0, gcc in memory.
                17..=32 if msvc && target.features().contains(Features::AVX) => Class::Wide,
                33..=64 if msvc && target.features().contains(Features::AVX512F) => Class::Wide,
                _ => Class::Memory,
            }
        }
        // As a record of its two halves.
        CType::Complex(_) => {
            if fits {
                Class::General
            } else {
                Class::Memory
            }
        }
        CType::Record(_) if !msvc && layout.size <= 8 => {
            let leaves = flatten(target, ty)?;
            // gcc passes no value where there is none, but counts the position as long as there are registers.
            let empty = leaves.iter().all(|leaf| matches!(leaf.kind, LeafKind::UnnamedBits | LeafKind::EmptyArray { .. }));
            match (fits, empty) {
                (true, true) => Class::Empty,
                (true, false) => Class::General,
                (false, _) => Class::Memory,
            }
        }
        // clang takes a record with a flexible array member for one of unknown size.
        CType::Record(_) if fits && flexible(target, ty)? => Class::Memory,
        CType::Record(_) => {
            if fits {
                Class::General
            } else {
                Class::Memory
            }
        }
        CType::Void | CType::Function(_) => return Err(Unsupported::of(ty, Reason::NotAValue)),
        CType::Array { .. } => return Err(Unsupported::of(ty, Reason::ArrayByValue)),
        CType::Named(_) => return Err(Unsupported::of(ty, Reason::Incomplete)),
    })
}

/// Whether there is anything but padding in a record: a bit-field without a name is none, nor is an array without elements.
fn holds_value(ty: &CType) -> bool {
    match ty {
        CType::Record(record) => record.fields.iter().any(|field| match field.bits {
            Some(_) => field.name.is_some(),
            None => holds_value(&field.ty),
        }),
        CType::Array { element, length } => length.is_some_and(|length| length > 0) && holds_value(element),
        CType::Void
        | CType::Bool
        | CType::Int(_)
        | CType::Float(_)
        | CType::Complex(_)
        | CType::Vector { .. }
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Enum(_)
        | CType::Named(_) => true,
    }
}

fn flexible(target: &Target, ty: &CType) -> Result<bool, Unsupported> {
    Ok(flatten(target, ty)?.iter().any(|leaf| leaf.kind == LeafKind::EmptyArray { flexible: true }))
}
