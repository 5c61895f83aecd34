//! Counts what headers declare, from clang's tree and by itself: nothing of `ffi-build` decides here what a declaration is.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr;

use clang_sys::*;
use regex::Regex;

/// What is declared: kind (`function`, `variable`, `type`, `macro`) and names. A typedef, a tag and an enumeration share a name space
/// here, because `typedef struct s s;` is one Rust type.
pub(crate) type Counted = BTreeMap<String, BTreeSet<String>>;

struct Walk<'a> {
    files: &'a [Regex],
    found: Counted,
}

/// Everything that the files of these patterns declare.
///
/// # Errors
/// libclang's, or its first message about an error in the headers.
pub(crate) fn count(headers: &[String], arguments: &[String], files: &[String]) -> Result<Counted, String> {
    if !is_loaded() {
        load()?;
    }
    let files: Vec<Regex> =
        files.iter().map(|file| Regex::new(&format!("^(?:{file})$"))).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let text: String = headers.iter().map(|header| format!("#include \"{header}\"\n")).collect();
    let arguments: Vec<CString> =
        arguments.iter().map(|a| CString::new(a.as_str())).collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let pointers: Vec<*const c_char> = arguments.iter().map(|argument| argument.as_ptr()).collect();
    let contents = CString::new(text).map_err(|e| e.to_string())?;
    let name = c"corpus-count.h";
    let mut file = CXUnsavedFile { Filename: name.as_ptr(), Contents: contents.as_ptr(), Length: contents.as_bytes().len() as _ };
    let mut walk = Walk { files: &files, found: Counted::new() };
    // SAFETY: the library is loaded; every pointer is to a NUL-terminated text or an array of the length given, alive for the call; the
    // walk is alone in using what its pointer leads to; unit and index are disposed of once, after their last use.
    unsafe {
        let index = clang_createIndex(0, 0);
        let flags = CXTranslationUnit_DetailedPreprocessingRecord | CXTranslationUnit_SkipFunctionBodies;
        let unit = clang_parseTranslationUnit(
            index,
            name.as_ptr(),
            pointers.as_ptr(),
            i32::try_from(pointers.len()).map_err(|e| e.to_string())?,
            &raw mut file,
            1,
            flags,
        );
        if unit.is_null() {
            clang_disposeIndex(index);
            return Err("libclang could not parse".into());
        }
        clang_visitChildren(clang_getTranslationUnitCursor(unit), visit, (&raw mut walk).cast());
        clang_disposeTranslationUnit(unit);
        clang_disposeIndex(index);
    }
    Ok(walk.found)
}

extern "C" fn visit(cursor: CXCursor, _: CXCursor, data: *mut c_void) -> CXChildVisitResult {
    // SAFETY: `data` is the walk of `count`, which nothing else uses meanwhile; the cursor is of an alive unit.
    unsafe {
        let walk = &mut *data.cast::<Walk<'_>>();
        let kind = match cursor.kind {
            CXCursor_FunctionDecl => "function",
            CXCursor_VarDecl => "variable",
            CXCursor_TypedefDecl | CXCursor_StructDecl | CXCursor_UnionDecl | CXCursor_EnumDecl => "type",
            CXCursor_MacroDefinition => "macro",
            _ => return CXChildVisit_Continue,
        };
        let (mut file, mut line) = (ptr::null_mut(), 0);
        clang_getExpansionLocation(
            clang_getCursorLocation(cursor),
            &raw mut file,
            &raw mut line,
            ptr::null_mut(),
            ptr::null_mut(),
        );
        if file.is_null() {
            return CXChildVisit_Continue;
        }
        let path = take(clang_getFileName(file));
        let name = take(clang_getCursorSpelling(cursor));
        let identifier = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if identifier && walk.files.iter().any(|pattern| pattern.is_match(&path)) {
            walk.found.entry(kind.to_owned()).or_default().insert(name);
        }
        // A record that is declared inside another has C's file scope.
        match cursor.kind {
            CXCursor_StructDecl | CXCursor_UnionDecl => CXChildVisit_Recurse,
            _ => CXChildVisit_Continue,
        }
    }
}

/// The text of a libclang string.
///
/// # Safety
/// The string is alive and nobody else disposes of it.
unsafe fn take(string: CXString) -> String {
    // SAFETY: passed on to the caller; the text is NUL-terminated or absent.
    unsafe {
        let pointer = clang_getCString(string);
        let text = if pointer.is_null() { String::new() } else { CStr::from_ptr(pointer).to_string_lossy().into_owned() };
        clang_disposeString(string);
        text
    }
}
