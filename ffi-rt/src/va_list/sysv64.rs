//! System V ABI, AMD64 supplement 1.0, §3.5.7, "Variable Argument Lists".

use core::ffi::c_void;
use core::ptr::NonNull;

use super::argument::{Class, ClassKind};
use super::take;

/// Figure 3.34: "typedef struct { … } va_list[1]".
#[derive(Clone, Copy)]
#[repr(C)]
struct List {
    /// From `reg_save_area` to where the next general register was saved; 48 when there is none.
    gp_offset: u32,
    /// The same of vector registers, 16 bytes each, which are behind the others; 176 when there is none.
    fp_offset: u32,
    overflow_arg_area: NonNull<c_void>,
    reg_save_area: *const u8,
}

const GENERAL_END: u32 = 48;
const FLOAT_END: u32 = 176;

/// Copies the next argument.
///
/// # Safety
///
/// There is one of this class; `to` has room for it.
pub(super) unsafe fn next(list: &mut NonNull<c_void>, class: &Class, to: *mut u8) {
    // SAFETY: by the caller; only C's code or this has it.
    let list = unsafe { list.cast::<List>().as_mut() };
    // Which of its eightbytes are in vector registers; `None` if it is in memory.
    let float = match class.kind {
        ClassKind::General => Some([false; 2]),
        ClassKind::Float => Some([true; 2]),
        ClassKind::LongDouble => None,
        ClassKind::Record(_) if class.size > 16 => None,
        // "If one of the classes is INTEGER, the result is the INTEGER. Otherwise class SSE is used."
        ClassKind::Record(members) => Some(
            [0, 1].map(|eightbyte| members.iter().filter(|member| member.offset / 8 == eightbyte).all(|member| member.is_float)),
        ),
    };
    let eightbytes = class.size.div_ceil(8);
    let floats = float.map_or(0, |float| float.iter().take(eightbytes).filter(|is_float| **is_float).count());
    let (general, vectors) = (8 * (eightbytes - floats) as u32, 16 * floats as u32);
    // SAFETY: by the caller; "If l->gp_offset > 48 − num_gp ∗ 8 or l->fp_offset > 304 − num_fp ∗ 16 go to step 7", where 304 stands
    // for more registers than compilers save.
    unsafe {
        match float {
            Some(float) if list.gp_offset + general <= GENERAL_END && list.fp_offset + vectors <= FLOAT_END => {
                for (at, is_float) in float.into_iter().enumerate().take(eightbytes) {
                    let (offset, step) = if is_float { (&mut list.fp_offset, 16) } else { (&mut list.gp_offset, 8) };
                    let from = list.reg_save_area.add(*offset as usize);
                    *offset += step;
                    to.add(8 * at).copy_from_nonoverlapping(from, (class.size - 8 * at).min(8));
                }
            }
            // "Align l->overflow_arg_area upwards to a 16 byte boundary if alignment needed by type exceeds 8 byte boundary."
            _ => {
                let align = if class.align > 8 { 16 } else { 8 };
                let from = take(&mut list.overflow_arg_area, class.size.next_multiple_of(8), align);
                to.copy_from_nonoverlapping(from, class.size);
            }
        }
    }
}

/// A copy of a list.
pub(super) struct Copied(List);

impl Copied {
    /// # Safety
    ///
    /// It is a list.
    pub(super) unsafe fn of(list: NonNull<c_void>) -> Copied {
        // SAFETY: by the caller.
        Copied(unsafe { list.cast::<List>().read() })
    }

    pub(super) fn list(&mut self) -> NonNull<c_void> {
        NonNull::from(&mut self.0).cast()
    }
}
