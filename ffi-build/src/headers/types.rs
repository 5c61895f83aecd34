//! A clang type as a type of the model.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use clang_sys::*;
use ffi_abi::{CType, Convention, Enum, FloatKind, IntKind, Signature, Target};

use super::clang::{Cursor, Type};
use super::items::Reader;

/// Why a type has no place in the model: a sentence without a full stop.
pub(super) type Reason = String;

/// Why a complex integer is not understood.
pub(super) const COMPLEX_INTEGER: &str = "complex integers are an extension that no convention here covers";

impl<'u> Reader<'u> {
    /// The type as declared: typedefs, and records and enumerations with a name, stay names.
    pub(super) fn ty(&mut self, ty: Type<'u>) -> Result<CType, Reason> {
        if let Some(kind) = integer(ty.kind()) {
            return Ok(CType::Int(kind));
        }
        if let Some(kind) = float(ty.kind()) {
            return Ok(CType::Float(kind));
        }
        Ok(match ty.kind() {
            CXType_Void => CType::Void,
            CXType_Bool => CType::Bool,
            CXType_Complex => match float(ty.element().canonical().kind()) {
                Some(kind) => CType::Complex(kind),
                None => return Err(COMPLEX_INTEGER.into()),
            },
            CXType_Vector | CXType_ExtVector => {
                let lanes = ty.length().and_then(|n| u32::try_from(n).ok());
                // What a vector is made of is part of the type itself, not a name.
                CType::vector(self.ty(ty.element().canonical())?, lanes.ok_or("the vector's length is not known")?)
            }
            CXType_Pointer => {
                let pointee = ty.pointee();
                let to = match self.ty(pointee) {
                    Ok(to) => to,
                    // A pointer to something unknown is still a pointer; but a function that is not understood is not to be called.
                    Err(reason) => match pointee.canonical().kind() {
                        CXType_FunctionProto | CXType_FunctionNoProto | CXType_Complex => return Err(reason),
                        _ => CType::Void,
                    },
                };
                CType::Pointer { pointee: to.into(), constant: pointee.is_const() }
            }
            CXType_ConstantArray => CType::Array {
                element: self.ty(ty.element())?.into(),
                length: Some(ty.length().ok_or("the array's length is not known")?),
            },
            CXType_IncompleteArray => CType::Array { element: self.ty(ty.element())?.into(), length: None },
            CXType_FunctionProto | CXType_FunctionNoProto => CType::Function(self.signature(ty)?.into()),
            CXType_Typedef => self.typedef_use(ty)?,
            CXType_Elaborated => self.ty(ty.named())?,
            CXType_Attributed => self.ty(ty.modified())?,
            CXType_Record | CXType_Enum => self.tagged(ty)?,
            CXType_Atomic => {
                let value = ty.atomic_value().ok_or("`_Atomic` needs libclang 11 or later to be understood")?;
                if value.size() != ty.size() || value.align() != ty.align() {
                    return Err("an `_Atomic` type that is larger than the plain one".into());
                }
                self.ty(value)?
            }
            CXType_Unexposed if ty.canonical().kind() != CXType_Unexposed => self.ty(ty.canonical())?,
            CXType_Auto if ty.canonical().kind() != CXType_Auto => self.ty(ty.canonical())?,
            CXType_BlockPointer => return Err("blocks are an extension with a calling sequence of its own".into()),
            CXType_VariableArray => return Err("the length of the array is known only at run time".into()),
            CXType_BFloat16 => return Err("`__bf16` has no type in the model".into()),
            _ => return Err(format!("the type `{}` has no counterpart here", ty.spelling())),
        })
    }

    /// A function type.
    pub(super) fn signature(&mut self, ty: Type<'u>) -> Result<Signature, Reason> {
        let result = self.ty(ty.result())?;
        let parameters = ty.parameters().into_iter().map(|p| self.parameter(p)).collect::<Result<Vec<_>, _>>()?;
        let signature = Signature::new(result, parameters).with_convention(convention(&self.target, ty)?);
        // Without a prototype clang calls the type variadic, which is no statement about the function.
        Ok(if ty.is_variadic() && ty.kind() == CXType_FunctionProto { signature.with_variadic(vec![]) } else { signature })
    }

    /// The type of a parameter: `const int a[3]` is `const int *`.
    fn parameter(&mut self, ty: Type<'u>) -> Result<CType, Reason> {
        match ty.kind() {
            CXType_ConstantArray | CXType_IncompleteArray | CXType_VariableArray => {
                let element = ty.element();
                Ok(CType::Pointer { pointee: self.ty(element)?.into(), constant: element.is_const() })
            }
            _ => self.ty(ty),
        }
    }

    fn typedef_use(&mut self, ty: Type<'u>) -> Result<CType, Reason> {
        let declaration = ty.declaration();
        let name = declaration.spelling();
        if let Some(kind) = self.fixed(&name, ty) {
            return Ok(CType::Int(kind));
        }
        if declaration.place().is_none() {
            // The compiler's own, `__builtin_va_list` for instance: what it stands for.
            return self.ty(declaration.underlying());
        }
        self.declare(declaration);
        Ok(CType::Named(name.as_str().into()))
    }

    /// The integer type that a standard typedef name means, if it really is that here.
    fn fixed(&self, name: &str, ty: Type<'u>) -> Option<IntKind> {
        let kind = IntKind::ALL.into_iter().find(|kind| kind.name() == name && kind.name().ends_with("_t"))?;
        let real = integer(ty.canonical().kind())?;
        let same = real.size(&self.target) == kind.size(&self.target)
            && real.signed(&self.target) == kind.signed(&self.target)
            && ty.align() == Some(kind.align(&self.target));
        same.then_some(kind)
    }

    /// A record or an enumeration: by name, or described in place where it has none.
    fn tagged(&mut self, ty: Type<'u>) -> Result<CType, Reason> {
        let declaration = ty.declaration();
        match tag(declaration) {
            Some(name) => {
                self.declare(declaration);
                Ok(CType::Named(name.as_str().into()))
            }
            None if ty.kind() == CXType_Enum => {
                self.declare(declaration);
                let underlying = integer(declaration.enum_type().canonical().kind());
                let underlying = underlying.ok_or("the enumeration has no integer type")?;
                Ok(CType::Enum(Enum { name: None, underlying }.into()))
            }
            None => {
                let (record, _, fault) = self.record_with_layout(declaration)?;
                match fault {
                    None => Ok(CType::record(record)),
                    Some(fault) => Err(format!("an anonymous record: {fault}")),
                }
            }
        }
    }
}

/// `struct tag`, `union tag`, `enum tag`, or the typedef's name of a type without a tag; `None` for an anonymous one.
pub(super) fn tag(declaration: Cursor<'_>) -> Option<String> {
    // The type's own spelling, because releases of clang differ in what they call an untagged cursor. It may come with
    // qualifiers nowhere, since a declaration's type has none.
    let spelling = declaration.ty().canonical().spelling();
    let bare = spelling.split_once(' ').map_or(spelling.as_str(), |(keyword, rest)| match keyword {
        "struct" | "union" | "enum" => rest,
        _ => spelling.as_str(),
    });
    let identifier = !bare.is_empty() && bare.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    identifier.then_some(spelling)
}

/// The integer kind of a clang type.
pub(super) fn integer(kind: CXTypeKind) -> Option<IntKind> {
    Some(match kind {
        CXType_Char_U | CXType_Char_S => IntKind::Char,
        CXType_SChar => IntKind::SChar,
        CXType_UChar => IntKind::UChar,
        CXType_Short => IntKind::Short,
        CXType_UShort => IntKind::UShort,
        CXType_Int => IntKind::Int,
        CXType_UInt => IntKind::UInt,
        CXType_Long => IntKind::Long,
        CXType_ULong => IntKind::ULong,
        CXType_LongLong => IntKind::LongLong,
        CXType_ULongLong => IntKind::ULongLong,
        CXType_Int128 => IntKind::Int128,
        CXType_UInt128 => IntKind::UInt128,
        CXType_WChar => IntKind::WChar,
        CXType_Char16 => IntKind::Char16,
        CXType_Char32 => IntKind::Char32,
        _ => return None,
    })
}

fn float(kind: CXTypeKind) -> Option<FloatKind> {
    Some(match kind {
        CXType_Half | CXType_Float16 => FloatKind::Half,
        CXType_Float => FloatKind::Float,
        CXType_Double => FloatKind::Double,
        CXType_LongDouble => FloatKind::LongDouble,
        CXType_Float128 => FloatKind::Float128,
        _ => return None,
    })
}

/// The convention of a function type. Clang says "C" for an attribute that names what is the default anyway.
fn convention(target: &Target, ty: Type<'_>) -> Result<Convention, Reason> {
    let convention = match ty.calling_convention() {
        CXCallingConv_Default | CXCallingConv_C => Convention::C,
        CXCallingConv_X86StdCall => Convention::Stdcall,
        CXCallingConv_X86FastCall => Convention::Fastcall,
        CXCallingConv_X86ThisCall => Convention::Thiscall,
        CXCallingConv_X86_64Win64 => Convention::Win64,
        CXCallingConv_X86_64SysV => Convention::SysV64,
        CXCallingConv_X86VectorCall => Convention::Vectorcall,
        CXCallingConv_X86Pascal => return Err("the calling convention `pascal` is not supported".into()),
        CXCallingConv_X86RegCall => return Err("the calling convention `regcall` is not supported".into()),
        CXCallingConv_Swift | CXCallingConv_SwiftAsync => {
            return Err("Swift's calling conventions are not supported".into());
        }
        CXCallingConv_PreserveMost | CXCallingConv_PreserveAll | CXCallingConv_PreserveNone => {
            return Err("the `preserve_…` calling conventions are not supported".into());
        }
        CXCallingConv_AArch64VectorCall | CXCallingConv_AArch64SVEPCS => {
            return Err("AArch64's vector calling conventions are not supported".into());
        }
        other => return Err(format!("calling convention number {other} of libclang is not known")),
    };
    convention.resolve(target).map(|_| convention).map_err(|e| e.to_string())
}
