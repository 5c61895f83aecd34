//! Macros that bindgen cannot evaluate, or evaluates wrongly (`~0ul` is -1 to it): by clang, in one small file of its own.
//!
//! ```text
//! struct tag { char ffi[112]; } __attribute__((aligned(8)));      // what a `sizeof` needs of the declarations, and no header
//! typedef unsigned int handle;
//! enum { GREEN = 5 };
//! #define NAME ((handle)-1)
//! const __typeof__(NAME) ffi_value_0 = (NAME);
//! const __UINTPTR_TYPE__ ffi_address_0 = (__UINTPTR_TYPE__)(NAME);
//! ```
//!
//! A macro is tried if everything that it stands for, macros in it included, are numbers, texts, operators, types and constants that are
//! known here, and few enough of them when all macros are replaced. So nothing hostile reaches clang: no statement, no declaration, no
//! unbalanced parenthesis, no macro that doubles itself forty times. What is no constant after all is an error in its own line, and stays
//! without a value.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

mod source;
mod weight;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use clang_sys::*;
use ffi_abi::{IntKind, Target};

use super::clang::{Cursor, Severity, Type, Unit, Value};
use super::input::{Input, arguments, from_environment};
use super::types::integer;
use crate::declarations::{Declarations, Item};
use source::Source;

const FILE: &str = "ffi-macros.h";

/// A type of Rust and an expression.
type Constant = (String, String);

/// What a macro is that was tried.
pub(super) enum Found {
    Constant(Constant),
    NoConstant,
    /// It shifts by less than nothing or by the width of the type or more: each compiler has a number of its own (C17 6.5.7, paragraph 3).
    /// Or its value is none of its type, `0x7fffffff + 1` (C17 6.5, paragraph 5).
    Undefined,
}

/// The value of each macro that was asked for and was tried, by its index among the declarations.
pub(super) fn evaluate(input: &Input, declarations: &Declarations) -> Vec<(usize, Found)> {
    let mut source = Source::new(declarations);
    let mut candidates = Vec::new();
    let mut room = weight::ALL;
    for (at, declaration) in declarations.items.iter().enumerate() {
        let Item::Macro(item) = &declaration.item else { continue };
        if !declaration.selected || item.function_like || item.body.is_empty() {
            continue;
        }
        let weight = source.takes(item).map(|weight| weight.bytes);
        if let Some(left) = weight.and_then(|weight| room.checked_sub(weight)) {
            room = left;
            candidates.push((at, item.name.clone()));
        }
    }
    if candidates.is_empty() {
        return Vec::new();
    }
    let mut text = source.text;
    let before = text.lines().count();
    for (at, name) in &candidates {
        // Writing to a string does not fail.
        let _ = writeln!(text, "const __typeof__({name}) ffi_value_{at} = ({name});");
        let _ = writeln!(text, "const __UINTPTR_TYPE__ ffi_address_{at} = (__UINTPTR_TYPE__)({name});");
    }
    let mut plain = arguments(input);
    plain.extend(from_environment());
    // What is included first would declare everything once more.
    while let Some(at) = plain.iter().position(|argument| argument == "-include") {
        plain.drain(at..plain.len().min(at + 2));
    }
    plain.retain(|argument| argument != "-w");
    plain.extend(
        ["-Wno-everything", "-Wshift-count-overflow", "-Wshift-count-negative", "-Winteger-overflow", "-ferror-limit=0"]
            .map(str::to_owned),
    );
    // Without a unit the macros stay without a value, as the report says of each.
    let Ok(unit) = Unit::parse(FILE, &text, &plain, &[], true) else { return Vec::new() };
    // Two lines for each candidate, from the one behind the text before.
    let undefined = unit.messages().into_iter().filter(|message| message.severity == Severity::Warning).filter_map(|message| {
        let line = message.place.filter(|place| place.file == FILE)?.line as usize;
        candidates.get(line.checked_sub(before + 1)? / 2).map(|(at, _)| *at)
    });
    let mut undefined: HashSet<usize> = undefined.collect();
    if !undefined.is_empty() {
        let macros = macros_of(declarations);
        // clang warns of what is never evaluated too.
        undefined.retain(|at| !chooses(&macros, declarations.items[*at].item.name()));
    }
    let mut values: HashMap<usize, (Cursor<'_>, Option<Cursor<'_>>)> = HashMap::new();
    for cursor in unit.root().children() {
        if cursor.kind() != CXCursor_VarDecl {
            continue;
        }
        let name = cursor.spelling();
        if let Some(at) = name.strip_prefix("ffi_value_").and_then(|at| at.parse().ok()) {
            values.entry(at).or_insert((cursor, None));
        } else if let Some(at) = name.strip_prefix("ffi_address_").and_then(|at| at.parse().ok()) {
            values.entry(at).and_modify(|(_, address)| *address = Some(cursor));
        }
    }
    let found = |at, value, address| match undefined.contains(&at) {
        true => Found::Undefined,
        false => constant(&input.target, value, address).map_or(Found::NoConstant, Found::Constant),
    };
    values.into_iter().map(|(at, (value, address))| (at, found(at, value, address))).collect()
}

fn macros_of(declarations: &Declarations) -> HashMap<&str, &str> {
    let macros = declarations.items.iter().filter_map(|declaration| match &declaration.item {
        Item::Macro(item) => Some((item.name.as_str(), item.body.as_str())),
        _ => None,
    });
    macros.collect()
}

/// Whether a macro, or one in it, evaluates only some of what stands in it.
fn chooses<'d>(macros: &HashMap<&'d str, &'d str>, name: &'d str) -> bool {
    let (mut seen, mut waiting) = (HashSet::from([name]), vec![name]);
    while let Some(name) = waiting.pop() {
        for token in macros.get(name).into_iter().flat_map(|body| body.split(' ')) {
            if ["?", "&&", "||"].contains(&token) {
                return true;
            }
            if macros.contains_key(token) && seen.insert(token) {
                waiting.push(token);
            }
        }
    }
    false
}

/// Gives values to macros: to those that have none, and where the number that one has is not C's; with `c_types` to all that clang has a
/// value for. What is undefined in C loses it.
pub(super) fn correct(declarations: &mut Declarations, values: Vec<(usize, Found)>, c_types: bool) {
    for (at, found) in values {
        if let Some(Item::Macro(item)) = declarations.items.get_mut(at).map(|declaration| &mut declaration.item) {
            let found = match found {
                Found::Constant(constant) => Some(constant),
                Found::NoConstant => None,
                Found::Undefined => {
                    item.value = None;
                    continue;
                }
            };
            if c_types && found.is_some() {
                item.value = found;
                continue;
            }
            if item.value.as_ref().is_some_and(|known| !differ(known, found.as_ref())) {
                continue;
            }
            let divides = item.body.split(' ').any(|token| token == "/" || token == "%");
            item.value = if divides { found.map(as_bindgen) } else { found };
        }
    }
}

/// The Rust type and the expression of a constant.
fn constant(target: &Target, value: Cursor<'_>, address: Option<Cursor<'_>>) -> Option<Constant> {
    let ty = value.ty().canonical();
    match ty.kind() {
        CXType_Pointer => match value.evaluate() {
            Some(Value::Text(bytes)) => literal(value).is_none_or(|ty| is_whole(ty, &bytes)).then(|| text(&bytes)),
            _ => {
                // A number as an address: `((void *)-1)`.
                let Some(Value::Unsigned(number)) = address?.evaluate() else { return None };
                Some((pointer(value, ty), number.to_string()))
            }
        },
        CXType_ConstantArray => match value.evaluate() {
            Some(Value::Text(bytes)) if is_whole(ty, &bytes) => Some(text(&bytes)),
            _ => None,
        },
        CXType_Bool => match value.evaluate()? {
            Value::Unsigned(number) => Some(("bool".into(), (number != 0).to_string())),
            Value::Signed(number) => Some(("bool".into(), (number != 0).to_string())),
            Value::Float(_) | Value::Text(_) => None,
        },
        CXType_Float | CXType_Double => match value.evaluate()? {
            Value::Float(number) if number.is_finite() => {
                let rust = if ty.kind() == CXType_Float { "f32" } else { "f64" };
                Some((rust.into(), format!("{number:?}")))
            }
            Value::Float(_) | Value::Signed(_) | Value::Unsigned(_) | Value::Text(_) => None,
        },
        kind => {
            let kind = if kind == CXType_Enum { ty.declaration().enum_type().canonical().kind() } else { kind };
            let kind = integer(kind).filter(|kind| kind.size(target) <= 8)?;
            let number = match value.evaluate()? {
                Value::Signed(number) => number.to_string(),
                Value::Unsigned(number) => number.to_string(),
                Value::Float(_) | Value::Text(_) => return None,
            };
            Some((c_name(kind)?.to_owned(), number))
        }
    }
}

/// Whether both are integers, and not the same one.
fn differ(known: &Constant, found: Option<&Constant>) -> bool {
    let number = |(_, value): &Constant| value.replace(' ', "").parse::<i128>().ok();
    matches!((number(known), found.and_then(number)), (Some(known), Some(found)) if known != found)
}

/// Integers in the type that bindgen gives them. What divides it was not shown, so that it divides nothing by zero; the type of a
/// constant is not to depend on that.
fn as_bindgen((ty, value): Constant) -> Constant {
    let number: Option<i128> = value.parse().ok().filter(|_| ty.starts_with("::core::ffi::c_"));
    let ty = match number {
        Some(number) if u32::try_from(number).is_ok() => "u32".to_owned(),
        Some(number) if i32::try_from(number).is_ok() => "i32".to_owned(),
        Some(number) if number < 0 => "i64".to_owned(),
        Some(_) => "u64".to_owned(),
        None => ty,
    };
    (ty, value)
}

/// The Rust name of an integer type of C.
fn c_name(kind: IntKind) -> Option<&'static str> {
    Some(match kind {
        IntKind::Char => "::core::ffi::c_char",
        IntKind::SChar => "::core::ffi::c_schar",
        IntKind::UChar => "::core::ffi::c_uchar",
        IntKind::Short => "::core::ffi::c_short",
        IntKind::UShort => "::core::ffi::c_ushort",
        IntKind::Int => "::core::ffi::c_int",
        IntKind::UInt => "::core::ffi::c_uint",
        IntKind::Long => "::core::ffi::c_long",
        IntKind::ULong => "::core::ffi::c_ulong",
        IntKind::LongLong => "::core::ffi::c_longlong",
        IntKind::ULongLong => "::core::ffi::c_ulonglong",
        _ => return None,
    })
}

/// A text as bindgen has them: its bytes and a NUL.
fn text(bytes: &[u8]) -> Constant {
    let mut all = bytes.to_vec();
    all.push(0);
    (format!("&[u8;{}usize]", all.len()), proc_macro2::Literal::byte_string(&all).to_string())
}

/// Whether these bytes are all of an array: clang ends a text at its first NUL, so one that has another is left to nobody's guess, and so
/// is one whose characters have more than one byte.
fn is_whole(array: Type<'_>, bytes: &[u8]) -> bool {
    array.length() == Some(bytes.len() as u64 + 1) && array.element().size() == Some(1)
}

/// The type of the text that a pointer points to, behind parentheses and casts.
fn literal(value: Cursor<'_>) -> Option<Type<'_>> {
    const AROUND: [CXCursorKind; 4] =
        [CXCursor_StringLiteral, CXCursor_ParenExpr, CXCursor_CStyleCastExpr, CXCursor_UnexposedExpr];
    let mut cursor = value;
    while cursor.kind() != CXCursor_StringLiteral {
        cursor = cursor.children().into_iter().find(|child| AROUND.contains(&child.kind()))?;
    }
    Some(cursor.ty())
}

/// The Rust type of a pointer: the typedef that the macro casts to, or what it points to without its name.
fn pointer(value: Cursor<'_>, ty: Type<'_>) -> String {
    // Parentheses, then the cast, whose type is as it was written.
    let mut cursor = value;
    loop {
        let children = cursor.children();
        let next = children
            .into_iter()
            .find(|child| [CXCursor_ParenExpr, CXCursor_CStyleCastExpr, CXCursor_UnexposedExpr].contains(&child.kind()));
        match next {
            Some(cast) if cast.kind() == CXCursor_CStyleCastExpr => {
                if cast.ty().kind() == CXType_Typedef || cast.ty().kind() == CXType_Elaborated {
                    return cast.ty().declaration().spelling();
                }
                break;
            }
            Some(next) => cursor = next,
            None => break,
        }
    }
    let constness = if ty.pointee().is_const() { "const" } else { "mut" };
    format!("*{constness}::core::ffi::c_void")
}
