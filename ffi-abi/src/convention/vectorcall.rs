//! Microsoft x64 `__vectorcall`: the x64 convention with six vector registers, and homogeneous vector aggregates in them.
//!
//! Source: Microsoft Learn, "__vectorcall" ("The __vectorcall convention on x64"). It is silent about complex numbers, which clang 19
//! takes for aggregates of two, and about what a home slot beyond the fourth means to what follows; clang was asked.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame};
use crate::convention::homogeneous::{Base, Bases, homogeneous_of};
use crate::convention::win64::{self, Class, GENERAL, HOME_AREA, RAX, XMM0};
use crate::ctype::CType;
use crate::error::{Reason, Unsupported};
use crate::layout::Layout;
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::{Env, Features, Target};

/// Vector types are passed "in XMM0-XMM5", by position.
const VECTOR: usize = 6;

const fn says(sentence: &'static str) -> Rule {
    Rule::of(Source::MicrosoftVectorcall, "The __vectorcall convention on x64", sentence)
}

const HVA: Rule = says("An HVA type is a composite type of up to four data members that have identical vector types.");

pub(super) fn lower(target: &Target, signature: &Signature, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    let refused = |reason| Err(Unsupported::named(Abi::Vectorcall64.name(), reason));
    if target.env() != Env::Msvc {
        // gcc, which decides what MinGW's types are, does not have it.
        return refused(Reason::NoRules);
    }
    if signature.is_variadic() {
        return refused(Reason::NotVariadic);
    }
    let mut call = Call { target, position: 0, vectors: [false; VECTOR], frame: Frame::new(8, 16), trace };
    trace.note(win64::HOME);
    call.frame.reserve(HOME_AREA);
    trace.on(Part::Result);
    let result = call.result(signature.result())?;
    let kinds = signature.parameters().iter().map(|ty| Kind::of(target, ty)).collect::<Result<Vec<_>, _>>()?;
    // Aggregates come second: "After all vector type arguments are allocated (…)". How many registers are left for them is counted from
    // the arguments in the first six places.
    let mut free = VECTOR - kinds.iter().take(VECTOR).filter(|kind| matches!(kind, Kind::Vector)).count();
    let mut first = Vec::with_capacity(kinds.len());
    for (index, (ty, kind)) in signature.parameters().iter().zip(kinds).enumerate() {
        trace.on(Part::Argument(index));
        let location = match kind {
            Kind::Aggregate { count, .. } if count as usize > free => call.indirect(ty)?,
            Kind::Aggregate { base, count } => {
                free -= count as usize;
                trace.note(HVA);
                call.pass_over();
                Step::Aggregate { base, count }
            }
            Kind::Vector => call.vector(ty)?,
            Kind::Other(Class::Wide | Class::Memory) => call.indirect(ty)?,
            Kind::Other(Class::General | Class::Float | Class::Empty) => {
                let size = allocate::fit(ty, Layout::of(target, ty)?.size)?;
                let place = call.next(ty)?;
                if let Place::Register(_) = place {
                    trace.note(win64::INTEGERS);
                }
                Step::Placed(allocate::whole(size, place))
            }
        };
        first.push(location);
    }
    for (index, (ty, step)) in signature.parameters().iter().zip(first).enumerate() {
        trace.on(Part::Argument(index));
        let mut layout = Layout::of(target, ty)?;
        let location = match step {
            Step::Placed(location) => location,
            Step::Aggregate { base, count } => call.aggregate(ty, base, count)?,
        };
        if let Location::Indirect { .. } = location {
            // "the caller-allocated temporary memory must be 16-byte aligned" ("x64 calling convention").
            layout.align = layout.align.max(16);
        }
        call.frame.argument(ty, layout, location)?;
    }
    Ok(call.frame.finish(Abi::Vectorcall64, result, None))
}

/// What a value is to the convention.
#[derive(Clone, Copy)]
enum Kind {
    /// "A vector type is either a floating-point type, for example, a float or double, or an SIMD vector type".
    Vector,
    /// "An HVA type is a composite type of up to four data members that have identical vector types."
    Aggregate { base: Base, count: u32 },
    /// As the x64 convention has it.
    Other(Class),
}

impl Kind {
    fn of(target: &Target, ty: &CType) -> Result<Kind, Unsupported> {
        let Some((base, count)) = homogeneous_of(target, Bases::Vectorcall, ty)? else {
            return Ok(Kind::Other(win64::classify(target, ty, Layout::of(target, ty)?)?));
        };
        let feature = match base.layout.size {
            0..=16 => Features::NONE,
            17..=32 => Features::AVX,
            _ => Features::AVX512F,
        };
        // clang splits what Microsoft's compiler passes in one register, whatever it may use elsewhere.
        if !target.features().contains(feature) {
            return Err(Unsupported::of(ty, Reason::NoAgreement));
        }
        Ok(match ty {
            CType::Float(_) | CType::Vector { .. } => Kind::Vector,
            _ => Kind::Aggregate { base, count },
        })
    }
}

/// An argument after the first step.
enum Step {
    Placed(Location),
    /// To be placed when all others are.
    Aggregate {
        base: Base,
        count: u32,
    },
}

/// The state of lowering.
struct Call<'a> {
    target: &'a Target,
    /// Number of arguments so far, the hidden one included.
    position: usize,
    /// Vector registers that hold something.
    vectors: [bool; VECTOR],
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
        let location = match Kind::of(self.target, ty)? {
            Kind::Vector => {
                self.trace.note(win64::RETURNED_IN_XMM0);
                allocate::whole(size, Place::Register(XMM0))
            }
            // clang returns a fourth half in memory, for want of a rule; Microsoft's compiler has no halves.
            Kind::Aggregate { base, count: 4 } if base.layout.size == 2 => return Err(Unsupported::of(ty, Reason::NoAgreement)),
            Kind::Aggregate { base, count } => {
                self.trace.note(says("HVA types are returned by element in XMM0:XMM3 or YMM0:YMM3, depending on element type."));
                elements(ty, base, (0..count as u8).map(Register::float))?
            }
            Kind::Other(Class::General | Class::Empty) => {
                self.trace.note(win64::RETURNED_IN_RAX);
                allocate::whole(size, Place::Register(RAX))
            }
            Kind::Other(Class::Float | Class::Wide) => {
                self.trace.note(win64::RETURNED_IN_XMM0);
                allocate::whole(size, Place::Register(XMM0))
            }
            Kind::Other(Class::Memory) => {
                self.trace.note(win64::RETURNED_IN_MEMORY);
                let pointer = self.next(ty)?;
                return allocate::result(ty, layout, Location::Indirect { pointer }, Some(RAX));
            }
        };
        allocate::result(ty, layout, location, None)
    }

    /// The general register or stack slot of the next position.
    fn next(&mut self, ty: &CType) -> Result<Place, Unsupported> {
        let register = GENERAL.get(self.position).copied();
        self.position += 1;
        if register.is_none() {
            self.trace.note(win64::BEHIND_HOME);
        }
        register.map_or_else(|| self.frame.push(ty, 8, 8).map(Place::Stack), |register| Ok(Place::Register(register)))
    }

    fn indirect(&mut self, ty: &CType) -> Result<Step, Unsupported> {
        self.trace.note(win64::BY_REFERENCE);
        Ok(Step::Placed(Location::Indirect { pointer: self.next(ty)? }))
    }

    /// Counts a position whose argument is in vector registers. The fifth and sixth have a slot on the stack all the same; behind them
    /// there is no register to go with, and no slot.
    fn pass_over(&mut self) {
        if (GENERAL.len()..VECTOR).contains(&self.position) {
            self.frame.reserve(8);
        }
        self.position += 1;
    }

    /// A vector type: in the register of its position. Otherwise a number is on the stack, a vector by reference.
    fn vector(&mut self, ty: &CType) -> Result<Step, Unsupported> {
        let size = allocate::fit(ty, Layout::of(self.target, ty)?.size)?;
        if self.position < VECTOR {
            let register = Register::float(self.position as u8);
            self.trace.note(says(
                "When any of the first six arguments in order from left to right are vector type arguments, they are passed by value in \
                 SSE vector registers 0 to 5 according to argument position.",
            ));
            self.vectors[self.position] = true;
            self.pass_over();
            return Ok(Step::Placed(allocate::whole(size, Place::Register(register))));
        }
        match ty {
            CType::Float(_) => Ok(Step::Placed(allocate::whole(size, self.next(ty)?))),
            _ => self.indirect(ty),
        }
    }

    fn aggregate(&mut self, ty: &CType, base: Base, count: u32) -> Result<Location, Unsupported> {
        self.trace.note(says(
            "After registers are allocated for vector arguments, the data members of HVA arguments are allocated, in ascending order, to \
             unused vector registers XMM0 to XMM5 (or YMM0 to YMM5, for __m256 types), as long as there are enough registers available \
             for the entire HVA.",
        ));
        let unused: Vec<usize> = (0..VECTOR).filter(|&number| !self.vectors[number]).take(count as usize).collect();
        for &number in &unused {
            self.vectors[number] = true;
        }
        elements(ty, base, unused.into_iter().map(|number| Register::float(number as u8)))
    }
}

/// A piece for each element of an aggregate.
fn elements(ty: &CType, base: Base, registers: impl Iterator<Item = Register>) -> Result<Location, Unsupported> {
    let size = allocate::fit(ty, base.layout.size)?;
    let offsets = (0..).step_by(size as usize);
    Ok(Location::Direct(
        offsets.zip(registers).map(|(offset, register)| Piece::new(offset, size, Place::Register(register))).collect(),
    ))
}
