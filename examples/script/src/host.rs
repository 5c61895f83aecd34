//! Calls by name, and what a person asks about names.

use std::collections::BTreeMap;
use std::rc::Rc;

use ffi::contract::Kind;
use ffi::{Entry, Type, Value};
use rquickjs::{Class, Ctx, Object, Persistent, Value as JsValue};

use crate::arguments::{self, Held};
use crate::callbacks::{Failure, Pending, text_of};
use crate::fault::Fault;
use crate::handles::Handles;
use crate::libraries::Library;
use crate::records;
use crate::rules::{Answer, Role, Rule};
use crate::shapes::Shapes;

/// The libraries and the handles of one engine.
pub struct Host {
    libraries: BTreeMap<&'static str, Library>,
    pub(crate) handles: Handles,
    pub(crate) shapes: Shapes,
    pending: Pending,
}

impl Host {
    /// A host of every library that is there.
    ///
    /// # Errors
    /// A library that cannot be opened.
    pub fn new() -> Result<Rc<Host>, Fault> {
        let libraries = Library::names().map(|name| Ok((name, Library::open(name)?))).collect::<Result<_, Fault>>()?;
        Ok(Rc::new(Host { libraries, handles: Handles::default(), shapes: Shapes::default(), pending: Pending::default() }))
    }

    /// A library by name.
    ///
    /// # Errors
    /// A name that no library has.
    pub fn library(&self, name: &str) -> Result<&Library, Fault> {
        self.libraries.get(name).ok_or_else(|| {
            let known: Vec<&str> = self.libraries.keys().copied().collect();
            Fault::new(format!("no library `{name}`; there are: {}", known.join(", ")))
        })
    }

    /// Every library.
    pub fn libraries(&self) -> impl Iterator<Item = &Library> {
        self.libraries.values()
    }

    pub(crate) fn has_pending(&self) -> bool {
        self.pending.is_some()
    }

    /// Keeps the exception of a callback until C has returned.
    pub(crate) fn set_pending(&self, ctx: &Ctx<'_>, why: Failure) {
        let thrown = match why {
            Failure::Thrown(rquickjs::Error::Exception) => ctx.catch(),
            Failure::Thrown(other) => exception(ctx, &other.to_string()),
            Failure::Fault(fault) => exception(ctx, &fault.0),
        };
        self.pending.set(Persistent::save(ctx, thrown));
    }

    /// Calls a function by name.
    ///
    /// # Errors
    /// An exception: of the script, or for whatever is wrong with the call.
    pub fn call<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        library: &str,
        name: &str,
        given: &[JsValue<'js>],
    ) -> rquickjs::Result<JsValue<'js>> {
        let mut held = Held::default();
        let result = self.checked(ctx, library, name, given, &mut held);
        for handle in held.entered.drain(..) {
            self.handles.leave(handle);
        }
        if let Some(thrown) = self.pending.take() {
            return Err(ctx.throw(thrown.restore(ctx)?));
        }
        result.map_err(|why| rquickjs::Exception::throw_type(ctx, &format!("{library}.{name}: {why}")))
    }

    fn checked<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        library: &str,
        name: &str,
        given: &[JsValue<'js>],
        held: &mut Held<'js>,
    ) -> Result<JsValue<'js>, Fault> {
        let library = self.library(library)?;
        let unknown = || Fault::new(format!("{} declares no such function{}", library.name, near(library, name)));
        let entry = library.table.find(name).ok_or_else(unknown)?;
        let no_rule = || Fault::new("no rule of this host says how scripts may call it");
        let rule = library.rules.get(name).ok_or_else(no_rule)?;
        let function = library.function(name)?;
        arguments::take(self, ctx, (library, &function), rule, given, held)?;
        // SAFETY: the arguments are of the header's types; sizes, lifetimes and nulls are as the rules say, which are written by C's
        // documentation.
        let result = unsafe { function.call(&held.values) }.map_err(|why| Fault::new(why.to_string()))?;
        self.answer(ctx, library, entry, rule, &result, held)
    }

    /// What the script gets: the result, and what C wrote to places of its own.
    fn answer<'js>(
        self: &Rc<Host>,
        ctx: &Ctx<'js>,
        library: &Library,
        entry: Entry,
        rule: &Rule,
        result: &Value,
        held: &mut Held<'js>,
    ) -> Result<JsValue<'js>, Fault> {
        let failed = |why: rquickjs::Error| Fault::new(why.to_string());
        let succeeded = matches!(result, Value::I32(0) | Value::Void);
        for (_, bytes) in held.bytes.iter().filter(|(_, bytes)| bytes.changes) {
            arguments::write_back(bytes);
        }
        let owner = held.entered.first().copied();
        for (function, kept) in held.functions.drain(..) {
            if let (true, true, Some(owner)) = (kept, succeeded, owner) {
                self.handles.keep(owner, function);
            }
        }
        for (handle, always) in held.freed.drain(..) {
            if always || succeeded {
                self.handles.free(handle);
            }
        }
        let value = match (rule.answer, result) {
            (Answer::Kept, Value::Pointer(pointer)) => self.lasting(ctx, library, *pointer, entry.signature().result().text())?,
            _ => value_of(ctx, library, entry.signature().result(), rule.answer, result)?,
        };
        let types: Vec<Type> = entry.signature().parameters().collect();
        let names: Vec<&str> = entry.parameter_names().collect();
        if held.places.is_empty() {
            return Ok(value);
        }
        let object = Object::new(ctx.clone()).map_err(failed)?;
        object.set("result", value).map_err(failed)?;
        for (index, place) in held.places.drain(..) {
            let name = names.get(index).copied().filter(|name| !name.is_empty()).unwrap_or("out");
            let value = match rule.roles[index] {
                Role::NewHandle if *place == 0 => JsValue::new_null(ctx.clone()),
                Role::NewHandle => {
                    let ty = arguments::plain(types[index].text());
                    let ty = ty.strip_suffix('*').unwrap_or(&ty);
                    let handle = self.handles.add(std::ptr::with_exposed_provenance_mut(*place as usize), ty);
                    Class::instance(ctx.clone(), handle).map_err(failed)?.into_value()
                }
                _ => JsValue::new_number(ctx.clone(), *place as f64),
            };
            object.set(name, value).map_err(failed)?;
        }
        Ok(object.into_value())
    }

    /// Forgets every handle and function; the engine can then end.
    pub fn clear(&self) {
        self.pending.take();
        self.shapes.clear();
        self.handles.clear();
    }
}

fn exception<'js>(ctx: &Ctx<'js>, text: &str) -> JsValue<'js> {
    match rquickjs::Exception::from_message(ctx.clone(), text) {
        Ok(exception) => exception.into_object().into_value(),
        Err(_) => JsValue::new_null(ctx.clone()),
    }
}

/// A C value as a script's.
fn value_of<'js>(ctx: &Ctx<'js>, library: &Library, ty: Type, answer: Answer, value: &Value) -> Result<JsValue<'js>, Fault> {
    let failed = |why: rquickjs::Error| Fault::new(why.to_string());
    let number = |number: f64| Ok(JsValue::new_number(ctx.clone(), number));
    match (answer, value) {
        (Answer::Record, Value::Bytes(bytes)) => records::to_object(ctx, records::of(library.table, ty)?, bytes.as_ref()),
        (Answer::Text, Value::Pointer(pointer)) => text_of(ctx, pointer.cast()).map_err(failed),
        (_, Value::Void) => Ok(JsValue::new_undefined(ctx.clone())),
        (_, Value::Bool(truth)) => Ok(JsValue::new_bool(ctx.clone(), *truth)),
        (_, Value::I8(value)) => number((*value).into()),
        (_, Value::U8(value)) => number((*value).into()),
        (_, Value::I16(value)) => number((*value).into()),
        (_, Value::U16(value)) => number((*value).into()),
        (_, Value::I32(value)) => number((*value).into()),
        (_, Value::U32(value)) => number((*value).into()),
        (_, Value::F32(value)) => number((*value).into()),
        (_, Value::F64(value)) => number(*value),
        (_, Value::I64(value)) => records::whole(ctx, (*value).into()),
        (_, Value::U64(value)) => records::whole(ctx, (*value).into()),
        // A pointer is never a number: what no rule makes text or a handle of is not for scripts.
        (_, Value::Pointer(_)) => Ok(JsValue::new_undefined(ctx.clone())),
        _ => Err(Fault::new(format!("a result of type `{}` has no counterpart in scripts", Kind::text(ty.kind())))),
    }
}

/// A name that was perhaps meant.
fn near(library: &Library, name: &str) -> String {
    let names = library.table.iter().map(|entry| (strsim::damerau_levenshtein(entry.name(), name), entry.name()));
    match names.min() {
        Some((distance, known)) if distance <= 3 => format!("; there is `{known}`"),
        _ => String::new(),
    }
}
