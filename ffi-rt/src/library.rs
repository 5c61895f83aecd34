//! [`DynamicLibrary`] and what is looked up in it.

use core::ffi::{CStr, c_void};
use core::fmt;
use core::ops::Deref;
use std::borrow::ToOwned;
use std::boxed::Box;
use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::string::{String, ToString};
use std::sync::Arc;
use std::vec::Vec;

use crate::{Function, FunctionPointer, NoTrampoline, Pointer, Signature};

mod version;

/// A library loaded while the program runs.
///
/// It stays loaded as long as this value, a clone of it, or anything looked up in it is alive.
///
/// ```
/// # #[cfg(target_os = "linux")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use ffi::DynamicLibrary;
/// // SAFETY: the math library runs no code of its own when loaded.
/// let math = unsafe { DynamicLibrary::open("m")? };
/// // SAFETY: that is its type in <math.h>.
/// let cos = unsafe { math.lookup_function::<unsafe extern "C" fn(f64) -> f64>(c"cos")? };
/// drop(math);
/// // SAFETY: it takes any number.
/// assert_eq!(unsafe { cos(0.0) }, 1.0);
/// # Ok(())
/// # }
/// # #[cfg(not(target_os = "linux"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct DynamicLibrary(Arc<Loaded>);

struct Loaded {
    library: libloading::Library,
    name: String,
    #[cfg(unix)]
    handle: version::Handle,
}

impl Loaded {
    #[cfg(unix)]
    fn new(library: libloading::os::unix::Library, name: String) -> Loaded {
        let handle = library.into_raw();
        // SAFETY: the handle that the library was just taken apart to.
        let library = unsafe { libloading::os::unix::Library::from_raw(handle) };
        Loaded { library: library.into(), name, handle: version::Handle(handle) }
    }

    #[cfg(windows)]
    fn new(library: libloading::os::windows::Library, name: String) -> Loaded {
        Loaded { library: library.into(), name }
    }
}

impl DynamicLibrary {
    /// Loads a library by its path, its file name, or its short name.
    ///
    /// A name with a directory is used as it is. A bare name is looked for as the platform does; a short
    /// one, as it would be given to a linker (`"m"`, `"sqlite3"`), is first turned into the platform's
    /// file name (`libm.so`, `libm.dylib`, `m.dll`), and on GNU systems into the versioned name
    /// of the libraries of glibc (`libm.so.6`), whose plain name is a script for the linker.
    ///
    /// # Errors
    ///
    /// If none can be loaded: every name tried, and what the loader said about it.
    ///
    /// # Safety
    ///
    /// Loading runs the library's initialisers, and unloading its finalisers: they must be sound to run
    /// here and then.
    pub unsafe fn open(name: impl AsRef<Path>) -> Result<Self, OpenError> {
        let name = name.as_ref();
        let mut attempts = Vec::new();
        for candidate in candidates(name) {
            // SAFETY: passed on to the caller.
            match unsafe { libloading::Library::new(&candidate) } {
                Ok(library) => {
                    let name = candidate.to_string_lossy().into_owned();
                    return Ok(Self(Arc::new(Loaded::new(library.into(), name))));
                }
                Err(error) => {
                    let candidate = candidate.to_string_lossy().into_owned();
                    attempts.push((candidate, words(&error)));
                }
            }
        }
        Err(OpenError { name: name.to_string_lossy().into_owned(), attempts })
    }

    /// The program itself: what it and the libraries it was linked with export. On Windows, what the
    /// executable alone exports.
    ///
    /// # Errors
    ///
    /// If the platform's loader refuses.
    pub fn process() -> Result<Self, OpenError> {
        #[cfg(unix)]
        let library = Ok(libloading::os::unix::Library::this());
        #[cfg(windows)]
        let library = libloading::os::windows::Library::this();
        let name = || "(this program)".to_string();
        match library {
            Ok(library) => Ok(Self(Arc::new(Loaded::new(library, name())))),
            Err(error) => Err(Self::refused(name(), &error)),
        }
    }

    fn refused(name: String, error: &libloading::Error) -> OpenError {
        OpenError { name: name.clone(), attempts: [(name, words(error))].into() }
    }

    /// The name that it was loaded by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Looks a function or variable up by the name of its symbol.
    ///
    /// # Errors
    ///
    /// If the library has none of that name.
    ///
    /// # Safety
    ///
    /// Looking up may run code of the library that chooses between versions of a function
    /// (GNU indirect functions).
    pub unsafe fn lookup(&self, name: &CStr) -> Result<Symbol, LookupError> {
        let failed = |reason| LookupError { symbol: name.to_owned(), library: self.0.name.clone(), reason };
        // SAFETY: a raw pointer may have any value.
        let found = unsafe { self.0.library.get::<*mut c_void>(name.to_bytes_with_nul()) };
        let address = *found.map_err(|error| failed(words(&error)))?;
        match Pointer::new(address) {
            Some(pointer) => Ok(Symbol { pointer, library: self.clone() }),
            None => Err(failed("the symbol's address is null".to_string())),
        }
    }

    /// Looks a symbol up in one of its versions, as the library defines them (`GLIBC_2.2.5`); without a version, as
    /// [`lookup`](Self::lookup).
    ///
    /// # Errors
    ///
    /// If the library has no symbol of that name and version, or the platform's symbols have none.
    ///
    /// # Safety
    ///
    /// As [`lookup`](Self::lookup).
    pub unsafe fn lookup_version(&self, name: &CStr, version: Option<&CStr>) -> Result<Symbol, LookupError> {
        match version {
            // SAFETY: passed on to the caller.
            None => unsafe { self.lookup(name) },
            Some(version) => {
                let spelt = std::format!("{}@{}", name.to_string_lossy(), version.to_string_lossy());
                let failed = |reason: String| LookupError {
                    symbol: std::ffi::CString::new(spelt).unwrap_or_else(|_| name.to_owned()),
                    library: self.0.name.clone(),
                    reason,
                };
                #[cfg(unix)]
                let found = version::find(&self.0.handle, name, version);
                #[cfg(windows)]
                let found = version::find(name, version);
                match found {
                    Ok(pointer) => Ok(Symbol { pointer, library: self.clone() }),
                    Err(reason) => Err(failed(reason)),
                }
            }
        }
    }

    /// Looks a function up that Rust calls by itself.
    ///
    /// # Errors
    ///
    /// If the library has no symbol of that name.
    ///
    /// # Safety
    ///
    /// As [`lookup`](Self::lookup), and the symbol is a function of exactly this type and convention.
    pub unsafe fn lookup_function<F: FunctionPointer>(&self, name: &CStr) -> Result<TypedFunction<F>, LookupError> {
        // SAFETY: passed on to the caller.
        unsafe { Ok(self.lookup(name)?.as_function()) }
    }

    /// Looks a function up that is called by a signature that is data.
    ///
    /// # Errors
    ///
    /// If the library has no symbol of that name, or no trampoline was assembled for the signature.
    ///
    /// # Safety
    ///
    /// As [`lookup`](Self::lookup), and the symbol is a function of that C type.
    pub unsafe fn function(&self, name: &CStr, signature: Signature) -> Result<Function, FunctionError> {
        // SAFETY: passed on to the caller.
        unsafe { Ok(self.lookup(name)?.as_dynamic(signature)?) }
    }
}

impl fmt::Debug for DynamicLibrary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynamicLibrary({:?})", self.0.name)
    }
}

/// The address of a function or variable of a library, which it keeps loaded.
#[derive(Clone, Debug)]
pub struct Symbol {
    pointer: Pointer<c_void>,
    library: DynamicLibrary,
}

// SAFETY: an address; using it is unsafe, and the user answers for threads.
unsafe impl Send for Symbol {}
// SAFETY: as `Send`.
unsafe impl Sync for Symbol {}

impl Symbol {
    /// The address. It is good while the library is loaded.
    #[must_use]
    pub fn pointer(&self) -> Pointer<c_void> {
        self.pointer
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &DynamicLibrary {
        &self.library
    }

    /// The symbol as a function that Rust calls by itself.
    ///
    /// # Safety
    ///
    /// It is a function of exactly this type and convention.
    #[must_use]
    pub unsafe fn as_function<F: FunctionPointer>(&self) -> TypedFunction<F> {
        TypedFunction {
            // SAFETY: passed on to the caller.
            function: unsafe { self.pointer.as_function() },
            library: self.library.clone(),
        }
    }

    /// The symbol as a function that is called by a signature that is data.
    ///
    /// # Errors
    ///
    /// If no trampoline was assembled for the signature.
    ///
    /// # Safety
    ///
    /// It is a function of that C type.
    pub unsafe fn as_dynamic(&self, signature: Signature) -> Result<Function, NoTrampoline> {
        // SAFETY: passed on to the caller.
        unsafe { Ok(Function::new(self.pointer, signature)?.kept_by(&self.library)) }
    }
}

/// A function pointer that keeps its library loaded. It is called like the pointer itself.
///
/// ```compile_fail,E0277
/// // A `long double` does not go where rustc would put this type.
/// # unsafe fn demo(library: ffi::DynamicLibrary) {
/// library.lookup_function::<unsafe extern "C" fn(ffi::LongDouble) -> f64>(c"f");
/// # }
/// ```
#[derive(Clone)]
pub struct TypedFunction<F> {
    function: F,
    library: DynamicLibrary,
}

impl<F> TypedFunction<F> {
    /// The library.
    #[must_use]
    pub fn library(&self) -> &DynamicLibrary {
        &self.library
    }
}

impl<F> Deref for TypedFunction<F> {
    type Target = F;

    #[inline]
    fn deref(&self) -> &F {
        &self.function
    }
}

impl<F: FunctionPointer> fmt::Debug for TypedFunction<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypedFunction({:p} in {:?})", self.function.pointer(), self.library.name())
    }
}

/// The names to try for a library.
fn candidates(name: &Path) -> Vec<OsString> {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
    let given = name.as_os_str().to_owned();
    let Some(short) = name.to_str() else { return [given].into() };
    let has_directory = name.components().count() != 1 || short.contains('/');
    // `libm.so.6` is a file name as well.
    let is_file = short.ends_with(DLL_SUFFIX) || short.contains(".so.");
    if has_directory || is_file || short.is_empty() {
        return [given].into();
    }
    let mut names = Vec::new();
    names.push(std::format!("{DLL_PREFIX}{short}{DLL_SUFFIX}").into());
    if cfg!(all(target_os = "linux", target_env = "gnu")) {
        let glibc = ["c 6", "m 6", "pthread 0", "dl 2", "rt 1", "util 1", "resolv 2", "anl 1"];
        let known = glibc.iter().filter_map(|known| known.split_once(' '));
        for (_, version) in known.filter(|(library, _)| *library == short) {
            names.push(std::format!("{DLL_PREFIX}{short}{DLL_SUFFIX}.{version}").into());
        }
    }
    if DLL_PREFIX.is_empty() {
        // Ports of Unix libraries to Windows often keep the prefix.
        names.push(std::format!("lib{short}{DLL_SUFFIX}").into());
    }
    names.push(given);
    names
}

/// What the loader said.
fn words(error: &libloading::Error) -> String {
    // Where there is a cause, it is the loader's.
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = std::format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// A library could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenError {
    name: String,
    attempts: Vec<(String, String)>,
}

impl OpenError {
    /// A library that goes by `name`, and what was tried.
    pub(crate) const fn new(name: String, attempts: Vec<(String, String)>) -> OpenError {
        OpenError { name, attempts }
    }

    /// The names tried, and what the loader said about each.
    pub fn attempts(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.attempts.iter().map(|(name, words)| (name.as_str(), words.as_str()))
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot load the library `{}`; tried", self.name)?;
        for (name, words) in &self.attempts {
            write!(f, "\n  `{name}`: {words}")?;
        }
        Ok(())
    }
}

impl Error for OpenError {}

/// A library has no such symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupError {
    symbol: std::ffi::CString,
    library: String,
    reason: String,
}

impl LookupError {
    /// The name that was looked up.
    #[must_use]
    pub fn symbol(&self) -> &CStr {
        &self.symbol
    }
}

impl fmt::Display for LookupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbol = self.symbol.to_string_lossy();
        write!(f, "no symbol `{symbol}` in `{}`: {}", self.library, self.reason)
    }
}

impl Error for LookupError {}

/// A function could not be made ready for dynamic calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FunctionError {
    /// The library has no such symbol.
    Lookup(Box<LookupError>),
    /// No trampoline was assembled for the signature.
    NoTrampoline(NoTrampoline),
}

impl From<LookupError> for FunctionError {
    fn from(error: LookupError) -> Self {
        Self::Lookup(error.into())
    }
}

impl From<NoTrampoline> for FunctionError {
    fn from(error: NoTrampoline) -> Self {
        Self::NoTrampoline(error)
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookup(error) => error.fmt(f),
            Self::NoTrampoline(error) => error.fmt(f),
        }
    }
}

impl Error for FunctionError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str) -> Vec<OsString> {
        candidates(Path::new(name))
    }

    #[test]
    fn short_names_become_file_names() {
        use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
        let file = std::format!("{DLL_PREFIX}sqlite3{DLL_SUFFIX}");
        let tried = names("sqlite3");
        assert_eq!(tried.first(), Some(&file.into()));
        assert_eq!(tried.last(), Some(&"sqlite3".into()));
    }

    #[test]
    fn paths_and_file_names_are_taken_as_they_are() {
        for name in ["libm.so.6", "./libdemo", "lib/demo", "/usr/lib/libm.so.6"] {
            assert_eq!(names(name), [name]);
        }
    }

    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn libraries_of_glibc_have_versions() {
        assert_eq!(names("m"), ["libm.so", "libm.so.6", "m"]);
        assert_eq!(names("mpc"), ["libmpc.so", "mpc"]);
    }
}
