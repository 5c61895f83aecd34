//! Restrictions that a process puts on itself: no memory becomes executable that was not so from the start, from a file.

use std::ffi::{c_int, c_ulong};
use std::io;

unsafe extern "C" {
    pub(crate) fn prctl(option: c_int, ...) -> c_int;
}

// <linux/prctl.h>
const PR_SET_SECCOMP: c_int = 22;
const PR_SET_NO_NEW_PRIVS: c_int = 38;
const PR_SET_MDWE: c_int = 65;
pub(crate) const PR_GET_MDWE: c_int = 66;

/// `memfd_create`, `mprotect`, `mmap`, `pkey_mprotect`.
#[cfg(target_arch = "x86_64")]
pub(crate) const CALLS: [u32; 4] = [319, 10, 9, 329];
#[cfg(target_arch = "aarch64")]
pub(crate) const CALLS: [u32; 4] = [279, 226, 222, 288];

/// `struct sock_filter`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Instruction {
    code: u16,
    yes: u8,
    no: u8,
    operand: u32,
}

#[repr(C)]
struct Program {
    length: u16,
    filter: *const Instruction,
}

/// A filter that refuses `memfd_create`, `mprotect` with execute, and executable mappings that are anonymous or shared.
fn filter() -> [Instruction; 15] {
    let load = |offset| Instruction { code: 0x20, yes: 0, no: 0, operand: offset };
    let equal = |operand, yes, no| Instruction { code: 0x15, yes, no, operand };
    let any = |operand, yes, no| Instruction { code: 0x45, yes, no, operand };
    let done = |operand| Instruction { code: 0x06, yes: 0, no: 0, operand };
    let [memfd_create, mprotect, mmap, pkey_mprotect] = CALLS;
    // `struct seccomp_data`: the number at 0, arguments of 8 bytes from 16. Jumps count instructions.
    [
        load(0),
        equal(memfd_create, 12, 0),
        equal(mprotect, 3, 0),
        equal(pkey_mprotect, 2, 0),
        equal(mmap, 3, 0),
        done(0x7fff_0000),
        // mprotect: PROT_EXEC
        load(32),
        any(4, 6, 5),
        // mmap: PROT_EXEC, then MAP_SHARED or MAP_ANONYMOUS
        load(32),
        any(4, 0, 3),
        load(40),
        any(0x21, 2, 1),
        done(0x7fff_0000),
        done(0x7fff_0000),
        // SECCOMP_RET_ERRNO with EPERM
        done(0x0005_0001),
    ]
}

/// Restricts this process and those it starts.
pub(crate) fn restrict() -> io::Result<()> {
    let zero: c_ulong = 0;
    let filter = filter();
    let program = Program { length: filter.len() as u16, filter: filter.as_ptr() };
    let one: c_ulong = 1;
    let two: c_ulong = 2;
    // SAFETY: as the manual has it.
    unsafe {
        // A kernel before 6.3 does not know it; the filter is there all the same.
        prctl(PR_SET_MDWE, one, zero, zero, zero);
        if prctl(PR_SET_NO_NEW_PRIVS, one, zero, zero, zero) != 0
            || prctl(PR_SET_SECCOMP, two, &raw const program, zero, zero) != 0
        {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}
