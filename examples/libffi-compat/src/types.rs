//! What `ffi.h` declares: types, call interfaces, status codes.

use std::ffi::{c_uint, c_ushort};
use std::ptr::null_mut;

use ffi::dynamic::abi::{CType, Convention, Field, FloatKind, IntKind, Layout, Record, record_layout};
use ffi::dynamic::target;

/// `ffi_type`.
#[repr(C)]
#[derive(Debug)]
pub struct Type {
    /// Bytes; 0 until an aggregate was looked at.
    pub size: usize,
    /// Bytes.
    pub alignment: c_ushort,
    /// `FFI_TYPE_…`.
    pub code: c_ushort,
    /// Of an aggregate, its members and a null; of a complex number, the type of its parts.
    pub elements: *mut *mut Type,
}

/// `ffi_cif`.
#[repr(C)]
#[derive(Debug)]
pub struct Cif {
    /// `ffi_abi`.
    pub abi: c_uint,
    /// Number of arguments.
    pub count: c_uint,
    /// Their types.
    pub arguments: *mut *mut Type,
    /// The type of the result.
    pub result: *mut Type,
    /// Bytes of arguments: of our argument record.
    pub bytes: c_uint,
    /// Number of the plan.
    pub flags: c_uint,
}

/// `ffi_status`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// All is well.
    Ok,
    /// A type is faulty.
    BadTypedef,
    /// There is no such convention here.
    BadAbi,
    /// A variadic argument that was not promoted.
    BadArgtype,
}

/// The codes of types.
pub(crate) mod code {
    pub(crate) const VOID: u16 = 0;
    pub(crate) const INT: u16 = 1;
    pub(crate) const FLOAT: u16 = 2;
    pub(crate) const DOUBLE: u16 = 3;
    pub(crate) const LONGDOUBLE: u16 = 4;
    pub(crate) const UINT8: u16 = 5;
    pub(crate) const SINT8: u16 = 6;
    pub(crate) const UINT16: u16 = 7;
    pub(crate) const SINT16: u16 = 8;
    pub(crate) const UINT32: u16 = 9;
    pub(crate) const SINT32: u16 = 10;
    pub(crate) const UINT64: u16 = 11;
    pub(crate) const SINT64: u16 = 12;
    pub(crate) const STRUCT: u16 = 13;
    pub(crate) const POINTER: u16 = 14;
    pub(crate) const COMPLEX: u16 = 15;
}

macro_rules! types {
    ($($name:ident $code:ident $rust:ty;)*) => {$(
        /// As in `ffi.h`.
        #[unsafe(no_mangle)]
        #[allow(non_upper_case_globals)]
        pub static mut $name: Type =
            Type { size: size_of::<$rust>(), alignment: align_of::<$rust>() as c_ushort, code: code::$code, elements: null_mut() };
    )*};
}

types! {
    ffi_type_uint8 UINT8 u8;
    ffi_type_sint8 SINT8 i8;
    ffi_type_uint16 UINT16 u16;
    ffi_type_sint16 SINT16 i16;
    ffi_type_uint32 UINT32 u32;
    ffi_type_sint32 SINT32 i32;
    ffi_type_uint64 UINT64 u64;
    ffi_type_sint64 SINT64 i64;
    ffi_type_float FLOAT f32;
    ffi_type_double DOUBLE f64;
    ffi_type_longdouble LONGDOUBLE ffi::LongDouble;
    ffi_type_pointer POINTER *mut u8;
}

/// As in `ffi.h`.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static mut ffi_type_void: Type = Type { size: 1, alignment: 1, code: code::VOID, elements: null_mut() };

macro_rules! complex {
    ($($name:ident $parts:ident $of:ident $rust:ty;)*) => {$(
        static mut $parts: [*mut Type; 2] = [&raw mut $of, null_mut()];
        /// As in `ffi.h`.
        #[unsafe(no_mangle)]
        #[allow(non_upper_case_globals)]
        pub static mut $name: Type = Type {
            size: 2 * size_of::<$rust>(),
            alignment: align_of::<$rust>() as c_ushort,
            code: code::COMPLEX,
            elements: (&raw mut $parts).cast(),
        };
    )*};
}

complex! {
    ffi_type_complex_float FLOATS ffi_type_float f32;
    ffi_type_complex_double DOUBLES ffi_type_double f64;
    ffi_type_complex_longdouble LONG_DOUBLES ffi_type_longdouble ffi::LongDouble;
}

/// The convention of an `ffi_abi` of this machine.
pub(crate) fn convention(abi: c_uint) -> Option<Convention> {
    if cfg!(target_arch = "x86_64") {
        // FFI_UNIX64, FFI_WIN64 and FFI_GNUW64.
        match abi {
            2 => Some(Convention::C),
            3 | 4 => Some(Convention::Win64),
            _ => None,
        }
    } else if cfg!(target_arch = "x86") {
        // FFI_SYSV, FFI_THISCALL, FFI_FASTCALL, FFI_STDCALL, FFI_PASCAL and FFI_MS_CDECL. FFI_REGISTER is Borland's, of which no compiler
        // here could tell what is right.
        match abi {
            1 | 8 => Some(Convention::Cdecl),
            3 => Some(Convention::Thiscall),
            4 => Some(Convention::Fastcall),
            5 | PASCAL => Some(Convention::Stdcall),
            _ => None,
        }
    } else {
        // FFI_SYSV of AArch64 and RISC-V.
        (abi == 1).then_some(Convention::C)
    }
}

/// `FFI_PASCAL` of i386.
const PASCAL: c_uint = 6;

/// Whether an `ffi_abi` is `stdcall` with the first argument pushed first, hence the last one next to the return address.
pub(crate) fn is_reversed(abi: c_uint) -> bool {
    cfg!(target_arch = "x86") && abi == PASCAL
}

/// `FFI_DEFAULT_ABI`.
pub(crate) const DEFAULT_ABI: c_uint = if cfg!(target_arch = "x86_64") { 2 } else { 1 };

/// The members of an aggregate.
///
/// # Safety
///
/// `ty` is such a type.
pub(crate) unsafe fn members(ty: *const Type) -> Option<Vec<*mut Type>> {
    // SAFETY: a null is at the end.
    unsafe {
        let first = (*ty).elements;
        if first.is_null() {
            return None;
        }
        Some((0..).map(|index| *first.add(index)).take_while(|member| !member.is_null()).collect())
    }
}

/// Whether something that is no aggregate is a type: it has a code, and a size, as even `void` has.
pub(crate) fn is_known(ty: &Type) -> bool {
    ty.code <= code::COMPLEX && ty.size != 0
}

/// Fills in size and alignment of an aggregate that has none yet, and of its members.
///
/// # Safety
///
/// `ty` is a type.
pub(crate) unsafe fn complete(ty: *mut Type) -> Result<(), Status> {
    // SAFETY: by the caller; its members are types.
    unsafe {
        if ty.is_null() {
            return Err(Status::BadTypedef);
        }
        if (*ty).code != code::STRUCT {
            return if is_known(&*ty) { Ok(()) } else { Err(Status::BadTypedef) };
        }
        let members = members(ty).ok_or(Status::BadTypedef)?;
        let (mut size, mut align) = (0_usize, 1_usize);
        for member in members {
            if (*member).size == 0 {
                complete(member)?;
            }
            let own = usize::from((*member).alignment).max(1);
            size = size.next_multiple_of(own) + (*member).size;
            align = align.max(own);
        }
        if (*ty).size == 0 {
            (*ty).size = size.next_multiple_of(align);
            (*ty).alignment = align as c_ushort;
            if (*ty).size == 0 {
                return Err(Status::BadTypedef);
            }
        }
        Ok(())
    }
}

/// A type of the model.
///
/// # Safety
///
/// `ty` is a complete type.
pub(crate) unsafe fn ctype(ty: *const Type) -> Result<CType, Status> {
    // SAFETY: by the caller.
    let Type { size, alignment, code, elements } = unsafe { ty.read() };
    Ok(match code {
        code::VOID => CType::Void,
        code::INT | code::SINT32 => CType::Int(IntKind::Int32),
        code::FLOAT => CType::Float(FloatKind::Float),
        code::DOUBLE => CType::Float(FloatKind::Double),
        code::LONGDOUBLE => CType::Float(FloatKind::LongDouble),
        code::UINT8 => CType::Int(IntKind::UInt8),
        code::SINT8 => CType::Int(IntKind::Int8),
        code::UINT16 => CType::Int(IntKind::UInt16),
        code::SINT16 => CType::Int(IntKind::Int16),
        code::UINT32 => CType::Int(IntKind::UInt32),
        code::UINT64 => CType::Int(IntKind::UInt64),
        code::SINT64 => CType::Int(IntKind::Int64),
        code::POINTER => CType::pointer(CType::Void),
        code::COMPLEX => {
            // SAFETY: the type of its parts.
            let Some(part) = (unsafe { elements.as_ref().and_then(|first| first.as_ref()) }) else {
                return Err(Status::BadTypedef);
            };
            match part.code {
                code::FLOAT => CType::Complex(FloatKind::Float),
                code::DOUBLE => CType::Complex(FloatKind::Double),
                code::LONGDOUBLE => CType::Complex(FloatKind::LongDouble),
                code::STRUCT | code::COMPLEX | code::VOID | code::POINTER => return Err(Status::BadTypedef),
                // gcc's integers of two parts: a record of them, but for i386, where it returns what fits in registers.
                _ if cfg!(target_arch = "x86") && size <= 8 => CType::Int(match size {
                    2 => IntKind::UInt16,
                    4 => IntKind::UInt32,
                    _ => IntKind::UInt64,
                }),
                _ => {
                    // SAFETY: a type.
                    let part = unsafe { ctype(part) }?;
                    CType::Record(
                        Record::structure(["real", "imaginary"].map(|name| Field::new(name, part.clone())).to_vec()).into(),
                    )
                }
            }
        }
        code::STRUCT => {
            // SAFETY: a complete type.
            let members = unsafe { members(ty) }.ok_or(Status::BadTypedef)?;
            let mut fields = Vec::new();
            for (index, member) in members.into_iter().enumerate() {
                // SAFETY: members of a complete type are.
                fields.push(Field::new(&format!("m{index}"), unsafe { ctype(member) }?));
            }
            let record = Record::structure(fields);
            let natural = record_layout(target(), &record).is_ok_and(|layout| layout.layout.size == size as u64);
            // What its members do not add up to (packed, or a union) is as many bytes.
            let record = if natural {
                record
            } else {
                let bytes = Field::new("bytes", CType::array(CType::Int(IntKind::UInt8), size as u64));
                Record { align: Some(u64::from(alignment.max(1))), ..Record::structure(vec![bytes]) }
            };
            let ty = CType::Record(record.into());
            // Not even that.
            if Layout::of(target(), &ty).is_ok_and(|layout| layout.size == size as u64) {
                ty
            } else {
                return Err(Status::BadTypedef);
            }
        }
        _ => return Err(Status::BadTypedef),
    })
}

/// Bytes of a whole number that fills no word, and whether it has a sign.
pub(crate) fn narrow(code: u16) -> Option<(u32, bool)> {
    match code {
        code::INT | code::SINT32 => Some((4, true)),
        code::UINT32 => Some((4, false)),
        code::SINT16 => Some((2, true)),
        code::UINT16 => Some((2, false)),
        code::SINT8 => Some((1, true)),
        code::UINT8 => Some((1, false)),
        _ => None,
    }
}

/// A type of the model for an argument. libffi makes words of narrow numbers, and programs rely on that: `ctypes` passes an `int` for a
/// `size_t` where nobody told it. C's callees do not look at what is added, but on RISC-V, whose own rule extends them.
///
/// # Safety
///
/// `ty` is a complete type.
pub(crate) unsafe fn parameter(ty: *const Type) -> Result<CType, Status> {
    // SAFETY: by the caller.
    match narrow(unsafe { (*ty).code }) {
        Some((_, signed)) if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) => {
            Ok(CType::Int(if signed { IntKind::Int64 } else { IntKind::UInt64 }))
        }
        // SAFETY: by the caller.
        _ => unsafe { ctype(ty) },
    }
}

/// Offsets of an aggregate's members.
///
/// # Safety
///
/// As of libffi's: `ty` is an aggregate, `offsets` has room for its members or is null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ffi_get_struct_offsets(abi: c_uint, ty: *mut Type, offsets: *mut usize) -> Status {
    if convention(abi).is_none() {
        return Status::BadAbi;
    }
    // SAFETY: by the caller.
    unsafe {
        if ty.is_null() || (*ty).code != code::STRUCT {
            return Status::BadTypedef;
        }
        // libffi computes it anew.
        (*ty).size = 0;
        if let Err(status) = complete(ty) {
            return status;
        }
        if !offsets.is_null() {
            let mut at = 0_usize;
            for (index, member) in members(ty).unwrap_or_default().into_iter().enumerate() {
                at = at.next_multiple_of(usize::from((*member).alignment).max(1));
                offsets.add(index).write(at);
                at += (*member).size;
            }
        }
    }
    Status::Ok
}

/// The version of the API.
#[unsafe(no_mangle)]
pub extern "C" fn ffi_get_version() -> *const std::ffi::c_char {
    c"3.4.4".as_ptr()
}

/// The same as a number.
#[unsafe(no_mangle)]
pub extern "C" fn ffi_get_version_number() -> std::ffi::c_ulong {
    30404
}

/// `FFI_DEFAULT_ABI`.
#[unsafe(no_mangle)]
pub extern "C" fn ffi_get_default_abi() -> c_uint {
    DEFAULT_ABI
}

/// `sizeof (ffi_closure)`.
#[unsafe(no_mangle)]
pub extern "C" fn ffi_get_closure_size() -> usize {
    size_of::<crate::closure::Closure>()
}
