//! What clang does otherwise, on systems whose compiler it is (`Dialect::Clang`): macOS, FreeBSD. Each was seen in its code.
//!
//! Its front end counts registers as the text does, and says what goes in memory. Its back end then has places of its own for what is
//! left: for `__int128`, for vectors wider than the registers, for named wide vectors of variadic functions.

use alloc::vec::Vec;

use super::{Call, Class, Need, XMM};
use crate::convention::flatten::{Leaf, LeafKind};
use crate::ctype::{CType, Field, Record, RecordKind};
use crate::error::{Reason, Unsupported};
use crate::layout::Layout;
use crate::plan::{Location, Piece, Place};
use crate::rule::Rule;
use crate::target::{Features, FloatFormat, Target};

pub(super) const VECTOR_RESULT: Rule =
    Rule::practice("clang returns a vector wider than the registers in several of them, and a vector of one double in %xmm0.");

const NAMED_WIDE_VECTOR: Rule =
    Rule::practice("clang passes named vectors of more than 16 bytes in memory if the function is variadic.");

const REGISTER_LOST: Rule = Rule::practice(
    "clang gives a register to nobody that an __int128 found to be the last one; an eightbyte that counts on it is on the stack.",
);

const FIRST_HALF: Rule =
    Rule::practice("clang looks at the first 16 bytes of a larger record, and passes all of it as they say.");

impl Call<'_> {
    /// An argument that is not of class MEMORY; whether there are `enough` registers by the text's count.
    ///
    /// # Errors
    /// Where the two counts differ and the argument is unnamed: clang's callers have it where it is, its `va_arg` where it should be.
    pub(super) fn by_clang(
        &mut self,
        target: &Target,
        (ty, named): (&CType, bool),
        layout: Layout,
        classes: &[Class],
        enough: bool,
    ) -> Result<Location, Unsupported> {
        let need = Need::of(classes);
        let there = need.general <= self.general.left() && need.vector <= self.vector.left();
        let aggregate = matches!(ty, CType::Record(_) | CType::Complex(_));
        if need.vector > 0 && layout.size > 16 && self.variadic {
            self.trace.note(NAMED_WIDE_VECTOR);
            return self.memory(target, ty, layout);
        }
        if !named && (enough && !there || aggregate && there && !enough) {
            return Err(Unsupported::of(ty, Reason::NoAgreement));
        }
        if !enough && aggregate {
            return self.memory(target, ty, layout);
        }
        if there {
            return Ok(self.registers(classes, layout));
        }
        if aggregate {
            self.trace.note(REGISTER_LOST);
            return self.apart(ty, layout, classes);
        }
        if need.general > 0 {
            self.general.exhaust();
        }
        self.memory(target, ty, layout)
    }

    /// A record that counts on a general register which is not there: each eightbyte by itself.
    fn apart(&mut self, ty: &CType, layout: Layout, classes: &[Class]) -> Result<Location, Unsupported> {
        let mut pieces = Vec::new();
        for (index, class) in classes.iter().enumerate() {
            let offset = 8 * index as u32;
            let size = (layout.size as u32 - offset).min(8);
            let place = match class {
                Class::Integer => Place::Stack(self.frame.push(ty, 8, 8)?),
                Class::Sse => Place::Register(self.vector.take().ok_or_else(|| Unsupported::of(ty, Reason::NoAgreement))?),
                _ => continue,
            };
            pieces.push(Piece::new(offset, size, place));
        }
        Ok(Location::Direct(pieces))
    }
}

/// Whether clang goes on to look at the first 16 bytes of a record that is larger: it is as large as each of its members, or a union, and
/// some register holds all of it.
pub(super) fn is_wide(target: &Target, record: &Record, size: u64) -> Result<bool, Unsupported> {
    let mut members = record.fields.iter().filter(|field| field.name.is_some() || field.bits.is_none());
    let alike = |field: &Field| Layout::of(target, &field.ty).map(|layout| layout.size == size);
    let union = record.kind == RecordKind::Union;
    let all = members.try_fold(true, |all, field| alike(field).map(|found| all && (union || found)))?;
    Ok(all && size <= register_size(target))
}

/// Whether clang counts a vector register for the first of two eightbytes, and then has it in a general one: of two halves, if there are no
/// more than 4 bytes in the second; of a `__float128` that shares a union with narrower numbers. Refused, because the next argument would
/// have to know.
pub(super) fn counted_elsewhere(leaves: &[Leaf], classes: &[Class]) -> bool {
    let is = |bit: u64, format| leaves.iter().any(|leaf| leaf.bit_offset == bit && leaf.kind == LeafKind::Float(format));
    let halves = is(0, FloatFormat::Binary16) && is(16, FloatFormat::Binary16);
    let float = |leaf: &Leaf| matches!(leaf.kind, LeafKind::Float(_)) && (32..64).contains(&leaf.bit_offset);
    let narrow = leaves.iter().all(|leaf| leaf.bit_offset + leaf.bit_size <= 64 + 32);
    match classes {
        [Class::Sse, Class::Sse] if is(0, FloatFormat::Binary128) => true,
        [Class::Sse, Class::Sse | Class::Integer] => halves && !leaves.iter().any(float) && narrow,
        _ => false,
    }
}

/// The eightbytes of a record that passed [`is_wide`].
pub(super) fn by_the_first_half(classes: &mut [Class], note: impl Fn(Rule)) {
    if classes.len() > 2 && classes[..2] == [Class::Sse, Class::SseUp] {
        note(FIRST_HALF);
        classes[2..].fill(Class::SseUp);
    }
}

/// The widest vector register, in bytes.
pub(super) fn register_size(target: &Target) -> u64 {
    match target.features() {
        features if features.contains(Features::AVX512F) => 64,
        features if features.contains(Features::AVX) => 32,
        _ => 16,
    }
}

/// A vector in as many vector registers as it takes, from the first on.
pub(super) fn parts(size: u32, target: &Target) -> Vec<Piece> {
    let width = register_size(target) as u32;
    let offsets = (0..size).step_by(width as usize).zip(XMM);
    offsets.map(|(offset, register)| Piece::new(offset, width.min(size - offset), Place::Register(register))).collect()
}

#[cfg(test)]
mod tests {
    use crate::error::Reason;
    use crate::{Signature, Target, lower};

    /// The reason why there is no plan on FreeBSD.
    fn refused(signature: &str) -> Option<Reason> {
        let target = Target::parse("x86_64-unknown-freebsd").unwrap();
        lower(&target, &Signature::parse(signature).unwrap()).err().map(|fault| fault.reason())
    }

    #[test]
    fn what_is_counted_in_one_register_and_passed_in_another_is_refused() {
        assert_eq!(refused("void(union { __float128 a; float b[4]; })"), Some(Reason::NoAgreement));
        assert_eq!(refused("union { __float128 a; double b[2]; }(void)"), Some(Reason::NoAgreement));
        assert_eq!(refused("void(struct { _Float16 a, b; float c; double d; })"), None);
        assert_eq!(refused("void(struct { _Float16 a, b; _Float16 c[3]; })"), None);
        assert_eq!(refused("void(union { __float128 a; double b; })"), None);
    }
}
