//! [`VaList`]: the arguments behind `...`, as C hands them on.

mod argument;
#[cfg_attr(all(target_arch = "x86_64", not(windows)), path = "sysv64.rs")]
#[cfg_attr(all(target_arch = "aarch64", not(any(windows, target_vendor = "apple"))), path = "aapcs64.rs")]
mod row;

use core::ffi::c_void;
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr::NonNull;

pub use argument::{VaArgument, VaMember, VaMembers, VaRecord};

use crate::{Direct, Passed};

/// What a C function calls `va_list`: arguments of which only whoever passed them knows the types.
///
/// It is a parameter of callbacks: of those that take a `va_list` in C, and, in the place of `...`, of those that
/// `ffi::closure!` makes. It may be passed on to C, to `vsnprintf` for instance, which consumes it: [`copy`](Self::copy)
/// it before, to read it again.
///
/// It is a parameter's `va_list` on every target: the address of one where that is an array (x86-64 System V) or a structure that is
/// passed by reference (AAPCS64), otherwise the `va_list` itself.
///
/// ```
/// # use core::ffi::{c_char, c_int};
/// unsafe extern "C" {
///     fn vsnprintf(to: *mut c_char, size: usize, format: *const c_char, arguments: ffi::VaList) -> c_int;
/// }
/// /// A callback `void (*log)(const char *format, va_list arguments)`.
/// unsafe extern "C" fn log(format: *const c_char, arguments: ffi::VaList) {
///     let mut text = [0_u8; 256];
///     // SAFETY: as the caller formats; the list is used once.
///     unsafe { vsnprintf(text.as_mut_ptr().cast(), text.len(), format, arguments) };
/// }
/// ```
#[repr(transparent)]
pub struct VaList(NonNull<c_void>);

// SAFETY: a pointer in every convention: a record of AAPCS64 that is larger than 16 bytes is passed as the address of a copy.
unsafe impl Direct for VaList {
    const PASSED: Passed = Passed::Integer;
}

impl fmt::Debug for VaList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaList").finish_non_exhaustive()
    }
}

/// Where this crate knows what a list is.
#[cfg(any(target_arch = "x86_64", target_arch = "x86", target_arch = "aarch64", target_arch = "riscv64"))]
impl VaList {
    /// The next argument.
    ///
    /// # Safety
    ///
    /// There is one, and after promotion it is of this type, or of the integer type of the other sign; the call that it belongs to has not
    /// returned, and no C function has consumed the list.
    pub unsafe fn next<T: VaArgument>(&mut self) -> T {
        let mut value = MaybeUninit::<T>::uninit();
        // SAFETY: by the caller; the value is as large as its class says.
        unsafe {
            row::next(&mut self.0, &T::CLASS, value.as_mut_ptr().cast());
            value.assume_init()
        }
    }

    /// Runs a function with a second list that begins where this one is: C's `va_copy` and `va_end`.
    ///
    /// # Safety
    ///
    /// As for [`next`](Self::next); the function does not keep the list.
    pub unsafe fn copy<R>(&self, function: impl FnOnce(VaList) -> R) -> R {
        // SAFETY: by the caller.
        let mut copy = unsafe { row::Copied::of(self.0) };
        function(VaList(copy.list()))
    }
}

impl VaList {
    /// The list as C has it: the value of a parameter of type `va_list`.
    #[must_use]
    pub const fn as_ptr(&self) -> *mut c_void {
        self.0.as_ptr()
    }

    /// A list that C passed as a parameter.
    ///
    /// # Safety
    ///
    /// It is one, and nobody else reads it meanwhile.
    #[must_use]
    pub const unsafe fn from_ptr(list: NonNull<c_void>) -> VaList {
        VaList(list)
    }
}

/// Takes what is next in a row of arguments in memory.
///
/// # Safety
///
/// There are that many bytes behind the alignment.
unsafe fn take(cursor: &mut NonNull<c_void>, size: usize, align: usize) -> *const u8 {
    let at = cursor.as_ptr().cast::<u8>();
    // SAFETY: by the caller.
    unsafe {
        let at = at.add(at.addr().next_multiple_of(align) - at.addr());
        *cursor = NonNull::new_unchecked(at.add(size).cast());
        at
    }
}
