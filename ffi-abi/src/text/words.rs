//! What the words of a type text mean.

use alloc::sync::Arc;

use crate::convention::Convention;
use crate::ctype::{CType, FloatKind, IntKind};

/// What a word is to the parser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Word {
    /// `const`.
    Const,
    /// A qualifier, storage class or marker that changes neither layout nor call: passed over.
    Skip,
    /// `extern`: a convention may follow as a string.
    Extern,
    /// `__attribute__`.
    Attribute,
    /// `__declspec`.
    Declspec,
    /// `_Alignas`.
    Alignas,
    /// A calling convention as Microsoft's keyword.
    Convention(Convention),
    /// `struct` or `class`.
    Struct,
    /// `union`.
    Union,
    /// `enum`.
    Enum,
    /// `_Complex`.
    Complex,
    /// `signed`.
    Signed,
    /// `unsigned`.
    Unsigned,
    /// `short`.
    Short,
    /// `long`.
    Long,
    /// A word that other words may join: `char`, `int`, `double`…
    Base(CType),
    /// A typedef name whose meaning is known.
    Typedef(CType),
    /// A keyword that no type can be made of here.
    Reserved,
    /// Any other identifier: a name.
    Name,
}

/// Reads a word.
pub(super) fn word(text: &str) -> Word {
    let int = |kind| Word::Base(CType::Int(kind));
    match text {
        "const" | "__const" | "__const__" => Word::Const,
        "volatile" | "__volatile" | "__volatile__" | "restrict" | "__restrict" | "__restrict__" | "_Nonnull" | "_Nullable"
        | "_Null_unspecified" | "static" | "inline" | "__inline" | "__inline__" | "__forceinline" | "register"
        | "__extension__" | "_Noreturn" | "noreturn" | "__ptr64" | "__unaligned" | "__w64" => Word::Skip,
        "extern" => Word::Extern,
        "__attribute__" | "__attribute" => Word::Attribute,
        "__declspec" | "_declspec" => Word::Declspec,
        "_Alignas" | "alignas" => Word::Alignas,
        "__cdecl" | "_cdecl" => Word::Convention(Convention::Cdecl),
        "__stdcall" | "_stdcall" => Word::Convention(Convention::Stdcall),
        "__fastcall" | "_fastcall" => Word::Convention(Convention::Fastcall),
        "__thiscall" => Word::Convention(Convention::Thiscall),
        "__vectorcall" => Word::Convention(Convention::Vectorcall),
        "struct" | "class" => Word::Struct,
        "union" => Word::Union,
        "enum" => Word::Enum,
        "_Complex" | "__complex__" | "__complex" => Word::Complex,
        "signed" | "__signed" | "__signed__" => Word::Signed,
        "unsigned" => Word::Unsigned,
        "short" => Word::Short,
        "long" => Word::Long,
        "void" => Word::Base(CType::Void),
        "_Bool" | "bool" => Word::Base(CType::Bool),
        "char" => int(IntKind::Char),
        "int" => int(IntKind::Int),
        "__int128" => int(IntKind::Int128),
        // MSVC documentation, "__int8, __int16, __int32, __int64": synonyms for the types of that size.
        "__int8" | "_int8" => int(IntKind::Char),
        "__int16" | "_int16" => int(IntKind::Short),
        "__int32" | "_int32" => int(IntKind::Int),
        "__int64" | "_int64" => int(IntKind::LongLong),
        "float" => Word::Base(CType::Float(FloatKind::Float)),
        "double" => Word::Base(CType::Float(FloatKind::Double)),
        "_Float16" => Word::Base(CType::Float(FloatKind::Half)),
        "__float128" | "_Float128" => Word::Base(CType::Float(FloatKind::Float128)),
        // C23 H.11: distinct types with the formats of these on every target here.
        "_Float32" => Word::Base(CType::Float(FloatKind::Float)),
        "_Float64" | "_Float32x" => Word::Base(CType::Float(FloatKind::Double)),
        "_Atomic" | "_BitInt" | "_Decimal32" | "_Decimal64" | "_Decimal128" | "_Imaginary" | "_Thread_local" | "__thread"
        | "thread_local" | "typeof" | "__typeof__" | "__typeof" | "typeof_unqual" | "typedef" | "auto" | "__auto_type"
        | "constexpr" | "sizeof" | "_Alignof" | "alignof" | "_Static_assert" | "static_assert" | "_Generic" | "__asm__"
        | "asm" | "__asm" | "template" | "typename" | "operator" | "namespace" | "mutable" | "virtual" | "break" | "case"
        | "continue" | "default" | "do" | "else" | "for" | "goto" | "if" | "return" | "switch" | "while" => Word::Reserved,
        other => typedef(other).map_or(Word::Name, Word::Typedef),
    }
}

/// Typedef names of the C library and of compilers' vector headers that mean the same on every target, or have a kind of their own.
fn typedef(name: &str) -> Option<CType> {
    let kind = match name {
        "int8_t" => IntKind::Int8,
        "uint8_t" => IntKind::UInt8,
        "int16_t" => IntKind::Int16,
        "uint16_t" => IntKind::UInt16,
        "int32_t" => IntKind::Int32,
        "uint32_t" => IntKind::UInt32,
        "int64_t" | "intmax_t" => IntKind::Int64,
        "uint64_t" | "uintmax_t" => IntKind::UInt64,
        "size_t" => IntKind::Size,
        "ssize_t" => IntKind::SSize,
        "ptrdiff_t" => IntKind::PtrDiff,
        "intptr_t" => IntKind::IntPtr,
        "uintptr_t" => IntKind::UIntPtr,
        "wchar_t" | "__wchar_t" => IntKind::WChar,
        "char8_t" => IntKind::UChar,
        "char16_t" => IntKind::Char16,
        "char32_t" => IntKind::Char32,
        "__int128_t" => IntKind::Int128,
        "__uint128_t" => IntKind::UInt128,
        _ => return vector(name),
    };
    Some(CType::Int(kind))
}

/// The vector types of Intel's intrinsics headers.
fn vector(name: &str) -> Option<CType> {
    let bits = |bits: &str| match bits {
        "64" => Some(64),
        "128" => Some(128),
        "256" => Some(256),
        "512" => Some(512),
        _ => None,
    };
    let rest = name.strip_prefix("__m")?;
    let (element, lane, width) = if rest == "64" {
        // MMX has integers alone.
        (CType::Int(IntKind::LongLong), 64, 64)
    } else if let Some(width) = rest.strip_suffix('d') {
        (CType::Float(FloatKind::Double), 64, bits(width)?)
    } else if let Some(width) = rest.strip_suffix('i') {
        (CType::Int(IntKind::LongLong), 64, bits(width)?)
    } else if let Some(width) = rest.strip_suffix('h') {
        (CType::Float(FloatKind::Half), 16, bits(width)?)
    } else {
        (CType::Float(FloatKind::Float), 32, bits(rest)?)
    };
    // `__m64d` and the like do not exist.
    (width > 64 || rest == "64").then(|| CType::Vector { element: Arc::new(element), lanes: width / lane })
}
