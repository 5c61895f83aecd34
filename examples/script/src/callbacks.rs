//! Script functions as C functions: closures whose signature is data.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::ptr::NonNull;
use std::rc::Rc;

use ffi::closure::options;
use ffi::{OpaqueFunction, Signature, Value};
use rquickjs::function::Args;
use rquickjs::{ArrayBuffer, Class, Ctx, Function, Persistent, Value as JsValue};

use crate::fault::Fault;
use crate::handles::Handle;
use crate::host::Host;

/// A closure, and with it the script function.
pub(crate) type Kept = ffi::Closure<OpaqueFunction>;

/// The signatures that callbacks may have: each has an entry, which the build script assembled.
const SIGNATURES: [Signature; 3] = [
    ffi::signature!(int(const void *, const void *)),
    ffi::signature!(int(void *, int, char **, char **)),
    ffi::signature!(void(sqlite3_context *, int, sqlite3_value **)),
];

/// The signature of what a parameter of this type points to.
pub(crate) fn signature(pointer: &str) -> Result<Signature, Fault> {
    let plain = pointer.replacen("(*)", "", 1);
    let same = |text: &str| text.replace([' '], "") == plain.replace([' '], "");
    SIGNATURES
        .into_iter()
        .find(|signature| same(signature.text()))
        .ok_or_else(|| Fault::new(format!("callbacks of type `{pointer}` have no entry in this host")))
}

/// Makes a C function of a script function. `element`: for a comparator, the size of what its arguments point to.
pub(crate) fn make<'js>(
    host: &Rc<Host>,
    ctx: &Ctx<'js>,
    function: Function<'js>,
    signature: Signature,
    element: Option<usize>,
) -> Result<Kept, Fault> {
    let saved = Persistent::save(ctx, function);
    let (host, raw) = (Rc::downgrade(host), ctx.as_raw());
    let called = move |arguments: &[Value]| {
        let Some(host) = host.upgrade() else { return zero(signature) };
        // SAFETY: C was called by a script of this context, on this thread, and has not returned: the engine is entered.
        let ctx = unsafe { Ctx::from_raw(raw) };
        // After an exception, scripts have nothing more to say until it has been seen.
        if host.has_pending() {
            return zero(signature);
        }
        let mut scoped = Vec::new();
        let result = invoke(&host, &ctx, &saved, signature, arguments, element, &mut scoped);
        for handle in scoped {
            host.handles.free(handle);
        }
        match result {
            Ok(value) => value,
            Err(why) => {
                host.set_pending(&ctx, why);
                zero(signature)
            }
        }
    };
    let called = OneThread(called);
    let closure = options().signature(signature).owned(move |arguments: &[Value]| called.call(arguments));
    closure.map_err(|why| Fault::new(why.to_string()))
}

/// A function of the engine's thread. It may be called within a call of its own, as an SQL function that runs SQL is.
struct OneThread<F>(F);

// SAFETY: the libraries here call back on the thread that calls them, which is the engine's; handles and engine end on it as well.
unsafe impl<F> Send for OneThread<F> {}
// SAFETY: as above.
unsafe impl<F> Sync for OneThread<F> {}

impl<F: Fn(&[Value]) -> Value> OneThread<F> {
    fn call(&self, arguments: &[Value]) -> Value {
        self.0(arguments)
    }
}

/// What a callback answers that has no answer of its own.
fn zero(signature: Signature) -> Value {
    if signature.result().size() == 0 { Value::Void } else { Value::I32(0) }
}

/// Why a callback has no answer.
pub(crate) enum Failure {
    /// The script threw.
    Thrown(rquickjs::Error),
    /// What it returned, or was to get, is not right.
    Fault(Fault),
}

impl From<rquickjs::Error> for Failure {
    fn from(why: rquickjs::Error) -> Failure {
        Failure::Thrown(why)
    }
}

fn invoke(
    host: &Rc<Host>,
    ctx: &Ctx<'_>,
    function: &Persistent<Function<'static>>,
    signature: Signature,
    arguments: &[Value],
    element: Option<usize>,
    scoped: &mut Vec<Handle>,
) -> Result<Value, Failure> {
    let function = function.clone().restore(ctx)?;
    let mut passed: Vec<JsValue<'_>> = Vec::with_capacity(arguments.len());
    let mut count = 0;
    for (argument, ty) in arguments.iter().zip(signature.parameters()) {
        let value = match argument {
            Value::Pointer(pointer) => pointed(host, ctx, *pointer, ty.text(), count, element, scoped)?,
            Value::I32(number) => {
                count = usize::try_from(*number).unwrap_or(0);
                // The number of what comes in an array is the array's.
                continue;
            }
            _ => return Err(Failure::Fault(Fault::new(format!("`{ty}` is not passed to scripts")))),
        };
        passed.extend(value);
    }
    let mut args = Args::new(ctx.clone(), passed.len());
    for value in passed {
        args.push_arg(value)?;
    }
    let result: JsValue<'_> = function.call_arg(args)?;
    if signature.result().size() == 0 {
        return Ok(Value::Void);
    }
    // As with `Array.prototype.sort`, the sign is what counts; `sqlite3_exec` wants 0 to go on.
    match result.as_number() {
        Some(number) if number < 0.0 => Ok(Value::I32(-1)),
        Some(number) if number > 0.0 => Ok(Value::I32(1)),
        _ => Ok(Value::I32(0)),
    }
}

/// A pointer that C passes: an element, texts, handles; a pointer to `void` that is no element is the host's own, and left out.
fn pointed<'js>(
    host: &Rc<Host>,
    ctx: &Ctx<'js>,
    pointer: *mut c_void,
    ty: &str,
    count: usize,
    element: Option<usize>,
    scoped: &mut Vec<Handle>,
) -> Result<Option<JsValue<'js>>, Failure> {
    let mut add = |pointer: *mut c_void, ty: &str| -> rquickjs::Result<JsValue<'js>> {
        let handle = host.handles.add(pointer, ty);
        scoped.push(handle);
        Ok(Class::instance(ctx.clone(), handle)?.into_value())
    };
    match (ty, element) {
        ("const void *", Some(size)) => {
            // SAFETY: a comparator is called with elements of the buffer, each as large.
            let bytes = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>(), size) };
            Ok(Some(ArrayBuffer::new_copy(ctx.clone(), bytes)?.into_value()))
        }
        ("void *", _) => Ok(None),
        ("char **", _) => {
            let array = rquickjs::Array::new(ctx.clone())?;
            for index in 0..count {
                // SAFETY: there are as many, each a C string or null.
                let text = unsafe { pointer.cast::<*const c_char>().add(index).read() };
                array.set(index, text_of(ctx, text)?)?;
            }
            Ok(Some(array.into_value()))
        }
        _ => match ty.strip_suffix("**") {
            Some(one) => {
                let array = rquickjs::Array::new(ctx.clone())?;
                for index in 0..count {
                    // SAFETY: there are as many.
                    let each = unsafe { pointer.cast::<*mut c_void>().add(index).read() };
                    array.set(index, add(each, &format!("{one}*"))?)?;
                }
                Ok(Some(array.into_value()))
            }
            None => Ok(Some(add(pointer, ty)?)),
        },
    }
}

/// A copy of a C string, or null.
pub(crate) fn text_of<'js>(ctx: &Ctx<'js>, text: *const c_char) -> rquickjs::Result<JsValue<'js>> {
    let Some(text) = NonNull::new(text.cast_mut()) else { return Ok(JsValue::new_null(ctx.clone())) };
    // SAFETY: C says that it is a string; it is copied at once.
    let text = unsafe { CStr::from_ptr(text.as_ptr()) }.to_string_lossy();
    Ok(rquickjs::String::from_str(ctx.clone(), &text)?.into_value())
}

/// Whether a callback has failed whose exception is still to be thrown.
#[derive(Default)]
pub(crate) struct Pending(Cell<Option<Persistent<JsValue<'static>>>>);

impl Pending {
    pub(crate) fn is_some(&self) -> bool {
        let value = self.0.take();
        let is = value.is_some();
        self.0.set(value);
        is
    }

    pub(crate) fn set(&self, value: Persistent<JsValue<'static>>) {
        self.0.set(Some(value));
    }

    pub(crate) fn take(&self) -> Option<Persistent<JsValue<'static>>> {
        self.0.take()
    }
}
