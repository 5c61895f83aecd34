//! SQLite calls Rust: closures as a function of SQL, as a collation, as authorizer, trace and busy handler. Each captures what it needs.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::path::Path;
use std::rc::Rc;
use std::{ptr, slice};

use ffi::Closure;
use ffi::closure::{Or, options};

use crate::typed::Database;
use crate::{Result, sys};

/// Runs each of them on the database at this path.
pub(crate) fn show(path: &Path) -> Result<()> {
    let database = Database::open(path)?;
    let rate = function(&database)?;
    collation(&database)?;
    println!("closures called by SQLite");
    let dear = database.first("SELECT euro(sum(amount)) FROM sales WHERE category = 'tools'")?;
    println!("{:<16} the tools' amounts at {rate} are {dear}", "function");
    let last = database.first("SELECT DISTINCT category FROM sales ORDER BY category COLLATE by_length DESC LIMIT 1")?;
    println!("{:<16} the longest name is {last}", "collation");
    authorizer(&database)?;
    trace(&database)?;
    busy(path)?;
    println!();
    Ok(())
}

/// `euro(x)`: SQLite's function pointer has no user data among its parameters, and the closure needs none. It is dropped with the database.
fn function(database: &Database) -> Result<f64> {
    let rate = 0.25;
    let euro = Closure::new(move |context: *mut sys::sqlite3_context, _: c_int, values: *mut *mut sys::sqlite3_value| {
        // SAFETY: SQLite passes one value, as the function was declared.
        unsafe { sys::sqlite3_result_double(context, sys::sqlite3_value_double(*values) * rate) };
    })?;
    // SAFETY: the closure is kept as long as the handle: `sqlite3_close` is the last to use it.
    unsafe {
        let flags = (sys::SQLITE_UTF8 | sys::SQLITE_DETERMINISTIC) as c_int;
        let call = Some(euro.as_ptr());
        database.check(sys::sqlite3_create_function_v2(
            database.handle(),
            c"euro".as_ptr(),
            1,
            flags,
            ptr::null_mut(),
            call,
            None,
            None,
            None,
        ))?;
    }
    database.keep(euro);
    Ok(rate)
}

/// `by_length`: user data comes first, and SQLite destroys the closure itself.
fn collation(database: &Database) -> Result<()> {
    let calls = Rc::new(Cell::new(0));
    let compare = options().fallback(Or(0)).data_first();
    let compare = compare.owned_mut(move |left: c_int, a: *const c_void, right: c_int, b: *const c_void| -> c_int {
        calls.set(calls.get() + 1);
        // SAFETY: SQLite passes texts of that many bytes.
        let [a, b] =
            [(a, left), (b, right)].map(|(text, length)| unsafe { slice::from_raw_parts(text.cast::<u8>(), length as usize) });
        match a.len().cmp(&b.len()).then(a.cmp(b)) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    })?;
    let compare = compare.into_raw();
    // SAFETY: function, data and destructor belong together; this thread alone uses the database.
    unsafe {
        let encoding = sys::SQLITE_UTF8 as c_int;
        let (name, call, destroy) = (c"by_length".as_ptr(), Some(compare.function), Some(compare.destroy));
        database.check(sys::sqlite3_create_collation_v2(database.handle(), name, encoding, compare.data, call, destroy))
    }
}

/// Nothing but reading is allowed.
fn authorizer(database: &Database) -> Result<()> {
    let denied = Rc::new(RefCell::new(Vec::new()));
    let seen = denied.clone();
    let reads = [sys::SQLITE_SELECT, sys::SQLITE_READ, sys::SQLITE_FUNCTION].map(|action| action as c_int);
    let ask = options().fallback(Or(sys::SQLITE_DENY as c_int)).data_first().owned_mut(
        move |action: c_int, table: *const c_char, _: *const c_char, _: *const c_char, _: *const c_char| -> c_int {
            if reads.contains(&action) {
                return sys::SQLITE_OK as c_int;
            }
            // SAFETY: SQLite passes a text or null.
            let table = if table.is_null() { c"" } else { unsafe { CStr::from_ptr(table) } };
            seen.borrow_mut().push(table.to_string_lossy().into_owned());
            sys::SQLITE_DENY as c_int
        },
    )?;
    // SAFETY: the closure is alive until the handler is taken away again.
    let outcome = unsafe {
        database.check(sys::sqlite3_set_authorizer(database.handle(), Some(ask.as_ptr()), ask.data()))?;
        let outcome = database.execute(c"DELETE FROM sales");
        database.check(sys::sqlite3_set_authorizer(database.handle(), None, ptr::null_mut()))?;
        outcome
    };
    let error = outcome.err().ok_or("the rows were deleted all the same")?;
    println!("{:<16} {error}: {}", "authorizer", denied.borrow().join(", "));
    Ok(())
}

/// User data is the second of four parameters.
fn trace(database: &Database) -> Result<()> {
    let statements = Rc::new(RefCell::new(Vec::new()));
    let seen = statements.clone();
    let tell =
        options().fallback(Or(0)).data_at::<1>().owned_mut(move |_: c_uint, _: *mut c_void, text: *mut c_void| -> c_int {
            // SAFETY: for this event, SQLite passes the statement's text.
            seen.borrow_mut().push(unsafe { CStr::from_ptr(text.cast()) }.to_string_lossy().into_owned());
            0
        })?;
    // SAFETY: the closure is alive until tracing ends.
    unsafe {
        let events = sys::SQLITE_TRACE_STMT;
        database.check(sys::sqlite3_trace_v2(database.handle(), events, Some(tell.as_ptr()), tell.data()))?;
        database.first("SELECT count(*) FROM sales")?;
        database.check(sys::sqlite3_trace_v2(database.handle(), 0, None, ptr::null_mut()))?;
    }
    println!("{:<16} {}", "trace", statements.borrow().join("; "));
    if statements.borrow().len() == 1 { Ok(()) } else { Err("one statement was to be traced".into()) }
}

/// Somebody else writes; the closure is asked whether to try again, and says so twice.
fn busy(path: &Path) -> Result<()> {
    let [writer, waiter] = [Database::open(path)?, Database::open(path)?];
    let tries = Rc::new(Cell::new(0));
    let count = tries.clone();
    let again = options().fallback(Or(0)).data_first().owned_mut(move |tried: c_int| -> c_int {
        count.set(tried + 1);
        c_int::from(tried < 2)
    })?;
    writer.execute(c"BEGIN IMMEDIATE")?;
    // SAFETY: the closure is alive until the handler is taken away again.
    let outcome = unsafe {
        waiter.check(sys::sqlite3_busy_handler(waiter.handle(), Some(again.as_ptr()), again.data()))?;
        let outcome = waiter.execute(c"BEGIN IMMEDIATE");
        waiter.check(sys::sqlite3_busy_handler(waiter.handle(), None, ptr::null_mut()))?;
        outcome
    };
    writer.execute(c"ROLLBACK")?;
    let error = outcome.err().ok_or("two wrote at once")?;
    println!("{:<16} {error}, after {} tries", "busy handler", tries.get());
    if tries.get() == 3 { Ok(()) } else { Err("it was to be asked three times".into()) }
}

impl Database {
    /// The first column of the first row.
    fn first(&self, sql: &str) -> Result<String> {
        let mut statement = self.prepare(sql)?;
        if statement.step()? { Ok(statement.text(0)) } else { Err(format!("no row: {sql}").into()) }
    }
}
