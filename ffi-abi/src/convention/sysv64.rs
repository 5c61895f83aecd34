//! System V x86-64: Linux, macOS, the BSDs; `sysv_abi` anywhere.
//!
//! Source: System V Application Binary Interface, AMD64 Architecture Processor Supplement, version 1.0; sentences without a section
//! are from §3.2.3 "Parameter Passing".
//!
//! Where the text is silent or compilers do otherwise, they were asked (gcc 12, clang 14 and 19), and where they disagree with each
//! other the system's own compiler decides: [`Dialect`]. What is clang's alone (macOS, FreeBSD) is in `sysv64/clang.rs`. What gcc does
//! against the text is not followed:
//! * an unnamed union of a 256-bit vector and a `float` in a register;
//! * a `_Complex _Float16` that does not begin an eightbyte for two, and what comes behind it lost;
//! * nothing passed for a C++ record larger than 16 bytes that holds nothing but empty records.

mod clang;
mod classify;

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::convention::allocate::{self, Frame, Registers};
use crate::convention::dialect::{Dialect, narrow};
use crate::convention::flatten::{Leaf, LeafKind, flatten};
use crate::ctype::CType;
use crate::error::Unsupported;
use crate::layout::Layout;
use crate::plan::{CallPlan, Location, Piece, Place, Register, ResultPlan};
use crate::rule::{Part, Rule, Source, Trace};
use crate::signature::Signature;
use crate::target::Target;
use classify::{Class, Classes, LARGEST, classify};

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

/// See [`PASSED`] and [`RETURNED`].
const ARGUMENTS: [Register; 6] = [RDI, RSI, RDX, RCX, R8, R9];
const RESULTS: [Register; 2] = [RAX, RDX];

/// The bytes of the x87 format that are not padding.
const X87_SIZE: u32 = 10;

/// A sentence of §3.2.3.
const fn passing(sentence: &'static str) -> Rule {
    says("§3.2.3", sentence)
}

const fn says(section: &'static str, sentence: &'static str) -> Rule {
    Rule::of(Source::SystemVX8664, section, sentence)
}

pub(super) fn lower(target: &Target, signature: &Signature, trace: Trace<'_>) -> Result<CallPlan, Unsupported> {
    // Compilers do so for any argument in memory that is aligned to more than 16.
    trace.note(says(
        "§3.2.2",
        "The end of the input argument area shall be aligned on a 16 (32 or 64, if __m256 or __m512 is passed on stack) byte boundary.",
    ));
    let mut call = Call {
        dialect: Dialect::of(target),
        variadic: signature.is_variadic(),
        general: Registers::new(&ARGUMENTS),
        vector: Registers::new(&XMM),
        counted: Need { general: ARGUMENTS.len(), vector: XMM.len() },
        frame: Frame::new(8, 16),
        trace,
    };
    trace.on(Part::Result);
    let result = call.result(target, signature.result())?;
    for (index, ty) in signature.parameters().iter().enumerate() {
        trace.on(Part::Argument(index));
        call.argument(target, ty, index < signature.fixed().len())?;
    }
    // Named ones count.
    trace.on(Part::Call);
    if signature.is_variadic() {
        trace.note(says(
            "§3.5.7",
            "When a function taking variable-arguments is called, %al must be set to the total number of floating point parameters \
             passed to the function in vector registers.",
        ));
    }
    let vectors = call.vector.taken() as u8;
    Ok(call.frame.finish(Abi::SysV64, result, signature.is_variadic().then_some(vectors)))
}

/// The state of lowering.
struct Call<'a> {
    dialect: Dialect,
    variadic: bool,
    general: Registers,
    vector: Registers,
    /// How many registers are left by the text's count. clang may hand out fewer: [`Call::by_clang`].
    counted: Need,
    frame: Frame,
    trace: Trace<'a>,
}

/// Numbers of registers.
#[derive(Clone, Copy)]
struct Need {
    general: usize,
    vector: usize,
}

impl Need {
    fn of(classes: &[Class]) -> Need {
        let count = |class| classes.iter().filter(|&&c| c == class).count();
        Need { general: count(Class::Integer), vector: count(Class::Sse) }
    }
}

impl Call<'_> {
    fn result(&mut self, target: &Target, ty: &CType) -> Result<ResultPlan, Unsupported> {
        if *ty == CType::Void {
            return Ok(allocate::NO_RESULT);
        }
        let layout = Layout::of(target, ty)?;
        let location = match classify(target, ty, layout, true, self.trace)? {
            Classes::Memory if self.dialect == Dialect::Clang && matches!(ty, CType::Vector { .. }) => {
                self.trace.note(clang::VECTOR_RESULT);
                Location::Direct(clang::parts(layout.size as u32, target))
            }
            Classes::Memory => {
                self.trace.note(passing(
                    "If the type has class MEMORY, then the caller provides space for the return value and passes the address of this \
                     storage in %rdi as if it were the first argument to the function. … On return %rax will contain the address that \
                     has been passed in by the caller in %rdi.",
                ));
                let pointer = Place::Register(self.general.take().unwrap_or(RDI));
                self.counted.general -= 1;
                return allocate::result(ty, layout, Location::Indirect { pointer }, Some(RAX));
            }
            Classes::ComplexX87 => {
                self.trace.note(passing(
                    "If the class is COMPLEX_X87, the real part of the value is returned in %st0 and the imaginary part in %st1.",
                ));
                let parts = [(0, ST0), (16, ST1)];
                Location::Direct(parts.map(|(offset, register)| Piece::new(offset, X87_SIZE, Place::Register(register))).into())
            }
            Classes::Eightbytes(classes) => {
                let mut general = Registers::new(&RESULTS);
                let mut vector = Registers::new(&XMM);
                let found = pieces(&classes, layout, &mut general, &mut vector, &RETURNED, self.trace);
                found.map_or(Location::Ignored, Location::Direct)
            }
        };
        // Neither gcc's nor clang's callees extend a narrow result, and their callers extend what they get.
        let location = match narrow(target, ty).filter(|_| target.is_apple() && *ty != CType::Bool) {
            Some(signed) => {
                self.trace.note(Rule::practice(
                    "On Apple's systems callees extend a narrow result to 32 bits, but for _Bool, because old code relied on that.",
                ));
                extended(location, signed)
            }
            None => location,
        };
        allocate::result(ty, layout, location, None)
    }

    fn argument(&mut self, target: &Target, ty: &CType, named: bool) -> Result<(), Unsupported> {
        let layout = Layout::of(target, ty)?;
        let location = match classify(target, ty, layout, named, self.trace)? {
            Classes::Eightbytes(classes) if !classes.contains(&Class::X87) => {
                let (need, left) = (Need::of(&classes), self.counted);
                let enough = need.general <= left.general && need.vector <= left.vector;
                if enough {
                    self.counted = Need { general: left.general - need.general, vector: left.vector - need.vector };
                } else {
                    self.trace.note(passing(
                        "If there are no registers available for any eightbyte of an argument, the whole argument is passed on the \
                         stack. If registers have already been assigned for some eightbytes of such an argument, the assignments get \
                         reverted.",
                    ));
                }
                match self.dialect {
                    Dialect::Clang => self.by_clang(target, (ty, named), layout, &classes, enough)?,
                    Dialect::Gcc if enough => self.registers(&classes, layout),
                    Dialect::Gcc => self.memory(target, ty, layout)?,
                }
            }
            Classes::Eightbytes(_) | Classes::ComplexX87 => {
                self.trace.note(passing("If the class is X87, X87UP or COMPLEX_X87, it is passed in memory."));
                self.memory(target, ty, layout)?
            }
            Classes::Memory => {
                self.trace.note(passing("If the class is MEMORY, pass the argument on the stack."));
                self.memory(target, ty, layout)?
            }
        };
        let location = match narrow(target, ty) {
            Some(signed) => {
                // The text leaves the bits above unspecified, but for "When a value of type _Bool is returned or passed in a register or
                // on the stack, bit 0 contains the truth value and bits 1 to 7 shall be zero".
                self.trace.note(Rule::practice(
                    "All compilers' callers extend a narrow integer to 32 bits, and clang's callees rely on it; from 32 to 64 bits \
                     nobody extends.",
                ));
                extended(location, signed)
            }
            None => location,
        };
        self.frame.argument(ty, layout, location)
    }

    /// In registers, of which there are enough.
    fn registers(&mut self, classes: &[Class], layout: Layout) -> Location {
        let found = pieces(classes, layout, &mut self.general, &mut self.vector, &PASSED, self.trace);
        found.map_or(Location::Ignored, Location::Direct)
    }

    /// On the stack, at a multiple of its type's alignment, of 8 at least.
    fn memory(&mut self, target: &Target, ty: &CType, layout: Layout) -> Result<Location, Unsupported> {
        // A record of bit-fields without names is empty to gcc once no register takes it: it has no place on the stack.
        let nothing = |leaf: &Leaf| leaf.kind == LeafKind::UnnamedBits;
        let gcc = Dialect::of(target) == Dialect::Gcc;
        if gcc && (1..=LARGEST).contains(&layout.size) && flatten(target, ty)?.iter().all(nothing) {
            self.trace.note(Rule::practice("To gcc a record of nothing but bit-fields without names has no place on the stack."));
            return Ok(Location::Ignored);
        }
        self.trace.note(passing("The size of each argument gets rounded up to eightbytes."));
        let offset = self.frame.push(ty, layout.size, layout.align)?;
        Ok(allocate::whole(allocate::fit(ty, layout.size)?, Place::Stack(offset)))
    }
}

/// A narrow integer, extended to 32 bits.
fn extended(location: Location, signed: bool) -> Location {
    match location {
        Location::Direct(pieces) if pieces.len() == 1 => allocate::extended(pieces[0].size, 4, signed, pieces[0].place),
        other => other,
    }
}

/// What the text says of INTEGER and of SSE.
struct Sentences {
    integer: Rule,
    sse: Rule,
}

const PASSED: Sentences = Sentences {
    integer: passing(
        "If the class is INTEGER, the next available register of the sequence %rdi, %rsi, %rdx, %rcx, %r8 and %r9 is used.",
    ),
    sse: passing(
        "If the class is SSE, the next available vector register is used, the registers are taken in the order from %xmm0 to %xmm7.",
    ),
};
const RETURNED: Sentences = Sentences {
    integer: passing("If the class is INTEGER, the next available register of the sequence %rax, %rdx is used."),
    sse: passing("If the class is SSE, the next available vector register of the sequence %xmm0, %xmm1 is used."),
};

/// Takes registers for classified eightbytes; the caller has seen to it that there are enough. `None` if nothing travels.
fn pieces(
    classes: &[Class],
    layout: Layout,
    general: &mut Registers,
    vector: &mut Registers,
    sentences: &Sentences,
    trace: Trace<'_>,
) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut index = 0;
    while index < classes.len() {
        let first = index;
        index += 1;
        let (register, rule) = match classes[first] {
            Class::None => continue,
            Class::Integer => (general.take()?, sentences.integer),
            Class::Sse => {
                while classes.get(index) == Some(&Class::SseUp) {
                    index += 1;
                }
                (vector.take()?, sentences.sse)
            }
            Class::X87 => {
                let rule = passing(
                    "If the class is X87, the value is returned on the X87 stack in %st0 as 80-bit x87 number. If the class is X87UP, \
                     the value is returned together with the previous X87 value in %st0.",
                );
                (ST0, rule)
            }
            Class::SseUp | Class::X87Up | Class::Memory => continue,
        };
        let offset = 8 * first as u32;
        let size = if register == ST0 { X87_SIZE } else { (8 * index as u32).min(layout.size as u32) - offset };
        trace.note_at(offset, size, rule);
        if index > first + 1 && classes[first] == Class::Sse {
            trace.note_at(
                offset + 8,
                size - 8,
                passing(
                    "If the class is SSEUP, the eightbyte is passed in the next available eightbyte chunk of the last used vector register.",
                ),
            );
        }
        pieces.push(Piece::new(offset, size, Place::Register(register)));
    }
    (!pieces.is_empty()).then_some(pieces)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use alloc::vec;

    use super::*;
    use crate::ctype::{FloatKind, IntKind};

    const LONG: CType = CType::Int(IntKind::Long);
    const DOUBLE: CType = CType::Float(FloatKind::Double);

    fn plan(signature: &Signature) -> alloc::string::String {
        let target = Target::parse("x86_64-unknown-linux-gnu").unwrap();
        lower(&target, signature, Trace::SILENT).unwrap().to_string()
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
