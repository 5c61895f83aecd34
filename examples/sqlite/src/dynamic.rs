//! The other way: function names and values in, values out. Nothing here knows a C type; the header's table does.

use std::ffi::{CStr, CString, c_char, c_void};
use std::path::Path;

use ffi::{Function, Pointer, Value};

use crate::{QUERY, Result, Row, THRESHOLD, sys};

/// The functions a host offers its scripts. A table holds no addresses (a header declares functions that the library may lack),
/// and a library that is linked statically has no names at run time: so the host says which ones it links.
macro_rules! host_functions {
    ($($name:ident)*) => { [$((stringify!($name), sys::$name as *const c_void)),*] };
}

/// A script host's view of SQLite.
struct Host {
    addresses: std::collections::HashMap<&'static str, *const c_void>,
}

impl Host {
    fn new() -> Self {
        let addresses = host_functions! {
            sqlite3_open sqlite3_close sqlite3_errmsg sqlite3_prepare_v2 sqlite3_bind_int64 sqlite3_step
            sqlite3_column_text sqlite3_column_int64 sqlite3_column_double sqlite3_finalize
        };
        Self { addresses: addresses.into() }
    }

    /// A function by its name: signature and trampoline from the header's table.
    fn function(&self, name: &str) -> Result<Function> {
        let entry = sys::TABLE.find(name).ok_or_else(|| format!("sqlite3.h declares no `{name}`"))?;
        let address = self.addresses.get(name).ok_or_else(|| format!("this host does not offer `{name}`"))?;
        let address = Pointer::new(address.cast_mut()).ok_or("a function is never null")?;
        // SAFETY: the address is that of the linked function of this name, which the header declares.
        Ok(unsafe { entry.at(address)? })
    }

    /// Calls a function by its name.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Value> {
        // SAFETY: the calls below follow SQLite's documentation, and the arguments are checked against the header's types.
        Ok(unsafe { self.function(name)?.call(arguments)? })
    }
}

/// Opens the database again and asks [`QUERY`].
pub(crate) fn query(path: &Path) -> Result<Vec<Row>> {
    let host = Host::new();
    let path = CString::new(path.to_str().ok_or("the path is not UTF-8")?)?;
    let mut database = std::ptr::null_mut::<c_void>();
    let mut statement = std::ptr::null_mut::<c_void>();

    let check = |database: *mut c_void, status: Value| -> Result<()> {
        match i32::try_from(status)? {
            0 => Ok(()),
            _ => Err(text(host.call("sqlite3_errmsg", &[database.into()])?)?.into()),
        }
    };

    let status = host.call("sqlite3_open", &[path.as_ptr().into(), (&raw mut database).into()])?;
    check(database, status)?;
    let status = host.call(
        "sqlite3_prepare_v2",
        &[database.into(), QUERY.as_ptr().into(), QUERY.len().into(), (&raw mut statement).into(), Value::NULL],
    )?;
    check(database, status)?;
    let status = host.call("sqlite3_bind_int64", &[statement.into(), 1.into(), THRESHOLD.into()])?;
    check(database, status)?;

    let mut answer = Vec::new();
    while i64::try_from(host.call("sqlite3_step", &[statement.into()])?)? == i64::from(sys::SQLITE_ROW) {
        let column = |name: &str, column: i32| host.call(name, &[statement.into(), column.into()]);
        answer.push(Row {
            category: text(column("sqlite3_column_text", 0)?)?,
            count: column("sqlite3_column_int64", 1)?.try_into()?,
            total: column("sqlite3_column_int64", 2)?.try_into()?,
            mean: column("sqlite3_column_double", 3)?.try_into()?,
        });
    }
    host.call("sqlite3_finalize", &[statement.into()])?;
    let status = host.call("sqlite3_close", &[database.into()])?;
    check(database, status)?;
    Ok(answer)
}

/// Copies a C string that a call returned.
fn text(value: Value) -> Result<String> {
    let pointer: *mut c_void = value.try_into()?;
    if pointer.is_null() {
        return Ok(String::new());
    }
    // SAFETY: SQLite returned a NUL-terminated text that stays until the next call.
    Ok(unsafe { CStr::from_ptr(pointer.cast::<c_char>()) }.to_string_lossy().into_owned())
}
