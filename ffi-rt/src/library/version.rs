//! Versions of symbols, where the platform's loader has them.

use core::ffi::{CStr, c_void};
use std::string::{String, ToString};

use crate::Pointer;

/// What the loader calls an open library.
#[cfg(unix)]
pub(super) struct Handle(pub(super) *mut c_void);

// SAFETY: a name; the loader may be called on any thread.
#[cfg(unix)]
unsafe impl Send for Handle {}
// SAFETY: as `Send`.
#[cfg(unix)]
unsafe impl Sync for Handle {}

/// The address of a version of a symbol. `dlvsym` is itself looked up: not every C library of a Unix has it.
#[cfg(unix)]
pub(super) fn find(library: &Handle, name: &CStr, version: &CStr) -> Result<Pointer<c_void>, String> {
    use core::ffi::c_char;
    type Find = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char) -> *mut c_void;
    unsafe extern "C" {
        // POSIX.1-2017, <dlfcn.h>.
        safe fn dlerror() -> *const c_char;
    }
    let process = libloading::os::unix::Library::this();
    // SAFETY: that is its type in <dlfcn.h> of glibc, bionic and FreeBSD.
    let find = unsafe { process.get::<Find>(b"dlvsym\0") };
    let find = find.map_err(|_| "this C library has no versions of symbols (`dlvsym`)".to_string())?;
    // SAFETY: the handle is open as long as its owner is borrowed.
    let found = unsafe { find(library.0, name.as_ptr(), version.as_ptr()) };
    Pointer::new(found).ok_or_else(|| match dlerror() {
        text if text.is_null() => "its address is null".to_string(),
        // SAFETY: a text of C, which this thread's next call of the loader replaces.
        text => unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned(),
    })
}

#[cfg(windows)]
pub(super) fn find(_: &CStr, _: &CStr) -> Result<Pointer<c_void>, String> {
    Err("symbols have no versions on Windows".to_string())
}
