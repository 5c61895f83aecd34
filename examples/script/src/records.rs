//! Records that travel by value, as objects with members of the same names. The canonical text of a signature has the whole record.

use ffi::{Type, Value};
use ffi_abi::{CType, FloatKind, Target, record_layout};
use rquickjs::{Ctx, Object, Value as JsValue};

use crate::fault::Fault;

/// One member of scalar type.
struct Member {
    name: String,
    ty: CType,
    offset: usize,
    size: usize,
}

/// The machine that this program was compiled for.
fn target() -> Option<Target> {
    Target::ALL.iter().copied().find(|target| target.triple() == env!("SCRIPT_TARGET"))
}

fn members(ty: Type) -> Result<Vec<Member>, Fault> {
    let unknown = || Fault::new(format!("`{ty}` is not a record of numbers"));
    let target = target().ok_or_else(unknown)?;
    let Ok(CType::Record(record)) = CType::parse(ty.text()) else { return Err(unknown()) };
    let layout = record_layout(&target, &record).map_err(|why| Fault::new(why.to_string()))?;
    let member = |(field, place): (&ffi_abi::Field, &ffi_abi::FieldLayout)| {
        let whole =
            field.bits.is_none() && matches!(field.ty, CType::Int(_) | CType::Float(FloatKind::Float | FloatKind::Double));
        whole.then(|| Member {
            name: field.name.clone().unwrap_or_default(),
            ty: field.ty.clone(),
            offset: place.bit_offset as usize / 8,
            size: place.bit_size as usize / 8,
        })
    };
    record.fields.iter().zip(&layout.fields).map(member).collect::<Option<_>>().ok_or_else(unknown)
}

/// The bytes of a record, from an object: each member is there, and nothing else.
pub(crate) fn from_object(ty: Type, object: &Object<'_>) -> Result<Value, Fault> {
    let mut bytes = vec![0; ty.size()];
    let members = members(ty)?;
    for key in object.keys::<String>() {
        let key = key.map_err(|_| Fault::new(format!("an object with the members of `{ty}` is wanted")))?;
        if !members.iter().any(|member| member.name == key) {
            return Err(Fault::new(format!("`{ty}` has no member `{key}`")));
        }
    }
    for member in members {
        let value: JsValue<'_> =
            object.get(member.name.as_str()).map_err(|_| Fault::new(format!("member `{}` cannot be read", member.name)))?;
        let number =
            value.as_number().ok_or_else(|| Fault::new(format!("member `{}` of `{ty}` has to be a number", member.name)))?;
        let out = &mut bytes[member.offset..member.offset + member.size];
        match member.ty {
            CType::Float(FloatKind::Float) => out.copy_from_slice(&(number as f32).to_le_bytes()),
            CType::Float(_) => out.copy_from_slice(&number.to_le_bytes()),
            _ => {
                let bits = 8 * member.size as i32;
                let fits = number.fract() == 0.0 && number >= -(2f64.powi(bits - 1)) && number < 2f64.powi(bits);
                if !fits {
                    return Err(Fault::new(format!("{number} does not fit member `{}` of `{ty}`", member.name)));
                }
                out.copy_from_slice(&(number as i128).to_le_bytes()[..member.size]);
            }
        }
    }
    ffi::Bytes::new(&bytes).map(Value::Bytes).ok_or_else(|| Fault::new("no memory"))
}

/// An object of the members of a record.
pub(crate) fn to_object<'js>(ctx: &Ctx<'js>, ty: Type, bytes: &[u8]) -> Result<JsValue<'js>, Fault> {
    let failed = |why: rquickjs::Error| Fault::new(why.to_string());
    let object = Object::new(ctx.clone()).map_err(failed)?;
    let target = target().ok_or_else(|| Fault::new("this target is not known"))?;
    for member in members(ty)? {
        let field = &bytes[member.offset..member.offset + member.size];
        let number = match &member.ty {
            CType::Float(FloatKind::Float) => f32::from_le_bytes(field.try_into().unwrap_or_default()).into(),
            CType::Float(_) => f64::from_le_bytes(field.try_into().unwrap_or_default()),
            ty => {
                let mut wide = [0; 8];
                wide[..field.len()].copy_from_slice(field);
                let signed = matches!(ty, CType::Int(kind) if kind.signed(&target));
                let shift = 64 - 8 * field.len();
                let value = u64::from_le_bytes(wide) << shift;
                if signed { (value as i64 >> shift) as f64 } else { (value >> shift) as f64 }
            }
        };
        object.set(member.name.as_str(), number).map_err(failed)?;
    }
    Ok(object.into_value())
}
