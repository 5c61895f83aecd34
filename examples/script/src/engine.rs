//! QuickJS, and what the host puts into it.

use std::rc::Rc;

use rquickjs::function::{Opt, Rest};
use rquickjs::object::Property;
use rquickjs::{CatchResultExt, Context, Ctx, Function, Object, Runtime, Value};

use crate::fault::Fault;
use crate::host::Host;
use crate::names::help;
use crate::records::whole;

/// An engine with the host's functions: `open(name)`, `help(name)`, `print(…)`; `buffer(…)`, `bytes(buffer)` and `release(…)` for memory
/// that C keeps pointers to; and the libraries under their names.
pub struct Engine {
    context: Context,
    host: Rc<Host>,
    /// Ends last.
    _runtime: Runtime,
}

/// Bytes of stack that scripts may use, C functions that call back included.
const STACK: usize = 512 * 1024;

impl Engine {
    /// A fresh engine.
    ///
    /// # Errors
    /// A library that is not there, or no memory.
    pub fn new() -> Result<Engine, Fault> {
        let host = Host::new()?;
        let failed = |why: rquickjs::Error| Fault::new(why.to_string());
        let runtime = Runtime::new().map_err(failed)?;
        runtime.set_max_stack_size(STACK);
        let context = Context::full(&runtime).map_err(failed)?;
        context.with(|ctx| globals(&ctx, &host)).map_err(failed)?;
        Ok(Engine { context, host, _runtime: runtime })
    }

    /// The host.
    pub fn host(&self) -> &Rc<Host> {
        &self.host
    }

    /// Runs a script; its last value as text.
    ///
    /// # Errors
    /// The exception that it threw, with its stack.
    pub fn run(&self, source: &str) -> Result<String, Fault> {
        self.context.with(|ctx| {
            let value = ctx.eval::<Value<'_>, _>(source).catch(&ctx);
            let value = value.map_err(|why| Fault::new(why.to_string().trim_end().to_owned()))?;
            Ok(shown(&ctx, &value))
        })
    }

    /// The members of the record that a variable is a handle of.
    pub(crate) fn members(&self, variable: &str) -> Vec<&'static str> {
        // A name runs nothing; anything else might.
        if variable.is_empty() || !variable.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return Vec::new();
        }
        self.context.with(|ctx| {
            let value = ctx.eval::<Value<'_>, _>(variable).catch(&ctx);
            let handle = value.ok().and_then(|value| crate::arguments::handle(&value));
            let names = handle.map(|handle| self.host.handles.with_record(handle, |_, place| Ok(place.record.fields())));
            names.and_then(Result::ok).into_iter().flatten().map(ffi::table::Field::name).collect()
        })
    }

    /// Does something inside.
    pub fn with<R>(&self, inside: impl FnOnce(&Ctx<'_>) -> R) -> R {
        self.context.with(|ctx| inside(&ctx))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let host = self.host.clone();
        self.context.with(|_| host.clear());
    }
}

fn globals(ctx: &Ctx<'_>, host: &Rc<Host>) -> rquickjs::Result<()> {
    let global = ctx.globals();
    for library in host.libraries() {
        global.set(library.name, object(ctx, host, library.name)?)?;
    }
    let opener = host.clone();
    let open = move |ctx: Ctx<'_>, name: String| match opener.library(&name) {
        Ok(library) => Ok(library.name.to_owned()),
        Err(why) => Err(rquickjs::Exception::throw_reference(&ctx, &why.0)),
    };
    // The library is a value of the engine under that name.
    global.set("__open", Function::new(ctx.clone(), open)?)?;
    ctx.eval::<(), _>("globalThis.open = name => globalThis[__open(name)];")?;
    let asked = host.clone();
    global.set("help", Function::new(ctx.clone(), move |name: String| help(&asked, &name))?)?;
    global.set("buffer", Function::new(ctx.clone(), maker(host))?)?;
    global.set("bytes", Function::new(ctx.clone(), reader(host))?)?;
    let freeing = host.clone();
    let release = move |ctx: Ctx<'_>, value: Value<'_>| freeing.release(&value).map_err(|why| thrown(&ctx, &why));
    global.set("release", Function::new(ctx.clone(), release)?)?;
    global.set("print", Function::new(ctx.clone(), print)?)
}

fn thrown(ctx: &Ctx<'_>, why: &Fault) -> rquickjs::Error {
    rquickjs::Exception::throw_type(ctx, &why.0)
}

fn maker(host: &Rc<Host>) -> impl for<'js> Fn(Ctx<'js>, Value<'js>) -> rquickjs::Result<Value<'js>> + use<> {
    let host = host.clone();
    move |ctx, from| host.buffer(&ctx, &from).map_err(|why| thrown(&ctx, &why))
}

fn reader(host: &Rc<Host>) -> impl for<'js> Fn(Ctx<'js>, Value<'js>, Opt<Value<'js>>) -> rquickjs::Result<Value<'js>> + use<> {
    let host = host.clone();
    move |ctx, buffer, count| host.bytes(&ctx, &buffer, count.0.as_ref()).map_err(|why| thrown(&ctx, &why))
}

fn making(
    host: Rc<Host>,
    library: &'static str,
) -> impl for<'js> Fn(Ctx<'js>, String, Opt<Value<'js>>) -> rquickjs::Result<Value<'js>> {
    move |ctx, name, members| {
        let members = members.0.unwrap_or_else(|| Value::new_undefined(ctx.clone()));
        host.make(&ctx, library, &name, &members).map_err(|why| thrown(&ctx, &why))
    }
}

/// A constant's value in scripts: an address has none.
fn constant<'js>(ctx: &Ctx<'js>, constant: ffi::table::Constant) -> Result<Option<Value<'js>>, Fault> {
    let failed = |why: rquickjs::Error| Fault::new(why.to_string());
    if let Some(text) = constant.text() {
        let text = rquickjs::String::from_str(ctx.clone(), &text.to_string_lossy()).map_err(failed)?;
        return Ok(Some(text.into_value()));
    }
    match (constant.integer(), constant.value()) {
        (Some(number), _) => whole(ctx, number).map(Some),
        (None, ffi::Value::F64(number)) => Ok(Some(Value::new_number(ctx.clone(), number))),
        (None, ffi::Value::F32(number)) => Ok(Some(Value::new_number(ctx.clone(), number.into()))),
        _ => Ok(None),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "as the engine passes them")]
fn print<'js>(ctx: Ctx<'js>, values: Rest<Value<'js>>) {
    let words: Vec<String> = values.0.iter().map(|value| shown(&ctx, value)).collect();
    println!("{}", words.join(" "));
}

/// A library in a script: its functions and constants, `call(name, …)` for names that are data, `make(record, members)`.
fn object<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, library: &'static str) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    let Ok(table) = host.library(library).map(|found| found.table) else { return Ok(object) };
    for one in table.constants() {
        if let Some(value) = constant(ctx, one).map_err(|why| thrown(ctx, &why))? {
            object.prop(one.name(), Property::from(value).enumerable())?;
        }
    }
    for name in table.iter().map(ffi::Entry::name) {
        let host = host.clone();
        let function = Function::new(ctx.clone(), caller(host, library, name))?;
        object.set(name, function.with_name(name)?)?;
    }
    object.set("make", Function::new(ctx.clone(), making(host.clone(), library))?)?;
    let call = by_name(host.clone(), library);
    object.set("call", Function::new(ctx.clone(), call)?)?;
    Ok(object)
}

fn caller(
    host: Rc<Host>,
    library: &'static str,
    name: &'static str,
) -> impl for<'js> Fn(Ctx<'js>, Rest<Value<'js>>) -> rquickjs::Result<Value<'js>> {
    move |ctx, given| host.call(&ctx, library, name, &given.0)
}

fn by_name(
    host: Rc<Host>,
    library: &'static str,
) -> impl for<'js> Fn(Ctx<'js>, String, Rest<Value<'js>>) -> rquickjs::Result<Value<'js>> {
    move |ctx, name, given| host.call(&ctx, library, &name, &given.0)
}

/// A value as a person reads it.
fn shown<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    if let Some(text) = value.as_string() {
        return text.to_string().unwrap_or_default();
    }
    if crate::arguments::handle(value).is_some() {
        return "[handle]".to_owned();
    }
    match ctx.json_stringify(value.clone()) {
        Ok(Some(text)) => text.to_string().unwrap_or_default(),
        Ok(None) | Err(_) => value.type_name().to_owned(),
    }
}
