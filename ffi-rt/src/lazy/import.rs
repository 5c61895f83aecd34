//! One lazily bound symbol: [`Import`], and what is known of it before it is found: [`Info`].

use core::ffi::{CStr, c_void};
use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::vec::Vec;

use super::error::LoadError;
use super::library::Library;
use crate::DynamicLibrary;
use crate::captured::Kept;

/// A cell and what it is for. The resolver and the stubs know these two words: `jmp [cell]`, `call [[info]]`.
#[repr(C)]
#[derive(Debug)]
pub struct Import {
    /// Of a function with a stub: where the stub jumps. Of anything else: null, the address, or [`MISSING`].
    cell: AtomicPtr<c_void>,
    info: &'static Info,
}

/// What `#[ffi::import]` knows of a symbol.
#[repr(C)]
#[derive(Debug)]
pub struct Info {
    /// First, where the resolver reads it.
    resolve: unsafe extern "C" fn(&'static Import) -> *const c_void,
    library: &'static Library,
    names: &'static [&'static CStr],
    version: Option<&'static CStr>,
    optional: bool,
}

/// In the cell of an optional symbol that is not there. No symbol has this address.
const MISSING: *mut c_void = ptr::without_provenance_mut(1);

impl Info {
    /// A symbol of a library, by the first of these names that there is. `version`: of the symbol, where the platform has such.
    #[must_use]
    pub const fn new(
        library: &'static Library,
        names: &'static [&'static CStr],
        version: Option<&'static CStr>,
        optional: bool,
    ) -> Info {
        Info { resolve, library, names, version, optional }
    }
}

impl Import {
    /// A symbol without a stub.
    #[must_use]
    pub const fn new(info: &'static Info) -> Import {
        Import { cell: AtomicPtr::new(ptr::null_mut()), info }
    }

    /// Looks the symbol up, again if it was found before: nothing changes by that, as libraries stay open.
    pub(super) fn find(&self) -> Result<*mut c_void, LoadError> {
        let found = self.find_here()?;
        // Whoever sees the address sees the library that was loaded for it.
        self.cell.store(found, Ordering::Release);
        Ok(found)
    }

    /// Looks the symbol up and keeps nothing: of a variable of which each thread has its own, the loader gives the calling thread's.
    pub(super) fn find_here(&self) -> Result<*mut c_void, LoadError> {
        let Info { library, names, version, .. } = *self.info;
        look_up(library.get()?, names, version)
    }

    /// The calling thread's address; the process ends if there is none.
    pub(super) fn require_here(&self) -> *mut c_void {
        self.find_here().unwrap_or_else(|error| self.die(&error))
    }

    /// The address if the symbol is there. What is missing once is missing for good.
    pub(super) fn try_address(&self) -> Option<*mut c_void> {
        let cell = self.cell.load(Ordering::Acquire);
        let found = if cell.is_null() { self.find().unwrap_or_else(|_| self.set_missing()) } else { cell };
        (found != MISSING).then_some(found)
    }

    fn set_missing(&self) -> *mut c_void {
        // Another thread may have found it in a library that came meanwhile.
        match self.cell.compare_exchange(ptr::null_mut(), MISSING, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => MISSING,
            Err(found) => found,
        }
    }

    /// Finds the symbol for [`LazyLibrary::load`](super::LazyLibrary::load): what is optional may be missing.
    pub(super) fn load(&self) -> Result<(), LoadError> {
        if self.info.optional {
            self.try_address();
            return Ok(());
        }
        self.find().map(|_| ())
    }

    /// The address; the process ends if there is none.
    #[inline]
    pub(super) fn require(&self) -> *mut c_void {
        let cell = self.cell.load(Ordering::Acquire);
        let found = !cell.is_null() && cell != MISSING;
        if found { cell } else { self.find().unwrap_or_else(|error| self.die(&error)) }
    }

    /// Says what is wrong and ends the process: there is no result to give to a caller who expects one of C's.
    #[cold]
    fn die(&self, error: &LoadError) -> ! {
        let name = self.info.names.first().map_or_else(Default::default, |name| name.to_string_lossy());
        std::eprintln!("ffi: `{name}` is bound lazily and was needed, but cannot be used: {error}");
        std::process::abort()
    }
}

/// The address of a symbol that is called through a trampoline. The process ends if there is none.
#[inline]
#[must_use]
pub fn address(import: &'static Import) -> *const c_void {
    import.require()
}

/// The address of a symbol that may be missing.
#[inline]
#[must_use]
pub fn try_address(import: &'static Import) -> Option<*const c_void> {
    import.try_address().map(<*mut c_void>::cast_const)
}

/// What the resolver calls.
unsafe extern "C" fn resolve(import: &'static Import) -> *const c_void {
    let codes = Kept::now();
    let found = import.find().unwrap_or_else(|error| import.die(&error));
    codes.restore();
    found
}

fn look_up(library: &DynamicLibrary, names: &[&CStr], version: Option<&CStr>) -> Result<*mut c_void, LoadError> {
    let mut failed = Vec::new();
    for name in names {
        // SAFETY: the declaration vouches for the library and its symbols, which includes that looking them up is sound.
        match unsafe { library.lookup_version(name, version) } {
            Ok(symbol) => return Ok(symbol.pointer().as_ptr()),
            Err(error) => failed.push(error),
        }
    }
    Err(LoadError::symbols(failed))
}
