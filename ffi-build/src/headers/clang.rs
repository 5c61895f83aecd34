//! A safe face on libclang: the only module that calls it.
//!
//! libclang is loaded once per process, at run time, and handed to each thread that parses (`clang-sys` keeps it per thread;
//! `bindgen` takes the one that is set, so the two never load different versions). A [`Cursor`] or [`Type`] borrows the
//! [`Unit`] it came from and is neither `Send` nor `Sync`, so it cannot outlive the parse or reach a thread without the library.
#![allow(non_upper_case_globals, reason = "libclang's constants keep their C names")]

use std::ffi::{CStr, CString, c_char, c_int, c_uint, c_void};
use std::ptr;
use std::sync::{Arc, OnceLock};

use clang_sys::*;

use crate::declarations::Place;

/// Makes libclang usable on the calling thread, loading it if no thread did so yet.
///
/// # Errors
/// What the loader said: no library was found, or it could not be opened.
pub(super) fn use_on_this_thread() -> Result<(), String> {
    static LIBRARY: OnceLock<Result<Arc<SharedLibrary>, String>> = OnceLock::new();
    if is_loaded() {
        return Ok(());
    }
    let library = LIBRARY.get_or_init(|| {
        // SAFETY of the search: it runs `llvm-config` and reads directories; nothing is loaded but libclang.
        let mut library = load_manually()?;
        match library.version() {
            Some(version) if version >= Version::V9_0 => {
                hush(&mut library);
                Ok(Arc::new(library))
            }
            _ => Err(format!("{} is older than libclang 9", library.path().display())),
        }
    });
    set_library(Some(library.clone()?));
    Ok(())
}

/// Keeps clang from printing what is wrong with a header: bindgen asks for that, and whoever wrote the header is told once, in our words.
fn hush(library: &mut SharedLibrary) {
    type Create = unsafe extern "C" fn(c_int, c_int) -> CXIndex;
    static REAL: OnceLock<Create> = OnceLock::new();
    unsafe extern "C" fn create(exclude: c_int, _display: c_int) -> CXIndex {
        // SAFETY: libclang's own function, which stays loaded; any two numbers are allowed.
        REAL.get().map_or(ptr::null_mut(), |real| unsafe { real(exclude, 0) })
    }
    if let Some(real) = library.functions.clang_createIndex {
        let _ = REAL.set(real);
        library.functions.clang_createIndex = Some(create);
    }
}

/// The folders that an installed clang searches for C headers with these arguments, as arguments.
pub(super) fn search_folders(arguments: &[String]) -> Vec<String> {
    let clang = support::Clang::find(None, arguments);
    let folders = clang.and_then(|clang| clang.c_search_paths).unwrap_or_default();
    folders.iter().flat_map(|folder| ["-isystem".to_owned(), folder.display().to_string()]).collect()
}

/// How grave a message of clang is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Severity {
    Warning,
    Error,
    Fatal,
}

/// A message of clang and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Message {
    pub(super) severity: Severity,
    pub(super) text: String,
    pub(super) place: Option<Place>,
}

/// A parsed translation unit.
pub(super) struct Unit {
    index: CXIndex,
    unit: CXTranslationUnit,
}

impl Unit {
    /// Parses `contents` as a file called `name`, with other texts than those on disk for the files of `overlays`. Without
    /// `bodies`, those of functions are passed over, and clang does not know which functions have one. A unit with errors in it is still a unit: see [`Unit::messages`].
    ///
    /// # Errors
    /// libclang gave none: wrong arguments, or it crashed.
    pub(super) fn parse(
        name: &str,
        contents: &str,
        arguments: &[String],
        overlays: &[(String, String)],
        bodies: bool,
    ) -> Result<Unit, String> {
        let text = |s: &str| CString::new(s).map_err(|_| format!("a NUL byte in `{}`", s.escape_debug()));
        let c_name = text(name)?;
        let files = std::iter::once((name, contents)).chain(overlays.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let files = files.map(|(path, contents)| Ok((text(path)?, text(contents)?))).collect::<Result<Vec<_>, String>>()?;
        let arguments = arguments.iter().map(|a| text(a)).collect::<Result<Vec<_>, _>>()?;
        let pointers: Vec<*const c_char> = arguments.iter().map(|a| a.as_ptr()).collect();
        let unsaved = |(path, contents): &(CString, CString)| CXUnsavedFile {
            Filename: path.as_ptr(),
            Contents: contents.as_ptr(),
            Length: contents.as_bytes().len() as _,
        };
        let mut unsaved: Vec<CXUnsavedFile> = files.iter().map(unsaved).collect();
        let mut flags = CXTranslationUnit_DetailedPreprocessingRecord;
        if !bodies {
            flags |= CXTranslationUnit_SkipFunctionBodies;
        }
        // SAFETY: the library is loaded on this thread (`use_on_this_thread` comes first); every pointer is to a NUL-terminated
        // text or an array of the length given, and all outlive the call. libclang copies the unsaved files.
        unsafe {
            let index = clang_createIndex(0, 0);
            let mut unit = ptr::null_mut();
            let count = pointers.len() as c_int;
            let error = clang_parseTranslationUnit2(
                index,
                c_name.as_ptr(),
                pointers.as_ptr(),
                count,
                unsaved.as_mut_ptr(),
                unsaved.len() as c_uint,
                flags,
                &raw mut unit,
            );
            if error == CXError_Success && !unit.is_null() {
                return Ok(Unit { index, unit });
            }
            clang_disposeIndex(index);
            Err(match error {
                CXError_Crashed => "libclang crashed while it parsed".into(),
                CXError_InvalidArguments => "libclang does not understand its arguments".into(),
                _ => "libclang could not parse with these arguments".into(),
            })
        }
    }

    /// Warnings and errors, in clang's order.
    pub(super) fn messages(&self) -> Vec<Message> {
        // SAFETY: the unit is alive; each diagnostic is disposed of once, after its last use.
        unsafe {
            (0..clang_getNumDiagnostics(self.unit))
                .filter_map(|number| {
                    let diagnostic = clang_getDiagnostic(self.unit, number);
                    let severity = match clang_getDiagnosticSeverity(diagnostic) {
                        CXDiagnostic_Warning => Some(Severity::Warning),
                        CXDiagnostic_Error => Some(Severity::Error),
                        CXDiagnostic_Fatal => Some(Severity::Fatal),
                        _ => None,
                    };
                    let message = severity.map(|severity| Message {
                        severity,
                        text: take(clang_getDiagnosticSpelling(diagnostic)),
                        place: place(clang_getDiagnosticLocation(diagnostic)),
                    });
                    clang_disposeDiagnostic(diagnostic);
                    message
                })
                .collect()
        }
    }

    /// The files that were really read, in the order of their first inclusion, the main one first.
    pub(super) fn files(&self) -> Vec<String> {
        extern "C" fn visit(file: CXFile, _: *mut CXSourceLocation, _: c_uint, data: CXClientData) {
            // SAFETY: `data` is the vector given below, which nothing else uses during the walk; `file` is of this unit.
            unsafe { (*data.cast::<Vec<String>>()).push(file_name(file)) }
        }
        let mut files: Vec<String> = Vec::new();
        // SAFETY: the unit is alive, and the vector outlives the walk.
        unsafe { clang_getInclusions(self.unit, visit, (&raw mut files).cast()) };
        files
    }

    /// The translation unit itself, whose children are the declarations and macros.
    pub(super) fn root(&self) -> Cursor<'_> {
        // SAFETY: the unit is alive.
        Cursor { raw: unsafe { clang_getTranslationUnitCursor(self.unit) }, unit: self }
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        // SAFETY: both were made together, are disposed of once, and no cursor outlives the borrow of `self`.
        unsafe {
            clang_disposeTranslationUnit(self.unit);
            clang_disposeIndex(self.index);
        }
    }
}

/// The value of a constant.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    /// Up to its first NUL.
    Text(Vec<u8>),
}

/// A node of the syntax tree.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'u> {
    raw: CXCursor,
    unit: &'u Unit,
}

impl<'u> Cursor<'u> {
    pub(super) fn kind(self) -> CXCursorKind {
        self.raw.kind
    }

    pub(super) fn spelling(self) -> String {
        // SAFETY: the unit of the cursor is alive.
        take(unsafe { clang_getCursorSpelling(self.raw) })
    }

    /// The comment in front of it, with its marks.
    pub(super) fn comment(self) -> Option<String> {
        // SAFETY: as above.
        let text = take(unsafe { clang_Cursor_getRawCommentText(self.raw) });
        (!text.is_empty()).then_some(text)
    }

    /// Where it stands, after macro expansion; `None` for what the compiler declares by itself.
    pub(super) fn place(self) -> Option<Place> {
        // SAFETY: as above.
        place(unsafe { clang_getCursorLocation(self.raw) })
    }

    pub(super) fn ty(self) -> Type<'u> {
        // SAFETY: as above.
        self.of(unsafe { clang_getCursorType(self.raw) })
    }

    /// What a `typedef` stands for.
    pub(super) fn underlying(self) -> Type<'u> {
        // SAFETY: as above.
        self.of(unsafe { clang_getTypedefDeclUnderlyingType(self.raw) })
    }

    /// The integer type of an enumeration.
    pub(super) fn enum_type(self) -> Type<'u> {
        // SAFETY: as above.
        self.of(unsafe { clang_getEnumDeclIntegerType(self.raw) })
    }

    /// The value of an enumeration's constant, whose type is signed or not.
    pub(super) fn enum_value(self, signed: bool) -> i128 {
        // SAFETY: as above.
        unsafe {
            if signed {
                clang_getEnumConstantDeclValue(self.raw).into()
            } else {
                clang_getEnumConstantDeclUnsignedValue(self.raw).into()
            }
        }
    }

    /// What a variable's initializer evaluates to, if it is a constant.
    pub(super) fn evaluate(self) -> Option<Value> {
        // SAFETY: the unit is alive; the result is disposed of once, after its last use, and its text is copied before.
        unsafe {
            let result = clang_Cursor_Evaluate(self.raw);
            if result.is_null() {
                return None;
            }
            let value = match clang_EvalResult_getKind(result) {
                CXEval_Int if clang_EvalResult_isUnsignedInt(result) != 0 => {
                    Some(Value::Unsigned(clang_EvalResult_getAsUnsigned(result)))
                }
                CXEval_Int => Some(Value::Signed(clang_EvalResult_getAsLongLong(result))),
                CXEval_Float => Some(Value::Float(clang_EvalResult_getAsDouble(result))),
                CXEval_StrLiteral => {
                    let text = clang_EvalResult_getAsStr(result);
                    (!text.is_null()).then(|| Value::Text(CStr::from_ptr(text).to_bytes().to_vec()))
                }
                _ => None,
            };
            clang_EvalResult_dispose(result);
            value
        }
    }

    pub(super) fn children(self) -> Vec<Cursor<'u>> {
        extern "C" fn visit(cursor: CXCursor, _: CXCursor, data: CXClientData) -> CXChildVisitResult {
            // SAFETY: `data` is the vector given below, which nothing else uses during the walk.
            unsafe { (*data.cast::<Vec<CXCursor>>()).push(cursor) };
            CXChildVisit_Continue
        }
        let mut children: Vec<CXCursor> = Vec::new();
        // SAFETY: the unit is alive, and the vector outlives the walk.
        unsafe { clang_visitChildren(self.raw, visit, (&raw mut children).cast::<c_void>()) };
        children.into_iter().map(|raw| Cursor { raw, unit: self.unit }).collect()
    }

    /// The definition of what it declares, if there is one.
    pub(super) fn definition(self) -> Option<Cursor<'u>> {
        // SAFETY: the unit is alive.
        let raw = unsafe { clang_getCursorDefinition(self.raw) };
        // SAFETY: a null cursor may be asked for.
        (unsafe { clang_Cursor_isNull(raw) } == 0).then_some(Cursor { raw, unit: self.unit })
    }

    pub(super) fn is_definition(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_isCursorDefinition(self.raw) != 0 }
    }

    pub(super) fn is_inline(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_Cursor_isFunctionInlined(self.raw) != 0 }
    }

    pub(super) fn is_static(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_Cursor_getStorageClass(self.raw) == CX_SC_Static }
    }

    pub(super) fn is_thread_local(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_getCursorTLSKind(self.raw) != CXTLS_None }
    }

    pub(super) fn is_deprecated(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_getCursorAvailability(self.raw) == CXAvailability_Deprecated }
    }

    /// Width in bits of a bit-field.
    pub(super) fn bit_width(self) -> Option<u32> {
        // SAFETY: the unit is alive.
        unsafe {
            (clang_Cursor_isBitField(self.raw) != 0).then(|| u32::try_from(clang_getFieldDeclBitWidth(self.raw)).unwrap_or(0))
        }
    }

    /// Offset in bits of a member in its record.
    pub(super) fn bit_offset(self) -> Option<u64> {
        // SAFETY: the unit is alive.
        u64::try_from(unsafe { clang_Cursor_getOffsetOfField(self.raw) }).ok()
    }

    pub(super) fn is_function_like_macro(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_Cursor_isMacroFunctionLike(self.raw) != 0 }
    }

    /// Whether it is written in at most so many bytes of one file. An attribute that a macro brought may seem to reach from one header
    /// to another, and its tokens with it.
    pub(super) fn is_short(self, most: u32) -> bool {
        // SAFETY: the unit is alive, and a location is a value of it.
        let [(first, start), (last, end)] = unsafe {
            let extent = clang_getCursorExtent(self.raw);
            [clang_getRangeStart(extent), clang_getRangeEnd(extent)].map(|location| {
                let (mut file, mut offset) = (ptr::null_mut(), 0);
                clang_getSpellingLocation(location, &raw mut file, ptr::null_mut(), ptr::null_mut(), &raw mut offset);
                (file, offset)
            })
        };
        first == last && start <= end && end - start <= most
    }

    /// The declaration as clang prints it, with all attributes, wherever they came from.
    pub(super) fn printed(self) -> String {
        // SAFETY: the unit is alive; without a policy libclang takes that of the unit.
        take(unsafe { clang_getCursorPrettyPrinted(self.raw, ptr::null_mut()) })
    }

    /// The tokens it was written with.
    pub(super) fn tokens(self) -> Vec<String> {
        // SAFETY: the unit is alive; the array is of the count given and is disposed of once, after its last use.
        unsafe {
            let (mut tokens, mut count) = (ptr::null_mut(), 0);
            clang_tokenize(self.unit.unit, clang_getCursorExtent(self.raw), &raw mut tokens, &raw mut count);
            if tokens.is_null() {
                return Vec::new();
            }
            let texts =
                (0..count as usize).map(|number| take(clang_getTokenSpelling(self.unit.unit, *tokens.add(number)))).collect();
            clang_disposeTokens(self.unit.unit, tokens, count);
            texts
        }
    }

    fn of(self, raw: CXType) -> Type<'u> {
        Type { raw, unit: self.unit }
    }
}

impl PartialEq for Cursor<'_> {
    fn eq(&self, other: &Self) -> bool {
        // SAFETY: both units are alive.
        unsafe { clang_equalCursors(self.raw, other.raw) != 0 }
    }
}

/// A type, as written (its typedefs are kept).
#[derive(Clone, Copy)]
pub(super) struct Type<'u> {
    raw: CXType,
    unit: &'u Unit,
}

impl<'u> Type<'u> {
    pub(super) fn kind(self) -> CXTypeKind {
        self.raw.kind
    }

    pub(super) fn spelling(self) -> String {
        // SAFETY: the unit is alive.
        take(unsafe { clang_getTypeSpelling(self.raw) })
    }

    /// With every typedef replaced.
    pub(super) fn canonical(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_getCanonicalType(self.raw) })
    }

    pub(super) fn pointee(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_getPointeeType(self.raw) })
    }

    pub(super) fn element(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_getElementType(self.raw) })
    }

    /// Number of elements of an array or a vector.
    pub(super) fn length(self) -> Option<u64> {
        // SAFETY: the unit is alive.
        u64::try_from(unsafe { clang_getNumElements(self.raw) }).ok()
    }

    /// The type below `struct`, `enum` or a qualified name as written.
    pub(super) fn named(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_Type_getNamedType(self.raw) })
    }

    /// The type below attributes.
    pub(super) fn modified(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_Type_getModifiedType(self.raw) })
    }

    /// The type below `_Atomic`; libclang 11 and later.
    pub(super) fn atomic_value(self) -> Option<Type<'u>> {
        // SAFETY: the unit is alive, and the function is there.
        clang_Type_getValueType::is_loaded().then(|| self.with(unsafe { clang_Type_getValueType(self.raw) }))
    }

    pub(super) fn is_const(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_isConstQualifiedType(self.raw) != 0 }
    }

    pub(super) fn is_variadic(self) -> bool {
        // SAFETY: the unit is alive.
        unsafe { clang_isFunctionTypeVariadic(self.raw) != 0 }
    }

    pub(super) fn result(self) -> Type<'u> {
        // SAFETY: the unit is alive.
        self.with(unsafe { clang_getResultType(self.raw) })
    }

    pub(super) fn calling_convention(self) -> CXCallingConv {
        // SAFETY: the unit is alive.
        unsafe { clang_getFunctionTypeCallingConv(self.raw) }
    }

    pub(super) fn parameters(self) -> Vec<Type<'u>> {
        // SAFETY: the unit is alive; every index is below the count.
        unsafe {
            let count = u32::try_from(clang_getNumArgTypes(self.raw)).unwrap_or(0);
            (0..count).map(|index| self.with(clang_getArgType(self.raw, index))).collect()
        }
    }

    pub(super) fn declaration(self) -> Cursor<'u> {
        // SAFETY: the unit is alive.
        Cursor { raw: unsafe { clang_getTypeDeclaration(self.raw) }, unit: self.unit }
    }

    /// Size in bytes.
    pub(super) fn size(self) -> Option<u64> {
        // SAFETY: the unit is alive.
        u64::try_from(unsafe { clang_Type_getSizeOf(self.raw) }).ok()
    }

    /// Alignment in bytes.
    pub(super) fn align(self) -> Option<u64> {
        // SAFETY: the unit is alive.
        u64::try_from(unsafe { clang_Type_getAlignOf(self.raw) }).ok()
    }

    /// The members of a record, those without a name included.
    pub(super) fn fields(self) -> Vec<Cursor<'u>> {
        extern "C" fn visit(cursor: CXCursor, data: CXClientData) -> CXVisitorResult {
            // SAFETY: `data` is the vector given below, which nothing else uses during the walk.
            unsafe { (*data.cast::<Vec<CXCursor>>()).push(cursor) };
            CXVisit_Continue
        }
        let mut fields: Vec<CXCursor> = Vec::new();
        // SAFETY: the unit is alive, and the vector outlives the walk.
        unsafe { clang_Type_visitFields(self.raw, visit, (&raw mut fields).cast::<c_void>()) };
        fields.into_iter().map(|raw| Cursor { raw, unit: self.unit }).collect()
    }

    fn with(self, raw: CXType) -> Type<'u> {
        Type { raw, unit: self.unit }
    }
}

/// The place of a location: where a macro was expanded, not where it was written.
fn place(location: CXSourceLocation) -> Option<Place> {
    let (mut file, mut line, mut column) = (ptr::null_mut(), 0, 0);
    // SAFETY: a location is a value of an alive unit; the pointers are to variables here.
    unsafe {
        clang_getExpansionLocation(location, &raw mut file, &raw mut line, &raw mut column, ptr::null_mut());
        (!file.is_null()).then(|| Place { file: file_name(file), line, column })
    }
}

/// The path of a file; clang puts `./` in front of what the main file includes from its own folder.
///
/// # Safety
/// The file is of an alive unit.
unsafe fn file_name(file: CXFile) -> String {
    // SAFETY: passed on to the caller.
    let name = take(unsafe { clang_getFileName(file) });
    name.strip_prefix("./").map_or(name.clone(), str::to_owned)
}

/// The text of a libclang string, which is disposed of. (Every caller made the string just now and passes it on.)
fn take(string: CXString) -> String {
    // SAFETY: the string is alive until it is disposed of, once; its text is NUL-terminated or absent.
    unsafe {
        let pointer = clang_getCString(string);
        let text = if pointer.is_null() { String::new() } else { CStr::from_ptr(pointer).to_string_lossy().into_owned() };
        clang_disposeString(string);
        text
    }
}
