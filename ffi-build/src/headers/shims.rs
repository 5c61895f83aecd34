//! The C shim: functions with symbols for what has none, `static` and `inline` functions and macros that take arguments.
//!
//! ```text
//! #include "z.h"
//! int ffi_z_0123_inlined(int x) { return (inlined)(x); }          // without the macro of that name, if there is one
//! int ffi_z_0123_S_ISREG(mode_t a0) { return S_ISREG(a0); }       // with it
//! ```
//!
//! bindgen is shown declarations of the functions on the left, and the generator gives them the names on the right.

#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::collections::HashMap;

use clang_sys::{CXType_ConstantArray, CXType_IncompleteArray};
use ffi_abi::Convention;
use ffi_grammar::{Code, Diagnostic};

use super::Headers;
use super::arithmetic::Arithmetic;
use super::choices::TypedefStyle;
use super::clang::{Cursor, Severity, Type, Unit};
use super::input::{Input, MAIN};
use crate::declarations::{Declaration, Declarations, Function, Item, Unknown};
use crate::shim::{Line, Source, includes, reason};

/// One function of the shim, but for its symbol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Shim {
    /// Name in C.
    pub(crate) name: String,
    /// What stands in front of the symbol, and behind it: result and parameters.
    head: (String, String),
    /// What it does.
    body: String,
    /// It is written in Rust, so that no C is compiled for it.
    pub(super) is_rust: bool,
}

impl Shim {
    /// The shim of a function, or of a macro that is declared as one.
    pub(super) fn new(cursor: Cursor<'_>, ty: Type<'_>, names: &[Option<String>], of_macro: bool) -> Shim {
        // An array or a function pointer has its name in the middle.
        let named = |text: String| if text.contains(['(', '[']) { format!("__typeof__({text})") } else { text };
        let spelled = |ty: Type<'_>| match ty.kind() {
            // As a parameter an array is a pointer to its elements, which may be arrays.
            CXType_ConstantArray | CXType_IncompleteArray => format!("{} *", named(ty.element().spelling())),
            _ => named(ty.spelling()),
        };
        let called = |at: usize| names.get(at).and_then(Clone::clone).unwrap_or_else(|| format!("a{at}"));
        let parameters = ty.parameters();
        let declared: Vec<String> =
            parameters.iter().enumerate().map(|(at, ty)| format!("{} {}", spelled(*ty), called(at))).collect();
        let passed: Vec<String> = (0..parameters.len()).map(called).collect();
        let name = cursor.spelling();
        let declared = if declared.is_empty() { "void".to_owned() } else { declared.join(", ") };
        let callee = if of_macro { name.clone() } else { format!("({name})") };
        Shim {
            head: (spelled(ty.result()), format!("({declared})")),
            body: format!("return {callee}({});", passed.join(", ")),
            name,
            is_rust: false,
        }
    }

    /// Its symbol, in C.
    pub(crate) fn symbol(&self, prefix: &str) -> String {
        format!("{prefix}{}", self.name)
    }
}

/// The name of a function of C in its declaration, and the declaration with the name in parentheses, so that no macro replaces it.
pub(super) fn declared(text: &str) -> Option<(&str, String)> {
    let text = text.trim().trim_end_matches(';');
    let (front, behind) = text.split_at(text.find('(')?);
    let front = front.trim_end();
    let start = front.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
    let (result, name) = front.split_at(start);
    let fits = !name.is_empty() && !result.trim().is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
    fits.then(|| (name, format!("{result}({name}){behind};")))
}

/// Names the functions that get one by symbols of the shim.
pub(super) fn assign(input: &Input, declarations: &mut Declarations, shims: Vec<Shim>) -> Result<Vec<Shim>, Vec<Diagnostic>> {
    let mut by_name: HashMap<String, Shim> = shims.into_iter().map(|shim| (shim.name.clone(), shim)).collect();
    let mut faults = Vec::new();
    for text in &input.choices.macro_functions {
        let why = match declared(text) {
            None => Some("it is no declaration of a function in C".to_owned()),
            Some((name, _)) => {
                let is_it = |item: &Item| matches!(item, Item::Macro(item) if item.name == name && item.function_like);
                let found = declarations.items.iter().any(|declaration| is_it(&declaration.item));
                let is_open = |item: &Item| matches!(item, Item::Function(f) if f.name == name && is_open(f));
                let open = declarations.items.iter().any(|declaration| is_open(&declaration.item));
                match (found, open) {
                    (false, _) => Some(format!("the headers have no macro `{name}` that takes arguments")),
                    (true, true) => Some("no function can pass on what it has no parameters for".to_owned()),
                    (true, false) => None,
                }
            }
        };
        faults.extend(why.map(|why| Diagnostic::new(Code::MacroFunction, [text.clone(), why])));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut expressions = expressions(input, declarations);
    let mut used = Vec::new();
    for declaration in declarations.items.iter_mut().filter(|declaration| declaration.selected) {
        let Item::Function(function) = &mut declaration.item else { continue };
        let Some(mut shim) = by_name.remove(&function.name) else { continue };
        if is_open(function) {
            continue;
        }
        function.flags.expression = expressions.remove(&function.name);
        shim.is_rust = function.flags.expression.is_some();
        // The shim's own function has no attributes.
        function.signature = function.signature.clone().with_convention(Convention::C);
        function.link_name = Some(shim.symbol(&input.choices.shim_prefix));
        function.flags.shim = true;
        (function.flags.inline, function.flags.is_static) = (false, false);
        used.push(shim);
    }
    Ok(used)
}

/// The macros that are simple enough to be Rust, by name.
fn expressions(input: &Input, declarations: &Declarations) -> HashMap<String, String> {
    // A structure around a number is no number.
    if input.choices.typedefs.iter().any(|(_, style)| *style != TypedefStyle::Alias) || input.choices.macro_functions.is_empty() {
        return HashMap::new();
    }
    let arithmetic = Arithmetic::new(input.target, declarations);
    let names: Vec<&str> = input.choices.macro_functions.iter().filter_map(|text| Some(declared(text)?.0)).collect();
    let functions = declarations.functions().filter(|(_, function)| names.contains(&function.name.as_str()));
    functions.filter_map(|(_, function)| Some((function.name.clone(), arithmetic.expression(function)?))).collect()
}

/// Whether a function takes more than it has parameters for.
fn is_open(function: &Function) -> bool {
    function.signature.is_variadic() || function.flags.no_prototype
}

/// What bindgen is shown behind the headers.
pub(super) fn prototypes(input: &Input, shims: &[Shim]) -> String {
    let prefix = &input.choices.shim_prefix;
    shims.iter().map(|shim| format!("{} {}{};\n", shim.head.0, shim.symbol(prefix), shim.head.1)).collect()
}

/// The functions of a shim as C.
pub(crate) fn lines(input: &Input, shims: &[Shim]) -> Vec<Line> {
    let prefix = &input.choices.shim_prefix;
    let line = |shim: &Shim| {
        let ((result, parameters), symbol) = (&shim.head, shim.symbol(prefix));
        Line { name: shim.name.clone(), text: format!("{result} {symbol}{parameters} {{ {} }}", shim.body), symbol }
    };
    shims.iter().map(line).collect()
}

/// Takes back what clang would not compile: where no compiler of the target is at hand.
pub(crate) fn check(input: &Input, headers: &mut Headers) {
    let arguments: Vec<String> =
        headers.arguments.iter().cloned().chain(["-Werror=implicit-function-declaration".to_owned()]).collect();
    // Each round takes back at least one function, or is the last.
    loop {
        let source = Source { front: includes(&input.headers), functions: lines(input, &headers.shims), arguments: &[] };
        let (text, first) = source.text();
        let Ok(unit) = Unit::parse(MAIN, &text, &arguments, &[], true) else { return };
        let mut refused: Vec<(String, String)> = Vec::new();
        for message in unit.messages().into_iter().filter(|message| message.severity >= Severity::Error) {
            let line = message.place.filter(|place| place.file == MAIN).map(|place| place.line as usize);
            let shim = line.and_then(|line| headers.shims.get(line.checked_sub(first)?));
            if let Some(shim) = shim.filter(|shim| refused.iter().all(|(name, _)| *name != shim.name)) {
                refused.push((shim.name.clone(), message.text));
            }
        }
        if refused.is_empty() {
            return;
        }
        for (name, why) in refused {
            refuse(&mut headers.declarations.items, &name, &why);
            headers.shims.retain(|shim| shim.name != name);
        }
    }
}

/// Takes a function back whose shim does not compile.
pub(crate) fn refuse(declarations: &mut [Declaration], name: &str, why: &str) {
    let found = declarations
        .iter_mut()
        .find(|declaration| matches!(&declaration.item, Item::Function(f) if f.name == name && f.flags.shim));
    if let Some(declaration) = found {
        let reason = reason(why);
        declaration.item = Item::Unknown(Unknown { what: "function".into(), name: name.to_owned(), reason });
    }
}
