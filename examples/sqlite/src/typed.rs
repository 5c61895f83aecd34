//! The typed way: a database created, filled in one transaction and queried through plain functions.

use std::any::Any;
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_int};
use std::path::Path;
use std::ptr;

use indicatif::{ProgressBar, ProgressStyle};

use crate::{QUERY, Result, Row, THRESHOLD, sys};

const CATEGORIES: [&CStr; 5] = [c"books", c"coffee", c"flowers", c"music", c"tools"];

/// An open database; closed when dropped.
pub(crate) struct Database {
    handle: *mut sys::sqlite3,
    /// What it may call until it is closed.
    kept: RefCell<Vec<Box<dyn Any>>>,
}

impl Drop for Database {
    fn drop(&mut self) {
        // SAFETY: the handle came from `sqlite3_open` and its statements are finalised: they borrow it. What it calls is dropped after it.
        unsafe { sys::sqlite3_close(self.handle) };
    }
}

impl Database {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let path = CString::new(path.to_str().ok_or("the path is not UTF-8")?)?;
        let mut handle = ptr::null_mut();
        // SAFETY: the path ends with a NUL and `handle` has room for a pointer. A handle that could not be opened is closed too.
        let status = unsafe { sys::sqlite3_open(path.as_ptr(), &raw mut handle) };
        let database = Self { handle, kept: RefCell::default() };
        database.check(status)?;
        Ok(database)
    }

    pub(crate) fn handle(&self) -> *mut sys::sqlite3 {
        self.handle
    }

    /// Keeps something until the database is closed.
    pub(crate) fn keep(&self, what: impl Any) {
        self.kept.borrow_mut().push(Box::new(what));
    }

    /// Turns a status into an error with SQLite's own words.
    pub(crate) fn check(&self, status: c_int) -> Result<()> {
        match status {
            status if status == sys::SQLITE_OK as c_int => Ok(()),
            // SAFETY: the handle is open; the text is copied before the next call can change it.
            _ => Err(unsafe { CStr::from_ptr(sys::sqlite3_errmsg(self.handle)) }.to_string_lossy().into()),
        }
    }

    pub(crate) fn execute(&self, sql: &CStr) -> Result<()> {
        // SAFETY: the handle is open, the text ends with a NUL, and no callback is given.
        self.check(unsafe { sys::sqlite3_exec(self.handle, sql.as_ptr(), None, ptr::null_mut(), ptr::null_mut()) })
    }

    pub(crate) fn prepare(&self, sql: &str) -> Result<Statement<'_>> {
        let mut handle = ptr::null_mut();
        // SAFETY: the handle is open, the text is `sql.len()` bytes, and `handle` has room for a pointer.
        let status = unsafe {
            sys::sqlite3_prepare_v2(self.handle, sql.as_ptr().cast(), sql.len() as c_int, &raw mut handle, ptr::null_mut())
        };
        self.check(status)?;
        Ok(Statement { handle, database: self })
    }
}

/// A prepared statement; finalised when dropped.
pub(crate) struct Statement<'db> {
    handle: *mut sys::sqlite3_stmt,
    database: &'db Database,
}

impl Drop for Statement<'_> {
    fn drop(&mut self) {
        // SAFETY: the handle came from `sqlite3_prepare_v2` and nothing uses it any more.
        unsafe { sys::sqlite3_finalize(self.handle) };
    }
}

impl Statement<'_> {
    /// Whether there is a row.
    pub(crate) fn step(&mut self) -> Result<bool> {
        // SAFETY: the statement is prepared.
        match unsafe { sys::sqlite3_step(self.handle) } {
            status if status == sys::SQLITE_ROW as c_int => Ok(true),
            status if status == sys::SQLITE_DONE as c_int => Ok(false),
            status => self.database.check(status).map(|()| false),
        }
    }

    /// The text in a column of the present row.
    pub(crate) fn text(&self, column: c_int) -> String {
        // SAFETY: the statement is on a row; the text is copied before the next step.
        unsafe {
            let text = sys::sqlite3_column_text(self.handle, column);
            if text.is_null() { String::new() } else { CStr::from_ptr(text.cast()).to_string_lossy().into_owned() }
        }
    }
}

/// Creates the database, inserts `rows` sales in one transaction, and asks [`QUERY`].
pub(crate) fn fill_and_query(path: &Path, rows: u64) -> Result<Vec<Row>> {
    if path.exists() {
        std::fs::remove_file(path)?;
    }
    let database = Database::open(path)?;
    database.execute(c"CREATE TABLE sales (id INTEGER PRIMARY KEY, category TEXT NOT NULL, amount INTEGER NOT NULL)")?;
    database.execute(c"BEGIN")?;
    {
        let bar = ProgressBar::new(rows);
        bar.set_style(ProgressStyle::with_template("{msg:>12} [{bar:40}] {human_pos}/{human_len}")?.progress_chars("=> "));
        bar.set_message("Inserting");
        let mut insert = database.prepare("INSERT INTO sales (category, amount) VALUES (?1, ?2)")?;
        for row in 0..rows {
            let category = CATEGORIES[(row % 5) as usize];
            // A multiplicative walk through 0..1000: reproducible, and not sorted.
            let amount = (row.wrapping_mul(7919) % 1000) as i64;
            // SAFETY: the statement is prepared and has two parameters; the text is static, so SQLite need not copy it (no destructor).
            unsafe {
                database.check(sys::sqlite3_bind_text(insert.handle, 1, category.as_ptr(), -1, None))?;
                database.check(sys::sqlite3_bind_int64(insert.handle, 2, amount))?;
            }
            insert.step()?;
            // SAFETY: the statement is prepared.
            database.check(unsafe { sys::sqlite3_reset(insert.handle) })?;
            bar.inc(1);
        }
        bar.finish();
    }
    database.execute(c"COMMIT")?;

    let mut select = database.prepare(QUERY)?;
    // SAFETY: the statement is prepared and has one parameter.
    database.check(unsafe { sys::sqlite3_bind_int64(select.handle, 1, THRESHOLD) })?;
    let mut answer = Vec::new();
    while select.step()? {
        // SAFETY: the statement is on a row of four columns.
        let (count, total, mean) = unsafe {
            (
                sys::sqlite3_column_int64(select.handle, 1),
                sys::sqlite3_column_int64(select.handle, 2),
                sys::sqlite3_column_double(select.handle, 3),
            )
        };
        answer.push(Row { category: select.text(0), count, total, mean });
    }
    Ok(answer)
}
