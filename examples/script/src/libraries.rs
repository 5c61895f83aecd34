//! The libraries that scripts may open, and where their functions are.

use std::collections::HashMap;
use std::ffi::c_void;

use ffi::{DynamicLibrary, Function, Pointer, Table};

use crate::fault::Fault;
use crate::rules::{self, Rule};

mod sqlite3 {
    // The crate that carries the library; its symbols are all that is used of it.
    use libsqlite3_sys as _;
    ffi::bindings!("sqlite3");
}

mod zlib {
    ffi::bindings!("zlib");
}

mod libc {
    ffi::bindings!("libc");
}

/// Where the functions of a library are: a library that is linked statically has no names at run time.
enum Home {
    Linked(HashMap<&'static str, *const c_void>),
    Loaded(DynamicLibrary),
}

/// A library: its header's table, and its rules.
pub struct Library {
    /// What scripts open it by.
    pub name: &'static str,
    /// The functions of its header.
    pub table: Table,
    /// What scripts may call, and how.
    pub(crate) rules: HashMap<&'static str, Rule>,
    home: Home,
}

macro_rules! linked {
    ($($name:ident)*) => { [$((stringify!($name), sqlite3::$name as *const c_void)),*].into() };
}

impl Library {
    /// The names that [`Library::open`] knows.
    pub const NAMES: [&'static str; 3] = ["sqlite3", "zlib", "libc"];

    /// Opens a library by name.
    ///
    /// # Errors
    /// A name that the host does not know, or a library that is not there.
    pub fn open(name: &str) -> Result<Library, Fault> {
        let load = |name: &str| {
            // SAFETY: initialisers of these libraries do nothing that this program has to prepare.
            unsafe { DynamicLibrary::open(name) }.map(Home::Loaded).map_err(|why| Fault::new(why.to_string()))
        };
        Ok(match name {
            "sqlite3" => Library {
                name: "sqlite3",
                table: sqlite3::FUNCTIONS,
                rules: rules::parse(rules::SQLITE3),
                home: Home::Linked(linked! {
                    sqlite3_libversion sqlite3_libversion_number sqlite3_sourceid sqlite3_threadsafe sqlite3_errstr sqlite3_complete
                    sqlite3_open sqlite3_close sqlite3_errmsg sqlite3_errcode sqlite3_extended_errcode sqlite3_changes
                    sqlite3_total_changes sqlite3_get_autocommit sqlite3_last_insert_rowid sqlite3_interrupt sqlite3_exec
                    sqlite3_prepare_v2 sqlite3_step sqlite3_reset sqlite3_finalize sqlite3_clear_bindings sqlite3_bind_int
                    sqlite3_bind_int64 sqlite3_bind_double sqlite3_bind_null sqlite3_bind_text sqlite3_bind_blob
                    sqlite3_bind_parameter_count sqlite3_bind_parameter_index sqlite3_column_count sqlite3_column_type
                    sqlite3_column_int sqlite3_column_int64 sqlite3_column_double sqlite3_column_text sqlite3_column_bytes
                    sqlite3_column_name sqlite3_sql sqlite3_data_count sqlite3_stmt_readonly sqlite3_create_function
                    sqlite3_value_int sqlite3_value_int64 sqlite3_value_double sqlite3_value_text sqlite3_value_type
                    sqlite3_value_bytes sqlite3_result_int sqlite3_result_int64 sqlite3_result_double sqlite3_result_null
                    sqlite3_result_text sqlite3_result_error
                }),
            },
            "zlib" => Library { name: "zlib", table: zlib::FUNCTIONS, rules: rules::parse(rules::ZLIB), home: load("z")? },
            "libc" => Library { name: "libc", table: libc::FUNCTIONS, rules: rules::parse(rules::LIBC), home: load("c")? },
            _ => {
                let known = Library::NAMES.join(", ");
                return Err(Fault::new(format!("no library `{name}`; there are: {known}")));
            }
        })
    }

    /// A function by its name.
    pub(crate) fn function(&self, name: &str) -> Result<Function, Fault> {
        let entry = self.table.find(name).ok_or_else(|| Fault::new(format!("{} declares no function `{name}`", self.name)))?;
        let missing = || Fault::new(format!("{} does not have `{name}`", self.name));
        let address = match &self.home {
            Home::Linked(addresses) => Pointer::new(addresses.get(name).ok_or_else(missing)?.cast_mut()).ok_or_else(missing)?,
            // SAFETY: looking a symbol up runs no code of the library but resolvers.
            Home::Loaded(library) => unsafe { library.lookup(entry.symbol()) }.map_err(|_| missing())?.pointer(),
        };
        // SAFETY: the function of this name, which the header declares so; the host keeps the library open.
        unsafe { entry.at(address) }.map_err(|why| Fault::new(why.to_string()))
    }
}
