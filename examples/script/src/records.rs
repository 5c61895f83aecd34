//! Members of records by name: numbers, texts and arrays between scripts and the bytes of a record, where the header's table puts them.

use ffi::contract::Kind;
use ffi::table::{Field, Record};
use ffi::{Table, Type};
use rquickjs::{Array, BigInt, Ctx, Object, Value as JsValue};

use crate::arguments::{integer, wrong};
use crate::fault::Fault;

/// The record that a type by value is: `struct tm { … }`.
pub(crate) fn of(table: Table, ty: Type) -> Result<Record, Fault> {
    let text = ty.text();
    let head = text.split('{').next().unwrap_or(text).trim();
    let bare = head.trim_start_matches("struct ").trim_start_matches("union ");
    let found = table.record(head).or_else(|| table.record(bare));
    found.ok_or_else(|| Fault::new(format!("the header's table has no record `{head}`")))
}

/// The bytes of a record, from an object: nothing but members.
pub(crate) fn from_object(record: Record, object: &Object<'_>) -> Result<Vec<u8>, Fault> {
    let mut bytes = vec![0; record.size()];
    for key in object.keys::<String>() {
        let key = key.map_err(|_| Fault::new(format!("an object with members of `{}` is wanted", record.name())))?;
        let field = member(record, &key)?;
        let value: JsValue<'_> = object.get(key.as_str()).map_err(|_| Fault::new(format!("member `{key}` cannot be read")))?;
        put(field, &value, &mut bytes)?;
    }
    Ok(bytes)
}

/// An object of the members of a record, pointers left out.
pub(crate) fn to_object<'js>(ctx: &Ctx<'js>, record: Record, bytes: &[u8]) -> Result<JsValue<'js>, Fault> {
    let object = Object::new(ctx.clone()).map_err(|why| Fault::new(why.to_string()))?;
    for field in record.fields().filter(|field| field.ty().kind() != Kind::Pointer) {
        object.set(field.name(), get(ctx, field, bytes)?).map_err(|why| Fault::new(why.to_string()))?;
    }
    Ok(object.into_value())
}

/// A member by name.
pub(crate) fn member(record: Record, name: &str) -> Result<Field, Fault> {
    record.field(name).ok_or_else(|| {
        let near = record.fields().map(|field| (strsim::damerau_levenshtein(field.name(), name), field.name())).min();
        let near =
            near.filter(|(distance, _)| *distance <= 3).map_or_else(String::new, |(_, near)| format!("; there is `{near}`"));
        Fault::new(format!("`{}` has no member `{name}`{near}", record.name()))
    })
}

fn at(field: Field, why: &Fault) -> Fault {
    Fault::new(format!("member `{}` of type `{}`: {why}", field.name(), field.ty().text()))
}

/// Writes a member into the bytes of its record; a bit-field leaves its neighbours as they are.
pub(crate) fn put(field: Field, value: &JsValue<'_>, bytes: &mut [u8]) -> Result<(), Fault> {
    put_in(field, value, bytes).map_err(|why| at(field, &why))
}

fn put_in(field: Field, value: &JsValue<'_>, bytes: &mut [u8]) -> Result<(), Fault> {
    let (ty, offset) = (field.ty(), field.offset());
    if let Some((bit, width)) = field.bits() {
        let range = offset..offset + ((bit + width).div_ceil(8) as usize);
        let room = bytes.get_mut(range).ok_or_else(outside)?;
        let number = integer(value).ok_or_else(|| wrong(value, "a whole number"))?;
        let signed = matches!(ty.kind(), Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64);
        if !fits(number, width, signed) {
            return Err(Fault::new(format!("{number} does not fit {width} bits")));
        }
        let mut all = [0; 16];
        all[..room.len()].copy_from_slice(room);
        let mask = ((1_u128 << width) - 1) << bit;
        let all = u128::from_le_bytes(all) & !mask | (number as u128) << bit & mask;
        room.copy_from_slice(&all.to_le_bytes()[..room.len()]);
        return Ok(());
    }
    let Some(elements) = field.elements() else {
        return one(field, value, bytes.get_mut(offset..offset + ty.size()).ok_or_else(outside)?);
    };
    let room = bytes.get_mut(offset..offset + elements * ty.size()).ok_or_else(outside)?;
    if let (true, Some(text)) = (is_text(field), value.as_string()) {
        let text = text.to_string().map_err(|_| Fault::new("the text is not Unicode"))?;
        if text.len() >= room.len() || text.contains('\0') {
            return Err(Fault::new(format!("a text of {} bytes and its end do not fit", text.len())));
        }
        room.fill(0);
        room[..text.len()].copy_from_slice(text.as_bytes());
        return Ok(());
    }
    let array: &Array<'_> = value.as_array().ok_or_else(|| wrong(value, &format!("an array of at most {elements}")))?;
    if array.len() > elements {
        return Err(Fault::new(format!("{} elements are more than {elements}", array.len())));
    }
    for (index, room) in room.chunks_exact_mut(ty.size().max(1)).enumerate().take(array.len()) {
        let value: JsValue<'_> = array.get(index).map_err(|_| Fault::new(format!("element {index} cannot be read")))?;
        one(field, &value, room)?;
    }
    Ok(())
}

fn outside() -> Fault {
    Fault::new("it is outside of its record")
}

fn is_text(field: Field) -> bool {
    matches!(field.ty().kind(), Kind::I8 | Kind::U8) && field.ty().text().starts_with("char")
}

fn fits(number: i64, width: u32, signed: bool) -> bool {
    let number = i128::from(number);
    let least = if signed { -(1_i128 << (width - 1)) } else { 0 };
    (least..(1_i128 << (width - u32::from(signed)))).contains(&number)
}

/// One value, which is no array.
fn one(field: Field, value: &JsValue<'_>, room: &mut [u8]) -> Result<(), Fault> {
    let number = || value.as_number().ok_or_else(|| wrong(value, "a number"));
    match field.ty().kind() {
        Kind::Bool => room[0] = value.as_bool().ok_or_else(|| wrong(value, "true or false"))?.into(),
        Kind::F32 => room.copy_from_slice(&(number()? as f32).to_le_bytes()),
        Kind::F64 => room.copy_from_slice(&number()?.to_le_bytes()),
        kind @ (Kind::I8 | Kind::U8 | Kind::I16 | Kind::U16 | Kind::I32 | Kind::U32 | Kind::I64 | Kind::U64) => {
            let number = integer(value).ok_or_else(|| wrong(value, "a whole number"))?;
            let signed = matches!(kind, Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64);
            if !fits(number, 8 * room.len() as u32, signed) {
                return Err(Fault::new(format!("{number} does not fit")));
            }
            room.copy_from_slice(&number.to_le_bytes()[..room.len()]);
        }
        Kind::Record => {
            let record = field.record().ok_or_else(|| Fault::new("the header's table does not say what it is made of"))?;
            let object = value.as_object().ok_or_else(|| wrong(value, "an object of its members"))?;
            room.copy_from_slice(&from_object(record, object)?);
        }
        Kind::Pointer => return Err(Fault::new("a pointer is not for scripts to set")),
        _ => return Err(Fault::new("such values have no counterpart in scripts")),
    }
    Ok(())
}

/// Reads a member out of the bytes of its record. A pointer that is not null is not shown.
pub(crate) fn get<'js>(ctx: &Ctx<'js>, field: Field, bytes: &[u8]) -> Result<JsValue<'js>, Fault> {
    let failed = |why: rquickjs::Error| Fault::new(why.to_string());
    let (ty, offset) = (field.ty(), field.offset());
    if let Some((bit, width)) = field.bits() {
        let room = bytes.get(offset..offset + ((bit + width).div_ceil(8) as usize)).ok_or_else(outside)?;
        let mut all = [0; 16];
        all[..room.len()].copy_from_slice(room);
        let value = u128::from_le_bytes(all) >> bit & ((1 << width) - 1);
        let signed = matches!(ty.kind(), Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64);
        let sign = if signed && value >> (width - 1) == 1 { 1_i128 << width } else { 0 };
        return whole(ctx, value as i128 - sign);
    }
    let Some(elements) = field.elements() else {
        return shown(ctx, field, bytes.get(offset..offset + ty.size()).ok_or_else(outside)?);
    };
    let room = bytes.get(offset..offset + elements * ty.size()).ok_or_else(outside)?;
    if is_text(field) {
        let text = room.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        return rquickjs::String::from_str(ctx.clone(), &text).map(rquickjs::String::into_value).map_err(failed);
    }
    let array = Array::new(ctx.clone()).map_err(failed)?;
    for (index, room) in room.chunks_exact(ty.size().max(1)).enumerate() {
        array.set(index, shown(ctx, field, room)?).map_err(failed)?;
    }
    Ok(array.into_value())
}

fn shown<'js>(ctx: &Ctx<'js>, field: Field, bytes: &[u8]) -> Result<JsValue<'js>, Fault> {
    let mut wide = [0; 8];
    let size = bytes.len().min(8);
    wide[..size].copy_from_slice(&bytes[..size]);
    let unsigned = u64::from_le_bytes(wide);
    match field.ty().kind() {
        Kind::Bool => Ok(JsValue::new_bool(ctx.clone(), unsigned != 0)),
        Kind::F32 => Ok(JsValue::new_number(ctx.clone(), f32::from_bits(unsigned as u32).into())),
        Kind::F64 => Ok(JsValue::new_number(ctx.clone(), f64::from_bits(unsigned))),
        Kind::I8 | Kind::I16 | Kind::I32 | Kind::I64 => {
            let shift = 64 - 8 * size as u32;
            whole(ctx, ((unsigned << shift) as i64 >> shift).into())
        }
        Kind::U8 | Kind::U16 | Kind::U32 | Kind::U64 => whole(ctx, unsigned.into()),
        Kind::Record => match field.record() {
            Some(record) => to_object(ctx, record, bytes),
            None => Ok(JsValue::new_undefined(ctx.clone())),
        },
        Kind::Pointer if unsigned == 0 => Ok(JsValue::new_null(ctx.clone())),
        // Neither an address nor what has no counterpart is for scripts.
        _ => Ok(JsValue::new_undefined(ctx.clone())),
    }
}

/// A whole number: what a number holds exactly is one.
pub(crate) fn whole<'js>(ctx: &Ctx<'js>, number: i128) -> Result<JsValue<'js>, Fault> {
    let failed = |why: rquickjs::Error| Fault::new(why.to_string());
    if number.unsigned_abs() < 1 << 53 {
        return Ok(JsValue::new_number(ctx.clone(), number as f64));
    }
    match i64::try_from(number) {
        Ok(number) => BigInt::from_i64(ctx.clone(), number).map(BigInt::into_value).map_err(failed),
        Err(_) => BigInt::from_u64(ctx.clone(), number as u64).map(BigInt::into_value).map_err(failed),
    }
}
