//! Where a `va_list` is a pointer into a row of arguments: Windows, Apple's AArch64, RISC-V, i386.

use core::ffi::c_void;
use core::ptr::NonNull;

use super::argument::{Class, ClassKind};
use super::take;

/// Bytes of a place in the row.
const SLOT: usize = size_of::<usize>();

/// Whether the row has the address of a value in its place.
const fn by_reference(class: &Class) -> bool {
    let record = matches!(class.kind, ClassKind::Record(_));
    if cfg!(target_arch = "x86") {
        false
    } else if cfg!(all(target_arch = "x86_64", windows)) {
        // "x64 calling convention": "any argument that doesn't fit in 8 bytes, or isn't 1, 2, 4, or 8 bytes, must be passed by reference".
        !matches!(class.size, 1 | 2 | 4 | 8)
    } else if cfg!(all(target_arch = "aarch64", target_vendor = "apple")) {
        // AAPCS64, rule B.4: a composite type larger than 16 bytes, unless it is homogeneous.
        record && class.size > 16 && !is_homogeneous(class)
    } else {
        // RISC-V ABIs, "Integer Calling Convention": "Scalars wider than 2×XLEN bits are passed by reference", and so are aggregates;
        // "ARM64 ABI conventions", "Variadic functions": homogeneous aggregates are treated as any others.
        record && class.size > 16
    }
}

/// One to four floating-point numbers of one type, and nothing else.
const fn is_homogeneous(class: &Class) -> bool {
    let ClassKind::Record(members) = class.kind else { return false };
    let mut at = 0;
    while at < members.len() {
        if !members[at].is_float || members[at].size != members[0].size {
            return false;
        }
        at += 1;
    }
    members.len() <= 4
}

/// Copies the next argument.
///
/// # Safety
///
/// There is one of this class; `to` has room for it.
pub(super) unsafe fn next(list: &mut NonNull<c_void>, class: &Class, to: *mut u8) {
    // SAFETY: by the caller.
    unsafe {
        let from = if by_reference(class) {
            take(list, SLOT, SLOT).cast::<*const u8>().read()
        } else {
            // i386 aligns arguments to its words, the others to what is wider than theirs too.
            let align = if cfg!(target_arch = "x86") { SLOT } else { class.align.max(SLOT) };
            take(list, class.size.next_multiple_of(SLOT), align)
        };
        to.copy_from_nonoverlapping(from, class.size);
    }
}

/// A copy of a list.
pub(super) struct Copied(NonNull<c_void>);

impl Copied {
    /// # Safety
    ///
    /// It is a list.
    pub(super) unsafe fn of(list: NonNull<c_void>) -> Copied {
        Copied(list)
    }

    pub(super) fn list(&mut self) -> NonNull<c_void> {
        self.0
    }
}
