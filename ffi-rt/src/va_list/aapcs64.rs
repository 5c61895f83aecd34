//! Procedure Call Standard for the Arm 64-bit Architecture 2024Q3, "The va_list type" and "The va_arg() macro".

use core::ffi::c_void;
use core::ptr::NonNull;

use super::argument::{Class, ClassKind, VaMember};
use super::take;

/// "typedef struct __va_list".
#[derive(Clone, Copy)]
#[repr(C)]
struct List {
    stack: NonNull<c_void>,
    /// Behind the place of the last general register.
    gr_top: *const u8,
    /// Behind the place of the last vector register, 16 bytes each.
    vr_top: *const u8,
    /// From there to the next register's place: negative, or no register is left.
    gr_offs: i32,
    vr_offs: i32,
}

/// Takes registers of so many bytes: where they were saved.
///
/// # Safety
///
/// The list says where.
unsafe fn registers(top: *const u8, offset: &mut i32, bytes: usize) -> Option<*const u8> {
    let at = *offset;
    if at >= 0 {
        return None;
    }
    // Too many for those that are left: none is used any more.
    *offset = at + bytes as i32;
    // SAFETY: by the caller.
    (*offset <= 0).then(|| unsafe { top.offset(at as isize) })
}

/// The members of a homogeneous aggregate: one to four floating-point numbers of one type.
fn homogeneous(class: &Class) -> Option<&'static [VaMember]> {
    let ClassKind::Record(members) = class.kind else { return None };
    let size = members.first()?.size;
    (members.len() <= 4 && members.iter().all(|member| member.is_float && member.size == size)).then_some(members)
}

/// Copies the next argument.
///
/// # Safety
///
/// There is one of this class; `to` has room for it.
pub(super) unsafe fn next(list: &mut NonNull<c_void>, class: &Class, to: *mut u8) {
    let homogeneous = homogeneous(class);
    // SAFETY: by the caller; only C's code or this has it.
    let list = unsafe { list.cast::<List>().as_mut() };
    // SAFETY: by the caller.
    unsafe {
        if let Some(members) = homogeneous {
            // Each in a register of its own.
            if let Some(from) = registers(list.vr_top, &mut list.vr_offs, 16 * members.len()) {
                for (at, member) in members.iter().enumerate() {
                    to.add(member.offset).copy_from_nonoverlapping(from.add(16 * at), member.size);
                }
                return;
            }
        } else if matches!(class.kind, ClassKind::Record(_)) && class.size > 16 {
            // Rule B.4: "replaced by a pointer to the copy".
            let address = Class { size: 8, align: 8, kind: ClassKind::General };
            let from = one(list, &address).cast::<*const u8>().read();
            return to.copy_from_nonoverlapping(from, class.size);
        }
        let from = if homogeneous.is_some() { on_stack(list, class) } else { one(list, class) };
        to.copy_from_nonoverlapping(from, class.size);
    }
}

/// The place of an argument in successive registers of one file, or on the stack.
///
/// # Safety
///
/// There is such an argument.
unsafe fn one(list: &mut List, class: &Class) -> *const u8 {
    // SAFETY: by the caller.
    let saved = unsafe {
        match class.kind {
            // `long double` is a quad, which takes one register.
            ClassKind::Float | ClassKind::LongDouble => registers(list.vr_top, &mut list.vr_offs, 16),
            ClassKind::General | ClassKind::Record(_) => {
                if class.align == 16 {
                    // "round up".
                    list.gr_offs = (list.gr_offs + 15) & -16;
                }
                registers(list.gr_top, &mut list.gr_offs, class.size.next_multiple_of(8))
            }
        }
    };
    // SAFETY: by the caller.
    saved.unwrap_or_else(|| unsafe { on_stack(list, class) })
}

/// # Safety
///
/// There is an argument of this class on the stack.
unsafe fn on_stack(list: &mut List, class: &Class) -> *const u8 {
    // SAFETY: by the caller.
    unsafe { take(&mut list.stack, class.size.next_multiple_of(8), class.align.max(8)) }
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
