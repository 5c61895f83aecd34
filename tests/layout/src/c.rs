//! C source that declares records.
//!
//! Canonical text is C but for three things: `#pragma pack` has no attribute, an enumeration has to be declared before its use, and
//! Clang takes `ext_vector_type` on typedefs alone. So each of these is declared at the top level, under a name of its own.

use std::fmt::Write;

use ffi_abi::{CType, Field, Record};

/// The typedef names of the model, without any header.
pub const PRELUDE: &str = "\
typedef __INT8_TYPE__ int8_t; typedef __UINT8_TYPE__ uint8_t; typedef __INT16_TYPE__ int16_t; typedef __UINT16_TYPE__ uint16_t;
typedef __INT32_TYPE__ int32_t; typedef __UINT32_TYPE__ uint32_t; typedef __INT64_TYPE__ int64_t; typedef __UINT64_TYPE__ uint64_t;
typedef __SIZE_TYPE__ size_t; typedef __PTRDIFF_TYPE__ ssize_t; typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __INTPTR_TYPE__ intptr_t; typedef __UINTPTR_TYPE__ uintptr_t;
#ifndef __cplusplus
typedef __WCHAR_TYPE__ wchar_t; typedef __CHAR16_TYPE__ char16_t; typedef __CHAR32_TYPE__ char32_t;
#define ALIGNOF _Alignof
#define ASSERT _Static_assert
#else
#define _Bool bool
#define ALIGNOF alignof
#define ASSERT static_assert
#endif
";

/// Whose extensions a source may use.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// Clang's.
    #[default]
    Clang,
    /// GCC's: no types under enumerations before C23, no vectors of three elements.
    Gcc,
}

/// Writes declarations.
#[derive(Default)]
pub struct Source {
    dialect: Dialect,
    text: String,
    enums: usize,
    vectors: usize,
    records: usize,
}

impl Source {
    /// An empty source.
    pub fn new(dialect: Dialect) -> Source {
        Source { dialect, ..Source::default() }
    }

    /// The source with the typedefs in front.
    pub fn finish(self) -> String {
        match self.dialect {
            Dialect::Clang => format!("{PRELUDE}{}", self.text),
            // GCC's older name does not go with `_Complex`.
            // Its `_Alignof` says no more than the widest register that is enabled, even of records that it aligns more strictly.
            Dialect::Gcc => {
                let prelude = PRELUDE.replace("_Alignof", "__alignof__");
                format!("{prelude}{}", self.text.replace("__float128", "_Float128"))
            }
        }
    }

    /// Declares a record under a tag, after everything that it needs.
    pub fn record(&mut self, tag: &str, record: &Record) {
        let fields: Vec<Field> = record.fields.iter().map(|field| Field { ty: self.named(&field.ty), ..field.clone() }).collect();
        let plain = CType::record(Record { name: Some(tag.into()), fields, pack: None, cpp: false, ..record.clone() });
        match record.pack {
            Some(pack) => writeln!(self.text, "#pragma pack(push, {pack})\n{plain};\n#pragma pack(pop)"),
            None => writeln!(self.text, "{plain};"),
        }
        .expect("a string takes all");
    }

    /// The type with each record and enumeration in it replaced by its name, which is declared.
    fn named(&mut self, ty: &CType) -> CType {
        match ty {
            CType::Record(record) => {
                self.records += 1;
                let tag = format!("N{}", self.records);
                self.record(&tag, record);
                let keyword = if record.kind == ffi_abi::RecordKind::Union { "union" } else { "struct" };
                CType::Named(format!("{keyword} {tag}").into())
            }
            CType::Enum(e) if self.dialect == Dialect::Gcc => CType::Int(e.underlying),
            CType::Enum(e) => {
                self.enums += 1;
                let number = self.enums;
                let underlying = CType::Int(e.underlying);
                writeln!(self.text, "typedef enum : {underlying} {{ E{number}_0 }} E{number};").expect("a string takes all");
                CType::Named(format!("E{number}").into())
            }
            CType::Vector { element, lanes } => {
                self.vectors += 1;
                let number = self.vectors;
                let attribute = match self.dialect {
                    Dialect::Clang => format!("ext_vector_type({lanes})"),
                    Dialect::Gcc => format!("vector_size({lanes} * sizeof({element}))"),
                };
                writeln!(self.text, "typedef {element} V{number} __attribute__(({attribute}));").expect("a string takes all");
                CType::Named(format!("V{number}").into())
            }
            CType::Array { element, length } => CType::Array { element: self.named(element).into(), length: *length },
            other => other.clone(),
        }
    }

    /// Adds text as it is.
    pub fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }
}
