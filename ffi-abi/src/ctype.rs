//! C types as values.
//!
//! Types are structural. A record behind a pointer is named, not described ([`CType::Named`]), which is how recursive types
//! stay finite: `struct node { struct node *next; }` has one member whose type is a pointer to the name `struct node`.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::signature::Signature;
use crate::target::{FloatFormat, Target};

/// An integer type by its C name: what it is in bits depends on the target.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum IntKind {
    /// `char`; signed or not by the target.
    Char,
    /// `signed char`.
    SChar,
    /// `unsigned char`.
    UChar,
    /// `short`.
    Short,
    /// `unsigned short`.
    UShort,
    /// `int`.
    Int,
    /// `unsigned int`.
    UInt,
    /// `long`.
    Long,
    /// `unsigned long`.
    ULong,
    /// `long long`.
    LongLong,
    /// `unsigned long long`.
    ULongLong,
    /// `__int128`.
    Int128,
    /// `unsigned __int128`.
    UInt128,
    /// `int8_t`.
    Int8,
    /// `uint8_t`.
    UInt8,
    /// `int16_t`.
    Int16,
    /// `uint16_t`.
    UInt16,
    /// `int32_t`.
    Int32,
    /// `uint32_t`.
    UInt32,
    /// `int64_t`.
    Int64,
    /// `uint64_t`.
    UInt64,
    /// `size_t`.
    Size,
    /// `ssize_t`.
    SSize,
    /// `ptrdiff_t`.
    PtrDiff,
    /// `intptr_t`.
    IntPtr,
    /// `uintptr_t`.
    UIntPtr,
    /// `wchar_t`.
    WChar,
    /// `char16_t`.
    Char16,
    /// `char32_t`.
    Char32,
}

impl IntKind {
    /// Every kind, in declaration order.
    pub const ALL: [IntKind; 29] = [
        IntKind::Char,
        IntKind::SChar,
        IntKind::UChar,
        IntKind::Short,
        IntKind::UShort,
        IntKind::Int,
        IntKind::UInt,
        IntKind::Long,
        IntKind::ULong,
        IntKind::LongLong,
        IntKind::ULongLong,
        IntKind::Int128,
        IntKind::UInt128,
        IntKind::Int8,
        IntKind::UInt8,
        IntKind::Int16,
        IntKind::UInt16,
        IntKind::Int32,
        IntKind::UInt32,
        IntKind::Int64,
        IntKind::UInt64,
        IntKind::Size,
        IntKind::SSize,
        IntKind::PtrDiff,
        IntKind::IntPtr,
        IntKind::UIntPtr,
        IntKind::WChar,
        IntKind::Char16,
        IntKind::Char32,
    ];

    /// Size in bytes on a target.
    pub const fn size(self, target: &Target) -> u64 {
        let model = target.data_model();
        match self {
            IntKind::Char | IntKind::SChar | IntKind::UChar | IntKind::Int8 | IntKind::UInt8 => 1,
            IntKind::Short | IntKind::UShort | IntKind::Int16 | IntKind::UInt16 | IntKind::Char16 => 2,
            IntKind::Int | IntKind::UInt | IntKind::Int32 | IntKind::UInt32 | IntKind::Char32 => 4,
            IntKind::Long | IntKind::ULong => model.long,
            IntKind::LongLong | IntKind::ULongLong | IntKind::Int64 | IntKind::UInt64 => 8,
            IntKind::Int128 | IntKind::UInt128 => 16,
            IntKind::Size | IntKind::SSize | IntKind::PtrDiff | IntKind::IntPtr | IntKind::UIntPtr => model.pointer,
            IntKind::WChar => match model.wchar {
                IntKind::UShort => 2,
                _ => 4,
            },
        }
    }

    /// Alignment in bytes on a target, as a variable and as a member.
    pub const fn align(self, target: &Target) -> u64 {
        let model = target.data_model();
        match self.size(target) {
            8 => model.align64,
            16 => model.align128,
            size => size,
        }
    }

    /// Whether the type is signed on a target.
    pub const fn signed(self, target: &Target) -> bool {
        match self {
            IntKind::Char => target.data_model().char_signed,
            IntKind::SChar
            | IntKind::Short
            | IntKind::Int
            | IntKind::Long
            | IntKind::LongLong
            | IntKind::Int128
            | IntKind::Int8
            | IntKind::Int16
            | IntKind::Int32
            | IntKind::Int64
            | IntKind::SSize
            | IntKind::PtrDiff
            | IntKind::IntPtr => true,
            IntKind::WChar => matches!(target.data_model().wchar, IntKind::Int),
            IntKind::UChar
            | IntKind::UShort
            | IntKind::UInt
            | IntKind::ULong
            | IntKind::ULongLong
            | IntKind::UInt128
            | IntKind::UInt8
            | IntKind::UInt16
            | IntKind::UInt32
            | IntKind::UInt64
            | IntKind::Size
            | IntKind::UIntPtr
            | IntKind::Char16
            | IntKind::Char32 => false,
        }
    }

    /// The name in canonical text.
    pub const fn name(self) -> &'static str {
        match self {
            IntKind::Char => "char",
            IntKind::SChar => "signed char",
            IntKind::UChar => "unsigned char",
            IntKind::Short => "short",
            IntKind::UShort => "unsigned short",
            IntKind::Int => "int",
            IntKind::UInt => "unsigned int",
            IntKind::Long => "long",
            IntKind::ULong => "unsigned long",
            IntKind::LongLong => "long long",
            IntKind::ULongLong => "unsigned long long",
            IntKind::Int128 => "__int128",
            IntKind::UInt128 => "unsigned __int128",
            IntKind::Int8 => "int8_t",
            IntKind::UInt8 => "uint8_t",
            IntKind::Int16 => "int16_t",
            IntKind::UInt16 => "uint16_t",
            IntKind::Int32 => "int32_t",
            IntKind::UInt32 => "uint32_t",
            IntKind::Int64 => "int64_t",
            IntKind::UInt64 => "uint64_t",
            IntKind::Size => "size_t",
            IntKind::SSize => "ssize_t",
            IntKind::PtrDiff => "ptrdiff_t",
            IntKind::IntPtr => "intptr_t",
            IntKind::UIntPtr => "uintptr_t",
            IntKind::WChar => "wchar_t",
            IntKind::Char16 => "char16_t",
            IntKind::Char32 => "char32_t",
        }
    }
}

/// A floating-point type by its C name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum FloatKind {
    /// `_Float16`.
    Half,
    /// `float`.
    Float,
    /// `double`.
    Double,
    /// `long double`; its format and size depend on the target.
    LongDouble,
    /// `__float128` / `_Float128`: IEEE binary128 wherever it exists.
    Float128,
}

impl FloatKind {
    /// Every kind, in declaration order.
    pub const ALL: [FloatKind; 5] =
        [FloatKind::Half, FloatKind::Float, FloatKind::Double, FloatKind::LongDouble, FloatKind::Float128];

    /// Format on a target.
    pub const fn format(self, target: &Target) -> FloatFormat {
        match self {
            FloatKind::Half => FloatFormat::Binary16,
            FloatKind::Float => FloatFormat::Binary32,
            FloatKind::Double => FloatFormat::Binary64,
            FloatKind::LongDouble => target.data_model().long_double,
            FloatKind::Float128 => FloatFormat::Binary128,
        }
    }

    /// Size in bytes on a target, padding included.
    pub const fn size(self, target: &Target) -> u64 {
        match self {
            FloatKind::Half => 2,
            FloatKind::Float => 4,
            FloatKind::Double => 8,
            FloatKind::LongDouble => target.data_model().long_double_size,
            FloatKind::Float128 => 16,
        }
    }

    /// Alignment in bytes on a target.
    pub const fn align(self, target: &Target) -> u64 {
        let model = target.data_model();
        match self {
            FloatKind::Half => 2,
            FloatKind::Float => 4,
            FloatKind::Double => model.align64,
            FloatKind::LongDouble => model.long_double_align,
            FloatKind::Float128 => 16,
        }
    }

    /// The name in canonical text.
    pub const fn name(self) -> &'static str {
        match self {
            FloatKind::Half => "_Float16",
            FloatKind::Float => "float",
            FloatKind::Double => "double",
            FloatKind::LongDouble => "long double",
            FloatKind::Float128 => "__float128",
        }
    }
}

/// Structure or union.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RecordKind {
    /// `struct`.
    Struct,
    /// `union`.
    Union,
}

/// One member of a record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Name; `None` for an anonymous record member and an unnamed bit-field.
    pub name: Option<String>,
    /// Declared type.
    pub ty: CType,
    /// Width in bits, for a bit-field.
    pub bits: Option<u32>,
    /// `__attribute__((packed))` on this member alone.
    pub packed: bool,
    /// `__attribute__((aligned(n)))` or `_Alignas(n)` on this member, in bytes.
    pub align: Option<u64>,
}

impl Field {
    /// A plain named member.
    pub fn new(name: &str, ty: CType) -> Field {
        Field { name: Some(name.into()), ty, bits: None, packed: false, align: None }
    }
}

/// A structure or union with its members and the attributes that change its layout.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Record {
    /// Structure or union.
    pub kind: RecordKind,
    /// Tag as written after `struct` or `union`, or the typedef's name of a record without a tag; does not change the ABI.
    pub name: Option<String>,
    /// Members in order. An empty list is the empty record: size 0 in C, 1 in C++.
    pub fields: Vec<Field>,
    /// `__attribute__((packed))` on the record: the same as on each member. Not the same as `#pragma pack(1)`, which also lowers
    /// alignments that members ask for, and lets bit-fields cross their storage units even where it aligns them.
    pub packed: bool,
    /// `#pragma pack(n)` in bytes: the most that a member is aligned to.
    pub pack: Option<u64>,
    /// `__attribute__((aligned(n)))` on the record, in bytes.
    pub align: Option<u64>,
    /// Declared in C++: an empty record has size 1.
    pub cpp: bool,
}

impl Record {
    /// A structure without attributes.
    pub fn structure(fields: Vec<Field>) -> Record {
        Record { kind: RecordKind::Struct, name: None, fields, packed: false, pack: None, align: None, cpp: false }
    }

    /// A union without attributes.
    pub fn union(fields: Vec<Field>) -> Record {
        Record { kind: RecordKind::Union, ..Record::structure(fields) }
    }
}

/// An enumeration: for the ABI, its underlying integer type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Enum {
    /// Tag, if it has one.
    pub name: Option<String>,
    /// The integer type that the compiler chose for it.
    pub underlying: IntKind,
}

/// A C type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum CType {
    /// `void`.
    Void,
    /// `_Bool`.
    Bool,
    /// An integer.
    Int(IntKind),
    /// A floating-point number.
    Float(FloatKind),
    /// `_Complex` of a floating-point type.
    Complex(FloatKind),
    /// A vector (`__m128`, `__attribute__((vector_size(16)))`).
    Vector {
        /// Element type: an integer or a floating-point number.
        element: Arc<CType>,
        /// Number of elements.
        lanes: u32,
    },
    /// A pointer, to an object or (with [`CType::Function`] as pointee) to a function.
    Pointer {
        /// What it points to.
        pointee: Arc<CType>,
        /// Whether the pointee is `const`.
        constant: bool,
    },
    /// A function; the type of a value only behind a pointer.
    Function(Arc<Signature>),
    /// An array as a member; as a parameter it is a pointer.
    Array {
        /// Element type.
        element: Arc<CType>,
        /// Number of elements; `None` for a flexible array member.
        length: Option<u64>,
    },
    /// An enumeration.
    Enum(Arc<Enum>),
    /// A structure or union.
    Record(Arc<Record>),
    /// A type known by name alone: `struct tag`, `union tag`, `enum tag` or a typedef's name. Fine behind a pointer; elsewhere it has to
    /// be replaced by what it stands for before it has a layout.
    Named(Arc<str>),
}

impl CType {
    /// `int`.
    pub const INT: CType = CType::Int(IntKind::Int);

    /// A pointer to `pointee`.
    pub fn pointer(pointee: CType) -> CType {
        CType::Pointer { pointee: Arc::new(pointee), constant: false }
    }

    /// A pointer to `const` `pointee`.
    pub fn pointer_to_const(pointee: CType) -> CType {
        CType::Pointer { pointee: Arc::new(pointee), constant: true }
    }

    /// An array of `length` elements.
    pub fn array(element: CType, length: u64) -> CType {
        CType::Array { element: Arc::new(element), length: Some(length) }
    }

    /// A record.
    pub fn record(record: Record) -> CType {
        CType::Record(Arc::new(record))
    }

    /// A vector of `lanes` elements.
    pub fn vector(element: CType, lanes: u32) -> CType {
        CType::Vector { element: Arc::new(element), lanes }
    }

    /// The type of a parameter declared so: an array becomes a pointer to its element, a function a pointer to it
    /// (C17 §6.7.6.3, paragraphs 7 and 8).
    #[must_use]
    pub fn adjusted(self) -> CType {
        match self {
            CType::Array { element, .. } => CType::Pointer { pointee: element, constant: false },
            function @ CType::Function(_) => CType::pointer(function),
            other => other,
        }
    }

    /// The type of an argument in the variadic part: default argument promotions (C17 §6.5.2.2, paragraph 6).
    #[must_use]
    pub fn promoted(self) -> CType {
        match self {
            CType::Float(FloatKind::Float) => CType::Float(FloatKind::Double),
            CType::Bool => CType::INT,
            // Every target here has a 32-bit `int` that holds each value of the narrower types.
            CType::Int(
                IntKind::Char
                | IntKind::SChar
                | IntKind::UChar
                | IntKind::Short
                | IntKind::UShort
                | IntKind::Int8
                | IntKind::UInt8
                | IntKind::Int16
                | IntKind::UInt16
                | IntKind::Char16,
            ) => CType::INT,
            other => other,
        }
    }
}
