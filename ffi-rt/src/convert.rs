//! Between [`Value`]s and the bytes of an argument record.

use core::mem::MaybeUninit;

use crate::call_error::Fault;
use crate::contract::{Kind, TypeData};
use crate::value::SCALAR;
use crate::{Bytes, Half, LongDouble, Value};

/// `_Complex` of the format that [`LongDouble`] has here.
const COMPLEX_LONG_DOUBLE: Kind = match LongDouble::KIND {
    Kind::F80 => Kind::ComplexF80,
    Kind::F128 => Kind::ComplexF128,
    _ => Kind::ComplexF64,
};

/// Writes a value of its own type.
///
/// # Safety
///
/// `at` is writable and aligned for `T`.
#[inline]
unsafe fn write<T>(at: *mut u8, value: T) {
    // SAFETY: the caller vouches for the memory.
    unsafe { at.cast::<T>().write(value) }
}

/// Reads a value of its own type.
///
/// # Safety
///
/// `at` holds a valid `T`, aligned for it.
#[inline]
unsafe fn read<T>(at: *const u8) -> T {
    // SAFETY: the caller vouches for the memory.
    unsafe { at.cast::<T>().read() }
}

/// An argument as what is in its slot, if it is a scalar of exactly the parameter's kind.
#[inline(always)]
pub(crate) fn scalar(value: &Value, to: &TypeData) -> Option<MaybeUninit<u64>> {
    let tag = value.tag();
    (tag == to.kind && SCALAR >> tag & 1 == 1).then(|| value.payload())
}

/// Writes an argument to its place in the record.
///
/// # Safety
///
/// `at` is the parameter's place in an argument record.
#[inline(never)]
pub(crate) unsafe fn store(value: &Value, to: &TypeData, index: usize, at: *mut u8) -> Result<(), Fault> {
    macro_rules! same_kind {
        ($($variant:ident $kind:expr;)*) => {
            match value {
                $(Value::$variant(value) if to.kind == $kind.code() => {
                    // SAFETY: a parameter of this kind has the size and alignment of the type.
                    unsafe { write(at, *value) }
                })*
                // SAFETY: passed on to the caller.
                _ => return unsafe { convert(value, to, index, at) },
            }
        };
    }
    if let Some(bits) = scalar(value, to) {
        // SAFETY: a slot has 8 bytes, and those beside the value have no meaning.
        unsafe { write(at, bits) };
        return Ok(());
    }
    same_kind! {
        I128 Kind::I128;
        U128 Kind::U128;
        LongDouble LongDouble::KIND;
        ComplexHalf Kind::ComplexF16;
        ComplexF32 Kind::ComplexF32;
        ComplexF64 Kind::ComplexF64;
        ComplexLongDouble COMPLEX_LONG_DOUBLE;
    }
    Ok(())
}

/// Writes an argument of another kind than the parameter's, if it can be had without loss.
///
/// # Safety
///
/// As [`store`].
unsafe fn convert(value: &Value, to: &TypeData, index: usize, at: *mut u8) -> Result<(), Fault> {
    let mismatch = Fault::Type { index, given: value.description() };
    let kind = Kind::from_code(to.kind).unwrap_or(Kind::Record);
    macro_rules! integer {
        ($type:ident) => {{
            let given = value.integer().ok_or(mismatch)?;
            match given.fit($type::MIN != 0, $type::BITS) {
                // SAFETY: as `store` demands.
                Some(bits) => unsafe { write(at, bits as $type) },
                None => return Err(Fault::Range { index: index as u16, given }),
            }
        }};
    }
    match kind {
        Kind::I8 => integer!(i8),
        Kind::U8 => integer!(u8),
        Kind::I16 => integer!(i16),
        Kind::U16 => integer!(u16),
        Kind::I32 => integer!(i32),
        Kind::U32 => integer!(u32),
        Kind::I64 => integer!(i64),
        Kind::U64 => integer!(u64),
        Kind::I128 => integer!(i128),
        Kind::U128 => integer!(u128),
        Kind::F16 | Kind::F32 => {
            let given = match *value {
                Value::F32(value) => f64::from(value),
                Value::F64(value) => value,
                Value::Half(value) => value.to_f64(),
                _ => return Err(mismatch),
            };
            let half = Half::from_f64(given);
            let back = if kind == Kind::F16 { half.to_f64() } else { f64::from(given as f32) };
            if back != given && !given.is_nan() {
                return Err(Fault::Precision { index, given: value.description() });
            }
            // SAFETY: as `store` demands.
            unsafe {
                if kind == Kind::F16 {
                    write(at, half);
                } else {
                    write(at, given as f32);
                }
            }
        }
        Kind::F64 => {
            let given = match *value {
                Value::F32(value) => f64::from(value),
                Value::Half(value) => value.to_f64(),
                _ => return Err(mismatch),
            };
            // SAFETY: as `store` demands.
            unsafe { write(at, given) }
        }
        Kind::F80 | Kind::F128 if kind == LongDouble::KIND => {
            let given = match *value {
                Value::F32(value) => LongDouble::from(value),
                Value::F64(value) => LongDouble::from(value),
                Value::Half(value) => LongDouble::from(value.to_f64()),
                _ => return Err(mismatch),
            };
            // SAFETY: as `store` demands.
            unsafe { write(at, given) }
        }
        Kind::Record | Kind::Vector | Kind::F80 | Kind::F128 | Kind::ComplexF80 | Kind::ComplexF128 => {
            let Value::Bytes(bytes) = value else { return Err(mismatch) };
            if bytes.len() != to.size as usize {
                return Err(Fault::Size { index, given: bytes.len() });
            }
            // SAFETY: as `store` demands; the lengths are equal.
            unsafe { bytes.as_ptr().copy_to_nonoverlapping(at, bytes.len()) }
        }
        Kind::Void | Kind::Bool | Kind::ComplexF16 | Kind::ComplexF32 | Kind::ComplexF64 | Kind::Pointer => return Err(mismatch),
    }
    Ok(())
}

/// Reads a result if it is a scalar.
///
/// # Safety
///
/// `at` holds a value of the type, aligned as that says, and 8 bytes can be read there.
#[inline(always)]
pub(crate) unsafe fn load_scalar(from: &TypeData, at: *const u8) -> Option<Value> {
    if SCALAR.checked_shr(from.kind.into()).unwrap_or(0) & 1 == 0 {
        return None;
    }
    // SAFETY: there is a value of that kind; what may lie beside it has no meaning.
    unsafe {
        // As many bytes as were just written: a processor hands those on, but has to wait for them to be in the cache if more are asked for.
        let payload = match from.size {
            4 => {
                let mut payload = MaybeUninit::<u64>::uninit();
                payload.as_mut_ptr().cast::<MaybeUninit<u32>>().write(at.cast::<MaybeUninit<u32>>().read());
                payload
            }
            _ => at.cast::<MaybeUninit<u64>>().read(),
        };
        Some(Value::scalar(from.kind, payload))
    }
}

/// Reads a result that [`load_scalar`] does not.
///
/// # Safety
///
/// `at` holds a value of the type, aligned as that says.
#[inline(never)]
pub(crate) unsafe fn load(from: &TypeData, at: *const u8) -> Result<Value, Fault> {
    // SAFETY: there is a value of that type, which has the size and alignment of the Rust type.
    Ok(unsafe {
        match Kind::from_code(from.kind) {
            Some(Kind::Void) => Value::Void,
            Some(Kind::I128) => Value::I128(read(at)),
            Some(Kind::U128) => Value::U128(read(at)),
            Some(Kind::ComplexF16) => Value::ComplexHalf(read(at)),
            Some(Kind::ComplexF32) => Value::ComplexF32(read(at)),
            Some(Kind::ComplexF64) => Value::ComplexF64(read(at)),
            Some(kind) if kind == LongDouble::KIND => Value::LongDouble(read(at)),
            Some(kind) if kind == COMPLEX_LONG_DOUBLE => Value::ComplexLongDouble(read(at)),
            _ => return load_bytes(from, at),
        }
    })
}

/// Reads a result as bytes.
///
/// # Safety
///
/// As [`load`].
unsafe fn load_bytes(from: &TypeData, at: *const u8) -> Result<Value, Fault> {
    let size = from.size as usize;
    // SAFETY: there is a value of that size; code of the trampoline wrote it, or left what was there.
    let bytes = unsafe { core::slice::from_raw_parts(at, size) };
    Bytes::new(bytes).map(Value::Bytes).ok_or(Fault::Memory { size })
}
