//! Records in scripts: handles that have the members of a record as properties, and buffers that they may point into.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::c_void;
use std::rc::Rc;

use ffi::contract::Kind;
use ffi::table::{Field, Record};
use rquickjs::function::This;
use rquickjs::object::Accessor;
use rquickjs::{Class, Ctx, Function, Object, Persistent, TypedArray, Value as JsValue};

use crate::arguments::{self, host_number, wrong};
use crate::callbacks::text_of;
use crate::fault::Fault;
use crate::handles::Handle;
use crate::host::Host;
use crate::libraries::Library;
use crate::memory::{Memory, Place};
use crate::records;
use crate::rules::Led;

/// What is behind the members: names that are none of them. What every object has, and what engines ask of any, is left alone.
const ABSENT: &str = "(absent => new Proxy(Object.prototype, {
    get(object, name) {
        if (typeof name === 'symbol' || name in object || name === 'toJSON' || name === 'then') return object[name];
        throw new TypeError(absent(name));
    },
    set(object, name) { throw new TypeError(absent(String(name))); },
}))";

/// The prototypes of handles, by library and record.
#[derive(Default)]
pub(crate) struct Shapes(RefCell<HashMap<(&'static str, &'static str), Persistent<Object<'static>>>>);

impl Shapes {
    pub(crate) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` passes it")]
fn failed(why: rquickjs::Error) -> Fault {
    Fault::new(why.to_string())
}

impl Host {
    /// A record of a library's header, zero but for these members; a handle of it.
    ///
    /// # Errors
    /// A name that is no record's, or a member that is wrong.
    pub fn make<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        library: &str,
        name: &str,
        members: &JsValue<'js>,
    ) -> Result<JsValue<'js>, Fault> {
        let library = self.library(library)?;
        let record = library.table.record(name).ok_or_else(|| {
            let near = library.table.records().map(|one| (strsim::damerau_levenshtein(one.name(), name), one.name())).min();
            let near =
                near.filter(|(distance, _)| *distance <= 3).map_or_else(String::new, |(_, near)| format!("; there is `{near}`"));
            Fault::new(format!("{} declares no record `{name}`{near}", library.name))
        })?;
        if record.align() > 16 {
            return Err(Fault::new(format!("`{name}` is aligned to {} bytes, which this host does not do", record.align())));
        }
        let memory = Memory::new(record.size())?;
        let place = Place { library: library.name, record, memory: Some(memory.clone()), buffers: HashMap::new() };
        let handle = self.handles.add_record(place, &memory);
        let filled = self.fill(ctx, handle, record, members);
        if let Err(why) = filled {
            self.handles.free(handle);
            return Err(why);
        }
        self.instance(ctx, handle, library, record)
    }

    fn fill<'js>(self: &Rc<Host>, ctx: &Ctx<'js>, handle: Handle, record: Record, members: &JsValue<'js>) -> Result<(), Fault> {
        if members.is_undefined() {
            return Ok(());
        }
        let object =
            members.as_object().ok_or_else(|| wrong(members, &format!("an object with members of `{}`", record.name())))?;
        for key in object.keys::<String>() {
            let key = key.map_err(|_| Fault::new("a member's name is a text"))?;
            let field = records::member(record, &key)?;
            let value: JsValue<'js> =
                object.get(key.as_str()).map_err(|_| Fault::new(format!("member `{key}` cannot be read")))?;
            self.set(ctx, handle, field, &value)?;
        }
        Ok(())
    }

    /// A handle of a record that C keeps for ever; null for null.
    pub(crate) fn lasting<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        library: &Library,
        pointer: *mut c_void,
        ty: &str,
    ) -> Result<JsValue<'js>, Fault> {
        if pointer.is_null() {
            return Ok(JsValue::new_null(ctx.clone()));
        }
        let record = library.table.pointee(ty).ok_or_else(|| Fault::new(format!("`{ty}` points to no record")))?;
        let place = Place { library: library.name, record, memory: None, buffers: HashMap::new() };
        let handle = self.handles.lasting(pointer, place);
        self.instance(ctx, handle, library, record)
    }

    /// The object of a handle, with the record's members.
    fn instance<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        handle: Handle,
        library: &Library,
        record: Record,
    ) -> Result<JsValue<'js>, Fault> {
        let object = Class::instance(ctx.clone(), handle).map_err(failed)?.into_inner();
        let key = (library.name, record.name());
        let known = self.shapes.0.borrow().get(&key).cloned();
        let shape = match known {
            Some(known) => known.restore(ctx).map_err(failed)?,
            None => {
                let shape = self.shape(ctx, record).map_err(failed)?;
                self.shapes.0.borrow_mut().insert(key, Persistent::save(ctx, shape.clone()));
                shape
            }
        };
        object.set_prototype(Some(&shape)).map_err(failed)?;
        Ok(object.into_value())
    }

    fn shape<'js>(self: &Rc<Host>, ctx: &Ctx<'js>, record: Record) -> rquickjs::Result<Object<'js>> {
        let shape = Object::new(ctx.clone())?;
        let absent = move |name: String| records::member(record, &name).err().map_or_else(String::new, |why| why.0);
        let base: Function<'js> = ctx.eval(ABSENT)?;
        let base: Object<'js> = base.call((Function::new(ctx.clone(), absent)?,))?;
        shape.set_prototype(Some(&base))?;
        for field in record.fields() {
            let accessor = Accessor::new_get(getter(self, field)).set(setter(self, field)).enumerable();
            shape.prop(field.name(), accessor)?;
        }
        Ok(shape)
    }

    /// A member of a record.
    ///
    /// # Errors
    /// A handle that has been freed, or is of a record without such a member.
    pub(crate) fn get<'js>(self: &Rc<Host>, ctx: &Ctx<'js>, handle: Handle, field: Field) -> Result<JsValue<'js>, Fault> {
        let name = field.name();
        let (library, record, bytes, buffer) = self.handles.with_record(handle, |start, place| {
            let (record, library) = (place.record, self.library(place.library)?);
            // SAFETY: the record is alive and as large; it is copied.
            let bytes = unsafe { std::slice::from_raw_parts(start, record.size()) }.to_vec();
            Ok((library, record, bytes, place.buffers.get(name).map(|(_, handle)| *handle)))
        })?;
        // That of this record: a script may apply one record's accessor to another.
        let field = records::member(record, name)?;
        if field.ty().kind() != Kind::Pointer || field.elements().is_some() {
            return records::get(ctx, field, &bytes);
        }
        let address = bytes.get(field.offset()..).map_or(0, |bytes| {
            let mut wide = [0; 8];
            wide[..field.ty().size()].copy_from_slice(&bytes[..field.ty().size()]);
            u64::from_le_bytes(wide) as usize
        });
        let pointer: *mut c_void = std::ptr::with_exposed_provenance_mut(address);
        let led = library.rules.members(record.name()).iter().find(|(member, _)| *member == field.name());
        match led.map(|(_, led)| *led) {
            _ if address == 0 => Ok(JsValue::new_null(ctx.clone())),
            Some(Led::Text) => text_of(ctx, pointer.cast()).map_err(failed),
            Some(Led::Kept) => self.lasting(ctx, library, pointer, field.ty().text()),
            Some(Led::Buffer { .. }) => match buffer {
                Some(buffer) => Class::instance(ctx.clone(), buffer).map(Class::into_value).map_err(failed),
                None => Ok(JsValue::new_undefined(ctx.clone())),
            },
            Some(Led::InUse) | None => Ok(JsValue::new_undefined(ctx.clone())),
        }
    }

    /// Sets a member of a record.
    ///
    /// # Errors
    /// A handle that has been freed or is in use, a value that does not fit, a pointer that is C's to set.
    pub(crate) fn set<'js>(
        self: &Rc<Host>,
        _: &Ctx<'js>,
        handle: Handle,
        field: Field,
        value: &JsValue<'js>,
    ) -> Result<(), Fault> {
        let record = self.handles.with_record(handle, |_, place| Ok((place.record, place.library, place.memory.is_some())))?;
        let (record, library, own) = record;
        if !own {
            return Err(Fault::new(format!("this `{}` is C's own, which scripts only read", record.name())));
        }
        // As in `get`.
        let field = records::member(record, field.name())?;
        self.handles.idle(handle)?;
        if field.ty().kind() != Kind::Pointer {
            // What is encoded may be a script's to compute, so that nothing is borrowed meanwhile; only the member's bytes go back.
            let mut bytes = vec![0; record.size()];
            self.handles.with_record(handle, |start, _| {
                // SAFETY: the record is alive, and as large.
                unsafe { start.copy_to_nonoverlapping(bytes.as_mut_ptr(), record.size()) };
                Ok(())
            })?;
            records::put(field, value, &mut bytes)?;
            // Nor may a call have begun by what the script computed.
            self.handles.idle(handle)?;
            let count = field
                .bits()
                .map_or(field.ty().size() * field.elements().unwrap_or(1), |(bit, width)| (bit + width).div_ceil(8) as usize);
            return self.handles.with_record(handle, |start, _| {
                let from = field.offset();
                // SAFETY: as above; the member is inside.
                unsafe { start.add(from).copy_from_nonoverlapping(bytes[from..from + count].as_ptr(), count) };
                Ok(())
            });
        }
        let members = self.library(library)?.rules.members(record.name());
        let led = members.iter().find(|(member, _)| *member == field.name());
        let Some((name, Led::Buffer { .. })) = led else {
            return Err(Fault::new(format!(
                "member `{}` of type `{}` is a pointer that scripts do not set",
                field.name(),
                field.ty()
            )));
        };
        let buffer = match value.is_null() {
            true => None,
            false => {
                let buffer =
                    arguments::handle(value).ok_or_else(|| wrong(value, "a buffer of the host's, by `buffer(…)`, or null"))?;
                Some((self.handles.buffer(buffer)?, buffer))
            }
        };
        self.handles.with_record(handle, |start, place| {
            let address = buffer.as_ref().map_or(std::ptr::null_mut(), |(memory, _)| memory.start());
            // SAFETY: the record is alive, and this member of it is a pointer.
            unsafe { start.add(field.offset()).cast::<*mut u8>().write_unaligned(address.expose_provenance() as *mut u8) };
            match buffer {
                Some(buffer) => drop(place.buffers.insert(name, buffer)),
                None => drop(place.buffers.remove(name)),
            }
            Ok(())
        })
    }

    /// A buffer of the host's own, which records may point into: of so many bytes, or with those of an `ArrayBuffer`.
    ///
    /// # Errors
    /// Neither, a buffer that is detached, or more than there is.
    pub fn buffer<'js>(self: &Rc<Host>, ctx: &Ctx<'js>, from: &JsValue<'js>) -> Result<JsValue<'js>, Fault> {
        let memory = match arguments::integer(from) {
            Some(size) => Memory::new(usize::try_from(size).map_err(|_| Fault::new(format!("{size} is no number of bytes")))?)?,
            None => {
                let bytes = arguments::buffer(from, false)?;
                let memory = Memory::new(bytes.size)?;
                // SAFETY: both are as large.
                unsafe { bytes.copy.as_ptr().cast::<u8>().copy_to_nonoverlapping(memory.start(), bytes.size) };
                memory
            }
        };
        Class::instance(ctx.clone(), self.handles.add_buffer(&memory)).map(Class::into_value).map_err(failed)
    }

    /// A copy of the first bytes of a buffer, or of all.
    ///
    /// # Errors
    /// What is no buffer, or has fewer.
    pub fn bytes<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        buffer: &JsValue<'js>,
        count: Option<&JsValue<'js>>,
    ) -> Result<JsValue<'js>, Fault> {
        let handle = arguments::handle(buffer).ok_or_else(|| wrong(buffer, "a buffer of the host's, by `buffer(…)`"))?;
        let memory = self.handles.buffer(handle)?;
        let count = match count.filter(|count| !count.is_undefined()) {
            None => memory.size,
            Some(count) => {
                let number = arguments::integer(count).and_then(|count| usize::try_from(count).ok());
                let fits = number.filter(|number| *number <= memory.size);
                fits.ok_or_else(|| wrong(count, &format!("a number of at most {} bytes", memory.size)))?
            }
        };
        // SAFETY: there are as many; they are copied.
        let bytes = unsafe { std::slice::from_raw_parts(memory.start(), count) };
        TypedArray::new_copy(ctx.clone(), bytes).map(TypedArray::into_value).map_err(failed)
    }

    /// Frees a record or a buffer that the host made.
    ///
    /// # Errors
    /// What is none, has been freed, or is in use: by a call, or by what the library keeps in it.
    pub fn release(self: &Rc<Host>, value: &JsValue<'_>) -> Result<(), Fault> {
        let handle = arguments::handle(value).ok_or_else(|| wrong(value, "a handle of a record or a buffer"))?;
        let in_use = self.handles.with_record(handle, |start, place| {
            let members = self.library(place.library)?.rules.members(place.record.name());
            let kept = |(member, led): &&(&'static str, Led)| *led == Led::InUse && host_number(start, place.record, member) != 0;
            Ok(members.iter().find(kept).map(|(member, _)| (place.record.name(), *member)))
        });
        match in_use {
            Ok(Some((record, member))) => Err(Fault::new(format!("this `{record}` is in use: its `{member}` is not null"))),
            // A buffer has no members.
            Ok(None) | Err(_) => self.handles.release(handle),
        }
    }
}

fn getter(
    host: &Rc<Host>,
    field: Field,
) -> impl for<'js> Fn(Ctx<'js>, This<JsValue<'js>>) -> rquickjs::Result<JsValue<'js>> + use<> {
    // The shapes are the host's: a strong reference would keep it for ever.
    let host = Rc::downgrade(host);
    move |ctx, this| {
        let got = match (host.upgrade(), arguments::handle(&this.0)) {
            (Some(host), Some(handle)) => host.get(&ctx, handle, field),
            _ => Err(Fault::new("this is no handle of a record")),
        };
        got.map_err(|why| rquickjs::Exception::throw_type(&ctx, &format!("{}: {why}", field.name())))
    }
}

fn setter(
    host: &Rc<Host>,
    field: Field,
) -> impl for<'js> Fn(Ctx<'js>, This<JsValue<'js>>, JsValue<'js>) -> rquickjs::Result<()> + use<> {
    let host = Rc::downgrade(host);
    move |ctx, this, value| {
        let set = match (host.upgrade(), arguments::handle(&this.0)) {
            (Some(host), Some(handle)) => host.set(&ctx, handle, field, &value),
            _ => Err(Fault::new("this is no handle of a record")),
        };
        set.map_err(|why| rquickjs::Exception::throw_type(&ctx, &why.0))
    }
}
