//! What a script passes, as what C takes. Everything that C is given a pointer to is a copy, so that a callback that detaches a buffer, or
//! a script that the next line changes it in, has no effect on C.

use std::ffi::{CString, c_void};
use std::rc::Rc;

use ffi::contract::Kind;
use ffi::{Function, Type, Value};
use rquickjs::{ArrayBuffer, Class, Ctx, Object, TypedArray, Value as JsValue};

use crate::callbacks::{self, Kept};
use crate::fault::Fault;
use crate::handles::Handle;
use crate::host::Host;
use crate::libraries::Library;
use crate::records;
use crate::rules::{Fixed, Led, Role, Rule};

/// The bytes of a buffer of a script, and where they came from.
pub(crate) struct Bytes<'js> {
    pub(crate) copy: Vec<u64>,
    pub(crate) size: usize,
    pub(crate) buffer: JsValue<'js>,
    pub(crate) changes: bool,
}

/// Everything that has to live until the call has returned.
#[derive(Default)]
pub(crate) struct Held<'js> {
    pub(crate) values: Vec<Value>,
    pub(crate) bytes: Vec<(usize, Bytes<'js>)>,
    texts: Vec<CString>,
    /// Numbers that C reads by their addresses.
    #[expect(clippy::vec_box, reason = "C has their addresses")]
    inside: Vec<Box<u64>>,
    /// Places that C writes to: parameter, and the number or pointer.
    pub(crate) places: Vec<(usize, Box<u64>)>,
    pub(crate) entered: Vec<Handle>,
    pub(crate) freed: Vec<(Handle, bool)>,
    pub(crate) functions: Vec<(Kept, bool)>,
}

/// Takes in the arguments of a call. What has been entered is in `held`, error or not.
pub(crate) fn take<'js>(
    host: &Rc<Host>,
    ctx: &Ctx<'js>,
    (library, function): (&Library, &Function),
    rule: &Rule,
    given: &[JsValue<'js>],
    held: &mut Held<'js>,
) -> Result<(), Fault> {
    let wanted = rule.roles.iter().filter(|role| role.is_passed()).count();
    if given.len() != wanted {
        return Err(Fault::new(format!("{wanted} arguments are wanted, {} were given", given.len())));
    }
    let mut given = given.iter();
    let types: Vec<Type> = function.signature().parameters().collect();
    let mut numbers = vec![0_i64; types.len()];
    // Buffers first: other arguments are held against their sizes.
    let mut pending = Vec::new();
    for (index, (role, ty)) in rule.roles.iter().zip(&types).enumerate() {
        let value = if role.is_passed() { given.next() } else { None };
        if let (Role::Buffer { changes }, Some(value)) = (role, value) {
            let bytes = buffer(value, *changes).map_err(|why| at(index, &why))?;
            held.bytes.push((index, bytes));
        }
        if let (Role::Number { .. }, Some(value)) = (role, value) {
            numbers[index] = integer(value).unwrap_or(0);
        }
        pending.push((index, *role, *ty, value));
    }
    for (index, role, ty, value) in pending {
        let value = take_one(host, ctx, library, (index, role, ty), value, &numbers, held).map_err(|why| at(index, &why))?;
        held.values.push(value);
    }
    Ok(())
}

fn at(index: usize, why: &Fault) -> Fault {
    Fault::new(format!("parameter {}: {why}", index + 1))
}

fn take_one<'js>(
    host: &Rc<Host>,
    ctx: &Ctx<'js>,
    library: &Library,
    (index, role, ty): (usize, Role, Type),
    value: Option<&JsValue<'js>>,
    numbers: &[i64],
    held: &mut Held<'js>,
) -> Result<Value, Fault> {
    let undefined = JsValue::new_undefined(ctx.clone());
    let value = value.unwrap_or(&undefined);
    let size_of = |held: &Held<'_>, of: usize| held.bytes.iter().find(|(at, _)| *at == of).map_or(0, |(_, bytes)| bytes.size);
    match role {
        Role::Number { least, most } => {
            let number = number(value, ty)?;
            if (least, most) != (i64::MIN, i64::MAX) && !integer(value).is_some_and(|number| (least..=most).contains(&number)) {
                return Err(Fault::new(format!("{} is not between {least} and {most}", shown(value))));
            }
            Ok(number)
        }
        Role::Size { of } => within(value, size_of(held, of), 1),
        Role::Count { of, times } => {
            let element = numbers.get(times).copied().unwrap_or(0);
            within(value, size_of(held, of), usize::try_from(element).unwrap_or(usize::MAX).max(1))
        }
        Role::Constant(Fixed::Number(number)) if ty.kind() == Kind::Pointer => {
            Ok(Value::Pointer(std::ptr::without_provenance_mut(number as usize)))
        }
        Role::Constant(Fixed::Number(number)) => Ok(Value::I64(number)),
        Role::Constant(Fixed::Address(address)) => Ok(Value::Pointer(address)),
        Role::Null => Ok(Value::Pointer(std::ptr::null_mut())),
        Role::Text { null: true } if value.is_null() => Ok(Value::Pointer(std::ptr::null_mut())),
        Role::Text { .. } => {
            let text = value.as_string().ok_or_else(|| wrong(value, "text"))?;
            let text = text.to_string().map_err(|_| Fault::new("the text is not Unicode"))?;
            let text = CString::new(text).map_err(|_| Fault::new("the text has a zero in it, where C would end it"))?;
            let pointer = text.as_ptr().cast_mut().cast::<c_void>();
            held.texts.push(text);
            Ok(Value::Pointer(pointer))
        }
        Role::Buffer { .. } => {
            let bytes = held.bytes.iter_mut().find(|(at, _)| *at == index);
            Ok(Value::Pointer(bytes.map_or(std::ptr::null_mut(), |(_, bytes)| bytes.copy.as_mut_ptr().cast())))
        }
        Role::SizeInOut { of } => Ok(place(held, index, size_of(held, of) as u64)),
        Role::NewHandle => Ok(place(held, index, 0)),
        Role::Handle => enter(host, value, ty, false, held),
        Role::Frees { always } => {
            let pointer = enter(host, value, ty, true, held)?;
            held.freed.extend(held.entered.last().map(|handle| (*handle, always)));
            Ok(pointer)
        }
        Role::Function { null: true, .. } if value.is_null() => Ok(Value::Pointer(std::ptr::null_mut())),
        Role::Function { kept, .. } => callback(host, ctx, value, ty, None, kept, held),
        Role::Comparator { size } => {
            let size = usize::try_from(numbers.get(size).copied().unwrap_or(0)).unwrap_or(0);
            callback(host, ctx, value, ty, Some(size), false, held)
        }
        Role::Record => {
            let object: &Object<'_> = value.as_object().ok_or_else(|| wrong(value, "an object of its members"))?;
            let bytes = records::from_object(records::of(library.table, ty)?, object)?;
            ffi::Bytes::new(&bytes).map(Value::Bytes).ok_or_else(|| Fault::new("no memory"))
        }
        Role::ByAddress => {
            let number = integer(value).ok_or_else(|| wrong(value, "a whole number"))?;
            let mut inside = Box::new(number as u64);
            let pointer = (&raw mut *inside).cast();
            held.inside.push(inside);
            Ok(Value::Pointer(pointer))
        }
        Role::Struct { unused } => record(host, library, value, ty, unused, held),
    }
}

/// A place of 8 bytes that C writes to.
fn place(held: &mut Held<'_>, index: usize, value: u64) -> Value {
    let mut place = Box::new(value);
    let pointer = (&raw mut *place).cast();
    held.places.push((index, place));
    Value::Pointer(pointer)
}

fn enter<'js>(host: &Rc<Host>, value: &JsValue<'js>, ty: Type, frees: bool, held: &mut Held<'js>) -> Result<Value, Fault> {
    let handle = handle(value).ok_or_else(|| wrong(value, &format!("a handle of type `{ty}`")))?;
    let pointer = host.handles.enter(handle, &plain(ty.text()), frees)?;
    held.entered.push(handle);
    Ok(Value::Pointer(pointer))
}

/// The address of a record that is alive and of this type, and whose pointers are where its rules say.
fn record<'js>(
    host: &Rc<Host>,
    library: &Library,
    value: &JsValue<'js>,
    ty: Type,
    unused: bool,
    held: &mut Held<'js>,
) -> Result<Value, Fault> {
    let handle = handle(value).ok_or_else(|| wrong(value, &format!("a handle of type `{ty}`")))?;
    let wanted = library.table.pointee(ty.text()).ok_or_else(|| Fault::new(format!("`{ty}` points to no record")))?;
    let pointer = host.handles.with_record(handle, |start, place| {
        if place.record != wanted {
            return Err(Fault::new(format!("a `{} *` is no `{ty}`", place.record.name())));
        }
        for (member, led) in library.rules.members(wanted.name()) {
            let address = host_number(start, wanted, member) as usize;
            match led {
                Led::InUse if unused && address != 0 => {
                    return Err(Fault::new(format!("this `{}` is in use: its `{member}` is not null", wanted.name())));
                }
                Led::Buffer { size } if !place.is_within(member, address, host_number(start, wanted, size)) => {
                    return Err(Fault::new(format!("`{size}` is more than what is left of the buffer at `{member}`")));
                }
                _ => {}
            }
        }
        Ok(start)
    })?;
    host.handles.hold(handle);
    held.entered.push(handle);
    Ok(Value::Pointer(pointer.cast()))
}

/// An unsigned number or an address in a record that is alive.
pub(crate) fn host_number(start: *const u8, record: ffi::table::Record, member: &str) -> u64 {
    let Some(field) = record.field(member) else { return 0 };
    let mut wide = [0; 8];
    let size = field.ty().size().min(8);
    // SAFETY: the record is as large as the table says, and the member is inside.
    unsafe { start.add(field.offset()).copy_to_nonoverlapping(wide.as_mut_ptr(), size) };
    u64::from_le_bytes(wide)
}

/// The type of a handle: C's, without `const`.
pub(crate) fn plain(ty: &str) -> String {
    ty.replace("const ", "")
}

/// The handle that a value is.
pub(crate) fn handle(value: &JsValue<'_>) -> Option<Handle> {
    let class: &Class<'_, Handle> = value.as_object()?.as_class::<Handle>()?;
    class.try_borrow().ok().map(|handle| *handle)
}

fn callback<'js>(
    host: &Rc<Host>,
    ctx: &Ctx<'js>,
    value: &JsValue<'js>,
    ty: Type,
    element: Option<usize>,
    kept: bool,
    held: &mut Held<'js>,
) -> Result<Value, Fault> {
    let function = value.as_function().ok_or_else(|| wrong(value, "a function"))?.clone();
    let closure = callbacks::make(host, ctx, function, callbacks::signature(ty.text())?, element)?;
    let pointer = closure.as_ptr();
    held.functions.push((closure, kept));
    Ok(pointer.into())
}

pub(crate) fn wrong(value: &JsValue<'_>, wanted: &str) -> Fault {
    Fault::new(format!("{} was given, {wanted} is wanted", shown(value)))
}

fn shown(value: &JsValue<'_>) -> String {
    match (value.as_number(), value.as_bool()) {
        (Some(number), _) => number.to_string(),
        (_, Some(truth)) => truth.to_string(),
        _ => value.type_name().to_owned(),
    }
}

/// A whole number.
pub(crate) fn integer(value: &JsValue<'_>) -> Option<i64> {
    if let Some(number) = value.as_big_int() {
        return number.clone().to_i64().ok();
    }
    let number = value.as_number()?;
    (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0).then_some(number as i64)
}

/// A number for C: whether it fits the type is the call's to say.
fn number(value: &JsValue<'_>, ty: Type) -> Result<Value, Fault> {
    if matches!(ty.kind(), Kind::F32 | Kind::F64) {
        return value.as_number().map(Value::F64).ok_or_else(|| wrong(value, "a number"));
    }
    if let Some(truth) = value.as_bool() {
        return Ok(Value::Bool(truth));
    }
    integer(value).map(Value::I64).ok_or_else(|| wrong(value, "a whole number"))
}

/// A number of elements of a buffer.
fn within(value: &JsValue<'_>, size: usize, element: usize) -> Result<Value, Fault> {
    let number = integer(value).ok_or_else(|| wrong(value, "a whole number"))?;
    let fits = usize::try_from(number).is_ok_and(|number| number.checked_mul(element).is_some_and(|bytes| bytes <= size));
    if !fits {
        return Err(Fault::new(format!("{number} times {element} bytes are not in a buffer of {size}")));
    }
    Ok(Value::I64(number))
}

/// The bytes of an `ArrayBuffer` or of an array of bytes.
pub(crate) fn buffer<'js>(value: &JsValue<'js>, changes: bool) -> Result<Bytes<'js>, Fault> {
    let detached = || Fault::new("the buffer is detached");
    let object = value.as_object().ok_or_else(|| wrong(value, "a buffer"))?;
    let raw = if let Ok(array) = TypedArray::<u8>::from_object(object.clone()) {
        array.as_raw().ok_or_else(detached)?
    } else if let Some(buffer) = ArrayBuffer::from_object(object.clone()) {
        buffer.as_raw().ok_or_else(detached)?
    } else {
        return Err(wrong(value, "an `ArrayBuffer` or a `Uint8Array` that is not detached"));
    };
    // A word more than there is, so that an empty buffer has an address.
    let mut copy = vec![0_u64; raw.len() / 8 + 1];
    // SAFETY: the engine's memory, which nothing else uses while no script runs; the copy is as large.
    unsafe { copy.as_mut_ptr().cast::<u8>().copy_from_nonoverlapping(raw.cast::<u8>().as_ptr(), raw.len()) };
    Ok(Bytes { copy, size: raw.len(), buffer: value.clone(), changes })
}

/// Writes back what C has changed, as far as the buffer is still there and as large.
pub(crate) fn write_back(bytes: &Bytes<'_>) {
    let Some(object) = bytes.buffer.as_object() else { return };
    let raw = match TypedArray::<u8>::from_object(object.clone()) {
        Ok(array) => array.as_raw(),
        Err(_) => ArrayBuffer::from_object(object.clone()).and_then(|buffer| buffer.as_raw()),
    };
    if let Some(raw) = raw {
        let size = raw.len().min(bytes.size);
        // SAFETY: as above, in the other direction.
        unsafe { raw.cast::<u8>().as_ptr().copy_from_nonoverlapping(bytes.copy.as_ptr().cast::<u8>(), size) };
    }
}
