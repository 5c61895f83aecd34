//! AArch64 in three variants: AAPCS64 (Linux, Android), Apple's, Microsoft's.
//!
//! Source: Procedure Call Standard for the Arm 64-bit Architecture (2024Q3); sentences with a rule's number are from its section
//! "Parameter passing rules". Apple: "Writing ARM64 code for Apple platforms". Microsoft: "Overview of ARM64 ABI conventions".
//!
//! Where the texts are silent or compilers do otherwise, they were asked (gcc 12; clang 19 for Linux, macOS and Windows); where they
//! disagree, the system's own decides ([`Dialect`]), or the type is refused. What compilers do against the texts is not followed:
//! * clang's callers on Windows never split a variadic argument between `x7` and the stack, while its `va_arg` expects that, and pass
//!   variadic vectors in `v` registers, where its `va_arg` does not look.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame, Registers};
use crate::convention::dialect::{Dialect, empty, narrow};
use crate::convention::homogeneous::homogeneous;
use crate::ctype::{CType, FloatKind, Record};
use crate::error::{Reason, Unsupported};
use crate::layout::{Layout, record_layout};
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::Target;

/// "The first eight registers, r0-r7, are used to pass argument values into a subroutine and to return result values from a function",
/// and of the others, `v0` to `v7` ("Machine registers").
const GENERAL: [Register; 8] = allocate::consecutive(Register::general(0));
const VECTOR: [Register; 8] = allocate::consecutive(Register::float(0));
const X8: Register = Register::general(8);

/// A sentence with a rule's number, or with the name of its section.
const fn arm(section: &'static str, sentence: &'static str) -> Rule {
    Rule::of(Source::Aapcs64, section, sentence)
}

const C_9: Rule = arm(
    "rule C.9",
    "If the argument is an Integral or Pointer Type, the size of the argument is less than or equal to 8 bytes and the NGRN is less than 8, \
     the argument is copied to the least significant bits in x[NGRN].",
);
/// See `homogeneous`.
const HOMOGENEOUS: Rule = arm(
    "Homogeneous Aggregates",
    "An HFA is a Homogeneous Aggregate with a Fundamental Data Type that is a Floating-Point type and at most four uniquely addressable \
     members.",
);

const fn apple(sentence: &'static str) -> Rule {
    Rule::of(Source::AppleArm64, "Pass arguments to functions correctly", sentence)
}

/// [`Variadic::Integers`].
const IMAGINARY_STACK: Rule = Rule::of(
    Source::MicrosoftArm64,
    "Addendum: Variadic functions",
    "All composites are treated alike; no special treatment of HFAs or HVAs. SIMD and Floating-point Registers aren't used. Effectively, \
     it's the same as following rules C.12–C.15 to allocate arguments to an imaginary stack, where the first 64 bytes of the stack are \
     loaded into x0-x7, and any remaining stack arguments are placed normally.",
);

/// What the variants differ in.
struct Variant {
    abi: Abi,
    dialect: Dialect,
    /// Apple: arguments on the stack that are no records take no more than their size ("Function arguments may consume slots on the
    /// stack that are not multiples of 8 bytes").
    packed_stack: bool,
    /// Rule C.10, which Apple dropped: what is aligned to 16 starts at an even register.
    even_pairs: bool,
    /// Rule B.6: a record's alignment is its natural one. clang takes the whole alignment for Apple's and Microsoft's systems.
    natural: bool,
    /// Apple: whoever makes a value narrower than `int` extends it to 32 bits, in a register.
    extends: bool,
    variadic: Variadic,
}

/// How a variadic function is called.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Variadic {
    /// AAPCS64: as any other.
    Alike,
    /// Apple: stages A and B as usual, then each variadic argument takes as many 8-byte slots of the stack as it needs.
    Stack,
    /// Microsoft: [`IMAGINARY_STACK`]. Named arguments too.
    Integers,
}

impl Variant {
    const fn of(abi: Abi, target: &Target) -> Variant {
        let generic = Variant {
            abi,
            dialect: Dialect::of(target),
            packed_stack: false,
            even_pairs: true,
            natural: true,
            extends: false,
            variadic: Variadic::Alike,
        };
        match abi {
            Abi::AppleArm64 => Variant {
                dialect: Dialect::Clang,
                packed_stack: true,
                even_pairs: false,
                natural: false,
                extends: true,
                variadic: Variadic::Stack,
                ..generic
            },
            Abi::WindowsArm64 => Variant { dialect: Dialect::Clang, natural: false, variadic: Variadic::Integers, ..generic },
            _ => generic,
        }
    }
}

pub(super) fn lower(target: &Target, signature: &Signature, abi: Abi, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    let variant = Variant::of(abi, target);
    // Nothing on it asks for more (B.6).
    trace.note(arm("The Stack", "SP mod 16 = 0. The stack must be quad-word aligned."));
    if variant.packed_stack {
        trace.note(apple("Function arguments may consume slots on the stack that are not multiples of 8 bytes."));
    }
    let frame = Frame::new(if variant.packed_stack { 1 } else { 8 }, 16);
    let mut call = Call {
        target,
        general: Registers::new(&GENERAL),
        vector: Registers::new(&VECTOR),
        frame,
        // Of a prototype whose variadic part is empty, too: the callee looks for named arguments there.
        integers: signature.is_variadic() && variant.variadic == Variadic::Integers,
        variant,
        trace,
    };
    if call.integers {
        trace.note(IMAGINARY_STACK);
    }
    trace.on(Part::Result);
    let result = call.result(signature.result())?;
    for (index, ty) in signature.parameters().iter().enumerate() {
        trace.on(Part::Argument(index));
        if index >= signature.fixed().len() && call.variant.variadic == Variadic::Stack {
            call.on_stack(ty)?;
        } else {
            call.argument(ty)?;
        }
    }
    Ok(call.frame.finish(abi, result, None))
}

/// How a value travels, registers and stack left aside.
enum Class {
    /// Not at all.
    Nothing,
    /// In so many bytes of general registers or of the stack.
    General {
        /// How many: its size but for an empty C++ class, which counts as one byte.
        size: u64,
        /// 8, or 16 if rules C.10 and C.14 ask for it.
        align: u64,
        /// Rule B.5: "If the argument is a Composite Type then the size of the argument is rounded up to the nearest multiple of 8".
        composite: bool,
    },
    /// A floating-point number, a short vector, or a homogeneous aggregate: a `v` register for each of `count` members.
    Vector {
        /// Bytes of each.
        member: u32,
        count: u32,
        /// On the stack.
        align: u64,
    },
    /// Rule B.4: through a pointer.
    Indirect,
}

/// The state of lowering: stage A. "The Next General-purpose Register Number (NGRN) is set to zero", NSRN, NSAA.
struct Call<'a> {
    target: &'a Target,
    variant: Variant,
    general: Registers,
    vector: Registers,
    frame: Frame,
    /// [`Variadic::Integers`] is in force.
    integers: bool,
    trace: Trace<'a>,
}

impl Call<'_> {
    /// "Result return". What Windows does to variadic functions leaves results alone.
    fn result(&self, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(self.target, ty)?;
        let class = self.classify(ty, layout, false)?;
        self.trace.note(match class {
            Class::Indirect => arm(
                "Result return",
                "the address of the memory block shall be passed as an additional argument to the function in x8",
            ),
            _ => arm(
                "Result return",
                "If the type, T, of the result of a function is such that void func(T arg) would require that arg be passed as a value \
                 in a register (or set of registers) according to the rules in Parameter passing, then the result is returned in the \
                 same registers as would be used for such an argument.",
            ),
        });
        let location = match class {
            Class::Nothing => Location::Ignored,
            // gcc returns a vector of less than 8 bytes as an integer; clang spreads its elements over `v0`, by their type.
            Class::General { .. } if self.variant.dialect == Dialect::Clang && matches!(ty, CType::Vector { .. }) => {
                return Err(Unsupported::of(ty, Reason::NoAgreement));
            }
            Class::General { size, .. } => self.extended(ty, general_pieces(ty, size, &mut Registers::new(&GENERAL))?),
            Class::Vector { member, count, .. } => Location::Direct(vector_pieces(member, count, &mut Registers::new(&VECTOR))),
            Class::Indirect => Location::Indirect { pointer: Place::Register(X8) },
        };
        // "there is no requirement for the callee to preserve the value stored in x8": the address does not come back.
        allocate::result(ty, layout, location, None)
    }

    /// Stage C for an argument that may have registers.
    fn argument(&mut self, ty: &CType) -> Result<(), Unsupported> {
        let layout = Layout::of(self.target, ty)?;
        let location = match self.classify(ty, layout, self.integers)? {
            // clang's callers pass nothing for an empty record of C, of which its `va_arg` reads a word; Microsoft's compiler has none.
            Class::Nothing if self.integers && layout.size > 0 => return Err(Unsupported::of(ty, Reason::NoAgreement)),
            Class::Nothing => Location::Ignored,
            Class::Vector { member, count, align } => {
                if count as usize <= self.vector.left() {
                    self.trace.note(match ty {
                        CType::Float(_) | CType::Vector { .. } => arm(
                            "rule C.1",
                            "If the argument is a Half-, Single-, Double- or Quad- precision Floating-point or short vector type and the \
                             NSRN is less than 8, then the argument is allocated to the least significant bits of register v[NSRN].",
                        ),
                        _ => arm(
                            "rule C.2",
                            "If the argument is an HFA or an HVA and there are sufficient unallocated SIMD and Floating-point registers \
                             (NSRN + number of members <= 8), then the argument is allocated to SIMD and Floating-point registers (with \
                             one register per member of the HFA or HVA).",
                        ),
                    });
                    Location::Direct(vector_pieces(member, count, &mut self.vector))
                } else {
                    if count > 1 {
                        self.trace.note(arm(
                            "rule C.3",
                            "If the argument is an HFA or an HVA then the NSRN is set to 8 and the size of the argument is rounded up to \
                             the nearest multiple of 8 bytes.",
                        ));
                    }
                    self.trace.note(arm(
                        "rule C.6",
                        "If the argument is an HFA, an HVA, a Half-, Single-, Double- or Quad- precision Floating-point or short vector \
                         type, then the argument is copied to memory at the adjusted NSAA.",
                    ));
                    self.vector.exhaust();
                    self.memory(ty, layout.size, layout.size, align)?
                }
            }
            Class::General { size, align, composite } => self.general(ty, size, align, composite)?,
            Class::Indirect => Location::Indirect { pointer: self.pointer(ty)? },
        };
        self.frame.argument(ty, layout, location)
    }

    /// Rules C.9 to C.17.
    fn general(&mut self, ty: &CType, size: u64, align: u64, composite: bool) -> Result<Location, Unsupported> {
        if align == 16 && self.variant.even_pairs {
            self.trace.note(arm(
                "rule C.10",
                "If the argument has an alignment of 16 then the NGRN is rounded up to the next even number.",
            ));
            self.general.even();
        }
        let words = size.div_ceil(8) as usize;
        if words <= self.general.left() {
            self.trace.note(match ty {
                CType::Record(_) | CType::Complex(_) => arm(
                    "rule C.12",
                    "If the argument is a Composite Type and the size in double-words of the argument is not more than 8 minus NGRN, then \
                     the argument is copied into consecutive general-purpose registers, starting at x[NGRN].",
                ),
                _ if words > 1 => arm(
                    "rule C.11",
                    "If the argument is an Integral Type, the size of the argument is equal to 16 and the NGRN is less than 7, the \
                     argument is copied to x[NGRN] and x[NGRN+1].",
                ),
                _ => C_9,
            });
            let pieces = general_pieces(ty, size, &mut self.general)?;
            return Ok(self.extended(ty, pieces));
        }
        if self.integers && self.general.left() > 0 {
            // What does not fit the registers follows at the stack's start.
            self.trace.note(IMAGINARY_STACK);
            let mut pieces = general_pieces(ty, 8, &mut self.general)?;
            let rest = self.frame.push(ty, size - 8, 8)?;
            pieces.push(Piece::new(8, allocate::fit(ty, size - 8)?, Place::Stack(rest)));
            return Ok(Location::Direct(pieces));
        }
        self.trace.note(arm("rule C.13", "The NGRN is set to 8."));
        self.trace.note(match composite {
            true => arm(
                "rule C.15",
                "If the argument is a composite type then the argument is copied to memory at the adjusted NSAA.",
            ),
            false => arm("rule C.17", "The argument is copied to memory at the adjusted NSAA."),
        });
        self.general.exhaust();
        // C.14, C.16: multiples of 8; of its own size, for what is no composite on Apple's stack.
        let (room, align) = match ty {
            _ if composite || !self.variant.packed_stack => (size.next_multiple_of(8), align),
            // A vector of less than 8 bytes is no short vector; clang passes it as an integer of 4.
            CType::Vector { .. } => (size.max(4), size.max(4)),
            _ => (size, size),
        };
        self.memory(ty, size, room, align)
    }

    /// The pointer that replaces a large composite: an argument like any other.
    fn pointer(&mut self, ty: &CType) -> Result<Place, Unsupported> {
        match self.general.take() {
            Some(register) => {
                self.trace.note(C_9);
                Ok(Place::Register(register))
            }
            None => self.frame.push(ty, 8, 8).map(Place::Stack),
        }
    }

    /// [`Variadic::Stack`].
    fn on_stack(&mut self, ty: &CType) -> Result<(), Unsupported> {
        let layout = Layout::of(self.target, ty)?;
        self.trace.note(Rule::of(
            Source::AppleArm64,
            "Update code that passes arguments to variadic functions",
            "Assign the variadic argument to the appropriate number of 8-byte stack slots.",
        ));
        let align = match self.classify(ty, layout, false)? {
            Class::Nothing => return self.frame.argument(ty, layout, Location::Ignored),
            Class::Indirect => {
                let pointer = Place::Stack(self.frame.push(ty, 8, 8)?);
                return self.frame.argument(ty, layout, Location::Indirect { pointer });
            }
            // clang passes it as a `double`, and its `va_arg` converts that back: no place for 2 bytes.
            Class::Vector { .. } if *ty == CType::Float(FloatKind::Half) => return Err(Unsupported::of(ty, Reason::NoAgreement)),
            // Homogeneous aggregates aligned to 16, or of members that are: clang's callers align to 8, its `va_arg` to 16, or the reverse.
            Class::Vector { align, .. } if layout.align.max(align) >= 16 && matches!(ty, CType::Record(_)) => {
                return Err(Unsupported::of(ty, Reason::NoAgreement));
            }
            Class::Vector { align, .. } | Class::General { align, .. } => align.max(8),
        };
        let location = self.memory(ty, layout.size, layout.size.next_multiple_of(8), align)?;
        self.frame.argument(ty, layout, location)
    }

    /// C.6, C.15, C.17: "The argument is copied to memory at the adjusted NSAA. The NSAA is incremented by the size of the argument."
    fn memory(&mut self, ty: &CType, size: u64, room: u64, align: u64) -> Result<Location, Unsupported> {
        let offset = self.frame.push(ty, room, align)?;
        Ok(allocate::whole(allocate::fit(ty, size)?, Place::Stack(offset)))
    }

    /// A value in registers, extended if that is up to who makes it. clang extends Apple's results, too.
    fn extended(&self, ty: &CType, pieces: Vec<Piece>) -> Location {
        let Some(signed) = narrow(self.target, ty) else { return Location::Direct(pieces) };
        self.trace.note(match self.variant.extends {
            true => apple(
                "The caller of a function is responsible for signing or zero-extending any argument with fewer than 32 bits.",
            ),
            false => arm(
                "stage C",
                "When an argument is assigned to a register any unused bits in the register have unspecified value.",
            ),
        });
        match Some(signed).filter(|_| self.variant.extends) {
            Some(signed) => allocate::extended(pieces[0].size, 4, signed, pieces[0].place),
            None => Location::Direct(pieces),
        }
    }

    /// Stage B, and which registers a value wants. `integers`: [`Variadic::Integers`] is in force.
    fn classify(&self, ty: &CType, layout: Layout, integers: bool) -> Result<Class, Unsupported> {
        let composite = matches!(ty, CType::Record(_) | CType::Complex(_));
        let align = if self.natural_align(ty, layout)? >= 16 { 16 } else { 8 };
        if let CType::Record(record) = ty {
            match self.emptiness(record, layout) {
                Emptiness::Nothing => return Ok(Class::Nothing),
                Emptiness::Byte => return Ok(Class::General { size: 1, align: 8, composite }),
                Emptiness::Value => {}
            }
        }
        if let Some((base, count)) = homogeneous(self.target, self.variant.dialect, ty)?.filter(|_| !integers) {
            if !matches!(ty, CType::Float(_) | CType::Vector { .. }) {
                self.trace.note(HOMOGENEOUS);
                self.trace
                    .note(arm("rule B.3", "If the argument type is an HFA or an HVA, then the argument is used unmodified."));
            }
            // C.4: "… the NSAA is rounded up to the next multiple of 8 if its natural alignment is ≤ 8 or the next multiple of 16 if its
            // natural alignment is ≥ 16". For Apple's and Microsoft's systems clang looks at one member.
            let align = if self.variant.natural { align } else { base.layout.align };
            return Ok(Class::Vector { member: allocate::fit(ty, base.layout.size)?, count, align });
        }
        if layout.size > 16 {
            self.trace.note(arm(
                "rule B.4",
                "If the argument type is a Composite Type that is larger than 16 bytes, then the argument is copied to memory allocated by \
                 the caller and the argument is replaced by a pointer to the copy.",
            ));
            return Ok(Class::Indirect);
        }
        if composite {
            self.trace.note(arm(
                "rule B.5",
                "If the argument type is a Composite Type then the size of the argument is rounded up to the nearest multiple of 8 bytes.",
            ));
        }
        Ok(Class::General { size: layout.size, align, composite })
    }

    /// Rule B.6: "For a Composite Type, the alignment of the copy will have 8-byte alignment if its natural alignment is ≤ 8 and 16-byte
    /// alignment if its natural alignment is ≥ 16." The natural alignment "is the maximum of each of the member alignments of the
    /// 'top-level' members of the composite type i.e. before any alignment adjustment of the entire composite is applied" ("Composite
    /// Types").
    fn natural_align(&self, ty: &CType, layout: Layout) -> Result<u64, Unsupported> {
        let CType::Record(record) = ty else { return Ok(layout.align) };
        if !self.variant.natural {
            return Ok(layout.align);
        }
        let mut align = match record.align {
            Some(_) => record_layout(self.target, &Record { align: None, ..(**record).clone() })?.layout.align,
            None => layout.align,
        };
        // gcc counts the declared type of a bit-field, packed or not.
        if self.variant.dialect == Dialect::Gcc {
            for field in record.fields.iter().filter(|field| field.bits.is_some()) {
                align = align.max(Layout::of(self.target, &field.ty)?.align);
            }
        }
        Ok(align)
    }

    /// Records with nothing in them: a matter of their size to the text, which in C++ is at least 1. clang has rules of its own on what is
    /// empty.
    fn emptiness(&self, record: &Record, layout: Layout) -> Emptiness {
        match self.variant.dialect {
            _ if layout.size == 0 => {
                self.trace.note(Rule::practice("A record without bytes does not travel."));
                Emptiness::Nothing
            }
            Dialect::Clang if !empty(record) => Emptiness::Value,
            Dialect::Clang if record.cpp && self.variant.abi != Abi::AppleArm64 => {
                self.trace.note(Rule::practice("clang passes an empty class of C++ as one byte."));
                Emptiness::Byte
            }
            Dialect::Clang => {
                self.trace.note(match self.variant.abi {
                    Abi::AppleArm64 => apple("Empty struct types are ignored for parameter-passing purposes."),
                    _ => Rule::practice("clang passes nothing for a record that holds no value."),
                });
                Emptiness::Nothing
            }
            Dialect::Gcc => Emptiness::Value,
        }
    }
}

/// What of a record travels.
enum Emptiness {
    Nothing,
    /// One byte, whatever its size.
    Byte,
    Value,
}

/// The first `size` bytes of a value in successive general registers, of which there are enough (C.12).
fn general_pieces(ty: &CType, size: u64, registers: &mut Registers) -> Result<Vec<Piece>, Unsupported> {
    let size = allocate::fit(ty, size)?;
    let words = (0..size).step_by(8).map_while(|offset| Some((offset, registers.take()?)));
    Ok(words.map(|(offset, register)| Piece::new(offset, (size - offset).min(8), Place::Register(register))).collect())
}

/// Members in successive vector registers, of which there are enough (C.2).
fn vector_pieces(member: u32, count: u32, registers: &mut Registers) -> Vec<Piece> {
    let members = (0..count).map_while(|index| Some((index, registers.take()?)));
    members.map(|(index, register)| Piece::new(index * member, member, Place::Register(register))).collect()
}
