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
use crate::memory::{Memory, Place, Shape};

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

/// The type of a buffer's handle.
const BUFFER: &str = "buffer";

struct Entry {
    pointer: *mut c_void,
    /// The C type, as in `sqlite3 *`.
    ty: Rc<str>,
    /// Calls in progress that were given it.
    busy: u32,
    /// Functions that C may call as long as it lives.
    kept: Vec<Kept>,
    shape: Shape,
}

/// Every handle that is alive, by its number; the numbers of those that were freed are not used again.
#[derive(Default)]
pub(crate) struct Handles {
    entries: RefCell<HashMap<u64, Entry>>,
    next: std::cell::Cell<u64>,
    /// Handles of records that C keeps for ever, by address and type: a record has one.
    lasting: RefCell<HashMap<(*mut c_void, Rc<str>), Handle>>,
}

impl Handles {
    pub(crate) fn add(&self, pointer: *mut c_void, ty: &str) -> Handle {
        self.add_shaped(pointer, ty, Shape::Opaque)
    }

    fn add_shaped(&self, pointer: *mut c_void, ty: &str, shape: Shape) -> Handle {
        let number = self.next.get() + 1;
        self.next.set(number);
        self.entries.borrow_mut().insert(number, Entry { pointer, ty: ty.into(), busy: 0, kept: Vec::new(), shape });
        Handle { number }
    }

    /// A record of the host's own.
    pub(crate) fn add_record(&self, place: Place, memory: &Memory) -> Handle {
        let ty = format!("{} *", place.record.name());
        self.add_shaped(memory.start().cast(), &ty, Shape::Record(Box::new(place)))
    }

    /// A record that C keeps for ever.
    pub(crate) fn lasting(&self, pointer: *mut c_void, place: Place) -> Handle {
        let ty = format!("{} *", place.record.name());
        let key = (pointer, Rc::from(ty.as_str()));
        if let Some(known) = self.lasting.borrow().get(&key) {
            return *known;
        }
        let handle = self.add_shaped(pointer, &ty, Shape::Record(Box::new(place)));
        self.lasting.borrow_mut().insert(key, handle);
        handle
    }

    /// A buffer of the host's own.
    pub(crate) fn add_buffer(&self, memory: &Rc<Memory>) -> Handle {
        self.add_shaped(memory.start().cast(), BUFFER, Shape::Buffer(memory.clone()))
    }

    /// The memory of a buffer that is alive.
    pub(crate) fn buffer(&self, handle: Handle) -> Result<Rc<Memory>, Fault> {
        match self.entries.borrow().get(&handle.number) {
            Some(Entry { shape: Shape::Buffer(memory), .. }) => Ok(memory.clone()),
            Some(entry) => Err(Fault::new(format!("a `{}` is no buffer", entry.ty))),
            None => Err(Fault::new("this handle has been freed; a buffer that is alive is wanted")),
        }
    }

    /// Does something with a record that is alive, given its address.
    pub(crate) fn with_record<R>(
        &self,
        handle: Handle,
        inside: impl FnOnce(*mut u8, &mut Place) -> Result<R, Fault>,
    ) -> Result<R, Fault> {
        match self.entries.borrow_mut().get_mut(&handle.number) {
            Some(Entry { shape: Shape::Record(place), pointer, .. }) => inside(pointer.cast(), place),
            Some(entry) => Err(Fault::new(format!("of a `{}` no members are known", entry.ty))),
            None => Err(Fault::new("this handle has been freed; a record that is alive is wanted")),
        }
    }

    /// Refuses a handle that a call has been given and has not returned from: what was checked for the call is to stay as it was.
    pub(crate) fn idle(&self, handle: Handle) -> Result<(), Fault> {
        match self.entries.borrow().get(&handle.number) {
            Some(entry) if entry.busy > 0 => Err(busy(&entry.ty)),
            _ => Ok(()),
        }
    }

    /// Frees what the host made: a record or a buffer. A buffer that a record points into lives as long as that.
    pub(crate) fn release(&self, handle: Handle) -> Result<(), Fault> {
        let mut entries = self.entries.borrow_mut();
        let entry = entries.get(&handle.number).ok_or_else(|| Fault::new("this handle has been freed"))?;
        let own = match &entry.shape {
            Shape::Record(place) => place.memory.is_some(),
            Shape::Buffer(_) => true,
            Shape::Opaque => false,
        };
        if !own {
            return Err(Fault::new(format!("a `{}` is not the host's to free", entry.ty)));
        }
        if entry.busy > 0 {
            return Err(busy(&entry.ty));
        }
        entries.remove(&handle.number);
        Ok(())
    }

    /// Marks a handle as in use.
    pub(crate) fn hold(&self, handle: Handle) {
        if let Some(entry) = self.entries.borrow_mut().get_mut(&handle.number) {
            entry.busy += 1;
        }
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
            return Err(busy(ty));
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
        self.lasting.borrow_mut().clear();
        let entries = std::mem::take(&mut *self.entries.borrow_mut());
        drop(entries);
    }
}

fn busy(ty: &str) -> Fault {
    Fault::new(format!("this `{ty}` is in use by a call that has not returned"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_in_use_until_every_call_has_left_it() {
        let handles = Handles::default();
        let handle = handles.add_buffer(&Memory::new(8).unwrap());
        assert!(handles.idle(handle).is_ok());
        handles.hold(handle);
        handles.hold(handle);
        handles.leave(handle);
        for refused in [handles.idle(handle), handles.release(handle)] {
            assert!(refused.unwrap_err().0.contains("in use by a call"));
        }
        handles.leave(handle);
        assert!(handles.idle(handle).is_ok());
        assert!(handles.release(handle).is_ok());
    }
}
