//! i386: cdecl on Linux and on Windows, and Windows' stdcall, fastcall and thiscall, which compilers have on Linux too.
//!
//! Sources: System V Application Binary Interface, Intel386 Architecture Processor Supplement, version 1.1 (quoted as "psABI");
//! Microsoft Learn, "Argument Passing and Naming Conventions". Where they are silent compilers were asked: gcc 12 for Linux and for
//! MinGW-w64, clang 19 for the msvc environment; the code says "gcc" for the first two. SSE2 is taken for granted, as Rust's i686
//! targets do. What compilers contradict each other in is refused.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame, Registers};
use crate::convention::dialect::narrow;
use crate::ctype::{CType, Field, FloatKind, Record, RecordKind};
use crate::error::{Reason, Unsupported};
use crate::layout::Layout;
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::{Env, Features, FloatFormat, Os, Target};

const EAX: Register = Register::general(0);
const ECX: Register = Register::general(1);
const EDX: Register = Register::general(2);
const ST0: Register = Register::x87(0);
const XMM: [Register; 3] = allocate::consecutive(Register::float(0));

const fn psabi(section: &'static str, sentence: &'static str) -> Rule {
    Rule::of(Source::SystemVI386, section, sentence)
}

const fn microsoft(sentence: &'static str) -> Rule {
    Rule::of(Source::MicrosoftX86, "Argument Passing and Naming Conventions", sentence)
}

pub(super) fn lower(target: &Target, signature: &Signature, abi: Abi, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    if signature.is_variadic() && abi != Abi::Cdecl {
        trace.note(Rule::practice(
            "A callee that does not know how much it was given cannot pop it: compilers make variadic functions cdecl, whatever is asked.",
        ));
    }
    let (declared, abi) = (abi, if signature.is_variadic() { Abi::Cdecl } else { abi });
    let registers: &'static [Register] = match abi {
        // [`register_rule`].
        Abi::Fastcall => &[ECX, EDX],
        Abi::Thiscall => &[ECX],
        _ => &[],
    };
    let windows = target.os() == Os::Windows;
    trace.note(match windows {
        true => Rule::practice("Windows promises an alignment of the stack to 4 bytes and no more."),
        false => psabi(
            "§2.2.3",
            "Additional padding may be necessary to ensure that the bottom of the parameter block (closest to the stack pointer) is at an \
             address which is 0 mod 16.",
        ),
    });
    let mut call = Call {
        target,
        windows,
        msvc: target.env() == Env::Msvc,
        variadic: signature.is_variadic(),
        general: Registers::new(registers),
        vector: Registers::new(&XMM),
        frame: Frame::new(4, if windows { 4 } else { 16 }),
        abi,
        trace,
    };
    trace.on(Part::Result);
    let result = call.result(signature.result())?;
    let hidden = call.frame.stack_size();
    // gcc leaves the hidden pointer of such a variadic function to the caller, clang does not.
    if hidden > 0 && !windows && abi != declared && declared != Abi::Stdcall {
        return Err(Unsupported::of(signature.result(), Reason::NoAgreement));
    }
    for (index, ty) in signature.parameters().iter().enumerate() {
        trace.on(Part::Argument(index));
        // gcc and clang differ in what else than `this` they let be the first.
        if index == 0 && abi == Abi::Thiscall && !fits_register(target, ty)? {
            return Err(Unsupported::of(ty, Reason::NoAgreement));
        }
        call.argument(ty, index < signature.fixed().len())?;
    }
    trace.on(Part::Call);
    let pops = match abi {
        // On Windows the callee does not pop the hidden pointer.
        Abi::Cdecl if windows => 0,
        Abi::Cdecl => {
            if hidden > 0 {
                trace.note(psabi(
                    "§2.2.4",
                    "the called function is responsible for popping the implicit pointer argument off the stack",
                ));
            }
            hidden
        }
        _ => {
            trace.note(microsoft("Stack-maintenance responsibility: Called function pops its own arguments from the stack."));
            call.frame.stack_size()
        }
    };
    Ok(CallPlan { callee_pops: pops, ..call.frame.finish(abi, result, None) })
}

/// The state of lowering.
struct Call<'a> {
    target: &'a Target,
    windows: bool,
    msvc: bool,
    variadic: bool,
    general: Registers,
    vector: Registers,
    frame: Frame,
    abi: Abi,
    trace: Trace<'a>,
}

/// Where a result travels.
enum Returned {
    General,
    X87(u32),
    Vector,
    Memory,
}

impl Call<'_> {
    fn result(&mut self, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(self.target, ty)?;
        let size = allocate::fit(ty, layout.size)?;
        let location = match self.returned(ty, layout)? {
            Returned::General => {
                self.trace.note(match ty {
                    CType::Record(_) => microsoft("Structures of up to 8 bytes are returned in the EDX:EAX register pair."),
                    _ if size > 4 => psabi(
                        "table 2.4",
                        "%edx:%eax: The most significant 32 bits are returned in %edx. The least significant 32 bits are returned in %eax.",
                    ),
                    _ => psabi("table 2.4", "Return Value Locations for Fundamental Data Types: integers and pointers in %eax."),
                });
                let low = Piece::new(0, size.min(4), Place::Register(EAX));
                let high = (size > 4).then(|| Piece::new(4, size - 4, Place::Register(EDX)));
                Location::Direct([low].into_iter().chain(high).collect())
            }
            Returned::X87(stored) => {
                self.trace.note(psabi(
                    "table 2.4",
                    "Return Value Locations for Fundamental Data Types: floating-point numbers in %st(0).",
                ));
                Location::Direct([Piece::new(0, stored, Place::Register(ST0))].into())
            }
            Returned::Vector => {
                self.trace.note(psabi(
                    "table 2.4",
                    "Return Value Locations for Fundamental Data Types: vectors in %xmm0, %ymm0, %zmm0 by size.",
                ));
                allocate::whole(size, Place::Register(XMM[0]))
            }
            Returned::Memory => {
                self.trace.note(psabi(
                    "§2.2.4",
                    "the caller passes a pointer to the memory location where the called function must write the return value. This pointer \
                     is passed to called function as an implicit first argument. … storing it in %eax prior to returning.",
                ));
                // gcc lets it take the first register of fastcall and thiscall, clang for msvc does not.
                let register = if self.msvc { None } else { self.general.take() };
                let pointer = match register {
                    Some(register) => Place::Register(register),
                    None => Place::Stack(self.frame.push(ty, 4, 4)?),
                };
                return allocate::result(ty, layout, Location::Indirect { pointer }, Some(EAX));
            }
        };
        allocate::result(ty, layout, location, None)
    }

    /// psABI, table 2.4 "Return Value Locations for Fundamental Data Types".
    fn returned(&self, ty: &CType, layout: Layout) -> Result<Returned, Unsupported> {
        Ok(match ty {
            CType::Bool | CType::Int(_) | CType::Enum(_) | CType::Pointer { .. } => Returned::General,
            CType::Float(kind) => match kind.format(self.target) {
                FloatFormat::Binary16 => Returned::Vector,
                FloatFormat::Binary32 => Returned::X87(4),
                FloatFormat::Binary64 => Returned::X87(8),
                FloatFormat::X87Extended => Returned::X87(10),
                FloatFormat::Binary128 => Returned::Memory,
            },
            CType::Complex(FloatKind::Half) => Returned::Vector,
            CType::Complex(FloatKind::Float) => Returned::General,
            CType::Complex(_) => Returned::Memory,
            CType::Vector { .. } if self.vector_register(ty, layout)? => Returned::Vector,
            CType::Vector { .. } => Returned::Memory,
            // "Aggregate types (structs and unions) are always returned in memory." Windows: "Structures of up to 8 bytes are returned in
            // the EDX:EAX register pair", of 1, 2, 4 and 8 bytes.
            CType::Record(_) if !self.windows => Returned::Memory,
            CType::Record(record) => match lone_member(self.target, record, layout)? {
                // gcc returns what holds nothing but one floating-point number or one vector as it returns that.
                Some(inner) if !self.msvc && is_float_or_vector(&inner) => return self.returned(&inner, layout),
                _ if self.msvc && holds(self.target, ty, is_vector)? => return Err(Unsupported::of(ty, Reason::NoAgreement)),
                // clang returns nothing of a record without members, however large; with a member it is in memory.
                _ if self.msvc && !register_sized(layout.size) && holds_nothing(ty) => {
                    return Err(Unsupported::of(ty, Reason::NoAgreement));
                }
                // gcc has no register for a vector of 8 bytes of such numbers, and returns a union of it and something else in memory.
                _ if !self.msvc
                    && layout.size == 8
                    && record.kind == RecordKind::Union
                    && holds(self.target, ty, is_float_vector)? =>
                {
                    return Err(Unsupported::of(ty, Reason::NoAgreement));
                }
                _ if !register_sized(layout.size) || flexible(record) => Returned::Memory,
                _ if all_register_sized(self.target, ty)? => Returned::General,
                // gcc and clang want each member to have such a size, too. No text says that Microsoft's compiler does.
                _ if self.msvc => return Err(Unsupported::of(ty, Reason::NoAgreement)),
                _ => Returned::Memory,
            },
            CType::Void | CType::Function(_) => return Err(Unsupported::of(ty, Reason::NotAValue)),
            CType::Array { .. } => return Err(Unsupported::of(ty, Reason::ArrayByValue)),
            CType::Named(_) => return Err(Unsupported::of(ty, Reason::Incomplete)),
        })
    }

    fn argument(&mut self, ty: &CType, named: bool) -> Result<(), Unsupported> {
        let layout = Layout::of(self.target, ty)?;
        let size = allocate::fit(ty, layout.size)?;
        let vector = is_vector(self.target, ty);
        if vector && self.variadic && self.msvc {
            return Err(Unsupported::of(ty, Reason::NoAgreement));
        }
        let in_vector = vector && self.vector_register(ty, layout)? && !self.variadic;
        if vector && self.variadic {
            self.trace.note(psabi(
                "§2.2.3",
                "When a function taking variable-arguments is called, all parameters are passed on the stack, including … __m128 and __m256.",
            ));
        }
        let location = if let Some(register) = in_vector.then(|| self.vector.take()).flatten() {
            self.trace.note(psabi("§2.2.3", "The first three parameters of type __m128 are passed in %xmm0, %xmm1, and %xmm2."));
            allocate::whole(size, Place::Register(register))
        } else if let Some(register) = self.register(ty, layout)? {
            self.trace.note(match self.abi {
                Abi::Thiscall => microsoft("thiscall: pushed on stack; this pointer stored in ECX"),
                _ => microsoft(
                    "The first two DWORD or smaller arguments that are found in the argument list from left to right are passed \
                     in ECX and EDX registers; all other arguments are passed on the stack from right to left.",
                ),
            });
            self.extended(ty, size, Place::Register(register))
        } else if size == 0 {
            self.trace.note(Rule::practice("A record without bytes does not travel."));
            Location::Ignored
        } else if self.msvc && named && (vector || required_align(ty) > 4) {
            self.trace.note(Rule::practice(
                "By pointer: the stack is not aligned enough for vectors, nor for records whose declaration asks for more.",
            ));
            let pointer = match self.general.take() {
                Some(register) => Place::Register(register),
                None => Place::Stack(self.frame.push(ty, 4, 4)?),
            };
            Location::Indirect { pointer }
        } else {
            let align = self.stack_align(ty, layout)?;
            self.trace.note(match self.windows {
                true => microsoft("Pushes parameters on the stack, in reverse order (right to left)."),
                false => psabi(
                    "§2.2.3",
                    "Padding may be needed to increase the size of each parameter to enforce alignment according to the values in Table 2.1.",
                ),
            });
            let place = Place::Stack(self.frame.push(ty, layout.size, align)?);
            self.extended(ty, size, place)
        };
        self.frame.argument(ty, layout, location)
    }

    /// The register for an argument of fastcall or thiscall: "the first two DWORD or smaller arguments that are found in the argument
    /// list from left to right".
    fn register(&mut self, ty: &CType, layout: Layout) -> Result<Option<Register>, Unsupported> {
        if fits_register(self.target, ty)? {
            return Ok(self.general.take());
        }
        if self.msvc {
            return Ok(None);
        }
        // gcc's wider integers, records, and vectors that no register holds use up registers without being in them; a record does
        // not if nothing but a floating-point number or another vector is in it.
        let uses_up = match ty {
            CType::Int(_) | CType::Enum(_) => true,
            CType::Record(record) => match lone_member(self.target, record, layout)? {
                Some(vector @ CType::Vector { .. }) => !self.register_exists(&vector, layout)?,
                Some(inner) => !is_float_or_vector(&inner),
                None => true,
            },
            CType::Vector { .. } => !self.vector_register(ty, layout)?,
            _ => false,
        };
        if uses_up {
            for _ in 0..layout.size.div_ceil(4).min(2) {
                self.general.take();
            }
        }
        Ok(None)
    }

    /// Whether a vector travels in a register: "__m128 %xmm0, __m256 %ymm0, __m512 %zmm0".
    fn vector_register(&self, ty: &CType, layout: Layout) -> Result<bool, Unsupported> {
        let features = self.target.features();
        match layout.size {
            // gcc uses the MMX registers for __m64, clang memory, and other small ones differ as well.
            0..=15 => Err(Unsupported::of(ty, Reason::NoAgreement)),
            16 => Ok(true),
            17..=32 if features.contains(Features::AVX) => Ok(true),
            33..=64 if features.contains(Features::AVX512F) => Ok(true),
            // Without the feature gcc uses memory; nothing is known of Microsoft's compiler.
            _ if self.msvc => Err(Unsupported::of(ty, Reason::NoAgreement)),
            _ => Ok(false),
        }
    }

    /// Whether gcc has registers for a vector, the MMX ones included, which have no floating-point numbers of their own.
    fn register_exists(&self, ty: &CType, layout: Layout) -> Result<bool, Unsupported> {
        match ty {
            CType::Vector { .. } if layout.size == 8 => Ok(!is_float_vector(self.target, ty)),
            _ => self.vector_register(ty, layout),
        }
    }

    /// Alignment on the stack: "Padding may be needed to increase the size of each parameter to enforce alignment according to the values
    /// in Table 2.1", which has 4 for all that SSE does not touch. gcc: what holds none of that is aligned to 4, whatever is asked.
    fn stack_align(&self, ty: &CType, layout: Layout) -> Result<u64, Unsupported> {
        if layout.align < 16 || !holds_aligned(self.target, ty)? {
            return Ok(4);
        }
        // For msvc there is no answer but clang's, which Microsoft's compiler is known to contradict.
        if self.msvc { Err(Unsupported::of(ty, Reason::NoAgreement)) } else { Ok(layout.align) }
    }

    /// Narrow integers, extended.
    fn extended(&self, ty: &CType, size: u32, place: Place) -> Location {
        match narrow(self.target, ty) {
            Some(signed) => {
                self.trace.note(Rule::practice(
                    "All compilers' callers extend narrow integers to 32 bits, though their callees do not rely on it.",
                ));
                allocate::extended(size, 4, signed, place)
            }
            None => allocate::whole(size, place),
        }
    }
}

/// An integer or pointer of 32 bits or fewer.
fn fits_register(target: &Target, ty: &CType) -> Result<bool, Unsupported> {
    Ok(matches!(ty, CType::Bool | CType::Int(_) | CType::Enum(_) | CType::Pointer { .. }) && Layout::of(target, ty)?.size <= 4)
}

const fn is_float_or_vector(ty: &CType) -> bool {
    matches!(ty, CType::Float(_) | CType::Complex(_) | CType::Vector { .. })
}

fn is_vector(_: &Target, ty: &CType) -> bool {
    matches!(ty, CType::Vector { .. })
}

/// A vector of `float` or `double`.
fn is_float_vector(_: &Target, ty: &CType) -> bool {
    matches!(ty, CType::Vector { element, .. } if matches!(**element, CType::Float(FloatKind::Float | FloatKind::Double)))
}

/// A scalar that is aligned to 16 or more: a vector of 8 bytes is none, whatever the record that it is in is aligned to.
fn is_wide(target: &Target, ty: &CType) -> bool {
    match ty {
        CType::Vector { .. } => Layout::of(target, ty).is_ok_and(|layout| layout.size >= 16),
        ty => matches!(ty, CType::Float(FloatKind::Float128) | CType::Complex(FloatKind::Float128)),
    }
}

/// Whether a type is, or somewhere holds, what `is` says.
fn holds(target: &Target, ty: &CType, is: fn(&Target, &CType) -> bool) -> Result<bool, Unsupported> {
    Ok(is(target, ty)
        || match ty {
            CType::Array { element, .. } => holds(target, element, is)?,
            CType::Record(record) => {
                record.fields.iter().try_fold(false, |found, field| Ok(found || holds(target, &field.ty, is)?))?
            }
            _ => false,
        })
}

/// Whether a type is, or holds, a scalar that is aligned to 16 or more, and every record in between is aligned as much.
fn holds_aligned(target: &Target, ty: &CType) -> Result<bool, Unsupported> {
    if is_wide(target, ty) {
        return Ok(true);
    }
    match ty {
        CType::Array { element, .. } => holds_aligned(target, element),
        CType::Record(record) if Layout::of(target, ty)?.align >= 16 => {
            record.fields.iter().try_fold(false, |found, field| Ok(found || holds_aligned(target, &field.ty)?))
        }
        _ => Ok(false),
    }
}

/// Whether there is no member in a type that holds a value.
fn holds_nothing(ty: &CType) -> bool {
    match ty {
        CType::Array { element, .. } => holds_nothing(element),
        CType::Record(record) => {
            record.fields.iter().all(|field| field.name.is_none() && field.bits.is_some() || holds_nothing(&field.ty))
        }
        _ => false,
    }
}

/// A size that eax, or edx:eax, can be stored to in one go.
const fn register_sized(size: u64) -> bool {
    matches!(size, 1 | 2 | 4 | 8)
}

/// Whether all members have such a size, and theirs.
fn all_register_sized(target: &Target, ty: &CType) -> Result<bool, Unsupported> {
    let size = Layout::of(target, ty)?.size;
    Ok(size == 0
        || register_sized(size)
            && match ty {
                CType::Array { element, .. } => all_register_sized(target, element)?,
                CType::Record(record) => {
                    record.fields.iter().try_fold(true, |all, field| Ok(all && all_register_sized(target, &field.ty)?))?
                }
                _ => true,
            })
}

/// The largest alignment that is written somewhere in a record; 0 if none is.
fn required_align(ty: &CType) -> u64 {
    match ty {
        CType::Array { element, .. } => required_align(element),
        CType::Record(record) => {
            let members = record.fields.iter().map(|field| field.align.unwrap_or(0).max(required_align(&field.ty)));
            members.fold(record.align.unwrap_or(0), u64::max)
        }
        _ => 0,
    }
}

/// Whether a record ends in a flexible array member.
fn flexible(record: &Record) -> bool {
    record.fields.last().is_some_and(|field| match &field.ty {
        CType::Array { length, .. } => length.is_none(),
        CType::Record(inner) => flexible(inner),
        _ => false,
    })
}

/// The scalar that a structure consists of, if that is one and fills it; through structures and arrays of one, not through unions,
/// nor where an array without a length follows.
fn lone_member(target: &Target, record: &Record, layout: Layout) -> Result<Option<CType>, Unsupported> {
    if flexible(record) {
        return Ok(None);
    }
    let mut filled: Vec<&Field> = Vec::new();
    for field in &record.fields {
        if field.bits != Some(0) && (field.bits.is_some() || Layout::of(target, &field.ty)?.size > 0) {
            filled.push(field);
        }
    }
    let [Field { ty, bits: None, .. }] = filled[..] else { return Ok(None) };
    if record.kind == RecordKind::Union || Layout::of(target, ty)?.size != layout.size {
        return Ok(None);
    }
    let mut ty = ty;
    while let CType::Array { element, length: Some(1) } = ty {
        ty = element;
    }
    match ty {
        CType::Record(inner) => lone_member(target, inner, layout),
        CType::Array { .. } => Ok(None),
        scalar => Ok(Some(scalar.clone())),
    }
}
