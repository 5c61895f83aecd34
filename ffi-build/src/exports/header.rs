//! The text of the header.

use std::fmt::Write;
use std::path::Path;

use ffi_abi::{CType, Convention};
use ffi_grammar::export::{Exported, Function};
use ffi_grammar::{Code, Diagnostic, Spanned};
use syn::{ReturnType, StaticMutability};

use super::items::Items;
use super::types::{Types, c_name, docs};

/// What a parameter list is if there is none.
const NOTHING: &str = "void";

/// One exported symbol as C declares it.
struct Declaration {
    docs: String,
    /// `int add(int a, int b)` around any name.
    before: String,
    name: String,
    after: String,
    function: bool,
}

/// Writes the header.
///
/// # Errors
/// Types that C cannot name.
pub(super) fn write(items: &Items, file: &str, library: &str, includes: &[String]) -> Result<String, Vec<Diagnostic>> {
    let mut types = Types::new(items, !includes.is_empty());
    let mut faults = Vec::new();
    let mut declarations = Vec::new();
    for (path, export) in &items.exports {
        let made = match &export.item {
            Exported::Function(item) => function(&mut types, path, item, &export.symbol),
            Exported::Static(item) => variable(&mut types, path, item, &export.symbol),
        };
        match made {
            Ok(declaration) => declarations.push(declaration),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let Types { forward, definitions, .. } = types;
    let forward: String = forward.iter().map(|(kind, name)| format!("typedef {kind} {name} {name};\n")).collect();
    let guard = macro_name(file);
    let (dynamic, api, prefix) = (macro_name(library) + "_DYNAMIC", macro_name(library) + "_API", library.replace('-', "_"));
    let mut text = format!(
        "/* The functions of {library}, written by ffi-build from its Rust sources.\n *\n \
         * With {dynamic} defined nothing is linked: {prefix}_load looks every name up in a loaded library. */\n\
         #ifndef {guard}\n#define {guard}\n\n#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n"
    );
    let body: String = declarations.iter().map(|one| format!("{}{}{}", one.before, one.name, one.after)).collect();
    for (word, header) in [("ssize_t", "sys/types.h"), ("char16_t", "uchar.h"), ("char32_t", "uchar.h"), ("wint_t", "wchar.h")] {
        if (body.contains(word) || definitions.contains(word)) && !text.contains(header) {
            let _ = writeln!(text, "#include <{header}>");
        }
    }
    for include in includes {
        let _ = writeln!(text, "#include {include}");
    }
    let _ = write!(text, "\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n");
    for part in [&forward, &definitions] {
        if !part.is_empty() {
            let _ = writeln!(text, "{part}");
        }
    }
    linked(&mut text, &declarations, &dynamic, &api);
    loaded(&mut text, &declarations, &prefix);
    let _ = write!(text, "\n#endif\n\n#ifdef __cplusplus\n}}\n#endif\n\n#endif\n");
    // The same type; C++ knows only this name of it.
    Ok(text.replace("_Bool", "bool"))
}

fn linked(text: &mut String, declarations: &[Declaration], dynamic: &str, api: &str) {
    let _ = write!(
        text,
        "#ifndef {dynamic}\n\n#ifndef {api}\n#ifdef _WIN32\n#define {api} __declspec(dllimport)\n#else\n#define {api}\n#endif\n#endif\n"
    );
    for Declaration { docs, before, name, after, function } in declarations {
        let word = if *function { String::new() } else { "extern ".to_owned() };
        let _ = write!(text, "\n{docs}{word}{api} {before}{name}{after};\n");
    }
}

/// Pointers under the names of the functions, so that calls look the same.
fn loaded(text: &mut String, declarations: &[Declaration], prefix: &str) {
    let _ = write!(text, "\n#else\n\n#include <string.h>\n");
    for Declaration { docs, before, name, after, function } in declarations {
        let pointer = if *function { format!("(*{name})") } else { format!("*{prefix}_{name}") };
        // A suffix binds closer than `*`.
        let pointer = if !*function && after.starts_with('[') { format!("({pointer})") } else { pointer };
        let _ = write!(text, "\n{docs}static {before}{pointer}{after};\n");
        if !*function {
            let _ = writeln!(text, "#define {name} (*{prefix}_{name})");
        }
    }
    let _ = write!(
        text,
        "\n/** Looks every name up by `symbol(library, name)` (dlsym is one). Returns null, or the first name that is missing. */\n\
         static inline const char *{prefix}_load(void *(*symbol)(void *library, const char *name), void *library)\n{{\n    void *found;\n"
    );
    for Declaration { name, function, .. } in declarations {
        let place = if *function { name.clone() } else { format!("{prefix}_{name}") };
        let _ = write!(
            text,
            "    found = symbol(library, \"{name}\");\n    if (!found) return \"{name}\";\n    memcpy((void *)&{place}, &found, sizeof {place});\n"
        );
    }
    let _ = write!(text, "    (void)found;\n    return NULL;\n}}\n");
}

/// A name in the manner of macros.
fn macro_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn function(types: &mut Types<'_>, path: &Path, function: &Function, symbol: &str) -> Result<Declaration, Diagnostic> {
    let at = |fault: Spanned| fault.in_file(path);
    let sig = &function.item.sig;
    if function.convention != Convention::C {
        let what =
            [symbol, "the header is for any compiler, and each writes this convention otherwise", "leave the convention out"];
        return Err(at(Spanned::new(&sig.abi, Code::ExportType, what)));
    }
    let result = match &sig.output {
        ReturnType::Default => CType::Void,
        ReturnType::Type(_, ty) => types.spelled(path, ty)?,
    };
    let mut parameters = Vec::new();
    for (name, ty) in &function.parameters {
        parameters.push(types.spelled(path, ty)?.declare(&c_name(name)));
    }
    let parameters = if parameters.is_empty() { NOTHING.to_owned() } else { parameters.join(", ") };
    Ok(around(&result, &format!("({parameters})"), docs(&function.item.attrs, ""), symbol, true))
}

fn variable(types: &mut Types<'_>, path: &Path, item: &syn::ItemStatic, symbol: &str) -> Result<Declaration, Diagnostic> {
    let ty = types.spelled(path, &item.ty)?;
    let docs = docs(&item.attrs, "");
    Ok(match (&item.mutability, &ty) {
        (StaticMutability::Mut(_), _) => around(&ty, "", docs, symbol, false),
        (_, CType::Pointer { .. }) => {
            let mut declaration = around(&ty, "", docs, symbol, false);
            declaration.before.push_str("const ");
            declaration
        }
        (_, _) => {
            let mut declaration = around(&ty, "", docs, symbol, false);
            declaration.before.insert_str(0, "const ");
            declaration
        }
    })
}

/// A declaration, split where the name goes.
fn around(ty: &CType, suffix: &str, docs: String, symbol: &str, function: bool) -> Declaration {
    const MARK: &str = "\u{1}";
    let text = ty.declare(&format!("{MARK}{suffix}"));
    let (before, after) = text.split_once(MARK).unwrap_or((&text, ""));
    Declaration { docs, before: before.to_owned(), name: symbol.to_owned(), after: after.to_owned(), function }
}
