//! The printer: one spelling for each type.
//!
//! C writes a type inside out: what is nearest to the name is outermost in the type. So a type is printed from its outside in, wrapping
//! a declarator that grows, until a type specifier is left to stand in front of it.

use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::convention::Convention;
use crate::ctype::{CType, Field, FloatKind, IntKind, Record, RecordKind};
use crate::signature::Signature;

/// What stands right of the specifier.
struct Declarator {
    text: String,
    /// Whether it holds brackets of arrays or functions alone, as in `int[4]` and `double(int)`: no space comes before those.
    suffix: bool,
}

impl Declarator {
    fn name(name: &str) -> Declarator {
        Declarator { text: name.into(), suffix: name.is_empty() }
    }
}

/// The text of a type as the declaration of `name`; of the type itself if that is empty.
fn declare(ty: &CType, name: &str) -> String {
    match ty {
        CType::Function(signature) => function_type(signature, name),
        ty => spell(ty, false, Declarator::name(name)),
    }
}

/// A function type by itself carries its convention in front.
fn function_type(signature: &Signature, name: &str) -> String {
    let mut text = convention(signature.convention());
    text.push_str(&function(signature, Declarator::name(name)));
    text
}

fn convention(convention: Convention) -> String {
    match convention {
        Convention::C => String::new(),
        other => format!("extern \"{other}\" "),
    }
}

/// `constant` says that the type itself is `const`, which matters because it is pointed to.
fn spell(ty: &CType, constant: bool, declarator: Declarator) -> String {
    match ty {
        CType::Pointer { pointee, constant: to_constant } => {
            let mut text = String::from(if constant { "*const" } else { "*" });
            if constant && !declarator.text.is_empty() {
                text.push(' ');
            }
            text.push_str(&declarator.text);
            match &**pointee {
                // A suffix binds closer than `*`, so the pointer is put in parentheses; they hold the convention too.
                CType::Function(signature) => {
                    let text = format!("({}{text})", convention(signature.convention()));
                    function(signature, Declarator { text, suffix: false })
                }
                array @ CType::Array { .. } => {
                    spell(array, *to_constant, Declarator { text: format!("({text})"), suffix: false })
                }
                other => spell(other, *to_constant, Declarator { text, suffix: false }),
            }
        }
        CType::Array { element, length } => {
            let Declarator { mut text, suffix } = declarator;
            text.push('[');
            if let Some(length) = length {
                text.push_str(&format!("{length}"));
            }
            text.push(']');
            spell(element, constant, Declarator { text, suffix })
        }
        CType::Function(signature) => match signature.convention() {
            Convention::C => function(signature, declarator),
            other => {
                let text = format!("({}{})", convention(other), declarator.text);
                function(signature, Declarator { text, suffix: false })
            }
        },
        CType::Void
        | CType::Bool
        | CType::Int(_)
        | CType::Float(_)
        | CType::Complex(_)
        | CType::Vector { .. }
        | CType::Enum(_)
        | CType::Record(_)
        | CType::Named(_) => {
            let mut text = String::from(if constant { "const " } else { "" });
            specifier(ty, &mut text);
            if !declarator.suffix {
                text.push(' ');
            }
            text.push_str(&declarator.text);
            text
        }
    }
}

/// A function's parameters after its declarator, all of it in front of what the function returns.
fn function(signature: &Signature, declarator: Declarator) -> String {
    let Declarator { mut text, suffix } = declarator;
    text.push('(');
    let mut first = true;
    let mut item = |part: &str| {
        if !first {
            text.push_str(", ");
        }
        first = false;
        text.push_str(part);
    };
    for parameter in signature.fixed() {
        item(&declare(parameter, ""));
    }
    if signature.is_variadic() {
        item("...");
    } else if signature.parameters().is_empty() {
        item("void");
    }
    for argument in signature.variadic_arguments() {
        item(&declare(argument, ""));
    }
    text.push(')');
    spell(signature.result(), false, Declarator { text, suffix })
}

/// A type that is no pointer, array or function.
fn specifier(ty: &CType, out: &mut String) {
    match ty {
        CType::Void => out.push_str("void"),
        CType::Bool => out.push_str("_Bool"),
        CType::Int(kind) => out.push_str(kind.name()),
        CType::Float(kind) => out.push_str(kind.name()),
        CType::Complex(kind) => {
            out.push_str(kind.name());
            out.push_str(" _Complex");
        }
        CType::Vector { element, lanes } => {
            specifier(element, out);
            out.push_str(&match fixed_size(element) {
                Some(size) => format!(" __attribute__((vector_size({})))", size * u64::from(*lanes)),
                None => format!(" __attribute__((ext_vector_type({lanes})))"),
            });
        }
        CType::Enum(e) => {
            out.push_str("enum ");
            if let Some(name) = &e.name {
                out.push_str(name);
                out.push(' ');
            }
            out.push_str(": ");
            out.push_str(e.underlying.name());
        }
        CType::Record(r) => record(r, out),
        CType::Named(name) => out.push_str(name),
        // Only as the element of a vector, where none of these may stand; shown all the same, in an error's text.
        CType::Pointer { .. } | CType::Array { .. } | CType::Function(_) => out.push_str(&declare(ty, "")),
    }
}

fn record(record: &Record, out: &mut String) {
    out.push_str(match record.kind {
        RecordKind::Struct => "struct ",
        RecordKind::Union => "union ",
    });
    let attributes = attributes(record.packed, record.pack, record.align, record.cpp);
    if !attributes.is_empty() {
        out.push_str(&attributes);
        out.push(' ');
    }
    if let Some(name) = &record.name {
        out.push_str(name);
        out.push(' ');
    }
    out.push('{');
    for field in &record.fields {
        out.push(' ');
        member(field, out);
    }
    out.push_str(if record.fields.is_empty() { "}" } else { " }" });
}

fn member(field: &Field, out: &mut String) {
    let attributes = attributes(field.packed, None, field.align, false);
    let anonymous = field.name.is_none() && field.bits.is_none();
    // After an anonymous record, attributes would be the record's own.
    if anonymous && !attributes.is_empty() {
        out.push_str(&attributes);
        out.push(' ');
    }
    out.push_str(&declare(&field.ty, field.name.as_deref().unwrap_or_default()));
    if let Some(bits) = field.bits {
        out.push_str(&format!(" : {bits}"));
    }
    if !anonymous && !attributes.is_empty() {
        out.push(' ');
        out.push_str(&attributes);
    }
    out.push(';');
}

/// All attributes in one list, in this order; nothing if there are none.
fn attributes(packed: bool, pack: Option<u64>, align: Option<u64>, cpp: bool) -> String {
    let mut list = String::new();
    let mut item = |text: &str| {
        list.push_str(if list.is_empty() { "__attribute__((" } else { ", " });
        list.push_str(text);
    };
    if packed {
        item("packed");
    }
    if let Some(pack) = pack {
        item(&format!("pack({pack})"));
    }
    if let Some(align) = align {
        item(&format!("aligned({align})"));
    }
    if cpp {
        item("cplusplus");
    }
    if !list.is_empty() {
        list.push_str("))");
    }
    list
}

/// Size in bytes of a vector's element if it is the same on every target: only then does a text in bytes say how many lanes.
pub(super) fn fixed_size(element: &CType) -> Option<u64> {
    match element {
        CType::Int(kind) => match kind {
            IntKind::Char | IntKind::SChar | IntKind::UChar | IntKind::Int8 | IntKind::UInt8 => Some(1),
            IntKind::Short | IntKind::UShort | IntKind::Int16 | IntKind::UInt16 | IntKind::Char16 => Some(2),
            IntKind::Int | IntKind::UInt | IntKind::Int32 | IntKind::UInt32 | IntKind::Char32 => Some(4),
            IntKind::LongLong | IntKind::ULongLong | IntKind::Int64 | IntKind::UInt64 => Some(8),
            IntKind::Int128 | IntKind::UInt128 => Some(16),
            IntKind::Long
            | IntKind::ULong
            | IntKind::Size
            | IntKind::SSize
            | IntKind::PtrDiff
            | IntKind::IntPtr
            | IntKind::UIntPtr
            | IntKind::WChar => None,
        },
        CType::Float(FloatKind::Half) => Some(2),
        CType::Float(FloatKind::Float) => Some(4),
        CType::Float(FloatKind::Double) => Some(8),
        CType::Float(FloatKind::Float128) => Some(16),
        CType::Float(FloatKind::LongDouble)
        | CType::Void
        | CType::Bool
        | CType::Complex(_)
        | CType::Vector { .. }
        | CType::Pointer { .. }
        | CType::Function(_)
        | CType::Array { .. }
        | CType::Enum(_)
        | CType::Record(_)
        | CType::Named(_) => None,
    }
}

/// The canonical text; see [`CType::parse`].
impl fmt::Display for CType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&declare(self, ""))
    }
}

/// The canonical text; see [`Signature::parse`].
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&function_type(self, ""))
    }
}

/// The declaration of a member by itself, as it stands between the braces of its record.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        member(self, &mut text);
        f.write_str(&text)
    }
}

impl CType {
    /// C's declaration of an object of this type, without the semicolon: `int (*compare)(const void *, const void *)`.
    ///
    /// ```
    /// use ffi_abi::CType;
    /// let ty = CType::parse("int (*)(const void *, const void *)").unwrap();
    /// assert_eq!(ty.declare("compare"), "int (*compare)(const void *, const void *)");
    /// ```
    pub fn declare(&self, name: &str) -> String {
        declare(self, name)
    }
}
