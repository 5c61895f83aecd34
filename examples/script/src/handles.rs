//! Handles: what scripts hold in place of pointers. A script has a number that means nothing outside of this table; the pointer, its
//! type and whether it is still alive are here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::rc::Rc;

use rquickjs::class::{JsClass, Readable, Trace, Tracer};
use rquickjs::function::Constructor;
use rquickjs::{Ctx, JsLifetime, Object};

use crate::callbacks::Kept;
use crate::fault::Fault;

/// The object that a script holds.
#[derive(Clone, Copy)]
pub(crate) struct Handle {
    pub(crate) number: u64,
}

impl<'js> Trace<'js> for Handle {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: it refers to nothing of the engine.
unsafe impl JsLifetime<'_> for Handle {
    type Changed<'to> = Handle;
}

impl<'js> JsClass<'js> for Handle {
    const NAME: &'static str = "Handle";
    type Mutable = Readable;

    fn prototype(ctx: &Ctx<'js>) -> rquickjs::Result<Option<Object<'js>>> {
        Object::new(ctx.clone()).map(Some)
    }

    /// Scripts make none.
    fn constructor(_: &Ctx<'js>) -> rquickjs::Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

struct Entry {
    pointer: *mut c_void,
    /// The C type, as in `sqlite3 *`.
    ty: Rc<str>,
    /// Calls in progress that were given it.
    busy: u32,
    /// Functions that C may call as long as it lives.
    kept: Vec<Kept>,
}

/// Every handle that is alive, by its number; the numbers of those that were freed are not used again.
#[derive(Default)]
pub(crate) struct Handles {
    entries: RefCell<HashMap<u64, Entry>>,
    next: std::cell::Cell<u64>,
}

impl Handles {
    pub(crate) fn add(&self, pointer: *mut c_void, ty: &str) -> Handle {
        let number = self.next.get() + 1;
        self.next.set(number);
        self.entries.borrow_mut().insert(number, Entry { pointer, ty: ty.into(), busy: 0, kept: Vec::new() });
        Handle { number }
    }

    /// The pointer of a handle of this type, marked as in use.
    pub(crate) fn enter(&self, handle: Handle, ty: &str, frees: bool) -> Result<*mut c_void, Fault> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries
            .get_mut(&handle.number)
            .ok_or_else(|| Fault::new(format!("this handle has been freed; a `{ty}` that is alive is wanted")))?;
        if *entry.ty != *ty {
            return Err(Fault::new(format!("a `{}` is no `{ty}`", entry.ty)));
        }
        // A statement that is being stepped may be neither stepped again nor freed by a function that it calls.
        if entry.busy > 0 && (frees || ty == "sqlite3_stmt *") {
            return Err(Fault::new(format!("this `{ty}` is in use by a call that has not returned")));
        }
        entry.busy += 1;
        Ok(entry.pointer)
    }

    pub(crate) fn leave(&self, handle: Handle) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&handle.number) {
            entry.busy -= 1;
        }
    }

    pub(crate) fn keep(&self, handle: Handle, kept: Kept) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&handle.number) {
            entry.kept.push(kept);
        }
    }

    pub(crate) fn free(&self, handle: Handle) {
        // What it kept is dropped when the table is not borrowed.
        let entry = self.entries.borrow_mut().remove(&handle.number);
        drop(entry);
    }

    /// Forgets all: nothing of the engine is held afterwards.
    pub(crate) fn clear(&self) {
        let entries = std::mem::take(&mut *self.entries.borrow_mut());
        drop(entries);
    }
}
