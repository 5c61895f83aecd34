//! What every convention does alike: hand out registers in order, stack space upwards, and places in the argument record.
//!
//! A convention holds one [`Registers`] per file of registers and one [`Frame`]; all the state of lowering is in them.

use alloc::vec::Vec;

use crate::convention::Abi;
use crate::ctype::CType;
use crate::error::{Reason, Unsupported};
use crate::layout::Layout;
use crate::plan::{Argument, ArgumentRecord, CallPlan, Extend, Location, Piece, Place, Register, ResultPlan};

/// Argument registers of one file, handed out in order.
#[derive(Clone, Debug)]
pub(super) struct Registers {
    order: &'static [Register],
    taken: usize,
}

/// Registers with consecutive numbers.
pub(super) const fn consecutive<const COUNT: usize>(first: Register) -> [Register; COUNT] {
    let mut all = [first; COUNT];
    let mut index = 0;
    while index < COUNT {
        all[index].number = first.number + index as u8;
        index += 1;
    }
    all
}

impl Registers {
    /// All of them free.
    pub(super) const fn new(order: &'static [Register]) -> Registers {
        Registers { order, taken: 0 }
    }

    /// How many are free.
    pub(super) const fn left(&self) -> usize {
        self.order.len() - self.taken
    }

    /// How many have been handed out.
    pub(super) const fn taken(&self) -> usize {
        self.taken
    }

    /// The next one, if any is free.
    pub(super) fn take(&mut self) -> Option<Register> {
        let register = *self.order.get(self.taken)?;
        self.taken += 1;
        Some(register)
    }

    /// Leaves one out if as many as that have been handed out that the next is not at an even place.
    pub(super) fn even(&mut self) {
        self.taken = self.taken.next_multiple_of(2).min(self.order.len());
    }

    /// Leaves out all that are free.
    pub(super) fn exhaust(&mut self) {
        self.taken = self.order.len();
    }
}

/// A size or offset as plans hold it.
pub(super) fn fit(ty: &CType, value: u64) -> Result<u32, Unsupported> {
    // Half the range, so that sums of two never overflow, and displacements fit the signed 32 bits of instruction encodings.
    u32::try_from(value).ok().filter(|&v| v <= i32::MAX as u32).ok_or_else(|| Unsupported::of(ty, Reason::TooLarge))
}

/// The outgoing stack area and the argument record of one call, as they grow.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    slot: u32,
    stack_size: u32,
    stack_align: u32,
    record: ArgumentRecord,
    arguments: Vec<Argument>,
}

impl Frame {
    /// An empty frame: every stack argument takes a multiple of `slot` bytes; the stack pointer is aligned to `align` at the call.
    pub(super) const fn new(slot: u32, align: u32) -> Frame {
        Frame { slot, stack_size: 0, stack_align: align, record: ArgumentRecord::EMPTY, arguments: Vec::new() }
    }

    /// Bytes of the stack in use.
    pub(super) const fn stack_size(&self) -> u32 {
        self.stack_size
    }

    /// Leaves this many bytes, a multiple of the slot, below what is pushed from here on.
    pub(super) fn reserve(&mut self, bytes: u32) {
        self.stack_size += bytes;
    }

    /// Room for `size` bytes on the stack, aligned to `align`: their offset from the stack pointer.
    pub(super) fn push(&mut self, ty: &CType, size: u64, align: u64) -> Result<u32, Unsupported> {
        let align = fit(ty, align)?.max(self.slot);
        let offset = fit(ty, u64::from(self.stack_size).next_multiple_of(u64::from(align)))?;
        let end = u64::from(offset) + u64::from(fit(ty, size)?);
        self.stack_size = fit(ty, end.next_multiple_of(u64::from(self.slot)))?;
        self.stack_align = self.stack_align.max(align);
        Ok(offset)
    }

    /// Appends an argument that travels so.
    pub(super) fn argument(&mut self, ty: &CType, layout: Layout, location: Location) -> Result<(), Unsupported> {
        let (size, align) = (fit(ty, layout.size)?, slot_align(ty, layout)?);
        let slot = self.record.push(size, align).ok_or_else(|| Unsupported::of(ty, Reason::TooLarge))?;
        self.arguments.push(Argument { size, align, slot, location });
        Ok(())
    }

    /// The plan.
    pub(super) fn finish(self, abi: Abi, result: ResultPlan, vector_count: Option<u8>) -> CallPlan {
        CallPlan {
            abi,
            arguments: self.arguments,
            result,
            record: self.record,
            stack_size: self.stack_size,
            stack_align: self.stack_align,
            callee_pops: 0,
            vector_count,
        }
    }
}

/// The result of a layout that travels so.
pub(super) fn result(
    ty: &CType,
    layout: Layout,
    location: Location,
    returned_pointer: Option<Register>,
) -> Result<ResultPlan, Unsupported> {
    Ok(ResultPlan { size: fit(ty, layout.size)?, align: slot_align(ty, layout)?, location, returned_pointer })
}

/// The result `void`.
pub(super) const NO_RESULT: ResultPlan = ResultPlan { size: 0, align: 8, location: Location::Ignored, returned_pointer: None };

/// Plans know alignments from a slot's upwards: what is less aligned is moved by the same instructions.
fn slot_align(ty: &CType, layout: Layout) -> Result<u32, Unsupported> {
    Ok(fit(ty, layout.align)?.max(8))
}

/// The whole value in one place.
pub(super) fn whole(size: u32, place: Place) -> Location {
    Location::Direct([Piece::new(0, size, place)].into())
}

/// The whole of a narrow integer in one place, extended to `container` bytes there.
pub(super) fn extended(size: u32, container: u32, signed: bool, place: Place) -> Location {
    let extend = if signed { Extend::Sign } else { Extend::Zero };
    Location::Direct([Piece::new(0, size, place).extended(container, extend)].into())
}
