//! A library that is opened when something of it is first needed.

use core::ffi::{CStr, c_char, c_int};
use core::fmt;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::{String, ToString};
use std::vec::Vec;

use super::error::LoadError;
use super::import::Import;
use super::version::at_least;
use crate::{DynamicLibrary, OpenError};

/// What `#[ffi::import]` knows of a library, and the library once it is open.
#[derive(Debug)]
pub struct Library {
    /// Names to try, in order; the program itself if there is none.
    candidates: &'static [&'static str],
    minimum: Option<Minimum>,
    /// Never freed: functions of the library are in cells.
    open: AtomicPtr<DynamicLibrary>,
}

/// The least version that will do, and the function that says which one a library is.
#[derive(Clone, Copy, Debug)]
pub enum Minimum {
    /// `const char *(void)`: numbers with dots between them, compared one by one.
    Text {
        /// Its symbol.
        function: &'static CStr,
        /// The least version.
        version: &'static str,
    },
    /// `int(void)`, or one of a wider integer of which the low 32 bits tell.
    Number {
        /// Its symbol.
        function: &'static CStr,
        /// The least version.
        version: u32,
    },
}

impl Library {
    /// A library of these names. One that is too old is passed over, as if it were not there.
    #[must_use]
    pub const fn new(candidates: &'static [&'static str], minimum: Option<Minimum>) -> Library {
        Library { candidates, minimum, open: AtomicPtr::new(ptr::null_mut()) }
    }

    /// The library, opened if it is not.
    pub(super) fn get(&self) -> Result<&'static DynamicLibrary, LoadError> {
        let open = self.open.load(Ordering::Acquire);
        // SAFETY: null, or a box that was leaked below.
        if let Some(library) = unsafe { open.as_ref() } {
            return Ok(library);
        }
        let library = Box::into_raw(Box::new(self.open().map_err(LoadError::library)?));
        match self.open.compare_exchange(ptr::null_mut(), library, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: nobody frees it from now on.
            Ok(_) => Ok(unsafe { &*library }),
            Err(first) => {
                // SAFETY: made above, and given to nobody. The loader counts: the library stays open for whoever was first.
                drop(unsafe { Box::from_raw(library) });
                // SAFETY: not null, and leaked by whoever was first.
                Ok(unsafe { &*first })
            }
        }
    }

    pub(super) fn is_open(&self) -> bool {
        !self.open.load(Ordering::Acquire).is_null()
    }

    fn open(&self) -> Result<DynamicLibrary, OpenError> {
        if self.candidates.is_empty() {
            return DynamicLibrary::process();
        }
        let mut attempts = Vec::new();
        for candidate in self.candidates {
            if let Some(system) = foreign(candidate) {
                attempts.push(((*candidate).to_owned(), std::format!("not tried: it is a name for {system}")));
                continue;
            }
            // SAFETY: whoever declared the import vouches for the library.
            match unsafe { DynamicLibrary::open(candidate) } {
                Ok(library) => match self.minimum.and_then(|minimum| minimum.too_old(&library)) {
                    None => return Ok(library),
                    Some(reason) => attempts.push((library.name().to_owned(), reason)),
                },
                Err(error) => attempts.extend(error.attempts().map(|(name, words)| (name.to_owned(), words.to_owned()))),
            }
        }
        Err(OpenError::new(self.candidates[0].to_owned(), attempts))
    }
}

/// The system whose libraries have names like this one, if it is another one.
fn foreign(name: &str) -> Option<&'static str> {
    let (dll, dylib, so) = (name.ends_with(".dll"), name.ends_with(".dylib"), name.ends_with(".so") || name.contains(".so."));
    match () {
        () if dll && !cfg!(windows) => Some("Windows"),
        () if dylib && !cfg!(target_vendor = "apple") => Some("Apple's systems"),
        () if so && cfg!(any(windows, target_vendor = "apple")) => Some("Linux and its like"),
        () => None,
    }
}

impl Minimum {
    /// Why a library will not do.
    fn too_old(self, library: &DynamicLibrary) -> Option<String> {
        match self {
            Minimum::Text { function, version } => {
                let ask = |found: &CStr| {
                    let found = found.to_string_lossy();
                    (!at_least(&found, version)).then(|| older(function, &found, version))
                };
                // SAFETY: whoever declared the import vouches for this type of the function.
                let text = unsafe { library.lookup_function::<unsafe extern "C" fn() -> *const c_char>(function) };
                match text {
                    Err(error) => Some(error.to_string()),
                    Ok(text) => {
                        // SAFETY: it takes nothing.
                        let text = unsafe { text() };
                        if text.is_null() {
                            return Some(std::format!("its function `{}` returns null", function.to_string_lossy()));
                        }
                        // SAFETY: it returns a text of C.
                        ask(unsafe { CStr::from_ptr(text) })
                    }
                }
            }
            Minimum::Number { function, version } => {
                // SAFETY: whoever declared the import vouches for this type of the function, or one whose low half is the same.
                match unsafe { library.lookup_function::<unsafe extern "C" fn() -> c_int>(function) } {
                    Err(error) => Some(error.to_string()),
                    Ok(number) => {
                        // SAFETY: it takes nothing.
                        let found = unsafe { number() } as u32;
                        (found < version).then(|| older(function, &found.to_string(), &version.to_string()))
                    }
                }
            }
        }
    }
}

fn older(function: &CStr, found: &str, version: &str) -> String {
    std::format!("too old: its function `{}` says {found}, and {version} is needed", function.to_string_lossy())
}

/// A lazily bound library by name: `#[ffi::import(library = "z", lazy = ZLIB)]` declares a static `ZLIB` of this type.
///
/// Nothing has to be done with it: the library is opened by the first call. [`load`](Self::load) does it earlier, and says what is
/// missing instead of ending the process.
///
/// ```text
/// #[ffi::import(library = ["z", "libz.so.1"], lazy = pub ZLIB)]
/// unsafe extern "C" {
///     fn zlibVersion() -> *const core::ffi::c_char;
/// }
/// if let Err(error) = ZLIB.load() {
///     eprintln!("without compression: {error}");
/// }
/// ```
pub struct LazyLibrary {
    library: &'static Library,
    imports: &'static [&'static Import],
    sealed: AtomicBool,
}

impl LazyLibrary {
    /// For the code that `#[ffi::import]` writes.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(library: &'static Library, imports: &'static [&'static Import]) -> LazyLibrary {
        LazyLibrary { library, imports, sealed: AtomicBool::new(false) }
    }

    /// Opens the library and finds everything that the block declares; what is optional may be missing. Afterwards the addresses are
    /// settled: no call looks anything up, and no cell changes any more.
    ///
    /// # Errors
    /// If no candidate can be opened: each with the loader's words. If symbols are missing: all of them. Those that are there are
    /// bound, and the call may be tried again.
    pub fn load(&self) -> Result<(), LoadError> {
        if self.is_loaded() {
            return Ok(());
        }
        self.library.get()?;
        let errors = self.imports.iter().filter_map(|import| import.load().err());
        if let Some(error) = errors.reduce(LoadError::join) {
            return Err(error);
        }
        self.sealed.store(true, Ordering::Release);
        Ok(())
    }

    /// Whether [`load`](Self::load) has succeeded.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.sealed.load(Ordering::Acquire)
    }

    /// The library, if something has opened it. It stays open as long as the program runs.
    #[must_use]
    pub fn library(&self) -> Option<&'static DynamicLibrary> {
        self.library.is_open().then(|| self.library.get().ok()).flatten()
    }
}

impl fmt::Debug for LazyLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyLibrary").field("library", &self.library()).field("loaded", &self.is_loaded()).finish()
    }
}
