//! macOS and iOS: the kernel maps what is mapped already at another place too, pages that are signed included.
//!
//! Not executed by the tests, which have no such machine: compiled for the target, and small.

use core::ffi::{c_int, c_uint};
use std::io;

use super::region::{fill, page_size};
use super::{Blocks, GrowError, Template};

// <mach/vm_statistics.h>, <mach/vm_inherit.h>.
const VM_FLAGS_FIXED: c_int = 0;
const VM_FLAGS_OVERWRITE: c_int = 0x4000;
const VM_INHERIT_SHARE: c_uint = 0;
// <mach/vm_prot.h>.
const VM_PROT_READ: c_int = 1;
const VM_PROT_WRITE: c_int = 2;
const VM_PROT_EXECUTE: c_int = 4;

unsafe extern "C" {
    /// `mach_task_self()` of <mach/mach_init.h>.
    static mach_task_self_: c_uint;

    /// <mach/vm_map.h>: `copy` is a `boolean_t`, the result a `kern_return_t`, 0 for success.
    fn vm_remap(
        target_task: c_uint,
        target_address: *mut usize,
        size: usize,
        mask: usize,
        flags: c_int,
        source_task: c_uint,
        source_address: usize,
        copy: c_int,
        current_protection: *mut c_int,
        maximum_protection: *mut c_int,
        inheritance: c_uint,
    ) -> c_int;
}

/// Maps up to `wanted` copies of a block.
///
/// # Errors
/// [`GrowError`]; then nothing stays mapped.
pub(in crate::closure) fn grow(template: &Template, wanted: usize) -> Result<Blocks, GrowError> {
    if template.code.addr() % page_size() != 0 {
        return Err(GrowError::Replaced);
    }
    fill(template, wanted, |at, length| remap(template.code.addr(), at, length))
}

/// Maps what is at one place at another, in a region that is ours.
fn remap(from: usize, at: usize, length: usize) -> Result<(), GrowError> {
    let (mut target, mut current, mut maximum) = (at, 0, 0);
    // SAFETY: the place is part of a reserved region; the source stays where it is.
    let code = unsafe {
        let task = mach_task_self_;
        let flags = VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE;
        vm_remap(task, &mut target, length, 0, flags, task, from, 0, &mut current, &mut maximum, VM_INHERIT_SHARE)
    };
    let wanted = VM_PROT_READ | VM_PROT_EXECUTE;
    if code != 0 || target != at || current & (wanted | VM_PROT_WRITE) != wanted {
        return Err(GrowError::Map(io::Error::other("`vm_remap` refused")));
    }
    Ok(())
}
