//! Calls that arrive at a universal upcall entry: from its image to a record, and from a result to its registers.
//!
//! The entry spilled every register that may be an argument and called the slot's handler, which knows the signature by its closure.

use core::mem::MaybeUninit;
use std::vec::Vec;

use ffi_abi::{CallPlan, VariadicPart};

use super::place::{arrive, depart};
use super::universal::{Arriving, NOWHERE};
use super::{routines, signature};
use crate::contract::moves;

/// How calls of a signature arrive that have no upcall entry of their own: through an entry for any signature, whose handler gets an image
/// of the argument registers and a block for those of the result, and gives both to [`receive`](Arrival::receive).
///
/// [`Closure`](crate::Closure)s do this by themselves; with a [`Thunk`](super::Thunk), whoever fills slots himself does.
#[derive(Debug)]
pub struct Arrival {
    entry: *const (),
    arriving: Arriving,
    /// Bytes of the record and of a `va_list`: from its start to the result.
    record: usize,
    /// Of record and result, with what aligns them.
    bytes: usize,
    align: usize,
}

impl Arrival {
    /// That of a plan, and of what it leaves if it is one of a bare prototype with `...`; none where no entry of this machine takes such
    /// calls.
    pub(super) fn of(plan: &CallPlan, part: Option<&VariadicPart>) -> Option<Arrival> {
        let moves::Arrivals { routine, foreign, returned, arguments, result, result_at, listed, pops, pops_at } =
            moves::arrivals(signature::target(), plan, part).ok()?;
        let entry = routines::entry(routine, returned, foreign)?;
        let arriving = Arriving {
            arguments: arguments.len() as u32,
            results: result.len() as u32,
            result_at: result_at.unwrap_or(NOWHERE),
            pops,
            pops_at,
            // A signature stays for ever.
            moves: [arguments, result].concat().leak().as_ptr(),
        };
        let align = plan.record().align.max(plan.result().align).max(16) as usize;
        let record = (plan.record().size as usize + listed as usize).next_multiple_of(align);
        let room = (plan.result().size as usize).max(16);
        Some(Arrival { entry, arriving, record, bytes: record + room + align, align })
    }

    /// The upcall entry: what goes in [`UpcallSlot::entry`](crate::contract::UpcallSlot::entry).
    ///
    /// A handler that returns to it has called [`receive`](Self::receive): on i386 the entry returns by what that wrote.
    #[must_use]
    pub fn entry(&self) -> *const core::ffi::c_void {
        self.entry.cast()
    }

    /// Takes a call in: gives a record and the place of the result to `handle`, and returns what that wrote to the caller.
    ///
    /// # Safety
    ///
    /// The entry of this arrival called with this image and block; `handle` keeps to what a [`Handler`](crate::contract::Handler) may do.
    pub unsafe fn receive<R>(&self, image: *mut u8, block: *mut u8, handle: impl FnOnce(*mut u8, *mut u8) -> R) -> R {
        const FEW: usize = 512;
        let mut few = [MaybeUninit::<u8>::uninit(); FEW];
        let mut many: Vec<u8> = Vec::new();
        let start = if self.bytes <= FEW {
            few.as_mut_ptr().cast::<u8>()
        } else {
            many.reserve(self.bytes);
            many.as_mut_ptr()
        };
        // SAFETY: the memory has room for the record, the result and what aligns them; the moves are within the image, what it points to,
        // and the block.
        unsafe {
            let record = start.add(start.align_offset(self.align));
            let room = record.add(self.record);
            // A handler may return without writing its result, and what comes next reads it as numbers.
            room.write_bytes(0, self.bytes - self.record - self.align);
            let result = arrive(image, record, room, &self.arriving);
            let outcome = handle(record, result);
            depart(result, block, &self.arriving);
            outcome
        }
    }
}
