//! The libraries that scripts may open, and where their functions are. The list, and the tables, are the build script's.

use std::collections::HashMap;
use std::ffi::c_void;

use ffi::{DynamicLibrary, Function, Pointer, Table};
// The crate that carries SQLite; its symbols are all that is used of it.
use libsqlite3_sys as _;

use crate::fault::Fault;
use crate::rules::Rules;

include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// A library as the build script lists it.
pub(crate) struct Source {
    name: &'static str,
    /// The file that describes it.
    text: &'static str,
    table: Table,
    home: Home,
}

/// Where the functions of a library are: a library that is linked statically has no names at run time.
#[derive(Clone, Copy)]
enum Home {
    Linked(&'static [(&'static str, *const c_void)]),
    Loaded(&'static str),
}

/// A library: its header's table, and its rules.
pub struct Library {
    /// What scripts open it by.
    pub name: &'static str,
    /// What its header declares.
    pub table: Table,
    /// What scripts may call, and how.
    pub(crate) rules: Rules,
    addresses: HashMap<&'static str, *const c_void>,
    loaded: Option<DynamicLibrary>,
}

impl Library {
    /// The names of the libraries.
    pub fn names() -> impl Iterator<Item = &'static str> {
        SOURCES.iter().map(|source| source.name)
    }

    /// Opens a library by name.
    ///
    /// # Errors
    /// A name that no table has, or a library that is not there.
    pub fn open(name: &str) -> Result<Library, Fault> {
        let source = SOURCES.iter().find(|source| source.name == name).ok_or_else(|| {
            let known: Vec<&str> = Library::names().collect();
            Fault::new(format!("no library `{name}`; there are: {}", known.join(", ")))
        })?;
        let (addresses, loaded) = match source.home {
            Home::Linked(list) => (list.iter().copied().collect(), None),
            Home::Loaded(file) => {
                // SAFETY: initialisers of these libraries do nothing that this program has to prepare.
                let library = unsafe { DynamicLibrary::open(file) }.map_err(|why| Fault::new(why.to_string()))?;
                (HashMap::new(), Some(library))
            }
        };
        let rules = Rules::parse(source.text, source.table);
        Ok(Library { name: source.name, table: source.table, rules, addresses, loaded })
    }

    /// A function by its name.
    pub(crate) fn function(&self, name: &str) -> Result<Function, Fault> {
        let entry = self.table.find(name).ok_or_else(|| Fault::new(format!("{} declares no function `{name}`", self.name)))?;
        let missing = || Fault::new(format!("{} does not have `{name}`", self.name));
        let address = match &self.loaded {
            None => Pointer::new(self.addresses.get(name).ok_or_else(missing)?.cast_mut()).ok_or_else(missing)?,
            // SAFETY: looking a symbol up runs no code of the library but resolvers.
            Some(library) => unsafe { library.lookup(entry.symbol()) }.map_err(|_| missing())?.pointer(),
        };
        // SAFETY: the function of this name, which the header declares so; the host keeps the library open.
        unsafe { entry.at(address) }.map_err(|why| Fault::new(why.to_string()))
    }
}
