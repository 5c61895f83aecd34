//! C types as C source: a typedef for each, and a table that tells the runtime where its leaves are.
//!
//! Offsets and sizes are asked of the compiler (`offsetof`, `sizeof`), never of our own layouts: those are judged here too.

use std::collections::HashMap;
use std::fmt::Write;

use ffi_abi::{CType, Env, FloatKind, IntKind, Record, RecordKind, Target};

/// The types of one program, numbered in the order in which C has to see them.
#[derive(Debug)]
pub(crate) struct Types<'a> {
    target: &'a Target,
    names: HashMap<CType, usize>,
    source: String,
}

impl<'a> Types<'a> {
    pub(crate) fn new(target: &'a Target) -> Types<'a> {
        Types { target, names: HashMap::new(), source: String::new() }
    }

    /// The definitions.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Number of a type: `T<number>` is its C name, `Y<number>` its table.
    pub(crate) fn number(&mut self, ty: &CType) -> usize {
        if let Some(number) = self.names.get(ty) {
            return *number;
        }
        let definition = self.definition(ty);
        let number = self.names.len();
        self.names.insert(ty.clone(), number);
        let definition = definition.replace("%", &format!("T{number}"));
        let _ = writeln!(self.source, "{definition}");
        if !matches!(ty, CType::Array { .. }) {
            self.table(ty, number);
        }
        number
    }

    /// `typedef … %;`, after the definitions of what it is made of.
    fn definition(&mut self, ty: &CType) -> String {
        match ty {
            CType::Void => "typedef void %;".into(),
            CType::Bool => "typedef _Bool %;".into(),
            CType::Int(kind) => format!("typedef {} %;", int_name(*kind)),
            CType::Float(kind) => format!("typedef {} %;", kind.name()),
            CType::Complex(FloatKind::Float128) => "typedef _Complex float % __attribute__((mode(TC)));".into(),
            CType::Complex(kind) => format!("typedef _Complex {} %;", kind.name()),
            CType::Vector { element, lanes } => {
                let element = self.number(element);
                format!("typedef T{element} % __attribute__((vector_size({lanes} * sizeof(T{element}))));")
            }
            // What it points to does not matter to a convention.
            CType::Pointer { pointee, .. } if matches!(**pointee, CType::Function(_)) => "typedef void (*%)(void);".into(),
            CType::Pointer { .. } => "typedef void *%;".into(),
            CType::Array { element, length } => {
                let element = self.number(element);
                format!("typedef T{element} %[{}];", length.map_or(String::new(), |length| length.to_string()))
            }
            CType::Enum(item) => {
                let value = if item.underlying.signed(self.target) { "-1" } else { "0xffffffffu" };
                // Microsoft's enumerations are `int` whatever their values, unless it is said.
                let fixed = if self.target.env() == Env::Msvc { format!(": {} ", item.underlying.name()) } else { String::new() };
                format!("typedef enum {fixed}{{ %_A = 0, %_B = {value} }} %;")
            }
            CType::Record(record) => self.record(record),
            CType::Function(_) | CType::Named(_) => unreachable!("no case passes `{ty}` by value"),
        }
    }

    fn record(&mut self, record: &Record) -> String {
        let mut text = String::new();
        if let Some(pack) = record.pack {
            let _ = writeln!(text, "#pragma pack(push, {pack})");
        }
        text.push_str("typedef ");
        text.push_str(match record.kind {
            RecordKind::Struct => "struct ",
            RecordKind::Union => "union ",
        });
        if record.packed {
            text.push_str("__attribute__((packed)) ");
        }
        if let Some(align) = record.align {
            let _ = write!(text, "__attribute__((aligned({align}))) ");
        }
        text.push_str("{ ");
        for (number, field) in record.fields.iter().enumerate() {
            let ty = self.number(&field.ty);
            let name = if is_unnamed_bits(field) { String::new() } else { format!(" f{number}") };
            let _ = match (&field.ty, field.bits) {
                (CType::Array { element, length: None }, _) => write!(text, "T{}{name}[]", self.number(element)),
                (_, Some(bits)) => write!(text, "T{ty}{name} : {bits}"),
                (_, None) => write!(text, "T{ty}{name}"),
            };
            if field.packed {
                text.push_str(" __attribute__((packed))");
            }
            if let Some(align) = field.align {
                let _ = write!(text, " __attribute__((aligned({align})))");
            }
            text.push_str("; ");
        }
        text.push_str("} %;");
        if record.pack.is_some() {
            text.push_str("\n#pragma pack(pop)");
        }
        text
    }

    /// The table of a type: `Y<number>`.
    fn table(&mut self, ty: &CType, number: usize) {
        let mut leaves = Leaves { target: self.target, name: format!("T{number}"), rows: Vec::new(), bits: String::new() };
        leaves.walk(ty, "");
        let bits = if leaves.bits.is_empty() {
            "0".to_string()
        } else {
            let _ = writeln!(
                self.source,
                "static RUNTIME void B{number}(void *at) {{ T{number} *value = (T{number} *)at; {}}}",
                leaves.bits
            );
            format!("B{number}")
        };
        let rows = if leaves.rows.is_empty() { "{0, LEAF_INTEGER, 0, 0}".to_string() } else { leaves.rows.join(", ") };
        let size = if matches!(ty, CType::Void) {
            "0, 1".to_string()
        } else {
            let _ = writeln!(self.source, "struct A{number} {{ char c; T{number} t; }};");
            format!("sizeof(T{number}), __builtin_offsetof(struct A{number}, t)")
        };
        let text = ty.to_string().replace(['"', '\\'], "'");
        let _ = writeln!(
            self.source,
            "static const struct leaf leaves{number}[] = {{{rows}}};\n\
             static const struct type Y{number} = {{\"{text}\", {size}, leaves{number}, {}, {bits}}};",
            leaves.rows.len()
        );
    }
}

/// A bit-field without a name: it pads, and holds no value.
fn is_unnamed_bits(field: &ffi_abi::Field) -> bool {
    field.bits == Some(0) || field.bits.is_some() && field.name.is_none()
}

/// What is found while a type is walked down to its leaves.
struct Leaves<'a> {
    target: &'a Target,
    name: String,
    rows: Vec<String>,
    bits: String,
}

impl Leaves<'_> {
    /// `path` leads from the value to the part, as C writes it: `.f0[1].f2`, empty for the value itself.
    fn walk(&mut self, ty: &CType, path: &str) {
        match ty {
            CType::Void => {}
            CType::Bool => self.leaf(path, "LEAF_BOOL", "sizeof(_Bool)", 1),
            CType::Int(kind) => self.int(path, *kind, 1),
            CType::Enum(item) => self.int(path, item.underlying, 1),
            CType::Float(kind) => self.leaf(path, float_leaf(*kind, self.target), &format!("sizeof({})", kind.name()), 1),
            CType::Complex(kind) => self.leaf(path, float_leaf(*kind, self.target), &format!("sizeof({})", kind.name()), 2),
            CType::Vector { element, lanes } => match &**element {
                CType::Float(kind) => {
                    self.leaf(path, float_leaf(*kind, self.target), &format!("sizeof({})", kind.name()), u64::from(*lanes));
                }
                CType::Int(kind) => self.int(path, *kind, u64::from(*lanes)),
                other => unreachable!("no case has a vector of `{other}`"),
            },
            CType::Pointer { .. } => self.leaf(path, "LEAF_INTEGER", "sizeof(void *)", 1),
            CType::Array { element, length } => {
                for index in 0..length.unwrap_or(0) {
                    self.walk(element, &format!("{path}[{index}]"));
                }
            }
            CType::Record(record) => {
                for (number, field) in record.fields.iter().enumerate() {
                    match field.bits {
                        Some(_) if is_unnamed_bits(field) => {}
                        Some(_) => {
                            let ones = if matches!(field.ty, CType::Bool) { "1" } else { "-1" };
                            let _ = write!(self.bits, "value->{}f{number} = {ones}; ", prefix(path));
                        }
                        None => self.walk(&field.ty, &format!("{path}.f{number}")),
                    }
                }
            }
            CType::Function(_) | CType::Named(_) => unreachable!("no case passes `{ty}` by value"),
        }
    }

    fn int(&mut self, path: &str, kind: IntKind, count: u64) {
        let leaf = if kind.signed(self.target) { "LEAF_SIGNED" } else { "LEAF_INTEGER" };
        self.leaf(path, leaf, &kind.size(self.target).to_string(), count);
    }

    fn leaf(&mut self, path: &str, kind: &str, size: &str, count: u64) {
        let offset = match path.strip_prefix('.') {
            None => "0".to_string(),
            Some(member) => format!("__builtin_offsetof({}, {member})", self.name),
        };
        self.rows.push(format!("{{{offset}, {kind}, {size}, {count}}}"));
    }
}

/// `.f0[1]` as the way to a member of it: `f0[1].`.
fn prefix(path: &str) -> String {
    path.strip_prefix('.').map_or(String::new(), |member| format!("{member}."))
}

fn float_leaf(kind: FloatKind, target: &Target) -> &'static str {
    match kind.format(target) {
        ffi_abi::FloatFormat::Binary16 => "LEAF_F16",
        ffi_abi::FloatFormat::Binary32 => "LEAF_F32",
        ffi_abi::FloatFormat::Binary64 => "LEAF_F64",
        ffi_abi::FloatFormat::X87Extended => "LEAF_F80",
        ffi_abi::FloatFormat::Binary128 => "LEAF_F128",
    }
}

/// The name of an integer type where no header is included.
fn int_name(kind: IntKind) -> &'static str {
    match kind {
        IntKind::Int8 => "__INT8_TYPE__",
        IntKind::UInt8 => "__UINT8_TYPE__",
        IntKind::Int16 => "__INT16_TYPE__",
        IntKind::UInt16 => "__UINT16_TYPE__",
        IntKind::Int32 => "__INT32_TYPE__",
        IntKind::UInt32 => "__UINT32_TYPE__",
        IntKind::Int64 => "__INT64_TYPE__",
        IntKind::UInt64 => "__UINT64_TYPE__",
        IntKind::Size => "__SIZE_TYPE__",
        IntKind::SSize | IntKind::PtrDiff => "__PTRDIFF_TYPE__",
        IntKind::IntPtr => "__INTPTR_TYPE__",
        IntKind::UIntPtr => "__UINTPTR_TYPE__",
        IntKind::WChar => "__WCHAR_TYPE__",
        IntKind::Char16 => "__CHAR16_TYPE__",
        IntKind::Char32 => "__CHAR32_TYPE__",
        other => other.name(),
    }
}
